/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Indicators of the made-up results, whose numbers follow a rule, summed here by hand. */
#include "analysis/headline.h"
#include "support/result_fixture.h"

static const struct headline_years whole_year = {2022, 1};
enum { RUN = 1, YEAR = 1, FIRST_MONTH = 10 }; /* 2022 in a run from 2021-03 */

static struct result *open_fixture(const struct result_fixture *f)
{
    fixture_write_file(f);
    return fixture_open_file(f->out);
}

/* The rule as a number: NaN where the fixture has none. */
static double rule(enum series series, int period, int64_t element)
{
    const double value = fixture_value(series, RUN, period, element);
    if (series_info[series].type == SERIES_INT32)
        return value;
    return element % 5 == 3 ? (double)NAN : value / 8.0;
}

/* Sum over the months of 2022 and all elements, those without a number left out; times
 * another series where that is one. */
static double sum_of_months(enum series series, enum series weight, int64_t elements)
{
    double sum = 0.0;
    for (int period = FIRST_MONTH; period < FIRST_MONTH + 12; period++)
        for (int64_t i = 0; i < elements; i++) {
            const double times = weight == SERIES_COUNT ? 1.0 : rule(weight, period, i);
            const double value = rule(series, period, i) * times;
            sum += isnan(value) ? 0.0 : value;
        }
    return sum;
}

static double read_indicator(struct result *result, enum headline_set set,
                             const char *key)
{
    int count;
    double value;
    struct error err;
    const struct headline_info *list = headline_list(set, &count);
    for (int i = 0; i < count; i++)
        if (strcmp(list[i].key, key) == 0) {
            if (headline_read(result, &list[i], RUN, whole_year, &value, &err) != 0)
                fail_msg("%s", err.en);
            return value;
        }
    fail_msg("no indicator '%s'", key);
    return 0.0;
}

static void check_near(double value, double wanted)
{
    if (!(fabs(value - wanted) <= 1e-9 * fabs(wanted)))
        fail_msg("%.15g is not %.15g", value, wanted);
}

static void stocks_take_december_and_the_positions_chosen(void **state)
{
    struct result *result = open_fixture(*state);
    const int rest = SEXES * REGISTRATIONS * CARES;
    double all = 0.0, aged = 0.0, dependent = 0.0;
    for (int64_t i = 0; i < (int64_t)AGE_GROUPS * rest; i++) {
        const double value = rule(SERIES_total_residents, FIRST_MONTH + 11, i);
        all += value;
        aged += i / rest >= series_age_group(80) ? value : 0.0;
        dependent += i % CARES >= CARE_MODERATE ? value : 0.0;
    }
    check_near(read_indicator(result, HEADLINE_DEMOGRAPHY, "residents"), all);
    check_near(read_indicator(result, HEADLINE_DEMOGRAPHY, "aged_80"), aged);
    check_near(read_indicator(result, HEADLINE_DEMOGRAPHY, "dependent"), dependent);
    result_close(result);
}

static void flows_add_their_months_and_ratios_are_percent(void **state)
{
    struct result *result = open_fixture(*state);
    double births = 0.0;
    for (int period = FIRST_MONTH; period < FIRST_MONTH + 12; period++)
        births += rule(SERIES_total_events, period, EVENT_BIRTH);
    check_near(read_indicator(result, HEADLINE_DEMOGRAPHY, "births"), births);
    check_near(read_indicator(result, HEADLINE_DEMOGRAPHY, "dependency"),
               100.0 * rule(SERIES_dependency_ratio, YEAR, DEPENDENCY_TOTAL));
    result_close(result);
}

static void means_of_services_are_weighted_by_what_they_are_means_of(void **state)
{
    struct result_fixture *f = *state;
    result_fixture_add_services(f);
    struct result *result = open_fixture(f);
    const int products = result_summary(result)->products;
    assert_int_equal(products, 3);
    const int64_t slots = (int64_t)products * SLOTS;
    check_near(read_indicator(result, HEADLINE_SERVICES, "occupancy"),
               100.0 *
                   sum_of_months(SERIES_slot_occupancy, SERIES_slot_capacity, slots) /
                   sum_of_months(SERIES_slot_capacity, SERIES_COUNT, slots));
    check_near(read_indicator(result, HEADLINE_SERVICES, "waited"),
               sum_of_months(SERIES_waited_months, SERIES_placed, products) /
                   sum_of_months(SERIES_placed, SERIES_COUNT, products));
    double top = 0.0, bottom = 0.0;
    for (int64_t i = GROUP_ALL; i < (int64_t)products * GROUPS; i += GROUPS) {
        const double value =
            rule(SERIES_satisfaction, YEAR, i) * rule(SERIES_users_satisfied, YEAR, i);
        top += isnan(value) ? 0.0 : value;
        bottom += rule(SERIES_users_satisfied, YEAR, i);
    }
    check_near(read_indicator(result, HEADLINE_SERVICES, "satisfaction"), top / bottom);
    check_near(read_indicator(result, HEADLINE_SERVICES, "need_met_any"),
               100.0 * rule(SERIES_need_met_share_any, YEAR, GROUP_ALL));
    result_close(result);
}

