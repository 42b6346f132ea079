/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What an instrument amounts to. */
#include "policy/instrument.h"

#include "core/list.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Names of accounts as the list of instruments has them. */
#define PAYER_NOBODY         INSTRUMENT_NOBODY
#define PAYER_FORGONE        INSTRUMENT_FORGONE
#define PAYER_DISTRICT       ACCOUNT_DISTRICT
#define PAYER_CITY           ACCOUNT_CITY
#define PAYER_NATION         ACCOUNT_NATION
#define PAYER_INSURANCE_CARE ACCOUNT_INSURANCE_CARE

#define SCALE_PRICE          true
#define SCALE_PLAIN          false
#define RULE_ADDS            true
#define RULE_SETS            false
#define END_TAPERS           true
#define END_STAYS            false

const struct instrument_info instrument_info[INSTRUMENTS] = {
#define INSTRUMENT(kind, family, about, payer, purpose, lines, equation_en, \
                   equation_zh, moves, moves_en, moves_zh, equal, en, zh)   \
    {#kind,                                                                 \
     #family,                                                               \
     SCHEDULE_##about,                                                      \
     PAYER_##payer,                                                         \
     MONEY_##purpose,                                                       \
     lines,                                                                 \
     equation_en,                                                           \
     equation_zh,                                                           \
     moves,                                                                 \
     moves_en,                                                              \
     moves_zh,                                                              \
     equal,                                                                 \
     en,                                                                    \
     zh},
#define TERM(kind, name, units, min, max, scale, rule, end, about, en, zh)
#include "policy/instruments.def"
#undef INSTRUMENT
#undef TERM
};

const struct instrument_term_info instrument_terms[INSTRUMENT_TERMS] = {
#define INSTRUMENT(kind, family, about, payer, purpose, lines, equation_en, \
                   equation_zh, moves, moves_en, moves_zh, equal, en, zh)
#define TERM(kind, name, units, min, max, scale, rule, end, about, en, zh)             \
    {INSTRUMENT_##kind, #name, units, min, max, SCALE_##scale, RULE_##rule, END_##end, \
     SCHEDULE_##about,  en,    zh},
#include "policy/instruments.def"
#undef INSTRUMENT
#undef TERM
};

const char *const instrument_payer_words[INSTRUMENT_PAYERS] = {
    "subdistrict", "district",          "city",          "province",
    "nation",      "medical_insurance", "care_insurance"};
const int instrument_payer_accounts[INSTRUMENT_PAYERS] = {
    ACCOUNT_SUBDISTRICT,   ACCOUNT_DISTRICT, ACCOUNT_CITY,
    ACCOUNT_PROVINCE,      ACCOUNT_NATION,   ACCOUNT_INSURANCE_MEDICAL,
    ACCOUNT_INSURANCE_CARE};

static void free_names(struct instrument_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->item[i].text);
    LIST_FREE(names);
}

void instrument_free(struct instrument *instrument)
{
    free_names(&instrument->communities);
    free_names(&instrument->districts);
    free_names(&instrument->products);
    free_names(&instrument->services);
    for (int i = 0; i < INSTRUMENT_TERMS_MOST; i++)
        free(instrument->term[i].schedule);
    memset(instrument, 0, sizeof(*instrument));
}

int instrument_first_term(enum instrument_kind kind)
{
    int term = 0;

    while (instrument_terms[term].kind != kind)
        term++;
    return term;
}

int instrument_term_count(enum instrument_kind kind)
{
    const int first = instrument_first_term(kind);
    int term = first;

    while (term < INSTRUMENT_TERMS && instrument_terms[term].kind == kind)
        term++;
    assert(term - first <= INSTRUMENT_TERMS_MOST);
    return term - first;
}

const char *instrument_unit(enum instrument_term term, int k, char buffer[64])
{
    const char *units = instrument_terms[term].units;

    for (; k > 0; k--) {
        units = strchr(units, '|');
        if (units == NULL)
            return NULL;
        units++;
    }
    snprintf(buffer, 64, "%.*s", (int)strcspn(units, "|"), units);
    return buffer;
}

bool instrument_in_force(const struct instrument *instrument, month now)
{
    return (instrument->from < 0 || now >= instrument->from) &&
           (instrument->until < 0 || now <= instrument->until);
}

