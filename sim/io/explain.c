/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Texts of `linli explain` and `linli show`, from the lists alone: a parameter that is
 * declared is explained. */
#include "io/explain.h"

#include "core/text.h"
#include "param/settings.h"
#include "param/units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEY_CELLS = 32,   /* column of keys */
    LABEL_CELLS = 24, /* column of Chinese labels */
    VALUE_CELLS = 48, /* column of values in `show` */
    NEAR_MAX = 5      /* names offered for an unknown one */
};

static const char *pick(enum language language, const char *en, const char *zh)
{
    return language == LANGUAGE_ZH ? zh : en;
}

/* The text and the spaces that fill its column, at least one. */
static void write_column(FILE *out, const char *text, int cells)
{
    const int space = cells - text_width(text, strlen(text));

    fprintf(out, "%s%*s", text, space > 1 ? space : 1, "");
}

/* One "name   value" line of an explanation. */
static void write_field(FILE *out, const char *name, const char *value)
{
    fputs("  ", out);
    write_column(out, name, 12);
    fprintf(out, "%s\n", value);
}

static const char *grade_text(char grade, enum language language)
{
    switch (grade) {
    case 'A': return pick(language, "official", "官方统计");
    case 'B': return pick(language, "academic", "学术研究");
    case 'C': return pick(language, "press", "媒体报道");
    default: return pick(language, "assumed", "假定");
    }
}

static void write_bounds(FILE *out, enum language language, const char *name,
                         double low, double high, const char *unit, const char *more)
{
    char a[64], b[64], text[192];

    units_text(low, unit, a);
    units_text(high, unit, b);
    snprintf(text, sizeof(text), "%s %s %s%s", a, pick(language, "to", "至"), b, more);
    write_field(out, name, text);
}

static void write_parameter(FILE *out, const struct parameter_info *info,
                            enum language language)
{
    char text[192];

    fprintf(out, "%s  %s\n", info->key, info->label_zh);
    write_field(out, pick(language, "meaning", "含义"),
                pick(language, info->en, info->zh));
    write_field(out, pick(language, "unit", "单位"), info->unit);
    write_field(out, pick(language, "default", "默认值"),
                units_text(info->initial, info->unit, text));
    write_bounds(out, language, pick(language, "range", "不确定范围"), info->low,
                 info->high, info->unit,
                 info->scale == SCALE_LOG
                     ? pick(language, ", on a logarithmic scale", "，对数尺度")
                     : pick(language, ", on a linear scale", "，线性尺度"));
    write_bounds(out, language, pick(language, "allowed", "允许范围"), info->min,
                 info->max, info->unit, "");
    write_field(out, pick(language, "in time", "随时间"),
                info->may_change ? pick(language, "may change by date", "可按日期变化")
                                 : pick(language, "fixed, read once at the start",
                                        "固定，仅在开始时读取"));
    snprintf(text, sizeof(text), "%s, %s %c (%s)", info->source,
             pick(language, "grade", "等级"), info->grade,
             grade_text(info->grade, language));
    write_field(out, pick(language, "source", "来源"), text);
    snprintf(text, sizeof(text), "parameters: {%s: %s}", info->key,
             units_text(info->initial, info->unit, (char[64]){0}));
    write_field(out, pick(language, "write", "写法"), text);
}

static void write_setting(FILE *out, enum setting setting, enum language language)
{
    const struct setting_info *info = &setting_info[setting];
    const char *unit = setting_unit(info->kind);

    fprintf(out, "%s  %s\n", info->key, info->label_zh);
    write_field(out, pick(language, "meaning", "含义"),
                pick(language, info->en, info->zh));
    write_field(
        out, pick(language, "kind", "类型"),
        pick(language, setting_kind_en(info->kind), setting_kind_zh(info->kind)));
    if (strcmp(unit, "1") != 0 && unit[0] != '\0')
        write_field(out, pick(language, "unit", "单位"), unit);
    if (setting_required(setting))
        write_field(out, pick(language, "default", "默认值"),
                    pick(language, "none, must be given", "无，必须给出"));
    else
        write_field(out, pick(language, "default", "默认值"),
                    info->initial[0] != '\0' ? info->initial
                                             : pick(language, "none", "无"));
    if (unit[0] != '\0' || info->kind == SETTING_KIND_MONTH)
        write_bounds(out, language, pick(language, "allowed", "允许范围"), info->min,
                     info->max, unit[0] != '\0' ? unit : "1", "");
}

