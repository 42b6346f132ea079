/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Tests of policy/schedule.c, schedule_read.c and schedule_table.c: real subsidy rules,
 * every error, and reachability against trying all facts. */
#include "support/check.h"

#include "policy/schedule.h"
#include "state/supply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct line {
    const char *when;
    double pay;
};

/* Reads the lines up to one without text; returns schedule_close's status. */
static int build(struct schedule *schedule, const struct line *lines, int *index,
                 struct error *err)
{
    memset(schedule, 0, sizeof(*schedule));
    for (; lines[schedule->count].when != NULL; schedule->count++) {
        struct schedule_row *last = &schedule->row[schedule->count];

        assert_int_equal(schedule_read(lines[schedule->count].when, SCHEDULE_BOTH,
                                       &last->when, NULL, err),
                         0);
        last->pay = lines[schedule->count].pay;
    }
    return schedule_close(schedule, index, err);
}

static double pay_for(const struct schedule *schedule, enum schedule_test a, double x,
                      enum schedule_test b, double y)
{
    struct schedule_facts facts = {{0}};

    facts.value[a] = x;
    facts.value[b] = y;
    return schedule_pay(schedule, &facts);
}

static void the_first_row_that_holds_pays(void **state)
{
    /* Building grants of Hefei and Ma'anshan (elder.bed_build_*): by size and lease. */
    static const struct line lines[] = {
        {"beds >= 300", 5000},
        {"beds in [50, 51] and lease_years >= 5 years", 999},
        {"beds >= 50 and lease_years >= 5", 1000},
        {"beds >= 50", 2000},
        {NULL, 0},
    };
    struct schedule schedule;
    struct error err;
    int index;

    (void)state;
    assert_int_equal(build(&schedule, lines, &index, &err), 0);
    assert_true(pay_for(&schedule, SCHEDULE_beds, 300, SCHEDULE_lease_years, 0) ==
                5000);
    assert_true(pay_for(&schedule, SCHEDULE_beds, 299, SCHEDULE_lease_years, 5) ==
                1000);
    assert_true(pay_for(&schedule, SCHEDULE_beds, 50, SCHEDULE_lease_years, 5) == 999);
    assert_true(pay_for(&schedule, SCHEDULE_beds, 299, SCHEDULE_lease_years, 4.99) ==
                2000);
    assert_true(pay_for(&schedule, SCHEDULE_beds, 49, SCHEDULE_lease_years, 20) == 0);
}

static void conditions_ask_of_words_shares_and_ages(void **state)
{
    static const struct {
        const char *text;
        enum schedule_test test;
        double yes, no;
    } cases[] = {
        {"care in [moderate, severe]", SCHEDULE_care, CARE_SEVERE, CARE_MILD},
        {" care not in [ none,mild ] ", SCHEDULE_care, CARE_MODERATE, CARE_NONE},
        {"care = 重度", SCHEDULE_care, CARE_SEVERE, CARE_NONE},
        {"owner != public", SCHEDULE_owner, OWNER_COLLECTIVE, OWNER_PUBLIC},
        {"occupancy >= 60 %", SCHEDULE_occupancy, 0.6, 0.59999},
        {"occupancy > 0.6", SCHEDULE_occupancy, 0.60001, 0.6},
        {"age < 3 years", SCHEDULE_age, 35, 36},
        {"age >= 0.5", SCHEDULE_age, 6, 5},
        {"age >= 6 months", SCHEDULE_age, 6, 5},
        {"age = 7 个月", SCHEDULE_age, 7, 8},
        {"stars ≥ 3", SCHEDULE_stars, 3, 2},
        {"quintile <= 2", SCHEDULE_quintile, 2, 3},
        {"quintile in [1, 2]", SCHEDULE_quintile, 1, 3},
        {"month != 2", SCHEDULE_month, 1, 2},
        {"registration == local", SCHEDULE_registration, REGISTRATION_LOCAL,
         REGISTRATION_NONLOCAL},
        {"conversion = yes", SCHEDULE_conversion, 1, 0},
        {"slot in [weekend, night]", SCHEDULE_slot, SLOT_NIGHT, SLOT_WEEKDAY},
        {"contracted < 80", SCHEDULE_contracted, 79, 80},
        {"places<=20", SCHEDULE_places, 20, 21},
    };
    struct schedule_condition condition;
    struct schedule_facts facts = {{0}};
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(
            schedule_read(cases[i].text, SCHEDULE_BOTH, &condition, NULL, &err), 0);
        facts.value[cases[i].test] = cases[i].yes;
        assert_true(schedule_holds(&condition, &facts));
        facts.value[cases[i].test] = cases[i].no;
        assert_false(schedule_holds(&condition, &facts));
    }
    assert_int_equal(schedule_read("always", SCHEDULE_SITE, &condition, NULL, &err), 0);
    assert_true(schedule_holds(&condition, &facts));
}

