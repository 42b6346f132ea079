/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What bill.c hands to charge and subsidise. */
#ifndef LINLI_PROCESS_BILL_H
#define LINLI_PROCESS_BILL_H

#include "policy/force.h"

/* Fen that instruments take off what users of a room and income are asked for this month:
 * what their payers pay, and what the operator forgoes. */
struct bill_off {
    money paid, forgone;
};
struct bill_off bill_off(const struct world *world, int32_t room, int quintile);

#endif
