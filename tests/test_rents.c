/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Space is dearer in one community than in another: what a pack says of it, what sites pay,
 * who opens where. */
#include "support/check.h"

#include "support/nursery.h"
#include "support/policy_world.h"

/* The first three communities are the first district. */
enum { DISTRICT = 3, YEARS = 6 };

static void companies_look(struct scenario *scenario)
{
    nursery_nobody_enters(scenario);
    change_value(scenario, PARAMETER_entry_companies, 400.0);
    change_value(scenario, PARAMETER_entry_vacant_m2, 600.0);
    change_value(scenario, PARAMETER_price_interval, 120.0);
}

/* Levels of rents of the two districts, as a rents.csv would give them. */
static void set_levels(struct services_fixture *f, double first, double second)
{
    for (int c = 0; c < f->base.study.city.community_count; c++) {
        struct community *community = &f->base.study.city.communities[c];
        community->rent_level = c < DISTRICT ? first : second;
        community->rent_known = true;
    }
}

static void one_level(struct services_fixture *f)
{
    nursery_companies(f);
    set_levels(f, 1.0, 1.0);
}

static void first_is_dear(struct services_fixture *f)
{
    nursery_companies(f);
    set_levels(f, 3.0, 1.0);
}

static void open_city(struct nursery *nursery,
                      void (*supply)(struct services_fixture *))
{
    const struct nursery_plan plan = {.residents = 6000,
                                      .sites = 1,
                                      .places = 20,
                                      .until = month_of(2030, 12),
                                      .change = companies_look,
                                      .supply = supply,
                                      .alter = nursery_cheap};
    nursery_open(nursery, &plan);
}

/* Sites that entrants opened in the first district, and in the other. */
static void count_entrants(const struct nursery *nursery, int count[2])
{
    const struct supply *supply = &nursery->world.books->supply;
    count[0] = count[1] = 0;
    for (int s = 0; s < supply->site_count; s++)
        if (supply->sites[s].origin == ORIGIN_ENTRY)
            count[supply->sites[s].community >= DISTRICT]++;
}

static void a_dear_district_gets_fewer_entrants(void **state)
{
    (void)state;
    struct nursery even, dear;
    int as_even[2], as_dear[2];
    open_city(&even, one_level);
    open_city(&dear, first_is_dear);
    nursery_live(&even, YEARS * MONTHS_PER_YEAR);
    nursery_live(&dear, YEARS * MONTHS_PER_YEAR);
    count_entrants(&even, as_even);
    count_entrants(&dear, as_dear);
    if (as_dear[0] >= as_even[0] || as_dear[1] < as_even[1])
        fail_msg("even %d and %d, dear %d and %d", as_even[0], as_even[1], as_dear[0],
                 as_dear[1]);
    nursery_close(&even);
    nursery_close(&dear);
}

/* Yuan by hand: floor x the table's rent x the level of the place. */
static void a_site_pays_the_rent_of_its_place(void **state)
{
    (void)state;
    struct nursery nursery;
    open_city(&nursery, first_is_dear);
    nursery_live(&nursery, 1);
    const struct books *books = nursery.world.books;
    for (int s = 0; s < books->supply.site_count; s++) {
        const struct site *site = &books->supply.sites[s];
        const double yuan = books->supply.rooms[site->room].m2 *
                            books->costs->of[0][COST_rent].value *
                            (site->community < DISTRICT ? 3.0 : 1.0);
        assert_true(fabs(books->sites[s].contract.rent - yuan) < 1e-6);
        assert_int_equal(
            book_sum(&books->ledger.site_books[s], BOOK_RENT, nursery.world.now - 1, 1),
            money_from_yuan(yuan));
    }
    nursery_close(&nursery);
}

static void one_nursery(struct catalogue *catalogue)
{
    services_one_product(catalogue, "childcare_full");
}

/* A ceiling between the rents of the two districts holds in the dear one only. */
static void a_ceiling_of_rents_is_held_against_the_rent_of_the_place(void **state)
{
    (void)state;
    static const double ceiling = 150.38;
    struct policy_world city;
    policy_open(&city,
                "  - {kind: rent, from: 2021-01, ceiling: 150.38 yuan/m2/month}\n", 1,
                one_nursery, NULL);
    set_levels(&city.f, 3.0, 1.0);
    policy_live_to(&city, month_of(2021, 2));
    const struct books *books = city.world.books;
    for (int s = 0; s < books->supply.site_count; s++) {
        const struct site *site = &books->supply.sites[s];
        const double asked = books->sites[s].contract.rent;
        const double most = ceiling * books->supply.rooms[site->room].m2;
        const bool dear = site->community < DISTRICT;
        assert_true(dear ? asked > 2.0 * most : asked < most);
        assert_int_equal(
            book_sum(&books->ledger.site_books[s], BOOK_RENT, city.world.now - 1, 1),
            money_from_yuan(dear ? most : asked));
    }
    policy_close(&city);
}

