/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The tree of a scenario's files: its memory, its places, and problems told at them.
 * yaml_mend.c looks at the text, yaml_parse.c makes nodes of it. */
#include "io/yaml.h"

#include "core/text.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 64 * 1024 };

struct yaml_block {
    struct yaml_block *next;
    size_t used, size;
    max_align_t bytes[];
};

static const struct yaml_place nowhere = {-1, 0, 0, 0};

void yaml_open(struct yaml *yaml, struct report *report)
{
    memset(yaml, 0, sizeof(*yaml));
    yaml->report = report;
}

void yaml_close(struct yaml *yaml)
{
    while (yaml->blocks != NULL) {
        struct yaml_block *next = yaml->blocks->next;

        free(yaml->blocks);
        yaml->blocks = next;
    }
    for (int i = 0; i < yaml->file_count; i++) {
        free(yaml->files[i].path);
        free(yaml->files[i].text);
        free(yaml->files[i].lines);
        free(yaml->files[i].repairs);
    }
    free(yaml->files);
    memset(yaml, 0, sizeof(*yaml));
}

/* Memory that lives as long as the tree. */
static void *take(struct yaml *yaml, size_t size)
{
    const size_t rounded =
        (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
    struct yaml_block *block = yaml->blocks;
    void *memory;

    if (block == NULL || block->size - block->used < rounded) {
        const size_t room = rounded > BLOCK_SIZE ? rounded : BLOCK_SIZE;

        block = malloc(sizeof(*block) + room);
        if (block == NULL) {
            yaml_problem(yaml, nowhere, MESSAGE_MEMORY, "the scenario file");
            return NULL;
        }
        block->next = yaml->blocks;
        block->used = 0;
        block->size = room;
        yaml->blocks = block;
    }
    memory = (char *)block->bytes + block->used;
    block->used += rounded;
    return memory;
}

char *yaml_copy(struct yaml *yaml, const char *text, size_t size)
{
    char *copy = take(yaml, size + 1);

    if (copy != NULL) {
        memcpy(copy, text, size);
        copy[size] = '\0';
    }
    return copy;
}

struct yaml_node *yaml_new(struct yaml *yaml, enum yaml_kind kind,
                           struct yaml_place place)
{
    struct yaml_node *node = take(yaml, sizeof(*node));

    if (node != NULL) {
        memset(node, 0, sizeof(*node));
        node->kind = kind;
        node->place = place;
    }
    return node;
}

void yaml_append(struct yaml_node *parent, struct yaml_node *node)
{
    node->next = NULL;
    if (parent->last == NULL)
        parent->first = node;
    else
        parent->last->next = node;
    parent->last = node;
}

struct yaml_node *yaml_find(const struct yaml_node *map, const char *key)
{
    for (struct yaml_node *node = map->first; node != NULL; node = node->next)
        if (strcmp(node->key, key) == 0)
            return node;
    return NULL;
}

const char *yaml_kind_en(const struct yaml_node *node)
{
    return node->kind == YAML_MAP    ? "a map"
           : node->kind == YAML_LIST ? "a list"
                                     : "a text";
}

const char *yaml_kind_zh(const struct yaml_node *node)
{
    return node->kind == YAML_MAP ? "映射" : node->kind == YAML_LIST ? "列表" : "文字";
}

size_t yaml_break(const char *at, const char *end)
{
    const size_t left = (size_t)(end - at);

    if (left >= 2 && at[0] == '\r' && at[1] == '\n')
        return 2;
    if (left >= 1 && (at[0] == '\n' || at[0] == '\r'))
        return 1;
    if (left >= 2 && memcmp(at, "\xC2\x85", 2) == 0)
        return 2;
    if (left >= 3 && (memcmp(at, "\u2028", 3) == 0 || memcmp(at, "\u2029", 3) == 0))
        return 3;
    return 0;
}

int yaml_problem_from(struct yaml *yaml, struct yaml_place place, struct error *err)
{
    if (yaml->report->count > YAML_PROBLEMS)
        return -1;
    if (yaml->report->count == YAML_PROBLEMS) {
        error_set(err, MESSAGE_TOO_MANY_PROBLEMS, YAML_PROBLEMS);
    } else if (place.file >= 0) {
        const struct yaml_file *file = &yaml->files[place.file];

        err->file[0] = '\0';
        err->line = 0;
        error_at(err, file->path, place.line, place.column);
        if (place.column > 0 && place.line >= 1 && place.line <= file->line_count) {
            const char *line = file->text + file->lines[place.line - 1];
            const char *end = file->text + file->lines[place.line];
            size_t size = (size_t)(end - line);

            while (size > 0 && yaml_break(end - 1, end) == 1) {
                end--;
                size--;
            }
            error_quote(err, line, size, place.span);
        }
    }
    report_add(yaml->report, err);
    return -1;
}

int yaml_problem(struct yaml *yaml, struct yaml_place place, enum message message, ...)
{
    struct error err;
    va_list arguments;

    va_start(arguments, message);
    error_set_list(&err, message, arguments);
    va_end(arguments);
    return yaml_problem_from(yaml, place, &err);
}

/* Where each line begins. */
static int index_lines(struct yaml_file *file)
{
    const char *end = file->text + file->size;
    size_t count = 0;

    for (int pass = 0; pass < 2; pass++) {
        const char *at = file->text;

        count = 0;
        while (at < end) {
            size_t size;

            if (pass == 1)
                file->lines[count] = (size_t)(at - file->text);
            count++;
            while (at < end && yaml_break(at, end) == 0)
                at++;
            size = at < end ? yaml_break(at, end) : 0;
            at += size;
        }
        if (pass == 0) {
            file->lines = malloc((count + 1) * sizeof(*file->lines));
            if (file->lines == NULL)
                return -1;
        }
    }
    file->lines[count] = file->size;
    file->line_count = (int)count;
    return 0;
}

/* Adds a file to the list; its text is a copy. Returns its index, or -1 (reported). */
static int add_file(struct yaml *yaml, const char *path, const char *bytes, size_t size)
{
    struct yaml_file *files =
        reallocarray(yaml->files, (size_t)yaml->file_count + 1, sizeof(*files));
    struct yaml_file *file;

    if (files == NULL)
        goto no_memory;
    yaml->files = files;
    file = &files[yaml->file_count];
    memset(file, 0, sizeof(*file));
    yaml->file_count++;
    file->path = strdup(path);
    file->text = malloc(size + 1);
    if (file->path == NULL || file->text == NULL)
        goto no_memory;
    memcpy(file->text, bytes, size);
    file->text[size] = '\0';
    file->size = size;
    if (index_lines(file) == 0)
        return yaml->file_count - 1;
no_memory:
    return yaml_problem(yaml, nowhere, MESSAGE_MEMORY, "the scenario file");
}

/* Mends and parses a file that was added. */
static int read_file(struct yaml *yaml, int file, bool set, struct yaml_node **root)
{
    const size_t before = yaml->report->count;
    size_t size;
    char *mended = yaml_mend(yaml, file, set, &size);
    int status;

    if (mended == NULL)
        return yaml_problem(yaml, nowhere, MESSAGE_MEMORY, "the scenario file");
    status = yaml_parse(yaml, file, mended, size, yaml->report->count > before, root);
    free(mended);
    return status != 0 || yaml->report->count > before ? -1 : 0;
}

int yaml_read(struct yaml *yaml, const char *path, const char *bytes, size_t size,
              struct yaml_node **root)
{
    const size_t mark = text_bom(bytes, size);
    struct error err;
    int file;

    *root = NULL;
    if (size > YAML_BYTES)
        return yaml_problem(yaml, nowhere, MESSAGE_FILE_TOO_LARGE, path, (long)size,
                            (long)YAML_BYTES);
    if (text_check(path, bytes, size, &err) != 0)
        return yaml_problem_from(yaml, nowhere, &err);
    file = add_file(yaml, path, bytes + mark, size - mark);
    return file < 0 ? -1 : read_file(yaml, file, false, root);
}

int yaml_read_set(struct yaml *yaml, const char *text, struct yaml_node **root)
{
    struct error err;
    int file;

    *root = NULL;
    if (text_check("--set", text, strlen(text), &err) != 0)
        return yaml_problem_from(yaml, nowhere, &err);
    if (strchr(text, '=') == NULL || text[0] == '=')
        return yaml_problem(yaml, nowhere, MESSAGE_SET_FORM, text);
    file = add_file(yaml, "--set", text, strlen(text));
    return file < 0 ? -1 : read_file(yaml, file, true, root);
}
