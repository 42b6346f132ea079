/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Whether sites last: a run of the base case beside published figures of 2023 or earlier.
 * None of them was used to choose a parameter of operators. */
#include "validation/page.h"

#include "cycle/cycle.h"
#include "observe/business.h"

#include <math.h>
#include <stdlib.h>

enum { THREADS = 2, TARGET_YEAR = 2023 };
static const double PERCENT = 100.0;

/* What is looked at. */
struct lasting {
    struct business target, last; /* of 2023; of the last year */
    int last_year;
    int64_t homes, homes_in_profit; /* elder day care and short stay, in 2023 */
};

static void count_homes(const struct world *world, struct lasting *lasting)
{
    const struct books *books = world->books;
    const int day = catalogue_product(books->catalogue, "elder_day");
    const int stay = catalogue_product(books->catalogue, "elder_stay");
    for (int s = 0; s < books->supply.site_count; s++) {
        const struct site *site = &books->supply.sites[s];
        const int product = business_product(&books->supply, site);
        if ((product != day && product != stay) || !business_open(site, world->now - 1))
            continue;
        lasting->homes++;
        lasting->homes_in_profit += book_result(&books->ledger.site_books[s],
                                                world->now - 1, MONTHS_PER_YEAR) > 0;
    }
}

static int live(struct world *world, const struct study *study, const int *number,
                struct lasting *lasting, struct error *err)
{
    const struct business_view view = {
        .world = world, .number = number, .first = study->scenario->from};
    while (world->now <= study->scenario->until) {
        TRY(cycle_month(world, err));
        if (month_number(world->now) != 1)
            continue;
        TRY(business_take(&view, &lasting->last, err));
        lasting->last_year = month_year(world->now) - 1;
        if (lasting->last_year != TARGET_YEAR)
            continue;
        lasting->target = lasting->last;
        count_homes(world, lasting);
    }
    return 0;
}

/* Sum over kinds and modes of a product. */
static int64_t of_product(const int32_t *cells, int product)
{
    int64_t sum = 0;
    for (int k = 0; k < OPERATOR_KINDS * MODES; k++)
        sum += cells[product * OPERATOR_KINDS * MODES + k];
    return sum;
}

static void judge(struct page *page, const struct catalogue *catalogue,
                  const struct lasting *lasting)
{
    const struct business *b = &lasting->target;
    const int stay = catalogue_product(catalogue, "elder_stay");
    const int nursery = catalogue_product(catalogue, "childcare_full");
    page_judge_range(page,
                     "use of short-stay sites in 2023 (53 % of beds of Beijing's homes "
                     "in 2016, elder.bed_use_beijing_2016)",
                     b->site_occupancy[stay], 0.35, 0.75);
    page_judge_range(page,
                     "elder day care and short stay with a surplus in 2023 (19.4 % of "
                     "nursing homes in 2014, elder.home_profit_share)",
                     page_share(lasting->homes_in_profit, lasting->homes), 0.1, 0.4);
    page_judge_range(page,
                     "full-day childcare sites given up in 2023 (5.12 % fewer "
                     "kindergartens, kinder.closed_rate_2023)",
                     page_share(of_product(b->withdrawals, nursery),
                                of_product(b->open_sites, nursery)),
                     0.02, 0.1);
    page_judge_range(page, "F12: sites open 4 years after opening",
                     lasting->last.survival[4], 0.45, 0.65);
    page_judge_range(
        page, "F12: closing in year 1 over closing in year 4, of those open then",
        (1.0 - lasting->last.survival[1]) /
            (1.0 - lasting->last.survival[4] / lasting->last.survival[3]),
        1.0, 10.0);
}

static void print_number(const struct page *page, double value)
{
    if (isnan(value))
        fprintf(page->out, " - |");
    else
        fprintf(page->out, " %.1f |", value * PERCENT);
}

