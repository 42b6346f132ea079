#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Copyright the Linli authors
#
# `linli trace`: the story agrees with the results it is told from, needs nothing but the
# file, and says what is wrong when it cannot be told.
source "$(dirname "$0")/support/cli.sh"

scenario served.yaml 'panel: 20 %' 'facilities: list.csv' \
    "services: $top/scenarios/data/services.yaml" \
    "supply: $top/scenarios/data/supply/supply.csv"
scenario plain.yaml
list() {
    printf '名称,经度,纬度,服务项目,面积,坐标系\n%s,113.461,23.001,grocery,30,WGS84\n' "$1"
    printf '%s,113.440,23.002,grocery,25,WGS84\n' "$2"
}
list 老街菜店 渡口菜店 >list.csv
linli run served.yaml -o served.h5 --rows 2 --quiet
# Only the file is left.
mkdir elsewhere && mv served.h5 elsewhere
linli run plain.yaml -o elsewhere/plain.h5 --quiet
# The name of a facility that is drawn, too.
list 老街菜店 山下村党群服务中心 >list.csv
linli run served.yaml -o elsewhere/twice.h5 --quiet
scenario kept.yaml "services: $top/scenarios/data/services.yaml" \
    "supply: $top/scenarios/data/supply/supply.csv" \
    "costs: $top/scenarios/data/costs.csv" "indices: $top/scenarios/data/indices.csv"
linli run kept.yaml -o elsewhere/kept.h5 --quiet --set until=2023-12
rm served.yaml kept.yaml list.csv
cd elsewhere || exit 1

begin "the story of a resident lives where the panel says, to the same age"
results panel served.h5 1 >panel.txt
count=0
for id in $(awk '$2 == 2022 { print $1 }' panel.txt | head -n 200 | sed -n '1~40p'); do
    expect 0 '' trace served.h5 --row 1 --resident "$id"
    where=$(grep -o 'lives in [^,]*' "$work/out" | tail -n 1 | grep -o '[0-9]*')
    age=$(grep -o '^2022-01  aged [0-9]*' "$work/out" | grep -o '[0-9]*$')
    wanted=$(awk -v id="$id" '$1 == id && $2 == 2022 { print $3 }' panel.txt)
    older=$(awk -v id="$id" '$1 == id && $2 == 2022 { print $4 }' panel.txt)
    check "community of $id: $where, not $wanted" test "$where" = "$wanted"
    check "age of $id: $age, then $older" test $((older - age)) -le 1 -a $((older - age)) -ge 0
    count=$((count + 1))
done
check "somebody is told of" test $count = 5
end

begin "who is missing from the panel has died or left, and who is there has not"
died=0
for id in $(awk '$2 == 2020 && $4 >= 83 { print $1 }' panel.txt | head -n 25); do
    linli trace served.h5 --row 1 --resident "$id"
    if grep -q "^$id 2022 " panel.txt; then
        check "$id lives" test -z "$(grep -E '^20.*  (dies|has left)' "$work/out")"
    else
        check "$id is gone" grep -Eq '^20.*  (dies|has left the)' "$work/out"
        ! grep -Eq '^202[0-2]-[0-9]+  dies$' "$work/out" || died=$((died + 1))
    fi
done
check "some died: $died" test $died -ge 2
end

begin "a choice is told with what was weighed"
chooser='' story=$work/story
for id in $(awk '$2 == 2021 && $4 >= 60 { print $1 }' panel.txt | head -n 40); do
    linli trace served.h5 --row 1 --resident "$id"
    if grep -q 'goes to' "$work/out"; then
        chooser=$id
        cp "$work/out" "$story"
        break
    fi
done
check "somebody goes somewhere" test -n "$chooser"
check "needs" grep -Eq '(needs|may want) [0-9.]+ (visits|hours) a month, can come: ' "$story"
check "offers" grep -Eq '\(site [0-9]+\): [0-9.]+ min walk, [0-9]+ yuan a month' "$story"
check "why" grep -Eq 'utility -?[0-9.]+ = .*liking of the site.* quality' "$story"
check "the choice" grep -Eq -e '-> chooses .*\(site [0-9]+\)' "$story"
check "what came of it" grep -Eq '^202[0-2] +.*: asked for [0-9]+ visits, got [0-9]+' "$story"
end

begin "any number of threads tells the same story, and Chinese tells as much"
expect 0 '' trace served.h5 --row 1 --resident "$chooser" --threads 3
check "three threads" cmp "$work/out" "$story"
expect 0 '需要.*可去的时段' trace served.h5 --row 1 --resident "$chooser" --lang zh
check "as many choices" test "$(grep -c -e '-> ' "$work/out")" = "$(grep -c -e '-> ' "$story")"
check "the choice" grep -q -e '-> 选择' "$work/out"
check "the terms" grep -Eq '效用 -?[0-9.]+ = .*对该处的好恶.*质量' "$work/out"
end

