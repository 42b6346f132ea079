/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A choice in words: what was needed, what was known and in reach, what each was worth
 * and why, what was chosen. */
#include "cli/trace_parts.h"

#include <stdio.h>

static const struct {
    const char *en, *zh;
} term_words[TERMS] = {
    [TERM_TASTE] = {"taste", "一般偏好"},
    [TERM_FORMAL] = {"liking of services", "对服务的倾向"},
    [TERM_OWN] = {"liking of the site", "对该处的好恶"},
    [TERM_YEAR] = {"this year", "当年"},
    [TERM_CROWD] = {"crowding", "拥挤"},
    [TERM_QUALITY] = {"quality", "质量"},
    [TERM_PRICE] = {"price", "价格"},
    [TERM_WALK] = {"walk", "路程"},
    [TERM_HABIT] = {"habit", "习惯"},
};

/* Why a need goes unmet. */
static const struct {
    const char *en, *zh;
} reasons[OUTCOMES] = {
    [OUTCOME_TOO_FAR] = {"the walk is too long", "路程太远"},
    [OUTCOME_NOT_ENTITLED] = {"not entitled", "没有资格"},
    [OUTCOME_UNAWARE] = {"has heard of none in reach", "没有听说过可达的设施"},
    [OUTCOME_WRONG_HOURS] = {"none is open when he or she can come",
                             "可达的设施开放时段都不合适"},
    [OUTCOME_UNAFFORDABLE] = {"too dear", "负担不起"},
    [OUTCOME_QUALITY] = {"the quality is too poor", "质量不满意"},
    [OUTCOME_PREFERS_FAMILY] = {"would rather have it from the family",
                                "更愿由家人提供"},
    [OUTCOME_DOES_NOT_WANT] = {"does not want it", "不想使用"},
};

static void tell_need(const struct story *story, const struct trace_choice *choice)
{
    const enum language language = story->language;
    const struct product *product =
        &story->retrace->study->catalogue->products[choice->product];
    const bool visits = product->use == USE_VISIT;
    printf(cli_text(language, "  %s: ", "  %s："),
           trace_product(story, choice->product));
    if (!choice->need && choice->amount <= 0.0) {
        printf("%s\n",
               cli_text(language, "would need it with paid work; asks for nothing",
                        "如有工作则会需要；目前不提出需求"));
        return;
    }
    printf("%s %.1f %s",
           choice->need ? cli_text(language, "needs", "需要")
                        : cli_text(language, "may want", "可能想要"),
           choice->amount,
           visits ? cli_text(language, "visits a month", "次/月")
                  : cli_text(language, "hours a month", "小时/月"));
    printf(cli_text(language, ", can come: %s", "，可去的时段：%s"),
           trace_slot(story, choice->slot));
    if (!choice->entitled)
        printf("%s", cli_text(language, ", is not entitled", "，没有资格"));
    printf("\n");
}

/* What keeps an offer from being considered; true when nothing does. */
static bool tell_bars(const struct story *story, const struct trace_offer *offer)
{
    const struct {
        bool passed;
        const char *en, *zh;
    } bars[] = {
        {offer->in_reach, "out of reach", "太远"},
        {offer->knows, "has not heard of it", "没有听说过"},
        {offer->in_slot, "closed when he or she can come", "开放时段不合"},
        {offer->affordable, "beyond the budget", "超出预算"},
    };
    bool all = true;
    for (size_t k = 0; k < sizeof bars / sizeof *bars; k++)
        if (!bars[k].passed) {
            printf(cli_text(story->language, "; %s", "；%s"),
                   cli_text(story->language, bars[k].en, bars[k].zh));
            all = false;
        }
    return all;
}

