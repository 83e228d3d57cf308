// SPDX-License-Identifier: Apache-2.0
#include "agent/sync/handover.h"

#include "agent/store/outgoing.h"
#include "agent/store/shelf.h"
#include "shared/base/memory.h"

#include <stdio.h>
#include <string.h>

enum { PATH_BYTES = 320 };

// One file on its way in.
struct accepting {
    const struct handover_options *options;
    struct handover_summary *summary;
    struct parcel_head head;
    struct shelf_draft *draft;
    uint64_t done, total;
    struct error *error;
};

static enum err copy_piece(void *ctx, const void *bytes, size_t len, struct error *error)
{
    struct accepting *a = ctx;
    a->done += len;
    if (a->options->progress)
        a->options->progress(a->options->arg, a->done, a->total);
    return shelf_add(a->draft, bytes, len, error);
}

// A file that is here, or was and is at the office, needs no second copy.
static enum err keep(struct accepting *a)
{
    struct outgoing_row row;
    struct store *store = a->options->store;
    enum err err = store_begin(store, a->error);
    if (err != ERR_OK)
        return err;
    err = outgoing_get(store, &a->summary->digest, &row, a->error);
    if (err == ERR_NOT_FOUND) {
        row = (struct outgoing_row){.digest = a->summary->digest,
                                    .size = a->summary->size_bytes,
                                    .lane = LANE_PARCEL,
                                    .site = uuid_nil,
                                    .record = uuid_nil,
                                    .added_ms = clock_wall_ms(&a->options->clock),
                                    .present = true};
        err = shelf_place(a->draft, a->error);
        if (err == ERR_OK)
            err = outgoing_put(store, &row, a->error);
    }
    if (err == ERR_OK)
        return store_commit(store, a->error);
    store_rollback(store);
    return err;
}

static enum err check_head(const struct accepting *a)
{
    enum err err = parcel_head_check(&a->head, a->options->ca_pem, a->error);
    if (err == ERR_OK && uuid_equal(&a->head.device, &a->options->device))
        err = error_set(a->error, ERR_INVALID,
                        "这是本平板自己的交接文件，内容都还在本机 this handover file is this very "
                        "tablet's: all of it is still here");
    return err;
}

static enum err take_in(struct accepting *a, const struct parcel_source *source)
{
    const struct handover_options *o = a->options;
    struct parcel_check *check = parcel_check_begin(source->size_bytes);
    enum err err = check_head(a);
    if (err == ERR_OK)
        err = shelf_begin(o->disk, o->random, &a->draft, a->error);
    if (err == ERR_OK)
        err = parcel_check_read(check, source, &(struct parcel_pass){a, copy_piece}, a->error);
    if (err == ERR_OK)
        err = parcel_check_finish(check, &a->head, o->ca_pem, NULL, a->error);
    if (err == ERR_OK)
        err = shelf_seal(a->draft, &a->summary->digest, &a->summary->size_bytes, a->error);
    if (err == ERR_OK)
        err = keep(a);
    parcel_check_free(check);
    shelf_free(a->draft);
    return err;
}

enum err handover_accept(const struct handover_options *options, const struct parcel_source *source,
                         struct handover_summary *out, struct error *error)
{
    struct accepting *a = mem_alloc(sizeof *a);
    *a = (struct accepting){
        .options = options, .summary = out, .total = source->size_bytes, .error = error};
    *out = (struct handover_summary){.name = ""};
    enum err err = parcel_head_read(source, &a->head, error);
    if (err == ERR_OK)
        err = take_in(a, source);
    out->device = a->head.device;
    out->made_ms = a->head.made_ms;
    out->entries = a->head.entries;
    out->blobs = a->head.blobs;
    out->parcels = a->head.parcels;
    mem_free(a);
    return err;
}

enum err handover_accept_file(const struct handover_options *options, const struct disk *disk,
                              const char *path, struct handover_summary *out, struct error *error)
{
    struct parcel_source_file file = {.disk = disk};
    struct parcel_source source;
    enum err err = disk->open(disk->ctx, path, DISK_READ, &file.file, error);
    if (err == ERR_OK)
        err = parcel_source_of_file(&file, &source, error);
    if (err == ERR_OK)
        err = handover_accept(options, &source, out, error);
    disk->close(file.file);
    return err;
}

struct listing {
    const struct disk *disk;
    handover_each *each;
    void *arg;
};

static bool is_unfinished(const char *name)
{
    size_t len = strlen(name), end = sizeof(HANDOVER_UNFINISHED) - 1;
    return len > end && strcmp(name + len - end, HANDOVER_UNFINISHED) == 0;
}

static bool list_one(void *arg, const char *name)
{
    const struct listing *listing = arg;
    struct disk_file *file = NULL;
    char path[PATH_BYTES];
    uint64_t size = 0;
    if (is_unfinished(name))
        return true;
    snprintf(path, sizeof path, HANDOVER_FOLDER "/%s", name);
    bool read = listing->disk->open(listing->disk->ctx, path, DISK_READ, &file, NULL) == ERR_OK
                && listing->disk->size(file, &size) == ERR_OK;
    listing->disk->close(file);
    return !read || listing->each(listing->arg, name, size);
}

enum err handover_list(const struct disk *disk, handover_each *each, void *arg, struct error *error)
{
    struct listing listing = {disk, each, arg};
    enum err err = disk->list(disk->ctx, HANDOVER_FOLDER, list_one, &listing);
    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    return err == ERR_OK ? ERR_OK : error_set(error, err, HANDOVER_FOLDER);
}

struct leftovers {
    char names[16][HANDOVER_NAME + sizeof HANDOVER_UNFINISHED];
    size_t count;
};

static bool gather(void *arg, const char *name)
{
    struct leftovers *left = arg;
    if (is_unfinished(name))
        text_copy(left->names[left->count++], sizeof left->names[0], span_of(name));
    return left->count < sizeof left->names / sizeof left->names[0];
}

void handover_prepare(const struct disk *disk)
{
    struct leftovers left = {.count = 0};
    char path[PATH_BYTES];
    disk->list(disk->ctx, HANDOVER_FOLDER, gather, &left);
    for (size_t i = 0; i < left.count; i++) {
        snprintf(path, sizeof path, HANDOVER_FOLDER "/%s", left.names[i]);
        disk->remove(disk->ctx, path);
    }
}
