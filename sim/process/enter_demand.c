/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What an entrant expects a new site to be used. Residents near it hear of it, and choose
 * it, as they do all others (process/know.c, want.c), so that the plan of an opening is
 * the mean of what becomes of it: the same hazards of hearing, the same reach, the same
 * nearest few that a community is offered, and a logit against what is there. */
#include "process/enter.h"

#include "core/exact.h"

#include <math.h>

/* Mean distance from the middle of a disc, in radii. */
static const double FROM_MIDDLE = 2.0 / 3.0;

double enter_felt(const struct enter_reach *reach, double far, double radius)
{
    const double inside = radius * FROM_MIDDLE;
    const double km = sqrt(far * far + inside * inside);
    double part = 1.0;
    if (far + radius > reach->km)
        part = (reach->km + radius - far) / (2.0 * radius);
    if (!(part > 0.0))
        return 0.0;
    if (reach->per_km <= 0.0)
        return part;
    return part * exact_exp(-reach->per_km * (km < reach->km ? km : reach->km));
}

/* Residents come and go, or grow into an age and out of it, at a constant hazard m; at a
 * constant hazard h of hearing the share is h / (h + m) (1 - exp(-(h + m) t)). */
double enter_heard(const struct enter_reach *reach, double hazard, double age)
{
    const double h = hazard * reach->slow, both = h + reach->leaving;
    return h > 0.0 ? h / both * (1.0 - exact_exp(-both * age)) : 0.0;
}

/* The same of a site that was always there; `h` as heard by the mean resident. */
static double known(const struct enter_reach *reach, double h)
{
    return h > 0.0 ? h / (h + reach->leaving) : 0.0;
}

/* Whether the community would be offered a site so far away. */
static bool offered(const struct market_view *market, const struct enter_terms *terms,
                    int community, int product, double far)
{
    return far <= terms->reach.km + market->radius[community] &&
           far < market->farthest[community * market->products + product];
}

/* What one community would give to a site: users in the end, and months until 63 % of
 * them have heard of it. Who uses it tells others. */
static struct enter_demand ask(const struct market_view *market,
                               const struct enter_terms *terms, int community,
                               int product, double far)
{
    static const double half = 0.5; /* of its users, the mean while they grow */
    const struct enter_reach *reach = &terms->reach;
    const int cell = community * market->products + product;
    const double felt =
        terms->attraction * enter_felt(reach, far, market->radius[community]);
    const double edge = reach->km + market->radius[community];
    const double near = isinf(edge) ? 1.0 : 1.0 - far / edge;
    const double alone = (reach->hear + reach->hear_near * near) * reach->slow;
    double h = alone, share = 0.0;
    for (int pass = 0; pass < 2; pass++) {
        const double here = known(reach, h) * felt;
        const double all = here + market->rivals[cell];
        share = all > 0.0 ? here / all : 0.0;
        if (pass == 0)
            h = alone + reach->contact * reach->slow * share * half;
    }
    return (struct enter_demand){.users = share * market->needers[cell],
                                 .tau = h > 0.0 ? 1.0 / (h + reach->leaving) : 0.0};
}

static double distance(const struct market_view *market, int community,
                       const struct enter_place *place)
{
    const double x = market->east[community] - place->east;
    const double y = market->north[community] - place->north;
    return sqrt(x * x + y * y);
}

/* The ramps of many communities as one, which is as far on in the middle of the term. */
struct enter_demand enter_demand(const struct market_view *market,
                                 const struct enter_terms *terms,
                                 const struct enter_place *place, int product)
{
    static const double half = 0.5;
    const double middle = half * terms->term;
    struct enter_demand demand = {0};
    double later = 0.0; /* users who do not know it then */
    for (int c = 0; c < market->communities; c++) {
        const double far = distance(market, c, place);
        if (market->needers[c * market->products + product] <= 0.0 ||
            !offered(market, terms, c, product, far))
            continue;
        const struct enter_demand one = ask(market, terms, c, product, far);
        if (one.users <= 0.0)
            continue;
        demand.users += one.users;
        later += one.users * exact_exp(-middle / one.tau);
    }
    if (demand.users > 0.0)
        demand.tau = later > 0.0 ? -middle / exact_log(later / demand.users) : 0.0;
    return demand;
}

void enter_announce(struct market_view *market, const struct enter_terms *terms,
                    const struct enter_place *place, int product)
{
    const struct enter_reach *reach = &terms->reach;
    const double heard = known(reach, (reach->hear + reach->hear_near) * reach->slow);
    for (int c = 0; c < market->communities; c++) {
        const double far = distance(market, c, place);
        if (offered(market, terms, c, product, far))
            market->rivals[c * market->products + product] +=
                terms->attraction * heard * enter_felt(reach, far, market->radius[c]);
    }
}
