/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Seats become rows in rings, and rows get what a resident is: birth, care state,
 * activity, arrival, income. Every draw is keyed by the founder's id. */
#include "core/exact.h"
#include "state/populate_parts.h"
#include "state/stage.h"

#include <assert.h>

/* Non-local residents came within the last 20 years, more of them lately. Assumed. */
enum { ARRIVAL_MONTHS = 240 };
/* Retirement where the rates give none: 60 years for men, 52.5 for women, the middle of
 * 50 and 55 (retirement rules before 2025). */
enum { RETIRE_MEN = 720, RETIRE_WOMEN = 630 };

/* Thresholds of care states for one word: severe first, none last. */
struct care_table {
    uint32_t until[SEXES][AGES][CARES - 1];
};

static void make_care_table(const struct rates *rates, struct care_table *table)
{
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age <= AGE_LAST; age++) {
            double sum = 0.0;
            for (int care = CARE_SEVERE; care > CARE_NONE; care--) {
                sum += rates->prevalence[sex][age][care];
                table->until[sex][age][care - 1] = stream_threshold(sum);
            }
        }
}

static enum care care_of(const struct care_table *table, int sex, int age,
                         uint32_t word)
{
    for (int care = CARE_SEVERE; care > CARE_NONE; care--)
        if (word < table->until[sex][age][care - 1])
            return (enum care)care;
    return CARE_NONE;
}

/* Enters the members of one home; rows are seats, so a mother's seat tells her row. */
static void enter_members(struct maker *maker, struct block *block,
                          const struct home *home, row h)
{
    struct residents *people = &block->residents;
    for (row i = home->seat; i < home->seat + home->size; i++) {
        const struct seat *seat = &maker->seats[i];
        if (seat->partner)
            household_enter_partner(&block->households, people, h, i, i - 1);
        else
            household_enter(&block->households, people, h, i);
        if (seat->mother == 0)
            continue;
        const row mother = home->seat + seat->mother - 1;
        people->mother[i] = maker->ids[mother];
        maker->children[mother]++;
        if (seat->age < STAGE_CHILD)
            maker->infants[mother]++;
    }
}

void populate_trait_settle(struct maker *maker, struct block *block)
{
    const struct stream_address address = {maker->population_seed, 0, PURPOSE_FOUNDER,
                                           0};
    struct residents *people = &block->residents;
    struct care_table care;
    assert(people->count == 0);
    make_care_table(maker->rates, &care);
    for (uint32_t k = 0; k < maker->people; k++)
        maker->ids[k] = populate_id(maker->community->code, k);
    stream_batch(maker->pool.sequence.vectors, &address, maker->ids, maker->people,
                 maker->word);
    for (uint32_t k = 0; k < maker->people; k++) {
        const struct seat *seat = &maker->seats[k];
        const month into = (month)((uint64_t)maker->word[0][k] * MONTHS_PER_YEAR >> 32);
        unsigned bits = seat->sex == SEX_FEMALE ? BITS_FEMALE : 0;
        bits = bits_with_care(bits,
                              care_of(&care, seat->sex, seat->age, maker->word[1][k]));
        const struct resident resident = {
            .id = maker->ids[k],
            .mother = ID_NONE,
            .household = ROW_NONE,
            .next = k,
            .birth = (uint16_t)(maker->now - MONTHS_PER_YEAR * seat->age - into),
            .bits = (uint16_t)bits,
            .arrival = 0,
        };
        residents_add(people, &resident);
    }
    for (uint32_t h = 0; h < maker->home_count; h++) {
        const struct home *home = &maker->homes[h];
        const uint64_t founder = maker->ids[home->seat];
        const row at =
            households_add(&block->households, (enum household_kind)home->kind,
                           (uint32_t)(stream_mix(founder) >> 32));
        enter_members(maker, block, home, at);
    }
}

/* Area under the normal curve to the left of x: Abramowitz and Stegun (1964), 26.2.19,
 * error below 1.5e-7, with + - * / alone. */
static double normal_share(double x)
{
    static const double d[] = {0.0498673470, 0.0211410061, 0.0032776263,
                               0.0000380036, 0.0000488906, 0.0000053830};
    const double size = x < 0.0 ? -x : x;
    double sum = 0.0;
    for (int k = 5; k >= 0; k--)
        sum = (sum + d[k]) * size;
    sum += 1.0;
    const double square = sum * sum, fourth = square * square, eighth = fourth * fourth;
    const double tail = 0.5 / (eighth * eighth);
    return x < 0.0 ? tail : 1.0 - tail;
}

/* Square root by Newton's steps, of a number in [0, 1]. */
static double root(double x)
{
    double y = 1.0;
    for (int k = 0; k < 40 && x > 0.0; k++)
        y = 0.5 * (y + x / y);
    return x > 0.0 ? y : 0.0;
}

