/* SPDX-License-Identifier: MIT
 * Copyright the Linli authors */

/* From chances to events: the envelope that wakes never lies below what a verb may
 * ask, events happen as often as their chances say, and a larger chance keeps all the
 * events of a smaller one. Chances are read from the tables of the month here, by the
 * rules of the verbs, not by the engine's own functions. */
#include "support/check.h"
#include "support/ids.h"
#include "support/month.h"

#include <math.h>

enum { MONTHS = 24 };

static void must(int status, const struct error *err)
{
    if (status != 0)
        fail_msg("%s", err->en);
}

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
        sum[2] += chances->leave_home[age];
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
                    fail_msg("residence %d, cell %x, word %d: %lx above %lx", r, cell, k,
                             (unsigned long)sum[k], (unsigned long)bound);
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
            const struct move_chances move = home_move_chances(&world.chances, cell, age);
            const struct pair_chances pair = home_pair_chances(&world.chances, cell, age);
            const uint64_t moves =
                (uint64_t)move.emigrate + move.leave_home + move.move;
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
    if (sex == SEX_FEMALE)
        expect(watched, COUNT_BIRTH, lives * chance_of(chances->bear[home->residence][age]));
    const row partner = household_partner(p, i);
    if (partner != ROW_NONE && sex == SEX_FEMALE)
        expect(watched, COUNT_PART,
               lives * (1.0 - death_of(home, partner)) * chance_of(chances->part[age]));
    if (age >= 18 && (partner == ROW_NONE || sex == SEX_FEMALE))
        expect(watched, COUNT_EMIGRATE, lives * chance_of(chances->emigrate[sex][age]));
    const double stays = 1.0 - (age < 18 || partner != ROW_NONE
                                    ? 0.0
                                    : chance_of(chances->emigrate[sex][age]));
    if (age >= 18 && partner == ROW_NONE && !(bits & BITS_SEEKING))
        expect(watched, COUNT_SEEK, lives * stays * chance_of(chances->seek[sex][age]));
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
            age_years(p->birth[i], home->world->now) >= AGE_ADULT &&
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
        watched->happened[COUNT_SEEK] += p->bits[i] & BITS_SEEKING &&
                                         !(home->cell[i] & CELL_SEEKING);
    return 0;
}

/* Couples last and moves within the city are off, so that each event's chance has few
 * factors; in a city of one residence. */
static void change_simple(struct scenario *scenario)
{
    change_east(scenario);
    change_value(scenario, PARAMETER_leave_home_rate, 0.0);
    change_value(scenario, PARAMETER_migrate_move_rate, 0.0);
    change_value(scenario, PARAMETER_migrate_gross_ratio, 20.0);
}

static void count_events(struct watched *watched)
{
    const struct tally *tally = &watched->world.workers[0].tally;
    const int event[COUNTED] = {
        [COUNT_DEATH] = EVENT_DEATH,      [COUNT_WORSE] = EVENT_CARE_WORSE,
        [COUNT_BETTER] = EVENT_CARE_BETTER, [COUNT_BIRTH] = EVENT_BIRTH,
        [COUNT_PART] = EVENT_PART,        [COUNT_EMIGRATE] = -1,
        [COUNT_REGISTER] = EVENT_REGISTER, [COUNT_SEEK] = -1};
    for (int k = 0; k < COUNTED; k++)
        if (event[k] >= 0)
            watched->happened[k] = tally->events[event[k]];
    /* Newborns who die in the month of birth are counted apart by age 0 and month. */
}
