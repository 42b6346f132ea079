/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Memory of the notes on one resident. */
#include "state/trace.h"

#include "core/list.h"

void trace_init(struct trace *trace, entity_id resident)
{
    *trace = (struct trace){.resident = resident, .birth = -1, .died = -1};
}

void trace_free(struct trace *trace)
{
    LIST_FREE(&trace->choices);
    LIST_FREE(&trace->uses);
    LIST_FREE(&trace->lives);
}

int trace_reserve(struct trace *trace, struct error *err)
{
    /* A resident chooses each product at most once a month and has at most one tie to
     * each. */
    TRY(LIST_RESERVE(&trace->choices, CATALOGUE_PRODUCTS, err));
    TRY(LIST_RESERVE(&trace->uses, CATALOGUE_PRODUCTS, err));
    return LIST_RESERVE(&trace->lives, 1, err);
}
