/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Tests of the city pack's readers on tests/data/tiny, whose sums are known by hand,
 * and on copies of it with one thing changed. */
#include "support/check.h"

#include "state/city.h"
#include "state/pack.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* cmocka's own comparison is in single precision. */
#define assert_near(value, wanted, tolerance) \
    assert_true(fabs((value) - (wanted)) <= (tolerance))

static const char *const tables[] = {"city.csv", "districts.csv", "communities.csv",
                                     "boundaries.csv", "types.csv"};
enum { TABLES = 5 };

/* A pack in memory, read from the disk unless changed. */
struct fixture {
    struct inputs inputs;
    struct report report;
    struct city city;
};

static void put(struct fixture *fixture, const char *table, const char *text)
{
    struct error err;
    char path[64];

    snprintf(path, sizeof(path), "pack/%s", table);
    assert_int_equal(inputs_add(&fixture->inputs, path, text, strlen(text), &err), 0);
}

/* malloc'ed copy of `text` with the first `from` replaced. */
static char *replaced(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    char *made;

    assert_non_null(at);
    assert_true(
        asprintf(&made, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from)) > 0);
    return made;
}

/* Copies tiny into memory, with `from` in `table` replaced by `to`; `to` NULL leaves
 * the table out. */
static void open_changed(struct fixture *fixture, const char *table, const char *from,
                         const char *to)
{
    struct inputs disk;
    struct error err;

    inputs_init(&disk);
    inputs_init(&fixture->inputs);
    report_init(&fixture->report);
    for (int i = 0; i < TABLES; i++) {
        const struct input_file *file;
        const bool meant = table != NULL && strcmp(tables[i], table) == 0;
        char path[64];

        snprintf(path, sizeof(path), "tests/data/tiny/%s", tables[i]);
        assert_int_equal(inputs_read(&disk, path, 1 << 20, &file, &err), 0);
        if (!meant) {
            put(fixture, tables[i], file->bytes);
        } else if (to != NULL) {
            char *text = replaced(file->bytes, from, to);
            put(fixture, tables[i], text);
            free(text);
        }
    }
    inputs_free(&disk);
    fixture->inputs.sealed = true;
}

static int read_pack(struct fixture *fixture)
{
    return city_read(&fixture->inputs, "pack", &fixture->city, &fixture->report);
}

static void open_tiny(struct fixture *fixture)
{
    open_changed(fixture, NULL, NULL, NULL);
    assert_int_equal(read_pack(fixture), 0);
    assert_int_equal(fixture->report.count, 0);
}

static void close_pack(struct fixture *fixture)
{
    city_free(&fixture->city);
    report_free(&fixture->report);
    inputs_free(&fixture->inputs);
}

static void city_reads_districts_in_order_of_their_codes(void **state)
{
    struct fixture f;

    (void)state;
    open_tiny(&f);
    assert_string_equal(f.city.name_zh, "小城");
    assert_int_equal(f.city.base, month_of(2020, 11));
    assert_int_equal(f.city.district_count, 2);
    const struct district *east = &f.city.districts[0];
    assert_true(east->code == 990101);
    assert_string_equal(east->name_en, "East");
    assert_true(east->residents == 12345 && east->sex[SEX_FEMALE] == 6044);
    assert_int_equal(east->band_count, 11);
    assert_int_equal(east->bands[1].low, 1);
    assert_int_equal(east->bands[1].high, 4);
    assert_true(east->bands[1].people == 402);
    assert_int_equal(east->bands[10].high, AGE_LAST);
    assert_true(east->households_more_elders == 921 - 590 - 324);
    assert_true(east->nonlocal == 4321 && east->chosen && !east->has_ages);
    assert_near(east->size_share[6], 0.007, 1e-12);
    assert_near(f.city.districts[1].income_per_capita, 23456, 1e-9);
    close_pack(&f);
}

