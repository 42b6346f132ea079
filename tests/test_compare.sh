#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Copyright the Linli authors
#
# `linli compare` from end to end: a small city, three scenarios, text, table and page.
# scripts/check-tests runs it.
source "$(dirname "$0")/support/cli.sh"

# Gives a scenario its title and an end late enough to be reported.
title() {
    sed -i '/^title:/d; s/^until:.*/until: 2026-12/' "$1"
    printf 'title: %s\n' "$2" >>"$1"
}
scenario base.yaml
title base.yaml '{zh: 基准, en: Base}'
scenario births.yaml 'parameters:' '  bear.level: {2021: 2.0}'
title births.yaml '{zh: 生育回升, en: "Births <recover> & \"more\""}'
scenario same.yaml
title same.yaml '{zh: 不变, en: Nothing changes}'
for name in base births same; do
    linli run $name.yaml -o $name.h5 --rows 6 --quiet
done
linli run births.yaml -o other.h5 --rows 2 --quiet -s seed=5 -s title.en='Other seeds'
linli run births.yaml -o far.h5 --quiet -s seed=500
linli run base.yaml -o many.h5 --rows 20 --quiet
linli run births.yaml -o births20.h5 --rows 20 --quiet

# The line of an indicator in the text of the last command.
line() { grep "^$1" out; }
# The value of a column of compare.csv where scenario, measure and indicator are these.
cell() {
    /usr/bin/python3 - "$@" <<'PYTHON'
import csv, sys
path, title, measure, key, column = sys.argv[1:]
rows = [row for row in csv.DictReader(open(path, newline="", encoding="utf-8"))
        if (row["title"], row["measure"], row["indicator"]) == (title, measure, key)]
print(rows[0][column] if len(rows) == 1 else f"{len(rows)} rows")
PYTHON
}

begin "a policy that moves something is told from one that does not"
expect 0 'Chance only, parameter uncertainty not included' \
    compare base.h5 births.h5 same.h5 -o report
check "births rise" test "$(line births, | head -n 1 | grep -c raises)" = 1
check "nothing else changes" test "$(line residents | tail -n 1 | grep -c identical)" = 1
check "six pairs" grep -q 'paired: 6 (seeds 1 to 6' out
check "Holm is told of" grep -q "Holm's test" out
end

begin "the table says what the text says"
name='Births <recover> & "more"'
check "it has the columns" test "$(head -n 1 report/compare.csv)" = \
    "file,title,title_zh,role,measure,indicator,indicator_en,indicator_zh,unit,year,value,low,high,interval,rows,missing,p_holm,finding"
check "births rise" test "$(cell report/compare.csv "$name" difference births finding)" = raises
check "by t" test "$(cell report/compare.csv "$name" difference births interval)" = t
check "nothing changes" test \
    "$(cell report/compare.csv 'Nothing changes' difference deaths finding)" = identical
check "by nothing" test "$(cell report/compare.csv 'Nothing changes' difference deaths value)" = 0
check "eight indicators a scenario" test "$(grep -c ',difference,' report/compare.csv)" = 16
check "the levels are what the files hold" /usr/bin/python3 - report/compare.csv <<'PYTHON'
import csv, h5py, sys
rows = [row for row in csv.DictReader(open(sys.argv[1], encoding="utf-8"))
        if row["file"] == "births.h5" and row["indicator"] == "aged_80"]
with h5py.File("births.h5") as births, h5py.File("base.h5") as base:
    def aged(file):
        december = [list(file["month"][...]).index(year * 100 + 12)
                    for year in (2024, 2025, 2026)]
        return file["total_residents"][:, december, 17:].sum(axis=(2, 3, 4, 5)).mean()
    wanted = {"level": aged(births), "difference": aged(births) - aged(base)}
for row in rows:
    assert abs(float(row["value"]) - wanted[row["measure"]]) < 1e-5, row
assert len(rows) == 2
PYTHON
end

begin "the page is whole, escaped, and needs nothing else"
check "it is well-formed" /usr/bin/python3 -c \
    'import xml.dom.minidom as x; x.parse("report/compare.html")'
check "no script, no link" test "$(grep -ciE '<script|<link|url\(|src=' report/compare.html)" = 0
check "the title of a scenario is no markup" grep -q '&lt;recover&gt; &amp; &quot;more' report/compare.html
check "three charts" test "$(grep -c '<svg.*role="img"' report/compare.html)" = 3
check "each with title and description" test "$(grep -c '<desc id=' report/compare.html)" = 3
check "a table below each, and the files" test "$(grep -c '<details>' report/compare.html)" = 4
check "a finding" grep -q '<h2>.*raises 4 of 8 indicators.*no clear difference' report/compare.html
check "what the intervals lack" grep -q 'parameter uncertainty not included' report/compare.html
end

