/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Deaths, births, care need and migration of a run beside the tables they were drawn
 * from, and pattern F1. */
#include "validation/page.h"

#include "observe/recount.h"

#include <math.h>
#include <string.h>

static const char *const PLACE[RESIDENCES + 1] = {"city", "town", "rural", "all"};
static const char *const SEX[SEXES] = {"men", "women"};
/* Standard errors within which a measured figure counts as the table's. */
#define ERRORS_MOST 4.0

static int nearest(int year, int first, int last)
{
    return year < first ? first : year > last ? last : year;
}

/* Chance of a month by the life table, with the ratio of the residence. */
static double death_chance(const struct rates *rates, int residence, int year, int sex,
                           int age)
{
    const int row_year = nearest(year, rates->year_first, rates->year_last);
    const double yearly =
        rates->death[((row_year - rates->year_first) * SEXES + sex) * AGES + age];
    return 1.0 -
           pow(1.0 - yearly, rates->death_ratio[residence][sex][age] / MONTHS_PER_YEAR);
}

/* Deaths and months of one sex over some years: found, and expected by the table. */
struct mortality {
    int64_t deaths[AGES], months[AGES], expected[AGES], scaled[AGES];
};
/* Expected deaths are fractions; they are scaled to count in whole numbers. */
#define EXPECTED_SCALE 1e6

static void gather(const struct study *study, const struct course *course,
                   int residence, int sex, int first, int last, struct mortality *m)
{
    memset(m, 0, sizeof *m);
    for (int age = 0; age < AGES; age++) {
        double expected = 0.0;
        for (int year = first; year <= last; year++)
            for (int r = 0; r < RESIDENCES; r++) {
                const struct tally *tally = &course->tally[r][year - COURSE_FIRST];
                if (residence != RESIDENCES && r != residence)
                    continue;
                m->deaths[age] += tally->deaths[sex][age];
                m->months[age] += tally->person_months[sex][age];
                expected += (double)tally->person_months[sex][age] *
                            death_chance(&study->rates, r, year, sex, age);
            }
        m->expected[age] = (int64_t)(expected * EXPECTED_SCALE);
        m->scaled[age] = (int64_t)((double)m->months[age] * EXPECTED_SCALE);
    }
}

/* Standard error of life expectancy (Chiang 1984): how far each age's deaths could have
 * been others, weighted with the years they cost. */
static double life_error(const struct mortality *m)
{
    double alive[AGES + 1], left[AGES + 1], sum = 0.0;
    alive[0] = 1.0;
    for (int age = 0; age < AGES; age++) {
        const double months = (double)m->months[age];
        const double monthly = months > 0 ? (double)m->deaths[age] / months : 0.0;
        alive[age + 1] = alive[age] * pow(1.0 - monthly, MONTHS_PER_YEAR);
    }
    left[AGE_LAST] = 2.0; /* years left at 100 and over, roughly */
    for (int age = AGE_LAST - 1; age >= 0; age--) {
        const double lives = alive[age + 1] / alive[age];
        left[age] = lives * (1.0 + left[age + 1]) + (1.0 - lives) / 2.0;
    }
    for (int age = 0; age < AGE_LAST; age++) {
        if (m->deaths[age] == 0)
            continue;
        const double q = 1.0 - alive[age + 1] / alive[age];
        const double error = alive[age] * (left[age + 1] + 0.5);
        sum += error * error * q * q * (1.0 - q) / (double)m->deaths[age];
    }
    return sqrt(sum);
}

