/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Measures reach, and the pairs that floating catchments are made of. A site and a
 * community meet as nine sets of 64 homes (walker by band), each one 64-bit word; sites
 * far off are never met, as they are looked up by their easting. */
#include "observe/reach_parts.h"

#include "core/list.h"
#include "state/stage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MINUTES_PER_HOUR = 60 };
/* Weights of the bands in hundredths: whole numbers, so that sums do not depend on
 * their order. */
static const int BAND_WEIGHT[SERIES_MINUTES] = {100, 68, 22};

bool reach_is_open(const struct site *site, month now)
{
    return site->opened <= now && (site->closes < 0 || now < site->closes);
}

static enum walker walker_of(int age, unsigned bits)
{
    if (bits_care(bits) >= CARE_MODERATE)
        return WALKER_DEPENDENT;
    return age >= STAGE_ELDER ? WALKER_ELDER : WALKER_ABLE;
}

static void count_block(const struct residents *p, month now, reach_people people)
{
    for (row i = 0; i < p->count; i++) {
        int age = age_years(p->birth[i], now);
        age = age > AGE_LAST ? AGE_LAST : age;
        const unsigned bits = p->bits[i];
        int32_t *groups = people[walker_of(age, bits)];
        groups[GROUP_ALL]++;
        groups[GROUP_AGE + series_age_group(age)]++;
        groups[GROUP_SEX + bits_sex(bits)]++;
        groups[GROUP_REGISTRATION + bits_registration(bits)]++;
        groups[GROUP_QUINTILE + ((int)p->income[i] * QUINTILES >> 16)]++;
        groups[GROUP_CARE + bits_care(bits)]++;
    }
}

void reach_count(const struct world *world, const int *number, reach_people *people)
{
#pragma omp parallel for schedule(dynamic, 16) num_threads(world->threads)
    for (int c = 0; c < world->count; c++) {
        if (number[c] < 0)
            continue;
        memset(people[number[c]], 0, sizeof *people);
        count_block(&world->blocks[c].residents, world->now, people[number[c]]);
    }
}

int reach_init(struct reach *reach, int reported, int products, struct error *err)
{
    const size_t shares = (size_t)products * SERIES_MINUTES * GROUPS;
    *reach = (struct reach){
        .share = calloc(shares + 1, sizeof(double)),
        .share_free = calloc(shares + 1, sizeof(double)),
        .community_share = calloc(
            (size_t)reported * (size_t)products * SERIES_MINUTES + 1, sizeof(double)),
        .access = calloc((size_t)reported * (size_t)products + 1, sizeof(double)),
        .reported = reported,
    };
    if (reach->share && reach->share_free && reach->community_share && reach->access)
        return 0;
    reach_free(reach);
    return error_set(err, MESSAGE_MEMORY, "reach");
}

void reach_free(struct reach *reach)
{
    free(reach->share);
    free(reach->share_free);
    free(reach->community_share);
    free(reach->access);
    *reach = (struct reach){0};
}

/* A sunflower: each point a golden angle on and farther out, so that every one stands
 * for the same area. */
static void place_points(struct reach_measuring *m)
{
    static const double COSINE = -0.73736887807831990, SINE = 0.67549029426152364;
    double east = 1.0, north = 0.0;
    for (int i = 0; i < REACH_POINTS; i++) {
        const double out = sqrt((i + 0.5) / REACH_POINTS), turned = east;
        m->east[i] = out * east;
        m->north[i] = out * north;
        east = turned * COSINE - north * SINE;
        north = turned * SINE + north * COSINE;
    }
}

static void set_limits(struct reach_measuring *m)
{
    const struct values *values = m->input->values;
    const double speed[WALKERS] = {values->walk_speed, values->walk_speed_elder,
                                   values->walk_speed_dependent};
    for (int w = 0; w < WALKERS; w++)
        for (int b = 0; b < SERIES_MINUTES; b++) {
            const double km =
                speed[w] * series_minutes[b] / MINUTES_PER_HOUR / values->walk_detour;
            m->limit2[w][b] = km * km;
            m->farthest_km = fmax(m->farthest_km, km);
        }
}

static int compare_east(const void *a, const void *b)
{
    const struct reach_by_east *x = a, *y = b;
    if (x->east_km != y->east_km)
        return x->east_km < y->east_km ? -1 : 1;
    return (x->site > y->site) - (x->site < y->site);
}

