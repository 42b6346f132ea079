/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Agents against a cohort-component projection of expected residents, which shares with
 * the engine the chances of the month and nothing else. It starts from the residents of
 * the synthesised city, by residence, month of birth, sex and care, and steps month by
 * month: the chain of care and death first, then births to the women left, who pass the
 * first month's risk of death on to the newborn, then migration.
 *
 * Whom one takes along when leaving depends on the household, which a projection does
 * not know: migrants are taken from the agents of the row. So every row has a projection
 * of its own, and the difference between the two has mean zero exactly. */
#include "support/check.h"
#include "support/month.h"

#include <math.h>
#include <omp.h>

enum { ROWS = 30, MONTHS = 240, GROUPS_TESTED = 21, BIRTHS = 150 * 12, CHECKS = 3 };
static const int CHECKED[CHECKS] = {60, 120, 240};
/* A difference of more standard errors fails. */
static const double LIMIT = 4.0;
/* Cells with fewer expected residents in all rows together have no sample deviation
 * worth the name; there it is not below the Poisson's. */
static const double RARE = 30.0;

typedef double cells[RESIDENCES][BIRTHS][SEXES][CARES];
typedef double groups[CHECKS][GROUPS_TESTED][SEXES];
typedef double elders[CHECKS][SEXES][CARES];

/* One row: its agents, and the projection of the same city. */
struct watched {
    struct world world; /* first, so that a verb that is given it finds the rest */
    month first;        /* of birth, of index 0 */
    cells *people, *migrants;
    double more_deaths; /* multiplies the projection's chance of death */
};

struct course_outcome {
    groups observed[ROWS], expected[ROWS];
    elders observed_care[ROWS], expected_care[ROWS];
    int64_t moved;
};

static double chance_of(uint32_t threshold)
{
    return (double)threshold * 0x1p-32;
}

static double *cell_of(struct watched *run, cells *table, enum residence residence,
                       month birth, unsigned bits)
{
    return &(*table)[residence][birth - run->first][bits_sex(bits)][bits_care(bits)];
}

static int completed_age(month birth, month now)
{
    const int age = (now - birth) / 12;
    return age > AGE_LAST ? AGE_LAST : age;
}

/* A month of death and care for those of one residence, month of birth and sex. */
static void survive(const struct rates_month *chances, enum residence residence,
                    enum sex sex, int age, double more_deaths, double people[CARES])
{
    double after[CARES] = {0.0};
    for (int from = 0; from < CARES; from++) {
        const uint32_t *chain = chances->chain[residence][sex][age][from];
        double below = chance_of(chain[0]), moved = 0.0;
        const double dies = below * more_deaths;
        int k = 1;
        for (int to = 0; to < CARES; to++) {
            if (to == from)
                continue;
            const double moves = chance_of(chain[k]) - below;
            below = chance_of(chain[k++]);
            after[to] += people[from] * moves;
            moved += moves;
        }
        after[from] += people[from] * (1.0 - dies - moved);
    }
    memcpy(people, after, sizeof after);
}

static void project_residence(struct watched *run, enum residence residence)
{
    const struct rates_month *chances = &run->world.chances;
    const month now = chances->when;
    double(*people)[SEXES][CARES] = (*run->people)[residence];
    double born = 0.0;
    for (int b = 0; b <= now - run->first; b++) {
        const int age = completed_age(run->first + b, now);
        for (int sex = 0; sex < SEXES; sex++)
            survive(chances, residence, (enum sex)sex, age, run->more_deaths,
                    people[b][sex]);
        double women = 0.0;
        for (int care = 0; care < CARES; care++)
            women += people[b][SEX_FEMALE][care];
        born += women * chance_of(chances->bear[residence][age]);
    }
    for (int sex = 0; sex < SEXES; sex++) {
        const double boys = chance_of(chances->boy);
        const double dies = chance_of(chances->chain[residence][sex][0][CARE_NONE][0]) *
                            run->more_deaths;
        people[now - run->first][sex][CARE_NONE] +=
            born * (sex == SEX_MALE ? boys : 1.0 - boys) * (1.0 - dies);
    }
}

/* The month whose chances the world holds. */
static void project(struct watched *run)
{
    for (int r = 0; r < RESIDENCES; r++)
        project_residence(run, (enum residence)r);
    double *people = &(*run->people)[0][0][0][0];
    double *migrants = &(*run->migrants)[0][0][0][0];
    for (size_t k = 0; k < sizeof(cells) / sizeof(double); k++) {
        people[k] += migrants[k];
        migrants[k] = 0.0;
    }
}

