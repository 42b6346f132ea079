/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Residents ask for services: what the verbs need, know, want and choose share while
 * they work on one community, one product and a few hundred residents at a time. */
#ifndef LINLI_PROCESS_ASK_H
#define LINLI_PROCESS_ASK_H

#include "process/process.h"

enum {
    ASK_CHUNK = 256,  /* queries worked on at a time: their words stay in the cache */
    ASK_LIST = 3,     /* sites that an asker for a place lists */
    ASK_PENDING = 64, /* needs of one person */
    ASK_FEN = 100,    /* in a yuan */
};

/* Somebody who chooses this month, with what of the resident and the household counts. */
struct chooser {
    entity_id id;
    uint64_t products; /* to choose again */
    row row, household;
    uint32_t place;  /* key of the household: where in the community it lives */
    uint32_t traits; /* one bit in each group (catalogue.h) */
    int32_t age_months;
    int32_t old;     /* first of his old ties, or -1 */
    int32_t survey;  /* number of his survey record, or -1 */
    uint16_t income; /* rank */
    uint16_t came; /* year of the run in which he came to the community, 0 before it */
    uint8_t members; /* of the household, whose incomes are one purse */
    bool collective; /* budgets alone */

    bool yearly; /* chooses because a year has passed: counted among needers */
};

/* A tie taken out of the table because its owner chooses again. */
struct old_tie {
    struct tie tie;
    int32_t next;
    uint8_t product;
};

/* What settling looks at of an offer. */
struct settling {
    double seen;  /* what a served user experiences, as a mood */
    double price; /* of a place a month, or of a visit; yuan */
    uint32_t
        room; /* where its users are asked for something else; UINT32_MAX: nowhere */
    uint32_t leaving[TIE_KINDS];  /* threshold of its users' words; 0: none leaves */
    int32_t too_old;              /* months of age at which its users leave now */
    uint32_t code;                /* of the product */
    uint8_t product, open, moved; /* as of the offer and the room */
};

/* What is asked at a birthday, until the month's places are dealt. */
struct survey {
    uint64_t need, met_any, met_service; /* products */
    uint32_t spending;                   /* fen a month on services chosen */
    uint16_t groups;                     /* packed by survey.c */
    uint8_t income;                      /* 256th of the city by income */
    uint8_t members;                     /* whose incomes are one purse */
    uint8_t tenth : 1;                   /* by id: also in the waterfall */
    uint8_t dependant : 1;
    uint8_t waits : 1; /* an outcome depends on the month's visits or places */
    uint32_t number;   /* among those that wait (survey_settle) */
};
/* A need whose outcome depends on the month's visits or places. */
struct pending {
    double amount;
    uint32_t tie;
    uint32_t survey : 26, product : 6;
};
enum { PENDING_SURVEYS = (1 << 26) - 1, PENDING_PRODUCTS = (1 << 6) - 1 };
_Static_assert((int)CATALOGUE_PRODUCTS <= (int)PENDING_PRODUCTS, "they fit their bits");

/* One resident and product. */
struct query {
    uint32_t chooser;
    int32_t old;   /* number of the old tie, or -1 */
    double amount; /* hours or visits a month */
    bool need, latent, entitled;
    bool chooses; /* not of those who would need it if they took paid work only */
    uint8_t slot, place_class, priority;
    uint8_t rule; /* number of the rule of need, or CATALOGUE_RULES + that of wanting */
};

/* One of the offers of a product, nearest first. */
struct near_offer {
    uint32_t site_code;  /* whose name is part of every address of hearing */
    uint32_t taste_code; /* and of taste */
    uint16_t number;     /* of the community's offers */
    uint8_t slots;
    double east_km, north_km;
    double price;          /* yuan a month or a visit, with what is paid beside it */
    double crowd, quality; /* terms of utility */
    uint32_t room;
    int32_t tariff; /* what instruments make of the price for whom; 0: nothing */
    const struct hearing *hearing;
};

/* Somebody who considers one offer. */
struct considered {
    uint16_t query;          /* number in the chunk */
    uint32_t own, high, low; /* words of the taste for the site, and of the year's */
    double km2;              /* square of the distance */
    double price, walk;      /* terms */
};

