#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Copyright the Linli authors
#
# `linli export` as a person or a script meets it: tables and the needs ledger of made-up
# results files, and what is refused. scripts/check-tests runs it.
source "$(dirname "$0")/support/cli.sh"

made=$(dirname "$LINLI")/tests
"$made/test_result" --write people.h5
"$made/test_result_services" --write services.h5
head -n 9 "$top/scenarios/data/standards.csv" | grep '^#' >standards.csv
cat >>standards.csv <<'TABLE'
community_type,product,required,minutes,places_per_1000,m2_per_100_households,m2_target,source,grade
*,*,0,,,30,80,guide,A
*,childcare_full,1,15,4.5,,,guide,A
*,meal_in,1,5,,,,assumed,D
TABLE

data=$top/scenarios/data
scenario lived.yaml "services: $data/services.yaml" "supply: $data/supply/supply.csv" \
    "standards: $data/standards.csv"
scenario paid.yaml "services: $data/services.yaml" "supply: $data/supply/supply.csv" \
    "costs: $data/costs.csv" "indices: $data/indices.csv"
"$made/test_result_books" --write books.h5
scenario bare.yaml "services: $data/services.yaml" "supply: $data/supply/supply.csv"

begin "a run with services tells of them, by any number of threads, and reproduces"
expect 0 '' run lived.yaml -o lived.h5 --threads 2 --set until=2023-12
expect 0 '' run lived.yaml -o one.h5 --threads 1 --set until=2023-12
check "same bytes" cmp lived.h5 one.h5
expect 0 'identical' reproduce lived.h5
expect 0 'waterfall' info lived.h5
end

begin "parts of what a run tells of services add up to their wholes"
check "sums" /usr/bin/python3 - <<'CODE'
import h5py
with h5py.File("lived.h5") as f:
    need, met, by = (f[n][()] for n in ("need", "need_met_any", "need_met_service"))
    assert need.sum() > 0 and (by <= met).all() and (met <= need).all()
    groups = [g.decode() for g in f["group"][()]]
    for first, last in (("age_0-2", "age_100+"), ("male", "female"),
                        ("local", "nonlocal"), ("q1", "q5"), ("care_none", "care_severe")):
        part = need[..., groups.index(first):groups.index(last) + 1].sum(axis=-1)
        assert (part == need[..., 0]).all(), first
    for series, whole in (("community_need", need), ("community_met_any", met),
                          ("community_met_service", by)):
        assert (f[series][()].sum(axis=2) == whole[..., 0]).all(), series
    waterfall = f["waterfall"][()].sum(axis=-1)
    assert (waterfall <= need).all() and waterfall.sum() > 0
    december = [i for i, m in enumerate(f["month"][()]) if m % 100 == 12]
    assert (f["community_places"][()].sum(axis=2) == f["places"][:, december]).all()
    assert not (f["slot_occupancy"][()] > 1 + 1e-9).any()
    assert (f["turned_away"][()] <= f["asked"][()]).all()
    near, far = f["reach"][..., 0, 0], f["reach"][..., 2, 0]
    assert (near <= far).all() and (f["reach_free"][..., 0] <= f["reach"][..., 0]).all()
CODE
end

begin "the ledger is held against the standards in the file"
expect 0 '' export lived.h5 --ledger lived.csv
check "gaps" grep -q 'function_missing' lived.csv
check "warned" grep -q 'read city and group figures, not single communities' err
check "masked" grep -q ',<10,' lived.csv
expect 0 '' run bare.yaml -o bare.h5 --set until=2023-12
expect 2 X103 export bare.h5 --ledger x.csv
end

