/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* libyaml's events put into a tree of our own. Anything a scenario does not need
 * (anchors, aliases, tags, more documents) is refused by name. */
#include "io/yaml.h"

#include <yaml.h>

#include <stdlib.h>
#include <string.h>

/* The tree as it grows: the open maps and lists, outermost first. */
struct builder {
    struct yaml *yaml;
    int file;
    struct yaml_node *open[YAML_DEPTH];
    struct yaml_node *key[YAML_DEPTH]; /* a map's key that waits for its value */
    int depth;
    int documents;
    struct yaml_node *root;
    bool stopped; /* a limit was passed: the rest is not read */
};

static const struct yaml_place nowhere = {-1, 0, 0, 0};

/* The column in the file of a column in the mended copy, both from 1. */
static int original_column(const struct yaml_file *file, int line, int column)
{
    int low = 0, high = file->repair_count;
    int shift = 0;

    while (low < high) {
        const int middle = (low + high) / 2;

        if (file->repairs[middle].line < line)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < file->repair_count && file->repairs[low].line == line; low++)
        if (file->repairs[low].column <= column)
            shift += file->repairs[low].extra;
    return column - shift;
}

static struct yaml_place place_of(const struct builder *builder,
                                  const yaml_mark_t *start, const yaml_mark_t *end)
{
    const struct yaml_file *file = &builder->yaml->files[builder->file];
    struct yaml_place place = {builder->file, (int)start->line + 1, 0, 1};
    int last;

    place.column = original_column(file, place.line, (int)start->column + 1);
    if (end == NULL || end->line != start->line)
        return place;
    last = original_column(file, place.line, (int)end->column + 1);
    if (last > place.column)
        place.span = last - place.column;
    return place;
}

/* A new node, counted against the limit; NULL stops the reading. */
static struct yaml_node *add_node(struct builder *builder, enum yaml_kind kind,
                                  struct yaml_place place)
{
    struct yaml_node *node = NULL;

    if (++builder->yaml->node_count <= YAML_NODES)
        node = yaml_new(builder->yaml, kind, place);
    else
        yaml_problem(builder->yaml, place, MESSAGE_YAML_NODES, YAML_NODES);
    builder->stopped = node == NULL;
    return node;
}

/* Hangs a finished key, text or opened collection into the tree. */
static void attach(struct builder *builder, struct yaml_node *node)
{
    struct yaml_node *parent, *key;

    if (builder->depth == 0) {
        builder->root = node;
        return;
    }
    parent = builder->open[builder->depth - 1];
    if (parent->kind == YAML_LIST) {
        yaml_append(parent, node);
        return;
    }
    key = builder->key[builder->depth - 1];
    if (key == NULL) {
        builder->key[builder->depth - 1] = node;
        return;
    }
    builder->key[builder->depth - 1] = NULL;
    if (key->kind != YAML_TEXT) {
        yaml_problem(builder->yaml, key->place, MESSAGE_YAML_KEY);
        return;
    }
    node->key = key->text;
    node->key_place = key->place;
    yaml_append(parent, node);
}

static void refuse(struct builder *builder, const yaml_event_t *event,
                   const yaml_char_t *anchor, const yaml_char_t *tag)
{
    const struct yaml_place place =
        place_of(builder, &event->start_mark, &event->end_mark);

    if (anchor != NULL)
        yaml_problem(builder->yaml, place, MESSAGE_YAML_ANCHOR, (const char *)anchor);
    if (tag != NULL)
        yaml_problem(builder->yaml, place, MESSAGE_YAML_TAG, (const char *)tag);
}

static void take_scalar(struct builder *builder, const yaml_event_t *event)
{
    const char *value = (const char *)event->data.scalar.value;
    const size_t size = event->data.scalar.length;
    const struct yaml_place place =
        place_of(builder, &event->start_mark, &event->end_mark);
    struct yaml_node *node = add_node(builder, YAML_TEXT, place);

    if (node == NULL)
        return;
    refuse(builder, event, event->data.scalar.anchor, event->data.scalar.tag);
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)value[i] < 0x20 && value[i] != '\n' && value[i] != '\t') {
            yaml_problem(builder->yaml, place, MESSAGE_CONTROL_CHARACTER,
                         (unsigned)value[i]);
            break;
        }
    node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    node->text = yaml_copy(builder->yaml, value, size);
    if (node->text == NULL)
        builder->stopped = true;
    else
        attach(builder, node);
}

