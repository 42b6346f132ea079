/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads the tables of supply: bundles first, then what speaks of them. A pack's rows of
 * a bundle take the place of those of the default folder, table by table. */
#include "core/list.h"
#include "core/text.h"
#include "state/pack.h"
#include "state/supply_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const supply_group_words[SUPPLY_GROUPS] = {"residents", "elders", "infants",
                                                       "children", "communities"};
const char *const supply_measure_words[SUPPLY_MEASURES] = {
    "sites",  "sites_per_10000", "sites_per_community",
    "places", "places_per_1000", "weight"};

static const char *const placing_words[] = {"clustered", "even"};
static const char *const yes_words[] = {"no", "yes"};
static const char *const known_words[KNOWNS] = {"observed", "estimated", "assumed"};

enum table { BUNDLES, ROOMS, OPERATORS, TYPES, COUNTS, TABLES };
static const char *const table_names[TABLES] = {
    "supply_bundles.csv", "supply_rooms.csv", "supply_operators.csv",
    "supply_types.csv", "supply.csv"};
/* Columns that must be there; the others are looked for by name. */
static const char *const table_columns[TABLES][6] = {
    {"bundle", "name_zh", "name_en", "group", "placing"},
    {"bundle", "product"},
    {"bundle", "owner", "mode", "kind", "share"},
    {"bundle", "type", "weight"},
    {"bundle", "area_code", "year", "measure", "value", "known"},
};
static const int table_width[TABLES] = {5, 2, 5, 3, 6};

/* Bounds: years that counts may speak of, most sites or places in one, and sizes. */
static const int64_t year_low = 1949, year_high = 2100;
static const double count_most = 1e9, places_most = 1e6, m2_most = 1e7;

struct reading {
    struct pack pack;
    struct supply_source *source;
    const struct catalogue *catalogue;
    int folder;
    int given[TABLES][SUPPLY_BUNDLES]; /* 1 + folder whose rows hold */
};

int supply_bundle_find(const struct supply_source *source, const char *key)
{
    for (int b = 0; b < source->bundle_count; b++)
        if (strcmp(source->bundles[b].key, key) == 0)
            return b;
    return -1;
}

void supply_source_free(struct supply_source *source)
{
    LIST_FREE(&source->counts);
    supply_free(&source->listed);
    *source = (struct supply_source){0};
}

static bool filled(const struct csv *csv, int at, const char *column)
{
    return csv_text(csv, at, csv_column(csv, column))[0] != '\0';
}

/* A number that may be left out, then `missing`. */
static double optional(struct reading *reading, const struct csv *csv, int at,
                       const char *column, double low, double high, double missing)
{
    return filled(csv, at, column) ? pack_number(&reading->pack, csv, at,
                                                 csv_column(csv, column), low, high)
                                   : missing;
}

static void copy_key(struct reading *reading, const struct csv *csv, int at, int column,
                     char key[CATALOGUE_KEY])
{
    const char *text = csv_text(csv, at, column);

    if (strlen(text) < CATALOGUE_KEY)
        strcpy(key, text);
    else
        pack_complain(&reading->pack, csv, at, MESSAGE_CITY_NAME_LONG,
                      csv->header[column], text, CATALOGUE_KEY - 1);
}

static void read_bundle(struct reading *reading, const struct csv *csv, int at,
                        const int *index)
{
    struct pack *pack = &reading->pack;
    struct supply_source *source = reading->source;
    const char *key = csv_text(csv, at, index[0]);
    const int known = supply_bundle_find(source, key);
    struct supply_bundle *bundle = &source->bundles[source->bundle_count];

    if (known >= 0 && reading->given[BUNDLES][known] != reading->folder + 1)
        return;
    if (known >= 0) {
        pack_complain(pack, csv, at, MESSAGE_CITY_DOUBLED, key, csv->header_line);
        return;
    }
    if (source->bundle_count == SUPPLY_BUNDLES) {
        pack_complain(pack, csv, at, MESSAGE_SUPPLY_FULL, SUPPLY_BUNDLES, "bundles");
        return;
    }
    *bundle = (struct supply_bundle){0};
    copy_key(reading, csv, at, index[0], bundle->key);
    pack_name(pack, csv, at, index[1], true, bundle->zh);
    pack_name(pack, csv, at, index[2], true, bundle->en);
    const int group =
        pack_word(pack, csv, at, index[3], supply_group_words, SUPPLY_GROUPS, -1);
    bundle->group = group < 0 ? GROUP_RESIDENTS : (enum supply_group)group;
    bundle->even = pack_word(pack, csv, at, index[4], placing_words, 2, 0) == 1;
    bundle->follow =
        pack_word(pack, csv, at, csv_column(csv, "follow"), yes_words, 2, 0) == 1;
    bundle->spread = optional(reading, csv, at, "spread", 0, 2, 0.3);
    for (int t = 0; t < COMMUNITY_TYPES; t++)
        bundle->type[t] = 1.0;
    reading->given[BUNDLES][source->bundle_count++] = reading->folder + 1;
}

