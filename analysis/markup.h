/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Pieces of HTML and SVG, written so that they are XML too. Every text is escaped here
 * and nowhere else. */
#ifndef LINLI_ANALYSIS_MARKUP_H
#define LINLI_ANALYSIS_MARKUP_H

#include <stdbool.h>
#include <stdio.h>

enum markup_anchor { MARKUP_START, MARKUP_MIDDLE, MARKUP_END };

/* One line of the drawing. */
struct markup_stroke {
    const char *colour, *dash; /* "4 3"; NULL: drawn through */
    double width;
};

/* The text with &, <, >, " and ' as entities; control characters are left out, as XML
 * has no way to write them. */
void markup_text(FILE *out, const char *text);
/* At most `cells` cells of it (wide characters take two), then "…" when cut. */
void markup_clipped(FILE *out, const char *text, int cells);
/* A number with the true minus sign. */
void markup_number(FILE *out, double value, int decimals, bool sign);

/* Opens a drawing `width` x `height`, with a title and a description for readers who
 * hear it; ids start with `id`. Closed by markup_close_drawing. */
void markup_open_drawing(FILE *out, const char *id, double width, double height,
                         const char *title, const char *description);
void markup_close_drawing(FILE *out);
void markup_line(FILE *out, double x1, double y1, double x2, double y2,
                 struct markup_stroke stroke);
void markup_rectangle(FILE *out, double x, double y, double width, double height,
                      const char *colour);
/* A dot; `full`: filled with its colour, else white with a rim. */
void markup_dot(FILE *out, double x, double y, double radius, const char *colour,
                bool full);
/* Opens a text at a point, to be filled by markup_text and closed. `class` names a style
 * of the page. */
void markup_open_label(FILE *out, double x, double y, enum markup_anchor anchor,
                       const char *class);
void markup_close_label(FILE *out);
/* A whole label. */
void markup_label(FILE *out, double x, double y, enum markup_anchor anchor,
                  const char *class, const char *text);

#endif
