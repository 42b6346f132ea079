#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Copyright the Linli authors
#
# What `linli validate` and `linli show` say of the supply, and lists of facilities that a
# scenario names. scripts/check-tests runs it.
source "$(dirname "$0")/support/cli.sh"

scenario served.yaml "services: $top/scenarios/data/services.yaml" \
    "supply: $top/scenarios/data/supply/supply.csv"
sed -i '/^agents:/d' served.yaml

begin "validate and show say what facilities there are, and that they are drawn"
expect 0 'site positions are synthetic' validate served.yaml
check "sites and places by product" grep -Eq '^  childcare, full day +[0-9]+ +[0-9]+ ' out
check "the counts and where they come from" grep -Eq 'grocery shop +16 +2023  assumed' out
expect 0 '设施位置为合成' show served.yaml --lang zh
expect 0 '^  childcare, full day' show served.yaml
end

begin "a city of so few agents that rooms hold nobody is told so"
expect 0 '' validate served.yaml
check "not of all residents" bash -c '! grep -q "hold nobody" out'
expect 0 "with so few 'agents' [1-9][0-9]* of [0-9]+ rooms hold nobody" validate served.yaml --set agents=200
expect 0 '个功能空间容纳不了任何人' validate served.yaml --set agents=200 --lang zh
end

begin "a list that the scenario names takes the place of what is drawn"
printf '名称,经度,纬度,服务项目,面积（亩）\n# crs: WGS-84\n甲,113.461,23.001,grocery,0.3\n' >list.csv
expect 0 '1 listed' validate served.yaml --set facilities=list.csv
check "the grocery that is listed" grep -Eq "^  grocery +[1-9]" out
printf '类型,经度,纬度,面积,坐标系\n厂房,113.461,23.001,300,WGS84\n' >stock.csv
expect 0 '1 idle spaces' validate served.yaml --set idle_stock=stock.csv
expect 0 '' run served.yaml -o served.h5 --quiet --set facilities=list.csv
mkdir -p away && mv served.h5 away && cd away || exit 1
expect 0 'identical' reproduce served.h5
cd .. || exit 1
end

begin "a bad list is refused with its place"
printf '名称,经度,纬度,服务项目,面积\n甲,113.461,23.001,grocery,30\n' >list.csv
expect 2 'list.csv:1.*F204' validate served.yaml --set facilities=list.csv
printf '名称,经度,纬度,服务项目,面积,坐标系\n甲,23.001,113.461,grocery,30,GPS\n' >list.csv
expect 2 'list.csv:2.*P222.*swapped' validate served.yaml --set facilities=list.csv
expect 2 '似乎颠倒' validate served.yaml --set facilities=list.csv --lang zh
end

finish
