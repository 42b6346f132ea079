/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Tests of the tables of supply: every error, and counts by area. */
#include "support/supply_fixture.h"

/* Writes the tables of a source of one bundle, with `table` replaced. */
static int read_changed(struct fixture *f, const char *table, const char *text)
{
    static const char *const tables[][2] = {
        {"supply_bundles.csv", "bundle,name_zh,name_en,group,placing,follow\n"
                               "day,日托,day,elders,clustered,no\n"},
        {"supply_rooms.csv", "bundle,product,places,m2,slots,counted\n"
                             "day,elder_day,17,,weekday evening,yes\n"},
        {"supply_operators.csv", "bundle,owner,mode,kind,share\n"
                                 "day,public,public_run,public,1\n"},
        {"supply.csv", "bundle,area_code,year,measure,value,low,high,known\n"
                       "day,,2021,sites,3,,,observed\n"},
    };
    struct error err;
    for (int k = 0; k < 4; k++) {
        char path[64];
        const char *bytes = strcmp(table, tables[k][0]) == 0 ? text : tables[k][1];
        snprintf(path, sizeof path, "made/%s", tables[k][0]);
        assert_int_equal(inputs_add(&f->inputs, path, bytes, strlen(bytes), &err), 0);
    }
    return read_source(f, "made", NULL);
}

#define COUNTS "bundle,area_code,year,measure,value,low,high,known\n"
static const struct {
    const char *table, *text;
    enum message message;
} wrong_tables[] = {
    {"supply.csv", COUNTS "night,,2021,sites,3,,,observed\n", MESSAGE_SUPPLY_NO_BUNDLE},
    {"supply.csv", COUNTS "day,12,2021,sites,3,,,observed\n", MESSAGE_SUPPLY_NO_AREA},
    {"supply.csv",
     COUNTS "day,,2021,sites,3,,,observed\nday,,2021,sites,4,,,observed\n",
     MESSAGE_SUPPLY_TWICE},
    {"supply.csv",
     COUNTS "day,,2021,sites,3,,,observed\nday,,2022,places,4,,,observed\n",
     MESSAGE_SUPPLY_MIXED},
    {"supply.csv", COUNTS "day,,2021,sites,3,4,5,assumed\n", MESSAGE_SUPPLY_RANGE},
    {"supply.csv",
     COUNTS "day,,2021,sites,3,,,observed\nday,990101,2021,weight,1,,,observed\n"
            "day,990102,2021,sites,1,,,observed\n",
     MESSAGE_SUPPLY_WEIGHTS},
    {"supply_rooms.csv", "bundle,product,places\nday,elder_dai,3\n",
     MESSAGE_SUPPLY_NO_PRODUCT},
    {"supply_rooms.csv", "bundle,product,places,m2\nday,elder_day,,\n",
     MESSAGE_SUPPLY_ROOM},
    {"supply_rooms.csv", "bundle,product,places,slots\nday,elder_day,3,dawn\n",
     MESSAGE_SUPPLY_SLOT},
    {"supply_operators.csv",
     "bundle,owner,mode,kind,share\nday,public,market,chain,0.7\n",
     MESSAGE_SUPPLY_SHARES},
    {"supply_bundles.csv",
     "bundle,name_zh,name_en,group,placing,follow\nday,日托,day,elders,even,yes\n",
     MESSAGE_SUPPLY_FOLLOW},
    {"supply_rooms.csv",
     "bundle,product,places\nday,elder_day,1\nday,elder_stay,1\nday,home_care,1\n"
     "day,alarm,1\nday,repair,1\nday,grocery,1\nday,parcel,1\nday,play,1\n"
     "day,fitness,1\n",
     MESSAGE_SUPPLY_FULL},
    {"supply_bundles.csv",
     "bundle,name_zh,name_en,group,placing\nday,日托,day,elders,even\n"
     "night,夜托,night,elders,even\n",
     MESSAGE_SUPPLY_INCOMPLETE},
};

static void every_error_of_the_tables_is_told(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof wrong_tables / sizeof *wrong_tables; k++) {
        struct fixture f;
        open_city(&f, "tests/data/tiny");
        assert_int_equal(read_changed(&f, wrong_tables[k].table, wrong_tables[k].text),
                         -1);
        if (f.report.errors[0].message != wrong_tables[k].message)
            tell(&f.report);
        assert_int_equal(f.report.errors[0].message, wrong_tables[k].message);
        close_city(&f);
    }
}

static void counts_that_cannot_be_shared_out_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *table, *text;
        enum message message;
    } cases[] = {
        {"supply.csv",
         COUNTS "day,,2021,sites,3,,,observed\nday,990101,2021,sites,4,,,observed\n",
         MESSAGE_SUPPLY_SUM},
        {"supply.csv", COUNTS "day,,2021,sites,1e8,,,observed\n", MESSAGE_SUPPLY_MANY},
        {"supply.csv", COUNTS "day,990101,2021,weight,1,,,observed\n",
         MESSAGE_SUPPLY_INCOMPLETE},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct fixture f;
        open_city(&f, "tests/data/tiny");
        assert_int_equal(read_changed(&f, cases[k].table, cases[k].text), 0);
        assert_int_equal(make(&f), -1);
        assert_int_equal(f.report.errors[0].message, cases[k].message);
        close_city(&f);
    }
    struct fixture f;
    open_city(&f, "tests/data/tiny");
    assert_int_equal(read_changed(&f, "supply.csv",
                                  COUNTS "day,,2020,places,40,,,observed\n"
                                         "day,,2021,places,30,,,observed\n"),
                     0);
    f.source.bundles[0].follow = true;
    assert_int_equal(make(&f), -1);
    assert_int_equal(f.report.errors[0].message, MESSAGE_SUPPLY_FALLS);
    for (int t = 0; t < COMMUNITY_TYPES; t++)
        f.source.bundles[0].type[t] = 0.0;
    assert_int_equal(make(&f), -1);
    assert_int_equal(f.report.errors[1].message, MESSAGE_SUPPLY_NOWHERE);
    close_city(&f);
}

static void finer_counts_are_taken_off_the_coarser(void **state)
{
    (void)state;
    struct fixture f;
    struct supply_totals totals;
    struct error err;
    int64_t east = 0, old = 0, all = 0;
    open_city(&f, "tests/data/tiny");
    assert_int_equal(read_changed(&f, "supply.csv",
                                  COUNTS "day,,2019,sites,5,,,observed\n"
                                         "day,,2021,sites,41,,,observed\n"
                                         "day,,2025,sites,99,,,observed\n"
                                         "day,990101,2021,sites,23,,,observed\n"
                                         "day,990101001,2021,sites,11,,,observed\n"),
                     0);
    assert_int_equal(supply_count_sites(&f.options, 0, &totals, &err), 0);
    for (int c = 0; c < f.city.community_count; c++) {
        all += totals.sites[c];
        east += f.city.communities[c].district == 0 ? totals.sites[c] : 0;
        old += f.city.communities[c].subdistrict == 990101001 ? totals.sites[c] : 0;
    }
    assert_int_equal(all,
                     41); /* of 2021: later counts tell of policy, not of the start */
    assert_int_equal(east, 23);
    assert_int_equal(old, 11);
    assert_int_equal(totals.line.year, 2021);
    supply_totals_free(&totals);
    close_city(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_error_of_the_tables_is_told),
        cmocka_unit_test(counts_that_cannot_be_shared_out_are_told),
        cmocka_unit_test(finer_counts_are_taken_off_the_coarser),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
