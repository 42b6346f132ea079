/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What the lists of settings and parameters say, as text for people. */
#ifndef LINLI_IO_EXPLAIN_H
#define LINLI_IO_EXPLAIN_H

#include "core/error.h"
#include "io/scenario.h"

#include <stdio.h>

/* All that is declared of one setting or parameter, found by key (also with
 * "parameters." before it), Chinese label, or the group it stands in ("migrate", which
 * lists its members). malloc'ed. Fails with EXPLAIN_UNKNOWN, EXPLAIN_NEAR or MEMORY. */
int explain_key(const char *key, enum language language, char **text,
                struct error *err) MUST_CHECK;
/* All that the catalogue says of one product, or of one figure of it, found by key
 * ("childcare_full", "childcare_full.price", also with "products." before it) or Chinese
 * name. malloc'ed. Fails with EXPLAIN_UNKNOWN, EXPLAIN_NEAR or MEMORY. */
int explain_product(const struct catalogue *catalogue, const char *key,
                    enum language language, char **text, struct error *err) MUST_CHECK;
/* A line for each product. malloc'ed, or NULL without memory. */
char *explain_products(const struct catalogue *catalogue, enum language language);
/* docs/SERVICES.md. malloc'ed, or NULL without memory. */
char *explain_services(const struct catalogue *catalogue);
/* Who a rule speaks of, in words, and from where a figure is: for the two above. */
void explain_rule(FILE *out, const struct rule *rule, enum language language);
void explain_source(FILE *out, const struct figure_source *source, const char *unit,
                    enum language language);
/* The value of a figure. */
double explain_figure(const struct product *product, int figure);
/* A line for each setting and parameter. malloc'ed, or NULL without memory. */
char *explain_list(enum language language);
/* Every effective value of a scenario with the file and line it came from. malloc'ed,
 * or NULL without memory. */
char *explain_scenario(const struct scenario *scenario, enum language language);
/* The same of one instrument of its policy, schedules as tables. */
char *explain_instrument(const struct instrument *instrument, enum language language);

#endif
