/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The services and products of a results file, with what the catalogue says of them. */
#include "io/result_write.h"

#include <stdlib.h>

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
    const struct result_column columns[] = {
        {"/service", NULL, H5_TEXT, count, key, NULL, FLAGS_NONE, "key of the service",
         "服务代码"},
        {"/service_name", "/service", H5_TEXT, count, en, NULL, FLAGS_NONE,
         "name of the service", "服务英文名称"},
        {"/service_name_zh", "/service", H5_TEXT, count, zh, NULL, FLAGS_NONE,
         "name of the service in Chinese", "服务名称"},
    };
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        TRY(result_put_column(file, &columns[i], err));
    return 0;
}

static int put_products(struct h5_file *file, const struct catalogue *catalogue,
                        const bool *synthetic, struct error *err)
{
    const int count = catalogue->product_count;
    const char *key[CATALOGUE_PRODUCTS], *en[CATALOGUE_PRODUCTS];
    const char *zh[CATALOGUE_PRODUCTS], *service[CATALOGUE_PRODUCTS];
    int8_t use[CATALOGUE_PRODUCTS], delivery[CATALOGUE_PRODUCTS];
    int8_t tier[CATALOGUE_PRODUCTS], drawn[CATALOGUE_PRODUCTS];
    for (int i = 0; i < count; i++) {
        const struct product *product = &catalogue->products[i];
        key[i] = product->key;
        en[i] = product->en;
        zh[i] = product->zh;
        service[i] = catalogue->services[product->service].key;
        use[i] = (int8_t)product->use;
        delivery[i] = (int8_t)product->delivery;
        tier[i] = (int8_t)product->tier;
        drawn[i] = synthetic != NULL && synthetic[i];
    }
    const struct result_column columns[] = {
        {"/product", NULL, H5_TEXT, count, key, NULL, FLAGS_NONE, "key of the product",
         "服务项目代码"},
        {"/product_name", "/product", H5_TEXT, count, en, NULL, FLAGS_NONE,
         "name of the product", "服务项目英文名称"},
        {"/product_name_zh", "/product", H5_TEXT, count, zh, NULL, FLAGS_NONE,
         "name of the product in Chinese", "服务项目名称"},
        {"/product_service", "/product", H5_TEXT, count, service, NULL, FLAGS_NONE,
         "service that the product belongs to", "所属服务"},
        {"/product_use", "/product", H5_INT8, count, use, "1", FLAGS_USE,
         "held as a place from month to month, or used by visits",
         "按名额（逐月持有）或按次使用"},
        {"/product_delivery", "/product", H5_INT8, count, delivery, "1", FLAGS_DELIVERY,
         "where it is given", "提供地点"},
        {"/product_tier", "/product", H5_INT8, count, tier, "1", FLAGS_TIER,
         "basic service or one that improves on it", "基本保障类或品质提升类"},
        {"/product_synthetic", "/product", H5_INT8, count, drawn, "1", FLAGS_NO_YES,
         "positions of its sites, or of some, were drawn: read city and group figures, "
         "not single communities",
         "其全部或部分设施的位置为合成：请读取全市与分组数字，不要读取单个社区的数字"},
    };
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        TRY(result_put_column(file, &columns[i], err));
    return 0;
}

int result_write_products(const struct result_writing *writing, struct error *err)
{
    const struct catalogue *catalogue = writing->layout->catalogue;
    if (writing->layout->products == 0)
        return 0;
    TRY(put_services(writing->file, catalogue, err));
    return put_products(writing->file, catalogue, writing->layout->synthetic, err);
}