/* What the residents of the chunk weigh, number by number of their queries. */
struct weighing {
    uint8_t comes[ASK_CHUNK]; /* bit of the slot; 0: may not or need not choose */
    uint16_t came[ASK_CHUNK]; /* as of the chooser */
    double times[ASK_CHUNK];  /* that the price is paid in a month */
    double east_km[ASK_CHUNK], north_km[ASK_CHUNK]; /* of the home */
    double reach_km2[ASK_CHUNK];                    /* square of the longest way */
    double pace[ASK_CHUNK];                         /* minutes a kilometre */
    double slow[ASK_CHUNK], quick[ASK_CHUNK];       /* of hearing, and 1 / slow */
    double per_yuan[ASK_CHUNK], per_minute[ASK_CHUNK], formal[ASK_CHUNK];
    double purse[ASK_CHUNK];   /* yuan a month that the household would spend at most */
    double nothing[ASK_CHUNK]; /* utility of going without */
    double family[ASK_CHUNK], market[ASK_CHUNK]; /* where they can be chosen */
    double least[ASK_CHUNK];  /* a service worth less is not chosen */
    double habit[ASK_CHUNK];  /* utility of the own provider */
    uint16_t own[ASK_CHUNK];  /* number of its offer, or TIE_NONE */
    int32_t group[ASK_CHUNK]; /* of residents whom instruments treat alike */
    bool has_family[ASK_CHUNK];
    uint8_t better[ASK_CHUNK]; /* near offers worth more than `least`, a bit each */
    double value[OFFERS_NEAR][ASK_CHUNK]; /* of these */
};

/* Scratch of one worker for one community. */
struct asking {
    struct {
        struct chooser *item;
        size_t count, capacity;
    } choosers;
    struct {
        struct old_tie *item;
        size_t count, capacity;
    } old;
    struct {
        struct survey *item;
        size_t count, capacity;
    } surveys;
    struct {
        struct pending *item;
        size_t count, capacity;
    } pendings;
    struct settling settling[OFFERS_MOST]; /* of the community's offers */
    int32_t *slot;                         /* [residents] chooser + 1, or 0 */
    size_t slot_capacity;
    uint32_t *spend; /* [households] fen a month on services */
    size_t spend_capacity;
    uint32_t *list; /* [products][choosers] who is asked whether it is needed */
    size_t list_capacity;
    uint32_t listed[CATALOGUE_PRODUCTS];
    /* One chunk: */
    struct {
        uint32_t age_months[ASK_CHUNK], traits[ASK_CHUNK];
        uint32_t need[ASK_CHUNK], latent[ASK_CHUNK], want[ASK_CHUNK]; /* rules */
    } may;
    struct query query[ASK_CHUNK];
    entity_id id[ASK_CHUNK];
    uint32_t person[4][ASK_CHUNK]; /* words of (resident, product) */
    int count;
    struct near_offer near[OFFERS_NEAR]; /* of the product */
    int near_count;
    struct weighing weighing;
    /* Those who still consider one offer: */
    struct considered considered[ASK_CHUNK];
    entity_id considered_id[ASK_CHUNK];
    uint32_t word[4][ASK_CHUNK];
    int considering;
};

/* The scratch of the worker, made at its first use; NULL without memory. */
struct asking *ask_scratch(struct worker *worker);
void ask_free(struct asking *asking);

/* ask.c: notes that a resident chooses these products again, and why. */
int ask_note(struct home *home, row i, uint64_t products, enum choosing_trigger trigger,
             struct error *err) MUST_CHECK;
/* ask.c: products that may concern somebody of this age and the row's bits. */
uint64_t ask_concern(const struct home *home, row i, int age_months);
/* ask.c: year of the run, counted from 1, in which somebody came to the community; 0:
 * before the run, or after all years of hearing. */
uint16_t ask_came(const struct services *services, unsigned arrival);
/* news.c: those who have heard of an offer that is new this month choose again. */
int news_spread(struct home *home, struct error *err) MUST_CHECK;
/* ask.c: counts what a resident pays a month against the household's budget. */
void ask_spend(struct home *home, row i, double yuan);
/* need.c: hands that are free for the choosers, into their traits. */
void need_hands(struct home *home);
/* need.c: the queries of `count` choosers for a product: those who need it or may want
 * it, or use it. Fills asking->query and count. */
