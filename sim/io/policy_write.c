/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Writes instruments with canonical keys and units, one a line, so that reading them back
 * gives the same. */
#include "io/policy_read.h"

#include "io/scenario_parts.h"
#include "param/units.h"

#include <string.h>

static void write_names(FILE *out, const char *key,
                        const struct instrument_names *names)
{
    if (names->count == 0)
        return;
    fprintf(out, ", %s: [", key);
    for (size_t i = 0; i < names->count; i++) {
        fputs(i > 0 ? ", " : "", out);
        scenario_write_quoted(out, names->item[i].text);
    }
    fputs("]", out);
}

static void write_bits(FILE *out, const char *key, const char *const *words, int count,
                       unsigned bits)
{
    if (bits == 0)
        return;
    fprintf(out, ", %s: [", key);
    for (int i = 0, written = 0; i < count; i++)
        if (bits >> i & 1)
            fprintf(out, "%s%s", written++ > 0 ? ", " : "", words[i]);
    fputs("]", out);
}

/* The unit a term is written in: the canonical one, but of prices the one given, which
 * says whether they are by the month. */
static const char *unit_of(enum instrument_term term,
                           const struct instrument_value *value, char unit[64])
{
    const char *units = instrument_terms[term].units;

    for (int k = instrument_terms[term].price ? value->unit : 0; k > 0; k--)
        units = strchr(units, '|') + 1;
    snprintf(unit, 64, "%.*s", (int)strcspn(units, "|"), units);
    return unit;
}

static void write_term(FILE *out, enum instrument_term term,
                       const struct instrument_value *value)
{
    char unit[64], text[64];

    unit_of(term, value, unit);
    fprintf(out, ", %s: ", instrument_terms[term].name);
    if (value->schedule == NULL) {
        scenario_write_quoted(out, units_text(value->value, unit, text));
        return;
    }
    for (int i = 0; i < value->schedule->count; i++) {
        const struct schedule_row *line = &value->schedule->row[i];

        fputs(i == 0 ? "[{when: " : ", {when: ", out);
        scenario_write_quoted(out, line->when.text);
        fputs(", pay: ", out);
        scenario_write_quoted(out, units_text(line->pay, unit, text));
        fputs("}", out);
    }
    fputs("]", out);
}

static void write_payment(FILE *out, const struct instrument *mine)
{
    char text[64];

    for (int i = 0; i < INSTRUMENT_PAYERS; i++)
        if (instrument_payer_accounts[i] == mine->payer)
            fprintf(out, ", payer: %s", instrument_payer_words[i]);
    if (mine->line[0] != '\0') {
        fputs(", line: ", out);
        scenario_write_quoted(out, mine->line);
    }
    if (mine->paid != PAID_MONTHLY)
        fprintf(out, ", paid: %s", ledger_paid_words[mine->paid]);
    if (mine->late_months > 0)
        fprintf(out, ", late_months: %d", mine->late_months);
    if (mine->indexed)
        fputs(", indexed: \"yes\"", out);
    if (mine->ceiling_per_year >= 0)
        fprintf(out, ", ceiling_per_year: \"%s\"",
                units_text(money_to_yuan(mine->ceiling_per_year), "yuan/year", text));
    if (mine->budget_per_year >= 0)
        fprintf(out, ", budget_per_year: \"%s\"",
                units_text(money_to_yuan(mine->budget_per_year), "yuan/year", text));
}

static void write_item(FILE *out, const struct instrument *mine)
{
    const int first = instrument_first_term(mine->kind);
    char text[16];

    fprintf(out, "  - {id: %s, kind: %s", mine->id, instrument_info[mine->kind].name);
    if (mine->from >= 0)
        fprintf(out, ", from: %s", month_text(mine->from, text));
    if (mine->until >= 0)
        fprintf(out, ", until: %s", month_text(mine->until, text));
    if (mine->taper > 0)
        fprintf(out, ", taper: %d", mine->taper);
    write_names(out, "communities", &mine->communities);
    write_names(out, "districts", &mine->districts);
    write_names(out, "products", &mine->products);
    write_names(out, "services", &mine->services);
    write_bits(out, "modes", supply_mode_words, MODES, mine->modes);
    write_bits(out, "operators", supply_operator_words, OPERATOR_KINDS,
               mine->operators);
    if (mine->who.count > 0) {
        fputs(", who: ", out);
        scenario_write_quoted(out, mine->who.text);
    }
    write_payment(out, mine);
    for (int i = 0; i < instrument_term_count(mine->kind); i++)
        if (mine->term[i].given)
            write_term(out, (enum instrument_term)(first + i), &mine->term[i]);
    fputs("}\n", out);
}

void policy_write(FILE *out, const struct policy *policy)
{
    if (policy->count > 0)
        fputs("policy:\n", out);
    for (size_t i = 0; i < policy->count; i++)
        write_item(out, &policy->item[i]);
}
