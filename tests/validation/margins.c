/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Every margin of the pack beside what was made of it. */
#include "validation/page.h"

#include <stdlib.h>
#include <string.h>

enum { MARGINS_MOST = BANDS_MAX + 20, LABEL = 48, AGE_THREE = 3 };

struct margin {
    char label[LABEL];
    int64_t wanted, made;
};

struct margins {
    struct margin item[MARGINS_MOST];
    int count;
};

static void add(struct margins *margins, const char *label, int64_t wanted,
                int64_t made)
{
    struct margin *margin = &margins->item[margins->count++];
    snprintf(margin->label, sizeof margin->label, "%s", label);
    margin->wanted = wanted;
    margin->made = made;
}

static void add_bands(struct margins *margins, const struct district *d,
                      struct portrait *made)
{
    for (int b = 0; b < d->band_count; b++) {
        const struct band *band = &d->bands[b];
        char label[LABEL];
        if (band->high >= AGE_LAST)
            snprintf(label, sizeof label, "age %d and over", band->low);
        else if (band->high == band->low)
            snprintf(label, sizeof label, "age %d", band->low);
        else
            snprintf(label, sizeof label, "age %d-%d", band->low, band->high);
        add(margins, label, band->people,
            portrait_between(made->people, band->low, band->high));
    }
}

static void list(struct margins *margins, const struct district *d,
                 struct portrait *made)
{
    margins->count = 0;
    add(margins, "residents", d->residents, made->residents);
    for (int sex = 0; sex < SEXES; sex++) {
        int64_t people = 0;
        for (int age = 0; age < AGES; age++)
            people += made->people[sex][age];
        add(margins, sex == SEX_MALE ? "men" : "women", d->sex[sex], people);
    }
    add_bands(margins, d, made);
    add(margins, "without local registration", d->nonlocal, made->nonlocal);
    add(margins, "family households", d->family_households, made->homes);
    add(margins, "persons in family households", d->family_persons,
        made->family_people);
    add(margins, "one-person households", d->one_person_households, made->size[0]);
    add(margins, "households with one of 65+", d->households_one_elder,
        made->with_elders[1]);
    add(margins, "households with two of 65+", d->households_two_elders,
        made->with_elders[2]);
    add(margins, "households with three and more of 65+", d->households_more_elders,
        made->with_elders[3]);
    add(margins, "residents of collective households", d->residents - d->family_persons,
        portrait_between(made->collective, 0, AGE_LAST));
}

/* Children under three by the age profile of the pack: the census groups 1 to 4. */
static double under_three(const struct city *pack, const struct district *d)
{
    double sum = 0.0;
    for (int b = 0; b < d->band_count; b++) {
        double young = 0.0, all = 0.0;
        for (int age = d->bands[b].low; age <= d->bands[b].high; age++)
            for (int sex = 0; sex < SEXES; sex++) {
                all += pack->age_profile[sex][age];
                young += age < AGE_THREE ? pack->age_profile[sex][age] : 0.0;
            }
        sum += all > 0.0 ? (double)d->bands[b].people * young / all : 0.0;
    }
    return sum;
}

static void print_margins(FILE *out, const struct margins *margins)
{
    fprintf(out, "| | target | made | difference |\n|---|---:|---:|---:|\n");
    for (int k = 0; k < margins->count; k++) {
        const struct margin *m = &margins->item[k];
        fprintf(out, "| %s | %ld | %ld | %ld |\n", m->label, (long)m->wanted,
                (long)m->made, (long)(m->made - m->wanted));
    }
}

static void print_derived(FILE *out, const struct city *pack, const struct district *d,
                          struct portrait *made)
{
    const double wanted = under_three(pack, d);
    const int64_t young = portrait_between(made->people, 0, AGE_THREE - 1);
    const double size = (double)d->family_persons / (double)d->family_households;
    fprintf(out, "| mean size of family households | %.4f | %.4f | %.4f |\n", size,
            portrait_mean_size(made), portrait_mean_size(made) - size);
    fprintf(out,
            "| under three (age 0, and 1-4 by the age profile) | %.0f | %ld | %.0f |\n",
            wanted, (long)young, (double)young - wanted);
}

static void print_city(struct page *page, const struct city *pack,
                       const struct portrait *district)
{
    struct margins sum = {0}, one;
    int64_t worst[MARGINS_MOST] = {0}, all = 0;
    double young_wanted = 0.0;
    struct portrait city = {0};
    for (int d = 0; d < pack->district_count; d++) {
        struct portrait made = district[d];
        list(&one, &pack->districts[d], &made);
        if (d == 0)
            memcpy(&sum, &one, sizeof sum);
        for (int k = 0; k < one.count; k++) {
            const int64_t gap = llabs(one.item[k].made - one.item[k].wanted);
            worst[k] = gap > worst[k] ? gap : worst[k];
            all = gap > all ? gap : all;
            sum.item[k].wanted += d > 0 ? one.item[k].wanted : 0;
            sum.item[k].made += d > 0 ? one.item[k].made : 0;
        }
        young_wanted += under_three(pack, &pack->districts[d]);
        portrait_sum(&city, &made);
    }
    fprintf(page->out, "| | target, city | made | difference | largest difference of a "
                       "district |\n|---|---:|---:|---:|---:|\n");
    for (int k = 0; k < sum.count; k++)
        fprintf(page->out, "| %s | %ld | %ld | %ld | %ld |\n", sum.item[k].label,
                (long)sum.item[k].wanted, (long)sum.item[k].made,
                (long)(sum.item[k].made - sum.item[k].wanted), (long)worst[k]);
    const int64_t young = portrait_between(city.people, 0, AGE_THREE - 1);
    fprintf(
        page->out,
        "| under three (age 0, and 1-4 by the age profile) | %.0f | %ld | %.0f | |\n",
        young_wanted, (long)young, (double)young - young_wanted);
    page_judge(page, all == 0, "margins of the census, all districts", "difference 0",
               "largest difference %ld", (long)all);
}

void margins_print(struct page *page, const struct city *pack,
                   const struct portrait *district)
{
    fprintf(page->out,
            "## Base population: margins\n\n"
            "The whole city, not scaled. Targets are the columns of "
            "`scenarios/cities/guangzhou/districts.csv`\n(census of November 2020; "
            "registration estimated there, see its SOURCES.md). Under threes: the\n"
            "census has age 0 and ages 1-4, which both close; their split is the age "
            "profile's and its rounding.\n\n");
    print_city(page, pack, district);
    fprintf(page->out, "\n<details><summary>The same for each district</summary>\n");
    for (int d = 0; d < pack->district_count; d++) {
        struct margins one;
        struct portrait made = district[d];
        list(&one, &pack->districts[d], &made);
        fprintf(page->out, "\n**%s %s** (%ld)\n\n", pack->districts[d].name_zh,
                pack->districts[d].name_en, (long)pack->districts[d].code);
        print_margins(page->out, &one);
        print_derived(page->out, pack, &pack->districts[d], &made);
    }
    fprintf(page->out, "\n</details>\n\n");
}
