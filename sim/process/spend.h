/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A month's books of a site: what comes in and what goes out, in whole fen, line by line.
 * Amounts are returned for the ledger, nothing is posted here. */
#ifndef LINLI_PROCESS_SPEND_H
#define LINLI_PROCESS_SPEND_H

#include "process/staff.h"
#include "state/costs.h"
#include "state/operator.h"

/* What one product did at the site this month. */
struct spend_product {
    int product;                     /* of the catalogue */
    double users[CATALOGUE_CLASSES]; /* enrolled by class, or visits in the first */
    double price;                    /* yuan a month or a visit */
    double discounts;                /* yuan, off the fees in all */
    double tax_relief; /* share of the tax on fees that is not asked for */
    double m2;
};

struct spend_view {
    const struct costs *costs;
    const struct cost_levels *levels;
    const struct spend_product *products;
    int count;
    const struct site_state *site;
    const struct staff_cover *cover; /* [trades] of the site */
    int trades;
    double grants, purchases, insurance, commercial; /* yuan received */
    double overhead; /* yuan, this site's share (operator_overhead / sites) */
    double invested; /* yuan of own fit-out, renewed every `operators.fitout_years` */
    double debt, interest_rate; /* yuan owed; a year */
};

/* One line per kind of payment. All are positive; income less the rest is the result. */
struct site_month {
    money fees, grants, purchases, insurance, commercial;
    money wages, social, agency;
    money rent, food, consumables, utilities, overhead, trustee, renewal, tax, interest;
    money tax_forgone, rent_forgone; /* shown, not paid: what relief was worth */
};

struct site_month spend_month(const struct values *values,
                              const struct spend_view *view);
money spend_income(const struct site_month *site_month);
money spend_cost(const struct site_month *site_month);
/* Users a month that a place holds: 1 where one holds it, else the month's sessions. */
double spend_per_place(const struct product *product);
/* Posts that those enrolled (or a month's visits) ask for in a trade, by class. */
double spend_posts(const struct product *product, const double *users, int trade);
/* What costs of a product follow from. */
struct spend_basis {
    const struct costs *costs;
    const struct cost_levels *levels;
    const struct product *product;
    int index;           /* of the product in the catalogue */
    const double *wages; /* yuan a month, by trade */
};
/* Yuan that one more user of a class costs: food, consumables, and the staff its class
 * asks for, contributions on top. Shares of the fee (tax, trustee) are the caller's, as
 * they move with the price. */
double spend_marginal(const struct values *values, const struct spend_basis *basis,
                      int place_class);
/* Yuan of yearly profit tax: rate * max(0, income * counted - cost). */
double spend_profit_tax(const struct costs *costs, int product, double income,
                        double cost);

#endif
