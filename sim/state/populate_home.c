/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The households of a community before anybody lives in them: how many of each size
 * hold how many elders and children. Elders go to sizes by weights, children where
 * parents are most likely to be, couples before lone parents, so that no child is
 * without an adult. All is done with counts of alike households, not one by one. */
#include "state/populate_parts.h"
#include "state/rake.h"

#include <assert.h>
#include <string.h>

/* Sizes 1 to 7, and two of the largest that differ by one person. */
enum { GROUPS = SIZES + 1, ELDER_CLASSES = 4, SLOTS_MOST = 1024 };
/* Members of a room: dormitories, care homes. */
enum { DORMITORY = 6, CARE_ROOM = 8 };

/* Weights of sizes (1, 2, ...) for households with one, two, three elders. Assumed,
 * from elders who live alone (12 %) and as couples (34 %) in cities, 2010 census: about
 * a third of households with one elder hold nobody else, and two thirds of those with
 * two. */
static const double ELDER_WEIGHT[ELDER_CLASSES][GROUPS] = {
    {0},
    {0.30, 0.26, 0.17, 0.11, 0.09, 0.05, 0.01, 0.005, 0.005},
    {0, 0.66, 0.10, 0.07, 0.07, 0.07, 0.02, 0.005, 0.005},
    {0, 0, 0.10, 0.15, 0.25, 0.25, 0.15, 0.05, 0.05},
};

/* Households alike in size and elders, and the slots for their children. */
struct alike {
    int64_t size, count;
    int slots; /* most children one of them can have */
    int first; /* index of the first slot in the list of slots */
};

struct shape {
    int64_t size[GROUPS], count[GROUPS];
    int64_t with[GROUPS][ELDER_CLASSES]; /* households by elders */
    int fixed;                           /* seats kept for elders beyond three */
    struct alike alike[GROUPS][ELDER_CLASSES];
    int slot_count;
    double base[SLOTS_MOST], weight[SLOTS_MOST];
    int64_t room[SLOTS_MOST], taken[SLOTS_MOST];
};

static void list_sizes(const struct community_plan *plan, struct shape *shape)
{
    for (int k = 0; k + 1 < SIZES; k++) {
        shape->size[k] = k + 1;
        shape->count[k] = plan->size[k];
    }
    const int64_t large = plan->size[SIZES - 1];
    const int64_t each = large > 0 ? plan->large_persons / large : SIZES;
    shape->size[SIZES - 1] = each;
    shape->size[SIZES] = each + 1;
    shape->count[SIZES] = large > 0 ? plan->large_persons % large : 0;
    shape->count[SIZES - 1] = large - shape->count[SIZES];
}

/* Places the households with `elders` elders, those with more having been placed. */
static void place_elders(const struct community_plan *plan, struct shape *shape,
                         int elders)
{
    int64_t room[GROUPS], placed[GROUPS];
    const int least = elders == 3 ? 3 + shape->fixed : elders;
    for (int g = 0; g < GROUPS; g++) {
        room[g] = shape->size[g] >= least ? shape->count[g] : 0;
        for (int more = elders + 1; more < ELDER_CLASSES && room[g] > 0; more++)
            room[g] -= shape->with[g][more];
    }
    const int status = rake_allocate(plan->elders[elders], GROUPS, ELDER_WEIGHT[elders],
                                     NULL, room, placed);
    assert(status == 0); /* the plan leaves room for them */
    for (int g = 0; g < GROUPS && status == 0; g++)
        shape->with[g][elders] = placed[g];
}

/* How early a child's slot is filled: first children of couples, then second ones and
 * homes of three generations with one parent, then lone parents, last children with
 * grandparents only. Assumed. */
static double slot_base(int64_t size, int elders, int child)
{
    const int64_t others = size - elders - child; /* adults under 65 */
    const double order = 0.45 * (child - 1);
    if (elders == 0)
        return order + (others >= 2 ? 0.0 : 1.2);
    return order + (others >= 2 ? 0.05 : others == 1 ? 0.55 : 1.4);
}

static void list_slots(struct shape *shape)
{
    for (int g = 0; g < GROUPS; g++)
        for (int j = 0; j < ELDER_CLASSES; j++) {
            struct alike *alike = &shape->alike[g][j];
            const int64_t free_seats =
                shape->size[g] - (j > 0 ? j : 1) - (j == 3 ? shape->fixed : 0);
            alike->size = shape->size[g];
            alike->count = shape->with[g][j];
            alike->first = shape->slot_count;
            alike->slots = alike->count > 0 && free_seats > 0 ? (int)free_seats : 0;
            for (int t = 1; t <= alike->slots; t++) {
                assert(shape->slot_count < SLOTS_MOST);
                shape->base[shape->slot_count] = slot_base(shape->size[g], j, t);
                shape->room[shape->slot_count++] = alike->count;
            }
        }
}

/* Share of the slots of one base that are filled at a level: rises over a width, so
 * that no kind of family is all or nothing. */
static double filled_at(double base, double level)
{
    const double width = 1.5, share = (level - base) / width;
    return share < 0.0 ? 0.0 : share > 1.0 ? 1.0 : share;
}

/* Fills slots up to the level at which all children have one. Those who find none (no
 * adult is left for them) are returned. */
