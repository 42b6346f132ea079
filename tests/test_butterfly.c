/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The butterfly test: one resident less at the start, and two years later whose life is
 * another? Chance is addressed by person, so outcomes travel only through channels that
 * have a name, and nobody who is not of the family lives, dies, falls ill or bears
 * differently. A city of one residence, as chances differ by residence. */
#include "support/twin.h"

enum { MONTHS = 24, TRIES = 4 };

/* How somebody whose life differs hangs together with the one who is missing. */
enum channel {
    CHANNEL_UNKNOWN,
    CHANNEL_KIN,       /* of the same household or mother, and their children */
    CHANNEL_MARKET,    /* looked for a partner or found one */
    CHANNEL_HOUSEHOLD, /* lives or lived with one who differs, or is mother or child */
    CHANNEL_ORPHAN,    /* a child left alone, who goes to a family of the community */
    CHANNELS
};
static const char *const channel_name[CHANNELS] = {"none", "kin", "couple market",
                                                   "household", "orphans"};

/* Two worlds, `b` without the resident `missing`. */
struct study_of {
    struct twin a, b;
    struct twin_person missing;
    struct ids channel; /* of everybody who differs, and of kin */
    struct ids market;  /* everybody who was ever in it */
    int64_t vital, vital_kin, differing[CHANNELS];
};

/* --- kin --------------------------------------------------------------------------- */

static bool is_kin(const struct study_of *study, const struct twin_person *who)
{
    const struct twin_person *missing = &study->missing;
    if (who->id == missing->id || who->mother == missing->id ||
        who->id == missing->mother ||
        (who->mother != ID_NONE && who->mother == missing->mother))
        return true;
    const int64_t *mother = ids_find(&study->channel, who->mother);
    return mother && *mother == CHANNEL_KIN;
}

/* At the start also all of the household. */
static void mark_first_kin(struct study_of *study)
{
    const bool collective = study->missing.bits & BITS_COLLECTIVE;
    for (int64_t k = 0; k < study->a.count; k++) {
        const struct twin_person *who = &study->a.person[k];
        if (is_kin(study, who) || (!collective && who->home == study->missing.home))
            ids_put(&study->channel, who->id, CHANNEL_KIN);
    }
}

static void mark_born_kin(struct study_of *study, const struct twin *twin)
{
    for (int64_t k = 0; k < twin->count; k++)
        if (twin->person[k].birth >= twin->world.now - 1 &&
            is_kin(study, &twin->person[k]))
            ids_put(&study->channel, twin->person[k].id, CHANNEL_KIN);
}

/* --- who differs ------------------------------------------------------------------- */

static void mark_market(struct study_of *study, const struct twin *twin)
{
    for (int64_t k = 0; k < twin->count; k++)
        if (twin->person[k].bits & BITS_SEEKING)
            ids_put(&study->market, twin->person[k].id, 1);
}

static bool in_market(const struct study_of *study, const struct twin_person *here,
                      const struct twin_person *there)
{
    const entity_id id = here ? here->id : there->id;
    /* Who finds somebody in the month of looking is never seen looking. */
    const bool paired = here && there && (here->bits ^ there->bits) & BITS_PARTNERED;
    return paired || ids_find(&study->market, id);
}

/* Registration, care, household and presence; flags and rows are not outcomes. */
static bool differ(const struct twin_person *here, const struct twin_person *there)
{
    if (!here || !there)
        return true;
    /* Which of a community's rooms somebody lives in is no outcome: rooms are filled in
     * the order in which people come. */
    const bool rooms = here->bits & there->bits & BITS_COLLECTIVE &&
                       here->home >> 32 == there->home >> 32;
    return here->birth != there->birth || (!rooms && here->home != there->home) ||
           (here->bits ^ there->bits) & (BITS_CARE | BITS_NONLOCAL | BITS_PARTNERED);
}

/* Homes of all who have a channel, and ids of their mothers, in one world. */
static void mark_homes(const struct study_of *study, const struct twin *twin,
                       struct ids *homes)
{
    for (int64_t k = 0; k < twin->count; k++) {
        const struct twin_person *who = &twin->person[k];
        if (!ids_find(&study->channel, who->id))
            continue;
        if (!(who->bits & BITS_COLLECTIVE))
            ids_put(homes, who->home + 1, 1);
        if (who->mother != ID_NONE)
            ids_put(homes, stream_mix(who->mother), 1);
    }
}

