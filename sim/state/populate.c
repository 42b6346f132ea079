/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Makes one community: memory for the work, then the steps in their order - shape the
 * households, fill them, turn them into rows, give traits, link kin. The steps are in
 * files of their own. */
#include "state/populate_parts.h"

#include <stdlib.h>
#include <string.h>

/* Rows beyond those used at the start, so that the first births and arrivals need no
 * new memory. */
#define SLACK_SHARE 0.06
enum { SLACK_LEAST = 16, LINE = 64 };

static row with_slack(uint32_t count)
{
    return (row)(count + (uint32_t)(SLACK_SHARE * (double)count) + SLACK_LEAST);
}

static int count_people(struct maker *maker, uint32_t *homes, struct error *err)
{
    int64_t people = 0, collective = 0, family_homes = 0;
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age <= AGE_LAST; age++) {
            people += maker->plan->people[sex][age];
            collective += maker->plan->collective[sex][age];
        }
    for (int k = 0; k < SIZES; k++)
        family_homes += maker->plan->size[k];
    if (people > FOUNDERS_MOST)
        return error_set(err, MESSAGE_POPULATE_LARGE, maker->community->name_zh,
                         (long)people, (long)FOUNDERS_MOST);
    maker->people = (uint32_t)people;
    maker->family_people = (uint32_t)(people - collective);
    *homes = (uint32_t)(family_homes + collective);
    return 0;
}

/* Takes the next part of the scratch, in whole cache lines. */
static void *part(char **memory, size_t bytes)
{
    void *const at = *memory;
    *memory += (bytes + LINE - 1) / LINE * LINE;
    return at;
}

/* All the scratch of a community in one piece. */
static int take_memory(struct maker *maker, uint32_t homes, uint8_t **deck,
                       struct error *err)
{
    enum { PARTS = 12 };
    const size_t people = (size_t)maker->people + 1;
    const size_t person = sizeof *maker->seats + 2 * sizeof *maker->ids +
                          5 * sizeof(uint32_t) + 3 * sizeof(uint8_t);
    char *memory =
        malloc(people * person + (homes + 1) * sizeof *maker->homes + PARTS * LINE);
    if (!memory)
        return error_set(err, MESSAGE_MEMORY, "the synthesis of a community");
    maker->memory = memory;
    maker->ids = part(&memory, people * sizeof *maker->ids);
    maker->spare = part(&memory, people * sizeof *maker->spare);
    for (int k = 0; k < 4; k++)
        maker->word[k] = part(&memory, people * sizeof *maker->word[k]);
    maker->order = part(&memory, people * sizeof *maker->order);
    maker->seats = part(&memory, people * sizeof *maker->seats);
    maker->homes = part(&memory, (homes + 1) * sizeof *maker->homes);
    maker->children = part(&memory, people);
    maker->infants = part(&memory, people);
    *deck = part(&memory, people);
    memset(maker->children, 0, people);
    memset(maker->infants, 0, people);
    return 0;
}

int populate_community(struct block *block, const struct community *community,
                       const struct city *city, const struct community_plan *plan,
                       const struct rates *rates, const struct values *values,
                       month now, uint64_t population_seed, struct error *err)
{
    struct maker maker = {.community = community,
                          .city = city,
                          .plan = plan,
                          .rates = rates,
                          .values = values,
                          .now = now,
                          .population_seed = population_seed};
    uint32_t homes = 0;
    uint8_t *deck = NULL;
    int status = -1;
    TRY(count_people(&maker, &homes, err));
    TRY(take_memory(&maker, homes, &deck, err));
    populate_pool_init(&maker.pool, &maker, deck);
    populate_home_shape(&maker);
    populate_fill_homes(&maker);
    TRY_OR(done, residents_reserve(&block->residents, with_slack(maker.people), err));
    TRY_OR(done,
           households_reserve(&block->households, with_slack(maker.home_count), err));
    populate_trait_settle(&maker, block);
    populate_register_draw(&maker, block);
    populate_kin_link(&maker, block);
    populate_trait_give(&maker, block);
    status = 0;
done:
    free(maker.memory);
    return status;
}
