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
};

/* Somebody who chooses this month. */
struct chooser {
    entity_id id;
    row row;
    uint32_t traits;   /* one bit in each group (catalogue.h), of hands once known */
    uint64_t products; /* to choose again */
    int32_t age_months;
    int32_t old;      /* first of his old ties, or -1 */
    int32_t survey;   /* number of his survey record, or -1 */
    bool hands_known; /* traits say what hands are free */
    bool yearly;      /* chooses because a year has passed: counted among needers */
};

/* A tie taken out of the table because its owner chooses again. */
struct old_tie {
    struct tie tie;
    int32_t next;
};

/* What is asked at a birthday, until the month's places are dealt. */
struct survey {
    uint16_t group[5]; /* age, sex, registration, quintile, care: indices of GROUPS */
    uint64_t need, met_any, met_service; /* products */
    bool tenth;                          /* by id: also in the waterfall */
    bool dependant;
    int64_t spending, income; /* fen a month: on services chosen, and per head */
};
/* A need whose outcome depends on the month's visits or places. */
struct pending {
    uint32_t survey, tie;
    uint8_t product;
    double amount;
};

/* One resident and product. */
struct query {
    uint32_t chooser;
    int32_t old;   /* number of the old tie, or -1 */
    double amount; /* hours or visits a month */
    bool need, latent, entitled;
    uint8_t slot, place_class, priority;
    uint8_t rule; /* number of the rule of need, or CATALOGUE_RULES + that of wanting */
    uint8_t open, in_reach, knows, in_slot; /* bit per near offer */
    double minutes[OFFERS_NEAR];
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
    int32_t *slot; /* [residents] chooser + 1, or 0 */
    size_t slot_capacity;
    uint16_t *spend; /* [households] yuan a month on dear services */
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
    uint32_t taste[OFFERS_NEAR][4][ASK_CHUNK];
    uint32_t aware[OFFERS_NEAR][ASK_CHUNK];
    int count;
};

/* The scratch of the worker, made at its first use; NULL without memory. */
struct asking *ask_scratch(struct worker *worker);
void ask_free(struct asking *asking);

/* ask.c: notes that a resident chooses these products again, and why. */
int ask_note(struct home *home, row i, uint64_t products, enum choosing_trigger trigger,
             struct error *err) MUST_CHECK;
/* ask.c: counts what a resident pays a month against the household's budget, where it is
 * dear (assumed: over 50 yuan). */
void ask_spend(struct home *home, row i, double yuan);
/* need.c: hands that are free for the resident, into the traits. */
void need_hands(struct home *home, struct chooser *chooser);
/* need.c: the queries of `count` choosers for a product: those who need it or may want
 * it, or use it. Fills asking->query and count. */
void need_product(struct home *home, int product, const uint32_t *list, int count);
/* know.c: which of the offers are in reach, known, and open when the person can come. */
void know_product(struct home *home, int product);
/* know.c: minutes that a kilometre of straight line takes such a person. */
double know_pace(const struct world *world, const struct product *product,
                 uint32_t traits, int age_months);
/* want.c: utilities. `relax`: which term is taken away, for the waterfall. */
enum relax { RELAX_PRICE, RELAX_WALK, RELAX_QUALITY, RELAX_FAMILY, RELAX_NONE };
/* The best of all: an index into the near offers, or an enum alternative; `list` gets the
 * services that are better than every alternative, best first, at most ASK_LIST. */
int want_best(const struct home *home, int product, int q, enum relax relax,
              int list[ASK_LIST], int *listed);
/* Yuan a month at the room for this query. */
double want_price(const struct services *services, const struct product *product,
                  const struct room_state *room, double amount);
/* What the resident of query `q` weighs: the offers, their terms, the alternatives. */
void want_explain(const struct home *home, int product, int q,
                  struct trace_choice *choice);
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
void survey_reason(struct home *home, int product, const struct survey *survey,
                   enum outcome outcome);
/* `asking` and `of`: where the community's surveys of the month lie. */
void survey_close(struct home *home, struct asking *asking, const struct segment *of);

#endif
