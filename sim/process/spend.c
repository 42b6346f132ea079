/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The month's books of a site (spend.h). */
#include "process/spend.h"

static double sum_users(const struct spend_product *product)
{
    double sum = 0;

    for (int k = 0; k < CATALOGUE_CLASSES; k++)
        sum += product->users[k];
    return sum;
}

/* What goes by product: fees, food, consumables, utilities, tax on fees. */
static void add_product(const struct spend_view *view,
                        const struct spend_product *product, struct site_month *books)
{
    const struct costs *costs = view->costs;
    const double users = sum_users(product);
    double fees = users * product->price - product->discounts;

    if (fees < 0)
        fees = 0;
    const double tax =
        fees * costs_now(costs, product->product, COST_sales_tax, view->levels);
    books->fees += money_from_yuan(fees);
    books->food += money_from_yuan(
        users * costs_now(costs, product->product, COST_food, view->levels));
    books->consumables += money_from_yuan(
        users * costs_now(costs, product->product, COST_consumables, view->levels));
    books->utilities += money_from_yuan(
        product->m2 * costs_now(costs, product->product, COST_utilities, view->levels));
    books->tax += money_from_yuan(tax * (1 - product->tax_relief));
    books->tax_forgone += money_from_yuan(tax * product->tax_relief);
}

static void add_staff(const struct spend_view *view, struct site_month *books)
{
    for (int i = 0; i < view->trades; i++) {
        books->wages += money_from_yuan(view->cover[i].wages);
        books->social += money_from_yuan(view->cover[i].social);
        books->agency += money_from_yuan(view->cover[i].agency);
    }
}

struct site_month spend_month(const struct values *values,
                              const struct spend_view *view)
{
    const struct contract *contract = &view->site->contract;
    struct site_month books = {
        .grants = money_from_yuan(view->grants),
        .purchases = money_from_yuan(view->purchases),
        .insurance = money_from_yuan(view->insurance),
        .commercial = money_from_yuan(view->commercial),
        .rent = money_from_yuan(operator_rent(contract)),
        .rent_forgone = money_from_yuan(contract->rent * contract->relief),
        .overhead = money_from_yuan(view->overhead),
        .renewal = money_from_yuan(view->invested /
                                   (values->operators_fitout_years * MONTHS_PER_YEAR)),
        .interest = money_from_yuan(view->debt * view->interest_rate / MONTHS_PER_YEAR),
    };

    for (int i = 0; i < view->count; i++)
        add_product(view, &view->products[i], &books);
    add_staff(view, &books);
    books.trustee =
        money_from_yuan(money_to_yuan(books.fees) * contract->trustee_share);
    return books;
}

money spend_income(const struct site_month *site_month)
{
    return site_month->fees + site_month->grants + site_month->purchases +
           site_month->insurance + site_month->commercial;
}

money spend_cost(const struct site_month *site_month)
{
    return site_month->wages + site_month->social + site_month->agency +
           site_month->rent + site_month->food + site_month->consumables +
           site_month->utilities + site_month->overhead + site_month->trustee +
           site_month->renewal + site_month->tax + site_month->interest;
}

double spend_per_place(const struct product *product)
{
    const double turns[SLOTS] = {product->turns_weekday, product->turns_evening,
                                 product->turns_weekend, product->turns_night};
    double visits = 0;

    if (product->use == USE_PLACE)
        return 1;
    for (int slot = 0; slot < SLOTS; slot++)
        if (product->slots & 1U << slot)
            visits += catalogue_slot_days[slot] * turns[slot];
    return visits > 0 ? visits : 1;
}

double spend_posts(const struct product *product, const double *users, int trade)
{
    double posts = 0;

    for (int k = 0; k < product->class_count; k++)
        posts += users[k] * product->classes[k].posts[trade];
    return posts / spend_per_place(product);
}

double spend_marginal(const struct values *values, const struct spend_basis *basis,
                      int place_class)
{
    const double *posts = basis->product->classes[place_class].posts;
    double yuan =
        costs_now(basis->costs, basis->index, COST_food, basis->levels) +
        costs_now(basis->costs, basis->index, COST_consumables, basis->levels);

    const double per_place = spend_per_place(basis->product);

    for (int trade = 0; trade < CATALOGUE_TRADES; trade++)
        if (posts[trade] > 0)
            yuan += (1 + values->staff_social_rate) / per_place *

                    posts[trade] * basis->wages[trade];
    return yuan;
}

double spend_profit_tax(const struct costs *costs, int product, double income,
                        double cost)
{
    const struct cost_figure *figures = costs->of[product];
    const double profit = income * figures[COST_income_counted].value - cost;

    return profit > 0 ? profit * figures[COST_profit_tax].value : 0;
}
