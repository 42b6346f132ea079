/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Lets the n-th allocation of the program's own code fail, and knows what it has not
 * given back. Works by the linker's --wrap (see FAIL_MALLOC in the Makefile), so that
 * what libraries allocate inside themselves is left alone. For one file and one thread:
 * the state is that file's. */
#ifndef LINLI_TESTS_SUPPORT_FAIL_MALLOC_H
#define LINLI_TESTS_SUPPORT_FAIL_MALLOC_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* What is allocated and not yet freed: open addressing, NULL is empty. */
enum { FAIL_SLOTS = 1 << 18 };

static struct {
    int64_t count; /* allocations since fail_from was called */
    int64_t fails; /* the number that fails; 0: none */
    bool failed;   /* it did */
    void *live[FAIL_SLOTS];
    int64_t live_count;
} fail;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void *__real_mmap(void *at, size_t size, int protection, int flags, int file,
                  off_t offset);
FILE *__real_open_memstream(char **text, size_t *size);
void __real_free(void *memory);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void *__wrap_reallocarray(void *memory, size_t count, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t size);
int __wrap_asprintf(char **text, const char *format, ...);
void *__wrap_mmap(void *at, size_t size, int protection, int flags, int file,
                  off_t offset);
FILE *__wrap_open_memstream(char **text, size_t *size);
void __wrap_free(void *memory);

/* From now on allocation `number` fails, counted from 1; 0: none does. */
static inline void fail_from(int64_t number)
{
    fail.count = 0;
    fail.fails = number;
    fail.failed = false;
}

/* From now on none fails; `fail.failed` still tells whether one did. */
static inline void fail_stop(void)
{
    fail.fails = 0;
}

static inline bool fail_now(void)
{
    fail.failed |= ++fail.count == fail.fails;
    return fail.count == fail.fails;
}

static inline size_t fail_home(const void *memory)
{
    return ((uintptr_t)memory >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 46;
}

static inline size_t fail_slot(const void *memory)
{
    size_t s = fail_home(memory);
    while (fail.live[s] && fail.live[s] != memory)
        s = (s + 1) % FAIL_SLOTS;
    return s;
}

static inline void *fail_note(void *memory)
{
    if (memory) {
        fail.live[fail_slot(memory)] = memory;
        if (++fail.live_count > FAIL_SLOTS / 2)
            abort();
    }
    return memory;
}

/* Forgets memory about to be freed; that of libraries was never known. What follows in
 * the row of full slots moves up, so that it is still found. */
static inline void fail_forget(const void *memory)
{
    size_t hole = fail_slot(memory);
    if (!memory || !fail.live[hole])
        return;
    fail.live_count--;
    fail.live[hole] = NULL;
    for (size_t s = (hole + 1) % FAIL_SLOTS; fail.live[s]; s = (s + 1) % FAIL_SLOTS) {
        void *const other = fail.live[s];
        fail.live[s] = NULL;
        fail.live[fail_slot(other)] = other;
    }
}

void *__wrap_malloc(size_t size)
{
    return fail_now() ? NULL : fail_note(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fail_now() ? NULL : fail_note(__real_calloc(count, size));
}

void *__wrap_realloc(void *memory, size_t size)
{
    if (fail_now())
        return NULL;
    fail_forget(memory);
    void *const moved = __real_realloc(memory, size);
    fail_note(moved ? moved : memory);
    return moved;
}

void *__wrap_reallocarray(void *memory, size_t count, size_t size)
{
    return size > 0 && count > SIZE_MAX / size ? NULL
                                               : __wrap_realloc(memory, count * size);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    return fail_now() ? NULL : fail_note(__real_aligned_alloc(alignment, size));
}

char *__wrap_strdup(const char *text)
{
    return __wrap_strndup(text, strlen(text));
}

char *__wrap_strndup(const char *text, size_t size)
{
    const size_t length = strnlen(text, size);
    char *const copy = __wrap_malloc(length + 1);
    if (copy) {
        memcpy(copy, text, length);
        copy[length] = '\0';
    }
    return copy;
}

int __wrap_asprintf(char **text, const char *format, ...)
{
    va_list arguments;
    if (fail_now())
        return -1;
    va_start(arguments, format);
    const int length = vasprintf(text, format, arguments);
    va_end(arguments);
    if (length >= 0)
        fail_note(*text);
    return length;
}

void *__wrap_mmap(void *at, size_t size, int protection, int flags, int file,
                  off_t offset)
{
    return fail_now() ? MAP_FAILED
                      : __real_mmap(at, size, protection, flags, file, offset);
}

FILE *__wrap_open_memstream(char **text, size_t *size)
{
    return fail_now() ? NULL : __real_open_memstream(text, size);
}

void __wrap_free(void *memory)
{
    fail_forget(memory);
    __real_free(memory);
}

#endif
