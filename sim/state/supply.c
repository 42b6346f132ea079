/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Facilities as tables. */
#include "state/supply.h"

#include "core/stream.h"
#include "state/pack.h"

#include <math.h>
#include <stdlib.h>

const char *const supply_owner_words[OWNERS] = {"public", "private", "collective"};
const char *const supply_mode_words[MODES] = {"public_run", "public_built_private_run",
                                              "private_run_public_assisted", "market"};
const char *const supply_operator_words[OPERATOR_KINDS] = {
    "company", "chain", "non_profit", "property", "public", "self_help", "family"};
const char *const supply_mode_words_zh[MODES] = {"公办公营", "公建民营", "民办公助",
                                                 "市场化"};
const char *const supply_operator_words_zh[OPERATOR_KINDS] = {
    "企业",     "连锁企业", "非营利机构",  "物业公司",
    "公办机构", "居民互助", "家庭式服务点"};

void supply_free(struct supply *supply)
{
    free(supply->sites);
    free(supply->rooms);
    free(supply->stock);
    *supply = (struct supply){0};
}

void supply_plane(const struct city *city, double longitude, double latitude,
                  double *east_km, double *north_km)
{
    const struct community *origin = &city->communities[0];
    city_offset(origin->longitude, origin->latitude, longitude, latitude, east_km,
                north_km);
}

uint32_t supply_code(int64_t community_code, enum site_origin origin, int number)
{
    const uint64_t mixed =
        stream_mix((uint64_t)community_code << 20 ^ (uint64_t)origin << 16 ^
                   (uint64_t)number * UINT64_C(0x9e3779b97f4a7c15));
    return (uint32_t)(mixed >> 32);
}

int32_t supply_places(const struct product *product, double m2)
{
    if (product->m2_per_place <= 0.0)
        return m2 > 0.0 ? INT32_MAX / 2 : 0;
    return (int32_t)floor(m2 / product->m2_per_place + 1e-9);
}