/* Slots written as words with spaces between; 0 where none is given. */
static unsigned read_slots(struct reading *reading, const struct csv *csv, int at)
{
    const char *text = csv_text(csv, at, csv_column(csv, "slots"));
    unsigned slots = 0;

    for (const char *word = text + strspn(text, " "); *word != '\0';) {
        const size_t size = strcspn(word, " ");
        int slot = 0;
        while (slot < SLOTS && (strlen(catalogue_slot_words[slot]) != size ||
                                strncmp(catalogue_slot_words[slot], word, size) != 0))
            slot++;
        if (slot == SLOTS) {
            pack_complain(&reading->pack, csv, at, MESSAGE_SUPPLY_SLOT, text);
            return 0;
        }
        slots |= 1u << slot;
        word += size;
        word += strspn(word, " ");
    }
    return slots;
}

static int read_product(struct reading *reading, const struct csv *csv, int at,
                        int column)
{
    const char *key = csv_text(csv, at, column);
    const int product = catalogue_product(reading->catalogue, key);
    const char *names[CATALOGUE_PRODUCTS];

    if (product >= 0)
        return product;
    for (int p = 0; p < reading->catalogue->product_count; p++)
        names[p] = reading->catalogue->products[p].key;
    const int near = text_nearest(key, names, reading->catalogue->product_count);
    pack_complain(&reading->pack, csv, at, MESSAGE_SUPPLY_NO_PRODUCT, key,
                  near < 0 ? "-" : names[near]);
    return -1;
}

static void read_room(struct reading *reading, const struct csv *csv, int at,
                      const int *index, struct supply_bundle *bundle)
{
    const int product = read_product(reading, csv, at, index[1]);

    if (product < 0)
        return;
    if (bundle->part_count == SUPPLY_ROOMS) {
        pack_complain(&reading->pack, csv, at, MESSAGE_SUPPLY_FULL, SUPPLY_ROOMS,
                      "rooms of a bundle");
        return;
    }
    struct supply_part *part = &bundle->parts[bundle->part_count++];
    part->product = product;
    part->places = optional(reading, csv, at, "places", 0, places_most, -1);
    part->m2 = optional(reading, csv, at, "m2", 0, m2_most, -1);
    part->slots = read_slots(reading, csv, at);
    part->counted = pack_word(&reading->pack, csv, at, csv_column(csv, "counted"),
                              yes_words, 2, 0) == 1;
    const double each = reading->catalogue->products[product].m2_per_place;
    if (part->places < 0 && (part->m2 < 0 || each <= 0))
        pack_complain(&reading->pack, csv, at, MESSAGE_SUPPLY_ROOM,
                      csv_text(csv, at, index[1]), each);
    else if (part->places < 0)
        part->places = part->m2 / each;
    else if (part->m2 < 0)
        part->m2 = part->places * each;
}

static void read_operator(struct reading *reading, const struct csv *csv, int at,
                          const int *index, struct supply_bundle *bundle)
{
    struct pack *pack = &reading->pack;

    if (bundle->run_count == SUPPLY_RUNS) {
        pack_complain(pack, csv, at, MESSAGE_SUPPLY_FULL, SUPPLY_RUNS,
                      "operators of a bundle");
        return;
    }
    struct supply_run *run = &bundle->runs[bundle->run_count++];
    const int owner =
        pack_word(pack, csv, at, index[1], supply_owner_words, OWNERS, -1);
    const int mode = pack_word(pack, csv, at, index[2], supply_mode_words, MODES, -1);
    const int kind =
        pack_word(pack, csv, at, index[3], supply_operator_words, OPERATOR_KINDS, -1);
    run->owner = (enum owner)(owner < 0 ? 0 : owner);
    run->mode = (enum mode)(mode < 0 ? 0 : mode);
    run->kind = (enum operator_kind)(kind < 0 ? 0 : kind);
    run->share = pack_number(pack, csv, at, index[4], 0, 1);
}

