/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Books as an accountant reads them: a column a year, income, cost, result, what moved
 * beside, and what was there at the end; in yuan of 2023. */
#include "cli/trace_parts.h"
#include "core/text.h"
#include "state/books.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { COLUMNS = 7, NAME_CELLS = 30, VALUE_CELLS = 13, PERCENT = 100, NUMBER = 32 };

/* The years that stand side by side. */
struct spread {
    const struct story *story;
    const struct retrace_year *year;
    int count;
};

static void put_name(const char *name)
{
    const int cells = text_width(name, strlen(name));
    printf("  %s%*s", name, cells < NAME_CELLS ? NAME_CELLS - cells : 1, "");
}

/* "-1,234,567" */
static void put_yuan(double yuan)
{
    char digits[NUMBER], text[2 * NUMBER];
    const long long whole = llround(fabs(yuan));
    const int length = snprintf(digits, sizeof digits, "%lld", whole);
    int k = 0;
    if (yuan < 0.0 && whole > 0)
        text[k++] = '-';
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            text[k++] = ',';
        text[k++] = digits[i];
    }
    text[k] = '\0';
    printf("%*s", VALUE_CELLS, text);
}

static double real(const struct retrace_year *year, money fen)
{
    return money_to_yuan(fen) / year->level;
}

static money side_of(const struct retrace_year *year, enum book_side side)
{
    money sum = 0;
    for (enum book_line line = 0; line < BOOK_LINES; line++)
        if (account_lines[line].side == side)
            sum += year->line[line];
    return sum;
}

static money result_of(const struct retrace_year *year)
{
    return side_of(year, BOOK_SIDE_INCOME) - side_of(year, BOOK_SIDE_COST);
}

static void tell_rule(const struct spread *block)
{
    printf("  ");
    for (int k = 0; k < NAME_CELLS + block->count * VALUE_CELLS; k++)
        putchar('-');
    putchar('\n');
}

static void tell_line(const struct spread *block, enum book_line line)
{
    bool any = false;
    for (int i = 0; i < block->count; i++)
        any |= block->year[i].line[line] != 0;
    if (!any)
        return;
    put_name(cli_text(block->story->language, account_lines[line].en,
                      account_lines[line].zh));
    for (int i = 0; i < block->count; i++)
        put_yuan(real(&block->year[i], block->year[i].line[line]));
    putchar('\n');
}

static void tell_lines(const struct spread *block, enum book_side side)
{
    for (enum book_line line = 0; line < BOOK_LINES; line++)
        if (account_lines[line].side == side)
            tell_line(block, line);
}

static void tell_sum(const struct spread *block, enum book_side side, const char *name)
{
    put_name(name);
    for (int i = 0; i < block->count; i++)
        put_yuan(real(&block->year[i], side_of(&block->year[i], side)));
    putchar('\n');
}

static void tell_result(const struct spread *block)
{
    const enum language language = block->story->language;
    put_name(cli_text(language, "result", "结余"));
    for (int i = 0; i < block->count; i++)
        put_yuan(real(&block->year[i], result_of(&block->year[i])));
    putchar('\n');
    put_name(cli_text(language, "margin, %", "利润率（%）"));
    for (int i = 0; i < block->count; i++) {
        const money income = side_of(&block->year[i], BOOK_SIDE_INCOME);
        if (income > 0)
            printf("%*.1f", VALUE_CELLS,
                   (double)result_of(&block->year[i]) / (double)income * PERCENT);
        else
            printf("%*s", VALUE_CELLS, "-");
    }
    putchar('\n');
}

/* What the operator has at the end of the year. */
static void tell_stand(const struct spread *block)
{
    static const struct {
        const char *en, *zh;
    } name[] = {{"cash at the end", "年末现金"},
                {"loans at the end", "年末借款"},
                {"due and unpaid at the end", "年末到期未付"},
                {"sites at the end", "年末站点数"}};
    const enum language language = block->story->language;
    for (int k = 0; k < (int)(sizeof name / sizeof *name); k++) {
        put_name(cli_text(language, name[k].en, name[k].zh));
        for (int i = 0; i < block->count; i++) {
            const struct retrace_year *year = &block->year[i];
            if (k == 3)
                printf("%*d", VALUE_CELLS, year->sites);
            else
                put_yuan(real(year, k == 0   ? year->cash
                                    : k == 1 ? year->loan
                                             : year->arrears));
        }
        putchar('\n');
    }
}

