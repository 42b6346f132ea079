# SPDX-License-Identifier: Apache-2.0
# Copyright the Linli authors

"""Checks that every reader of HDF5 and netCDF-4 sees the same in a results file.

Usage: readers.py FILE...; exits with 1 and says what differs.
"""

import subprocess
import sys

import h5py
import netCDF4
import numpy as np
import xarray as xr

failures = []


def check(condition, text):
    if not condition:
        failures.append(text)
        print("  NO:", text)


def same(a, b):
    """Equal values, also where they are missing or texts."""
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape:
        return False
    if a.dtype.kind == "f":
        return bool(np.array_equal(a, b, equal_nan=True))
    return bool(np.array_equal(a, b))


def text(value):
    """h5py gives texts as bytes."""
    if isinstance(value, bytes):
        return np.array(value.decode(), dtype=object)
    value = np.asarray(value)
    if value.dtype.kind == "O":
        return np.array([v.decode() if isinstance(v, bytes) else v
                         for v in value.ravel()], dtype=object).reshape(value.shape)
    return value


def open_xarray(path, engine, group=None):
    return xr.open_dataset(path, engine=engine, group=group, decode_times=False)


def check_group(path, plain, group):
    """xarray by both engines, netCDF4 and h5py against each other."""
    where = group or "/"
    with open_xarray(path, "netcdf4", group) as a, \
            open_xarray(path, "h5netcdf", group) as b, \
            netCDF4.Dataset(path) as c:
        check(set(a.variables) == set(b.variables), f"{where}: same variables")
        check(dict(a.sizes) == dict(b.sizes), f"{where}: same dimensions")
        check(not any(str(d).startswith("phony") for d in a.sizes),
              f"{where}: all dimensions named")
        check("coordinates" not in a.attrs, f"{where}: coordinates taken up")
        for name in a.variables:
            one, two = a[name], b[name]
            raw = plain[f"{where.rstrip('/')}/{name}"]
            check(one.dims == two.dims, f"{name}: same dimensions")
            check(one.dtype.kind == two.dtype.kind, f"{name}: same kind of type")
            check(same(one.values, two.values), f"{name}: same values in xarray")
            check(same(text(raw[()]), one.values.astype(object)
                       if raw.dtype.kind == "O" else one.values),
                  f"{name}: same values in h5py")
            check(one.attrs.keys() == two.attrs.keys(), f"{name}: same attributes")
            for key in one.attrs:
                check(np.array_equal(one.attrs[key], two.attrs[key]),
                      f"{name}:{key}: same attribute")
            variable = (c[group] if group else c).variables[name]
            check(variable.dimensions == one.dims, f"{name}: same in netCDF4")
            check("long_name" in one.attrs or "path" in one.attrs,
                  f"{name}: described")
            kind = one.values.dtype.kind
            check(kind != "f" or raw.dtype.kind == "f", f"{name}: integers stay whole")


def check_root(path):
    with open_xarray(path, "netcdf4") as data:
        check(data.attrs["Conventions"] == "CF-1.10", "Conventions")
        check(any("\u4e00" <= c <= "\u9fff" for c in data["sex_zh"].values[1]),
              "Chinese labels")
        check(list(data["sex"].values) == ["male", "female"], "labels")
        check("community_name" in data["residents"].coords, "coordinates of series")
        for name in ("draw", "seed", "scenario"):
            check(name in data["residents"].coords, f"{name} is a coordinate")
        one = data["residents"].sel(sex="female", care="severe").isel(row=0, year=-1)
        check(one.dims == ("community", "age_group", "registration"), "selection")
        check(data["residents"].dims[:3] == ("row", "year", "community"), "row first")
        check(data["residents"].attrs["cell_methods"] == "time: point", "stock")
        check(data["total_events"].attrs["cell_methods"] == "time: sum", "flow")
        joined = xr.concat([data.isel(row=[0])] * 2, dim="scenario")
        check(joined.sizes["scenario"] == 2, "scenarios can be put side by side")


