# SPDX-License-Identifier: Apache-2.0
# Copyright the Linli authors
#
# Linli: build, tests, checks. `make run` and `make check` install what is missing;
# every other target asks for what scripts/setup --tests installs. `make help` lists them.

# release: what users run. debug: laws checked after each step. tests: the same, but
# fast enough for populations. Each has its own folder, as objects do not mix.
MODE     ?= release
BUILD    ?= build$(if $(filter-out release,$(MODE)),/$(MODE))
CC       := $(if $(filter default,$(origin CC)),gcc,$(CC))
JOBS     ?= $(shell nproc 2>/dev/null || echo 2)
FUZZ_SECONDS ?= 60

OPT_release := -O3
OPT_debug   := -O1 -g -DLINLI_LAWS=1
OPT_tests   := -O2 -g -DLINLI_LAWS=1
OPT      ?= $(OPT_$(MODE))

# Debian has a serial and an MPI build of HDF5 side by side; ask for the serial one
# first. Its folder, which pkg-config names, holds hdf5_hl under its plain name; where
# HDF5 has a folder of its own but no such link, the name carries the suffix.
PKG_HDF5 := $(shell pkg-config --exists hdf5-serial 2>/dev/null && echo hdf5-serial || echo hdf5)
HDF5_LIBS := $(shell pkg-config --libs $(PKG_HDF5) 2>/dev/null)
HDF5_HL  := $(if $(wildcard $(addsuffix /libhdf5_hl.*,$(patsubst -L%,%,$(filter -L%,$(HDF5_LIBS))))),hdf5_hl,$(if $(filter hdf5-serial,$(PKG_HDF5)),hdf5_serial_hl,hdf5_hl))
PKGS     := gsl yaml-0.1 sleef nettle jansson

# -ffp-contract=off: a fused multiply-add rounds once where two instructions round
# twice, and results must not depend on the machine having one.
CFLAGS_ALL = -std=gnu11 $(OPT) -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion \
             -Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror=implicit -fopenmp \
             -ffp-contract=off -D_GNU_SOURCE -Isim -Itests -I. \
             $(if $(findstring clang,$(CC)),-Wno-pass-failed) \
             $(shell pkg-config --cflags $(PKGS) $(PKG_HDF5) 2>/dev/null) $(CFLAGS)
LIBS     = -l$(HDF5_HL) $(HDF5_LIBS) $(shell pkg-config --libs $(PKGS) 2>/dev/null) \
           -lcsv -lunistring -lm $(LDFLAGS)

