/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The synthesised population closes every district margin, its households are sound,
 * and its people depend on nothing but their community and the population seed. */
#include "support/check.h"

#include "support/populate_fixture.h"

#include "core/stream.h"

static void every_margin_closes_and_no_child_is_alone(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct fixture f;
        fixture_city_of(&f, 0, seed);
        for (int d = 0; d < FIXTURE_DISTRICTS; d++)
            fixture_check(&f, d);
        assert_int_equal(f.districts[0].residents, 18000);
        assert_int_equal(f.districts[0].family_households, 6607);
        assert_int_equal(f.districts[1].households_two_elders, 199);
        fixture_free(&f);
    }
}

static void every_block_keeps_its_laws_and_its_plan(void **state)
{
    (void)state;
    struct fixture f;
    struct error err;
    fixture_city_of(&f, 0, 7);
    for (int c = 0; c < FIXTURE_COMMUNITIES; c++) {
        const struct residents *p = &f.blocks[c].residents;
        const struct community_plan *plan = &f.plans[c];
        int64_t people[SEXES][AGES] = {{0}}, collective[SEXES][AGES] = {{0}}, size = 0;
        assert_int_equal(block_check(&f.blocks[c], &err), 0);
        for (row i = 0; i < p->count; i++) {
            const int age = age_years(p->birth[i], f.now), sex = bits_sex(p->bits[i]);
            people[sex][age]++;
            collective[sex][age] += (p->bits[i] & BITS_COLLECTIVE) != 0;
            assert_true(p->arrival[i] >= p->birth[i] && p->arrival[i] <= f.now);
        }
        assert_memory_equal(people, plan->people, sizeof people);
        assert_memory_equal(collective, plan->collective, sizeof collective);
        for (row h = 0; h < f.blocks[c].households.count; h++)
            size += f.blocks[c].households.kind[h] == HOUSEHOLD_FAMILY &&
                    f.blocks[c].households.size[h] == 4;
        assert_int_equal(size, plan->size[3]);
        assert_true(p->capacity > p->count);
    }
    fixture_free(&f);
}

static int compare_ids(const void *a, const void *b)
{
    const entity_id x = *(const entity_id *)a, y = *(const entity_id *)b;
    return (x > y) - (x < y);
}

/* All residents of the city, by id. */
struct founder {
    entity_id id;
    int community;
    row at;
};

static int64_t list_people(const struct fixture *f, struct founder *known)
{
    int64_t count = 0;
    for (int c = 0; c < FIXTURE_COMMUNITIES; c++)
        for (row i = 0; i < f->blocks[c].residents.count; i++)
            known[count++] = (struct founder){f->blocks[c].residents.id[i], c, i};
    qsort(known, (size_t)count, sizeof *known, compare_ids); /* id comes first */
    return count;
}

static void ids_are_unique_in_the_city_and_never_none(void **state)
{
    (void)state;
    struct fixture f;
    fixture_city_of(&f, 0, 5);
    struct founder *known = malloc(40000 * sizeof *known);
    assert_non_null(known);
    const int64_t count = list_people(&f, known);
    assert_int_equal(count, 18000 + 12001);
    for (int64_t k = 1; k < count; k++)
        assert_true(known[k].id > known[k - 1].id);
    assert_true(known[0].id != ID_NONE);
    free(known);
    fixture_free(&f);
}

static void mothers_are_women_of_an_age_to_bear(void **state)
{
    (void)state;
    struct fixture f;
    fixture_city_of(&f, 0, 11);
    struct founder *known = malloc(40000 * sizeof *known);
    assert_non_null(known);
    const int64_t count = list_people(&f, known);
    int64_t links = 0, fitting = 0, minors = 0, with = 0, apart = 0;
    for (int64_t k = 0; k < count; k++) {
        const struct residents *p = &f.blocks[known[k].community].residents;
        const row i = known[k].at;
        minors += age_years(p->birth[i], f.now) < 18;
        if (p->mother[i] == ID_NONE)
            continue;
        const struct founder *mother =
            bsearch(&p->mother[i], known, (size_t)count, sizeof *known, compare_ids);
        assert_non_null(mother); /* a link leads to a real person */
        assert_int_equal(mother->community, known[k].community);
        assert_true(p->bits[mother->at] & BITS_FEMALE);
        assert_true(bits_parity(p->bits[mother->at]) >= 1);
        const int months = p->birth[i] - p->birth[mother->at];
        links++;
        fitting += months >= 15 * 12 && months <= 50 * 12;
        with += age_years(p->birth[i], f.now) < 18;
        apart += p->household[i] != p->household[mother->at];
    }
    assert_true((double)fitting >= 0.99 * (double)links);
    assert_true((double)with >= 0.85 * (double)minors);
    assert_true(apart > count / 20);
    free(known);
    fixture_free(&f);
}

