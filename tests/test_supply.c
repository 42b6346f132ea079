/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Tests of the supply at the start: totals that close, spread as asked, years that are
 * followed, and a district that holds what it holds in the whole city. */
#include "support/supply_fixture.h"

#include "core/stream.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void open_guangzhou(struct fixture *f)
{
    open_city(f, GUANGZHOU);
    const int status = read_source(f, GUANGZHOU, NATIONAL) || make(f);
    tell(&f->report);
    assert_int_equal(status, 0);
}

static const struct supply_line *line_of(const struct fixture *f, const char *key)
{
    for (int k = 0; k < f->account.count; k++)
        if (strcmp(f->account.lines[k].key, key) == 0)
            return &f->account.lines[k];
    fail_msg("no bundle %s", key);
    return NULL;
}

/* Sites that have a room of the product. */
static int64_t sites_with(const struct supply *supply, int product, month opened_by)
{
    int64_t count = 0;
    for (int r = 0; r < supply->room_count; r++)
        count += supply->rooms[r].product == product &&
                 supply->sites[supply->rooms[r].site].opened <= opened_by;
    return count;
}

static int64_t places_of(const struct supply *supply, int product, month opened_by)
{
    int64_t count = 0;
    for (int r = 0; r < supply->room_count; r++)
        if (supply->rooms[r].product == product &&
            supply->sites[supply->rooms[r].site].opened <= opened_by)
            count += supply->rooms[r].places;
    return count;
}

static int64_t childcare(const struct fixture *f, month opened_by)
{
    static const char *const keys[] = {"childcare_full", "childcare_half",
                                       "childcare_hour"};
    int64_t places = 0;
    for (int k = 0; k < 3; k++)
        places +=
            places_of(&f->supply, catalogue_product(&f->catalogue, keys[k]), opened_by);
    return places;
}

static void counts_of_the_city_close_exactly(void **state)
{
    (void)state;
    struct fixture f;
    open_guangzhou(&f);
    assert_int_equal(line_of(&f, "canteen")->sites, 952);
    assert_int_equal(line_of(&f, "health_centre")->sites, 190);
    assert_int_equal(line_of(&f, "party_service_centre")->sites, 2851);
    assert_int_equal(
        sites_with(&f.supply, catalogue_product(&f.catalogue, "meal_site"), INT32_MAX),
        952);
    /* 3.38 places per 1,000 of the 18,676,605 residents, half up. */
    assert_int_equal(childcare(&f, INT32_MAX), 63127);
    assert_int_equal(line_of(&f, "childcare_centre")->places, 63127);
    close_city(&f);
}

static void sites_ascend_by_code_and_hold_their_rooms(void **state)
{
    (void)state;
    struct fixture f;
    int at = 0;
    open_guangzhou(&f);
    for (int s = 0; s < f.supply.site_count; s++) {
        const struct site *site = &f.supply.sites[s];
        const struct community *c = &f.city.communities[site->community];
        double east, north;
        assert_true(s == 0 || site->code > f.supply.sites[s - 1].code);
        assert_int_equal(site->room, at);
        assert_true(site->rooms > 0);
        at += site->rooms;
        supply_plane(&f.city, c->longitude, c->latitude, &east, &north);
        assert_true(hypot(site->east_km - east, site->north_km - north) <=
                    c->radius_km * 1.001 + 0.01);
        assert_true(site->quality >= 0.0 && site->quality <= 1.0);
    }
    assert_int_equal(at, f.supply.room_count);
    for (int r = 0; r < f.supply.room_count; r++) {
        const struct site *site = &f.supply.sites[f.supply.rooms[r].site];
        assert_true(r >= site->room && r < site->room + site->rooms);
        assert_true(f.supply.rooms[r].places > 0);
    }
    close_city(&f);
}

