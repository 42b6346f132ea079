/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Tests of lists of facilities on the tiny pack: spreadsheets as they come, every
 * documented conversion and every documented error. */
#include "support/catalogue_fixture.h"
#include "support/check.h"

#include "io/facilities_read.h"
#include "state/pack.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fixture {
    struct inputs inputs;
    struct report report;
    struct city city;
    struct catalogue catalogue;
    struct supply listed;
};

static void open_tiny(struct fixture *f)
{
    memset(f, 0, sizeof *f);
    inputs_init(&f->inputs);
    report_init(&f->report);
    catalogue_fixture(&f->catalogue);
    assert_int_equal(city_read(&f->inputs, "tests/data/tiny", &f->city, &f->report), 0);
}

static void close_tiny(struct fixture *f)
{
    supply_free(&f->listed);
    city_free(&f->city);
    report_free(&f->report);
    inputs_free(&f->inputs);
}

static int read_text(struct fixture *f, const char *path, const char *text)
{
    struct error err;
    assert_int_equal(inputs_add(&f->inputs, path, text, strlen(text), &err), 0);
    return facilities_read(&f->inputs, path, &f->city, &f->catalogue, &f->listed,
                           &f->report);
}

static void tell(const struct report *report)
{
    for (size_t k = 0; k < report->count; k++)
        fprintf(stderr, "%s:%d:%d: %s %s\n", report->errors[k].file,
                report->errors[k].line, report->errors[k].column,
                error_code(report->errors[k].message), report->errors[k].en);
}

/* Reads a list that must be good. */
static void read_good(struct fixture *f, const char *path, const char *text)
{
    open_tiny(f);
    const int status = read_text(f, path, text);
    tell(&f->report);
    assert_int_equal(status, 0);
}

/* The list must fail with this message first, at this line and column. */
static void expect_at(const char *path, const char *text, enum message message,
                      int line, int column)
{
    struct fixture f;
    open_tiny(&f);
    const int status = read_text(&f, path, text);
    if (status == 0 || f.report.count == 0 || f.report.errors[0].message != message ||
        f.report.errors[0].line != line || f.report.errors[0].column != column) {
        fprintf(stderr, "wanted %s at %d:%d of:\n%s\n", error_code(message), line,
                column, text);
        tell(&f.report);
    }
    assert_int_equal(status, -1);
    assert_int_equal(f.report.errors[0].message, message);
    assert_int_equal(f.report.errors[0].line, line);
    assert_int_equal(f.report.errors[0].column, column);
    assert_string_equal(f.report.errors[0].file, path);
    assert_int_equal(f.listed.site_count, 0); /* nothing half read */
    close_tiny(&f);
}

#define HEADER "name,longitude,latitude,crs,product,m2,places,hours,opened,closed\n"
#define POINT  "113.461,23.001,WGS-84,"

static void a_spreadsheet_as_it_comes_is_understood(void **state)
{
    (void)state;
    struct fixture f;
    read_good(&f, "list.csv",
              "\xEF\xBB\xBF小城社区服务设施名录,,,,,,\n"
              "坐标系：WGS-84，合并单元格：同上,,,,,,\n"
              "建筑面积（亩）,服务项目,设施名称,纬度,经度,备注,\n"
              "0.3,全日托,老街托育园,23.001,113.461,\"热线\",\n"
              "\"１，２３４.５㎡\",堂食,,,,,\n"
              ",,,,,,\n"
              "0.05万平方米,elder_day,新苑站,23.0101°,113.4802,,\n");
    assert_int_equal(f.listed.site_count, 2);
    assert_int_equal(f.listed.room_count, 3);
    assert_string_equal(f.listed.sites[0].name, "老街托育园");
    assert_int_equal(f.listed.sites[0].rooms, 2);
    assert_true(fabs(f.listed.rooms[0].m2 - 200.0) < 1e-9); /* 0.3 mu of 2000/3 m2 */
    assert_int_equal(f.listed.rooms[0].places, 54);         /* 200 / 3.7 */
    assert_true(fabs(f.listed.rooms[1].m2 - 1234.5) < 1e-9);
    assert_true(fabs(f.listed.rooms[2].m2 - 500.0) < 1e-9);
    assert_string_equal(f.city.communities[f.listed.sites[1].community].name_zh,
                        "新苑社区");
    assert_int_equal(f.listed.sites[0].origin, ORIGIN_LISTED);
    close_tiny(&f);
}

