/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What verbs may do: each writes only the columns it declares, and together they lose
 * nobody and leave every law standing. */
#include "support/check.h"
#include "support/ids.h"
#include "support/month.h"

enum { MONTHS = 24, COLUMNS = RESIDENT_COLUMN_COUNT };

/* A copy of all that a verb may change in a block, and the lengths of its lists. */
struct copy {
    row people, homes;
    void *column[COLUMNS];
    row *first;
    uint32_t *key;
    uint8_t *size, *kind;
    size_t messages;
};

static const size_t width_of[COLUMNS] = {
#define COLUMN(type, name) sizeof(type),
    RESIDENT_COLUMNS(COLUMN)
#undef COLUMN
};

static void columns_of(const struct residents *p, const void *column[COLUMNS])
{
#define COLUMN(type, name) column[RESIDENT_COLUMN_##name] = p->name;
    RESIDENT_COLUMNS(COLUMN)
#undef COLUMN
}

static void *copied(const void *from, size_t size)
{
    void *copy = malloc(size + 1);
    assert_non_null(copy);
    memcpy(copy, from, size);
    return copy;
}

static size_t count_messages(const struct world *world)
{
    const struct worker *worker = &world->workers[0];
    return worker->movers.count + worker->suitors.count + worker->elders.count +
           worker->invitations.count + world->orders.count;
}

static struct copy copy_block(const struct world *world, const struct block *block)
{
    const struct households *homes = &block->households;
    struct copy copy = {.people = block->residents.count,
                        .homes = homes->count,
                        .first = copied(homes->first, homes->count * sizeof(row)),
                        .key = copied(homes->key, homes->count * sizeof(uint32_t)),
                        .size = copied(homes->size, homes->count),
                        .kind = copied(homes->kind, homes->count),
                        .messages = count_messages(world)};
    const void *column[COLUMNS];
    columns_of(&block->residents, column);
    for (int k = 0; k < COLUMNS; k++)
        copy.column[k] = copied(column[k], copy.people * width_of[k]);
    return copy;
}

static void copy_free(const struct copy *copy)
{
    for (int k = 0; k < COLUMNS; k++)
        free(copy->column[k]);
    free(copy->first);
    free(copy->key);
    free(copy->size);
    free(copy->kind);
}

/* What changed since the copy was made, as bits of a verb's `writes`; frees the copy. */
static unsigned changes(const struct copy *copy, const struct world *world,
                        const struct block *block)
{
    const struct households *homes = &block->households;
    const void *column[COLUMNS];
    unsigned found = 0;
    columns_of(&block->residents, column);
    for (int k = 0; k < COLUMNS; k++)
        if (memcmp(copy->column[k], column[k], copy->people * width_of[k]) != 0)
            found |= 1U << k;
    if (block->residents.count != copy->people)
        found |= WRITES_ROWS;
    if (homes->count != copy->homes ||
        memcmp(copy->first, homes->first, copy->homes * sizeof(row)) != 0 ||
        memcmp(copy->key, homes->key, copy->homes * sizeof(uint32_t)) != 0 ||
        memcmp(copy->size, homes->size, copy->homes) != 0 ||
        memcmp(copy->kind, homes->kind, copy->homes) != 0)
        found |= WRITES_HOUSEHOLDS;
    if (count_messages(world) != copy->messages)
        found |= WRITES_MESSAGES;
    copy_free(copy);
    return found;
}

/* A world in which every verb is watched. `watched_verbs` are run in the place of all. */
struct watched {
    struct world world; /* first, so that a verb that is given it finds the rest */
    const struct process *const *verbs;
    unsigned home[MONTH_VERBS], city[MONTH_VERBS]; /* what each was seen to write */
};

static int watch_all(struct home *home, struct error *err)
{
    struct watched *watched = (struct watched *)home->world;
    for (int v = 0; watched->verbs[v]; v++) {
        const struct copy copy = copy_block(home->world, home->block);
        TRY(watched->verbs[v]->home(home, err));
        watched->home[v] |= changes(&copy, home->world, home->block);
        TRY(block_check_open(home->block, err));
    }
    return 0;
}

static const struct process watched_all = {.name = "all", .home = watch_all};

