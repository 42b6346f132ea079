/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What a results file says of where it comes from: enough to compute it again from
 * nothing but itself. Nothing here may tell the time, the machine or the compiler. */
#include "core/version.h"
#include "io/result_write.h"
#include "io/seal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Appends ` --set 'text'` for a shell. */
static void put_set(FILE *out, const char *text)
{
    fputs(" --set '", out);
    for (; *text != '\0'; text++)
        if (*text == '\'')
            fputs("'\\''", out);
        else
            fputc(*text, out);
    fputc('\'', out);
}

char *result_command(const struct result_layout *layout,
                     const struct relocation *relocation)
{
    char *text = NULL, **sets = NULL;
    size_t size = 0;
    int count = 0;
    char *scenario = relocation_path(relocation, layout->scenario->path);
    if (scenario == NULL || inputs_get_sets(layout->inputs, &sets, &count, NULL) != 0) {
        free(scenario);
        return NULL;
    }
    FILE *out = open_memstream(&text, &size);
    if (out != NULL) {
        fprintf(out, "linli run %s --rows %d", scenario, layout->rows);
        for (int i = 0; i < count; i++)
            put_set(out, sets[i]);
        fclose(out);
    }
    inputs_free_sets(sets);
    free(scenario);
    return text;
}

static int write_globals(const struct result_writing *writing, const char *command,
                         struct error *err)
{
    const struct result_layout *layout = writing->layout;
    const int32_t schema = RESULT_SCHEMA, model = LINLI_MODEL_VERSION;
    struct h5_file *file = writing->file;
    char source[64];
    h5_object root = -1;
    snprintf(source, sizeof source, "Linli %s, model version %d", LINLI_VERSION,
             LINLI_MODEL_VERSION);
    const char *const texts[][2] = {
        {"Conventions", "CF-1.10"},
        {"title", result_title(layout->scenario, LANGUAGE_EN)},
        {"title_zh", result_title(layout->scenario, LANGUAGE_ZH)},
        {"institution", "computed with Linli, an agent-based simulator of community "
                        "services in Chinese cities"},
        {"source", source},
        {"history", command},
        {"references", "docs/RESULTS.md, docs/MODEL.md"},
        {"license", "results belong to whoever computed them; Linli: Apache-2.0"},
        {"city", layout->city->name_en},
        {"city_zh", layout->city->name_zh},
    };
    TRY(h5_find(file, "/", &root, err));
    int status = 0;
    for (size_t i = 0; status == 0 && i < sizeof texts / sizeof *texts; i++)
        status = h5_set_text(file, root, texts[i][0], texts[i][1], err);
    if (status == 0)
        status = h5_set_numbers(file, root, "linli_schema", H5_INT32, 1, &schema, err);
    if (status == 0)
        status = h5_set_numbers(file, root, "linli_model", H5_INT32, 1, &model, err);
    h5_release(root);
    return status;
}

static int put_text(struct h5_file *file, const char *path, const char *text,
                    const char *en, const char *zh, struct error *err)
{
    const struct h5_shape shape = {.rank = 0};
    h5_object object = -1;
    TRY(h5_dataset(file, path, H5_TEXT, &shape, &object, err));
    int status = result_describe(file, object, NULL, en, zh, err);
    if (status == 0)
        status = h5_write(file, object, H5_TEXT, NULL, NULL, &text, err);
    h5_release(object);
    return status;
}

