/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Writes the tables a period at a time: memory does not grow with rows or years. */
#include "analysis/export.h"

#include "analysis/precision.h"
#include "analysis/sheet.h"

#include <jansson.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct exporting {
    struct result *result;
    const struct export_options *options;
    char **labels[DIMENSIONS]; /* owned; of the dimensions met so far */
    json_t *resources;         /* owned */
    struct precision precision;
};

static bool is_wanted(const struct exporting *e, enum series series)
{
    return result_periods(e->result, series) > 0 &&
           (e->options->chosen == NULL || e->options->chosen[series]);
}

static int read_labels(struct exporting *e, enum dimension dimension, struct error *err)
{
    if (e->labels[dimension] != NULL)
        return 0;
    return result_read_labels(e->result, dimension, LANGUAGE_EN, &e->labels[dimension],
                              err);
}

static int open_table(const struct exporting *e, const char *name, struct sheet *sheet,
                      struct error *err)
{
    char *path = NULL;
    if (asprintf(&path, "%s/%s.csv", e->options->folder, name) < 0)
        return error_set(err, MESSAGE_MEMORY, name);
    const int status = sheet_open(sheet, path, e->options->bom, err);
    free(path);
    return status;
}

/* A column of a table. Takes part in `fields`; jansson passes failures on as NULL. */
static void add_field(json_t *fields, const char *name, const char *type,
                      const char *title, const char *title_zh, const char *unit)
{
    json_t *field = json_pack("{s:s, s:s, s:s, s:s}", "name", name, "type", type,
                              "title", title, "title_zh", title_zh);
    if (unit != NULL)
        json_object_set_new(field, "unit", json_string(unit));
    json_array_append_new(fields, field);
}

/* Whether positions are called by words that the file gives. */
static bool has_words(enum dimension dimension)
{
    switch (dimension) {
    case DIMENSION_PRODUCT:
    case DIMENSION_SERVICE:
    case DIMENSION_TRADE:
    case DIMENSION_ACCOUNT:
    case DIMENSION_PAYER:
    case DIMENSION_PAYEE:
    case DIMENSION_PURPOSE: return true;
    default: return false;
    }
}

/* What a column of a dimension holds. */
static const struct {
    const char *en, *zh;
} dimension_titles[DIMENSIONS] = {
    [DIMENSION_COMMUNITY] = {"code of the community", "社区代码"},
    [DIMENSION_DISTRICT] = {"code of the district", "区县代码"},
    [DIMENSION_AGE_GROUP] = {"age group", "年龄组"},
    [DIMENSION_AGE] = {"completed age, years", "周岁"},
    [DIMENSION_SEX] = {"sex", "性别"},
    [DIMENSION_REGISTRATION] = {"household registration", "户籍"},
    [DIMENSION_CARE] = {"state of care", "失能程度"},
    [DIMENSION_SIZE] = {"persons of the household", "家庭人数"},
    [DIMENSION_HOUSEHOLD_TYPE] = {"type of household", "家庭类型"},
    [DIMENSION_EVENT] = {"event", "事件"},
    [DIMENSION_ORDER] = {"order of birth", "孩次"},
    [DIMENSION_DEPENDENCY] = {"dependency ratio", "抚养比类别"},
    [DIMENSION_PRODUCT] = {"product", "服务项目"},
    [DIMENSION_SERVICE] = {"service", "服务"},
    [DIMENSION_GROUP] = {"group of residents, one breakdown after the other",
                         "居民分组（依次为各单项分组）"},
    [DIMENSION_OUTCOME] = {"how the need was met, or why not", "需要的结局"},
    [DIMENSION_RELAXED] = {"term that was relaxed", "放宽的条件"},
    [DIMENSION_SLOT] = {"slot of the week", "时段"},
    [DIMENSION_MINUTES] = {"minutes of walk", "步行分钟"},
    [DIMENSION_ACCOUNT] = {"account", "账户"},
    [DIMENSION_PAYER] = {"who pays", "付款方"},
    [DIMENSION_PAYEE] = {"who is paid", "收款方"},
    [DIMENSION_PURPOSE] = {"what for", "用途"},
    [DIMENSION_TRADE] = {"trade of staff", "工种"},
    [DIMENSION_KIND] = {"kind of operator", "运营主体类型"},
    [DIMENSION_MODE] = {"operating mode", "运营模式"},
    [DIMENSION_CAUSE] = {"cause", "原因"},
    [DIMENSION_CLOSING_AGE] = {"whole years since opening", "开业满几年"},
    [DIMENSION_SITE_AGE] = {"years since opening", "开业年数"},
};

