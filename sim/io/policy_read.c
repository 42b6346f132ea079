/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Instruments: the keys that all kinds share, and the terms of their own. */
#include "io/policy_parts.h"

#include "core/list.h"
#include "core/text.h"
#include "param/units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Keys that every kind takes, beside its terms. */
enum key {
    KEY_ID,
    KEY_KIND,
    KEY_FROM,
    KEY_UNTIL,
    KEY_TAPER,
    KEY_COMMUNITIES,
    KEY_DISTRICTS,
    KEY_PRODUCTS,
    KEY_SERVICES,
    KEY_MODES,
    KEY_OPERATORS,
    KEY_WHO,
    KEY_PAYER,
    KEY_LINE,
    KEY_PAID,
    KEY_LATE,
    KEY_INDEXED,
    KEY_CEILING,
    KEY_BUDGET,
    KEYS
};
static const char *const keys[KEYS] = {"id",
                                       "kind",
                                       "from",
                                       "until",
                                       "taper",
                                       "communities",
                                       "districts",
                                       "products",
                                       "services",
                                       "modes",
                                       "operators",
                                       "who",
                                       "payer",
                                       "line",
                                       "paid",
                                       "late_months",
                                       "indexed",
                                       "ceiling_per_year",
                                       "budget_per_year"};
/* What one target may be called. */
static const struct {
    const char *one;
    enum key many;
} singular[] = {{"community", KEY_COMMUNITIES},
                {"district", KEY_DISTRICTS},
                {"product", KEY_PRODUCTS},
                {"service", KEY_SERVICES},
                {"mode", KEY_MODES},
                {"operator", KEY_OPERATORS}};
static const char *const yes_no[] = {"no", "yes"};

/* An instrument being read. */
struct reading {
    struct yaml *yaml;
    struct instrument *instrument;
    const struct yaml_node *from, *until, *taper, *who, *payer, *budget;
    const struct yaml_node *of_sites; /* a target that only facilities have */
    bool puzzled;                     /* by a key: it may have been meant as a term */
};

struct instrument_place policy_place(const struct yaml *yaml, struct yaml_place place)
{
    struct instrument_place mine = {"", place.line, place.column, place.span};

    if (place.file >= 0)
        snprintf(mine.file, sizeof(mine.file), "%s", yaml->files[place.file].path);
    return mine;
}

static void read_id(struct yaml *yaml, const struct yaml_node *node,
                    struct instrument *instrument)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

    if (policy_want_text(yaml, node, "id") != 0)
        return;
    if (strspn(node->text, letters) != strlen(node->text) ||
        strlen(node->text) >= INSTRUMENT_ID)
        yaml_problem(yaml, node->place, MESSAGE_POLICY_ID, node->text,
                     INSTRUMENT_ID - 1);
    else
        snprintf(instrument->id, sizeof(instrument->id), "%s", node->text);
}

static void read_who(struct reading *reading, const struct yaml_node *node)
{
    struct schedule single = {.count = 1};
    struct units_where where = {0, 1};
    struct yaml_place place = node->place;
    struct error err;
    int index;

    reading->who = node;
    if (policy_want_text(reading->yaml, node, "who") != 0)
        return;
    if (schedule_read(node->text, SCHEDULE_PERSON, &reading->instrument->who, &where,
                      &err) != 0) {
        place.column += where.at + (node->quoted ? 1 : 0);
        place.span = where.span;
        yaml_problem_from(reading->yaml, place, &err);
        return;
    }
    single.row[0].when = reading->instrument->who;
    if (schedule_close(&single, &index, &err) != 0)
        yaml_problem_from(reading->yaml, place, &err);
}

static void read_payer(struct reading *reading, const struct yaml_node *node)
{
    const int found = policy_read_word(reading->yaml, node, "payer",
                                       instrument_payer_words, INSTRUMENT_PAYERS);

    reading->payer = node;
    if (found >= 0)
        reading->instrument->payer = instrument_payer_accounts[found];
}

