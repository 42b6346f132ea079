/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Everybody is asked once a year what became of his needs: at the birthday, infants at
 * six months. Outcomes that hang on the month's visits and places wait for its end. */
#include "process/satisfy.h"

#include "core/list.h"

enum { FEN = 100 };

/* Every tenth resident is in the waterfall, the same in all scenarios, and all of a panel
 * that is no larger. */
static bool is_tenth(entity_id id)
{
    enum { OF = 10 };
    return resident_lot(id) < UINT32_MAX / OF;
}

/* Where each of the groups lies in a survey's `groups`, and which GROUP comes first. */
static const struct {
    uint8_t shift, bits, first;
} parts[] = {{0, 5, GROUP_AGE},
             {5, 1, GROUP_SEX},
             {6, 1, GROUP_REGISTRATION},
             {7, 3, GROUP_QUINTILE},
             {10, 2, GROUP_CARE}};
enum { PARTS = sizeof parts / sizeof *parts };

static inline int group_of(const struct survey *survey, int part)
{
    return parts[part].first +
           (survey->groups >> parts[part].shift & ((1 << parts[part].bits) - 1));
}

int survey_open(struct home *home, struct chooser *chooser, struct error *err)
{
    struct asking *asking = home->worker->asking;
    const struct residents *p = &home->block->residents;
    const row i = chooser->row;
    const unsigned bits = p->bits[i];
    TRY(LIST_RESERVE(&asking->surveys, 1, err));
    struct survey *survey = &asking->surveys.item[asking->surveys.count];
    const int of[PARTS] = {outcome_age_group(chooser->age_months / MONTHS_PER_YEAR),
                           (int)bits_sex(bits), (int)bits_registration(bits),
                           p->income[i] * QUINTILES / (UINT16_MAX + 1),
                           (int)bits_care(bits)};
    *survey = (struct survey){
        .income = (uint8_t)(p->income[i] >> 8),
        .members = chooser->members,
        .tenth = is_tenth(p->id[i]),
        .dependant = bits_care(bits) >= CARE_MODERATE,
    };
    for (int g = 0; g < PARTS; g++)
        survey->groups |= (uint16_t)(of[g] << parts[g].shift);
    chooser->survey = (int32_t)asking->surveys.count++;
    return 0;
}

int64_t survey_minutes(const struct world *world, int product, double amount)
{
    const struct product *p = &world->services->catalogue->products[product];
    const double hours = p->use == USE_VISIT ? amount * p->hours_per_visit : amount;
    return (int64_t)(hours * OUTCOME_MINUTES + 0.5);
}

void survey_spend(struct survey *survey, double yuan)
{
    const double sum = survey->spending + (double)(int64_t)(yuan * FEN + 0.5);
    survey->spending = (uint32_t)(sum < UINT32_MAX ? sum : UINT32_MAX);
}

void survey_add(int64_t counts[GROUPS], const struct survey *survey, int64_t number)
{
    counts[GROUP_ALL] += number;
    for (int g = 0; g < PARTS; g++)
        counts[group_of(survey, g)] += number;
}

/* What the needs ledger says of a service that is there and does not serve. */
static void count_cause(const struct home *home, int product, enum outcome outcome)
{
    const size_t cell = (size_t)home->community * CATALOGUE_PRODUCTS + (size_t)product;
    int32_t *place = home->world->services->place[cell];
    place[PLACE_WRONG_HOURS] += outcome == OUTCOME_WRONG_HOURS;
    place[PLACE_FULL] += outcome == OUTCOME_FULL;
    place[PLACE_LOW_QUALITY] += outcome == OUTCOME_QUALITY;
}

void survey_reason(struct home *home, int product, const struct survey *survey,
                   enum outcome outcome)
{
    struct product_tally *tally = &home->worker->outcome->product[product];
    if (!survey->tenth)
        return;
    count_cause(home, product, outcome);
    tally->waterfall[GROUP_ALL][outcome]++;
    for (int g = 0; g < PARTS; g++)
        tally->waterfall[group_of(survey, g)][outcome]++;
}

