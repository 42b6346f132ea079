/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The story of a resident, month by month: how he or she lives, what is chosen and why,
 * what came of it. */
#include "cli/trace_parts.h"
#include "state/ties.h"

#include <inttypes.h>
#include <stdio.h>

/* What a product gave, so that only changes are told. */
struct standing {
    int32_t room; /* TRACE_NOWHERE: nothing */
    uint8_t kind;
    month seen;
    int asked, served; /* of the year */
};

struct telling {
    const struct story *story;
    struct standing standing[CATALOGUE_PRODUCTS];
    const struct trace_life *life; /* last told */
    int64_t asked, served, held, waited;
};

/* The word of a trait, by the group's place in catalogue_traits. */
enum { GROUP_OF_CARE, GROUP_OF_ACTIVITY, GROUP_OF_SEX, GROUP_OF_REGISTRATION };
static const char *trait_word(const struct story *story, int group, int value)
{
    const struct trait_group *traits = &catalogue_traits[group];
    return cli_text(story->language, traits->words[value], traits->zh[value]);
}

static bool has_changed(const struct trace_life *a, const struct trace_life *b)
{
    return a->community != b->community || bits_care(a->bits) != bits_care(b->bits) ||
           bits_activity(a->bits) != bits_activity(b->bits) ||
           bits_registration(a->bits) != bits_registration(b->bits) ||
           a->household_size != b->household_size ||
           a->household_kind != b->household_kind;
}

static void tell_life(struct telling *telling, const struct trace_life *life)
{
    const struct story *story = telling->story;
    const enum language language = story->language;
    char name[TRACE_NAME], date[16];
    if (telling->life && month_number(life->when) != 1 &&
        !has_changed(telling->life, life)) {
        telling->life = life;
        return;
    }
    telling->life = life;
    printf(cli_text(language, "%s  aged %d, care: %s, %s; lives in %s, ",
                    "%s  %d 岁，失能程度：%s，%s；住在%s，"),
           month_text(life->when, date), life->age,
           trait_word(story, GROUP_OF_CARE, (int)bits_care(life->bits)),
           trait_word(story, GROUP_OF_ACTIVITY, (int)bits_activity(life->bits)),
           trace_community(story, life->community, name));
    if (life->household_kind != HOUSEHOLD_FAMILY)
        printf("%s", cli_text(language, "in a collective household", "集体户"));
    else if (life->household_size == 1)
        printf("%s", cli_text(language, "alone", "独居"));
    else
        printf(cli_text(language, "in a household of %d", "家中共 %d 人"),
               life->household_size);
    printf(cli_text(language, "; income quintile %d of 5\n",
                    "；收入第 %d 组（共 5 组）\n"),
           life->income * QUINTILES / (UINT16_MAX + 1) + 1);
}

static void tell_use(struct telling *telling, const struct trace_use *use)
{
    const struct story *story = telling->story;
    const enum language language = story->language;
    struct standing *standing = &telling->standing[use->product];
    char name[TRACE_NAME], date[16];
    const bool same = standing->room == use->room && standing->kind == use->kind;
    standing->seen = use->when;
    standing->asked += use->asked;
    standing->served += use->kind == TIE_VISITS ? use->served : 0;
    telling->asked += use->asked;
    telling->served += use->kind == TIE_VISITS ? use->served : 0;
    telling->held += use->kind == TIE_HOLDS;
    telling->waited += use->kind == TIE_WAITS;
    if (same)
        return;
    standing->room = use->room;
    standing->kind = use->kind;
    const char *text =
        use->kind == TIE_HOLDS ? cli_text(language, "%s  %s: holds a place at %s\n",
                                          "%s  %s：在%s占有名额\n")
        : use->kind == TIE_WAITS
            ? cli_text(language, "%s  %s: waits for a place at %s\n",
                       "%s  %s：在%s轮候\n")
            : cli_text(language, "%s  %s: goes to %s\n", "%s  %s：常去%s\n");
    printf(text, month_text(use->when, date), trace_product(story, use->product),
           trace_site(story, use->room, name));
}