static void read_line(struct yaml *yaml, const struct yaml_node *node,
                      struct instrument *instrument)
{
    if (policy_want_text(yaml, node, "line") != 0)
        return;
    if (strlen(node->text) >= sizeof(instrument->line))
        yaml_problem(yaml, node->place, MESSAGE_POLICY_ID, node->text,
                     (int)sizeof(instrument->line) - 1);
    else
        snprintf(instrument->line, sizeof(instrument->line), "%s", node->text);
}

/* A sum a year: "300 万元" says the same as "300 万元/年". */
static void read_yearly(struct yaml *yaml, const struct yaml_node *node,
                        const char *what, money *fen)
{
    static const double yuan_most = (double)MONEY_MAX / MONEY_YUAN;
    struct error err;
    double yuan;
    const bool plain = node->kind == YAML_TEXT &&
                       units_read(what, node->text, "yuan", &yuan, NULL, &err) == 0;

    if (policy_read_number(yaml, node, what, plain ? "yuan" : "yuan/year", yuan_most,
                           &yuan) == 0)
        *fen = money_from_yuan(yuan);
}

static void read_target(struct reading *reading, const struct yaml_node *node,
                        enum key key)
{
    struct instrument *mine = reading->instrument;
    struct instrument_names *names = key == KEY_COMMUNITIES ? &mine->communities
                                     : key == KEY_DISTRICTS ? &mine->districts
                                     : key == KEY_PRODUCTS  ? &mine->products
                                                            : &mine->services;

    if (key != KEY_COMMUNITIES && key != KEY_DISTRICTS)
        reading->of_sites = node;
    if (key == KEY_MODES)
        policy_read_words(reading->yaml, node, keys[key], supply_mode_words, MODES,
                          &mine->modes);
    else if (key == KEY_OPERATORS)
        policy_read_words(reading->yaml, node, keys[key], supply_operator_words,
                          OPERATOR_KINDS, &mine->operators);
    else
        policy_read_names(reading->yaml, node, keys[key], names);
}

static void read_key(struct reading *reading, const struct yaml_node *node,
                     enum key key)
{
    struct instrument *mine = reading->instrument;
    struct yaml *yaml = reading->yaml;
    int found;

    switch (key) {
    case KEY_FROM:
        reading->from = node;
        policy_read_month(yaml, node, keys[key], false, &mine->from);
        break;
    case KEY_UNTIL:
        reading->until = node;
        policy_read_month(yaml, node, keys[key], true, &mine->until);
        break;
    case KEY_TAPER:
        reading->taper = node;
        policy_read_months(yaml, node, keys[key], &mine->taper);
        break;
    case KEY_WHO: read_who(reading, node); break;
    case KEY_PAYER: read_payer(reading, node); break;
    case KEY_LINE: read_line(yaml, node, mine); break;
    case KEY_PAID:
        found = policy_read_word(yaml, node, keys[key], ledger_paid_words, PAIDS);
        mine->paid = found >= 0 ? (enum paid)found : PAID_MONTHLY;
        break;
    case KEY_LATE: policy_read_months(yaml, node, keys[key], &mine->late_months); break;
    case KEY_INDEXED:
        mine->indexed = policy_read_word(yaml, node, keys[key], yes_no, 2) == 1;
        break;
    case KEY_CEILING:
        read_yearly(yaml, node, keys[key], &mine->ceiling_per_year);
        break;
    case KEY_BUDGET:
        reading->budget = node;
        read_yearly(yaml, node, keys[key], &mine->budget_per_year);
        break;
    case KEY_ID: read_id(yaml, node, mine); break;
    case KEY_KIND:
    case KEYS: break;
    default: read_target(reading, node, key);
    }
}

