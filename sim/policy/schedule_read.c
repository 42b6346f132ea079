/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The language of conditions: names, comparisons, lists, `and`. */
#include "policy/schedule.h"

#include "core/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A condition being read. */
struct reading {
    const char *text, *at;
    unsigned about;
    struct schedule_condition *condition;
    struct units_where *where;
    struct error *err;
};

/* Operators by their spelling, longer ones first. */
static const struct {
    const char *text;
    enum schedule_operator operator_;
} operators[] = {
    {"<=", SCHEDULE_AT_MOST}, {">=", SCHEDULE_AT_LEAST}, {"==", SCHEDULE_EQUAL},
    {"!=", SCHEDULE_NOT},     {"<>", SCHEDULE_NOT},      {"≤", SCHEDULE_AT_MOST},
    {"≥", SCHEDULE_AT_LEAST}, {"≠", SCHEDULE_NOT},       {"<", SCHEDULE_LESS},
    {">", SCHEDULE_MORE},     {"=", SCHEDULE_EQUAL},
};

/* Marks `size` bytes from `from` on as what is wrong; the message is set already. */
static int fail_at(struct reading *reading, const char *from, size_t size)
{
    reading->where->at = text_length(reading->text, (size_t)(from - reading->text));
    reading->where->span = size > 0 ? text_length(from, size) : 1;
    return -1;
}

static int fail_syntax(struct reading *reading, const char *from)
{
    const size_t size = strlen(from);

    error_set(reading->err, MESSAGE_SCHEDULE_SYNTAX, size > 0 ? from : reading->text);
    return size > 0 ? fail_at(reading, from, size)
                    : fail_at(reading, reading->text, strlen(reading->text));
}

static void skip_spaces(struct reading *reading)
{
    while (*reading->at == ' ')
        reading->at++;
}

/* Whether the word stands here, followed by no letter; steps over it. */
static bool take_word(struct reading *reading, const char *word)
{
    const size_t size = strlen(word);
    const char next = strncmp(reading->at, word, size) == 0 ? reading->at[size] : 'x';

    if ((next >= 'a' && next <= 'z') || next == '_')
        return false;
    reading->at += size;
    skip_spaces(reading);
    return true;
}

/* Length of the name at hand. */
static size_t name_size(const char *at)
{
    return strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_");
}

/* All names that may be asked here, or all words of a test, as one text. */
static void list_words(const char *const *words, int count, char *buffer, size_t size)
{
    size_t used = 0;

    buffer[0] = '\0';
    for (int i = 0; i < count && used < size; i++)
        used += (size_t)snprintf(buffer + used, size - used, "%s%s", i > 0 ? ", " : "",
                                 words[i]);
}

static int read_test(struct reading *reading, int *test)
{
    const size_t size = name_size(reading->at);
    const char *names[SCHEDULE_TESTS], *start = reading->at;
    char name[SCHEDULE_TEXT], all[256];
    int nearest;

    if (size == 0)
        return fail_syntax(reading, start);
    snprintf(name, sizeof(name), "%.*s", (int)size, start);
    for (int i = 0; i < SCHEDULE_TESTS; i++)
        names[i] = schedule_info[i].name;
    for (*test = 0; *test < SCHEDULE_TESTS; ++*test)
        if (strcmp(name, names[*test]) == 0)
            break;
    if (*test == SCHEDULE_TESTS) {
        nearest = text_nearest(name, names, SCHEDULE_TESTS);
        list_words(names, SCHEDULE_TESTS, all, sizeof(all));
        error_set(reading->err,
                  nearest >= 0 ? MESSAGE_SCHEDULE_TEST_NEAR : MESSAGE_SCHEDULE_TEST,
                  name, nearest >= 0 ? names[nearest] : all);
        return fail_at(reading, start, size);
    }
    if ((schedule_info[*test].about & reading->about) == 0) {
        const bool site = reading->about == SCHEDULE_SITE;

        error_set(reading->err, MESSAGE_SCHEDULE_HERE, name,
                  site ? "facilities" : "users", site ? "设施" : "使用者");
        return fail_at(reading, start, size);
    }
    reading->at += size;
    skip_spaces(reading);
    return 0;
}

/* Reads `word` as one of the words of a test. */
static int read_word(struct reading *reading, const struct schedule_info *info,
                     const char *word, double *value)
{
    char all[256];

    for (int i = 0; i < info->word_count; i++)
        if (strcmp(word, info->words[i]) == 0 || strcmp(word, info->words_zh[i]) == 0) {
            *value = i;
            return 0;
        }
    list_words(info->words, info->word_count, all, sizeof(all));
    return error_set(reading->err, MESSAGE_SCHEDULE_WORD, info->name, word, all);
}

static int read_number(struct reading *reading, const struct schedule_info *info,
                       const char *text, double *value)
{
    char given[64], low[64], high[64];

    TRY(units_read(info->name, text, info->unit, value, NULL, reading->err));
    *value *= info->scale;
    if (*value < info->low || *value > info->high)
        return error_set(reading->err, MESSAGE_OUT_OF_RANGE, info->name,
                         units_text(*value / info->scale, info->unit, given),
                         units_text(info->low / info->scale, info->unit, low),
                         units_text(info->high / info->scale, info->unit, high));
    if (info->whole) {
        /* Ages in twelfths of years need not be exact in binary. */
        const double nearest = floor(*value + 0.5);

        if (fabs(*value - nearest) > 1e-9 * (1 + fabs(nearest)))
            return error_set(reading->err, MESSAGE_NUMBER_NOT_WHOLE, info->name,
                             units_text(*value / info->scale, info->unit, given));
        *value = nearest;
    }
    return 0;
}

