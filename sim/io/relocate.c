/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Finds the folder that all inputs of a run share. A path that shares nothing with the
 * scenario, such as /data/pack named in a scenario somewhere else, stays as it is. */
#include "io/relocate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The normalised path, absolute when `current` is not "". */
static char *place(const char *current, const char *path)
{
    return input_path(current, path);
}

static bool is_above(const char *path)
{
    return strcmp(path, "..") == 0 || strncmp(path, "../", 3) == 0;
}

/* Paths that start with ".." do not tell how the folder above is called, so that they
 * are taken from the root. */
static int find_current(struct relocation *relocation, const char *scenario_path,
                        struct error *err)
{
    char *path = input_path("", scenario_path);
    if (path == NULL)
        return error_set(err, MESSAGE_MEMORY, scenario_path);
    bool above = is_above(path);
    free(path);
    for (size_t i = 0; i < relocation->inputs->count; i++)
        above = above || is_above(relocation->inputs->files[i].path);
    char *folder = above ? getcwd(NULL, 0) : NULL;
    if (above && folder == NULL)
        return error_set(err, MESSAGE_FILE_READ, ".", strerror(errno));
    const int status = above ? asprintf(&relocation->current, "%s/", folder)
                             : asprintf(&relocation->current, "%s", "");
    free(folder);
    if (status >= 0)
        return 0;
    relocation->current = NULL;
    return error_set(err, MESSAGE_MEMORY, scenario_path);
}

/* Shortens the shared folder to what it shares with `path`, unless that is nothing but
 * the root, or one is absolute and the other not. */
static void share(char *shared, const char *path)
{
    size_t common = 0;
    if ((shared[0] == '/') != (path[0] == '/'))
        return;
    for (size_t i = 0; shared[i] != '\0' && shared[i] == path[i]; i++)
        if (shared[i] == '/')
            common = i + 1;
    if (common > 1 || path[0] != '/')
        shared[common] = '\0';
}

int relocation_init(struct relocation *relocation, const char *scenario_path,
                    const struct inputs *inputs, struct error *err)
{
    *relocation = (struct relocation){.inputs = inputs};
    if (inputs->sealed)
        return 0;
    TRY(find_current(relocation, scenario_path, err));
    char *shared = place(relocation->current, scenario_path);
    if (shared == NULL)
        goto failed;
    char *slash = strrchr(shared, '/');
    *(slash != NULL ? slash + 1 : shared) = '\0';
    relocation->shared = shared;
    for (size_t i = 0; i < inputs->count; i++) {
        if (strcmp(inputs->files[i].path, INPUT_SETS) == 0)
            continue;
        char *path = place(relocation->current, inputs->files[i].path);
        if (path == NULL)
            goto failed;
        share(shared, path);
        free(path);
    }
    return 0;
failed:
    relocation_free(relocation);
    return error_set(err, MESSAGE_MEMORY, scenario_path);
}

void relocation_free(struct relocation *relocation)
{
    free(relocation->current);
    free(relocation->shared);
    *relocation = (struct relocation){0};
}

char *relocation_path(const struct relocation *relocation, const char *path)
{
    /* What a results file holds has been relocated. */
    if (relocation->inputs->sealed)
        return inputs_held_path(relocation->inputs, path);
    if (strcmp(path, INPUT_SETS) == 0)
        return strdup(path);
    char *normal = place(relocation->current, path);
    if (normal == NULL)
        return NULL;
    const size_t length = strlen(relocation->shared);
    const char *rest = normal;
    if (strncmp(normal, relocation->shared, length) == 0)
        rest = normal + length;
    else if (length == strlen(normal) + 1 &&
             strncmp(normal, relocation->shared, length - 1) == 0)
        rest = ".";                          /* the shared folder itself */
    memmove(normal, rest, strlen(rest) + 1); /* never longer than it was */
    return normal;
}
