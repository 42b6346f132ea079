/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Tests of io/policy_*.c: what a scenario's policy may say, what it may not, and where
 * that is told. */
#include "support/scenario.h"

#include "observe/series.h"
#include "policy/policy.h"

#include <stdlib.h>

/* Reads a file whose lines behind BASE begin with "policy:". */
static void read_policy(struct reading *reading, const char *text, const char *set)
{
    char all[8192];

    snprintf(all, sizeof(all), "%s%s", BASE, text);
    start(reading);
    add(reading, "s/a.yaml", all);
    read_file(reading, "s/a.yaml", &set, set != NULL);
}

/* An instrument that says all that one can. */
static const char full[] =
    "policy:\n"
    "  - id: g1\n"
    "    kind: operating_grant\n"
    "    product: childcare_full\n"
    "    districts: [越秀区, 440106]\n"
    "    modes: [public_built_private_run, private_run_public_assisted]\n"
    "    operator: chain\n"
    "    who: age < 3 and registration = local\n"
    "    per_person_month: 500 yuan\n"
    "    per_place_month: 0.24万元/床/年\n"
    "    from: 2024-07\n"
    "    until: 2028\n"
    "    taper: 2 years\n"
    "    payer: city\n"
    "    line: health\n"
    "    paid: after_year\n"
    "    late_months: 4\n"
    "    indexed: yes\n"
    "    ceiling_per_year: 300万元\n";

static void an_instrument_says_what_it_sets_for_whom_and_when(void **state)
{
    struct reading reading;
    const struct instrument *mine;

    (void)state;
    read_policy(&reading, full, NULL);
    assert_int_equal(reading.status, 0);
    assert_int_equal(reading.scenario.policy.count, 1);
    mine = &reading.scenario.policy.item[0];
    assert_string_equal(mine->id, "g1");
    assert_int_equal(mine->kind, INSTRUMENT_operating_grant);
    assert_int_equal(mine->place.line, BASE_LINES + 2);
    assert_int_equal(mine->from, month_of(2024, 7));
    assert_int_equal(mine->until, month_of(2028, 12));
    assert_int_equal(mine->taper, 24);
    assert_int_equal(mine->districts.count, 2);
    assert_string_equal(mine->products.item[0].text, "childcare_full");
    assert_int_equal(mine->modes, 1u << MODE_PUBLIC_BUILT_PRIVATE_RUN |
                                      1u << MODE_PRIVATE_RUN_PUBLIC_ASSISTED);
    assert_int_equal(mine->operators, 1u << OPERATOR_CHAIN);
    assert_int_equal(mine->who.count, 2);
    assert_int_equal(mine->payer, ACCOUNT_CITY);
    assert_string_equal(mine->line, "health");
    assert_int_equal(mine->paid, PAID_AFTER_YEAR);
    assert_int_equal(mine->late_months, 4);
    assert_true(mine->indexed);
    assert_int_equal(mine->ceiling_per_year, 300000000);
    assert_true(near(mine->term[TERM_operating_grant_per_person_month -
                                TERM_operating_grant_per_month]
                         .value,
                     500));
    assert_true(near(mine->term[TERM_operating_grant_per_place_month -
                                TERM_operating_grant_per_month]
                         .value,
                     200));
    finish(&reading);
}

struct wrong {
    const char *text;
    enum message message;
    int line, column; /* line counted from "policy:" as 1 */
};

#define GRANT "policy:\n  - {kind: operating_grant, "

