/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What running sites costs in a month: staff for those served, then every line of
 * spend_month, paid or, where cash is short, owed. */
#include "process/adapt.h"
#include "process/expect.h"
#include "process/pay.h"
#include "process/process.h"
#include "process/view.h"

/* A month's cost of an institution is paid whatever it is (fund.c). */
static const double PURSE_OF_INSTITUTION = 1e12;

static void cover_posts(const struct pay_turn *turn, int32_t site, double purse,
                        struct view_site *view)
{
    struct books *books = turn->books;
    struct site_state *state = &books->sites[site];
    for (int k = 0; k < state->trades; k++) {
        struct staff_post *post = &state->staff[k];
        post->posts = view_posts(books, site, post->trade);
        view->cover[k] = staff_cover(&turn->world->values,
                                     books->market[post->trade].wage, purse, post);
        purse -= view->cover[k].agency;
    }
}

/* Yuan that may go to an agency: the site's part of what is there, beyond what the month
 * costs without one. Nobody buys staff with the rent. */
static double purse_of(const struct pay_turn *turn, int32_t site,
                       struct view_site *view)
{
    const struct books *books = turn->books;
    const struct operator_ *runner = &books->operators[turn->operator_row];
    if (runner->budget >= 0)
        return PURSE_OF_INSTITUTION;
    cover_posts(turn, site, 0.0, view);
    const struct site_month bare = spend_month(&turn->world->values, &view->view);
    const money there =
        ledger_available(&books->ledger, ledger_operator(turn->operator_row));
    return money_to_yuan(there) / runner->sites - money_to_yuan(spend_cost(&bare));
}

static int pay_staff(const struct pay_turn *turn, int32_t site, int product,
                     const struct view_site *view, struct error *err)
{
    const struct site_state *state = &turn->books->sites[site];
    for (int k = 0; k < state->trades; k++) {
        const struct staff_cover *cover = &view->cover[k];
        TRY(pay_out(turn, site, ACCOUNT_STAFF + state->staff[k].trade, MONEY_WAGE,
                    product, money_from_yuan(cover->wages), err));
    }
    return 0;
}

static int pay_lines(const struct pay_turn *turn, int32_t site, int product,
                     const struct site_month *spent, struct error *err)
{
    const int landlord = books_landlord(turn->books, site);
    const struct {
        int account;
        enum money_purpose purpose;
        money fen;
    } line[] = {
        /* Contributions are collected by the tax office since 2020. */
        {ACCOUNT_TAX, MONEY_SOCIAL_CONTRIBUTION, spent->social},
        {ACCOUNT_SUPPLIERS, MONEY_AGENCY, spent->agency},
        {landlord, MONEY_RENT, spent->rent},
        {ACCOUNT_SUPPLIERS, MONEY_FOOD, spent->food},
        {ACCOUNT_SUPPLIERS, MONEY_CONSUMABLES, spent->consumables},
        {ACCOUNT_SUPPLIERS, MONEY_UTILITIES, spent->utilities},
        {ACCOUNT_SUPPLIERS, MONEY_OVERHEAD, spent->overhead},
        {landlord, MONEY_TRUSTEE_FEE, spent->trustee},
        {ACCOUNT_SUPPLIERS, MONEY_RENEWAL, spent->renewal},
        {ACCOUNT_TAX, MONEY_TAX, spent->tax},
        {ACCOUNT_LENDER, MONEY_INTEREST, spent->interest},
    };
    for (size_t k = 0; k < sizeof line / sizeof *line; k++)
        TRY(pay_out(turn, site, line[k].account, line[k].purpose, product, line[k].fen,
                    err));
    struct ledger *ledger = &turn->books->ledger;
    TRY(ledger_note(ledger, turn->operator_row, site, BOOK_RENT_FORGONE,
                    spent->rent_forgone, err));
    return ledger_note(ledger, turn->operator_row, site, BOOK_TAX_FORGONE,
                       spent->tax_forgone, err);
}