/* A column whose cells are labels of a dimension: they are listed, with the Chinese. */
static int add_dimension(struct exporting *e, json_t *fields, enum dimension dimension,
                         struct error *err)
{
    char **zh = NULL;
    int count = 0;
    const char *name = series_dimension(dimension);
    const bool listed =
        series_labels(dimension, &count) != NULL || has_words(dimension);
    TRY(read_labels(e, dimension, err));
    add_field(fields, name, listed ? "string" : "integer",
              dimension_titles[dimension].en, dimension_titles[dimension].zh, NULL);
    if (!listed)
        return 0;
    TRY(result_read_labels(e->result, dimension, LANGUAGE_ZH, &zh, err));
    json_t *categories = json_array();
    for (int i = 0; e->labels[dimension][i] != NULL; i++)
        json_array_append_new(categories,
                              json_pack("{s:s, s:s}", "value", e->labels[dimension][i],
                                        "label_zh", zh[i]));
    json_object_set_new(json_array_get(fields, json_array_size(fields) - 1),
                        "categories", categories);
    result_free_labels(zh);
    return 0;
}

/* Takes `fields`. */
static void add_resource(struct exporting *e, const char *name, const char *title,
                         const char *title_zh, json_t *fields)
{
    char path[96];
    snprintf(path, sizeof path, "%s.csv", name);
    json_array_append_new(
        e->resources,
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:{s:[s], s:o}}", "name", name,
                  "path", path, "format", "csv", "mediatype", "text/csv", "encoding",
                  "utf-8", "title", title, "title_zh", title_zh, "schema",
                  "missingValues", "", "fields", fields));
}

/* Says of the last resource what is not in it. */
static void add_note(struct exporting *e, const char *key, const char *text)
{
    json_t *resource = json_array_get(e->resources, json_array_size(e->resources) - 1);
    const char *old = json_string_value(json_object_get(resource, key));
    json_object_set_new(resource, key,
                        json_sprintf("%s%s%s", old ? old : "", old ? "; " : "", text));
}

static void describe_start(struct exporting *e, enum series series)
{
    const struct result_summary *summary = result_summary(e->result);
    const int first = result_first_reported(e->result, series);
    char when[16], text[160];
    if (first == 0)
        return;
    if (series_info[series].when == SERIES_YEAR)
        snprintf(when, sizeof when, "%d", summary->year_first + first);
    else
        month_text(summary->month_first + first, when);
    snprintf(text, sizeof text,
             "begins with %s: the first %d months of the run are the warm start of "
             "services and are not reported",
             when, SERIES_WARM_MONTHS);
    add_note(e, "description", text);
    snprintf(text, sizeof text, "自 %s 起：运行的最初 %d 个月为服务的预热期，不报告",
             when, SERIES_WARM_MONTHS);
    add_note(e, "description_zh", text);
}

/* Says of tables by community and product how true positions are. */
static void describe_positions(struct exporting *e, enum series series)
{
    const struct series_info *info = &series_info[series];
    if (info->domain != DOMAIN_SERVICES || info->dimension[0] != DIMENSION_COMMUNITY ||
        !precision_any(&e->precision))
        return;
    add_note(e, "description", precision_warning(LANGUAGE_EN));
    add_note(e, "description_zh", precision_warning(LANGUAGE_ZH));
    if (series != SERIES_community_reach)
        return;
    add_note(e, "description",
             "5 and 10 minutes are withheld where sites are synthetic or the "
             "community's point is not observed");
    add_note(e, "description_zh",
             "设施位置为合成或社区位置非实测的，不给出 5 分钟和 10 分钟的数字");
}

static int describe_series(struct exporting *e, enum series series, struct error *err)
{
    const struct series_info *info = &series_info[series];
    const bool yearly = info->when == SERIES_YEAR;
    json_t *fields = json_array();
    add_field(fields, "row", "integer", "run: one draw of parameters with one seed",
              "运行序号：一组参数配一个随机种子", NULL);
    add_field(fields, yearly ? "year" : "month", yearly ? "year" : "yearmonth",
              yearly ? "calendar year" : "month", yearly ? "日历年" : "月份", NULL);
    for (int i = 0; i < SERIES_DIMENSIONS; i++)
        if (info->dimension[i] != DIMENSION_NONE &&
            add_dimension(e, fields, info->dimension[i], err) != 0) {
            json_decref(fields);
            return -1;
        }
    add_field(fields, "value", info->type == SERIES_INT32 ? "integer" : "number",
              info->en, info->zh, info->unit);
    add_resource(e, info->name, info->en, info->zh, fields);
    describe_start(e, series);
    describe_positions(e, series);
    return 0;
}

