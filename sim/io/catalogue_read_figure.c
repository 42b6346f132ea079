/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The values of a catalogue: numbers with their source, words, lists of words. */
#include "io/catalogue_read_parts.h"

#include "core/text.h"
#include "param/units.h"

#include <stdio.h>
#include <string.h>

enum { WORDS_SIZE = 512, WORDS_MAX = 64 };

/* "a, b, c". */
static const char *join(const char *const *words, int count, char text[WORDS_SIZE])
{
    size_t used = 0;

    text[0] = '\0';
    for (int i = 0; i < count && used < WORDS_SIZE; i++)
        used += (size_t)snprintf(text + used, WORDS_SIZE - used, "%s%s",
                                 i > 0 ? ", " : "", words[i]);
    return text;
}

const char *catalogue_read_path(char path[CATALOGUE_PATH], const char *what,
                                const char *key)
{
    snprintf(path, CATALOGUE_PATH, "%.*s.%.*s", CATALOGUE_PATH - CATALOGUE_KEY - 2,
             what, CATALOGUE_KEY, key);
    return path;
}

bool catalogue_read_is_map(struct catalogue_reader *reader,
                           const struct yaml_node *node, const char *what)
{
    if (node->kind == YAML_MAP)
        return true;
    yaml_problem(reader->yaml, node->place, MESSAGE_VALUE_NOT_MAP, what,
                 yaml_kind_en(node), yaml_kind_zh(node));
    return false;
}

bool catalogue_read_is_list(struct catalogue_reader *reader,
                            const struct yaml_node *node, const char *what)
{
    if (node->kind == YAML_LIST)
        return true;
    yaml_problem(reader->yaml, node->place, MESSAGE_VALUE_NOT_LIST, what,
                 yaml_kind_en(node), yaml_kind_zh(node));
    return false;
}

const struct yaml_node *catalogue_read_need(struct catalogue_reader *reader,
                                            const struct yaml_node *map,
                                            const char *what, const char *key)
{
    const struct yaml_node *node = yaml_find(map, key);

    if (node == NULL)
        yaml_problem(reader->yaml, map->key != NULL ? map->key_place : map->place,
                     MESSAGE_CATALOGUE_MISSING, what, key);
    return node;
}

void catalogue_read_keys(struct catalogue_reader *reader, const struct yaml_node *map,
                         const char *what, const char *const *keys, int count,
                         const char *const *more, int more_count)
{
    const char *all[WORDS_MAX];
    char text[WORDS_SIZE];
    int known = 0;

    for (int i = 0; i < count; i++)
        all[known++] = keys[i];
    for (int i = 0; i < more_count; i++)
        all[known++] = more[i];
    for (const struct yaml_node *node = map->first; node != NULL; node = node->next) {
        int i = 0, nearest;

        while (i < known && strcmp(all[i], node->key) != 0)
            i++;
        if (i < known)
            continue;
        nearest = text_nearest(node->key, all, known);
        if (nearest >= 0)
            yaml_problem(reader->yaml, node->key_place, MESSAGE_CATALOGUE_KEY_NEAR,
                         what, node->key, all[nearest]);
        else
            yaml_problem(reader->yaml, node->key_place, MESSAGE_CATALOGUE_KEY, what,
                         node->key, join(all, known, text));
    }
}

/* Reports unless the node is a text with something in it. */
static int want_text(struct catalogue_reader *reader, const struct yaml_node *node,
                     const char *what)
{
    if (node->kind != YAML_TEXT)
        return yaml_problem(reader->yaml, node->place, MESSAGE_VALUE_NOT_TEXT, what,
                            yaml_kind_en(node), yaml_kind_zh(node));
    if (node->text[0] == '\0')
        return yaml_problem(reader->yaml,
                            node->key != NULL ? node->key_place : node->place,
                            MESSAGE_VALUE_EMPTY, what);
    return 0;
}