/* Where nothing is known of a place its type says it, as far as the tilt goes. */
static void types_tell_rents_as_far_as_the_tilt_goes(void **state)
{
    (void)state;
    static const double tilts[] = {0.0, 0.5, 1.0, 2.0};
    struct nursery nursery;
    struct error err = {0};
    open_city(&nursery, one_level);
    struct world *world = &nursery.world;
    nursery.f.base.study.city.communities[0].rent_known = false;
    nursery.f.base.study.city.communities[0].rent_level = 0.4;
    nursery.f.base.study.city.communities[1].rent_level = 0.4;
    for (size_t k = 0; k < sizeof tilts / sizeof *tilts; k++) {
        const double wanted = 1.0 + tilts[k] * (0.4 - 1.0);
        world->values.supply_rent_tilt = tilts[k];
        world->now++;
        nursery_must(books_enact(world, &err), &err);
        assert_true(fabs(world->books->rent[0] - (wanted > 0.05 ? wanted : 0.05)) <
                    1e-12);
        assert_true(world->books->rent[1] == 0.4);
    }
    nursery_close(&nursery);
}

/* The small pack with one table more or another one. */
static int read_pack(const char *table, const char *text, struct inputs *inputs,
                     struct city *city, struct report *report)
{
    struct error err;
    char path[64];
    inputs_init(inputs);
    report_init(report);
    snprintf(path, sizeof path, "%s/rents.csv", TINY);
    nursery_must(inputs_add(inputs, path, table, strlen(table), &err), &err);
    snprintf(path, sizeof path, "%s/types.csv", TINY);
    if (text)
        nursery_must(inputs_add(inputs, path, text, strlen(text), &err), &err);
    return city_read(inputs, TINY, city, report);
}

static void close_pack(struct inputs *inputs, struct city *city, struct report *report)
{
    city_free(city);
    report_free(report);
    inputs_free(inputs);
}

static void rents_are_those_of_the_smallest_place_that_has_one(void **state)
{
    (void)state;
    struct inputs inputs;
    struct city city;
    struct report report;
    double residents = 0.0, sum = 0.0;
    assert_int_equal(
        read_pack("code,rent_level\n990102,0.7\n990102001,0.6\n990102001001,1.25\n",
                  "type,nonlocal_odds,one_person_odds,income_shift,rent_level\n"
                  "old_core,1,1,0,2.5\nurban_village,1,1,0,0.5\n",
                  &inputs, &city, &report),
        0);
    for (int c = 0; c < city.community_count; c++) {
        const struct community *community = &city.communities[c];
        const bool known = c >= DISTRICT;
        assert_int_equal(community->rent_known, known);
        if (known) {
            assert_true(community->rent_level ==
                        (community->code == INT64_C(990102001001) ? 1.25
                         : community->subdistrict == 990102001    ? 0.6
                                                                  : 0.7));
            continue;
        }
        residents += (double)community->residents;
        sum += (double)community->residents * community->rent_level;
    }
    assert_true(fabs(sum / residents - 1.0) < 1e-12);
    assert_true(city.communities[0].rent_level > 4.9 * city.communities[2].rent_level);
    close_pack(&inputs, &city, &report);
}

static void rents_of_no_place_or_no_level_are_refused(void **state)
{
    static const struct {
        const char *rents, *types;
        enum message message;
        int line;
    } bad[] = {
        {"code,rent_level\n990102,0.7\n990109,1\n", NULL, MESSAGE_CITY_NO_SUCH_PLACE,
         3},
        {"code,rent_level\n990102,0.7\n990102,0.8\n", NULL, MESSAGE_CITY_DOUBLED, 3},
        {"code,rent_level\n990102,0\n", NULL, MESSAGE_CSV_OUT_OF_RANGE, 2},
        {"code,rent_level\n", NULL, MESSAGE_CITY_NO_ROWS, 1},
        {"code,rent_level\n990102,1\n",
         "type,nonlocal_odds,one_person_odds,income_shift,rent_level\ntown,1,1,0,-1\n",
         MESSAGE_CSV_OUT_OF_RANGE, 2},
    };
    (void)state;
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        struct inputs inputs;
        struct city city;
        struct report report;
        assert_int_equal(read_pack(bad[k].rents, bad[k].types, &inputs, &city, &report),
                         -1);
        assert_int_equal(report.errors[0].message, bad[k].message);
        assert_int_equal(report.errors[0].line, bad[k].line);
        close_pack(&inputs, &city, &report);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_dear_district_gets_fewer_entrants),
        cmocka_unit_test(a_site_pays_the_rent_of_its_place),
        cmocka_unit_test(a_ceiling_of_rents_is_held_against_the_rent_of_the_place),
        cmocka_unit_test(rents_are_those_of_the_smallest_place_that_has_one),
        cmocka_unit_test(rents_of_no_place_or_no_level_are_refused),
        cmocka_unit_test(types_tell_rents_as_far_as_the_tilt_goes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
