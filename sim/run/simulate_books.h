/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What a row writes of books: nothing in a world without them. */
#ifndef LINLI_RUN_SIMULATE_BOOKS_H
#define LINLI_RUN_SIMULATE_BOOKS_H

#include "io/result.h"
#include "observe/business.h"

struct simulate_books {
    const struct world *world;
    const struct result_layout *layout;
    const int *number;         /* [communities] among the reported, or -1 */
    struct part *part;         /* or NULL: nowhere */
    struct business *business; /* owned */
    void *period;              /* owned; the largest period of a series */
};

/* Fails with MEMORY; simulate_books_free is to be called then too. */
int simulate_books_init(struct simulate_books *books, const struct world *world,
                        const struct result_layout *layout, const int *number,
                        struct part *part, struct error *err) MUST_CHECK;
void simulate_books_free(struct simulate_books *books);
/* The month that has just passed. */
int simulate_books_month(struct simulate_books *books, month now,
                         struct error *err) MUST_CHECK;
/* The end of a year; `needs_met` of it by a community service. */
int simulate_books_year(struct simulate_books *books, int year, int64_t needs_met,
                        struct error *err) MUST_CHECK;
/* The end of the run. */
int simulate_books_end(struct simulate_books *books, struct error *err) MUST_CHECK;

#endif