int catalogue_read_text(struct catalogue_reader *reader, const struct yaml_node *node,
                        const char *what, size_t size, char *text)
{
    TRY(want_text(reader, node, what));
    if (strlen(node->text) >= size)
        return yaml_problem(reader->yaml, node->place, MESSAGE_CATALOGUE_LONG, what,
                            (int)size - 1);
    strcpy(text, node->text);
    return 0;
}

int catalogue_read_word(struct catalogue_reader *reader, const struct yaml_node *node,
                        const char *what, const char *const *words, int count,
                        int *index)
{
    char text[WORDS_SIZE];
    int nearest;

    TRY(want_text(reader, node, what));
    for (*index = 0; *index < count; ++*index)
        if (strcmp(words[*index], node->text) == 0)
            return 0;
    nearest = text_nearest(node->text, words, count);
    return nearest >= 0
               ? yaml_problem(reader->yaml, node->place, MESSAGE_CATALOGUE_WORD_NEAR,
                              what, node->text, join(words, count, text),
                              words[nearest])
               : yaml_problem(reader->yaml, node->place, MESSAGE_CATALOGUE_WORD, what,
                              node->text, join(words, count, text));
}

int catalogue_read_words(struct catalogue_reader *reader, const struct yaml_node *node,
                         const char *what, const char *const *words, int count,
                         unsigned *bits)
{
    char text[WORDS_SIZE];
    int status = 0, index;

    *bits = 0;
    if (node->kind == YAML_TEXT) {
        TRY(catalogue_read_word(reader, node, what, words, count, &index));
        *bits = 1U << index;
        return 0;
    }
    if (!catalogue_read_is_list(reader, node, what))
        return -1;
    for (const struct yaml_node *item = node->first; item != NULL; item = item->next)
        if (catalogue_read_word(reader, item, what, words, count, &index) == 0)
            *bits |= 1U << index;
        else
            status = -1;
    if (node->first == NULL)
        return yaml_problem(reader->yaml, node->place, MESSAGE_CATALOGUE_EMPTY, what,
                            join(words, count, text));
    return status;
}

void catalogue_read_weaker(struct figure_source *source,
                           const struct figure_source *other)
{
    if (source->grade == '\0' || other->grade > source->grade)
        *source = *other;
}

/* The source key and its grade. */
static int read_source(struct catalogue_reader *reader, const struct yaml_node *map,
                       const char *what, struct figure_source *source)
{
    const struct yaml_node *key = yaml_find(map, "source");
    const struct yaml_node *grade = yaml_find(map, "grade");
    const struct yaml_node *value = yaml_find(map, "value");
    bool assumed;

    if (key == NULL && value != NULL && value->place.file < reader->first) {
        strcpy(source->key, "scenario");
        source->grade = 'D';
        return 0;
    }
    if (key == NULL)
        return yaml_problem(reader->yaml, map->place, MESSAGE_CATALOGUE_NO_SOURCE,
                            what);
    TRY(catalogue_read_text(reader, key, what, sizeof(source->key), source->key));
    assumed = strcmp(source->key, "assumed") == 0;
    source->grade = 'D';
    if (grade == NULL)
        return assumed ? 0
                       : yaml_problem(reader->yaml, map->place,
                                      MESSAGE_CATALOGUE_NO_SOURCE, what);
    TRY(want_text(reader, grade, what));
    if (strlen(grade->text) != 1 || grade->text[0] < 'A' || grade->text[0] > 'D' ||
        (assumed && grade->text[0] != 'D'))
        return yaml_problem(reader->yaml, grade->place, MESSAGE_CATALOGUE_GRADE, what,
                            grade->text);
    source->grade = grade->text[0];
    return 0;
}

static int read_number(struct catalogue_reader *reader, const struct yaml_node *node,
                       const struct catalogue_figure *figure, double *value)
{
    return scenario_quantity(reader->yaml, node, figure->what, figure->unit,
                             figure->min, figure->max, value);
}