static int64_t place_children(struct shape *shape, int64_t children)
{
    int64_t room = 0;
    for (int s = 0; s < shape->slot_count; s++)
        room += shape->room[s];
    const int64_t placed = children < room ? children : room;
    double low = 0.0, high = 200.0;
    for (int step = 0; step < 60; step++) {
        const double level = 0.5 * (low + high);
        double sum = 0.0;
        for (int s = 0; s < shape->slot_count; s++)
            sum += (double)shape->room[s] * filled_at(shape->base[s], level);
        if (sum < (double)placed)
            low = level;
        else
            high = level;
    }
    for (int s = 0; s < shape->slot_count; s++)
        shape->weight[s] = (double)shape->room[s] * filled_at(shape->base[s], high);
    const int status = rake_allocate(placed, shape->slot_count, shape->weight, NULL,
                                     shape->room, shape->taken);
    assert(status == 0);
    (void)status;
    return children - placed;
}

/* Rounding may leave one household with a second child but no first: put in order. */
static void order_slots(struct shape *shape)
{
    for (int g = 0; g < GROUPS; g++)
        for (int j = 0; j < ELDER_CLASSES; j++) {
            const struct alike *alike = &shape->alike[g][j];
            int64_t *taken = shape->taken + alike->first;
            for (int t = 1; t < alike->slots; t++)
                for (int k = t; k > 0 && taken[k] > taken[k - 1]; k--) {
                    const int64_t more = taken[k];
                    taken[k] = taken[k - 1];
                    taken[k - 1] = more;
                }
        }
}

/* Appends the households of one kind that have `children` children. */
static uint32_t add_homes(struct maker *maker, const struct shape *shape, int g, int j,
                          int children, uint32_t seat)
{
    const struct alike *alike = &shape->alike[g][j];
    const int64_t *taken = shape->taken + alike->first;
    if (children > alike->slots)
        return seat;
    const int64_t from = children > 0 ? taken[children - 1] : alike->count;
    const int64_t beyond = children < alike->slots ? taken[children] : 0;
    for (int64_t k = beyond; k < from; k++) {
        maker->homes[maker->home_count++] = (struct home){
            .seat = seat,
            .size = (uint8_t)alike->size,
            .elders = (uint8_t)j,
            .children = (uint8_t)children,
            .kind = HOUSEHOLD_FAMILY,
            .fixed = (uint8_t)(j == 3 ? shape->fixed : 0),
        };
        seat += (uint32_t)alike->size;
    }
    return seat;
}

/* The order of filling: families with children choose parents and grandparents first,
 * then elders with others, then adults by falling size, at last those alone. */
static uint32_t list_homes(struct maker *maker, const struct shape *shape)
{
    uint32_t seat = 0;
    for (int j = ELDER_CLASSES - 1; j >= 0; j--)
        for (int g = 1; g < GROUPS; g++)
            for (int c = 1; c <= shape->alike[g][j].slots; c++)
                seat = add_homes(maker, shape, g, j, c, seat);
    for (int j = ELDER_CLASSES - 1; j >= 0; j--)
        for (int g = GROUPS - 1; g >= 1; g--)
            seat = add_homes(maker, shape, g, j, 0, seat);
    for (int j = 1; j >= 0; j--)
        seat = add_homes(maker, shape, 0, j, 0, seat);
    return seat;
}

/* Seats collective members of an age range in rooms, by age; `sex` SEXES: both. */
static uint32_t add_rooms(struct maker *maker, int low, int high, int sex, uint8_t room,
                          uint32_t seat)
{
    struct home *home = NULL;
    for (int age = low; age < high; age++)
        for (int s = 0; s < SEXES; s++)
            for (int64_t k = 0;
                 (sex == SEXES || s == sex) && k < maker->plan->collective[s][age];
                 k++) {
                if (!home || home->size == room) {
                    home = &maker->homes[maker->home_count++];
                    *home = (struct home){.seat = seat, .kind = HOUSEHOLD_COLLECTIVE};
                }
                maker->seats[seat++] =
                    (struct seat){.age = (uint8_t)age, .sex = (uint8_t)s};
                home->filled = ++home->size;
            }
    return seat;
}

void populate_home_shape(struct maker *maker)
{
    const struct community_plan *plan = maker->plan;
    struct shape shape;
    memset(&shape, 0, sizeof shape);
    int64_t children = 0, elders = 0;
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age <= AGE_LAST; age++) {
            const int64_t people = plan->people[sex][age] - plan->collective[sex][age];
            children += age < AGE_ADULT ? people : 0;
            elders += age >= AGE_ELDER ? people : 0;
        }
    const int64_t extra =
        elders - plan->elders[1] - 2 * plan->elders[2] - 3 * plan->elders[3];
    if (plan->elders[3] > 0)
        shape.fixed = (int)((extra + plan->elders[3] - 1) / plan->elders[3]);
    list_sizes(plan, &shape);
    for (int j = ELDER_CLASSES - 1; j > 0; j--)
        place_elders(plan, &shape, j);
    for (int g = 0; g < GROUPS; g++)
        shape.with[g][0] =
            shape.count[g] - shape.with[g][1] - shape.with[g][2] - shape.with[g][3];
    list_slots(&shape);
    const int64_t alone = place_children(&shape, children);
    (void)alone; /* they take seats of adults when all are filled */
    order_slots(&shape);
    uint32_t seat = list_homes(maker, &shape);
    assert(seat == maker->family_people);
    for (int sex = 0; sex < SEXES; sex++)
        seat = add_rooms(maker, 0, AGE_ELDER, sex, DORMITORY, seat);
    seat = add_rooms(maker, AGE_ELDER, AGES, SEXES, CARE_ROOM, seat);
    assert(seat == maker->people);
}