static int watch_between(struct watched *watched, int v, struct error *err)
{
    struct world *world = &watched->world;
    struct copy copy[16];
    assert_in_range(world->count, 1, 16);
    for (int c = 0; c < world->count; c++)
        copy[c] = copy_block(world, &world->blocks[c]);
    const int status = cycle_between[v]->city(world, err);
    for (int c = 0; c < world->count; c++)
        watched->city[v] |= changes(&copy[c], world, &world->blocks[c]);
    return status;
}

/* One month of `watched->verbs`, and of those between communities. */
static int watch_month(struct watched *watched, struct error *err)
{
    const struct process *const verbs[] = {&watched_all, NULL};
    TRY(cycle_enact(&watched->world, err));
    TRY(pass_homes(&watched->world, verbs, NULL, err));
    for (int v = 0; cycle_between[v]; v++)
        TRY(watch_between(watched, v, err));
    TRY(arrive_all(&watched->world, err));
    TRY(world_check(&watched->world, err));
    watched->world.now++;
    return 0;
}

static void open_tiny(struct fixture *fixture, struct world *world,
                      void (*change)(struct scenario *))
{
    struct error err = {0};
    assert_int_equal(fixture_open(fixture, TINY, 0, month_of(2022, 12), change), 0);
    if (fixture_world(fixture, 1, 2385, world, &err) != 0)
        fail_msg("%s", err.en);
}

static void must(int status, const struct error *err)
{
    if (status != 0)
        fail_msg("%s: %s", err->file, err->en);
}

static void a_verb_writes_only_what_it_declares(void **state)
{
    (void)state;
    struct fixture fixture;
    struct error err = {0};
    struct watched watched = {.verbs = cycle_home};
    open_tiny(&fixture, &watched.world, NULL);
    for (int m = 0; m < MONTHS; m++)
        must(watch_month(&watched, &err), &err);
    for (int v = 0; cycle_home[v]; v++) {
        const struct process *verb = cycle_home[v];
        unsigned seen = watched.home[v];
        for (int k = 0; cycle_between[k]; k++)
            if (cycle_between[k] == verb)
                seen |= watched.city[k];
        if (seen & ~verb->writes)
            fail_msg("'%s' writes %x, declared is %x", verb->name, seen, verb->writes);
        /* In two years each does all that it declares. */
        if (verb->writes & ~seen)
            fail_msg("'%s' declares %x, writes only %x", verb->name, verb->writes,
                     seen);
    }
    world_free(&watched.world);
    fixture_close(&fixture);
}

static int write_income(struct home *home, struct error *err)
{
    (void)err;
    home->block->residents.income[home->count / 2] ^= 1;
    return 0;
}

static int write_home(struct home *home, struct error *err)
{
    (void)err;
    home->block->households.key[home->block->households.count - 1]++;
    return 0;
}

static int write_nothing(struct home *home, struct error *err)
{
    (void)home;
    (void)err;
    return 0;
}

static void a_verb_that_writes_more_is_caught(void **state)
{
    (void)state;
    static const struct process income = {.name = "income", .home = write_income},
                                home = {.name = "home", .home = write_home},
                                nothing = {.name = "nothing", .home = write_nothing};
    const struct process *const verbs[] = {&income, &home, &nothing, NULL};
    struct fixture fixture;
    struct error err = {0};
    struct watched watched = {.verbs = verbs};
    open_tiny(&fixture, &watched.world, NULL);
    must(watch_month(&watched, &err), &err);
    assert_int_equal(watched.home[0], WRITES(income));
    assert_int_equal(watched.home[1], WRITES_HOUSEHOLDS);
    assert_int_equal(watched.home[2], WRITES_NOTHING);
    world_free(&watched.world);
    fixture_close(&fixture);
}

static void waking_a_block_writes_nothing(void **state)
{
    (void)state;
    struct fixture fixture;
    struct error err = {0};
    struct world world;
    open_tiny(&fixture, &world, NULL);
    must(cycle_enact(&world, &err), &err);
    for (int c = 0; c < world.count; c++) {
        const struct copy copy = copy_block(&world, &world.blocks[c]);
        assert_non_null(month_wake(&world, c, &err));
        assert_int_equal(changes(&copy, &world, &world.blocks[c]), WRITES_NOTHING);
    }
    world_free(&world);
    fixture_close(&fixture);
}