static void a_small_map_is_read_to_the_letter(void **state)
{
    (void)state;
    struct fixture f;
    open_tiny(&f);
    const int status = facilities_read(&f.inputs, "tests/data/facilities.geojson",
                                       &f.city, &f.catalogue, &f.listed, &f.report);
    tell(&f.report);
    assert_int_equal(status, 0);
    assert_int_equal(f.listed.site_count, 2);
    assert_int_equal(f.listed.room_count, 3);
    const struct site *a = &f.listed.sites[0], *b = &f.listed.sites[1];
    assert_string_equal(a->name, "老街颐康中心");
    assert_int_equal(a->owner, OWNER_PUBLIC);
    assert_int_equal(a->mode, MODE_PUBLIC_BUILT_PRIVATE_RUN);
    assert_int_equal(a->kind, OPERATOR_NON_PROFIT);
    assert_int_equal(a->opened, month_of(2019, 5));
    assert_true(fabs(a->quality - 0.85) < 1e-12);
    assert_true(fabs(f.listed.rooms[0].m2 - 800.0) < 1e-9);
    assert_int_equal(f.listed.rooms[0].slots, 1u << SLOT_WEEKDAY | 1u << SLOT_EVENING);
    assert_int_equal(f.listed.rooms[1].places, 17);
    assert_int_equal(f.listed.rooms[1].slots, 1u << SLOT_WEEKDAY);
    assert_true(b->longitude == 113.4848 && b->latitude == 23.0071);
    assert_true(f.listed.rooms[2].price == 2380.0);
    assert_int_equal(f.listed.rooms[2].product,
                     catalogue_product(&f.catalogue, "childcare_full"));
    assert_int_equal(b->opened, month_of(2021, 9));
    assert_int_equal(b->closes, month_of(2028, 6));
    assert_true(b->quality == -1.0); /* not said */
    close_tiny(&f);
}

/* Metres between two points. */
static double metres(double x, double y, double u, double v)
{
    double east, north;
    city_offset(x, y, u, v, &east, &north);
    return 1000.0 * hypot(east, north);
}

static void maps_of_every_datum_are_converted_within_a_metre(void **state)
{
    (void)state;
    /* Shifts in the tiny city, from an independent forward formula of GCJ-02 and BD-09:
     * the WGS-84 point 113.461, 23.001 on each map. */
    static const struct {
        const char *crs;
        double longitude, latitude;
    } maps[] = {{"WGS-84", 113.461, 23.001},
                {"CGCS2000", 113.461, 23.001},
                {"GCJ-02", 113.46642610, 22.99837673},
                {"BD-09", 113.47297514, 23.00405216}};
    for (size_t k = 0; k < sizeof maps / sizeof *maps; k++) {
        struct fixture f;
        char text[400];
        snprintf(text, sizeof text, "%s甲,%.8f,%.8f,%s,elder_day,90,,,,\n", HEADER,
                 maps[k].longitude, maps[k].latitude, maps[k].crs);
        read_good(&f, "list.csv", text);
        assert_true(metres(f.listed.sites[0].longitude, f.listed.sites[0].latitude,
                           113.461, 23.001) < 1.0);
        close_tiny(&f);
    }
}

static void hours_fall_into_slots(void **state)
{
    (void)state;
    static const struct {
        const char *hours, *weekend;
        unsigned slots;
    } cases[] = {
        {"08:00-20:00", "", 1u << SLOT_WEEKDAY | 1u << SLOT_EVENING},
        {"８：３０～１７：００", "9:00-12:00", 1u << SLOT_WEEKDAY | 1u << SLOT_WEEKEND},
        {"8:00至12:00、14:00至18:00", "休息", 1u << SLOT_WEEKDAY},
        {"18:30-21:00", "", 1u << SLOT_EVENING},
        {"24小时", "全天",
         1u << SLOT_WEEKDAY | 1u << SLOT_EVENING | 1u << SLOT_NIGHT |
             1u << SLOT_WEEKEND},
        {"20:00-08:00", "", 1u << SLOT_EVENING | 1u << SLOT_NIGHT},
        {"17:30-18:30,19:00-20:00", "", 1u << SLOT_EVENING},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct fixture f;
        char text[500];
        snprintf(text, sizeof text,
                 "名称,经度,纬度,坐标系,服务项目,面积,营业时间,周末时间\n"
                 "甲,113.461,23.001,WGS84,elder_day,90,\"%s\",%s\n",
                 cases[k].hours, cases[k].weekend);
        read_good(&f, "list.csv", text);
        assert_int_equal(f.listed.rooms[0].slots, cases[k].slots);
        close_tiny(&f);
    }
}

