// SPDX-License-Identifier: Apache-2.0
#include "server/sync/parcel_read.h"

#include "server/storage/erasures.h"
#include "server/storage/scope.h"
#include "server/sync/office_parts.h"
#include "server/sync/parcel_blob.h"
#include "server/sync/parcel_job.h"
#include "shared/wire/codec.h"

struct reading {
    struct parcel_job_work work;
    const struct parcel_read_wish *wish;
    struct view *view; // its own
    struct parcel_feed *feed;
    int64_t pushes, files; // items met so far
    struct error *error;
};

static bool is_its_fault(enum err code)
{
    return code == ERR_PARSE || code == ERR_CORRUPT || code == ERR_FORGED || code == ERR_DENIED
           || code == ERR_INVALID || code == ERR_PROTOCOL || code == ERR_VERSION
           || code == ERR_TOO_LARGE;
}

static enum err read_body(struct reading *r, const struct parcel_item *item, struct buffer *out)
{
    char *room
        = item->size_bytes < CODEC_BODY_MAX ? buffer_reserve(out, (size_t)item->size_bytes) : NULL;
    size_t got = 0;
    enum err result;

    if (!room)
        return error_set(r->error, ERR_CORRUPT, "a push of %llu bytes",
                         (unsigned long long)item->size_bytes);
    result = parcel_feed_read(r->feed, room, (size_t)item->size_bytes, &got, r->error);
    out->len += got;
    return result;
}

// Behind one that waits for what is missing, so does the rest of the journal.
static enum err take_push(struct reading *r, const struct parcel_item *item)
{
    struct buffer body;
    struct batch batch;
    enum err result;

    if (r->pushes++ < r->work.row.pushes || r->work.row.state == PARCEL_WAITS)
        return ERR_OK;
    buffer_init(&body, CODEC_BODY_MAX);
    result = read_body(r, item, &body);
    if (result == ERR_OK) {
        result = batch_read(&batch, NULL, (struct span){body.data, body.len}, r->error);
        if (result == ERR_OK)
            result = parcel_job_push(&r->work, &batch, r->error);
        batch_clear(&batch);
    }
    buffer_clear(&body);
    return result;
}

static enum err read_feed(void *ctx, void *bytes, size_t len, size_t *got, struct error *error)
{
    struct reading *r = ctx;

    *got = 0;
    if (*r->wish->stop)
        return error_set(error, ERR_CANCELLED, "the office is being closed");
    return parcel_feed_read(r->feed, bytes, len, got, error);
}

// As when its tablet uploads it: a site that was never its own is refused.
static enum err look_up(struct reading *r, const struct parcel_item *item, bool *held,
                        bool *allowed)
{
    enum scope_standing standing = SCOPE_NOW;
    struct admission admission;
    struct blob_row blob;
    bool erased = false;
    enum err result = view_begin(r->view, r->error);

    if (result != ERR_OK)
        return result;
    result = parcel_job_admit(r->view, &r->work.owner, &admission, r->error);
    if (result == ERR_OK && admission.state == DEVICE_ACTIVE && !uuid_is_nil(&item->site))
        result = scope_standing(r->view, &admission.device, &item->site, &standing, r->error);
    if (result == ERR_OK)
        result = erasures_has(r->view, &item->site, &erased, r->error);
    *allowed = standing != SCOPE_NEVER && !erased;
    *held = false;
    if (result == ERR_OK) {
        result = blobs_get(r->view, &item->digest, &blob, r->error);
        *held = result == ERR_OK && blob.held;
        result = result == ERR_NOT_FOUND ? ERR_OK : result;
    }
    view_end(r->view);
    return result;
}

static enum err take_file(struct reading *r, const struct parcel_item *item)
{
    struct parcel_blob_wish wish
        = {.ctx = r, .read = read_feed, .size_bytes = item->size_bytes, .digest = item->digest};
    bool allowed = false, good = false;
    enum err result;

    if (r->files++ < r->work.row.files)
        return ERR_OK;
    result = look_up(r, item, &wish.held, &allowed);
    if (result == ERR_OK && allowed)
        result = parcel_blob_take(r->work.office, &wish, &good, r->error);
    if (result != ERR_OK)
        return result;
    return parcel_job_file(&r->work, item,
                           !good       ? PARCEL_FILE_REFUSED
                           : wish.held ? PARCEL_FILE_KNOWN
                                       : PARCEL_FILE_NEW,
                           r->error);
}

