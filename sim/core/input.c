/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads input files once and remembers them. What a file says is left to others; here
 * a file is a path, its bytes and their digest. */
#include "core/input.h"

#include <nettle/sha2.h>

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static_assert(DIGEST_SIZE == SHA256_DIGEST_SIZE, "SHA-256");

void digest_bytes(const void *bytes, size_t size, uint8_t digest[DIGEST_SIZE])
{
    struct sha256_ctx context;
    sha256_init(&context);
    sha256_update(&context, size, bytes);
    sha256_digest(&context, DIGEST_SIZE, digest);
}

void digest_text(const uint8_t digest[DIGEST_SIZE], char text[DIGEST_TEXT])
{
    static const char hex[] = "0123456789abcdef";
    for (int i = 0; i < DIGEST_SIZE; i++) {
        text[2 * i] = hex[digest[i] >> 4];
        text[2 * i + 1] = hex[digest[i] & 15];
    }
    text[DIGEST_TEXT - 1] = '\0';
}

/* Whether the last component written so far, which starts at `start`, can be undone by a
 * "..": it is there and is not ".." itself. */
static bool can_go_up(const char *path, size_t start, size_t length)
{
    return length > start &&
           !(length - start == 2 && path[start] == '.' && path[start + 1] == '.');
}

/* Normalises in place: no "//", no ".", no "name/..". ".." at the front stays, for the
 * folder above is not known; above the root there is only the root. */
static void normalise(char *path)
{
    const bool absolute = path[0] == '/';
    size_t length = absolute ? 1 : 0;
    const char *next = path;
    while (*next != '\0') {
        while (*next == '/')
            next++;
        const size_t size = strcspn(next, "/");
        const bool up = size == 2 && next[0] == '.' && next[1] == '.';
        size_t last = length;
        while (last > 0 && path[last - 1] != '/')
            last--;
        if (size == 0 || (size == 1 && next[0] == '.')) {
            /* Stays where it is. */
        } else if (up && can_go_up(path, last, length)) {
            length = last > 1 ? last - 1 : last;
        } else if (!up || !absolute) {
            if (length > 0 && path[length - 1] != '/')
                path[length++] = '/';
            memmove(path + length, next, size);
            length += size;
        }
        next += size;
    }
    if (length == 0)
        path[length++] = '.';
    path[length] = '\0';
}

/* Bytes that a joined path needs: one more than its characters, for "" becomes ".". */
static size_t join_size(const char *base, const char *path)
{
    return strlen(base) + strlen(path) + 2;
}

static void join(const char *base, const char *path, char *joined)
{
    const char *slash = strrchr(base, '/');
    const size_t folder = path[0] == '/' || slash == NULL ? 0 : slash + 1 - base;
    memcpy(joined, base, folder);
    memcpy(joined + folder, path, strlen(path) + 1);
    normalise(joined);
}

char *input_path(const char *base, const char *path)
{
    char *joined = malloc(join_size(base, path));
    if (joined != NULL)
        join(base, path, joined);
    return joined;
}

void inputs_init(struct inputs *inputs)
{
    memset(inputs, 0, sizeof *inputs);
}

void inputs_free(struct inputs *inputs)
{
    for (size_t i = 0; i < inputs->count; i++) {
        free(inputs->files[i].path);
        free(inputs->files[i].bytes);
    }
    free(inputs->files);
    memset(inputs, 0, sizeof *inputs);
}

/* Finds the very path. */
static const struct input_file *find(const struct inputs *inputs, const char *path)
{
    for (size_t i = 0; i < inputs->count; i++)
        if (strcmp(inputs->files[i].path, path) == 0)
            return &inputs->files[i];
    return NULL;
}

/* Whether the file `path` is held, or one in a folder of that name. */
static bool is_held(const struct inputs *inputs, const char *path)
{
    const size_t length = strlen(path);
    for (size_t i = 0; i < inputs->count; i++) {
        const char *held = inputs->files[i].path;
        if (strncmp(held, path, length) == 0 &&
            (held[length] == '\0' || held[length] == '/'))
            return true;
    }
    return false;
}

/* The start of a held path that ends with "/" and `tail`, or NULL; `length`: out. */
static const char *find_longer(const struct inputs *inputs, const char *tail,
                               size_t *length)
{
    for (size_t i = 0; i < inputs->count; i++) {
        const char *held = inputs->files[i].path;
        const char *at = strstr(held, tail);
        const char last = at != NULL ? at[strlen(tail)] : ' ';
        if (at == NULL || at == held || at[-1] != '/' || (last != '\0' && last != '/'))
            continue;
        *length = (size_t)(at - held) + strlen(tail);
        return held;
    }
    return NULL;
}

