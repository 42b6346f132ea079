/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What a run will take of the machine, told before it starts. */
#ifndef LINLI_RUN_ESTIMATE_H
#define LINLI_RUN_ESTIMATE_H

#include "io/result.h"
#include "run/study.h"

struct estimate {
    int communities, rim; /* reported, and simulated around them */
    int64_t residents;    /* of both, at the start */
    int rows, months;
    int jobs, threads;   /* rows at a time; threads of each */
    int64_t memory;      /* bytes, of all jobs */
    int64_t memory_free; /* bytes this process may still take, or -1: not known */
    int64_t disk;   /* bytes while the rows are put together; the file is smaller */
    double seconds; /* on a machine that does nothing else */
};

/* Fills all of it. `study` is open, `layout` made of it; `jobs` and `threads` as in the
 * estimate. */
void estimate_make(const struct study *study, const struct result_layout *layout,
                   int jobs, int threads, struct estimate *estimate);
/* Fails with MEMORY_SHORT when the residents do not fit. */
int estimate_check_memory(const struct estimate *estimate,
                          struct error *err) MUST_CHECK;
/* Fails with PLACE_SMALL when the rows of `out` that are still to be written do not fit
 * beside it; `finished` of them are there. */
int estimate_check_disk(const struct estimate *estimate, const char *out, int finished,
                        struct error *err) MUST_CHECK;
/* Writes bytes for people: "1.25 GB". Returns `text`. */
char *estimate_bytes(int64_t bytes, char text[16]);

#endif
