/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Floating catchments: what the places around a community are to those around the places
 * who need them. */
#include "observe/reach_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Step one: the weighted number in need around every site by product, in the unit of
 * pairs. What is given online has the whole city around it. */
static void sum_demand(const struct reach_measuring *m, int64_t *demand)
{
    const size_t stride = (size_t)m->products;
    for (size_t k = 0; k < m->pairs.count; k++) {
        const struct reach_pair *pair = &m->pairs.item[k];
        int64_t *mine = demand + (size_t)pair->site * stride;
        for (int p = 0; p < m->products; p++)
            mine[p] += (int64_t)pair->weight *
                       m->input->place[(size_t)pair->community * CATALOGUE_PRODUCTS +
                                       (size_t)p][PLACE_NEED];
    }
}

/* Places of a product in open rooms of a site. */
static int64_t count_places(const struct supply *supply, const struct site *site,
                            int product, month now)
{
    int64_t places = 0;
    for (int r = site->room; r < site->room + site->rooms; r++)
        if (supply->rooms[r].product == product &&
            supply_room_is_open(site, &supply->rooms[r], now))
            places += supply->rooms[r].places;
    return places;
}

/* Step two for what is walked to. Pairs of a community come in the order of sites from
 * west to east, so that sums have a fixed order. */
static void add_access(const struct reach_measuring *m, const int64_t *demand,
                       struct reach *reach)
{
    const struct supply *supply = m->input->supply;
    for (size_t k = 0; k < m->pairs.count; k++) {
        const struct reach_pair *pair = &m->pairs.item[k];
        const struct site *site = &supply->sites[pair->site];
        const int number = m->input->number[pair->community];
        if (number < 0)
            continue;
        double *access = reach->access + (size_t)number * (size_t)m->products;
        for (int r = site->room; r < site->room + site->rooms; r++) {
            const int p = supply->rooms[r].product;
            const int64_t around =
                demand[(size_t)pair->site * (size_t)m->products + (size_t)p];
            if (around > 0 &&
                supply_room_is_open(site, &supply->rooms[r], m->input->now) &&
                m->input->catalogue->products[p].delivery != DELIVERY_ONLINE)
                access[p] +=
                    (double)pair->weight * supply->rooms[r].places / (double)around;
        }
    }
}

static void add_online(const struct reach_measuring *m, struct reach *reach)
{
    for (int p = 0; p < m->products; p++) {
        int64_t places = 0, need = 0;
        if (!m->online[p][0])
            continue;
        for (int k = 0; k < m->site_count; k++)
            places += count_places(m->input->supply,
                                   &m->input->supply->sites[m->sites[k].site], p,
                                   m->input->now);
        for (int c = 0; c < m->input->city->community_count; c++)
            need +=
                m->input->place[(size_t)c * CATALOGUE_PRODUCTS + (size_t)p][PLACE_NEED];
        for (int c = 0; need > 0 && c < m->input->reported; c++)
            reach->access[(size_t)c * (size_t)m->products + (size_t)p] =
                (double)places / (double)need;
    }
}

/* Of what nobody needs there is neither much nor little for each in need. */
static void leave_out_unneeded(const struct reach_measuring *m, struct reach *reach)
{
    for (int p = 0; p < m->products; p++) {
        int64_t need = 0;
        for (int c = 0; c < m->input->city->community_count; c++)
            need +=
                m->input->place[(size_t)c * CATALOGUE_PRODUCTS + (size_t)p][PLACE_NEED];
        for (int c = 0; need == 0 && c < m->input->reported; c++)
            reach->access[(size_t)c * (size_t)m->products + (size_t)p] = (double)NAN;
    }
}

int reach_access(const struct reach_measuring *m, struct reach *reach,
                 struct error *err)
{
    const size_t sites = (size_t)m->input->supply->site_count;
    int64_t *demand = calloc(sites * (size_t)m->products + 1, sizeof *demand);
    if (demand == NULL)
        return error_set(err, MESSAGE_MEMORY, "reach");
    memset(reach->access, 0,
           (size_t)reach->reported * (size_t)m->products * sizeof *reach->access);
    sum_demand(m, demand);
    add_access(m, demand, reach);
    add_online(m, reach);
    leave_out_unneeded(m, reach);
    free(demand);
    return 0;
}
