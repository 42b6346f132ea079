/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The residents of one community: columns in one allocation, one row each. A row is
 * valid until the next removal; the id is for ever. What a resident is fits 32 bytes. */
#ifndef LINLI_STATE_RESIDENT_H
#define LINLI_STATE_RESIDENT_H

#include "core/calendar.h"
#include "core/error.h"
#include "core/heap.h"
#include "core/stream.h"

#include <stdbool.h>
#include <stdint.h>

typedef uint32_t row;
typedef uint64_t entity_id;

/* No row, no household. */
#define ROW_NONE UINT32_MAX
/* Unknown mother. */
#define ID_NONE  UINT64_C(0)

enum sex { SEX_MALE, SEX_FEMALE, SEXES };
enum registration { REGISTRATION_LOCAL, REGISTRATION_NONLOCAL, REGISTRATIONS };
enum care { CARE_NONE, CARE_MILD, CARE_MODERATE, CARE_SEVERE, CARES };
enum activity {
    ACTIVITY_INFANT, /* under 3 */
    ACTIVITY_CHILD,  /* 3 to 5: before school */
    ACTIVITY_STUDENT,
    ACTIVITY_WORKING,
    ACTIVITY_HOME,
    ACTIVITY_RETIRED,
    ACTIVITIES
};

/* Single years of age in tables: the last is 100 and over. */
enum { AGE_LAST = 100, AGES = AGE_LAST + 1 };

/* Layout of the 16 `bits`. The low five index the tables of chances together with age;
 * see resident_cell. */
enum {
    BITS_CARE = 0x3, /* enum care */
    BITS_FEMALE = 0x4,
    BITS_NONLOCAL = 0x8,
    BITS_PARTNERED = 0x10,    /* the partner is in the same household */
    BITS_COUPLE_FIRST = 0x20, /* partnered, and the partner is the next in the ring */
    BITS_SEEKING = 0x40,      /* waits in the couple market */
    BITS_ACTIVITY_SHIFT = 7,  /* three bits: enum activity */
    BITS_ACTIVITY = 0x7 << BITS_ACTIVITY_SHIFT,
    BITS_PARITY_SHIFT = 10, /* three bits: children born, 7 = seven or more */
    BITS_PARITY = 0x7 << BITS_PARITY_SHIFT,
    BITS_COLLECTIVE = 0x2000, /* lives in a collective household */
    BITS_PROMISED = 0x4000,   /* will move in with somebody at the end of this month */
    BITS_GONE = 0x8000, /* dead or left; removed before the pass over the block ends */
};

/* One line a column: the struct, the allocation and row copies derive from it. */
#define RESIDENT_COLUMNS(COLUMN)                                         \
    COLUMN(entity_id, id)     /* for ever */                             \
    COLUMN(entity_id, mother) /* id, or ID_NONE */                       \
    COLUMN(row, household)    /* in the community's households */        \
    COLUMN(row, next)         /* next member of the household, a ring */ \
    COLUMN(uint16_t, birth)   /* month of birth */                       \
    COLUMN(uint16_t, bits)                                               \
    COLUMN(uint16_t, income)  /* rank in the city, 0 lowest to 65535 */  \
    COLUMN(uint16_t, arrival) /* in the community, or birth: see below */

/* `arrival` is a month, which needs 15 bits, and whether the resident came to the community
 * from elsewhere in the city. */
enum { ARRIVAL_WITHIN = 0x8000 };
static inline month arrival_month(unsigned arrival)
{
    return (month)(arrival & ~(unsigned)ARRIVAL_WITHIN);
}

/* One bit a column, for what a process declares that it writes. */
enum resident_column {
#define COLUMN(type, name) RESIDENT_COLUMN_##name,
    RESIDENT_COLUMNS(COLUMN)
#undef COLUMN
        RESIDENT_COLUMN_COUNT
};

struct residents {
    row count, capacity;
#define COLUMN(type, name) type *name;
    RESIDENT_COLUMNS(COLUMN)
#undef COLUMN
    void *memory;      /* owned; holds all columns */
    size_t bytes;      /* of memory */
    struct heap *heap; /* where memory comes from, borrowed; NULL: the heap */
};

/* One resident by value: for moves and synthesis. `household` and `next` are set by
 * whoever places the person. */
struct resident {
#define COLUMN(type, name) type name;
    RESIDENT_COLUMNS(COLUMN)
#undef COLUMN
};

void residents_init(struct residents *residents);
void residents_free(struct residents *residents);
/* Room for `capacity` rows in all, padded to whole vectors. Pointers into the columns
 * become invalid. Fails with MEMORY. */
int residents_reserve(struct residents *residents, row capacity,
                      struct error *err) MUST_CHECK;
/* Appends a row; room must have been reserved (asserted). Returns its row. */
row residents_add(struct residents *residents, const struct resident *resident);
/* Copies row `i` out. */
struct resident residents_get(const struct residents *residents, row i);

static inline enum care bits_care(unsigned bits)
{
    return (enum care)(bits & BITS_CARE);
}
static inline enum sex bits_sex(unsigned bits)
{
    return bits & BITS_FEMALE ? SEX_FEMALE : SEX_MALE;
}
static inline enum registration bits_registration(unsigned bits)
{
    return bits & BITS_NONLOCAL ? REGISTRATION_NONLOCAL : REGISTRATION_LOCAL;
}
static inline enum activity bits_activity(unsigned bits)
{
    return (enum activity)((bits & BITS_ACTIVITY) >> BITS_ACTIVITY_SHIFT);
}
static inline int bits_parity(unsigned bits)
{
    return (int)((bits & BITS_PARITY) >> BITS_PARITY_SHIFT);
}
static inline uint16_t bits_with_activity(unsigned bits, enum activity activity)
{
    return (uint16_t)((bits & ~(unsigned)BITS_ACTIVITY) | (unsigned)activity
                                                              << BITS_ACTIVITY_SHIFT);
}
static inline uint16_t bits_with_care(unsigned bits, enum care care)
{
    return (uint16_t)((bits & ~(unsigned)BITS_CARE) | (unsigned)care);
}
static inline uint16_t bits_with_parity(unsigned bits, int parity)
{
    return (uint16_t)((bits & ~(unsigned)BITS_PARITY) |
                      (unsigned)(parity > 7 ? 7 : parity) << BITS_PARITY_SHIFT);
}

/* A number of each resident, the same in every scenario: panel and waterfall take those
 * with a low one, so that the smaller of them lies in the larger. */
static inline uint32_t resident_lot(entity_id id)
{
    const uint64_t key =
        UINT64_C(0x6c696e6c692d7031); /* apart from what ids are made of */
    return (uint32_t)(stream_mix(id ^ key) >> 32);
}

/* Age in completed years at the start of month `now`; 0 in the month of birth. */
static inline int age_years(month birth, month now)
{
    return (now - birth) / MONTHS_PER_YEAR;
}

#endif
