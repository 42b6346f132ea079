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
/* Reads the scenario through the inputs that the file holds (result_read_inputs) and with
 * the values that were set. Problems go to `report`. */
int again_scenario(const struct result_summary *summary, struct inputs *inputs,
                   struct scenario *scenario, struct report *report) MUST_CHECK;
/* The same, and checks that it means what it meant: RESULT_SCENARIO_DIFFERS is among the
 * problems, and `scenario` empty then. */
int again_read(const char *path, const struct result_summary *summary,
               struct inputs *inputs, struct scenario *scenario,
               struct report *report) MUST_CHECK;
/* Seed of a row of the file. Fails as result_read_seeds. */
int again_seed(struct result *result, int64_t number, uint64_t *seed,
               struct error *err) MUST_CHECK;

#endif
