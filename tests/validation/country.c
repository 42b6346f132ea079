/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* All China at national rates: what agents show beside World Population Prospects 2024,
 * whose rates they are given. Corroborates that rates come through whole. */
#include "validation/page.h"

#include "observe/recount.h"

void country_print(struct page *page, const struct course *course)
{
    /* Means over ten years of WPP2024's life expectancy at birth and total fertility. */
    static const double life[2][SEXES] = {{76.13, 81.57}, {78.56, 83.23}};
    static const double fertility[2] = {1.041, 1.100};
    fprintf(
        page->out,
        "## China at national rates\n\n"
        "`scenarios/china-1m.yaml` with %.0f agents at the start, beside the means of "
        "the United Nations' own figures\nof the same years (WPP2024). They differ by "
        "the sampling of agents and by the tables of single ages,\nwhich were "
        "interpolated (scenarios/data/SOURCES.md).\n\n| | WPP2024 | agents |\n"
        "|---|---:|---:|\n",
        (double)course->start.residents);
    for (int k = 0; k < 2; k++) {
        struct tally sum = {0};
        for (int year = 2021 + 10 * k; year < 2031 + 10 * k; year++) {
            const struct tally *one = &course->tally[RESIDENCES][year - COURSE_FIRST];
            for (int age = 0; age < AGES; age++) {
                sum.births[age] += one->births[age];
                for (int sex = 0; sex < SEXES; sex++) {
                    sum.deaths[sex][age] += one->deaths[sex][age];
                    sum.person_months[sex][age] += one->person_months[sex][age];
                }
            }
        }
        const char *const years = k == 0 ? "2021-2030" : "2031-2040";
        for (int sex = 0; sex < SEXES; sex++) {
            const double found =
                recount_life_expectancy(sum.deaths[sex], sum.person_months[sex]);
            char what[VERDICT_TEXT];
            fprintf(page->out, "| life expectancy, %s, %s | %.2f | %.2f |\n",
                    sex == SEX_MALE ? "men" : "women", years, life[k][sex], found);
            snprintf(what, sizeof what, "China, life expectancy of %s %s, less WPP2024",
                     sex == SEX_MALE ? "men" : "women", years);
            page_judge_range(page, what, found - life[k][sex], -0.4, 0.4);
        }
        const double found =
            recount_total_fertility(sum.births, sum.person_months[SEX_FEMALE]);
        fprintf(page->out, "| total fertility, %s | %.3f | %.3f |\n", years,
                fertility[k], found);
        page_judge_range(page,
                         k == 0 ? "China, total fertility 2021-2030 over WPP2024"
                                : "China, total fertility 2031-2040 over WPP2024",
                         found / fertility[k], 0.98, 1.02);
    }
    fprintf(page->out, "\n");
}