begin "what was paid adds up, and the books of sites to those of their operators"
expect 0 '' run paid.yaml -o paid.h5 --set until=2023-12 --threads 2
expect 0 '^money.csv$' export paid.h5 --money money.csv --books books
expect 0 '^deutlich/facility_books.csv$' export paid.h5 --books deutlich --lang zh --bom
check "sums" /usr/bin/python3 - <<'CODE'
import collections, csv, h5py
money = list(csv.DictReader(open("money.csv")))
assert money and {m["year"] for m in money} == {"2023"}
with h5py.File("paid.h5") as f:
    assert not f["ledger_gap"][()].any()
    assert abs(f["account_balance"][()].sum(axis=-1)).max() < 1e-3
    paid = f["money"][0, -1].sum()
    assert abs(paid - sum(float(m["yuan_2023"]) for m in money)) < 1e-6 * paid
    opened, closed = f["entries"][0].sum((1, 2, 3)), f["withdrawals"][0].sum((1, 2, 3))
    sites = f["open_sites"][0].sum((1, 2, 3))
    assert (sites[1:] - sites[:-1] == (opened - closed)[1:]).all() and sites[-1] > 0
fees = sum(float(m["yuan_2023"]) for m in money if m["purpose"] == "fee")
operators = list(csv.DictReader(open("books/operator_books.csv")))
sites = list(csv.DictReader(open("books/facility_books.csv")))
assert fees > 0 and abs(fees - sum(int(o["fees"]) for o in operators)) < len(operators)
# Whoever left in the year is there too, with what it then paid out to its owners.
assert {s["operator"] for s in sites} <= {o["operator"] for o in operators}
assert {s["operator"] for s in sites if s["closed"]}
out = sum(float(m["yuan_2023"]) for m in money
          if m["purpose"] == "equity" and m["payer"] == "operator")
assert out > 0 and abs(out - sum(int(o["paid_out"]) for o in operators)) < len(operators)
# The tax on a year's profit is the operator's, and no site's.
untaxed = {"result": lambda book: int(book["result"]) + int(book["tax"])}
for line in ("fees", "wages", "rent", "result"):
    value = untaxed.get(line, lambda book: int(book[line]))
    whole = collections.Counter()
    for site in sites:
        whole[site["operator"]] += value(site)
    for operator in operators:
        # Whole yuan: what no site stands for is rounded once, each site once.
        many = int(operator["sites"]) * (30 if line == "result" else 1) + 30
        assert abs(whole[operator["operator"]] - value(operator)) <= many, line
CODE
check "Chinese" grep -q '服务收费' deutlich/operator_books.csv
end

begin "a ledger that does not add up, or is not there, is refused"
expect 1 'X108.*users_q1' export books.h5 --money x.csv
expect 2 X107 export lived.h5 --money x.csv
expect 2 X107 export lived.h5 --books x
check "nothing is left" test ! -e x.csv -a ! -e x
end

begin "every series becomes a table that holds every element behind the warm start"
expect 0 '^tables/datapackage.json$' export services.h5 --csv tables
check "header" grep -qx 'row,year,product,group,outcome,value' <(head -n 1 tables/waterfall.csv)
check "2 rows, 2 of 5 years, 3 products, 36 groups, 12 outcomes" \
    test "$(wc -l <tables/waterfall.csv)" = $((2 * 2 * 3 * 36 * 12 + 1))
check "months" grep -q '^0,2023-03,childcare_full,weekday,' tables/slot_occupancy.csv
check "no month of the warm start" test 0 = "$(grep -c '^0,2023-02' tables/slot_occupancy.csv)"
check "residents from the start" grep -q '^0,2021-03,' tables/total_residents.csv
check "what is missing is empty" grep -q ',$' tables/satisfaction.csv
check "names of communities" grep -q '沙面社区' tables/communities.csv
check "5 minutes withheld where a point is not observed" \
    grep -q '^0,2024,440105003007,meal_in,10,$' tables/community_reach.csv
check "15 minutes told" grep -q '^0,2024,440105003007,meal_in,15,[0-9]' tables/community_reach.csv
check "5 minutes told" grep -q '^0,2024,440103001001,meal_in,10,[0-9]' tables/community_reach.csv
check "nothing half written" test -z "$(find tables -name '*.partial')"
check "said" grep -q 'left out.*2021-03 to 2023-02.*warm start' err
end