static void every_error_of_a_spreadsheet_has_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *rows;
        enum message message;
        int column;
    } cases[] = {
        {"甲,23.001,113.461,WGS-84,elder_day,90,,,,\n", MESSAGE_CITY_SWAPPED, 2},
        {"甲,2.35,48.86,WGS-84,elder_day,90,,,,\n", MESSAGE_CITY_NOT_IN_CHINA, 2},
        {"甲,114.9,23.001,WGS-84,elder_day,90,,,,\n", MESSAGE_FACILITY_OUTSIDE, 2},
        {"甲,113.461,23.001,,elder_day,90,,,,\n", MESSAGE_FACILITY_CRS, 4},
        {"甲,113.461,23.001,Beijing-54,elder_day,90,,,,\n",
         MESSAGE_FACILITY_CRS_UNKNOWN, 4},
        {"," POINT "elder_day,90,,,,\n", MESSAGE_FACILITY_EMPTY, 1},
        {"甲,,23.001,WGS-84,elder_day,90,,,,\n", MESSAGE_FACILITY_EMPTY, 2},
        {"甲," POINT ",90,,,,\n", MESSAGE_FACILITY_EMPTY, 5},
        {"甲," POINT "elder_dya,90,,,,\n", MESSAGE_SUPPLY_NO_PRODUCT, 5},
        {"甲," POINT "elder_day,约90,,,,\n", MESSAGE_FACILITY_NUMBER, 6},
        {"甲," POINT "elder_day,12 %,,,,\n", MESSAGE_FACILITY_NUMBER, 6},
        {"甲," POINT "elder_day,\"12,34\",,,,\n", MESSAGE_FACILITY_NUMBER, 6},
        {"甲," POINT "elder_day,-90,,,,\n", MESSAGE_FACILITY_RANGE, 6},
        {"甲," POINT "elder_day,0,,,,\n", MESSAGE_FACILITY_ZERO, 6},
        {"甲," POINT "elder_day,90,0,,,\n", MESSAGE_FACILITY_ZERO, 7},
        {"甲," POINT "elder_day,90,2.5,,,\n", MESSAGE_FACILITY_NUMBER, 7},
        {"甲," POINT "elder_day,,,,,\n", MESSAGE_FACILITY_CAPACITY, 7},
        {"甲," POINT "elder_day,2,,,,\n", MESSAGE_FACILITY_CAPACITY, 7},
        {"甲," POINT "elder_day,90,,早八点到晚八点,,\n", MESSAGE_FACILITY_HOURS, 8},
        {"甲," POINT "elder_day,90,,25:00-26:00,,\n", MESSAGE_FACILITY_HOURS, 8},
        {"甲," POINT "elder_day,90,,08:00-08:30,,\n", MESSAGE_FACILITY_CLOSED_ALWAYS,
         8},
        {"甲," POINT "elder_day,90,,,去年,\n", MESSAGE_FACILITY_MONTH, 9},
        {"甲," POINT "elder_day,90,,,2021-13,\n", MESSAGE_FACILITY_MONTH, 9},
        {"甲," POINT "elder_day,90,,,2021-03,2020-12\n", MESSAGE_FACILITY_DATES, 10},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char text[600];
        snprintf(text, sizeof text, "名录\n%s%s", HEADER, cases[k].rows);
        expect_at("list.csv", text, cases[k].message, 3, cases[k].column);
    }
}

static void doubled_names_and_rooms_are_told(void **state)
{
    (void)state;
    expect_at("list.csv",
              HEADER "甲," POINT "elder_day,90,,,,\n"
                     "甲,113.4805,23.0102,WGS-84,meal_site,90,,,,\n",
              MESSAGE_FACILITY_DOUBLED, 3, 1);
    expect_at("list.csv",
              HEADER "甲," POINT "elder_day,90,,,,\n甲," POINT "elder_day,70,,,,\n",
              MESSAGE_FACILITY_ROOM_TWICE, 3, 5);
}

static void an_unknown_product_names_one_that_holds_it_or_where_all_are(void **state)
{
    static const struct {
        const char *word;
        enum message message;
        const char *said;
    } cases[] = {{"elder_dya", MESSAGE_SUPPLY_NO_PRODUCT, "'elder_day'"},
                 {"托管", MESSAGE_SUPPLY_NO_PRODUCT, "'课后托管'"},
                 {"日间照料中心（一级）", MESSAGE_SUPPLY_NO_PRODUCT, "'日间照料'"},
                 {"理发", MESSAGE_FACILITY_NO_PRODUCT, "`linli explain`"}};
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct fixture f;
        char text[600];
        snprintf(text, sizeof text, HEADER "甲," POINT "%s,90,,,,\n", cases[k].word);
        open_tiny(&f);
        assert_int_equal(read_text(&f, "list.csv", text), -1);
        assert_int_equal(f.report.count, 1);
        assert_int_equal(f.report.errors[0].message, cases[k].message);
        assert_non_null(strstr(f.report.errors[0].en, cases[k].said));
        close_tiny(&f);
    }
}

