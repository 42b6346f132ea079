/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Any bytes as each table of the world of services: costs, indices, standards, levels,
 * and those that supply is drawn from. Whoever refuses a table says why. */
#include "support/catalogue_fixture.h"

#include "io/catalogue_read.h"
#include "io/standards.h"
#include "state/costs.h"
#include "state/indices.h"
#include "state/supply_source.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* The tables of supply that go together, one of which the fuzzer writes. */
static const struct {
    const char *path, *text;
} tables[] = {
    {"f/supply_bundles.csv", "bundle,name_zh,name_en,group,placing\n"
                             "b,点,point,residents,clustered\n"},
    {"f/supply_rooms.csv", "bundle,product,places,m2\nb,meal_site,4,\n"},
    {"f/supply_operators.csv", "bundle,owner,mode,kind,share\n"
                               "b,private,market,company,1\n"},
    {"f/supply_types.csv", "bundle,type,weight\nb,old_core,1.6\n"},
    {"f/supply.csv", "bundle,area_code,year,measure,value,known\n"
                     "b,,2023,sites,3,assumed\n"},
};
enum { TABLES = sizeof tables / sizeof *tables };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_supply(const uint8_t *data, size_t size, int written,
                        const struct catalogue *catalogue)
{
    static const char *const folders[] = {"f"};
    struct community communities[2] = {{.code = 440104001001}, {.code = 440104001002}};
    struct district district = {.code = 440104};
    const struct city city = {.communities = communities,
                              .community_count = 2,
                              .districts = &district,
                              .district_count = 1};
    struct supply_source *source = calloc(1, sizeof *source);
    struct inputs inputs;
    struct report report;
    bool all = source != NULL;

    inputs_init(&inputs);
    report_init(&report);
    inputs.sealed = true;
    for (int k = 0; k < TABLES && all; k++)
        all = inputs_add(&inputs, tables[k].path,
                         k == written ? (const char *)data : tables[k].text,
                         k == written ? size : strlen(tables[k].text), NULL) == 0;
    if (all) {
        if (supply_source_read(&inputs, folders, 1, &city, catalogue, source,
                               &report) != 0)
            assert(report.count > 0);
        assert(source->bundle_count >= 0 && source->bundle_count <= SUPPLY_BUNDLES);
        supply_source_free(source);
    }
    free(source);
    report_free(&report);
    inputs_free(&inputs);
}

/* Costs, indices, standards and levels: one file each. */
static void read_others(const uint8_t *data, size_t size, struct catalogue *catalogue)
{
    static struct costs costs;
    static struct indices indices;
    static struct standards standards;
    static struct parameters parameters;
    static const char *const products[] = {"elder_day", "childcare_full", "meal_site"};
    struct inputs inputs;

    parameters_init(&parameters);
    inputs_init(&inputs);
    inputs.sealed = true;
    if (inputs_add(&inputs, "x.csv", (const char *)data, size, NULL) == 0) {
        for (int which = 0; which < 4; which++) {
            struct report report;
            int status = 0;
            report_init(&report);
            if (which == 0)
                status = costs_read(&inputs, "x.csv", catalogue, &costs, &report);
            else if (which == 1)
                status = indices_read(&inputs, "x.csv", &parameters, &indices, &report);
            else if (which == 2)
                status =
                    standards_read(&inputs, "x.csv", products, 3, &standards, &report);
            else
                status = catalogue_levels_read(&inputs, "x.csv", catalogue, &report);
            assert(status == 0 || report.count > 0);
            report_free(&report);
        }
    }
    inputs_free(&inputs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct catalogue whole, catalogue;

    if (whole.product_count == 0) {
        catalogue_fixture(&whole);
        catalogue = whole;
    }
    /* Every table of supply has such a column, and no other table has. */
    if (memmem(data, size, "bundle", strlen("bundle")) == NULL)
        read_others(data, size, &catalogue);
    else
        for (int k = 0; k < TABLES; k++)
            read_supply(data, size, k, &whole);
    return 0;
}
