/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Asks the file system what it allows by trying it: permissions alone tell nothing of
 * root, of read-only mounts and of quotas. */
#include "io/place.h"

#include "core/input.h"
#include "io/result.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

bool place_taken(const char *out)
{
    struct stat status;
    return lstat(out, &status) == 0;
}

/* Whether the file is empty or begins as HDF5 does: only such a one is replaced, so that
 * `-o` with the name of a scenario does not cost the scenario. */
static bool is_result(const char *path)
{
    static const char magic[] = "\x89HDF";
    char head[sizeof magic - 1];
    const int handle = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (handle < 0)
        return false;
    const ssize_t got = read(handle, head, sizeof head);
    close(handle);
    return got == 0 ||
           (got == (ssize_t)sizeof head && memcmp(head, magic, sizeof head) == 0);
}

/* What already has the name. */
static int check_taken(const char *out, bool resume, bool force, struct error *err)
{
    struct stat status;
    if (lstat(out, &status) != 0)
        return 0;
    if (S_ISLNK(status.st_mode) && stat(out, &status) != 0)
        return error_set(err, MESSAGE_RESULT_KIND, out, "a link to nothing",
                         "失效的链接");
    if (S_ISDIR(status.st_mode))
        return error_set(err, MESSAGE_RESULT_KIND, out, "a folder", "文件夹");
    if (!S_ISREG(status.st_mode))
        return error_set(err, MESSAGE_RESULT_KIND, out, "no plain file", "非普通文件");
    if (!is_result(out))
        return error_set(err, MESSAGE_RESULT_KIND, out, "no results file",
                         "非结果文件");
    return resume || force ? 0 : error_set(err, MESSAGE_RESULT_EXISTS, out);
}

/* Makes a file beside `out` and removes it. Its name is as long as the longest that will
 * be used there, and like no other. */
static int try_writing(const char *out, struct error *err)
{
    char *path = NULL;
    if (asprintf(&path, "%s.tXXXXXX", out) < 0)
        return error_set(err, MESSAGE_MEMORY, out);
    const int handle = mkstemp(path);
    const int reason = errno;
    if (handle >= 0) {
        close(handle);
        unlink(path);
    }
    free(path);
    return handle >= 0 ? 0
                       : error_set(err, MESSAGE_PLACE_CLOSED, out, strerror(reason));
}

int place_check(const char *out, bool resume, bool force, struct error *err)
{
    if (out[0] == '\0')
        return error_set(err, MESSAGE_PLACE_CLOSED, out, strerror(ENOENT));
    TRY(check_taken(out, resume, force, err));
    const int finished = part_count(out);
    if (finished > 0 && !resume && !force)
        return error_set(err, MESSAGE_RESULT_UNFINISHED, out, finished);
    return try_writing(out, err);
}

int64_t place_free(const char *out)
{
    struct statvfs status;
    char *folder = input_path(out, ".");
    const bool known = folder != NULL && statvfs(folder, &status) == 0;
    free(folder);
    if (!known)
        return -1;
    const double bytes = (double)status.f_bavail * (double)status.f_frsize;
    return bytes < (double)INT64_MAX ? (int64_t)bytes : INT64_MAX;
}
