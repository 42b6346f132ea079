#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
# Copyright the Linli authors
#
# Looks into results files and damages them, for tests of the command line:
#
#   results.py damage LINLI FILE COUNT    COUNT copies with a bit flipped or cut short
#   results.py schema FILE VERSION        gives the seal another schema version
#   results.py change FILE SERIES INDEX   adds 1 to an element and seals the file again
#   results.py same-row A B ROW           whether row ROW is the same in both
#   results.py same A B                   whether all series are the same
#   results.py panel FILE ROW             id, year, community, age of the row's panel
#   results.py visits FILE ROW PRODUCT    visits of a product, one month a line
#   results.py some FILE NAME             whether a series, payments of a purpose, or what
#                                         an account owes, is anywhere above zero
#   results.py terminal COMMAND...        runs with standard error on a terminal, prints
#                                         what came there
#   results.py years IN OUT FIRST LAST    the rows of a table of rates by year, repeated
#                                         in turn for the years FIRST to LAST
import csv
import hashlib
import os
import pty
import random
import re
import shutil
import subprocess
import sys
import tempfile

SEAL = re.compile(rb"\nLINLI-SEAL schema (\d+)\nbytes (\d+)\nsha256 ([0-9a-f]{64})\n"
                  rb"build ([^\n]*)\n")


def split_seal(path):
    """The HDF5 bytes and the build line of a sealed file."""
    with open(path, "rb") as stream:
        data = stream.read()
    length = int(data[-5:-1])
    found = SEAL.match(data[-length:])
    return data[:-length], found.group(4)


def write_sealed(path, body, build, schema=1):
    seal = (b"\nLINLI-SEAL schema %d\nbytes %d\nsha256 %s\nbuild %s\n"
            % (schema, len(body), hashlib.sha256(body).hexdigest().encode(), build))
    seal += b"check " + hashlib.sha256(seal).hexdigest().encode() + b"\n"
    seal += b"LINLI-SEAL-END %04d\n" % (len(seal) + len(b"LINLI-SEAL-END 0000\n"))
    with open(path, "wb") as stream:
        stream.write(body + seal)


def damaged(data, number, chance):
    """A copy with one bit flipped, or cut short; the places that matter most (both
    ends) come more often than others."""
    if number % 2:
        size = chance.choice([chance.randrange(len(data)), chance.randrange(2048),
                              len(data) - 1 - chance.randrange(400)])
        return data[:size], f"cut to {size} bytes"
    at = chance.choice([chance.randrange(len(data)), chance.randrange(2048),
                        len(data) - 1 - chance.randrange(300)])
    copy = bytearray(data)
    copy[at] ^= 1 << chance.randrange(8)
    return bytes(copy), f"a bit of byte {at} flipped"


def damage(linli, path, count):
    """Every damaged copy is refused by info and, in turn, reproduce: with one of the
    messages for it, in no time, and without a crash."""
    chance = random.Random(2385)
    with open(path, "rb") as stream:
        data = stream.read()
    problems = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, "damaged.h5")
        for number in range(int(count)):
            content, what = damaged(data, number, chance)
            with open(copy, "wb") as stream:
                stream.write(content)
            command = "reproduce" if number % 10 == 9 else "info"
            done = subprocess.run([linli, command, copy], capture_output=True,
                                  timeout=10, check=False)
            told = re.search(rb"R10[1-5]: .*(run its scenario again|give a file)",
                             done.stderr)
            if done.returncode not in (66, 74) or not told or done.stdout:
                print(f"{command}, {what}: status {done.returncode}, {done.stderr[:200]}")
                problems += 1
    return problems


def change(path, series, index, value=None):
    """Adds one to an element, or gives it a value, and seals the file again."""
    import h5py

    body, build = split_seal(path)
    with open(path, "wb") as stream:
        stream.write(body)
    with h5py.File(path, "r+") as file:
        at = tuple(int(part) for part in index.split(","))
        file[series][at] = file[series][at] + 1 if value is None else float(value)
    with open(path, "rb") as stream:
        write_sealed(path, stream.read(), build)
    return 0


def attribute(path, name, value):
    """Gives the file another number in an attribute, sealed again."""
    import h5py

    body, build = split_seal(path)
    with open(path, "wb") as stream:
        stream.write(body)
    with h5py.File(path, "r+") as file:
        file.attrs.modify(name, int(value))
    with open(path, "rb") as stream:
        write_sealed(path, stream.read(), build)
    return 0


