/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The comparison as one tidy table: a line a number, with its interval. */
#include "analysis/compare.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* A text as CSV has it (RFC 4180): in quotes where it must be. */
static void put_text(FILE *out, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        fputs(text, out);
        return;
    }
    fputs("\"", out);
    for (; *text != '\0'; text++)
        fprintf(out, *text == '"' ? "\"\"" : "%c", *text);
    fputs("\"", out);
}

/* Nothing for what is missing: tables read that as missing. */
static void put_number(FILE *out, double value)
{
    fputs(",", out);
    if (!isnan(value))
        fprintf(out, "%.9g", value == 0.0 ? 0.0 : value);
}

/* Columns up to the unit. */
static void put_start(FILE *out, const struct compare *compare, int file,
                      const char *measure, const char *key, const char *en,
                      const char *zh, const char *unit)
{
    const char *texts[] = {compare->pairing.files[file].path,
                           compare_title(compare, file, LANGUAGE_EN),
                           compare_title(compare, file, LANGUAGE_ZH),
                           file == 0 ? "baseline" : "scenario",
                           measure,
                           key,
                           en,
                           zh,
                           unit};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        fputs(i > 0 ? "," : "", out);
        put_text(out, texts[i]);
    }
}

static void put_interval(FILE *out, const struct interval *interval)
{
    put_number(out, interval->mean);
    put_number(out, interval->low);
    put_number(out, interval->high);
    fprintf(out, ",%s,%d,%d", compare_kind_name(interval->kind), interval->rows,
            interval->missing);
}

/* Level, and for a scenario the difference, of an indicator or piece. */
static void put_value(FILE *out, const struct compare *compare, int file,
                      const struct compare_value *value, const char *names[3],
                      enum headline_unit unit, const char *measure[2])
{
    put_start(out, compare, file, measure[0], names[0], names[1], names[2],
              headline_unit(unit, false, LANGUAGE_EN));
    fputs(",", out);
    put_interval(out, &value->level);
    fputs(",,\n", out);
    if (file == 0)
        return;
    put_start(out, compare, file, measure[1], names[0], names[1], names[2],
              headline_unit(unit, true, LANGUAGE_EN));
    fputs(",", out);
    put_interval(out, &value->difference);
    put_number(out, value->p);
    fprintf(out, ",%s\n", compare_verb_name(value->verb));
}

static void put_years(FILE *out, const struct compare *compare, int indicator, int file)
{
    const struct headline_info *info = &compare->headline[indicator];
    for (int i = 0; i < compare->years.count; i++) {
        const struct compare_band *band = &compare_years(compare, indicator, file)[i];
        const struct interval *level = &compare->value[file][indicator].level;
        put_start(out, compare, file, "year", info->key, info->en, info->zh,
                  headline_unit(info->unit, false, LANGUAGE_EN));
        fprintf(out, ",%d", compare->years.first + i);
        put_number(out, band->mean);
        put_number(out, band->low);
        put_number(out, band->high);
        fprintf(out, ",%s,%d,%d,,\n",
                compare->pairing.row_count >= INTERVAL_ROWS_BOOTSTRAP ? "rows_5_95"
                                                                      : "rows_range",
                level->rows, level->missing);
    }
}

/* Rows left out are told too: nothing is dropped silently. */
static void put_lone(FILE *out, const struct compare *compare)
{
    char key[64];
    for (int i = 0; i < compare->pairing.lone_count; i++) {
        const struct pairing_lone *lone = &compare->pairing.lone[i];
        snprintf(key, sizeof key, "draw_%d_seed_%" PRId64, lone->draw, lone->seed);
        put_start(out, compare, lone->file, "row_left_out", key, "row not paired",
                  "未成对的行", "1");
        fprintf(out, ",,%d,,,none,0,1,,\n", lone->row);
    }
}

static void put_gaps(FILE *out, const struct compare *compare)
{
    for (size_t i = 0; i < compare->gaps.count; i++) {
        const struct compare_gap *gap = &compare->gaps.item[i];
        const struct headline_info *info = &compare->headline[gap->headline];
        put_start(out, compare, gap->file, "row_without_number", info->key, info->en,
                  info->zh, "1");
        fprintf(out, ",,%d,,,none,0,1,,\n",
                compare->pairing.rows[gap->pair].at[gap->file]);
    }
}

void compare_csv(FILE *out, const struct compare *compare)
{
    const char *value[2] = {"level", "difference"};
    const char *share[2] = {"share", "share_difference"};
    fputs("file,title,title_zh,role,measure,indicator,indicator_en,indicator_zh,unit,"
          "year,"
          "value,low,high,interval,rows,missing,p_holm,finding\n",
          out);
    for (int file = 0; file < compare->pairing.file_count; file++) {
        for (int i = 0; i < compare->headline_count; i++) {
            const struct headline_info *info = &compare->headline[i];
            const char *names[3] = {info->key, info->en, info->zh};
            put_value(out, compare, file, &compare->value[file][i], names, info->unit,
                      value);
        }
        for (int i = 0; i < compare->bar_count; i++) {
            const char *names[3] = {compare->bar[i].key, compare->bar[i].en,
                                    compare->bar[i].zh};
            put_value(out, compare, file, &compare->share[file][i], names,
                      HEADLINE_PERCENT, share);
        }
        for (int i = 0; i < compare->drawn; i++)
            put_years(out, compare, i, file);
    }
    put_lone(out, compare);
    put_gaps(out, compare);
}
