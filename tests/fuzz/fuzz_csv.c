/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Feeds any bytes to the CSV reader and looks at every cell it gives. */
#include "core/csv.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void look(const struct csv *csv)
{
    struct error err;
    int64_t whole;
    double value;

    for (int i = 0; i < csv->rows; i++) {
        assert(csv->lines[i] > csv->header_line);
        for (int k = 0; k < csv->columns; k++) {
            assert(strlen(csv_text(csv, i, k)) < INT32_MAX);
            if (csv_number(csv, i, k, -1e6, 1e6, &value, &err) == 0)
                assert(value >= -1e6 && value <= 1e6);
            if (csv_integer(csv, i, k, -7, 9, &whole, &err) == 0)
                assert(whole >= -7 && whole <= 9);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct inputs inputs;
    struct error err;
    struct csv csv;
    int column;

    inputs_init(&inputs);
    inputs.sealed = true;
    if (inputs_add(&inputs, "x.csv", (const char *)bytes, size, &err) == 0 &&
        csv_read(&inputs, "x.csv", &csv, &err) == 0) {
        look(&csv);
        (void)!csv_require(&csv, "code", &column, &err);
        csv_free(&csv);
    }
    inputs_free(&inputs);
    return 0;
}