static bool is_linked(const struct study_of *study, const struct ids *homes,
                      const struct twin_person *who)
{
    return who &&
           (ids_find(homes, who->home + 1) || ids_find(homes, stream_mix(who->id)) ||
            ids_find(&study->channel, who->mother));
}

/* A pass over those who differ: gives a channel to each who has none, the market in the
 * first pass of the month only, for it does not depend on others. Returns how many got
 * one. */
static int64_t assign(struct study_of *study, const struct twin *one,
                      const struct twin *other, const struct ids *homes, bool first)
{
    int64_t assigned = 0;
    for (int64_t k = 0; k < one->count; k++) {
        const struct twin_person *here = &one->person[k];
        const struct twin_person *there = twin_find(other, here->id);
        if (!differ(here, there) || ids_find(&study->channel, here->id))
            continue;
        enum channel channel = CHANNEL_UNKNOWN;
        if (first && in_market(study, here, there))
            channel = CHANNEL_MARKET;
        else if (is_linked(study, homes, here) || is_linked(study, homes, there))
            channel = CHANNEL_HOUSEHOLD;
        else
            continue;
        ids_put(&study->channel, here->id, channel);
        assigned++;
    }
    return assigned;
}

/* Who still has none: children may be orphans, anybody else must not be. */
static void assign_last(struct study_of *study, const struct twin *one,
                        const struct twin *other)
{
    for (int64_t k = 0; k < one->count; k++) {
        const struct twin_person *here = &one->person[k];
        if (!differ(here, twin_find(other, here->id)) ||
            ids_find(&study->channel, here->id))
            continue;
        const bool child = age_years(here->birth, one->world.now) < STAGE_ADULT;
        ids_put(&study->channel, here->id, child ? CHANNEL_ORPHAN : CHANNEL_UNKNOWN);
    }
}

/* Homes are looked at before the month and after it: `before` holds the former. */
static void link_month(struct study_of *study, const struct ids *before)
{
    int64_t assigned = 1;
    for (int round = 0; assigned > 0; round++) {
        struct ids homes = {0};
        for (size_t s = 0; s < before->slots; s++)
            if (before->id[s] != ID_NONE)
                ids_put(&homes, before->id[s], 1);
        mark_homes(study, &study->a, &homes);
        mark_homes(study, &study->b, &homes);
        assigned = assign(study, &study->a, &study->b, &homes, round == 0) +
                   assign(study, &study->b, &study->a, &homes, round == 0);
        ids_free(&homes);
    }
    assign_last(study, &study->a, &study->b);
    assign_last(study, &study->b, &study->a);
}

/* --- vital events ------------------------------------------------------------------ */

static void note_vital(struct study_of *study, entity_id id)
{
    const int64_t *channel = ids_find(&study->channel, id);
    study->vital++;
    study->vital_kin += channel && *channel == CHANNEL_KIN;
}

/* Who was in both worlds when the month began and died, or needed care, in one only. */
static void compare_deaths(struct study_of *study)
{
    for (int64_t k = 0; k < study->a.count; k++) {
        const struct twin_person *here = &study->a.person[k];
        const struct twin_person *there = twin_find(&study->b, here->id);
        if (!there)
            continue;
        const bool dies = ids_find(&study->a.dead, here->id);
        if (dies != (ids_find(&study->b.dead, here->id) != NULL) ||
            bits_care(here->bits) != bits_care(there->bits))
            note_vital(study, here->id);
    }
}

/* Newborns of one world only, whose mother was in both when the month began (`then`
 * holds the women who were). */
static void compare_births(struct study_of *study, const struct twin *one,
                           const struct twin *other, const struct ids *then)
{
    for (int64_t k = 0; k < one->count; k++) {
        const struct twin_person *child = &one->person[k];
        if (child->birth == one->world.now - 1 && ids_find(then, child->mother) &&
            !twin_find(other, child->id) && twin_find(other, child->mother))
            note_vital(study, child->id);
    }
}

static void live_month(struct study_of *study)
{
    struct ids homes = {0}, women = {0};
    mark_homes(study, &study->a, &homes);
    mark_homes(study, &study->b, &homes);
    for (int64_t k = 0; k < study->a.count; k++)
        if (twin_find(&study->b, study->a.person[k].id))
            ids_put(&women, study->a.person[k].id, 1);
    twin_month(&study->a);
    twin_month(&study->b);
    compare_deaths(study);
    twin_look(&study->a);
    twin_look(&study->b);
    mark_born_kin(study, &study->a);
    mark_born_kin(study, &study->b);
    mark_market(study, &study->a);
    mark_market(study, &study->b);
    link_month(study, &homes);
    compare_births(study, &study->a, &study->b, &women);
    compare_births(study, &study->b, &study->a, &women);
    ids_free(&homes);
    ids_free(&women);
}

