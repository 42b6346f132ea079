/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Totals shared out to communities: each community draws from a negative binomial with
 * a word of its own, and the level of all means is moved until the draws add up to the
 * total exactly. As a draw ascends with its mean, that level is found by bisection and
 * lies near one, so that the spread asked for is kept. */
#include "core/exact.h"
#include "core/stream.h"
#include "state/rake.h"
#include "state/supply_counting.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Weight of a resident of the pack beside one planned. */
static const double left_empty = 1e-6;
/* A draw looks no further than this many sites in a community. */
enum { DRAW_MOST = 100000 };

int64_t supply_count_draw(double mean, double clustering, uint32_t word)
{
    if (mean <= 0.0)
        return 0;
    if (clustering < 1e-6)
        return exact_poisson(mean, word);
    const double u = ((double)word + 0.5) * 0x1p-32;
    const double size = 1.0 / clustering;
    const double odds = mean * clustering / (1.0 + mean * clustering);
    double chance = exact_pow(1.0 + mean * clustering, -size), sum = chance;
    int64_t k = 0;

    /* Where the first chance is nearly beyond what a double holds, the mean is so large
     * that the normal limit serves. */
    if (chance < 1e-200) {
        const double spread = sqrt(mean + clustering * mean * mean);
        const double drawn = floor(mean + spread * exact_normal(word) + 0.5);
        return drawn > 0.0 ? (int64_t)drawn : 0;
    }
    while (sum < u && k < DRAW_MOST && chance > 0.0) {
        chance *= ((double)k + size) / (double)(k + 1) * odds;
        sum += chance;
        k++;
    }
    return k;
}

static void weigh(struct supply_counting *counting)
{
    const struct supply_options *options = counting->options;
    double pull[COMMUNITY_TYPES];

    for (int t = 0; t < COMMUNITY_TYPES; t++)
        pull[t] = counting->bundle->type[t] <= 0.0
                      ? 0.0
                      : exact_pow(counting->bundle->type[t],
                                  options->values->supply_type_tilt);
    for (int c = 0; c < options->city->community_count; c++) {
        const enum supply_group group = counting->bundle->group;
        const double listed = (double)options->city->communities[c].residents;
        double people = group == GROUP_NONE ? 1.0 : listed;
        /* A community that few agents leave empty still counts a little. */
        if (group != GROUP_NONE && options->plans)
            people =
                supply_area_people(&options->plans[c], group) + listed * left_empty;
        counting->weight[c] = people * pull[options->city->communities[c].type];
    }
}

/* Sum of the draws of the members at a level of their means. */
static int64_t draw_all(struct supply_counting *counting, int members,
                        const uint32_t *word, double level)
{
    const double clustering = counting->options->values->supply_clustering;
    int64_t sum = 0;

    for (int m = 0; m < members; m++) {
        counting->drawn[m] = supply_count_draw(level * counting->mean[m], clustering,
                                               word[counting->member[m]]);
        sum += counting->drawn[m];
    }
    return sum;
}

/* Draws of the members that add up to `total`. Where two of them step at the very same
 * level, the sum jumps over it: what lacks goes to those of the least word. */
static void close_total(struct supply_counting *counting, int members,
                        const uint32_t *word, int64_t total)
{
    double low = 0.0, high = 2.0;
    int64_t sum;

    while (draw_all(counting, members, word, high) < total && high < 1e12)
        high *= 2.0;
    for (int step = 0; step < 100; step++) {
        const double level = step == 0 ? 1.0 : 0.5 * (low + high);
        sum = draw_all(counting, members, word, level);
        if (sum == total)
            return;
        if (sum < total)
            low = level;
        else
            high = level;
    }
    for (sum = draw_all(counting, members, word, low); sum < total; sum++) {
        int least = 0;
        for (int m = 1; m < members; m++)
            if (counting->drawn[m] * (int64_t)UINT32_MAX + word[counting->member[m]] <
                counting->drawn[least] * (int64_t)UINT32_MAX +
                    word[counting->member[least]])
                least = m;
        counting->drawn[least]++;
    }
}

/* Shares the sites of one area out. */
static int share_area(struct supply_counting *counting, int area, int64_t sites,
                      const uint32_t *word, struct error *err)
{
    double weight = 0.0;
    int members = 0;

    for (int c = 0; c < counting->options->city->community_count; c++)
        if (counting->totals->area[c] == area && counting->weight[c] > 0.0) {
            counting->member[members++] = c;
            weight += counting->weight[c];
        }
    if (sites == 0)
        return 0;
    if (members == 0)
        return error_set(err, MESSAGE_SUPPLY_NOWHERE, (long long)sites,
                         counting->bundle->key, (long long)counting->areas[area].code);
    for (int m = 0; m < members; m++)
        counting->mean[m] =
            (double)sites * counting->weight[counting->member[m]] / weight;
    if (counting->bundle->even)
        TRY(rake_allocate(sites, members, counting->mean, NULL, NULL, counting->drawn));
    else
        close_total(counting, members, word, sites);
    for (int m = 0; m < members; m++)
        counting->totals->sites[counting->member[m]] = counting->drawn[m];
    return 0;
}

