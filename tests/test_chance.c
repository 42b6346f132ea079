/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* From chances to events: the envelope that wakes never lies below what a verb may
 * ask, events happen as often as their chances say, and a larger chance keeps all the
 * events of a smaller one. Chances are read from the tables of the month here, by the
 * rules of the verbs, not by the engine's own functions. */
#include "support/twin.h"

#include <math.h>

enum { MONTHS = 24 };

static void open_city(struct fixture *fixture, void (*change)(struct scenario *),
                      uint64_t seed, struct world *world)
{
    struct error err = {0};
    assert_int_equal(fixture_open(fixture, TINY, 0, month_of(2025, 12), change), 0);
    must(fixture_world(fixture, 1, seed, world, &err), &err);
    world->laws = false;
}

static void close_city(struct fixture *fixture, struct world *world)
{
    world_free(world);
    fixture_close(fixture);
}

/* --- envelopes --------------------------------------------------------------------- */

/* The sum of the chances on each word of PURPOSE_LIFE for a resident. */
static void chances_of(const struct rates_month *chances, enum residence residence,
                       int age, unsigned bits, uint64_t sum[4])
{
    const enum sex sex = bits_sex(bits);
    const bool adult = age >= 18, partnered = bits & BITS_PARTNERED;
    sum[0] = chances->chain[residence][sex][age][bits_care(bits)][CARES - 1];
    sum[1] = sex == SEX_FEMALE ? chances->bear[residence][age] : 0;
    sum[2] = 0;
    if (adult && !(partnered && sex == SEX_MALE))
        sum[2] += chances->emigrate[sex][age];
    if (adult && !partnered)
        sum[2] += chances->enter_dormitory[age] +
                  (chances->leave_home[age] > chances->leave_dormitory[age]
                       ? chances->leave_home[age]
                       : chances->leave_dormitory[age]);
    if (adult)
        sum[2] += chances->move[age];
    sum[3] = bits & BITS_NONLOCAL ? chances->registering : 0;
    if (partnered && sex == SEX_FEMALE)
        sum[3] += chances->part[age];
    if (!partnered && adult)
        sum[3] += chances->seek[sex][age];
}

/* Checks every residence and cell of the month; returns how many bounds are not 0. */
static int check_envelopes(const struct world *world)
{
    int bounds = 0;
    for (int r = 0; r < RESIDENCES; r++)
        for (unsigned cell = 0; cell < STREAM_CELLS; cell++) {
            const int years = (int)cell >> 5;
            uint64_t sum[4];
            chances_of(&world->chances, (enum residence)r,
                       years > AGE_LAST ? AGE_LAST : years, cell, sum);
            for (int k = 0; k < 4; k++) {
                const uint64_t bound =
                    (uint64_t)(world->envelope[r][cell] >> 8 * k & 255) << 24;
                if (sum[k] > bound)
                    fail_msg("residence %d, cell %x, word %d: %lx above %lx", r, cell,
                             k, (unsigned long)sum[k], (unsigned long)bound);
                bounds += bound > 0;
            }
        }
    return bounds;
}

static void no_chance_exceeds_its_envelope(void **state)
{
    (void)state;
    struct fixture fixture;
    struct world world;
    struct error err = {0};
    open_city(&fixture, NULL, 2385, &world);
    for (int year = 0; year < 5; year++) {
        must(cycle_enact(&world, &err), &err);
        assert_true(check_envelopes(&world) > STREAM_CELLS);
        world.now += MONTHS_PER_YEAR;
    }
    close_city(&fixture, &world);
}

static void change_to_extremes(struct scenario *scenario)
{
    for (int k = 0; k < PARAMETERS; k++)
        if (parameter_info[k].may_change)
            change_value(scenario, (enum parameter)k, parameter_info[k].max);
}

/* Sums of chances beyond 1 are cut; what matters is that a month can be run at all and
 * that no verb asks for more than was woken. */
