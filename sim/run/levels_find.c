/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* From a scenario to its levels, and the table they are written as. */
#include "run/levels.h"

#include "core/version.h"

#include <stdlib.h>
#include <string.h>

/* Residents of the scenario before its share is taken. */
static int count_residents(const struct levels_options *options, double *residents,
                           struct report *report)
{
    struct city city;
    *residents = (double)options->scenario->agents;
    if (*residents > 0.0)
        return 0;
    TRY(city_read(options->inputs, options->scenario->city, &city, report));
    for (int d = 0; d < city.district_count; d++)
        *residents += (double)city.districts[d].residents;
    city_free(&city);
    return 0;
}

/* SHA-256 over the effective scenario and the digests of what it reads; the scenario's
 * own files come first among the inputs and are in the former. */
static int digest(struct levels *levels, const struct levels_options *options,
                  size_t first, struct error *err)
{
    const size_t files = options->inputs->count - first;
    char *scenario = scenario_effective(options->scenario);
    uint8_t *all = calloc(files + 1, DIGEST_SIZE);
    if (scenario && all) {
        digest_bytes(scenario, strlen(scenario), all);
        for (size_t k = 0; k < files; k++)
            memcpy(all + (k + 1) * DIGEST_SIZE,
                   options->inputs->files[first + k].digest, DIGEST_SIZE);
        digest_bytes(all, (files + 1) * DIGEST_SIZE, levels->digest);
    }
    const bool made = scenario && all;
    free(scenario);
    free(all);
    return made ? 0 : error_set(err, MESSAGE_MEMORY, "the levels");
}

static int find(struct levels *levels, const struct levels_options *options,
                struct report *report)
{
    struct scenario *scenario = options->scenario;
    const size_t first = options->inputs->count;
    struct error err;
    double residents;
    TRY(count_residents(options, &residents, report));
    scenario->agents = (int64_t)(residents * options->share + 0.5);
    TRY(study_open(&levels->study, scenario, options->inputs, report));
    char *beside = input_path(scenario->services, "targets.csv");
    const char *targets = options->targets ? options->targets : beside;
    int status = -1;
    if (!targets) {
        error_set(&err, MESSAGE_MEMORY, "the levels");
        report_add(report, &err);
    } else {
        status = levels_targets_read(levels, options->inputs, targets,
                                     levels->study.catalogue, report);
    }
    free(beside);
    TRY(status);
    status = digest(levels, options, first, &err);
    if (status == 0)
        status = levels_solve(levels, options->threads, &err);
    if (status != 0)
        report_add(report, &err);
    return status;
}

int levels_find(struct levels *levels, const struct levels_options *options,
                struct report *report)
{
    struct scenario *scenario = options->scenario;
    struct error err;
    memset(levels, 0, sizeof *levels);
    if (scenario->services[0] == '\0') {
        error_set(&err, MESSAGE_LEVELS_NO_SERVICES, scenario->path);
        report_add(report, &err);
        return -1;
    }
    /* Levels found earlier are no starting point: the same bytes must follow. */
    scenario->levels[0] = '\0';
    return find(levels, options, report);
}

void levels_free(struct levels *levels)
{
    study_close(&levels->study);
}

static void write_head(const struct levels *levels, FILE *file)
{
    const struct scenario *scenario = levels->study.scenario;
    char text[DIGEST_TEXT];
    digest_text(levels->digest, text);
    fprintf(
        file,
        "# Levels of products found by calibration: do not edit, run again\n"
        "#   linli calibrate --levels %s\n"
        "# linli %s, model %d; digest of scenario and inputs %s\n"
        "# seed %lld, population seed %lld, %lld residents in %d communities, "
        "%d rounds of at most %d\n"
        "# Everybody chooses once, knowing every site, none of them full; %.3f "
        "choices a resident.\n"
        "# target, achieved: in the unit of the measure, of the products of a "
        "target together (%% of the group,\n"
        "# visits a year and resident, visits a day and site). take_up: %% of those "
        "with an open site in reach, who are\n"
        "# in_reach %% of those who need or may want it; users: agents who choose "
        "it.\n",
        scenario->path, LINLI_VERSION, LINLI_MODEL_VERSION, text,
        (long long)scenario->seed, (long long)scenario->population_seed,
        (long long)levels->residents, levels->study.chosen, levels->rounds,
        LEVELS_ROUNDS,
        levels->residents > 0 ? (double)levels->ties / (double)levels->residents : 0.0);
    fputs("product,figure,value,target,source,achieved,measure,unit,group,take_up,"
          "in_reach,users,note\n",
          file);
}

/* From a measure to its unit. */
static double scale_of(enum levels_measure measure)
{
    static const double percent = 100.0;
    return strcmp(levels_measure_units[measure], "%") == 0 ? percent : 1.0;
}

static void write_note(const struct levels *levels, int p, FILE *file)
{
    const struct levels_product *product = &levels->product[p];
    const struct levels_target *target =
        product->target >= 0 ? &levels->targets[product->target] : NULL;
    if (product->state == LEVELS_NO_OFFER)
        fputs("no open site in reach of anybody: as declared", file);
    else if (product->state == LEVELS_BY_PRIOR || !target)
        fputs("prior", file);
    else if (product->state == LEVELS_BY_TARGET)
        fputs(target->products > 1 ? "joint target split by priors" : "target", file);
    else
        fprintf(file, "prior: %s asks for %.4g; all in reach would give %.4g %s",
                target->source, target->value * scale_of(target->measure),
                product->most * scale_of(target->measure),
                levels_measure_units[target->measure]);
    fputc('\n', file);
}

static void write_row(const struct levels *levels, int p, FILE *file)
{
    enum { PERCENT = 100 };
    const struct levels_product *product = &levels->product[p];
    const bool aimed = product->state == LEVELS_BY_TARGET;
    const struct levels_target *target =
        aimed ? &levels->targets[product->target] : NULL;
    const enum levels_measure measure = aimed ? target->measure : LEVELS_TAKE_UP;
    const double unit = scale_of(measure);
    const double reach = product->reach > 0.0 ? product->reach : 1.0;
    const double needers = product->needers > 0.0 ? product->needers : 1.0;
    fprintf(file, "%s,taste,%.4f,", levels->study.catalogue->products[p].key,
            product->taste);
    if (product->state == LEVELS_NO_OFFER)
        fputs(",declared,,", file);
    else
        fprintf(file, "%.4g,%s,%.4g,", (aimed ? target->value : product->goal) * unit,
                aimed ? target->source : "prior",
                (aimed ? levels_achieved(levels, product->target) : product->achieved) *
                    unit);
    fprintf(file, "%s,%s,%s,%.2f,%.1f,%.0f,", levels_measure_words[measure],
            levels_measure_units[measure], aimed ? target->group : "all",
            product->users / reach * PERCENT, product->reach / needers * PERCENT,
            product->users);
    write_note(levels, p, file);
}

int levels_write(const struct levels *levels, FILE *file)
{
    write_head(levels, file);
    for (int p = 0; p < levels->study.catalogue->product_count; p++)
        write_row(levels, p, file);
    return ferror(file) ? -1 : 0;
}
