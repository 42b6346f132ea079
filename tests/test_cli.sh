#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Copyright the Linli authors
#
# `linli run` and `linli reproduce` as a person or a script meets them: what is printed
# where, what is refused before anything is computed, and what is left after a run was
# stopped, killed, or ran out of room. scripts/check-tests runs it.
source "$(dirname "$0")/support/cli.sh"

scenario tiny.yaml
scenario longer.yaml 'panel: 20 %'
sed -i 's/^until: .*/until: 2025-12/; s/^agents: .*/agents: 12001/' longer.yaml

begin "the path of the result alone stands on standard output"
expect 0 '' run tiny.yaml -o a.h5
check "one line, the path" test "$(cat out)" = a.h5
check "the table stands on standard error" grep -q '^2022 ' err
check "no progress where there is no terminal" test -z "$(grep '%' err)"
expect 0 '' run tiny.yaml -o quiet.h5 --quiet
check "quiet is quiet" test ! -s err
end

# A bare root may have no pseudo-terminals to give.
if python3 -c 'import os; os.openpty()' 2>/dev/null; then
begin "progress is shown on a terminal and wiped"
results terminal "$LINLI" run longer.yaml -o progress.h5 >seen
check "a month, a share and what is left" grep -Eq '\\r20[23].-.*%.*row 1 of 1.* left' seen
check "the path is not on the terminal" grep -q "^stdout 'progress.h5.n'" seen
check "it ends well" grep -q '^status 0' seen
end
fi

begin "usage errors exit 64 and name the nearest option or command"
expect 64 "did you mean '--force'" run tiny.yaml --forse
expect 64 "did you mean '--resume'" run tiny.yaml --resum3
expect 64 "did you mean 'reproduce'" reprodoce a.h5
expect 64 "'--rows' is '0'" run tiny.yaml --rows 0
expect 64 "'--rows' is '-1'" run tiny.yaml --rows -1
expect 64 "'--jobs' is 'two'" run tiny.yaml --jobs two
expect 64 "wants a value" run tiny.yaml -o
expect 64 "wants a file" run
expect 64 "one argument too many" run tiny.yaml tiny.yaml
expect 64 "not of the form key=value" run tiny.yaml --set seed
expect 64 "不是 .linli run. 的选项" run tiny.yaml --lang zh --forse
end

begin "-s and --set change a value, and the result keeps them"
expect 0 '' run tiny.yaml -s seed=7 --set 'title.en=a "b" c' -o set.h5 --quiet
expect 0 'seeds 7 to 7' info set.h5
expect 0 'a "b" c' info set.h5
expect 0 'identical' reproduce set.h5
end

begin "instruments want books, and are refused with their places where they are wrong"
services="services: $top/scenarios/data/services.yaml"
supply="supply: $top/scenarios/data/supply/supply.csv"
costs="costs: $top/scenarios/data/costs.csv"
indices="indices: $top/scenarios/data/indices.csv"
rent="{id: free, kind: rent, from: 2024-07, relief: 100 %}"
scenario policy.yaml "$services" "$supply" "policy: [$rent]"
expect 2 "L326: 'free'" run policy.yaml -o policy.h5
check "nothing is written" test ! -e policy.h5
scenario policy.yaml "policy: [$rent]"
expect 2 "L321: 'free'" run policy.yaml -o policy.h5
scenario policy.yaml "$services" "$supply" "$costs" "$indices" policy: \
    "  - {id: places, kind: operating_grant, per_place_month: 3 yuan/visit}"
expect 2 "policy.yaml:.*'per_place_month'" run policy.yaml -o policy.h5
scenario policy.yaml "$services" "$supply" "$costs" "$indices" policy: \
    '  - kind: operating_grant' \
    '    per_month: [{when: beds >= 20, pay: 1}, {when: beds >= 30, pay: 2}]'
expect 2 "row 2 .'beds >= 30'. never pays" run policy.yaml -o policy.h5
scenario policy.yaml "$services" "$supply" "$costs" "$indices" policy: \
    '  - {id: a, kind: rent, relief: 0.5}' '  - {id: b, kind: rent, relief: 1}'
expect 2 "L316: 'b' sets 'relief', which 'a' .*policy.yaml, line" run policy.yaml -o policy.h5
end

begin "a result that exists is refused before anything is computed, but with --force"
cp a.h5 before.h5
expect 74 "R117: 'a.h5' exists already; --force" run tiny.yaml -o a.h5 -s seed=9
check "it is as it was" cmp a.h5 before.h5
expect 0 '' run tiny.yaml -o a.h5 -s seed=9 --force --quiet
check "it was replaced" test "$(cmp a.h5 before.h5 >/dev/null; echo $?)" = 1
expect 0 'seeds 9 to 9' info a.h5
end

