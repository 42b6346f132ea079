/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Opens, checks and pairs; what the rows say is for headline.c and compare.c. */
#include "analysis/pairing.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

const struct result_summary *pairing_summary(const struct pairing *pairing, int file)
{
    return result_summary(pairing->files[file].result);
}

void pairing_close(struct pairing *pairing)
{
    for (int i = 0; i < PAIRING_FILES; i++) {
        result_close(pairing->files[i].result);
        free(pairing->files[i].path);
        free(pairing->files[i].seeds);
        free(pairing->files[i].draws);
    }
    free(pairing->rows);
    free(pairing->lone);
    memset(pairing, 0, sizeof *pairing);
}

static int open_file(struct pairing_file *file, const char *path, struct error *err)
{
    TRY(result_open(path, &file->result, err));
    const size_t rows = (size_t)result_summary(file->result)->rows;
    file->path = strdup(path);
    file->seeds = calloc(rows, sizeof *file->seeds);
    file->draws = calloc(rows, sizeof *file->draws);
    if (file->path == NULL || file->seeds == NULL || file->draws == NULL)
        return error_set(err, MESSAGE_MEMORY, path);
    TRY(result_read_draws(file->result, file->draws, err));
    return result_read_seeds(file->result, file->seeds, err);
}

/* A whole number of the scenario in force; 0 where it is not written. */
static long long effective_number(const struct result_summary *summary, const char *key)
{
    const size_t length = strlen(key);
    for (const char *line = summary->scenario_effective; line != NULL;) {
        if (strncmp(line, key, length) == 0 && line[length] == ':')
            return strtoll(line + length + 1, NULL, 10);
        line = strchr(line, '\n');
        line = line == NULL ? NULL : line + 1;
    }
    return 0;
}

static int check_months(const struct pairing_file *base,
                        const struct pairing_file *other, struct error *err)
{
    const struct result_summary *a = result_summary(base->result);
    const struct result_summary *b = result_summary(other->result);
    char text[4][16];
    if (a->month_first == b->month_first && a->months == b->months)
        return 0;
    return error_set(err, MESSAGE_COMPARE_MONTHS, base->path,
                     month_text(a->month_first, text[0]),
                     month_text(a->month_first + a->months - 1, text[1]), other->path,
                     month_text(b->month_first, text[2]),
                     month_text(b->month_first + b->months - 1, text[3]));
}

