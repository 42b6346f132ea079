/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Synthesises a whole city pack, closes every district margin, and prints how long it
 * took and what came out: bench_populate CITY_FOLDER DEMOGRAPHY_FOLDER [AGENTS]. Run
 * from the root of the repository. */
#include "state/populate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What is counted over a district. */
struct sums {
    int64_t sex[SEXES], nonlocal, ages[SEXES][AGES];
    int64_t collective, households, one, elders[4];
};

/* What is counted over the city. */
struct look {
    int64_t people[SEXES][AGES], partnered[SEXES][AGES];
    int64_t mother_near, mother_home, adults, child_alone, children, with_mother;
    int64_t lone_parents, infants_in_collective, income[5], working, care[CARES];
    int64_t wide_couples, couples;
};

static double now_seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void fail(const struct error *err)
{
    char text[2048];
    error_format(err, LANGUAGE_EN, text, sizeof text);
    fprintf(stderr, "%s\n", text);
    exit(EXIT_FAILURE);
}

static void count_household(const struct block *block, row h, month now,
                            struct sums *sums, struct look *look)
{
    const struct residents *p = &block->residents;
    const row first = block->households.first[h];
    int elders = 0, children = 0, adults = 0;
    row i = first;
    do {
        const int age = age_years(p->birth[i], now);
        elders += age >= 65;
        children += age < 18;
        adults += age >= 18;
        i = p->next[i];
    } while (i != first);
    if (block->households.kind[h] == HOUSEHOLD_COLLECTIVE) {
        sums->collective += block->households.size[h];
        return;
    }
    sums->households++;
    sums->one += block->households.size[h] == 1;
    sums->elders[elders > 3 ? 3 : elders]++;
    look->child_alone += adults == 0;
    look->lone_parents += children > 0 && adults == 1;
}

static void count_block(const struct block *block, month now, struct sums *sums,
                        struct look *look)
{
    const struct residents *p = &block->residents;
    for (row h = 0; h < block->households.count; h++)
        count_household(block, h, now, sums, look);
    for (row i = 0; i < p->count; i++) {
        const int sex = bits_sex(p->bits[i]), age = age_years(p->birth[i], now);
        sums->sex[sex]++;
        sums->ages[sex][age]++;
        sums->nonlocal += (p->bits[i] & BITS_NONLOCAL) != 0;
        look->people[sex][age]++;
        look->partnered[sex][age] += (p->bits[i] & BITS_PARTNERED) != 0;
        look->income[p->income[i] / 13108]++;
        look->working += bits_activity(p->bits[i]) == ACTIVITY_WORKING;
        look->care[bits_care(p->bits[i])]++;
        if (p->bits[i] & BITS_COUPLE_FIRST) {
            const int gap = (p->birth[i] - p->birth[p->next[i]]) / 12;
            look->couples++;
            look->wide_couples += gap > 10 || gap < -10;
        }
        look->children += age < 18;
        look->with_mother += age < 18 && p->mother[i] != ID_NONE;
        look->adults += age >= 25 && age <= 60;
        look->mother_near += age >= 25 && age <= 60 && p->mother[i] != ID_NONE;
    }
}

static int compare(const char *name, const char *what, int64_t is, int64_t should)
{
    if (is == should)
        return 0;
    printf("%s: %s is %ld, should be %ld\n", name, what, (long)is, (long)should);
    return 1;
}

static int close_district(const struct district *d, const struct sums *s)
{
    int open = 0;
    for (int sex = 0; sex < SEXES; sex++) {
        open += compare(d->name_en, "sex", s->sex[sex], d->sex[sex]);
        for (int age = 0; age < AGES; age++)
            open += compare(d->name_en, "age", s->ages[sex][age], d->ages[sex][age]);
    }
    for (int b = 0; b < d->band_count && !d->has_ages; b++) {
        int64_t people = 0;
        for (int age = d->bands[b].low; age <= d->bands[b].high; age++)
            people += s->ages[0][age] + s->ages[1][age];
        open += compare(d->name_en, "band", people, d->bands[b].people);
    }
    open += compare(d->name_en, "nonlocal", s->nonlocal, d->nonlocal);
    open += compare(d->name_en, "collective", s->collective,
                    d->residents - d->family_persons);
    open += compare(d->name_en, "households", s->households, d->family_households);
    open += compare(d->name_en, "one person", s->one, d->one_person_households);
    open += compare(d->name_en, "one elder", s->elders[1], d->households_one_elder);
    open += compare(d->name_en, "two elders", s->elders[2], d->households_two_elders);
    open +=
        compare(d->name_en, "three elders", s->elders[3], d->households_more_elders);
    return open;
}

