/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Draws single sites: place, size, who runs them, when they opened, their rooms. Every
 * draw is keyed by (community code, bundle, number of the site in the community). */
#include "state/supply_draft.h"

#include "core/exact.h"
#include "core/list.h"
#include "state/pack.h"
#include "state/rake.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a draw is for stands where an address has its month, for these come before any.
 * 0 is the count (supply_count.c); from POINT on, one for each try. */
enum draw { TRAITS = 1, TIMING, PLACES, MORE_PLACES, POINT };
/* Tries of two points each until one falls into the disc: all fail once in 6e6. */
enum { POINT_TRIES = 5 };
/* A site is at most this many months old at the start. */
enum { AGE_MOST = 360 };

/* What names of communities end in and sites leave off. */
static const char *const endings[] = {"居民委员会", "村民委员会", "居委会", "村委会"};

static void draw_words(const struct supply_options *options,
                       const struct supply_draft *draft, int what, uint32_t word[4])
{
    const struct stream_address address = {
        options->population_seed, what, PURPOSE_SUPPLY,
        catalogue_code(options->source->bundles[draft->bundle].key)};

    stream_words(&address,
                 stream_mix((uint64_t)draft->community) + (uint64_t)draft->number,
                 word);
}

/* A point drawn evenly from the community's disc. */
static void draw_point(const struct supply_options *options, struct supply_draft *draft)
{
    const struct community *c = &options->city->communities[draft->site.community];
    double x = 0.0, y = 0.0, east, north, degree;
    bool found = false;

    for (int try = 0; try < POINT_TRIES && !found; try++) {
        uint32_t word[4];
        draw_words(options, draft, POINT + try, word);
        for (int k = 0; k < 4 && !found; k += 2) {
            x = 2.0 * stream_uniform(word[k]) - 1.0;
            y = 2.0 * stream_uniform(word[k + 1]) - 1.0;
            found = x * x + y * y <= 1.0;
        }
    }
    if (!found)
        x = y = 0.0;
    /* The plane is linear in each direction, so one degree tells the scale. */
    city_offset(c->longitude, c->latitude, c->longitude, c->latitude + 1.0, &east,
                &degree);
    draft->site.latitude = c->latitude + y * c->radius_km / degree;
    city_offset(c->longitude, c->latitude, c->longitude + 1.0, draft->site.latitude,
                &degree, &north);
    draft->site.longitude = c->longitude + x * c->radius_km / degree;
}

static void draw_operator(const struct supply_bundle *bundle, uint32_t word,
                          struct site *site)
{
    const double u = stream_uniform(word);
    double sum = 0.0;
    int run = 0;

    for (; run < bundle->run_count - 1; run++) {
        sum += bundle->runs[run].share;
        if (u < sum)
            break;
    }
    site->owner = (uint8_t)bundle->runs[run].owner;
    site->mode = (uint8_t)bundle->runs[run].mode;
    site->kind = (uint8_t)bundle->runs[run].kind;
}

/* Community without its ending, what the site is, and its number behind the first. */
static void name_site(const struct community *community,
                      const struct supply_bundle *bundle, int64_t number,
                      char name[NAME_SIZE])
{
    int size = (int)strlen(community->name_zh);
    char order[24] = "", whole[2 * NAME_SIZE + CATALOGUE_NAME];

    for (size_t k = 0; k < sizeof endings / sizeof *endings; k++) {
        const int end = (int)strlen(endings[k]);
        if (size > end && strcmp(community->name_zh + size - end, endings[k]) == 0) {
            size -= end;
            break;
        }
    }
    if (number > 0)
        snprintf(order, sizeof order, " %lld", (long long)number + 1);
    snprintf(whole, sizeof whole, "%.*s%s%s", size, community->name_zh, bundle->zh,
             order);
    size = (int)strlen(whole);
    if (size >= NAME_SIZE)
        for (size = NAME_SIZE - 1; ((unsigned char)whole[size] & 0xC0) == 0x80;)
            size--;
    memcpy(name, whole, (size_t)size);
    name[size] = '\0';
}

