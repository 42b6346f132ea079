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
    /* Of 2023, by main product: sites with income that the model does not explain, yuan a
       month of it, and what all its sites cost. */
    int lifted[CATALOGUE_PRODUCTS];
    double unexplained[CATALOGUE_PRODUCTS], cost[CATALOGUE_PRODUCTS];
    double stay_need, stay_places, stay_users; /* short stay: residents, in December */
};

static void count_unexplained(const struct world *world, const int *number,
                              struct lasting *lasting)
{
    const struct books *books = world->books;
    for (int s = 0; s < books->supply.site_count; s++) {
        const struct site_state *state = &books->sites[s];
        const int product = business_product(&books->supply, &books->supply.sites[s]);
        if (product < 0 || number[books->supply.sites[s].community] < 0 ||
            !business_open(&books->supply.sites[s], world->now - 1))
            continue;
        lasting->lifted[product] += state->side > 0.0;
        lasting->unexplained[product] += state->side;
        lasting->cost[product] +=
            money_to_yuan(book_side_sum(&books->ledger.site_books[s], BOOK_SIDE_COST,
                                        world->now - 1, MONTHS_PER_YEAR)) /
            MONTHS_PER_YEAR;
    }
}

/* Whether few beds are used because there are many, or because few ask for them. */
static void count_stays(const struct world *world, const int *number,
                        struct lasting *lasting)
{
    const struct books *books = world->books;
    const int stay = catalogue_product(books->catalogue, "elder_stay");
    for (int c = 0; c < world->count; c++)
        if (number[c] >= 0)
            lasting->stay_need +=
                world->services->needers[(size_t)c * CATALOGUE_PRODUCTS + (size_t)stay];
    for (int r = 0; r < books->supply.room_count; r++) {
        const struct room *room = &books->supply.rooms[r];
        const struct site *site = &books->supply.sites[room->site];
        if (room->product != stay || number[site->community] < 0 ||
            !business_open(site, world->now - 1))
            continue;
        lasting->stay_places += room->places;
        for (int k = 0; k < CATALOGUE_CLASSES; k++)
            lasting->stay_users += books->rooms[r].users[k];
    }
}

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
        count_unexplained(world, number, lasting);
        count_stays(world, number, lasting);
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
            "given up 2023 | sites %d | margin %d | sites lifted | unexplained, of "
            "cost |\n"
            "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n",
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
        print_number(page, page_share(lasting->lifted[p], open));
        print_number(page, lasting->cost[p] > 0.0
                               ? lasting->unexplained[p] / lasting->cost[p]
                               : NAN);
        fprintf(page->out, "\n");
    }
    fprintf(
        page->out,
        "\nSites lifted: those of the start that have income which the model does "
        "not explain (docs/MODEL.md, 7.13), %% of sites; yuan of it in\n%% of what "
        "all sites of the product cost. A grocery's cost holds the goods it "
        "sells.\n\nShort stay: %.0f beds for %.0f residents in need of one, of whom "
        "%.0f have it. Few beds are used because few ask: the need is a tenth\nof "
        "the severely dependent (4 to 20 %%) and a tenth of those take it up (3 to "
        "20 %%), both assumed; a centre has 15 beds. Use at the upper\nends would be "
        "some four times as high. The published figure is of beds in homes, whose "
        "residents stay for good and are not modelled as users.\n",
        lasting->stay_places, lasting->stay_need, lasting->stay_users);
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
        fprintf(
            page->out,
            "## Whether sites last\n\n"
            "One run of Yuexiu, every resident, seed 1: shares in %%. Published "
            "figures "
            "are of 2023 or earlier and of other places; none was\nused to choose "
            "a parameter of operators; that sites drawn from dated counts live on what "
            "those of the start do was\ndecided with closures of childcare in view. "
            "Signs of policies are reported in "
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
