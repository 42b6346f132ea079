/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Checks what a row or feature of a list says and turns it into a site, its room or idle
 * space. */
#include "core/text.h"
#include "io/facilities_list.h"
#include "state/pack.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Largest room, m2 and places; dearest price, yuan. */
static const double m2_most = 1e6, places_most = 1e6, price_most = 1e7;
/* A facility may lie this far outside the disc of the nearest community, km. */
static const double beyond_most = 5.0;
/* Points nearer than this are one, degrees: about 10 cm. */
static const double same_point = 1e-6;
/* Edges of a box around China, degrees. */
static const double west = 73, east = 136, south = 3, north = 54;

void facilities_complain(struct facility_list *list, const struct facility_row *entry,
                         int field, enum message message, ...)
{
    struct error err;
    va_list arguments;

    list->problems++;
    if (list->report->count >= FACILITY_PROBLEMS)
        return;
    va_start(arguments, message);
    error_set_list(&err, message, arguments);
    va_end(arguments);
    if (entry && entry->feature > 0) {
        /* JSON knows lines of its syntax only: the feature is told in the text. */
        char text[sizeof err.en];
        snprintf(text, sizeof text, "feature %d: %.600s", entry->feature, err.en);
        memcpy(err.en, text, sizeof text);
        snprintf(text, sizeof text, "第 %d 个要素：%.590s", entry->feature, err.zh);
        memcpy(err.zh, text, sizeof text);
    }
    error_at(&err, list->path, entry ? entry->line : 0,
             entry && field >= 0 ? entry->place[field] : 0);
    report_add(list->report, &err);
}

static const char *name_of(const struct facility_row *entry, int field)
{
    return entry->column[field] ? entry->column[field] : facilities_field_en[field];
}

/* The cleaned text of a field; "" where there is none. */
static const char *text_of(struct facility_list *list, const struct facility_row *entry,
                           int field, char clean[FACILITY_TEXT])
{
    clean[0] = '\0';
    if (entry->text[field] && !facilities_clean(entry->text[field], clean)) {
        facilities_complain(list, entry, field, MESSAGE_FACILITY_LONG,
                            name_of(entry, field), "...", FACILITY_TEXT - 1);
        clean[0] = '\0';
    }
    return clean;
}

/* A number, or `missing` where the field is empty and `missing` is not below -1. */
static double number_of(struct facility_list *list, const struct facility_row *entry,
                        int field, enum facility_unit kind, double low, double high,
                        double missing)
{
    char clean[FACILITY_TEXT];
    const char *text = text_of(list, entry, field, clean);
    double value;

    if (text[0] == '\0')
        return missing;
    if (facilities_number(text, entry->unit[field] ? entry->unit[field] : "", kind,
                          &value) != 0) {
        facilities_complain(list, entry, field, MESSAGE_FACILITY_NUMBER,
                            name_of(entry, field), text, facilities_unit_words[kind]);
        return missing;
    }
    if (!(value >= low && value <= high)) {
        facilities_complain(list, entry, field, MESSAGE_FACILITY_RANGE,
                            name_of(entry, field), text, low, high);
        return missing;
    }
    return value;
}

static int word_of(struct facility_list *list, const struct facility_row *entry,
                   int field, const char *const *words, const char *const *zh,
                   int count, int missing)
{
    char clean[FACILITY_TEXT], known[400] = "";
    const char *text = text_of(list, entry, field, clean);

    if (text[0] == '\0')
        return missing;
    const int found = facilities_word(text, words, zh, count);
    if (found >= 0)
        return found;
    for (int k = 0; k < count; k++) {
        const size_t used = strlen(known);
        snprintf(known + used, sizeof known - used, "%s%s %.*s", k > 0 ? ", " : "",
                 words[k], (int)strcspn(zh[k], "|"), zh[k]);
    }
    facilities_complain(list, entry, field, MESSAGE_FACILITY_WORD,
                        name_of(entry, field), text, known);
    return missing;
}

