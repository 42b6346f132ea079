#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Copyright the Linli authors
#
# Runs in which operators come and go, staff is hired and governments owe what they
# promised: killed at any moment and resumed they give the same bytes, as they do with
# any number of threads and jobs. scripts/check-tests runs it.
source "$(dirname "$0")/support/cli.sh"

# Grants of a budget that does not suffice and that pays months later, refunds after the
# year is over, a project paid when it has run for a while, rent that nobody asks for and
# a price that may not rise; and so many who would open that some do, with a tenth of the
# money they will need, so that some fail.
data=$top/scenarios/data
scenario books.yaml "services: $data/services.yaml" "supply: $data/supply/supply.csv" \
    "costs: $data/costs.csv" "indices: $data/indices.csv" \
    'parameters:' '  entry.companies: 30' '  entry.chains: 10' '  entry.hurdle: 0' \
    '  entry.risk_weight: 0' '  operators.ramp_reserve: 0.1' 'policy:' \
    '  - {id: shops, kind: operating_grant, from: 2021-01, products: [grocery, parcel],' \
    '     per_month: 900 yuan/month, payer: district, line: trade, paid: quarterly,' \
    '     late_months: 4, budget_per_year: 120000 yuan}' \
    '  - {id: meals, kind: discount, from: 2021-06, products: [meal_site], who: age >= 60,' \
    '     amount: 7 yuan/meal, payer: city, line: elder_care, made_good: 100 %,' \
    '     paid: after_year, late_months: 5}' \
    '  - {id: works, kind: capital_grant, from: 2021-01, share: 50 %, after_months: 6,' \
    '     payer: city}' \
    '  - {id: free, kind: rent, from: 2022-01, until: 2024-12, relief: 100 %,' \
    '     modes: [public_built_private_run], payer: district}' \
    '  - {id: cap, kind: price_rule, from: 2022-01, products: [childcare_full],' \
    '     cap: 1500 yuan/month}'
sed -i 's/^until: .*/until: 2024-12/; s/^agents: .*/agents: 12001/' books.yaml

mkdir whole two three killed
started=${EPOCHREALTIME/./}
linli run books.yaml --rows 4 --jobs 1 --threads 1 --quiet -o whole/r.h5
# What four rows take, in microseconds.
taken=$((${EPOCHREALTIME/./} - started))

begin "operators come and go, and are owed what was promised, in the run that is repeated"
check "it ended well" test "$status" = 0
for what in entries withdrawals jobs district grant_operating grant_capital \
    rent_relief discount default; do
    check "$what" results some whole/r.h5 $what
done
end

begin "threads and jobs change no byte of a run with books"
expect 0 '' run books.yaml --rows 4 --jobs 1 --threads 2 -o two/r.h5 --quiet
check "two threads" cmp two/r.h5 whole/r.h5
expect 0 '' run books.yaml --rows 4 --jobs 2 --threads 6 -o three/r.h5 --quiet
check "two rows at a time, three threads each" cmp three/r.h5 whole/r.h5
end

# Starts the run in the background, as $runner.
start() {
    "$LINLI" run books.yaml --rows 4 --jobs 1 --threads 1 --quiet --resume -o killed/r.h5 \
        >"$work/out" 2>"$work/err" &
    runner=$!
}

begin "a run with books killed at any moment resumes to the same bytes"
# First as early as a finished row is seen: three are to come, and one is taken over.
start
while kill -0 $runner 2>/dev/null && ! [ -e killed/r.h5.rows/row-000000.part ]; do
    sleep 0.01
done
check "it is still at work" kill -9 $runner
wait $runner 2>/dev/null
check "nothing has the final name" test ! -e killed/r.h5
cp killed/r.h5.rows/row-000000.part first.part
for moment in 15 $((RANDOM % 40)) $((RANDOM % 40)); do
    start
    sleep "$(awk -v part=$moment -v all=$taken 'BEGIN { print part * all / 1e8 }')"
    kill -9 $runner 2>/dev/null
    wait $runner 2>/dev/null
    [ ! -e killed/r.h5 ] || check "a file with the final name is whole" \
        cmp killed/r.h5 whole/r.h5
done
[ -e killed/r.h5 ] ||
    check "the first row is the one that was kept" \
        cmp killed/r.h5.rows/row-000000.part first.part
expect 0 '' run books.yaml --rows 4 --jobs 1 --threads 3 --resume -o killed/r.h5 --quiet
check "the same bytes" cmp killed/r.h5 whole/r.h5
expect 0 'identical' reproduce killed/r.h5 --threads 2
end

finish
