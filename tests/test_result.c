/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* `test_result --write FILE` leaves the made-up results file for tests/readers.sh. */
#include "io/relocate.h"
#include "io/result_read.h"
#include "io/h5.h"
#include "support/result_fixture.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

static struct result *open_fixture(const struct result_fixture *f)
{
    struct result *result;
    struct error err;
    if (result_open(f->out, &result, &err) != 0)
        fail_msg("%s", err.en);
    return result;
}

static void the_summary_tells_what_the_file_is(void **state)
{
    const struct result_fixture *f = *state;
    fixture_write_file(f);
    struct result *result = open_fixture(f);
    const struct result_summary *summary = result_summary(result);
    assert_string_equal(summary->title_zh, "测试");
    assert_string_equal(summary->title_en, "It's a test");
    assert_string_equal(summary->city_en, "Guangzhou");
    assert_string_equal(summary->command, "linli run scenarios/free.yaml --rows 2");
    assert_int_equal(summary->rows, 2);
    assert_int_equal(summary->years, 2);
    assert_int_equal(summary->year_first, 2021);
    assert_int_equal(summary->months, 22);
    assert_int_equal(summary->month_first, month_of(2021, 3));
    assert_int_equal(summary->communities, 3);
    assert_int_equal(summary->districts, 2);
    assert_int_equal(summary->seed, 2385);
    assert_int_equal(summary->population_seed, 17);
    assert_int_equal(summary->panel_records, 2 + 3 + 3 + 4);
    assert_string_equal(summary->seal.build, seal_build());
    result_close(result);
    result_close(NULL);
}

static void every_number_comes_back(void **state)
{
    const struct result_fixture *f = *state;
    int64_t codes[3], seeds[2];
    struct error err;
    fixture_write_file(f);
    struct result *result = open_fixture(f);
    for (enum series series = 0; series < SERIES_COUNT; series++)
        for (int run = 0; run < 2; run++)
            fixture_check_series(result, f, series, run);
    assert_int_equal(result_read_codes(result, DIMENSION_COMMUNITY, codes, &err), 0);
    assert_int_equal(codes[2], 440105003007);
    assert_int_equal(result_read_codes(result, DIMENSION_DISTRICT, codes, &err), 0);
    assert_int_equal(codes[1], 440105);
    assert_int_equal(result_read_seeds(result, seeds, &err), 0);
    assert_int_equal(seeds[1], 2386);
    result_close(result);
}

static void the_inputs_come_back_byte_for_byte(void **state)
{
    const struct result_fixture *f = *state;
    struct inputs inputs;
    const struct input_file *file;
    struct error err;
    fixture_write_file(f);
    struct result *result = open_fixture(f);
    assert_int_equal(result_read_inputs(result, &inputs, &err), 0);
    assert_true(inputs.sealed);
    assert_int_equal(inputs.count, 3);
    assert_int_equal(inputs_read(&inputs, "scenarios/free.yaml", 1 << 20, &file, &err),
                     0);
    assert_string_equal(file->bytes, FIXTURE_YAML);
    assert_int_equal(inputs_read(&inputs, "packs/x/empty.csv", 0, &file, &err), 0);
    assert_int_equal(file->size, 0);
    inputs_free(&inputs);
    result_close(result);
}

/* Computes with another state of the memory and at another place. */
static void equal_runs_give_equal_bytes(void **state)
{
    struct result_fixture *f = *state;
    struct result_fixture other;
    size_t size, other_size;
    fixture_write_file(f);
    void *dirt[64];
    for (int i = 0; i < 64; i++) {
        dirt[i] = malloc((size_t)1 << (i % 16));
        memset(dirt[i], 0xA5, (size_t)1 << (i % 16));
    }
    for (int i = 0; i < 64; i++)
        free(dirt[i]);
    result_fixture_init(&other);
    result_layout_free(&other.layout);
    fixture_layout(&other, 2);
    fixture_write_file(&other);
    uint8_t *bytes = fixture_slurp(f->out, &size);
    uint8_t *others = fixture_slurp(other.out, &other_size);
    assert_int_equal(size, other_size);
    assert_memory_equal(bytes, others, size);
    free(bytes);
    free(others);
    result_fixture_free(&other);
}