static void a_district_holds_the_sites_it_holds_in_the_whole_city(void **state)
{
    (void)state;
    struct fixture whole, part;
    const char *const names[] = {"越秀区"};
    struct error err;
    int chosen, rim, kept = 0;

    open_guangzhou(&whole);
    open_guangzhou(&part);
    int64_t *code = malloc((size_t)part.city.community_count * sizeof *code);
    for (int c = 0; c < part.city.community_count; c++)
        code[c] = part.city.communities[c].code;
    assert_int_equal(city_choose(&part.city, names, 1, 2.0, &chosen, &rim, &err), 0);
    supply_choose(&part.supply, code, &part.city);
    for (int s = 0; s < whole.supply.site_count; s++) {
        const struct site *a = &whole.supply.sites[s];
        const int64_t in = whole.city.communities[a->community].code;
        if (kept == part.supply.site_count)
            break;
        const struct site *b = &part.supply.sites[kept];
        if (a->code != b->code)
            continue;
        kept++;
        assert_true(part.city.communities[b->community].code == in);
        assert_string_equal(a->name, b->name);
        assert_true(a->longitude == b->longitude && a->latitude == b->latitude);
        assert_true(a->opened == b->opened && a->quality == b->quality);
        assert_int_equal(a->rooms, b->rooms);
        for (int r = 0; r < a->rooms; r++) {
            const struct room *x = &whole.supply.rooms[a->room + r],
                              *y = &part.supply.rooms[b->room + r];
            assert_true(x->product == y->product && x->places == y->places &&
                        x->m2 == y->m2);
        }
    }
    assert_int_equal(kept, part.supply.site_count);
    /* As many as the whole city has in the communities kept. */
    int inside = 0;
    for (int s = 0; s < whole.supply.site_count; s++)
        for (int c = 0; c < part.city.community_count; c++)
            inside += part.city.communities[c].code ==
                      whole.city.communities[whole.supply.sites[s].community].code;
    assert_int_equal(inside, part.supply.site_count);
    free(code);
    close_city(&whole);
    close_city(&part);
}

static void places_follow_the_dated_levels(void **state)
{
    (void)state;
    static const struct {
        int year;
        double level;
    } dated[] = {{2020, 2.0}, {2021, 2.03}, {2022, 2.5}, {2023, 3.38}, {2035, 3.38}};
    struct fixture f;
    open_guangzhou(&f);
    for (size_t k = 0; k < sizeof dated / sizeof *dated; k++) {
        const double wanted = dated[k].level * 18676.605;
        const double got = (double)childcare(&f, month_of(dated[k].year, 12));
        assert_true(fabs(got - wanted) <= 150.0); /* half of the largest site */
    }
    /* None of the first level opens after the start. */
    assert_true(fabs((double)childcare(&f, FROM - 1) - 2.0 * 18676.605) <= 150.0);
    close_city(&f);
}

static void draws_have_the_mean_and_variance_asked_for(void **state)
{
    (void)state;
    static const double cases[][2] = {{0.334, 1.0}, {2.7, 0.4}, {0.8, 0.0}, {5.3, 2.0}};
    enum { DRAWS = 200000 };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const double mean = cases[k][0], clustering = cases[k][1];
        const double variance = mean + clustering * mean * mean;
        double sum = 0.0, square = 0.0;
        for (uint64_t i = 0; i < DRAWS; i++) {
            const uint32_t word = (uint32_t)(stream_mix(i * 4 + k) >> 32);
            const double x = (double)supply_count_draw(mean, clustering, word);
            sum += x;
            square += (x - mean) * (x - mean);
        }
        /* The variance of a negative binomial's square is below 40 variances squared
         * in these cases. */
        assert_true(fabs(sum / DRAWS - mean) < 4.0 * sqrt(variance / DRAWS));
        assert_true(fabs(square / DRAWS - variance) <
                    4.0 * variance * sqrt(40.0 / DRAWS));
    }
}

/* Variance of the sites per community over their mean where all have the same weight. */
static double dispersion(struct fixture *f, double clustering)
{
    struct supply_totals totals;
    struct error err;
    double sum = 0.0, square = 0.0;
    const int count = f->city.community_count;
    const int canteen = supply_bundle_find(&f->source, "canteen");

    f->values.supply_clustering = clustering;
    f->values.supply_type_tilt = 0.0;
    f->source.bundles[canteen].group = GROUP_NONE;
    assert_int_equal(supply_count_sites(&f->options, canteen, &totals, &err), 0);
    for (int c = 0; c < count; c++) {
        sum += (double)totals.sites[c];
        square += (double)(totals.sites[c] * totals.sites[c]);
    }
    assert_true(sum == 952.0);
    supply_totals_free(&totals);
    return (square - sum * sum / count) / (count - 1) / (sum / count);
}

static void sites_per_community_are_as_dispersed_as_asked(void **state)
{
    (void)state;
    static const double cases[] = {0.0, 0.2, 1.0, 2.0};
    struct fixture f;
    open_city(&f, GUANGZHOU);
    assert_int_equal(read_source(&f, GUANGZHOU, NATIONAL), 0);
    const double mean = 952.0 / f.city.community_count;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        double sum = 0.0;
        enum { SEEDS = 20 };
        for (int seed = 1; seed <= SEEDS; seed++) {
            f.options.population_seed = (uint64_t)seed;
            sum += dispersion(&f, cases[k]);
        }
        /* A ratio of one draw has a standard error of about 0.08 at most here. */
        assert_true(fabs(sum / SEEDS - (1.0 + cases[k] * mean)) <
                    4.0 * 0.08 / sqrt(SEEDS));
    }
    close_city(&f);
}