static void put_header(struct sheet *sheet, const struct series_info *info)
{
    sheet_text(sheet, "row");
    sheet_text(sheet, info->when == SERIES_YEAR ? "year" : "month");
    for (int i = 0; i < SERIES_DIMENSIONS; i++)
        if (info->dimension[i] != DIMENSION_NONE)
            sheet_text(sheet, series_dimension(info->dimension[i]));
    sheet_text(sheet, "value");
    sheet_end_line(sheet);
}

/* Whether positions are too uncertain for an element. */
static bool is_withheld(const struct exporting *e, enum series series,
                        const int64_t index[SERIES_DIMENSIONS])
{
    return series == SERIES_community_reach &&
           !precision_tells(&e->precision, (int)index[0], (int)index[1], (int)index[2]);
}

/* The lines of one row and period; `data` as result_read_series gives it. */
static void put_period(const struct exporting *e, struct sheet *sheet,
                       enum series series, int run, const char *when, const void *data)
{
    enum dimension dimension[SERIES_DIMENSIONS];
    int64_t size[SERIES_DIMENSIONS], index[SERIES_DIMENSIONS] = {0};
    const int rank = result_dimensions(e->result, series, dimension, size);
    const int64_t elements = result_elements(e->result, series);
    for (int64_t i = 0; i < elements; i++) {
        sheet_whole(sheet, run);
        sheet_text(sheet, when);
        for (int d = 0; d < rank; d++)
            sheet_text(sheet, e->labels[dimension[d]][index[d]]);
        if (is_withheld(e, series, index))
            sheet_text(sheet, "");
        else if (series_info[series].type == SERIES_INT32)
            sheet_whole(sheet, ((const int32_t *)data)[i]);
        else
            sheet_number(sheet, ((const double *)data)[i]);
        sheet_end_line(sheet);
        for (int d = rank - 1; d >= 0 && ++index[d] == size[d]; d--)
            index[d] = 0;
    }
}

static int put_series(struct exporting *e, struct sheet *sheet, enum series series,
                      struct error *err)
{
    const struct result_summary *summary = result_summary(e->result);
    char when[16];
    void *data = calloc((size_t)result_elements(e->result, series) + 1, sizeof(double));
    if (data == NULL)
        return error_set(err, MESSAGE_MEMORY, series_info[series].name);
    put_header(sheet, &series_info[series]);
    int status = 0;
    for (int run = 0; run < summary->rows && status == 0; run++)
        for (int i = result_first_reported(e->result, series);
             i < result_periods(e->result, series) && status == 0; i++) {
            if (series_info[series].when == SERIES_YEAR)
                snprintf(when, sizeof when, "%d", summary->year_first + i);
            else
                month_text(summary->month_first + i, when);
            status = result_read_series(e->result, series, run, i, 1, data, err);
            if (status == 0)
                put_period(e, sheet, series, run, when, data);
        }
    free(data);
    return status;
}

static int export_series(struct exporting *e, enum series series, struct error *err)
{
    struct sheet sheet;
    TRY(describe_series(e, series, err));
    TRY(open_table(e, series_info[series].name, &sheet, err));
    if (put_series(e, &sheet, series, err) != 0) {
        sheet_abandon(&sheet);
        return -1;
    }
    return sheet_close(&sheet, err);
}

static void describe_communities(struct exporting *e)
{
    json_t *fields = json_array();
    add_field(fields, "community", "integer", "code of the community", "社区代码",
              NULL);
    add_field(fields, "name", "string", "name of the community", "社区名称", NULL);
    add_field(fields, "district", "integer", "code of the district", "所属区县代码",
              NULL);
    add_field(fields, "type", "string", "type of the community", "社区类型", NULL);
    add_field(fields, "longitude", "number", "longitude, WGS-84", "经度，WGS-84",
              "degrees_east");
    add_field(fields, "latitude", "number", "latitude, WGS-84", "纬度，WGS-84",
              "degrees_north");
    add_resource(e, "communities", "communities", "社区", fields);
}

