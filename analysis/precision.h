/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* How true positions are, and so what may be told of single communities. */
#ifndef LINLI_ANALYSIS_PRECISION_H
#define LINLI_ANALYSIS_PRECISION_H

#include "io/result_read.h"

struct precision {
    bool synthetic
        [CATALOGUE_PRODUCTS]; /* sites were drawn, which community has one too */
    double *point;            /* owned; [communities] as RESULT_PLACE_KNOWN_POINT */
    int products;
};

/* Fails with MEMORY or as reading does; `precision` is empty then, and of a run without
 * services. */
int precision_read(struct result *result, struct precision *precision,
                   struct error *err) MUST_CHECK;
void precision_free(struct precision *precision);
/* Whether the reach of a community within the walk of `band` may be told. The walks of 5 and
 * 10 minutes (0.3 and 0.6 km) are shorter than the error of a drawn site or of a point
 * that is not observed. */
bool precision_tells(const struct precision *precision, int community, int product,
                     int band);
/* Word for tables: "synthetic", "estimated" (the community's point) or "listed". */
const char *precision_word(const struct precision *precision, int community,
                           int product, enum language language);
/* Whether any product's sites were drawn, and the sentence to say then. */
bool precision_any(const struct precision *precision);
const char *precision_warning(enum language language);
/* Names of the products whose sites were drawn, with commas between; "all products", or "" for
 * none; malloc'ed. NULL and an error as reading fails. */
char *precision_names(struct result *result, enum language language, struct error *err);

#endif
