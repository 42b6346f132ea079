/* SPDX-License-Identifier: MIT
 * Copyright the Linli authors */

/* The synthesised population closes every district margin, its households are sound,
 * and its people depend on nothing but their community and the population seed. */
#include "support/check.h"

#include "support/populate_fixture.h"

#include "core/stream.h"

/* What is counted in the blocks of one district. */
struct counted {
    int64_t ages[SEXES][AGES], nonlocal, collective, households, one, elders[4];
    int64_t child_alone, young_alone;
};

static void count_home(const struct block *block, row h, month now,
                       struct counted *counted)
{
    const struct residents *p = &block->residents;
    row i = block->households.first[h];
    int elders = 0, adults = 0, children = 0;
    for (int k = 0; k < block->households.size[h]; k++, i = p->next[i]) {
        const int age = age_years(p->birth[i], now);
        elders += age >= 65;
        adults += age >= 18;
        children += age < 15;
        assert_int_equal((p->bits[i] & BITS_COLLECTIVE) != 0,
                         block->households.kind[h] == HOUSEHOLD_COLLECTIVE);
    }
    if (block->households.kind[h] == HOUSEHOLD_COLLECTIVE) {
        counted->collective += block->households.size[h];
        counted->young_alone += children;
        return;
    }
    counted->households++;
    counted->one += block->households.size[h] == 1;
    counted->elders[elders > 3 ? 3 : elders]++;
    counted->child_alone += adults == 0;
}

static struct counted count_district(const struct fixture *f, int d)
{
    struct counted counted = {0};
    for (int c = 0; c < FIXTURE_COMMUNITIES; c++) {
        if (f->communities[c].district != d)
            continue;
        const struct residents *p = &f->blocks[c].residents;
        for (row i = 0; i < p->count; i++) {
            counted.ages[bits_sex(p->bits[i])][age_years(p->birth[i], f->now)]++;
            counted.nonlocal += (p->bits[i] & BITS_NONLOCAL) != 0;
        }
        for (row h = 0; h < f->blocks[c].households.count; h++)
            count_home(&f->blocks[c], h, f->now, &counted);
    }
    return counted;
}

static void check_district(const struct fixture *f, int d)
{
    const struct district *is = &f->districts[d];
    const struct counted counted = count_district(f, d);
    int64_t sex[SEXES] = {0};
    for (int s = 0; s < SEXES; s++)
        for (int age = 0; age < AGES; age++) {
            assert_int_equal(counted.ages[s][age], is->ages[s][age]);
            sex[s] += counted.ages[s][age];
        }
    assert_int_equal(sex[SEX_MALE], is->sex[SEX_MALE]);
    assert_int_equal(sex[SEX_FEMALE], is->sex[SEX_FEMALE]);
    for (int b = 0; b < is->band_count; b++) {
        int64_t people = 0;
        for (int age = is->bands[b].low; age <= is->bands[b].high; age++)
            people += counted.ages[0][age] + counted.ages[1][age];
        assert_int_equal(people, is->bands[b].people);
    }
    assert_int_equal(counted.nonlocal, is->nonlocal);
    assert_int_equal(counted.collective, is->residents - is->family_persons);
    assert_int_equal(counted.households, is->family_households);
    assert_int_equal(counted.one, is->one_person_households);
    assert_int_equal(counted.elders[1], is->households_one_elder);
    assert_int_equal(counted.elders[2], is->households_two_elders);
    assert_int_equal(counted.elders[3], is->households_more_elders);
    assert_int_equal(counted.child_alone, 0);
    assert_int_equal(counted.young_alone, 0);
}

static void make(struct fixture *f, int64_t agents, uint64_t seed)
{
    struct error err;
    fixture_init(f);
    assert_int_equal(fixture_make(f, agents, seed, &err), 0);
}

