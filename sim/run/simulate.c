/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The loop over months and what is written of them. */
#include "run/simulate.h"

#include "cycle/cycle.h"
#include "observe/recount.h"
#include "run/simulate_books.h"
#include "run/simulate_services.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Buffers of one row, as large as the largest period of each series. */
struct record {
    struct simulation *run;
    struct world world;
    int *community;     /* [communities] index among the reported, or -1 */
    int *district;      /* [communities] index among the chosen districts, or -1 */
    int32_t *residents; /* by reported community and RECOUNT_GROUPS */
    int32_t *homes;     /* by chosen district and RECOUNT_HOMES */
    int32_t *flows;     /* [reported communities] */
    struct panel panel;
    struct simulate_services services;
    struct simulate_books books;
    int64_t immigrated, emigrated; /* of the year */
};

static int record_init(struct record *record, struct error *err)
{
    const struct result_layout *layout = record->run->layout;
    const struct city *city = &record->run->study->city;
    const size_t all = (size_t)city->community_count + 1;
    const size_t reported = (size_t)layout->communities + 1;
    record->community = malloc(all * sizeof(int));
    record->district = malloc(all * sizeof(int));
    record->residents = malloc(reported * RECOUNT_GROUPS * sizeof(int32_t));
    record->homes =
        malloc(((size_t)layout->districts + 1) * RECOUNT_HOMES * sizeof(int32_t));
    record->flows = malloc(reported * sizeof(int32_t));
    if (!record->community || !record->district || !record->residents ||
        !record->homes || !record->flows)
        return error_set(err, MESSAGE_MEMORY, "the series");
    int chosen = 0, next = 0;
    int *district = malloc(((size_t)city->district_count + 1) * sizeof(int));
    if (!district)
        return error_set(err, MESSAGE_MEMORY, "the series");
    for (int d = 0; d < city->district_count; d++)
        district[d] = city->districts[d].chosen ? chosen++ : -1;
    for (int c = 0; c < city->community_count; c++) {
        const bool is_reported = city->communities[c].reported;
        record->community[c] = is_reported ? next++ : -1;
        record->district[c] =
            is_reported ? district[city->communities[c].district] : -1;
    }
    free(district);
    return 0;
}

static void record_free(struct record *record)
{
    free(record->community);
    free(record->district);
    free(record->residents);
    free(record->homes);
    free(record->flows);
    panel_free(&record->panel);
    simulate_services_free(&record->services);
    simulate_books_free(&record->books);
}

static int put(struct record *record, enum series series, int period, const void *data,
               struct error *err)
{
    return record->run->part ? part_write(record->run->part, series, period, data, err)
                             : 0;
}

/* One flow of the year by reported community: a field of tally_community. */
static int put_flow(struct record *record, enum series series, int year, size_t offset,
                    struct error *err)
{
    const struct world *world = &record->world;
    for (int c = 0; c < world->count; c++)
        if (record->community[c] >= 0)
            memcpy(&record->flows[record->community[c]],
                   (const char *)&world->tallies[c] + offset, sizeof(int32_t));
    return put(record, series, year, record->flows, err);
}

static int put_flows(struct record *record, int year, struct error *err)
{
    static const struct {
        enum series series;
        size_t offset;
    } flow[] = {
        {SERIES_community_births, offsetof(struct tally_community, births)},
        {SERIES_community_deaths, offsetof(struct tally_community, deaths)},
        {SERIES_community_moved_in, offsetof(struct tally_community, moved_in)},
        {SERIES_community_moved_out, offsetof(struct tally_community, moved_out)},
        {SERIES_community_immigrated, offsetof(struct tally_community, immigrated)},
        {SERIES_community_emigrated, offsetof(struct tally_community, emigrated)},
    };
    for (size_t k = 0; k < sizeof flow / sizeof *flow; k++)
        TRY(put_flow(record, flow[k].series, year, flow[k].offset, err));
    return 0;
}

/* Residents of reported communities in age groups [from, to), after recounting. */
static int64_t people_in_groups(const struct record *record, int from, int to)
{
    const int cells = RECOUNT_GROUPS / AGE_GROUPS;
    int64_t people = 0;
    for (int c = 0; c < record->run->layout->communities; c++)
        for (int k = from * cells; k < to * cells; k++)
            people += record->residents[(size_t)c * RECOUNT_GROUPS + (size_t)k];
    return people;
}