begin "what is no results file is never replaced"
mkdir folder
cp tiny.yaml precious.yaml
ln -s nowhere link
expect 74 'R120.*a folder' run tiny.yaml -o folder --force
expect 74 'R120.*no results file' run tiny.yaml -o precious.yaml --force
expect 74 'R120.*no plain file' run tiny.yaml -o /dev/null --force
expect 74 'R120.*link to nothing' run tiny.yaml -o link --force
check "the scenario is as it was" cmp precious.yaml tiny.yaml
end

begin "a folder that is missing or cannot be written is told before the simulation"
expect 74 "R121: no file can be made at 'no/such/a.h5'" run longer.yaml -o no/such/a.h5
expect 74 "R121: no file can be made at ''" run longer.yaml -o ''
expect 74 "R121" run longer.yaml -o /proc/a.h5
if [ "$(id -u)" != 0 ]; then
    mkdir closed && chmod a-w closed
    expect 74 "R121.*ermission" run longer.yaml -o closed/a.h5
fi
check "nothing is left" test -z "$(ls folder)"
end

begin "a dry run tells residents, rows, memory, disk and time, and writes nothing"
expect 0 'communities +6 reported' run tiny.yaml --dry-run --rows 6 --jobs 2 -o dry.h5
check "residents" grep -Eq '^residents +3001 ' out
check "rows and months" grep -Eq '^rows +6 of 26 months, 2 at a time' out
check "memory" grep -Eq '^memory +about [0-9.]+ MB, of [0-9.]+ [MG]B free' out
check "disk" grep -Eq '^disk +about [0-9.]+ [kM]B, of' out
check "time" grep -Eq '^time +about 0:0' out
check "nothing was written" test ! -e dry.h5 -a ! -e dry.h5.rows
expect 0 '居民：起始 3001 人' run tiny.yaml --dry-run --lang zh
end

begin "too many residents are told before the simulation, with the figures"
expect 1 'C111: 2000000000 residents.*take about 1[0-9.]+ GB of memory, and only .* free' \
    run tiny.yaml -s agents=2000000000
if [ $slowness = 1 ]; then
    (ulimit -v 400000
        linli run tiny.yaml -s agents=3000001 --rows 3 --jobs 3
        exit $status)
    check "a limit on memory counts, and jobs do" test $? = 1
    check "with the figure" \
        grep -Eq 'C111: 3000001 residents, 3 at a time.* MB of memory, and only' err
fi
expect 2 "'agents' is -5, outside" run tiny.yaml -s agents=-5
expect 2 "'agents'" run tiny.yaml -s agents=2000000001
expect 74 'R122: the results take about [0-9.]+ [GT]?B' \
    run tiny.yaml --dry-run --rows 100000 -s agents=3000000 -s 'panel=100 %'
end

begin "a city of nobody is told, and one of very few runs"
expect 0 '' run tiny.yaml -s agents=1 -o one.h5 --quiet
expect 0 'identical' reproduce one.h5
cp -r "$top/tests/data/tiny" empty
# Fields 4 to 24 of a district are persons and households, field 10 of a community too.
awk -F, -v OFS=, '/^[0-9]/ { for (i = 4; i <= 24; i++) $i = 0 } { print }' \
    "$top/tests/data/tiny/districts.csv" >empty/districts.csv
awk -F, -v OFS=, '/^[0-9]/ { $10 = 0 } { print }' \
    "$top/tests/data/tiny/communities.csv" >empty/communities.csv
expect 2 'D109: the base population of the city is empty' run tiny.yaml \
    -s "city=$work/empty" -s agents=0 -o nobody.h5
end

begin "months that the rates leave out are told with the file and its years"
expect 2 "D111: '.*mortality.csv' covers 2020 to 2040 and the run goes from 2020-11 to 2041-12" \
    run tiny.yaml -s until=2041-12
check "every file" test "$(grep -c D111 err)" = 3
check "with the place" grep -Eq '^tiny.yaml:[0-9]+: D111.*sex_ratio.csv' err
expect 2 'D111' validate tiny.yaml -s from=2019-12
expect 0 'ok, ' validate tiny.yaml -s until=2040-12
expect 2 "'from' is 0104-01, outside \[1800-01, 2300-12\]" run tiny.yaml -s from=0104-01
end

