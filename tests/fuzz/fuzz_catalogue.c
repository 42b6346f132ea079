/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Any bytes as a catalogue of services, and as levels over it. */
#include "io/catalogue_read.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct catalogue *catalogue = malloc(sizeof(*catalogue));
    struct inputs inputs;
    struct report report;

    if (catalogue == NULL)
        return 0;
    inputs_init(&inputs);
    report_init(&report);
    /* Sealed, so that what the fuzzer writes cannot name a file of the disk. */
    inputs.sealed = true;
    if (inputs_add(&inputs, "a.yaml", (const char *)data, size, NULL) == 0 &&
        catalogue_read(&inputs, "a.yaml", catalogue, &report) != 0 &&
        catalogue_levels_read(&inputs, "a.yaml", catalogue, &report) == 0)
        catalogue_index(catalogue);
    report_free(&report);
    inputs_free(&inputs);
    free(catalogue);
    return 0;
}
