/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Services and products: data, not code. A product is the unit of demand within a
 * service: who needs it, who may want it, how it is used, what a place of it takes. Read
 * from scenarios/data/services.yaml (io/catalogue_read.h). */
#ifndef LINLI_STATE_CATALOGUE_H
#define LINLI_STATE_CATALOGUE_H

#include "param/parameters.h"
#include "state/resident.h"

enum {
    CATALOGUE_SERVICES = 16,
    CATALOGUE_PRODUCTS = 48, /* products fit one 64-bit set */
    CATALOGUE_CLASSES = 4,
    CATALOGUE_RULES = 8,
    CATALOGUE_TRADES = 24,
    CATALOGUE_KEY = 40,
    CATALOGUE_NAME = 64,
};

/* When a room is open, and when a person can come. */
enum slot { SLOT_WEEKDAY, SLOT_EVENING, SLOT_WEEKEND, SLOT_NIGHT, SLOTS };
/* Days of a slot in a mean month: 21, 21, 9 and 30 (52.14 weeks a year). */
extern const double catalogue_slot_days[SLOTS];

/* A place is held by one user from month to month; visits are shared by session. */
enum use { USE_PLACE, USE_VISIT, USES };
/* Where it is given: at the site, at the user's home, or online (no walk). */
enum delivery { DELIVERY_SITE, DELIVERY_HOME, DELIVERY_ONLINE, DELIVERIES };
enum tier { TIER_BASIC, TIER_QUALITY, TIERS };

/* Traits of a person as one bit in each of eight groups, so that any condition on them
 * is one comparison: (traits & mask) == traits. */
enum trait_shift {
    TRAIT_CARE = 0,          /* 4: enum care */
    TRAIT_ACTIVITY = 4,      /* 6: enum activity */
    TRAIT_SEX = 10,          /* 2: enum sex */
    TRAIT_REGISTRATION = 12, /* 2: enum registration */
    TRAIT_COMPANY = 14,      /* 2: lives alone, with others */
    TRAIT_HOUSEHOLD = 16,    /* 2: enum household_kind */
    TRAIT_HANDS = 18,        /* 3: enum hands */
    TRAIT_QUINTILE = 21,     /* 5: income quintile, lowest first */
    TRAIT_BITS = 26,
};
enum company { COMPANY_ALONE, COMPANY_WITH_OTHERS, COMPANIES };
/* Able adults not at work in the household (the person apart) and near kin. */
enum hands { HANDS_NONE, HANDS_ONE, HANDS_MORE, HANDS_KINDS };
enum { QUINTILES = 5 };
/* An age in months that nobody reaches: the end of rules without one. */
enum { RULE_AGE_END = 150 * MONTHS_PER_YEAR };

/* Who: every condition must hold. */
struct rule {
    int age_low, age_high; /* months of age, [low, high) */
    uint32_t mask;         /* of traits; all ones where nothing is asked */
    double share;  /* of those to whom it applies, fixed for (resident, product) */
    double amount; /* hours (places) or visits a month; 0 where a rule only admits */
};

/* A class of places: users of unequal demands on staff are kept apart. */
struct place_class {
    char key[CATALOGUE_KEY];
    struct rule who;                /* amount and share not used */
    double posts[CATALOGUE_TRADES]; /* of staff by trade a place takes */
};

/* Where a figure comes from. */
struct figure_source {
    double low, high;
    char key[CATALOGUE_KEY]; /* of evidence, or "assumed" */
    char grade;              /* 'A' to 'D' */
};

/* The lists of rules of a product. */
enum rule_list {
    RULE_LIST_NEED,
    RULE_LIST_LATENT,
    RULE_LIST_WANT,
    RULE_LIST_ENTITLED,
    RULE_LIST_PRIORITY,
    RULE_LISTS
};

enum figure {
#define FIGURE(name, unit, initial, low, high, min, max, en, zh) FIGURE_##name,
#include "state/figures.def"
#undef FIGURE
    FIGURES
};

struct figure_info {
    const char *name, *unit; /* unit "PRICE": yuan/month or yuan/visit by the use */
    double initial, low, high, min, max;
    const char *en, *zh;
};
extern const struct figure_info catalogue_figures[FIGURES];