static int check_numbers(const struct pairing_file *base,
                         const struct pairing_file *other, struct error *err)
{
    const struct result_summary *a = result_summary(base->result);
    const struct result_summary *b = result_summary(other->result);
    const struct {
        const char *name;
        long long a, b;
    } numbers[] = {
        {"population_seed", a->population_seed, b->population_seed},
        {"agents", effective_number(a, "agents"), effective_number(b, "agents")},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (numbers[i].a != numbers[i].b)
            return error_set(err, MESSAGE_COMPARE_DIFFERS, base->path, numbers[i].name,
                             numbers[i].a, other->path, numbers[i].b);
    return 0;
}

static int check_communities(const struct pairing_file *base,
                             const struct pairing_file *other, struct error *err)
{
    const int count = result_summary(base->result)->communities;
    if (count != result_summary(other->result)->communities)
        return error_set(err, MESSAGE_COMPARE_COMMUNITIES, other->path, base->path);
    int64_t *codes = calloc((size_t)count * 2 + 1, sizeof *codes);
    int status = -1;
    if (codes == NULL)
        return error_set(err, MESSAGE_MEMORY, other->path);
    TRY_OR(done, result_read_codes(base->result, DIMENSION_COMMUNITY, codes, err));
    TRY_OR(done,
           result_read_codes(other->result, DIMENSION_COMMUNITY, codes + count, err));
    status = memcmp(codes, codes + count, (size_t)count * sizeof *codes) == 0
                 ? 0
                 : error_set(err, MESSAGE_COMPARE_COMMUNITIES, other->path, base->path);
done:
    free(codes);
    return status;
}

/* Whether a difference between the two is the scenarios' and nothing else's. */
static int check_pair(const struct pairing_file *base, const struct pairing_file *other,
                      struct error *err)
{
    const struct result_summary *a = result_summary(base->result);
    const struct result_summary *b = result_summary(other->result);
    if (a->seal.bytes == b->seal.bytes &&
        memcmp(a->seal.digest, b->seal.digest, DIGEST_SIZE) == 0)
        return error_set(err, MESSAGE_COMPARE_TWICE, base->path, other->path);
    if (a->model != b->model)
        return error_set(err, MESSAGE_COMPARE_MODEL, base->path, a->model, other->path,
                         b->model);
    if (strcmp(a->city_zh, b->city_zh) != 0 || strcmp(a->city_en, b->city_en) != 0)
        return error_set(err, MESSAGE_COMPARE_CITY, base->path, a->city_en, a->city_zh,
                         other->path, b->city_en, b->city_zh);
    TRY(check_months(base, other, err));
    TRY(check_communities(base, other, err));
    return check_numbers(base, other, err);
}

/* By draw, seed, file, row. */
static int compare_lone(const void *left, const void *right)
{
    const struct pairing_lone *a = left, *b = right;
    if (a->draw != b->draw)
        return a->draw < b->draw ? -1 : 1;
    if (a->seed != b->seed)
        return a->seed < b->seed ? -1 : 1;
    if (a->file != b->file)
        return a->file < b->file ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

/* Puts the rows of one draw and seed together; what is left over stays alone, at the
 * front of the list. */
static void pair_group(struct pairing *pairing, const struct pairing_lone *group,
                       int size)
{
    const struct pairing_lone *found[PAIRING_FILES] = {NULL};
    int files = 0;
    for (int i = 0; i < size; i++)
        if (found[group[i].file] == NULL) {
            found[group[i].file] = &group[i];
            files++;
        }
    const bool whole = files == pairing->file_count;
    if (whole) {
        struct pairing_row *pair = &pairing->rows[pairing->row_count];
        pairing->draws += pairing->row_count == 0 || pair[-1].draw != group->draw;
        pairing->row_count++;
        *pair = (struct pairing_row){.draw = group->draw, .seed = group->seed};
        for (int i = 0; i < files; i++)
            pair->at[i] = found[i]->row;
    }
    for (int i = 0; i < size; i++) {
        const struct pairing_lone left = group[i];
        if (!whole || found[left.file] != &group[i])
            pairing->lone[pairing->lone_count++] = left;
    }
}

/* All rows of all files stand in `lone` first, in order; groups are taken out of it. */
static int pair_rows(struct pairing *pairing, struct error *err)
{
    int count = 0, filled = 0;
    for (int i = 0; i < pairing->file_count; i++)
        count += pairing_summary(pairing, i)->rows;
    pairing->lone = calloc((size_t)count, sizeof *pairing->lone);
    pairing->rows =
        calloc((size_t)pairing_summary(pairing, 0)->rows, sizeof *pairing->rows);
    if (pairing->lone == NULL || pairing->rows == NULL)
        return error_set(err, MESSAGE_MEMORY, pairing->files[0].path);
    for (int i = 0; i < pairing->file_count; i++)
        for (int run = 0; run < pairing_summary(pairing, i)->rows; run++)
            pairing->lone[filled++] = (struct pairing_lone){
                i, run, pairing->files[i].draws[run], pairing->files[i].seeds[run]};
    qsort(pairing->lone, (size_t)count, sizeof *pairing->lone, compare_lone);
    for (int first = 0, end; first < count; first = end) {
        const struct pairing_lone *group = &pairing->lone[first];
        for (end = first + 1; end < count && pairing->lone[end].draw == group->draw &&
                              pairing->lone[end].seed == group->seed;)
            end++;
        pair_group(pairing, group, end - first);
    }
    return 0;
}

/* The first file that shares no row with the base, or the last. */
static int find_stranger(const struct pairing *pairing)
{
    for (int file = 1; file < pairing->file_count; file++) {
        bool shares = false;
        for (int i = 0; i < pairing_summary(pairing, 0)->rows && !shares; i++)
            for (int j = 0; j < pairing_summary(pairing, file)->rows && !shares; j++)
                shares = pairing->files[0].seeds[i] == pairing->files[file].seeds[j] &&
                         pairing->files[0].draws[i] == pairing->files[file].draws[j];
        if (!shares)
            return file;
    }
    return pairing->file_count - 1;
}

static int open_all(struct pairing *pairing, char *const *paths, int count,
                    struct error *err)
{
    for (int i = 0; i < count; i++) {
        TRY(open_file(&pairing->files[i], paths[i], err));
        pairing->file_count = i + 1;
        for (int j = 0; j < i; j++)
            TRY(check_pair(&pairing->files[j], &pairing->files[i], err));
    }
    TRY(pair_rows(pairing, err));
    if (pairing->row_count == 0)
        return error_set(err, MESSAGE_COMPARE_NO_ROWS, pairing->files[0].path,
                         pairing->files[find_stranger(pairing)].path);
    return 0;
}

int pairing_open(struct pairing *pairing, char *const *paths, int count,
                 struct error *err)
{
    assert(count >= 2 && count <= PAIRING_FILES);
    memset(pairing, 0, sizeof *pairing);
    if (open_all(pairing, paths, count, err) == 0)
        return 0;
    pairing_close(pairing);
    return -1;
}