static const struct {
    const char *text;
    enum message message;
    int at, span;
} wrong[] = {
    {"", MESSAGE_SCHEDULE_SYNTAX, 0, 1},
    {"stars", MESSAGE_SCHEDULE_SYNTAX, 0, 5},
    {"stars >=", MESSAGE_SCHEDULE_SYNTAX, 0, 8},
    {"stars >= 3 beds < 2", MESSAGE_UNIT_UNKNOWN, 9, 10},
    {"stars >= 3 and ", MESSAGE_SCHEDULE_SYNTAX, 0, 15},
    {"stars in 3", MESSAGE_SCHEDULE_SYNTAX, 9, 1},
    {"stars in [3", MESSAGE_SCHEDULE_SYNTAX, 9, 2},
    {"stars not 3", MESSAGE_SCHEDULE_SYNTAX, 0, 11},
    {"stars >= 3 or beds < 2", MESSAGE_SCHEDULE_OR, 9, 13},
    {"star >= 3", MESSAGE_SCHEDULE_TEST_NEAR, 0, 4},
    {"weather = fine", MESSAGE_SCHEDULE_TEST, 0, 7},
    {"stars >= 3 and age > 60", MESSAGE_SCHEDULE_HERE, 15, 3},
    {"owner = 公家", MESSAGE_SCHEDULE_WORD, 8, 2},
    {"owner > public", MESSAGE_SCHEDULE_NO_ORDER, 6, 1},
    {"stars >= 6", MESSAGE_OUT_OF_RANGE, 9, 1},
    {"stars >= -1", MESSAGE_OUT_OF_RANGE, 9, 2},
    {"stars >= 2.5", MESSAGE_NUMBER_NOT_WHOLE, 9, 3},
    {"stars >= 3 yuan", MESSAGE_UNIT_KIND, 9, 6},
    {"lease_years >= 5 beds", MESSAGE_UNIT_KIND, 15, 6},
    {"beds >= many", MESSAGE_NUMBER_SYNTAX, 8, 4},
    {"beds >= nan", MESSAGE_NUMBER_NOT_FINITE, 8, 3},
    {"month in [1,2,3,4,5,6,7,8,9,10,11,12,1,2,3,4,5]", MESSAGE_SCHEDULE_LIMIT, 45, 1},
};

static void every_error_of_a_condition_is_told_with_its_place(void **state)
{
    char text[600] = "stars = 1";
    struct schedule_condition condition;
    struct units_where where;
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(
            schedule_read(wrong[i].text, SCHEDULE_SITE, &condition, &where, &err), -1);
        if (err.message != wrong[i].message || where.at != wrong[i].at ||
            where.span != wrong[i].span)
            fail_msg("'%s' gives %s at %d, %d: %s", wrong[i].text,
                     error_code(err.message), where.at, where.span, err.en);
    }
    for (int i = 0; i < SCHEDULE_PARTS; i++)
        strcat(text, " and stars = 1");
    assert_int_equal(schedule_read(text, SCHEDULE_SITE, &condition, &where, &err), -1);
    assert_int_equal(err.message, MESSAGE_SCHEDULE_LIMIT);
    memset(text, 'a', sizeof(text) - 1);
    assert_int_equal(schedule_read(text, SCHEDULE_SITE, &condition, &where, &err), -1);
    assert_int_equal(err.message, MESSAGE_SCHEDULE_LIMIT);
    assert_int_equal(
        schedule_read("stars > 1", SCHEDULE_PERSON, &condition, &where, &err), -1);
    assert_int_equal(err.message, MESSAGE_SCHEDULE_HERE);
}

