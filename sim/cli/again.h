/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The scenario of a results file, read again from nothing but the file: what reproduce
 * and trace share. */
#ifndef LINLI_CLI_AGAIN_H
#define LINLI_CLI_AGAIN_H

#include "io/result.h"
#include "io/result_read.h"

/* Whether this program computes what the one that wrote the file at `path` computed.
 * Fails with RESULT_MODEL_VERSION. */
int again_check_model(const char *path, const struct result_summary *summary,
                      struct error *err) MUST_CHECK;
/* Reads the scenario through the inputs that the file holds (result_read_inputs), and
 * checks that it means what it meant. Problems go to `report`, RESULT_SCENARIO_DIFFERS
 * among them; `scenario` is empty then. */
int again_read(const char *path, const struct result_summary *summary,
               struct inputs *inputs, struct scenario *scenario,
               struct report *report) MUST_CHECK;

#endif