static const struct wrong wrong[] = {
    {"policy: yes\n", MESSAGE_POLICY_NOT_LIST, 1, 9},
    {"policy: {a: b}\n", MESSAGE_POLICY_NOT_LIST, 1, 9},
    {"policy: [rent]\n", MESSAGE_POLICY_NOT_ITEM, 1, 10},
    {"policy:\n  - relief: 1\n", MESSAGE_POLICY_KIND_MISSING, 2, 5},
    {"policy:\n  - kind: operating_grants\n", MESSAGE_POLICY_WORD_NEAR, 2, 11},
    {"policy:\n  - kind: subsidy\n", MESSAGE_POLICY_WORD, 2, 11},
    {"policy:\n  - {kind: rent, relif: 1}\n", MESSAGE_POLICY_TERM_NEAR, 2, 18},
    {"policy:\n  - {kind: rent, weather: 1}\n", MESSAGE_POLICY_TERM, 2, 18},
    {"policy:\n  - {kind: rent, from: 2024-01}\n", MESSAGE_POLICY_NO_TERM, 2, 5},
    {"policy:\n  - {kind: rent, relief: 1.5}\n", MESSAGE_OUT_OF_RANGE, 2, 26},
    {"policy:\n  - {kind: rent, relief: -1 %}\n", MESSAGE_OUT_OF_RANGE, 2, 26},
    {"policy:\n  - {kind: rent, relief: 30 yuan}\n", MESSAGE_UNIT_KIND, 2, 29},
    {"policy:\n  - {kind: rent, relief: all}\n", MESSAGE_NUMBER_SYNTAX, 2, 26},
    {"policy:\n  - {kind: rent, relief: {a: 1}}\n", MESSAGE_VALUE_NOT_TEXT, 2, 26},
    {"policy:\n  - kind: rent\n    relief:\n", MESSAGE_VALUE_EMPTY, 3, 5},
    {GRANT "per_m2_month: 3 yuan/bed}\n", MESSAGE_UNIT_KIND, 2, 45},
    {GRANT "per_m2_month: 3 yuan/m2/day}\n", MESSAGE_UNIT_KIND, 2, 45},
    {GRANT "per_month: 1, from: 2025-03, until: 2025-02}\n", MESSAGE_POLICY_DATES, 2,
     65},
    {GRANT "per_month: 1, taper: 3}\n", MESSAGE_POLICY_TAPER_OPEN, 2, 50},
    {GRANT "per_month: 1, from: 2025-01, until: 2025-02, taper: 3}\n",
     MESSAGE_POLICY_TAPER, 2, 81},
    {GRANT "per_month: 1, taper: 2.5, until: 2026}\n", MESSAGE_NUMBER_NOT_WHOLE, 2, 50},
    {GRANT "per_month: 1, from: soon}\n", MESSAGE_NOT_A_MONTH, 2, 49},
    {GRANT "per_month: 1, modes: [market, private]}\n", MESSAGE_POLICY_WORD, 2, 59},
    {GRANT "per_month: 1, payer: moon}\n", MESSAGE_POLICY_WORD, 2, 50},
    {GRANT "per_month: 1, indexed: maybe}\n", MESSAGE_POLICY_WORD, 2, 52},
    {GRANT "per_month: 1, id: a.b}\n", MESSAGE_POLICY_ID, 2, 47},
    {GRANT "per_month: 1, products: {a: b}}\n", MESSAGE_VALUE_NOT_LIST, 2, 53},
    {GRANT "per_month: 1, who: age > 3}\n", MESSAGE_POLICY_WHO, 2, 48},
    {GRANT "per_visit: 1, who: stars > 3}\n", MESSAGE_SCHEDULE_HERE, 2, 48},
    {GRANT "per_visit: 1, who: age > 3 and age < 2}\n", MESSAGE_SCHEDULE_NEVER, 2, 48},
    {GRANT "per_month: 1, ceiling_per_year: 3 beds}\n", MESSAGE_UNIT_KIND, 2, 63},
    {GRANT "per_month: 1, budget_per_year: 3 beds}\n", MESSAGE_UNIT_KIND, 2, 62},
    {GRANT "per_month: 1, budget_per_year: -3}\n", MESSAGE_OUT_OF_RANGE, 2, 60},
    {"policy:\n  - {kind: insurance, share: 1, budget_per_year: 3}\n",
     MESSAGE_POLICY_NO_BUDGET, 2, 50},
    {"policy:\n  - {kind: rent, relief: 1, budget_per_year: 3}\n",
     MESSAGE_POLICY_NO_BUDGET, 2, 46},
    {"policy:\n  - {kind: benefit, per_month: 1, products: x}\n",
     MESSAGE_POLICY_NO_TARGET, 2, 35},
    {"policy:\n  - {kind: benefit, per_month: 1, mode: market}\n",
     MESSAGE_POLICY_NO_TARGET, 2, 35},
    {"policy:\n  - {kind: price_rule, cap: 1, payer: city}\n", MESSAGE_POLICY_NO_PAYER,
     2, 39},
    {GRANT "per_month: []}\n", MESSAGE_POLICY_ROW, 2, 40},
    {GRANT "per_month: [{when: always}]}\n", MESSAGE_POLICY_ROW, 2, 41},
    {"policy:\n  - kind: price_rule\n    cap:\n"
     "      - {when: beds < 9, pay: 1500 yuan/month}\n"
     "      - {when: always, pay: 12 yuan/meal}\n",
     MESSAGE_POLICY_ROW_UNIT, 5, 9},
    {GRANT "per_month: [{when: always, pay: 1, to: me}]}\n", MESSAGE_POLICY_ROW, 2, 41},
    {GRANT "per_month: [{when: age > 3, pay: 1}]}\n", MESSAGE_SCHEDULE_HERE, 2, 48},
    {GRANT "per_month: [{when: always, pay: 1 bed}]}\n", MESSAGE_UNIT_KIND, 2, 63},
    {GRANT "per_month: [{when: always, pay: 1}, {when: stars > 3, pay: 2}]}\n",
     MESSAGE_SCHEDULE_COVERED, 2, 65},
    {"policy:\n  - {kind: rent, id: a, relief: 1}\n  - {kind: benefit, id: a, "
     "per_month: 1}\n",
     MESSAGE_POLICY_TWICE, 3, 5},
};