static month month_of_field(struct facility_list *list,
                            const struct facility_row *entry, int field, month missing)
{
    char clean[FACILITY_TEXT];
    const char *text = text_of(list, entry, field, clean);
    month when = missing;

    if (text[0] != '\0' && facilities_month(text, &when) != 0) {
        facilities_complain(list, entry, field, MESSAGE_FACILITY_MONTH,
                            name_of(entry, field), text);
        return missing;
    }
    return when;
}

static bool in_china(double longitude, double latitude)
{
    return longitude >= west && longitude <= east && latitude >= south &&
           latitude <= north;
}

/* Coordinate system of a row, or -1 (reported). */
static int datum_of(struct facility_list *list, const struct facility_row *entry)
{
    char clean[FACILITY_TEXT];
    const char *text = text_of(list, entry, FIELD_CRS, clean);

    if (text[0] == '\0') {
        if (list->crs < 0 && !list->crs_told)
            facilities_complain(list, entry, FIELD_CRS, MESSAGE_FACILITY_CRS);
        list->crs_told |= list->crs < 0;
        return list->crs;
    }
    const int datum = facilities_crs(text);
    if (datum < 0)
        facilities_complain(list, entry, FIELD_CRS, MESSAGE_FACILITY_CRS_UNKNOWN, text);
    return datum;
}

/* Community whose disc the point is nearest to; -1 outside the city (reported). */
static int community_near(struct facility_list *list, const struct facility_row *entry,
                          double longitude, double latitude)
{
    double best = HUGE_VAL, distance = 0.0;
    int nearest = -1;

    for (int c = 0; c < list->city->community_count; c++) {
        const struct community *community = &list->city->communities[c];
        double east_km, north_km;
        city_offset(community->longitude, community->latitude, longitude, latitude,
                    &east_km, &north_km);
        const double from = sqrt(east_km * east_km + north_km * north_km);
        const double beyond =
            from > community->radius_km ? from - community->radius_km : 0;
        /* Inside of several discs, the one whose centre is nearest for its size. */
        const double rank = beyond > 0 ? 1.0 + beyond : from / community->radius_km;
        if (rank < best) {
            best = rank;
            distance = beyond;
            nearest = c;
        }
    }
    if (nearest >= 0 && distance <= beyond_most)
        return nearest;
    facilities_complain(list, entry, FIELD_LONGITUDE, MESSAGE_FACILITY_OUTSIDE,
                        entry->text[FIELD_LONGITUDE], entry->text[FIELD_LATITUDE],
                        distance,
                        nearest >= 0 ? list->city->communities[nearest].name_zh : "-");
    return -1;
}

struct point {
    double longitude, latitude; /* WGS-84 */
    int community;
};

static bool point_of(struct facility_list *list, const struct facility_row *entry,
                     struct point *point)
{
    const int problems = list->problems;
    char clean[FACILITY_TEXT];

    for (int f = FIELD_LONGITUDE; f <= FIELD_LATITUDE; f++)
        if (text_of(list, entry, f, clean)[0] == '\0')
            facilities_complain(list, entry, f, MESSAGE_FACILITY_EMPTY,
                                name_of(entry, f));
    double longitude =
        number_of(list, entry, FIELD_LONGITUDE, UNIT_DEGREE, -180, 180, 0.0);
    double latitude =
        number_of(list, entry, FIELD_LATITUDE, UNIT_DEGREE, -180, 180, 0.0);
    const int datum = datum_of(list, entry);
    if (datum < 0 || list->problems != problems)
        return false;
    if (!in_china(longitude, latitude)) {
        facilities_complain(list, entry, FIELD_LONGITUDE,
                            in_china(latitude, longitude) ? MESSAGE_CITY_SWAPPED
                                                          : MESSAGE_CITY_NOT_IN_CHINA,
                            entry->text[FIELD_LONGITUDE], entry->text[FIELD_LATITUDE]);
        return false;
    }
    city_datum_convert((enum datum)datum, &longitude, &latitude);
    point->longitude = longitude;
    point->latitude = latitude;
    point->community = community_near(list, entry, longitude, latitude);
    return point->community >= 0;
}

