/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Stars of sites: the rule, and what is paid by them. */
#include "support/check.h"

#include "support/policy_world.h"

static void nursery(struct catalogue *catalogue)
{
    services_one_product(catalogue, "childcare_full");
}

static void stars_are_five_times_the_quality_to_the_nearest(void **state)
{
    (void)state;
    static const struct {
        double quality;
        int stars;
    } of[] = {{0.0, 0},  {0.0999, 0}, {0.1001, 1}, {0.2385, 1}, {0.4999, 2},
              {0.55, 3}, {0.6, 3},    {0.8999, 4}, {0.9001, 5}, {1.0, 5}};
    for (size_t k = 0; k < sizeof of / sizeof *of; k++) {
        const struct site_state site = {.quality = of[k].quality};
        assert_int_equal(operator_stars(&site), of[k].stars);
    }
}

/* Each site by its own stars, those with less than two nothing. */
static void a_grant_by_stars_pays_each_site_the_row_of_its_stars(void **state)
{
    (void)state;
    static const double quality[] = {0.95, 0.61, 0.5, 0.38, 0.25, 0.05};
    static const money fen[] = {500000, 300000, 300000, 200038, 0, 0};
    struct policy_world city;
    policy_open(&city,
                "  - kind: operating_grant\n    from: 2021-01\n    per_month:\n"
                "      - {when: stars = 5, pay: 5000 yuan/month}\n"
                "      - {when: stars >= 3, pay: 3000 yuan/month}\n"
                "      - {when: stars = 2, pay: 2000.38 yuan/month}\n",
                1, nursery, NULL);
    policy_live_to(&city, month_of(2021, 1));
    struct books *books = city.world.books;
    assert_int_equal(books->supply.site_count, 6);
    for (int s = 0; s < 6; s++)
        books->sites[s].quality = quality[s];
    policy_live(&city, 1);
    for (int s = 0; s < 6; s++)
        assert_int_equal(
            book_sum(&books->ledger.site_books[s], BOOK_GRANTS, city.world.now - 1, 1),
            fen[s]);
    policy_close(&city);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stars_are_five_times_the_quality_to_the_nearest),
        cmocka_unit_test(a_grant_by_stars_pays_each_site_the_row_of_its_stars),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
