/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Every parameter at its default, in one month. */
#ifndef LINLI_TESTS_SUPPORT_VALUES_H
#define LINLI_TESTS_SUPPORT_VALUES_H

#include "param/parameters.h"

#include <stdlib.h>

static inline struct values values_default(void)
{
    struct parameters *parameters = malloc(sizeof *parameters);
    struct values values;

    parameters_init(parameters);
    parameters_at(parameters, month_of(2024, 1), &values);
    free(parameters);
    return values;
}

#endif
