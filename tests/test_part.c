/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

#include "support/result_fixture.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static void a_finished_row_gives_back_what_was_written(void **state)
{
    const struct result_fixture *f = *state;
    struct part_view view;
    struct error err;
    fixture_write_row(f, 1);
    assert_int_equal(part_map(&f->layout, f->out, 1, &view, &err), 0);
    const int32_t *residents = part_data(&view, SERIES_residents, 1);
    const int64_t size = result_period_size(&f->layout, SERIES_residents);
    assert_int_equal(size, 3 * AGE_GROUPS * SEXES * REGISTRATIONS * CARES);
    for (int64_t i = 0; i < size; i++)
        assert_int_equal(residents[i], fixture_value(SERIES_residents, 1, 1, i));
    const int32_t *events = part_data(&view, SERIES_total_events, 21);
    assert_int_equal(events[EVENT_CARE_BETTER],
                     fixture_value(SERIES_total_events, 1, 21, EVENT_CARE_BETTER));
    assert_int_equal(view.panel_count[1], 4);
    uint64_t id;
    memcpy(&id, (const char *)part_panel(&view, 1, PANEL_id) + 3 * sizeof id,
           sizeof id);
    assert_true(id == UINT64_C(0xF000000000000031));
    part_view_free(&view);
    part_view_free(&view);
}

static void a_row_counts_only_once_it_is_closed(void **state)
{
    const struct result_fixture *f = *state;
    struct error err;
    assert_false(part_exists(&f->layout, f->out, 0));
    struct part *part = fixture_start(f, 0);
    assert_false(part_exists(&f->layout, f->out, 0));
    assert_int_equal(part_close(part, &err), 0);
    assert_true(part_exists(&f->layout, f->out, 0));
    assert_false(part_exists(&f->layout, f->out, 1));
}

static void a_row_given_up_leaves_nothing(void **state)
{
    const struct result_fixture *f = *state;
    char *temporary = part_path(f->out, 0, true);
    struct part *part = fixture_start(f, 0);
    assert_int_equal(access(temporary, F_OK), 0);
    part_abandon(part);
    part_abandon(NULL);
    assert_int_equal(access(temporary, F_OK), -1);
    free(temporary);
}

static void a_row_with_a_missing_period_is_not_closed(void **state)
{
    const struct result_fixture *f = *state;
    struct part *part;
    struct error err;
    assert_int_equal(part_open(&part, &f->layout, f->out, 0, &err), 0);
    for (int year = 0; year < f->layout.years; year++)
        fixture_write_series(f, part, SERIES_residents, 0, year);
    assert_int_equal(part_close(part, &err), -1);
    assert_int_equal(err.message, MESSAGE_PART_INCOMPLETE);
    assert_false(part_exists(&f->layout, f->out, 0));
}

/* What a kill leaves: the temporary file, cut anywhere. */
static void a_killed_row_is_written_anew(void **state)
{
    const struct result_fixture *f = *state;
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        fixture_start(f, 0);
        raise(SIGKILL);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    char *temporary = part_path(f->out, 0, true);
    assert_int_equal(access(temporary, F_OK), 0);
    free(temporary);
    assert_false(part_exists(&f->layout, f->out, 0));
    fixture_write_row(f, 0);
    assert_true(part_exists(&f->layout, f->out, 0));
}

static void a_row_of_another_run_does_not_count(void **state)
{
    struct result_fixture *f = *state;
    struct part_view view;
    struct error err;
    fixture_write_row(f, 0);
    result_layout_free(&f->layout);
    fixture_layout(f, 5);
    assert_true(part_exists(&f->layout, f->out, 0)); /* more rows: still the same */
    result_layout_free(&f->layout);
    f->scenario.seed = 2386;
    fixture_layout(f, 2);
    assert_false(part_exists(&f->layout, f->out, 0));
    f->scenario.seed = 2385;
    result_layout_free(&f->layout);
    assert_int_equal(inputs_add(&f->inputs, "packs/x/more.csv", "1", 1, &err), 0);
    fixture_layout(f, 2);
    assert_false(part_exists(&f->layout, f->out, 0));
    assert_int_equal(part_map(&f->layout, f->out, 0, &view, &err), -1);
    assert_int_equal(err.message, MESSAGE_PART_OTHER);
}

/* Parses a damaged copy; returns the message. */
static enum message parse(const struct result_fixture *f, const uint8_t *bytes,
                          size_t size)
{
    struct part_view view;
    struct error err = {0};
    if (part_parse(bytes, size, &f->layout, 0, "x", &view, &err) == 0) {
        part_view_free(&view);
        return MESSAGE_NONE;
    }
    return err.message;
}

