#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# Copyright the Linli authors
"""A month of deaths, care states, births and migration in vectorised numpy.

What Linli is measured against (docs/BENCHMARKS.md): the same rates, the same four care
states, the same order, one core, no households, kin or communities. It is written as
numpy is written when it must be fast: columns of bytes, blocks of rows that stay in the
cache, no temporary that `out=` can avoid, one table for all that a rate depends on, one
float32 a verb, and fancy indices only for the few rows something happens to.

    numpy_month.py [--residents N] [--months N] [--block ROWS] [--seed N]

`--block 0` works on whole columns, as most such programs do.
"""
import argparse
import csv
import pathlib
import time

import numpy as np

AGES, SEXES, CARES = 101, 2, 4
MALE, FEMALE = 0, 1
NONE, MILD, MODERATE, SEVERE = range(CARES)
# Share of the evidence's middle class of care need that is moderate, the rest mild, and
# how much faster moderate dependants become severe: care.moderate_share and
# care.moderate_progress of Linli.
MODERATE_SHARE, MODERATE_PROGRESS = 0.4, 4.0
# migrate.net_rate (a year), gross_ratio, nonlocal_share of Linli.
NET_RATE, GROSS_RATIO, NONLOCAL_SHARE = 0.002, 4.0, 0.9
# A cell is care << 8 | sex << 7 | age: one index into every table.
CELLS = CARES << 8
# Rows of a block: its columns and scratch stay in the second-level cache.
BLOCK = 1 << 16


def rows(path):
    lines = [line for line in path.read_text(encoding="utf-8-sig").splitlines()
             if not line.startswith("#")]
    return list(csv.DictReader(lines))


def monthly(yearly):
    """Chance of a month from the chance of a year."""
    return 1.0 - (1.0 - yearly) ** (1.0 / 12.0)


def sex_of(text):
    return FEMALE if text == "female" else MALE


class Rates:
    """The files that the base scenario names, as arrays by [sex][age]."""

    def __init__(self, folder):
        self.die, self.fertility, self.boys = {}, {}, {}
        for row in rows(folder / "mortality.csv"):
            table = self.die.setdefault(int(row["year"]), np.zeros((SEXES, AGES)))
            chance = float(row["death_prob_last_birthday"])
            table[sex_of(row["sex"]), int(row["age"])] = chance
        for row in rows(folder / "fertility.csv"):
            table = self.fertility.setdefault(int(row["year"]), np.zeros(AGES))
            table[int(row["age"])] = float(row["asfr_per_1000"]) / 1000.0
        for row in rows(folder / "sex_ratio.csv"):
            ratio = float(row["srb_males_per_100_females"])
            self.boys[int(row["year"])] = ratio / (100.0 + ratio)
        self.care = {}
        for row in rows(folder / "care.csv"):
            at = sex_of(row["sex"]), int(row["age"])
            for name, value in row.items():
                if name not in ("sex", "age"):
                    self.care.setdefault(name, np.zeros((SEXES, AGES)))[at] = float(value)
        self.profile = np.zeros((SEXES, AGES))
        for row in rows(folder / "migration.csv"):
            low = int(row["age_low_2020"])
            rate = abs(float(row["net_rate_per_1000_per_year"]))
            self.profile[sex_of(row["sex"]), low:] = rate
        self.prevalence = np.empty((CARES, SEXES, AGES))
        middle = self.care["prev_mild"]
        self.prevalence[NONE] = self.care["prev_none"]
        self.prevalence[MILD] = middle * (1.0 - MODERATE_SHARE)
        self.prevalence[MODERATE] = middle * MODERATE_SHARE
        self.prevalence[SEVERE] = self.care["prev_severe"]

    def chain(self, year):
        """Yearly chances [from][to]; `to` is death, then the four states; the level of
        death is scaled so that it adds up to the year's life table."""
        care = self.care
        die = np.stack([care["death_prob_none"], care["death_prob_mild"],
                        care["death_prob_mild"], care["death_prob_severe"]])
        die *= self.die[year] / (self.prevalence * die).sum(axis=0)
        move = np.zeros((CARES, CARES + 1, SEXES, AGES))
        move[:, 0] = np.minimum(die, 0.999)
        move[NONE, 1 + MILD] = care["p_none_to_mild"] * (1.0 - MODERATE_SHARE)
        move[NONE, 1 + MODERATE] = care["p_none_to_mild"] * MODERATE_SHARE
        move[NONE, 1 + SEVERE] = care["p_none_to_severe"]
        worsening = 1.0 - MODERATE_SHARE + MODERATE_SHARE * MODERATE_PROGRESS
        for state, factor in ((MILD, 1.0), (MODERATE, MODERATE_PROGRESS)):
            severe = care["p_mild_to_severe"] * factor / worsening
            move[state, 1 + SEVERE] = np.minimum(severe, 0.9)
            move[state, 1 + NONE] = care["p_mild_to_none"]
        move[SEVERE, 1 + MODERATE] = care["p_severe_to_mild"]
        return move