/* A held path that is the longest ending of `path`, or that ends with it: its start,
 * borrowed from `path` or from the bundle, and its length; or NULL. */
static const char *find_alike(const struct inputs *inputs, const char *path,
                              size_t *length)
{
    const char *tail = path;
    while (strncmp(tail, "../", 3) == 0)
        tail += 3;
    for (const char *rest = tail; rest != NULL; rest = strchr(rest, '/')) {
        rest += rest[0] == '/';
        if (!is_held(inputs, rest))
            continue;
        *length = strlen(rest);
        return rest;
    }
    return find_longer(inputs, tail, length);
}

char *inputs_held_path(const struct inputs *inputs, const char *path)
{
    char *normal = input_path("", path), *made = NULL;
    size_t length = 0;
    if (normal == NULL || is_held(inputs, normal))
        return normal;
    char *slash = strrchr(normal, '/');
    /* A folder that is found decides: it may lack a file that another one has. */
    if (slash != NULL && slash != normal) {
        *slash = '\0';
        const char *folder =
            is_held(inputs, normal) ? normal : find_alike(inputs, normal, &length);
        if (folder == normal)
            length = strlen(normal);
        if (folder != NULL &&
            asprintf(&made, "%.*s/%s", (int)length, folder, slash + 1) < 0)
            made = NULL;
        *slash = '/';
        if (folder != NULL) {
            free(normal);
            return made;
        }
    }
    const char *alike = find_alike(inputs, normal, &length);
    if (alike == NULL)
        return normal;
    made = strndup(alike, length);
    free(normal);
    return made;
}

const struct input_file *inputs_find(const struct inputs *inputs, const char *path)
{
    /* No path is longer; on the stack, for a want of memory must not look like a file
       that is not there. */
    char name[PATH_MAX];
    if (inputs->sealed) {
        char *held = inputs_held_path(inputs, path);
        const struct input_file *file = held ? find(inputs, held) : NULL;
        free(held);
        return file;
    }
    if (join_size("", path) > sizeof name)
        return NULL;
    join("", path, name);
    return find(inputs, name);
}

