// SPDX-License-Identifier: Apache-2.0
#include "server/upkeep/drill.h"

#include "server/storage/blobs.h"
#include "server/storage/parcels.h"
#include "server/storage/storage_check.h"
#include "server/sync/log_check.h"
#include "server/sync/office_restore.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { REPORT_MAX = 1 << 20 };

#define DATABASE "office.db"

enum err drill_bring_back(struct backup_copy *copy, const struct office_options *options,
                          struct error *error)
{
    struct blob_store *blobs = NULL;
    enum err err = backup_copy_keys(copy, error);
    if (err == ERR_OK)
        err = blob_store_open(copy->from, &blobs, error);
    if (err == ERR_OK)
        err = backup_copy_blobs(copy, blobs, error);
    blob_store_close(blobs);
    if (err != ERR_OK)
        return err;
    // A write-ahead log of the old database must never meet the new one: it goes first.
    copy->to->remove(copy->to->ctx, DATABASE "-wal");
    copy->to->remove(copy->to->ctx, DATABASE "-shm");
    err = copy->to->sync_folder(copy->to->ctx, "");
    if (err == ERR_OK)
        err = backup_copy_file(copy, DATABASE, error);
    if (err == ERR_OK)
        err = copy->to->sync_folder(copy->to->ctx, "");
    return err == ERR_OK ? office_restore(options, error) : err;
}

// A check under way, in the office that was brought back.
struct checking {
    const struct drill *drill;
    struct office *office;
    struct view *view;
    struct drill_row *out;
    struct digest last; // file looked at before: its names stand together
    struct error *error;
    enum err err;
};

static bool hash_file(void *arg, const struct digest *digest)
{
    struct checking *c = arg;
    char text[HASH_TEXT];
    uint64_t size = 0;
    digest_format(digest, text);
    c->err = blob_store_verify(office_blobs(c->office), digest, &size, c->error);
    if (c->err != ERR_OK)
        error_wrap(c->error, c->err, "file %s", text);
    else if (c->drill->stop != NULL && atomic_load(c->drill->stop))
        c->err = error_set(c->error, ERR_CANCELLED, "told to stop");
    c->out->blobs++;
    return c->err == ERR_OK;
}

static enum err find_file(struct checking *c, const struct digest *digest)
{
    struct disk_file *file = NULL;
    char text[HASH_TEXT];
    uint64_t size = 0;
    enum err err = blob_store_open_blob(office_blobs(c->office), digest, &file, &size, NULL);
    blob_store_close_file(office_blobs(c->office), file);
    if (err == ERR_OK)
        return ERR_OK;
    digest_format(digest, text);
    return error_set(c->error, ERR_CORRUPT, "file %s is held by the office and not in the backup",
                     text);
}

static bool find_blob(void *arg, const struct blob_row *blob, const struct blob_name *name)
{
    struct checking *c = arg;
    (void)name;
    if (blob->held && !digest_equal(&blob->digest, &c->last))
        c->err = find_file(c, &blob->digest);
    c->last = blob->digest;
    return c->err == ERR_OK;
}

static bool find_parcel(void *arg, const struct parcel_row *parcel)
{
    struct checking *c = arg;
    c->err = find_file(c, &parcel->digest);
    return c->err == ERR_OK;
}

static enum err check_files(struct checking *c)
{
    enum err err = blob_store_list_blobs(office_blobs(c->office), hash_file, c, c->error);
    if (err == ERR_OK && c->err == ERR_OK)
        err = blobs_names(c->view, find_blob, c, c->error);
    if (err == ERR_OK && c->err == ERR_OK)
        err = parcels_list(c->view, false, find_parcel, c, c->error);
    return err == ERR_OK ? c->err : err;
}

