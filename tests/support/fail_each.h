/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Runs something again and again, each time with another allocation that fails. */
#ifndef LINLI_TESTS_SUPPORT_FAIL_EACH_H
#define LINLI_TESTS_SUPPORT_FAIL_EACH_H

#include "core/error.h"

#include "support/check.h"
#include "support/fail_malloc.h"

#include <stdint.h>
#include <string.h>

/* Something to run: 0, or -1 and the message. `sum` tells one result from another; left
 * alone where there is none. */
struct attempt {
    int (*run)(void *context, enum message *message, uint64_t *sum);
    void *context;
};

static inline bool fail_is_environment(enum message message)
{
    return strncmp(error_code(message), "C1", 2) == 0;
}

static inline int fail_once(const struct attempt *attempt, int64_t number,
                            uint64_t *sum)
{
    enum message message = MESSAGE_NONE;
    const int64_t before = fail.live_count;
    fail_from(number);
    const int status = attempt->run(attempt->context, &message, sum);
    fail_stop();
    if (fail.live_count != before)
        fail_msg("allocation %ld: %ld left behind", (long)number,
                 (long)(fail.live_count - before));
    if (status != 0 && !fail_is_environment(message))
        fail_msg("allocation %ld: %s", (long)number, error_code(message));
    return status;
}

/* Returns how many allocations were made to fail. */
static inline int64_t fail_each(const struct attempt *attempt)
{
    uint64_t undisturbed = 0, sum = 0;
    int64_t tries = 0, survived = 0;
    assert_int_equal(fail_once(attempt, 0, &undisturbed), 0);
    for (bool failed = true; failed; tries += failed) {
        sum = undisturbed;
        const int status = fail_once(attempt, tries + 1, &sum);
        failed = fail.failed;
        survived += failed && status == 0;
        assert_true(failed || status == 0);
        if (sum != undisturbed)
            fail_msg("allocation %ld is missing in the result", (long)tries + 1);
    }
    print_message("%ld allocations made to fail, %ld of them not missed\n", (long)tries,
                  (long)survived);
    return tries;
}

#endif
