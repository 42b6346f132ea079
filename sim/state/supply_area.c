/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Which areas have a count of a bundle, what it comes to, and which communities it is
 * for. */
#include "state/rake.h"
#include "state/supply_counting.h"

#include <math.h>
#include <string.h>

/* Ages of the groups that draw sites. */
enum { ELDER_FROM = 60, INFANT_BELOW = 3, CHILD_BELOW = 15 };

double supply_area_people(const struct community_plan *plan, enum supply_group group)
{
    const int low = group == GROUP_ELDERS     ? ELDER_FROM
                    : group == GROUP_CHILDREN ? INFANT_BELOW
                                              : 0;
    const int high = group == GROUP_INFANTS    ? INFANT_BELOW
                     : group == GROUP_CHILDREN ? CHILD_BELOW
                                               : AGES;
    int64_t people = 0;
    for (int s = 0; s < SEXES; s++)
        for (int a = low; a < high; a++)
            people += plan->people[s][a];
    return (double)people;
}

/* Residents of a community in persons of the pack. */
static double residents_of(const struct supply_options *options, int community)
{
    if (options->plans)
        return supply_area_people(&options->plans[community], GROUP_RESIDENTS) /
               options->scale;
    return (double)options->city->communities[community].residents;
}

static bool is_inside(const struct city *city, int community, int64_t area)
{
    const struct community *c = &city->communities[community];
    return area == 0 || c->subdistrict == area ||
           city->districts[c->district].code == area;
}

/* A count in sites or places, at its place in its range where it is only assumed. A
 * density is of the residents or communities of types that take the bundle. */
static double level_of(const struct supply_counting *counting,
                       const struct supply_count *count)
{
    const struct supply_options *options = counting->options;
    const double where = options->values->supply_assumed;
    double value = count->value, residents = 0.0;
    int64_t communities = 0;

    if (count->known == KNOWN_ASSUMED && where > 0.0)
        value += (count->high - value) * where;
    else if (count->known == KNOWN_ASSUMED && where < 0.0)
        value += (value - count->low) * where;
    for (int c = 0; c < options->city->community_count; c++)
        if (is_inside(options->city, c, count->area) &&
            counting->bundle->type[options->city->communities[c].type] > 0.0) {
            residents += residents_of(options, c);
            communities++;
        }
    switch (count->measure) {
    case MEASURE_SITES_PER_10000: return value * residents / 10000.0;
    case MEASURE_PLACES_PER_1000: return value * residents / 1000.0;
    case MEASURE_SITES_PER_COMMUNITY: return value * (double)communities;
    default: return value;
    }
}

/* Whether `count` holds at the start where `other`, of the same area, might: the latest
 * up to SUPPLY_YEAR_LAST, else the earliest after it. What is followed goes to its end. */
static bool is_better(const struct supply_counting *counting, int year, int other)
{
    const bool late = year > SUPPLY_YEAR_LAST, other_late = other > SUPPLY_YEAR_LAST;
    if (counting->bundle->follow)
        return year > other;
    if (late != other_late)
        return other_late;
    return late ? year < other : year > other;
}

/* The count that holds of an area; NULL where it has none. */
static const struct supply_count *holding(const struct supply_counting *counting,
                                          int64_t area, bool weight)
{
    const struct supply_source *source = counting->options->source;
    const struct supply_count *best = NULL;

    for (size_t k = 0; k < source->counts.count; k++) {
        const struct supply_count *count = &source->counts.item[k];
        if (count->bundle == counting->index && count->area == area &&
            (count->measure == MEASURE_WEIGHT) == weight &&
            (!best || is_better(counting, count->year, best->year)))
            best = count;
    }
    return best;
}

static void note_source(struct supply_line *line, const struct supply_count *count)
{
    if (count->year > line->year)
        line->year = count->year;
    if (count->known > line->known)
        line->known = count->known;
    if (line->source[0] == '\0')
        memcpy(line->source, count->source, sizeof line->source);
}

/* The areas that are counted or weighted, the city first whether counted or not. */
static void find_areas(struct supply_counting *counting)
{
    const struct supply_source *source = counting->options->source;
    const struct supply_count *city = holding(counting, 0, false);

    counting->areas[0] =
        (struct supply_area){.value = city ? level_of(counting, city) : 0.0};
    counting->area_count = 1;
    if (city)
        note_source(&counting->totals->line, city);
    for (size_t k = 0; k < source->counts.count; k++) {
        const struct supply_count *count = &source->counts.item[k];
        if (count->bundle != counting->index)
            continue;
        const bool weight = count->measure == MEASURE_WEIGHT;
        counting->places |= count->measure == MEASURE_PLACES ||
                            count->measure == MEASURE_PLACES_PER_1000;
        if (count->area == 0 || count != holding(counting, count->area, weight))
            continue;
        counting->weighted |= weight;
        counting->areas[counting->area_count++] = (struct supply_area){
            .code = count->area,
            .value = weight ? count->value : level_of(counting, count),
        };
        note_source(&counting->totals->line, count);
    }
}

