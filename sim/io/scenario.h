/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A scenario file and all it extends, checked and converted: what a run needs to know. */
#ifndef LINLI_IO_SCENARIO_H
#define LINLI_IO_SCENARIO_H

#include "core/input.h"
#include "param/parameters.h"
#include "policy/policy.h"
#include "state/catalogue.h"

/* Where a value came from: file "" and line 0 for the default; a `--set` has the file
 * "--set". */
struct origin {
    char file[256];
    int line;
};

struct names {
    char **name; /* owned */
    int count;
};

/* What a scenario says of a product. */
struct override {
    char *key, *text; /* owned; "childcare_full.price", and its value as YAML */
    struct origin origin;
};

struct scenario {
    char *path; /* as given; owned */
    /* One field a line of settings.def: TEXT, FOLDER and FILE are char * (owned, never
       NULL; FOLDER and FILE resolved against the file that names them), MONTH month,
       INTEGER int64_t, SHARE and LENGTH double (a share of 1, km), NAMES names. */
    char *title_zh, *title_en, *city;
    struct names districts;
    double rim_km;
    int64_t agents;
    month from, until;
    int64_t seed, population_seed;
    double panel_share;
    char *mortality, *mortality_ratio, *fertility, *fertility_ratio, *sex_ratio, *care,
        *migration, *employment, *retirement, *marriage;
    char *services, *levels;
    char *supply, *standards, *facilities, *idle_stock;
    char *costs, *indices;
    struct names sets;          /* the texts of "--set" */
    struct override *overrides; /* owned; what is said of products, by key */
    int override_count;
    struct policy policy; /* instruments, in the order of the file */
    struct parameters parameters;
    struct origin *setting_origin;                  /* owned; [number of settings] */
    struct origin (*parameter_origin)[DATED_STEPS]; /* owned; [PARAMETERS] */
    struct origin *range_origin; /* owned; [PARAMETERS], of low and high */
};

/* Reads `path` and the files it extends, then applies `sets` ("key=value"). Every
 * problem goes to `report`; returns -1 when there is any. */
int scenario_read(struct inputs *inputs, const char *path, const char *const *sets,
                  int set_count, struct scenario *scenario,
                  struct report *report) MUST_CHECK;
void scenario_free(struct scenario *scenario);
/* The catalogue in force: the file `services` names (which must not be ""), with what
 * the scenario says of products and the values of `levels` laid over it. Every problem
 * goes to `report`; returns -1 when there is any. */
int scenario_catalogue(const struct scenario *scenario, struct inputs *inputs,
                       struct catalogue *catalogue, struct report *report) MUST_CHECK;
/* The effective scenario: one YAML file without `extends` that gives every value and
 * means the same. Byte-identical for equal scenarios. malloc'ed, or NULL without memory. */
char *scenario_effective(const struct scenario *scenario);
/* The value of a setting (its number in param/settings.h) as the effective scenario
 * writes it. malloc'ed, or NULL without memory. */
char *scenario_setting_text(const struct scenario *scenario, int setting);

#endif