static bool was_sent(const struct movers *movers, size_t from, entity_id id)
{
    for (size_t k = from; k < movers->count; k++)
        if (movers->item[k].who.id == id)
            return true;
    return false;
}

/* Those marked as gone and not sent to another home have left the city. */
static int watch_migrate(struct home *home, struct error *err)
{
    struct watched *run = (struct watched *)home->world;
    const struct worker *worker = home->worker;
    const struct residents *p = &home->block->residents;
    const size_t gone = worker->gone_count, sent = worker->movers.count;
    TRY(process_migrate.home(home, err));
    for (size_t k = gone; k < worker->gone_count; k++) {
        const row i = worker->gone[k];
        if (!was_sent(&worker->movers, sent, p->id[i]))
            *cell_of(run, run->migrants, home->residence, p->birth[i], p->bits[i]) -= 1;
    }
    return 0;
}

static int watch_immigrate(struct home *home, struct error *err)
{
    struct watched *run = (struct watched *)home->world;
    const struct movers *movers = &home->worker->movers;
    const size_t sent = movers->count;
    TRY(process_immigrate.home(home, err));
    for (size_t k = sent; k < movers->count; k++)
        *cell_of(run, run->migrants, home->residence, movers->item[k].who.birth,
                 movers->item[k].who.bits) += 1;
    return 0;
}

static const struct process watched_migrate = {.name = "migrate",
                                               .home = watch_migrate},
                            watched_immigrate = {.name = "immigrate",
                                                 .home = watch_immigrate};

/* Counts the agents by the projection's cells. */
static void count_agents(struct watched *run, cells *table)
{
    memset(table, 0, sizeof *table);
    for (int c = 0; c < run->world.count; c++) {
        const struct residents *p = &run->world.blocks[c].residents;
        for (row i = 0; i < p->count; i++)
            *cell_of(run, table, run->world.city->communities[c].residence, p->birth[i],
                     p->bits[i]) += 1;
    }
}

/* Sums cells by five years of age and sex, and those of 65 and over by sex and care. */
static void add_up(const struct watched *run, const cells *table,
                   double by_age[GROUPS_TESTED][SEXES], double by_care[SEXES][CARES])
{
    for (int r = 0; r < RESIDENCES; r++)
        for (int b = 0; b < BIRTHS; b++)
            for (int sex = 0; sex < SEXES; sex++)
                for (int care = 0; care < CARES; care++) {
                    const double people = (*table)[r][b][sex][care];
                    const int age = completed_age(run->first + b, run->world.now);
                    if (people == 0.0)
                        continue;
                    by_age[age / 5][sex] += people;
                    by_care[sex][care] += age >= 65 ? people : 0.0;
                }
}

/* Lives one row through; the projection with it. */
static int live(struct watched *run, int number, struct course_outcome *outcome,
                struct error *err)
{
    const struct process *verbs[MONTH_VERBS];
    month_verbs(verbs);
    month_watch(verbs, &process_migrate, &watched_migrate);
    month_watch(verbs, &process_immigrate, &watched_immigrate);
    int64_t moved = 0;
    count_agents(run, run->people);
    for (int m = 1, check = 0; m <= MONTHS; m++) {
        TRY(cycle_run(&run->world, verbs, err));
        project(run);
        if (m != CHECKED[check])
            continue;
        add_up(run, run->people, outcome->expected[number][check],
               outcome->expected_care[number][check]);
        count_agents(run, run->migrants);
        add_up(run, run->migrants, outcome->observed[number][check],
               outcome->observed_care[number][check]);
        memset(run->migrants, 0, sizeof *run->migrants);
        check++;
    }
    for (int c = 0; c < run->world.count; c++)
        moved += run->world.tallies[c].moved_in;
#pragma omp atomic
    outcome->moved += moved;
    return 0;
}

static int run_row(const struct fixture *fixture, int number, double more_deaths,
                   struct course_outcome *outcome)
{
    struct error err = {0};
    struct watched *run = calloc(1, sizeof *run);
    int status = -1;
    if (!run)
        return -1;
    run->more_deaths = more_deaths;
    run->people = malloc(sizeof *run->people);
    run->migrants = calloc(1, sizeof *run->migrants);
    if (run->people && run->migrants &&
        fixture_world(fixture, 1, (uint64_t)number + 1, &run->world, &err) == 0) {
        run->first = run->world.now - (BIRTHS - MONTHS - 1);
        run->world.laws = false; /* test_verbs sees to the laws; here they take long */
        status = live(run, number, outcome, &err);
        world_free(&run->world);
    }
    if (status != 0)
        print_error("%s\n", err.en);
    free(run->people);
    free(run->migrants);
    free(run);
    return status;
}