static void every_error_of_a_policy_is_told_with_its_place(void **state)
{
    struct reading reading;

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        const struct error *err;

        read_policy(&reading, wrong[i].text, NULL);
        assert_int_equal(reading.status, -1);
        err = &reading.report.errors[0];
        if (err->message != wrong[i].message || reading.report.count != 1 ||
            err->line != BASE_LINES + wrong[i].line || err->column != wrong[i].column)
            fail_msg("%s gives %zu: %s at %d:%d: %s", wrong[i].text,
                     reading.report.count, error_code(err->message),
                     err->line - BASE_LINES, err->column, err->en);
        finish(&reading);
    }
}

static void all_errors_of_a_policy_are_told(void **state)
{
    struct reading reading;

    (void)state;
    read_policy(&reading,
                "policy:\n"
                "  - {kind: rent, relief: 3, from: x, taper: 2 yuan}\n"
                "  - {kind: insurence}\n"
                "  - {kind: voucher, per_month: 300 yuan/bed, shard: 1}\n",
                NULL);
    assert_int_equal(reading.status, -1);
    assert_int_equal(reading.report.count, 6);
    finish(&reading);
}

static void too_many_instruments_are_refused(void **state)
{
    char text[16384] = "policy:\n";
    struct reading reading;
    size_t used = strlen(text);

    (void)state;
    for (int i = 0; i < 201; i++)
        used += (size_t)snprintf(text + used, sizeof(text) - used,
                                 "  - {kind: rent, relief: 1}\n");
    start(&reading);
    memmove(text + strlen(BASE), text, used + 1);
    memcpy(text, BASE, strlen(BASE));
    add(&reading, "s/a.yaml", text);
    read_file(&reading, "s/a.yaml", NULL, 0);
    assert_int_equal(reading.status, -1);
    assert_int_equal(reading.report.errors[0].message, MESSAGE_POLICY_MANY);
    finish(&reading);
}

static void instruments_merge_by_id_through_extends(void **state)
{
    struct reading reading;
    const struct policy *policy = &reading.scenario.policy;

    (void)state;
    start(&reading);
    add(&reading, "s/base.yaml",
        BASE "policy:\n  - {id: a, kind: rent, relief: 0.3, until: 2030}\n"
             "  - {id: b, kind: benefit, per_month: 300}\n");
    add(&reading, "s/a.yaml",
        "linli: 1\nextends: base.yaml\npolicy:\n  - {id: a, relief: 0.5}\n"
        "  - {id: c, kind: rent, relief: 1, districts: x}\n");
    read_file(&reading, "s/a.yaml", NULL, 0);
    assert_int_equal(reading.status, 0);
    assert_int_equal(policy->count, 3);
    assert_true(near(policy->item[0].term[0].value, 0.5));
    assert_int_equal(policy->item[0].until, month_of(2030, 12));
    assert_int_equal(policy->item[1].kind, INSTRUMENT_benefit);
    assert_int_equal(policy_find(policy, "c"), 2);
    assert_int_equal(policy_find(policy, "d"), -1);
    finish(&reading);
}