static void city_reads_communities_in_runs_of_districts(void **state)
{
    struct fixture f;
    int64_t residents = 0;

    (void)state;
    open_tiny(&f);
    assert_int_equal(f.city.community_count, 6);
    for (int i = 0; i < 6; i++) {
        assert_int_equal(f.city.communities[i].district, i / 3);
        residents += f.city.communities[i].residents;
    }
    assert_true(residents == 20122);
    const struct community *c = &f.city.communities[4];
    assert_string_equal(c->name_zh, "山下村");
    assert_int_equal(c->residence, RESIDENCE_RURAL);
    assert_int_equal(c->type, TYPE_VILLAGE);
    assert_true(c->subdistrict == 990102001 && c->reported);
    assert_near(c->radius_km, 1.25, 1e-12);
    assert_int_equal(c->known_point, KNOWN_ESTIMATED);
    assert_int_equal(c->known_class, KNOWN_OBSERVED);
    close_pack(&f);
}

static void city_fills_in_what_optional_tables_would_say(void **state)
{
    struct fixture f;
    double people = 0;

    (void)state;
    open_tiny(&f);
    assert_near(f.city.type_nonlocal[TYPE_URBAN_VILLAGE], 1.9, 1e-12);
    assert_near(f.city.type_nonlocal[TYPE_COMMODITY], 1, 0);
    assert_near(f.city.type_income[TYPE_TOWN], 0, 0);
    assert_near(f.city.type_age[TYPE_VILLAGE][SEX_FEMALE][77], 1, 0);
    /* Even inside a band, geometric in the open one. */
    const double(*profile)[AGES] = (const double(*)[AGES])f.city.age_profile;
    assert_near(profile[SEX_MALE][20], profile[SEX_MALE][59], 1e-9);
    assert_near(profile[SEX_MALE][92] / profile[SEX_MALE][91], 0.84, 1e-9);
    for (int s = 0; s < SEXES; s++)
        for (int age = 0; age < AGES; age++)
            people += profile[s][age];
    assert_near(people, 20122, 1e-6);
    close_pack(&f);
}

static void city_assumes_what_optional_columns_would_say(void **state)
{
    static const char head[] =
        "code,name_zh,district_code,longitude,latitude,residents\n"
        "990101001001,甲,990101,113.46,23.0,3456\n"
        "990102001001,乙,990102,113.44,23.0,777\n";
    struct fixture f;

    (void)state;
    open_changed(&f, "communities.csv", "", NULL);
    put(&f, "communities.csv", head);
    assert_int_equal(read_pack(&f), 0);
    assert_int_equal(f.city.communities[1].type, TYPE_COMMODITY);
    assert_int_equal(f.city.communities[1].known_type, KNOWN_ASSUMED);
    assert_int_equal(f.city.communities[1].known_point, KNOWN_ASSUMED);
    assert_true(f.city.communities[1].subdistrict == 990102);
    assert_true(f.city.communities[1].radius_km > 0);
    close_pack(&f);
}

static void city_takes_single_ages_for_bands(void **state)
{
    static const char districts[] =
        "code,name_zh,residents,male,female,households,persons_in_households,"
        "one_person_households,households_with_65_plus,households_one_65_plus,"
        "households_two_65_plus,nonlocal\n"
        "990101,东区,303,101,202,60,200,11,5,3,2,17\n";
    static const char communities[] =
        "code,name_zh,district_code,longitude,latitude,residents\n"
        "990101001001,甲,990101,113.46,23.0,303\n";
    char ages[4096] = "district_code,age,male,female\n";
    struct fixture f;

    (void)state;
    inputs_init(&f.inputs);
    report_init(&f.report);
    for (int age = 0; age < AGES; age++)
        snprintf(ages + strlen(ages), 64, "990101,%d,1,2\n", age);
    put(&f, "city.csv", "key,value\nname_zh,小\nname_en,S\ncrs,CGCS2000\nmonth,2020\n");
    put(&f, "districts.csv", districts);
    put(&f, "communities.csv", communities);
    put(&f, "ages.csv", ages);
    f.inputs.sealed = true;
    assert_int_equal(read_pack(&f), 0);
    assert_true(f.city.districts[0].has_ages);
    assert_int_equal(f.city.districts[0].band_count, AGES);
    assert_true(f.city.districts[0].bands[64].people == 3);
    assert_true(f.city.districts[0].ages[SEX_FEMALE][100] == 2);
    assert_near(f.city.age_profile[SEX_FEMALE][37], 2, 0);
    assert_near(f.city.districts[0].size_share[1], 0.39701, 1e-9);
    close_pack(&f);
}

struct broken {
    const char *table, *from, *to;
    enum message message;
    int line;
};

