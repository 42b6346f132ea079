/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Choices against closed formulas in the world where these hold: places for all, nobody
 * in the way of another, every site heard of, no habit. */
#include "process/ask.h"
#include "support/check.h"
#include "support/ids.h"
#include "support/services_fixture.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>
#include <math.h>
#include <string.h>

enum { SITES = 6, MANY_PLACES = 100000, SEED = 2385 };

/* Everything has been heard of, no household is short of money, nobody moves. */
static void change_unlimited(struct scenario *scenario)
{
    change_settled(scenario);
    change_value(scenario, PARAMETER_bear_level, 0.0); /* mothers leave dormitories */
    change_value(scenario, PARAMETER_know_outreach_hours, 1000.0);
    change_value(scenario, PARAMETER_choose_budget_share, 10.0);
}

static void alter_logit(struct catalogue *catalogue)
{
    struct product *product = services_one_product(catalogue, "fitness");
    product->taste = 0.385;
    product->price_weight = 0.0053;
    product->time_weight = 0.0117;
    product->quality_weight = 1.3;
    product->outside = true;
    product->market_taste = 0.42;
    product->market_price = 17.0;
}

/* Nothing that changes with age or care. */
static void alter_still(struct catalogue *catalogue)
{
    alter_logit(catalogue);
    catalogue->products[0].time_weight = 0.0;
}

static void alter_mixed(struct catalogue *catalogue)
{
    alter_logit(catalogue);
    catalogue->products[0].formal_spread = 1.63;
}

/* One site in each of the six communities, and `more` of them in the first; unlike in
 * price and quality. */
static void open_fixture(struct services_fixture *f, int more,
                         void (*alter)(struct catalogue *))
{
    assert_int_equal(services_fixture_open_with(f, 0, month_of(2022, 12), 1,
                                                MANY_PLACES, change_unlimited, alter),
                     0);
    struct supply *supply = &f->supply;
    assert_int_equal(supply->site_count, SITES);
    const size_t total = (size_t)(SITES + more);
    supply->sites = realloc(supply->sites, total * sizeof *supply->sites);
    supply->rooms = realloc(supply->rooms, total * sizeof *supply->rooms);
    assert_true(supply->sites && supply->rooms);
    for (int k = 0; k < more; k++) {
        struct site *site = &supply->sites[SITES + k];
        *site = supply->sites[0];
        site->code =
            supply_code(f->base.study.city.communities[0].code, ORIGIN_PROJECT, k);
        site->north_km += 0.7;
        site->room = SITES + k;
        supply->rooms[SITES + k] = supply->rooms[0];
        supply->rooms[SITES + k].site = SITES + k;
    }
    supply->site_count = supply->room_count = (int)total;
    for (int k = 0; k < supply->site_count; k++) {
        supply->sites[k].quality = 0.35 + 0.09 * k;
        supply->rooms[k].price = 11.0 + 2.3 * ((k * 5) % 7);
    }
}

static void open_world(const struct services_fixture *f, struct world *world)
{
    struct error err = {0};
    services_must(services_world(f, 1, SEED, world, &err), &err);
    services_must(cycle_month(world, &err), &err);
}

/* Which site each resident uses, by id; who has no tie is not in it. */
static void note_choices(const struct world *world, struct ids *site)
{
    for (int c = 0; c < world->count; c++) {
        const struct block *block = &world->blocks[c];
        for (uint32_t k = 0; k < block->ties.count; k++) {
            const struct tie *tie = &block->ties.item[k];
            const uint32_t room = world->services->offers[c].item[tie->offer].room;
            ids_put(site, block->residents.id[tie->row],
                    world->services->supply->rooms[room].site);
        }
    }
}

/* Minutes from the home of row `i` to a site, by the formula of docs/MODEL.md. */
static double walk(const struct world *world, int c, row i, const struct site *site)
{
    const struct community *community = &world->city->communities[c];
    const struct block *block = &world->blocks[c];
    const double *at = services_position(
        world->services, block->households.key[block->residents.household[i]]);
    double east, north;
    supply_plane(world->city, community->longitude, community->latitude, &east, &north);
    const double x = site->east_km - east - at[0] * community->radius_km;
    const double y = site->north_km - north - at[1] * community->radius_km;
    const bool slow = bits_care(block->residents.bits[i]) >= CARE_MODERATE;
    const int age = age_years(block->residents.birth[i], world->now - 1);
    const double speed = slow        ? world->values.walk_speed_dependent
                         : age >= 65 ? world->values.walk_speed_elder
                                     : world->values.walk_speed;
    return hypot(x, y) * 60.0 * world->values.walk_detour / speed;
}