/* Product by key, Chinese or English name; -1 where unknown (reported). */
/* Names the nearest, or else one that holds the text or is held by it: 堂食 of 堂食助餐. */
static void complain_of_product(struct facility_list *list,
                                const struct facility_row *entry, const char *text,
                                const char *const *names, int count)
{
    int near = text_nearest(text, names, count);

    for (int k = 0; near < 0 && k < count; k++)
        if (strstr(names[k], text) != NULL || strstr(text, names[k]) != NULL)
            near = k;
    if (near >= 0)
        facilities_complain(list, entry, FIELD_PRODUCT, MESSAGE_SUPPLY_NO_PRODUCT, text,
                            names[near]);
    else
        facilities_complain(list, entry, FIELD_PRODUCT, MESSAGE_FACILITY_NO_PRODUCT,
                            text);
}

static int product_of(struct facility_list *list, const struct facility_row *entry)
{
    const struct catalogue *catalogue = list->catalogue;
    char clean[FACILITY_TEXT];
    const char *text = text_of(list, entry, FIELD_PRODUCT, clean);
    const char *names[3 * CATALOGUE_PRODUCTS];

    if (text[0] == '\0') {
        facilities_complain(list, entry, FIELD_PRODUCT, MESSAGE_FACILITY_EMPTY,
                            name_of(entry, FIELD_PRODUCT));
        return -1;
    }
    for (int p = 0; p < catalogue->product_count; p++) {
        const struct product *product = &catalogue->products[p];
        if (text_same(text, product->key) || strcmp(text, product->zh) == 0 ||
            text_same(text, product->en))
            return p;
        names[3 * p] = product->key;
        names[3 * p + 1] = product->zh;
        names[3 * p + 2] = product->en;
    }
    complain_of_product(list, entry, text, names, 3 * catalogue->product_count);
    return -1;
}

/* Slots of hours on working days and at weekends; those of the product where the list
 * gives no hours. */
static unsigned slots_of(struct facility_list *list, const struct facility_row *entry,
                         const struct product *product)
{
    unsigned slots = 0;
    bool given = false;

    for (int f = FIELD_HOURS; f <= FIELD_WEEKEND; f++) {
        char clean[FACILITY_TEXT];
        const char *text = text_of(list, entry, f, clean);
        unsigned part;
        if (text[0] == '\0')
            continue;
        given = true;
        if (facilities_hours(text, f == FIELD_WEEKEND, &part) != 0)
            facilities_complain(list, entry, f, MESSAGE_FACILITY_HOURS,
                                name_of(entry, f), text);
        else if (part == 0 && f == FIELD_HOURS)
            facilities_complain(list, entry, f, MESSAGE_FACILITY_CLOSED_ALWAYS,
                                name_of(entry, f), text);
        else
            slots |= part;
    }
    return given ? slots : product->slots;
}

static bool room_of(struct facility_list *list, const struct facility_row *entry,
                    struct room *room)
{
    const int problems = list->problems;
    const int index = product_of(list, entry);

