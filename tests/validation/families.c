/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Who lives with whom in the base population, beside what is known of it and was not a
 * margin: partners by age, mothers, elders' homes, sizes. */
#include "validation/page.h"

#include <math.h>

enum { STEP = 5, AGE_FROM = 20, AGE_UNTIL = 90, AGE_YOUNG_OLD = 45 };

static void print_partners(struct page *page, const struct rates *rates,
                           const struct portrait *city)
{
    double old_found = 0.0, old_wanted = 0.0;
    fprintf(
        page->out,
        "\nShare with a partner, per cent. `table`: share married by "
        "`marriage.csv` (its pattern over ages is assumed).\nIn the model a partner "
        "lives in the same household, so that nobody in a dormitory or alone has "
        "one:\nthe table cannot be reached where margins put people there.\n\n"
        "| age | men, table | men | women, table | women "
        "|\n|---|---:|---:|---:|---:|\n");
    for (int low = AGE_FROM; low < AGE_UNTIL; low += STEP) {
        fprintf(page->out, "| %d-%d |", low, low + STEP - 1);
        for (int sex = 0; sex < SEXES; sex++) {
            int64_t people = 0, with = 0;
            double wanted = 0.0;
            for (int age = low; age < low + STEP; age++) {
                people += city->people[sex][age];
                with += city->partnered[sex][age];
                wanted += rates->partnered[sex][age] * (double)city->people[sex][age];
            }
            fprintf(page->out, " %.1f | %.1f |", 100.0 * wanted / (double)people,
                    100.0 * page_share(with, people));
            old_found += low >= AGE_YOUNG_OLD ? (double)with : 0.0;
            old_wanted += low >= AGE_YOUNG_OLD ? wanted : 0.0;
        }
        fprintf(page->out, "\n");
    }
    page_judge_range(page, "couples at 45-89 in the base, of those in the table",
                     old_found / old_wanted, 0.9, 1.1);
}

/* Mean and standard deviation of a table of gaps that begins at `from`. */
static void moments(const int64_t table[GAPS], int from, double *mean, double *spread)
{
    double n = 0.0, sum = 0.0, squares = 0.0;
    for (int k = 0; k < GAPS; k++) {
        const double count = (double)table[k], gap = k + from;
        n += count;
        sum += count * gap;
        squares += count * gap * gap;
    }
    *mean = sum / n;
    *spread = sqrt(squares / n - *mean * *mean);
}

static void print_gaps(struct page *page, const struct portrait *city)
{
    double mean, spread;
    fprintf(page->out, "\n| | asked for | made |\n|---|---:|---:|\n");
    moments(city->mother_gap, 0, &mean, &spread);
    fprintf(page->out,
            "| mother less child, years: mean (standard deviation), children under 18 "
            "with their mother | 28.5 (4.5) | %.2f (%.2f) |\n",
            mean + 0.5, spread);
    page_judge_range(page, "mean age of mothers at birth in the base, years",
                     mean + 0.5, 27.5, 30.5);
    moments(city->couple_gap, -GAPS / 2, &mean, &spread);
    fprintf(page->out,
            "| man less woman in couples, years | 1.9 (2.5) | %.2f (%.2f) |\n", mean,
            spread);
    fprintf(page->out, "| households of children alone | 0 | %ld (%ld children) |\n",
            (long)city->without_adult, (long)city->children_without);
}

static void print_elders(struct page *page, const struct portrait *city)
{
    static const char *const name[ARRANGEMENTS] = {"alone", "with the partner only",
                                                   "two generations",
                                                   "three generations", "other"};
    /* Cities of China, household_elderly_living_arrangement (CENSUS2010). */
    static const double published[ARRANGEMENTS] = {0.1214, 0.3427, 0.1055, 0.4145, 0};
    int64_t all = 0;
    for (int k = 0; k < ARRANGEMENTS; k++)
        all += city->arrangement[k];
    fprintf(
        page->out,
        "\nElders (65 and over) of family households, per cent. Published: cities of "
        "China in **2010**, ten years\nearlier and with an age limit that the source "
        "does not show; `three generations` there holds parents\nwith a married child, "
        "too. Not a target.\n\n| | cities of China 2010 | made, 2020 "
        "|\n|---|---:|---:|\n");
    for (int k = 0; k < ARRANGEMENTS; k++) {
        fprintf(page->out, "| %s |", name[k]);
        if (published[k] > 0)
            fprintf(page->out, " %.1f |", 100.0 * published[k]);
        else
            fprintf(page->out, " |");
        fprintf(page->out, " %.1f |\n", 100.0 * page_share(city->arrangement[k], all));
    }
    page_judge_range(page, "elders who live alone in the base (12.1 % in 2010)",
                     page_share(city->arrangement[ARRANGEMENT_ALONE], all), 0.10, 0.20);
}

static void print_sizes(struct page *page, const struct city *pack,
                        const struct portrait *city)
{
    int64_t larger = 0;
    fprintf(
        page->out,
        "\nFamily households of two persons and more by size, per cent. Urban China "
        "2020 is the shape that the\nplan leans until the district's mean size is "
        "met; Guangzhou's mean is its own.\n\n| size |");
    for (int k = 1; k < SIZES; k++)
        fprintf(page->out, " %d%s |", k + 1, k + 1 == SIZES ? "+" : "");
    fprintf(page->out, "\n|---|---:|---:|---:|---:|---:|---:|---:|\n| urban China |");
    for (int k = 1; k < SIZES; k++) {
        larger += city->size[k];
        fprintf(page->out, " %.2f |", 100.0 * pack->districts[0].size_share[k]);
    }
    fprintf(page->out, "\n| made |");
    for (int k = 1; k < SIZES; k++)
        fprintf(page->out, " %.2f |", 100.0 * page_share(city->size[k], larger));
    fprintf(page->out, "\n\n");
}

static void print_collective(struct page *page, const struct portrait *city)
{
    static const int limits[] = {0, 15, 20, 25, 30, 35, 50, 65, AGES};
    struct portrait copy = *city;
    fprintf(page->out, "\nWho lives in collective households (ages assumed, "
                       "`populate.collective_young_share`).\n\n"
                       "| age | residents | in collective households, per cent |\n"
                       "|---|---:|---:|\n");
    for (int k = 0; limits[k] < AGES; k++) {
        const int64_t people =
            portrait_between(copy.people, limits[k], limits[k + 1] - 1);
        const int64_t members =
            portrait_between(copy.collective, limits[k], limits[k + 1] - 1);
        fprintf(page->out, "| %d-%d | %ld | %.1f |\n", limits[k], limits[k + 1] - 1,
                (long)members, 100.0 * page_share(members, people));
    }
}

void families_print(struct page *page, const struct rates *rates,
                    const struct city *pack, const struct portrait *city)
{
    fprintf(page->out, "## Base population: who lives with whom\n");
    print_partners(page, rates, city);
    print_gaps(page, city);
    print_elders(page, city);
    print_collective(page, city);
    print_sizes(page, pack, city);
}
