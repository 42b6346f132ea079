/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Tests of the levels of products: targets are met, and what cannot be met is said. */
#include "support/check.h"
#include "support/services_fixture.h"

#include "run/levels.h"

#include <math.h>

#define HEAD "product,measure,value,unit,year,group,source,use,note\n"

static void must(int status, const struct error *err)
{
    if (status != 0)
        fail_msg("%s", err->en);
}

struct levels_fixture {
    struct services_fixture services;
    struct levels levels;
};

/* The tiny city with two sites a community and these rows of targets. */
static void open_levels(struct levels_fixture *f, int sites, const char *rows)
{
    char *text = NULL;
    struct error err;
    struct report report;
    *f = (struct levels_fixture){0};
    assert_int_equal(
        services_fixture_open(&f->services, 0, month_of(2020, 11), sites, 9, NULL), 0);
    assert_true(asprintf(&text, HEAD "%s", rows) > 0);
    must(inputs_add(&f->services.base.inputs, "targets.csv", text, strlen(text), &err),
         &err);
    free(text);
    report_init(&report);
    f->levels.study = f->services.base.study;
    f->levels.study.catalogue = f->services.catalogue;
    f->levels.study.supply = f->services.supply;
    assert_int_equal(levels_targets_read(&f->levels, &f->services.base.inputs,
                                         "targets.csv", f->services.catalogue, &report),
                     0);
    report_free(&report);
}

static void solve(struct levels_fixture *f, int threads)
{
    struct error err;
    must(levels_solve(&f->levels, threads, &err), &err);
}

static const struct levels_product *product_of(const struct levels_fixture *f,
                                               const char *key)
{
    const int p = catalogue_product(f->services.catalogue, key);
    assert_true(p >= 0);
    return &f->levels.product[p];
}

static char *written(const struct levels *levels)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    assert_non_null(file);
    assert_int_equal(levels_write(levels, file), 0);
    fclose(file);
    return text;
}

static void every_product_ends_at_its_target_or_prior(void **state)
{
    struct levels_fixture f;
    (void)state;
    open_levels(
        &f, 2,
        "meal_site+meal_home,visits_per_resident,5,visit/year,2023,60+,a,target,\n"
        "parcel,users,8,%,2020,all,b,target,\n"
        "nursing,take_up,55,%,2020,65+,c,target,\n");
    solve(&f, 1);
    assert_in_range(f.levels.rounds, 2, LEVELS_ROUNDS - 1);
    for (int p = 0; p < f.services.catalogue->product_count; p++) {
        const struct levels_product *product = &f.levels.product[p];
        assert_true(product->state == LEVELS_BY_TARGET ||
                    product->state == LEVELS_BY_PRIOR);
        /* In a small city one agent may be more than one per cent. */
        const double one = product->users > 0.0 ? product->achieved / product->users
                                                : 1.0 / product->reach;
        assert_true(product->miss < 0.01 ||
                    fabs(product->achieved - product->goal) < one);
    }
    assert_true(fabs(levels_achieved(&f.levels, 0) - 5.0) < 0.1);
    assert_true(fabs(levels_achieved(&f.levels, 1) - 0.08) < 0.001);
    assert_true(fabs(levels_achieved(&f.levels, 2) - 0.55) < 0.01);
    const struct levels_product *play = product_of(&f, "play");
    assert_true(fabs(play->users / play->reach - 0.40) < 0.01);
    services_fixture_close(&f.services);
}

static void a_doubled_target_ends_at_the_doubled_share(void **state)
{
    struct levels_fixture once, twice;
    (void)state;
    open_levels(&once, 2, "parcel,users,5,%,2020,18+,a,target,\n");
    open_levels(&twice, 2, "parcel,users,10,%,2020,18+,a,target,\n");
    solve(&once, 1);
    solve(&twice, 1);
    assert_true(
        fabs(levels_achieved(&twice.levels, 0) / levels_achieved(&once.levels, 0) -
             2.0) < 0.04);
    assert_true(product_of(&twice, "parcel")->taste >
                product_of(&once, "parcel")->taste + 0.5);
    services_fixture_close(&once.services);
    services_fixture_close(&twice.services);
}

static void the_same_bytes_come_twice_and_with_any_number_of_threads(void **state)
{
    char *first = NULL;
    (void)state;
    for (int threads = 1; threads <= 3; threads++) {
        struct levels_fixture f;
        open_levels(&f, 1, "parcel,users,7,%,2020,all,a,target,\n");
        solve(&f, threads);
        char *text = written(&f.levels);
        if (first) {
            assert_string_equal(text, first);
            free(text);
        } else {
            first = text;
        }
        services_fixture_close(&f.services);
    }
    free(first);
}

static void what_is_written_is_read_as_levels(void **state)
{
    struct levels_fixture f;
    struct report report;
    struct error err;
    (void)state;
    open_levels(&f, 1, "parcel,users,7,%,2020,all,figure.key,target,\n");
    solve(&f, 1);
    char *text = written(&f.levels);
    must(inputs_add(&f.services.base.inputs, "levels.csv", text, strlen(text), &err),
         &err);
    free(text);
    const int p = catalogue_product(f.services.catalogue, "parcel");
    f.services.catalogue->products[p].taste = 0.0;
    report_init(&report);
    assert_int_equal(catalogue_levels_read(&f.services.base.inputs, "levels.csv",
                                           f.services.catalogue, &report),
                     0);
    report_free(&report);
    assert_true(f.services.catalogue->products[p].taste == f.levels.product[p].taste);
    assert_string_equal(f.services.catalogue->products[p].source[FIGURE_taste].key,
                        "figure.key");
    services_fixture_close(&f.services);
}