/* --- the missing ------------------------------------------------------------------- */

/* What comes to the one taken away in the world where he or she stays. */
enum fate { FATE_ANY, FATE_PAIRS, FATE_BEARS, FATE_MOVES };

/* Whom to take away: of this sex and age, with and without these flags. */
struct wanted {
    const char *name;
    enum sex sex;
    int age_from, age_to;
    unsigned with, without;
    bool lone_parent; /* a child below 18 and no other adult in the household */
    enum fate fate;
};

static bool is_lone_parent(const struct residents *p, row i, month now)
{
    for (row k = p->next[i]; k != i; k = p->next[k])
        if (age_years(p->birth[k], now) >= STAGE_ADULT)
            return false;
    return p->next[i] != i;
}

static bool has_fate(const struct twin_person *now, const struct twin_person *later,
                     enum fate fate)
{
    if (fate == FATE_ANY)
        return true;
    if (!now || !later)
        return false;
    return fate == FATE_PAIRS   ? (later->bits & ~now->bits & BITS_PARTNERED) != 0
           : fate == FATE_BEARS ? bits_parity(later->bits) > bits_parity(now->bits)
                                : later->home != now->home;
}

/* The resident after `skip` others who are such and have that fate. */
static row find_wanted(const struct study_of *study, const struct twin *ahead,
                       const struct block *block, const struct wanted *wanted, int skip)
{
    const struct residents *p = &block->residents;
    const month now = study->a.world.now;
    for (row i = 0; i < p->count; i++) {
        const int age = age_years(p->birth[i], now);
        if (bits_sex(p->bits[i]) == wanted->sex && age >= wanted->age_from &&
            age <= wanted->age_to && (p->bits[i] & wanted->with) == wanted->with &&
            !(p->bits[i] & wanted->without) &&
            (!wanted->lone_parent || is_lone_parent(p, i, now)) &&
            has_fate(twin_find(&study->a, p->id[i]), twin_find(ahead, p->id[i]),
                     wanted->fate) &&
            skip-- == 0)
            return i;
    }
    return ROW_NONE;
}

static void look_ahead(const struct fixture *fixture, struct twin *ahead)
{
    struct error err = {0};
    must(fixture_world(fixture, 1, 2385, &ahead->world, &err), &err);
    for (int m = 0; m < MONTHS; m++)
        must(cycle_month(&ahead->world, &err), &err);
    twin_look(ahead);
}

static void begin(struct study_of *study, const struct fixture *fixture,
                  const struct twin *ahead, const struct wanted *wanted, int skip)
{
    struct error err = {0};
    must(fixture_world(fixture, 1, 2385, &study->a.world, &err), &err);
    must(fixture_world(fixture, 1, 2385, &study->b.world, &err), &err);
    struct block *block = &study->b.world.blocks[1];
    twin_look(&study->a);
    const row i = find_wanted(study, ahead, block, wanted, skip);
    assert_int_not_equal(i, ROW_NONE);
    study->missing = *twin_find(&study->a, block->residents.id[i]);
    assert_int_equal(block_remove(block, &i, 1, NULL), 0);
    must(block_check(block, &err), &err);
    twin_look(&study->b);
    mark_first_kin(study);
    mark_market(study, &study->a);
}

/* Counts the differing by channel: kin only where their lives differ at the end. */
static void add_up(struct study_of *study)
{
    for (size_t s = 0; s < study->channel.slots; s++) {
        const entity_id id = study->channel.id[s];
        if (id == ID_NONE)
            continue;
        const enum channel channel = (enum channel)study->channel.value[s];
        if (channel == CHANNEL_KIN &&
            !differ(twin_find(&study->a, id), twin_find(&study->b, id)))
            continue;
        study->differing[channel]++;
    }
}

static void end(struct study_of *study)
{
    ids_free(&study->channel);
    ids_free(&study->market);
    twin_free(&study->a);
    twin_free(&study->b);
}