static void near_kin_follow_their_parameters(void **state)
{
    (void)state;
    struct fixture f;
    struct error err;
    fixture_init(&f);
    f.values.kin_near_local = f.values.kin_near_nonlocal = 0.0;
    assert_int_equal(fixture_make(&f, 0, 3, &err), 0);
    for (int c = 0; c < FIXTURE_COMMUNITIES; c++) {
        const struct residents *p = &f.blocks[c].residents;
        for (row i = 0; i < p->count; i++) {
            bool home = p->mother[i] == ID_NONE;
            for (row k = p->next[i]; k != i && !home; k = p->next[k])
                home = p->id[k] == p->mother[i];
            assert_true(home);
        }
    }
    fixture_free(&f);
}

static void a_community_is_the_same_when_others_are_dropped(void **state)
{
    (void)state;
    struct fixture f, g;
    struct error err;
    fixture_city_of(&f, 0, 2);
    fixture_init(&g);
    assert_int_equal(populate_plan(&g.city, &g.values, 0, 2, &g.plans, &err), 0);
    assert_int_equal(populate_community(&g.blocks[7], &g.communities[7], &g.city,
                                        &g.plans[7], &g.rates, &g.values, g.now, 2,
                                        &err),
                     0);
    const struct residents *a = &f.blocks[7].residents, *b = &g.blocks[7].residents;
    assert_int_equal(a->count, b->count);
#define COLUMN(type, name) \
    assert_memory_equal(a->name, b->name, a->count * sizeof *a->name);
    RESIDENT_COLUMNS(COLUMN)
#undef COLUMN
    assert_memory_equal(f.blocks[7].households.key, g.blocks[7].households.key,
                        f.blocks[7].households.count * sizeof(uint32_t));
    fixture_free(&f);
    fixture_free(&g);
}

static void another_population_seed_gives_other_people(void **state)
{
    (void)state;
    struct fixture f, g;
    fixture_city_of(&f, 0, 2);
    fixture_city_of(&g, 0, 3);
    assert_true(f.blocks[0].residents.count != g.blocks[0].residents.count);
    int64_t same = 0, both = 0;
    for (int c = 0; c < FIXTURE_COMMUNITIES; c++) {
        const struct residents *a = &f.blocks[c].residents, *b = &g.blocks[c].residents;
        for (row i = 0; i < a->count && i < b->count; i++, both++)
            same += a->income[i] == b->income[i];
    }
    assert_true(same < both / 100);
    fixture_free(&f);
    fixture_free(&g);
}

/* Difference of a share from its expectation in standard errors, at most `most`. */
static void share_near(int64_t is, int64_t of, double expected, double most)
{
    const double gap = (double)is - expected * (double)of;
    const double variance = expected * (1.0 - expected) * (double)of;
    assert_true(of > 100 && gap * gap < most * most * variance);
}