static void tell_years(const struct spread *block)
{
    const enum language language = block->story->language;
    put_name(cli_text(language, "yuan of 2023", "2023年不变价元"));
    for (int i = 0; i < block->count; i++) {
        char date[16];
        const month until = block->year[i].until;
        if (month_number(until) == MONTHS_PER_YEAR)
            printf("%*d", VALUE_CELLS, month_year(until));
        else
            printf("%*s%s", VALUE_CELLS - 8, "-", month_text(until, date));
    }
    putchar('\n');
}

static void tell_block(const struct spread *block, bool stand)
{
    const enum language language = block->story->language;
    tell_years(block);
    tell_rule(block);
    tell_lines(block, BOOK_SIDE_INCOME);
    tell_sum(block, BOOK_SIDE_INCOME, cli_text(language, "income", "收入合计"));
    tell_rule(block);
    tell_lines(block, BOOK_SIDE_COST);
    tell_sum(block, BOOK_SIDE_COST, cli_text(language, "cost", "成本合计"));
    tell_rule(block);
    tell_result(block);
    tell_rule(block);
    tell_lines(block, BOOK_SIDE_CAPITAL_IN);
    tell_lines(block, BOOK_SIDE_CAPITAL_OUT);
    tell_lines(block, BOOK_SIDE_MEMO);
    if (stand)
        tell_stand(block);
    put_name(cli_text(language, "price level, 2023 = 1", "物价水平（2023年=1）"));
    for (int i = 0; i < block->count; i++)
        printf("%*.3f", VALUE_CELLS, block->year[i].level);
    printf("\n\n");
}

void trace_tell_years(const struct story *story, bool stand)
{
    const struct retrace *retrace = story->retrace;
    const int count = (int)retrace->years.count;
    for (int first = 0; first < count; first += COLUMNS) {
        const struct spread block = {.story = story,
                                     .year = &retrace->years.item[first],
                                     .count = count - first < COLUMNS ? count - first
                                                                      : COLUMNS};
        tell_block(&block, stand);
    }
}

void trace_tell_prices(const struct story *story)
{
    const struct retrace *retrace = story->retrace;
    const enum language language = story->language;
    printf("%s\n",
           cli_text(language, "What it asked for, in the last month of each year:",
                    "各年末月的要价："));
    for (size_t k = 0; k < retrace->prices.count; k++) {
        const struct retrace_price *price = &retrace->prices.item[k];
        double level = 1.0;
        for (size_t i = 0; i < retrace->years.count; i++)
            if (month_year(retrace->years.item[i].until) == price->year)
                level = retrace->years.item[i].level;
        printf(cli_text(language,
                        "  %d  %s: %.2f yuan of 2023 (%.2f then), rooms %d, used %.0f "
                        "of %.0f\n",
                        "  %d  %s：%.2f 元（2023年价；当时 %.2f 元），用房 %d "
                        "间，使用 %.0f / %.0f\n"),
               price->year, trace_product(story, price->product), price->price / level,
               price->price, price->rooms, price->use, price->capacity);
    }
    if (retrace->prices.count == 0)
        printf("  %s\n", cli_text(language, "nothing", "无"));
}

static void tell_events(const struct story *story)
{
    const struct retrace *retrace = story->retrace;
    const enum language language = story->language;
    printf("\n%s\n",
           cli_text(language, "Sites it took on and gave up:", "接手与退出的站点："));
    for (size_t k = 0; k < retrace->events.count; k++) {
        const struct retrace_event *event = &retrace->events.item[k];
        const struct site *site = &retrace->supply.sites[event->site];
        char name[TRACE_NAME], where[TRACE_NAME], date[16];
        printf(cli_text(language, "  %s  %s %s in %s", "  %s  %s%s，位于%s"),
               month_text(event->when, date),
               event->taken ? cli_text(language, "runs", "运营")
                            : cli_text(language, "gives up", "退出"),
               trace_site(story, site->room, name),
               trace_community(story, (uint32_t)site->community, where));
        if (!event->taken)
            printf(cli_text(language, "; why: %s", "；原因：%s"),
                   cli_text(language, operator_cause_words[event->cause],
                            operator_cause_words_zh[event->cause]));
        printf("\n");
    }
}

void trace_tell_operator(const struct story *story)
{
    const struct retrace *retrace = story->retrace;
    const enum language language = story->language;
    printf(cli_text(language, "Operator %u: %s, row %d of %s\n",
                    "运营主体 %u：%s（第 %d 行，%s）\n"),
           retrace->operator_code,
           cli_text(language, supply_operator_words[retrace->operator_kind],
                    supply_operator_words_zh[retrace->operator_kind]),
           story->row, story->path);
    tell_events(story);
    printf("\n%s\n\n", cli_text(language, "Books:", "账目："));
    trace_tell_years(story, true);
    trace_tell_prices(story);
}
