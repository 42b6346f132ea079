/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Every allocation fails in turn, in the engine alone and in a whole run from scenario
 * file to results file: a few hundred each, so none is left out. A failure is told as
 * one of memory or files, gives back all that was taken, and never crashes; where the
 * run does without what it did not get, its result is that of a run undisturbed. */
#include "support/check.h"
#include "support/scratch.h"
#include "support/fail_malloc.h"

#include "run/ensemble.h"
#include "state/catalogue.h"
#include "state/matching.h"
#include "support/fail_each.h"
#include "support/study_fixture.h"

#include <limits.h>
#include <unistd.h>

/* --- the engine -------------------------------------------------------------------- */

/* What the report says of memory or files, for other problems may follow from that;
 * else its first message. */
static enum message message_of(const struct report *report)
{
    for (size_t k = 0; k < report->count; k++)
        if (fail_is_environment(report->errors[k].message))
            return report->errors[k].message;
    return report->count > 0 ? report->errors[0].message : MESSAGE_NONE;
}

static uint64_t world_sum(const struct world *world)
{
    uint64_t sum = 0;
    for (int c = 0; c < world->count; c++) {
        const struct residents *p = &world->blocks[c].residents;
        for (row i = 0; i < p->count; i++)
            sum = stream_mix(sum ^ p->id[i]) + p->bits[i] + p->income[i];
    }
    return sum;
}

static int live(const struct fixture *fixture, enum message *message, uint64_t *sum)
{
    struct error err = {0};
    struct world world;
    int status = fixture_world(fixture, 1, 2385, &world, &err);
    if (status == 0) {
        for (int m = 0; m < 2 && status == 0; m++)
            status = cycle_month(&world, &err);
        if (status == 0)
            *sum = world_sum(&world);
        world_free(&world);
    }
    *message = err.message;
    return status;
}

static int run_engine(void *context, enum message *message, uint64_t *sum)
{
    struct fixture fixture;
    struct report report;
    (void)context;
    report_init(&report);
    int status = fixture_read(&fixture, "tests/data/tiny", 401, month_of(2020, 12),
                              NULL, &report);
    *message = message_of(&report);
    if (status == 0) {
        status = live(&fixture, message, sum);
        study_close(&fixture.study);
    }
    inputs_free(&fixture.inputs);
    report_free(&report);
    return status;
}

static int run_world(void *context, enum message *message, uint64_t *sum)
{
    return live(context, message, sum);
}

static void an_engine_without_memory_says_so(void **state)
{
    (void)state;
    const struct attempt attempt = {.run = run_engine};
    assert_true(fail_each(&attempt) > 200);
}

static void a_world_without_memory_says_so(void **state)
{
    (void)state;
    struct fixture fixture;
    assert_int_equal(
        fixture_open(&fixture, "tests/data/tiny", 1009, month_of(2020, 12), NULL), 0);
    const struct attempt attempt = {.run = run_world, .context = &fixture};
    assert_true(fail_each(&attempt) > 30);
    fixture_close(&fixture);
}

enum { MATCHED_ROOMS = 300 };

/* Places given twice by the same scratch: what fails the first time leaves it fit for the
 * second, when there is memory again. */
static int run_matching(void *context, enum message *message, uint64_t *sum)
{
    enum { ASKERS = 900 };
    struct asker askers[ASKERS];
    int8_t placed[ASKERS];
    const struct matching_market market = {askers, ASKERS, context, MATCHED_ROOMS};
    struct matching matching = {0};
    struct error err = {0};
    uint64_t placed_sum = 0;

    for (uint32_t i = 0; i < ASKERS; i++)
        askers[i] = (struct asker){.id = stream_mix(i),
                                   .room = {i % MATCHED_ROOMS, i % 7},
                                   .listed = 1 + (i % 7 != i)};
    const int status = matching_place(&matching, &market, placed, &err);
    *message = err.message;
    fail_stop();
    assert_int_equal(matching_place(&matching, &market, placed, NULL), 0);
    assert_int_equal(matching_check(&matching, &market, placed, NULL), 0);
    for (int i = 0; i < ASKERS; i++)
        placed_sum = stream_mix(placed_sum + (uint64_t)(placed[i] + 2));
    matching_free(&matching);
    *sum = placed_sum;
    return status;
}

static void places_without_memory_say_so_and_can_be_given_later(void **state)
{
    (void)state;
    int32_t plenty[MATCHED_ROOMS * CATALOGUE_CLASSES];
    for (size_t c = 0; c < sizeof plenty / sizeof *plenty; c++)
        plenty[c] = 2;
    const struct attempt attempt = {.run = run_matching, .context = plenty};
    assert_true(fail_each(&attempt) > 5);
}

/* --- a whole run ------------------------------------------------------------------- */

struct command {
    char folder[SCRATCH_SIZE], scenario[96], out[96];
};

static void write_scenario(struct command *command)
{
    char here[PATH_MAX];
    assert_non_null(getcwd(here, sizeof here));
    scratch_make(command->folder);
    snprintf(command->scenario, sizeof command->scenario, "%s/tiny.yaml",
             command->folder);
    snprintf(command->out, sizeof command->out, "%s/out.h5", command->folder);
    FILE *file = fopen(command->scenario, "w");
    assert_non_null(file);
    fprintf(file,
            "linli: 1\nextends: %s/scenarios/baseline.yaml\n"
            "title: {zh: 小城, en: Tiny}\ncity: %s/tests/data/tiny\n"
            "agents: 401\nfrom: 2020-11\nuntil: 2020-12\npanel: 20 %%\n"
            "services: %s/scenarios/data/services_job.yaml\n"
            "products: {meal_site: {price: {2021: 9.5 yuan/visit}}}\n",
            here, here, here);
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

static uint64_t file_sum(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint64_t sum = 0;
    assert_non_null(file);
    for (int c = getc(file); c != EOF; c = getc(file))
        sum = (sum ^ (uint64_t)c) * UINT64_C(0x100000001b3);
    assert_int_equal(fclose(file), 0);
    return sum;
}

static int run_command(void *context, enum message *message, uint64_t *sum)
{
    const struct command *command = context;
    struct inputs inputs;
    struct report report;
    struct error err;
    inputs_init(&inputs);
    report_init(&report);
    const int status = run_scenario(command, &inputs, &report);
    *message = message_of(&report);
    report_free(&report);
    inputs_free(&inputs);
    const bool there = access(command->out, F_OK) == 0;
    assert_true(there || status != 0);
    /* The file may be there although clearing up behind it failed; then it is whole. */
    if (there)
        *sum = file_sum(command->out);
    unlink(command->out);
    fail_stop();
    return part_clear(command->out, &err) == 0 ? status : -1;
}

static void a_run_without_memory_says_so(void **state)
{
    (void)state;
    struct command command;
    write_scenario(&command);
    const struct attempt attempt = {.run = run_command, .context = &command};
    assert_true(fail_each(&attempt) > 300);
    unlink(command.scenario);
    assert_int_equal(rmdir(command.folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_world_without_memory_says_so),
        cmocka_unit_test(an_engine_without_memory_says_so),
        cmocka_unit_test(places_without_memory_say_so_and_can_be_given_later),
        cmocka_unit_test(a_run_without_memory_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