/* What the site will expect and be judged by. */
static void remember(const struct pay_turn *turn, int32_t site)
{
    struct books *books = turn->books;
    const struct values *values = &turn->world->values;
    const month now = turn->world->now;
    struct site_state *state = &books->sites[site];
    const struct site *place = &books->supply.sites[site];
    double use = 0.0, capacity = 0.0;
    for (int r = place->room; r < place->room + place->rooms; r++) {
        struct books_room *room = &books->rooms[r];
        double users = 0.0;
        for (int k = 0; k < CATALOGUE_CLASSES; k++)
            users += room->users[k];
        if (books->supply.rooms[r].next == 0)
            expect_observe(values, &room->expectation, users);
        use += users;
        capacity += room->capacity;
    }
    const struct site_book *book = &books->ledger.site_books[site];
    const struct site_month_past past = {
        .cost = book_side_sum(book, BOOK_SIDE_COST, now, 1),
        .use = use,
        .occupancy = capacity > 0.0 ? use / capacity : 0.0,
    };
    operator_remember(state, now, &past);
    if (state->months_open != OPERATOR_HISTORY || state->remembered != OPERATOR_HISTORY)
        return;
    double filled[OPERATOR_HISTORY];
    for (int k = 0; k < OPERATOR_HISTORY; k++)
        filled[k] = state->use[(now - OPERATOR_HISTORY + 1 + k) % OPERATOR_HISTORY];
    expect_learn(&books->operators[turn->operator_row], filled, OPERATOR_HISTORY);
}

static int spend_site(const struct pay_turn *turn, int32_t site, money *all,
                      struct error *err)
{
    const struct site *place = &turn->books->supply.sites[site];
    const int product = place->rooms == 1
                            ? turn->books->supply.rooms[place->room].product
                            : LEDGER_NO_PRODUCT;
    struct view_site view;
    view_make(turn->world, site, &view);
    cover_posts(turn, site, purse_of(turn, site, &view), &view);
    const struct site_month spent = spend_month(&turn->world->values, &view.view);
    *all += spend_cost(&spent);
    TRY(pay_staff(turn, site, product, &view, err));
    TRY(pay_lines(turn, site, product, &spent, err));
    remember(turn, site);
    return 0;
}

static int spend_operator(const struct pay_turn *turn, struct error *err)
{
    struct books *books = turn->books;
    const int32_t o = turn->operator_row;
    struct operator_ *runner = &books->operators[o];
    money all = 0;
    for (int32_t k = books->site_start[o]; k < books->site_start[o + 1]; k++)
        if (books_runs(books, books->site_of[k], turn->world->now))
            TRY(spend_site(turn, books->site_of[k], &all, err));
    if (runner->budget >= 0)
        runner->reserve = all; /* a month ahead */
    const money due =
        runner->instalment < runner->loan ? runner->instalment : runner->loan;
    runner->loan -= due; /* what is not paid is a claim from now on */
    return pay_out(turn, LEDGER_NO_SITE, ACCOUNT_LENDER, MONEY_REPAYMENT,
                   LEDGER_NO_PRODUCT, due, err);
}

static int spend(struct world *world, struct error *err)
{
    struct books *books = world->books;
    adapt_carry(world); /* a month's work is paid at its wages */
    TRY(pay_each(world, spend_operator, err));
    books->year.months++;
    for (int s = 0; s < books->supply.site_count; s++)
        if (books_runs(books, s, world->now))
            for (int k = 0; k < books->sites[s].trades; k++)
                books->year.posts[books->sites[s].staff[k].trade] +=
                    books->sites[s].staff[k].in_post;
    return 0;
}

const struct process process_spend = {
    .name = "spend",
    .text = "sites pay staff, rent, food, tax and all else for the month",
    .reads = "rooms, costs, contracts",
    .writes = WRITES_BOOKS,
    .city = spend,
};
