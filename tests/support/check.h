/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The one place that includes cmocka, whose headers have an order. */
#ifndef LINLI_TESTS_SUPPORT_CHECK_H
#define LINLI_TESTS_SUPPORT_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
