/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What must hold between the parts of a product. A rule is a box: an interval of ages
 * times a choice of traits in each group; classes must cut the boxes of all who may come
 * into parts that do not overlap. */
#include "io/catalogue_read_parts.h"

#include "state/stage.h"

#include <stdio.h>

/* Ages, in months, at which somebody can do this. */
static const int activity_ages[ACTIVITIES][2] = {
    [ACTIVITY_INFANT] = {0, STAGE_CHILD *MONTHS_PER_YEAR},
    [ACTIVITY_CHILD] = {STAGE_CHILD * MONTHS_PER_YEAR, STAGE_SCHOOL *MONTHS_PER_YEAR},
    [ACTIVITY_STUDENT] = {STAGE_SCHOOL * MONTHS_PER_YEAR,
                          STAGE_STUDIES_END *MONTHS_PER_YEAR},
    [ACTIVITY_WORKING] = {STAGE_WORK * MONTHS_PER_YEAR, RULE_AGE_END},
    [ACTIVITY_HOME] = {STAGE_STUDIES_END * MONTHS_PER_YEAR, RULE_AGE_END},
    [ACTIVITY_RETIRED] = {STAGE_STUDIES_END * MONTHS_PER_YEAR, RULE_AGE_END},
};

static uint32_t group_bits(const struct rule *rule, int group)
{
    const struct trait_group *info = &catalogue_traits[group];

    return rule->mask >> info->shift & ((UINT32_C(1) << info->count) - 1);
}

static bool is_empty(const struct rule *box)
{
    for (int g = 0; g < TRAIT_GROUPS; g++)
        if (group_bits(box, g) == 0)
            return true;
    return box->age_low >= box->age_high;
}

static struct rule intersect(const struct rule *a, const struct rule *b)
{
    struct rule box = *a;

    box.age_low = a->age_low > b->age_low ? a->age_low : b->age_low;
    box.age_high = a->age_high < b->age_high ? a->age_high : b->age_high;
    box.mask = a->mask & b->mask;
    return box;
}

/* Nobody of an age at which he or she does none of this. */
static bool has_nobody(const struct rule *box)
{
    bool some = false;

    for (int activity = 0; activity < ACTIVITIES; activity++)
        some |= (box->mask >> (TRAIT_ACTIVITY + activity) & 1) != 0 &&
                box->age_low < activity_ages[activity][1] &&
                box->age_high > activity_ages[activity][0];
    return !some || is_empty(box);
}

/* Whether the box lies in the union of the others; `at` is out: an age at which
 * something is left. Cuts off the part beside the first of them on each side in turn. */
static bool covered(struct rule box, const struct rule *const *others, int count,
                    int *at)
{
    struct rule part;

    if (has_nobody(&box))
        return true;
    if (count == 0) {
        *at = box.age_low;
        return false;
    }
    const struct rule *other = others[0];
    if (box.age_low < other->age_low) {
        part = box;
        part.age_high = other->age_low < box.age_high ? other->age_low : box.age_high;
        if (!covered(part, others + 1, count - 1, at))
            return false;
        box.age_low = other->age_low;
    }
    if (box.age_high > other->age_high) {
        part = box;
        part.age_low = other->age_high > box.age_low ? other->age_high : box.age_low;
        if (!covered(part, others + 1, count - 1, at))
            return false;
        box.age_high = other->age_high;
    }
    for (int g = 0; g < TRAIT_GROUPS && !is_empty(&box); g++) {
        const struct trait_group *info = &catalogue_traits[g];
        const uint32_t all = ((UINT32_C(1) << info->count) - 1) << info->shift;

        part = box;
        part.mask = (box.mask & ~all) | (box.mask & all & ~other->mask);
        if (!covered(part, others + 1, count - 1, at))
            return false;
        box.mask &= ~all | other->mask;
    }
    return true;
}

/* The nodes of a list, so that problems stand at the rule. */
static const struct yaml_node *item_of(const struct yaml_node *map, const char *key,
                                       int index)
{
    const struct yaml_node *item = yaml_find(map, key)->first;

    while (index-- > 0)
        item = item->next;
    return item;
}

/* Rules that nobody meets, that others before them take from, that give no amount. */
static void check_list(struct catalogue_reader *reader, const struct yaml_node *map,
                       const char *what, const struct product *product,
                       enum rule_list list)
{
    const char *key = catalogue_rule_list_words[list];
    const struct rule *before[CATALOGUE_RULES];
    const bool extent = list < RULE_LIST_ENTITLED;
    char path[CATALOGUE_PATH];
    int count, taken = 0, at;
    const struct rule *rules = catalogue_rules(product, list, &count);

