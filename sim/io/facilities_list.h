/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A list being read: what CSV and GeoJSON have in common. Only the facilities_*.c files
 * include this. */
#ifndef LINLI_IO_FACILITIES_LIST_H
#define LINLI_IO_FACILITIES_LIST_H

#include "core/list.h"
#include "io/facilities_read.h"
#include "io/facilities_words.h"

/* Names of facilities are looked up through this many chains. */
enum { FACILITY_CHAINS = 4096, FACILITY_PROBLEMS = 200 };

/* What stands in one row, or one room of a feature. Texts are borrowed; NULL or "" where
 * there is none. */
struct facility_row {
    const char *text[FACILITY_FIELDS];
    const char *column[FACILITY_FIELDS]; /* as the list calls it; NULL: our name */
    const char *unit[FACILITY_FIELDS];   /* of the header; NULL: none */
    int line;                            /* of a CSV file, else 0 */
    int feature;                         /* of a GeoJSON file, from 1; else 0 */
    int place[FACILITY_FIELDS];          /* column of a CSV file, from 1; else 0 */
};

/* A site and where the list speaks of it. */
struct facility_site {
    struct site site;
    struct {
        struct room *item;
        size_t count, capacity;
    } rooms;
    int at;   /* line or feature */
    int next; /* in its chain, or -1 */
};

struct facility_list {
    const char *path;
    const struct city *city;
    const struct catalogue *catalogue; /* NULL: idle space */
    struct report *report;
    int problems;
    int crs;       /* enum datum of the whole file, or -1 */
    bool crs_told; /* that it is missing */
    struct {
        struct facility_site *item;
        size_t count, capacity;
    } sites;
    struct {
        struct stock *item;
        size_t count, capacity;
    } stock;
    int chain[FACILITY_CHAINS]; /* first site of each chain, or -1 */
};

/* Reports a problem of a row; `field` -1: of the row as a whole. */
void facilities_complain(struct facility_list *list, const struct facility_row *entry,
                         int field, enum message message, ...);
/* Adds a row: a room, and its site where that is new; or idle space. */
void facilities_add(struct facility_list *list, const struct facility_row *entry);
/* The two kinds of files; both report to the list. */
void facilities_csv(struct facility_list *list, const struct input_file *file);
void facilities_geojson(struct facility_list *list, const struct input_file *file);

#endif
