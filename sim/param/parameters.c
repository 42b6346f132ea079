/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Everything that follows from a parameter's one line in parameters.def. */
#include "param/parameters.h"

#include <assert.h>
#include <string.h>

#define MAY_CHANGE_DATED true
#define MAY_CHANGE_FIXED false
#define GRADE(letter)    (#letter[0])

const struct parameter_info parameter_info[PARAMETERS] = {
#define PARAM(group, name, unit, initial, low, high, scale, min, max, source, grade, \
              dated, label_zh, en, zh)                                               \
    {#group "." #name,   unit,     initial, low,    high,                            \
     SCALE_##scale,      min,      max,     source, GRADE(grade),                    \
     MAY_CHANGE_##dated, label_zh, en,      zh},
#include "param/parameters.def"
#undef PARAM
};

void parameters_init(struct parameters *parameters)
{
    memset(parameters, 0, sizeof(*parameters));
    for (int i = 0; i < PARAMETERS; i++) {
        parameters->value[i].count = 1;
        parameters->value[i].steps[0].from = -1;
        parameters->value[i].steps[0].value = parameter_info[i].initial;
        parameters->low[i] = parameter_info[i].low;
        parameters->high[i] = parameter_info[i].high;
    }
}

int dated_set(struct dated *dated, month from, double value)
{
    while (dated->count > 0 && dated->steps[dated->count - 1].from >= from)
        dated->count--;
    if (dated->count == DATED_STEPS)
        return -1;
    assert(dated->count > 0 || from == -1);
    dated->steps[dated->count].from = from;
    dated->steps[dated->count].value = value;
    dated->count++;
    return 0;
}

double dated_at(const struct dated *dated, month when)
{
    int step = dated->count - 1;

    while (step > 0 && dated->steps[step].from > when)
        step--;
    return dated->steps[step].value;
}

void parameters_at(const struct parameters *parameters, month when,
                   struct values *values)
{
#define PARAM(group, name, unit, initial, low, high, scale, min, max, source, grade, \
              dated, label_zh, en, zh)                                               \
    values->group##_##name =                                                         \
        dated_at(&parameters->value[PARAMETER_##group##_##name], when);
#include "param/parameters.def"
#undef PARAM
}

int parameter_find(const char *key)
{
    for (int i = 0; i < PARAMETERS; i++)
        if (strcmp(parameter_info[i].key, key) == 0 ||
            strcmp(parameter_info[i].label_zh, key) == 0)
            return i;
    return -1;
}