static void draw_site(const struct supply_options *options, int bundle, int community,
                      int64_t number, struct supply_draft *draft)
{
    const struct supply_bundle *of = &options->source->bundles[bundle];
    const struct community *c = &options->city->communities[community];
    const struct values *values = options->values;
    uint32_t word[4], timing[4];

    *draft = (struct supply_draft){
        .bundle = bundle, .community = c->code, .number = number, .places = -1};
    draft->site.community = community;
    draft->site.origin = ORIGIN_SYNTHETIC;
    draft->site.known_point = KNOWN_ASSUMED;
    draft->site.closes = -1;
    draft->site.code =
        supply_code(c->code, ORIGIN_SYNTHETIC,
                    (int)((catalogue_code(of->key) + (uint64_t)number) & INT32_MAX));
    draw_words(options, draft, TRAITS, word);
    draw_words(options, draft, TIMING, timing);
    draft->size = exact_exp(of->spread * (exact_normal(word[0]) - 0.5 * of->spread));
    const double quality = values->supply_quality_mean +
                           values->supply_quality_spread * exact_normal(word[1]);
    draft->site.quality = quality < 0.0 ? 0.0 : quality > 1.0 ? 1.0 : quality;
    draw_operator(of, word[2], &draft->site);
    draft->order = timing[0];
    draft->moment = timing[1];
    name_site(c, of, number, draft->site.name);
    draw_point(options, draft);
}

/* Months since the opening, at least one, of a site that was there at the start. */
static int age_of(const struct supply_options *options,
                  const struct supply_draft *draft)
{
    const double age = -exact_log(1.0 - stream_uniform(draft->moment)) *
                       options->values->supply_age * MONTHS_PER_YEAR;
    return age >= AGE_MOST ? AGE_MOST : 1 + (int)age;
}

/* Shares the places of each area out among its sites. */
static int share_places(const struct supply_totals *totals, struct supply_draft *drafts,
                        size_t count, struct error *err)
{
    double *size = malloc((count + 1) * sizeof *size);
    int64_t *out = malloc(2 * (count + 1) * sizeof *out);
    size_t *of = malloc((count + 1) * sizeof *of);
    int status = size && out && of ? 0 : error_set(err, MESSAGE_MEMORY, "the supply");

    for (int a = 0; a < totals->areas && status == 0; a++) {
        int members = 0;
        for (size_t i = 0; i < count; i++)
            if (totals->area[drafts[i].site.community] == a) {
                out[count + 1 + (size_t)members] = 1;
                size[members] = drafts[i].size;
                of[members++] = i;
            }
        if (totals->places[a] < 0 || members == 0)
            continue;
        const bool room = totals->places[a] >= members;
        status = rake_allocate(totals->places[a], members, size,
                               room ? out + count + 1 : NULL, NULL, out);
        for (int m = 0; m < members && status == 0; m++)
            drafts[of[m]].places = out[m];
    }
    free(size);
    free(out);
    free(of);
    return status;
}

