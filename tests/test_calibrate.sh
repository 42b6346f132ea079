#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Copyright the Linli authors
#
# `linli calibrate --levels` from end to end on a small city.
source "$(dirname "$0")/support/cli.sh"

scenario plain.yaml
scenario tiny.yaml "services: $top/scenarios/data/services.yaml" \
    "supply: $top/scenarios/data/supply/supply.csv"
head='product,measure,value,unit,year,group,source,use,note'
printf '%s\n' "$head" 'nursing,take_up,40,%,2021,65+,some.figure,target,' >targets.csv

begin "levels are written with where they come from, and the same bytes again"
expect 0 '1 products by target' calibrate --levels tiny.yaml --share 100 \
    --targets targets.csv -o levels.csv
check "no half file" test ! -e levels.csv.partial
check "the source" grep -q '^nursing,taste,.*,40,some.figure,' levels.csv
check "how it was made" grep -q '^#   linli calibrate --levels tiny.yaml' levels.csv
expect 0 '' calibrate --levels tiny.yaml --share 100 --targets targets.csv --threads 1
check "printed, they are the same" cmp out levels.csv
end

begin "a scenario takes the levels, and finds the same again from there"
scenario with.yaml "services: $top/scenarios/data/services.yaml" \
    "supply: $top/scenarios/data/supply/supply.csv" "levels: $work/levels.csv"
expect 0 'ok' validate with.yaml
expect 0 '' calibrate --levels with.yaml --share 100 --targets targets.csv
grep -v '^#' out >again
check "the same levels" diff again <(grep -v '^#' levels.csv)
end

begin "a scenario without services has no levels"
expect 2 G101 calibrate --levels plain.yaml
end

begin "what to calibrate is to be said"
expect 64 G113 calibrate tiny.yaml
expect 64 "wants" calibrate --levels
expect 64 "'--share' is '0'" calibrate --levels tiny.yaml --share 0
expect 64 "'--threads' is 'x'" calibrate --levels tiny.yaml --threads x
end

begin "targets that are missing or kept to judge by are refused"
expect 66 'none.csv' calibrate --levels tiny.yaml --targets none.csv
printf '%s\n' "$head" 'parcel,users,6,%,2021,all,some.figure,judge,' >judge.csv
expect 2 'judge.csv:2: *G110' calibrate --levels tiny.yaml --targets judge.csv
printf '%s\n' "$head" 'parcel,users,6,%,2025,all,some.figure,target,' >late.csv
expect 2 'late.csv:2: *G111' calibrate --levels tiny.yaml --targets late.csv
end

begin "a table that cannot be written is an error and leaves nothing"
expect 74 'nowhere/levels.csv' calibrate --levels tiny.yaml --share 20 \
    --targets targets.csv -o nowhere/levels.csv
end

finish