static const struct {
    struct line lines[6];
    int index; /* of the row at fault, -1 none */
    enum message message;
} rows[] = {
    {{{"stars >= 3", 1}, {"stars >= 4", 2}}, 1, MESSAGE_SCHEDULE_COVERED},
    {{{"stars >= 4", 1}, {"stars >= 3", 2}}, -1, MESSAGE_NONE},
    {{{"always", 1}, {"stars >= 3", 2}}, 1, MESSAGE_SCHEDULE_COVERED},
    {{{"stars < 3", 1}, {"stars > 2", 2}, {"always", 3}}, 2, MESSAGE_SCHEDULE_COVERED},
    /* 2 to 3 stars is nothing between; 2 to 3 years of lease is. */
    {{{"lease_years < 3", 1}, {"lease_years > 3", 2}, {"always", 3}}, -1, MESSAGE_NONE},
    {{{"stars > 2 and stars < 3", 1}}, 0, MESSAGE_SCHEDULE_NEVER},
    {{{"lease_years > 2 and lease_years < 3", 1}}, -1, MESSAGE_NONE},
    {{{"stars = 1 and stars = 2", 1}}, 0, MESSAGE_SCHEDULE_NEVER},
    {{{"stars > 5", 1}}, 0, MESSAGE_SCHEDULE_NEVER},
    {{{"occupancy < 0", 1}}, 0, MESSAGE_SCHEDULE_NEVER},
    /* No row covers it alone, all three together do. */
    {{{"owner = public", 1},
      {"stars >= 3", 2},
      {"owner in [private, collective] and stars <= 2", 3},
      {"always", 4}},
     3,
     MESSAGE_SCHEDULE_COVERED},
    {{{"owner = public", 1},
      {"stars >= 3", 2},
      {"owner = private and stars <= 2", 3},
      {"always", 4}},
     -1,
     MESSAGE_NONE},
    {{{"care != severe", 1}, {"care in [mild, severe]", 2}, {"care = severe", 3}},
     2,
     MESSAGE_SCHEDULE_COVERED},
};

static void rows_that_never_pay_are_refused(void **state)
{
    struct schedule schedule;
    struct error err;
    int index;

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const int status = build(&schedule, rows[i].lines, &index, &err);

        assert_int_equal(status, rows[i].index < 0 ? 0 : -1);
        if (status != 0) {
            assert_int_equal(err.message, rows[i].message);
            assert_int_equal(index, rows[i].index);
        }
    }
}

/* A number below `below`, from a generator of the test's own. */
static unsigned draw(unsigned *seed, unsigned below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % below;
}

static void any_condition(unsigned *seed, char *text, size_t size)
{
    static const char *const comparisons[] = {"<", "<=", "=", "!=", ">=", ">"};
    static const char *const cares[] = {"none", "mild", "moderate", "severe"};
    size_t used = 0;

    for (unsigned parts = draw(seed, 3) + 1; parts > 0; parts--) {
        const char *and = parts > 1 ? " and " : "";

        switch (draw(seed, 3)) {
        case 0:
            used += (size_t)snprintf(text + used, size - used, "stars %s %u%s",
                                     comparisons[draw(seed, 6)], draw(seed, 6), and);
            break;
        case 1:
            used += (size_t)snprintf(text + used, size - used, "care %s [%s, %s]%s",
                                     draw(seed, 2) ? "in" : "not in",
                                     cares[draw(seed, 4)], cares[draw(seed, 4)], and);
            break;
        default:
            used +=
                (size_t)snprintf(text + used, size - used, "quintile %s %u%s",
                                 comparisons[draw(seed, 6)], draw(seed, 5) + 1, and);
        }
    }
}

/* The first row in which no fact of all possible ones falls, -1 none. */
static int try_all(const struct schedule *schedule)
{
    bool reached[SCHEDULE_ROWS] = {false};
    struct schedule_facts facts = {{0}};

    for (int stars = 0; stars <= 5; stars++)
        for (int care = 0; care < CARES; care++)
            for (int quintile = 1; quintile <= 5; quintile++) {
                int i = 0;

                facts.value[SCHEDULE_stars] = stars;
                facts.value[SCHEDULE_care] = care;
                facts.value[SCHEDULE_quintile] = quintile;
                while (i < schedule->count &&
                       !schedule_holds(&schedule->row[i].when, &facts))
                    i++;
                if (i < schedule->count)
                    reached[i] = true;
                assert_int_equal(schedule_find(schedule, &facts),
                                 i < schedule->count ? i : -1);
            }
    for (int i = 0; i < schedule->count; i++)
        if (!reached[i])
            return i;
    return -1;
}