static void older_communities_pull_canteens(void **state)
{
    (void)state;
    struct fixture f;
    double sites[COMMUNITY_TYPES] = {0}, elders[COMMUNITY_TYPES] = {0};
    const int canteen = 0;
    struct supply_totals totals;
    struct error err;
    open_guangzhou(&f);
    assert_string_equal(f.source.bundles[canteen].key, "canteen");
    assert_int_equal(supply_count_sites(&f.options, canteen, &totals, &err), 0);
    for (int c = 0; c < f.city.community_count; c++) {
        const enum community_type type = f.city.communities[c].type;
        sites[type] += (double)totals.sites[c];
        for (int s = 0; s < SEXES; s++)
            for (int a = 60; a < AGES; a++)
                elders[type] += (double)f.plans[c].people[s][a];
    }
    /* 1.6 asked for over commodity housing; the chance of some hundred sites beside. */
    const double ratio = sites[TYPE_OLD_CORE] / elders[TYPE_OLD_CORE] /
                         (sites[TYPE_COMMODITY] / elders[TYPE_COMMODITY]);
    assert_true(ratio > 1.25 && ratio < 2.1);
    supply_totals_free(&totals);
    close_city(&f);
}

static void fewer_agents_keep_the_sites_and_shrink_what_they_hold(void **state)
{
    (void)state;
    struct fixture f;
    open_city(&f, GUANGZHOU);
    assert_int_equal(read_source(&f, GUANGZHOU, NATIONAL), 0);
    f.options.plans = NULL; /* the pack's residents weigh, whatever the agents */
    assert_int_equal(make(&f), 0);
    const int sites = f.supply.site_count;
    const int64_t places = childcare(&f, INT32_MAX);
    const uint32_t first = f.supply.sites[0].code;
    supply_free(&f.supply);
    f.options.scale = 0.05;
    assert_int_equal(make(&f), 0);
    assert_int_equal(f.supply.site_count, sites);
    assert_true(f.supply.sites[0].code == first);
    /* Each of some 3,500 rooms rounds up or down by chance, variance at most 1/4. */
    const double scaled = (double)childcare(&f, INT32_MAX);
    assert_true(fabs(scaled - 0.05 * (double)places) < 4.0 * sqrt(0.25 * 3500.0));
    close_city(&f);
}

static void assumed_counts_move_within_their_range(void **state)
{
    (void)state;
    static const double where[] = {-1.0, 0.0, 1.0};
    static const double level[] = {0.2, 0.5, 1.5};
    struct fixture f;
    open_city(&f, GUANGZHOU);
    assert_int_equal(read_source(&f, GUANGZHOU, NATIONAL), 0);
    for (int k = 0; k < 3; k++) {
        f.values.supply_assumed = where[k];
        assert_int_equal(make(&f), 0);
        assert_true(fabs((double)line_of(&f, "elder_station")->sites -
                         level[k] * 1867.6605) <= 1.0);
        assert_int_equal(line_of(&f, "canteen")->sites, 952);
        supply_free(&f.supply);
    }
    close_city(&f);
}

static void a_product_without_supply_is_told(void **state)
{
    (void)state;
    struct fixture f;
    open_city(&f, GUANGZHOU);
    struct product *job = &f.catalogue.products[f.catalogue.product_count++];
    snprintf(job->key, sizeof job->key, "job_service");
    assert_int_equal(read_source(&f, GUANGZHOU, NATIONAL), 0);
    assert_int_equal(make(&f), 0);
    for (int p = 0; p < f.catalogue.product_count; p++)
        assert_int_equal(f.account.none[p],
                         strcmp(f.catalogue.products[p].key, "job_service") == 0);
    close_city(&f);
}

static void a_tiny_pack_is_served_by_the_national_table(void **state)
{
    (void)state;
    struct fixture f;
    open_city(&f, "tests/data/tiny");
    assert_int_equal(read_source(&f, "tests/data/tiny", NATIONAL), 0);
    const int status = make(&f);
    tell(&f.report);
    assert_int_equal(status, 0);
    assert_int_equal(line_of(&f, "grocery_shop")->sites, 16); /* 8 x 2.0122 */
    close_city(&f);
}

