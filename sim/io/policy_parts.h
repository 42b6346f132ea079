/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Readers of single values, which policy_read.c is made of: nothing else includes this.
 * All report what is wrong, `what` being the key. */
#ifndef LINLI_IO_POLICY_PARTS_H
#define LINLI_IO_POLICY_PARTS_H

#include "io/policy_read.h"

/* "a, b, c". */
void policy_join(const char *const *words, int count, char *buffer, size_t size);
/* Reports unless the node is a text with something in it. */
int policy_want_text(struct yaml *yaml, const struct yaml_node *node,
                     const char *what) MUST_CHECK;
/* Index of the word, or -1 after a report. */
int policy_read_word(struct yaml *yaml, const struct yaml_node *node, const char *what,
                     const char *const *words, int count);
/* One word or a list of them, as bits. */
void policy_read_words(struct yaml *yaml, const struct yaml_node *node,
                       const char *what, const char *const *words, int count,
                       unsigned *bits);
/* One name or a list of them. */
void policy_read_names(struct yaml *yaml, const struct yaml_node *node,
                       const char *what, struct instrument_names *names);
/* A month; a year alone is its January, or with `last` its December. */
void policy_read_month(struct yaml *yaml, const struct yaml_node *node,
                       const char *what, bool last, month *when);
/* A number in [0, max]; the value is only changed when it is right. */
int policy_read_number(struct yaml *yaml, const struct yaml_node *node,
                       const char *what, const char *unit, double max,
                       double *value) MUST_CHECK;
/* Whole months up to a hundred years. */
void policy_read_months(struct yaml *yaml, const struct yaml_node *node,
                        const char *what, int *months);

#endif