/* One resident less, after `skip` others of the kind; adds to `sum` who differs. */
static void live_without(const struct fixture *fixture, const struct twin *ahead,
                         const struct wanted *wanted, int skip, int64_t sum[CHANNELS])
{
    struct study_of study = {0};
    int64_t others = 0;
    begin(&study, fixture, ahead, wanted, skip);
    for (int m = 0; m < MONTHS; m++)
        live_month(&study);
    add_up(&study);
    for (int k = 0; k < CHANNELS; k++) {
        sum[k] += study.differing[k];
        others += k == CHANNEL_KIN ? 0 : study.differing[k];
    }
    assert_null(twin_find(&study.b, study.missing.id));
    assert_int_equal(study.differing[CHANNEL_UNKNOWN], 0);
    assert_int_equal(study.vital, study.vital_kin);
    /* The change stays small: one in a hundred would be another city. */
    assert_true(others * 100 < study.a.count);
    end(&study);
}

/* Several of the kind, each alone; `sum`, out: who differs, by channel. */
static void without(const struct wanted *wanted, int64_t sum[CHANNELS])
{
    struct fixture fixture;
    struct twin ahead = {0};
    assert_int_equal(fixture_open(&fixture, TINY, 0, month_of(2022, 12), change_east),
                     0);
    look_ahead(&fixture, &ahead);
    memset(sum, 0, CHANNELS * sizeof *sum);
    for (int skip = 0; skip < TRIES; skip++)
        live_without(&fixture, &ahead, wanted, skip, sum);
    print_message("%d times without %s:", TRIES, wanted->name);
    for (int k = 0; k < CHANNELS; k++)
        print_message("%s %s %ld", k ? "," : "", channel_name[k], (long)sum[k]);
    print_message(" of %ld\n", (long)ahead.count);
    twin_free(&ahead);
    fixture_close(&fixture);
}

static void a_married_man_less_changes_few(void **state)
{
    (void)state;
    int64_t sum[CHANNELS];
    without(&(struct wanted){.name = "a married man",
                             .sex = SEX_MALE,
                             .age_from = 30,
                             .age_to = 59,
                             .with = BITS_PARTNERED},
            sum);
    assert_true(sum[CHANNEL_KIN] >= TRIES);
}

static void a_mother_to_be_less_changes_her_children_only(void **state)
{
    (void)state;
    int64_t sum[CHANNELS];
    without(&(struct wanted){.name = "a woman who bears",
                             .sex = SEX_FEMALE,
                             .age_from = 18,
                             .age_to = 45,
                             .fate = FATE_BEARS},
            sum);
    assert_true(sum[CHANNEL_KIN] >= 2 * TRIES);
}

static void one_who_pairs_less_changes_the_market_nearby(void **state)
{
    (void)state;
    int64_t sum[CHANNELS];
    without(&(struct wanted){.name = "a single woman who pairs",
                             .sex = SEX_FEMALE,
                             .age_from = 18,
                             .age_to = 45,
                             .without = BITS_PARTNERED,
                             .fate = FATE_PAIRS},
            sum);
    assert_true(sum[CHANNEL_MARKET] > 0);
    without(&(struct wanted){.name = "a single man who pairs",
                             .sex = SEX_MALE,
                             .age_from = 18,
                             .age_to = 45,
                             .without = BITS_PARTNERED,
                             .fate = FATE_PAIRS},
            sum);
    assert_true(sum[CHANNEL_MARKET] > 0);
}

static void a_child_less_changes_few(void **state)
{
    (void)state;
    int64_t sum[CHANNELS];
    without(&(struct wanted){.name = "a child", .sex = SEX_FEMALE, .age_to = 12}, sum);
}

static void an_elder_less_changes_few(void **state)
{
    (void)state;
    int64_t sum[CHANNELS];
    without(&(struct wanted){.name = "an elder who moves",
                             .sex = SEX_FEMALE,
                             .age_from = 65,
                             .age_to = 100,
                             .fate = FATE_MOVES},
            sum);
}

static void a_lone_mother_less_changes_few(void **state)
{
    (void)state;
    int64_t sum[CHANNELS];
    without(&(struct wanted){.name = "a lone mother",
                             .sex = SEX_FEMALE,
                             .age_from = 22,
                             .age_to = 45,
                             .lone_parent = true},
            sum);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_married_man_less_changes_few),
        cmocka_unit_test(a_mother_to_be_less_changes_her_children_only),
        cmocka_unit_test(one_who_pairs_less_changes_the_market_nearby),
        cmocka_unit_test(a_child_less_changes_few),
        cmocka_unit_test(an_elder_less_changes_few),
        cmocka_unit_test(a_lone_mother_less_changes_few),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