static void the_waterfall_divides_into_its_outcomes(void **state)
{
    struct result_fixture *f = *state;
    double amount[OUTCOMES] = {0.0}, total = 0.0, share[HEADLINE_BARS];
    struct error err;
    int count;
    result_fixture_add_services(f);
    struct result *result = open_fixture(f);
    for (int product = 0; product < 3; product++)
        for (int outcome = 0; outcome < OUTCOMES; outcome++) {
            const double value = rule(SERIES_waterfall, YEAR,
                                      ((int64_t)product * GROUPS) * OUTCOMES + outcome);
            amount[outcome] += value;
            total += value;
        }
    check_near(read_indicator(result, HEADLINE_SERVICES, "unaware_or_far"),
               100.0 * (amount[OUTCOME_UNAWARE] + amount[OUTCOME_TOO_FAR]) / total);
    check_near(read_indicator(result, HEADLINE_SERVICES, "unaffordable"),
               100.0 * amount[OUTCOME_UNAFFORDABLE] / total);
    assert_int_equal(
        headline_read_bars(result, HEADLINE_SERVICES, RUN, whole_year, share, &err), 0);
    const struct headline_bar *bars = headline_bars(HEADLINE_SERVICES, &count);
    const char *const *labels = series_labels(DIMENSION_OUTCOME, &count);
    for (int outcome = 0; outcome < OUTCOMES; outcome++) {
        assert_string_equal(bars[outcome].key, labels[outcome]);
        check_near(share[outcome], 100.0 * amount[outcome] / total);
    }
    result_close(result);
}

/* Over all products, kinds and modes; the rule leaves every fifth element out. */
static void margin_is_the_result_of_all_sites_over_their_income(void **state)
{
    struct result_fixture *f = *state;
    result_fixture_add_books(f);
    struct result *result = open_fixture(f);
    double above = 0.0, below = 0.0, needs = 0.0;
    for (int64_t i = 0; i < 3 * OPERATOR_KINDS * MODES; i++) {
        const double part = rule(SERIES_operating_result, YEAR, i);
        const double whole = rule(SERIES_operating_income, YEAR, i);
        above += isnan(part) ? 0.0 : part;
        below += isnan(whole) ? 0.0 : whole;
    }
    for (int64_t i = GROUP_ALL; i < 3 * GROUPS; i += GROUPS)
        needs += rule(SERIES_need_met_service, YEAR, i);
    check_near(read_indicator(result, HEADLINE_BOOKS, "margin"), 100.0 * above / below);
    check_near(read_indicator(result, HEADLINE_BOOKS, "public_money"),
               rule(SERIES_public_money, YEAR, 0) / needs);
    check_near(read_indicator(result, HEADLINE_BOOKS, "sites_lasting"),
               100.0 * rule(SERIES_sites_lasting, YEAR, 0));
    result_close(result);
}

static void a_year_without_a_number_has_none(void **state)
{
    struct result_fixture *f = *state;
    result_fixture_add_services(f);
    struct result *result = open_fixture(f);
    int count;
    double value = 0.0;
    struct error err;
    /* Element 3 of every double is missing: there, a share of the group itself. */
    struct headline_info info = *headline_list(HEADLINE_SERVICES, &count);
    info.top.select[0].positions = UINT64_C(1) << 3;
    assert_int_equal(headline_read(result, &info, RUN, whole_year, &value, &err), 0);
    assert_true(isnan(value));
    result_close(result);
}

int main(void)
{
#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, result_fixture_start, result_fixture_end)
    const struct CMUnitTest tests[] = {
        TEST(stocks_take_december_and_the_positions_chosen),
        TEST(flows_add_their_months_and_ratios_are_percent),
        TEST(means_of_services_are_weighted_by_what_they_are_means_of),
        TEST(the_waterfall_divides_into_its_outcomes),
        TEST(margin_is_the_result_of_all_sites_over_their_income),
        TEST(a_year_without_a_number_has_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
