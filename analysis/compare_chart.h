/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The three charts of the page. The baseline is one grey everywhere; scenarios have a
 * letter, a colour and a dash, so that they can be told apart in grey print too. */
#ifndef LINLI_ANALYSIS_COMPARE_CHART_H
#define LINLI_ANALYSIS_COMPARE_CHART_H

#include "analysis/compare.h"

#define COMPARE_CHART_GREY "#767676"

/* Colour of a file: the grey for the baseline. */
const char *compare_chart_colour(int file);
/* Letter of a scenario, 'A' for file 1. */
char compare_chart_letter(int file);

/* Differences from the baseline, each indicator on a scale of its own. */
void compare_chart_dots(FILE *out, const struct compare *compare, const char *title,
                        enum language language);
/* The first indicator year by year, with the spread of rows. */
void compare_chart_years(FILE *out, const struct compare *compare, const char *title,
                         enum language language);
/* The bar of every file. */
void compare_chart_bars(FILE *out, const struct compare *compare, const char *title,
                        enum language language);

#endif