static void extreme_parameters_keep_to_the_envelope(void **state)
{
    (void)state;
    struct fixture fixture;
    struct world world;
    struct error err = {0};
    open_city(&fixture, change_to_extremes, 2385, &world);
    must(cycle_enact(&world, &err), &err);
    for (int r = 0; r < RESIDENCES; r++)
        for (unsigned cell = 0; cell < STREAM_CELLS; cell++) {
            const int age = cell_age(cell);
            const struct move_chances move =
                home_move_chances(&world.chances, cell, age);
            const struct pair_chances pair =
                home_pair_chances(&world.chances, cell, age);
            const uint64_t moves = (uint64_t)move.emigrate + move.leave_home +
                                   move.enter_dormitory + move.move;
            const uint64_t pairs = (uint64_t)pair.registering + pair.part + pair.seek;
            assert_true(moves <= (uint64_t)(world.envelope[r][cell] >> 16 & 255) << 24);
            assert_true(pairs <= (uint64_t)(world.envelope[r][cell] >> 24) << 24);
        }
    must(cycle_month(&world, &err), &err);
    close_city(&fixture, &world);
}

/* --- counts ------------------------------------------------------------------------ */

enum counted {
    COUNT_DEATH,
    COUNT_WORSE,
    COUNT_BETTER,
    COUNT_BIRTH,
    COUNT_PART,
    COUNT_EMIGRATE, /* decisions, not those who are taken along */
    COUNT_REGISTER,
    COUNT_SEEK,
    COUNTED
};

struct watched {
    struct world world; /* first, so that a verb that is given it finds the rest */
    double expected[COUNTED], variance[COUNTED];
    int64_t happened[COUNTED];
};

static void expect(struct watched *watched, enum counted what, double chance)
{
    watched->expected[what] += chance;
    watched->variance[what] += chance * (1.0 - chance);
}

static double chance_of(uint64_t threshold)
{
    return (double)threshold * 0x1p-32;
}

static double death_of(const struct home *home, row i)
{
    const struct residents *p = &home->block->residents;
    int age = age_years(p->birth[i], home->world->now);
    age = age > AGE_LAST ? AGE_LAST : age;
    return chance_of(home->world->chances.chain[home->residence][bits_sex(p->bits[i])]
                                               [age][bits_care(p->bits[i])][0]);
}

/* A birth, and the death of the child in the month of birth. */
static void expect_birth(struct watched *watched, enum residence residence, double born)
{
    const struct rates_month *chances = &watched->world.chances;
    const double boys = chance_of(chances->boy);
    const double boy_dies = chance_of(chances->chain[residence][SEX_MALE][0][0][0]);
    const double girl_dies = chance_of(chances->chain[residence][SEX_FEMALE][0][0][0]);
    expect(watched, COUNT_BIRTH, born);
    expect(watched, COUNT_DEATH, born * (boys * boy_dies + (1.0 - boys) * girl_dies));
}

/* Adds what resident `i` may do this month, before anybody does. */
static void expect_resident(struct watched *watched, const struct home *home, row i)
{
    const struct rates_month *chances = &home->world->chances;
    const struct residents *p = &home->block->residents;
    const unsigned bits = p->bits[i];
    const enum sex sex = bits_sex(bits);
    const enum care care = bits_care(bits);
    int age = age_years(p->birth[i], home->world->now);
    age = age > AGE_LAST ? AGE_LAST : age;
    const uint32_t *chain = chances->chain[home->residence][sex][age][care];
    const double dies = chance_of(chain[0]), lives = 1.0 - dies;
    expect(watched, COUNT_DEATH, dies);
    /* The states in order, one's own left out: chain[care] ends those below it. */
    expect(watched, COUNT_BETTER, chance_of(chain[care] - chain[0]));
    expect(watched, COUNT_WORSE, chance_of(chain[CARES - 1] - chain[care]));
    double here = lives;
    if (sex == SEX_FEMALE) {
        const double bears = chance_of(chances->bear[home->residence][age]);
        expect_birth(watched, home->residence, lives * bears);
        if (bits & BITS_COLLECTIVE)
            here *= 1.0 - bears; /* mother and child are on the way to a new home */
    }
    const row partner = household_partner(p, i);
    if (partner != ROW_NONE && sex == SEX_FEMALE)
        expect(watched, COUNT_PART,
               lives * (1.0 - death_of(home, partner)) * chance_of(chances->part[age]));
    if (age >= 18 && (partner == ROW_NONE || sex == SEX_FEMALE))
        expect(watched, COUNT_EMIGRATE, here * chance_of(chances->emigrate[sex][age]));
    const double stays = 1.0 - (age < 18 || partner != ROW_NONE
                                    ? 0.0
                                    : chance_of(chances->emigrate[sex][age]));
    if (age >= 18 && partner == ROW_NONE && !(bits & BITS_SEEKING))
        expect(watched, COUNT_SEEK, here * stays * chance_of(chances->seek[sex][age]));
}

