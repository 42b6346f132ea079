/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Any bytes as a scenario file, through the tree, the schema and the effective text. */
#include "io/scenario.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const sets[] = {"bear.level=1.1"};
    struct inputs inputs;
    struct report report;
    struct scenario scenario;

    inputs_init(&inputs);
    report_init(&report);
    /* Sealed, so that what the fuzzer writes cannot name a file of the disk. */
    inputs.sealed = true;
    if (inputs_add(&inputs, "a.yaml", (const char *)data, size, NULL) == 0 &&
        scenario_read(&inputs, "a.yaml", sets, 1, &scenario, &report) == 0) {
        free(scenario_effective(&scenario));
        scenario_free(&scenario);
    }
    report_free(&report);
    inputs_free(&inputs);
    return 0;
}
