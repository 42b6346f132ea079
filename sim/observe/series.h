/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The list of series and the dimensions they have. */
#ifndef LINLI_OBSERVE_SERIES_H
#define LINLI_OBSERVE_SERIES_H

#include "core/error.h"
#include "state/operator.h"
#include "state/outcome.h"
#include "state/tally.h"

#include <stdint.h>

enum dimension {
    DIMENSION_NONE,
    DIMENSION_COMMUNITY,
    DIMENSION_DISTRICT,
    DIMENSION_AGE_GROUP,
    DIMENSION_AGE,
    DIMENSION_SEX,
    DIMENSION_REGISTRATION,
    DIMENSION_CARE,
    DIMENSION_SIZE,
    DIMENSION_HOUSEHOLD_TYPE,
    DIMENSION_EVENT,
    DIMENSION_ORDER,
    DIMENSION_DEPENDENCY,
    DIMENSION_PRODUCT,
    DIMENSION_SERVICE,
    DIMENSION_GROUP,
    DIMENSION_OUTCOME,
    DIMENSION_RELAXED,
    DIMENSION_SLOT,
    DIMENSION_MINUTES,
    DIMENSION_ACCOUNT,
    DIMENSION_PAYER,
    DIMENSION_PAYEE,
    DIMENSION_PURPOSE,
    DIMENSION_TRADE,
    DIMENSION_KIND,
    DIMENSION_MODE,
    DIMENSION_CAUSE,
    DIMENSION_CLOSING_AGE,
    DIMENSION_SITE_AGE,
    DIMENSIONS
};

/* What a run must simulate to have a series, and a file a dimension. */
enum series_domain { DOMAIN_CITY, DOMAIN_SERVICES, DOMAIN_BOOKS };
enum series_when { SERIES_YEAR, SERIES_MONTH };
enum series_type { SERIES_INT32, SERIES_DOUBLE };
enum { SERIES_DIMENSIONS = 5 };

enum series {
#define SERIES(name, domain, when, type, d1, d2, d3, d4, d5, unit, en, zh) \
    SERIES_##name,
#include "observe/series.def"
#undef SERIES
    SERIES_COUNT
};

struct series_info {
    const char *name;
    enum series_domain domain;
    enum series_when when;
    enum series_type type;
    enum dimension dimension[SERIES_DIMENSIONS];
    const char *unit, *en, *zh;
};

extern const struct series_info series_info[SERIES_COUNT];

/* The first months of a run are a warm start: services begin with one allocation, and
 * hearing and waiting lists need time. Files hold them; nothing of services is reported
 * of a period that begins in them. */
enum { SERIES_WARM_MONTHS = 24 };

/* Lengths of the dimensions that a city and its catalogue decide. Without services
 * `products` and `services` are 0, without books `trades`. */
struct series_extent {
    int communities, districts, products, services, trades;
};
/* Whether a run of this extent has what the domain tells of. */
bool series_domain_present(enum series_domain domain,
                           const struct series_extent *extent);
/* Accounts in results: those of trades that the catalogue has not are left out. The
 * place of an account along DIMENSION_ACCOUNT, PAYER and PAYEE, and the account there. */
int series_accounts(int trades);
int series_account_at(int trades, int account);
int series_account(int trades, int at);
/* Positions along a dimension; 1 for DIMENSION_NONE. */
int series_length(enum dimension dimension, const struct series_extent *extent);
/* Elements of one period: the product of the dimensions. */
int64_t series_elements(enum series series, const struct series_extent *extent);
/* Whether a run of this extent has the series. */
bool series_present(enum series series, const struct series_extent *extent);

/* Age group (of AGE_GROUPS) of a completed age. */
int series_age_group(int age);

enum household_type {
    HOUSEHOLD_TYPE_ALONE_YOUNG, /* one person below 65 */
    HOUSEHOLD_TYPE_ALONE_ELDER, /* one person 65+ */
    HOUSEHOLD_TYPE_COUPLE,      /* partners only */
    HOUSEHOLD_TYPE_COUPLE_CHILD, /* partners with children (of any age), two generations */
    HOUSEHOLD_TYPE_LONE_PARENT,
    HOUSEHOLD_TYPE_THREE_GENERATIONS,
    HOUSEHOLD_TYPE_OTHER,
    HOUSEHOLD_TYPE_COLLECTIVE,
    HOUSEHOLD_TYPES
};
/* What is relaxed alone in re-evaluating the choice of an unmet need. */
enum relaxed { RELAXED_PRICE, RELAXED_WALK, RELAXED_QUALITY, RELAXED_FAMILY, RELAXEDS };
/* Walks that reach is told for, in minutes. */
enum { SERIES_MINUTES = 3 };
extern const int series_minutes[SERIES_MINUTES];
enum dependency { DEPENDENCY_CHILD, DEPENDENCY_ELDER, DEPENDENCY_TOTAL, DEPENDENCIES };

/* Whole years since opening that survival is told for: 0 to 15. */
enum { SERIES_SITE_AGES = 16 };

/* Labels of a dimension's positions, or NULL where positions are numbers or come from
 * the city (community, district) or the catalogue (product, service, trade, account).
 * Stable names in `label`; *count: positions, 0 when they come from there. For
 * DIMENSION_AGE, SIZE, MINUTES, SITE_AGE and PURPOSE labels are NULL and count is set. */
const char *const *series_labels(enum dimension dimension, int *count);
const char *const *series_labels_zh(enum dimension dimension);
/* Name of the dimension in files: "age_group". */
const char *series_dimension(enum dimension dimension);
enum series_domain series_dimension_domain(enum dimension dimension);

#endif