static void print_products(const struct page *page, const struct catalogue *catalogue,
                           const struct lasting *lasting)
{
    const struct business *b = &lasting->target, *l = &lasting->last;
    fprintf(page->out,
            "| product | sites 2023 | margin 2023 | use 2023 | break-even use 2023 | "
            "given up 2023 | sites %d | margin %d |\n"
            "|---|---:|---:|---:|---:|---:|---:|---:|\n",
            lasting->last_year, lasting->last_year);
    for (int p = 0; p < catalogue->product_count; p++) {
        const int64_t open = of_product(b->open_sites, p);
        if (open == 0)
            continue;
        fprintf(page->out, "| %s | %ld |", catalogue->products[p].key, (long)open);
        print_number(page, b->margin_product[p]);
        print_number(page, b->site_occupancy[p]);
        print_number(page, b->break_even_occupancy[p]);
        print_number(page, page_share(of_product(b->withdrawals, p), open));
        fprintf(page->out, " %ld |", (long)of_product(l->open_sites, p));
        print_number(page, l->margin_product[p]);
        fprintf(page->out, "\n");
    }
}

static void print_survival(const struct page *page, const struct lasting *lasting)
{
    const struct business *l = &lasting->last;
    fprintf(page->out,
            "\n| years since opening | sites seen | still open | cash | lease | "
            "contract |\n|---:|---:|---:|---:|---:|---:|\n");
    for (int age = 0; age <= 8; age++) {
        fprintf(page->out, "| %d | %d |", age, l->survival_at_risk[age]);
        print_number(page, l->survival[age]);
        for (int cause = WITHDRAW_CASH; cause <= WITHDRAW_CONTRACT; cause++)
            print_number(page, l->closed_cause[(cause - 1) * SERIES_SITE_AGES + age]);
        fprintf(page->out, "\n");
    }
    fprintf(page->out,
            "\n| mode | share of sites 2023 | margin 2023 | share %d | "
            "margin %d |\n|---|---:|---:|---:|---:|\n",
            lasting->last_year, lasting->last_year);
    for (int mode = 0; mode < MODES; mode++) {
        fprintf(page->out, "| %s |", supply_mode_words[mode]);
        print_number(page, lasting->target.sites_share_mode[mode]);
        print_number(page, lasting->target.margin_mode[mode]);
        print_number(page, l->sites_share_mode[mode]);
        print_number(page, l->margin_mode[mode]);
        fprintf(page->out, "\n");
    }
    fprintf(page->out, "\n");
}

int lasting_print(struct page *page, const struct study *study, struct error *err)
{
    const struct world_options options = study_world(study, 1, THREADS);
    struct world world = {0};
    struct lasting *lasting = calloc(1, sizeof *lasting);
    int *number = calloc((size_t)study->city.community_count + 1, sizeof *number);
    int status =
        lasting && number ? 0 : error_set(err, MESSAGE_MEMORY, "the run of operators");
    for (int c = 0; status == 0 && c < study->city.community_count; c++)
        number[c] = study->city.communities[c].reported ? 0 : -1;
    if (status == 0)
        status = world_init(&world, &options, err);
    if (status == 0)
        status = live(&world, study, number, lasting, err);
    if (status == 0) {
        fprintf(page->out,
                "## Whether sites last\n\n"
                "One run of Yuexiu, every resident, seed 1: shares in %%. Published "
                "figures "
                "are of 2023 or earlier and of other places; none was\nused to choose "
                "a parameter of operators. Signs of policies are reported in "
                "[SIGNS.md](SIGNS.md), "
                "none is asserted. "
                "Survival: Kaplan-Meier with late\nentry from 2022-11 on, by cause "
                "Aalen-Johansen.\n\n");
        judge(page, study->catalogue, lasting);
        print_products(page, study->catalogue, lasting);
        print_survival(page, lasting);
    }
    world_free(&world);
    free(lasting);
    free(number);
    return status;
}