/* The finest area of a community: a subdistrict before a district before the city. */
int supply_area_of(const struct supply_counting *counting, int community)
{
    const struct city *city = counting->options->city;
    int best = counting->weighted ? -1 : 0;

    for (int a = 1; a < counting->area_count; a++) {
        if (!is_inside(city, community, counting->areas[a].code))
            continue;
        if (best <= 0 ||
            counting->areas[a].code == city->communities[community].subdistrict)
            best = a;
    }
    return best;
}

/* Whether area b lies in district a. */
static bool holds(const struct city *city, int64_t a, int64_t b)
{
    for (int c = 0; c < city->community_count; c++)
        if (city->communities[c].subdistrict == b && b != a)
            return city->districts[city->communities[c].district].code == a;
    return false;
}

/* Whole totals of the areas: weights share the city's out; finer counts are taken off
 * the coarser ones around them. */
static int total_areas(struct supply_counting *counting, struct error *err)
{
    struct supply_area *areas = counting->areas;
    const struct city *city = counting->options->city;
    const int count = counting->area_count;

    for (int a = 0; a < count; a++)
        areas[a].total = (int64_t)floor(areas[a].value + 0.5);
    if (counting->weighted) {
        if (!holding(counting, 0, false))
            return error_set(err, MESSAGE_SUPPLY_INCOMPLETE, counting->bundle->key,
                             "supply.csv (a total of the city for its weights)");
        for (int a = 1; a < count; a++)
            counting->mean[a - 1] = areas[a].value;
        TRY(rake_allocate(areas[0].total, count - 1, counting->mean, NULL, NULL,
                          counting->drawn));
        for (int a = 1; a < count; a++)
            areas[a].total = counting->drawn[a - 1];
        areas[0].total = 0;
        return 0;
    }
    const bool whole = holding(counting, 0, false) != NULL;
    int64_t finer = 0;
    for (int a = 1; a < count; a++) {
        int64_t inside = 0;
        for (int b = 1; b < count; b++)
            inside += holds(city, areas[a].code, areas[b].code) ? areas[b].total : 0;
        if (inside > areas[a].total)
            return error_set(err, MESSAGE_SUPPLY_SUM, counting->bundle->key,
                             (long long)inside, (long long)areas[a].total);
        areas[a].total -= inside;
        finer += areas[a].total;
    }
    if (whole && finer > areas[0].total)
        return error_set(err, MESSAGE_SUPPLY_SUM, counting->bundle->key,
                         (long long)finer, (long long)areas[0].total);
    areas[0].total = whole ? areas[0].total - finer : 0;
    return 0;
}

/* Shares of the last level that a followed bundle had reached by the end of each year.
 * Every area with a total of its own tells of its part. */
int supply_area_levels(struct supply_counting *counting, struct error *err)
{
    const struct supply_source *source = counting->options->source;
    struct supply_totals *totals = counting->totals;

    for (size_t k = 0; k < source->counts.count; k++) {
        const struct supply_count *count = &source->counts.item[k];
        int at = 0;
        if (count->bundle != counting->index || count->measure == MEASURE_WEIGHT)
            continue;
        while (at < totals->years && totals->year[at] < count->year)
            at++;
        if (at == totals->years || totals->year[at] != count->year) {
            if (totals->years == DATED_STEPS)
                return error_set(err, MESSAGE_SUPPLY_FULL, DATED_STEPS, "years");
            for (int y = totals->years++; y > at; y--) {
                totals->year[y] = totals->year[y - 1];
                totals->level[y] = totals->level[y - 1];
            }
            totals->year[at] = count->year;
            totals->level[at] = 0.0;
        }
        totals->level[at] += level_of(counting, count);
    }
    for (int y = 1; y < totals->years; y++)
        if (totals->level[y] < totals->level[y - 1])
            return error_set(err, MESSAGE_SUPPLY_FALLS, counting->bundle->key,
                             totals->level[y - 1], totals->level[y], totals->year[y]);
    const double last = totals->years > 0 ? totals->level[totals->years - 1] : 0.0;
    for (int y = 0; y < totals->years; y++)
        totals->level[y] = last > 0.0 ? totals->level[y] / last : 1.0;
    return 0;
}

int supply_area_find(struct supply_counting *counting, struct error *err)
{
    find_areas(counting);
    return total_areas(counting, err);
}