begin "a file of rates with one year holds for all years"
rates=$top/scenarios/data/demography once='' every=''
for table in mortality fertility sex_ratio; do
    results years "$rates/$table.csv" "once-$table.csv" 2020 2020
    results years "once-$table.csv" "every-$table.csv" 2018 2051
    once="$once -s demography.$table=$work/once-$table.csv"
    every="$every -s demography.$table=$work/every-$table.csv"
done
expect 0 '' run tiny.yaml $once -s until=2049-12 -s agents=907 -o once.h5 --quiet
expect 0 '' run tiny.yaml $every -s until=2049-12 -s agents=907 -o every.h5 --quiet
check "both give the same numbers" results same once.h5 every.h5
end

begin "another century works with its own rates"
century='-s agents=603'
for table in mortality fertility sex_ratio; do
    results years "$rates/$table.csv" "century-$table.csv" 1990 2060
    century="$century -s demography.$table=$work/century-$table.csv"
done
expect 0 '' run tiny.yaml $century -s from=1990-01 -s until=2060-12 -o century.h5
check "the first year" grep -q '^1990 ' err
check "the last year" grep -q '^2060 ' err
expect 0 'period +1990-01 to 2060-12, 71 years' info century.h5
expect 0 'identical' reproduce century.h5
expect 2 'covers 1990 to 2060' run tiny.yaml $century -s from=1989-12
end

begin "the number of jobs and threads changes no byte, and rows are paired by number"
mkdir one two three
expect 0 '' run tiny.yaml --rows 6 --jobs 1 --threads 1 -o one/r.h5 --quiet
expect 0 '' run tiny.yaml --rows 6 --jobs 2 --threads 4 -o two/r.h5 --quiet
expect 0 '' run tiny.yaml --rows 6 --jobs 3 --threads 3 -o three/r.h5 --quiet
check "two jobs" cmp one/r.h5 two/r.h5
check "three jobs" cmp one/r.h5 three/r.h5
expect 0 '' run tiny.yaml --rows 4 --jobs 2 -o four.h5 --quiet
for row in 0 1 2 3; do
    check "row $row of four and of six" results same-row four.h5 one/r.h5 $row
done
check "rows differ from each other" test \
    "$(results same-row four.h5 one/r.h5 3; results same one/r.h5 set.h5 | tail -n 1)" \
    = 'other numbers of rows'
expect 0 'identical' reproduce one/r.h5 --jobs 2
end

# Starts `linli run longer.yaml` with the arguments in the background, as $runner.
start() {
    "$LINLI" run longer.yaml --threads 1 --quiet "$@" >"$work/out" 2>"$work/err" &
    runner=$!
}

# Waits until that many finished rows lie beside the file, or the run has ended.
wait_rows() {
    while kill -0 $runner 2>/dev/null &&
        [ "$(find "$1.rows" -name 'row-*.part' 2>/dev/null | wc -l)" -lt "$2" ]; do
        sleep 0.01
    done
}

mkdir whole stopped killed
started=${EPOCHREALTIME/./}
linli run longer.yaml --rows 6 --threads 1 --quiet -o whole/r.h5
# What six rows take, in microseconds.
taken=$((${EPOCHREALTIME/./} - started))

begin "Ctrl-C keeps finished rows and prints the command that continues"
start --rows 6 -o stopped/r.h5 -s 'title.en=it is'
wait_rows stopped/r.h5 2
kill -INT $runner
wait $runner
check "status 130" test $? = 130
check "when" grep -Eq 'C109: stopped by the user at 20[23]' err
check "nothing has the final name" test ! -e stopped/r.h5
kept=$(find stopped/r.h5.rows -name '*.part' | wc -l)
check "rows are kept" test "$kept" -ge 2
check "no unfinished row is kept" test -z "$(find stopped/r.h5.rows -name '*.partial')"
check "the command" grep -q -- "--set 'title.en=it is' --resume" err
command=$(tail -n 1 err)
expect 74 'R119.*finished rows.*--resume.*--force' run longer.yaml -o stopped/r.h5
check "they are still kept" test \
    "$(find stopped/r.h5.rows -name '*.part' | wc -l)" = "$kept"
(eval "$command") >out 2>err
check "the printed command goes on to the end" test "$(cat out)" = stopped/r.h5
expect 0 'identical' reproduce stopped/r.h5 --threads 2
check "all but the title is as in a whole run" results same stopped/r.h5 whole/r.h5
end

