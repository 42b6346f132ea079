/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The services and products of a results file, with what the catalogue says of them. */
#include "io/result_write.h"

#include <stdlib.h>

/* A variable along the products or the services, or (dimension NULL) their coordinate. */
struct column {
    const char *path, *dimension;
    enum h5_type type;
    int64_t size;
    const void *data;
    enum result_flags flags;
    const char *en, *zh;
};

static int put_column(struct h5_file *file, const struct column *column,
                      struct error *err)
{
    const int64_t start = 0;
    h5_object object = -1;
    const struct h5_shape shape = {
        .rank = 1, .size = {column->size}, .dimension = {column->dimension}};
    if (column->dimension == NULL)
        TRY(h5_coordinate(file, column->path, column->type, column->size, column->data,
                          &object, err));
    else
        TRY(h5_dataset(file, column->path, column->type, &shape, &object, err));
    int status = result_describe(file, object, column->type == H5_TEXT ? NULL : "1",
                                 column->en, column->zh, err);
    if (status == 0)
        status = result_set_flags(file, object, column->flags, err);
    if (status == 0 && column->dimension != NULL)
        status = h5_write(file, object, column->type, &start, &column->size,
                          column->data, err);
    h5_release(object);
    return status;
}

static int put_services(struct h5_file *file, const struct catalogue *catalogue,
                        struct error *err)
{
    const int count = catalogue->service_count;
    const char *key[CATALOGUE_SERVICES], *en[CATALOGUE_SERVICES];
    const char *zh[CATALOGUE_SERVICES];
    for (int i = 0; i < count; i++) {
        key[i] = catalogue->services[i].key;
        en[i] = catalogue->services[i].en;
        zh[i] = catalogue->services[i].zh;
    }
    const struct column columns[] = {
        {"/service", NULL, H5_TEXT, count, key, FLAGS_NONE, "key of the service",
         "服务代码"},
        {"/service_name", "/service", H5_TEXT, count, en, FLAGS_NONE,
         "name of the service", "服务英文名称"},
        {"/service_name_zh", "/service", H5_TEXT, count, zh, FLAGS_NONE,
         "name of the service in Chinese", "服务名称"},
    };
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        TRY(put_column(file, &columns[i], err));
    return 0;
}

static int put_products(struct h5_file *file, const struct catalogue *catalogue,
                        struct error *err)
{
    const int count = catalogue->product_count;
    const char *key[CATALOGUE_PRODUCTS], *en[CATALOGUE_PRODUCTS];
    const char *zh[CATALOGUE_PRODUCTS], *service[CATALOGUE_PRODUCTS];
    int8_t use[CATALOGUE_PRODUCTS], delivery[CATALOGUE_PRODUCTS];
    int8_t tier[CATALOGUE_PRODUCTS];
    for (int i = 0; i < count; i++) {
        const struct product *product = &catalogue->products[i];
        key[i] = product->key;
        en[i] = product->en;
        zh[i] = product->zh;
        service[i] = catalogue->services[product->service].key;
        use[i] = (int8_t)product->use;
        delivery[i] = (int8_t)product->delivery;
        tier[i] = (int8_t)product->tier;
    }
    const struct column columns[] = {
        {"/product", NULL, H5_TEXT, count, key, FLAGS_NONE, "key of the product",
         "服务项目代码"},
        {"/product_name", "/product", H5_TEXT, count, en, FLAGS_NONE,
         "name of the product", "服务项目英文名称"},
        {"/product_name_zh", "/product", H5_TEXT, count, zh, FLAGS_NONE,
         "name of the product in Chinese", "服务项目名称"},
        {"/product_service", "/product", H5_TEXT, count, service, FLAGS_NONE,
         "service that the product belongs to", "所属服务"},
        {"/product_use", "/product", H5_INT8, count, use, FLAGS_USE,
         "held as a place from month to month, or used by visits",
         "按名额（逐月持有）或按次使用"},
        {"/product_delivery", "/product", H5_INT8, count, delivery, FLAGS_DELIVERY,
         "where it is given", "提供地点"},
        {"/product_tier", "/product", H5_INT8, count, tier, FLAGS_TIER,
         "basic service or one that improves on it", "基本保障类或品质提升类"},
    };
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        TRY(put_column(file, &columns[i], err));
    return 0;
}

int result_write_products(const struct result_writing *writing, struct error *err)
{
    const struct catalogue *catalogue = writing->layout->catalogue;
    if (writing->layout->products == 0)
        return 0;
    TRY(put_services(writing->file, catalogue, err));
    return put_products(writing->file, catalogue, err);
}