static void print_look(const struct look *look, const struct rates *rates)
{
    printf("age band      men partnered / target   women partnered / target\n");
    for (int age = 20; age < 90; age += 5) {
        printf("%d-%d", age, age + 4);
        for (int sex = 0; sex < SEXES; sex++) {
            double people = 0.0, is = 0.0, should = 0.0;
            for (int a = age; a < age + 5; a++) {
                people += (double)look->people[sex][a];
                is += (double)look->partnered[sex][a];
                should += rates->partnered[sex][a] * (double)look->people[sex][a];
            }
            printf("   %.3f / %.3f", is / (people + 1e-9), should / (people + 1e-9));
        }
        printf("\n");
    }
    printf("children %ld, with mother %.3f; households: child alone %ld, lone parent "
           "%ld\n",
           (long)look->children,
           (double)look->with_mother / ((double)look->children + 1e-9),
           (long)look->child_alone, (long)look->lone_parents);
    printf("couples %ld, more than ten years apart %.4f\n", (long)look->couples,
           (double)look->wide_couples / ((double)look->couples + 1e-9));
    printf("adults 25-60 with a mother known %.3f; working %ld\n",
           (double)look->mother_near / ((double)look->adults + 1e-9),
           (long)look->working);
    printf("care %ld %ld %ld %ld; income fifths %ld %ld %ld %ld %ld\n",
           (long)look->care[0], (long)look->care[1], (long)look->care[2],
           (long)look->care[3], (long)look->income[0], (long)look->income[1],
           (long)look->income[2], (long)look->income[3], (long)look->income[4]);
}

static void read_inputs(struct inputs *inputs, const char *folder, const char *tables,
                        struct city *city, struct rates *rates,
                        const struct parameters *parameters, month now)
{
    static const char *const names[] = {"mortality",  "fertility",  "sex_ratio", "care",
                                        "employment", "retirement", "marriage"};
    char path[7][512];
    struct report report;
    struct error err;
    struct rates_base base = {0};
    report_init(&report);
    for (int k = 0; k < 7; k++)
        snprintf(path[k], sizeof path[k], "%s/%s.csv", tables, names[k]);
    const struct rate_files files = {.mortality = path[0],
                                     .mortality_ratio = "",
                                     .fertility = path[1],
                                     .fertility_ratio = "",
                                     .sex_ratio = path[2],
                                     .care = path[3],
                                     .migration = "",
                                     .employment = path[4],
                                     .retirement = path[5],
                                     .marriage = path[6]};
    if (city_read(inputs, folder, city, &report) != 0 ||
        rates_read(inputs, &files, rates, &report) != 0)
        fail(&report.errors[0]);
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < AGES; age++)
            base.residents[sex][age] = city->age_profile[sex][age];
    if (rates_prepare(rates, parameters, now, now + 12, &base, &err) != 0)
        fail(&err);
    report_free(&report);
}

/* Everything in hand. */
struct bench {
    struct inputs inputs;
    struct city city;
    struct rates rates;
    struct values values;
    struct community_plan *plans;
    struct sums *sums; /* [districts] */
    struct look look;
    month now;
};

static void make_communities(struct bench *bench)
{
    struct error err;
    double spent = 0.0;
    int64_t people = 0;
    for (int c = 0; c < bench->city.community_count; c++) {
        const struct community *community = &bench->city.communities[c];
        struct block block;
        block_init(&block);
        const double start = now_seconds();
        if (populate_community(&block, community, &bench->city, &bench->plans[c],
                               &bench->rates, &bench->values, bench->now, 1, &err) != 0)
            fail(&err);
        spent += now_seconds() - start;
        people += block.residents.count;
        if (c % 50 == 0 && block_check(&block, &err) != 0)
            fail(&err);
        count_block(&block, bench->now, &bench->sums[community->district],
                    &bench->look);
        block_free(&block);
    }
    printf("communities: %ld residents, %.3f s, %.0f ns each on one core\n",
           (long)people, spent, 1e9 * spent / ((double)people + 1e-9));
}

int main(int count, char **words)
{
    const char *folder = count > 1 ? words[1] : "scenarios/cities/guangzhou";
    const char *tables = count > 2 ? words[2] : "scenarios/data/demography";
    const int64_t agents = count > 3 ? atoll(words[3]) : 0;
    struct bench *bench = calloc(1, sizeof *bench);
    struct parameters parameters;
    struct error err;
    if (!bench)
        return EXIT_FAILURE;
    bench->now = month_of(2020, 11);
    inputs_init(&bench->inputs);
    parameters_init(&parameters);
    parameters_at(&parameters, bench->now, &bench->values);
    read_inputs(&bench->inputs, folder, tables, &bench->city, &bench->rates,
                &parameters, bench->now);
    const double start = now_seconds();
    if (populate_plan(&bench->city, &bench->values, agents, 1, &bench->plans, &err) !=
        0)
        fail(&err);
    printf("plan: %d communities, %.3f s\n", bench->city.community_count,
           now_seconds() - start);
    bench->sums = calloc((size_t)bench->city.district_count, sizeof *bench->sums);
    if (!bench->sums)
        return EXIT_FAILURE;
    make_communities(bench);
    int open = 0;
    for (int d = 0; d < bench->city.district_count; d++)
        open += close_district(&bench->city.districts[d], &bench->sums[d]);
    printf("margins not closed: %d\n", open);
    print_look(&bench->look, &bench->rates);
    free(bench->sums);
    free(bench->plans);
    city_free(&bench->city);
    rates_free(&bench->rates);
    inputs_free(&bench->inputs);
    free(bench);
    return open ? EXIT_FAILURE : EXIT_SUCCESS;
}
