/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What every line of the lists must satisfy, and values that change in time. */
#include "support/check.h"

#include "param/parameters.h"
#include "param/settings.h"
#include "param/units.h"

#include <stdlib.h>
#include <string.h>

static void every_parameter_lies_in_its_range_and_the_range_in_its_bounds(void **state)
{
    (void)state;
    for (int i = 0; i < PARAMETERS; i++) {
        const struct parameter_info *info = &parameter_info[i];

        if (!(info->min <= info->low && info->low <= info->initial &&
              info->initial <= info->high && info->high <= info->max))
            fail_msg("%s", info->key);
        if (info->scale == SCALE_LOG && info->low <= 0)
            fail_msg("%s is drawn on a log scale from 0", info->key);
        assert_true(info->grade >= 'A' && info->grade <= 'D');
    }
}

static void every_unit_of_a_parameter_is_known(void **state)
{
    (void)state;
    for (int i = 0; i < PARAMETERS; i++) {
        char text[64];
        double value;

        units_text(parameter_info[i].initial, parameter_info[i].unit, text);
        assert_int_equal(
            units_read("x", text, parameter_info[i].unit, &value, NULL, NULL), 0);
    }
}

static void keys_and_labels_are_found_and_unique(void **state)
{
    (void)state;
    for (int i = 0; i < PARAMETERS; i++) {
        assert_int_equal(parameter_find(parameter_info[i].key), i);
        assert_int_equal(parameter_find(parameter_info[i].label_zh), i);
        assert_int_equal(setting_find(parameter_info[i].key), -1);
        assert_int_equal(setting_find(parameter_info[i].label_zh), -1);
    }
    for (int i = 0; i < SETTINGS; i++) {
        assert_int_equal(setting_find(setting_info[i].key), i);
        assert_int_equal(setting_find(setting_info[i].label_zh), i);
    }
    assert_int_equal(parameter_find("bear.levels"), -1);
    assert_int_equal(setting_find(""), -1);
}

static void a_dated_value_holds_from_its_month_until_the_next(void **state)
{
    struct parameters *parameters = malloc(sizeof(*parameters));
    struct dated *dated = &parameters->value[PARAMETER_migrate_net_rate];
    struct values values;

    (void)state;
    assert_non_null(parameters);
    parameters_init(parameters);
    assert_int_equal(dated_set(dated, month_of(2021, 7), 0.0137), 0);
    assert_int_equal(dated_set(dated, month_of(2023, 1), -0.0041), 0);
    parameters_at(parameters, month_of(2021, 6), &values);
    assert_memory_equal(&values.migrate_net_rate,
                        &parameter_info[PARAMETER_migrate_net_rate].initial,
                        sizeof(double));
    parameters_at(parameters, month_of(2021, 7), &values);
    assert_true(values.migrate_net_rate > 0.0136 && values.migrate_net_rate < 0.0138);
    parameters_at(parameters, month_of(2022, 12), &values);
    assert_true(values.migrate_net_rate > 0.0136 && values.migrate_net_rate < 0.0138);
    parameters_at(parameters, month_of(2039, 5), &values);
    assert_true(values.migrate_net_rate < -0.004);
    free(parameters);
}

static void setting_a_date_drops_what_was_to_hold_later(void **state)
{
    struct dated dated = {.count = 1, .steps = {{-1, 1.5}}};

    (void)state;
    assert_int_equal(dated_set(&dated, 100, 2.5), 0);
    assert_int_equal(dated_set(&dated, 200, 3.5), 0);
    assert_int_equal(dated_set(&dated, 100, 4.5), 0);
    assert_int_equal(dated.count, 2);
    assert_true(dated_at(&dated, 300) > 4.4);
    assert_int_equal(dated_set(&dated, -1, 0.5), 0);
    assert_int_equal(dated.count, 1);
}

static void a_dated_value_refuses_more_steps_than_it_holds(void **state)
{
    struct dated dated = {.count = 1, .steps = {{-1, 1.5}}};

    (void)state;
    for (int i = 1; i < DATED_STEPS; i++)
        assert_int_equal(dated_set(&dated, i, i), 0);
    assert_int_equal(dated_set(&dated, DATED_STEPS, 7), -1);
    assert_int_equal(dated.count, DATED_STEPS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_parameter_lies_in_its_range_and_the_range_in_its_bounds),
        cmocka_unit_test(every_unit_of_a_parameter_is_known),
        cmocka_unit_test(keys_and_labels_are_found_and_unique),
        cmocka_unit_test(a_dated_value_holds_from_its_month_until_the_next),
        cmocka_unit_test(setting_a_date_drops_what_was_to_hold_later),
        cmocka_unit_test(a_dated_value_refuses_more_steps_than_it_holds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