/* Ranks by a latent normal that household members share; those in collective
 * households, who budget alone, have their own. */
static void give_income(struct maker *maker, struct block *block)
{
    const struct stream_address place = {maker->population_seed, 0, PURPOSE_COMMUNITY,
                                         2};
    const struct stream_address address = {maker->population_seed, 0, PURPOSE_SYNTHESIS,
                                           2};
    const double spread = maker->values->populate_income_spread;
    uint32_t word[4];
    stream_words(&place, (uint64_t)maker->community->code, word);
    const double common = root(spread) * exact_normal(word[0]) +
                          maker->city->type_income[maker->community->type];
    const double own = root(1.0 - spread);
    for (uint32_t h = 0; h < maker->home_count; h++) {
        const struct home *home = &maker->homes[h];
        double rank = 0.0;
        for (uint32_t k = home->seat; k < home->seat + home->size; k++) {
            if (k == home->seat || home->kind == HOUSEHOLD_COLLECTIVE) {
                stream_words(&address, maker->ids[k], word);
                rank = normal_share(common + own * exact_normal(word[0]));
            }
            block->residents.income[k] = (uint16_t)(rank * 65535.999);
        }
    }
}

/* Share at work as a threshold, by sex and age; [1] for mothers of a child under three,
 * so that the month's process finds the same people at work. */
struct work_table {
    uint32_t below[2][SEXES][AGES];
};

static void make_work_table(const struct maker *maker, struct work_table *table)
{
    for (int mother = 0; mother < 2; mother++)
        for (int sex = 0; sex < SEXES; sex++)
            for (int age = 0; age <= AGE_LAST; age++) {
                double share =
                    maker->rates->working[sex][age] * maker->values->work_level;
                share = share < 1.0 ? share : 1.0;
                if (mother)
                    share *= maker->values->work_mother_under_three;
                table->below[mother][sex][age] = stream_threshold(share);
            }
}

static int retirement_of(const struct maker *maker, int sex)
{
    const struct rates *rates = maker->rates;
    if (!rates->retirement)
        return sex == SEX_MALE ? RETIRE_MEN : RETIRE_WOMEN;
    int year = month_year(maker->now);
    year = year < rates->retirement_first ? rates->retirement_first : year;
    year = year > rates->retirement_last ? rates->retirement_last : year;
    return (int)(rates->retirement[(year - rates->retirement_first) * SEXES + sex] +
                 0.5);
}

static enum activity activity_of(const struct work_table *work, const struct seat *seat,
                                 bool mother, int retire, uint32_t standing)
{
    mother = mother && seat->age < STAGE_MOTHER_END;
    if (seat->age >= STAGE_WORK && standing < work->below[mother][seat->sex][seat->age])
        return ACTIVITY_WORKING;
    return stage_idle(seat->age, stage_retired_from(retire));
}

static void give_activity(struct maker *maker, struct block *block)
{
    const struct stream_address address = {maker->population_seed, 0, PURPOSE_WORK, 0};
    struct residents *people = &block->residents;
    const int retire[SEXES] = {retirement_of(maker, SEX_MALE),
                               retirement_of(maker, SEX_FEMALE)};
    struct work_table work;
    make_work_table(maker, &work);
    stream_batch(maker->pool.sequence.vectors, &address, maker->ids, maker->people,
                 maker->word);
    for (uint32_t k = 0; k < maker->people; k++) {
        const struct seat *seat = &maker->seats[k];
        people->bits[k] = bits_with_activity(
            people->bits[k], activity_of(&work, seat, maker->infants[k] > 0,
                                         retire[seat->sex], maker->word[0][k]));
    }
}

/* Months of arrival: of birth for the local. */
static void give_arrival(struct maker *maker, struct block *block)
{
    const struct stream_address address = {maker->population_seed, 0, PURPOSE_FOUNDER,
                                           2};
    struct residents *people = &block->residents;
    stream_batch(maker->pool.sequence.vectors, &address, maker->ids, maker->people,
                 maker->word);
    for (uint32_t k = 0; k < maker->people; k++) {
        month arrival = people->birth[k];
        if (people->bits[k] & BITS_NONLOCAL) {
            const double u = stream_uniform(maker->word[0][k]);
            const month drawn = maker->now - (month)(u * u * ARRIVAL_MONTHS);
            arrival = drawn > arrival ? drawn : arrival;
        }
        people->arrival[k] = (uint16_t)arrival;
    }
}

void populate_trait_give(struct maker *maker, struct block *block)
{
    give_activity(maker, block);
    give_arrival(maker, block);
    give_income(maker, block);
}