/* Sites of an area: counted, or as many as hold its places. */
static int64_t sites_of(struct supply_counting *counting, int area)
{
    const int64_t total = counting->areas[area].total;
    double each = 0.0;

    counting->totals->places[area] = counting->places ? total : -1;
    if (!counting->places)
        return total;
    for (int k = 0; k < counting->bundle->part_count; k++)
        each += counting->bundle->parts[k].counted ? counting->bundle->parts[k].places
                                                   : 0.0;
    const int64_t sites = (int64_t)floor((double)total / each + 0.5);
    return total > 0 && sites == 0 ? 1 : sites;
}

static int share_areas(struct supply_counting *counting, struct error *err)
{
    const struct supply_options *options = counting->options;
    const struct stream_address address = {options->population_seed, 0, PURPOSE_SUPPLY,
                                           catalogue_code(counting->bundle->key)};
    const int communities = options->city->community_count;
    uint32_t *first = malloc(((size_t)communities + 1) * sizeof *first);
    int status = 0;

    if (!first)
        return error_set(err, MESSAGE_MEMORY, "the supply");
    for (int c = 0; c < communities; c++) {
        uint32_t word[4];
        stream_words(&address, (uint64_t)options->city->communities[c].code, word);
        first[c] = word[0];
        counting->totals->area[c] = supply_area_of(counting, c);
    }
    for (int a = 0; a < counting->area_count && status == 0; a++) {
        const int64_t sites = sites_of(counting, a);
        counting->totals->line.sites += sites;
        counting->totals->line.places +=
            counting->places ? counting->areas[a].total : 0;
        if (counting->totals->line.sites > SUPPLY_SITES_MAX)
            status =
                error_set(err, MESSAGE_SUPPLY_MANY,
                          (long long)counting->totals->line.sites, SUPPLY_SITES_MAX);
        else
            status = share_area(counting, a, sites, first, err);
    }
    counting->totals->areas = counting->area_count;
    if (!counting->places)
        counting->totals->line.places = -1;
    free(first);
    return status;
}

static int count_all(struct supply_counting *counting, struct error *err)
{
    TRY(supply_area_find(counting, err));
    weigh(counting);
    TRY(share_areas(counting, err));
    return counting->bundle->follow ? supply_area_levels(counting, err) : 0;
}

int supply_count_sites(const struct supply_options *options, int bundle,
                       struct supply_totals *totals, struct error *err)
{
    const size_t communities = (size_t)options->city->community_count + 1;
    const size_t areas = options->source->counts.count + 1;
    const size_t room = communities > areas ? communities : areas;
    struct supply_counting counting = {.options = options,
                                       .bundle = &options->source->bundles[bundle],
                                       .index = bundle,
                                       .totals = totals};
    int status = -1;

    *totals = (struct supply_totals){0};
    memcpy(totals->line.key, counting.bundle->key, sizeof totals->line.key);
    memcpy(totals->line.zh, counting.bundle->zh, sizeof totals->line.zh);
    memcpy(totals->line.en, counting.bundle->en, sizeof totals->line.en);
    totals->sites = calloc(communities, sizeof *totals->sites);
    totals->area = calloc(communities, sizeof *totals->area);
    totals->places = calloc(areas, sizeof *totals->places);
    counting.areas = calloc(areas, sizeof *counting.areas);
    counting.weight = calloc(communities, sizeof *counting.weight);
    counting.member = calloc(communities, sizeof *counting.member);
    counting.mean = calloc(room, sizeof *counting.mean);
    counting.drawn = calloc(room, sizeof *counting.drawn);
    if (totals->sites && totals->area && totals->places && counting.areas &&
        counting.weight && counting.member && counting.mean && counting.drawn)
        status = count_all(&counting, err);
    else
        error_set(err, MESSAGE_MEMORY, "the supply");
    free(counting.areas);
    free(counting.weight);
    free(counting.member);
    free(counting.mean);
    free(counting.drawn);
    if (status != 0)
        supply_totals_free(totals);
    return status;
}

void supply_totals_free(struct supply_totals *totals)
{
    free(totals->sites);
    free(totals->area);
    free(totals->places);
    *totals = (struct supply_totals){0};
}