    catalogue_read_path(path, what, key);
    for (int r = 0; r < count; r++) {
        const struct yaml_place place = item_of(map, key, r)->place;

        if (has_nobody(&rules[r]))
            yaml_problem(reader->yaml, place, MESSAGE_CATALOGUE_NEVER, r + 1, path,
                         "nobody is of that age and does that",
                         "没有人同时符合该年龄与活动状态");
        else if (rules[r].share <= 0)
            yaml_problem(reader->yaml, place, MESSAGE_CATALOGUE_NEVER, r + 1, path,
                         "its share is 0", "其比例为 0");
        else if (covered(rules[r], before, taken, &at))
            yaml_problem(reader->yaml, place, MESSAGE_CATALOGUE_NEVER, r + 1, path,
                         "those before it apply to the same people",
                         "前面的规则已涵盖同样的人");
        else if (extent && rules[r].amount <= 0)
            yaml_problem(reader->yaml, place, MESSAGE_CATALOGUE_AMOUNT, r + 1, path,
                         catalogue_amount_unit(product->use));
        /* A rule for a share of people leaves the others to those behind it. */
        if (rules[r].share >= 1)
            before[taken++] = &rules[r];
    }
}

static void check_classes(struct catalogue_reader *reader, const struct yaml_node *map,
                          const char *what, const struct product *product)
{
    const struct rule *classes[CATALOGUE_CLASSES];
    char text[32];
    int count, at;

    for (int c = 0; c < product->class_count; c++) {
        classes[c] = &product->classes[c].who;
        for (int b = 0; b < c; b++) {
            const struct rule both =
                intersect(&product->classes[b].who, &product->classes[c].who);

            if (!has_nobody(&both))
                yaml_problem(reader->yaml, item_of(map, "classes", c)->place,
                             MESSAGE_CATALOGUE_OVERLAP, product->classes[b].key,
                             product->classes[c].key, what);
        }
    }
    for (int list = 0; list < RULE_LIST_ENTITLED; list++) {
        const struct rule *rules =
            catalogue_rules(product, (enum rule_list)list, &count);

        for (int r = 0; r < count; r++)
            if (!covered(rules[r], classes, product->class_count, &at)) {
                snprintf(text, sizeof(text), "%.4g", (double)at / MONTHS_PER_YEAR);
                yaml_problem(reader->yaml,
                             item_of(map, catalogue_rule_list_words[list], r)->place,
                             MESSAGE_CATALOGUE_UNCOVERED, what, r + 1,
                             catalogue_rule_list_words[list], text);
            }
    }
}

/* A need that only those with free hands have cannot be met by free hands. */
static void check_family(struct catalogue_reader *reader, const struct yaml_node *map,
                         const char *what, const struct product *product)
{
    char path[CATALOGUE_PATH];

    catalogue_read_path(path, what, "need");
    for (int r = 0; product->family && r < product->needs; r++)
        if ((product->need[r].mask >> (TRAIT_HANDS + HANDS_NONE) & 1) == 0)
            yaml_problem(reader->yaml, item_of(map, "need", r)->place,
                         MESSAGE_CATALOGUE_FAMILY, r + 1, path);
}

void catalogue_read_check(struct catalogue_reader *reader, const struct yaml_node *node,
                          const char *what, const struct product *product)
{
    const double turns[SLOTS] = {product->turns_weekday, product->turns_evening,
                                 product->turns_weekend, product->turns_night};

    for (int list = 0; list < RULE_LISTS; list++)
        check_list(reader, node, what, product, (enum rule_list)list);
    check_classes(reader, node, what, product);
    check_family(reader, node, what, product);
    if (product->needs + product->latents + product->wants == 0)
        yaml_problem(reader->yaml, node->key_place, MESSAGE_CATALOGUE_NOBODY, what);
    for (int slot = 0; slot < SLOTS; slot++)
        if (product->slots >> slot & 1 && turns[slot] <= 0)
            yaml_problem(reader->yaml, yaml_find(node, "slots")->place,
                         MESSAGE_CATALOGUE_TURNS, what, catalogue_slot_words[slot]);
    if ((product->months & product->intake) == 0)
        yaml_problem(reader->yaml, node->key_place, MESSAGE_CATALOGUE_INTAKE, what);
}
