/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Every allocation fails in turn, in the engine alone and in a whole run from scenario
 * file to results file. Each failure is told as one of memory or files, gives back all
 * that was taken, and never crashes. */
#include "support/check.h"
#include "support/fail_malloc.h"

#include "run/ensemble.h"
#include "support/study_fixture.h"

#include <errno.h>
#include <limits.h>
#include <unistd.h>

/* All of the first SMALL allocations fail in turn, then every STEP-th: reading tables
 * is the same few calls thousands of times. STEP shares no factor with the counts of
 * columns and rows, so that no call is left out for being regular. */
enum { SMALL = 300 };

/* A run to try: 0, or -1 and the message. */
struct attempt {
    int (*run)(void *context, enum message *message);
    void *context;
    int64_t step;
};

static bool is_environment(enum message message)
{
    return strncmp(error_code(message), "C1", 2) == 0;
}

/* Tries until an attempt takes fewer allocations than fail; returns how many that are. */
static int64_t fail_each(const struct attempt *attempt)
{
    int64_t tries = 0, survived = 0;
    for (int64_t n = 1;; n += n < SMALL ? 1 : attempt->step) {
        enum message message = MESSAGE_NONE;
        const int64_t before = fail.live_count;
        fail_from(n);
        const int status = attempt->run(attempt->context, &message);
        const bool failed = fail.failed;
        const int64_t count = fail.count;
        fail_stop();
        if (fail.live_count != before)
            fail_msg("allocation %ld: %ld left behind", (long)n,
                     (long)(fail.live_count - before));
        if (!failed) {
            assert_int_equal(status, 0);
            print_message("%ld allocations, %ld made to fail, %ld done without\n",
                          (long)count, (long)tries, (long)survived);
            return tries;
        }
        tries++;
        survived += status == 0;
        if (status == 0)
            print_message("allocation %ld is not missed\n", (long)n);
        else if (!is_environment(message))
            fail_msg("allocation %ld: %s", (long)n, error_code(message));
    }
}

/* --- the engine -------------------------------------------------------------------- */

static enum message first_message(const struct report *report)
{
    return report->count > 0 ? report->errors[report->count - 1].message : MESSAGE_NONE;
}

static int live(const struct fixture *fixture, enum message *message)
{
    struct error err = {0};
    struct world world;
    int status = fixture_world(fixture, 1, 2385, &world, &err);
    if (status == 0) {
        for (int m = 0; m < 2 && status == 0; m++)
            status = cycle_month(&world, &err);
        world_free(&world);
    }
    *message = err.message;
    return status;
}

static int run_engine(void *context, enum message *message)
{
    struct fixture fixture;
    struct report report;
    (void)context;
    report_init(&report);
    int status = fixture_read(&fixture, "tests/data/tiny", 401, month_of(2020, 12), NULL,
                              &report);
    *message = first_message(&report);
    if (status == 0) {
        status = live(&fixture, message);
        study_close(&fixture.study);
    }
    inputs_free(&fixture.inputs);
    report_free(&report);
    return status;
}

static int run_world(void *context, enum message *message)
{
    return live(context, message);
}

static void an_engine_without_memory_says_so(void **state)
{
    (void)state;
    const struct attempt attempt = {.run = run_engine, .step = 37};
    assert_true(fail_each(&attempt) > SMALL);
}

static void a_world_without_memory_says_so(void **state)
{
    (void)state;
    struct fixture fixture;
    assert_int_equal(
        fixture_open(&fixture, "tests/data/tiny", 1009, month_of(2020, 12), NULL), 0);
    const struct attempt attempt = {.run = run_world, .context = &fixture, .step = 1};
    assert_true(fail_each(&attempt) > 30);
    fixture_close(&fixture);
}

/* --- a whole run ------------------------------------------------------------------- */

struct command {
    char folder[64], scenario[96], out[96];
};

static void write_scenario(struct command *command)
{
    char here[PATH_MAX];
    assert_non_null(getcwd(here, sizeof here));
    snprintf(command->folder, sizeof command->folder, "/tmp/linli-test-XXXXXX");
    assert_non_null(mkdtemp(command->folder));
    snprintf(command->scenario, sizeof command->scenario, "%s/tiny.yaml",
             command->folder);
    snprintf(command->out, sizeof command->out, "%s/out.h5", command->folder);
    FILE *file = fopen(command->scenario, "w");
    assert_non_null(file);
    fprintf(file,
            "linli: 1\nextends: %s/scenarios/baseline.yaml\n"
            "title: {zh: 小城, en: Tiny}\ncity: %s/tests/data/tiny\n"
            "agents: 401\nfrom: 2020-11\nuntil: 2020-12\npanel: 20 %%\n",
            here, here);
    assert_int_equal(fclose(file), 0);
}

static int run_scenario(const struct command *command, struct inputs *inputs,
                        struct report *report)
{
    struct scenario scenario;
    TRY(scenario_read(inputs, command->scenario, NULL, 0, &scenario, report));
    struct ensemble_options options = {.scenario = &scenario,
                                       .inputs = inputs,
                                       .out = command->out,
                                       .rows = 1,
                                       .jobs = 1,
                                       .threads = 1,
                                       .force = true};
    const int status = ensemble_run(&options, report);
    scenario_free(&scenario);
    return status;
}

static int run_command(void *context, enum message *message)
{
    const struct command *command = context;
    struct inputs inputs;
    struct report report;
    struct error err;
    inputs_init(&inputs);
    report_init(&report);
    const int status = run_scenario(command, &inputs, &report);
    *message = first_message(&report);
    report_free(&report);
    inputs_free(&inputs);
    /* A failed run leaves no results file, a good one a whole one. */
    const bool there = access(command->out, F_OK) == 0;
    if (there != (status == 0))
        *message = MESSAGE_NONE;
    unlink(command->out);
    fail_stop();
    return part_clear(command->out, &err) == 0 ? status : -1;
}

static void a_run_without_memory_says_so(void **state)
{
    (void)state;
    struct command command;
    write_scenario(&command);
    const struct attempt attempt = {
        .run = run_command, .context = &command, .step = 59};
    assert_true(fail_each(&attempt) > SMALL);
    unlink(command.scenario);
    assert_int_equal(rmdir(command.folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_world_without_memory_says_so),
        cmocka_unit_test(an_engine_without_memory_says_so),
        cmocka_unit_test(a_run_without_memory_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
