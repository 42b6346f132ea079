/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Instruments of a scenario beside a result (explain_policy.h). The result's run is lived
 * again, as `trace` does, from nothing but the file; the scenario is read from disk. */
#include "cli/explain_policy.h"

#include "cli/again.h"
#include "cli/cli.h"
#include "cli/stop.h"
#include "io/explain.h"
#include "run/lastyear.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 20 };

bool explain_policy_is_path(const char *key)
{
    const char *end = strrchr(key, '.');
    return strchr(key, '/') ||
           (end && (strcmp(end, ".yaml") == 0 || strcmp(end, ".yml") == 0));
}

/* A line for each facility that one instrument would have paid. */
static void tell_payments(const struct explain_policy *asked,
                          const struct lastyear *lastyear, size_t first, size_t count)
{
    const struct catalogue *catalogue = lastyear->study->catalogue;
    const bool zh = asked->language == LANGUAGE_ZH;
    money rest = 0;
    size_t shown = 0;
    for (size_t k = first; k < first + count; k++) {
        const struct lastyear_payment *payment = &lastyear->payments.item[k];
        const struct product *product = &catalogue->products[payment->product];
        if (!asked->all && shown == SHOWN) {
            rest += payment->fen;
            continue;
        }
        shown++;
        printf("    %10" PRIu32 "  %12" PRId64 "  %14.2f  %s, %s\n", payment->code,
               payment->community, money_to_yuan(payment->fen),
               zh ? product->zh : product->en,
               (zh ? supply_operator_words_zh : supply_operator_words)[payment->kind]);
    }
    if (shown < count)
        printf(cli_text(asked->language, "    and %zu more, %.2f yuan (--all)\n",
                        "    另有 %zu 处，共 %.2f 元（--all）\n"),
               count - shown, money_to_yuan(rest));
}

/* What of the list is the instrument's; it is sorted by them. */
static size_t count_of(const struct lastyear *lastyear, int instrument, size_t *first,
                       money *sum)
{
    size_t count = 0;
    *sum = 0;
    for (size_t k = 0; k < lastyear->payments.count; k++) {
        const struct lastyear_payment *payment = &lastyear->payments.item[k];
        if (payment->instrument != instrument)
            continue;
        *first = count == 0 ? k : *first;
        *sum += payment->fen;
        count++;
    }
    return count;
}

/* Instruments, with what they would have paid where a result is at hand. */
static int tell_policy(const struct explain_policy *asked, const struct policy *policy,
                       const struct lastyear *lastyear, struct error *err)
{
    for (size_t i = 0; i < policy->count; i++) {
        char *text = explain_instrument(&policy->item[i], asked->language);
        size_t first = 0;
        money sum;
        if (!text)
            return error_set(err, MESSAGE_MEMORY, "the explanation");
        fputs(text, stdout);
        free(text);
        if (!lastyear)
            continue;
        const size_t count = count_of(lastyear, (int)i, &first, &sum);
        printf(cli_text(asked->language,
                        "  in %d it would have paid %zu facilities %.2f yuan%s\n",
                        "  %d 年将支付 %zu 处设施，共 %.2f 元%s\n"),
               lastyear->year, count, money_to_yuan(sum),
               count == 0
                   ? ""
                   : cli_text(asked->language,
                              ": facility, community, yuan, main product, operator",
                              "：设施、社区、元、主要服务项目、运营主体"));
        tell_payments(asked, lastyear, first, count);
    }
    if (policy->count == 0)
        puts(cli_text(asked->language, "the scenario has no policy",
                      "该情景没有政策工具"));
    return 0;
}

/* Lives the first row of the result beside the policy, and tells. */
static int live_and_tell(const struct explain_policy *asked,
                         const struct scenario *scenario, const struct study *study,
                         struct result *result, struct report *report)
{
    struct policy_scope scope = {0};
    struct error err = {0};
    struct lastyear lastyear = {.study = study,
                                .threads = (int)asked->threads,
                                .stop = stop_listen(),
                                .policy = &scenario->policy,
                                .scope = &scope};
    if (!study->costs) {
        error_set(&err, MESSAGE_POLICY_RESULT_BOOKS, asked->result);
        report_add(report, &err);
        return -1;
    }
    TRY(policy_bind(&scenario->policy, study->catalogue, &study->city, NULL, &scope,
                    report));
    int status = again_seed(result, 0, &lastyear.seed, &err);
    if (status == 0)
        status = lastyear_run(&lastyear, &err);
    if (status == 0)
        status = tell_policy(asked, &scenario->policy, &lastyear, &err);
    if (status != 0)
        report_add(report, &err);
    lastyear_free(&lastyear);
    policy_scope_free(&scope);
    return status;
}

static int tell_beside(const struct explain_policy *asked,
                       const struct scenario *scenario, struct result *result,
                       struct report *report)
{
    struct inputs inputs;
    struct scenario lived;
    struct study study;
    struct error err = {0};
    if (again_check_model(asked->result, result_summary(result), &err) != 0 ||
        result_read_inputs(result, &inputs, &err) != 0) {
        report_add(report, &err);
        return -1;
    }
    int status =
        again_read(asked->result, result_summary(result), &inputs, &lived, report);
    if (status == 0) {
        status = study_open(&study, &lived, &inputs, report);
        if (status == 0) {
            status = live_and_tell(asked, scenario, &study, result, report);
            study_close(&study);
        }
        scenario_free(&lived);
    }
    inputs_free(&inputs);
    return status;
}

static int tell(const struct explain_policy *asked, const struct scenario *scenario,
                struct report *report)
{
    struct result *result;
    struct error err = {0};
    if (!asked->result) {
        const int told = tell_policy(asked, &scenario->policy, NULL, &err);
        if (told != 0)
            report_add(report, &err);
        return told;
    }
    if (result_open(asked->result, &result, &err) != 0) {
        report_add(report, &err);
        return -1;
    }
    const int status = tell_beside(asked, scenario, result, report);
    result_close(result);
    return status;
}

int explain_policy_tell(const struct explain_policy *asked)
{
    struct inputs inputs;
    struct scenario scenario;
    struct report report;
    int status = EXIT_OK;
    inputs_init(&inputs);
    report_init(&report);
    if (scenario_read(&inputs, asked->scenario, NULL, 0, &scenario, &report) == 0) {
        (void)tell(asked, &scenario, &report);
        scenario_free(&scenario);
    }
    status = cli_report(&report, asked->language);
    report_free(&report);
    inputs_free(&inputs);
    return status;
}
