/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Money is whole fen (hundredths of a yuan), so that ledgers balance exactly. Plans and
 * prices are reckoned in yuan as doubles and become fen where they are paid, by the one
 * rounding below. */
#ifndef LINLI_CORE_MONEY_H
#define LINLI_CORE_MONEY_H

#include <stdint.h>

typedef int64_t money; /* fen */

enum { MONEY_YUAN = 100 }; /* fen */

/* The largest amount that can be paid at a time: ten trillion yuan. Thousands of such
 * fit a 64-bit sum, so a sum that overflows is told (state/ledger.h), not wrapped. */
#define MONEY_MAX INT64_C(1000000000000000)

/* Nearest whole fen, halves away from zero; cut at MONEY_MAX; nothing for no number. */
static inline money money_from_yuan(double yuan)
{
    const double fen = yuan * MONEY_YUAN;

    if (fen >= (double)MONEY_MAX)
        return MONEY_MAX;
    if (fen <= -(double)MONEY_MAX)
        return -MONEY_MAX;
    if (!(fen < 0) && !(fen >= 0))
        return 0;
    return (money)(fen < 0 ? fen - 0.5 : fen + 0.5);
}

static inline double money_to_yuan(money fen)
{
    return (double)fen / MONEY_YUAN;
}

#endif