static void a_set_changes_one_term_of_one_instrument(void **state)
{
    static const char text[] = "policy:\n  - {id: a, kind: rent, relief: 0.3}\n"
                               "  - {kind: rent, relief: 0.4, districts: x}\n";
    static const char *const bad[] = {"policy.b.relief=1", "policy.a=1", "policy.=1",
                                      "policy..x=1", "policy.rent-1.relief=1"};
    struct reading reading;

    (void)state;
    read_policy(&reading, text, "policy.a.relief=80 %");
    assert_int_equal(reading.status, 0);
    assert_int_equal(reading.scenario.policy.count, 2);
    assert_true(near(reading.scenario.policy.item[0].term[0].value, 0.8));
    assert_string_equal(reading.scenario.policy.item[0].term[0].place.file, "--set");
    assert_true(near(reading.scenario.policy.item[1].term[0].value, 0.4));
    finish(&reading);
    read_policy(&reading, text, "policy.a.relief=[{when: stars > 3, pay: 0.9}]");
    assert_int_equal(reading.status, 0);
    assert_int_equal(reading.scenario.policy.item[0].term[0].schedule->count, 1);
    finish(&reading);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        read_policy(&reading, text, bad[i]);
        assert_int_equal(reading.status, -1);
        assert_int_equal(reading.report.errors[0].message, MESSAGE_POLICY_SET);
        finish(&reading);
    }
    read_policy(&reading, text, "policy.a.relief=3 yuan");
    assert_int_equal(reading.report.errors[0].message, MESSAGE_UNIT_KIND);
    finish(&reading);
}

static const char several[] =
    "policy:\n"
    "  - kind: operating_grant\n"
    "    per_month:\n"
    "      - {when: stars >= 3 and beds < 40, pay: 0.3万元/月}\n"
    "      - {when: \" always \", pay: 2000}\n"
    "    per_person_month: 600 yuan/bed/month\n"
    "    who: care in [moderate, severe]\n"
    "    services: [elder, childcare]\n"
    "    communities: [\"甲, 乙\"]\n"
    "    operators: [company, non_profit]\n"
    "    until: 2030-06\n    taper: 12\n    payer: city\n    line: 民政\n"
    "    paid: quarterly\n    late_months: 2\n    indexed: yes\n"
    "    ceiling_per_year: 12.34 yuan\n    budget_per_year: 7 yuan/year\n"
    "  - {id: cap, kind: price_rule, cap: 12 yuan/meal, products: [meal]}\n"
    "  - {kind: operating_grant, per_month: 3, payer: nation}\n"
    "  - {kind: discount, amount: 3 yuan, share: 7 %}\n";

static void the_effective_scenario_has_the_same_policy(void **state)
{
    struct reading reading, again;
    char *once, *twice;

    (void)state;
    read_policy(&reading, several, NULL);
    assert_int_equal(reading.status, 0);
    once = scenario_effective(&reading.scenario);
    assert_non_null(strstr(
        once, "  - {id: operating_grant-1, kind: operating_grant, until: 2030-06, "
              "taper: 12, communities: [\"甲, 乙\"], services: [\"elder\", "
              "\"childcare\"], operators: [company, non_profit], who: \"care in "
              "[moderate, severe]\", payer: city, line: \"民政\", paid: quarterly, "
              "late_months: 2, indexed: \"yes\", ceiling_per_year: \"12.34 "
              "yuan/year\", budget_per_year: \"7 yuan/year\", per_month: [{when: "
              "\"stars >= 3 and beds < 40\", pay: "
              "\"3000 yuan/month\"}, {when: \"always\", pay: \"2000 yuan/month\"}], "
              "per_person_month: \"600 yuan/person/month\"}\n"));
    assert_non_null(strstr(once, "{id: cap, kind: price_rule, products: [\"meal\"], "
                                 "cap: \"12 yuan/meal\"}"));
    assert_non_null(strstr(once, "{id: operating_grant-2, "));
    start(&again);
    add(&again, "e.yaml", once);
    add(&again, "s/s/d.csv", "");
    read_file(&again, "e.yaml", NULL, 0);
    assert_int_equal(again.status, 0);
    twice = scenario_effective(&again.scenario);
    assert_string_equal(once, twice);
    free(once);
    free(twice);
    finish(&reading);
    finish(&again);
}

