/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Runs the months. What the model counts only for reported communities is got by
 * residence by reporting one residence at a time: who is reported changes nobody's
 * life. */
#include "validation/course.h"

#include "cycle/cycle.h"
#include "observe/recount.h"

#include <stdlib.h>
#include <string.h>

enum { THREADS = 2 };

static void take_portrait(const struct world *world, struct portrait *portrait)
{
    memset(portrait, 0, sizeof *portrait);
    for (int c = 0; c < world->count; c++)
        portrait_add(portrait, &world->blocks[c], world->now);
}

/* Adds `sign` for everybody who lives here, by age at the start of month `then`;
 * newborns of that month are left out. Those who came in it go to `arrived`. */
static void count_ages(const struct world *world, month then, int sign,
                       int64_t left[SEXES][AGES], int64_t arrived[SEXES][AGES])
{
    for (int c = 0; c < world->count; c++) {
        const struct residents *p = &world->blocks[c].residents;
        for (row i = 0; i < p->count; i++) {
            if (p->birth[i] == then)
                continue;
            int age = age_years(p->birth[i], then);
            age = age > AGE_LAST ? AGE_LAST : age;
            const enum sex sex = bits_sex(p->bits[i]);
            const bool came = arrived && p->arrival[i] == then;
            if (came)
                arrived[sex][age]++;
            else
                left[sex][age] += sign;
        }
    }
}

static void close_year(struct world *world, struct tally *tally)
{
    *tally = recount_tallies(world);
    for (int t = 0; t < world->threads; t++)
        memset(&world->workers[t].tally, 0, sizeof world->workers[t].tally);
}

/* One life of the city; `all`: everybody is reported, and portraits are taken. */
static int live(struct world *world, month until, bool all, struct course *course,
                struct tally *tally, struct error *err)
{
    if (all)
        take_portrait(world, &course->start);
    while (world->now <= until) {
        const month now = world->now;
        const int year = month_year(now) - COURSE_FIRST;
        const bool moves = all && year > 0;
        if (moves)
            count_ages(world, now, 1, course->left, NULL);
        TRY(cycle_month(world, err));
        if (moves)
            count_ages(world, now, -1, course->left, course->arrived);
        recount_cells(world, NULL, world->workers[0].tally.person_months);
        if (month_number(now) != MONTHS_PER_YEAR)
            continue;
        close_year(world, &tally[year]);
        if (all)
            take_portrait(world, &course->end[year]);
    }
    return 0;
}

static int live_reported(struct study *study, uint64_t seed, int residence,
                         struct course *course, struct error *err)
{
    const struct scenario *scenario = study->scenario;
    struct city *city = &study->city;
    struct world world;
    const struct world_options options = {
        .city = city,
        .rates = &study->rates,
        .parameters = &scenario->parameters,
        .plans = study->plans,
        .base_residents = study->base_residents,
        .seed = seed,
        .population_seed = (uint64_t)scenario->population_seed,
        .from = scenario->from,
        .threads = THREADS,
    };
    for (int c = 0; c < city->community_count; c++)
        city->communities[c].reported =
            residence == RESIDENCES || (int)city->communities[c].residence == residence;
    TRY(world_init(&world, &options, err));
    const int status = live(&world, scenario->until, residence == RESIDENCES, course,
                            course->tally[residence], err);
    world_free(&world);
    return status;
}

int course_run(struct study *study, uint64_t seed, bool residences,
               struct course *course, struct error *err)
{
    memset(course, 0, sizeof *course);
    TRY(live_reported(study, seed, RESIDENCES, course, err));
    /* Who vanished and did not die has left. */
    for (int year = 1; year < COURSE_YEARS; year++)
        for (int sex = 0; sex < SEXES; sex++)
            for (int age = 0; age < AGES; age++)
                course->left[sex][age] -=
                    course->tally[RESIDENCES][year].deaths[sex][age];
    for (int residence = 0; residences && residence < RESIDENCES; residence++)
        TRY(live_reported(study, seed, residence, course, err));
    return 0;
}