static const struct broken broken[] = {
    {"city.csv", "crs,WGS-84\n", "", MESSAGE_CITY_KEY_MISSING, 2},
    {"city.csv", "WGS-84", "WGS84-ish", MESSAGE_CITY_WORD, 5},
    {"city.csv", "2020-11", "Nov", MESSAGE_CITY_MONTH, 6},
    {"city.csv", "name_en,Tiny", "name_en,", MESSAGE_CITY_NAME_EMPTY, 4},
    {"city.csv", "name_en", "nom", MESSAGE_CITY_WORD, 4},
    {"city.csv", "crs,WGS-84", "name_zh,大城", MESSAGE_CITY_DOUBLED, 5},
    {"districts.csv", "nonlocal", "non_local", MESSAGE_CSV_NO_COLUMN, 2},
    {"districts.csv", "990101,", "990102,", MESSAGE_CITY_DOUBLED, 4},
    {"districts.csv", "12345", "12346", MESSAGE_CITY_BANDS_SUM, 4},
    {"districts.csv", "6301", "6302", MESSAGE_CITY_SEX_SUM, 4},
    {"districts.csv", "8653", "-8653", MESSAGE_CSV_OUT_OF_RANGE, 4},
    {"districts.csv", "10987", "12987", MESSAGE_CITY_MORE_THAN, 4},
    {"districts.csv", "10987", "7844", MESSAGE_CITY_LESS_THAN, 4},
    {"districts.csv", "1377", "4612", MESSAGE_CITY_MORE_THAN, 4},
    {"districts.csv", "921", "913", MESSAGE_CITY_MORE_THAN, 4},
    {"districts.csv", "921", "937", MESSAGE_CITY_MORE_THAN, 4},
    {"districts.csv", "4321", "12346", MESSAGE_CITY_MORE_THAN, 4},
    {"districts.csv", "0.40,", "0.46,", MESSAGE_CITY_SHARES_SUM, 4},
    {"districts.csv", "size_7", "sise_7", MESSAGE_CITY_SHARES_PART, 2},
    {"districts.csv", "age_5_9", "age_6_9", MESSAGE_CITY_BAND_GAP, 2},
    {"districts.csv", "age_85_plus", "age_85_99", MESSAGE_CITY_BAND_GAP, 2},
    {"districts.csv", "age_60_64", "age_60to64", MESSAGE_CITY_BAND_NAME, 2},
    {"districts.csv", "东区", "", MESSAGE_CITY_NAME_EMPTY, 4},
    {"districts.csv", "东区", "东东东东东东东东东东东东东东东东东东东东东东区",
     MESSAGE_CITY_NAME_LONG, 4},
    {"communities.csv", "990101001002,", "990101001001,", MESSAGE_CITY_DOUBLED, 4},
    {"communities.csv", "渡口社区,990102,", "渡口社区,990103,",
     MESSAGE_CITY_NO_SUCH_DISTRICT, 6},
    {"communities.csv", "113.460,23.000", "23.000,113.460", MESSAGE_CITY_SWAPPED, 3},
    {"communities.csv", "113.460,23.000", "11.3460,23.000", MESSAGE_CITY_NOT_IN_CHINA,
     3},
    {"communities.csv", "113.360,22.960", "113.340,22.960",
     MESSAGE_CITY_OUTSIDE_DISTRICT, 8},
    {"communities.csv", ",0.31,", ",-0.31,", MESSAGE_CSV_OUT_OF_RANGE, 3},
    {"communities.csv", "town,town", "town,hamlet", MESSAGE_CITY_WORD, 6},
    {"communities.csv", "990102001001", "990100001001", MESSAGE_CITY_CODE_ORDER, 3},
    {"boundaries.csv", "990102,0,0", "990103,0,0", MESSAGE_CITY_NO_SUCH_DISTRICT, 7},
    {"types.csv", "0.48", "0", MESSAGE_CSV_OUT_OF_RANGE, 2},
    {"types.csv", "urban_village", "old_core", MESSAGE_CITY_DOUBLED, 3},
};

