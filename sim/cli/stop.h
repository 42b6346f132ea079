/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Ctrl-C and a polite kill, for commands that simulate. */
#ifndef LINLI_CLI_STOP_H
#define LINLI_CLI_STOP_H

/* From now on an interruption (SIGINT) or termination (SIGTERM) asks to stop; a second one
 * ends the program at once. Where it is asked for: 0, or the number of the signal. */
const volatile int *stop_listen(void);

#endif
