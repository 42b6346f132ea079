/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Who runs the sites that are there at the start. Codes follow from places and services,
 * never from rows, so that they are the same in all scenarios. */
#include "process/found.h"

#include <stdlib.h>

struct founding {
    struct world *world;
    int chains[CATALOGUE_SERVICES]; /* by service */
    int chain_first[CATALOGUE_SERVICES];
    int32_t *chain_row;  /* [chains of all services] operator, or -1 */
    int32_t *public_row; /* [community * CATALOGUE_SERVICES + service] */
};

int found_service(const struct books *books, int32_t site)
{
    const struct site *place = &books->supply.sites[site];
    double m2[CATALOGUE_SERVICES] = {0};
    int best = 0;
    for (int r = place->room; r < place->room + place->rooms; r++) {
        const struct room *room = &books->supply.rooms[r];
        m2[books->catalogue->products[room->product].service] += room->m2;
    }
    for (int k = 1; k < CATALOGUE_SERVICES; k++)
        if (m2[k] > m2[best])
            best = k;
    return best;
}

/* How many chains share the chain sites of each service. */
static int count_chains(struct founding *founding)
{
    const struct books *books = founding->world->books;
    const double size = founding->world->values.operators_chain_sites;
    int sites[CATALOGUE_SERVICES] = {0}, all = 0;
    for (int s = 0; s < books->supply.site_count; s++)
        if (books->supply.sites[s].kind == OPERATOR_CHAIN)
            sites[found_service(books, s)]++;
    for (int k = 0; k < CATALOGUE_SERVICES; k++) {
        const int chains = (int)(sites[k] / size + 0.5);
        founding->chains[k] = chains > 0 ? chains : 1;
        founding->chain_first[k] = all;
        all += founding->chains[k];
    }
    return all;
}

static int32_t *chain_of(struct founding *founding, int32_t site, int service,
                         uint32_t *code)
{
    const struct world *world = founding->world;
    const struct stream_address address = {
        .seed = world->population_seed, .when = 0, .purpose = PURPOSE_CONTRACT};
    uint32_t word[4];
    stream_words(&address, world->books->sites[site].code, word);
    const int number =
        (int)((uint64_t)word[0] * (uint64_t)founding->chains[service] >> 32);
    *code = operator_code(
        OPERATOR_CHAIN, catalogue_code(world->books->catalogue->services[service].key),
        0, number);
    return &founding->chain_row[founding->chain_first[service] + number];
}

static int32_t *institution_of(struct founding *founding, int32_t site, int service,
                               uint32_t *code)
{
    const struct world *world = founding->world;
    const int community = world->books->supply.sites[site].community;
    const int first = world->subdistrict_first[community];
    *code = operator_code(
        OPERATOR_PUBLIC,
        (uint32_t)stream_mix((uint64_t)world->city->communities[first].code), 0,
        service);
    return &founding->public_row[(size_t)first * CATALOGUE_SERVICES + (size_t)service];
}

/* The district pays for public institutions, each department for its service. */
static int fund(struct books *books, int32_t index, int service, struct error *err)
{
    return books_budget(books, ACCOUNT_DISTRICT,
                        books->catalogue->services[service].key,
                        &books->operators[index].budget, err);
}

static int found_one(struct founding *founding, int32_t site, struct error *err)
{
    struct books *books = founding->world->books;
    const enum operator_kind kind = books->supply.sites[site].kind;
    const int service = found_service(books, site);
    uint32_t code = operator_code(kind, books->sites[site].code, 0, 0);
    int32_t none = -1, *index = &none;
    if (kind == OPERATOR_CHAIN)
        index = chain_of(founding, site, service, &code);
    else if (kind == OPERATOR_PUBLIC)
        index = institution_of(founding, site, service, &code);
    if (*index < 0) {
        TRY(books_add_operator(books, kind, code, 0, index, err));
        if (kind == OPERATOR_PUBLIC)
            TRY(fund(books, *index, service, err));
    }
    struct operator_ *runner = &books->operators[*index];
    books_give(books, site, *index);
    if (runner->sites > 1)
        return 0;
    runner->scope = SCOPE_SINGLE;
    for (int r = 1; r < books->supply.sites[site].rooms; r++)
        runner->scope = SCOPE_COMPREHENSIVE;
    return 0;
}

int found_operators(struct world *world, struct error *err)
{
    struct founding founding = {.world = world};
    const size_t chains = (size_t)count_chains(&founding);
    const size_t places = (size_t)world->count * CATALOGUE_SERVICES;
    int status = 0;
    founding.chain_row = malloc((chains + 1) * sizeof(int32_t));
    founding.public_row = malloc((places + 1) * sizeof(int32_t));
    if (!founding.chain_row || !founding.public_row)
        status = error_set(err, MESSAGE_MEMORY, "operators");
    for (size_t k = 0; !status && k < chains; k++)
        founding.chain_row[k] = -1;
    for (size_t k = 0; !status && k < places; k++)
        founding.public_row[k] = -1;
    for (int s = 0; !status && s < world->books->supply.site_count; s++)
        status = found_one(&founding, s, err);
    free(founding.chain_row);
    free(founding.public_row);
    return status;
}
