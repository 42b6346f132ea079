/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Counts residents and households by walking rings, with none of the model's own
 * counters, so that the tables check those too. */
#include "validation/portrait.h"

enum { AGE_OF_CHILDREN = 18, AGE_OF_ELDERS = 65, GENERATION = 16, MEMBERS = 255 };

static int age_in_table(month birth, month now)
{
    const int age = age_years(birth, now);
    return age > AGE_LAST ? AGE_LAST : age;
}

/* Generations among `count` ages: a step of GENERATION years or more begins a new one. */
static int count_generations(const int *ages, int count)
{
    int seen[AGES] = {0}, last = -1, generations = 0;
    for (int k = 0; k < count; k++)
        seen[ages[k]]++;
    for (int age = 0; age < AGES; age++) {
        if (seen[age] == 0)
            continue;
        generations += last < 0 || age - last >= GENERATION;
        last = age;
    }
    return generations;
}

/* How the elders of a household of `count` live. */
static enum arrangement arrange(const struct residents *p, row first, const int *ages,
                                int count)
{
    const int generations = count_generations(ages, count);
    if (count == 1)
        return ARRANGEMENT_ALONE;
    if (count == 2 && p->bits[first] & BITS_PARTNERED)
        return ARRANGEMENT_COUPLE;
    if (generations == 2)
        return ARRANGEMENT_TWO;
    return generations >= 3 ? ARRANGEMENT_THREE : ARRANGEMENT_OTHER;
}

static void add_gap(int64_t table[GAPS], int gap)
{
    table[gap < 0 ? 0 : gap >= GAPS ? GAPS - 1 : gap]++;
}

/* Members whose mothers or partners are at home. */
static void add_kin(struct portrait *portrait, const struct residents *p,
                    const row *member, int count, month now)
{
    for (int k = 0; k < count; k++) {
        const row i = member[k];
        if (p->bits[i] & BITS_COUPLE_FIRST) {
            const row j = p->next[i];
            const row man = bits_sex(p->bits[i]) == SEX_MALE ? i : j;
            add_gap(portrait->couple_gap,
                    age_years(p->birth[man], now) -
                        age_years(p->birth[man == i ? j : i], now) + GAPS / 2);
        }
        if (age_years(p->birth[i], now) >= AGE_OF_CHILDREN || p->mother[i] == ID_NONE)
            continue;
        for (int m = 0; m < count; m++)
            if (p->id[member[m]] == p->mother[i])
                add_gap(portrait->mother_gap,
                        (p->birth[i] - p->birth[member[m]]) / MONTHS_PER_YEAR);
    }
}

static void add_home(struct portrait *portrait, const struct block *block, row h,
                     month now)
{
    const struct residents *p = &block->residents;
    const int count = block->households.size[h];
    row member[MEMBERS];
    int ages[MEMBERS], elders = 0, adults = 0;
    row i = block->households.first[h];
    for (int k = 0; k < count; k++, i = p->next[i]) {
        member[k] = i;
        ages[k] = age_in_table(p->birth[i], now);
        elders += ages[k] >= AGE_OF_ELDERS;
        adults += ages[k] >= AGE_OF_CHILDREN;
    }
    portrait->homes++;
    portrait->family_people += count;
    portrait->size[(count < SIZES ? count : SIZES) - 1]++;
    portrait->with_elders[elders < 3 ? elders : 3]++;
    portrait->without_adult += adults == 0;
    portrait->children_without += adults == 0 ? count : 0;
    portrait->arrangement[arrange(p, member[0], ages, count)] += elders;
    add_kin(portrait, p, member, count, now);
}

void portrait_add(struct portrait *portrait, const struct block *block, month now)
{
    const struct residents *p = &block->residents;
    for (row i = 0; i < p->count; i++) {
        const unsigned bits = p->bits[i];
        const enum sex sex = bits_sex(bits);
        const int age = age_in_table(p->birth[i], now);
        portrait->people[sex][age]++;
        portrait->partnered[sex][age] += (bits & BITS_PARTNERED) != 0;
        portrait->collective[sex][age] += (bits & BITS_COLLECTIVE) != 0;
        portrait->care[sex][age][bits_care(bits)]++;
        portrait->nonlocal += (bits & BITS_NONLOCAL) != 0;
    }
    portrait->residents += p->count;
    for (row h = 0; h < block->households.count; h++)
        if (block->households.size[h] > 0 &&
            block->households.kind[h] == HOUSEHOLD_FAMILY)
            add_home(portrait, block, h, now);
}

void portrait_sum(struct portrait *sum, const struct portrait *one)
{
    /* A portrait is nothing but counts of one type. */
    int64_t *to = (int64_t *)(void *)sum;
    const int64_t *from = (const int64_t *)(const void *)one;
    for (size_t k = 0; k < sizeof *sum / sizeof *to; k++)
        to[k] += from[k];
}

int64_t portrait_between(int64_t table[SEXES][AGES], int low, int high)
{
    int64_t sum = 0;
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = low; age <= high && age <= AGE_LAST; age++)
            sum += table[sex][age];
    return sum;
}

double portrait_mean_size(const struct portrait *portrait)
{
    return (double)portrait->family_people / (double)portrait->homes;
}
