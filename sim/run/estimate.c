/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Estimates from the plan of the population. Memory is told from above, so that what is
 * let through does not die of it later; the sizes of the series on the disk are exact. */
#include "run/estimate.h"

#include "io/part.h"
#include "io/place.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Measured (docs/BENCHMARKS.md), in bytes: a resident with its share of a household,
 * more for the largest community, whose block is copied while it grows; a community
 * without its residents; a job; the program with the tables of rates. */
static const int64_t BYTES_RESIDENT = 56, BYTES_LARGEST = 32, BYTES_COMMUNITY = 8192,
                     BYTES_JOB = INT64_C(4) << 20, BYTES_PROGRAM = INT64_C(24) << 20;
/* Measured too, with one thread. */
static const double SECONDS_RESIDENT = 4e-7, SECONDS_RESIDENT_MONTH = 1.5e-8,
                    SECONDS_MONTH = 1e-4;
/* The same of services: ties, offers and hearing, and what is asked in a month (1.17 GB at
 * the peak of all Guangzhou, without books); the books of a site, its rooms and its
 * operator; the supply of the whole city; a month, and the first, in which everybody
 * chooses. */
static const int64_t BYTES_RESIDENT_SERVICES = 12, BYTES_SITE_BOOKS = 12000,
                     BYTES_PROGRAM_SERVICES = INT64_C(24) << 20;
static const double SECONDS_RESIDENT_MONTH_SERVICES = 8e-8,
                    SECONDS_RESIDENT_SERVICES = 5e-7;
/* Part files hold numbers as they are; the results file, which lies beside them for a
 * moment, holds them and the inputs packed. What stands around them is fixed. */
static const double PACKED = 0.5, BYTES_FRAME = 2e5;

static int64_t count_people(const struct community_plan *plan)
{
    int64_t people = 0;
    for (int s = 0; s < SEXES; s++)
        for (int a = 0; a < AGES; a++)
            people += plan->people[s][a];
    return people;
}

/* Bytes of one finished part. */
static int64_t part_bytes(const struct result_layout *layout, int64_t residents)
{
    int64_t bytes =
        sizeof(struct part_header) + sizeof(struct part_chunk) + DIGEST_SIZE;
    for (enum series series = 0; series < SERIES_COUNT; series++) {
        const int64_t element = series_info[series].type == SERIES_INT32 ? 4 : 8;
        const int64_t period = result_period_size(layout, series) * element;
        bytes += part_periods(layout, series) *
                 (period + -period % 8 + (int64_t)sizeof(struct part_chunk));
    }
    const double records = (double)residents * layout->scenario->panel_share;
    return bytes + (int64_t)(records * layout->years) * (int64_t)part_panel_bytes();
}

static double input_bytes(const struct inputs *inputs)
{
    double bytes = 0;
    for (size_t i = 0; i < inputs->count; i++)
        bytes += (double)inputs->files[i].size;
    return bytes;
}

/* Number of kB behind the name in /proc/meminfo or a file like it, in bytes, or -1. */
static int64_t read_kilobytes(const char *path, const char *name)
{
    char line[256];
    int64_t value = -1;
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return -1;
    while (value < 0 && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, name, strlen(name)) == 0 &&
            sscanf(line + strlen(name), " %" SCNd64 " kB", &value) == 1)
            value *= 1024;
    fclose(file);
    return value;
}

/* What the machine has, and what `ulimit -v` leaves of it. */
static int64_t memory_free(void)
{
    struct rlimit limit;
    int64_t available = read_kilobytes("/proc/meminfo", "MemAvailable:");
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return available;
    int64_t used = read_kilobytes("/proc/self/status", "VmSize:");
    if (used < 0)
        used = 0;
    const int64_t allowed =
        (int64_t)(limit.rlim_cur < (rlim_t)INT64_MAX ? limit.rlim_cur
                                                     : (rlim_t)INT64_MAX);
    const int64_t left = allowed > used ? allowed - used : 0;
    return available < 0 || left < available ? left : available;
}

void estimate_make(const struct study *study, const struct result_layout *layout,
                   int jobs, int threads, struct estimate *estimate)
{
    const int communities = study->city.community_count;
    int64_t residents = 0, largest = 0;
    for (int c = 0; c < communities; c++) {
        const int64_t people = count_people(&study->plans[c]);
        residents += people;
        largest = people > largest ? people : largest;
    }
    const int64_t part = part_bytes(layout, residents);
    const bool services = study->catalogue != NULL;
    const double once = SECONDS_RESIDENT + (services ? SECONDS_RESIDENT_SERVICES : 0.0);
    const double monthly =
        SECONDS_RESIDENT_MONTH + (services ? SECONDS_RESIDENT_MONTH_SERVICES : 0.0);
    const int64_t bytes = BYTES_RESIDENT + (services ? BYTES_RESIDENT_SERVICES : 0);
    const int64_t books =
        study->costs != NULL ? study->supply.site_count * BYTES_SITE_BOOKS : 0;
    const double alone = (double)residents * (once + monthly * layout->months) +
                         SECONDS_MONTH * layout->months;
    const int waves = (layout->rows + jobs - 1) / jobs;
    *estimate = (struct estimate){
        .communities = study->chosen,
        .rim = study->rim,
        .residents = residents,
        .rows = layout->rows,
        .months = layout->months,
        .jobs = jobs,
        .threads = threads,
        .memory = BYTES_PROGRAM + (services ? BYTES_PROGRAM_SERVICES : 0) +
                  jobs * (BYTES_JOB + bytes * residents + BYTES_LARGEST * largest +
                          BYTES_COMMUNITY * communities + books),
        .memory_free = memory_free(),
        .disk = (int64_t)((double)(part * layout->rows) * (1 + PACKED) +
                          input_bytes(layout->inputs) * PACKED + BYTES_FRAME),
        .seconds = alone / threads * waves,
    };
}

char *estimate_bytes(int64_t bytes, char text[16])
{
    static const double KB = 1e3, MB = 1e6, GB = 1e9, LARGE = 999.5;
    const double size = (double)bytes;
    if (size >= LARGE * MB)
        snprintf(text, 16, "%.2f GB", size / GB < 1e9 ? size / GB : 1e9);
    else if (size >= LARGE * KB)
        snprintf(text, 16, "%.1f MB", size / MB);
    else
        snprintf(text, 16, "%.1f kB", size / KB);
    return text;
}

int estimate_check_memory(const struct estimate *estimate, struct error *err)
{
    char needed[16], left[16];
    if (estimate->memory_free < 0 || estimate->memory <= estimate->memory_free)
        return 0;
    return error_set(err, MESSAGE_MEMORY_SHORT, (long long)estimate->residents,
                     estimate->jobs, estimate_bytes(estimate->memory, needed),
                     estimate_bytes(estimate->memory_free, left));
}

int estimate_check_disk(const struct estimate *estimate, const char *out, int finished,
                        struct error *err)
{
    char needed[16], left[16];
    const int64_t room = place_free(out);
    const int rows = finished < estimate->rows ? estimate->rows - finished : 0;
    const int64_t wanted = estimate->disk / estimate->rows * rows;
    if (room < 0 || wanted <= room)
        return 0;
    return error_set(err, MESSAGE_PLACE_SMALL, estimate_bytes(wanted, needed),
                     estimate_bytes(room, left), out);
}