begin "a run that ends in the warm start has tables without lines, and no ledger"
expect 0 '' run lived.yaml -o short.h5
expect 0 'left out' export short.h5 --csv short --series need --series residents
check "header alone" test "$(wc -l <short/need.csv)" = 1
check "people" test "$(wc -l <short/residents.csv)" -gt 1
expect 64 X106 export short.h5 --ledger x.csv
check "nothing made" test ! -e x.csv
end

begin "the tables say the same numbers as the file"
check "need and fees" /usr/bin/python3 - <<'CODE'
import csv, h5py, numpy as np
with h5py.File("services.h5") as f:
    for name in ("need", "fees", "residents", "access", "total_events"):
        lines = list(csv.reader(open(f"tables/{name}.csv", encoding="utf-8")))[1:]
        told = np.array([float(l[-1]) if l[-1] else np.nan for l in lines])
        start = {"need": 3, "fees": 24, "access": 3}.get(name, 0)
        assert np.allclose(told, f[name][:, start:].ravel(), rtol=1e-8, equal_nan=True), name
CODE
end

begin "the data package describes every table with units and labels"
check "jansson's text" /usr/bin/python3 - <<'CODE'
import csv, glob, json
package = json.load(open("tables/datapackage.json", encoding="utf-8"))
paths = {r["path"] for r in package["resources"]}
assert paths == {p.split("/")[1] for p in glob.glob("tables/*.csv")}
for r in package["resources"]:
    header = next(csv.reader(open("tables/" + r["path"], encoding="utf-8")))
    assert header == [f["name"] for f in r["schema"]["fields"]], r["path"]
tables = {r["name"]: r for r in package["resources"]}
need = tables["fees"]["schema"]["fields"]
assert "begins with 2023-03" in tables["fees"]["description"]
assert "begins with 2024" in tables["need"]["description"]
assert "2024" in tables["need"]["description_zh"]
assert "description" not in tables["residents"]
assert need[-1]["unit"] == "yuan"
assert need[2]["title_zh"] == "服务项目"
for r in package["resources"]:
    for f in r["schema"]["fields"]:
        assert f["title"] and f["title_zh"] != f["name"], (r["name"], f["name"])
assert need[2]["categories"][2] == {"value": "meal_in", "label_zh": "堂食"}
CODE
end

begin "a byte order mark stands where it was asked for, and only there"
expect 0 '' export services.h5 --csv marked --bom --series need
check "mark" test "$(head -c 3 marked/need.csv | od -An -tx1 | tr -d ' ')" = efbbbf
check "none" test "$(head -c 3 tables/need.csv)" = row
check "the mark apart the same" cmp <(tail -c +4 marked/need.csv) tables/need.csv
check "this series alone" test ! -e marked/users.csv
end

begin "a file without services exports its people"
expect 0 '' export people.h5 --csv people
check "residents" test -s people/residents.csv
check "no services" test ! -e people/need.csv
end

begin "an unknown series names the nearest"
expect 64 "X104.*nearest is 'need'" export services.h5 --csv x --series needs
expect 64 X104 export people.h5 --csv x --series waterfall
check "nothing made" test ! -e x
end

begin "the ledger has a line a community and product, and one for all products"
expect 0 '^ledger.csv$' export services.h5 --ledger ledger.csv --standards standards.csv --unmasked
check "lines" test "$(wc -l <ledger.csv)" = $((3 * (3 + 1) + 1))
check "last year" grep -q '^2025,440103,440103001001,沙面社区,' ledger.csv
check "all products" grep -q ',\*,all products,,,,,,' ledger.csv
end

begin "the ledger's numbers are means over rows, with ranks by shortfall"
check "against the file" /usr/bin/python3 - <<'CODE'
import csv, h5py, numpy as np
with h5py.File("services.h5") as f:
    need = f["community_need"][:, 4].mean(axis=0)
    met = f["community_met_any"][:, 4].mean(axis=0)
    access = f["access"][:, 4]
    reach = f["community_reach"][:, 4]
    people = f["residents"][:, 4].reshape(2, 3, -1).sum(axis=2).mean(axis=0)
    places = f["community_places"][:, 4].mean(axis=0)
