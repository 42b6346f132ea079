#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Copyright the Linli authors
#
# `linli explain SCENARIO [--result FILE]`: schedules as tables, and what they would have paid
# each facility of a result in its last full year.
source "$(dirname "$0")/support/cli.sh"

books=("services: $top/scenarios/data/services.yaml"
    "supply: $top/scenarios/data/supply/supply.csv"
    "costs: $top/scenarios/data/costs.csv" "indices: $top/scenarios/data/indices.csv")
grant=('policy:' '  - id: places' '    kind: operating_grant' '    from: 2030-01'
    '    per_month:' '      - {when: occupancy >= 1 %, pay: 2000 yuan/month}'
    '      - {when: always, pay: 1000 yuan/month}'
    '  - {id: allowance, kind: benefit, per_month: 30, who: age < 3}'
    '  - {id: meals, kind: discount, products: meal_site, amount: 7 yuan/meal}')
scenario plain.yaml
scenario kept.yaml "${books[@]}"
scenario grant.yaml "${books[@]}" "${grant[@]}"
linli run kept.yaml -o kept.h5 --quiet
linli run plain.yaml -o plain.h5 --quiet
linli run kept.yaml -o short.h5 --quiet --set until=2021-06

begin "instruments of a scenario are told with their schedules as tables"
expect 0 'policy\.places +operating_grant 2030-01\.\.' explain grant.yaml
check "rows" grep -Eq 'occupancy not below 1 %|occupancy >= 1 % +\| 2,?000' "$work/out"
check "in the unit it was written in" grep -Eq 'amount +7 yuan/meal' "$work/out"
check "otherwise" grep -Eq 'otherwise +\| 1,?000' "$work/out"
expect 0 '使用率不低于1 %' explain grant.yaml --lang zh
expect 0 'the scenario has no policy' explain kept.yaml
end

begin "every facility is told what it would have got in the last full year"
expect 0 'in 2022 it would have paid [1-9][0-9]* facilities' explain grant.yaml --result kept.h5 --all
cp "$work/out" all.txt
head=$(grep -o 'paid [0-9]* facilities [0-9.]*' all.txt | head -n 1)
lines=$(grep -Ec '^    +[0-9]+  +[0-9]+  +[0-9.]+  ' all.txt)
check "as many as said: $head, $lines" test "$lines" = "$(echo "$head" | cut -d ' ' -f 2)"
sum=$(awk '/^    +[0-9]+  +[0-9]+  +[0-9.]+  / { sum += $3 } END { printf "%.2f", sum }' all.txt)
check "adds up: $sum" test "$sum" = "$(echo "$head" | cut -d ' ' -f 4)"
# A site that is open all year gets 12,000 to 24,000 yuan.
most=$(awk '/^    +[0-9]+  +[0-9]+  +[0-9.]+  / && $3 > most { most = $3 } END { print most }' all.txt)
check "most: $most" test "$most" = 24000.00
check "nothing for residents" grep -q 'it would have paid 0 facilities 0.00 yuan' all.txt
expect 0 'and [0-9]+ more, [0-9.]+ yuan' explain grant.yaml --result kept.h5 --threads 2
end

begin "what cannot be reckoned is said"
expect 2 'L329.*plain\.h5.*keeps no books' explain grant.yaml --result plain.h5
expect 2 'L330' explain grant.yaml --result short.h5
expect 66 '' explain grant.yaml --result missing.h5
expect 64 '' explain --result kept.h5
expect 66 '' explain missing.yaml
end

finish
