/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What users are asked for after price rules, discounts, insurance and vouchers, in this
 * order: instruments as rows of numbers by group of residents, made once a month, so that
 * who compares offers needs one look-up and a few products. The same rows split the bill
 * of what was used (process/bill.c). Amounts in prices of 2023, as residents weigh them. */
#ifndef LINLI_POLICY_TARIFF_H
#define LINLI_POLICY_TARIFF_H

#include "policy/groups.h"

/* One instrument for one group; what it takes off is the least of what it gives, what it
 * gives at most and what is still asked for. */
struct tariff_step {
    int32_t instrument;
    int32_t local;   /* number of the instrument in its tariff */
    int32_t limited; /* among those with a limit a person and month, or -1 */
    double share;    /* of what is asked, as far as it counts */
    double amount;   /* yuan a unit */
    double units;    /* a month, that are free */
    double hour;     /* yuan an hour up to which what is asked counts; INFINITY: all */
    double most;     /* yuan a person and month; INFINITY: no limit */
    double cap;      /* yuan a unit that is asked at most; INFINITY: none */
    double good;     /* share of what is taken off that its payer pays */
};

/* Rows of one group under one tariff: step[first .. first + count). */
struct tariff_rows {
    uint32_t first, count;
};

struct tariff {
    uint64_t set[(POLICY_MOST + 63) / 64]; /* instruments that apply */
    bool of_sites;      /* also asks of the site, so that the set does not tell it */
    int32_t first_name; /* name[first_name .. first_name + names): its instruments */
    int32_t names;
    uint64_t digest; /* of its steps */
};

struct tariffs {
    const struct groups *groups; /* borrowed */
    int32_t *of_room;            /* owned; [rooms], 0: the price as asked */
    int rooms;
    struct {
        struct tariff *item;
        size_t count, capacity;
    } list; /* the first stands for none */
    struct {
        struct tariff_rows *item;
        size_t count, capacity;
    } rows; /* [tariff * groups + group] */
    struct {
        struct tariff_step *item;
        size_t count, capacity;
    } steps;
    struct {
        int32_t *item;
        size_t count, capacity;
    } names;
};

/* Empty tables for `rooms`; also when there are more rooms than before. MEMORY. */
int tariffs_clear(struct tariffs *tariffs, const struct groups *groups, int rooms,
                  struct error *err) MUST_CHECK;
void tariffs_free(struct tariffs *tariffs);

/* What a tariff is made of. */
struct tariff_source {
    const struct policy *policy;
    const int32_t *index; /* [count] instruments that apply, in the order applied */
    int count;
    bool of_sites; /* some of them ask of the site */
    struct schedule_facts
        *facts;             /* of site and month; what is asked of persons is set */
    const double *level;    /* [instruments] of their amounts, 2023 = 1 */
    const int32_t *limited; /* [instruments] number among those with a limit, or -1 */
    double hours;           /* of a unit of the product */
    month now;
};
/* The tariff of these instruments, made where there is none like it; `number` is out.
 * Fails with MEMORY. */
int tariffs_add(struct tariffs *tariffs, const struct tariff_source *source,
                int32_t *number, struct error *err) MUST_CHECK;
/* Whether the instrument takes anything off users' bills; of price rules only those that
 * ask who the user is, as others bind the price that is asked of all. */
bool tariff_concerns(const struct instrument *instrument);

/* What is bought. */
struct tariff_bill {
    double price, units, hours; /* yuan a unit; units and hours a month */
};
/* What one instrument takes off, and who bears it. */
struct tariff_part {
    int32_t instrument, local;
    double paid, forgone; /* yuan: by its payer, by the operator */
};
/* Yuan that the user is asked for. `used`, by number among those with a limit, is what the
 * person has got of them this month, and is added to; NULL: nothing. `part` gets a part for each
 * row, at most POLICY_MOST, their number to `parts`; both may be NULL. */
double tariff_split(const struct tariffs *tariffs, int32_t number, int group,
                    const struct tariff_bill *bill, double *used,
                    struct tariff_part *part, int *parts);
/* The same for a room and nothing else asked: one look where no instrument applies. */
static inline double tariff_net(const struct tariffs *tariffs, uint32_t room, int group,
                                const struct tariff_bill *bill)
{
    const int32_t number = tariffs->of_room[room];
    return number == 0 ? bill->price * bill->units
                       : tariff_split(tariffs, number, group, bill, NULL, NULL, NULL);
}

#endif