/* Utilities without shocks: sites, then the market; going without has 0. */
static void utilities(const struct services_fixture *f, const struct world *world,
                      int c, row i, double value[SITES + 1])
{
    const struct product *product = &f->catalogue->products[0];
    const struct block *block = &world->blocks[c];
    const bool slow = bits_care(block->residents.bits[i]) >= CARE_MODERATE;
    const double per_yuan = product->price_weight *
                            world->services->relative[block->residents.income[i] >> 8];
    for (int s = 0; s < SITES; s++)
        value[s] = product->taste -
                   per_yuan * f->supply.rooms[s].price * product->need[0].amount -
                   product->time_weight *
                       (slow ? product->time_weight_dependent : 1.0) *
                       walk(world, c, i, &f->supply.sites[s]) +
                   product->quality_weight * f->supply.sites[s].quality;
    value[SITES] = product->market_taste -
                   per_yuan * product->market_price * product->need[0].amount;
}

struct mixing {
    const double *value;
    double spread;
    int site;
};

/* Chance of the site where taste for formal services is z, times the density of z. */
static double chance_at(double z, void *context)
{
    const struct mixing *m = context;
    double sum = 1.0;
    for (int k = 0; k <= SITES; k++)
        sum += exp(m->value[k] + m->spread * z);
    return exp(m->value[m->site] + m->spread * z) / sum * exp(-z * z / 2.0) /
           sqrt(2.0 * acos(-1.0));
}

static double chance_of(struct mixing *m, gsl_integration_glfixed_table *table)
{
    const gsl_function function = {.function = chance_at, .params = m};
    return gsl_integration_glfixed(&function, -8.0, 8.0, table);
}

/* Adds up chances over everybody who was asked, and who uses what. */
static void compare_shares(void (*alter)(struct catalogue *), double spread)
{
    struct services_fixture f;
    struct world world;
    struct ids choice = {0};
    double expected[SITES] = {0}, variance[SITES] = {0};
    int64_t used[SITES] = {0}, asked = 0;
    open_fixture(&f, 0, alter);
    open_world(&f, &world);
    note_choices(&world, &choice);
    gsl_integration_glfixed_table *table = gsl_integration_glfixed_table_alloc(64);
    for (int c = 0; c < world.count; c++) {
        const struct residents *p = &world.blocks[c].residents;
        for (row i = 0; i < p->count; i++) {
            double value[SITES + 1];
            asked++;
            utilities(&f, &world, c, i, value);
            const int64_t *site = ids_find(&choice, p->id[i]);
            for (int s = 0; s < SITES; s++) {
                struct mixing m = {.value = value, .spread = spread, .site = s};
                const double chance = chance_of(&m, table);
                expected[s] += chance;
                variance[s] += chance * (1.0 - chance);
                used[s] += site && *site == s;
            }
        }
    }
    assert_true(asked > 15000);
    for (int s = 0; s < SITES; s++) {
        const double z = ((double)used[s] - expected[s]) / sqrt(variance[s]);
        print_message("site %d: %ld users, %.1f expected, z %.2f\n", s, (long)used[s],
                      expected[s], z);
        assert_true(expected[s] > 400.0);
        assert_true(fabs(z) < 3.5);
    }
    gsl_integration_glfixed_table_free(table);
    ids_free(&choice);
    world_free(&world);
    services_fixture_close(&f);
}

static void shares_are_those_of_the_logit_formula(void **state)
{
    (void)state;
    compare_shares(alter_logit, 0.0);
}

/* Quadrature over the error component (Train 2009, chapter 6). */
static void shares_with_an_error_component_are_those_of_the_mixed_logit(void **state)
{
    (void)state;
    compare_shares(alter_mixed, 1.63);
}

static void a_new_site_moves_nobody_between_the_others(void **state)
{
    struct services_fixture f, g;
    struct world before, after;
    struct ids had = {0}, has = {0};
    int64_t came = 0, from_other = 0;
    (void)state;
    open_fixture(&f, 0, alter_mixed);
    open_fixture(&g, 1, alter_mixed);
    open_world(&f, &before);
    open_world(&g, &after);
    note_choices(&before, &had);
    note_choices(&after, &has);
    for (int c = 0; c < after.count; c++) {
        const struct residents *p = &after.blocks[c].residents;
        for (row i = 0; i < p->count; i++) {
            const int64_t *old = ids_find(&had, p->id[i]);
            const int64_t *new = ids_find(&has, p->id[i]);
            if (new &&*new == SITES) {
                came++;
                from_other += old != NULL;
                continue;
            }
            assert_int_equal(old != NULL, new != NULL);
            if (old)
                assert_int_equal(*old, *new);
        }
    }
    assert_true(came > 500);
    assert_true(from_other > 100 && from_other < came);
    ids_free(&had);
    ids_free(&has);
    world_free(&before);
    world_free(&after);
    services_fixture_close(&f);
    services_fixture_close(&g);
}