static void verbs_stand_in_the_documented_order(void **state)
{
    (void)state;
    static const char *const home[] = {"age",      "work",   "die",        "fall_ill",
                                       "bear",     "part",   "leave_home", "migrate",
                                       "register", "couple", "join",       "immigrate"};
    static const char *const between[] = {"couple", "join"};
    for (size_t v = 0; v < sizeof home / sizeof *home; v++) {
        assert_non_null(cycle_home[v]);
        assert_string_equal(cycle_home[v]->name, home[v]);
        assert_non_null(cycle_home[v]->home);
    }
    assert_null(cycle_home[sizeof home / sizeof *home]);
    for (size_t v = 0; v < sizeof between / sizeof *between; v++) {
        assert_non_null(cycle_between[v]);
        assert_string_equal(cycle_between[v]->name, between[v]);
        assert_non_null(cycle_between[v]->city);
    }
    assert_null(cycle_between[sizeof between / sizeof *between]);
}

/* Sums of the year, over communities. */
static struct tally_community city_tally(const struct world *world)
{
    struct tally_community sum = {0};
    for (int c = 0; c < world->count; c++) {
        const struct tally_community *tally = &world->tallies[c];
        sum.births += tally->births;
        sum.deaths += tally->deaths;
        sum.immigrated += tally->immigrated;
        sum.emigrated += tally->emigrated;
        sum.moved_in += tally->moved_in;
        sum.moved_out += tally->moved_out;
    }
    return sum;
}

/* Members by the column of residents against the sizes that households keep. */
static void check_sizes(const struct block *block)
{
    const struct residents *p = &block->residents;
    int *members = calloc(block->households.count + 1, sizeof *members);
    assert_non_null(members);
    for (row i = 0; i < p->count; i++) {
        assert_true(p->household[i] < block->households.count);
        members[p->household[i]]++;
    }
    for (row h = 0; h < block->households.count; h++)
        assert_int_equal(members[h], block->households.size[h]);
    free(members);
}

/* Residents of one month: notes in `last` when each id was last here; ids twice fail.
 * Returns how many were here the month before, `fresh` how many were never. */
static int64_t meet(const struct world *world, struct ids *last, int64_t *fresh)
{
    int64_t stayed = 0;
    *fresh = 0;
    for (int c = 0; c < world->count; c++) {
        const struct residents *p = &world->blocks[c].residents;
        for (row i = 0; i < p->count; i++) {
            const int64_t *before = ids_find(last, p->id[i]);
            if (before)
                assert_int_equal(*before, world->now - 1);
            stayed += before != NULL;
            *fresh += before == NULL;
            ids_put(last, p->id[i], world->now);
        }
        check_sizes(&world->blocks[c]);
    }
    return stayed;
}

/* Children whose mother is known: she lives here or once did. */
static int64_t check_mothers(const struct world *world, const struct ids *last)
{
    int64_t known = 0;
    for (int c = 0; c < world->count; c++) {
        const struct residents *p = &world->blocks[c].residents;
        for (row i = 0; i < p->count; i++) {
            if (age_years(p->birth[i], world->now) >= STAGE_ADULT ||
                p->mother[i] == ID_NONE)
                continue;
            assert_non_null(ids_find(last, p->mother[i]));
            known++;
        }
    }
    return known;
}

static void nobody_is_lost(void **state)
{
    (void)state;
    struct fixture fixture;
    struct error err = {0};
    struct world world;
    struct ids last = {0};
    int64_t fresh, infants = 0;
    open_tiny(&fixture, &world, NULL);
    world.laws = true;
    assert_int_equal(meet(&world, &last, &fresh), 0);
    for (int m = 0; m < MONTHS; m++) {
        const int64_t before = world_residents(&world);
        memset(world.tallies, 0, (size_t)world.count * sizeof *world.tallies);
        must(cycle_month(&world, &err), &err);
        const int64_t stayed = meet(&world, &last, &fresh);
        const struct tally_community tally = city_tally(&world);
        /* Births and deaths both count those who did not live through their month. */
        const int64_t came = tally.births + tally.immigrated;
        const int64_t gone = tally.deaths + tally.emigrated;
        assert_int_equal(stayed + fresh, before + came - gone);
        assert_in_range(came - fresh, 0, tally.births);
        infants += came - fresh;
        assert_int_equal(tally.moved_in, tally.moved_out);
        assert_true(check_mothers(&world, &last) > 500);
    }
    assert_in_range(infants, 0, 20);
    ids_free(&last);
    world_free(&world);
    fixture_close(&fixture);
}

