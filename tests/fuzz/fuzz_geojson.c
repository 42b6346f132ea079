/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Any bytes as a map of facilities. */
#include "facilities.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_facilities("x.geojson", bytes, size);
    return 0;
}