/* A choice stays while nothing changes: a year of birthdays moves nobody. */
static void choices_stay_while_offers_do(void **state)
{
    struct services_fixture f;
    struct world world;
    struct ids first = {0}, last = {0};
    struct error err = {0};
    int64_t stayed = 0;
    (void)state;
    open_fixture(&f, 0, alter_still);
    open_world(&f, &world);
    note_choices(&world, &first);
    for (int m = 0; m < MONTHS_PER_YEAR; m++)
        services_must(cycle_month(&world, &err), &err);
    note_choices(&world, &last);
    for (int c = 0; c < world.count; c++) {
        const struct residents *p = &world.blocks[c].residents;
        for (row i = 0; i < p->count; i++) {
            const int64_t *was = ids_find(&first, p->id[i]);
            const int64_t *is = ids_find(&last, p->id[i]);
            if (!was)
                continue;
            assert_true(is && *is == *was);
            stayed++;
        }
    }
    assert_true(stayed > 10000);
    ids_free(&first);
    ids_free(&last);
    world_free(&world);
    services_fixture_close(&f);
}

static void compare_bytes(const struct world *a, const struct world *b)
{
    for (int c = 0; c < a->count; c++) {
        const struct ties *one = &a->blocks[c].ties, *other = &b->blocks[c].ties;
        assert_int_equal(one->count, other->count);
        assert_memory_equal(one->item, other->item, one->count * sizeof *one->item);
    }
    for (int k = 0; k < a->services->supply->room_count; k++) {
        const struct room_state *one = &a->services->rooms[k];
        const struct room_state *other = &b->services->rooms[k];
        assert_memory_equal(one->crowd, other->crowd, sizeof one->crowd);
        assert_memory_equal(one->held, other->held, sizeof one->held);
        assert_memory_equal(one->served, other->served, sizeof one->served);
    }
    assert_memory_equal(a->workers[0].outcome, b->workers[0].outcome,
                        sizeof *a->workers[0].outcome);
    assert_memory_equal(a->workers[0].flow, b->workers[0].flow,
                        CATALOGUE_PRODUCTS * sizeof *a->workers[0].flow);
}

static void identical_scenarios_give_identical_bytes(void **state)
{
    struct services_fixture f, g;
    struct world a, b;
    struct error err = {0};
    (void)state;
    assert_int_equal(services_fixture_open(&f, 0, month_of(2022, 12), 2, 9, NULL), 0);
    assert_int_equal(services_fixture_open(&g, 0, month_of(2022, 12), 2, 9, NULL), 0);
    services_must(services_world(&f, 1, SEED, &a, &err), &err);
    services_must(services_world(&g, 1, SEED, &b, &err), &err);
    for (int m = 0; m < 8; m++) {
        services_must(cycle_month(&a, &err), &err);
        services_must(cycle_month(&b, &err), &err);
        compare_bytes(&a, &b);
    }
    world_free(&a);
    world_free(&b);
    services_fixture_close(&f);
    services_fixture_close(&g);
}

static void alter_cheap(struct catalogue *catalogue)
{
    alter_logit(catalogue);
    catalogue->products[0].taste = 3.1;
    catalogue->products[0].need[0].amount = 1.9;
}

/* Fen that the family households of a community spend, by what their ties cost. */
static bool spends(const struct world *world, const struct services_fixture *f, int c,
                   const uint32_t *spend, int64_t *total)
{
    const struct block *block = &world->blocks[c];
    double *fen = calloc(block->households.count + 1, sizeof *fen);
    bool equal = true;
    assert_non_null(fen);
    for (uint32_t k = 0; k < block->ties.count; k++) {
        const struct tie *tie = &block->ties.item[k];
        const uint32_t room = world->services->offers[c].item[tie->offer].room;
        const double price =
            f->supply.rooms[room].price + f->catalogue->products[0].extra_cost;
        if (!(block->residents.bits[tie->row] & BITS_COLLECTIVE))
            fen[block->residents.household[tie->row]] += price * 1.9 * 100.0;
    }
    for (row h = 0; h < block->households.count && equal; h++) {
        equal = fabs(fen[h] - spend[h]) <= block->households.size[h];
        *total += spend[h];
    }
    free(fen);
    return equal;
}

/* Visits of 20 to 45 yuan a month count like a place of thousands, those of who does not
 * choose this month too. */
static void a_budget_holds_all_that_a_household_uses(void **state)
{
    struct services_fixture f;
    struct world world;
    struct error err = {0};
    int64_t total = 0;
    int found = 0;
    (void)state;
    open_fixture(&f, 0, alter_cheap);
    open_world(&f, &world);
    services_must(cycle_month(&world, &err), &err);
    /* The worker's scratch is that of the community it did last. */
    for (int c = 0; c < world.count && !found; c++) {
        total = 0;
        found += spends(&world, &f, c, world.workers[0].asking->spend, &total);
    }
    assert_int_equal(found, 1);
    assert_true(total > 100000);
    world_free(&world);
    services_fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_are_those_of_the_logit_formula),
        cmocka_unit_test(shares_with_an_error_component_are_those_of_the_mixed_logit),
        cmocka_unit_test(a_new_site_moves_nobody_between_the_others),
        cmocka_unit_test(choices_stay_while_offers_do),
        cmocka_unit_test(identical_scenarios_give_identical_bytes),
        cmocka_unit_test(a_budget_holds_all_that_a_household_uses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
