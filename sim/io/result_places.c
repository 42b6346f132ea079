/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The reported communities and chosen districts of a results file, with what the city
 * pack says of them. */
#include "io/result_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The columns of communities: name, type in C, TYPE, unit, value of community `c` in
 * city `city`, flags, en, zh. */
#define PLACE_COLUMNS(COLUMN)                                                          \
    COLUMN(community_name, const char *, TEXT, NULL, c->name_zh, FLAGS_NONE,           \
           "name of the community", "社区名称")                                        \
    COLUMN(community_district, int64_t, INT64, "1", city->districts[c->district].code, \
           FLAGS_NONE, "code of the district", "所属区县代码")                         \
    COLUMN(community_subdistrict, int64_t, INT64, "1", c->subdistrict, FLAGS_NONE,     \
           "code of the subdistrict", "所属街道（镇）代码")                            \
    COLUMN(longitude, double, DOUBLE, "degrees_east", c->longitude, FLAGS_NONE,        \
           "longitude of the community, WGS-84", "社区经度，WGS-84")                   \
    COLUMN(latitude, double, DOUBLE, "degrees_north", c->latitude, FLAGS_NONE,         \
           "latitude of the community, WGS-84", "社区纬度，WGS-84")                    \
    COLUMN(community_type, int8_t, INT8, "1", (int8_t)c->type, FLAGS_TYPE,             \
           "type of the community", "社区类型")                                        \
    COLUMN(community_residence, int8_t, INT8, "1", (int8_t)c->residence,               \
           FLAGS_RESIDENCE, "city, town or rural", "城区、镇区或乡村")                 \
    COLUMN(community_known_point, int8_t, INT8, "1", (int8_t)c->known_point,           \
           FLAGS_KNOWN, "how well the position is known", "位置的可靠程度")            \
    COLUMN(community_known_residents, int8_t, INT8, "1", (int8_t)c->known_residents,   \
           FLAGS_KNOWN, "how well the number of residents is known",                   \
           "居民数的可靠程度")                                                         \
    COLUMN(community_known_class, int8_t, INT8, "1", (int8_t)c->known_class,           \
           FLAGS_KNOWN, "how well city, town or rural is known", "城乡属性的可靠程度") \
    COLUMN(community_known_type, int8_t, INT8, "1", (int8_t)c->known_type,             \
           FLAGS_KNOWN, "how well the type is known", "社区类型的可靠程度")

/* The communities that are reported, in order; [communities]. */
static const struct community **list_communities(const struct result_layout *layout)
{
    const struct community **list =
        calloc((size_t)layout->communities + 1, sizeof *list);
    for (int i = 0, k = 0; list != NULL && i < layout->city->community_count; i++)
        if (layout->city->communities[i].reported)
            list[k++] = &layout->city->communities[i];
    return list;
}

static int write_communities(const struct result_writing *writing, struct error *err)
{
    const struct city *city = writing->layout->city;
    const int count = writing->layout->communities;
    const struct community **list = list_communities(writing->layout);
    void *data = calloc((size_t)count + 1, sizeof(int64_t));
    int status = -1;
    if (list == NULL || data == NULL) {
        error_set(err, MESSAGE_MEMORY, "communities");
        goto done;
    }
    for (int i = 0; i < count; i++)
        ((int64_t *)data)[i] = list[i]->code;
    TRY_OR(done, result_put_column(writing->file,
                                   &(struct result_column){
                                       "/community", NULL, H5_INT64, count, data, "1",
                                       FLAGS_NONE, "code of the community", "社区代码"},
                                   err));
#define COLUMN(name, ctype, TYPE, unit, value, flags, en, zh)                       \
    for (int i = 0; i < count; i++) {                                               \
        const struct community *c = list[i];                                        \
        ((ctype *)data)[i] = value;                                                 \
    }                                                                               \
    TRY_OR(done, result_put_column(writing->file,                                   \
                                   &(struct result_column){"/" #name, "/community", \
                                                           H5_##TYPE, count, data,  \
                                                           unit, flags, en, zh},    \
                                   err));
    PLACE_COLUMNS(COLUMN)
#undef COLUMN
    status = 0;
done:
    free(list);
    free(data);
    return status;
}

static int write_districts(const struct result_writing *writing, struct error *err)
{
    const struct city *city = writing->layout->city;
    const int count = writing->layout->districts;
    int64_t *codes = calloc((size_t)count + 1, sizeof *codes);
    const char **zh = calloc((size_t)count + 1, sizeof *zh);
    const char **en = calloc((size_t)count + 1, sizeof *en);
    int status = -1;
    if (codes == NULL || zh == NULL || en == NULL) {
        error_set(err, MESSAGE_MEMORY, "districts");
        goto done;
    }
    for (int i = 0, k = 0; i < city->district_count; i++) {
        if (!city->districts[i].chosen)
            continue;
        codes[k] = city->districts[i].code;
        zh[k] = city->districts[i].name_zh;
        en[k++] = city->districts[i].name_en;
    }
    TRY_OR(done, result_put_column(writing->file,
                                   &(struct result_column){
                                       "/district", NULL, H5_INT64, count, codes, "1",
                                       FLAGS_NONE, "code of the district", "区县代码"},
                                   err));
    TRY_OR(done,
           result_put_column(writing->file,
                             &(struct result_column){
                                 "/district_name", "/district", H5_TEXT, count, zh,
                                 NULL, FLAGS_NONE, "name of the district", "区县名称"},
                             err));
    TRY_OR(done, result_put_column(
                     writing->file,
                     &(struct result_column){"/district_name_en", "/district", H5_TEXT,
                                             count, en, NULL, FLAGS_NONE,
                                             "name of the district in Latin letters",
                                             "区县名称（拉丁字母）"},
                     err));
    status = 0;
done:
    free(codes);
    free(zh);
    free(en);
    return status;
}

int result_write_places(const struct result_writing *writing, struct error *err)
{
    TRY(write_communities(writing, err));
    return write_districts(writing, err);
}