static void read_type(struct reading *reading, const struct csv *csv, int at,
                      const int *index, struct supply_bundle *bundle)
{
    const int type = pack_word(&reading->pack, csv, at, index[1], pack_type_words,
                               COMMUNITY_TYPES, -1);
    const double weight = pack_number(&reading->pack, csv, at, index[2], 0, 1000);

    if (type >= 0)
        bundle->type[type] = weight;
}

static bool has_area(const struct city *city, int64_t code)
{
    for (int d = 0; d < city->district_count; d++)
        if (city->districts[d].code == code)
            return true;
    for (int c = 0; c < city->community_count; c++)
        if (city->communities[c].subdistrict == code)
            return true;
    return false;
}

/* Complains of counts that contradict one already read. */
static void check_count(struct reading *reading, const struct csv *csv, int at,
                        const struct supply_count *count)
{
    const char *key = reading->source->bundles[count->bundle].key;
    const bool weight = count->measure == MEASURE_WEIGHT;
    const bool places =
        count->measure == MEASURE_PLACES || count->measure == MEASURE_PLACES_PER_1000;

    for (size_t k = 0; k < reading->source->counts.count; k++) {
        const struct supply_count *other = &reading->source->counts.item[k];
        if (other->bundle != count->bundle ||
            (other->measure == MEASURE_WEIGHT) != weight)
            continue;
        if (other->area == count->area && other->year == count->year) {
            pack_complain(&reading->pack, csv, at, MESSAGE_SUPPLY_TWICE, key,
                          other->line);
            return;
        }
        if (!weight && places != (other->measure == MEASURE_PLACES ||
                                  other->measure == MEASURE_PLACES_PER_1000)) {
            pack_complain(&reading->pack, csv, at, MESSAGE_SUPPLY_MIXED, key);
            return;
        }
    }
    if (count->low > count->value || count->value > count->high)
        pack_complain(&reading->pack, csv, at, MESSAGE_SUPPLY_RANGE, count->low,
                      count->value, count->high);
    if (count->area != 0 && !has_area(reading->pack.city, count->area))
        pack_complain(&reading->pack, csv, at, MESSAGE_SUPPLY_NO_AREA,
                      csv_text(csv, at, csv_column(csv, "area_code")));
}

static void read_count(struct reading *reading, const struct csv *csv, int at,
                       const int *index, int bundle)
{
    struct pack *pack = &reading->pack;
    struct supply_count count = {.bundle = bundle, .line = csv->lines[at]};
    struct error err;

    if (csv_text(csv, at, index[1])[0] != '\0')
        count.area = pack_integer(pack, csv, at, index[1], 1, INT64_C(999999999999999));
    count.year = (int)pack_integer(pack, csv, at, index[2], year_low, year_high);
    const int measure =
        pack_word(pack, csv, at, index[3], supply_measure_words, SUPPLY_MEASURES, -1);
    count.measure = (enum supply_measure)(measure < 0 ? 0 : measure);
    count.value = pack_number(pack, csv, at, index[4], 0, count_most);
    count.low = optional(reading, csv, at, "low", 0, count_most, count.value);
    count.high = optional(reading, csv, at, "high", 0, count_most, count.value);
    count.known = (enum known)pack_word(pack, csv, at, index[5], known_words, KNOWNS,
                                        KNOWN_ASSUMED);
    if (csv_column(csv, "source") >= 0)
        copy_key(reading, csv, at, csv_column(csv, "source"), count.source);
    check_count(reading, csv, at, &count);
    if (LIST_RESERVE(&reading->source->counts, 1, &err) != 0) {
        pack_complain(pack, csv, at, MESSAGE_MEMORY, "supply");
        return;
    }
    reading->source->counts.item[reading->source->counts.count++] = count;
}

/* Bundle that a row speaks of, or -1 where it has none or a stronger folder has said
 * it already. */