class Tables:
    """Monthly chances of one year, by cell."""

    def __init__(self, rates, year, departures, weights):
        year_of = min(max(year, min(rates.die)), max(rates.die))
        chances = monthly(rates.chain(year_of))
        # Cumulative: dead, then each other state in ascending order; a draw beyond the
        # last stays. Column k of `becomes` is the state that interval k leads to.
        self.cumulative = np.zeros((CELLS, CARES), np.float32)
        self.becomes = np.zeros((CELLS, CARES + 1), np.uint8)
        self.bear = np.zeros(CELLS, np.float32)
        self.leave = np.zeros(CELLS, np.float32)
        for care in range(CARES):
            others = [state for state in range(CARES) if state != care]
            for sex in range(SEXES):
                cells = slice(care << 8 | sex << 7, (care << 8 | sex << 7) + AGES)
                steps = [chances[care, 0, sex]]
                steps += [chances[care, 1 + state, sex] for state in others]
                self.cumulative[cells] = np.cumsum(steps, axis=0).T
                self.becomes[cells, 1:] = others + [care]
                if sex == FEMALE:
                    self.bear[cells] = rates.fertility[year_of] / 12.0
                self.leave[cells] = monthly(np.minimum(departures * weights[sex], 0.9))
        # Whatever happens to life and care in a month happens below this.
        self.any = np.ascontiguousarray(self.cumulative[:, -1])
        self.boy = rates.boys[year_of]


