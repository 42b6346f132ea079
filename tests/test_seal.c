/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

#include "io/seal.h"
#include "support/result_fixture.h"

/* Stands for HDF5: its first bytes are enough for the seal. */
static const char body[] = "\x89HDF\r\n\x1a\n and 2385 awkward bytes";

struct sealed {
    char path[64];
};

static int make_sealed(void **state)
{
    static struct sealed sealed;
    struct error err;
    snprintf(sealed.path, sizeof sealed.path, "/tmp/linli-seal-XXXXXX");
    const int handle = mkstemp(sealed.path);
    assert_true(handle >= 0);
    close(handle);
    fixture_spill(sealed.path, body, sizeof body);
    assert_int_equal(seal_write(sealed.path, &err), 0);
    *state = &sealed;
    return 0;
}

static int remove_sealed(void **state)
{
    const struct sealed *sealed = *state;
    return unlink(sealed->path);
}

static void a_sealed_file_is_sound(void **state)
{
    const struct sealed *sealed = *state;
    struct seal seal;
    struct error err;
    uint8_t digest[DIGEST_SIZE];
    assert_int_equal(seal_check(sealed->path, &seal, &err), 0);
    digest_bytes(body, sizeof body, digest);
    assert_memory_equal(seal.digest, digest, DIGEST_SIZE);
    assert_int_equal(seal.bytes, sizeof body);
    assert_int_equal(seal.schema, RESULT_SCHEMA);
    assert_string_equal(seal.build, seal_build());
}

static void every_flipped_bit_is_found(void **state)
{
    const struct sealed *sealed = *state;
    struct seal seal;
    struct error err;
    size_t size;
    uint8_t *bytes = fixture_slurp(sealed->path, &size);
    for (size_t i = 0; i < size; i++) {
        bytes[i] ^= (uint8_t)(1 << i % 8);
        fixture_spill(sealed->path, bytes, size);
        assert_int_equal(seal_check(sealed->path, &seal, &err), -1);
        assert_true(err.message == MESSAGE_RESULT_DAMAGED ||
                    err.message == MESSAGE_RESULT_NO_SEAL ||
                    err.message == MESSAGE_RESULT_NOT_LINLI);
        bytes[i] ^= (uint8_t)(1 << i % 8);
    }
    free(bytes);
}

static void every_length_cut_short_is_found(void **state)
{
    const struct sealed *sealed = *state;
    struct seal seal;
    struct error err;
    size_t size;
    uint8_t *bytes = fixture_slurp(sealed->path, &size);
    for (size_t length = 0; length < size; length++) {
        fixture_spill(sealed->path, bytes, length);
        assert_int_equal(seal_check(sealed->path, &seal, &err), -1);
    }
    assert_int_equal(err.message, MESSAGE_RESULT_NO_SEAL);
    free(bytes);
}

static void bytes_lost_in_the_middle_are_found(void **state)
{
    const struct sealed *sealed = *state;
    struct seal seal;
    struct error err;
    size_t size;
    uint8_t *bytes = fixture_slurp(sealed->path, &size);
    memmove(bytes + 12, bytes + 15, size - 15);
    fixture_spill(sealed->path, bytes, size - 3);
    assert_int_equal(seal_check(sealed->path, &seal, &err), -1);
    assert_int_equal(err.message, MESSAGE_RESULT_SIZE);
    free(bytes);
}

/* Seals the body again with another number of the schema. */
static void reseal_as(const char *path, int schema)
{
    char text[SEAL_SIZE], hex[DIGEST_TEXT];
    uint8_t digest[DIGEST_SIZE];
    digest_bytes(body, sizeof body, digest);
    digest_text(digest, hex);
    const int length = snprintf(
        text, sizeof text, "\nLINLI-SEAL schema %d\nbytes %zu\nsha256 %s\nbuild some\n",
        schema, sizeof body, hex);
    digest_bytes(text, (size_t)length, digest);
    digest_text(digest, hex);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fwrite(body, 1, sizeof body, file);
    fprintf(file, "%scheck %s\nLINLI-SEAL-END %04d\n", text, hex, length + 71 + 20);
    assert_int_equal(fclose(file), 0);
}

static void another_schema_is_named(void **state)
{
    const struct sealed *sealed = *state;
    struct seal seal;
    struct error err;
    reseal_as(sealed->path, RESULT_SCHEMA);
    assert_int_equal(seal_check(sealed->path, &seal, &err), 0);
    reseal_as(sealed->path, 7042);
    assert_int_equal(seal_check(sealed->path, &seal, &err), -1);
    assert_int_equal(err.message, MESSAGE_RESULT_SCHEMA);
    assert_non_null(strstr(err.en, "7042"));
}

static void what_is_no_results_file_is_told_apart(void **state)
{
    const struct sealed *sealed = *state;
    struct seal seal;
    struct error err;
    assert_int_equal(seal_check("/nowhere/x.h5", &seal, &err), -1);
    assert_int_equal(err.message, MESSAGE_FILE_MISSING);
    assert_int_equal(seal_check("/tmp", &seal, &err), -1);
    assert_int_equal(err.message, MESSAGE_RESULT_NOT_LINLI);
    fixture_spill(sealed->path, "title: a scenario", 17);
    assert_int_equal(seal_check(sealed->path, &seal, &err), -1);
    assert_int_equal(err.message, MESSAGE_RESULT_NOT_LINLI);
    fixture_spill(sealed->path, body, sizeof body);
    assert_int_equal(seal_check(sealed->path, &seal, &err), -1);
    assert_int_equal(err.message, MESSAGE_RESULT_NO_SEAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_sealed_file_is_sound, make_sealed,
                                        remove_sealed),
        cmocka_unit_test_setup_teardown(every_flipped_bit_is_found, make_sealed,
                                        remove_sealed),
        cmocka_unit_test_setup_teardown(every_length_cut_short_is_found, make_sealed,
                                        remove_sealed),
        cmocka_unit_test_setup_teardown(bytes_lost_in_the_middle_are_found, make_sealed,
                                        remove_sealed),
        cmocka_unit_test_setup_teardown(another_schema_is_named, make_sealed,
                                        remove_sealed),
        cmocka_unit_test_setup_teardown(what_is_no_results_file_is_told_apart,
                                        make_sealed, remove_sealed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