static void write_line(FILE *out, const char *key, const char *label, const char *text)
{
    write_column(out, key, KEY_CELLS);
    write_column(out, label, LABEL_CELLS);
    fprintf(out, "%s\n", text);
}

/* Lines of all keys that begin with `prefix`; returns how many. */
static int write_lines(FILE *out, const char *prefix, enum language language)
{
    const size_t size = strlen(prefix);
    int count = 0;

    for (int i = 0; i < SETTINGS; i++)
        if (strncmp(setting_info[i].key, prefix, size) == 0) {
            write_line(out, setting_info[i].key, setting_info[i].label_zh,
                       pick(language, setting_info[i].en, setting_info[i].zh));
            count++;
        }
    for (int i = 0; i < PARAMETERS; i++)
        if (strncmp(parameter_info[i].key, prefix, size) == 0) {
            write_line(out, parameter_info[i].key, parameter_info[i].label_zh,
                       pick(language, parameter_info[i].en, parameter_info[i].zh));
            count++;
        }
    return count;
}

/* Names near to an unknown one: by spelling, else those that contain it. */
static int fail_unknown(const char *key, struct error *err)
{
    const char *names[2 * (SETTINGS + PARAMETERS)];
    char near[320] = "";
    int count = 0, found = 0, nearest;

    for (int i = 0; i < SETTINGS; i++) {
        names[count++] = setting_info[i].key;
        names[count++] = setting_info[i].label_zh;
    }
    for (int i = 0; i < PARAMETERS; i++) {
        names[count++] = parameter_info[i].key;
        names[count++] = parameter_info[i].label_zh;
    }
    nearest = text_nearest(key, names, count);
    for (int i = 0; i < count && found < NEAR_MAX; i++)
        if (i == nearest || (strlen(key) > 2 && strstr(names[i], key) != NULL)) {
            const size_t used = strlen(near);

            snprintf(near + used, sizeof(near) - used, "%s%s", used > 0 ? ", " : "",
                     names[i]);
            found++;
        }
    return found > 0 ? error_set(err, MESSAGE_EXPLAIN_NEAR, key, near)
                     : error_set(err, MESSAGE_EXPLAIN_UNKNOWN, key);
}

/* Writes what is asked for; returns whether there is such a thing. */
static bool write_key(FILE *out, const char *key, enum language language)
{
    static const char under[] = "parameters.";
    const size_t size = sizeof(under) - 1;
    const char *name = strncmp(key, under, size) == 0 ? key + size : key;
    const int parameter = parameter_find(name), setting = setting_find(key);
    char group[64];

    if (setting >= 0) {
        write_setting(out, (enum setting)setting, language);
        return true;
    }
    if (parameter >= 0) {
        write_parameter(out, &parameter_info[parameter], language);
        return true;
    }
    snprintf(group, sizeof(group), "%s.", name);
    return name[0] != '\0' && write_lines(out, group, language) > 0;
}

/* Explains a kind of instrument, where `key` is one. */
static bool write_kind(FILE *out, const char *key, enum language language)
{
    const int kind = policy_kind_find(key);
    char *text =
        kind >= 0 ? policy_explain((enum instrument_kind)kind, language) : NULL;

    if (text == NULL)
        return false;
    fputs(text, out);
    free(text);
    return true;
}

int explain_key(const char *key, enum language language, char **text, struct error *err)
{
    size_t size;
    FILE *out = open_memstream(text, &size);
    bool known;

    if (out == NULL)
        return error_set(err, MESSAGE_MEMORY, "the explanation");
    known = write_kind(out, key, language) || write_key(out, key, language);
    if (fclose(out) != 0) {
        free(*text);
        return error_set(err, MESSAGE_MEMORY, "the explanation");
    }
    if (known)
        return 0;
    free(*text);
    *text = NULL;
    return fail_unknown(key, err);
}

char *explain_list(enum language language)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return NULL;
    write_lines(out, "", language);
    for (int i = 0; i < INSTRUMENTS; i++) {
        write_column(out, instrument_info[i].name, KEY_CELLS);
        fprintf(out, "%s\n",
                pick(language, instrument_info[i].en, instrument_info[i].zh));
    }
    return text_taken(out, &text);
}

/* One line of `show`: what, its value, where that was written. */
static void write_origin(FILE *out, const char *key, const char *value,
                         const struct origin *origin, enum language language)
{
    write_column(out, key, KEY_CELLS);
    write_column(out, value, VALUE_CELLS);
    if (origin->file[0] == '\0')
        fprintf(out, "%s\n", pick(language, "default", "默认"));
    else if (strcmp(origin->file, "--set") == 0)
        fprintf(out, "%s\n", origin->file);
    else
        fprintf(out, "%s:%d\n", origin->file, origin->line);
}