static void every_margin_closes_and_no_child_is_alone(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct fixture f;
        make(&f, 0, seed);
        for (int d = 0; d < FIXTURE_DISTRICTS; d++)
            check_district(&f, d);
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
    make(&f, 0, 7);
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
    make(&f, 0, 5);
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
    make(&f, 0, 11);
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
    make(&f, 0, 2);
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
    make(&f, 0, 2);
    make(&g, 0, 3);
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

static void a_city_is_scaled_to_the_agents_asked_for(void **state)
{
    (void)state;
    static const int64_t agents[] = {90001, 3001, 211, 12};
    for (size_t k = 0; k < sizeof agents / sizeof agents[0]; k++) {
        struct fixture f;
        struct error err;
        make(&f, agents[k], 4);
        int64_t people = 0;
        for (int c = 0; c < FIXTURE_COMMUNITIES; c++) {
            people += f.blocks[c].residents.count;
            assert_int_equal(block_check(&f.blocks[c], &err), 0);
        }
        assert_int_equal(people, agents[k]);
        if (agents[k] > 3000) {
            for (int d = 0; d < FIXTURE_DISTRICTS; d++)
                check_district(&f, d);
            const double share =
                (double)f.districts[1].family_households / (double)agents[k];
            assert_true(share > 4649.0 / 30001 - 0.001 &&
                        share < 4649.0 / 30001 + 0.001);
        }
        fixture_free(&f);
    }
}

static double nonlocal_share(const struct community_plan *plan)
{
    int64_t people = 0;
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < AGES; age++)
            people += plan->people[sex][age];
    return (double)plan->nonlocal / (double)people;
}

static double elder_share(const struct community_plan *plan)
{
    int64_t people = 0, elders = 0;
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < AGES; age++) {
            people += plan->people[sex][age];
            elders += age >= 65 ? plan->people[sex][age] : 0;
        }
    return (double)elders / (double)people;
}