static int put_vital(struct record *record, int year, const struct tally *tally,
                     double life[SEXES], double *fertility, struct error *err)
{
    int32_t deaths[SEXES][AGES], births[AGES], orders[ORDERS];
    double years[SEXES][AGES];
    for (int a = 0; a < AGES; a++) {
        births[a] = (int32_t)tally->births[a];
        for (int s = 0; s < SEXES; s++) {
            deaths[s][a] = (int32_t)tally->deaths[s][a];
            years[s][a] = (double)tally->person_months[s][a] / MONTHS_PER_YEAR;
        }
    }
    for (int k = 0; k < ORDERS; k++)
        orders[k] = (int32_t)tally->orders[k];
    for (int s = 0; s < SEXES; s++)
        life[s] = recount_life_expectancy(tally->deaths[s], tally->person_months[s]);
    *fertility =
        recount_total_fertility(tally->births, tally->person_months[SEX_FEMALE]);
    TRY(put(record, SERIES_exposure, year, years, err));
    TRY(put(record, SERIES_deaths, year, deaths, err));
    TRY(put(record, SERIES_births, year, births, err));
    TRY(put(record, SERIES_births_by_order, year, orders, err));
    TRY(put(record, SERIES_life_expectancy, year, life, err));
    return put(record, SERIES_total_fertility, year, fertility, err);
}

/* Groups 0-2, 3-4, 5-9, 10-14 are children, from 65-69 on elders. */
enum { GROUP_ADULT = 4, GROUP_ELDER = 14 };

static int put_dependency(struct record *record, int year, struct error *err)
{
    const double child = (double)people_in_groups(record, 0, GROUP_ADULT);
    const double adult = (double)people_in_groups(record, GROUP_ADULT, GROUP_ELDER);
    const double elder = (double)people_in_groups(record, GROUP_ELDER, AGE_GROUPS);
    const bool any = adult > 0.0;
    const double ratio[DEPENDENCIES] = {any ? child / adult : NAN,
                                        any ? elder / adult : NAN,
                                        any ? (child + elder) / adult : NAN};
    return put(record, SERIES_dependency_ratio, year, ratio, err);
}

static void summarise(struct record *record, int year, const struct tally *tally,
                      const double life[SEXES], double fertility)
{
    if (!record->run->summary)
        return;
    struct summary_year *summary = &record->run->summary[year];
    *summary = (struct summary_year){
        .year = record->run->layout->year_first + year,
        .residents = people_in_groups(record, 0, AGE_GROUPS),
        .children = people_in_groups(record, 0, 1),
        .elders = people_in_groups(record, GROUP_ELDER, AGE_GROUPS),
        .immigrated = record->immigrated,
        .emigrated = record->emigrated,
        .life_expectancy = (life[SEX_MALE] + life[SEX_FEMALE]) / 2.0,
        .total_fertility = fertility,
    };
    for (int a = 0; a < AGES; a++) {
        summary->births += tally->births[a];
        for (int s = 0; s < SEXES; s++)
            summary->deaths += tally->deaths[s][a];
    }
}

/* Clears what is counted by the year. */
static void new_year(struct record *record)
{
    struct world *world = &record->world;
    memset(world->tallies, 0, (size_t)world->count * sizeof *world->tallies);
    for (int t = 0; t < world->threads; t++)
        memset(&world->workers[t].tally, 0, sizeof world->workers[t].tally);
    record->immigrated = record->emigrated = 0;
    simulate_services_new_year(&record->services);
}

/* The end of a year. */
static int close_year(struct record *record, struct error *err)
{
    struct world *world = &record->world;
    const struct result_layout *layout = record->run->layout;
    const int year = month_year(world->now - 1) - layout->year_first;
    const struct tally tally = recount_tallies(world);
    double life[SEXES], fertility;
    recount_communities(world, record->community, record->residents);
    TRY(put(record, SERIES_residents, year, record->residents, err));
    TRY(put_flows(record, year, err));
    recount_households(world, record->district, layout->districts, record->homes);
    TRY(put(record, SERIES_households, year, record->homes, err));
    TRY(put_vital(record, year, &tally, life, &fertility, err));
    TRY(put_dependency(record, year, err));
    TRY(panel_take(world, layout->scenario->panel_share, record->community,
                   &record->panel, err));
    if (record->run->part)
        TRY(part_write_panel(record->run->part, year, record->panel.item,
                             (int64_t)record->panel.count, err));
    TRY(simulate_services_year(&record->services, year, err));
    TRY(simulate_books_year(&record->books, year,
                            simulate_services_needs_met(&record->services), err));
    summarise(record, year, &tally, life, fertility);
    new_year(record);
    return 0;
}