static void a_header_that_lacks_or_doubles_a_column_is_told(void **state)
{
    (void)state;
    expect_at("list.csv", "甲,113.461,23.001\n乙,113.461,23.001\n",
              MESSAGE_FACILITY_HEADER, 0, 0);
    expect_at("list.csv", "名称,经度,纬度,面积\n甲,113.461,23.001,90\n",
              MESSAGE_FACILITY_NO_COLUMN, 1, 0);
    expect_at("list.csv",
              "名称,经度,lon,纬度,服务项目,坐标系\n甲,1,1,2,elder_day,WGS84\n",
              MESSAGE_FACILITY_TWO_COLUMNS, 1, 0);
    expect_at("list.csv", "名称,经度,纬度,服务项目\n甲,113.461,23.001,elder_day\n",
              MESSAGE_FACILITY_CRS, 1, 0);
    expect_at("list.csv", "# crs: Mars\n名称,经度,纬度,服务项目\n甲,113,23,elder_day\n",
              MESSAGE_FACILITY_CRS_UNKNOWN, 1, 0);
    expect_at("list.csv",
              "名称,经度,纬度,服务项目,坐标系,\n甲,113,23,elder_day,WGS84,x\n",
              MESSAGE_FACILITY_NAMELESS, 2, 0);
    expect_at("list.csv",
              "名称,经度,纬度,面积,坐标系,产权,服务项目\n"
              "甲,113.461,23.001,90,WGS84,谁知道,elder_day\n",
              MESSAGE_FACILITY_WORD, 2, 6);
    expect_at("list.csv", HEADER, MESSAGE_CITY_NO_ROWS, 0, 0);
    expect_at("list.xls", HEADER, MESSAGE_FACILITY_KIND, 0, 0);
    expect_at("list.csv", "\xC3\xFB\xB3\xC6,\xBE\xAD\xB6\xC8\n", MESSAGE_IS_GB18030, 0,
              0);
    char name[200], text[600];
    memset(name, 'a', sizeof name);
    name[sizeof name - 1] = '\0';
    snprintf(text, sizeof text, "%s%s,%selder_day,90,,,,\n", HEADER, name, POINT);
    expect_at("list.csv", text, MESSAGE_FACILITY_LONG, 2, 1);
}

#define FEATURE(properties)                                                       \
    "{\"crs\": \"WGS-84\", \"features\": [{\"type\": \"Feature\", \"geometry\": " \
    "{\"type\": \"Point\", \"coordinates\": [113.461, 23.001]}, \"properties\": " \
    "{" properties "}}]}"

static void a_feature_of_the_same_name_elsewhere_is_told_by_its_number(void **state)
{
#define DAY(east)                                                                 \
    "{\"geometry\": {\"type\": \"Point\", \"coordinates\": [" east ", 23.001]}, " \
    "\"properties\": {\"name\": \"a\", \"product\": \"elder_day\", \"m2\": 90}}"
    struct fixture f;
    (void)state;
    open_tiny(&f);
    assert_int_equal(read_text(&f, "list.geojson",
                               "{\"crs\": \"WGS-84\", \"features\": [" DAY(
                                   "113.461") ", " DAY("113.462") "]}"),
                     -1);
    assert_int_equal(f.report.errors[0].message, MESSAGE_FACILITY_DOUBLED_FEATURE);
    assert_non_null(strstr(f.report.errors[0].en, "another point in feature 1;"));
    close_tiny(&f);
#undef DAY
}