begin "twice gives the same bytes, and Chinese is Chinese"
expect 0 '' compare base.h5 births.h5 same.h5 -o again
check "equal" diff -r report again
expect 0 '仅含偶然性，未计入参数不确定性' compare base.h5 births.h5 same.h5 -o again --force --lang zh
check "the page too" grep -q '<html.*lang="zh-CN"' again/compare.html
check "it finds" grep -q '“生育回升”提高' again/compare.html
check "well-formed" /usr/bin/python3 -c \
    'import xml.dom.minidom as x; x.parse("again/compare.html")'
check "the table has both languages and does not change" cmp report/compare.csv again/compare.csv
end

begin "rows that do not pair are named"
expect 0 'Not paired, and left out: 4 rows: row 0 of "base.h5" .draw 0, seed 1' \
    compare base.h5 other.h5 -o pairs
check "too few rows for a finding" test "$(line births, | grep -c 'too few rows')" = 1
check "the table lists them" test "$(grep -c row_left_out pairs/compare.csv)" = 4
check "a range, no interval" test \
    "$(cell pairs/compare.csv 'Other seeds' difference residents interval)" = range
expect 2 'A107: .base.h5. and .far.h5. have no row' compare base.h5 far.h5
end

begin "rows without a number are named, counted, and take no part"
cp births.h5 gap.h5
results change gap.h5 dependency_ratio 2,5,2 nan
expect 0 'in some year, and left out there: dependency ratio, row 2 of "gap.h5" .seed 3' \
    compare base.h5 gap.h5 -o gap
check "five rows are left" test \
    "$(cell gap/compare.csv 'Births <recover> & "more"' difference dependency rows)" = 5
check "one is missing" test \
    "$(cell gap/compare.csv 'Births <recover> & "more"' difference dependency missing)" = 1
check "others have six" test \
    "$(cell gap/compare.csv 'Births <recover> & "more"' difference births rows)" = 6
check "the table lists it" grep -q 'row_without_number,dependency' gap/compare.csv
check "the page names it" grep -q 'dependency ratio, row 2 of &quot;gap.h5' gap/compare.html
end

begin "twenty rows have a bootstrap"
expect 0 'by bootstrap over rows' compare many.h5 births20.h5 -o twenty
check "births rise" test "$(line births, | grep -c raises)" = 1
check "by bootstrap" test \
    "$(cell twenty/compare.csv 'Births <recover> & "more"' difference births interval)" = bootstrap
end

begin "years are chosen, but none of the first 24 months"
expect 0 'years 2025 to 2026' compare base.h5 births.h5 --from 2025-01
expect 0 'years 2025 to 2025' compare base.h5 births.h5 --from 2024-02 --until 2026-11
expect 0 'years 2023 to 2026' compare base.h5 births.h5 --from 2020-11
expect 64 'A108: no whole year to report from 2026-02' compare base.h5 births.h5 --from 2026-02
expect 64 'A108' compare base.h5 births.h5 --until 2022-12 --from 2020-11
expect 64 "A109: '--from' is 'soon'" compare base.h5 births.h5 --from soon
expect 64 "A109: '--until' is '2024-13'" compare base.h5 births.h5 --until 2024-13
end

begin "files that do not go together are refused"
expect 64 'A101: .base.h5. and .base.h5. hold the same' compare base.h5 base.h5
expect 64 "wants a file" compare base.h5
expect 64 'one argument too many' compare a b c d e f g h i
cp base.h5 model.h5
results attribute model.h5 linli_model 77
expect 74 'A106: .model.h5. was computed by model version 77, .births.h5. by' compare model.h5 births.h5
cp births.h5 schema.h5
results schema schema.h5 77
expect 74 'R105' compare base.h5 schema.h5
head -c -100 births.h5 >broken.h5
expect 74 'R102' compare base.h5 broken.h5
expect 66 'C101' compare base.h5 missing.h5
expect 66 'R101' compare base.h5 base.yaml
end

begin "what lies there is kept, but with --force"
expect 74 "A110: 'report/compare.csv' exists already" compare base.h5 births.h5 -o report
check "as it was" cmp report/compare.csv again/compare.csv
expect 0 '' compare base.h5 births.h5 -o report --force
check "replaced" test "$(cmp -s report/compare.csv again/compare.csv; echo $?)" = 1
touch file
expect 74 "C103: 'file" compare base.h5 births.h5 -o file
expect 74 "C103: 'no/folder'" compare base.h5 births.h5 -o no/folder
check "nothing printed" test ! -s out
check "no half files" test -z "$(ls report/*.partial 2>/dev/null)"
end

begin "a full disk is told, and leaves no half file"
mkdir small
(ulimit -f 4; linli compare base.h5 births.h5 -o small; echo "$status" >small.status)
check "status" test "$(cat small.status)" = 74
check "told" grep -q C103 err
check "nothing left" test -z "$(ls small)"
end

finish