static void care_and_work_follow_their_tables(void **state)
{
    (void)state;
    struct fixture f;
    fixture_city_of(&f, 0, 8);
    int64_t severe = 0, any = 0, aged = 0, working = 0, grown = 0;
    for (int c = 0; c < FIXTURE_COMMUNITIES; c++) {
        const struct residents *p = &f.blocks[c].residents;
        for (row i = 0; i < p->count; i++) {
            const int age = age_years(p->birth[i], f.now);
            const enum activity activity = bits_activity(p->bits[i]);
            assert_int_equal(activity == ACTIVITY_INFANT, age < 3);
            if (age < 60) {
                any += bits_care(p->bits[i]) != CARE_NONE;
                severe += bits_care(p->bits[i]) == CARE_SEVERE;
                aged++;
            }
            if (age >= 20 && age < 55 && !(p->bits[i] & BITS_FEMALE)) {
                working += activity == ACTIVITY_WORKING;
                grown++;
            }
            if (age > 74)
                assert_int_equal(activity, ACTIVITY_RETIRED);
        }
    }
    share_near(any, aged, 0.01, 4.0);
    share_near(severe, aged, 0.002, 4.0);
    share_near(working, grown, 0.78, 4.0);
    fixture_free(&f);
}

static void whoever_works_is_told_by_the_word_of_a_life(void **state)
{
    (void)state;
    struct fixture f;
    fixture_city_of(&f, 0, 9);
    const struct stream_address address = {9, 0, PURPOSE_WORK, 0};
    const struct residents *p = &f.blocks[4].residents;
    const uint32_t threshold = stream_threshold(0.78);
    for (row i = 0; i < p->count; i++) {
        const int age = age_years(p->birth[i], f.now);
        if (age < 23 || age >= 55 || p->bits[i] & BITS_FEMALE)
            continue;
        uint32_t word[4];
        stream_words(&address, p->id[i], word);
        assert_int_equal(bits_activity(p->bits[i]) == ACTIVITY_WORKING,
                         word[0] < threshold);
    }
    fixture_free(&f);
}

static void income_ranks_are_spread_over_the_whole_range(void **state)
{
    (void)state;
    struct fixture f;
    fixture_city_of(&f, 0, 10);
    int64_t fifth[5] = {0}, all = 0;
    for (int c = 0; c < FIXTURE_COMMUNITIES; c++) {
        const struct residents *p = &f.blocks[c].residents;
        for (row i = 0; i < p->count; i++, all++)
            fifth[p->income[i] / 13108]++;
    }
    for (int k = 0; k < 5; k++)
        assert_true(fifth[k] > all / 10 && fifth[k] < all / 3);
    fixture_free(&f);
}

static void most_couples_are_near_in_age_and_none_exceeds_its_share(void **state)
{
    (void)state;
    struct fixture f;
    fixture_city_of(&f, 0, 12);
    int64_t couples = 0, near = 0, women = 0, partnered = 0;
    for (int c = 0; c < FIXTURE_COMMUNITIES; c++) {
        const struct residents *p = &f.blocks[c].residents;
        for (row i = 0; i < p->count; i++) {
            const int age = age_years(p->birth[i], f.now);
            if (p->bits[i] & BITS_FEMALE && age >= 30 && age < 60) {
                women++;
                partnered += (p->bits[i] & BITS_PARTNERED) != 0;
            }
            if (!(p->bits[i] & BITS_COUPLE_FIRST))
                continue;
            const int months = p->birth[i] - p->birth[p->next[i]];
            assert_true((p->bits[i] ^ p->bits[p->next[i]]) & BITS_FEMALE);
            couples++;
            near += months <= 120 && months >= -120;
        }
    }
    assert_true(couples > 3000 && near > couples * 97 / 100);
    const double share = (double)partnered / (double)women;
    assert_true(share > 0.45 && share < 0.88); /* 0.85 in the table; some live alone */
    fixture_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_margin_closes_and_no_child_is_alone),
        cmocka_unit_test(every_block_keeps_its_laws_and_its_plan),
        cmocka_unit_test(ids_are_unique_in_the_city_and_never_none),
        cmocka_unit_test(mothers_are_women_of_an_age_to_bear),
        cmocka_unit_test(near_kin_follow_their_parameters),
        cmocka_unit_test(a_community_is_the_same_when_others_are_dropped),
        cmocka_unit_test(another_population_seed_gives_other_people),
        cmocka_unit_test(care_and_work_follow_their_tables),
        cmocka_unit_test(whoever_works_is_told_by_the_word_of_a_life),
        cmocka_unit_test(income_ranks_are_spread_over_the_whole_range),
        cmocka_unit_test(most_couples_are_near_in_age_and_none_exceeds_its_share),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