class City:
    """Residents as columns, in no order; row numbers change every month."""

    COLUMNS = ("age", "sex", "care", "registration", "birthday")

    def __init__(self, residents, rates, ages, seed, block):
        self.random = np.random.Generator(np.random.SFC64(seed))
        self.rates, self.count = rates, residents
        self.capacity = residents + residents // 4 + 4096
        for name in self.COLUMNS:
            setattr(self, name, np.zeros(self.capacity, np.uint8))
        share = ages / ages.sum()
        cell = self.random.choice(SEXES * AGES, residents, p=share.ravel())
        self.sex[:residents], self.age[:residents] = cell // AGES, cell % AGES
        self.birthday[:residents] = self.random.integers(0, 12, residents)
        self.registration[:residents] = self.random.random(residents) < 0.5
        cumulative = rates.prevalence.cumsum(axis=0).reshape(CARES, -1)[:-1]
        draw = self.random.random(residents)
        for bound in cumulative:
            self.care[:residents] += draw > bound[cell]
        mean = (share * rates.profile).sum()
        self.weights = rates.profile / mean
        arrive = (share * rates.profile / mean).ravel()
        self.arrival_share = arrive / arrive.sum()
        self.base, self.year = residents, None
        self.departures = NET_RATE * (GROSS_RATIO - 1.0) / 2.0
        self.arrivals = NET_RATE * (GROSS_RATIO + 1.0) / 2.0
        self.block_size = block or self.capacity
        self.scratch = {
            name: np.empty(self.block_size, kind)
            for name, kind in (("cell", np.uint16), ("part", np.uint16), ("hit", bool),
                               ("draw", np.float32), ("chance", np.float32))
        }
        self.births = self.deaths = self.left = self.arrived = 0

    def step(self, month):
        """One month; `month` counts from January of year 0."""
        year = month // 12
        if year != self.year:
            self.year = year
            self.tables = Tables(self.rates, year, self.departures, self.weights)
        gone, mothers = [], []
        for first in range(0, self.count, self.block_size):
            last = min(first + self.block_size, self.count)
            self.block(first, last, month % 12, gone, mothers)
        registration = np.concatenate(mothers)
        self.remove(np.concatenate(gone))
        self.bear(registration, month % 12)
        self.arrive()

    def happens(self, size, cell, table):
        """Rows of the block whose fresh draw lies below their chance."""
        scratch = self.scratch
        draw, chance = scratch["draw"][:size], scratch["chance"][:size]
        hit = scratch["hit"][:size]
        self.random.random(out=draw, dtype=np.float32)
        # mode="clip" lets take write into `out` without a buffer; cells are in range.
        np.take(table, cell, out=chance, mode="clip")
        np.less(draw, chance, out=hit)
        return np.flatnonzero(hit)

    def block(self, first, last, calendar_month, gone, mothers):
        size, tables = last - first, self.tables
        age, sex = self.age[first:last], self.sex[first:last]
        care = self.care[first:last]
        hit, cell = self.scratch["hit"][:size], self.scratch["cell"][:size]
        part = self.scratch["part"][:size]
        np.equal(self.birthday[first:last], calendar_month, out=hit)
        np.add(age, hit.view(np.uint8), out=age)
        np.minimum(age, AGES - 1, out=age)
        np.left_shift(care, 8, out=cell, dtype=np.uint16, casting="unsafe")
        np.left_shift(sex, 7, out=part, dtype=np.uint16, casting="unsafe")
        np.add(cell, part, out=cell)
        np.add(cell, age, out=cell)

        row = self.happens(size, cell, tables.any)
        at = cell[row]
        interval = (self.scratch["draw"][row, None] >= tables.cumulative[at]).sum(axis=1)
        dead = interval == 0
        care[row] = np.where(dead, care[row], tables.becomes[at, interval])
        row = row[dead]
        alive = np.ones(size, bool) if row.size else None
        if row.size:
            alive[row] = False
            gone.append(row + first)
            self.deaths += row.size

        row = self.happens(size, cell, tables.bear)
        mothers.append(self.registration[first + row])
        row = self.happens(size, cell, tables.leave)
        row = row if alive is None else row[alive[row]]
        gone.append(row + first)
        self.left += row.size

    def remove(self, gone):
        """Fills the holes from the end, in place."""
        gone = np.sort(gone)
        count = self.count - gone.size
        holes = gone[gone < count]
        tail = np.ones(gone.size, bool)
        tail[gone[gone >= count] - count] = False
        movers = np.flatnonzero(tail) + count
        for name in self.COLUMNS:
            column = getattr(self, name)
            column[holes] = column[movers]
        self.count = count

    def append(self, size):
        if self.count + size > self.capacity:
            self.capacity = (self.count + size) * 5 // 4
            for name in self.COLUMNS:
                column = np.zeros(self.capacity, np.uint8)
                column[: self.count] = getattr(self, name)[: self.count]
                setattr(self, name, column)
        new = slice(self.count, self.count + size)
        self.count += size
        return new

    def bear(self, registration, calendar_month):
        new = self.append(registration.size)
        self.age[new] = 0
        self.sex[new] = self.random.random(registration.size) >= self.tables.boy
        self.care[new] = NONE
        self.registration[new] = registration
        self.birthday[new] = calendar_month
        self.births += registration.size

    def arrive(self):
        size = self.random.poisson(self.base * self.arrivals / 12.0)
        new = self.append(size)
        cell = self.random.choice(SEXES * AGES, size, p=self.arrival_share)
        self.sex[new], self.age[new] = cell // AGES, cell % AGES
        self.care[new] = NONE
        self.registration[new] = self.random.random(size) >= NONLOCAL_SHARE
        self.birthday[new] = self.random.integers(0, 12, size)
        self.arrived += size

    def tally(self):
        """Residents by age, sex and care: once a year, as Linli's results have them."""
        total = np.zeros(CELLS, np.int64)
        for first in range(0, self.count, self.block_size):
            rows = slice(first, min(first + self.block_size, self.count))
            cell = self.care[rows].astype(np.uint16)
            cell <<= 8
            cell |= self.sex[rows].astype(np.uint16) << 7
            cell |= self.age[rows]
            total += np.bincount(cell, minlength=CELLS)
        return total


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--residents", type=int, default=1_000_000)
    parser.add_argument("--months", type=int, default=26)
    parser.add_argument("--block", type=int, default=BLOCK)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rates", default="scenarios/data/demography")
    parser.add_argument("--ages", default="scenarios/cities/guangzhou/age_profile.csv")
    asked = parser.parse_args()
    rates = Rates(pathlib.Path(asked.rates))
    ages = np.array([[float(row["male"]), float(row["female"])]
                     for row in rows(pathlib.Path(asked.ages))][:AGES]).T
    city = City(asked.residents, rates, ages, asked.seed, asked.block)
    from_month = 2020 * 12 + 10
    resident_months, started = 0, time.process_time()
    for month in range(from_month, from_month + asked.months):
        city.step(month)
        resident_months += city.count
        if month % 12 == 11:
            city.tally()
    seconds = time.process_time() - started
    print(f"months={asked.months} resident_months={resident_months} seconds={seconds:.4f} "
          f"ns_per_resident_month={seconds / resident_months * 1e9:.3f} "
          f"births={city.births} deaths={city.deaths} left={city.left} "
          f"arrived={city.arrived} residents={city.count}")


if __name__ == "__main__":
    main()
