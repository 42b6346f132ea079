/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Instruments: the levers of a scenario's `policy`. Each kind is declared in
 * instruments.def; what one of them amounts to in a month is reckoned here with plain
 * arguments. Nothing is paid here: that is state/ledger.h. */
#ifndef LINLI_POLICY_INSTRUMENT_H
#define LINLI_POLICY_INSTRUMENT_H

#include "core/money.h"
#include "policy/schedule.h"
#include "state/indices.h"
#include "state/ledger.h"

enum instrument_kind {
#define INSTRUMENT(kind, family, about, payer, purpose, lines, equation_en, \
                   equation_zh, moves, moves_en, moves_zh, equal, en, zh)   \
    INSTRUMENT_##kind,
#define TERM(kind, name, units, min, max, scale, rule, end, about, en, zh)
#include "policy/instruments.def"
#undef INSTRUMENT
#undef TERM
    INSTRUMENTS
};

/* All terms of all kinds: TERM_rent_relief. */
enum instrument_term {
#define INSTRUMENT(kind, family, about, payer, purpose, lines, equation_en, \
                   equation_zh, moves, moves_en, moves_zh, equal, en, zh)
#define TERM(kind, name, units, min, max, scale, rule, end, about, en, zh) \
    TERM_##kind##_##name,
#include "policy/instruments.def"
#undef INSTRUMENT
#undef TERM
    INSTRUMENT_TERMS
};

/* Who pays where nobody is named. */
enum { INSTRUMENT_NOBODY = -1, INSTRUMENT_FORGONE = -2 };
enum { INSTRUMENT_ID = 48, INSTRUMENT_TERMS_MOST = 8 };

struct instrument_info {
    const char *name, *family;
    unsigned about; /* enum schedule_about */
    int payer;      /* enum account, or one of the above */
    enum money_purpose purpose;
    const char *lines; /* payments that it changes by itself, see the list */
    const char *equation_en, *equation_zh;
    const char *moves, *moves_en, *moves_zh; /* names of series with + or -; in words */
    const char *equal, *en, *zh;
};

struct instrument_term_info {
    enum instrument_kind kind;
    const char *name, *units; /* joined by '|', canonical first */
    double min, max;
    bool price; /* by the month for places, by the visit for visits */
    bool adds;  /* beside those of other payers */
    bool tapers;
    unsigned about;
    const char *en, *zh;
};

extern const struct instrument_info instrument_info[INSTRUMENTS];
extern const struct instrument_term_info instrument_terms[INSTRUMENT_TERMS];
/* Payers that a scenario can name, and their accounts. */
enum { INSTRUMENT_PAYERS = 7 };
extern const char *const instrument_payer_words[INSTRUMENT_PAYERS];
extern const int instrument_payer_accounts[INSTRUMENT_PAYERS];

/* Where something was written; file "" unknown. */
struct instrument_place {
    char file[256];
    int line, column, span;
};

/* A term: a number, or a schedule of them. */
struct instrument_value {
    bool given;
    double value;              /* in the canonical unit */
    struct schedule *schedule; /* owned; NULL: the number holds for all */
    int unit;                  /* which of the units it was written in */
    struct instrument_place place;
};

/* Names as written, with their places. */
struct instrument_names {
    struct instrument_name {
        char *text; /* owned */
        struct instrument_place place;
    } * item; /* owned */
    size_t count, capacity;
};

struct instrument {
    char id[INSTRUMENT_ID];
    enum instrument_kind kind;
    struct instrument_place place;
    month from, until; /* first and last month; -1: no end on this side */
    int taper;         /* months */
    /* Targets; none named: all. */
    struct instrument_names communities, districts, products, services;
    unsigned modes, operators; /* bit per enum mode, operator_kind; 0: all */
    struct schedule_condition who;
    int payer;                /* account, INSTRUMENT_NOBODY or INSTRUMENT_FORGONE */
    char line[CATALOGUE_KEY]; /* of the payer's budget */
    enum paid paid;
    int late_months;
    bool indexed;
    money ceiling_per_year; /* fen; -1: none */
    money
        budget_per_year; /* fen, of its line; -1: the line gets what it is asked for */
    struct instrument_value
        term[INSTRUMENT_TERMS_MOST]; /* those of the kind, in order */
};

void instrument_free(struct instrument *instrument);
/* Number of the kind's first term, and how many it has. */
int instrument_first_term(enum instrument_kind kind);
int instrument_term_count(enum instrument_kind kind);
/* The k-th unit that a term may be written in, 0 the canonical one. Returns `buffer`, or
 * NULL when there are fewer. */
const char *instrument_unit(enum instrument_term term, int k, char buffer[64]);

/* Whether it is in force in the month. */
bool instrument_in_force(const struct instrument *instrument, month now);
/* What is left of its amounts: 1 until the last `taper` months before and with `until`,
 * then falling by equal steps, so that the month after would have 0. 0 out of force. */
double instrument_taper(const struct instrument *instrument, month now);
/* Consumer prices now over those when it began (2023 where it has no beginning) if it is
 * indexed, else 1: its amounts of money are multiplied by it. */
double instrument_level(const struct instrument *instrument,
                        const struct indices *indices, month now);
/* The value of a term for these facts: 0 where not given, with taper, without level. */
double instrument_value(const struct instrument *instrument, enum instrument_term term,
                        const struct schedule_facts *facts, month now);
bool instrument_gives(const struct instrument *instrument, enum instrument_term term);
/* Whether the term is given by the hour where it might be by the visit. */
bool instrument_by_hour(const struct instrument *instrument, enum instrument_term term);

/* All that follows takes an instrument of its own kind, and the `level` above. */

struct instrument_site {
    double places, m2, contracted, added; /* added: sites, in January else 0 */
};
/* Fen of operating grant for what a site is, and for a group of its users of the same
 * facts: persons who hold places, visits. */
money instrument_grant_site(const struct instrument *instrument,
                            const struct instrument_site *site,
                            const struct schedule_facts *facts, double level,
                            month now);
money instrument_grant_users(const struct instrument *instrument, double persons,
                             double visits, const struct schedule_facts *facts,
                             double level, month now);

struct instrument_project {
    double cost, own; /* yuan of works; of them the operator's own money */
    double m2, places;
    int months_open;
};
/* Fen of capital grant of a finished project, 0 before `after_months`. */
money instrument_grant_project(const struct instrument *instrument,
                               const struct instrument_project *project,
                               const struct schedule_facts *facts, double level,
                               month now);

/* Yuan of rent a month for `m2` at a market rent a m2, under the instrument. */
double instrument_rent(const struct instrument *instrument, double market, double m2,
                       const struct schedule_facts *facts, double level, month now);

/* Highest price allowed, yuan, at this unit cost; INFINITY without limit. */
double instrument_price_cap(const struct instrument *instrument, double unit_cost,
                            const struct schedule_facts *facts, double level,
                            month now);

/* Who pays for what a user takes in a month. Instruments are applied one after another,
 * each to what the user is still asked for. Yuan. */
struct instrument_bill {
    double price, units, hours; /* of a unit; units taken; hours in all */
    double user;    /* still to be paid by the user; at first price * units */
    double payer;   /* paid by the last instrument applied */
    double forgone; /* by the operator, of the last instrument applied */
};
/* Applies a voucher, discount or insurance. */
void instrument_apply(const struct instrument *instrument, struct instrument_bill *bill,
                      const struct schedule_facts *facts, double level, month now);
/* Yuan of benefit a month for a person of these facts. */
double instrument_benefit(const struct instrument *instrument,
                          const struct schedule_facts *facts, double level, month now);

#endif
