/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* How long sites last from their opening: the product-limit estimate of Kaplan and Meier
 * (1958), Journal of the American Statistical Association 53, with sites that were
 * already open when the watch began entering at their age; by cause the estimate of
 * Aalen and Johansen (1978), Scandinavian Journal of Statistics 5. */
#include "observe/business_parts.h"

#include <math.h>
#include <string.h>

enum {
    AGES_OF_MONTHS = (SERIES_SITE_AGES - 1) * MONTHS_PER_YEAR,
    CAUSES = WITHDRAW_CAUSES
};

/* Sites at each age in months: watched in that month of life, and closed at its end. */
struct table {
    int32_t watched[AGES_OF_MONTHS + 1];
    int32_t closed[AGES_OF_MONTHS + 1][CAUSES];
};

static void fill_table(const struct business_life *lives, int count, int kind,
                       struct table *table)
{
    memset(table, 0, sizeof *table);
    for (int i = 0; i < count; i++) {
        const struct business_life *life = &lives[i];
        if (kind >= 0 && life->kind != kind)
            continue;
        for (int m = life->from; m < life->until && m <= AGES_OF_MONTHS; m++)
            table->watched[m]++;
        if (life->cause >= 0 && life->until > life->from &&
            life->until - 1 <= AGES_OF_MONTHS)
            table->closed[life->until - 1][life->cause]++;
    }
}

/* One month of age. */
static void step(const struct table *table, int m, double *open, double gone[CAUSES])
{
    const double before = *open;
    if (table->watched[m] == 0)
        return;
    for (int k = 0; k < CAUSES; k++) {
        const double part = (double)table->closed[m][k] / table->watched[m];
        gone[k] += before * part;
        *open -= before * part;
    }
}

/* `causes` [CAUSES][SERIES_SITE_AGES] or NULL. */
static void estimate(const struct table *table, double *survival,
                     double (*causes)[SERIES_SITE_AGES])
{
    double open = 1.0, gone[CAUSES] = {0.0};
    bool known = true;
    for (int age = 0; age < SERIES_SITE_AGES; age++) {
        survival[age] = known ? open : (double)NAN;
        for (int k = 0; k < CAUSES && causes; k++)
            causes[k][age] = known ? gone[k] : (double)NAN;
        int32_t watched = 0;
        for (int m = age * MONTHS_PER_YEAR;
             m < (age + 1) * MONTHS_PER_YEAR && m <= AGES_OF_MONTHS; m++) {
            watched += table->watched[m];
            step(table, m, &open, gone);
        }
        known = known && watched > 0;
    }
}

void business_survive(const struct business_life *lives, int count,
                      struct business *business)
{
    double causes[CAUSES][SERIES_SITE_AGES];
    struct table table;
    fill_table(lives, count, -1, &table);
    estimate(&table, business->survival, causes);
    /* A closure without a cause was none of the operator's. */
    memcpy(business->closed_cause, causes[WITHDRAW_NONE + 1],
           sizeof business->closed_cause);
    for (int age = 0; age < SERIES_SITE_AGES; age++)
        business->survival_at_risk[age] = table.watched[age * MONTHS_PER_YEAR];
    for (int k = 0; k < OPERATOR_KINDS; k++) {
        fill_table(lives, count, k, &table);
        estimate(&table, &business->survival_kind[k * SERIES_SITE_AGES], NULL);
    }
}