static void list_sites(struct reach_measuring *m)
{
    const struct supply *supply = m->input->supply;
    for (int s = 0; s < supply->site_count; s++) {
        const struct site *site = &supply->sites[s];
        if (!reach_is_open(site, m->input->now))
            continue;
        m->sites[m->site_count++] = (struct reach_by_east){site->east_km, s};
        for (int r = site->room; r < site->room + site->rooms; r++) {
            const int product = supply->rooms[r].product;
            if (m->input->catalogue->products[product].delivery != DELIVERY_ONLINE ||
                !supply_room_is_open(site, &supply->rooms[r], m->input->now))
                continue;
            m->online[product][0] = true;
            m->online[product][1] |= m->input->has_free[r];
        }
    }
    if (m->site_count > 0)
        qsort(m->sites, (size_t)m->site_count, sizeof *m->sites, compare_east);
}

/* First site not west of `east_km`. */
static int find_east(const struct reach_measuring *m, double east_km)
{
    int low = 0, high = m->site_count;
    while (low < high) {
        const int middle = (low + high) / 2;
        if (m->sites[middle].east_km < east_km)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Which homes of a disc lie within each band of a site at (east, north) from its
 * middle. Bands that hold all of the disc, or nothing of it, need no look at homes. */
static struct reach_cover cover_of(const struct reach_measuring *m, double radius,
                                   double east, double north)
{
    /* Far beyond rounding, so that a home is on the side its own distance says. */
    static const double slack_km = 1e-6;
    struct reach_cover cover = {0};
    double distance2[REACH_POINTS];
    const double middle = sqrt(east * east + north * north);
    const double farthest = middle + radius + slack_km;
    const double nearest =
        middle > radius + slack_km ? middle - radius - slack_km : 0.0;
    for (int i = 0; i < REACH_POINTS; i++) {
        const double x = radius * m->east[i] - east, y = radius * m->north[i] - north;
        distance2[i] = x * x + y * y;
    }
    for (int w = 0; w < WALKERS; w++)
        for (int b = 0; b < SERIES_MINUTES; b++) {
            const double limit2 = m->limit2[w][b];
            uint64_t bits = 0;
            if (nearest * nearest > limit2)
                continue;
            if (farthest * farthest < limit2) {
                cover.within[w][b] = ~UINT64_C(0);
                continue;
            }
            for (int i = 0; i < REACH_POINTS; i++)
                bits |= (uint64_t)(distance2[i] <= limit2) << i;
            cover.within[w][b] = bits;
        }
    return cover;
}

static void unite(struct reach_cover *cover, const struct reach_cover *other)
{
    for (int w = 0; w < WALKERS; w++)
        for (int b = 0; b < SERIES_MINUTES; b++)
            cover->within[w][b] |= other->within[w][b];
}

static int weight_of(const uint64_t within[SERIES_MINUTES])
{
    int weight = 0, nearer = 0;
    for (int b = 0; b < SERIES_MINUTES; b++) {
        const int homes = __builtin_popcountll(within[b]);
        weight += BAND_WEIGHT[b] * (homes - nearer);
        nearer = homes;
    }
    return weight;
}

/* Lets a community meet one site. */
static int meet(struct reach_measuring *m, int community, int s, double east,
                double north, struct error *err)
{
    const struct supply *supply = m->input->supply;
    const struct site *site = &supply->sites[s];
    const struct reach_cover cover =
        cover_of(m, m->input->city->communities[community].radius_km, east, north);
    for (int r = site->room; r < site->room + site->rooms; r++) {
        struct reach_cover *covers = m->cover[supply->rooms[r].product];
        if (!supply_room_is_open(site, &supply->rooms[r], m->input->now))
            continue;
        unite(&covers[0], &cover);
        if (m->input->has_free[r])
            unite(&covers[1], &cover);
    }
    const int weight = weight_of(cover.within[WALKER_ABLE]);
    if (weight == 0)
        return 0;
    TRY(LIST_RESERVE(&m->pairs, 1, err));
    m->pairs.item[m->pairs.count++] = (struct reach_pair){s, community, weight};
    return 0;
}

static int meet_all(struct reach_measuring *m, int community, struct error *err)
{
    const struct community *c = &m->input->city->communities[community];
    const double bound = m->farthest_km + c->radius_km;
    double east, north;
    supply_plane(m->input->city, c->longitude, c->latitude, &east, &north);
    memset(m->cover, 0, (size_t)m->products * sizeof *m->cover);
    for (int k = find_east(m, east - bound); k < m->site_count; k++) {
        const double x = m->sites[k].east_km - east;
        const double y = m->input->supply->sites[m->sites[k].site].north_km - north;
        if (x > bound)
            break;
        if (x * x + y * y <= bound * bound)
            TRY(meet(m, community, m->sites[k].site, x, y, err));
    }
    return 0;
}

/* Homes of the community at hand, of REACH_POINTS, within a band of an open (free) room. */
static int homes_of(const struct reach_measuring *m, int product, int has_free,
                    int walker, int band)
{
    if (m->online[product][has_free])
        return REACH_POINTS;
    return __builtin_popcountll(m->cover[product][has_free].within[walker][band]);
}

/* Adds the residents of a reported community whose homes are covered. */
static void add_people(struct reach_measuring *m, const reach_people people)
{
    for (int p = 0; p < m->products; p++)
        for (int f = 0; f < 2; f++)
            for (int w = 0; w < WALKERS; w++)
                for (int b = 0; b < SERIES_MINUTES; b++) {
                    const int homes = homes_of(m, p, f, w, b);
                    if (homes == 0)
                        continue;
                    for (int g = 0; g < GROUPS; g++)
                        m->sum[p][f][b][g] += (int64_t)homes * people[w][g];
                }
}

/* The same of this community alone, all groups together. */
static void share_community(const struct reach_measuring *m, int number,
                            struct reach *reach)
{
    const int32_t(*people)[GROUPS] = m->input->people[number];
    double *share =
        reach->community_share + (size_t)number * (size_t)m->products * SERIES_MINUTES;
    int64_t all = 0;
    for (int w = 0; w < WALKERS; w++)
        all += people[w][GROUP_ALL];
    for (int p = 0; p < m->products; p++)
        for (int b = 0; b < SERIES_MINUTES; b++) {
            int64_t homes = 0;
            for (int w = 0; w < WALKERS; w++)
                homes += (int64_t)people[w][GROUP_ALL] * homes_of(m, p, 0, w, b);
            *share++ =
                all > 0 ? (double)homes / (double)(all * REACH_POINTS) : (double)NAN;
        }
}

static void share_out(const struct reach_measuring *m, struct reach *reach)
{
    int64_t all[GROUPS] = {0};
    for (int c = 0; c < m->input->reported; c++)
        for (int w = 0; w < WALKERS; w++)
            for (int g = 0; g < GROUPS; g++)
                all[g] += m->input->people[c][w][g];
    size_t at = 0;
    for (int p = 0; p < m->products; p++)
        for (int b = 0; b < SERIES_MINUTES; b++)
            for (int g = 0; g < GROUPS; g++, at++) {
                const double homes = (double)all[g] * REACH_POINTS;
                const bool any = all[g] > 0;
                reach->share[at] =
                    any ? (double)m->sum[p][0][b][g] / homes : (double)NAN;
                reach->share_free[at] =
                    any ? (double)m->sum[p][1][b][g] / homes : (double)NAN;
            }
}

static int measure(struct reach_measuring *m, struct reach *reach, struct error *err)
{
    place_points(m);
    set_limits(m);
    list_sites(m);
    for (int c = 0; c < m->input->city->community_count; c++) {
        TRY(meet_all(m, c, err));
        const int number = m->input->number[c];
        if (number < 0)
            continue;
        add_people(m, m->input->people[number]);
        share_community(m, number, reach);
    }
    share_out(m, reach);
    return reach_access(m, reach, err);
}

int reach_measure(const struct reach_input *input, struct reach *reach,
                  struct error *err)
{
    struct reach_measuring m = {.input = input,
                                .products = input->catalogue->product_count};
    const size_t products = (size_t)m.products;
    m.sites = calloc((size_t)input->supply->site_count + 1, sizeof *m.sites);
    m.cover = calloc(products + 1, sizeof *m.cover);
    m.sum = calloc(products + 1, sizeof *m.sum);
    const int status = m.sites && m.cover && m.sum
                           ? measure(&m, reach, err)
                           : error_set(err, MESSAGE_MEMORY, "reach");
    free(m.sites);
    free(m.cover);
    free(m.sum);
    LIST_FREE(&m.pairs);
    return status;
}
