/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A scenario's `policy`: read from the tree of YAML, and written again. */
#ifndef LINLI_IO_POLICY_READ_H
#define LINLI_IO_POLICY_READ_H

#include "io/yaml.h"
#include "policy/policy.h"

#include <stdio.h>

/* Reads the list at `node` into an empty policy. Every problem is reported: unknown
 * kinds, terms and words with the nearest, units of the wrong kind, values out of bounds,
 * dates out of order, rows that never pay, instruments that set nothing. What targets
 * say is checked by policy_bind. */
void policy_read(struct yaml *yaml, const struct yaml_node *node,
                 struct policy *policy);
/* Reads one term, schedules included; problems are reported. */
void policy_read_term(struct yaml *yaml, const struct yaml_node *node,
                      enum instrument_term term, struct instrument_value *value);
/* Lays what "--set policy.ID.term=value" says, maps of ID and term, over a list of
 * instruments. Reports POLICY_SET for an ID that is none (`list` NULL: none is). */
void policy_read_set(struct yaml *yaml, struct yaml_node *list,
                     const struct yaml_node *sets);
/* Turns an entry "policy.ID.term" of a map of keys into a map of ID and term and adds it
 * to `sets`; reports POLICY_SET when it has another form. */
void policy_read_key(struct yaml *yaml, struct yaml_node *sets,
                     const struct yaml_node *node);
/* Where a node stands. */
struct instrument_place policy_place(const struct yaml *yaml, struct yaml_place place);
/* Writes the policy as YAML that reads back the same; nothing when it is empty. */
void policy_write(FILE *out, const struct policy *policy);

#endif
