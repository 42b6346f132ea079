/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The effective scenario: every value in one file, in the order of the lists, in
 * canonical units. Reading it back gives the same scenario. */
#include "io/scenario_parts.h"

#include "core/text.h"
#include "io/policy_read.h"
#include "param/units.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void scenario_write_quoted(FILE *out, const char *text)
{
    fputs("\"", out);
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            fprintf(out, "\\%c", *text);
        else if (*text == '\n')
            fputs("\\n", out);
        else if (*text == '\t')
            fputs("\\t", out);
        else
            fprintf(out, "%c", *text);
    }
    fputs("\"", out);
}

static void write_names(FILE *out, const struct names *names)
{
    fputs("[", out);
    for (int i = 0; i < names->count; i++) {
        fputs(i > 0 ? ", " : "", out);
        scenario_write_quoted(out, names->name[i]);
    }
    fputs("]", out);
}

static void write_setting(FILE *out, const struct scenario *scenario,
                          enum setting setting)
{
    const struct setting_info *info = &setting_info[setting];
    /* The field is only read. */
    const void *field = scenario_field((struct scenario *)scenario, setting);
    char buffer[64];

    switch (info->kind) {
    case SETTING_KIND_TEXT:
    case SETTING_KIND_FOLDER:
    case SETTING_KIND_FILE: scenario_write_quoted(out, *(char *const *)field); break;
    case SETTING_KIND_MONTH:
        fprintf(out, "%s", month_text(*(const month *)field, buffer));
        break;
    case SETTING_KIND_INTEGER: fprintf(out, "%" PRId64, *(const int64_t *)field); break;
    case SETTING_KIND_SHARE:
    case SETTING_KIND_LENGTH:
        fputs(units_text(*(const double *)field, setting_unit(info->kind), buffer),
              out);
        break;
    case SETTING_KIND_NAMES: write_names(out, field); break;
    }
}

/* Only the plain value where it lies outside the range: then the range is the default
 * one, for a range that is given holds its value. */
static void write_parameter(FILE *out, const struct parameters *parameters,
                            enum parameter parameter)
{
    const struct dated *dated = &parameters->value[parameter];
    const char *unit = parameter_info[parameter].unit;
    const double value = dated->steps[0].value;
    const double low = parameters->low[parameter], high = parameters->high[parameter];
    char buffer[64], when[16];

    fprintf(out, "{value: %s", units_text(value, unit, buffer));
    if (value >= low && value <= high) {
        fprintf(out, ", low: %s", units_text(low, unit, buffer));
        fprintf(out, ", high: %s", units_text(high, unit, buffer));
    }
    for (int i = 1; i < dated->count; i++)
        fprintf(out, ", %s: %s", month_text(dated->steps[i].from, when),
                units_text(dated->steps[i].value, unit, buffer));
    fputs("}", out);
}

char *scenario_setting_text(const struct scenario *scenario, int setting)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return NULL;
    write_setting(out, scenario, (enum setting)setting);
    return text_taken(out, &text);
}

char *scenario_effective(const struct scenario *scenario)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return NULL;
    fputs("linli: 1\n", out);
    for (int i = 0; i < SETTINGS; i++) {
        fprintf(out, "%s: ", setting_info[i].key);
        write_setting(out, scenario, (enum setting)i);
        fputs("\n", out);
    }
    if (scenario->override_count > 0)
        fputs("products:\n", out);
    for (int i = 0; i < scenario->override_count; i++)
        fprintf(out, "  %s: %s\n", scenario->overrides[i].key,
                scenario->overrides[i].text);
    policy_write(out, &scenario->policy);
    fputs("parameters:\n", out);
    for (int i = 0; i < PARAMETERS; i++) {
        fprintf(out, "  %s: ", parameter_info[i].key);
        write_parameter(out, &scenario->parameters, (enum parameter)i);
        fputs("\n", out);
    }
    return text_taken(out, &text);
}
