/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Quantities with units. Powers of ten are added to the exponent of the decimal text
 * before it is converted, so that "2.5 %" is the very same double as "0.025". */
#include "param/units.h"

#include "core/text.h"

#include <assert.h>
#include <ctype.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum dimension {
#define DIMENSION(name, en, zh) DIMENSION_##name,
#include "param/units.def"
    DIMENSIONS
};

struct unit {
    enum dimension dimension;
    int power;
    double factor;
    int exponent;
    const char *names; /* separated by '|' */
};

static const struct {
    const char *en, *zh;
} dimensions[DIMENSIONS] = {
#define DIMENSION(name, en, zh) {en, zh},
#include "param/units.def"
};

static const struct unit units[] = {
#define UNIT(dimension, power, factor, exponent, en, zh) \
    {DIMENSION_##dimension, power, factor, exponent, en "|" zh},
#include "param/units.def"
};

static const struct {
    const char *text;
    int exponent;
} multipliers[] = {{"千万", 7}, {"百万", 6}, {"亿", 8},
                   {"万", 4},   {"千", 3},   {"百", 2}};

enum {
    UNIT_COUNT = sizeof(units) / sizeof(units[0]),
    MULTIPLIERS = sizeof(multipliers) / sizeof(multipliers[0]),
    NAMES_MAX = 128,      /* names of units, all languages */
    NAME_SIZE_MAX = 32,   /* bytes of one name */
    NUMBER_SIZE = 64,     /* longest decimal text */
    EXPONENT_LIMIT = 9999 /* far beyond what a double holds */
};

/* A compound unit: product of dimensions to powers, times top / bottom * 10^exponent. */
struct measure {
    int power[DIMENSIONS];
    double top, bottom;
    int exponent;
};

/* What is being read, for the messages. */
struct reading {
    const char *what, *text, *unit;
    struct units_where *where;
    struct error *err;
};

/* Copies the next name of a '|' list; returns what follows, or NULL at the end. */
static const char *next_name(const char *list, char name[NAME_SIZE_MAX])
{
    size_t size;

    if (*list == '\0')
        return NULL;
    size = strcspn(list, "|");
    assert(size < NAME_SIZE_MAX);
    memcpy(name, list, size);
    name[size] = '\0';
    return list[size] == '|' ? list + size + 1 : list + size;
}

static const struct unit *find_unit(const char *text)
{
    char name[NAME_SIZE_MAX];

    for (int i = 0; i < UNIT_COUNT; i++)
        for (const char *at = units[i].names; (at = next_name(at, name)) != NULL;)
            if (text_same(name, text))
                return &units[i];
    return NULL;
}

/* Multiplies `measure` by the unit to the power `sign` (1 or -1). Returns -1 when no
 * such unit is known. */
static int apply_unit(struct measure *measure, const char *text, int sign)
{
    const struct unit *unit = find_unit(text);
    int exponent = 0;

    for (int i = 0; i < MULTIPLIERS && unit == NULL; i++) {
        const size_t size = strlen(multipliers[i].text);

        if (strncmp(text, multipliers[i].text, size) != 0)
            continue;
        unit = find_unit(text[size] == '\0' ? "1" : text + size);
        exponent = multipliers[i].exponent;
        break;
    }
    if (unit == NULL)
        return -1;
    measure->power[unit->dimension] += sign * unit->power;
    measure->exponent += sign * (unit->exponent + exponent);
    if (sign > 0)
        measure->top *= unit->factor;
    else
        measure->bottom *= unit->factor;
    return 0;
}

/* Reads "万元/床/年". On failure `bad` is the offending part within `text`. */
static int read_measure(const char *text, struct measure *measure, const char **bad,
                        size_t *bad_size)
{
    const char *at = text;

    memset(measure, 0, sizeof(*measure));
    measure->top = measure->bottom = 1;
    for (int sign = 1;; sign = -1) {
        char name[NAME_SIZE_MAX];
        size_t size = strcspn(at, "/"), end;

        end = size;
        while (end > 0 && at[end - 1] == ' ')
            end--;
        *bad = at;
        *bad_size = end;
        if (end >= sizeof(name) || (end == 0 && (sign < 0 || at[size] == '\0')))
            return -1;
        memcpy(name, at, end);
        name[end] = '\0';
        if (end > 0 && apply_unit(measure, name, sign) != 0)
            return -1;
        at += size;
        if (*at == '\0')
            break;
        at++;
        at += strspn(at, " ");
    }
    measure->power[DIMENSION_NONE] = 0;
    return 0;
}

/* "money/bed/time" in one language. */
static void name_kind(const struct measure *measure, bool chinese, char *out,
                      size_t size)
{
    size_t used = 0;
    bool any = false;

    out[0] = '\0';
    for (int pass = 1; pass >= -1; pass -= 2) {
        for (int d = 1; d < DIMENSIONS; d++) {
            const char *name = chinese ? dimensions[d].zh : dimensions[d].en;
            const int power = measure->power[d] * pass;
            char text[64];

            if (power <= 0)
                continue;
            if (d == DIMENSION_LENGTH && power == 2)
                name = chinese ? "面积" : "area";
            snprintf(text, sizeof(text), "%s%s", pass < 0 ? "/" : any ? "*" : "", name);
            used += (size_t)snprintf(out + used, size - used, "%s", text);
            any = true;
            if (used >= size)
                return;
        }
        if (pass > 0 && !any)
            used += (size_t)snprintf(out + used, size - used, "%s",
                                     chinese ? dimensions[0].zh : dimensions[0].en);
    }
}

/* Remembers the place of an error inside the text, in characters. */
static void point(const struct reading *reading, const char *at, size_t size)
{
    if (reading->where == NULL)
        return;
    reading->where->at = text_length(reading->text, (size_t)(at - reading->text));
    reading->where->span = text_length(at, size);
}

static int fail_number(const struct reading *reading, enum message message)
{
    return error_set(reading->err, message, reading->what, reading->text);
}

static int fail_unit(const struct reading *reading, const char *bad, size_t size)
{
    char names[NAMES_MAX][NAME_SIZE_MAX], word[NAME_SIZE_MAX * 2], example[64];
    const char *list[NAMES_MAX];
    char en[128], zh[128];
    struct measure wanted;
    const char *unused;
    size_t unused_size;
    int count = 0, nearest, known;

    point(reading, bad, size);
    snprintf(word, sizeof(word), "%.*s", (int)(size < 48 ? size : 48), bad);
    for (int i = 0; i < UNIT_COUNT; i++)
        for (const char *at = units[i].names;
             count < NAMES_MAX && (at = next_name(at, names[count])) != NULL; count++)
            list[count] = names[count];
    nearest =
        text_length(word, strlen(word)) > 1 ? text_nearest(word, list, count) : -1;
    if (nearest >= 0)
        return error_set(reading->err, MESSAGE_UNIT_UNKNOWN_NEAR, reading->what, word,
                         list[nearest]);
    known = read_measure(reading->unit, &wanted, &unused, &unused_size);
    assert(known == 0);
    name_kind(&wanted, false, en, sizeof(en));
    name_kind(&wanted, true, zh, sizeof(zh));
    return error_set(reading->err, MESSAGE_UNIT_UNKNOWN, reading->what, word,
                     units_text(2, reading->unit, example), en, zh);
}

static int fail_kind(const struct reading *reading, const struct measure *given,
                     const struct measure *wanted, const char *unit)
{
    char given_en[128], given_zh[128], wanted_en[128], wanted_zh[128], example[64];

    point(reading, unit, strlen(unit));
    name_kind(given, false, given_en, sizeof(given_en));
    name_kind(given, true, given_zh, sizeof(given_zh));
    name_kind(wanted, false, wanted_en, sizeof(wanted_en));
    name_kind(wanted, true, wanted_zh, sizeof(wanted_zh));
    return error_set(reading->err, MESSAGE_UNIT_KIND, reading->what, given_en, given_zh,
                     wanted_en, wanted_zh, units_text(2, reading->unit, example));
}

/* Bytes of a full-width digit or sign (U+FF0B to U+FF19, or the minus U+2212), else 0. */
static size_t fullwidth(const char *at)
{
    const unsigned char *byte = (const unsigned char *)at;

    if (byte[0] == 0xEF && byte[1] == 0xBC && byte[2] >= 0x8B && byte[2] <= 0x99)
        return byte[2] == 0x8C ? 0 : 3; /* not the comma */
    if (byte[0] == 0xE2 && byte[1] == 0x88 && byte[2] == 0x92)
        return 3;
    return 0;
}

/* Code point of a space that is not the ordinary one, else 0. */
static unsigned odd_space(const char *at)
{
    if (strncmp(at, "\u3000", 3) == 0)
        return 0x3000;
    return strncmp(at, "\u00A0", 2) == 0 ? 0xA0 : 0;
}

/* Length of the decimal number `text` begins with, and where its exponent begins. */
static size_t scan_number(const char *text, size_t *mantissa, int *exponent)
{
    size_t at = *text == '-' || *text == '+', digits = 0, mark;

    *exponent = 0;
    for (; isdigit((unsigned char)text[at]); at++)
        digits++;
    if (text[at] == '.')
        for (at++; isdigit((unsigned char)text[at]); at++)
            digits++;
    *mantissa = at;
    if (digits == 0)
        return 0;
    if (text[at] != 'e' && text[at] != 'E')
        return at;
    mark = at + 1 + (text[at + 1] == '-' || text[at + 1] == '+');
    if (!isdigit((unsigned char)text[mark]))
        return at;
    for (; isdigit((unsigned char)text[mark]); mark++)
        if (*exponent < EXPONENT_LIMIT)
            *exponent = *exponent * 10 + (text[mark] - '0');
    if (text[at + 1] == '-')
        *exponent = -*exponent;
    return mark;
}

/* What stands where a number or a unit should: the message that fits best, or 0. */
static enum message judge_start(const char *text)
{
    static const char *const words[] = {"nan", ".nan", "inf", ".inf", "infinity"};
    const char *word = text + (*text == '-' || *text == '+');

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (text_same(word, words[i]))
            return MESSAGE_NUMBER_NOT_FINITE;
    return MESSAGE_NUMBER_SYNTAX;
}

/* Whether what follows a number goes on as a number: "1,000", "1 000", "1_000", "0,5". */
static bool separated(const char *rest)
{
    const char *behind = rest + strspn(rest, " ");

    if (*rest == ',' || *rest == '_' || *rest == '\'' || strncmp(rest, "，", 3) == 0)
        return true;
    return isdigit((unsigned char)*behind) &&
           !(behind[0] == '1' && (behind[1] == '/' || behind[1] == '\0'));
}

/* mantissa * 10^exponent, in the C locale whatever the program's is. */
static double decimal(const char *mantissa, size_t size, int exponent)
{
    char text[NUMBER_SIZE + 16];
    const locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    double value;

    snprintf(text, sizeof(text), "%.*se%d", (int)size, mantissa, exponent);
    value = plain == (locale_t)0 ? strtod(text, NULL) : strtod_l(text, NULL, plain);
    if (plain != (locale_t)0)
        freelocale(plain);
    return value;
}

/* Refuses what people type around numbers that is no number. `at` points into text. */
static int refuse_odd(const struct reading *reading)
{
    for (const char *at = reading->text; *at != '\0'; at++) {
        const unsigned space = odd_space(at);

        if (space != 0) {
            point(reading, at, space == 0xA0 ? 2 : 3);
            return error_set(reading->err, MESSAGE_FULLWIDTH_SPACE, space);
        }
        if (fullwidth(at) > 0) {
            point(reading, at, fullwidth(at));
            return fail_number(reading, MESSAGE_NUMBER_FULLWIDTH);
        }
    }
    return 0;
}

int units_read(const char *what, const char *text, const char *unit, double *value,
               struct units_where *where, struct error *err)
{
    const struct reading reading = {what, text, unit, where, err};
    struct measure given, wanted;
    const char *bad, *rest;
    size_t bad_size, mantissa, size;
    int exponent, known;
    double top, bottom;

    if (where != NULL)
        *where = (struct units_where){0, text_length(text, strlen(text))};
    TRY(refuse_odd(&reading));
    size = scan_number(text, &mantissa, &exponent);
    if (size == 0 || mantissa > NUMBER_SIZE)
        return fail_number(&reading, judge_start(text));
    if (separated(text + size))
        return fail_number(&reading, MESSAGE_NUMBER_SEPARATOR);
    known = read_measure(unit, &wanted, &bad, &bad_size);
    assert(known == 0);
    rest = text + size + strspn(text + size, " ");
    given = wanted;
    if (*rest != '\0' && read_measure(rest, &given, &bad, &bad_size) != 0)
        return fail_unit(&reading, bad, bad_size);
    if (memcmp(given.power, wanted.power, sizeof(given.power)) != 0)
        return fail_kind(&reading, &given, &wanted, rest);
    *value = decimal(text, mantissa, exponent + given.exponent - wanted.exponent);
    top = given.top * wanted.bottom;
    bottom = given.bottom * wanted.top;
    if (top < bottom || top > bottom)
        *value = *value * top / bottom;
    if (!isfinite(*value))
        return fail_number(&reading, MESSAGE_NUMBER_NOT_FINITE);
    if (*value == 0)
        *value = 0; /* no negative zero */
    return 0;
}

const char *units_number(double value, char buffer[32])
{
    for (int digits = 6; digits <= 17; digits++) {
        snprintf(buffer, 32, "%.*g", digits, value);
        if (decimal(buffer, strlen(buffer), 0) == value)
            break;
    }
    return buffer;
}

const char *units_text(double value, const char *unit, char buffer[64])
{
    char number[32];

    units_number(value, number);
    if (strcmp(unit, "1") == 0)
        snprintf(buffer, 64, "%s", number);
    else if (strncmp(unit, "1/", 2) == 0)
        snprintf(buffer, 64, "%s%s", number, unit + 1);
    else
        snprintf(buffer, 64, "%s %s", number, unit);
    return buffer;
}