/* The common key of that name, or KEYS. */
static enum key find_key(const char *name)
{
    for (int i = 0; i < KEYS; i++)
        if (strcmp(keys[i], name) == 0)
            return (enum key)i;
    for (size_t i = 0; i < sizeof(singular) / sizeof(singular[0]); i++)
        if (strcmp(singular[i].one, name) == 0)
            return singular[i].many;
    return KEYS;
}

/* Reports a key that is neither common nor a term of the kind. */
static void tell_term(struct reading *reading, const struct yaml_node *node)
{
    const enum instrument_kind kind = reading->instrument->kind;
    const int first = instrument_first_term(kind), count = instrument_term_count(kind);
    const char *names[INSTRUMENT_TERMS_MOST + KEYS];
    char all[512];
    int nearest;

    for (int i = 0; i < count; i++)
        names[i] = instrument_terms[first + i].name;
    for (int i = 0; i < KEYS; i++)
        names[count + i] = keys[i];
    reading->puzzled = true;
    nearest = text_nearest(node->key, names, count + KEYS);
    policy_join(names, count, all, sizeof(all));
    if (nearest >= 0)
        yaml_problem(reading->yaml, node->key_place, MESSAGE_POLICY_TERM_NEAR,
                     node->key, instrument_info[kind].name, names[nearest]);
    else
        yaml_problem(reading->yaml, node->key_place, MESSAGE_POLICY_TERM, node->key,
                     instrument_info[kind].name, all);
}

static void read_entry(struct reading *reading, const struct yaml_node *node)
{
    const enum key key = find_key(node->key);
    const int first = instrument_first_term(reading->instrument->kind);

    if (key != KEYS) {
        read_key(reading, node, key);
        return;
    }
    for (int i = 0; i < instrument_term_count(reading->instrument->kind); i++)
        if (strcmp(instrument_terms[first + i].name, node->key) == 0) {
            policy_read_term(reading->yaml, node, (enum instrument_term)(first + i),
                             &reading->instrument->term[i]);
            return;
        }
    tell_term(reading, node);
}

static void check_dates(const struct reading *reading)
{
    const struct instrument *mine = reading->instrument;
    char a[16], b[16];

    if (mine->from >= 0 && mine->until >= 0 && mine->until < mine->from)
        yaml_problem(reading->yaml, reading->until->place, MESSAGE_POLICY_DATES,
                     month_text(mine->until, a), month_text(mine->from, b));
    else if (mine->taper > 0 && reading->until == NULL)
        yaml_problem(reading->yaml, reading->taper->place, MESSAGE_POLICY_TAPER_OPEN);
    else if (mine->from >= 0 && mine->until >= 0 &&
             mine->taper > mine->until - mine->from + 1)
        yaml_problem(reading->yaml, reading->taper->place, MESSAGE_POLICY_TAPER,
                     mine->taper, mine->until - mine->from + 1);
}

/* What must hold between what was given. */
static void check_together(const struct reading *reading, const struct yaml_node *node)
{
    const struct instrument *mine = reading->instrument;
    const struct instrument_info *info = &instrument_info[mine->kind];
    const int first = instrument_first_term(mine->kind);
    const char *names[INSTRUMENT_TERMS_MOST];
    bool some = false, of_users = false;
    char all[512];

    check_dates(reading);
    for (int i = 0; i < instrument_term_count(mine->kind); i++) {
        names[i] = instrument_terms[first + i].name;
        some = some || mine->term[i].given;
        of_users = of_users || (mine->term[i].given &&
                                (instrument_terms[first + i].about & SCHEDULE_PERSON));
    }
    policy_join(names, instrument_term_count(mine->kind), all, sizeof(all));
    if (!some && reading->puzzled)
        return;
    if (!some)
        yaml_problem(reading->yaml, node->place, MESSAGE_POLICY_NO_TERM, info->name,
                     all);
    else if (reading->who != NULL && !of_users)
        yaml_problem(reading->yaml, reading->who->place, MESSAGE_POLICY_WHO);
    if (info->payer == INSTRUMENT_NOBODY && reading->payer != NULL)
        yaml_problem(reading->yaml, reading->payer->place, MESSAGE_POLICY_NO_PAYER,
                     "payer", info->name);
    if (reading->budget != NULL && !account_bound(mine->payer))
        yaml_problem(reading->yaml, reading->budget->place, MESSAGE_POLICY_NO_BUDGET);
    if (mine->kind == INSTRUMENT_benefit && reading->of_sites != NULL)
        yaml_problem(reading->yaml, reading->of_sites->key_place,
                     MESSAGE_POLICY_NO_TARGET, reading->of_sites->key, info->name);
}