/* Bytes of a value: up to a comma, bracket, `and` or the end, without spaces behind. */
static size_t value_size(const char *at)
{
    size_t size = 0;

    while (at[size] != '\0' && at[size] != ',' && at[size] != ']' &&
           strncmp(at + size, " and ", 5) != 0)
        size++;
    while (size > 0 && at[size - 1] == ' ')
        size--;
    return size;
}

static int read_value(struct reading *reading, struct schedule_part *part)
{
    const struct schedule_info *info = &schedule_info[part->test];
    const size_t size = value_size(reading->at);
    const char *start = reading->at;
    char text[SCHEDULE_TEXT];
    double value;

    if (size == 0)
        return fail_syntax(reading, start);
    if (part->count == SCHEDULE_VALUES) {
        error_set(reading->err, MESSAGE_SCHEDULE_LIMIT, SCHEDULE_VALUES,
                  "values in a list", "列表中的值");
        return fail_at(reading, start, size);
    }
    snprintf(text, sizeof(text), "%.*s", (int)size, start);
    if (info->words != NULL ? read_word(reading, info, text, &value) != 0
                            : read_number(reading, info, text, &value) != 0)
        return fail_at(reading, start, size);
    part->value[part->count++] = value;
    reading->at += size;
    skip_spaces(reading);
    return 0;
}

/* "[a, b]" or a single value. */
static int read_list(struct reading *reading, struct schedule_part *part)
{
    const char *start = reading->at;

    if (*reading->at != '[')
        return fail_syntax(reading, start);
    do {
        reading->at++;
        skip_spaces(reading);
        TRY(read_value(reading, part));
    } while (*reading->at == ',');
    if (*reading->at != ']')
        return fail_syntax(reading, start);
    reading->at++;
    skip_spaces(reading);
    return 0;
}

static int read_part(struct reading *reading, struct schedule_part *part)
{
    const char *start = reading->at;
    int test;

    TRY(read_test(reading, &test));
    *part = (struct schedule_part){.test = (uint8_t)test};
    if (take_word(reading, "in")) {
        part->operator_ = SCHEDULE_EQUAL;
        return read_list(reading, part);
    }
    if (take_word(reading, "not")) {
        part->operator_ = SCHEDULE_NOT;
        return take_word(reading, "in") ? read_list(reading, part)
                                        : fail_syntax(reading, start);
    }
    for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
        const size_t size = strlen(operators[i].text);

        if (strncmp(reading->at, operators[i].text, size) != 0)
            continue;
        part->operator_ = (uint8_t)operators[i].operator_;
        if (schedule_info[test].words != NULL && part->operator_ != SCHEDULE_EQUAL &&
            part->operator_ != SCHEDULE_NOT) {
            error_set(reading->err, MESSAGE_SCHEDULE_NO_ORDER,
                      schedule_info[test].name);
            return fail_at(reading, reading->at, size);
        }
        reading->at += size;
        skip_spaces(reading);
        return read_value(reading, part);
    }
    return fail_syntax(reading, start);
}

/* Keeps the text without the spaces around it. */
static int keep_text(struct reading *reading)
{
    size_t size = strlen(reading->at);

    while (size > 0 && reading->at[size - 1] == ' ')
        size--;
    if (size >= SCHEDULE_TEXT) {
        error_set(reading->err, MESSAGE_SCHEDULE_LIMIT, SCHEDULE_TEXT - 1,
                  "bytes in a condition", "条件字节数");
        return fail_at(reading, reading->at, size);
    }
    memcpy(reading->condition->text, reading->at, size);
    reading->condition->text[size] = '\0';
    return 0;
}

int schedule_read(const char *text, unsigned about,
                  struct schedule_condition *condition, struct units_where *where,
                  struct error *err)
{
    struct units_where unused;
    struct reading reading = {.text = text,
                              .at = text,
                              .about = about,
                              .condition = condition,
                              .where = where != NULL ? where : &unused,
                              .err = err};

    memset(condition, 0, sizeof(*condition));
    skip_spaces(&reading);
    TRY(keep_text(&reading));
    if (take_word(&reading, "always") && *reading.at == '\0')
        return 0;
    reading.at = text;
    skip_spaces(&reading);
    do {
        if (condition->count == SCHEDULE_PARTS) {
            error_set(err, MESSAGE_SCHEDULE_LIMIT, SCHEDULE_PARTS,
                      "tests in a condition", "一个条件中的判断");
            return fail_at(&reading, reading.at, strlen(reading.at));
        }
        if (read_part(&reading, &condition->part[condition->count]) != 0) {
            if (strstr(text, " or ") != NULL)
                error_set(err, MESSAGE_SCHEDULE_OR, condition->text);
            return -1;
        }
        condition->count++;
    } while (take_word(&reading, "and"));
    return *reading.at == '\0' ? 0 : fail_syntax(&reading, reading.at);
}
