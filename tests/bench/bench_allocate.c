/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Time of allocation: ns per asker of matching_place() where places are few and where
 * they abound, ns per tie of visits_draw() and of dealing, ns per room of
 * sessions_served(), ns per word of quantile_at(). Checksums must be the same on every
 * machine and with every compiler. */
#include "core/quantile.h"
#include "core/stream.h"
#include "state/catalogue.h"
#include "state/matching.h"
#include "state/sessions.h"
#include "state/visits.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ASKERS = 500000, ROOMS = 17112, TIES = 500000, REPEATS = 9 };

struct data {
    struct asker askers[ASKERS];
    int32_t places[ROOMS * CATALOGUE_CLASSES];
    int8_t placed[ASKERS];
    struct matching matching;
    struct sessions_table sessions;
    struct visits_table visits;
    struct quantile gumbel;
    uint32_t word[TIES];
    uint64_t key[TIES], marginal[TIES];
    double number[TIES];
    uint8_t asked[TIES];
    uint64_t checksum;
};

static void add(uint64_t *checksum, uint64_t value)
{
    *checksum = stream_mix(*checksum * 3 + value);
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Three rooms near each other, as residents list them. */
static void fill(struct data *data)
{
    for (uint64_t i = 0; i < ASKERS; i++) {
        struct asker *asker = &data->askers[i];
        const uint64_t luck = stream_mix(i), near = i * (ROOMS - 40) / ASKERS;

        asker->id = stream_mix(~i);
        asker->listed = (uint8_t)(1 + luck % MATCHING_LIST);
        asker->months = (uint16_t)((luck >> 8) % 6);
        asker->priority = (luck >> 16) % 10 != 0;
        asker->place_class = (uint8_t)((luck >> 20) % 3);
        for (int e = 0; e < MATCHING_LIST; e++) {
            asker->room[e] = (uint32_t)(near + (luck >> 30) % 13 + (uint64_t)e * 13);
            asker->key[e] = (uint32_t)stream_mix(luck + (uint64_t)e);
        }
    }
    for (uint64_t i = 0; i < TIES; i++) {
        data->word[i] = (uint32_t)stream_mix(i * 7 + 3);
        data->key[i] = sessions_key((uint32_t)stream_mix(i * 5 + 1), i);
    }
    sessions_make(&data->sessions);
    visits_make(&data->visits, 6.8, 2);
    quantile_make_gumbel(&data->gumbel);
}

/* One room in `empty` has from 1 to `most` places free in each class. */
static void set_places(struct data *data, uint64_t empty, uint64_t most)
{
    for (uint64_t c = 0; c < (uint64_t)ROOMS * CATALOGUE_CLASSES; c++) {
        const uint64_t luck = stream_mix(c / CATALOGUE_CLASSES + 91);

        data->places[c] = luck % empty == 0 ? (int32_t)(1 + stream_mix(c) % most) : 0;
    }
}

static void place(struct data *data)
{
    const struct matching_market market = {data->askers, ASKERS, data->places, ROOMS};
    uint64_t served = 0;

    if (matching_place(&data->matching, &market, data->placed, NULL) != 0)
        return;
    for (size_t i = 0; i < ASKERS; i++)
        served += data->placed[i] >= 0 ? i : 0;
    add(&data->checksum, served);
}

static void draw(struct data *data)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < TIES; i++) {
        data->asked[i] = (uint8_t)visits_draw(&data->visits, data->word[i]);
        sum += data->asked[i];
    }
    add(&data->checksum, sum);
}

/* All ties ask one room: the worst case for gathering the margin. */
static void deal(struct data *data)
{
    int64_t ties[SESSIONS_VISITS + 1] = {0}, dealt = 0, requests = 0;
    struct sessions_deal table;
    size_t count = 0;

    for (size_t i = 0; i < TIES; i++) {
        ties[data->asked[i]]++;
        requests += data->asked[i];
    }
    sessions_deal(&table, ties, requests * 7 / 9);
    for (size_t i = 0; i < TIES; i++)
        if (sessions_marginal(&table, data->asked[i]))
            data->marginal[count++] = data->key[i];
    sessions_pick(&table, data->marginal, count);
    for (size_t i = 0; i < TIES; i++)
        dealt += sessions_dealt(&table, data->asked[i], data->key[i]);
    add(&data->checksum, (uint64_t)dealt);
}

static void serve(struct data *data)
{
    int64_t sum = 0;

    for (size_t i = 0; i < TIES; i++)
        sum += sessions_served(&data->sessions, data->word[i] % 1900, 21.7,
                               1 + data->word[i] / 64 % 90, data->word[i]);
    add(&data->checksum, (uint64_t)sum);
}

static void gumbel(struct data *data)
{
    double sum = 0;

    for (size_t i = 0; i < TIES; i++)
        data->number[i] = quantile_at(&data->gumbel, data->word[i]);
    for (size_t i = 0; i < TIES; i += 1001)
        sum += data->number[i];
    add(&data->checksum, (uint64_t)(sum * 1e9));
}

/* Least ns over the repeats: the machine may be shared. */
static void measure(const char *name, void (*run)(struct data *), int count,
                    struct data *data)
{
    double best = 1e9;

    for (int r = 0; r < REPEATS; r++) {
        data->checksum = 0;
        const double before = seconds();
        run(data);
        const double took = seconds() - before;
        if (took < best)
            best = took;
    }
    printf("%-24s %7.2f ns  %016llx\n", name, best * 1e9 / count,
           (unsigned long long)data->checksum);
}

int main(void)
{
    struct data *data = calloc(1, sizeof *data);

    if (data == NULL)
        return EXIT_FAILURE;
    fill(data);
    set_places(data, 10, 4);
    measure("asker, places few", place, ASKERS, data);
    set_places(data, 1, 14);
    measure("asker, places abound", place, ASKERS, data);
    measure("visits of a tie", draw, TIES, data);
    measure("dealing to a tie", deal, TIES, data);
    measure("served share of a room", serve, TIES, data);
    measure("Gumbel number", gumbel, TIES, data);
    matching_free(&data->matching);
    free(data);
    return EXIT_SUCCESS;
}