begin "the months of all sites of a product add up to its series"
expect 0 '' trace served.h5 --row 1 --facility 老街菜店
cp "$work/out" one
expect 0 '' trace served.h5 --row 1 --facility 渡口菜店
cp "$work/out" two
served() {
    sed -n '/^grocery/,$p' "$1" | grep -E '^  20' | while read -r line; do
        echo "$line" | grep -o 'served [0-9]*' | awk '{ s += $2 } END { print s + 0 }'
    done
}
paste <(served one) <(served two) | awk '{ print $1 + $2 }' >sum
results visits served.h5 1 grocery >series
check "26 months" test "$(wc -l <sum)" = 26
check "some visits" test "$(awk '{ s += $1 } END { print s }' sum)" -gt 1000
check "equal: $(paste sum series | head -n 3 | tr '\n' ' ')" cmp sum series
end

begin "the story of a facility says whom it serves and who has heard of it"
check "where" grep -Eq '^in 老街社区 \(990101001001\); listed; quality' one
check "rooms" grep -Eq '^  grocery.*persons at a time.*open: weekday' one
check "communities" grep -Eq '老街社区 \(990101001001\): [0-9.]+ km, [0-9]+ residents; .* [0-9]+ % have heard' one
code=$(grep -o 'site [0-9]*' one | head -n 1 | grep -o '[0-9]*')
expect 0 '' trace served.h5 --row 1 --facility "$code"
check "by its code too" cmp "$work/out" one
expect 0 '人次|想来 [0-9]+ 次' trace served.h5 --row 1 --facility "$code" --lang zh
check "in Chinese" grep -q '听说过' "$work/out"
end

# line FILE NAME: the amounts of a line of books, without separators.
line() { grep -E "^  $2  " "$1" | head -n 1 | grep -oE ' -?[0-9][0-9,]*' | tr -d ' ,'; }

begin "an operator's books are those of the results, and those of its sites"
linli export kept.h5 --books books
operator=$(sort -t, -k5,5nr books/operator_books.csv | head -n 1 | cut -d, -f3)
sites=$(awk -F, -v o="$operator" '$5 == o { print $3 }' books/facility_books.csv | sort -u)
expect 0 '' trace kept.h5 --operator "$operator"
cp "$work/out" whole
check "several sites" test "$(echo "$sites" | wc -l)" -ge 2
# The tax on a year's profit is the operator's, and no site's: cost is not compared.
for name in wages utilities overhead rent; do
    told=$(line whole "$name" | tail -n 1) sum=0
    for site in $sites; do
        linli trace kept.h5 --facility "$site"
        part=$(line "$work/out" "$name" | tail -n 1)
        sum=$((sum + ${part:-0}))
    done
    # Each is rounded to a yuan.
    check "$name: $told, not $sum" test $((told - sum)) -le 20 -a $((sum - told)) -le 20
done
told=$(line whole wages | tail -n 1)
kept=$(awk -F, -v o="$operator" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "wages") w = i }
    $3 == o && $2 == 2023 { print $w }' books/operator_books.csv)
check "wages: $told, and $kept in the tables" test $((told - kept)) -le 20 -a $((kept - told)) -le 20
# One given up before a year was over has no books.
check "sites" test "$(grep -c '  runs .*(site [0-9]*) in ' whole)" -ge "$(echo "$sites" | wc -l)"
check "years" grep -Eq '^  yuan of 2023 +2020 +2021 +2022 +2023$' whole
expect 0 '接手与退出的站点' trace kept.h5 --operator "$operator" --lang zh --threads 3
check "Chinese says the same" test "$(line whole wages)" = "$(line "$work/out" 工资)"
end

begin "what cannot be told is said"
expect 64 "T110: '--operator' is 'old'" trace kept.h5 --operator old
expect 64 'T110' trace kept.h5 --operator 4294967296
expect 64 'T101' trace kept.h5 --operator 5 --resident 5
expect 2 'T109.*one that there is: [1-9]' trace kept.h5 --operator 5
expect 2 'T111' trace served.h5 --operator 5
expect 2 'T106' trace kept.h5 --facility 5
expect 2 'T106' trace served.h5 --facility 5
expect 64 'T101' trace served.h5
expect 64 'T101.*one of' trace served.h5 --resident 5 --facility 5
expect 64 "T102: '--resident' is 'old'" trace served.h5 --resident old
expect 64 "T102: '--resident' is '-5'" trace served.h5 --resident -5
expect 64 "T103: '--row' is 2, outside \[0, 1\]" trace served.h5 --resident 5 --row 2
expect 2 'T104.*without services' trace plain.h5 --resident 5
expect 2 'T105: resident 5 never lives .* nearest id is [1-9]' trace served.h5 --resident 5
expect 2 'T106' trace served.h5 --facility 完全不同的一个名字
expect 2 "T107.*'老街菜店'" trace served.h5 --facility 老街菜占
expect 2 'T107.*是否想写' trace served.h5 --facility 老街菜占 --lang zh
expect 2 'T108.*name of 2 facilities; give a code' trace twice.h5 --facility 山下村党群服务中心
expect 64 "did you mean '--resident'" trace served.h5 --residant 5
expect 64 'wants a file' trace --resident 5
expect 66 '' trace nowhere.h5 --resident 5
end

finish
