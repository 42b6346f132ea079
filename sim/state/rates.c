/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Demographic rates: their life from files to monthly chances. Reading, the care chain,
 * migration and the month's thresholds have files of their own. */
#include "state/rates.h"

#include "core/exact.h"
#include "state/rates_parts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void rates_free(struct rates *rates)
{
    free(rates->death);
    free(rates->fertility);
    free(rates->sex_ratio);
    free(rates->migration);
    free(rates->retirement);
    free(rates->mix);
    free(rates->people);
    memset(rates, 0, sizeof *rates);
}

double rates_death_hazard(const struct rates *rates, int year, enum sex sex, int age)
{
    const int nearest = rates_nearest(year, rates->year_first, rates->year_last);
    const size_t cell =
        (size_t)((nearest - rates->year_first) * SEXES + (int)sex) * AGES + (size_t)age;

    return -exact_log(1 - rates->death[cell]) / MONTHS_PER_YEAR;
}

int rates_prepare(struct rates *rates, const struct parameters *parameters, month from,
                  month until, const struct rates_base *base, struct error *err)
{
    struct values values;
    double total = 0;

    assert(from <= until);
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < AGES; age++)
            total += base->residents[sex][age];
    if (!(total > 0))
        return error_set(err, MESSAGE_RATES_NO_BASE);
    rates->base_total = total;
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < AGES; age++)
            rates->base_share[sex][age] = base->residents[sex][age] / total;
    double housed = 0;
    for (int residence = 0; residence < RESIDENCES; residence++)
        housed += base->residence[residence];
    for (int residence = 0; residence < RESIDENCES; residence++)
        rates->residence_share[residence] =
            housed > 0 ? base->residence[residence] / housed : 0;
    rates->prepared++;
    parameters_at(parameters, from, &values);
    rates_chain_prepare(rates, &values);
    TRY(rates_mix_project(rates, &values, from, until, err));
    TRY(rates_migrate_prepare(rates, err));
    return rates_people_project(rates, parameters, from, until, err);
}
