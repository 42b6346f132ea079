/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The story of a facility: what it has, whom it serves and who has heard of it, and its
 * months, room by room. */
#include "cli/trace_parts.h"
#include "core/exact.h"

#include <inttypes.h>
#include <stdio.h>

enum { PERCENT = 100 };

/* What the room was before it was turned, or is being turned to. */
static void tell_works(const struct story *story, const struct room *room)
{
    char from[16];
    if (room->next != 0)
        printf(cli_text(story->language, "; in works, %s from %s",
                        "；改造中，%s 于 %s 开放"),
               trace_product(story, room->next - 1), month_text(room->from, from));
    else if (room->was != 0)
        printf(
            cli_text(story->language, "; since %s, before: %s", "；自 %s 起，此前为%s"),
            month_text(room->from, from), trace_product(story, room->was - 1));
}

static void tell_rooms(const struct story *story, const struct site *site)
{
    const struct study *study = story->retrace->study;
    const enum language language = story->language;
    for (int r = site->room; r < site->room + site->rooms; r++) {
        const struct room *room = &story->retrace->supply.rooms[r];
        const bool visits = study->catalogue->products[room->product].use == USE_VISIT;
        printf(cli_text(language, "  %s: %d %s, %.0f m2, open:",
                        "  %s：%d %s，%.0f 平方米，开放："),
               trace_product(story, room->product), room->places,
               visits ? cli_text(language, "persons at a time", "人（同时）")
                      : cli_text(language, "places", "个名额"),
               room->m2);
        for (int k = 0; k < SLOTS; k++)
            if (room->slots >> k & 1)
                printf(" %s", trace_slot(story, k));
        tell_works(story, room);
        printf("\n");
    }
}

static void tell_head(const struct story *story)
{
    static const char *const origin_zh[ORIGINS] = {"名录所载", "按数量生成", "情景新建",
                                                   "运营主体新开"};
    static const char *const origin_en[ORIGINS] = {
        "listed", "drawn from counts", "built by the scenario", "opened by an entrant"};
    const struct supply *supply = &story->retrace->supply;
    const struct site *site = &supply->sites[story->retrace->site];
    const enum language language = story->language;
    char name[TRACE_NAME], where[TRACE_NAME], from[16], until[16];
    printf(cli_text(language, "%s, row %d of %s\n", "%s（第 %d 行，%s）\n"),
           trace_site(story, site->room, name), story->row, story->path);
    printf(cli_text(language, "in %s; %s; quality %.2f of 1; ",
                    "位于%s；%s；质量 %.2f（满分 1）；"),
           trace_community(story, (uint32_t)site->community, where),
           cli_text(language, origin_en[site->origin], origin_zh[site->origin]),
           site->quality);
    if (site->opened > 0)
        printf(cli_text(language, "open from %s", "%s 起开放"),
               month_text(site->opened, from));
    else
        printf("%s", cli_text(language, "open long since", "早已开放"));
    if (site->closes >= 0)
        printf(cli_text(language, ", closed from %s", "，%s 起关闭"),
               month_text(site->closes, until));
    printf("\n%s\n", cli_text(language, "Rooms:", "房间："));
    tell_rooms(story, site);
}

/* Who lives where it is offered, by year. */
static void tell_audience(const struct story *story)
{
    const struct retrace *retrace = story->retrace;
    const enum language language = story->language;
    char name[TRACE_NAME];
    int year = 0;
    printf("\n%s\n",
           cli_text(language, "Communities it is offered to, at the end of each year:",
                    "各年末以其为可选设施的社区："));
    for (size_t k = 0; k < retrace->audience.count; k++) {
        const struct retrace_audience *audience = &retrace->audience.item[k];
        const double heard = 1.0 - exact_exp(-audience->heard);
        if (audience->year != year)
            printf("%d\n", audience->year);
        year = audience->year;
        printf(cli_text(language,
                        "  %s: %.2f km, %" PRId64 " residents; of those here from the "
                        "start %.0f %% have heard of it; %" PRId64
                        " used it in the last month\n",
                        "  %s：%.2f 公里，居民 %" PRId64
                        " 人；一直在此居住者中 %.0f%% 听说过；末月使用 %" PRId64
                        " 人\n"),
               trace_community(story, audience->community, name), audience->distance_km,
               audience->residents, heard * PERCENT, audience->users);
    }
    if (retrace->audience.count == 0)
        printf("  %s\n", cli_text(language, "none", "无"));
}

static void tell_visits(const struct story *story, const struct retrace_room *room,
                        unsigned slots)
{
    for (int k = 0; k < SLOTS; k++)
        if (slots >> k & 1)
            printf(cli_text(story->language,
                            "; %s: asked %" PRId64 " + %" PRId64 " again, served "
                            "%" PRId64,
                            "；%s：想来 %" PRId64 " 次，他处转来 %" PRId64
                            " 次，接待 %" PRId64 " 次"),
                   trace_slot(story, k), room->asked[k], room->again[k],
                   room->served[k]);
}

/* The product of the room in a month. */
static int product_then(const struct room *room, month when)
{
    return room->next == 0 && room->was != 0 && when < room->from ? room->was - 1
                                                                  : room->product;
}

static void tell_month(const struct story *story, const struct retrace_room *room)
{
    const struct study *study = story->retrace->study;
    const struct room *plan = &story->retrace->supply.rooms[room->room];
    const struct product *product =
        &study->catalogue->products[product_then(plan, room->when)];
    const enum language language = story->language;
    char date[16];
    printf("  %s  ", month_text(room->when, date));
    if (!room->open) {
        printf("%s\n", cli_text(language, "closed", "未开放"));
        return;
    }
    printf(cli_text(language, "%.0f yuan", "%.0f 元"), room->price);
    if (product->use == USE_VISIT)
        tell_visits(story, room, product->slots);
    else
        printf(cli_text(language,
                        "; %" PRId64 " of %" PRId64 " places held, %" PRId64 " wait",
                        "；%" PRId64 " / %" PRId64 " 个名额在用，%" PRId64 " 人轮候"),
               room->held, room->capacity, room->waiting);
    printf(cli_text(language, "; requests %.0f %% of capacity\n",
                    "；请求为容量的 %.0f%%\n"),
           room->crowd * PERCENT);
}

void trace_tell_facility(const struct story *story)
{
    const struct retrace *retrace = story->retrace;
    const struct site *site = &retrace->supply.sites[retrace->site];
    tell_head(story);
    if (retrace->years.count > 0) {
        printf("\n%s\n\n", cli_text(story->language, "Its books:", "站点账目："));
        trace_tell_years(story, false);
        trace_tell_prices(story);
    }
    tell_audience(story);
    for (int r = site->room; r < site->room + site->rooms; r++) {
        int told = -1;
        for (size_t k = 0; k < retrace->rooms.count; k++) {
            const struct retrace_room *room = &retrace->rooms.item[k];
            const int product = product_then(&retrace->supply.rooms[r], room->when);
            if (room->room != r)
                continue;
            if (product != told)
                printf("\n%s\n", trace_product(story, product));
            told = product;
            tell_month(story, room);
        }
    }
}
