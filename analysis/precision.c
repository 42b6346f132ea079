/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Precision of place, in one rule for tables, ledger and page. */
#include "analysis/precision.h"

#include "core/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int precision_read(struct result *result, struct precision *precision,
                   struct error *err)
{
    const struct result_summary *summary = result_summary(result);
    *precision = (struct precision){.products = summary->products};
    if (summary->products == 0)
        return 0;
    precision->point =
        calloc((size_t)summary->communities + 1, sizeof *precision->point);
    if (precision->point == NULL)
        return error_set(err, MESSAGE_MEMORY, "positions");
    if (result_read_synthetic(result, precision->synthetic, err) == 0 &&
        result_read_places(result, RESULT_PLACE_KNOWN_POINT, precision->point, err) ==
            0)
        return 0;
    precision_free(precision);
    return -1;
}

void precision_free(struct precision *precision)
{
    free(precision->point);
    *precision = (struct precision){0};
}

bool precision_tells(const struct precision *precision, int community, int product,
                     int band)
{
    return band == SERIES_MINUTES - 1 ||
           (!precision->synthetic[product] &&
            precision->point[community] == (double)RESULT_OBSERVED);
}

const char *precision_word(const struct precision *precision, int community,
                           int product, enum language language)
{
    static const char *const words[][2] = {
        {[LANGUAGE_EN] = "listed", [LANGUAGE_ZH] = "名录"},
        {[LANGUAGE_EN] = "estimated", [LANGUAGE_ZH] = "社区位置为估计"},
        {[LANGUAGE_EN] = "synthetic", [LANGUAGE_ZH] = "合成"}};
    if (precision->synthetic[product])
        return words[2][language];
    return words[precision->point[community] != (double)RESULT_OBSERVED][language];
}

bool precision_any(const struct precision *precision)
{
    bool any = false;
    for (int p = 0; p < precision->products; p++)
        any |= precision->synthetic[p];
    return any;
}

const char *precision_warning(enum language language)
{
    return language == LANGUAGE_ZH
               ? "设施位置为合成：请读取全市与分组数字，不要读取单个社区的数字"
               : "site positions are synthetic: read city and group figures, not "
                 "single communities";
}

static char *join(const struct precision *precision, char **names,
                  enum language language)
{
    char *text = NULL;
    size_t size;
    bool any = false, all = true;
    for (int p = 0; p < precision->products; p++)
        all &= precision->synthetic[p];
    if (all)
        return strdup(language == LANGUAGE_ZH ? "全部服务项目" : "all products");
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return NULL;
    for (int p = 0; p < precision->products; p++) {
        if (!precision->synthetic[p])
            continue;
        fprintf(out, "%s%s",
                !any                      ? ""
                : language == LANGUAGE_ZH ? "、"
                                          : ", ",
                names[p]);
        any = true;
    }
    return text_taken(out, &text);
}

char *precision_names(struct result *result, enum language language, struct error *err)
{
    struct precision precision;
    char **names = NULL, *text = NULL;
    if (precision_read(result, &precision, err) != 0)
        return NULL;
    if (!precision_any(&precision)) {
        text = strdup("");
    } else if (result_read_names(result, DIMENSION_PRODUCT, language, &names, err) ==
               0) {
        text = join(&precision, names, language);
        result_free_labels(names);
    } else {
        precision_free(&precision);
        return NULL;
    }
    precision_free(&precision);
    if (text == NULL)
        error_set(err, MESSAGE_MEMORY, "positions");
    return text;
}
