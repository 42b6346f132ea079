/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Single values of an instrument's keys: words, names, months, numbers. */
#include "io/policy_parts.h"

#include "core/list.h"
#include "core/text.h"
#include "param/units.h"

#include <math.h>
#include <string.h>

void policy_join(const char *const *words, int count, char *buffer, size_t size)
{
    size_t used = 0;

    buffer[0] = '\0';
    for (int i = 0; i < count && used < size; i++)
        used += (size_t)snprintf(buffer + used, size - used, "%s%s", i > 0 ? ", " : "",
                                 words[i]);
}

/* Reports unless the node is a text with something in it. */
int policy_want_text(struct yaml *yaml, const struct yaml_node *node, const char *what)
{
    if (node->kind != YAML_TEXT)
        return yaml_problem(yaml, node->place, MESSAGE_VALUE_NOT_TEXT, what,
                            yaml_kind_en(node), yaml_kind_zh(node));
    if (node->text[0] == '\0')
        return yaml_problem(yaml, node->key != NULL ? node->key_place : node->place,
                            MESSAGE_VALUE_EMPTY, what);
    return 0;
}

/* Index of the word, or -1 after a report. */
int policy_read_word(struct yaml *yaml, const struct yaml_node *node, const char *what,
                     const char *const *words, int count)
{
    char all[320];
    int nearest;

    if (policy_want_text(yaml, node, what) != 0)
        return -1;
    for (int i = 0; i < count; i++)
        if (strcmp(node->text, words[i]) == 0)
            return i;
    nearest = text_nearest(node->text, words, count);
    policy_join(words, count, all, sizeof(all));
    if (nearest >= 0)
        yaml_problem(yaml, node->place, MESSAGE_POLICY_WORD_NEAR, what, node->text,
                     words[nearest]);
    else
        yaml_problem(yaml, node->place, MESSAGE_POLICY_WORD, what, node->text, all);
    return -1;
}

/* One word or a list of them, as bits. */
void policy_read_words(struct yaml *yaml, const struct yaml_node *node,
                       const char *what, const char *const *words, int count,
                       unsigned *bits)
{
    const bool list = node->kind == YAML_LIST;

    for (const struct yaml_node *item = list ? node->first : node; item != NULL;
         item = list ? item->next : NULL) {
        const int found = policy_read_word(yaml, item, what, words, count);

        if (found >= 0)
            *bits |= 1u << found;
    }
}

void policy_read_names(struct yaml *yaml, const struct yaml_node *node,
                       const char *what, struct instrument_names *names)
{
    const bool list = node->kind == YAML_LIST;

    if (node->kind == YAML_MAP) {
        yaml_problem(yaml, node->place, MESSAGE_VALUE_NOT_LIST, what,
                     yaml_kind_en(node), yaml_kind_zh(node));
        return;
    }
    for (const struct yaml_node *item = list ? node->first : node; item != NULL;
         item = list ? item->next : NULL) {
        struct instrument_name *name;
        struct error err;

        if (policy_want_text(yaml, item, what) != 0)
            continue;
        if (LIST_RESERVE(names, 1, &err) != 0) {
            yaml_problem_from(yaml, item->place, &err);
            return;
        }
        name = &names->item[names->count];
        name->text = strdup(item->text);
        name->place = policy_place(yaml, item->place);
        if (name->text == NULL) {
            yaml_problem(yaml, item->place, MESSAGE_MEMORY, "the scenario file");
            return;
        }
        names->count++;
    }
}

/* A month; a year alone is its January, or with `last` its December. */
void policy_read_month(struct yaml *yaml, const struct yaml_node *node,
                       const char *what, bool last, month *when)
{
    if (policy_want_text(yaml, node, what) != 0)
        return;
    if (month_from_text(node->text, when) != 0) {
        *when = -1;
        yaml_problem(yaml, node->place, MESSAGE_NOT_A_MONTH, what, node->text);
    } else if (last && strspn(node->text, "0123456789") == strlen(node->text)) {
        *when += MONTHS_PER_YEAR - 1;
    }
}

/* A number in [min, max]; the value is only changed when it is right. */
int policy_read_number(struct yaml *yaml, const struct yaml_node *node,
                       const char *what, const char *unit, double max, double *value)
{
    struct units_where where;
    struct error err;
    char given[64], low[64], high[64];
    double number;

    TRY(policy_want_text(yaml, node, what));
    if (units_read(what, node->text, unit, &number, &where, &err) != 0) {
        struct yaml_place place = node->place;

        place.column += where.at + (node->quoted ? 1 : 0);
        place.span = where.span;
        return yaml_problem_from(yaml, place, &err);
    }
    if (number < 0 || number > max)
        return yaml_problem(yaml, node->place, MESSAGE_OUT_OF_RANGE, what,
                            units_text(number, unit, given), units_text(0, unit, low),
                            units_text(max, unit, high));
    *value = number;
    return 0;
}

void policy_read_months(struct yaml *yaml, const struct yaml_node *node,
                        const char *what, int *months)
{
    double value = 0;
    char given[64];

    if (policy_read_number(yaml, node, what, "month", 1200, &value) != 0)
        return;
    if (floor(value) < value)
        yaml_problem(yaml, node->place, MESSAGE_NUMBER_NOT_WHOLE, what,
                     units_text(value, "month", given));
    *months = (int)value;
}