struct product {
    char key[CATALOGUE_KEY], zh[CATALOGUE_NAME], en[CATALOGUE_NAME];
    uint32_t code; /* hash of the key: part of every address of chance */
    int service;   /* index */
    enum tier tier;
    enum use use;
    enum delivery delivery;
    bool family;                       /* family hands can meet the need */
    bool outside;                      /* can be bought elsewhere in the market */
    unsigned slots;                    /* bit per enum slot in which it can be given */
    unsigned months;                   /* bit per calendar month, bit 0 January */
    unsigned intake;                   /* the same, in which places are newly filled */
    struct rule need[CATALOGUE_RULES]; /* first that applies says how much */
    struct rule latent[CATALOGUE_RULES]; /* would need it, if they took paid work */
    struct rule want[CATALOGUE_RULES];   /* may want it without needing it */
    struct rule
        entitled[CATALOGUE_RULES]; /* any that applies admits; none given: all */
    struct rule
        priority[CATALOGUE_RULES]; /* first that applies is the class, 0 first */
    int needs, latents, wants, entitlements, priorities;
    struct place_class classes[CATALOGUE_CLASSES]; /* at least one */
    int class_count;
    struct dated price; /* yuan a month (places) or a visit */
    struct figure_source price_source;
#define FIGURE(name, unit, initial, low, high, min, max, en, zh) double name;
#include "state/figures.def"
#undef FIGURE
    struct figure_source source[FIGURES];
    /* The weakest source of the amounts and shares of its rules, and of the posts of its
       classes; the ranges are of that figure. */
    struct figure_source amount_source, staff_source;
    /* Each of them. */
    struct figure_source share_sources[RULE_LISTS][CATALOGUE_RULES],
        amount_sources[RULE_LISTS][CATALOGUE_RULES],
        post_sources[CATALOGUE_CLASSES][CATALOGUE_TRADES];
};

struct service {
    char key[CATALOGUE_KEY], zh[CATALOGUE_NAME], en[CATALOGUE_NAME];
};

struct trade {
    char key[CATALOGUE_KEY], zh[CATALOGUE_NAME], en[CATALOGUE_NAME];
    double wage; /* yuan a month, 2023 */
    struct figure_source source;
};

struct catalogue {
    struct service services[CATALOGUE_SERVICES];
    struct product products[CATALOGUE_PRODUCTS];
    struct trade trades[CATALOGUE_TRADES];
    int service_count, product_count, trade_count;
    /* Which products may concern somebody, by completed years of age and by care and
     * activity: a superset, so that most are never looked at (catalogue_index). */
    uint64_t concern[AGES + 1][CARES][ACTIVITIES];
};

/* 32-bit FNV-1a of a key. */
uint32_t catalogue_code(const char *key);
/* Index of the product, or -1. */
int catalogue_product(const struct catalogue *catalogue, const char *key);
int catalogue_service(const struct catalogue *catalogue, const char *key);
int catalogue_trade(const struct catalogue *catalogue, const char *key);
/* Fills `concern` from the rules of all products. */
void catalogue_index(struct catalogue *catalogue);
/* The rules of one list and how many. */
const struct rule *catalogue_rules(const struct product *product, enum rule_list list,
                                   int *count);
/* Whether the rule applies to somebody of this age and these traits; the share apart. */
static inline bool rule_applies(const struct rule *rule, int age_months,
                                uint32_t traits)
{
    return age_months >= rule->age_low && age_months < rule->age_high &&
           (traits & rule->mask) == traits;
}

/* Words of files, in the order of the enums. */
extern const char *const catalogue_slot_words[SLOTS],
    *const catalogue_slot_words_zh[SLOTS];
extern const char *const catalogue_use_words[USES];
extern const char *const catalogue_delivery_words[DELIVERIES];
extern const char *const catalogue_tier_words[TIERS];
extern const char *const catalogue_rule_list_words[RULE_LISTS];
/* The groups of traits that rules speak of ("care", "activity", ...) and their words. */
enum {
    TRAIT_GROUPS = 8,
    TRAIT_WORDS = 6 /* most words of a group */
};
struct trait_group {
    const char *key;
    int shift, count;
    const char *words[TRAIT_WORDS], *zh[TRAIT_WORDS];
};
extern const struct trait_group catalogue_traits[TRAIT_GROUPS];

#endif