static int claim(struct reading *reading, enum table table, const struct csv *csv,
                 int at, int column)
{
    const char *key = csv_text(csv, at, column);
    const int bundle = supply_bundle_find(reading->source, key);
    char known[400] = "";

    if (bundle < 0) {
        for (int b = 0; b < reading->source->bundle_count; b++) {
            const size_t used = strlen(known);
            snprintf(known + used, sizeof known - used, "%s%s", b > 0 ? ", " : "",
                     reading->source->bundles[b].key);
        }
        pack_complain(&reading->pack, csv, at, MESSAGE_SUPPLY_NO_BUNDLE, key, known);
        return -1;
    }
    int *given = &reading->given[table][bundle];
    if (*given == 0)
        *given = reading->folder + 1;
    return *given == reading->folder + 1 ? bundle : -1;
}

static void read_row(struct reading *reading, enum table table, const struct csv *csv,
                     int at, const int *index)
{
    if (table == BUNDLES) {
        read_bundle(reading, csv, at, index);
        return;
    }
    const int bundle = claim(reading, table, csv, at, index[0]);
    if (bundle < 0)
        return;
    struct supply_bundle *of = &reading->source->bundles[bundle];
    switch (table) {
    case ROOMS: read_room(reading, csv, at, index, of); break;
    case OPERATORS: read_operator(reading, csv, at, index, of); break;
    case TYPES: read_type(reading, csv, at, index, of); break;
    default: read_count(reading, csv, at, index, bundle); break;
    }
}

static void read_table(struct reading *reading, enum table table)
{
    struct csv csv;
    int index[6];

    if (!pack_has(&reading->pack, table_names[table]))
        return;
    if (pack_open(&reading->pack, table_names[table], table_columns[table],
                  table_width[table], index, &csv))
        for (int at = 0; at < csv.rows; at++)
            read_row(reading, table, &csv, at, index);
    csv_free(&csv);
}

static void complain_of(struct reading *reading, enum message message, ...)
{
    struct error err;
    va_list arguments;

    va_start(arguments, message);
    error_set_list(&err, message, arguments);
    va_end(arguments);
    error_at(&err, reading->pack.folder, 0, 0);
    reading->pack.problems++;
    report_add(reading->pack.report, &err);
}

/* What can only be judged when all tables are read. */
static void check_bundle(struct reading *reading, int index)
{
    const struct supply_bundle *bundle = &reading->source->bundles[index];
    static const enum table needed[] = {ROOMS, OPERATORS, COUNTS};
    double share = 0.0;
    bool counted = false, places = false, weights = false, parts = false;

    for (int k = 0; k < 3; k++)
        if (reading->given[needed[k]][index] == 0)
            complain_of(reading, MESSAGE_SUPPLY_INCOMPLETE, bundle->key,
                        table_names[needed[k]]);
    for (int k = 0; k < bundle->run_count; k++)
        share += bundle->runs[k].share;
    if (bundle->run_count > 0 && (share < 0.995 || share > 1.005))
        complain_of(reading, MESSAGE_SUPPLY_SHARES, bundle->key, share);
    for (int k = 0; k < bundle->part_count; k++)
        counted |= bundle->parts[k].counted && bundle->parts[k].places > 0;
    for (size_t k = 0; k < reading->source->counts.count; k++) {
        const struct supply_count *count = &reading->source->counts.item[k];
        places |= count->bundle == index && (count->measure == MEASURE_PLACES ||
                                             count->measure == MEASURE_PLACES_PER_1000);
        weights |= count->bundle == index && count->measure == MEASURE_WEIGHT;
        parts |= count->bundle == index && count->measure != MEASURE_WEIGHT &&
                 count->area != 0;
    }
    if (weights && parts)
        complain_of(reading, MESSAGE_SUPPLY_WEIGHTS, bundle->key);
    if ((bundle->follow && !places) || (places && !counted))
        complain_of(reading, MESSAGE_SUPPLY_FOLLOW, bundle->key);
}

int supply_source_read(struct inputs *inputs, const char *const *folders, int count,
                       const struct city *city, const struct catalogue *catalogue,
                       struct supply_source *source, struct report *report)
{
    /* The pack's helpers would fill a city; here it is only looked into. */
    struct reading reading = {
        .pack = {.inputs = inputs, .city = (struct city *)city, .report = report},
        .source = source,
        .catalogue = catalogue};

    for (int table = 0; table < TABLES; table++)
        for (int f = 0; f < count; f++) {
            reading.folder = f;
            reading.pack.folder = folders[f];
            read_table(&reading, (enum table)table);
        }
    const int bundles = reading.pack.problems == 0 ? source->bundle_count : 0;
    for (int b = 0; b < bundles; b++)
        check_bundle(&reading, b);
    return reading.pack.problems == 0 ? 0 : -1;
}