static void city_refuses_what_cannot_be_true_at_its_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++) {
        const struct broken *b = &broken[i];
        struct fixture f;
        bool found = false;

        open_changed(&f, b->table, b->from, b->to);
        assert_int_equal(read_pack(&f), -1);
        assert_null(f.city.districts);
        for (size_t k = 0; k < f.report.count; k++) {
            const struct error *err = &f.report.errors[k];
            found = found || (err->message == b->message && err->line == b->line &&
                              strstr(err->file, b->table) != NULL);
        }
        if (!found)
            print_error("case %zu, %s: %s -> %s; first: line %d %s\n", i, b->table,
                        b->from, b->to, f.report.errors[0].line, f.report.errors[0].en);
        assert_true(found);
        close_pack(&f);
    }
}

static void city_reports_every_problem_up_to_a_limit(void **state)
{
    struct fixture f;
    char *text = calloc(1, 64 * 1024);

    (void)state;
    assert_non_null(text);
    strcpy(text, "code,name_zh,district_code,longitude,latitude,residents\n");
    for (int i = 0; i < 300; i++)
        snprintf(text + strlen(text), 64, "%d,x,990101,1,1,-3\n", 100 + i);
    open_changed(&f, "communities.csv", "", NULL);
    put(&f, "communities.csv", text);
    assert_int_equal(read_pack(&f), -1);
    assert_int_equal(f.report.count, PACK_PROBLEMS_MAX);
    free(text);
    close_pack(&f);
}

static void city_measures_along_the_great_circle(void **state)
{
    const struct community a = {.longitude = 113.26, .latitude = 23.13};
    const struct community b = {.longitude = 113.49, .latitude = 23.13};
    const struct community c = {.longitude = 113.49, .latitude = 23.63};
    const double degree = 6371.0088 * 3.14159265358979 / 180;

    (void)state;
    assert_near(city_distance_km(&a, &a), 0, 0);
    assert_near(city_distance_km(&a, &b), 0.23 * degree * cos(23.13 / 57.29577951),
                1e-5);
    assert_near(city_distance_km(&b, &c), 0.5 * degree, 1e-9);
    assert_near(city_distance_km(&a, &c), city_distance_km(&c, &a), 0);
}

static void city_turns_gcj_and_bd_into_wgs(void **state)
{
    /* Points that public converters of the three systems agree on. */
    double longitude = 116.41024449916938, latitude = 39.91640428150164;

    (void)state;
    city_datum_convert(DATUM_GCJ02, &longitude, &latitude);
    assert_near(longitude, 116.404, 1e-9);
    assert_near(latitude, 39.915, 1e-9);
    longitude = 121.10271732371203;
    latitude = 30.61484572185035;
    city_datum_convert(DATUM_BD09, &longitude, &latitude);
    assert_near(longitude, 121.0917077, 5e-6);
    assert_near(latitude, 30.6107779, 5e-6);
    longitude = 113.26;
    latitude = 23.13;
    city_datum_convert(DATUM_CGCS2000, &longitude, &latitude);
    assert_near(longitude, 113.26, 0);
}

static void city_chooses_by_any_of_a_districts_names(void **state)
{
    static const char *const names[] = {"990101", "东区", "East", "eAST", "东", "东县"};

    (void)state;
    /* 东 alone keeps its only character, so 东县 and 东 are other names. */
    for (size_t i = 0; i < 4; i++) {
        struct fixture f;
        struct error err;
        int chosen, rim;

        open_tiny(&f);
        assert_int_equal(city_choose(&f.city, &names[i], 1, 0, &chosen, &rim, &err), 0);
        assert_int_equal(chosen, 3);
        assert_int_equal(rim, 0);
        assert_int_equal(f.city.community_count, 3);
        assert_int_equal(f.city.district_count, 2);
        assert_true(f.city.districts[0].chosen && !f.city.districts[1].chosen);
        close_pack(&f);
    }
}

static void city_keeps_a_rim_that_is_simulated_but_not_reported(void **state)
{
    /* The nearest western community lies 2.0502 km from the first eastern one. */
    static const char *const east[] = {"east"};
    struct fixture f;
    struct error err;
    int chosen, rim;

    (void)state;
    open_tiny(&f);
    assert_int_equal(city_choose(&f.city, east, 1, 2.050, &chosen, &rim, &err), 0);
    assert_int_equal(rim, 0);
    close_pack(&f);
    open_tiny(&f);
    assert_int_equal(city_choose(&f.city, east, 1, 2.051, &chosen, &rim, &err), 0);
    assert_int_equal(chosen, 3);
    assert_int_equal(rim, 1);
    assert_int_equal(f.city.community_count, 4);
    assert_true(f.city.communities[3].code == INT64_C(990102001001));
    assert_false(f.city.communities[3].reported);
    close_pack(&f);
}