/* A run of which every newborn is noted, with his or her mother. */
struct born {
    struct ids children;  /* their sex */
    struct ids by_mother; /* ids of her children, added up */
    struct ids parity;    /* of women here at the end */
    int64_t count;
};

static void note_births(const struct world *world, struct born *born)
{
    for (int c = 0; c < world->count; c++) {
        const struct residents *p = &world->blocks[c].residents;
        for (row i = 0; i < p->count; i++) {
            const entity_id id = p->id[i], mother = p->mother[i];
            /* A newborn's mother was here before; an immigrant child's came with it. */
            if (p->birth[i] != world->now - 1 || ids_find(&born->children, id) ||
                !ids_find(&born->parity, mother))
                continue;
            const int64_t *before = ids_find(&born->by_mother, mother);
            ids_put(&born->children, id, bits_sex(p->bits[i]));
            ids_put(&born->by_mother, mother,
                    (int64_t)((before ? (uint64_t)*before : 0) + id));
            born->count++;
        }
    }
}

static void note_parity(const struct world *world, struct ids *parity)
{
    for (int c = 0; c < world->count; c++) {
        const struct residents *p = &world->blocks[c].residents;
        for (row i = 0; i < p->count; i++)
            if (bits_sex(p->bits[i]) == SEX_FEMALE)
                ids_put(parity, p->id[i], bits_parity(p->bits[i]));
    }
}

static void live(void (*change)(struct scenario *), struct born *born)
{
    struct fixture fixture;
    struct error err = {0};
    struct world world;
    open_tiny(&fixture, &world, change);
    world.laws = false;
    for (int m = 0; m < MONTHS; m++) {
        note_parity(&world, &born->parity);
        must(cycle_month(&world, &err), &err);
        note_births(&world, born);
    }
    ids_free(&born->parity);
    note_parity(&world, &born->parity);
    world_free(&world);
    fixture_close(&fixture);
}

static void born_free(struct born *born)
{
    ids_free(&born->children);
    ids_free(&born->by_mother);
    ids_free(&born->parity);
}

static void change_much(struct scenario *scenario)
{
    change_value(scenario, PARAMETER_bear_level, 1.31);
    change_value(scenario, PARAMETER_migrate_net_rate, -0.004);
    change_value(scenario, PARAMETER_care_incidence_level, 1.7);
    change_value(scenario, PARAMETER_couple_rate, 0.31);
}

static void a_newborn_is_the_same_child_whatever_else_happens(void **state)
{
    (void)state;
    struct born base = {0}, other = {0};
    live(NULL, &base);
    live(change_much, &other);
    int64_t mothers = 0;
    /* Mothers who in both worlds have had as many children have had the same ones. */
    for (size_t s = 0; s < base.by_mother.slots; s++) {
        const entity_id mother = base.by_mother.id[s];
        if (mother == ID_NONE)
            continue;
        const int64_t *here = ids_find(&base.parity, mother),
                      *there = ids_find(&other.parity, mother),
                      *children = ids_find(&other.by_mother, mother);
        if (!here || !there || *here != *there || *here >= 7)
            continue;
        assert_non_null(children);
        assert_int_equal(*children, base.by_mother.value[s]);
        mothers++;
    }
    int64_t same = 0;
    for (size_t s = 0; s < base.children.slots; s++) {
        const int64_t *sex = base.children.id[s] != ID_NONE
                                 ? ids_find(&other.children, base.children.id[s])
                                 : NULL;
        if (sex)
            assert_int_equal(*sex, base.children.value[s]);
        same += sex != NULL;
    }
    assert_true(other.count > base.count);
    assert_true(mothers > 100);
    assert_true(same > base.count / 2);
    born_free(&base);
    born_free(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_verb_writes_only_what_it_declares),
        cmocka_unit_test(a_verb_that_writes_more_is_caught),
        cmocka_unit_test(waking_a_block_writes_nothing),
        cmocka_unit_test(verbs_stand_in_the_documented_order),
        cmocka_unit_test(nobody_is_lost),
        cmocka_unit_test(a_newborn_is_the_same_child_whatever_else_happens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
