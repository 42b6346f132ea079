/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Pieces of HTML and SVG. Coordinates have one decimal: a tenth of a pixel, and equal
 * bytes on every machine. */
#include "analysis/markup.h"

#include "analysis/number.h"
#include "core/text.h"

#include <string.h>

void markup_text(FILE *out, const char *text)
{
    for (; *text != '\0'; text++)
        switch (*text) {
        case '&': fputs("&amp;", out); break;
        case '<': fputs("&lt;", out); break;
        case '>': fputs("&gt;", out); break;
        case '"': fputs("&quot;", out); break;
        case '\'': fputs("&#39;", out); break;
        default:
            if ((unsigned char)*text >= ' ' || *text == '\n' || *text == '\t')
                fprintf(out, "%c", *text);
        }
}

/* Bytes of the character that starts here. */
static size_t character_size(const char *text)
{
    size_t size = 1;
    while (((unsigned char)text[size] & 0xC0) == 0x80)
        size++;
    return size;
}

void markup_clipped(FILE *out, const char *text, int cells)
{
    char cut[512];
    size_t size = 0;
    if (text_width(text, strlen(text)) <= cells) {
        markup_text(out, text);
        return;
    }
    while (text[size] != '\0') {
        const size_t next = size + character_size(text + size);
        if (next >= sizeof cut || text_width(text, next) > cells - 1)
            break;
        size = next;
    }
    memcpy(cut, text, size);
    cut[size] = '\0';
    markup_text(out, cut);
    fputs("…", out);
}

void markup_number(FILE *out, double value, int decimals, bool sign)
{
    char text[NUMBER_SIZE];
    number_text(text, value, decimals, sign);
    fprintf(out, "%s%s", text[0] == '-' ? "−" : "", text + (text[0] == '-'));
}

void markup_open_drawing(FILE *out, const char *id, double width, double height,
                         const char *title, const char *description)
{
    fprintf(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" "
        "role=\"img\" aria-labelledby=\"%s-title %s-text\">\n<title id=\"%s-title\">",
        width, height, id, id, id);
    markup_text(out, title);
    fprintf(out, "</title>\n<desc id=\"%s-text\">", id);
    markup_text(out, description);
    fputs("</desc>\n", out);
}

void markup_close_drawing(FILE *out)
{
    fputs("</svg>\n", out);
}

void markup_line(FILE *out, double x1, double y1, double x2, double y2,
                 struct markup_stroke stroke)
{
    fprintf(out,
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" "
            "stroke-width=\"%.1f\"",
            x1, y1, x2, y2, stroke.colour, stroke.width);
    if (stroke.dash != NULL)
        fprintf(out, " stroke-dasharray=\"%s\"", stroke.dash);
    fputs("/>\n", out);
}

void markup_rectangle(FILE *out, double x, double y, double width, double height,
                      const char *colour)
{
    fprintf(
        out,
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>\n", x,
        y, width, height, colour);
}

void markup_dot(FILE *out, double x, double y, double radius, const char *colour,
                bool full)
{
    fprintf(out,
            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\" stroke=\"%s\" "
            "stroke-width=\"1.5\"/>\n",
            x, y, radius, full ? colour : "#ffffff", colour);
}

void markup_open_label(FILE *out, double x, double y, enum markup_anchor anchor,
                       const char *class)
{
    static const char *const anchors[] = {"start", "middle", "end"};
    fprintf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">", x, y,
            anchors[anchor], class);
}

void markup_close_label(FILE *out)
{
    fputs("</text>\n", out);
}

void markup_label(FILE *out, double x, double y, enum markup_anchor anchor,
                  const char *class, const char *text)
{
    markup_open_label(out, x, y, anchor, class);
    markup_text(out, text);
    markup_close_label(out);
}
