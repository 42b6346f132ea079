/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Prints docs/VALIDATION.md, `make validation`: the base population beside the census,
 * and a run beside the rates it was given. Not a test: misses are printed as misses.
 * Takes a minute or two and 2 GB. */
#include "validation/page.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 2, COUNTRY_AGENTS = 600000 };

void page_judge(struct page *page, bool met, const char *what, const char *asked,
                const char *found, ...)
{
    if (page->verdicts == VERDICTS_MOST)
        return;
    struct verdict *verdict = &page->verdict[page->verdicts++];
    va_list arguments;
    verdict->met = met;
    snprintf(verdict->what, sizeof verdict->what, "%s", what);
    snprintf(verdict->asked, sizeof verdict->asked, "%s", asked);
    va_start(arguments, found);
    vsnprintf(verdict->found, sizeof verdict->found, found, arguments);
    va_end(arguments);
}

void page_judge_range(struct page *page, const char *what, double value, double low,
                      double high)
{
    char asked[64];
    snprintf(asked, sizeof asked, "%g to %g", low, high);
    page_judge(page, value >= low && value <= high, what, asked, "%.3f", value);
}

double page_share(int64_t part, int64_t whole)
{
    return whole > 0 ? (double)part / (double)whole : 0.0;
}

static int complain(const struct report *report)
{
    for (size_t k = 0; k < report->count; k++)
        fprintf(stderr, "%s:%d: %s\n", report->errors[k].file, report->errors[k].line,
                report->errors[k].en);
    return -1;
}

/* What stands behind one part of the page. */
struct source {
    struct inputs inputs;
    struct scenario scenario;
    struct study study;
};

static int source_open(struct source *source, const char *path, int64_t agents,
                       const char *until)
{
    struct report report;
    char set[64];
    const char *const sets[] = {set, until};
    snprintf(set, sizeof set, "agents=%ld", (long)agents);
    report_init(&report);
    inputs_init(&source->inputs);
    int status = scenario_read(&source->inputs, path, sets, until ? 2 : 1,
                               &source->scenario, &report);
    if (status == 0)
        status =
            study_open(&source->study, &source->scenario, &source->inputs, &report);
    if (status != 0)
        complain(&report);
    report_free(&report);
    return status;
}

static void source_close(struct source *source)
{
    study_close(&source->study);
    scenario_free(&source->scenario);
    inputs_free(&source->inputs);
}

/* Looks at every community: portraits by district and figures by community. */
static void look(const struct world *world, struct portrait *district,
                 struct community_figures *figures)
{
    for (int c = 0; c < world->count; c++) {
        struct portrait one = {0};
        portrait_add(&one, &world->blocks[c], world->now);
        portrait_sum(&district[world->city->communities[c].district], &one);
        figures[c] = (struct community_figures){
            .residents = (double)one.residents,
            .elders =
                page_share(portrait_between(one.people, 65, AGE_LAST), one.residents),
            .nonlocal = page_share(one.nonlocal, one.residents),
            .mean_size = portrait_mean_size(&one)};
    }
}

/* The part on the base population, all 18.7 million. */
static int print_base(struct page *page, struct source *source)
{
    struct city pack;
    struct report report;
    struct error err;
    struct world world;
    report_init(&report);
    if (city_read(&source->inputs, source->scenario.city, &pack, &report) != 0)
        return complain(&report);
    report_free(&report);
    const struct world_options options = {
        .city = &source->study.city,
        .rates = &source->study.rates,
        .parameters = &source->scenario.parameters,
        .plans = source->study.plans,
        .base_residents = source->study.base_residents,
        .seed = 1,
        .population_seed = (uint64_t)source->scenario.population_seed,
        .from = source->scenario.from,
        .threads = THREADS,
    };
    int status = world_init(&world, &options, &err);
    struct portrait *district =
        calloc((size_t)pack.district_count + 1, sizeof *district);
    struct community_figures *figures =
        calloc((size_t)pack.community_count + 1, sizeof *figures);
    if (status == 0 && district && figures) {
        struct portrait *city = &district[pack.district_count];
        look(&world, district, figures);
        for (int d = 0; d < pack.district_count; d++)
            portrait_sum(city, &district[d]);
        margins_print(page, &pack, district);
        communities_print(page, &source->study.city, figures);
        families_print(page, &source->study.rates, &pack, city);
    } else {
        fprintf(stderr, "%s\n", status != 0 ? err.en : "no memory");
        status = -1;
    }
    world_free(&world);
    free(district);
    free(figures);
    city_free(&pack);
    return status;
}

