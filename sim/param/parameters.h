/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Parameters: declared once in parameters.def, dated, with the place each value came
 * from. */
#ifndef LINLI_PARAM_PARAMETERS_H
#define LINLI_PARAM_PARAMETERS_H

#include "core/calendar.h"
#include "core/error.h"

enum { DATED_STEPS = 32 };

/* A value that may change in time: steps[k] holds from its month until the next. */
struct dated {
    int count; /* at least 1 */
    struct {
        month from; /* of step 0: -1, always */
        double value;
    } steps[DATED_STEPS];
};

enum parameter_scale { SCALE_LINEAR, SCALE_LOG };

/* One line of parameters.def. */
struct parameter_info {
    const char *key, *unit; /* "bear.level" */
    double initial, low, high;
    enum parameter_scale scale;
    double min, max;
    const char *source;
    char grade;      /* 'A' to 'D' */
    bool may_change; /* DATED */
    const char *label_zh, *en, *zh;
};

enum parameter {
#define PARAM(group, name, unit, initial, low, high, scale, min, max, source, grade, \
              dated, label_zh, en, zh)                                               \
    PARAMETER_##group##_##name,
#include "param/parameters.def"
#undef PARAM
    PARAMETERS
};

/* All parameters of a scenario. */
struct parameters {
    struct dated value[PARAMETERS];
    double low[PARAMETERS],
        high[PARAMETERS]; /* range that sensitivity analysis draws */
};

/* All parameters in force in one month, by name: values.bear_level. */
struct values {
#define PARAM(group, name, unit, initial, low, high, scale, min, max, source, grade, \
              dated, label_zh, en, zh)                                               \
    double group##_##name;
#include "param/parameters.def"
#undef PARAM
};

/* The declarations, [PARAMETERS], in the order of the list. */
extern const struct parameter_info parameter_info[PARAMETERS];

/* Every parameter at its default. */
void parameters_init(struct parameters *parameters);
/* Lets `value` hold from month `from` on, dropping what was to hold later; -1 means
 * always. Fails (-1) when the steps are full. */
int dated_set(struct dated *dated, month from, double value) MUST_CHECK;
double dated_at(const struct dated *dated, month when);
/* The values in force in month `when`. */
void parameters_at(const struct parameters *parameters, month when,
                   struct values *values);
/* Index of the key or Chinese label, or -1. */
int parameter_find(const char *key);

#endif
