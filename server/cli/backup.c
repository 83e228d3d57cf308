// SPDX-License-Identifier: Apache-2.0
#include "server/cli/backup.h"

#include "server/enrol/authority.h"
#include "server/storage/blobs.h"
#include "server/storage/commit.h"
#include "server/storage/storage_check.h"
#include "server/sync/log_check.h"
#include "server/sync/office_restore.h"
#include "shared/base/memory.h"
#include "shared/data/json.h"
#include "shared/model/vector.h"

#include <stdio.h>
#include <string.h>

enum { PIECE = 256 << 10, MANIFEST_MAX = 64 << 10, KEY_FILE_MAX = 64 << 10, REPORT_MAX = 1 << 20 };

#define DATABASE "office.db"

struct copying {
    const struct disk *from, *to;
    struct blob_store *store; // of `to`, when blobs are checked
    struct backup_figures *figures;
    struct error *error;
    enum err err;
};

static enum err copy_pieces(struct copying *c, struct disk_file *in, struct disk_file *out)
{
    char *piece = mem_alloc(PIECE);
    size_t got = 1;
    enum err err = ERR_OK;
    for (uint64_t at = 0; err == ERR_OK && got > 0; at += got) {
        err = c->from->read(in, at, piece, PIECE, &got);
        if (err == ERR_OK && got > 0)
            err = c->to->write(out, at, piece, got);
        c->figures->blob_bytes += got;
    }
    mem_free(piece);
    return err == ERR_OK ? c->to->sync(out) : err;
}

// One file under a temporary name, synced, then renamed: an interrupted copy is no copy.
static enum err copy_file(struct copying *c, const char *path)
{
    struct disk_file *in = NULL, *out = NULL;
    char part[160];
    snprintf(part, sizeof part, "%s.part", path);
    c->to->remove(c->to->ctx, part);
    enum err err = c->from->open(c->from->ctx, path, DISK_READ, &in, c->error);
    if (err == ERR_OK)
        err = c->to->open(c->to->ctx, part, DISK_CREATE, &out, c->error);
    if (err == ERR_OK)
        err = copy_pieces(c, in, out);
    c->from->close(in);
    c->to->close(out);
    if (err == ERR_OK)
        err = c->to->rename(c->to->ctx, part, path);
    return err == ERR_OK ? ERR_OK : error_wrap(c->error, err, "%s", path);
}

static void folder_of_blob(const struct digest *digest, char folder[16], char path[96])
{
    char text[HASH_TEXT];
    digest_format(digest, text);
    snprintf(folder, 16, "blobs/%.2s", text);
    snprintf(path, 96, "%s/%s", folder, text);
}

static bool copy_blob(void *arg, const struct digest *digest)
{
    struct copying *c = arg;
    struct disk_file *there = NULL;
    char folder[16], path[96];
    folder_of_blob(digest, folder, path);
    c->figures->blobs++;
    if (c->to->open(c->to->ctx, path, DISK_READ, &there, NULL) == ERR_OK) {
        c->to->close(there); // content-addressed: what has the name has the bytes
        return true;
    }
    c->err = c->to->make_folder(c->to->ctx, folder);
    if (c->err == ERR_OK)
        c->err = copy_file(c, path);
    if (c->err == ERR_OK)
        c->err = c->to->sync_folder(c->to->ctx, folder);
    return c->err == ERR_OK;
}

static enum err copy_blobs(struct copying *c, struct blob_store *from)
{
    c->err = c->to->make_folder(c->to->ctx, "blobs");
    enum err err = c->err == ERR_OK ? blob_store_list_blobs(from, copy_blob, c, c->error) : c->err;
    err = err == ERR_OK ? c->err : err;
    return err == ERR_OK ? c->to->sync_folder(c->to->ctx, "blobs") : err;
}

