#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright the Linli authors
#
# Every reader of HDF5 and netCDF-4 must see the same in our results files: ncdump,
# h5dump, netCDF4, h5py, xarray with both engines; also behind the name .nc.
#
# Usage: tests/readers.sh [FILE...]; without a file the made-up ones of test_result and
# test_result_services and test_result_books are taken. BUILD: folder of the build (default build). PYTHON: a
# Python with xarray, h5netcdf, netCDF4 and h5py.
set -eu

BUILD=${BUILD:-build}
PYTHON=${PYTHON:-/usr/bin/python3}

for tool in ncdump h5dump; do
    if ! command -v "$tool" >/dev/null; then
        echo "readers.sh: no $tool; install netcdf-bin and hdf5-tools" >&2
        exit 77
    fi
done
if ! "$PYTHON" -c 'import xarray, h5netcdf, netCDF4, h5py' 2>/dev/null; then
    echo "readers.sh: $PYTHON lacks xarray, h5netcdf, netCDF4 or h5py" >&2
    exit 77
fi

if [ $# -gt 0 ]; then
    exec "$PYTHON" "$(dirname "$0")/readers.py" "$@"
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
"$BUILD/tests/test_result" --write "$folder/sample.h5"
cp "$folder/sample.h5" "$folder/sample.nc"
"$BUILD/tests/test_result_services" --write "$folder/services.h5"
"$BUILD/tests/test_result_books" --write "$folder/books.h5"
"$PYTHON" "$(dirname "$0")/readers.py" "$folder/sample.h5" "$folder/sample.nc" \
    "$folder/services.h5" "$folder/books.h5"