static int write_texts(const struct result_writing *writing, const char *command,
                       struct error *err)
{
    const struct result_layout *layout = writing->layout;
    struct h5_file *file = writing->file;
    const struct input_file *yaml = inputs_find(layout->inputs, layout->scenario->path);
    char *path = relocation_path(writing->relocation, layout->scenario->path);
    char digest[DIGEST_TEXT];
    int status = -1;
    if (path == NULL)
        return error_set(err, MESSAGE_MEMORY, layout->scenario->path);
    digest_text(layout->digest, digest);
    TRY_OR(done,
           put_text(file, "/provenance/scenario_path", path,
                    "path of the scenario among the inputs", "情景文件路径", err));
    TRY_OR(done,
           put_text(file, "/provenance/scenario_yaml", yaml != NULL ? yaml->bytes : "",
                    "the scenario as it was given", "情景文件原文", err));
    TRY_OR(done, put_text(file, "/provenance/scenario_effective", layout->effective,
                          "every value in force, without 'extends'",
                          "全部取值（已展开 extends）", err));
    TRY_OR(done, put_text(file, "/provenance/command", command,
                          "command that gives these results", "得到本结果的命令", err));
    TRY_OR(done, put_text(file, "/provenance/code_version", LINLI_VERSION,
                          "version of Linli", "邻里版本", err));
    TRY_OR(done, put_text(file, "/provenance/digest", digest,
                          "SHA-256 of scenario, inputs, model version and schema",
                          "情景、输入、模型版本与格式的摘要", err));
    status = 0;
done:
    free(path);
    return status;
}

/* One input file, byte for byte. An empty one has one byte that does not count, for no
 * reader likes a dimension of length 0: attribute `size` tells. */
static int put_input(const struct result_writing *writing, int number, const char *path,
                     const struct input_file *input, struct error *err)
{
    enum { CHUNK = 1 << 20 };
    struct h5_file *file = writing->file;
    const int64_t length = input->size > 0 ? (int64_t)input->size : 1, start = 0;
    const int64_t size = (int64_t)input->size;
    char name[64], dimension[64], digest[DIGEST_TEXT];
    h5_object object = -1;
    snprintf(name, sizeof name, "/provenance/inputs/file_%03d", number);
    snprintf(dimension, sizeof dimension, "/provenance/inputs/bytes_%03d", number);
    digest_text(input->digest, digest);
    const struct h5_shape shape = {.rank = 1,
                                   .size = {length},
                                   .chunk = {length < CHUNK ? length : CHUNK},
                                   .dimension = {dimension}};
    TRY(h5_dimension(file, dimension, length, err));
    TRY(h5_dataset(file, name, H5_UINT8, &shape, &object, err));
    int status = h5_set_text(file, object, "path", path, err);
    if (status == 0)
        status = h5_set_text(file, object, "sha256", digest, err);
    if (status == 0)
        status = h5_set_numbers(file, object, "size", H5_INT64, 1, &size, err);
    if (status == 0)
        status = h5_write(file, object, H5_UINT8, &start, &length, input->bytes, err);
    h5_release(object);
    return status;
}

static int write_inputs(const struct result_writing *writing, struct error *err)
{
    const struct inputs *inputs = writing->layout->inputs;
    const int32_t count = (int32_t)inputs->count;
    h5_object group = -1;
    TRY(h5_group(writing->file, "/provenance/inputs", err));
    TRY(h5_find(writing->file, "/provenance/inputs", &group, err));
    int status =
        h5_set_numbers(writing->file, group, "count", H5_INT32, 1, &count, err);
    h5_release(group);
    for (int i = 0; status == 0 && i < count; i++) {
        char *path = relocation_path(writing->relocation, inputs->files[i].path);
        status = path != NULL ? put_input(writing, i, path, &inputs->files[i], err)
                              : error_set(err, MESSAGE_MEMORY, inputs->files[i].path);
        free(path);
    }
    return status;
}

int result_write_provenance(const struct result_writing *writing, struct error *err)
{
    char *command = result_command(writing->layout, writing->relocation);
    int status = -1;
    if (command == NULL)
        return error_set(err, MESSAGE_MEMORY, "provenance");
    TRY_OR(done, write_globals(writing, command, err));
    TRY_OR(done, h5_group(writing->file, "/provenance", err));
    TRY_OR(done, write_texts(writing, command, err));
    TRY_OR(done, write_inputs(writing, err));
    status = 0;
done:
    free(command);
    return status;
}
