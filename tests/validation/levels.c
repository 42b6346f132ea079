/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The levels of products beside their targets, out of scenarios/data/levels.csv. */
#include "validation/page.h"

#include "core/csv.h"

#include <math.h>
#include <string.h>

#define LEVELS "scenarios/data/levels.csv"

enum {
    PRODUCT,
    TASTE,
    TARGET,
    SOURCE,
    ACHIEVED,
    MEASURE,
    UNIT,
    GROUP,
    TAKE_UP,
    IN_REACH,
    USERS,
    NOTE,
    COLUMNS
};
static const char *const columns[COLUMNS] = {"product",  "value",    "target", "source",
                                             "achieved", "measure",  "unit",   "group",
                                             "take_up",  "in_reach", "users",  "note"};

static void print_row(const struct page *page, const struct csv *csv, int line,
                      const int at[COLUMNS])
{
    static const double most = 1e9, percent = 100.0;
    struct error err;
    double target, achieved;
    char miss[32] = "";
    if (csv_number(csv, line, at[TARGET], 0.0, most, &target, &err) == 0 &&
        csv_number(csv, line, at[ACHIEVED], 0.0, most, &achieved, &err) == 0 &&
        target > 0.0)
        snprintf(miss, sizeof miss, "%+.1f %%", (achieved / target - 1.0) * percent);
    fprintf(page->out,
            "| %s | %s of %s, %s | %s | %s | %s | %s | %s | %s | %s | %s |\n",
            csv_text(csv, line, at[PRODUCT]), csv_text(csv, line, at[MEASURE]),
            csv_text(csv, line, at[GROUP]), csv_text(csv, line, at[UNIT]),
            csv_text(csv, line, at[TARGET]), csv_text(csv, line, at[ACHIEVED]), miss,
            csv_text(csv, line, at[SOURCE]), csv_text(csv, line, at[TAKE_UP]),
            csv_text(csv, line, at[IN_REACH]), csv_text(csv, line, at[USERS]),
            csv_text(csv, line, at[NOTE]));
}

int levels_print(struct page *page, struct error *err)
{
    struct inputs inputs;
    struct csv csv;
    int at[COLUMNS], status;
    inputs_init(&inputs);
    status = csv_read(&inputs, LEVELS, &csv, err);
    for (int k = 0; k < COLUMNS && status == 0; k++)
        status = csv_require(&csv, columns[k], &at[k], err);
    if (status == 0)
        fprintf(
            page->out,
            "## Levels of services\n\n"
            "`%s`, found by `linli calibrate --levels` on 5 %% of the residents: the "
            "first choice of a city that knows every\nsite, none of them full. A fit, "
            "not a test: what was asked for beside what came out. Targets are of 2023 "
            "or earlier\n(`scenarios/data/targets.csv`, keys of EVIDENCE.csv); `prior` "
            "is the take-up declared in `services.yaml` (grade D). A joint\ntarget and "
            "what was achieved of it are of its products together. The last columns: "
            "share of those with an open site in reach who\nuse it, these as a share "
            "of "
            "those who need or may want it (both in %%), and agents who use it; with "
            "few "
            "of them one agent\nmore or less is the miss.\n\n"
            "| product | measure | target | achieved | miss | source | take-up | in "
            "reach | users | |\n|---|---|---:|---:|---:|---|---:|---:|---:|---|\n",
            LEVELS);
    for (int line = 0; status == 0 && line < csv.rows; line++)
        print_row(page, &csv, line, at);
    if (status == 0)
        fprintf(page->out, "\n");
    csv_free(&csv);
    inputs_free(&inputs);
    return status;
}
