#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# Copyright the Linli authors
#
# Writes the scenarios that show what the cost of a month follows:
#
#   tests/bench/worlds.py FOLDER [--scenario scenarios/baseline.yaml]
#
# Each extends the scenario and differs in one thing:
#   demography      nothing but residents
#   books           the scenario as it is: with operators and money, where it has them
#   services        the same without operators and money; and of this:
#   facilities-N    N times the sites, each of its size: N times the places
#   scattered-N     N times the sites, each of an Nth of its size: the same places
#   products-2      every product twice, under another name, each in rooms of its own
#   books-facilities-4  with operators and money, 4 times the sites
# Names of products and bundles are read from the files of the scenario: nothing here
# knows one.
import argparse
import csv
import io
import pathlib
import re

TIMES = (4, 16)
TWIN = "_twin"
SERVICES = ("services", "levels", "supply", "standards", "facilities", "idle_stock",
            "costs", "indices")
BOOKS = ("costs", "indices")
EMPTY = '""'
# Counts in proportion to which sites are drawn, and those of places, which sites follow
# that have places that count.
SITES = {"sites", "sites_per_10000", "sites_per_community"}
PLACES = {"places", "places_per_1000"}


def read_table(path):
    """Comment lines, head and rows of a table, or None where there is none."""
    if not path.exists():
        return None
    lines = path.read_text(encoding="utf-8").splitlines()
    comments = [line for line in lines if line.startswith("#")]
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return comments, list(rows[0]) if rows else [], rows


def write_table(path, table, rows):
    comments, head, _ = table
    text = io.StringIO()
    writer = csv.DictWriter(text, head, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text("\n".join(comments + [text.getvalue()]), encoding="utf-8")


class World:
    """The scenario that is multiplied, and where its files stand."""

    def __init__(self, scenario):
        self.scenario = pathlib.Path(scenario).resolve()
        self.city = self.find("city")
        self.supply = self.find("supply").parent
        self.services = self.find("services")
        self.levels = self.find("levels")

    def find(self, key):
        """The file or folder that a key names, here or in what the scenario extends."""
        path = self.scenario
        while True:
            text = path.read_text(encoding="utf-8")
            named = re.search(rf"^{key}: *(\S+)", text, re.MULTILINE)
            if named:
                return (path.parent / named[1]).resolve()
            above = re.search(r"^extends: *(\S+)", text, re.MULTILINE)
            if not above:
                raise SystemExit(f"worlds: {self.scenario} names no {key}")
            path = path.parent / above[1]


def write_scenario(folder, world, name, keys):
    lines = ["linli: 1", f"title: {{zh: {name}, en: {name}}}",
             f"extends: {world.scenario}"]
    lines += [f'{key}: {value or EMPTY}' for key, value in keys.items()]
    if not all(keys.values()):  # instruments want services and books
        lines.append("policy: []")
    (folder / f"{name}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def copy_city(world, target):
    """The pack, by links to its files but its tables of supply, which are ours."""
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(world.city.iterdir()):
        link = target / path.name
        if not path.name.startswith("supply") and not link.exists():
            link.symlink_to(path)


def multiply(table, measures, times):
    rows = []
    for row in table[2]:
        row = dict(row)
        if row["measure"] in measures:
            for column in ("value", "low", "high"):
                if row.get(column):
                    row[column] = f"{float(row[column]) * times:.10g}"
        rows.append(row)
    return rows


def shrink(table, times):
    rows = []
    for row in table[2]:
        row = dict(row)
        for column in ("places", "m2"):
            if row.get(column):
                row[column] = f"{float(row[column]) / times:.10g}"
        rows.append(row)
    return rows


def copy_supply(source, target, change):
    """The tables of one folder, each as `change` has it."""
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.glob("supply*.csv")):
        table = read_table(path)
        write_table(target / path.name, table, change(path.name, table))


def make_facilities(folder, world, name, times, scattered, keys):
    measures = SITES if scattered else SITES | PLACES

    def change(file, table):
        if file == "supply.csv":
            return multiply(table, measures, times)
        return shrink(table, times) if scattered and file == "supply_rooms.csv" \
            else table[2]

    copy_city(world, folder / name / "city")
    copy_supply(world.city, folder / name / "city", change)
    copy_supply(world.supply, folder / name, change)
    write_scenario(folder, world, name, {"city": f"{name}/city",
                                         "supply": f"{name}/supply.csv", **keys})


def twin_products(text):
    """The catalogue with each block of `products` once more under another name."""
    head, products = re.split(r"^products:\n", text, maxsplit=1, flags=re.MULTILINE)
    blocks = re.split(r"^(?=  \w+:\n)", products, flags=re.MULTILINE)
    twins = []
    for block in blocks:
        block = re.sub(r"^  (\w+):\n", rf"  \1{TWIN}:\n", block, count=1)
        block = re.sub(r"^    zh: (.*)$", r"    zh: \1二", block, count=1,
                       flags=re.MULTILINE)
        block = re.sub(r"^    en: (.*)$", r"    en: \1 twin", block, count=1,
                       flags=re.MULTILINE)
        twins.append(block if block.startswith("  ") and TWIN in block else "")
    return head + "products:\n" + products.rstrip("\n") + "\n\n" + "".join(twins)


def twin_rows(rows):
    """Twins beside the rows; places of a twin are not those that counts of places mean."""
    return rows + [{key: value + TWIN if key == "product" else
                    "" if key == "counted" else value
                    for key, value in row.items()} for row in rows]


def make_products(folder, world, keys):
    target = folder / "products-2"

    def change(file, table):
        return twin_rows(table[2]) if file == "supply_rooms.csv" else table[2]

    copy_city(world, target / "city")
    copy_supply(world.city, target / "city", change)
    copy_supply(world.supply, target, change)
    (target / "services.yaml").write_text(
        twin_products(world.services.read_text(encoding="utf-8")), encoding="utf-8")
    evidence = world.services.parent / "EVIDENCE.csv"
    if evidence.exists():
        (target / "EVIDENCE.csv").write_bytes(evidence.read_bytes())
    levels = read_table(world.levels)
    write_table(target / "levels.csv", levels, twin_rows(levels[2]))
    write_scenario(folder, world, "products-2",
                   {"city": "products-2/city", "supply": "products-2/supply.csv",
                    "services": "products-2/services.yaml",
                    "levels": "products-2/levels.csv", **keys})


def main():
    parser = argparse.ArgumentParser(description="writes scenarios that differ in one thing")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--scenario", default="scenarios/baseline.yaml")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    world = World(asked.scenario)
    text = world.scenario.read_text(encoding="utf-8")
    named = {key: "" for key in SERVICES if re.search(rf"^{key}:", text, re.MULTILINE)}
    write_scenario(asked.folder, world, "demography", named)
    without = {key: "" for key in BOOKS if key in named}
    write_scenario(asked.folder, world, "services", without)
    for times in TIMES:
        make_facilities(asked.folder, world, f"facilities-{times}", times, False, without)
        make_facilities(asked.folder, world, f"scattered-{times}", times, True, without)
    make_products(asked.folder, world, without)
    if without:
        write_scenario(asked.folder, world, "books", {})
        make_facilities(asked.folder, world, "books-facilities-4", 4, False, {})


if __name__ == "__main__":
    main()