begin "SIGTERM says by its status that the run can be resumed"
start --rows 6 -o term.h5
wait_rows term.h5 1
kill -TERM $runner
wait $runner
check "status 75" test $? = 75
check "the command" grep -q -- '--resume' err
expect 0 '' run longer.yaml --rows 6 -o term.h5 --resume --quiet
check "the same bytes" cmp term.h5 whole/r.h5
end

begin "a run killed at any moment resumes to the same bytes"
for moment in 5 $((RANDOM % 60)) $((RANDOM % 60)) $((RANDOM % 60)) 97; do
    start --rows 6 -o killed/r.h5 --resume
    sleep "$(awk -v part=$moment -v all=$taken 'BEGIN { print part * all / 1e8 }')"
    kill -9 $runner 2>/dev/null
    wait $runner 2>/dev/null
    if [ -e killed/r.h5 ]; then
        check "a file with the final name is whole" cmp killed/r.h5 whole/r.h5
    fi
done
expect 0 '' run longer.yaml --rows 6 -o killed/r.h5 --resume --quiet
check "the same bytes" cmp killed/r.h5 whole/r.h5
check "no part is left" test ! -e killed/r.h5.rows
expect 0 'is complete already' run longer.yaml --rows 6 -o killed/r.h5 --resume
expect 74 'R118' run longer.yaml --rows 5 -o killed/r.h5 --resume
expect 74 'R118' run longer.yaml --rows 6 -o killed/r.h5 --resume -s seed=4
check "it is as it was" cmp killed/r.h5 whole/r.h5
end

begin "broken and foreign rows are computed again"
start --rows 6 -o mixed.h5
wait_rows mixed.h5 3
kill -9 $runner
wait $runner 2>/dev/null
printf 'x' | dd of=mixed.h5.rows/row-000000.part bs=1 seek=5000 conv=notrunc status=none
truncate -s -9 mixed.h5.rows/row-000001.part
cp mixed.h5.rows/row-000002.part mixed.h5.rows/row-000004.part
expect 0 '' run longer.yaml --rows 6 -o mixed.h5 --resume --quiet
check "the same bytes" cmp mixed.h5 whole/r.h5
end

begin "two runs do not write one result"
start --rows 6 -o shared.h5
while kill -0 $runner 2>/dev/null && ! [ -e shared.h5.rows/row-000000.part.partial ]; do
    sleep 0.01
done
expect 74 'R115|R119' run longer.yaml -o shared.h5
expect 74 'R115' run longer.yaml -o shared.h5 --force
expect 74 'R115' run longer.yaml -o shared.h5 --rows 6 --resume
wait $runner
check "the first is not disturbed" test $? = 0
check "the same bytes" cmp shared.h5 whole/r.h5
end

# The thread sanitizer's runtime does not survive a limit on the size of files.
if ! grep -q __tsan_init "$LINLI"; then
begin "a full disk is told, leaves nothing half-written, and keeps finished rows"
# Fewer kB than a row takes; then more, but fewer than the file, which holds the inputs.
(ulimit -f 20; linli run tiny.yaml -o full.h5 --rows 2 --quiet; exit $status)
check "status 74" test $? = 74
check "what and what to do" grep -q "C103: 'full.h5.rows/.*cannot be written.*free space" err
check "nothing is left" test ! -e full.h5 -a ! -e full.h5.rows -a ! -e full.h5.partial
(ulimit -f 171; linli run tiny.yaml -o full.h5 --rows 2 --quiet; exit $status)
check "status 74 while rows are put together" test $? = 74
check "the name of the result" grep -q "C103: 'full.h5.partial' cannot be written" err
check "how to go on" grep -q -- '-o full.h5 .*--resume' err
check "both rows are kept" test "$(ls full.h5.rows)" = "row-000000.part
row-000001.part"
check "nothing half-written" test ! -e full.h5 -a ! -e full.h5.partial
expect 0 '' run tiny.yaml -o full.h5 --rows 2 --resume --quiet
expect 0 'identical' reproduce full.h5
expect 0 '' info full.h5
if "$LINLI" info full.h5 >/dev/full 2>err; then
    note "output that cannot be written is not told"
fi
check "standard output that is full" grep -q 'S911' err
end
fi

begin "reproduce says where a changed result first differs"
results seal set.h5 sealed.h5
check "the seal is understood here" cmp set.h5 sealed.h5
cp set.h5 changed.h5
results change changed.h5 deaths 0,1,1,83
expect 0 'complete and undamaged' info changed.h5
expect 1 'different: first in deaths, row 0, 2021, sex female, age #?83' reproduce changed.h5
expect 1 '不一致：首个差异位于 deaths，第 0 行' reproduce --lang zh changed.h5
end

finish
