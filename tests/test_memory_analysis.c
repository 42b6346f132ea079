/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Every allocation fails in turn where results are read and told: a comparison, tables,
 * the needs ledger. */
#include "support/check.h"
#include "support/fail_malloc.h"

#include "analysis/compare.h"
#include "analysis/export.h"
#include "analysis/needs.h"
#include "support/fail_each.h"
#include "support/result_fixture.h"

/* Two results with services, and where what is told of them goes. */
struct told {
    struct result_fixture a, b;
    char folder[128], ledger[160];
};

static void start_file(struct result_fixture *f)
{
    result_fixture_init(f);
    f->scenario.until = month_of(2024, 12);
    result_fixture_add_services(f);
    fixture_write_file(f);
}

static int start(void **state)
{
    static struct told told;
    static char title[] = "另一情景";
    start_file(&told.a);
    result_fixture_init(&told.b);
    told.b.scenario.until = month_of(2024, 12);
    told.b.scenario.title_zh = title;
    result_fixture_add_services(&told.b);
    fixture_write_file(&told.b);
    snprintf(told.folder, sizeof told.folder, "%s/tables", told.a.folder);
    snprintf(told.ledger, sizeof told.ledger, "%s/needs.csv", told.a.folder);
    *state = &told;
    return 0;
}

static int end(void **state)
{
    struct told *told = *state;
    result_fixture_free(&told->a);
    result_fixture_free(&told->b);
    return 0;
}

static int run_compare(void *context, enum message *message, uint64_t *sum)
{
    struct told *told = context;
    char *paths[] = {told->a.out, told->b.out};
    struct compare compare;
    struct error err = {0};
    const struct compare_window window = {-1, -1};
    (void)sum;
    if (compare_files(&compare, paths, 2, window, &err) != 0) {
        *message = err.message;
        return -1;
    }
    /* Sentences are left out where there is no memory for them. */
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out) {
        compare_text(out, &compare, LANGUAGE_EN);
        compare_page(out, &compare, LANGUAGE_ZH);
        compare_csv(out, &compare);
        fclose(out);
    }
    free(text);
    compare_free(&compare);
    return 0;
}

static void a_comparison_without_memory_says_so(void **state)
{
    const struct attempt attempt = {.run = run_compare, .context = *state};
    assert_true(fail_each(&attempt) > 20);
}

static int run_needs(void *context, enum message *message, uint64_t *sum)
{
    const struct told *told = context;
    const struct standards standards = {.count = 0};
    const struct needs_options options = {.language = LANGUAGE_ZH};
    struct result *result;
    struct needs needs;
    struct error err = {0};
    (void)sum;
    int status = result_open(told->a.out, &result, &err);
    if (status == 0) {
        status = needs_make(result, told->a.out, &standards, 2024, &needs, &err);
        if (status == 0) {
            status = needs_write(result, &needs, told->ledger, &options, &err);
            needs_free(&needs);
        }
        result_close(result);
    }
    unlink(told->ledger);
    *message = err.message;
    return status;
}

static void a_ledger_without_memory_says_so(void **state)
{
    const struct attempt attempt = {.run = run_needs, .context = *state};
    assert_true(fail_each(&attempt) > 40);
}

/* Tables that were finished stay. */
static void clear_tables(const struct told *told)
{
    static const char *const names[] = {"communities.csv", "waterfall.csv",
                                        "community_reach.csv", "datapackage.json"};
    char path[192];
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        snprintf(path, sizeof path, "%s/%s", told->folder, names[k]);
        unlink(path);
    }
    rmdir(told->folder);
}

static int run_export(void *context, enum message *message, uint64_t *sum)
{
    const struct told *told = context;
    bool chosen[SERIES_COUNT] = {false};
    const struct export_options options = {.folder = told->folder, .chosen = chosen};
    struct result *result;
    struct error err = {0};
    (void)sum;
    chosen[SERIES_waterfall] = chosen[SERIES_community_reach] = true;
    int status = result_open(told->a.out, &result, &err);
    if (status == 0) {
        status = export_tables(result, &options, &err);
        result_close(result);
    }
    clear_tables(told);
    *message = err.message;
    return status;
}

static void tables_without_memory_say_so(void **state)
{
    const struct attempt attempt = {.run = run_export, .context = *state};
    assert_true(fail_each(&attempt) > 20);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, start, end)
    const struct CMUnitTest tests[] = {
        CASE(a_comparison_without_memory_says_so),
        CASE(a_ledger_without_memory_says_so),
        CASE(tables_without_memory_say_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