static void tell_offer(const struct story *story, const struct trace_choice *choice,
                       const struct trace_offer *offer)
{
    const enum language language = story->language;
    char name[TRACE_NAME];
    printf("    %s%s", trace_site(story, offer->room, name),
           cli_text(language, ": ", "："));
    if (story->retrace->study->catalogue->products[choice->product].delivery ==
        DELIVERY_SITE)
        printf(cli_text(language, "%.1f min walk, ", "步行 %.1f 分钟，"),
               offer->minutes);
    printf(cli_text(language, "%.0f yuan a month", "每月 %.0f 元"), offer->price);
    const bool considered = tell_bars(story, offer) && choice->entitled;
    printf("\n");
    if (!considered)
        return;
    printf(cli_text(language, "      utility %.2f =", "      效用 %.2f ="),
           offer->value);
    for (int t = 0; t < TERMS; t++)
        if (offer->term[t] != 0.0)
            printf(" %+.2f %s", offer->term[t],
                   cli_text(language, term_words[t].en, term_words[t].zh));
    printf("\n");
}

static void tell_alternatives(const struct story *story,
                              const struct trace_choice *choice)
{
    const enum language language = story->language;
    printf("    ");
    if (choice->has_family)
        printf(cli_text(language, "family: utility %.2f; ", "由家人提供：效用 %.2f；"),
               choice->family);
    if (choice->has_market)
        printf(cli_text(language, "market: utility %.2f at %.0f yuan a month; ",
                        "市场购买：效用 %.2f，每月 %.0f 元；"),
               choice->market, choice->market_price);
    printf(cli_text(language, "nothing: utility %.2f\n", "什么都不用：效用 %.2f\n"),
           choice->nothing);
}

static void tell_list(const struct story *story, const struct trace_choice *choice)
{
    const enum language language = story->language;
    const bool visits =
        story->retrace->study->catalogue->products[choice->product].use == USE_VISIT;
    char name[TRACE_NAME];
    printf(cli_text(language, "    -> chooses %s", "    -> 选择%s"),
           trace_site(story, choice->offer[choice->list[0]].room, name));
    /* Of visits the second site is tried and no third. */
    for (int k = 1; k < (visits && choice->listed > 2 ? 2 : choice->listed); k++)
        printf(cli_text(language, ", then %s", "，其次%s"),
               trace_site(story, choice->offer[choice->list[k]].room, name));
    printf("\n");
}

/* Too far: nothing is in reach at all, or what is would be taken if it were next door. */
static void tell_reason(const struct story *story, const struct trace_choice *choice)
{
    const enum language language = story->language;
    bool any = false;
    for (int k = 0; k < choice->offers; k++)
        any |= choice->offer[k].in_reach;
    if (choice->reason == OUTCOME_TOO_FAR && !any)
        printf("%s",
               cli_text(language, ": nothing is in reach", "：附近没有可达的设施"));
    else if (choice->reason < OUTCOMES && reasons[choice->reason].en)
        printf(
            cli_text(language, ": %s", "：%s"),
            cli_text(language, reasons[choice->reason].en, reasons[choice->reason].zh));
}

static void tell_outcome(const struct story *story, const struct trace_choice *choice)
{
    const enum language language = story->language;
    if (choice->choice >= 0) {
        tell_list(story, choice);
        return;
    }
    const char *text = choice->choice == CHOICE_FAMILY
                           ? cli_text(language, "the family does it", "由家人提供")
                       : choice->choice == CHOICE_MARKET
                           ? cli_text(language, "buys it in the market", "在市场上购买")
                           : cli_text(language, "goes without", "不使用任何服务");
    printf("    -> %s", text);
    tell_reason(story, choice);
    printf("\n");
}

size_t trace_tell_choices(const struct story *story, size_t first, month when)
{
    const struct trace *trace = &story->retrace->trace;
    size_t n = first;
    for (; n < trace->choices.count && trace->choices.item[n].when == when; n++) {
        const struct trace_choice *choice = &trace->choices.item[n];
        tell_need(story, choice);
        if (!choice->need && choice->amount <= 0.0)
            continue;
        if (choice->offers == 0)
            printf("    %s\n", cli_text(story->language, "no site is offered here",
                                        "本社区附近没有这种设施"));
        for (int k = 0; k < choice->offers; k++)
            tell_offer(story, choice, &choice->offer[k]);
        tell_alternatives(story, choice);
        tell_outcome(story, choice);
    }
    return n;
}