LAYERS   := core param state policy process observe cycle io run
SIM      := $(wildcard $(LAYERS:%=sim/%/*.c)) $(wildcard analysis/*.c)
CLI      := $(wildcard sim/cli/*.c)
OBJ_SIM  := $(SIM:%.c=$(BUILD)/%.o)
OBJ_CLI  := $(CLI:%.c=$(BUILD)/%.o)
SUPPORT  := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/support/*.c))
TESTS    := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/test_*.c))
BENCHES  := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/bench/*.c))
VALIDATE := $(BUILD)/tests/validation/validate_population
FUZZERS  := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/fuzz/fuzz_*.c))

all: $(BUILD)/linli
objects: $(OBJ_SIM) $(OBJ_CLI)
tests: $(TESTS)

$(BUILD)/linli: $(OBJ_CLI) $(BUILD)/liblinli.a
	$(CC) $(CFLAGS_ALL) -o $@ $^ $(LIBS)

# An archive, so that a test links only what it calls. It is made afresh: a file taken
# out of the sources must not live on in it.
$(BUILD)/liblinli.a: $(OBJ_SIM)
	@mkdir -p $(@D)
	@rm -f $@
	ar rcs $@ $^

# Routines for one set of instructions, chosen at run time (core/stream.h).
$(BUILD)/sim/core/stream_sse2.o:   CFLAGS_ALL += -msse2
$(BUILD)/sim/core/stream_avx2.o:   CFLAGS_ALL += -mavx2
$(BUILD)/sim/core/stream_avx512.o: CFLAGS_ALL += -mavx512f -mavx512bw -mavx512dq -mavx512vl

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

# What one test needs beyond the rest goes into LDFLAGS_test_x.
# tests/support/fail_malloc.h takes the place of these.
FAIL_MALLOC := malloc calloc realloc reallocarray aligned_alloc strdup strndup asprintf \
               mmap open_memstream free
LDFLAGS_test_memory := $(FAIL_MALLOC:%=-Wl,--wrap=%)
LDFLAGS_test_memory_analysis := $(LDFLAGS_test_memory)
$(BUILD)/tests/test_%: tests/test_%.c $(SUPPORT) $(BUILD)/liblinli.a Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -MMD -MP -MF $@.d -o $@ $< $(SUPPORT) $(BUILD)/liblinli.a \
	    $(LDFLAGS_test_$*) -lcmocka $(LIBS)

$(BUILD)/tests/bench/%: tests/bench/%.c $(BUILD)/liblinli.a Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -MMD -MP -MF $@.d -o $@ $< $(BUILD)/liblinli.a $(LIBS)

$(VALIDATE): $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/validation/*.c)) $(BUILD)/liblinli.a
	$(CC) $(CFLAGS_ALL) -o $@ $^ $(LIBS)

$(BUILD)/tests/fuzz/fuzz_%: tests/fuzz/fuzz_%.c $(BUILD)/liblinli.a Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -fsanitize=fuzzer -MMD -MP -MF $@.d -o $@ $< \
	    $(BUILD)/liblinli.a $(LIBS)

-include $(OBJ_SIM:.o=.d) $(OBJ_CLI:.o=.d) $(SUPPORT:.o=.d)
-include $(addsuffix .d,$(TESTS) $(BENCHES) $(FUZZERS))
-include $(wildcard $(BUILD)/tests/validation/*.d)

# --- what a user types -----------------------------------------------------------------

# Five rows, the least that an interval needs, of the first years: some minutes on two
# cores. RUN_FLAGS= (empty) runs one row to the end of 2040.
RUN_FLAGS ?= --rows 5 --set until=2026-12 --set 'rim=0.3 km'

# make is called again after installing, because what pkg-config knows has changed.
run:
	@scripts/setup
	@$(MAKE) --no-print-directory -j$(JOBS) $(BUILD)/linli
	@mkdir -p results
	$(BUILD)/linli run scenarios/yuexiu.yaml -o results/yuexiu.h5 --force $(RUN_FLAGS)
	$(BUILD)/linli run scenarios/yuexiu-affordable.yaml -o results/yuexiu-affordable.h5 \
	    --force $(RUN_FLAGS)
	$(BUILD)/linli compare results/yuexiu.h5 results/yuexiu-affordable.h5 \
	    -o results/affordable --force

setup:
	@scripts/setup

check:
	@scripts/setup --tests
	@MAKE="$(MAKE)" JOBS=$(JOBS) scripts/check $(BUILD)

help:
	@echo "make run      install what is missing, build, compare two scenarios of Yuexiu"
	@echo "make check    install what is missing, build, run every test and check"
	@echo "make          build $(BUILD)/linli (MODE=debug: laws checked after each step)"
	@echo "make bench    measure, write docs/BENCHMARKS.md"
	@echo "make validation  population and demography beside their sources: docs/VALIDATION.md"
	@echo "make signs    which way policies move indicators in three districts: docs/SIGNS.md"
	@echo "make repeat   same bytes over compilers, threads, processors, kill and resume"
	@echo "make san      every test under the address and undefined-behaviour sanitizers"
	@echo "make race     tests and a run under the thread sanitizer"
	@echo "make fuzz     every fuzz target for FUZZ_SECONDS ($(FUZZ_SECONDS)) seconds"
	@echo "make format   lay out the C files;  make docs  generate the generated pages"
	@echo "make clean    remove $(BUILD)/"

# --- deeper checks: what does not build is told, and counts as failed -------------------

SAN_FLAGS := -fsanitize=address,undefined -fno-sanitize-recover=undefined \
             -fno-omit-frame-pointer
san:
	-@$(MAKE) --no-print-directory -s -k -j$(JOBS) BUILD=$(BUILD)/san MODE=debug \
	    CFLAGS="$(SAN_FLAGS)" all tests
	@ASAN_OPTIONS=detect_stack_use_after_return=1:allocator_may_return_null=1 \
	    UBSAN_OPTIONS=print_stacktrace=1 TEST_SECONDS=1800 scripts/check-tests $(BUILD)/san

# gcc's OpenMP runtime hides its barriers from the thread sanitizer, which then reports
# races that are none. clang's tells it, through libarcher (scripts/race).
race:
	-@$(MAKE) --no-print-directory -s -k -j$(JOBS) BUILD=$(BUILD)/race CC=clang MODE=debug \
	    CFLAGS="-fsanitize=thread" all tests
	@scripts/race $(BUILD)/race

fuzz:
	@$(MAKE) --no-print-directory -s -j$(JOBS) BUILD=$(BUILD)/fuzz CC=clang MODE=debug \
	    CFLAGS="-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined" \
	    fuzzers
	@scripts/fuzz $(BUILD)/fuzz $(FUZZ_SECONDS)
fuzzers: $(FUZZERS)

repeat:
	@MAKE="$(MAKE)" JOBS=$(JOBS) scripts/repeat $(BUILD)/repeat

bench: $(BUILD)/linli $(BENCHES)
	@OMP_WAIT_POLICY=passive scripts/bench --build $(BUILD) $(BENCH_FLAGS)

# Some ten minutes on two cores.
SIGNS_FLAGS ?= 越秀区 南沙区 从化区
signs: $(BUILD)/linli
	@scripts/signs $(SIGNS_FLAGS)

# A minute and 2 GB: no part of `make check`, which only compiles it.
validation: $(VALIDATE)
	@OMP_WAIT_POLICY=passive $(VALIDATE) >$(BUILD)/VALIDATION.md
	@mv $(BUILD)/VALIDATION.md docs/VALIDATION.md && echo docs/VALIDATION.md

docs: $(BUILD)/linli
	@scripts/docs $(BUILD)/linli

format:
	clang-format -i $(shell find sim analysis tests -name '*.[ch]')

clean:
	rm -rf $(BUILD)

.PHONY: all objects tests setup run check help san race fuzz fuzzers repeat bench signs validation docs format clean
.DELETE_ON_ERROR:
