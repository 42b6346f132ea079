/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads the long tables whole, and the words for what is in them. */
#include "analysis/bookkeeping_parts.h"

#include <stdlib.h>

int bookkeeping_read_whole(struct result *result, enum tables_table table,
                           struct bookkeeping_table *whole, struct error *err)
{
    const int columns = tables_columns(table);
    const int64_t count = result_table_records(result, table);
    *whole =
        (struct bookkeeping_table){.table = table, .count = count, .columns = columns};
    whole->values = calloc((size_t)count * (size_t)(columns + 2) + 1, sizeof(int64_t));
    if (!whole->values)
        return error_set(err, MESSAGE_MEMORY, tables_name(table));
    for (int k = 0; k < columns + 2 && count > 0; k++) {
        const int column = k < columns    ? k
                           : k == columns ? RESULT_COLUMN_ROW
                                          : RESULT_COLUMN_YEAR;
        if (column == RESULT_COLUMN_YEAR && !tables_yearly(table))
            continue;
        TRY(result_read_column(result, table, column, 0, count,
                               whole->values + k * count, err));
    }
    return 0;
}

int64_t bookkeeping_at(const struct bookkeeping_table *whole, enum tables_column column,
                       int64_t i)
{
    return whole->values[tables_place(column) * whole->count + i];
}

int bookkeeping_row_of(const struct bookkeeping_table *whole, int64_t i)
{
    return (int)whole->values[whole->columns * whole->count + i];
}

int bookkeeping_year_of(const struct bookkeeping_table *whole, int64_t i)
{
    return (int)whole->values[(whole->columns + 1) * whole->count + i];
}

void bookkeeping_free_names(struct bookkeeping_names *names)
{
    result_free_labels(names->account);
    result_free_labels(names->account_name);
    result_free_labels(names->purpose);
    result_free_labels(names->purpose_name);
    result_free_labels(names->product);
    result_free_labels(names->product_name);
    result_free_labels(names->kind);
    result_free_labels(names->mode);
    result_free_labels(names->cause);
    free(names->level);
}

static int read_level(struct result *result, struct bookkeeping_names *names,
                      struct error *err)
{
    const struct result_summary *summary = result_summary(result);
    names->level =
        calloc((size_t)summary->rows * (size_t)summary->years, sizeof *names->level);
    if (!names->level)
        return error_set(err, MESSAGE_MEMORY, "price_level");
    for (int run = 0; run < summary->rows; run++)
        TRY(result_read_series(result, SERIES_price_level, run, 0, summary->years,
                               names->level + run * summary->years, err));
    return 0;
}

int bookkeeping_read_names(struct result *result, enum language language,
                           struct bookkeeping_names *names, struct error *err)
{
    TRY(result_read_labels(result, DIMENSION_ACCOUNT, LANGUAGE_EN, &names->account,
                           err));
    TRY(result_read_labels(result, DIMENSION_ACCOUNT, language, &names->account_name,
                           err));
    TRY(result_read_labels(result, DIMENSION_PURPOSE, LANGUAGE_EN, &names->purpose,
                           err));
    TRY(result_read_labels(result, DIMENSION_PURPOSE, language, &names->purpose_name,
                           err));
    TRY(result_read_labels(result, DIMENSION_PRODUCT, LANGUAGE_EN, &names->product,
                           err));
    TRY(result_read_names(result, DIMENSION_PRODUCT, language, &names->product_name,
                          err));
    TRY(result_read_labels(result, DIMENSION_KIND, language, &names->kind, err));
    TRY(result_read_labels(result, DIMENSION_MODE, language, &names->mode, err));
    TRY(result_read_labels(result, DIMENSION_CAUSE, language, &names->cause, err));
    return read_level(result, names, err);
}

/* The word at a position; "" at none, or at one that a damaged file makes up. */
const char *bookkeeping_word_at(char *const *words, int64_t position)
{
    int64_t count = 0;
    while (words[count] != NULL)
        count++;
    return position >= 0 && position < count ? words[position] : "";
}

int bookkeeping_check_books(const struct result *result, const char *path,
                            struct error *err)
{
    return result_summary(result)->trades > 0
               ? 0
               : error_set(err, MESSAGE_EXPORT_NO_BOOKS, path);
}

/* The first year that may be reported. */
int bookkeeping_first_year(const struct result *result)
{
    return result_summary(result)->year_first +
           result_first_reported(result, SERIES_margin);
}

void bookkeeping_put_header(struct sheet *sheet, const char *const (*header)[2],
                            size_t count, enum language language)
{
    for (size_t i = 0; i < count; i++)
        sheet_text(sheet, header[i][language == LANGUAGE_ZH]);
}
