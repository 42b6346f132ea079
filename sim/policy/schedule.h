/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Amounts as tables, as real subsidy rules are: ordered rows `when: <condition>`,
 * `pay: <quantity>`. The first row whose condition holds pays; where none holds, nothing
 * is paid. Conditions ask of a closed list (schedule_tests.def), joined by `and`:
 *
 *   stars >= 3 and beds < 300        care in [moderate, severe]
 *   age >= 80 and registration = local        occupancy >= 60 %        always
 *
 * Rows that can never pay are errors; whether one can is decided exactly. */
#ifndef LINLI_POLICY_SCHEDULE_H
#define LINLI_POLICY_SCHEDULE_H

#include "core/error.h"
#include "param/units.h"

#include <stdint.h>

enum schedule_test {
#define SCHEDULE_TEST(name, kind, unit, scale, low, high, about, en, zh) \
    SCHEDULE_##name,
#include "policy/schedule_tests.def"
#undef SCHEDULE_TEST
    SCHEDULE_TESTS
};

/* What is known where a condition is asked. */
enum schedule_about { SCHEDULE_SITE = 1, SCHEDULE_PERSON = 2, SCHEDULE_BOTH = 3 };

enum {
    SCHEDULE_ROWS = 32,
    SCHEDULE_PARTS = 12,  /* tests joined by `and` */
    SCHEDULE_VALUES = 16, /* of one `in` */
    SCHEDULE_CUTS = 64,   /* numbers that one test is compared with, in all rows */
    SCHEDULE_TEXT = 256,
};

/* What is asked about, as numbers: words by their enum, age in months, shares of 1,
 * conversion 0 or 1. What is not known where it is asked is refused on reading. */
struct schedule_facts {
    double value[SCHEDULE_TESTS];
};

enum schedule_operator {
    SCHEDULE_LESS,
    SCHEDULE_AT_MOST,
    SCHEDULE_EQUAL, /* one of the values */
    SCHEDULE_NOT,   /* none of the values */
    SCHEDULE_AT_LEAST,
    SCHEDULE_MORE
};

struct schedule_part {
    uint8_t test, operator_, count; /* enums; number of values */
    double value[SCHEDULE_VALUES];
};

/* Parts that must all hold; none: always. */
struct schedule_condition {
    char text[SCHEDULE_TEXT]; /* as written, without spaces around it */
    struct schedule_part part[SCHEDULE_PARTS];
    int count;
};

/* Values of one test that no row tells apart are one cell: the number compared with, or
 * what lies between two of them, or a word. */
struct schedule_cells {
    uint64_t bit[3];
};

struct schedule_row {
    struct schedule_condition when;
    double pay; /* in the unit of the term */
    struct schedule_cells cells[SCHEDULE_TESTS];
};

struct schedule {
    struct schedule_row row[SCHEDULE_ROWS];
    int count;
    unsigned asked;                            /* bit per test that any row asks */
    double cut[SCHEDULE_TESTS][SCHEDULE_CUTS]; /* ascending */
    int cuts[SCHEDULE_TESTS];
};

/* Reads a condition.
 *
 *   about  bits of enum schedule_about: what is known where it is asked
 *   where  out: the characters of `text` that an error speaks of
 *
 * Fails with SCHEDULE_SYNTAX, SCHEDULE_OR, SCHEDULE_TEST, SCHEDULE_TEST_NEAR,
 * SCHEDULE_HERE, SCHEDULE_WORD, SCHEDULE_NO_ORDER, SCHEDULE_LIMIT, OUT_OF_RANGE,
 * NUMBER_NOT_WHOLE or an error of units_read. */
int schedule_read(const char *text, unsigned about,
                  struct schedule_condition *condition, struct units_where *where,
                  struct error *err) MUST_CHECK;
/* Makes a schedule ready once its rows have `when` and `pay`, `count` of them. `index`
 * is out: the row an error speaks of, from 0. Fails with SCHEDULE_NEVER (its own parts
 * contradict each other), SCHEDULE_COVERED (the rows before it leave nothing to it),
 * SCHEDULE_LIMIT, or SCHEDULE_TANGLED where deciding takes too long. */
int schedule_close(struct schedule *schedule, int *index, struct error *err) MUST_CHECK;
/* The row that pays, or -1. */
int schedule_find(const struct schedule *schedule, const struct schedule_facts *facts);
/* What it pays, 0 where no row does. */
double schedule_pay(const struct schedule *schedule,
                    const struct schedule_facts *facts);
/* Whether the condition holds. */
bool schedule_holds(const struct schedule_condition *condition,
                    const struct schedule_facts *facts);
/* Whether both conditions can hold of the same facility or user. */
bool schedule_meet(const struct schedule_condition *a,
                   const struct schedule_condition *b);
/* The schedule as a table for people, `unit` that of its amounts: lines
 * "when | pays". malloc'ed, or NULL without memory. */
char *schedule_table(const struct schedule *schedule, const char *unit,
                     enum language language);

/* One line of schedule_tests.def. */
struct schedule_info {
    const char *name, *unit;                    /* "" for words */
    const char *const *words, *const *words_zh; /* NULL for numbers */
    int word_count;
    bool whole;
    double scale, low, high;
    unsigned about;
    const char *en, *zh;
};
extern const struct schedule_info schedule_info[SCHEDULE_TESTS];

#endif