    double m2 = number_of(list, entry, FIELD_M2, UNIT_AREA, 0, m2_most, -1);
    double places =
        number_of(list, entry, FIELD_PLACES, UNIT_PLACES, 0, places_most, -1);
    const double price =
        number_of(list, entry, FIELD_PRICE, UNIT_MONEY, 0, price_most, -1);
    if (index < 0 || list->problems != problems)
        return false;
    const struct product *product = &list->catalogue->products[index];
    const unsigned slots = slots_of(list, entry, product);
    const int zero = m2 == 0 ? FIELD_M2 : FIELD_PLACES;
    if ((m2 == 0 && product->delivery == DELIVERY_SITE) || places == 0)
        facilities_complain(list, entry, zero, MESSAGE_FACILITY_ZERO,
                            name_of(entry, zero), entry->text[zero]);
    else if (places < 0 &&
             (m2 < 0 || product->m2_per_place <= 0 || supply_places(product, m2) == 0))
        facilities_complain(list, entry, FIELD_PLACES, MESSAGE_FACILITY_CAPACITY,
                            product->key, product->m2_per_place);
    if (places >= 0 && places != floor(places))
        facilities_complain(list, entry, FIELD_PLACES, MESSAGE_FACILITY_NUMBER,
                            name_of(entry, FIELD_PLACES), entry->text[FIELD_PLACES],
                            facilities_unit_words[UNIT_PLACES]);
    if (list->problems != problems)
        return false;
    *room = (struct room){
        .product = (uint8_t)index,
        .slots = (uint8_t)slots,
        .m2 = m2 >= 0 ? m2 : places * product->m2_per_place,
        .places = places >= 0 ? (int32_t)places : supply_places(product, m2),
        .price = price,
    };
    return true;
}

/* Name of a facility, or of a kind of space. */
static bool copy_text(struct facility_list *list, const struct facility_row *entry,
                      int field, size_t size, char *copy)
{
    char clean[FACILITY_TEXT];
    const char *text = text_of(list, entry, field, clean);

    if (text[0] == '\0')
        facilities_complain(list, entry, field, MESSAGE_FACILITY_EMPTY,
                            name_of(entry, field));
    else if (strlen(text) >= size)
        facilities_complain(list, entry, field, MESSAGE_FACILITY_LONG,
                            name_of(entry, field), text, (int)size - 1);
    else {
        strcpy(copy, text);
        return true;
    }
    return false;
}

/* The site of that name, or NULL. */
static struct facility_site *find_site(struct facility_list *list, const char *name)
{
    for (int s = list->chain[catalogue_code(name) % FACILITY_CHAINS]; s >= 0;
         s = list->sites.item[s].next)
        if (strcmp(list->sites.item[s].site.name, name) == 0)
            return &list->sites.item[s];
    return NULL;
}

static struct facility_site *add_site(struct facility_list *list,
                                      const struct facility_row *entry,
                                      const struct site *site)
{
    struct error err;
    int *chain = &list->chain[catalogue_code(site->name) % FACILITY_CHAINS];

    if (LIST_RESERVE(&list->sites, 1, &err) != 0) {
        facilities_complain(list, entry, -1, MESSAGE_MEMORY, list->path);
        return NULL;
    }
    struct facility_site *added = &list->sites.item[list->sites.count];
    *added = (struct facility_site){.site = *site, .next = *chain};
    added->at = entry->feature > 0 ? entry->feature : entry->line;
    *chain = (int)list->sites.count++;
    return added;
}

/* What a row says of its site apart from name and point. */
static void read_site(struct facility_list *list, const struct facility_row *entry,
                      struct site *site)
{
    site->origin = ORIGIN_LISTED;
    site->known_point = KNOWN_OBSERVED;
    site->owner = (uint8_t)word_of(list, entry, FIELD_OWNER, supply_owner_words,
                                   facilities_owner_zh, OWNERS, OWNER_PUBLIC);
    site->mode = (uint8_t)word_of(
        list, entry, FIELD_MODE, supply_mode_words, facilities_mode_zh, MODES,
        site->owner == OWNER_PRIVATE ? MODE_MARKET : MODE_PUBLIC_BUILT_PRIVATE_RUN);
    site->kind = (uint8_t)word_of(list, entry, FIELD_OPERATOR, supply_operator_words,
                                  facilities_operator_zh, OPERATOR_KINDS,
                                  site->mode == MODE_PUBLIC_RUN ? OPERATOR_PUBLIC
                                                                : OPERATOR_COMPANY);
    site->quality = number_of(list, entry, FIELD_QUALITY, UNIT_SHARE, 0, 1, -1);
    site->opened = month_of_field(list, entry, FIELD_OPENED, 0);
    site->closes = month_of_field(list, entry, FIELD_CLOSED, -1);
    if (site->closes >= 0 && site->closes <= site->opened) {
        char text[16];
        facilities_complain(list, entry, FIELD_CLOSED, MESSAGE_FACILITY_DATES,
                            site->name, month_text(site->closes, text));
    }
    /* The name makes the code, so that it does not change with the order of rows. */
    site->code =
        supply_code(list->city->communities[site->community].code, ORIGIN_LISTED,
                    (int)(catalogue_code(site->name) & INT32_MAX));
}