static void several_at_once_make_the_same(void **state)
{
    (void)state;
    enum { TIMES = 3 };
    struct fixture f;
    struct supply made[TIMES];
    int status[TIMES];
    open_guangzhou(&f);
#pragma omp parallel for num_threads(TIMES)
    for (int k = 0; k < TIMES; k++) {
        struct supply_account account;
        struct report report;
        report_init(&report);
        status[k] = supply_make(&made[k], &f.options, &account, &report);
        report_free(&report);
    }
    for (int k = 0; k < TIMES; k++) {
        assert_int_equal(status[k], 0);
        assert_int_equal(made[k].site_count, f.supply.site_count);
        assert_int_equal(made[k].room_count, f.supply.room_count);
        for (int i = 0; i < f.supply.site_count; i++) {
            const struct site *a = &made[k].sites[i], *b = &f.supply.sites[i];
            assert_true(a->code == b->code && a->longitude == b->longitude &&
                        a->latitude == b->latitude && a->opened == b->opened &&
                        a->quality == b->quality && a->mode == b->mode);
        }
        for (int r = 0; r < f.supply.room_count; r++) {
            const struct room *a = &made[k].rooms[r], *b = &f.supply.rooms[r];
            assert_true(a->site == b->site && a->product == b->product &&
                        a->slots == b->slots && a->m2 == b->m2 &&
                        a->places == b->places);
        }
        supply_free(&made[k]);
    }
    close_city(&f);
}

/* Puts one listed site with one room into the source. */
static void list_site(struct fixture *f, const char *district, const char *product)
{
    struct supply *listed = &f->source.listed;
    int c = 0;
    while (strcmp(f->city.districts[f->city.communities[c].district].name_zh,
                  district) != 0)
        c++;
    listed->sites = calloc(1, sizeof *listed->sites);
    listed->rooms = calloc(1, sizeof *listed->rooms);
    listed->stock = calloc(1, sizeof *listed->stock);
    listed->sites[0] = (struct site){
        .code = supply_code(f->city.communities[c].code, ORIGIN_LISTED, 7),
        .community = c,
        .name = "甲",
        .origin = ORIGIN_LISTED,
        .quality = -1.0,
        .closes = -1,
        .rooms = 1,
        .floor_m2 = 90.0};
    listed->rooms[0] =
        (struct room){.product = (uint8_t)catalogue_product(&f->catalogue, product),
                      .places = 23,
                      .m2 = 90.0};
    listed->stock[0] = (struct stock){.community = c, .m2 = 317.0};
    listed->site_count = listed->room_count = listed->stock_count = 1;
}

static void a_list_replaces_what_was_drawn_where_it_speaks(void **state)
{
    (void)state;
    struct fixture f;
    int inside = 0, home = 0, elsewhere = 0;
    open_city(&f, GUANGZHOU);
    assert_int_equal(read_source(&f, GUANGZHOU, NATIONAL), 0);
    list_site(&f, "越秀区", "meal_site");
    assert_int_equal(make(&f), 0);
    const int meal = catalogue_product(&f.catalogue, "meal_site");
    const int sent = catalogue_product(&f.catalogue, "meal_home");
    for (int r = 0; r < f.supply.room_count; r++) {
        const struct site *site = &f.supply.sites[f.supply.rooms[r].site];
        const int d = f.city.communities[site->community].district;
        const bool here = strcmp(f.city.districts[d].name_zh, "越秀区") == 0;
        inside += here && f.supply.rooms[r].product == meal;
        home += here && f.supply.rooms[r].product == sent;
        elsewhere += !here && f.supply.rooms[r].product == meal;
        if (site->origin == ORIGIN_LISTED) {
            assert_int_equal(f.supply.rooms[r].places, 23);
            assert_true(site->quality == f.values.supply_quality_mean);
        }
    }
    assert_int_equal(inside, 1);
    assert_true(home > 20);
    assert_int_equal(elsewhere + home, 952); /* a canteen has one room of each */
    assert_int_equal(f.account.listed, 1);
    assert_int_equal(f.supply.stock_count, 1);
    close_city(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_of_the_city_close_exactly),
        cmocka_unit_test(sites_ascend_by_code_and_hold_their_rooms),
        cmocka_unit_test(a_district_holds_the_sites_it_holds_in_the_whole_city),
        cmocka_unit_test(places_follow_the_dated_levels),
        cmocka_unit_test(draws_have_the_mean_and_variance_asked_for),
        cmocka_unit_test(sites_per_community_are_as_dispersed_as_asked),
        cmocka_unit_test(older_communities_pull_canteens),
        cmocka_unit_test(fewer_agents_keep_the_sites_and_shrink_what_they_hold),
        cmocka_unit_test(assumed_counts_move_within_their_range),
        cmocka_unit_test(a_product_without_supply_is_told),
        cmocka_unit_test(several_at_once_make_the_same),
        cmocka_unit_test(a_list_replaces_what_was_drawn_where_it_speaks),
        cmocka_unit_test(a_tiny_pack_is_served_by_the_national_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