static struct course_outcome *
run_rows(int64_t agents, void (*change)(struct scenario *), double more_deaths)
{
    struct fixture fixture;
    struct course_outcome *outcome = calloc(1, sizeof *outcome);
    int failed = 0;
    assert_non_null(outcome);
    assert_int_equal(fixture_open(&fixture, TINY, agents, month_of(2040, 12), change),
                     0);
#pragma omp parallel for schedule(dynamic) reduction(+ : failed)
    for (int number = 0; number < ROWS; number++)
        failed += run_row(&fixture, number, more_deaths, outcome) != 0;
    fixture_close(&fixture);
    assert_int_equal(failed, 0);
    return outcome;
}

/* Mean difference over the rows in standard errors. */
static double errors_apart(const double *observed, const double *expected, size_t step)
{
    double sum = 0.0, squares = 0.0, people = 0.0;
    for (int number = 0; number < ROWS; number++) {
        const double difference =
            observed[(size_t)number * step] - expected[(size_t)number * step];
        sum += difference;
        squares += difference * difference;
        people += expected[(size_t)number * step];
    }
    const double mean = sum / ROWS;
    double variance = (squares - ROWS * mean * mean) / (ROWS - 1);
    if (people < RARE && variance < people / ROWS)
        variance = people / ROWS;
    if (variance <= 0.0)
        return mean == 0.0 ? 0.0 : INFINITY;
    return fabs(mean) / sqrt(variance / ROWS);
}

/* Largest difference of the cells by age and sex, in standard errors; those beyond the
 * limit are told when `tell`. */
static double worst_cell(const struct course_outcome *outcome, bool tell)
{
    double worst = 0.0;
    for (int check = 0; check < CHECKS; check++)
        for (int g = 0; g < GROUPS_TESTED; g++)
            for (int sex = 0; sex < SEXES; sex++) {
                const double apart = errors_apart(&outcome->observed[0][check][g][sex],
                                                  &outcome->expected[0][check][g][sex],
                                                  sizeof(groups) / sizeof(double));
                worst = fmax(worst, apart);
                if (tell && !(apart <= LIMIT))
                    print_error("year %d, age %d, sex %d: %.2f standard errors\n",
                                CHECKED[check] / 12, g * 5, sex, apart);
            }
    return worst;
}

static double worst_care(const struct course_outcome *outcome, bool tell)
{
    double worst = 0.0;
    for (int check = 0; check < CHECKS; check++)
        for (int sex = 0; sex < SEXES; sex++)
            for (int care = 0; care < CARES; care++) {
                const double apart =
                    errors_apart(&outcome->observed_care[0][check][sex][care],
                                 &outcome->expected_care[0][check][sex][care],
                                 sizeof(elders) / sizeof(double));
                worst = fmax(worst, apart);
                if (tell && !(apart <= LIMIT))
                    print_error("year %d, sex %d, care %d: %.2f standard errors\n",
                                CHECKED[check] / 12, sex, care, apart);
            }
    return worst;
}

static void a_closed_city_of_all_residences_follows_the_projection(void **state)
{
    (void)state;
    struct course_outcome *outcome = run_rows(30011, change_settled, 1.0);
    const double cell = worst_cell(outcome, true), care = worst_care(outcome, true);
    print_message("largest difference: %.2f standard errors by age, %.2f by care\n",
                  cell, care);
    /* Who changes residence meets other chances, which this projection does not. */
    assert_int_equal(outcome->moved, 0);
    free(outcome);
    assert_true(cell <= LIMIT);
    assert_true(care <= LIMIT);
}

static void a_city_with_every_verb_follows_the_projection(void **state)
{
    (void)state;
    struct course_outcome *outcome = run_rows(40009, change_east, 1.0);
    const double cell = worst_cell(outcome, true), care = worst_care(outcome, true);
    print_message("largest difference: %.2f standard errors by age, %.2f by care; "
                  "%ld moves\n",
                  cell, care, (long)outcome->moved);
    assert_true(outcome->moved > 0);
    free(outcome);
    assert_true(cell <= LIMIT);
    assert_true(care <= LIMIT);
}

static void deaths_five_per_cent_off_are_noticed(void **state)
{
    (void)state;
    struct course_outcome *outcome = run_rows(20011, change_east, 1.05);
    const double cell = worst_cell(outcome, false);
    free(outcome);
    assert_true(cell > LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_closed_city_of_all_residences_follows_the_projection),
        cmocka_unit_test(a_city_with_every_verb_follows_the_projection),
        cmocka_unit_test(deaths_five_per_cent_off_are_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
