/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What memory gives on this machine: the streaming triad a = b + s * c of McCalpin
 * (1995), and a plain read, over arrays far larger than any cache. The cost of a month
 * is reported in passes over the residents' bytes at this speed.
 *
 *   triad [MIB per array] [repetitions]
 *
 * Prints one line a kernel and number of threads; GB/s are the median over the
 * repetitions, counting the bytes the program moves (24 per element of the triad), not
 * those a cache fetches before it writes. */
#include <omp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

enum { REPETITIONS_MOST = 101 };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Memory on huge pages where the machine has them; first touched by the threads that
 * will use it, as its pages lie near the core that touches them first. */
static double *array(size_t count, double value)
{
    enum { HUGE_PAGE = 2 << 20 };
    double *memory = NULL;
    if (posix_memalign((void **)&memory, HUGE_PAGE, count * sizeof *memory) != 0)
        return NULL;
    (void)madvise(memory, count * sizeof *memory, MADV_HUGEPAGE);
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < count; i++)
        memory[i] = value;
    return memory;
}

static double triad(double *restrict a, const double *restrict b,
                    const double *restrict c, size_t count)
{
    const double started = now();
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < count; i++)
        a[i] = b[i] + 3.0 * c[i];
    return now() - started;
}

/* The sum is of integers, so that the compiler may use vectors for it. */
static double sweep(const double *memory, size_t count, uint64_t *sum)
{
    const uint64_t *words = (const void *)memory;
    uint64_t total = 0;
    const double started = now();
#pragma omp parallel for schedule(static) reduction(+ : total)
    for (size_t i = 0; i < count; i++)
        total += words[i];
    *sum += total;
    return now() - started;
}

static int ascending(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, ascending);
    return values[count / 2];
}

static int measure(size_t count, int repetitions, int threads)
{
    double triads[REPETITIONS_MOST], reads[REPETITIONS_MOST];
    uint64_t sum = 0;
    omp_set_num_threads(threads);
    double *a = array(count, 1.0), *b = array(count, 2.385), *c = array(count, 0.5);
    if (!a || !b || !c) {
        fprintf(stderr, "triad: no memory for three arrays of %zu bytes\n",
                count * sizeof *a);
        free(a);
        free(b);
        free(c);
        return 1;
    }
    for (int i = 0; i < repetitions; i++) {
        triads[i] = triad(a, b, c, count);
        reads[i] = sweep(b, count, &sum);
    }
    const double bytes = (double)count * sizeof *a;
    printf("kernel=triad threads=%d gb_per_s=%.2f\n", threads,
           3.0 * bytes / median(triads, repetitions) * 1e-9);
    printf("kernel=read threads=%d gb_per_s=%.2f check=%llx\n", threads,
           bytes / median(reads, repetitions) * 1e-9, (unsigned long long)sum);
    free(a);
    free(b);
    free(c);
    return 0;
}

int main(int argc, char **argv)
{
    const size_t mib = argc > 1 ? strtoul(argv[1], NULL, 10) : 512;
    int repetitions = argc > 2 ? atoi(argv[2]) : 11;
    if (mib < 1 || repetitions < 1 || repetitions > REPETITIONS_MOST) {
        fprintf(stderr, "usage: triad [MIB] [REPETITIONS up to %d]\n",
                REPETITIONS_MOST);
        return 64;
    }
    const size_t count = (mib << 20) / sizeof(double);
    return measure(count, repetitions, 1) || measure(count, repetitions, 2);
}