/* What was there last month and is no more. */
static void tell_ends(struct telling *telling, month now)
{
    const enum language language = telling->story->language;
    const int products = telling->story->retrace->study->catalogue->product_count;
    char date[16];
    for (int p = 0; p < products; p++) {
        struct standing *standing = &telling->standing[p];
        if (standing->room == TRACE_NOWHERE || standing->seen == now)
            continue;
        const char *text =
            standing->kind == TIE_HOLDS
                ? cli_text(language, "%s  %s: holds the place no longer\n",
                           "%s  %s：不再占有名额\n")
            : standing->kind == TIE_WAITS
                ? cli_text(language, "%s  %s: waits no longer\n", "%s  %s：不再轮候\n")
                : cli_text(language, "%s  %s: goes there no longer\n",
                           "%s  %s：不再前往\n");
        printf(text, month_text(now, date), trace_product(telling->story, p));
        standing->room = TRACE_NOWHERE;
    }
}

/* Visits of the year, by product. */
static void tell_year(struct telling *telling, month now)
{
    const enum language language = telling->story->language;
    const int products = telling->story->retrace->study->catalogue->product_count;
    for (int p = 0; p < products; p++) {
        struct standing *standing = &telling->standing[p];
        if (standing->asked > 0)
            printf(cli_text(language, "%d     %s: asked for %d visits, got %d\n",
                            "%d 年  %s：想去 %d 次，成行 %d 次\n"),
                   month_year(now), trace_product(telling->story, p), standing->asked,
                   standing->served);
        standing->asked = standing->served = 0;
    }
}

static void tell_head(const struct story *story)
{
    const struct trace *trace = &story->retrace->trace;
    const struct trace_life *first = &trace->lives.item[0];
    char date[16];
    printf(
        cli_text(story->language,
                 "Resident %" PRIu64 ", row %d of %s: %s, born %s, "
                 "registration: %s\n\n",
                 "居民 %" PRIu64 "（第 %d 行，%s）：%s，%s 出生，%s\n\n"),
        trace->resident, story->row, story->path,
        trait_word(story, GROUP_OF_SEX, (int)bits_sex(first->bits)),
        month_text(trace->birth, date),
        trait_word(story, GROUP_OF_REGISTRATION, (int)bits_registration(first->bits)));
}

static void tell_tail(const struct telling *telling)
{
    const struct story *story = telling->story;
    const struct trace *trace = &story->retrace->trace;
    const struct trace_life *last = &trace->lives.item[trace->lives.count - 1];
    char date[16];
    if (trace->died >= 0)
        printf(cli_text(story->language, "%s  dies\n", "%s  去世\n"),
               month_text(trace->died, date));
    else if (last->when < story->retrace->study->scenario->until)
        printf(cli_text(story->language, "%s  has left the simulated communities\n",
                        "%s  已离开所模拟的社区\n"),
               month_text(last->when + 1, date));
    printf(cli_text(story->language,
                    "\nIn all: %zu choices; %" PRId64 " visits asked for, %" PRId64
                    " had; %" PRId64 " months of places held, %" PRId64
                    " months waited\n",
                    "\n合计：选择 %zu 次；想去 %" PRId64 " 次，成行 %" PRId64
                    " 次；占有名额 %" PRId64 " 个月，轮候 %" PRId64 " 个月\n"),
           trace->choices.count, telling->asked, telling->served, telling->held,
           telling->waited);
}

void trace_tell_resident(const struct story *story)
{
    const struct trace *trace = &story->retrace->trace;
    const struct trace_life *const last = &trace->lives.item[trace->lives.count - 1];
    struct telling telling = {.story = story};
    size_t choice = 0, use = 0;
    char date[16];
    for (int p = 0; p < CATALOGUE_PRODUCTS; p++)
        telling.standing[p].room = TRACE_NOWHERE;
    tell_head(story);
    for (const struct trace_life *life = trace->lives.item; life <= last; life++) {
        const month now = life->when;
        tell_life(&telling, life);
        if (choice < trace->choices.count && trace->choices.item[choice].when == now)
            printf(cli_text(story->language, "%s  thinks of services:\n",
                            "%s  考虑各项服务：\n"),
                   month_text(now, date));
        choice = trace_tell_choices(story, choice, now);
        for (; use < trace->uses.count && trace->uses.item[use].when == now; use++)
            tell_use(&telling, &trace->uses.item[use]);
        tell_ends(&telling, now);
        if (month_number(now) == MONTHS_PER_YEAR || life == last)
            tell_year(&telling, now);
    }
    tell_tail(&telling);
}
