/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

#include "analysis/markup.h"
#include "support/check.h"

#include <stdlib.h>

/* What `write` writes for a text; freed by the caller. */
static char *written(void (*write)(FILE *, const char *, int), const char *text,
                     int number)
{
    char *all = NULL;
    size_t size;
    FILE *out = open_memstream(&all, &size);
    assert_non_null(out);
    write(out, text, number);
    assert_int_equal(fclose(out), 0);
    return all;
}

static void write_text(FILE *out, const char *text, int number)
{
    (void)number;
    markup_text(out, text);
}

static void write_number(FILE *out, const char *text, int number)
{
    markup_number(out, atof(text), number, true);
}

static void write_drawing(FILE *out, const char *text, int number)
{
    const struct markup_stroke stroke = {"#767676", "4 3", 1.5};
    markup_open_drawing(out, "x", 100.0, (double)number, text, "<desc>");
    markup_line(out, 0.0, 1.25, 2.5, 3.75, stroke);
    markup_label(out, 5.0, 6.0, MARKUP_END, "tick", text);
    markup_close_drawing(out);
}

static void check(char *got, const char *wanted)
{
    assert_string_equal(got, wanted);
    free(got);
}

static void every_sign_of_markup_is_escaped(void **state)
{
    (void)state;
    check(written(write_text, "a<b & \"c\" > 'd'\x01\x1b", 0),
          "a&lt;b &amp; &quot;c&quot; &gt; &#39;d&#39;");
    check(written(write_text, "越秀</title>", 0), "越秀&lt;/title&gt;");
}

static void long_texts_are_cut_at_whole_characters(void **state)
{
    (void)state;
    check(written(markup_clipped, "公建民营", 8), "公建民营");
    check(written(markup_clipped, "公建民营加补贴", 8), "公建民…");
    check(written(markup_clipped, "a<bcdefghij", 5), "a&lt;bc…");
}

static void numbers_have_a_true_minus(void **state)
{
    (void)state;
    check(written(write_number, "-2.385", 1), "−2.4");
    check(written(write_number, "2385", 0), "+2,385");
}

static void a_drawing_is_as_it_was(void **state)
{
    (void)state;
    check(
        written(write_drawing, "R&D", 50),
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 50\" role=\"img\" "
        "aria-labelledby=\"x-title x-text\">\n<title id=\"x-title\">R&amp;D</title>\n"
        "<desc id=\"x-text\">&lt;desc&gt;</desc>\n"
        "<line x1=\"0.0\" y1=\"1.2\" x2=\"2.5\" y2=\"3.8\" stroke=\"#767676\" "
        "stroke-width=\"1.5\" stroke-dasharray=\"4 3\"/>\n"
        "<text x=\"5.0\" y=\"6.0\" text-anchor=\"end\" class=\"tick\">R&amp;D</text>\n"
        "</svg>\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sign_of_markup_is_escaped),
        cmocka_unit_test(long_texts_are_cut_at_whole_characters),
        cmocka_unit_test(numbers_have_a_true_minus),
        cmocka_unit_test(a_drawing_is_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