static int compare_order(const void *a, const void *b)
{
    const struct supply_draft *x = *(const struct supply_draft *const *)a,
                              *y = *(const struct supply_draft *const *)b;

    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    if (x->community != y->community)
        return x->community < y->community ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

/* Opens sites in their order, so that places follow the dated levels to within half a
 * site: those of the first level before the start, of each later one in the months
 * since the year before it. */
static int date_followed(const struct supply_options *options,
                         const struct supply_totals *totals,
                         struct supply_draft *drafts, size_t count, struct error *err)
{
    struct supply_draft **turn = malloc((count + 1) * sizeof(struct supply_draft *));
    double sum = 0.0, before = 0.0;

    if (!turn)
        return error_set(err, MESSAGE_MEMORY, "the supply");
    for (size_t i = 0; i < count; i++) {
        turn[i] = &drafts[i];
        sum += (double)drafts[i].places;
    }
    qsort(turn, count, sizeof(struct supply_draft *), compare_order);
    const month first = month_of(totals->year[0] + 1, 1);
    for (size_t i = 0; i < count; i++) {
        const double share = (before + 0.5 * (double)turn[i]->places) / sum;
        int y = 0;
        before += (double)turn[i]->places;
        while (y < totals->years - 1 && share > totals->level[y])
            y++;
        if (y == 0) {
            turn[i]->site.opened = (options->from < first ? options->from : first) -
                                   age_of(options, turn[i]);
            continue;
        }
        const month start = month_of(totals->year[y - 1] + 1, 1);
        const int months = month_of(totals->year[y] + 1, 1) - start;
        turn[i]->site.opened =
            start + (int)((double)months * stream_uniform(turn[i]->moment));
    }
    free(turn);
    return 0;
}

int supply_draft_bundle(const struct supply_options *options, int bundle,
                        const struct supply_totals *totals,
                        struct supply_drafts *drafts, struct error *err)
{
    const size_t first = drafts->count;

    TRY(LIST_RESERVE(drafts, (size_t)totals->line.sites, err));
    for (int c = 0; c < options->city->community_count; c++)
        for (int64_t k = 0; k < totals->sites[c]; k++)
            draw_site(options, bundle, c, k, &drafts->item[drafts->count++]);
    struct supply_draft *own = drafts->item + first;
    const size_t count = drafts->count - first;
    TRY(share_places(totals, own, count, err));
    if (options->source->bundles[bundle].follow && count > 0)
        return date_followed(options, totals, own, count, err);
    for (size_t i = 0; i < count; i++)
        own[i].site.opened = options->from - age_of(options, &own[i]);
    return 0;
}

/* Places of the parts of a site before scaling. */
static void place_parts(const struct supply_bundle *bundle,
                        const struct supply_draft *draft, int64_t places[SUPPLY_ROOMS])
{
    double weight[SUPPLY_ROOMS] = {0}, counted = 0.0;
    int64_t shared[SUPPLY_ROOMS] = {0};
    double size = draft->size;

    for (int k = 0; k < bundle->part_count; k++)
        if (bundle->parts[k].counted)
            counted += weight[k] = bundle->parts[k].places;
    if (draft->places >= 0) {
        const int status = rake_allocate(draft->places, bundle->part_count, weight,
                                         NULL, NULL, shared);
        (void)status; /* without bounds every total fits */
        size = (double)draft->places / counted;
    }
    for (int k = 0; k < bundle->part_count; k++) {
        const double wanted = bundle->parts[k].places * size;
        places[k] = wanted > 0.0 && wanted < 1.0 ? 1 : (int64_t)floor(wanted + 0.5);
        if (draft->places >= 0 && bundle->parts[k].counted)
            places[k] = shared[k];
    }
}

int supply_draft_rooms(const struct supply_options *options,
                       const struct supply_draft *draft,
                       struct room rooms[SUPPLY_ROOMS])
{
    const struct supply_bundle *bundle = &options->source->bundles[draft->bundle];
    int64_t places[SUPPLY_ROOMS];
    uint32_t word[8];

    place_parts(bundle, draft, places);
    draw_words(options, draft, PLACES, word);
    draw_words(options, draft, MORE_PLACES, word + 4);
    int count = 0;
    for (int k = 0; k < bundle->part_count; k++) {
        if (places[k] == 0)
            continue; /* too small a site for it */
        const struct supply_part *part = &bundle->parts[k];
        const struct product *product = &options->catalogue->products[part->product];
        /* A city of fewer agents keeps its sites and their walks; what they hold is
         * scaled, and rounded so that the expected sum is right. */
        const double scaled =
            options->scale == 1.0
                ? (double)places[k]
                : floor((double)places[k] * options->scale + stream_uniform(word[k]));
        const double grown =
            part->places > 0.0 ? (double)places[k] / part->places : draft->size;
        rooms[count++] = (struct room){
            .product = (uint8_t)part->product,
            .slots = (uint8_t)(part->slots ? part->slots : product->slots),
            .m2 = part->m2 * grown * options->scale,
            .places = scaled < INT32_MAX / 2 ? (int32_t)scaled : INT32_MAX / 2,
            .price = -1.0,
        };
    }
    return count;
}
