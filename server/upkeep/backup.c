// SPDX-License-Identifier: Apache-2.0
#include "server/upkeep/backup.h"

#include "server/sync/alert.h"
#include "server/sync/office_parts.h"
#include "server/upkeep/backup_seal.h"
#include "server/upkeep/drill.h"
#include "server/upkeep/scratch.h"
#include "shared/data/json.h"
#include "shared/model/vector.h"

#include <stdio.h>
#include <unistd.h>

enum { MANIFEST_MAX = 64 << 10, PATH_TEXT = 4096 };

#define DATABASE "office.db"
#define MANIFEST "manifest.json"

// A backup, or the check of one, under way.
struct making {
    struct office *office;
    const struct backup_request *request;
    struct disk target; // the backup's folder
    char scratch[PATH_TEXT];
    struct drill_row *out;
    struct error *error;
};

static bool stop_at_first(void *arg, const char *name)
{
    (void)name;
    *(bool *)arg = true;
    return false;
}

static enum err open_new_folder(struct making *m)
{
    bool used = false;
    enum err err = disk_system_open(m->request->folder, true, &m->target, m->error);
    if (err == ERR_OK)
        err = m->target.list(m->target.ctx, "", stop_at_first, &used);
    if (err == ERR_OK && used)
        err = error_set(m->error, ERR_EXISTS, "%s is not empty", m->request->folder);
    return err;
}

static enum err make_scratch(struct making *m)
{
    int len = snprintf(m->scratch, sizeof m->scratch, "%s.drill", m->request->folder);
    if (len < 0 || (size_t)len >= sizeof m->scratch
        || (size_t)len >= sizeof m->out->place + sizeof ".drill")
        return error_set(m->error, ERR_INVALID, "%s: the path is too long", m->request->folder);
    return scratch_remove(m->scratch, m->error); // of a run that was interrupted
}

// Before the database: what the ledger names is in the copy, as it is in the folder at work.
static enum err copy_ledger(struct making *m)
{
    struct disk scratch = {0};
    struct backup_copy copy = {.from = m->office->disk, .to = &scratch};
    enum err err = disk_system_open(m->scratch, true, &scratch, m->error);
    if (err == ERR_OK)
        err = backup_copy_file(&copy, "ledger", m->error);
    disk_system_close(&scratch);
    return err;
}

static enum err copy_all(struct making *m)
{
    struct office *office = m->office;
    struct backup_copy copy = {.from = office->disk,
                               .to = &m->target,
                               .like = m->request->like,
                               .stop = m->request->stop,
                               .progress = m->request->progress,
                               .progress_ctx = m->request->progress_ctx};
    struct disk_file *database = NULL;
    uint64_t size = 0;
    enum err err = storage_backup(office->storage, &m->target, DATABASE, m->error);
    if (err == ERR_OK)
        err = backup_copy_keys(&copy, m->error);
    if (err == ERR_OK) // after the database: every blob that it calls held is there by now
        err = backup_copy_blobs(&copy, office->blobs, m->error);
    if (err == ERR_OK)
        err = m->target.open(m->target.ctx, DATABASE, DISK_READ, &database, m->error);
    if (err == ERR_OK)
        err = m->target.size(database, &size);
    m->target.close(database);
    m->out->copied_bytes = copy.copied_bytes + size;
    return err;
}

// The newest commit of the copy.
static enum err read_head(struct making *m)
{
    struct storage_options options = {.disk = &m->target,
                                      .clock = m->office->clock,
                                      .random = m->office->random,
                                      .log = m->office->log};
    struct storage *storage = NULL;
    struct commit_stamp head = {0};
    enum err err = storage_open(&options, &storage, m->error);
    if (err == ERR_OK)
        err = commit_head(storage_writer(storage), &head, m->error);
    storage_close(storage);
    m->out->commit = head.number;
    return err;
}

