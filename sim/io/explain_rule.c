/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Parts of a product in words: whom a rule means, what a figure rests on. */
#include "io/explain.h"

#include "param/units.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const char *pick(enum language language, const char *en, const char *zh)
{
    return language == LANGUAGE_ZH ? zh : en;
}

/* "6 months", "60 years". */
static void write_age(FILE *out, int months, enum language language)
{
    const bool years = months % MONTHS_PER_YEAR == 0 && months > 0;
    const int count = years ? months / MONTHS_PER_YEAR : months;

    fprintf(out, pick(language, "%d %s", "%d%s"), count,
            years ? pick(language, "years", "岁") : pick(language, "months", "个月"));
}

static void write_ages(FILE *out, const struct rule *rule, enum language language)
{
    if (rule->age_low > 0 && rule->age_high < RULE_AGE_END) {
        write_age(out, rule->age_low, language);
        fputs(pick(language, " to under ", "至不满"), out);
        write_age(out, rule->age_high, language);
    } else if (rule->age_low > 0) {
        write_age(out, rule->age_low, language);
        fputs(pick(language, " and over", "及以上"), out);
    } else {
        fputs(pick(language, "under ", "不满"), out);
        write_age(out, rule->age_high, language);
    }
}

void explain_rule(FILE *out, const struct rule *rule, enum language language)
{
    bool any = rule->age_low > 0 || rule->age_high < RULE_AGE_END;

    if (any)
        write_ages(out, rule, language);
    for (int g = 0; g < TRAIT_GROUPS; g++) {
        const struct trait_group *group = &catalogue_traits[g];
        const uint32_t all = (UINT32_C(1) << group->count) - 1;
        const uint32_t bits = rule->mask >> group->shift & all;
        bool first = true;

        if (bits == all)
            continue;
        fputs(any ? pick(language, "; ", "；") : "", out);
        fprintf(out, "%s ", group->key);
        for (int k = 0; k < group->count; k++)
            if (bits >> k & 1) {
                fprintf(out, "%s%s", first ? "" : pick(language, " or ", "或"),
                        pick(language, group->words[k], group->zh[k]));
                first = false;
            }
        any = true;
    }
    if (!any)
        fputs(pick(language, "everybody", "所有人"), out);
}

/* To four figures: posts are one over the places of a post. */
static double rounded(double value)
{
    char text[32];
    snprintf(text, sizeof text, "%.4g", value);
    return strtod(text, NULL);
}

void explain_source(FILE *out, const struct figure_source *source, const char *unit,
                    enum language language)
{
    char low[64], high[64];

    if (source->low < source->high)
        fprintf(out, "%s %s %s, ", units_text(rounded(source->low), unit, low),
                pick(language, "to", "至"),
                units_text(rounded(source->high), unit, high));
    fprintf(out, "%s, %c", source->key, source->grade);
}

double explain_figure(const struct product *product, int figure)
{
    static const size_t offsets[FIGURES] = {
#define FIGURE(name, unit, initial, low, high, min, max, en, zh) \
    offsetof(struct product, name),
#include "state/figures.def"
#undef FIGURE
    };
    double value;

    memcpy(&value, (const char *)product + offsets[figure], sizeof(value));
    return value;
}
