/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A schedule in words. */
#include "policy/schedule.h"

#include "core/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const symbols[] = {"<", "<=", "=", "not", ">=", ">"};
static const char *const symbols_zh[] = {"小于", "不高于", "为",
                                         "不为", "不低于", "大于"};

/* One value of a test as people say it. */
static void write_value(FILE *out, const struct schedule_info *info, double value,
                        bool zh)
{
    char text[64];

    if (info->words != NULL)
        fputs((zh ? info->words_zh : info->words)[(int)value], out);
    else if (strcmp(info->name, "occupancy") == 0)
        fprintf(out, "%g %%", value * 100);
    else
        fputs(units_text(value / info->scale, "1", text), out);
}

static void write_part(FILE *out, const struct schedule_part *part, bool zh)
{
    const struct schedule_info *info = &schedule_info[part->test];

    fprintf(out, zh ? "%s%s" : "%s %s ", zh ? info->zh : info->en,
            (zh ? symbols_zh : symbols)[part->operator_]);
    for (int i = 0; i < part->count; i++) {
        fputs(i == 0 ? "" : zh ? "或" : " or ", out);
        write_value(out, info, part->value[i], zh);
    }
}

/* The condition in words; malloc'ed, or NULL without memory. */
static char *condition_text(const struct schedule_condition *when, bool zh)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return NULL;
    if (when->count == 0)
        fputs(zh ? "其他情况" : "otherwise", out);
    for (int i = 0; i < when->count; i++) {
        fputs(i == 0 ? "" : zh ? "，且" : " and ", out);
        write_part(out, &when->part[i], zh);
    }
    return text_taken(out, &text);
}

char *schedule_table(const struct schedule *schedule, const char *unit,
                     enum language language)
{
    const bool zh = language == LANGUAGE_ZH;
    char *cell[SCHEDULE_ROWS] = {NULL}, *text = NULL, pay[64];
    int width = 0;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    bool good = out != NULL;

    for (int i = 0; i < schedule->count && good; i++) {
        cell[i] = condition_text(&schedule->row[i].when, zh);
        good = cell[i] != NULL;
        if (good && text_width(cell[i], strlen(cell[i])) > width)
            width = text_width(cell[i], strlen(cell[i]));
    }
    for (int i = 0; i < schedule->count && good; i++)
        fprintf(out, "%s%*s | %s\n", cell[i],
                width - text_width(cell[i], strlen(cell[i])), "",
                units_text(schedule->row[i].pay, unit, pay));
    for (int i = 0; i < schedule->count; i++)
        free(cell[i]);
    if (out != NULL && fclose(out) == 0 && good)
        return text;
    free(text);
    return NULL;
}