static bool copy_key(void *arg, const char *name)
{
    struct copying *c = arg;
    struct buffer ours, theirs;
    char path[128];
    snprintf(path, sizeof path, "keys/%s", name);
    buffer_init(&ours, KEY_FILE_MAX);
    buffer_init(&theirs, KEY_FILE_MAX);
    c->err = disk_read_file(c->from, path, &ours, c->error);
    enum err there = disk_read_file(c->to, path, &theirs, NULL);
    if (c->err == ERR_OK && there == ERR_NOT_FOUND)
        c->err = disk_write_file(c->to, path, ours.data, ours.len, c->error);
    else if (c->err == ERR_OK
             && (there != ERR_OK || theirs.len != ours.len
                 || memcmp(theirs.data, ours.data, ours.len) != 0))
        c->err = error_set(c->error, ERR_CONFLICT, "%s is another office's", path);
    if (ours.data != NULL)
        mem_wipe(ours.data, ours.len);
    if (theirs.data != NULL)
        mem_wipe(theirs.data, theirs.len);
    buffer_clear(&ours);
    buffer_clear(&theirs);
    return c->err == ERR_OK;
}

static enum err copy_keys(struct copying *c)
{
    c->err = c->to->make_folder(c->to->ctx, "keys");
    enum err err = c->err == ERR_OK ? c->from->list(c->from->ctx, "keys", copy_key, c) : c->err;
    err = err == ERR_OK ? c->err : err;
    return err == ERR_OK ? c->to->sync_folder(c->to->ctx, "") : err;
}

static bool check_blob(void *arg, const struct blob_row *blob, const struct blob_name *name)
{
    struct copying *c = arg;
    uint64_t size = 0;
    (void)name;
    if (blob->held)
        c->err = blob_store_verify(c->store, &blob->digest, &size, c->error);
    return c->err == ERR_OK;
}

static enum err check_log(struct desk *desk, struct storage *storage, struct buffer *report,
                          struct error *error)
{
    const struct authority *authority = office_authority(desk->office);
    struct log_check_parts parts = {.view = storage_writer(storage),
                                    .ca_pem = {authority->ca_pem.data, authority->ca_pem.len}};
    uint64_t findings = 0;
    enum err err = log_check(&parts, report, &findings, error);
    if (err == ERR_OK && findings > 0)
        err = error_set(error, ERR_CORRUPT, "%llu findings about the sign-off log: plumbd verify",
                        (unsigned long long)findings);
    return err;
}

// The copy is opened as a restore would open it, and everything in it looked at.
static enum err check_copy(struct desk *desk, struct copying *c, struct storage *storage)
{
    struct buffer report;
    struct commit_stamp head = {0};
    buffer_init(&report, REPORT_MAX);
    enum err err = storage_check(storage, office_mac_key(desk->office), &report, c->error);
    if (err == ERR_OK)
        err = check_log(desk, storage, &report, c->error);
    buffer_clear(&report);
    if (err == ERR_OK)
        err = blob_store_open(c->to, &c->store, c->error);
    if (err == ERR_OK)
        err = blobs_names(storage_writer(storage), check_blob, c, c->error);
    if (err == ERR_OK)
        err = c->err;
    if (err == ERR_OK)
        err = commit_head(storage_writer(storage), &head, c->error);
    c->figures->commit = head.number;
    blob_store_close(c->store);
    return err;
}

static enum err verify_copy(struct desk *desk, struct copying *c)
{
    struct storage_options options
        = {.disk = c->to, .clock = desk->clock, .random = desk->random, .log = desk->log};
    struct storage *storage = NULL;
    enum err err = storage_open(&options, &storage, c->error);
    if (err == ERR_OK)
        err = check_copy(desk, c, storage);
    storage_close(storage);
    return err == ERR_OK ? ERR_OK : error_wrap(c->error, err, "the copy");
}

static enum err write_manifest(struct desk *desk, const struct copying *c)
{
    struct buffer text;
    struct json_writer json;
    char epoch[ACTOR_TEXT];
    buffer_init(&text, MANIFEST_MAX);
    actor_format(office_epoch(desk->office), epoch);
    json_begin(&json, &text);
    json_object_open(&json, NULL);
    json_put_integer(&json, "made", clock_wall_ms(&desk->clock));
    json_put_u64(&json, "commit", c->figures->commit);
    json_put_text(&json, "epoch", epoch);
    json_put_integer(&json, "blobs", (int64_t)c->figures->blobs);
    json_put_text(&json, "database", DATABASE);
    json_object_close(&json);
    buffer_append_char(&text, '\n');
    enum err err = disk_write_file(c->to, "manifest.json", text.data, text.len, c->error);
    buffer_clear(&text);
    return err;
}

