/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Makes the ledger: means over rows, ranks, and what a community lacks. */
#include "analysis/needs.h"

#include <math.h>
#include <stdlib.h>

/* Share of residents within the walk from which a function is there, and of needs met
 * from which it serves. Both assumed; changing them is changing what the codes mean. */
static const double THERE = 0.5, SERVES = 0.8;
/* Of the unmet needs asked, the share that the three causes must make up, and how many
 * must have been asked. Both assumed. */
static const double CAUSED = 0.5, ASKED_LEAST = 5.0;
enum { ONE_IN = 10 }; /* residents asked for reasons */

/* What is read, [community, product] and so on; owned. */
struct sources {
    double *need, *met_service, *met_any, *access, *places, *m2, *reach;
    double *hours, *full, *quality; /* of every tenth resident */
    double *residents;              /* [community, cells] */
    double *households;             /* [district, cells] */
    double *type, *district;
    double *people, *homes; /* [community] residents, households */
    int64_t *districts;
};

/* Mean over rows of a period of a series; missing rows are left out. */
static double *read_mean(struct result *result, enum series series, int period,
                         struct error *err)
{
    const int64_t elements = result_elements(result, series);
    const int rows = result_summary(result)->rows;
    const bool whole = series_info[series].type == SERIES_INT32;
    double *sum = calloc((size_t)elements + 1, sizeof *sum);
    int *count = calloc((size_t)elements + 1, sizeof *count);
    void *data = calloc((size_t)elements + 1, sizeof(double));
    int status = sum && count && data
                     ? 0
                     : error_set(err, MESSAGE_MEMORY, series_info[series].name);
    for (int run = 0; run < rows && status == 0; run++) {
        status = result_read_series(result, series, run, period, 1, data, err);
        for (int64_t i = 0; i < elements && status == 0; i++) {
            const double value =
                whole ? ((const int32_t *)data)[i] : ((const double *)data)[i];
            if (isnan(value))
                continue;
            sum[i] += value;
            count[i]++;
        }
    }
    for (int64_t i = 0; i < elements && status == 0; i++)
        sum[i] = count[i] > 0 ? sum[i] / count[i] : (double)NAN;
    free(data);
    free(count);
    if (status == 0)
        return sum;
    free(sum);
    return NULL;
}

static void free_sources(struct sources *s)
{
    double *const all[] = {s->need,   s->met_service, s->met_any, s->access,
                           s->places, s->m2,          s->reach,   s->residents,
                           s->hours,  s->full,        s->quality, s->households,
                           s->type,   s->district};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
    free(s->people);
    free(s->homes);
    free(s->districts);
}

static double sum_of(const double *values, int64_t count)
{
    double sum = 0.0;
    for (int64_t i = 0; i < count; i++)
        sum += values[i];
    return sum;
}

/* Residents, and households: these are counted by district, so a community has as many
 * per resident as its district. */
static void count_people(struct result *result, struct sources *s)
{
    const struct result_summary *summary = result_summary(result);
    const int communities = summary->communities, districts = summary->districts;
    const int64_t cells = result_elements(result, SERIES_residents) / communities;
    const int64_t kinds = result_elements(result, SERIES_households) / districts;
    for (int c = 0; c < communities; c++)
        s->people[c] = sum_of(s->residents + c * cells, cells);
    for (int d = 0; d < districts; d++) {
        const double households = sum_of(s->households + d * kinds, kinds);
        double people = 0.0;
        for (int c = 0; c < communities; c++)
            people += s->district[c] == (double)s->districts[d] ? s->people[c] : 0.0;
        for (int c = 0; c < communities; c++)
            if (s->district[c] == (double)s->districts[d] && people > 0.0)
                s->homes[c] = s->people[c] * households / people;
    }
}