static enum err drill_it(struct making *m)
{
    struct office *office = m->office;
    // What happens in the scratch folder is nothing to be told of: no log.
    struct drill drill = {.folder = m->request->folder,
                          .scratch = m->scratch,
                          .options = {.clock = office->clock, .random = office->random},
                          .commit = m->out->commit,
                          .stop = m->request->stop};
    struct view *view = NULL;
    enum err err = storage_open_view(office->storage, &view, m->error);
    if (err == ERR_OK)
        err = view_begin(view, m->error);
    if (err == ERR_OK)
        err = fact_counts_read(view, m->out->commit, &drill.wanted, m->error);
    storage_close_view(view);
    if (err == ERR_OK && m->request->progress != NULL)
        m->request->progress(m->request->progress_ctx, "drill", 0, 0);
    return err == ERR_OK ? drill_run(&drill, m->out, m->error) : err;
}

static enum err write_manifest(struct making *m)
{
    struct buffer text;
    struct json_writer json;
    char epoch[ACTOR_TEXT];
    buffer_init(&text, MANIFEST_MAX);
    actor_format(office_epoch(m->office), epoch);
    json_begin(&json, &text);
    json_object_open(&json, NULL);
    json_put_integer(&json, "made", clock_wall_ms(&m->office->clock));
    json_put_u64(&json, "commit", m->out->commit);
    json_put_text(&json, "epoch", epoch);
    json_put_integer(&json, "blobs", (int64_t)m->out->blobs);
    json_put_text(&json, "database", DATABASE);
    json_object_close(&json);
    buffer_append_char(&text, '\n');
    enum err err = disk_write_file(&m->target, MANIFEST, text.data, text.len, m->error);
    buffer_clear(&text);
    return err;
}

struct keeping {
    struct commit_job job; // first
    const struct drill_row *drill;
    const struct log *log;
};

static enum err apply_keep(struct commit_job *job, struct storage *storage,
                           const struct commit_stamp *stamp, struct error *error)
{
    const struct keeping *keeping = (const struct keeping *)job;
    struct alert alert = {.kind = "backup"};
    (void)stamp;
    enum err err = drills_put(storage, keeping->drill, error);
    if (err == ERR_OK && keeping->drill->problem[0] != '\0')
        err = alert_raise(storage, keeping->log, &alert, "%s: %s", keeping->drill->place,
                          keeping->drill->problem);
    return err;
}

// Keeps how it went. What went wrong stands before a row that could not be written.
static enum err keep_row(struct making *m, enum err result)
{
    struct keeping keeping
        = {.job = {.apply = apply_keep}, .drill = m->out, .log = &m->office->log};
    struct error error = {0};
    if (result == ERR_CANCELLED || result == ERR_EXISTS)
        return result;
    m->out->took_ms = clock_wall_ms(&m->office->clock) - m->out->started_ms;
    if (result != ERR_OK)
        snprintf(m->out->problem, sizeof m->out->problem, "%s: %.480s", err_name(result),
                 m->error != NULL ? m->error->detail : "");
    enum err err = committer_run(m->office->committer, &keeping.job, NULL, &error);
    return result == ERR_OK && err != ERR_OK ? error_set(m->error, err, "%s", error.detail)
                                             : result;
}

static enum err begin(struct making *m, struct drill_row *out, struct error *error)
{
    *out = (struct drill_row){.started_ms = clock_wall_ms(&m->office->clock),
                              .scheduled = m->request->scheduled};
    m->out = out;
    m->error = error;
    out->sealed = m->request->recipient != NULL;
    text_copy(out->place, sizeof out->place,
              span_of(out->sealed ? m->request->file : m->request->folder));
    // An empty place where a disk is mounted otherwise must not fill up with backups.
    if (m->request->marker != NULL && access(m->request->marker, F_OK) != 0)
        return error_set(error, ERR_NOT_FOUND,
                         "%s: 备份磁盘没有接上 the disk of the backups is not there",
                         m->request->marker);
    return make_scratch(m);
}

// The scratch folder goes, whatever was found: the backup itself stays to be looked at.
static enum err end(struct making *m, enum err err)
{
    disk_system_close(&m->target);
    scratch_remove(m->scratch, NULL);
    return err == ERR_OK ? ERR_OK : error_wrap(m->error, err, "backup");
}

