/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Everything that follows from the lists of accounts, purposes and lines of books. */
#include "state/account.h"

#include <assert.h>
#include <stdio.h>

static const struct account_info infos[] = {
#define ACCOUNT(name, count, limit, en, zh) \
    {#name, ACCOUNT_##name, count, ACCOUNT_##limit, en, zh},
#include "state/accounts.def"
#undef ACCOUNT
};

const struct account_purpose account_purposes[MONEY_PURPOSES] = {
#define MONEY_PURPOSE(name, received, paid, rank, en, zh) \
    {#name, BOOK_##received, BOOK_##paid, rank, en, zh},
#include "state/purposes_money.def"
#undef MONEY_PURPOSE
};

const struct account_line account_lines[BOOK_LINES] = {
#define BOOK_LINE(name, side, en, zh) {#name, BOOK_SIDE_##side, en, zh},
#include "state/book_lines.def"
#undef BOOK_LINE
};

const struct account_info *account_describe(int account)
{
    int i = 0;

    assert(account >= 0 && account < ACCOUNTS);
    while (account >= infos[i].first + infos[i].count)
        i++;
    return &infos[i];
}

bool account_bound(int account)
{
    return account == ACCOUNT_OPERATOR || account_government(account);
}

bool account_government(int account)
{
    return account >= ACCOUNT_SUBDISTRICT && account <= ACCOUNT_NATION;
}

const char *account_text(int account, const struct catalogue *catalogue,
                         enum language language, char buffer[160])
{
    const struct account_info *info = account_describe(account);
    const bool zh = language == LANGUAGE_ZH;
    const char *text = zh ? info->zh : info->en;
    const int number = account - info->first;

    if (info->first == ACCOUNT_USERS)
        snprintf(buffer, 160, zh ? "%s，第 %d 五分位" : "%s, quintile %d", text,
                 number + 1);
    else if (info->first == ACCOUNT_STAFF && catalogue != NULL &&
             number < catalogue->trade_count)
        snprintf(buffer, 160, zh ? "%s，%s" : "%s, %s", text,
                 zh ? catalogue->trades[number].zh : catalogue->trades[number].en);
    else if (info->first == ACCOUNT_STAFF)
        snprintf(buffer, 160, zh ? "%s，工种 %d" : "%s, trade %d", text, number + 1);
    else
        snprintf(buffer, 160, "%s", text);
    return buffer;
}
