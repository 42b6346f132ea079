/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* How communities of one district's margins differ by type. There is no published table
 * of communities to hold this against: it shows what the assumptions give. */
#include "validation/page.h"

#include <stdlib.h>

static const char *const TYPE[COMMUNITY_TYPES] = {
    "old core", "commodity housing", "urban village", "periurban",
    "town",     "village",           "resettlement"};
enum { PORTRAIT_FIGURES = 4 };

static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double figure_of(const struct community_figures *one, int figure)
{
    const double value[PORTRAIT_FIGURES] = {one->residents, one->elders, one->nonlocal,
                                            one->mean_size};
    return value[figure];
}

/* Sorted values of the communities of a type (COMMUNITY_TYPES: all); returns how many. */
static int gather(const struct city *city, const struct community_figures *one,
                  int type, int figure, double *value)
{
    int count = 0;
    for (int c = 0; c < city->community_count; c++)
        if (type == COMMUNITY_TYPES || (int)city->communities[c].type == type)
            value[count++] = figure_of(&one[c], figure);
    qsort(value, (size_t)count, sizeof *value, compare_doubles);
    return count;
}

static double quantile(const double *sorted, int count, double share)
{
    return sorted[(int)(share * (count - 1) + 0.5)];
}

static void print_figure(struct page *page, const struct city *city,
                         const struct community_figures *one, int figure,
                         const char *title, double scale, int digits, double *value)
{
    fprintf(page->out,
            "\n%s\n\n| type | communities | 5 %% | 25 %% | median | 75 %% | 95 %% |\n"
            "|---|---:|---:|---:|---:|---:|---:|\n",
            title);
    for (int type = 0; type <= COMMUNITY_TYPES; type++) {
        static const double shares[] = {0.05, 0.25, 0.5, 0.75, 0.95};
        const int count = gather(city, one, type, figure, value);
        if (count == 0)
            continue;
        fprintf(page->out, "| %s | %d |", type < COMMUNITY_TYPES ? TYPE[type] : "all",
                count);
        for (int k = 0; k < 5; k++)
            fprintf(page->out, " %.*f |", digits,
                    scale * quantile(value, count, shares[k]));
        fprintf(page->out, "\n");
    }
}

void communities_print(struct page *page, const struct city *city,
                       const struct community_figures *one)
{
    double *value = malloc(((size_t)city->community_count + 1) * sizeof *value);
    if (!value)
        return;
    fprintf(page->out, "## Base population: communities\n\n"
                       "Spread over communities by type. No table of communities is "
                       "published to hold this against; the\ntypes' leanings come "
                       "from whole districts (the pack's SOURCES.md, rule 5), the "
                       "scatter of sizes is\nassumed (`populate.size_cv`).\n");
    print_figure(page, city, one, 0, "Residents of a community", 1.0, 0, value);
    print_figure(page, city, one, 1, "Share of 65 and over, per cent", 100.0, 1, value);
    print_figure(page, city, one, 2, "Share without local registration, per cent",
                 100.0, 1, value);
    print_figure(page, city, one, 3, "Mean size of family households", 1.0, 2, value);
    fprintf(page->out, "\n");
    free(value);
}