static void add_room(struct facility_list *list, const struct facility_row *entry,
                     struct facility_site *site, const struct room *room)
{
    struct error err;

    for (size_t r = 0; r < site->rooms.count; r++)
        if (site->rooms.item[r].product == room->product) {
            facilities_complain(list, entry, FIELD_PRODUCT, MESSAGE_FACILITY_ROOM_TWICE,
                                site->site.name,
                                list->catalogue->products[room->product].key);
            return;
        }
    if (LIST_RESERVE(&site->rooms, 1, &err) != 0) {
        facilities_complain(list, entry, -1, MESSAGE_MEMORY, list->path);
        return;
    }
    site->rooms.item[site->rooms.count++] = *room;
    site->site.floor_m2 += room->m2;
}

static void add_stock(struct facility_list *list, const struct facility_row *entry)
{
    const int problems = list->problems;
    struct stock stock = {0};
    struct point point = {0};
    struct error err;

    copy_text(list, entry, FIELD_KIND, sizeof stock.kind, stock.kind);
    stock.m2 = number_of(list, entry, FIELD_M2, UNIT_AREA, 0, m2_most, -1);
    stock.from = month_of_field(list, entry, FIELD_OPENED, 0);
    if (stock.m2 == 0)
        facilities_complain(list, entry, FIELD_M2, MESSAGE_FACILITY_ZERO,
                            name_of(entry, FIELD_M2), entry->text[FIELD_M2]);
    else if (stock.m2 < 0 && list->problems == problems)
        facilities_complain(list, entry, FIELD_M2, MESSAGE_FACILITY_EMPTY,
                            name_of(entry, FIELD_M2));
    if (!point_of(list, entry, &point) || list->problems != problems)
        return;
    stock.community = point.community;
    stock.longitude = point.longitude;
    stock.latitude = point.latitude;
    if (LIST_RESERVE(&list->stock, 1, &err) != 0)
        facilities_complain(list, entry, -1, MESSAGE_MEMORY, list->path);
    else
        list->stock.item[list->stock.count++] = stock;
}

void facilities_add(struct facility_list *list, const struct facility_row *entry)
{
    struct site site = {0};
    struct point point = {0};
    struct room room;

    if (!list->catalogue) {
        add_stock(list, entry);
        return;
    }
    const bool named = copy_text(list, entry, FIELD_NAME, NAME_SIZE, site.name);
    const bool placed = point_of(list, entry, &point);
    const bool roomy = room_of(list, entry, &room);
    if (!named || !placed)
        return;
    struct facility_site *known = find_site(list, site.name);
    if (known && (fabs(known->site.longitude - point.longitude) > same_point ||
                  fabs(known->site.latitude - point.latitude) > same_point)) {
        facilities_complain(list, entry, FIELD_NAME,
                            entry->feature > 0 ? MESSAGE_FACILITY_DOUBLED_FEATURE
                                               : MESSAGE_FACILITY_DOUBLED,
                            site.name, known->at);
        return;
    }
    if (!known) {
        site.longitude = point.longitude;
        site.latitude = point.latitude;
        site.community = point.community;
        read_site(list, entry, &site);
        known = add_site(list, entry, &site);
    }
    if (known && roomy)
        add_room(list, entry, known, &room);
}