static void print_expectancy(struct page *page, const struct study *study,
                             const struct course *course)
{
    double worst = 0.0;
    fprintf(
        page->out,
        "\nLife expectancy at birth, years. `table`: the life table with the ratio of "
        "the residence, at the\nsame months lived.\n\n| residence | sex | years | "
        "table | "
        "agents | difference | standard error |\n|---|---|---|---:|---:|---:|---:|\n");
    for (int residence = 0; residence <= RESIDENCES; residence++)
        for (int sex = 0; sex < SEXES; sex++)
            for (int first = 2021; first < COURSE_LAST; first += 10) {
                struct mortality m;
                gather(study, course, residence, sex, first, first + 9, &m);
                const double found = recount_life_expectancy(m.deaths, m.months);
                const double table = recount_life_expectancy(m.expected, m.scaled);
                const double error = life_error(&m);
                worst = fmax(worst, fabs(found - table) / error);
                fprintf(page->out, "| %s | %s | %d-%d | %.2f | %.2f | %+.2f | %.2f |\n",
                        PLACE[residence], SEX[sex], first, first + 9, table, found,
                        found - table, error);
            }
    page_judge_range(
        page,
        "life expectancy by sex and residence: largest difference from the "
        "table, standard errors",
        worst, 0.0, ERRORS_MOST);
}

static void print_fertility(struct page *page, const struct study *study,
                            const struct course *course)
{
    const struct rates *rates = &study->rates;
    double worst = 0.0;
    fprintf(page->out,
            "\nTotal fertility, children per woman.\n\n| residence | years | "
            "table | agents | standard error |\n|---|---|---:|---:|---:|\n");
    for (int r = 0; r < RESIDENCES; r++)
        for (int first = 2021; first < COURSE_LAST; first += 10) {
            double table = 0.0, found = 0.0, variance = 0.0;
            for (int age = 0; age < AGES; age++) {
                double births = 0.0, years = 0.0, expected = 0.0;
                for (int year = first; year < first + 10; year++) {
                    const struct tally *tally = &course->tally[r][year - COURSE_FIRST];
                    const int at =
                        nearest(year, rates->fertility_first, rates->fertility_last) -
                        rates->fertility_first;
                    const double lived =
                        (double)tally->person_months[SEX_FEMALE][age] / MONTHS_PER_YEAR;
                    years += lived;
                    births += (double)tally->births[age];
                    expected += lived * rates->fertility[at * AGES + age] *
                                rates->birth_ratio[r][age];
                }
                table += years > 0 ? expected / years : 0.0;
                found += years > 0 ? births / years : 0.0;
                variance += years > 0 ? births / (years * years) : 0.0;
            }
            worst = fmax(worst, fabs(found - table) / sqrt(variance));
            fprintf(page->out, "| %s | %d-%d | %.3f | %.3f | %.3f |\n", PLACE[r], first,
                    first + 9, table, found, sqrt(variance));
        }
    page_judge_range(page,
                     "total fertility by residence: largest difference from the table, "
                     "standard errors",
                     worst, 0.0, ERRORS_MOST);
}

/* Share of those of ages [low, high] in state `least` or worse: found, and expected from
 * the evidence's shares at the same ages and sexes. */
static void care_share(const struct rates *rates, const struct portrait *portrait,
                       int low, int high, int least, double *found, double *evidence)
{
    double people = 0.0, in = 0.0, expected = 0.0;
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = low; age <= high; age++) {
            people += (double)portrait->people[sex][age];
            for (int care = least; care < CARES; care++) {
                in += (double)portrait->care[sex][age][care];
                expected += (double)portrait->people[sex][age] *
                            rates->prevalence[sex][age][care];
            }
        }
    *found = in / people;
    *evidence = expected / people;
}

/* The same beside the mix that the tables project for a year: what the chain should
 * show. The furthest ratio among decades of age from 60 on. */
static double mix_ratio(const struct rates *rates, const struct portrait *portrait,
                        int year)
{
    double(*mix)[AGES][CARES] = rates->mix[year - rates->mix_first];
    double worst = 1.0;
    for (int low = 60; low < AGES; low += 10) {
        double in = 0.0, expected = 0.0;
        for (int sex = 0; sex < SEXES; sex++)
            for (int age = low; age < low + 10 && age < AGES; age++)
                for (int care = CARE_MILD; care < CARES; care++) {
                    in += (double)portrait->care[sex][age][care];
                    expected +=
                        (double)portrait->people[sex][age] * mix[sex][age][care];
                }
        if (expected > 100.0 && fabs(in / expected - 1.0) > fabs(worst - 1.0))
            worst = in / expected;
    }
    return worst;
}

