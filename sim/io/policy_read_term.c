/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Terms of instruments: quantities in one of a term's units, or schedules of them. */
#include "io/policy_read.h"

#include "param/units.h"

#include <stdlib.h>
#include <string.h>

/* Number of the last unit of a term: of prices, the one that says of nothing. */
static int plain_unit(enum instrument_term term)
{
    char unit[64];
    int k = 0;

    while (instrument_unit(term, k + 1, unit) != NULL)
        k++;
    return k;
}

/* Reads a quantity in any of the term's units; the first one's error is the one told.
 * `unit` is out: which one, the last for a plain number. */
static int read_quantity(struct yaml *yaml, const struct yaml_node *node,
                         enum instrument_term term, double *value, int *unit)
{
    const struct instrument_term_info *info = &instrument_terms[term];
    char name[64], given[64], low[64], high[64];
    struct units_where where, unused;
    struct error err, other;
    double plain;
    bool found;

    if (node->kind != YAML_TEXT)
        return yaml_problem(yaml, node->place, MESSAGE_VALUE_NOT_TEXT, info->name,
                            yaml_kind_en(node), yaml_kind_zh(node));
    if (node->text[0] == '\0')
        return yaml_problem(yaml, node->key != NULL ? node->key_place : node->place,
                            MESSAGE_VALUE_EMPTY, info->name);
    instrument_unit(term, 0, name);
    *unit = 0;
    found = units_read(info->name, node->text, name, value, &where, &err) == 0;
    while (!found && instrument_unit(term, ++*unit, name) != NULL)
        found = units_read(info->name, node->text, name, value, &unused, &other) == 0;
    if (!found) {
        struct yaml_place place = node->place;

        place.column += where.at + (node->quoted ? 1 : 0);
        place.span = where.span;
        return yaml_problem_from(yaml, place, &err);
    }
    if (info->price &&
        units_read(info->name, node->text, "1", &plain, &unused, &other) == 0)
        *unit = plain_unit(term);
    if (*value >= info->min && *value <= info->max)
        return 0;
    return yaml_problem(yaml, node->place, MESSAGE_OUT_OF_RANGE, info->name,
                        units_text(*value, name, given),
                        units_text(info->min, name, low),
                        units_text(info->max, name, high));
}

/* Reads `when` and `pay` of one row. */
static int read_row(struct yaml *yaml, const struct yaml_node *node,
                    enum instrument_term term, struct schedule_row *line, int *unit)
{
    const struct yaml_node *when = NULL, *pay = NULL;
    struct units_where where = {0, 1};
    struct error err;

    if (node->kind == YAML_MAP) {
        when = yaml_find(node, "when");
        pay = yaml_find(node, "pay");
    }
    if (when == NULL || pay == NULL || when->kind != YAML_TEXT ||
        node->first->next != node->last)
        return yaml_problem(yaml, node->place, MESSAGE_POLICY_ROW);
    if (schedule_read(when->text, instrument_terms[term].about, &line->when, &where,
                      &err) != 0) {
        struct yaml_place place = when->place;

        place.column += where.at + (when->quoted ? 1 : 0);
        place.span = where.span;
        return yaml_problem_from(yaml, place, &err);
    }
    return read_quantity(yaml, pay, term, &line->pay, unit);
}

/* The node of the row at which an error of the schedule stands. */
static const struct yaml_node *row_node(const struct yaml_node *list, int index)
{
    const struct yaml_node *node = list->first;

    while (index-- > 0 && node->next != NULL)
        node = node->next;
    return node != NULL ? node : list;
}

/* Rows of one schedule pay by the month or by the visit, not some so and some so. */
static void note_unit(struct yaml *yaml, const struct yaml_node *line,
                      enum instrument_term term, int unit,
                      struct instrument_value *value)
{
    const int plain = plain_unit(term);

    if (instrument_terms[term].price && unit == plain)
        return;
    if (instrument_terms[term].price && value->unit != plain &&
        (unit == 0) != (value->unit == 0))
        yaml_problem(yaml, line->place, MESSAGE_POLICY_ROW_UNIT);
    value->unit = unit;
}

static void read_schedule(struct yaml *yaml, const struct yaml_node *list,
                          enum instrument_term term, struct instrument_value *value)
{
    struct schedule *schedule = calloc(1, sizeof(*schedule));
    const size_t before = yaml->report->count;
    struct error err;
    int index = 0, unit = 0;

    if (schedule == NULL) {
        yaml_problem(yaml, list->place, MESSAGE_MEMORY, "the scenario file");
        return;
    }
    free(value->schedule);
    value->schedule = schedule;
    value->unit = plain_unit(term);
    for (const struct yaml_node *node = list->first; node != NULL; node = node->next) {
        if (schedule->count == SCHEDULE_ROWS) {
            yaml_problem(yaml, node->place, MESSAGE_SCHEDULE_LIMIT, SCHEDULE_ROWS,
                         "rows of a schedule", "表的行数");
            return;
        }
        if (read_row(yaml, node, term, &schedule->row[schedule->count], &unit) != 0)
            continue;
        schedule->count++;
        note_unit(yaml, node, term, unit, value);
    }
    if (list->first == NULL)
        yaml_problem(yaml, list->place, MESSAGE_POLICY_ROW);
    if (yaml->report->count == before && schedule_close(schedule, &index, &err) != 0)
        yaml_problem_from(yaml, row_node(list, index)->place, &err);
}

void policy_read_term(struct yaml *yaml, const struct yaml_node *node,
                      enum instrument_term term, struct instrument_value *value)
{
    value->given = true;
    value->place = policy_place(yaml, node->place);
    if (node->kind == YAML_LIST)
        read_schedule(yaml, node, term, value);
    else if (read_quantity(yaml, node, term, &value->value, &value->unit) != 0)
        value->value = 0; /* and never used: the scenario is not run */
}
