/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Households shared out to the communities of a district: elders first, because they
 * bind most, then collective members, one-person and larger households. Each step
 * leaves room for the next, so that all the margins close. */
#include "core/exact.h"
#include "state/populate_parts.h"
#include "state/rake.h"

/* Where the bound can be kept, one-person households hold at most this share of the
 * adults who could live alone, so that families find parents. Assumed. */
#define ALONE_MOST 0.8
/* Persons in the largest household that is planned. */
enum { SIZE_MOST = 20 };

int populate_share_out(struct share *share, const char *margin, int64_t *total,
                       struct error *err)
{
    int64_t low = 0, high = 0;
    for (int i = 0; i < share->count; i++) {
        if (share->high[i] < share->low[i])
            share->high[i] = share->low[i];
        low += share->low[i];
        high += share->high[i];
    }
    if (*total < low || *total > high) {
        if (!share->soft)
            return error_set(err, MESSAGE_POPULATE_ROOM, share->district->name_zh,
                             margin, (long)*total, (long)low, (long)high);
        *total = *total < low ? low : high;
    }
    if (rake_allocate(*total, share->count, share->weight, share->low, share->high,
                      share->out) != 0)
        return error_set(err, MESSAGE_LAW, "bounds that were checked exclude a total");
    return 0;
}