static int print_course(struct page *page, struct source *source, bool country)
{
    struct error err;
    struct course *course = malloc(sizeof *course);
    if (!course)
        return -1;
    const int status = course_run(&source->study, 1, !country, course, &err);
    if (status != 0)
        fprintf(stderr, "%s\n", err.en);
    else if (country)
        country_print(page, course);
    else {
        life_print(page, &source->study, course);
        homes_print(page, &source->study, course);
    }
    free(course);
    return status;
}

static int print_lasting(struct page *page, struct source *source)
{
    struct error err;
    const int status = lasting_print(page, &source->study, &err);
    if (status != 0)
        fprintf(stderr, "%s\n", err.en);
    return status;
}

/* Opens a scenario, prints a part, closes it. part 0: base; 1: run; 2: the country; 3:
 * operators. */
static int print_part(struct page *page, const char *path, int64_t agents, int part)
{
    struct source *source = calloc(1, sizeof *source);
    int status = -1;
    if (source &&
        source_open(source, path, agents, part == 3 ? "until=2028-12" : NULL) == 0) {
        status = part == 0   ? print_base(page, source)
                 : part == 3 ? print_lasting(page, source)
                             : print_course(page, source, part == 2);
        source_close(source);
    }
    free(source);
    return status;
}

static void print_head(const struct page *page)
{
    int met = 0;
    for (int k = 0; k < page->verdicts; k++)
        met += page->verdict[k].met;
    printf(
        "# Validation\n\nGenerated by `make validation` "
        "(`tests/validation/validate_population.c`): do not edit. The base population\n"
        "beside the census it was made from, and a run beside the rates it was given. "
        "What the model is, and which\nof its numbers are assumed: "
        "[MODEL.md](MODEL.md). Misses are reported as misses: %d of %d checks are "
        "met.\n"
        "Bands are wide on purpose: they say where something deserves a look. "
        "Defaults of homes and couples (grade D)\nwere chosen looking at them. Of "
        "`patterns.md` F1 and F12 are shown.\n\n"
        "## Verdicts\n\n| check | found | asked for | |\n|---|---:|---:|---|\n",
        met, page->verdicts);
    for (int k = 0; k < page->verdicts; k++) {
        const struct verdict *verdict = &page->verdict[k];
        printf("| %s | %s | %s | %s |\n", verdict->what, verdict->found, verdict->asked,
               verdict->met ? "met" : "**miss**");
    }
    printf("\n");
}

int main(int argc, char **argv)
{
    const int64_t agents = argc > 1 ? atol(argv[1]) : 400000;
    char *text = NULL;
    size_t size = 0;
    struct page page = {.out = open_memstream(&text, &size)};
    if (!page.out)
        return 1;
    /* `lasting`: that part alone. */
    const bool whole = argc < 2 || strcmp(argv[1], "lasting") != 0;
    int status = whole ? print_part(&page, "scenarios/baseline.yaml", 0, 0) : 0;
    if (status == 0 && whole)
        status = print_part(&page, "scenarios/baseline.yaml", agents, 1);
    if (status == 0 && whole)
        status = print_part(&page, "scenarios/china-1m.yaml", COUNTRY_AGENTS, 2);
    struct error err;
    if (status == 0 && whole && (status = levels_print(&page, &err)) != 0)
        fprintf(stderr, "%s\n", err.en);
    if (status == 0)
        status = print_part(&page, "scenarios/yuexiu.yaml", 0, 3);
    fclose(page.out);
    if (status == 0) {
        print_head(&page);
        fputs(text, stdout);
    }
    free(text);
    return status == 0 ? 0 : 1;
}
