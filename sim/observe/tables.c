/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The columns of the long tables, from their lists. */
#include "observe/tables.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>

static const struct {
    const char *name, *en, *zh;
    bool yearly, books;
} tables[TABLES] = {
    [TABLES_flows] =
        {"flows",
         "one record for each payer, payee, purpose, product and place of a year",
         "每条为一年中一组付款方、收款方、用途、服务项目、所属范围", true, false},
    [TABLES_operators] = {"operators", "one record an operator", "每条为一个运营主体",
                          false, false},
    [TABLES_facilities] = {"facilities",
                           "one record a site of the reported communities",
                           "每条为报告社区内的一个站点", false, false},
    [TABLES_operator_books] =
        {"operator_books",
         "one record a year of each operator who ran a site of "
         "the reported communities, "
         "while it has payments, sites, money or debts; lines hold only "
         "what /facility_books does "
         "not: add those of its sites",
         "每条为一个在报告社区有过站点的运营主体的一年（有收支、站点、"
         "资金或欠款者）；各栏只含 /facility_books "
         "以外的账目，与其站点账目相加即为全部",
         true, true},
    [TABLES_facility_books] = {"facility_books",
                               "one record a site and year, when anything was posted",
                               "每条为一个站点的一年（有记账者）", true, true},
};

static const struct {
    enum tables_table table;
    const char *name;
    enum tables_type type;
    const char *unit, *en, *zh;
    enum dimension dimension;
} columns[TABLES_COLUMNS] = {
#define TABLES_COLUMN(table, name, type, unit, dimension, en, zh) \
    {TABLES_##table, #name, TABLES_##type, unit, en, zh, DIMENSION_##dimension},
#include "observe/tables.def"
#undef TABLES_COLUMN
};

const char *tables_name(enum tables_table table)
{
    return tables[table].name;
}

const char *tables_text(enum tables_table table, enum language language)
{
    return language == LANGUAGE_ZH ? tables[table].zh : tables[table].en;
}

bool tables_yearly(enum tables_table table)
{
    return tables[table].yearly;
}

/* The first column of a table in the list of all, and how many it has there. */
static int find_own(enum tables_table table, int *count)
{
    int first = 0;
    while (columns[first].table != table)
        first++;
    *count = 0;
    while (first + *count < TABLES_COLUMNS && columns[first + *count].table == table)
        (*count)++;
    return first;
}

int tables_columns(enum tables_table table)
{
    int count;
    find_own(table, &count);
    return count + (tables[table].books ? BOOK_LINES : 0);
}

const char *tables_word(const char *name, char text[TABLES_NAME])
{
    int i = 0;
    for (; name[i] != '\0' && i < TABLES_NAME - 1; i++)
        text[i] = (char)tolower((unsigned char)name[i]);
    text[i] = '\0';
    return text;
}

struct tables_info tables_info(enum tables_table table, int k)
{
    int own;
    const int first = find_own(table, &own);
    struct tables_info info = {.type = TABLES_INT64, .unit = "yuan"};
    assert(k >= 0 && k < tables_columns(table));
    if (k >= own) {
        const struct account_line *line = &account_lines[k - own];
        tables_word(line->name, info.name);
        info.en = line->en;
        info.zh = line->zh;
        return info;
    }
    snprintf(info.name, sizeof info.name, "%s", columns[first + k].name);
    info.type = columns[first + k].type;
    info.unit = columns[first + k].unit;
    info.en = columns[first + k].en;
    info.zh = columns[first + k].zh;
    info.dimension = columns[first + k].dimension;
    return info;
}

int tables_place(enum tables_column column)
{
    int count;
    return (int)column - find_own(columns[column].table, &count);
}

int tables_place_of_line(enum tables_table table, enum book_line line)
{
    int own;
    assert(tables[table].books);
    find_own(table, &own);
    return own + (int)line;
}