double instrument_taper(const struct instrument *instrument, month now)
{
    if (!instrument_in_force(instrument, now))
        return 0;
    if (instrument->until < 0 || instrument->until - now >= instrument->taper)
        return 1;
    return (double)(instrument->until - now + 1) / (instrument->taper + 1);
}

double instrument_level(const struct instrument *instrument,
                        const struct indices *indices, month now)
{
    const double here = indices_at(indices, INDICES_PRICES, now);

    if (!instrument->indexed)
        return 1;
    return instrument->from < 0
               ? here
               : here / indices_at(indices, INDICES_PRICES, instrument->from);
}

static const struct instrument_value *given(const struct instrument *instrument,
                                            enum instrument_term term)
{
    assert(instrument_terms[term].kind == instrument->kind);
    return &instrument->term[(int)term - instrument_first_term(instrument->kind)];
}

bool instrument_gives(const struct instrument *instrument, enum instrument_term term)
{
    return given(instrument, term)->given;
}

bool instrument_by_hour(const struct instrument *instrument, enum instrument_term term)
{
    const struct instrument_value *value = given(instrument, term);
    const char *unit = instrument_terms[term].units;

    if (!value->given || strstr(unit, "visit") == NULL)
        return false;
    for (int k = value->unit; k > 0; k--)
        unit = strchr(unit, '|') + 1;
    return strncmp(unit, "hour", 4) == 0 || strncmp(unit, "yuan/hour", 9) == 0;
}

double instrument_value(const struct instrument *instrument, enum instrument_term term,
                        const struct schedule_facts *facts, month now)
{
    const struct instrument_value *value = given(instrument, term);
    double amount = 0;

    if (!value->given || !instrument_in_force(instrument, now) ||
        (instrument->who.count > 0 &&
         (instrument_terms[term].about & SCHEDULE_PERSON) &&
         !schedule_holds(&instrument->who, facts)))
        return 0;
    amount =
        value->schedule != NULL ? schedule_pay(value->schedule, facts) : value->value;
    return instrument_terms[term].tapers ? amount * instrument_taper(instrument, now)
                                         : amount;
}

money instrument_grant_site(const struct instrument *instrument,
                            const struct instrument_site *site,
                            const struct schedule_facts *facts, double level, month now)
{
    double yuan =
        instrument_value(instrument, TERM_operating_grant_per_month, facts, now);

    yuan +=
        site->places *
        instrument_value(instrument, TERM_operating_grant_per_place_month, facts, now);
    yuan += site->m2 *
            instrument_value(instrument, TERM_operating_grant_per_m2_month, facts, now);
    yuan += site->contracted *
            instrument_value(instrument, TERM_operating_grant_per_contracted_month,
                             facts, now);
    yuan +=
        site->added *
        instrument_value(instrument, TERM_operating_grant_per_added_site, facts, now);
    return money_from_yuan(yuan * level);
}

money instrument_grant_users(const struct instrument *instrument, double persons,
                             double visits, const struct schedule_facts *facts,
                             double level, month now)
{
    const double yuan =
        persons * instrument_value(instrument, TERM_operating_grant_per_person_month,
                                   facts, now) +
        visits *
            instrument_value(instrument, TERM_operating_grant_per_visit, facts, now);

    return money_from_yuan(yuan * level);
}

money instrument_grant_project(const struct instrument *instrument,
                               const struct instrument_project *project,
                               const struct schedule_facts *facts, double level,
                               month now)
{
    double yuan =
        project->cost *
            instrument_value(instrument, TERM_capital_grant_share, facts, now) +
        level * (project->m2 * instrument_value(instrument, TERM_capital_grant_per_m2,
                                                facts, now) +
                 project->places * instrument_value(instrument,
                                                    TERM_capital_grant_per_place, facts,
                                                    now));
    const double ceiling =
        level * instrument_value(instrument, TERM_capital_grant_ceiling, facts, now);

    if (project->own < project->cost * instrument_value(instrument,
                                                        TERM_capital_grant_own_share,
                                                        facts, now) ||
        project->months_open <
            instrument_value(instrument, TERM_capital_grant_after_months, facts, now))
        return 0;
    if (instrument_gives(instrument, TERM_capital_grant_ceiling) && yuan > ceiling)
        yuan = ceiling;
    return money_from_yuan(yuan < project->cost ? yuan : project->cost);
}

