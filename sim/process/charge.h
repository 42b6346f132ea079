/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What users are asked for, and who pays it. */
#ifndef LINLI_PROCESS_CHARGE_H
#define LINLI_PROCESS_CHARGE_H

#include "process/pay.h"

/* Users of a room of one income, and what they took in a month. */
struct charge_users {
    int32_t room;
    int quintile;
    double units; /* places held, or visits */
    double price; /* yuan of one, nominal */
};

/* Who pays for it. Whole fen; users + forgone + what others pay is the price. */
struct charge_bill {
    money users;   /* by users themselves: their fee */
    money forgone; /* by nobody: the operator's discount */
};

/* Splits the bill of users among payers. This is the one place where instruments that
 * stand between a price and its payer enter (voucher, discount, insurance): what they
 * pay is theirs to hand over (subsidise), what is left is the users'. */
struct charge_bill charge_bill(const struct world *world,
                               const struct charge_users *users);

#endif
