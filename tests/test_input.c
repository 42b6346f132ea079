/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

#include "core/input.h"
#include "support/check.h"
#include "support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void paths_are_joined_and_normalised(void **state)
{
    static const char *const cases[][3] = {
        {"scenarios/a.yaml", "data/x.csv", "scenarios/data/x.csv"},
        {"scenarios/a.yaml", "../data/x.csv", "data/x.csv"},
        {"scenarios/a.yaml", "../../x.csv", "../x.csv"},
        {"scenarios/a.yaml", ".././/./x//y/", "x/y"},
        {"scenarios/a.yaml", "..", "."},
        {"../s/a.yaml", "../../x", "../../x"},
        {"a.yaml", "x.csv", "x.csv"},
        {"", "./x/../y..z/..a", "y..z/..a"},
        {"", "", "."},
        {"/r/a.yaml", "../../../x", "/x"},
        {"/r/a.yaml", "/q/./x", "/q/x"},
        {"s/a.yaml", "/", "/"},
        {"/a.yaml", "..", "/"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *path = input_path(cases[i][0], cases[i][1]);
        assert_string_equal(path, cases[i][2]);
        free(path);
    }
}

static void the_digest_is_that_of_the_published_example(void **state)
{
    uint8_t digest[DIGEST_SIZE];
    char text[DIGEST_TEXT];
    (void)state;
    digest_bytes("abc", 3, digest);
    digest_text(digest, text);
    /* FIPS 180-4, example of a message of one block. */
    assert_string_equal(
        text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void a_file_is_read_once_and_stays_where_it_is(void **state)
{
    char folder[SCRATCH_SIZE], path[96], name[96];
    const struct input_file *first, *again, *other;
    struct inputs inputs;
    struct error err;
    (void)state;
    scratch_make(folder);
    snprintf(path, sizeof path, "%s/x.csv", folder);
    write_text(path, "2.385\n");
    inputs_init(&inputs);
    assert_int_equal(inputs_read(&inputs, path, 6, &first, &err), 0);
    assert_string_equal(first->bytes, "2.385\n");
    assert_int_equal(first->size, 6);
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "made-up/%d", i);
        assert_int_equal(inputs_add(&inputs, name, "7", 1, &err), 0);
    }
    write_text(path, "other\n");
    snprintf(name, sizeof name, "%s/./y/../x.csv", folder);
    assert_int_equal(inputs_read(&inputs, name, 6, &again, &err), 0);
    assert_ptr_equal(first, again);
    assert_string_equal(again->bytes, "2.385\n");
    assert_true(inputs_has(&inputs, "made-up/99"));
    assert_false(inputs_has(&inputs, folder));
    assert_int_equal(inputs_read(&inputs, "made-up/3", 1, &other, &err), 0);
    assert_string_equal(other->bytes, "7");
    inputs_free(&inputs);
    inputs_free(&inputs);
    unlink(path);
    rmdir(folder);
}

static void what_cannot_be_read_is_told_apart(void **state)
{
    char folder[SCRATCH_SIZE], path[96];
    const struct input_file *file;
    struct inputs inputs;
    struct error err;
    (void)state;
    scratch_make(folder);
    snprintf(path, sizeof path, "%s/x.csv", folder);
    inputs_init(&inputs);
    assert_int_equal(inputs_read(&inputs, path, 9, &file, &err), -1);
    assert_int_equal(err.message, MESSAGE_FILE_MISSING);
    assert_int_equal(inputs_read(&inputs, folder, 9, &file, &err), -1);
    assert_int_equal(err.message, MESSAGE_FILE_MISSING);
    assert_non_null(strstr(err.en, "folder"));
    write_text(path, "0123456789");
    assert_int_equal(inputs_read(&inputs, path, 9, &file, &err), -1);
    assert_int_equal(err.message, MESSAGE_FILE_TOO_LARGE);
    assert_int_equal(inputs_read(&inputs, path, 10, &file, &err), 0);
    assert_int_equal(inputs_read(&inputs, path, 9, &file, &err), -1);
    assert_int_equal(err.message, MESSAGE_FILE_TOO_LARGE);
    unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    inputs_free(&inputs);
    assert_int_equal(inputs_read(&inputs, path, 9, &file, &err), -1);
    assert_int_equal(err.message, MESSAGE_FILE_MISSING);
    inputs_free(&inputs);
    unlink(path);
    rmdir(folder);
}

static void too_many_files_are_refused(void **state)
{
    struct inputs inputs;
    struct error err;
    char name[32];
    (void)state;
    inputs_init(&inputs);
    for (int i = 0; i < INPUT_FILES; i++) {
        snprintf(name, sizeof name, "f%d", i);
        assert_int_equal(inputs_add(&inputs, name, "", 0, &err), 0);
    }
    assert_int_equal(inputs_add(&inputs, "one-more", "", 0, &err), -1);
    assert_int_equal(err.message, MESSAGE_INPUT_TOO_MANY);
    inputs_free(&inputs);
}

static void a_sealed_bundle_does_not_read_the_disk(void **state)
{
    const struct input_file *file;
    struct inputs inputs;
    struct error err;
    (void)state;
    inputs_init(&inputs);
    assert_int_equal(inputs_add(&inputs, "data/pack/x.csv", "1", 1, &err), 0);
    inputs.sealed = true;
    assert_int_equal(inputs_read(&inputs, "/etc/passwd", 99999, &file, &err), -1);
    assert_int_equal(err.message, MESSAGE_FILE_MISSING);
    assert_false(inputs_has(&inputs, "/etc/passwd"));
    assert_int_equal(inputs_read(&inputs, "data/./pack/x.csv", 9, &file, &err), 0);
    /* Other ways to the same file, as a scenario or --set may have named it. */
    assert_int_equal(inputs_read(&inputs, "/srv/data/pack/x.csv", 9, &file, &err), 0);
    assert_int_equal(inputs_read(&inputs, "../data/pack/x.csv", 9, &file, &err), 0);
    assert_int_equal(inputs_read(&inputs, "pack/x.csv", 9, &file, &err), 0);
    assert_int_equal(inputs_read(&inputs, "ack/x.csv", 9, &file, &err), -1);
    /* But no file is taken from another folder than the one named. */
    assert_int_equal(inputs_add(&inputs, "ages.csv", "2", 1, &err), 0);
    assert_int_equal(inputs_read(&inputs, "data/pack/ages.csv", 9, &file, &err), -1);
    assert_int_equal(inputs_read(&inputs, "/srv/data/pack/ages.csv", 9, &file, &err),
                     -1);
    assert_int_equal(inputs_read(&inputs, "scenarios/ages.csv", 9, &file, &err), 0);
    char *folder = inputs_held_path(&inputs, "/srv/data/pack");
    assert_string_equal(folder, "data/pack");
    free(folder);
    folder = inputs_held_path(&inputs, "../pack");
    assert_string_equal(folder, "data/pack");
    free(folder);
    inputs_free(&inputs);
}

static void sets_come_back_as_they_were_given(void **state)
{
    static const char *const given[] = {"seed=7", "title.zh=甲 'b'", "x="};
    struct inputs inputs;
    struct error err;
    char **sets;
    int count;
    (void)state;
    inputs_init(&inputs);
    assert_int_equal(inputs_get_sets(&inputs, &sets, &count, &err), 0);
    assert_int_equal(count, 0);
    inputs_free_sets(sets);
    assert_int_equal(inputs_add_sets(&inputs, given, 0, &err), 0);
    assert_int_equal(inputs.count, 0);
    assert_int_equal(inputs_add_sets(&inputs, given, 3, &err), 0);
    assert_int_equal(inputs_get_sets(&inputs, &sets, &count, &err), 0);
    assert_int_equal(count, 3);
    for (int i = 0; i < 3; i++)
        assert_string_equal(sets[i], given[i]);
    inputs_free_sets(sets);
    inputs_free(&inputs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_are_joined_and_normalised),
        cmocka_unit_test(the_digest_is_that_of_the_published_example),
        cmocka_unit_test(a_file_is_read_once_and_stays_where_it_is),
        cmocka_unit_test(what_cannot_be_read_is_told_apart),
        cmocka_unit_test(too_many_files_are_refused),
        cmocka_unit_test(a_sealed_bundle_does_not_read_the_disk),
        cmocka_unit_test(sets_come_back_as_they_were_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