static void take_alias(struct builder *builder, const yaml_event_t *event)
{
    const struct yaml_place place =
        place_of(builder, &event->start_mark, &event->end_mark);
    struct yaml_node *node = add_node(builder, YAML_TEXT, place);

    if (node == NULL)
        return;
    yaml_problem(builder->yaml, place, MESSAGE_YAML_ALIAS,
                 (const char *)event->data.alias.anchor);
    node->text = ""; /* a stand-in, so that keys and values stay in step */
    attach(builder, node);
}

static void open_node(struct builder *builder, const yaml_event_t *event,
                      enum yaml_kind kind)
{
    const struct yaml_place place = place_of(builder, &event->start_mark, NULL);
    struct yaml_node *node;

    if (kind == YAML_MAP)
        refuse(builder, event, event->data.mapping_start.anchor,
               event->data.mapping_start.tag);
    else
        refuse(builder, event, event->data.sequence_start.anchor,
               event->data.sequence_start.tag);
    if (builder->depth == YAML_DEPTH) {
        builder->stopped = true;
        yaml_problem(builder->yaml, place, MESSAGE_YAML_DEPTH, YAML_DEPTH);
        return;
    }
    node = add_node(builder, kind, place);
    if (node == NULL)
        return;
    attach(builder, node);
    builder->open[builder->depth] = node;
    builder->key[builder->depth] = NULL;
    builder->depth++;
}

static int by_key(const void *a, const void *b)
{
    const struct yaml_node *x = *(struct yaml_node *const *)a;
    const struct yaml_node *y = *(struct yaml_node *const *)b;
    const int order = strcmp(x->key, y->key);

    if (order != 0)
        return order;
    if (x->key_place.line != y->key_place.line)
        return x->key_place.line < y->key_place.line ? -1 : 1;
    return (x->key_place.column > y->key_place.column) -
           (x->key_place.column < y->key_place.column);
}

/* Reports keys that stand twice in a map. All stay in the tree. */
static void check_keys(struct yaml *yaml, const struct yaml_node *map)
{
    struct yaml_node **entries;
    size_t count = 0;

    for (const struct yaml_node *node = map->first; node != NULL; node = node->next)
        count++;
    if (count < 2)
        return;
    entries = malloc(count * sizeof(struct yaml_node *));
    if (entries == NULL) {
        yaml_problem(yaml, map->place, MESSAGE_MEMORY, "the scenario file");
        return;
    }
    count = 0;
    for (struct yaml_node *node = map->first; node != NULL; node = node->next)
        entries[count++] = node;
    qsort(entries, count, sizeof(struct yaml_node *), by_key);
    for (size_t i = 1; i < count; i++)
        if (strcmp(entries[i]->key, entries[i - 1]->key) == 0)
            yaml_problem(yaml, entries[i]->key_place, MESSAGE_YAML_DUPLICATE,
                         entries[i]->key, entries[i - 1]->key_place.line);
    free(entries);
}

static void take_event(struct builder *builder, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (++builder->documents > 1) {
            builder->stopped = true;
            yaml_problem(builder->yaml,
                         place_of(builder, &event->start_mark, &event->end_mark),
                         MESSAGE_YAML_SECOND_DOCUMENT);
        }
        break;
    case YAML_ALIAS_EVENT: take_alias(builder, event); break;
    case YAML_SCALAR_EVENT: take_scalar(builder, event); break;
    case YAML_MAPPING_START_EVENT: open_node(builder, event, YAML_MAP); break;
    case YAML_SEQUENCE_START_EVENT: open_node(builder, event, YAML_LIST); break;
    case YAML_MAPPING_END_EVENT:
        builder->depth--;
        check_keys(builder->yaml, builder->open[builder->depth]);
        break;
    case YAML_SEQUENCE_END_EVENT: builder->depth--; break;
    default: break;
    }
}

