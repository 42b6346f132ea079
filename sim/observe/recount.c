/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Counting residents and households. */
#include "observe/recount.h"

#include "state/stage.h"

#include <math.h>
#include <string.h>

static int group_of(int age, unsigned bits)
{
    return ((series_age_group(age) * SEXES + (int)bits_sex(bits)) * REGISTRATIONS +
            (int)bits_registration(bits)) *
               CARES +
           (int)bits_care(bits);
}

void recount_cells(const struct world *world, int32_t groups[RECOUNT_GROUPS],
                   int64_t person_months[SEXES][AGES])
{
    for (unsigned cell = 0; cell < STREAM_CELLS; cell++) {
        int64_t people = 0;
        for (int t = 0; t < world->threads; t++)
            people += world->workers[t].cells[cell];
        int age = (int)cell >> 5;
        age = age > AGE_LAST ? AGE_LAST : age;
        if (groups)
            groups[group_of(age, cell)] += (int32_t)people;
        if (person_months)
            person_months[bits_sex(cell)][age] += people;
    }
}

static void count_block(const struct residents *p, month now, int32_t *out)
{
    for (row i = 0; i < p->count; i++) {
        int age = age_years(p->birth[i], now);
        age = age > AGE_LAST ? AGE_LAST : age;
        out[group_of(age, p->bits[i])]++;
    }
}

void recount_communities(const struct world *world, const int *number, int32_t *out)
{
#pragma omp parallel for schedule(dynamic, 16) num_threads(world->threads)
    for (int c = 0; c < world->count; c++) {
        if (number[c] < 0)
            continue;
        int32_t *mine = out + (size_t)number[c] * RECOUNT_GROUPS;
        memset(mine, 0, RECOUNT_GROUPS * sizeof *mine);
        count_block(&world->blocks[c].residents, world->now, mine);
    }
}

static enum household_type type_alone(const struct residents *p, row first, month now)
{
    return age_years(p->birth[first], now) >= STAGE_ELDER ? HOUSEHOLD_TYPE_ALONE_ELDER
                                                          : HOUSEHOLD_TYPE_ALONE_YOUNG;
}

/* Generations are counted on the ages of members: a gap of STAGE_GENERATION years or more
 * between neighbours in age begins a new one. */
static int generations(const struct residents *p, row first, int size)
{
    uint16_t birth[UINT8_MAX + 1];
    row k = first;
    for (int n = 0; n < size; n++, k = p->next[k]) {
        int at = n;
        while (at > 0 && birth[at - 1] > p->birth[k]) {
            birth[at] = birth[at - 1];
            at--;
        }
        birth[at] = p->birth[k];
    }
    int count = 1;
    for (int n = 1; n < size; n++)
        count += birth[n] - birth[n - 1] >= STAGE_GENERATION * MONTHS_PER_YEAR;
    return count;
}

static enum household_type type_of(const struct block *block, row h, month now)
{
    const struct residents *p = &block->residents;
    const int size = block->households.size[h];
    const row first = block->households.first[h];
    if (block->households.kind[h] == HOUSEHOLD_COLLECTIVE)
        return HOUSEHOLD_TYPE_COLLECTIVE;
    if (size == 1)
        return type_alone(p, first, now);
    bool couple = false, child = false;
    row k = first;
    for (int n = 0; n < size; n++, k = p->next[k]) {
        couple |= (p->bits[k] & BITS_COUPLE_FIRST) != 0;
        child |= age_years(p->birth[k], now) < STAGE_ADULT;
    }
    const int levels = generations(p, first, size);
    if (levels >= 3)
        return HOUSEHOLD_TYPE_THREE_GENERATIONS;
    if (couple && size == 2)
        return HOUSEHOLD_TYPE_COUPLE;
    if (couple && levels == 2)
        return HOUSEHOLD_TYPE_COUPLE_CHILD;
    if (!couple && levels == 2 && child)
        return HOUSEHOLD_TYPE_LONE_PARENT;
    return HOUSEHOLD_TYPE_OTHER;
}

void recount_households(const struct world *world, const int *district, int districts,
                        int32_t *out)
{
    const int cells = districts * RECOUNT_HOMES;
    memset(out, 0, (size_t)cells * sizeof *out);
#pragma omp parallel for schedule(dynamic, 16) num_threads(world->threads)            \
    reduction(+ : out[:cells])
    for (int c = 0; c < world->count; c++) {
        if (district[c] < 0)
            continue;
        const struct block *block = &world->blocks[c];
        int32_t *mine = out + (size_t)district[c] * RECOUNT_HOMES;
        for (row h = 0; h < block->households.count; h++) {
            const int size = block->households.size[h];
            if (size > 0)
                mine[(int)type_of(block, h, world->now) * SIZES +
                     (size < SIZES ? size : SIZES) - 1]++;
        }
    }
}

struct tally recount_tallies(const struct world *world)
{
    struct tally sum = {0};
    for (int t = 0; t < world->threads; t++) {
        const struct tally *tally = &world->workers[t].tally;
        for (int k = 0; k < EVENTS; k++)
            sum.events[k] += tally->events[k];
        for (int k = 0; k < ORDERS; k++)
            sum.orders[k] += tally->orders[k];
        for (int a = 0; a < AGES; a++) {
            sum.births[a] += tally->births[a];
            for (int s = 0; s < SEXES; s++) {
                sum.deaths[s][a] += tally->deaths[s][a];
                sum.person_months[s][a] += tally->person_months[s][a];
            }
        }
    }
    return sum;
}

double recount_life_expectancy(const int64_t deaths[AGES],
                               const int64_t person_months[AGES])
{
    double alive = 1.0, years = 0.0, chance = 0.0;
    bool anybody = false;
    for (int a = 0; a < AGES; a++) {
        /* An age at which nobody lived takes the chance of the age before. */
        if (person_months[a] > 0) {
            chance = (double)deaths[a] / (double)person_months[a];
            anybody = true;
        }
        if (a == AGE_LAST)
            break;
        for (int m = 0; m < MONTHS_PER_YEAR; m++) {
            years += alive * (1.0 - chance / 2.0) / MONTHS_PER_YEAR;
            alive *= 1.0 - chance;
        }
    }
    if (!anybody)
        return NAN;
    /* Open age: a constant chance from here on. */
    if (chance > 0.0)
        years += alive * (1.0 / chance - 0.5) / MONTHS_PER_YEAR;
    return years;
}

double recount_total_fertility(const int64_t births[AGES],
                               const int64_t woman_months[AGES])
{
    double total = 0.0;
    bool anybody = false;
    for (int a = 0; a < AGES; a++) {
        if (woman_months[a] == 0)
            continue;
        anybody = true;
        total += (double)births[a] * MONTHS_PER_YEAR / (double)woman_months[a];
    }
    return anybody ? total : NAN;
}