void need_product(struct home *home, int product, const uint32_t *list, int count);
/* know.c: the offers of the product, and where the residents of the queries live and how
 * they walk and hear. */
void know_product(struct home *home, int product);
/* Those who have near offer `k` in reach and can come when it is open consider it. */
void know_reach(struct asking *asking, int k);
/* Leaves among those who consider it who have heard of it. */
void know_heard(struct home *home, int k);
/* The same of one resident, one by one, for those whose reasons are asked. */
bool know_is_near(const struct asking *asking, int k, int q);
bool know_has_heard(const struct home *home, int k, int q);
double know_minutes(const struct product *product, const struct asking *asking, int k,
                    int q);
/* The words of thresholds of having heard of a site. */
struct stream_address know_address(const struct world *world, uint32_t site_code);
/* How much more must be heard before such a person knows. */
double know_slow(const struct world *world, uint32_t traits, int age_months);
/* Whether somebody of that slowness who came in that year has heard of a site. */
bool know_hears(const struct world *world, const struct hearing *hearing, unsigned came,
                double slow, uint32_t word);
/* Minutes that a kilometre of straight line takes such a person. */
double know_pace(const struct world *world, const struct product *product,
                 uint32_t traits, int age_months);
/* want.c: what every offer and alternative is worth to the residents of the queries. */
void want_product(struct home *home, int product);
/* The best of all: an index into the near offers, or an enum alternative; `list` gets the
 * services that are better than every alternative, best first, at most ASK_LIST. */
int want_best(const struct home *home, int product, int q, int list[ASK_LIST],
              int *listed);
/* Yuan a month that the household of query `q` can still spend. */
double want_limit(const struct asking *asking, int q);
/* Visits a month, or once: how often the price of the product is paid. */
double want_times(const struct product *product, double amount);
/* A taste for a site that lasts for a calendar year: two words of the site, the year. */
double want_year(const struct services *services, uint32_t high, uint32_t low,
                 month now);
/* Yuan a month that the resident of query `q` is asked for at a near offer. */
double want_asked(const struct home *home, const struct near_offer *near, int q);
/* The same of a resident and a room, for `amount` visits where it is visited. */
double want_price(const struct home *home, row i, uint32_t room, double amount);
/* want_explain.c: what the resident of query `q` weighs: the offers, their terms, the
 * alternatives. */
void want_explain(const struct home *home, int product, int q,
                  struct trace_choice *choice);
/* Why a need is not met by anything, in the order of docs/MODEL.md; `relaxed` gets a bit
 * for each term which, taken away alone, would change that. */
enum outcome want_reason(const struct home *home, int product, int q,
                         unsigned *relaxed);
/* watch.c: the number of the watched resident's query in the chunk, or -1; notes what was
 * chosen, before the choice is acted on. */
int watch_find(const struct home *home);
void watch_choice(const struct home *home, int product, int q,
                  const struct trace_choice *chosen);
/* watch.c: notes that the row dies, if the watched resident is it. */
void watch_death(const struct home *home, row i);
/* watch.c: notes a tie of the watched resident when the month is over. */
void watch_use(const struct world *world, const struct offers *offers,
               const struct tie *tie, int served);
/* choose.c: ties, surveys, reasons of one chunk. */
int choose_product(struct home *home, int product, struct error *err) MUST_CHECK;
/* survey.c: a survey of the resident is opened; reasons; closed after the month. */
int survey_open(struct home *home, struct chooser *chooser,
                struct error *err) MUST_CHECK;
/* survey.c: the community has chosen; surveys behind number `survey` that nothing of the
 * month can change are counted and forgotten. `pending`: the first of theirs. */
void survey_settle(struct home *home, size_t survey, size_t pending);
void survey_reason(struct home *home, int product, const struct survey *survey,
                   enum outcome outcome);
/* survey.c: adds to the counts of everybody and of the groups that the resident is in. */
void survey_add(int64_t counts[GROUPS], const struct survey *survey, int64_t number);
/* survey.c: minutes a month that `amount` hours, or visits, of a product take. */
int64_t survey_minutes(const struct world *world, int product, double amount);
/* survey.c: adds to what the resident spends a month. */
void survey_spend(struct survey *survey, double yuan);
/* `asking` and `of`: where the community's surveys of the month lie. */
void survey_close(struct home *home, struct asking *asking, const struct segment *of);

#endif