static enum err seal_it(struct making *m)
{
    struct backup_seal seal = {.folder = m->request->folder,
                               .file = m->request->file,
                               .recipient = m->request->recipient,
                               .random = &m->office->random};
    return backup_seal_write(&seal, &m->out->copied_bytes, m->error);
}

enum err backup_make(struct office *office, const struct backup_request *request,
                     struct drill_row *out, struct error *error)
{
    struct making m = {.office = office, .request = request};
    struct error own = {0};
    enum err err = begin(&m, out, error != NULL ? error : &own);
    if (err == ERR_OK)
        err = open_new_folder(&m);
    if (err == ERR_OK)
        err = copy_ledger(&m);
    if (err == ERR_OK)
        err = copy_all(&m);
    if (err == ERR_OK)
        err = read_head(&m);
    if (err == ERR_OK)
        err = drill_it(&m);
    if (err == ERR_OK)
        err = write_manifest(&m);
    if (err == ERR_OK && request->recipient != NULL)
        err = seal_it(&m);
    if (err == ERR_OK)
        err = office_backed_up(office, out->commit, m.error);
    return end(&m, keep_row(&m, err));
}

enum err backup_check(struct office *office, const struct backup_request *request,
                      struct drill_row *out, struct error *error)
{
    struct making m = {.office = office, .request = request};
    struct backup_manifest manifest = {0};
    struct error own = {0};
    enum err err = begin(&m, out, error != NULL ? error : &own);
    if (err == ERR_OK)
        err = backup_manifest_read(request->folder, &manifest, m.error);
    out->commit = manifest.commit;
    if (err == ERR_OK)
        err = drill_it(&m);
    if (err == ERR_OK && out->blobs != manifest.blobs)
        err = error_set(m.error, ERR_CORRUPT, "%llu files, its manifest says %llu",
                        (unsigned long long)out->blobs, (unsigned long long)manifest.blobs);
    return end(&m, keep_row(&m, err));
}

static enum err read_manifest(const struct disk *from, struct backup_manifest *out,
                              struct error *error)
{
    struct buffer text;
    struct json *json = NULL;
    int64_t blobs = 0;
    buffer_init(&text, MANIFEST_MAX);
    enum err err = disk_read_file(from, MANIFEST, &text, error);
    if (err == ERR_NOT_FOUND)
        error_set(error, err, "no " MANIFEST ": not a finished backup");
    if (err == ERR_OK)
        err = json_parse((struct span){text.data, text.len}, &json_limits_default, &json, error);
    if (err == ERR_OK
        && (!json_u64(json_member(json, "commit"), &out->commit)
            || !json_integer(json_member(json, "made"), &out->made_ms)
            || !json_integer(json_member(json, "blobs"), &blobs)))
        err = error_set(error, ERR_CORRUPT, MANIFEST ": commit, made or blobs is missing");
    out->blobs = (uint64_t)blobs;
    json_free(json);
    buffer_clear(&text);
    return err;
}

enum err backup_manifest_read(const char *folder, struct backup_manifest *out, struct error *error)
{
    struct disk disk = {0};
    *out = (struct backup_manifest){0};
    enum err err = disk_system_open(folder, false, &disk, error);
    if (err == ERR_OK)
        err = read_manifest(&disk, out, error);
    disk_system_close(&disk);
    return err == ERR_OK ? ERR_OK : error_wrap(error, err, "%s", folder);
}

enum err backup_restore(const struct office_options *options, const char *folder,
                        struct backup_manifest *out, struct error *error)
{
    struct disk source = {0};
    struct backup_copy copy = {.from = &source, .to = options->disk};
    *out = (struct backup_manifest){0};
    enum err err = disk_system_open(folder, false, &source, error);
    if (err == ERR_OK)
        err = read_manifest(&source, out, error);
    if (err == ERR_OK)
        err = drill_bring_back(&copy, options, error);
    disk_system_close(&source);
    return err == ERR_OK ? ERR_OK : error_wrap(error, err, "restore");
}