static int64_t least_of(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t most_of(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Shares households with `each` elders among the communities' elders not yet placed. */
static int share_elder_households(struct share *share, int each, int64_t *total,
                                  const char *margin, struct error *err)
{
    for (int i = 0; i < share->count; i++) {
        const int64_t *with = share->plans[i].elders;
        const int64_t left = share->holdings[i].elders - 2 * with[2] - 3 * with[3];
        share->weight[i] = (double)left;
        share->low[i] = 0;
        share->high[i] = left / each;
    }
    TRY(populate_share_out(share, margin, total, err));
    for (int i = 0; i < share->count; i++)
        share->plans[i].elders[each] = share->out[i];
    return 0;
}

/* Elders beyond three in their household: only where collective households are too few
 * to hold those whom the counts leave over. */
static int share_extra(struct share *share, int64_t extra, struct error *err)
{
    for (int i = 0; i < share->count; i++) {
        const struct community_plan *plan = &share->plans[i];
        const int64_t left =
            share->holdings[i].elders - 2 * plan->elders[2] - 3 * plan->elders[3];
        share->weight[i] = (double)plan->elders[3];
        share->low[i] = 0;
        share->high[i] = least_of(3 * plan->elders[3], left);
    }
    TRY(populate_share_out(share, "households with three and more of 65 and over",
                           &extra, err));
    for (int i = 0; i < share->count; i++)
        share->holdings[i].extra = share->out[i];
    return 0;
}

/* Care homes take the elders whom no household count covers; what then is left of each
 * community's elders are the households with one, and both districts' sums close. */
static int share_elders(struct share *share, struct error *err)
{
    struct district *d = share->district;
    int64_t elders = 0;
    for (int i = 0; i < share->count; i++)
        elders += share->holdings[i].elders;
    TRY(share_elder_households(share, 3, &d->households_more_elders,
                               "households with three and more of 65 and over", err));
    TRY(share_elder_households(share, 2, &d->households_two_elders,
                               "households with two of 65 and over", err));
    const int64_t others = elders - d->households_one_elder -
                           2 * d->households_two_elders - 3 * d->households_more_elders;
    const int64_t places = d->residents - d->family_persons;
    int64_t cared = least_of(others, places);
    TRY(share_extra(share, others - cared, err));
    for (int i = 0; i < share->count; i++) {
        const struct community_plan *plan = &share->plans[i];
        const struct holding *holding = &share->holdings[i];
        const int64_t left = holding->elders - 2 * plan->elders[2] -
                             3 * plan->elders[3] - holding->extra;
        share->weight[i] = (double)left;
        share->low[i] = 0;
        share->high[i] = left;
    }
    TRY(populate_share_out(share, "elders in collective households", &cared, err));
    d->households_one_elder = 0; /* a scaled city may have had to give way */
    for (int i = 0; i < share->count; i++) {
        share->holdings[i].collective_elders = share->out[i];
        share->plans[i].elders[1] = share->high[i] - share->out[i];
        d->households_one_elder += share->plans[i].elders[1];
    }
    return 0;
}

/* Bounds of a community's one-person households within which the larger ones can hold
 * everybody else and every household has an adult. */
static void bound_one(struct share *share, int i, double alone_most)
{
    const int64_t *with = share->plans[i].elders;
    const struct holding *h = &share->holdings[i];
    const int64_t family = h->residents - h->collective;
    const int64_t couples = with[2] + with[3];
    int64_t larger = most_of(couples, h->children > 0);
    int64_t low = most_of(0, with[1] - h->children - h->adults);
    int64_t high = least_of(family - 2 * larger - with[3] - h->extra,
                            with[1] + h->adults + couples - larger);
    if (family <= 1)
        low = high = family;
    else if (larger == 0 && high > family - 2) /* one person cannot share a home */
        high = low > family - 2 ? family : family - 2;
    if (larger == 0 && low == family)
        high = family;
    const int64_t cap = (int64_t)(alone_most * (double)(h->adults + with[1]));
    share->low[i] = low;
    share->high[i] = most_of(low, least_of(high, cap));
    if (share->high[i] == family - 1 && family > 1)
        share->high[i] = most_of(low, family - 2);
}

/* Bounds of a community's larger households, once those of one person are known. */
static void bound_more(struct share *share, int i)
{
    const int64_t *with = share->plans[i].elders;
    const struct holding *h = &share->holdings[i];
    const int64_t persons = h->residents - h->collective - h->one;
    const int64_t couples = with[2] + with[3];
    int64_t low = most_of(couples, couples + with[1] - h->one);
    low = most_of(low, (persons + SIZE_MOST - 1) / SIZE_MOST);
    int64_t high = least_of((persons - with[3] - h->extra) / 2,
                            couples + with[1] + h->adults - h->one);
    high = most_of(high, low);
    high = least_of(high, persons / 2); /* children alone: only when no adult is left */
    share->low[i] = least_of(low, high);
    share->high[i] = high;
    const double young =
        h->children > 0 ? (double)h->children / (double)(h->children + h->adults) : 0.0;
    /* Communities with more children have larger households. */
    share->weight[i] = (double)persons / (2.4 + 3.0 * young);
}

/* Shares one-person households out, with a tilt by type of the strength given; tells
 * through `fits` whether the larger households can then be shared. */
static int share_one(struct share *share, double tilt, double alone_most, bool *fits,
                     struct error *err)
{
    struct district *d = share->district;
    int64_t alone = 1;
    for (int i = 0; i < share->count; i++)
        alone += share->holdings[i].adults + share->plans[i].elders[1];
    const double level = (double)d->one_person_households / (double)alone;
    for (int i = 0; i < share->count; i++) {
        const double lean = share->city->type_one_person[share->communities[i].type];
        const double odds = lean > 0.0 ? exact_pow(lean, tilt) : 1.0;
        const double people =
            (double)(share->holdings[i].adults + share->plans[i].elders[1]);
        share->weight[i] = people * odds / (1.0 - level + level * odds);
        bound_one(share, i, alone_most);
    }
    int64_t room = 0;
    for (int i = 0; i < share->count; i++)
        room += share->high[i];
    if (alone_most < 1.0 && room < d->one_person_households) {
        *fits = false;
        return 0;
    }
    int64_t total = d->one_person_households;
    TRY(populate_share_out(share, "one-person households", &total, err));
    int64_t low = 0, high = 0;
    const int64_t more = d->family_households - d->one_person_households;
    for (int i = 0; i < share->count; i++)
        share->holdings[i].one = share->out[i];
    for (int i = 0; i < share->count; i++) {
        bound_more(share, i);
        low += share->low[i];
        high += share->high[i];
    }
    *fits = low <= more && more <= high;
    return 0;
}

/* One-person and larger households. Where the tilt by type leaves no room, it is
 * halved, then dropped. */
static int share_sizes(struct share *share, struct error *err)
{
    struct district *d = share->district;
    const struct {
        double tilt, alone_most;
    } tries[] = {{1.0, ALONE_MOST}, {0.5, ALONE_MOST}, {0.5, 1.0}, {0.0, 1.0}};
    bool fits = false;
    for (size_t k = 0; k < sizeof tries / sizeof tries[0] && !fits; k++)
        TRY(share_one(share, tries[k].tilt * share->values->populate_type_tilt,
                      tries[k].alone_most, &fits, err));
    int64_t more = d->family_households - d->one_person_households;
    TRY(populate_share_out(share, "family households", &more, err));
    d->one_person_households = d->family_households = 0;
    for (int i = 0; i < share->count; i++) {
        const struct holding *h = &share->holdings[i];
        struct community_plan *plan = &share->plans[i];
        const int64_t persons = h->residents - h->collective - h->one;
        const int64_t homes = h->one + share->out[i];
        const int64_t each = plan->elders[3] > 0
                                 ? (h->extra + plan->elders[3] - 1) / plan->elders[3]
                                 : 0;
        plan->size[0] = h->one;
        plan->elders[0] = homes - plan->elders[1] - plan->elders[2] - plan->elders[3];
        if (populate_size_fill(plan, d, share->out[i], persons, plan->elders[3],
                               3 + (int)each) != 0)
            return error_set(err, MESSAGE_POPULATE_ROOM, d->name_zh,
                             "households with three and more of 65 and over",
                             (long)plan->elders[3], 0L, (long)share->out[i]);
        d->one_person_households += h->one;
        d->family_households += homes;
    }
    return 0;
}

/* What only a bug here can break. */
static int check_share(const struct share *share, struct error *err)
{
    const struct district *d = share->district;
    int64_t family = 0, nonlocal = 0, with[4] = {0};
    for (int i = 0; i < share->count; i++) {
        const struct community_plan *plan = &share->plans[i];
        int64_t homes = 0, persons = plan->large_persons;
        for (int k = 0; k < SIZES; k++) {
            homes += plan->size[k];
            persons += k + 1 < SIZES ? (k + 1) * plan->size[k] : 0;
        }
        for (int k = 0; k < 4; k++) {
            homes -= plan->elders[k];
            with[k] += plan->elders[k];
        }
        const struct holding *h = &share->holdings[i];
        if (homes != 0 || persons != h->residents - h->collective)
            return error_set(err, MESSAGE_LAW, "a community's households do not close");
        family += persons;
        nonlocal += plan->nonlocal;
    }
    if (family != d->family_persons || nonlocal != d->nonlocal ||
        with[1] != d->households_one_elder || with[2] != d->households_two_elders ||
        with[3] != d->households_more_elders)
        return error_set(err, MESSAGE_LAW, "a district's margins do not close");
    return 0;
}

int populate_share_households(struct share *share, struct error *err)
{
    TRY(share_elders(share, err));
    TRY(populate_collective_share(share, err));
    TRY(share_sizes(share, err));
    return check_share(share, err);
}