static enum err take_items(struct reading *r)
{
    struct parcel_item item = {.kind = PARCEL_UNKNOWN};
    enum err result = ERR_OK;

    while (result == ERR_OK && item.kind != PARCEL_END) {
        if (*r->wish->stop)
            return error_set(r->error, ERR_CANCELLED, "the office is being closed");
        result = parcel_feed_next(r->feed, &item, r->error);
        if (result == ERR_OK && item.kind == PARCEL_PUSH)
            result = take_push(r, &item);
        else if (result == ERR_OK && item.kind == PARCEL_BLOB)
            result = take_file(r, &item);
    }
    return result;
}

// What nobody signed can only be of a tablet that is out of use: otherwise anybody could speak for
// one that works.
static enum err check_owner(struct reading *r)
{
    struct device_row row;
    enum err result = view_begin(r->view, r->error);

    if (result != ERR_OK)
        return result;
    result = devices_get(r->view, &r->work.owner.device, &row, r->error);
    view_end(r->view);
    if (result == ERR_OK && !r->work.owner.is_signed && row.state == DEVICE_ACTIVE)
        return error_set(r->error, ERR_DENIED,
                         "没有签名,而这台平板仍在使用:请先停用它(plumbd device revoke) it is not "
                         "signed, and its tablet is in use: revoke that first");
    return result == ERR_NOT_FOUND ? ERR_OK : result;
}

static enum err read_source(struct reading *r, const struct parcel_source *source)
{
    struct office *office = r->work.office;
    enum err result = parcel_feed_check(office, source, r->wish->pass, &r->work.owner, r->error);

    r->work.row.device = r->work.owner.device;
    r->work.row.made_ms = r->work.owner.made_ms;
    r->work.row.state = PARCEL_ARRIVED;
    r->work.row.detail[0] = '\0';
    if (result == ERR_OK)
        result = check_owner(r);
    if (result == ERR_OK)
        result = parcel_feed_open(office, source, &r->feed, r->error);
    if (result == ERR_OK)
        result = take_items(r);
    parcel_feed_free(r->feed);
    return result;
}

static enum err read_blob(struct reading *r)
{
    struct office *office = r->work.office;
    struct parcel_source_file file = {.disk = office->disk};
    struct parcel_source source;
    uint64_t size = 0;
    enum err result
        = blob_store_open_blob(office->blobs, &r->wish->digest, &file.file, &size, r->error);

    if (result != ERR_OK)
        return error_wrap(r->error, ERR_IO, "the handover file itself");
    result = parcel_source_of_file(&file, &source, r->error);
    if (result == ERR_OK)
        result = read_source(r, &source);
    blob_store_close_file(office->blobs, file.file);
    return result;
}

static enum err find_row(struct reading *r)
{
    enum err result = view_begin(r->view, r->error);

    if (result != ERR_OK)
        return result;
    result = parcels_get(r->view, &r->wish->digest, &r->work.row, r->error);
    view_end(r->view);
    return result;
}

// How it ended is kept with it, whatever it was.
static enum err conclude(struct reading *r, enum err result)
{
    struct error why = {0};

    if (result == ERR_OK && r->work.row.state == PARCEL_WAITS)
        return ERR_OK;
    if (result == ERR_OK)
        return parcel_job_state(&r->work, PARCEL_TAKEN, NULL, r->error);
    if (is_its_fault(result))
        return parcel_job_state(&r->work, PARCEL_REFUSED, r->error->detail, &why);
    parcel_job_state(&r->work, PARCEL_ARRIVED, r->error->detail, &why);
    return result;
}

enum err parcel_read(struct office *office, const struct parcel_read_wish *wish,
                     struct parcel_row *out, struct error *error)
{
    struct reading r
        = {.work = {.office = office, .past_gap = wish->past_gap}, .wish = wish, .error = error};
    enum err result = storage_open_view(office->storage, &r.view, error);

    if (result == ERR_OK)
        result = find_row(&r);
    if (result == ERR_OK && r.work.row.state != PARCEL_TAKEN && r.work.row.state != PARCEL_REFUSED)
        result = conclude(&r, read_blob(&r));
    *out = r.work.row;
    storage_close_view(r.view);
    return result;
}