static bool stop_at_first(void *arg, const char *name)
{
    (void)name;
    *(bool *)arg = true;
    return false;
}

static enum err open_new_folder(const char *folder, struct disk *out, struct error *error)
{
    bool used = false;
    enum err err = disk_system_open(folder, true, out, error);
    if (err == ERR_OK)
        err = out->list(out->ctx, "", stop_at_first, &used);
    if (err == ERR_OK && used)
        err = error_set(error, ERR_EXISTS, "%s is not empty", folder);
    return err;
}

enum err backup_make(struct desk *desk, const char *folder, struct backup_figures *out,
                     struct error *error)
{
    struct disk target = {0};
    struct copying c = {.from = &desk->disk, .to = &target, .figures = out, .error = error};
    *out = (struct backup_figures){0};
    enum err err = open_new_folder(folder, &target, error);
    if (err == ERR_OK)
        err = storage_backup(office_storage(desk->office), &target, DATABASE, error);
    if (err == ERR_OK)
        err = copy_keys(&c);
    if (err == ERR_OK) // after the database: every blob that it calls held is there by now
        err = copy_blobs(&c, office_blobs(desk->office));
    if (err == ERR_OK)
        err = verify_copy(desk, &c);
    if (err == ERR_OK)
        err = write_manifest(desk, &c);
    if (err == ERR_OK)
        err = office_backed_up(desk->office, out->commit, error);
    disk_system_close(&target);
    return err == ERR_OK ? ERR_OK : error_wrap(error, err, "backup");
}

static enum err read_manifest(const struct disk *from, struct backup_figures *out,
                              struct error *error)
{
    struct buffer text;
    struct json *json = NULL;
    buffer_init(&text, MANIFEST_MAX);
    enum err err = disk_read_file(from, "manifest.json", &text, error);
    if (err == ERR_NOT_FOUND)
        error_set(error, err, "no manifest.json: not a finished backup");
    if (err == ERR_OK)
        err = json_parse((struct span){text.data, text.len}, &json_limits_default, &json, error);
    if (err == ERR_OK && !json_u64(json_member(json, "commit"), &out->commit))
        err = error_set(error, ERR_CORRUPT, "manifest.json: no commit");
    json_free(json);
    buffer_clear(&text);
    return err;
}

static enum err bring_back(struct copying *c)
{
    struct blob_store *blobs = NULL;
    enum err err = copy_keys(c);
    if (err == ERR_OK)
        err = blob_store_open(c->from, &blobs, c->error);
    if (err == ERR_OK)
        err = copy_blobs(c, blobs);
    blob_store_close(blobs);
    if (err != ERR_OK)
        return err;
    // A write-ahead log of the old database must never meet the new one: it goes first.
    c->to->remove(c->to->ctx, DATABASE "-wal");
    c->to->remove(c->to->ctx, DATABASE "-shm");
    err = c->to->sync_folder(c->to->ctx, "");
    if (err == ERR_OK)
        err = copy_file(c, DATABASE);
    return err == ERR_OK ? c->to->sync_folder(c->to->ctx, "") : err;
}

enum err backup_restore(struct desk *desk, const char *folder, struct backup_figures *out,
                        struct error *error)
{
    struct disk source = {0};
    struct copying c = {.from = &source, .to = &desk->disk, .figures = out, .error = error};
    struct office_options options
        = {.disk = &desk->disk, .clock = desk->clock, .random = desk->random, .log = desk->log};
    *out = (struct backup_figures){0};
    enum err err = disk_system_open(folder, false, &source, error);
    if (err == ERR_OK)
        err = read_manifest(&source, out, error);
    if (err == ERR_OK)
        err = bring_back(&c);
    if (err == ERR_OK)
        err = office_restore(&options, error);
    disk_system_close(&source);
    return err == ERR_OK ? ERR_OK : error_wrap(error, err, "restore");
}