static int watch_age(struct home *home, struct error *err)
{
    struct watched *watched = (struct watched *)home->world;
    for (row i = 0; i < home->count; i++)
        expect_resident(watched, home, i);
    return process_age.home(home, err);
}

/* Those whose own chance it was: adults, but men with a partner follow. */
static int watch_migrate(struct home *home, struct error *err)
{
    struct watched *watched = (struct watched *)home->world;
    const struct residents *p = &home->block->residents;
    const size_t gone = home->worker->gone_count;
    TRY(process_migrate.home(home, err));
    for (size_t k = gone; k < home->worker->gone_count; k++) {
        const row i = home->worker->gone[k];
        const unsigned cell = i < home->count ? home->cell[i] : 0;
        watched->happened[COUNT_EMIGRATE] +=
            age_years(p->birth[i], home->world->now) >= STAGE_ADULT &&
            (!(cell & BITS_PARTNERED) || cell & BITS_FEMALE);
    }
    return 0;
}

/* Nobody moves before: registration is asked of all who are still here. */
static int watch_register(struct home *home, struct error *err)
{
    struct watched *watched = (struct watched *)home->world;
    const struct residents *p = &home->block->residents;
    for (row i = 0; i < home->count; i++)
        if (p->bits[i] & BITS_NONLOCAL && !(p->bits[i] & BITS_GONE))
            expect(watched, COUNT_REGISTER,
                   chance_of(home->world->chances.registering));
    return process_register.home(home, err);
}

static int watch_couple(struct home *home, struct error *err)
{
    struct watched *watched = (struct watched *)home->world;
    const struct residents *p = &home->block->residents;
    TRY(process_couple.home(home, err));
    for (row i = 0; i < home->count; i++)
        watched->happened[COUNT_SEEK] +=
            p->bits[i] & BITS_SEEKING && !(home->cell[i] & CELL_SEEKING);
    return 0;
}

/* Moves within the city are off, so that each event's chance has few factors; in a city
 * of one residence. */
static void change_simple(struct scenario *scenario)
{
    change_east(scenario);
    scenario->agents = 160009; /* three in five live in the east */
    change_value(scenario, PARAMETER_leave_home_rate, 0.0);
    change_value(scenario, PARAMETER_leave_home_enter_dormitory, 0.0);
    change_value(scenario, PARAMETER_leave_home_leave_dormitory, 0.0);
    change_value(scenario, PARAMETER_migrate_move_rate, 0.0);
    change_value(scenario, PARAMETER_migrate_gross_ratio, 20.0);
}

static void count_events(struct watched *watched)
{
    const struct tally *tally = &watched->world.workers[0].tally;
    const int event[COUNTED] = {
        [COUNT_DEATH] = EVENT_DEATH,        [COUNT_WORSE] = EVENT_CARE_WORSE,
        [COUNT_BETTER] = EVENT_CARE_BETTER, [COUNT_BIRTH] = EVENT_BIRTH,
        [COUNT_PART] = EVENT_PART,          [COUNT_EMIGRATE] = -1,
        [COUNT_REGISTER] = EVENT_REGISTER,  [COUNT_SEEK] = -1};
    for (int k = 0; k < COUNTED; k++)
        if (event[k] >= 0)
            watched->happened[k] = tally->events[event[k]];
}

static void events_happen_as_often_as_their_chances_say(void **state)
{
    (void)state;
    static const char *const name[COUNTED] = {"death", "worse",    "better",   "birth",
                                              "part",  "emigrate", "register", "seek"};
    static const struct process age = {.name = "age", .home = watch_age},
                                migrate = {.name = "migrate", .home = watch_migrate},
                                enrol = {.name = "register", .home = watch_register},
                                couple = {.name = "couple", .home = watch_couple};
    const struct process *verbs[MONTH_VERBS];
    struct fixture fixture;
    struct error err = {0};
    struct watched watched = {0};
    month_verbs(verbs);
    month_watch(verbs, &process_age, &age);
    month_watch(verbs, &process_migrate, &migrate);
    month_watch(verbs, &process_register, &enrol);
    month_watch(verbs, &process_couple, &couple);
    open_city(&fixture, change_simple, 2385, &watched.world);
    for (int m = 0; m < MONTHS; m++)
        must(cycle_run(&watched.world, verbs, &err), &err);
    count_events(&watched);
    for (int k = 0; k < COUNTED; k++) {
        const double apart = ((double)watched.happened[k] - watched.expected[k]) /
                             sqrt(watched.variance[k]);
        print_message("%-9s %6ld, expected %8.1f, %+.2f standard errors\n", name[k],
                      (long)watched.happened[k], watched.expected[k], apart);
        assert_true(watched.expected[k] > 50.0);
        assert_true(fabs(apart) <= 4.0);
    }
    close_city(&fixture, &watched.world);
}