/* The month just passed: its events, and the stock at the end of the month before. */
static int close_month(struct record *record, month now, struct error *err)
{
    struct world *world = &record->world;
    const int period = (int)(now - record->run->layout->month_first);
    int32_t groups[RECOUNT_GROUPS] = {0}, events[EVENTS];
    struct tally *first = &world->workers[0].tally;
    recount_cells(world, groups, first->person_months);
    if (period > 0)
        TRY(put(record, SERIES_total_residents, period - 1, groups, err));
    const struct tally tally = recount_tallies(world);
    for (int k = 0; k < EVENTS; k++)
        events[k] = (int32_t)tally.events[k];
    record->immigrated += events[EVENT_IMMIGRATION];
    record->emigrated += events[EVENT_EMIGRATION];
    for (int t = 0; t < world->threads; t++)
        memset(world->workers[t].tally.events, 0, sizeof first->events);
    TRY(put(record, SERIES_total_events, period, events, err));
    TRY(simulate_services_month(&record->services, now, err));
    return simulate_books_month(&record->books, now, err);
}

/* The stock at the end of the last month, which no pass has counted. */
static int close_run(struct record *record, struct error *err)
{
    const struct result_layout *layout = record->run->layout;
    int32_t groups[RECOUNT_GROUPS] = {0};
    recount_communities(&record->world, record->community, record->residents);
    for (int c = 0; c < layout->communities; c++)
        for (int k = 0; k < RECOUNT_GROUPS; k++)
            groups[k] += record->residents[(size_t)c * RECOUNT_GROUPS + (size_t)k];
    TRY(put(record, SERIES_total_residents, layout->months - 1, groups, err));
    return simulate_books_end(&record->books, err);
}

/* Seconds of cores that this process had. */
static double cpu_time(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static int live(struct record *record, struct error *err)
{
    struct simulation *run = record->run;
    struct world *world = &record->world;
    const month until = run->study->scenario->until;
    run->residents_first = world_residents(world);
    for (month now = world->now; now <= until; now++) {
        if (run->stop && *run->stop) {
            char text[16];
            return error_set(err, MESSAGE_INTERRUPTED, month_text(now, text));
        }
        const double start = omp_get_wtime(), cpu = cpu_time();
        run->resident_months += world_residents(world);
        TRY(cycle_month(world, err));
        run->month_seconds += omp_get_wtime() - start;
        run->cpu_seconds += cpu_time() - cpu;
        if (now == run->study->scenario->from)
            run->first_cpu_seconds = run->cpu_seconds;
        TRY(close_month(record, now, err));
        if (month_number(now) == MONTHS_PER_YEAR)
            TRY(close_year(record, err));
        if (run->progress)
            run->progress(run->context, run->row, now);
    }
    run->residents_last = world_residents(world);
    for (int t = 0; t < world->threads; t++)
        choosing_add(&run->choosing, &world->workers[t].choosing);
    return close_run(record, err);
}

int simulate_row(struct simulation *run, struct error *err)
{
    const struct study *study = run->study;
    struct record *record = calloc(1, sizeof *record);
    if (!record)
        return error_set(err, MESSAGE_MEMORY, "a row");
    record->run = run;
    const struct world_options options =
        study_world(study, result_seed(run->layout, run->row), run->threads);
    const double start = omp_get_wtime();
    int status = record_init(record, err);
    if (status == 0)
        status = world_init(&record->world, &options, err);
    if (status == 0)
        status = simulate_services_init(&record->services, &record->world, run->layout,
                                        record->community, run->part, err);
    if (status == 0)
        status = simulate_books_init(&record->books, &record->world, run->layout,
                                     record->community, run->part, err);
    run->populate_seconds = omp_get_wtime() - start;
    run->month_seconds = run->cpu_seconds = run->first_cpu_seconds = 0.0;
    run->resident_months = 0;
    run->choosing = (struct choosing){0};
    if (status == 0)
        status = live(record, err);
    world_free(&record->world);
    record_free(record);
    free(record);
    return status;
}
