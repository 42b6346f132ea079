/* SPDX-License-Identifier: MIT
 * Copyright the Linli authors */

/* Agents against a cohort-component projection of expected residents, which shares with
 * the engine the chances of the month and nothing else. It starts from the residents of
 * the synthesised city, by residence, month of birth, sex and care, and steps month by
 * month: the chain of care and death first, then births to the women left, who pass the
 * first month's risk of death on to the newborn, then migration.
 *
 * Whom one takes along when leaving depends on the household, which a projection does
 * not know: migrants are taken from the agents of the row. So every row has a projection
 * of its own, and the difference between the two has mean zero exactly. */
#include "support/check.h"
#include "support/month.h"

#include <math.h>
#include <omp.h>

enum { ROWS = 30, MONTHS = 240, GROUPS = 21, BIRTHS = 150 * 12, CHECKS = 3 };
static const int CHECKED[CHECKS] = {60, 120, 240};
/* A difference of more standard errors fails. */
static const double LIMIT = 4.0;
/* Cells with fewer expected residents in all rows together have no sample deviation
 * worth the name; there it is not below the Poisson's. */
static const double RARE = 30.0;

typedef double cells[RESIDENCES][BIRTHS][SEXES][CARES];
typedef double groups[CHECKS][GROUPS][SEXES];
typedef double elders[CHECKS][SEXES][CARES];

/* One row: its agents, and the projection of the same city. */
struct watched {
    struct world world; /* first, so that a verb that is given it finds the rest */
    month first;        /* of birth, of index 0 */
    cells *people, *migrants;
    double more_deaths; /* multiplies the projection's chance of death */
};

struct outcome {
    groups observed[ROWS], expected[ROWS];
    elders observed_care[ROWS], expected_care[ROWS];
    int64_t moved;
};

static double chance_of(uint32_t threshold)
{
    return (double)threshold * 0x1p-32;
}

static double *cell_of(struct watched *row, cells *table, enum residence residence,
                       month birth, unsigned bits)
{
    return &(*table)[residence][birth - row->first][bits_sex(bits)][bits_care(bits)];
}

static int completed_age(month birth, month now)
{
    const int age = (now - birth) / 12;
    return age > AGE_LAST ? AGE_LAST : age;
}

/* A month of death and care for those of one residence, month of birth and sex. */
static void survive(const struct rates_month *chances, enum residence residence,
                    enum sex sex, int age, double more_deaths, double people[CARES])
{
    double after[CARES] = {0.0};
    for (int from = 0; from < CARES; from++) {
        const uint32_t *chain = chances->chain[residence][sex][age][from];
        double below = chance_of(chain[0]), moved = 0.0;
        const double dies = below * more_deaths;
        int k = 1;
        for (int to = 0; to < CARES; to++) {
            if (to == from)
                continue;
            const double moves = chance_of(chain[k]) - below;
            below = chance_of(chain[k++]);
            after[to] += people[from] * moves;
            moved += moves;
        }
        after[from] += people[from] * (1.0 - dies - moved);
    }
    memcpy(people, after, sizeof after);
}

static void project_residence(struct watched *row, enum residence residence)
{
    const struct rates_month *chances = &row->world.chances;
    const month now = chances->when;
    double(*people)[SEXES][CARES] = (*row->people)[residence];
    double born = 0.0;
    for (int b = 0; b <= now - row->first; b++) {
        const int age = completed_age(row->first + b, now);
        for (int sex = 0; sex < SEXES; sex++)
            survive(chances, residence, (enum sex)sex, age, row->more_deaths,
                    people[b][sex]);
        double women = 0.0;
        for (int care = 0; care < CARES; care++)
            women += people[b][SEX_FEMALE][care];
        born += women * chance_of(chances->bear[residence][age]);
    }
    for (int sex = 0; sex < SEXES; sex++) {
        const double boys = chance_of(chances->boy);
        const double dies =
            chance_of(chances->chain[residence][sex][0][CARE_NONE][0]) *
            row->more_deaths;
        people[now - row->first][sex][CARE_NONE] +=
            born * (sex == SEX_MALE ? boys : 1.0 - boys) * (1.0 - dies);
    }
}

/* The month whose chances the world holds. */
static void project(struct watched *row)
{
    for (int r = 0; r < RESIDENCES; r++)
        project_residence(row, (enum residence)r);
    double *people = &(*row->people)[0][0][0][0];
    double *migrants = &(*row->migrants)[0][0][0][0];
    for (size_t k = 0; k < sizeof(cells) / sizeof(double); k++) {
        people[k] += migrants[k];
        migrants[k] = 0.0;
    }
}

static bool was_sent(const struct movers *movers, size_t from, entity_id id)
{
    for (size_t k = from; k < movers->count; k++)
        if (movers->item[k].who.id == id)
            return true;
    return false;
}

/* Those marked as gone and not sent to another home have left the city. */
static int watch_migrate(struct home *home, struct error *err)
{
    struct watched *row = (struct watched *)home->world;
    const struct worker *worker = home->worker;
    const struct residents *p = &home->block->residents;
    const size_t gone = worker->gone_count, sent = worker->movers.count;
    TRY(process_migrate.home(home, err));
    for (size_t k = gone; k < worker->gone_count; k++) {
        const row i = worker->gone[k];
        if (!was_sent(&worker->movers, sent, p->id[i]))
            *cell_of(row, row->migrants, home->residence, p->birth[i], p->bits[i]) -= 1;
    }
    return 0;
}

static int watch_immigrate(struct home *home, struct error *err)
{
    struct watched *row = (struct watched *)home->world;
    const struct movers *movers = &home->worker->movers;
    const size_t sent = movers->count;
    TRY(process_immigrate.home(home, err));
    for (size_t k = sent; k < movers->count; k++)
        *cell_of(row, row->migrants, home->residence, movers->item[k].who.birth,
                 movers->item[k].who.bits) += 1;
    return 0;
}

static const struct process watched_migrate = {.name = "migrate",
                                               .home = watch_migrate},
                            watched_immigrate = {.name = "immigrate",
                                                 .home = watch_immigrate};

/* Counts the agents by the projection's cells. */
static void count_agents(struct watched *row, cells *table)
{
    memset(table, 0, sizeof *table);
    for (int c = 0; c < row->world.count; c++) {
        const struct residents *p = &row->world.blocks[c].residents;
        for (row_number i = 0; i < p->count; i++)
            *cell_of(row, table, row->world.city->communities[c].residence, p->birth[i],
                     p->bits[i]) += 1;
    }
}

/* Sums cells by five years of age and sex, and those of 65 and over by sex and care. */
static void add_up(const struct watched *row, const cells *table,
                   double by_age[GROUPS][SEXES], double by_care[SEXES][CARES])
{
    for (int r = 0; r < RESIDENCES; r++)
        for (int b = 0; b < BIRTHS; b++)
            for (int sex = 0; sex < SEXES; sex++)
                for (int care = 0; care < CARES; care++) {
                    const double people = (*table)[r][b][sex][care];
                    const int age = completed_age(row->first + b, row->world.now);
                    if (people == 0.0)
                        continue;
                    by_age[age / 5][sex] += people;
                    by_care[sex][care] += age >= 65 ? people : 0.0;
                }
}
