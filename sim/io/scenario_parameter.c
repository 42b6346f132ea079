/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Parameters: a quantity; or a map of value, low, high and dates, each date's value
 * holding from that month until the next, and `value` before the first. */
#include "io/scenario_parts.h"

#include "core/text.h"
#include "param/units.h"

#include <ctype.h>
#include <string.h>

static const char *const parts[] = {"value", "low", "high"};

enum { PART_VALUE, PART_LOW, PART_HIGH, PARTS };

struct parameter_context {
    struct yaml *yaml;
    enum parameter parameter;
    const struct parameter_info *info;
    struct scenario *scenario;
    const struct yaml_node *part[PARTS]; /* as far as given and valid */
    bool many, refused;                  /* told of too many dates, of dates at all */
};

static int read_number(struct parameter_context *context, const struct yaml_node *node,
                       double *value)
{
    const struct parameter_info *info = context->info;

    return scenario_quantity(context->yaml, node, info->key, info->unit, info->min,
                             info->max, value);
}

/* An entry that is no date. */
static void read_part(struct parameter_context *context, const struct yaml_node *node)
{
    struct parameters *parameters = &context->scenario->parameters;
    double *const field[PARTS] = {
        &parameters->value[context->parameter].steps[0].value,
        &parameters->low[context->parameter],
        &parameters->high[context->parameter],
    };
    double value;
    int part = 0, nearest;

    while (part < PARTS && strcmp(parts[part], node->key) != 0)
        part++;
    if (part < PARTS) {
        if (read_number(context, node, &value) == 0) {
            *field[part] = value;
            context->part[part] = node;
        }
        return;
    }
    nearest = text_nearest(node->key, parts, PARTS);
    if (isdigit((unsigned char)node->key[0]))
        yaml_problem(context->yaml, node->key_place, MESSAGE_NOT_A_MONTH,
                     context->info->key, node->key);
    else if (nearest >= 0)
        yaml_problem(context->yaml, node->key_place, MESSAGE_KEY_UNKNOWN_NEAR,
                     node->key, parts[nearest]);
    else
        yaml_problem(context->yaml, node->key_place, MESSAGE_KEY_UNKNOWN, node->key);
}

static void read_date(struct parameter_context *context, const struct yaml_node *node,
                      month when)
{
    struct dated *dated = &context->scenario->parameters.value[context->parameter];
    const month before = dated->steps[dated->count - 1].from;
    char text[16];
    double value;

    if (read_number(context, node, &value) != 0)
        return;
    if (when <= before) {
        yaml_problem(context->yaml, node->key_place, MESSAGE_DATES_ORDER, node->key,
                     month_text(before, text));
        return;
    }
    if (dated_set(dated, when, value) != 0) {
        if (!context->many) /* at the first that is too many, not at each */
            yaml_problem(context->yaml, node->key_place, MESSAGE_DATES_MANY,
                         context->info->key, DATED_STEPS - 1);
        context->many = true;
        return;
    }
    context->scenario->parameter_origin[context->parameter][dated->count - 1] =
        scenario_origin(context->yaml, node->key_place);
}

static void read_entries(struct parameter_context *context, const struct yaml_node *map)
{
    for (const struct yaml_node *node = map->first; node != NULL; node = node->next) {
        month when;

        if (month_from_text(node->key, &when) != 0) {
            read_part(context, node);
        } else if (context->info->may_change) {
            read_date(context, node, when);
        } else if (!context->refused) {
            context->refused = true;
            yaml_problem(context->yaml, node->key_place, MESSAGE_NOT_DATED,
                         context->info->key);
        }
    }
}

/* What must hold between value, low and high where a range is given. */
static void check_range(struct parameter_context *context)
{
    const struct yaml_node *low = context->part[PART_LOW];
    const struct yaml_node *high = context->part[PART_HIGH];
    const struct yaml_node *value = context->part[PART_VALUE];
    const struct parameters *parameters = &context->scenario->parameters;
    const double from = parameters->low[context->parameter];
    const double to = parameters->high[context->parameter];
    const double at = parameters->value[context->parameter].steps[0].value;
    const char *unit = context->info->unit;
    char a[64], b[64], c[64];

    if (low == NULL && high == NULL)
        return;
    if (from > to)
        yaml_problem(context->yaml, low != NULL ? low->place : high->place,
                     MESSAGE_RANGE_ORDER, context->info->key, units_text(from, unit, a),
                     units_text(to, unit, b));
    else if (at < from || at > to)
        yaml_problem(context->yaml,
                     value != NULL ? value->place
                     : low != NULL ? low->place
                                   : high->place,
                     MESSAGE_RANGE_WITHOUT, context->info->key, units_text(at, unit, a),
                     units_text(from, unit, b), units_text(to, unit, c));
}

void scenario_set_parameter(struct yaml *yaml, struct yaml_node *node,
                            enum parameter parameter, struct scenario *scenario)
{
    struct parameter_context context = {.yaml = yaml,
                                        .parameter = parameter,
                                        .info = &parameter_info[parameter],
                                        .scenario = scenario};
    struct origin *origin = scenario->parameter_origin[parameter];
    double value;

    if (node->kind != YAML_MAP) {
        if (read_number(&context, node, &value) == 0) {
            scenario->parameters.value[parameter].steps[0].value = value;
            origin[0] = scenario_origin(yaml, node->place);
        }
        return;
    }
    read_entries(&context, node);
    check_range(&context);
    if (context.part[PART_VALUE] != NULL)
        origin[0] = scenario_origin(yaml, context.part[PART_VALUE]->place);
    if (context.part[PART_LOW] != NULL)
        scenario->range_origin[parameter] =
            scenario_origin(yaml, context.part[PART_LOW]->place);
    else if (context.part[PART_HIGH] != NULL)
        scenario->range_origin[parameter] =
            scenario_origin(yaml, context.part[PART_HIGH]->place);
}