static int read_sources(struct result *result, int period, struct sources *s,
                        struct error *err)
{
    const struct result_summary *summary = result_summary(result);
    const struct {
        double **to;
        enum series series;
    } wanted[] = {{&s->need, SERIES_community_need},
                  {&s->met_service, SERIES_community_met_service},
                  {&s->met_any, SERIES_community_met_any},
                  {&s->access, SERIES_access},
                  {&s->places, SERIES_community_places},
                  {&s->m2, SERIES_community_floor_area},
                  {&s->reach, SERIES_community_reach},
                  {&s->hours, SERIES_community_wrong_hours},
                  {&s->full, SERIES_community_full},
                  {&s->quality, SERIES_community_low_quality},
                  {&s->residents, SERIES_residents},
                  {&s->households, SERIES_households}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if ((*wanted[i].to = read_mean(result, wanted[i].series, period, err)) == NULL)
            return -1;
    s->type = calloc((size_t)summary->communities + 1, sizeof *s->type);
    s->district = calloc((size_t)summary->communities + 1, sizeof *s->district);
    s->districts = calloc((size_t)summary->districts + 1, sizeof *s->districts);
    s->people = calloc((size_t)summary->communities + 1, sizeof *s->people);
    s->homes = calloc((size_t)summary->communities + 1, sizeof *s->homes);
    if (!s->type || !s->district || !s->districts || !s->people || !s->homes)
        return error_set(err, MESSAGE_MEMORY, "ledger");
    TRY(result_read_places(result, RESULT_PLACE_TYPE, s->type, err));
    TRY(result_read_places(result, RESULT_PLACE_DISTRICT, s->district, err));
    TRY(result_read_codes(result, DIMENSION_DISTRICT, s->districts, err));
    count_people(result, s);
    return 0;
}

static double per(double amount, double base, double unit)
{
    return base > 0.0 ? amount / base * unit : (double)NAN;
}

/* Comparisons with NaN are false: where nothing is asked nothing is short. */
static enum needs_gap find_gap(const struct needs_line *line,
                               const struct standard *standard)
{
    const bool there = line->reach >= THERE;
    if (standard != NULL && standard->required && !there)
        return NEEDS_MISSING;
    if (standard != NULL && (line->places_per_1000 < standard->places_per_1000 ||
                             line->m2_per_100_households < standard->m2))
        return NEEDS_BELOW_STANDARD;
    if (there && line->met_any < SERVES * line->need)
        return NEEDS_NOT_SERVING;
    return NEEDS_NO_GAP;
}

enum needs_cause needs_find_cause(const double count[NEEDS_CAUSES], double shortfall,
                                  int rows)
{
    const double asked = shortfall / ONE_IN;
    enum needs_cause most = NEEDS_HOURS;
    double sum = 0.0;
    for (enum needs_cause k = NEEDS_HOURS; k < NEEDS_OTHER; k++) {
        sum += count[k];
        most = count[k] > count[most] ? k : most;
    }
    /* Means over rows: all rows together asked `rows` times as many. */
    if (asked * rows < ASKED_LEAST)
        return NEEDS_NO_CAUSE;
    return sum < CAUSED * asked ? NEEDS_OTHER : most;
}

/* The walk of the standard, or the longest where positions are too uncertain for it. */
static int band_of(const struct needs *needs, const struct standard *standard, int c,
                   int p)
{
    const int last = SERIES_MINUTES - 1;
    const int band = standard != NULL ? standard->band : last;
    return precision_tells(&needs->precision, c, p, band) ? band : last;
}

static struct needs_line product_line(struct result *result, const struct needs *needs,
                                      const struct sources *s,
                                      const struct standards *standards, int c, int p)
{
    enum { HUNDRED = 100, THOUSAND = 1000 };
    const int64_t at = (int64_t)c * result_summary(result)->products + p;
    const struct standard *standard = standards_find(standards, (int)s->type[c], p);
    const int band = band_of(needs, standard, c, p);
    struct needs_line line = {
        .community = c,
        .product = p,
        .need = s->need[at],
        .met_service = s->met_service[at],
        .met_any = s->met_any[at],
        .shortfall = s->need[at] - s->met_any[at],
        .access = s->access[at],
        .reach = s->reach[at * SERIES_MINUTES + band],
        .minutes = series_minutes[band],
        .places_per_1000 = per(s->places[at], s->people[c], THOUSAND),
        .m2_per_100_households = per(s->m2[at], s->homes[c], HUNDRED),
    };
    line.gap = find_gap(&line, standard);
    const double causes[NEEDS_CAUSES] = {[NEEDS_HOURS] = s->hours[at],
                                         [NEEDS_STAFF] = s->full[at],
                                         [NEEDS_QUALITY] = s->quality[at]};
    if (line.gap == NEEDS_NOT_SERVING)
        line.cause =
            needs_find_cause(causes, line.shortfall, result_summary(result)->rows);
    return line;
}

/* All products of a community: floor area alone has a standard. */
static struct needs_line community_line(struct result *result, const struct sources *s,
                                        const struct standards *standards, int c)
{
    enum { HUNDRED = 100 };
    const int products = result_summary(result)->products;
    const double none = (double)NAN;
    struct needs_line line = {
        .community = c,
        .product = STANDARDS_ALL,
        .need = none,
        .met_service = none,
        .met_any = none,
        .shortfall = none,
        .access = none,
        .reach = none,
        .places_per_1000 = none,
        .m2_per_100_households =
            per(sum_of(s->m2 + (int64_t)c * products, products), s->homes[c], HUNDRED),
    };
    const struct standard *standard =
        standards_find(standards, (int)s->type[c], STANDARDS_ALL);
    if (standard != NULL && line.m2_per_100_households < standard->m2)
        line.gap = NEEDS_BELOW_STANDARD;
    return line;
}

static int compare_shortfall(const void *a, const void *b)
{
    const struct needs_line *const *x = a, *const *y = b;
    if ((*x)->shortfall != (*y)->shortfall)
        return (*x)->shortfall > (*y)->shortfall ? -1 : 1;
    return ((*x)->community > (*y)->community) - ((*x)->community < (*y)->community);
}

/* Communities with the same shortfall share a rank. */
static int rank(struct needs *needs, int communities, int products, struct error *err)
{
    struct needs_line **order = calloc((size_t)communities + 1, sizeof(void *));
    if (order == NULL)
        return error_set(err, MESSAGE_MEMORY, "ledger");
    for (int p = 0; p < products; p++) {
        for (int c = 0; c < communities; c++)
            order[c] = &needs->line[c * (products + 1) + p];
        qsort(order, (size_t)communities, sizeof *order, compare_shortfall);
        for (int c = 0; c < communities; c++) {
            const bool same = c > 0 && order[c]->shortfall == order[c - 1]->shortfall;
            order[c]->rank = same ? order[c - 1]->rank : c + 1;
        }
    }
    free(order);
    return 0;
}

int needs_make(struct result *result, const char *path,
               const struct standards *standards, int year, struct needs *needs,
               struct error *err)
{
    const struct result_summary *summary = result_summary(result);
    const int products = summary->products, communities = summary->communities;
    const int period = year - summary->year_first;
    struct sources s = {0};
    *needs = (struct needs){.year = year};
    if (products == 0)
        return error_set(err, MESSAGE_EXPORT_NO_SERVICES, path);
    if (period < 0 || period >= summary->years)
        return error_set(err, MESSAGE_EXPORT_NO_YEAR, path, (long long)year,
                         summary->year_first, summary->year_first + summary->years - 1);
    if (period < result_first_reported(result, SERIES_community_need))
        return error_set(
            err, MESSAGE_EXPORT_WARM_START, path, (long long)year, SERIES_WARM_MONTHS,
            summary->year_first + result_first_reported(result, SERIES_community_need));
    needs->line =
        calloc((size_t)communities * (size_t)(products + 1) + 1, sizeof *needs->line);
    int status = needs->line != NULL ? precision_read(result, &needs->precision, err)
                                     : error_set(err, MESSAGE_MEMORY, path);
    if (status == 0)
        status = read_sources(result, period, &s, err);
    for (int c = 0; c < communities && status == 0; c++) {
        for (int p = 0; p < products; p++)
            needs->line[needs->count++] =
                product_line(result, needs, &s, standards, c, p);
        needs->line[needs->count++] = community_line(result, &s, standards, c);
    }
    if (status == 0)
        status = rank(needs, communities, products, err);
    free_sources(&s);
    if (status != 0)
        needs_free(needs);
    return status;
}

void needs_free(struct needs *needs)
{
    free(needs->line);
    precision_free(&needs->precision);
    *needs = (struct needs){0};
}