static void city_chooses_all_districts_when_none_is_named(void **state)
{
    struct fixture f;
    struct error err;
    int chosen, rim;

    (void)state;
    open_tiny(&f);
    assert_int_equal(city_choose(&f.city, NULL, 0, 2, &chosen, &rim, &err), 0);
    assert_int_equal(chosen, 6);
    assert_int_equal(rim, 0);
    close_pack(&f);
}

static void city_names_the_district_nearest_to_an_unknown_name(void **state)
{
    static const char *const near[] = {"Wset"}, *const far[] = {"Montevideo"};
    struct fixture f;
    struct error err;
    int chosen, rim;

    (void)state;
    open_tiny(&f);
    assert_int_equal(city_choose(&f.city, near, 1, 2, &chosen, &rim, &err), -1);
    assert_int_equal(err.message, MESSAGE_CITY_NO_DISTRICT);
    assert_non_null(strstr(err.en, "'West'"));
    assert_int_equal(city_choose(&f.city, far, 1, 2, &chosen, &rim, &err), -1);
    assert_int_equal(err.message, MESSAGE_CITY_NO_DISTRICT_AT_ALL);
    assert_non_null(strstr(err.zh, "东区, 西县"));
    assert_int_equal(f.city.community_count, 6);
    close_pack(&f);
}

static void city_pack_of_guangzhou_adds_up_to_the_census(void **state)
{
    struct fixture f;
    int64_t people = 0, households = 0, nonlocal = 0, elders = 0;

    (void)state;
    inputs_init(&f.inputs);
    report_init(&f.report);
    assert_int_equal(
        city_read(&f.inputs, "scenarios/cities/guangzhou", &f.city, &f.report), 0);
    assert_int_equal(f.city.district_count, 11);
    assert_int_equal(f.city.community_count, 2851);
    for (int i = 0; i < f.city.district_count; i++) {
        const struct district *d = &f.city.districts[i];
        people += d->residents;
        households += d->family_households;
        nonlocal += d->nonlocal;
        for (int k = 6; k < d->band_count; k++)
            elders += d->bands[k].people;
    }
    assert_true(people == 18676605);
    assert_true(households == 7185023);
    assert_true(nonlocal == 9378825);
    assert_true(elders == 1460333);
    close_pack(&f);
}

static void city_pack_of_china_adds_up_to_the_census(void **state)
{
    struct fixture f;

    (void)state;
    inputs_init(&f.inputs);
    report_init(&f.report);
    assert_int_equal(city_read(&f.inputs, "scenarios/cities/china", &f.city, &f.report),
                     0);
    assert_int_equal(f.city.community_count, 1);
    assert_true(f.city.districts[0].residents == INT64_C(1409778724));
    assert_true(f.city.districts[0].family_households == 494157423);
    assert_true(f.city.districts[0].has_ages);
    close_pack(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(city_reads_districts_in_order_of_their_codes),
        cmocka_unit_test(city_reads_communities_in_runs_of_districts),
        cmocka_unit_test(city_fills_in_what_optional_tables_would_say),
        cmocka_unit_test(city_assumes_what_optional_columns_would_say),
        cmocka_unit_test(city_takes_single_ages_for_bands),
        cmocka_unit_test(city_refuses_what_cannot_be_true_at_its_line),
        cmocka_unit_test(city_reports_every_problem_up_to_a_limit),
        cmocka_unit_test(city_measures_along_the_great_circle),
        cmocka_unit_test(city_turns_gcj_and_bd_into_wgs),
        cmocka_unit_test(city_chooses_by_any_of_a_districts_names),
        cmocka_unit_test(city_keeps_a_rim_that_is_simulated_but_not_reported),
        cmocka_unit_test(city_chooses_all_districts_when_none_is_named),
        cmocka_unit_test(city_names_the_district_nearest_to_an_unknown_name),
        cmocka_unit_test(city_pack_of_guangzhou_adds_up_to_the_census),
        cmocka_unit_test(city_pack_of_china_adds_up_to_the_census),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
