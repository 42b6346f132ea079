/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The one object that a signal handler may write. */
#include "cli/stop.h"

#include <signal.h>

static volatile sig_atomic_t asked;

static void ask(int signal_number)
{
    asked = signal_number;
}

const volatile int *stop_listen(void)
{
    const struct sigaction action = {.sa_handler = ask, .sa_flags = SA_RESETHAND};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    return &asked;
}