def check_services(path):
    """Series of services are selected by name, or are not there at all."""
    with open_xarray(path, "netcdf4") as data:
        served = [v for v in data.variables if "product" in data[v].dims]
        if "product" not in data.sizes:
            check(not served and "group" not in data.sizes, "no trace of services")
            return
        check(data["waterfall"].dims == ("row", "year", "product", "group", "outcome"),
              "waterfall's dimensions")
        check("product_name_zh" in data["need"].coords, "names come along")
        one = data["need"].sel(product=data["product"].values[0], group="age_0-2")
        check(one.dims == ("row", "year"), "a product and group by name")
        check(data["reach"].sel(minutes=15).dims == ("row", "year", "product", "group"),
              "reach by minutes")
        by = data["need"].sel(group="all").groupby("product_service").sum()
        check(set(by["product_service"].values) == set(data["service"].values),
              "products sum to services")
        check(data["waiting"].attrs["cell_methods"] == "time: point", "waiting list")
        check(data["fees"].attrs["units"] == "yuan", "unit of fees")


def check_books(path):
    """Who pays whom is a matrix by name; long tables join by position."""
    with open_xarray(path, "netcdf4") as data:
        if "payer" not in data.sizes:
            check("operator_kind" not in data.sizes, "no trace of books")
            return
        check(data["money"].dims == ("row", "year", "payer", "payee", "purpose"),
              "the matrix of payments")
        year = data["money"].isel(row=0, year=0)
        matrix = year.sum("purpose").to_pandas()
        check(matrix.loc["users_q1", "operator"] ==
              float(year.sel(payer="users_q1", payee="operator").sum()), "by name")
        check("payer_zh" in data["money"].coords, "Chinese names of accounts come along")
        check(data["money"].attrs["cell_methods"] == "time: sum", "payments add up")
        check("trade_name" in data["jobs"].coords, "names of trades come along")
        accounts = data.sizes["account"]
    with open_xarray(path, "netcdf4", "flows") as flows:
        check(set(flows.dims) == {"record"}, "one record a flow")
        check(flows["fen"].dtype == "int64", "fen are whole")
        check(flows["payer"].attrs["position_along"] == "/account", "what payers are")
        check(len(flows.to_dataframe()) == flows.sizes["record"] and accounts > 0,
              "flows as a table")
    with open_xarray(path, "netcdf4", "facility_books") as books:
        check("fees" in books and "rent" in books, "lines of books are columns")


def run(*command):
    """Standard output of a command that must not fail."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    check(done.returncode == 0, " ".join(command))
    return done.stdout


def check_commands(path):
    header = run("ncdump", "-h", path)
    for word in ("residents(row, year, community, age_group, sex, registration, care)",
                 "group: provenance", "scenario_yaml", ":units = ", "long_name_zh"):
        check(word in header, f"ncdump shows {word}")
    check("phony" not in header, "ncdump: all dimensions named")
    run("ncdump", "-v", "community_name,total_fertility,draw", path)
    check("H5T_CSET_UTF8" in run("h5dump", "-d", "/sex_zh", path), "h5dump: UTF-8")
    check("FILE_CONTENTS" in run("h5dump", "-n", path), "h5dump")


def check_storage(plain):
    """What the recipe forbids or asks for."""
    def visit(name, thing):
        if not isinstance(thing, h5py.Dataset):
            return
        check(thing.dtype.kind in "iufO", f"{name}: no enum, compound or fixed text")
        check(thing.compression in (None, "gzip"), f"{name}: deflate only")
        check(("_FillValue" in thing.attrs) == (thing.dtype.kind == "f"),
              f"{name}: _FillValue on doubles only")
        if not h5py.h5ds.is_scale(thing.id):
            check(all(len(d) == 1 for d in thing.dims), f"{name}: scales attached")
        if thing.chunks and thing.ndim > 1:
            check(thing.chunks[0] == 1, f"{name}: one row a chunk")
        if thing.chunks:
            size = thing.dtype.itemsize * int(np.prod(thing.chunks))
            check(size <= 3 << 20, f"{name}: chunks of about 1 MB")
    plain.visititems(visit)


def main(paths):
    for path in paths:
        print(path)
        with h5py.File(path, "r") as plain:
            check_storage(plain)
            check_group(path, plain, None)
            check_group(path, plain, "provenance")
            check_group(path, plain, "provenance/inputs")
            for group in ("panel", "flows", "operators", "facilities",
                          "operator_books", "facility_books"):
                if group in plain:
                    check_group(path, plain, group)
            yaml = plain["provenance/scenario_yaml"][()].decode()
            held = {f.attrs["path"]: f for f in plain["provenance/inputs"].values()
                    if "path" in f.attrs}
            scenario = held[plain["provenance/scenario_path"][()].decode()]
            check(scenario[:scenario.attrs["size"]].tobytes().decode() == yaml,
                  "the scenario verbatim")
        check_root(path)
        check_services(path)
        check_books(path)
        check_commands(path)
    print("failures:", len(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