/* The kind an item names, or -1 after a report. */
static int read_kind(struct yaml *yaml, const struct yaml_node *item)
{
    const struct yaml_node *node;
    const char *names[INSTRUMENTS];
    char all[320];

    for (int i = 0; i < INSTRUMENTS; i++)
        names[i] = instrument_info[i].name;
    if (item->kind != YAML_MAP)
        return yaml_problem(yaml, item->place, MESSAGE_POLICY_NOT_ITEM,
                            yaml_kind_en(item), yaml_kind_zh(item));
    node = yaml_find(item, "kind");
    if (node != NULL)
        return policy_read_word(yaml, node, "kind", names, INSTRUMENTS);
    policy_join(names, INSTRUMENTS, all, sizeof(all));
    return yaml_problem(yaml, item->place, MESSAGE_POLICY_KIND_MISSING, all);
}

static void read_item(struct yaml *yaml, const struct yaml_node *item,
                      struct policy *policy)
{
    struct instrument *mine = &policy->item[policy->count];
    struct reading reading = {.yaml = yaml, .instrument = mine};
    const int kind = read_kind(yaml, item);

    if (kind < 0)
        return;
    memset(mine, 0, sizeof(*mine));
    mine->kind = (enum instrument_kind)kind;
    mine->place = policy_place(yaml, item->place);
    mine->from = mine->until = -1;
    mine->payer = instrument_info[kind].payer;
    mine->ceiling_per_year = mine->budget_per_year = -1;
    policy->count++;
    for (const struct yaml_node *node = item->first; node != NULL; node = node->next)
        read_entry(&reading, node);
    check_together(&reading, item);
    if (mine->id[0] != '\0' && policy_find(policy, mine->id) < (int)policy->count - 1)
        yaml_problem(yaml, item->place, MESSAGE_POLICY_TWICE, mine->id);
}

/* Instruments without an id are called by their kind and the first number that is free. */
static void name_all(struct policy *policy)
{
    for (size_t i = 0; i < policy->count; i++) {
        struct instrument *mine = &policy->item[i];
        char id[INSTRUMENT_ID];

        for (int number = 1; mine->id[0] == '\0'; number++) {
            snprintf(id, sizeof(id), "%s-%d", instrument_info[mine->kind].name, number);
            if (policy_find(policy, id) < 0)
                memcpy(mine->id, id, sizeof(id));
        }
    }
}

void policy_read(struct yaml *yaml, const struct yaml_node *node, struct policy *policy)
{
    struct error err;

    if (node->kind == YAML_TEXT && node->text[0] == '\0' && !node->quoted)
        return; /* "policy:" and nothing below it */
    if (node->kind != YAML_LIST) {
        yaml_problem(yaml, node->place, MESSAGE_POLICY_NOT_LIST, yaml_kind_en(node),
                     yaml_kind_zh(node));
        return;
    }
    for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
        if (policy->count == POLICY_MOST) {
            yaml_problem(yaml, item->place, MESSAGE_POLICY_MANY, POLICY_MOST);
            break;
        }
        if (LIST_RESERVE(policy, 1, &err) != 0) {
            yaml_problem_from(yaml, item->place, &err);
            return;
        }
        read_item(yaml, item, policy);
    }
    name_all(policy);
}