static void every_kind_of_damage_is_found(void **state)
{
    const struct result_fixture *f = *state;
    size_t size;
    fixture_write_row(f, 0);
    char *path = part_path(f->out, 0, false);
    uint8_t *bytes = fixture_slurp(path, &size);
    free(path);
    assert_int_equal(parse(f, bytes, size), MESSAGE_NONE);
    for (size_t i = 0; i < size; i += i < 200 || i > size - 60 ? 1 : 997) {
        bytes[i] ^= 0x10;
        assert_int_not_equal(parse(f, bytes, size), MESSAGE_NONE);
        bytes[i] ^= 0x10;
    }
    for (size_t length = 0; length < size; length += 887)
        assert_int_not_equal(parse(f, bytes, length), MESSAGE_NONE);
    assert_int_equal(parse(f, bytes, size - 8), MESSAGE_PART_BROKEN);
    free(bytes);
}

/* A stranger can make the digest right: what it covers is checked as well. */
static void a_chunk_of_impossible_size_is_found(void **state)
{
    const struct result_fixture *f = *state;
    static const uint64_t sizes[] = {0, 4, UINT64_MAX, UINT64_MAX - 7, 1 << 20};
    size_t size;
    fixture_write_row(f, 0);
    char *path = part_path(f->out, 0, false);
    uint8_t *bytes = fixture_slurp(path, &size);
    free(path);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        memcpy(bytes + sizeof(struct part_header) + 8, &sizes[i], 8);
        digest_bytes(bytes, size - DIGEST_SIZE, bytes + size - DIGEST_SIZE);
        assert_int_equal(parse(f, bytes, size), MESSAGE_PART_BROKEN);
    }
    free(bytes);
}

static void a_full_disk_is_told_and_finished_rows_stay(void **state)
{
    const struct result_fixture *f = *state;
    struct part *part;
    struct error err;
    fixture_write_row(f, 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const struct rlimit limit = {300000, 300000};
        const int64_t elements = result_period_size(&f->layout, SERIES_total_residents);
        int32_t *data = calloc((size_t)elements, sizeof *data);
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        int status = data == NULL || part_open(&part, &f->layout, f->out, 1, &err);
        struct panel_record *records = calloc(20000, sizeof *records);
        if (status != 0 || records == NULL)
            _exit(1);
        status = part_write_panel(part, 0, records, 20000, &err);
        _exit(status == -1 && err.message == MESSAGE_FILE_WRITE ? 0 : 2);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_true(part_exists(&f->layout, f->out, 0));
}

static void a_row_is_written_by_one_run_at_a_time(void **state)
{
    const struct result_fixture *f = *state;
    struct part *first, *second;
    struct error err;
    assert_int_equal(part_open(&first, &f->layout, f->out, 0, &err), 0);
    assert_int_equal(part_open(&second, &f->layout, f->out, 0, &err), -1);
    assert_int_equal(err.message, MESSAGE_PART_BUSY);
    part_abandon(first);
}

static void a_folder_that_cannot_be_made_is_told(void **state)
{
    const struct result_fixture *f = *state;
    struct part *part;
    struct error err;
    assert_int_equal(part_open(&part, &f->layout, "/nowhere/out.h5", 0, &err), -1);
    assert_int_equal(err.message, MESSAGE_FILE_WRITE);
}

static void clearing_takes_parts_and_leaves_the_rest(void **state)
{
    const struct result_fixture *f = *state;
    char other[160], folder[128];
    struct error err;
    fixture_write_row(f, 0);
    part_abandon(fixture_start(f, 1));
    snprintf(folder, sizeof folder, "%s.rows", f->out);
    snprintf(other, sizeof other, "%s/row-000000.party", folder);
    fixture_spill(other, "mine", 4);
    assert_int_equal(part_clear(f->out, &err), 0);
    assert_false(part_exists(&f->layout, f->out, 0));
    assert_int_equal(access(other, F_OK), 0);
    unlink(other);
    assert_int_equal(part_clear(f->out, &err), 0);
    assert_int_equal(access(folder, F_OK), -1);
    assert_int_equal(part_clear(f->out, &err), 0);
}

int main(void)
{
#define CASE(name) \
    cmocka_unit_test_setup_teardown(name, result_fixture_start, result_fixture_end)
    const struct CMUnitTest tests[] = {
        CASE(a_finished_row_gives_back_what_was_written),
        CASE(a_row_counts_only_once_it_is_closed),
        CASE(a_row_given_up_leaves_nothing),
        CASE(a_row_with_a_missing_period_is_not_closed),
        CASE(a_killed_row_is_written_anew),
        CASE(a_row_of_another_run_does_not_count),
        CASE(every_kind_of_damage_is_found),
        CASE(a_chunk_of_impossible_size_is_found),
        CASE(a_full_disk_is_told_and_finished_rows_stay),
        CASE(a_row_is_written_by_one_run_at_a_time),
        CASE(a_folder_that_cannot_be_made_is_told),
        CASE(clearing_takes_parts_and_leaves_the_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