static void show_parameter(FILE *out, const struct scenario *scenario,
                           enum parameter parameter, enum language language)
{
    const struct parameter_info *info = &parameter_info[parameter];
    const struct parameters *parameters = &scenario->parameters;
    const struct dated *dated = &parameters->value[parameter];
    const struct origin *origin = scenario->parameter_origin[parameter];
    char text[160], name[64], a[64], b[64];

    write_origin(out, info->key, units_text(dated->steps[0].value, info->unit, text),
                 &origin[0], language);
    for (int i = 1; i < dated->count; i++) {
        char when[16];

        snprintf(name, sizeof(name), "  %s %s", pick(language, "from", "自"),
                 month_text(dated->steps[i].from, when));
        write_origin(out, name, units_text(dated->steps[i].value, info->unit, text),
                     &origin[i], language);
    }
    snprintf(name, sizeof(name), "  %s", pick(language, "range", "不确定范围"));
    snprintf(text, sizeof(text), "[%s, %s]",
             units_text(parameters->low[parameter], info->unit, a),
             units_text(parameters->high[parameter], info->unit, b));
    write_origin(out, name, text, &scenario->range_origin[parameter], language);
}

/* A term with its value, a schedule as a table below it. */
static void show_term(FILE *out, enum instrument_term term,
                      const struct instrument_value *value, enum language language)
{
    struct origin mine = {"", value->place.line};
    char name[96], unit[64], text[64], *table, *rest;

    snprintf(mine.file, sizeof(mine.file), "%s", value->place.file);
    snprintf(name, sizeof(name), "  %s", instrument_terms[term].name);
    instrument_unit(term, value->unit, unit);
    /* "500 yuan" is of what the term says; of a price only its products say of what. */
    if (strcmp(unit, "yuan") == 0 && !instrument_terms[term].price)
        instrument_unit(term, 0, unit);
    write_origin(out, name,
                 value->schedule != NULL ? pick(language, "by rows", "分档")
                                         : units_text(value->value, unit, text),
                 &mine, language);
    table = value->schedule != NULL ? schedule_table(value->schedule, unit, language)
                                    : NULL;
    for (char *line = table != NULL ? strtok_r(table, "\n", &rest) : NULL; line != NULL;
         line = strtok_r(NULL, "\n", &rest))
        fprintf(out, "    %s\n", line);
    free(table);
}

static void show_instrument(FILE *out, const struct instrument *instrument,
                            enum language language)
{
    const int first = instrument_first_term(instrument->kind);
    char name[INSTRUMENT_ID + 16], text[96], a[16] = "", b[16] = "";
    struct origin origin = {"", instrument->place.line};

    snprintf(origin.file, sizeof(origin.file), "%s", instrument->place.file);
    snprintf(name, sizeof(name), "policy.%s", instrument->id);
    if (instrument->from >= 0)
        month_text(instrument->from, a);
    if (instrument->until >= 0)
        month_text(instrument->until, b);
    snprintf(text, sizeof(text), "%s %s..%s", instrument_info[instrument->kind].name, a,
             b);
    write_origin(out, name, text, &origin, language);
    for (int i = 0; i < instrument_term_count(instrument->kind); i++)
        if (instrument->term[i].given)
            show_term(out, (enum instrument_term)(first + i), &instrument->term[i],
                      language);
}

char *explain_instrument(const struct instrument *instrument, enum language language)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return NULL;
    show_instrument(out, instrument, language);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

char *explain_scenario(const struct scenario *scenario, enum language language)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return NULL;
    for (int i = 0; i < SETTINGS; i++) {
        char *value = scenario_setting_text(scenario, i);

        write_origin(out, setting_info[i].key, value != NULL ? value : "?",
                     &scenario->setting_origin[i], language);
        free(value);
    }
    for (int i = 0; i < scenario->override_count; i++) {
        const struct override *override = &scenario->overrides[i];
        char key[160];

        snprintf(key, sizeof(key), "products.%s", override->key);
        write_origin(out, key, override->text, &override->origin, language);
    }
    for (int i = 0; i < PARAMETERS; i++)
        show_parameter(out, scenario, (enum parameter)i, language);
    for (size_t i = 0; i < scenario->policy.count; i++)
        show_instrument(out, &scenario->policy.item[i], language);
    return text_taken(out, &text);
}
