/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Writes and checks the seal of a results file. Its last line tells the length of the
 * whole seal, so that it is found from the end. */
#include "io/seal.h"

#include <nettle/sha2.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The lines of the seal; the check is the SHA-256 of all that stands before its line. */
#define SEAL_BODY  "\nLINLI-SEAL schema %d\nbytes %" PRIu64 "\nsha256 %s\nbuild %s\n"
#define SEAL_CHECK "check "
#define SEAL_END   "LINLI-SEAL-END %04zu\n"
enum { SEAL_END_SIZE = sizeof "LINLI-SEAL-END 0000\n" - 1 };
enum { SEAL_CHECK_SIZE = sizeof SEAL_CHECK - 1 + DIGEST_TEXT - 1 + 1 };

static const uint8_t hdf5_magic[8] = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

#if defined(__clang__)
#define SEAL_COMPILER "clang " __clang_version__
#elif defined(__GNUC__)
#define SEAL_COMPILER "gcc " __VERSION__
#else
#define SEAL_COMPILER "unknown compiler"
#endif
#ifdef __OPTIMIZE__
#define SEAL_OPTIMISED ", optimised"
#else
#define SEAL_OPTIMISED ", not optimised"
#endif
#ifdef __AVX2__
#define SEAL_VECTOR ", avx2"
#else
#define SEAL_VECTOR ""
#endif
/* The build may say more with -DLINLI_BUILD='"flags"'. */
#ifdef LINLI_BUILD
#define SEAL_MORE ", " LINLI_BUILD
#else
#define SEAL_MORE ""
#endif

const char *seal_build(void)
{
    return SEAL_COMPILER SEAL_OPTIMISED SEAL_VECTOR SEAL_MORE;
}

/* SHA-256 of the first `bytes` bytes of an open file. */
static int hash_file(int handle, const char *path, uint64_t bytes,
                     uint8_t digest[DIGEST_SIZE], struct error *err)
{
    enum { BUFFER = 1 << 20 };
    struct sha256_ctx context;
    uint64_t done = 0;
    uint8_t *buffer = malloc(BUFFER);
    if (buffer == NULL)
        return error_set(err, MESSAGE_MEMORY, path);
    sha256_init(&context);
    while (done < bytes) {
        const uint64_t left = bytes - done;
        const ssize_t got =
            pread(handle, buffer, left < BUFFER ? left : BUFFER, (off_t)done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            free(buffer);
            return error_set(err, MESSAGE_FILE_READ, path,
                             got < 0 ? strerror(errno) : "it became shorter");
        }
        sha256_update(&context, (size_t)got, buffer);
        done += (uint64_t)got;
    }
    free(buffer);
    sha256_digest(&context, DIGEST_SIZE, digest);
    return 0;
}

/* Writes all of the seal at the offset `at`. */
static int write_at(int handle, const char *path, const char *text, size_t size,
                    uint64_t at, struct error *err)
{
    size_t done = 0;
    while (done < size) {
        const ssize_t put =
            pwrite(handle, text + done, size - done, (off_t)(at + done));
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return error_set(err, MESSAGE_FILE_WRITE, path, strerror(errno));
        done += (size_t)put;
    }
    if (fsync(handle) != 0)
        return error_set(err, MESSAGE_FILE_WRITE, path, strerror(errno));
    return 0;
}

/* The seal of `bytes` bytes with the digest; returns its length. */
static size_t compose(char text[SEAL_SIZE], uint64_t bytes,
                      const uint8_t digest[DIGEST_SIZE])
{
    char hex[DIGEST_TEXT], build[SEAL_BUILD];
    uint8_t check[DIGEST_SIZE];
    digest_text(digest, hex);
    snprintf(build, sizeof build, "%s", seal_build());
    const size_t body =
        (size_t)snprintf(text, SEAL_SIZE, SEAL_BODY, RESULT_SCHEMA, bytes, hex, build);
    digest_bytes(text, body, check);
    digest_text(check, hex);
    const size_t length = body + SEAL_CHECK_SIZE + SEAL_END_SIZE;
    snprintf(text + body, SEAL_SIZE - body, SEAL_CHECK "%s\n" SEAL_END, hex, length);
    return length;
}

int seal_write(const char *path, struct error *err)
{
    uint8_t digest[DIGEST_SIZE];
    struct stat status;
    char text[SEAL_SIZE];
    const int handle = open(path, O_RDWR | O_CLOEXEC);
    if (handle < 0)
        return error_set(err, MESSAGE_FILE_WRITE, path, strerror(errno));
    int result = -1;
    if (fstat(handle, &status) != 0) {
        error_set(err, MESSAGE_FILE_READ, path, strerror(errno));
    } else if (hash_file(handle, path, (uint64_t)status.st_size, digest, err) == 0) {
        const size_t size = compose(text, (uint64_t)status.st_size, digest);
        result = write_at(handle, path, text, size, (uint64_t)status.st_size, err);
    }
    close(handle);
    return result;
}