static void types_differ_as_the_tilt_says(void **state)
{
    (void)state;
    struct fixture f;
    make(&f, 0, 6);
    assert_true(nonlocal_share(&f.plans[2]) > nonlocal_share(&f.plans[0]) + 0.1);
    assert_true(elder_share(&f.plans[0]) > 1.5 * elder_share(&f.plans[2]));
    fixture_free(&f);
    struct error err;
    fixture_init(&f);
    f.values.populate_type_tilt = 0.0;
    f.values.populate_size_cv = 0.0;
    assert_int_equal(populate_plan(&f.city, &f.values, 0, 6, &f.plans, &err), 0);
    const double gap = elder_share(&f.plans[0]) - elder_share(&f.plans[2]);
    assert_true(gap < 0.005 && gap > -0.005);
    fixture_free(&f);
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
    make(&f, 0, 8);
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
    make(&f, 0, 9);
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
    make(&f, 0, 10);
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
    make(&f, 0, 12);
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

static void ages_given_by_the_pack_are_kept(void **state)
{
    (void)state;
    struct fixture f;
    struct error err;
    fixture_init(&f);
    struct district *d = &f.districts[1];
    d->has_ages = true;
    d->band_count = 0;
    for (int sex = 0; sex < SEXES; sex++) {
        d->sex[sex] = 0;
        for (int age = 0; age < AGES; age++) {
            d->ages[sex][age] = age < 70 ? 83 + age % 7 : 101 - age;
            d->sex[sex] += d->ages[sex][age];
        }
    }
    d->residents = d->sex[0] + d->sex[1];
    const struct district before = *d;
    assert_int_equal(fixture_make(&f, 0, 1, &err), 0);
    assert_memory_equal(before.ages, d->ages, sizeof d->ages);
    check_district(&f, 1);
    fixture_free(&f);
}

static void elders_beyond_care_homes_live_in_larger_households(void **state)
{
    (void)state;
    struct fixture f;
    struct error err;
    fixture_init(&f);
    struct district *d = &f.districts[1]; /* 850 elders; 800 in counted households */
    d->family_persons = d->residents - 31;
    d->households_one_elder = 381;
    d->households_two_elders = 199;
    d->households_more_elders = 7;
    d->family_persons = d->residents - 31;
    assert_int_equal(fixture_make(&f, 0, 1, &err), 0);
    check_district(&f, 1);
    fixture_free(&f);
}

/* The message that planning a spoilt city ends with. */
static enum message refusal(void (*spoil)(struct fixture *))
{
    struct fixture f;
    struct error err = {0};
    fixture_init(&f);
    spoil(&f);
    const int status = fixture_make(&f, 0, 1, &err);
    fixture_free(&f);
    return status == 0 ? MESSAGE_NONE : err.message;
}

static void spoil_sexes(struct fixture *f)
{
    f->districts[0].sex[SEX_MALE]++;
}
static void spoil_bands(struct fixture *f)
{
    f->districts[0].bands[3].people--;
}
static void spoil_persons(struct fixture *f)
{
    f->districts[1].family_persons = 4649 + 2741;
}
static void spoil_elders(struct fixture *f)
{
    f->districts[1].households_two_elders = 300;
}
static void spoil_communities(struct fixture *f)
{
    f->city.community_count = FIXTURE_EACH;
}
static void spoil_nonlocal(struct fixture *f)
{
    f->districts[1].nonlocal = 12002;
}
/* Nobody is left who could be the adult of so many households. */
static void spoil_adults(struct fixture *f)
{
    struct district *d = &f->districts[1];
    const int64_t people[7] = {1000, 9000, 500, 300, 351, 677, 173};
    for (int b = 0; b < 7; b++)
        d->bands[b].people = people[b];
    d->family_persons = 12001;
}
static void spoil_size(struct fixture *f)
{
    for (int b = 0; b < 7; b++)
        f->districts[0].bands[b].people *= 1000;
    struct district *d = &f->districts[0];
    int64_t *const counts[] = {
        &d->residents,
        &d->sex[0],
        &d->sex[1],
        &d->family_persons,
        &d->family_households,
        &d->one_person_households,
        &d->households_one_elder,
        &d->households_two_elders,
        &d->households_more_elders,
        &d->nonlocal,
    };
    for (size_t k = 0; k < sizeof counts / sizeof counts[0]; k++)
        *counts[k] *= 1000;
    for (int c = 1; c < FIXTURE_EACH; c++)
        f->communities[c].residents = 1;
}

static void packs_that_cannot_be_closed_are_refused(void **state)
{
    (void)state;
    assert_int_equal(refusal(spoil_sexes), MESSAGE_POPULATE_SUM);
    assert_int_equal(refusal(spoil_bands), MESSAGE_POPULATE_SUM);
    assert_int_equal(refusal(spoil_persons), MESSAGE_POPULATE_SUM);
    assert_int_equal(refusal(spoil_elders), MESSAGE_POPULATE_SUM);
    assert_int_equal(refusal(spoil_nonlocal), MESSAGE_POPULATE_SUM);
    assert_int_equal(refusal(spoil_communities), MESSAGE_POPULATE_EMPTY);
    assert_int_equal(refusal(spoil_adults), MESSAGE_POPULATE_ROOM);
    assert_int_equal(refusal(spoil_size), MESSAGE_POPULATE_LARGE);
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
        cmocka_unit_test(a_city_is_scaled_to_the_agents_asked_for),
        cmocka_unit_test(types_differ_as_the_tilt_says),
        cmocka_unit_test(care_and_work_follow_their_tables),
        cmocka_unit_test(whoever_works_is_told_by_the_word_of_a_life),
        cmocka_unit_test(income_ranks_are_spread_over_the_whole_range),
        cmocka_unit_test(most_couples_are_near_in_age_and_none_exceeds_its_share),
        cmocka_unit_test(ages_given_by_the_pack_are_kept),
        cmocka_unit_test(elders_beyond_care_homes_live_in_larger_households),
        cmocka_unit_test(packs_that_cannot_be_closed_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