def series_of(file):
    """Names of the variables that have rows, of the root and of the panel."""
    import h5py

    names = []
    file.visititems(lambda name, item: names.append(name) if isinstance(
        item, h5py.Dataset) and "/" not in name and item.ndim >= 2 else None)
    return names


def same_row(one, two, row):
    """The series of one row, its seed and its panel."""
    import h5py
    import numpy

    problems = 0
    with h5py.File(one) as a, h5py.File(two) as b:
        if a["seed"][row] != b["seed"][row]:
            print("other seeds")
            return 1
        names = series_of(a)
        for name in names:
            if not numpy.array_equal(a[name][row], b[name][row],
                                     equal_nan=a[name].dtype.kind == "f"):
                print(f"{name} differs")
                problems += 1
        panels = [{key: item[...][file["panel/row"][...] == row]
                   for key, item in file["panel"].items()
                   if key != "row" and item.shape == file["panel/row"].shape}
                  for file in (a, b)]
        for key, column in panels[0].items():
            if len(column) == 0 or not numpy.array_equal(column, panels[1][key]):
                print(f"panel/{key} differs or is empty")
                problems += 1
        if len(names) < 10 or len(panels[0]) < 5:
            print(f"too little to compare: {names}, {list(panels[0])}")
            problems += 1
    return problems


def panel(path, row):
    import h5py

    with h5py.File(path) as file:
        columns = [file["panel"][name][...] for name in
                   ("row", "id", "year", "community", "age")]
        for record in zip(*columns):
            if record[0] == int(row):
                print(*record[1:])
    return 0


def visits(path, row, product):
    import h5py

    with h5py.File(path) as file:
        keys = [key.decode() if isinstance(key, bytes) else key
                for key in file["product"][...]]
        for served in file["visits"][int(row), :, keys.index(product)]:
            print(int(served))
    return 0


def some(path, name):
    import h5py

    with h5py.File(path) as file:
        for series, axis in (("money", "purpose"), ("account_arrears", "account")):
            names = [key.decode() for key in file[axis][...]]
            if name in names:
                data = file[series][..., names.index(name)]
                break
        else:
            data = file[name][...]
        return int(not (data > 0).any())


def same(one, two):
    import h5py

    with h5py.File(one) as a, h5py.File(two) as b:
        if len(a["row"]) != len(b["row"]):
            print("other numbers of rows")
            return 1
        rows = len(a["row"])
    return sum(same_row(one, two, row) for row in range(rows))


def terminal(command):
    """Standard error alone is a terminal; what comes there is printed as a Python text,
    then the exit status."""
    master, slave = pty.openpty()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdout=out, stderr=slave,
                                   stdin=subprocess.DEVNULL)
        os.close(slave)
        told = b""
        while True:
            try:
                more = os.read(master, 65536)
            except OSError:
                break
            if not more:
                break
            told += more
        status = process.wait()
        out.seek(0)
        print("stderr", repr(told.decode("utf-8", "replace")))
        print("stdout", repr(out.read().decode()))
    print("status", status)
    return 0


def years(source, target, first, last):
    with open(source, newline="", encoding="utf-8") as stream:
        lines = [line for line in stream if not line.startswith("#")]
    header, *rows = csv.reader(lines)
    column = header.index("year")
    known = sorted({int(row[column]) for row in rows})
    with open(target, "w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(header)
        for year in range(first, last + 1):
            like = str(known[(year - first) % len(known)])
            for row in rows:
                if row[column] == like:
                    out.writerow([*row[:column], year, *row[column + 1:]])
    return 0


def main():
    name, *given = sys.argv[1:]
    if name == "schema":
        body, build = split_seal(given[0])
        write_sealed(given[0], body, build, int(given[1]))
        return 0
    if name == "seal":
        shutil.copy(given[0], given[1])
        body, build = split_seal(given[0])
        write_sealed(given[1], body, build)
        return 0
    if name == "same-row":
        return int(same_row(given[0], given[1], int(given[2])) > 0)
    if name == "terminal":
        return terminal(given)
    if name == "years":
        return years(given[0], given[1], int(given[2]), int(given[3]))
    return int({"damage": damage, "change": change, "same": same,
                "attribute": attribute, "panel": panel, "some": some,
                "visits": visits}[name](*given) > 0)


if __name__ == "__main__":
    sys.exit(main())