static void print_care(struct page *page, const struct study *study,
                       const struct course *course)
{
    static const int low[] = {0, 50, 60, 70, 80, 90},
                     high[] = {49, 59, 69, 79, 89, 100};
    static const int at[] = {2020, 2030, 2040};
    double worst = 1.0;
    fprintf(
        page->out,
        "\nCare need by age at the end of the year, per cent: any need, and moderate "
        "or severe in brackets.\n`evidence`: the shares of `care.csv` at the ages and "
        "sexes of the agents. They are those of 2020 at\nall times; mortality falls "
        "afterwards, so that later the dependent live a little longer.\n\n"
        "| age | 2020 | evidence | 2030 | evidence | 2040 | evidence |\n"
        "|---|---:|---:|---:|---:|---:|---:|\n");
    for (int k = 0; k < 6; k++) {
        fprintf(page->out, "| %d-%d |", low[k], high[k]);
        for (int y = 0; y < 3; y++) {
            const struct portrait *portrait = &course->end[at[y] - COURSE_FIRST];
            double found, evidence, heavy, heavy_evidence;
            care_share(&study->rates, portrait, low[k], high[k], CARE_MILD, &found,
                       &evidence);
            care_share(&study->rates, portrait, low[k], high[k], CARE_MODERATE, &heavy,
                       &heavy_evidence);
            const double ratio = found / evidence;
            if (low[k] >= 60 && fabs(ratio - 1.0) > fabs(worst - 1.0))
                worst = ratio;
            fprintf(page->out, " %.2f (%.2f) | %.2f (%.2f) |", 100 * found, 100 * heavy,
                    100 * evidence, 100 * heavy_evidence);
        }
        fprintf(page->out, "\n");
    }
    page_judge_range(page,
                     "care need at 60 and over in 2020, 2030, 2040 over evidence, "
                     "by decade of age: the furthest",
                     worst, 0.9, 1.1);
    for (int year = 2030; year <= COURSE_LAST; year += 10) {
        char what[VERDICT_TEXT];
        snprintf(what, sizeof what,
                 "care need at 60 and over in %d, over the chain "
                 "projected from the tables: the furthest decade",
                 year);
        page_judge_range(
            page, what,
            mix_ratio(&study->rates, &course->end[year - COURSE_FIRST], year), 0.93,
            1.07);
    }
}

/* F1: need for help about doubles with each decade of age. */
static void print_pattern(struct page *page, const struct course *course)
{
    static const double published[] = {10.8, 21.2, 47.0};
    static const int at[] = {2020, 2030, 2040};
    fprintf(
        page->out,
        "\n**Pattern F1**, need for help about doubles with each decade of age (ADL "
        "limitation in China, Chen 2023:\n10.8 %% at 60-69, 21.2 %% at 70-79, 47.0 %% "
        "at "
        "80 and over). Band for the ratio of neighbours: 1.6-2.6.\n\n| | 60-69 | 70-79 "
        "| "
        "80+ | ratio | ratio |\n|---|---:|---:|---:|---:|---:|\n"
        "| published | %.1f | %.1f | %.1f | %.2f | %.2f |\n",
        published[0], published[1], published[2], published[1] / published[0],
        published[2] / published[1]);
    for (int y = 0; y < 3; y++) {
        struct portrait copy = course->end[at[y] - COURSE_FIRST];
        double share[3];
        for (int k = 0; k < 3; k++) {
            const int low = 60 + 10 * k, high = k < 2 ? low + 9 : AGE_LAST;
            int64_t in = 0;
            for (int sex = 0; sex < SEXES; sex++)
                for (int age = low; age <= high; age++)
                    in += copy.people[sex][age] - copy.care[sex][age][CARE_NONE];
            share[k] = 100 * page_share(in, portrait_between(copy.people, low, high));
        }
        fprintf(page->out, "| any need, %d | %.1f | %.1f | %.1f | %.2f | %.2f |\n",
                at[y], share[0], share[1], share[2], share[1] / share[0],
                share[2] / share[1]);
        const double far =
            fabs(share[1] / share[0] - 2.1) > fabs(share[2] / share[1] - 2.1)
                ? share[1] / share[0]
                : share[2] / share[1];
        char what[VERDICT_TEXT];
        snprintf(what, sizeof what,
                 "F1: ratio between decades of age, %d, the furthest", at[y]);
        page_judge_range(page, what, far, 1.6, 2.6);
        if (y == 0)
            page_judge_range(page,
                             "level of need at 70-79, over the pooled studies' ADL "
                             "limitation",
                             share[1] / published[1], 0.75, 1.33);
    }
    fprintf(page->out, "\nThe pooled studies count any limitation of daily living; the "
                       "evidence behind `care.csv` counts dementia\nwith functional "
                       "impairment and the census's own answer, and is lower.\n");
}