/* The entries that are dates. */
static int read_dates(struct catalogue_reader *reader, const struct yaml_node *map,
                      const struct catalogue_figure *figure, struct dated *dated)
{
    char text[16];
    double value;
    month when;

    for (const struct yaml_node *node = map->first; node != NULL; node = node->next) {
        if (month_from_text(node->key, &when) != 0)
            continue;
        if (dated == NULL)
            return yaml_problem(reader->yaml, node->key_place, MESSAGE_NOT_DATED,
                                figure->what);
        const month before = dated->steps[dated->count - 1].from;

        TRY(read_number(reader, node, figure, &value));
        if (when <= before)
            return yaml_problem(reader->yaml, node->key_place, MESSAGE_DATES_ORDER,
                                node->key, month_text(before, text));
        if (dated_set(dated, when, value) != 0)
            return yaml_problem(reader->yaml, node->key_place, MESSAGE_DATES_MANY,
                                figure->what, DATED_STEPS - 1);
    }
    return 0;
}

/* Reports the keys that are neither parts of a figure nor dates. */
static void check_parts(struct catalogue_reader *reader, const struct yaml_node *map,
                        const char *what)
{
    static const char *const parts[] = {"value", "low", "high", "source", "grade"};
    struct yaml_node part;
    month when;

    for (const struct yaml_node *node = map->first; node != NULL; node = node->next)
        if (month_from_text(node->key, &when) != 0) {
            struct yaml_node one = *map;

            part = *node;
            part.next = NULL;
            one.first = one.last = &part;
            catalogue_read_keys(reader, &one, what, parts, 5, NULL, 0);
        }
}

static int read_range(struct catalogue_reader *reader, const struct yaml_node *map,
                      const struct catalogue_figure *figure, double value,
                      struct figure_source *source)
{
    const struct yaml_node *low = yaml_find(map, "low");
    const struct yaml_node *high = yaml_find(map, "high");
    char a[64], b[64], c[64];

    source->low = source->high = value;
    if (low != NULL)
        TRY(read_number(reader, low, figure, &source->low));
    if (high != NULL)
        TRY(read_number(reader, high, figure, &source->high));
    if (source->low > source->high)
        return yaml_problem(reader->yaml, low != NULL ? low->place : high->place,
                            MESSAGE_RANGE_ORDER, figure->what,
                            units_text(source->low, figure->unit, a),
                            units_text(source->high, figure->unit, b));
    if (value < source->low || value > source->high)
        return yaml_problem(reader->yaml, yaml_find(map, "value")->place,
                            MESSAGE_RANGE_WITHOUT, figure->what,
                            units_text(value, figure->unit, a),
                            units_text(source->low, figure->unit, b),
                            units_text(source->high, figure->unit, c));
    return 0;
}

int catalogue_read_figure(struct catalogue_reader *reader, const struct yaml_node *node,
                          const struct catalogue_figure *figure, double *value,
                          struct figure_source *source, struct dated *dated)
{
    const struct yaml_node *given;

    if (node->kind != YAML_MAP) {
        TRY(read_number(reader, node, figure, value));
        /* A scenario states a policy, a catalogue a fact that somebody has found out. */
        if (node->place.file >= reader->first)
            return yaml_problem(reader->yaml, node->place, MESSAGE_CATALOGUE_NO_SOURCE,
                                figure->what);
        *source = (struct figure_source){*value, *value, "scenario", 'D'};
        if (dated != NULL)
            *dated = (struct dated){1, {{-1, *value}}};
        return 0;
    }
    check_parts(reader, node, figure->what);
    given = catalogue_read_need(reader, node, figure->what, "value");
    if (given == NULL)
        return -1;
    TRY(read_number(reader, given, figure, value));
    TRY(read_range(reader, node, figure, *value, source));
    if (dated != NULL)
        *dated = (struct dated){1, {{-1, *value}}};
    TRY(read_dates(reader, node, figure, dated));
    return read_source(reader, node, figure->what, source);
}
