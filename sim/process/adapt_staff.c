/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Staff of sites from month to month (docs/MODEL.md 8.7): who leaves, who is let go, who
 * is hired out of the pool of the trade, what the trade earns, and the quality that
 * follows. Leaving and quality are a site's own; hiring and wages are the city's. */
#include "process/adapt.h"

#include "core/list.h"

#include <stdlib.h>

/* While residents still find the sites they will use, pools are as large as posts ask
 * for: the run-in of services is no shortage (docs/MODEL.md). */
enum { RUN_IN = 24 };

struct vacancies {
    struct staff_vacancy *item;
    size_t count, capacity;
};

static bool runs(const struct world *world, int32_t site)
{
    return books_runs(world->books, site, world->now) &&
           world->books->sites[site].contract.start > 0;
}

/* Wages of a trade by `times`: the market's, and what every site pays in it. */
static void scale_wages(struct books *books, int trade, double times)
{
    for (int s = 0; s < books->supply.site_count; s++)
        for (int k = 0; k < books->sites[s].trades; k++)
            if (books->sites[s].staff[k].trade == trade)
                books->sites[s].staff[k].wage *= times;
}

void adapt_carry(struct world *world)
{
    struct books *books = world->books;
    const double start = indices_at(books->indices, INDICES_WAGES, books->founded);
    for (int t = 0; t < books->catalogue->trade_count; t++) {
        struct staff_market *market = &books->market[t];
        const double before = market->wage;
        staff_carry(market, books->wage_level / start);
        if (market->wage != before)
            scale_wages(books, t, market->wage / before);
    }
}

/* The rate at which staff leave at the market's wage and full load, a month, and the
 * share of posts that stands filled where as many are hired as leave. */
static double usual_leaving(const struct values *values)
{
    return staff_hazard(values, 1.0, 1.0);
}

static double usual_staffed(const struct values *values)
{
    const double leaving = usual_leaving(values), filling = values->staff_filling;
    return leaving + filling > 0.0 ? filling / (leaving + filling) : 1.0;
}

/* At the start a site has behind it an ordinary year. */
static void remember_leaving(const struct world *world, struct staff_post *post)
{
    for (int k = 0; k < MONTHS_PER_YEAR; k++)
        post->left[k] = post->in_post * usual_leaving(&world->values);
}

void adapt_leaving(struct world *world, int32_t site)
{
    struct books *books = world->books;
    struct site_state *state = &books->sites[site];
    const bool first = world->now == books->founded;
    for (int k = 0; k < state->trades; k++) {
        struct staff_post *post = &state->staff[k];
        if (first)
            remember_leaving(world, post);
        staff_leave(&world->values, world->seed, state->code,
                    books->market[post->trade].wage, world->now, post);
        if (post->in_post > post->wanted)
            post->in_post -=
                world->values.staff_shedding * (post->in_post - post->wanted);
    }
}

static int list_vacancies(const struct world *world, int trade,
                          struct vacancies *vacancies, double *in_post, double *wanted,
                          struct error *err)
{
    const struct books *books = world->books;
    *in_post = *wanted = 0.0;
    vacancies->count = 0;
    for (int32_t s = 0; s < books->supply.site_count; s++)
        for (int k = 0; runs(world, s) && k < books->sites[s].trades; k++) {
            const struct staff_post *post = &books->sites[s].staff[k];
            if (post->trade != trade)
                continue;
            *in_post += post->in_post;
            *wanted += post->wanted;
            if (post->wanted <= post->in_post)
                continue;
            TRY(LIST_RESERVE(vacancies, 1, err));
            vacancies->item[vacancies->count++] = (struct staff_vacancy){
                .site = (uint32_t)s,
                .wage = post->wage,
                .wanted = post->wanted - post->in_post,
                .key = staff_key(world->seed, books->sites[s].code, (uint32_t)trade,
                                 world->now)};
        }
    return 0;
}

static void take_on(struct books *books, int trade, const struct staff_vacancy *vacancy)
{
    struct site_state *state = &books->sites[vacancy->site];
    for (int k = 0; k < state->trades; k++)
        if (state->staff[k].trade == trade)
            state->staff[k].in_post += vacancy->filled;
}

static int hire(struct world *world, int trade, struct vacancies *vacancies,
                struct error *err)
{
    enum { QUARTER = 3 };
    struct books *books = world->books;
    struct staff_market *market = &books->market[trade];
    double in_post, wanted, asked = 0.0;
    TRY(list_vacancies(world, trade, vacancies, &in_post, &wanted, err));
    for (size_t k = 0; k < vacancies->count; k++)
        asked += vacancies->item[k].wanted;
    if (world->now < books->founded + RUN_IN)
        market->pool = wanted * (1.0 + world->values.staff_slack);
    const double looking = staff_pool(&world->values, market) - in_post;
    staff_hire(vacancies->item, (int)vacancies->count,
               staff_filled(&world->values, asked, looking));
    for (size_t k = 0; k < vacancies->count; k++)
        take_on(books, trade, &vacancies->item[k]);
    if (month_number(world->now) % QUARTER != 0)
        return 0;
    const double before = market->wage;
    staff_clear(&world->values, wanted, market);
    if (market->wage != before)
        scale_wages(books, trade, market->wage / before);
    return 0;
}

int adapt_hiring(struct world *world, struct error *err)
{
    struct vacancies vacancies = {0};
    int status = 0;
    for (int t = 0; status == 0 && t < world->books->catalogue->trade_count; t++)
        status = hire(world, t, &vacancies, err);
    free(vacancies.item);
    return status;
}

double adapt_quality_usual(const struct values *values)
{
    static const double half = 0.5;
    const struct staff_quality usual = {
        .staffed = usual_staffed(values),
        .turnover = usual_leaving(values) * MONTHS_PER_YEAR,
        .trained = values->operators_trained,
        .fit = values->operators_fit,
        .age_years = values->operators_fitout_years * half,
    };
    return staff_quality_target(values, &usual);
}

void adapt_quality(struct world *world, int32_t site)
{
    struct books *books = world->books;
    const struct values *values = &world->values;
    struct site_state *state = &books->sites[site];
    const struct site *place = &books->supply.sites[site];
    const int life = (int)(values->operators_fitout_years * MONTHS_PER_YEAR);
    if (world->now - state->fitted >= life)
        state->fitted = world->now; /* spend has put the money by, month by month */
    const struct staff_quality quality = staff_quality_of(state, world->now);
    /* What the site was better or worse than usual at its start stays with it. */
    const double own = place->quality - adapt_quality_usual(values);
    double target = staff_quality_target(values, &quality) + own;
    target = target < 0.0 ? 0.0 : target > 1.0 ? 1.0 : target;
    state->quality = staff_quality_next(values, state->quality, target);
    for (int32_t r = place->room; r < place->room + place->rooms; r++)
        world->services->rooms[r].quality = state->quality;
}
