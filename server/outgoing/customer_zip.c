// SPDX-License-Identifier: Apache-2.0
#include "server/outgoing/customer_zip.h"

#include "server/reports/customer_export.h"

static enum err begin(void *ctx, const char *path, struct error *error)
{
    return zip_file_begin(ctx, path, error);
}

static enum err add(void *ctx, const void *bytes, size_t len, struct error *error)
{
    return zip_file_add(ctx, bytes, len, error);
}

static enum err end(void *ctx, struct error *error)
{
    return zip_file_end(ctx, error);
}

enum err customer_zip_fill(struct zip_file *zip, const struct customer_zip *order,
                           struct error *error)
{
    const struct customer_sink sink = {.ctx = zip, .begin = begin, .add = add, .end = end};
    const struct disk *disk = order->step->disk;
    struct audit_row audit = {.who = span_of(order->job->asked_by)};
    struct customer_export made;
    const struct customer_export_order wish = {.office = order->step->office,
                                               .view = order->view,
                                               .site = order->site,
                                               .to = &sink,
                                               .disk = disk,
                                               .folder = disk->root,
                                               .by = order->job->asked_by,
                                               .now_ms = order->made_ms,
                                               .audit = &audit,
                                               .stop = order->step->stop};

    return customer_export_write(&wish, &made, error);
}
