/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The accounts, purposes and trades of a results file: dimensions of its matrix of
 * payments. */
#include "io/result_write.h"

#include <stdio.h>
#include <string.h>

enum { WORD = 96, WORDS = ACCOUNTS };
_Static_assert((int)MONEY_PURPOSES <= (int)WORDS, "one list holds either");

struct words {
    char text[WORDS][WORD], text_zh[WORDS][160];
    const char *word[WORDS], *word_zh[WORDS];
    int count;
};

/* A text coordinate and its names in Chinese beside. `zh`: "/payer_zh". */
static int put_words(struct h5_file *file, const char *path, const char *zh,
                     const struct words *words, const char *en_text,
                     const char *zh_text, struct error *err)
{
    const int64_t start = 0, size = words->count;
    h5_object object = -1;
    const struct h5_shape shape = {.rank = 1, .size = {size}, .dimension = {path}};
    TRY(h5_coordinate(file, path, H5_TEXT, size, words->word, &object, err));
    int status = result_describe(file, object, NULL, en_text, zh_text, err);
    h5_release(object);
    TRY(status);
    TRY(h5_dataset(file, zh, H5_TEXT, &shape, &object, err));
    status = result_describe(file, object, NULL, en_text, zh_text, err);
    if (status == 0)
        status = h5_write(file, object, H5_TEXT, &start, &size, words->word_zh, err);
    h5_release(object);
    return status;
}

static void point(struct words *words)
{
    for (int i = 0; i < words->count; i++) {
        words->word[i] = words->text[i];
        words->word_zh[i] = words->text_zh[i];
    }
}

/* "users_q1", "staff_nurse", "district". */
static void name_account(const struct catalogue *catalogue, int account,
                         char text[WORD])
{
    char word[TABLES_NAME];
    const struct account_info *info = account_describe(account);
    tables_word(info->name, word);
    if (info->first == ACCOUNT_USERS)
        snprintf(text, WORD, "%s_q%d", word, account - info->first + 1);
    else if (info->first == ACCOUNT_STAFF)
        snprintf(text, WORD, "%s_%s", word,
                 catalogue->trades[account - info->first].key);
    else
        snprintf(text, WORD, "%s", word);
}

static int put_accounts(const struct result_writing *writing, struct error *err)
{
    const struct catalogue *catalogue = writing->layout->catalogue;
    struct words words = {.count = series_accounts(writing->layout->trades)};
    for (int at = 0; at < words.count; at++) {
        const int account = series_account(writing->layout->trades, at);
        name_account(catalogue, account, words.text[at]);
        account_text(account, catalogue, LANGUAGE_ZH, words.text_zh[at]);
    }
    point(&words);
    TRY(put_words(writing->file, "/account", "/account_zh", &words, "account", "账户",
                  err));
    TRY(put_words(writing->file, "/payer", "/payer_zh", &words, "account that pays",
                  "付款账户", err));
    return put_words(writing->file, "/payee", "/payee_zh", &words,
                     "account that is paid", "收款账户", err);
}

static int put_purposes(const struct result_writing *writing, struct error *err)
{
    struct words words = {.count = MONEY_PURPOSES};
    for (int k = 0; k < MONEY_PURPOSES; k++) {
        tables_word(account_purposes[k].name, words.text[k]);
        snprintf(words.text_zh[k], sizeof words.text_zh[k], "%s",
                 account_purposes[k].zh);
    }
    point(&words);
    return put_words(writing->file, "/purpose", "/purpose_zh", &words,
                     "what a payment is for", "支付用途", err);
}

static int put_trades(const struct result_writing *writing, struct error *err)
{
    const struct catalogue *catalogue = writing->layout->catalogue;
    struct words words = {.count = catalogue->trade_count};
    const int64_t start = 0, size = words.count;
    h5_object object = -1;
    const struct h5_shape shape = {.rank = 1, .size = {size}, .dimension = {"/trade"}};
    for (int k = 0; k < words.count; k++) {
        words.word[k] = catalogue->trades[k].key;
        words.word_zh[k] = catalogue->trades[k].zh;
    }
    TRY(put_words(writing->file, "/trade", "/trade_name_zh", &words, "trade of staff",
                  "工种", err));
    for (int k = 0; k < words.count; k++)
        words.word[k] = catalogue->trades[k].en;
    TRY(h5_dataset(writing->file, "/trade_name", H5_TEXT, &shape, &object, err));
    int status = result_describe(writing->file, object, NULL, "name of the trade",
                                 "工种英文名称", err);
    if (status == 0)
        status =
            h5_write(writing->file, object, H5_TEXT, &start, &size, words.word, err);
    h5_release(object);
    return status;
}

bool result_has_words(enum dimension dimension)
{
    return dimension == DIMENSION_ACCOUNT || dimension == DIMENSION_PAYER ||
           dimension == DIMENSION_PAYEE || dimension == DIMENSION_PURPOSE;
}

int result_write_accounts(const struct result_writing *writing, struct error *err)
{
    if (writing->layout->trades == 0)
        return 0;
    TRY(put_accounts(writing, err));
    TRY(put_purposes(writing, err));
    return put_trades(writing, err);
}
