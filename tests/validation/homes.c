/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What nothing holds to a table during a run: population, homes, couples, collective
 * households. Here drift shows. */
#include "validation/page.h"

enum { STEP = 5, LINES = 8 };

/* Portraits shown: the start, then ends of years. */
static const int YEAR[] = {0, 2020, 2022, 2025, 2028, 2031, 2034, 2037, 2040};
enum { SHOWN = sizeof YEAR / sizeof YEAR[0] };

static const struct portrait *portrait_of(const struct course *course, int k)
{
    return k == 0 ? &course->start : &course->end[YEAR[k] - COURSE_FIRST];
}

static void print_head(struct page *page, const char *first)
{
    fprintf(page->out, "\n| %s | 2020-11 |", first);
    for (int k = 1; k < SHOWN; k++)
        fprintf(page->out, " %d |", YEAR[k]);
    fprintf(page->out, "\n|---|");
    for (int k = 0; k < SHOWN; k++)
        fprintf(page->out, "---:|");
    fprintf(page->out, "\n");
}

/* One figure of a portrait, by line of the table. */
static double figure_of(const struct portrait *portrait, int line)
{
    struct portrait p = *portrait;
    const int64_t *how = p.arrangement;
    int64_t elders = 0;
    for (int k = 0; k < ARRANGEMENTS; k++)
        elders += how[k];
    switch (line) {
    case 0: return (double)p.residents;
    case 1: return 100 * page_share(portrait_between(p.people, 0, 14), p.residents);
    case 2:
        return 100 * page_share(portrait_between(p.people, 65, AGE_LAST), p.residents);
    case 3: return 100 * page_share(p.nonlocal, p.residents);
    case 4: return (double)p.homes;
    case 5: return portrait_mean_size(&p);
    case 6: return 100 * page_share(p.size[0], p.homes);
    case 7: return 100 * page_share(how[ARRANGEMENT_ALONE], elders);
    case 8: return 100 * page_share(how[ARRANGEMENT_COUPLE], elders);
    case 9: return 100 * page_share(how[ARRANGEMENT_THREE], elders);
    case 10: return (double)portrait_between(p.collective, 0, AGE_LAST);
    case 11: return (double)portrait_between(p.collective, 15, 34);
    case 12: return (double)portrait_between(p.collective, 35, 64);
    case 13: return (double)portrait_between(p.collective, 65, AGE_LAST);
    default:
        return 100 *
               page_share(portrait_between(p.collective, 0, AGE_LAST), p.residents);
    }
}

static void print_path(struct page *page, const struct course *course)
{
    static const struct {
        const char *label;
        int digits;
    } line[] = {{"residents", 0},
                {"0-14, %", 1},
                {"65 and over, %", 1},
                {"without local registration, %", 1},
                {"family households", 0},
                {"mean size of family households", 3},
                {"one-person households, % of family households", 1},
                {"elders alone, % of elders in family households", 1},
                {"elders as a couple only, %", 1},
                {"elders in three generations, %", 1},
                {"residents of collective households", 0},
                {"– of 15-34", 0},
                {"– of 35-64", 0},
                {"– of 65 and over", 0},
                {"– % of residents", 1}};
    print_head(page, "");
    for (int k = 0; k < (int)(sizeof line / sizeof line[0]); k++) {
        fprintf(page->out, "| %s |", line[k].label);
        for (int y = 0; y < SHOWN; y++)
            fprintf(page->out, " %.*f |", line[k].digits,
                    figure_of(portrait_of(course, y), k));
        fprintf(page->out, "\n");
    }
}