static void every_error_of_a_map_names_its_feature(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum message message;
        int line, column;
    } cases[] = {
        {"{\n  \"features\": [,]}", MESSAGE_FACILITY_JSON, 2, 16},
        {"{\"features\": []}", MESSAGE_FACILITY_GEOJSON, 0, 0},
        {"[1, 2]", MESSAGE_FACILITY_GEOJSON, 0, 0},
        {"{\"crs\": 7, \"features\": [{}]}", MESSAGE_FACILITY_CRS_UNKNOWN, 0, 0},
        {"{\"crs\": \"WGS84\", \"features\": [{}]}", MESSAGE_FACILITY_GEOJSON, 0, 0},
        {"{\"crs\": \"WGS84\", \"features\": [{\"geometry\": {\"type\": \"Polygon\"}, "
         "\"properties\": {}}]}",
         MESSAGE_FACILITY_GEOJSON, 0, 0},
        {FEATURE("\"name\": \"a\", \"product\": \"elder_day\", \"m2\": 0"),
         MESSAGE_FACILITY_ZERO, 0, 0},
        {FEATURE("\"name\": \"a\", \"product\": \"elder_day\", \"m2\": [3]"),
         MESSAGE_FACILITY_GEOJSON, 0, 0},
        {FEATURE("\"name\": \"a\", \"rooms\": []"), MESSAGE_FACILITY_GEOJSON, 0, 0},
        {FEATURE("\"name\": \"a\", \"rooms\": [4]"), MESSAGE_FACILITY_GEOJSON, 0, 0},
        {FEATURE("\"name\": \"a\", \"名称\": \"b\", \"product\": \"elder_day\""),
         MESSAGE_FACILITY_TWO_COLUMNS, 0, 0},
        {"{\"features\": [{\"geometry\": {\"type\": \"Point\", \"coordinates\": "
         "[113.461, "
         "23.001]}, \"properties\": {\"name\": \"a\", \"product\": \"elder_day\", "
         "\"m2\": 90}}]}",
         MESSAGE_FACILITY_CRS, 0, 0},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        expect_at("list.geojson", cases[k].text, cases[k].message, cases[k].line,
                  cases[k].column);
    struct fixture f;
    open_tiny(&f);
    assert_int_equal(
        read_text(
            &f, "list.geojson",
            FEATURE("\"name\": \"a\", \"product\": \"elder_day\", \"面积\": \"x\"")),
        -1);
    assert_non_null(strstr(f.report.errors[0].en, "feature 1: '面积' is 'x'"));
    assert_non_null(strstr(f.report.errors[0].zh, "第 1 个要素"));
    close_tiny(&f);
}

static void idle_space_is_read_likewise(void **state)
{
    (void)state;
    struct fixture f;
    struct error err;
    static const char text[] = "闲置空间清单,,,,\n类型,面积（亩）,经度,纬度,启用时间\n"
                               "# crs: GCJ-02\n旧厂房,1.5,113.4652,22.9973,2024-01\n";
    open_tiny(&f);
    assert_int_equal(inputs_add(&f.inputs, "stock.csv", text, strlen(text), &err), 0);
    /* A coordinate system told below the header still counts for the rows. */
    const int status =
        facilities_read_stock(&f.inputs, "stock.csv", &f.city, &f.listed, &f.report);
    tell(&f.report);
    assert_int_equal(status, 0);
    assert_int_equal(f.listed.stock_count, 1);
    assert_true(fabs(f.listed.stock[0].m2 - 1000.0) < 1e-9);
    assert_string_equal(f.listed.stock[0].kind, "旧厂房");
    assert_int_equal(f.listed.stock[0].from, month_of(2024, 1));
    static const char bad[] = "kind,m2,lon,lat,crs\nshop,0,113.461,23.001,WGS84\n"
                              "shop,,113.461,23.001,WGS84\n,30,113.461,23.001,WGS84\n";
    assert_int_equal(inputs_add(&f.inputs, "bad.csv", bad, strlen(bad), &err), 0);
    assert_int_equal(
        facilities_read_stock(&f.inputs, "bad.csv", &f.city, &f.listed, &f.report), -1);
    assert_int_equal(f.report.count, 3);
    assert_int_equal(f.report.errors[0].message, MESSAGE_FACILITY_ZERO);
    assert_int_equal(f.report.errors[1].message, MESSAGE_FACILITY_EMPTY);
    assert_int_equal(f.report.errors[2].message, MESSAGE_FACILITY_EMPTY);
    assert_int_equal(f.listed.stock_count, 1);
    close_tiny(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_spreadsheet_as_it_comes_is_understood),
        cmocka_unit_test(a_small_map_is_read_to_the_letter),
        cmocka_unit_test(maps_of_every_datum_are_converted_within_a_metre),
        cmocka_unit_test(hours_fall_into_slots),
        cmocka_unit_test(every_error_of_a_spreadsheet_has_its_place),
        cmocka_unit_test(doubled_names_and_rooms_are_told),
        cmocka_unit_test(an_unknown_product_names_one_that_holds_it_or_where_all_are),
        cmocka_unit_test(a_header_that_lacks_or_doubles_a_column_is_told),
        cmocka_unit_test(a_feature_of_the_same_name_elsewhere_is_told_by_its_number),
        cmocka_unit_test(every_error_of_a_map_names_its_feature),
        cmocka_unit_test(idle_space_is_read_likewise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