static void every_kind_is_explained_in_both_languages(void **state)
{
    char *page = policy_page();

    (void)state;
    assert_non_null(page);
    for (int i = 0; i < INSTRUMENTS; i++) {
        const int first = instrument_first_term((enum instrument_kind)i);
        char *en = policy_explain((enum instrument_kind)i, LANGUAGE_EN);
        char *zh = policy_explain((enum instrument_kind)i, LANGUAGE_ZH);

        assert_int_equal(policy_kind_find(instrument_info[i].name), i);
        assert_non_null(strstr(en, instrument_info[i].equation_en));
        assert_non_null(strstr(zh, instrument_info[i].equation_zh));
        for (int t = 0; t < instrument_term_count((enum instrument_kind)i); t++) {
            assert_non_null(strstr(en, instrument_terms[first + t].name));
            assert_non_null(strstr(zh, instrument_terms[first + t].zh));
            assert_non_null(strstr(page, instrument_terms[first + t].en));
        }
        free(en);
        free(zh);
    }
    assert_int_equal(policy_kind_find("pilot"), -1);
    free(page);
}

static bool is_series(const char *name, size_t size)
{
    for (int i = 0; i < SERIES_COUNT; i++)
        if (strlen(series_info[i].name) == size &&
            strncmp(series_info[i].name, name, size) == 0)
            return true;
    return false;
}

static void what_must_stay_equal_are_series(void **state)
{
    (void)state;
    for (int i = 0; i < INSTRUMENTS; i++)
        for (const char *at = instrument_info[i].equal; *at != '\0';
             at += strspn(at, " ")) {
            assert_true(is_series(at, strcspn(at, " ")));
            at += strcspn(at, " ");
        }
}

/* Bytes as they come, of letters that conditions and quantities are made of. */
static void nonsense_is_refused_or_read_but_never_crashes(void **state)
{
    static const char *const pieces[] = {"stars", "care", "age",  " and ", " in ",
                                         "[",     "]",    ", ",   ">=",    "=",
                                         "3",     "mild", "not ", "year",  "%",
                                         "yuan/", " ",    "0",    "when",  "pay",
                                         ": ",    "{",    "}",    "- ",    "\n",
                                         "kind",  "rent", "who",  "≥",     "元",
                                         "1e999", "-",    "or"};
    unsigned seed = 5;

    (void)state;
    for (int round = 0; round < 3000; round++) {
        char text[256] = "policy:\n  - {kind: voucher, who: ",
             *end = text + strlen(text);
        struct schedule_condition condition;
        struct reading reading;
        struct error err;

        for (int i = 0; i < 12; i++) {
            seed = seed * 1664525u + 1013904223u;
            strcat(text, pieces[(seed >> 8) % (sizeof(pieces) / sizeof(pieces[0]))]);
        }
        if (schedule_read(end, SCHEDULE_BOTH, &condition, NULL, &err) != 0)
            assert_true(err.message != MESSAGE_NONE && err.en[0] != '\0');
        strcat(text, ", share: 1}\n");
        read_policy(&reading, text, NULL);
        assert_true(reading.status == 0 || reading.report.count > 0);
        finish(&reading);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_instrument_says_what_it_sets_for_whom_and_when),
        cmocka_unit_test(every_error_of_a_policy_is_told_with_its_place),
        cmocka_unit_test(all_errors_of_a_policy_are_told),
        cmocka_unit_test(too_many_instruments_are_refused),
        cmocka_unit_test(instruments_merge_by_id_through_extends),
        cmocka_unit_test(a_set_changes_one_term_of_one_instrument),
        cmocka_unit_test(the_effective_scenario_has_the_same_policy),
        cmocka_unit_test(nonsense_is_refused_or_read_but_never_crashes),
        cmocka_unit_test(what_must_stay_equal_are_series),
        cmocka_unit_test(every_kind_is_explained_in_both_languages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
