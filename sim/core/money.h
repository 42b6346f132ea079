/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Money is whole fen (hundredths of a yuan), so that ledgers balance exactly. Plans and
 * prices are reckoned in yuan as doubles and become fen where they are paid. */
#ifndef LINLI_CORE_MONEY_H
#define LINLI_CORE_MONEY_H

#include <stdint.h>

typedef int64_t money; /* fen */

enum { MONEY_YUAN = 100 }; /* fen */

/* Nearest whole fen, halves away from zero. */
static inline money money_from_yuan(double yuan)
{
    const double fen = yuan * MONEY_YUAN;

    return (money)(fen < 0 ? fen - 0.5 : fen + 0.5);
}

static inline double money_to_yuan(money fen)
{
    return (double)fen / MONEY_YUAN;
}

#endif