static void a_target_that_all_in_reach_cannot_give_leaves_the_prior(void **state)
{
    struct levels_fixture f;
    (void)state;
    open_levels(&f, 1, "home_care,users,90,%,2020,60+,a,target,\n");
    solve(&f, 1);
    const struct levels_product *product = product_of(&f, "home_care");
    assert_int_equal(product->state, LEVELS_BEYOND);
    assert_true(product->most > 0.0 && product->most < 0.9);
    assert_true(fabs(product->users / product->reach - 0.25) < 0.05);
    char *text = written(&f.levels);
    assert_non_null(strstr(text, "prior: a asks for 90; all in reach would give"));
    free(text);
    services_fixture_close(&f.services);
}

static void a_product_without_a_site_keeps_its_declared_constant(void **state)
{
    struct levels_fixture f;
    (void)state;
    open_levels(&f, 0, "parcel,users,20,%,2020,all,a,target,\n");
    const int p = catalogue_product(f.services.catalogue, "parcel");
    const double declared = f.services.catalogue->products[p].taste;
    solve(&f, 1);
    assert_int_equal(f.levels.product[p].state, LEVELS_NO_OFFER);
    assert_true(f.levels.product[p].taste == declared);
    char *text = written(&f.levels);
    assert_non_null(strstr(text, "parcel,taste,0.0000,,declared,,"));
    assert_non_null(strstr(text, "no open site in reach"));
    free(text);
    services_fixture_close(&f.services);
}

/* Nobody is turned away in a world of levels: places do not matter. */
static void levels_do_not_hang_on_capacity(void **state)
{
    struct levels_fixture few, many;
    (void)state;
    open_levels(&few, 1, "");
    open_levels(&many, 1, "");
    for (int k = 0; k < many.services.supply.room_count; k++)
        many.services.supply.rooms[k].places *= 100;
    solve(&few, 1);
    solve(&many, 1);
    for (int p = 0; p < few.services.catalogue->product_count; p++)
        assert_true(few.levels.product[p].taste == many.levels.product[p].taste);
    services_fixture_close(&few.services);
    services_fixture_close(&many.services);
}

static void refuse(const char *line, enum message message)
{
    struct inputs inputs;
    struct report report;
    struct error err;
    char *text = NULL;
    struct levels *levels = calloc(1, sizeof *levels);
    struct catalogue *catalogue = calloc(1, sizeof *catalogue);
    inputs_init(&inputs);
    report_init(&report);
    assert_int_equal(
        catalogue_read(&inputs, "scenarios/data/services.yaml", catalogue, &report), 0);
    assert_true(asprintf(&text, HEAD "%s\n", line) > 0);
    must(inputs_add(&inputs, "targets.csv", text, strlen(text), &err), &err);
    assert_int_equal(
        levels_targets_read(levels, &inputs, "targets.csv", catalogue, &report), -1);
    assert_int_equal(report.count, 1);
    assert_int_equal(report.errors[0].message, message);
    assert_string_equal(report.errors[0].file, "targets.csv");
    free(text);
    free(levels);
    free(catalogue);
    report_free(&report);
    inputs_free(&inputs);
}

static void targets_that_cannot_be_meant_are_refused(void **state)
{
    (void)state;
    refuse("parcels,users,20,%,2020,all,a,target,", MESSAGE_LEVELS_PRODUCT_NEAR);
    refuse("qqqqqqqqqqqq,users,20,%,2020,all,a,target,", MESSAGE_LEVELS_PRODUCT);
    refuse("parcel+,users,20,%,2020,all,a,target,", MESSAGE_LEVELS_PRODUCT);
    refuse("parcel+parcel,users,20,%,2020,all,a,target,", MESSAGE_LEVELS_TWICE);
    refuse("parcel+alarm+play+repair+grocery,users,2,%,2020,all,a,target,",
           MESSAGE_LEVELS_JOINT);
    refuse("parcel,user,20,%,2020,all,a,target,", MESSAGE_LEVELS_MEASURE);
    refuse("parcel,users,20,visit/day,2020,all,a,target,", MESSAGE_LEVELS_UNIT);
    refuse("alarm,visits_per_site,2,visit/day,2020,all,a,target,",
           MESSAGE_LEVELS_PLACE);
    refuse("parcel,users,20,%,2020,old,a,target,", MESSAGE_LEVELS_GROUP);
    refuse("parcel,users,20,%,2020,60,a,target,", MESSAGE_LEVELS_GROUP);
    refuse("parcel,users,20,%,2020,9-3,a,target,", MESSAGE_LEVELS_GROUP);
    refuse("parcel,users,20,%,2020,all,a,judge,", MESSAGE_LEVELS_USE);
    refuse("parcel,users,20,%,2024,all,a,target,", MESSAGE_LEVELS_LATE);
    refuse("parcel,users,20,%,2020,all,,target,", MESSAGE_LEVELS_SOURCE);
    refuse("parcel,users,120,%,2020,all,a,target,", MESSAGE_CSV_OUT_OF_RANGE);
    refuse("parcel,users,many,%,2020,all,a,target,", MESSAGE_CSV_NOT_A_NUMBER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_product_ends_at_its_target_or_prior),
        cmocka_unit_test(a_doubled_target_ends_at_the_doubled_share),
        cmocka_unit_test(the_same_bytes_come_twice_and_with_any_number_of_threads),
        cmocka_unit_test(what_is_written_is_read_as_levels),
        cmocka_unit_test(a_target_that_all_in_reach_cannot_give_leaves_the_prior),
        cmocka_unit_test(a_product_without_a_site_keeps_its_declared_constant),
        cmocka_unit_test(levels_do_not_hang_on_capacity),
        cmocka_unit_test(targets_that_cannot_be_meant_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