static void reachability_and_look_up_agree_with_trying_all_facts(void **state)
{
    int refused = 0, passed = 0;
    unsigned seed = 17;

    (void)state;
    for (int round = 0; round < 3000; round++) {
        char text[8][160];
        struct line lines[9] = {{NULL, 0}};
        const unsigned count = draw(&seed, 8) + 1;
        struct schedule schedule;
        struct error err;
        int index, wanted;

        for (unsigned i = 0; i < count; i++) {
            any_condition(&seed, text[i], sizeof(text[i]));
            lines[i] = (struct line){text[i], i};
        }
        if (build(&schedule, lines, &index, &err) == 0)
            index = -1;
        wanted = try_all(&schedule);
        assert_int_equal(index, wanted);
        refused += wanted >= 0;
        passed += wanted < 0;
    }
    assert_true(refused > 500 && passed > 100);
}

static void conditions_meet_where_one_fact_fits_both(void **state)
{
    static const struct {
        const char *a, *b;
        bool meet;
    } cases[] = {
        {"age >= 60 and age < 80", "age >= 80", false},
        {"age >= 60 and age <= 80", "age >= 80", true},
        {"care = severe", "age >= 80", true},
        {"registration = local", "registration = nonlocal and age > 3", false},
        {"always", "quintile = 1", true},
        {"occupancy < 0.5", "occupancy > 0.4", true},
        {"occupancy < 0.5", "occupancy >= 0.5", false},
    };
    struct schedule_condition a, b;
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(schedule_read(cases[i].a, SCHEDULE_BOTH, &a, NULL, &err), 0);
        assert_int_equal(schedule_read(cases[i].b, SCHEDULE_BOTH, &b, NULL, &err), 0);
        assert_int_equal(schedule_meet(&a, &b), cases[i].meet);
        assert_int_equal(schedule_meet(&b, &a), cases[i].meet);
    }
}

static void too_many_numbers_are_refused_not_forgotten(void **state)
{
    char text[5][200];
    struct line lines[6] = {{NULL, 0}};
    struct schedule schedule;
    struct error err;
    int index;

    (void)state;
    for (int i = 0; i < 5; i++) {
        int used = snprintf(text[i], sizeof(text[i]), "beds in [%d", i * 16);

        for (int k = 1; k < 16; k++)
            used += snprintf(text[i] + used, sizeof(text[i]) - (size_t)used, ", %d",
                             i * 16 + k);
        snprintf(text[i] + used, sizeof(text[i]) - (size_t)used, "]");
        lines[i].when = text[i];
    }
    assert_int_equal(build(&schedule, lines, &index, &err), -1);
    assert_int_equal(err.message, MESSAGE_SCHEDULE_LIMIT);
    assert_int_equal(index, 4);
}

static void a_schedule_reads_as_a_table(void **state)
{
    static const struct line lines[] = {
        {"care in [moderate, severe] and occupancy >= 60 %", 600},
        {"age >= 80", 200.5},
        {"always", 50},
        {NULL, 0},
    };
    struct schedule schedule;
    struct error err;
    char *text;
    int index;

    (void)state;
    assert_int_equal(build(&schedule, lines, &index, &err), 0);
    text = schedule_table(&schedule, "yuan/bed/month", LANGUAGE_EN);
    assert_string_equal(text,
                        "care state = moderate or severe and occupancy >= 60 % | 600 "
                        "yuan/bed/month\n"
                        "age >= 80                                             | 200.5 "
                        "yuan/bed/month\n"
                        "otherwise                                             | 50 "
                        "yuan/bed/month\n");
    free(text);
    text = schedule_table(&schedule, "yuan/bed/month", LANGUAGE_ZH);
    assert_non_null(strstr(text, "照护等级为中度或重度，且使用率不低于60 % | 600"));
    assert_non_null(strstr(text, "其他情况"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_row_that_holds_pays),
        cmocka_unit_test(conditions_ask_of_words_shares_and_ages),
        cmocka_unit_test(every_error_of_a_condition_is_told_with_its_place),
        cmocka_unit_test(rows_that_never_pay_are_refused),
        cmocka_unit_test(reachability_and_look_up_agree_with_trying_all_facts),
        cmocka_unit_test(conditions_meet_where_one_fact_fits_both),
        cmocka_unit_test(too_many_numbers_are_refused_not_forgotten),
        cmocka_unit_test(a_schedule_reads_as_a_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