/* Net persons a year and base resident that the profile asks for. */
static double net_wanted(const struct study *study, int year, int sex, int age)
{
    const struct rates *rates = &study->rates;
    struct values values;
    parameters_at(&study->scenario->parameters, month_of(year, 1), &values);
    return rates->migration[sex * AGES + age] * rates->base_share[sex][age] *
           values.migrate_net_rate / rates->migration_scale;
}

static void print_migration(struct page *page, const struct study *study,
                            const struct course *course)
{
    double wanted_all = 0.0, apart = 0.0;
    int64_t net_all = 0;
    fprintf(
        page->out,
        "\nMigration over the city's border, 2021-2040, persons by age at the time. "
        "`asked`: the profile of\n`migration.csv` on the ages of 2020 at the level of "
        "`migrate.net_rate`. Departures and arrivals\nare scaled on the residents that "
        "the tables project.\n\n"
        "| age | arrived | left | net | asked |\n|---|---:|---:|---:|---:|\n");
    for (int low = 0; low < AGES; low += 5) {
        int64_t came = 0, left = 0;
        double wanted = 0.0;
        for (int sex = 0; sex < SEXES; sex++)
            for (int age = low; age < low + 5 && age < AGES; age++) {
                came += course->arrived[sex][age];
                left += course->left[sex][age];
                for (int year = 2021; year <= COURSE_LAST; year++)
                    wanted += study->base_residents * net_wanted(study, year, sex, age);
            }
        fprintf(page->out, "| %d-%d | %ld | %ld | %ld | %.0f |\n", low,
                low + 4 < AGES ? low + 4 : AGE_LAST, (long)came, (long)left,
                (long)(came - left), wanted);
        net_all += came - left;
        wanted_all += wanted;
        apart += fabs((double)(came - left) - wanted);
    }
    fprintf(page->out, "| all | | | %ld | %.0f |\n", (long)net_all, wanted_all);
    page_judge_range(page, "net migration 2021-2040 over what was asked for",
                     (double)net_all / wanted_all, 0.9, 1.1);
    page_judge_range(page, "the same, difference in % of the base residents a year",
                     100.0 * ((double)net_all - wanted_all) / study->base_residents /
                         (COURSE_LAST - COURSE_FIRST),
                     -0.05, 0.05);
    page_judge_range(page,
                     "net migration by age: sum of differences over the total asked",
                     apart / wanted_all, 0.0, 0.25);
}

void life_print(struct page *page, const struct study *study,
                const struct course *course)
{
    fprintf(
        page->out,
        "## A run of the base case\n\n"
        "All of Guangzhou scaled to %.0f agents, `scenarios/baseline.yaml`, November "
        "2020 to December 2040, seed 1.\nDeaths and births by residence are counted "
        "in runs with the same people, in which only one residence\nis reported.\n",
        study->base_residents);
    print_expectancy(page, study, course);
    print_fertility(page, study, course);
    print_care(page, study, course);
    print_pattern(page, course);
    print_migration(page, study, course);
    fprintf(page->out, "\n");
}