/* What libyaml says, and the same in Chinese. */
static const struct {
    const char *en, *zh;
} sayings[] = {
    {"could not find expected ':'", "这一行或上一行缺少“键: 值”的冒号"},
    {"mapping values are not allowed in this context",
     "此处不应出现冒号；请检查缩进或给文字加引号"},
    {"did not find expected key", "此处应为键；请检查缩进"},
    {"did not find expected '-' indicator", "此处应为“- ”列表项；请检查缩进"},
    {"did not find expected ',' or ']'", "列表缺少“,”或“]”"},
    {"did not find expected ',' or '}'", "映射缺少“,”或“}”"},
    {"found unexpected end of stream", "引号或括号没有闭合"},
    {"found character that cannot start any token",
     "此处的字符不能作为值的开头；请加引号"},
    {"block sequence entries are not allowed in this context",
     "此处不能开始列表项；请检查缩进"},
    {"found unknown escape character", "未知的转义字符"},
    {"did not find expected node content", "此处缺少值"},
    {"found a tab character that violates indentation", "缩进中有制表符"},
};

/* Reports where libyaml gave up. */
static void report_syntax(struct builder *builder, const yaml_parser_t *parser)
{
    const char *en = parser->problem != NULL ? parser->problem : "unknown problem";
    const char *context = parser->context != NULL ? parser->context : "";
    const char *zh = en;
    const yaml_mark_t *mark = &parser->problem_mark;

    if (parser->error == YAML_MEMORY_ERROR) {
        yaml_problem(builder->yaml, place_of(builder, &parser->mark, NULL),
                     MESSAGE_MEMORY, "the scenario file");
        return;
    }
    if (strstr(context, "alias") != NULL || strstr(context, "anchor") != NULL) {
        yaml_problem(builder->yaml, place_of(builder, &parser->context_mark, NULL),
                     strstr(context, "alias") != NULL ? MESSAGE_YAML_ALIAS
                                                      : MESSAGE_YAML_ANCHOR,
                     "");
        return;
    }
    if (strstr(context, "tag") != NULL) {
        yaml_problem(builder->yaml, place_of(builder, &parser->context_mark, NULL),
                     MESSAGE_YAML_TAG, "!");
        return;
    }
    for (size_t i = 0; i < sizeof(sayings) / sizeof(sayings[0]); i++)
        if (strcmp(sayings[i].en, en) == 0)
            zh = sayings[i].zh;
    yaml_problem(builder->yaml, place_of(builder, mark, NULL), MESSAGE_YAML_SYNTAX, en,
                 zh);
}

/* Runs libyaml over the mended text. Returns whether it came to the end. */
static bool parse(struct builder *builder, const char *text, size_t size, bool mended)
{
    yaml_parser_t parser;
    bool done = false, broken = false;

    if (!yaml_parser_initialize(&parser)) {
        yaml_problem(builder->yaml, nowhere, MESSAGE_MEMORY, "the scenario file");
        return false;
    }
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, size);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    while (!done && !broken && !builder->stopped) {
        yaml_event_t event;

        if (!yaml_parser_parse(&parser, &event)) {
            broken = true;
            /* What broke behind a slip is most likely its consequence. */
            if (!mended)
                report_syntax(builder, &parser);
            break;
        }
        done = event.type == YAML_STREAM_END_EVENT;
        take_event(builder, &event);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return !broken && (done || builder->documents > 1);
}

int yaml_parse(struct yaml *yaml, int file, const char *text, size_t size, bool mended,
               struct yaml_node **root)
{
    struct builder builder = {.yaml = yaml, .file = file};
    const struct yaml_place top = {file, 1, 1, 1};

    if (!parse(&builder, text, size, mended))
        return -1;
    if (builder.root == NULL ||
        (builder.root->kind == YAML_TEXT && builder.root->text[0] == '\0'))
        builder.root = yaml_new(yaml, YAML_MAP, top);
    if (builder.root == NULL)
        return -1;
    if (builder.root->kind != YAML_MAP)
        return yaml_problem(yaml, builder.root->place, MESSAGE_YAML_ROOT,
                            yaml_kind_en(builder.root), yaml_kind_zh(builder.root));
    *root = builder.root;
    return 0;
}