bool inputs_has(const struct inputs *inputs, const char *path)
{
    struct stat status;
    if (inputs_find(inputs, path) != NULL)
        return true;
    return !inputs->sealed && stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

/* Appends a file; takes path and bytes also when it fails. */
static int take(struct inputs *inputs, char *path, char *bytes, size_t size,
                struct error *err)
{
    int status = -1;
    if (inputs->files == NULL) {
        inputs->files = calloc(INPUT_FILES, sizeof *inputs->files);
        inputs->capacity = inputs->files != NULL ? INPUT_FILES : 0;
    }
    if (inputs->files == NULL) {
        error_set(err, MESSAGE_MEMORY, "input files");
    } else if (inputs->count == inputs->capacity) {
        error_set(err, MESSAGE_INPUT_TOO_MANY, path, INPUT_FILES + 1, INPUT_FILES);
    } else {
        struct input_file *file = &inputs->files[inputs->count++];
        *file = (struct input_file){.path = path, .bytes = bytes, .size = size};
        digest_bytes(bytes, size, file->digest);
        status = 0;
    }
    if (status != 0) {
        free(path);
        free(bytes);
    }
    return status;
}

int inputs_add(struct inputs *inputs, const char *path, const char *bytes, size_t size,
               struct error *err)
{
    char *normal = input_path("", path);
    char *copy = malloc(size + 1);
    if (normal == NULL || copy == NULL) {
        free(normal);
        free(copy);
        return error_set(err, MESSAGE_MEMORY, path);
    }
    if (size > 0)
        memcpy(copy, bytes, size);
    copy[size] = '\0';
    return take(inputs, normal, copy, size, err);
}

/* Reads `size` bytes; a file that shrank or grew meanwhile is an error too, for its
 * digest would stand for no file that ever was. */
static int read_all(int handle, const char *path, char *bytes, size_t size,
                    struct error *err)
{
    size_t done = 0;
    while (done <= size) {
        const ssize_t got = read(handle, bytes + done, size + 1 - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set(err, MESSAGE_FILE_READ, path, strerror(errno));
        if (got == 0)
            break;
        done += (size_t)got;
    }
    if (done != size)
        return error_set(err, MESSAGE_FILE_READ, path, "it changed while it was read");
    bytes[size] = '\0';
    return 0;
}

static int read_file(const char *path, size_t limit, char **bytes, size_t *size,
                     struct error *err)
{
    struct stat status;
    /* Not blocking, for opening a pipe that nobody writes would wait for ever. */
    const int handle = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (handle < 0)
        return error_set(err, MESSAGE_FILE_MISSING, path, strerror(errno));
    int result = -1;
    *bytes = NULL;
    if (fstat(handle, &status) != 0)
        error_set(err, MESSAGE_FILE_READ, path, strerror(errno));
    else if (!S_ISREG(status.st_mode))
        error_set(err, MESSAGE_FILE_MISSING, path,
                  S_ISDIR(status.st_mode) ? "it is a folder"
                                          : "it is not a plain file");
    else if ((uint64_t)status.st_size > limit)
        error_set(err, MESSAGE_FILE_TOO_LARGE, path, (long)status.st_size, (long)limit);
    else if ((*bytes = malloc((size_t)status.st_size + 1)) == NULL)
        error_set(err, MESSAGE_MEMORY, path);
    else
        result = read_all(handle, path, *bytes, (size_t)status.st_size, err);
    close(handle);
    if (result != 0) {
        free(*bytes);
        *bytes = NULL;
        return -1;
    }
    *size = (size_t)status.st_size;
    return 0;
}

int inputs_read(struct inputs *inputs, const char *path, size_t limit,
                const struct input_file **file, struct error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    *file = inputs_find(inputs, path);
    if (*file != NULL) {
        if ((*file)->size > limit)
            return error_set(err, MESSAGE_FILE_TOO_LARGE, path, (long)(*file)->size,
                             (long)limit);
        return 0;
    }
    if (inputs->sealed)
        return error_set(err, MESSAGE_FILE_MISSING, path,
                         "the results file does not hold it");
    char *normal = input_path("", path);
    if (normal == NULL)
        return error_set(err, MESSAGE_MEMORY, path);
    if (read_file(normal, limit, &bytes, &size, err) != 0) {
        free(normal);
        return -1;
    }
    TRY(take(inputs, normal, bytes, size, err));
    *file = &inputs->files[inputs->count - 1];
    return 0;
}

int inputs_add_sets(struct inputs *inputs, const char *const *sets, int count,
                    struct error *err)
{
    size_t size = 0, done = 0;
    for (int i = 0; i < count; i++)
        size += strlen(sets[i]) + 1;
    if (count == 0)
        return 0;
    char *path = strdup(INPUT_SETS), *text = malloc(size + 1);
    if (path == NULL || text == NULL) {
        free(path);
        free(text);
        return error_set(err, MESSAGE_MEMORY, INPUT_SETS);
    }
    for (int i = 0; i < count; i++) {
        const size_t length = strlen(sets[i]);
        memcpy(text + done, sets[i], length);
        /* A line break inside a text would make two of one; YAML reads both as space. */
        for (size_t k = done; k < done + length; k++)
            if (text[k] == '\n')
                text[k] = ' ';
        done += length;
        text[done++] = '\n';
    }
    text[size] = '\0';
    return take(inputs, path, text, size, err);
}

int inputs_get_sets(const struct inputs *inputs, char ***sets, int *count,
                    struct error *err)
{
    const struct input_file *file = find(inputs, INPUT_SETS);
    *sets = NULL;
    *count = 0;
    if (file == NULL || file->size == 0)
        return 0;
    int lines = 0;
    for (size_t i = 0; i < file->size; i++)
        lines += file->bytes[i] == '\n';
    char *text = strdup(file->bytes);
    *sets = calloc((size_t)lines + 1, sizeof **sets);
    if (text == NULL || *sets == NULL) {
        free(text);
        free(*sets);
        *sets = NULL;
        return error_set(err, MESSAGE_MEMORY, INPUT_SETS);
    }
    (*sets)[0] = text;
    for (char *line = text; *count < lines;) {
        (*sets)[(*count)++] = line;
        char *end = strchr(line, '\n');
        if (end == NULL)
            break;
        *end = '\0';
        line = end + 1;
    }
    return 0;
}

void inputs_free_sets(char **sets)
{
    if (sets != NULL)
        free(sets[0]);
    free(sets);
}