/* Reads 64 hex digits. */
static bool read_digest(const char *hex, uint8_t digest[DIGEST_SIZE])
{
    for (int i = 0; i < DIGEST_SIZE; i++) {
        unsigned byte;
        if (sscanf(hex + (ptrdiff_t)2 * i, "%2x", &byte) != 1)
            return false;
        digest[i] = (uint8_t)byte;
    }
    return true;
}

/* Where the seal starts in the tail, or NULL. */
static const char *find_seal(const char *tail, size_t size, size_t *length)
{
    if (size < SEAL_END_SIZE + SEAL_CHECK_SIZE)
        return NULL;
    if (sscanf(tail + size - SEAL_END_SIZE, "LINLI-SEAL-END %4zu", length) != 1 ||
        *length > size || *length < SEAL_END_SIZE + SEAL_CHECK_SIZE ||
        tail[size - 1] != '\n')
        return NULL;
    return tail + size - *length;
}

/* Whether the check line is right for what stands before it. */
static bool check_is_right(const char *text, size_t length)
{
    uint8_t check[DIGEST_SIZE];
    char hex[DIGEST_TEXT], line[SEAL_CHECK_SIZE + 1];
    const size_t body = length - SEAL_END_SIZE - SEAL_CHECK_SIZE;
    digest_bytes(text, body, check);
    digest_text(check, hex);
    snprintf(line, sizeof line, SEAL_CHECK "%s\n", hex);
    return memcmp(line, text + body, SEAL_CHECK_SIZE) == 0;
}

int seal_parse(const uint8_t *tail, size_t size, uint64_t file_size, const char *path,
               struct seal *seal, struct error *err)
{
    char copy[SEAL_SIZE + 1], hex[DIGEST_TEXT] = "";
    size_t length = 0;
    if (size > SEAL_SIZE)
        return error_set(err, MESSAGE_RESULT_NO_SEAL, path);
    memset(seal, 0, sizeof *seal);
    memcpy(copy, tail, size);
    copy[size] = '\0';
    const char *text = find_seal(copy, size, &length);
    if (text == NULL || !check_is_right(text, length) ||
        sscanf(text, "\nLINLI-SEAL schema %d\n", &seal->schema) != 1)
        return error_set(err, MESSAGE_RESULT_NO_SEAL, path);
    if (seal->schema != RESULT_SCHEMA)
        return error_set(err, MESSAGE_RESULT_SCHEMA, path, seal->schema, RESULT_SCHEMA);
    if (sscanf(text,
               "\nLINLI-SEAL schema %*d\nbytes %" SCNu64
               "\nsha256 %64[0-9a-f]\nbuild %255[^\n]\n",
               &seal->bytes, hex, seal->build) != 3 ||
        strlen(hex) != DIGEST_TEXT - 1 || !read_digest(hex, seal->digest))
        return error_set(err, MESSAGE_RESULT_NO_SEAL, path);
    if (seal->bytes != file_size - length)
        return error_set(err, MESSAGE_RESULT_SIZE, path,
                         (long long)(file_size - length), (long long)seal->bytes);
    return 0;
}

static int check_open(int handle, const char *path, struct seal *seal,
                      struct error *err)
{
    struct stat status;
    uint8_t head[sizeof hdf5_magic], tail[SEAL_SIZE], digest[DIGEST_SIZE];
    if (fstat(handle, &status) != 0)
        return error_set(err, MESSAGE_FILE_READ, path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return error_set(err, MESSAGE_RESULT_NOT_LINLI, path, "no plain file");
    if (pread(handle, head, sizeof head, 0) != (ssize_t)sizeof head ||
        memcmp(head, hdf5_magic, sizeof head) != 0)
        return error_set(err, MESSAGE_RESULT_NOT_LINLI, path, "no HDF5");
    const uint64_t size = (uint64_t)status.st_size;
    const size_t length = size < SEAL_SIZE ? (size_t)size : SEAL_SIZE;
    if (pread(handle, tail, length, (off_t)(size - length)) != (ssize_t)length)
        return error_set(err, MESSAGE_FILE_READ, path, strerror(errno));
    TRY(seal_parse(tail, length, size, path, seal, err));
    TRY(hash_file(handle, path, seal->bytes, digest, err));
    if (memcmp(digest, seal->digest, DIGEST_SIZE) != 0) {
        char found[DIGEST_TEXT], sealed[DIGEST_TEXT];
        digest_text(digest, found);
        digest_text(seal->digest, sealed);
        return error_set(err, MESSAGE_RESULT_DAMAGED, path, found, sealed);
    }
    return 0;
}

int seal_check(const char *path, struct seal *seal, struct error *err)
{
    memset(seal, 0, sizeof *seal);
    const int handle = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (handle < 0)
        return error_set(err, MESSAGE_FILE_MISSING, path, strerror(errno));
    const int status = check_open(handle, path, seal, err);
    close(handle);
    return status;
}