for i, line in enumerate(l for l in csv.DictReader(open("ledger.csv", encoding="utf-8"))
                         if l["product"] != "*"):
    c, p = divmod(i, 3)
    assert abs(float(line["need"]) - need[c, p]) <= 0.5, line
    assert abs(float(line["shortfall"]) - (need - met)[c, p]) <= 0.5, line
    rank = 1 + int(((need - met)[:, p] > (need - met)[c, p]).sum())
    assert int(line["rank"]) == rank, line
    value = access[:, c, p].mean()
    assert line["access"] == "" if np.isnan(value) else \
        abs(float(line["access"]) / value - 1) < 1e-8, line
    band = 0 if line["product"] == "meal_in" and c == 0 else 2
    assert line["reach_minutes"] == ("5" if band == 0 else "15"), line
    assert line["positions"] == ("synthetic" if p == 1 else "estimated" if c else "listed")
    there = reach[:, c, p, band].mean()
    assert line["reach"] == "" if np.isnan(there) else \
        abs(float(line["reach"]) / there - 1) < 1e-8, line
    assert abs(float(line["places_per_1000"]) / (places[c, p] / people[c] * 1000) - 1) < 1e-8
CODE
end

begin "a ledger in Chinese has Chinese headers and names"
expect 0 '' export services.h5 --ledger zh.csv --standards standards.csv --lang zh
check "header" grep -q '^年份,区县代码,社区代码,社区,' zh.csv
check "product" grep -q ',全日托,' zh.csv
end

begin "another year is printed, and one that is not there or too early is refused"
expect 0 '' export services.h5 --ledger old.csv --year 2024 --standards standards.csv
check "2024" grep -q '^2024,' old.csv
expect 64 "X102.*no year 2026; it reports 2021 to 2025" \
    export services.h5 --ledger x.csv --year 2026 --standards standards.csv
expect 64 "X106.*first 24 months.*first year with a ledger is 2024" \
    export services.h5 --ledger x.csv --year 2023 --standards standards.csv
expect 64 'year' export services.h5 --ledger x.csv --year soon
check "nothing made" test ! -e x.csv
end

begin "a ledger needs services and standards"
expect 2 X101 export people.h5 --ledger x.csv
expect 66 '' export services.h5 --ledger x.csv --standards absent.csv
expect 64 X105 export services.h5
check "nothing made" test ! -e x.csv
end

begin "a bad table of standards is told line by line"
sed 's/,meal_in,1,5/,meal_inn,1,5/; s/,childcare_full,1,15/,childcare_full,1,12/' standards.csv >bad.csv
expect 2 "X111.*'meal_inn'.*nearest is 'meal_in'" export services.h5 --ledger x.csv --standards bad.csv
check "minutes" grep -q 'X113' err
sed 's/^\*,meal_in.*/&\n&/' standards.csv >bad.csv
expect 2 X112 export services.h5 --ledger x.csv --standards bad.csv
sed 's/^\*,meal_in,1,5/moon,meal_in,2,5/' standards.csv >bad.csv
expect 2 "X111.*'moon'" export services.h5 --ledger x.csv --standards bad.csv
check "required" grep -q "'required'" err
end

begin "a place that cannot be written is told, and nothing half written stays"
touch file
expect 74 "C103.*'file/tables'" export services.h5 --csv file/tables
expect 74 C103 export services.h5 --ledger file/x.csv --standards standards.csv
end

begin "a full disk is told, and nothing half written stays"
(ulimit -f 8; trap '' XFSZ
 "$LINLI" export services.h5 --csv full >out 2>err; echo $? >status)
check "status" test "$(cat status)" = 74
check "told" grep -q C103 err
check "no half table" test -z "$(find full -name '*.partial')"
check "no package" test ! -e full/datapackage.json
end

finish
