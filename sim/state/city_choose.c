/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Chooses the districts to simulate and the rim around them. */
#include "core/text.h"
#include "state/city.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A district may be called by its code, its Chinese name, whole or without its ending,
 * or its English one. */
enum { CALLED = 4 };

/* What a Chinese name of a district may end in, and may be left off. */
static const char *const endings[] = {"区", "市", "县"};

/* Bytes of the name without its ending; a name of one character keeps it. */
static size_t stem(const char *name)
{
    const size_t size = strlen(name);

    for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
        const size_t end = strlen(endings[i]);
        if (size > 2 * end && strcmp(name + size - end, endings[i]) == 0)
            return size - end;
    }
    return size;
}

static bool is_called(const struct district *district, const char *name)
{
    const size_t size = stem(name);
    char code[24];

    snprintf(code, sizeof(code), "%" PRId64, district->code);
    if (strcmp(name, code) == 0 || strcmp(name, district->name_zh) == 0)
        return true;
    if (district->name_en[0] != '\0' && text_same(name, district->name_en))
        return true;
    return size == stem(district->name_zh) &&
           strncmp(name, district->name_zh, size) == 0;
}

/* Index in the list of names (CALLED for each district) nearest to `name`, or -1. */
static int nearest(const struct city *city, const char *name)
{
    const size_t count = (size_t)city->district_count;
    const char **known = calloc(CALLED * count + 1, sizeof(*known));
    char(*made)[2][NAME_SIZE] = calloc(count + 1, sizeof(*made));
    int near = -1;

    if (known != NULL && made != NULL) {
        for (size_t i = 0; i < count; i++) {
            const struct district *district = &city->districts[i];
            snprintf(made[i][0], NAME_SIZE, "%" PRId64, district->code);
            memcpy(made[i][1], district->name_zh, stem(district->name_zh));
            known[CALLED * i] = district->name_zh;
            known[CALLED * i + 1] = district->name_en;
            known[CALLED * i + 2] = made[i][0];
            known[CALLED * i + 3] = made[i][1];
        }
        near = text_nearest(name, known, (int)(CALLED * count));
    }
    free(known);
    free(made);
    return near;
}

static int fail_name(const struct city *city, const char *name, struct error *err)
{
    const size_t count = (size_t)city->district_count;
    const int near = nearest(city, name);
    char list[400] = "";

    if (near >= 0) {
        const struct district *district = &city->districts[near / CALLED];
        return error_set(err, MESSAGE_CITY_NO_DISTRICT, name,
                         near % CALLED == 1 ? district->name_en : district->name_zh);
    }
    for (size_t i = 0; i < count; i++) {
        const size_t used = strlen(list);
        snprintf(list + used, sizeof(list) - used, "%s%s", i > 0 ? ", " : "",
                 city->districts[i].name_zh);
    }
    return error_set(err, MESSAGE_CITY_NO_DISTRICT_AT_ALL, name, list);
}

static int mark_districts(struct city *city, const char *const *names, int count,
                          struct error *err)
{
    for (int i = 0; i < city->district_count; i++)
        city->districts[i].chosen = count == 0;
    for (int k = 0; k < count; k++) {
        bool found = false;

        for (int i = 0; i < city->district_count; i++)
            if (is_called(&city->districts[i], names[k]))
                found = city->districts[i].chosen = true;
        if (!found)
            return fail_name(city, names[k], err);
    }
    return 0;
}

static bool is_near(const struct city *city, const struct community *c, double rim_km)
{
    for (int i = 0; i < city->community_count; i++)
        if (city->communities[i].reported &&
            city_distance_km(c, &city->communities[i]) <= rim_km)
            return true;
    return false;
}

int city_choose(struct city *city, const char *const *names, int count, double rim_km,
                int *chosen, int *rim, struct error *err)
{
    int kept = 0;
    bool *keep = calloc((size_t)city->community_count + 1, sizeof(*keep));

    if (keep == NULL)
        return error_set(err, MESSAGE_MEMORY, "communities");
    if (mark_districts(city, names, count, err) != 0) {
        free(keep);
        return -1;
    }
    *chosen = *rim = 0;
    for (int i = 0; i < city->community_count; i++) {
        struct community *c = &city->communities[i];
        c->reported = city->districts[c->district].chosen;
        *chosen += c->reported;
    }
    /* All are judged before any is moved: the rim is measured from every chosen one. */
    for (int i = 0; i < city->community_count; i++) {
        const struct community *c = &city->communities[i];
        keep[i] = c->reported || (rim_km > 0 && is_near(city, c, rim_km));
        *rim += keep[i] && !c->reported;
    }
    for (int i = 0; i < city->community_count; i++)
        if (keep[i])
            city->communities[kept++] = city->communities[i];
    city->community_count = kept;
    free(keep);
    return 0;
}
