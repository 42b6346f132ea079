/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Any bytes as the policy of a scenario: read, bound to a city and a catalogue, written,
 * and read again. What was written must be a policy, and be written the same again. */
#include "support/catalogue_fixture.h"

#include "io/policy_read.h"
#include "io/scenario.h"
#include "policy/policy.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Everything that is required of a scenario. */
static const char base[] =
    "linli: 1\n"
    "city: pack\n"
    "demography: {mortality: d.csv, fertility: d.csv, sex_ratio: d.csv,\n"
    "  care: d.csv, employment: d.csv, retirement: d.csv, marriage: d.csv}\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void bind(const struct policy *policy)
{
    static struct catalogue catalogue;
    struct community communities[2] = {
        {.code = 1, .longitude = 113.461, .latitude = 23.001, .radius_km = 1.0},
        {.code = 2, .longitude = 113.48, .latitude = 23.01, .radius_km = 0.4}};
    struct district district = {.code = 440104, .name_zh = "越秀区"};
    const struct city city = {.communities = communities,
                              .community_count = 2,
                              .districts = &district,
                              .district_count = 1};
    struct policy_scope scope = {0};
    struct report report;

    if (catalogue.product_count == 0)
        catalogue_fixture(&catalogue);
    report_init(&report);
    if (policy_bind(policy, &catalogue, &city, NULL, &scope, &report) == 0)
        policy_scope_free(&scope);
    else
        assert(report.count > 0);
    report_free(&report);
}

/* The policy of a scenario made of `head` and `size` bytes, written; NULL where it is
 * none. */
static char *write_policy(const char *head, const void *data, size_t size)
{
    struct inputs inputs;
    struct report report;
    struct scenario scenario;
    char *written = NULL;
    size_t length = 0;
    const size_t before = strlen(head);
    char *text = malloc(before + size);

    if (text == NULL)
        return NULL;
    memcpy(text, head, before);
    memcpy(text + before, data, size);
    inputs_init(&inputs);
    report_init(&report);
    inputs.sealed = true;
    assert(inputs_add(&inputs, "s/pack/communities.csv", "code\n", 5, NULL) == 0);
    assert(inputs_add(&inputs, "s/d.csv", "year\n", 5, NULL) == 0);
    if (inputs_add(&inputs, "s/a.yaml", text, before + size, NULL) == 0) {
        if (scenario_read(&inputs, "s/a.yaml", NULL, 0, &scenario, &report) == 0) {
            FILE *out = open_memstream(&written, &length);
            assert(out != NULL);
            policy_write(out, &scenario.policy);
            fclose(out);
            bind(&scenario.policy);
            scenario_free(&scenario);
        } else {
            assert(report.count > 0);
        }
    }
    report_free(&report);
    inputs_free(&inputs);
    free(text);
    return written;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char head[sizeof base + 16];

    snprintf(head, sizeof head, "%spolicy:\n", base);
    char *once = write_policy(head, data, size);
    if (once != NULL) {
        char *twice = write_policy(base, once, strlen(once));
        assert(twice != NULL && strcmp(once, twice) == 0);
        free(twice);
    }
    free(once);
    return 0;
}
