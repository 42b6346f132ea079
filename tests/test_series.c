/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

#include "observe/series.h"
#include "support/check.h"

#include <stdio.h>
#include <string.h>

/* The labels are for people, the numbers for the model: both must mean the same. */
static void every_age_falls_into_the_group_its_label_names(void **state)
{
    int count;
    const char *const *labels = series_labels(DIMENSION_AGE_GROUP, &count);
    (void)state;
    assert_int_equal(count, AGE_GROUPS);
    for (int age = 0; age <= 117; age++) {
        const char *label = labels[series_age_group(age)];
        int low = -1, high = -1;
        if (sscanf(label, "%d-%d", &low, &high) != 2) {
            assert_string_equal(label, "100+");
            low = 100;
            high = 999;
        }
        assert_in_range(age, low, high);
    }
}

static void every_position_of_a_labelled_dimension_has_two_different_names(void **state)
{
    (void)state;
    for (enum dimension dimension = 0; dimension < DIMENSIONS; dimension++) {
        int count;
        const char *const *labels = series_labels(dimension, &count);
        const char *const *zh = series_labels_zh(dimension);
        assert_true((labels == NULL) == (zh == NULL));
        for (int i = 0; labels != NULL && i < count; i++) {
            assert_non_null(labels[i]);
            assert_non_null(zh[i]);
            for (int k = 0; k < i; k++)
                assert_string_not_equal(labels[i], labels[k]);
        }
    }
}

static void every_series_has_a_name_and_a_text_of_its_own(void **state)
{
    (void)state;
    for (enum series series = 0; series < SERIES_COUNT; series++) {
        assert_true(strlen(series_info[series].en) > 3);
        assert_true(strlen(series_info[series].zh) > 3);
        for (enum series other = 0; other < series; other++)
            assert_string_not_equal(series_info[series].name, series_info[other].name);
        for (int i = 1; i < SERIES_DIMENSIONS; i++) /* no gap among the dimensions */
            assert_true(series_info[series].dimension[i] == DIMENSION_NONE ||
                        series_info[series].dimension[i - 1] != DIMENSION_NONE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_age_falls_into_the_group_its_label_names),
        cmocka_unit_test(
            every_position_of_a_labelled_dimension_has_two_different_names),
        cmocka_unit_test(every_series_has_a_name_and_a_text_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