double instrument_rent(const struct instrument *instrument, double market, double m2,
                       const struct schedule_facts *facts, double level, month now)
{
    const double ceiling =
        level * instrument_value(instrument, TERM_rent_ceiling, facts, now);

    if (!instrument_in_force(instrument, now))
        return market * m2;
    if (facts->value[SCHEDULE_months_open] <
        instrument_value(instrument, TERM_rent_free_months, facts, now))
        return 0;
    if (instrument_gives(instrument, TERM_rent_ceiling) && market > ceiling)
        market = ceiling;
    return market * m2 *
           (1 - instrument_value(instrument, TERM_rent_relief, facts, now));
}

/* Whether a schedule has a row for these facts; a plain number has one for all. A cap
 * that no row sets is no cap, while a grant that no row sets is none. */
static bool speaks_of(const struct instrument *instrument, enum instrument_term term,
                      const struct schedule_facts *facts)
{
    const struct instrument_value *value = given(instrument, term);

    return value->given && schedule_holds(&instrument->who, facts) &&
           (value->schedule == NULL || schedule_find(value->schedule, facts) >= 0);
}

double instrument_price_cap(const struct instrument *instrument, double unit_cost,
                            const struct schedule_facts *facts, double level, month now)
{
    double cap = INFINITY, fair;

    if (!instrument_in_force(instrument, now))
        return cap;
    if (speaks_of(instrument, TERM_price_rule_cap, facts))
        cap = level * instrument_value(instrument, TERM_price_rule_cap, facts, now);
    if (speaks_of(instrument, TERM_price_rule_profit_share, facts)) {
        fair =
            unit_cost * (1 + instrument_value(instrument, TERM_price_rule_profit_share,
                                              facts, now));
        cap = fair < cap ? fair : cap;
    }
    return cap;
}

static double least(double a, double b)
{
    return a < b ? a : b;
}

static double voucher(const struct instrument *instrument,
                      const struct instrument_bill *bill,
                      const struct schedule_facts *facts, double level, month now)
{
    const double units =
        instrument_value(instrument, TERM_voucher_units_month, facts, now);
    const double most =
        level * instrument_value(instrument, TERM_voucher_per_month, facts, now);
    const bool limited = instrument_gives(instrument, TERM_voucher_per_month);
    double pays =
        instrument_value(instrument, TERM_voucher_share, facts, now) * bill->user;

    if (units > 0 && bill->units > 0)
        pays += bill->user * least(units, bill->units) / bill->units;
    if (limited && !instrument_gives(instrument, TERM_voucher_share) &&
        !instrument_gives(instrument, TERM_voucher_units_month))
        pays = bill->user;
    return limited ? least(pays, most) : pays;
}

static double refund(const struct instrument *instrument,
                     const struct instrument_bill *bill,
                     const struct schedule_facts *facts, double level, month now)
{
    const double share = instrument_value(instrument, TERM_insurance_share, facts, now);
    double base = bill->user, pays;

    if (instrument_gives(instrument, TERM_insurance_hour_ceiling))
        base = least(base, bill->hours * level *
                               instrument_value(instrument, TERM_insurance_hour_ceiling,
                                                facts, now));
    pays = share * base;
    if (instrument_gives(instrument, TERM_insurance_month_ceiling))
        pays = least(pays,
                     level * instrument_value(instrument, TERM_insurance_month_ceiling,
                                              facts, now));
    return pays;
}

void instrument_apply(const struct instrument *instrument, struct instrument_bill *bill,
                      const struct schedule_facts *facts, double level, month now)
{
    double off = 0, good = 1;

    switch (instrument->kind) {
    case INSTRUMENT_voucher: off = voucher(instrument, bill, facts, level, now); break;
    case INSTRUMENT_insurance: off = refund(instrument, bill, facts, level, now); break;
    case INSTRUMENT_discount:
        off =
            bill->user * instrument_value(instrument, TERM_discount_share, facts, now) +
            bill->units * level *
                instrument_value(instrument, TERM_discount_amount, facts, now);
        good = instrument->payer == INSTRUMENT_FORGONE
                   ? 0
                   : instrument_value(instrument, TERM_discount_made_good, facts, now);
        break;
    default: assert(false);
    }
    off = least(off, bill->user);
    bill->user -= off;
    bill->payer = off * good;
    bill->forgone = off - bill->payer;
}

double instrument_benefit(const struct instrument *instrument,
                          const struct schedule_facts *facts, double level, month now)
{
    return level * instrument_value(instrument, TERM_benefit_per_month, facts, now);
}