static void the_file_appears_when_complete_and_the_parts_go(void **state)
{
    const struct result_fixture *f = *state;
    struct error err;
    fixture_write_row(f, 0);
    assert_int_equal(result_assemble(&f->layout, f->out, &err), -1);
    assert_int_equal(err.message, MESSAGE_FILE_MISSING);
    assert_int_equal(access(f->out, F_OK), -1);
    assert_true(part_exists(&f->layout, f->out, 0));
    fixture_write_row(f, 1);
    assert_int_equal(result_assemble(&f->layout, f->out, &err), 0);
    assert_int_equal(access(f->out, F_OK), 0);
    assert_false(part_exists(&f->layout, f->out, 0));
}

static void a_full_disk_is_told_and_the_rows_stay(void **state)
{
    static const rlim_t limits[] = {0, 700, 20011, 60013, 100003};
    const struct result_fixture *f = *state;
    struct error err;
    for (int run = 0; run < 2; run++)
        fixture_write_row(f, run);
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        const pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            const struct rlimit limit = {limits[i], limits[i]};
            signal(SIGXFSZ, SIG_IGN);
            setrlimit(RLIMIT_FSIZE, &limit);
            const int status = result_assemble(&f->layout, f->out, &err);
            /* Through exit, for the library must not stumble there either. */
            exit(status == -1 && err.message == MESSAGE_FILE_WRITE ? 0 : 3);
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
        assert_int_equal(access(f->out, F_OK), -1);
    }
    assert_int_equal(result_assemble(&f->layout, f->out, &err), 0);
}

static void a_damaged_file_is_refused(void **state)
{
    const struct result_fixture *f = *state;
    struct result *result;
    struct error err;
    size_t size;
    fixture_write_file(f);
    uint8_t *bytes = fixture_slurp(f->out, &size);
    for (size_t i = 9; i < size - SEAL_SIZE; i += size / 40) {
        bytes[i] ^= 0x04;
        fixture_spill(f->out, bytes, size);
        assert_int_equal(result_open(f->out, &result, &err), -1);
        assert_int_equal(err.message, MESSAGE_RESULT_DAMAGED);
        assert_null(result);
        bytes[i] ^= 0x04;
    }
    fixture_spill(f->out, bytes, size / 2);
    assert_int_equal(result_open(f->out, &result, &err), -1);
    assert_int_equal(err.message, MESSAGE_RESULT_NO_SEAL);
    free(bytes);
}

/* Writes an HDF5 file by hand and seals it. */
static void write_foreign(const struct result_fixture *f, int32_t schema)
{
    struct h5_file *file;
    h5_object root;
    struct error err;
    assert_int_equal(h5_create(f->out, &file, &err), 0);
    assert_int_equal(h5_find(file, "/", &root, &err), 0);
    assert_int_equal(
        h5_set_numbers(file, root, "linli_schema", H5_INT32, 1, &schema, &err), 0);
    h5_release(root);
    assert_int_equal(h5_close(file, &err), 0);
    assert_int_equal(seal_write(f->out, &err), 0);
}

static void a_sealed_file_of_other_contents_is_refused(void **state)
{
    static const char foreign[] = "\x89HDF\r\n\x1a\n and then nothing that is HDF5";
    const struct result_fixture *f = *state;
    struct result *result;
    struct error err;
    write_foreign(f, RESULT_SCHEMA + 41);
    assert_int_equal(result_open(f->out, &result, &err), -1);
    assert_int_equal(err.message, MESSAGE_RESULT_SCHEMA);
    write_foreign(f, RESULT_SCHEMA);
    assert_int_equal(result_open(f->out, &result, &err), -1);
    assert_int_equal(err.message, MESSAGE_RESULT_SHAPE);
    fixture_spill(f->out, foreign, sizeof foreign);
    assert_int_equal(seal_write(f->out, &err), 0);
    assert_int_equal(result_open(f->out, &result, &err), -1);
    assert_int_equal(err.message, MESSAGE_RESULT_HDF5);
}

static void a_run_without_a_december_is_refused(void **state)
{
    struct result_fixture *f = *state;
    struct error err;
    struct result_layout layout = f->layout;
    layout.rows = 1;
    f->scenario.until = month_of(2021, 11);
    assert_int_equal(result_layout_init(&layout, &err), -1);
    assert_int_equal(err.message, MESSAGE_RESULT_NO_YEAR);
    f->scenario.until = month_of(2022, 6);
    layout = f->layout;
    layout.rows = 1;
    assert_int_equal(result_layout_init(&layout, &err), 0);
    assert_int_equal(layout.years, 1);
    assert_int_equal(layout.months, 16);
    result_layout_free(&layout);
}