static enum err check_counts(struct checking *c)
{
    const struct fact_counts *wanted = &c->drill->wanted;
    struct fact_counts found;
    enum err err = fact_counts_read(c->view, c->drill->commit, &found, c->error);
    if (err != ERR_OK)
        return err;
    c->out->records = found.records;
    c->out->entries = found.entries;
    if (found.commits == wanted->commits && found.records == wanted->records
        && found.entries == wanted->entries && found.blobs == wanted->blobs)
        return ERR_OK;
    return error_set(c->error, ERR_CORRUPT,
                     "brought back: %" PRIu64 " commits, %" PRIu64 " records, %" PRIu64
                     " entries, %" PRIu64 " files; the office has %" PRIu64 ", %" PRIu64
                     ", %" PRIu64 ", %" PRIu64,
                     found.commits, found.records, found.entries, found.blobs, wanted->commits,
                     wanted->records, wanted->entries, wanted->blobs);
}

// The first line of a report says enough for a row; `plumbd verify` prints all of it.
static enum err first_finding(const struct buffer *report, struct error *error, enum err err)
{
    size_t len = report->len == 0 ? 0 : strcspn(report->data, "\n");
    return report->len == 0
               ? err
               : error_set(error, err, "%.*s", (int)(len > 400 ? 400 : len), report->data);
}

static enum err check_store(struct checking *c, const struct disk *disk)
{
    const struct authority *authority = office_authority(c->office);
    struct log_check_parts parts = {
        .view = c->view, .ca_pem = {authority->ca_pem.data, authority->ca_pem.len}, .disk = disk};
    struct buffer report;
    uint64_t findings = 0;
    buffer_init(&report, REPORT_MAX);
    enum err err
        = storage_check(office_storage(c->office), office_mac_key(c->office), &report, c->error);
    if (err == ERR_OK)
        err = log_check(&parts, &report, &findings, c->error);
    if (err == ERR_OK && findings > 0)
        err = error_set(c->error, ERR_CORRUPT, "%" PRIu64 " findings about the sign-off log",
                        findings);
    if (err == ERR_CORRUPT)
        first_finding(&report, c->error, err);
    buffer_clear(&report);
    return err;
}

static enum err check_all(struct checking *c, const struct disk *disk)
{
    enum err err = storage_open_view(office_storage(c->office), &c->view, c->error);
    if (err == ERR_OK)
        err = view_begin(c->view, c->error);
    if (err == ERR_OK)
        err = check_store(c, disk);
    if (err == ERR_OK)
        err = check_counts(c);
    if (err == ERR_OK)
        err = check_files(c);
    storage_close_view(c->view);
    return err;
}

static enum err open_and_check(const struct drill *drill, const struct disk *scratch,
                               int64_t began_ms, struct drill_row *out, struct error *error)
{
    struct checking c = {.drill = drill, .out = out, .error = error};
    struct office_options options = drill->options;
    options.disk = scratch;
    enum err err = office_open(&options, &c.office, error);
    out->restore_ms = clock_boot_ms(&drill->options.clock) - began_ms;
    if (err == ERR_OK)
        err = check_all(&c, scratch);
    office_close(c.office);
    return err;
}

enum err drill_run(const struct drill *drill, struct drill_row *out, struct error *error)
{
    struct disk backup = {0}, scratch = {0};
    struct backup_copy copy
        = {.from = &backup, .to = &scratch, .like = drill->folder, .stop = drill->stop};
    struct office_options options = drill->options;
    int64_t began_ms = clock_boot_ms(&drill->options.clock);
    options.disk = &scratch;
    enum err err = disk_system_open(drill->folder, false, &backup, error);
    if (err == ERR_OK)
        err = disk_system_open(drill->scratch, true, &scratch, error);
    if (err == ERR_OK)
        err = drill_bring_back(&copy, &options, error);
    if (err == ERR_OK)
        err = open_and_check(drill, &scratch, began_ms, out, error);
    out->bytes = copy.bytes;
    disk_system_close(&scratch);
    disk_system_close(&backup);
    return err == ERR_OK ? ERR_OK : error_wrap(error, err, "brought back");
}