static int put_communities(struct exporting *e, struct sheet *sheet,
                           double *const *column, char **names, struct error *err)
{
    static const char *const header[] = {"community", "name",      "district",
                                         "type",      "longitude", "latitude"};
    for (size_t i = 0; i < sizeof header / sizeof *header; i++)
        sheet_text(sheet, header[i]);
    sheet_end_line(sheet);
    TRY(read_labels(e, DIMENSION_COMMUNITY, err));
    for (int c = 0; c < result_summary(e->result)->communities; c++) {
        const char *type = result_community_type((int)column[RESULT_PLACE_TYPE][c]);
        sheet_text(sheet, e->labels[DIMENSION_COMMUNITY][c]);
        sheet_text(sheet, names[c]);
        sheet_whole(sheet, (int64_t)column[RESULT_PLACE_DISTRICT][c]);
        sheet_text(sheet, type != NULL ? type : "");
        sheet_number(sheet, column[RESULT_PLACE_LONGITUDE][c]);
        sheet_number(sheet, column[RESULT_PLACE_LATITUDE][c]);
        sheet_end_line(sheet);
    }
    return 0;
}

static int export_communities(struct exporting *e, struct error *err)
{
    const size_t count = (size_t)result_summary(e->result)->communities;
    double *column[RESULT_PLACE_COLUMNS];
    char **names = NULL;
    struct sheet sheet = {0};
    double *memory = calloc(count * RESULT_PLACE_COLUMNS + 1, sizeof *memory);
    int status = -1;
    if (memory == NULL)
        return error_set(err, MESSAGE_MEMORY, "communities");
    for (enum result_place_column k = 0; k < RESULT_PLACE_COLUMNS; k++) {
        column[k] = memory + k * count;
        TRY_OR(done, result_read_places(e->result, k, column[k], err));
    }
    TRY_OR(done, result_read_labels(e->result, DIMENSION_COMMUNITY, LANGUAGE_ZH, &names,
                                    err));
    describe_communities(e);
    TRY_OR(done, open_table(e, "communities", &sheet, err));
    TRY_OR(done, put_communities(e, &sheet, column, names, err));
    status = sheet_close(&sheet, err);
done:
    sheet_abandon(&sheet);
    result_free_labels(names);
    free(memory);
    return status;
}

/* Through a sheet as well, so that half a file never has the name. */
static int put_package(const struct exporting *e, const json_t *package,
                       struct error *err)
{
    struct sheet sheet;
    char *path = NULL, *text = json_dumps(package, JSON_INDENT(1));
    int status = -1;
    if (text == NULL ||
        asprintf(&path, "%s/datapackage.json", e->options->folder) < 0) {
        path = NULL;
        error_set(err, MESSAGE_MEMORY, e->options->folder);
    } else if (sheet_open(&sheet, path, false, err) == 0) {
        fputs(text, sheet.file);
        sheet_end_line(&sheet);
        status = sheet_close(&sheet, err);
    }
    free(text);
    free(path);
    return status;
}

static int write_package(const struct exporting *e, struct error *err)
{
    const struct result_summary *summary = result_summary(e->result);
    json_t *package = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:O}", "profile", "tabular-data-package",
        "name", "linli-results", "title", summary->title_en, "title_zh",
        summary->title_zh, "city", summary->city_en, "version", summary->code_version,
        "digest", summary->digest, "resources", e->resources);
    const int status = package != NULL
                           ? put_package(e, package, err)
                           : error_set(err, MESSAGE_MEMORY, e->options->folder);
    json_decref(package);
    return status;
}

static int export_all(struct exporting *e, struct error *err)
{
    if (mkdir(e->options->folder, 0777) != 0 && errno != EEXIST)
        return error_set(err, MESSAGE_FILE_WRITE, e->options->folder, strerror(errno));
    TRY(precision_read(e->result, &e->precision, err));
    TRY(export_communities(e, err));
    for (enum series series = 0; series < SERIES_COUNT; series++)
        if (is_wanted(e, series))
            TRY(export_series(e, series, err));
    return write_package(e, err);
}

int export_tables(struct result *result, const struct export_options *options,
                  struct error *err)
{
    struct exporting e = {
        .result = result, .options = options, .resources = json_array()};
    const int status = e.resources != NULL
                           ? export_all(&e, err)
                           : error_set(err, MESSAGE_MEMORY, options->folder);
    for (enum dimension dimension = 0; dimension < DIMENSIONS; dimension++)
        result_free_labels(e.labels[dimension]);
    json_decref(e.resources);
    precision_free(&e.precision);
    return status;
}