static void print_events(struct page *page, const struct course *course)
{
    static const struct {
        const char *label;
        enum event event;
    } line[] = {{"births", EVENT_BIRTH},        {"deaths", EVENT_DEATH},
                {"arrived", EVENT_IMMIGRATION}, {"left", EVENT_EMIGRATION},
                {"moved inside", EVENT_MOVE},   {"couples formed", EVENT_COUPLE},
                {"divorces", EVENT_PART},       {"left home", EVENT_LEAVE_HOME},
                {"joined a child", EVENT_JOIN}, {"registered", EVENT_REGISTER}};
    fprintf(page->out, "\nEvents of the year per 1,000 residents at its end.\n\n| |");
    for (int k = 2; k < SHOWN; k++)
        fprintf(page->out, " %d |", YEAR[k]);
    fprintf(page->out, "\n|---|");
    for (int k = 2; k < SHOWN; k++)
        fprintf(page->out, "---:|");
    for (size_t e = 0; e < sizeof line / sizeof line[0]; e++) {
        fprintf(page->out, "\n| %s |", line[e].label);
        for (int k = 2; k < SHOWN; k++) {
            const struct tally *tally =
                &course->tally[RESIDENCES][YEAR[k] - COURSE_FIRST];
            fprintf(page->out, " %.2f |",
                    1000 * page_share(tally->events[line[e].event],
                                      portrait_of(course, k)->residents));
        }
    }
    fprintf(page->out, "\n");
}

/* Share with a partner at [low, low + STEP), and what the table says of these ages. */
static double partnered(const struct rates *rates, const struct portrait *p, int sex,
                        int low, double *table)
{
    int64_t people = 0, with = 0;
    double wanted = 0.0;
    for (int age = low; age < low + STEP; age++) {
        people += p->people[sex][age];
        with += p->partnered[sex][age];
        wanted += rates->partnered[sex][age] * (double)p->people[sex][age];
    }
    *table = wanted / (double)people;
    return page_share(with, people);
}

static void print_partners(struct page *page, const struct rates *rates,
                           const struct course *course)
{
    double young = 0.0;
    fprintf(page->out, "\nShare with a partner, per cent, and the table's share at the "
                       "ages of 2040.\n\n| | 2020-11 | 2030 | 2040 | table |\n"
                       "|---|---:|---:|---:|---:|\n");
    for (int sex = 0; sex < SEXES; sex++)
        for (int low = 20; low < 90; low += STEP) {
            double table, ignored;
            const double first = partnered(rates, &course->start, sex, low, &ignored);
            const double middle =
                partnered(rates, &course->end[2030 - COURSE_FIRST], sex, low, &ignored);
            const double last = partnered(
                rates, &course->end[COURSE_LAST - COURSE_FIRST], sex, low, &table);
            fprintf(page->out, "| %s %d-%d | %.1f | %.1f | %.1f | %.1f |\n",
                    sex == SEX_MALE ? "men" : "women", low, low + STEP - 1, 100 * first,
                    100 * middle, 100 * last, 100 * table);
            if (sex == SEX_FEMALE && low >= 25 && low < 40)
                young += last / table / 3;
        }
    page_judge_range(page, "women of 25-39 with a partner in 2040, over the table",
                     young, 0.93, 1.07);
}

static void judge(struct page *page, const struct course *course)
{
    const struct portrait *start = &course->start,
                          *end = &course->end[COURSE_LAST - COURSE_FIRST];
    page_judge_range(page,
                     "one-person households 2040 over 2020 (share of family "
                     "households)",
                     figure_of(end, 6) / figure_of(start, 6), 0.85, 1.3);
    page_judge_range(page, "mean size of family households, 2040 over 2020",
                     figure_of(end, 5) / figure_of(start, 5), 0.88, 1.05);
    page_judge_range(page, "share in collective households, 2040 over 2020",
                     figure_of(end, 14) / figure_of(start, 14), 0.7, 1.3);
    page_judge_range(page,
                     "elders of 65+ in collective households per elder, 2040 over "
                     "2020",
                     figure_of(end, 13) / figure_of(start, 13) /
                         (figure_of(end, 2) * figure_of(end, 0) /
                          (figure_of(start, 2) * figure_of(start, 0))),
                     0.7, 1.5);
    page_judge_range(page, "elders alone, 2040 over 2020 (share)",
                     figure_of(end, 7) / figure_of(start, 7), 0.8, 1.5);
}

void homes_print(struct page *page, const struct study *study,
                 const struct course *course)
{
    fprintf(page->out, "## Population and homes over the run\n\n"
                       "No table is followed here after the start; what moves is the "
                       "model's own, and drift is drift.\n");
    print_path(page, course);
    print_events(page, course);
    print_partners(page, &study->rates, course);
    judge(page, course);
    fprintf(page->out, "\n");
}
