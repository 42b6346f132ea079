/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Numbers as people read them: thousands grouped, as many decimals as the spread bears. */
#ifndef LINLI_ANALYSIS_NUMBER_H
#define LINLI_ANALYSIS_NUMBER_H

#include <stdbool.h>

enum { NUMBER_SIZE = 48 };

/* Writes "1,234.5", "-0.3", with `sign` "+1.2"; "n/a" for NaN; never "-0". Returns
 * `buffer`. */
const char *number_text(char buffer[NUMBER_SIZE], double value, int decimals,
                        bool sign);
/* Decimals, 0 to 3, that show two digits of a spread. */
int number_decimals(double spread);
/* A step of an axis: 1, 2 or 5 times a power of ten, so that `span` has at most `most`
 * of them. */
double number_step(double span, int most);

#endif