/* --- one way ----------------------------------------------------------------------- */

/* Runs the verb of death alone for a month and puts the dead into `dead`. */
static void kill_month(struct world *world, struct ids *dead)
{
    struct error err = {0};
    must(cycle_enact(world, &err), &err);
    for (int c = 0; c < world->count; c++) {
        struct home *home = month_wake(world, c, &err);
        assert_non_null(home);
        must(process_die.home(home, &err), &err);
        for (size_t k = 0; k < home->worker->gone_count; k++)
            ids_put(dead, home->block->residents.id[home->worker->gone[k]], 1);
    }
}

static void change_more_deaths(struct scenario *scenario)
{
    change_value(scenario, PARAMETER_die_level, 1.01);
}

static void deaths_one_per_cent_up_keep_all_the_deaths_there_were(void **state)
{
    (void)state;
    int64_t base_count = 0, more_count = 0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct fixture base, more;
        struct world base_world, more_world;
        struct ids base_dead = {0}, more_dead = {0};
        open_city(&base, NULL, seed, &base_world);
        open_city(&more, change_more_deaths, seed, &more_world);
        kill_month(&base_world, &base_dead);
        kill_month(&more_world, &more_dead);
        for (size_t s = 0; s < base_dead.slots; s++)
            if (base_dead.id[s] != ID_NONE)
                assert_non_null(ids_find(&more_dead, base_dead.id[s]));
        base_count += (int64_t)base_dead.count;
        more_count += (int64_t)more_dead.count;
        ids_free(&base_dead);
        ids_free(&more_dead);
        close_city(&base, &base_world);
        close_city(&more, &more_world);
    }
    print_message("deaths: %ld, then %ld\n", (long)base_count, (long)more_count);
    assert_true(more_count > base_count);
    assert_true(more_count < base_count + base_count / 20);
}

/* Who is in both worlds dies in both or in neither, and needs the same care. */
static int64_t compare_twins(const struct twin *a, const struct twin *b)
{
    int64_t both = 0;
    for (int64_t k = 0; k < a->count; k++) {
        const struct twin_person *here = &a->person[k], *there = twin_find(b, here->id);
        if (!there)
            continue;
        assert_int_equal(bits_care(there->bits), bits_care(here->bits));
        assert_int_equal(ids_find(&a->dead, here->id) != NULL,
                         ids_find(&b->dead, here->id) != NULL);
        both++;
    }
    return both;
}

static void change_births(struct scenario *scenario)
{
    change_east(scenario);
    change_value(scenario, PARAMETER_bear_level, 1.73);
}

static void more_births_change_nobodys_death_or_care(void **state)
{
    (void)state;
    struct fixture base, more;
    struct twin a = {0}, b = {0};
    int64_t deaths = 0;
    open_city(&base, change_east, 2385, &a.world);
    open_city(&more, change_births, 2385, &b.world);
    for (int m = 0; m < MONTHS; m++) {
        twin_look(&a);
        twin_look(&b);
        twin_month(&a);
        twin_month(&b);
        assert_true(compare_twins(&a, &b) > 10000);
        deaths += (int64_t)a.dead.count;
    }
    assert_true(deaths > 50);
    assert_true(b.world.workers[0].tally.events[EVENT_BIRTH] >
                a.world.workers[0].tally.events[EVENT_BIRTH] * 3 / 2);
    twin_free(&a);
    twin_free(&b);
    fixture_close(&base);
    fixture_close(&more);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_chance_exceeds_its_envelope),
        cmocka_unit_test(extreme_parameters_keep_to_the_envelope),
        cmocka_unit_test(events_happen_as_often_as_their_chances_say),
        cmocka_unit_test(deaths_one_per_cent_up_keep_all_the_deaths_there_were),
        cmocka_unit_test(more_births_change_nobodys_death_or_care),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