/* The month is over: whether the service asked at gave what was needed. */
static void resolve(struct home *home, struct asking *asking,
                    const struct pending *pending)
{
    struct outcome_tally *outcome = home->worker->outcome;
    const struct tie *tie = &home->block->ties.item[pending->tie];
    struct survey *survey = &asking->surveys.item[pending->survey];
    struct product_tally *tally = &outcome->product[pending->product];
    /* `asked` visits were all granted, or `placed` says who has a place. */
    const bool met = tie->placed;
    if (met) {
        survey->met_any |= UINT64_C(1) << pending->product;
        survey->met_service |= UINT64_C(1) << pending->product;
        tally->minutes_service +=
            survey_minutes(home->world, pending->product, pending->amount);
    }
    const uint32_t room =
        home->world->services->offers[home->community].item[tie->offer].room;
    if (tie->kind != TIE_WAITS)
        survey_spend(survey, want_price(home, tie->row, room, pending->amount));
    survey_reason(home, pending->product, survey, met ? OUTCOME_SERVICE : OUTCOME_FULL);
    const struct satisfy_view view = satisfy_see(home, tie, pending);
    survey_add(tally->satisfaction, survey, satisfy_score(&home->world->values, &view));
    survey_add(tally->satisfied, survey, 1);
}

static void count(struct home *home, const struct survey *survey)
{
    struct outcome_tally *outcome = home->worker->outcome;
    struct services *services = home->world->services;
    const int needs = __builtin_popcountll(survey->need);
    survey_add(outcome->spending, survey, survey->spending);
    const int64_t income = (int64_t)(services->income[survey->income] * FEN);
    survey_add(outcome->income, survey, income);
    if (survey->spending > 0)
        survey_add(outcome->income_users, survey, income * survey->members);
    if (needs == 0)
        return;
    for (uint64_t left = survey->need; left; left &= left - 1) {
        const int product = __builtin_ctzll(left);
        struct product_tally *tally = &outcome->product[product];
        int32_t *place =
            services
                ->place[(size_t)home->community * CATALOGUE_PRODUCTS + (size_t)product];
        const int any = survey->met_any >> product & 1;
        const int service = survey->met_service >> product & 1;
        survey_add(tally->need, survey, 1);
        survey_add(tally->met_any, survey, any);
        survey_add(tally->met_service, survey, service);
        place[PLACE_MET_ANY] += any;
        place[PLACE_MET_SERVICE] += service;
    }
    const int any = __builtin_popcountll(survey->need & survey->met_any);
    const int service = __builtin_popcountll(survey->need & survey->met_service);
    survey_add(outcome->persons, survey, 1);
    survey_add(outcome->share_any, survey, (int64_t)OUTCOME_UNIT * any / needs);
    survey_add(outcome->share_service, survey, (int64_t)OUTCOME_UNIT * service / needs);
    const uint64_t care = survey->need & services->care;
    if (survey->dependant && care) {
        survey_add(outcome->dependants, survey, 1);
        survey_add(outcome->secure, survey, (care & ~survey->met_any) == 0);
    }
}

void survey_settle(struct home *home, size_t survey, size_t pending)
{
    struct asking *asking = home->worker->asking;
    struct survey *surveys = asking->surveys.item;
    size_t kept = survey;
    for (size_t k = pending; k < asking->pendings.count; k++)
        surveys[asking->pendings.item[k].survey].waits = 1;
    for (size_t k = survey; k < asking->surveys.count; k++)
        if (surveys[k].waits)
            surveys[k].number = (uint32_t)kept++;
    for (size_t k = pending; k < asking->pendings.count; k++) {
        struct pending *waiting = &asking->pendings.item[k];
        waiting->survey = surveys[waiting->survey].number & PENDING_SURVEYS;
    }
    for (size_t k = survey; k < asking->surveys.count; k++)
        if (surveys[k].waits)
            surveys[surveys[k].number] = surveys[k];
        else
            count(home, &surveys[k]);
    asking->surveys.count = kept;
}

void survey_close(struct home *home, struct asking *asking, const struct segment *of)
{
    for (size_t k = 0; k < of->pendings; k++)
        resolve(home, asking, &asking->pendings.item[of->pending + k]);
    for (size_t k = 0; k < of->surveys; k++)
        count(home, &asking->surveys.item[of->survey + k]);
}
