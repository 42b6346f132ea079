/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The version that `--version` prints and results files carry. */
#ifndef LINLI_CORE_VERSION_H
#define LINLI_CORE_VERSION_H

#define LINLI_VERSION       "0.1.0"

/* Counts up whenever the same scenario and inputs give other numbers: results of
 * different model versions are not rows of one file and not reproductions. */
#define LINLI_MODEL_VERSION 1

#endif