/* Paths of a scenario and one more input, and what is kept of the latter. */
static void paths_do_not_tell_where_the_repository_lies(void **state)
{
    static const char *const cases[][4] = {
        {"scenarios/a.yaml", "data/x.csv", "scenarios/a.yaml", "data/x.csv"},
        {"/d/u/linli/scenarios/a.yaml", "/d/u/linli/data/x.csv", "scenarios/a.yaml",
         "data/x.csv"},
        {"repo/scenarios/a.yaml", "repo/data/x.csv", "scenarios/a.yaml", "data/x.csv"},
        {"../linli/scenarios/a.yaml", "../linli/data/x.csv", "scenarios/a.yaml",
         "data/x.csv"},
        {"s/a.yaml", "/srv/pack/x.csv", "a.yaml", "/srv/pack/x.csv"},
        {"/d/u/a.yaml", "/srv/pack/x.csv", "a.yaml", "/srv/pack/x.csv"},
        {"data/a.yaml", "data/x.csv", "a.yaml", "x.csv"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct relocation relocation;
        struct inputs inputs;
        struct error err;
        inputs_init(&inputs);
        assert_int_equal(inputs_add(&inputs, cases[i][0], "", 0, &err), 0);
        assert_int_equal(inputs_add(&inputs, cases[i][1], "", 0, &err), 0);
        assert_int_equal(relocation_init(&relocation, cases[i][0], &inputs, &err), 0);
        for (int k = 0; k < 2; k++) {
            char *path = relocation_path(&relocation, cases[i][k]);
            assert_string_equal(path, cases[i][2 + k]);
            free(path);
        }
        relocation_free(&relocation);
        inputs_free(&inputs);
    }
}

static void a_path_above_is_kept_below_the_shared_folder(void **state)
{
    struct relocation relocation;
    struct inputs inputs;
    struct error err;
    char folder[SCRATCH_SIZE], place[128], *here = getcwd(NULL, 0);
    (void)state;
    scratch_make(folder);
    snprintf(place, sizeof place, "%s/scenarios", folder);
    assert_int_equal(mkdir(place, 0700), 0);
    assert_int_equal(chdir(place), 0);
    inputs_init(&inputs);
    assert_int_equal(inputs_add(&inputs, "a.yaml", "", 0, &err), 0);
    assert_int_equal(inputs_add(&inputs, "../data/x.csv", "", 0, &err), 0);
    assert_int_equal(relocation_init(&relocation, "a.yaml", &inputs, &err), 0);
    char *scenario = relocation_path(&relocation, "a.yaml");
    char *data = relocation_path(&relocation, "../data");
    assert_string_equal(scenario, "scenarios/a.yaml");
    assert_string_equal(data, "data");
    free(scenario);
    free(data);
    relocation_free(&relocation);
    inputs_free(&inputs);
    assert_int_equal(chdir(here), 0);
    free(here);
    rmdir(place);
    rmdir(folder);
}

static void texts_given_with_set_are_part_of_the_command(void **state)
{
    static const char *const sets[] = {"title.en=It's"};
    struct result_fixture *f = *state;
    struct error err;
    result_layout_free(&f->layout);
    assert_int_equal(inputs_add_sets(&f->inputs, sets, 1, &err), 0);
    fixture_layout(f, 1);
    fixture_write_file(f);
    struct result *result = open_fixture(f);
    assert_string_equal(
        result_summary(result)->command,
        "linli run scenarios/free.yaml --rows 1 --set 'title.en=It'\\''s'");
    result_close(result);
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--write") == 0)
        return fixture_write_sample(argv[2], false, false);
#define CASE(name) \
    cmocka_unit_test_setup_teardown(name, result_fixture_start, result_fixture_end)
    const struct CMUnitTest tests[] = {
        CASE(the_summary_tells_what_the_file_is),
        CASE(every_number_comes_back),
        CASE(the_inputs_come_back_byte_for_byte),
        CASE(equal_runs_give_equal_bytes),
        CASE(the_file_appears_when_complete_and_the_parts_go),
        CASE(a_full_disk_is_told_and_the_rows_stay),
        CASE(a_damaged_file_is_refused),
        CASE(a_sealed_file_of_other_contents_is_refused),
        CASE(a_run_without_a_december_is_refused),
        CASE(paths_do_not_tell_where_the_repository_lies),
        CASE(a_path_above_is_kept_below_the_shared_folder),
        CASE(texts_given_with_set_are_part_of_the_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
