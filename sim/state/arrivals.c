/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Immigrant households whose members have, in expectation, the ages and sexes wanted. */
#include "state/arrivals.h"

#include "core/stream.h"
#include "state/stage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Years between a mother and her child, and how far it spreads; the weights fall off
 * as a triangle. Assumed from the fertility schedule. */
enum { MOTHER_GAP = 29, MOTHER_SPREAD = 9, ADULT = STAGE_ADULT, GAP_MAN = 2 };

/* Share of wanted children of age `child` who come with women of age `woman`, before
 * scaling to one. */
static double mother_weight(int woman, int child)
{
    const int away = abs(woman - child - MOTHER_GAP);
    return woman < ADULT || away >= MOTHER_SPREAD ? 0.0 : MOTHER_SPREAD - away;
}

/* Expected children of each age per arriving woman of each age. */
static void expect_children(double wanted[SEXES][AGES],
                            double expected[AGES][CHILD_AGES])
{
    memset(expected, 0, AGES * sizeof expected[0]);
    for (int c = 0; c < CHILD_AGES; c++) {
        const double children = wanted[SEX_MALE][c] + wanted[SEX_FEMALE][c];
        double total = 0.0;
        for (int w = ADULT; w < AGES; w++)
            total += mother_weight(w, c) * wanted[SEX_FEMALE][w];
        if (total <= 0.0)
            continue;
        for (int w = ADULT; w < AGES; w++)
            expected[w][c] = children * mother_weight(w, c) / total;
    }
}

/* Thresholds of the number of children with the mean wanted: the whole part surely, the
 * rest by chance; at most CHILDREN_MOST. */
static void children_thresholds(double mean, uint32_t threshold[CHILDREN_MOST])
{
    for (int n = 0; n < CHILDREN_MOST; n++) {
        const double rest = mean - n;
        threshold[n] = stream_threshold(rest < 0.0 ? 0.0 : rest > 1.0 ? 1.0 : rest);
    }
}

static void age_thresholds(const double expected[CHILD_AGES], double mean,
                           uint32_t threshold[CHILD_AGES])
{
    double sum = 0.0;
    for (int c = 0; c < CHILD_AGES; c++) {
        sum += mean > 0.0 ? expected[c] / mean : 0.0;
        threshold[c] = stream_threshold(sum > 1.0 ? 1.0 : sum);
    }
    threshold[CHILD_AGES - 1] = UINT32_MAX;
}

void arrivals_prepare(struct arrivals *arrivals, double wanted[SEXES][AGES],
                      const double partnered[SEXES][AGES], double partnered_relative)
{
    double unit[UNITS][AGES] = {{0.0}}, husbands[AGES] = {0.0}, total = 0.0;
    double expected[AGES][CHILD_AGES];
    for (int a = ADULT; a < AGES; a++) {
        const double share = partnered_relative * partnered[SEX_FEMALE][a];
        const int man = a + GAP_MAN < AGES ? a + GAP_MAN : AGE_LAST;
        /* No more husbands than men of their age are wanted. */
        unit[UNIT_COUPLE][a] = fmin(share * wanted[SEX_FEMALE][a],
                                    fmax(0.0, wanted[SEX_MALE][man] - husbands[man]));
        unit[UNIT_WOMAN][a] = wanted[SEX_FEMALE][a] - unit[UNIT_COUPLE][a];
        husbands[man] += unit[UNIT_COUPLE][a];
    }
    for (int a = ADULT; a < AGES; a++)
        unit[UNIT_MAN][a] = fmax(0.0, wanted[SEX_MALE][a] - husbands[a]);
    for (int k = 0; k < UNITS; k++)
        for (int a = 0; a < AGES; a++)
            total += unit[k][a];
    double sum = 0.0;
    for (int k = 0; k < UNITS; k++)
        for (int a = 0; a < AGES; a++) {
            sum += total > 0.0 ? unit[k][a] / total : 0.0;
            arrivals->unit[k * AGES + a] = stream_threshold(sum > 1.0 ? 1.0 : sum);
        }
    arrivals->unit[UNITS * AGES - 1] = UINT32_MAX;
    expect_children(wanted, expected);
    for (int c = 0; c < CHILD_AGES; c++) {
        const double both = wanted[SEX_MALE][c] + wanted[SEX_FEMALE][c];
        arrivals->boy[c] =
            stream_threshold(both > 0.0 ? wanted[SEX_MALE][c] / both : 0.5);
    }
    for (int w = 0; w < AGES; w++) {
        double mean = 0.0;
        for (int c = 0; c < CHILD_AGES; c++)
            mean += expected[w][c];
        children_thresholds(mean, arrivals->children[w]);
        age_thresholds(expected[w], mean, arrivals->child_age[w]);
    }
    arrivals->households = total;
}

/* First position whose threshold is above the word. */
static int search(const uint32_t *threshold, int count, uint32_t word)
{
    int low = 0, high = count - 1;
    while (low < high) {
        const int middle = (low + high) / 2;
        if (word < threshold[middle])
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

struct arrival_unit arrivals_unit(const struct arrivals *arrivals,
                                  const uint32_t word[4],
                                  const uint32_t age[CHILDREN_MOST])
{
    const int chosen = search(arrivals->unit, UNITS * AGES, word[0]);
    struct arrival_unit unit = {.kind = chosen / AGES, .age = chosen % AGES};
    if (unit.kind == UNIT_COUPLE)
        unit.partner_age = unit.age + GAP_MAN < AGES ? unit.age + GAP_MAN : AGE_LAST;
    if (unit.kind == UNIT_MAN)
        return unit;
    for (int n = 0; n < CHILDREN_MOST; n++) {
        if (word[1] >= arrivals->children[unit.age][n])
            break;
        unit.child_age[unit.children++] =
            search(arrivals->child_age[unit.age], CHILD_AGES, age[n]);
    }
    return unit;
}
