// SPDX-License-Identifier: Apache-2.0
#include "server/outgoing/job_desk.h"

#include "server/outgoing/job_maker.h"
#include "server/outgoing/outgoing_audit.h"
#include "server/storage/records.h"
#include "shared/base/memory.h"
#include "shared/data/json.h"
#include "shared/model/kind.h"

#include <stdio.h>
#include <string.h>

static const char folder[] = "jobs";

const struct job_kind_words *job_desk_kinds(void)
{
    static const struct job_kind_words kinds[] = {
#define JOB_KIND_ROW(name, text, zh, en) {text, zh, en},
        JOB_KINDS(JOB_KIND_ROW)
#undef JOB_KIND_ROW
    };

    return kinds;
}

void job_desk_path(const struct uuid *id, char out[JOB_PATH])
{
    char text[UUID_TEXT];

    uuid_format(id, text);
    snprintf(out, JOB_PATH, "%s/%s.zip", folder, text);
}

struct job_job {
    struct commit_job job; // first
    struct job_row row;
    const struct uuid *site;
    const struct audit_row *by;
    const char *act;
    uint64_t commit; // that a made one shows; 0: not made
};

static enum err note(struct storage *storage, const struct job_job *change, struct error *error)
{
    struct outgoing_deed deed
        = {.by = change->by, .act = change->act, .subject_kind = "job", .subject = &change->row.id};
    char digest[HASH_TEXT];
    struct json_writer json;
    struct buffer after;
    enum err err;

    digest_format(&change->row.digest, digest);
    buffer_init(&after, sizeof(change->row.wish) + 1024);
    json_begin(&json, &after);
    json_object_open(&json, NULL);
    json_put_text(&json, "kind", change->row.kind);
    json_put_raw(&json, "filters", span_of(change->row.wish));
    if (change->row.state == JOB_DONE) {
        json_put_u64(&json, "size", change->row.size);
        json_put_text(&json, "sha256", digest);
    }
    json_object_close(&json);
    deed.after = (struct span){after.data, after.len};
    err = outgoing_audit_put(storage, &deed, error);
    buffer_clear(&after);
    return err;
}

static enum err apply_ask(struct commit_job *job, struct storage *storage,
                          const struct commit_stamp *stamp, struct error *error)
{
    struct job_job *change = (struct job_job *)job;
    struct view *view = storage_writer(storage);
    struct record_row site;
    struct job_row there;
    enum err err = jobs_get(view, &change->row.id, &there, error);

    if (err == ERR_OK) { // asked before
        change->row = there;
        return ERR_OK;
    }
    err = err == ERR_NOT_FOUND ? ERR_OK : err;
    if (err == ERR_OK && change->site) {
        err = records_get(view, change->site, &site, error);
        if (err == ERR_NOT_FOUND || (err == ERR_OK && !span_is(site.kind, "site")))
            err = error_set(error, ERR_NOT_FOUND, "there is no such site");
    }
    change->row.made_ms = stamp->at_ms;
    if (err == ERR_OK)
        err = jobs_add(storage, &change->row, error);
    return err == ERR_OK ? note(storage, change, error) : err;
}

static bool is_kind(const char *kind)
{
    for (int i = 0; i < JOB_KIND_COUNT; i++)
        if (strcmp(job_desk_kinds()[i].name, kind) == 0)
            return true;
    return false;
}

static enum err check(const struct job_wish *wish, struct error *error)
{
    bool table = strcmp(wish->kind, "table") == 0,
         site = strcmp(wish->kind, "dossier") == 0 || strcmp(wish->kind, "customer") == 0;

    if (!is_kind(wish->kind))
        return error_set(error, ERR_INVALID, "\"%.64s\" is no kind of export", wish->kind);
    if (table && !(wish->list && kind_find(span_of(wish->list))))
        return error_set(error, ERR_INVALID, "\"%.64s\" is no kind of record",
                         wish->list ? wish->list : "");
    if (site && !wish->site)
        return error_set(error, ERR_INVALID, "a site is wanted");
    return ERR_OK;
}

static enum err format_wish(const struct job_wish *wish, struct job_row *row, struct error *error)
{
    struct json_writer json;
    struct buffer text;
    char site[UUID_TEXT];
    bool fits;

    buffer_init(&text, sizeof(row->wish) - 1);
    json_begin(&json, &text);
    json_object_open(&json, NULL);
    if (wish->list)
        json_put_text(&json, "list", wish->list);
    if (wish->site) {
        uuid_format(wish->site, site);
        json_put_text(&json, "site", site);
    }
    if (wish->store && wish->store[0])
        json_put_text(&json, "store", wish->store);
    if (wish->photos)
        json_put_boolean(&json, "photos", true);
    json_object_close(&json);
    fits = !text.failed
           && text_copy(row->wish, sizeof(row->wish), (struct span){text.data, text.len});
    buffer_clear(&text);
    return fits ? ERR_OK : error_set(error, ERR_INVALID, "the filters are too long");
}

enum err job_desk_ask(struct office *office, const struct job_wish *wish, struct job_row *out,
                      struct error *error)
{
    struct job_job change = {.job = {.apply = apply_ask},
                             .row = {.id = wish->id},
                             .site = wish->site,
                             .by = wish->by,
                             .act = "export.ask"};
    struct random random = office_random(office);
    struct clock clock = office_clock(office);
    enum err err = check(wish, error);

    if (err == ERR_OK)
        err = format_wish(wish, &change.row, error);
    if (err != ERR_OK)
        return err;
    if (uuid_is_nil(&change.row.id))
        change.row.id = random_uuid_v7(&random, clock_wall_ms(&clock));
    text_copy(change.row.kind, sizeof(change.row.kind), span_of(wish->kind));
    text_copy(change.row.asked_by, sizeof(change.row.asked_by), wish->by->who);
    err = committer_run(office_committer(office), &change.job, NULL, error);
    *out = change.row;
    return err;
}

enum err job_desk_open(const struct disk *disk, const struct job_row *job, struct disk_file **out,
                       struct error *error)
{
    char path[JOB_PATH];

    if (job->state == JOB_GONE)
        return error_set(
            error, ERR_EXPIRED,
            "导出已过期删除,请重新导出 the export was removed after a week: ask again");
    if (job->state == JOB_FAILED)
        return error_set(error, ERR_UNAVAILABLE, "%s", job->detail);
    if (job->state != JOB_DONE)
        return error_set(error, ERR_UNAVAILABLE, "还在生成 it is not made yet");
    job_desk_path(&job->id, path);
    return disk->open(disk->ctx, path, DISK_READ, out, error);
}

static enum err apply_settle(struct commit_job *job, struct storage *storage,
                             const struct commit_stamp *stamp, struct error *error)
{
    struct job_job *change = (struct job_job *)job;
    uint64_t forgotten = 0;
    enum err err = jobs_forgotten(storage_writer(storage), &forgotten, error);

    if (err != ERR_OK)
        return err;
    if (change->commit > 0 && change->commit < forgotten)
        return ERR_OK; // it holds what was erased meanwhile: it waits still, and is made anew
    if (change->row.state == JOB_DONE || change->row.state == JOB_FAILED) {
        change->row.done_ms = stamp->at_ms;
        change->row.expires_ms = stamp->at_ms + JOB_KEPT_MS;
    }
    err = jobs_settle(storage, &change->row, error);
    return err == ERR_OK && change->row.state == JOB_DONE ? note(storage, change, error) : err;
}

static enum err settle(const struct job_step *step, const struct job_row *row, uint64_t commit,
                       struct error *error)
{
    struct audit_row by = {.who = span_of(row->asked_by)};
    struct job_job change = {.job = {.apply = apply_settle},
                             .row = *row,
                             .by = &by,
                             .act = "export.made",
                             .commit = commit};

    return committer_run(office_committer(step->office), &change.job, NULL, error);
}

static enum err find_next(const struct job_step *step, struct job_row *out, struct error *error)
{
    struct view *view = NULL;
    enum err err = storage_open_view(office_storage(step->office), &view, error);

    if (err == ERR_OK)
        err = jobs_next(view, out, error);
    storage_close_view(view);
    return err;
}

struct expired {
    struct job_row *list; // owned
    size_t count, cap;
};

static bool note_expired(void *arg, const struct job_row *job)
{
    struct expired *expired = arg;

    expired->list = mem_room(expired->list, expired->count, &expired->cap, sizeof(*expired->list));
    expired->list[expired->count++] = *job;
    return true;
}

// The file first: a row that says that it is gone must be true.
static enum err remove_expired(const struct job_step *step, int64_t now_ms, struct error *error)
{
    struct expired expired = {NULL, 0, 0};
    struct view *view = NULL;
    enum err err = storage_open_view(office_storage(step->office), &view, error);

    if (err == ERR_OK)
        err = jobs_expired(view, now_ms, note_expired, &expired, error);
    storage_close_view(view);
    for (size_t i = 0; i < expired.count && err == ERR_OK; i++) {
        char path[JOB_PATH];

        job_desk_path(&expired.list[i].id, path);
        err = step->disk->remove(step->disk->ctx, path);
        err = err == ERR_NOT_FOUND ? ERR_OK : err;
        expired.list[i].state = JOB_GONE;
        if (err == ERR_OK)
            err = settle(step, &expired.list[i], 0, error);
    }
    mem_free(expired.list);
    return err;
}

// ---- what no row knows ----

enum { NAME_BYTES = 64 };
struct strays {
    struct view *view;
    char (*list)[NAME_BYTES]; // owned
    size_t count, cap;
};

// Whether a row has the archive: a backup from before brings back no rows of later ones.
static bool is_kept(struct view *view, const char *name)
{
    size_t len = strlen(name);
    struct job_row row;
    struct uuid id;

    return len == UUID_TEXT - 1 + 4 && strcmp(name + len - 4, ".zip") == 0
           && uuid_parse((struct span){name, UUID_TEXT - 1}, &id)
           && jobs_get(view, &id, &row, NULL) == ERR_OK && row.state != JOB_GONE;
}

static bool note_stray(void *arg, const char *name)
{
    struct strays *strays = arg;

    if (is_kept(strays->view, name))
        return true;
    if (strays->count == strays->cap) {
        strays->cap = strays->cap ? 2 * strays->cap : 8;
        strays->list = mem_resize(strays->list, strays->cap * sizeof(*strays->list));
    }
    text_copy(strays->list[strays->count++], NAME_BYTES, span_of(name));
    return true;
}

// While nothing is made: archives of rows that a restore took away, and parts that a loss of power
// left. They hold customers' data, and nobody would ever remove them.
static enum err remove_strays(const struct job_step *step, struct error *error)
{
    struct strays strays = {NULL, NULL, 0, 0};
    enum err err = storage_open_view(office_storage(step->office), &strays.view, error);

    if (err == ERR_OK)
        err = step->disk->list(step->disk->ctx, folder, note_stray, &strays);
    for (size_t i = 0; i < strays.count && err == ERR_OK; i++) {
        char path[sizeof(folder) + NAME_BYTES];

        snprintf(path, sizeof(path), "%s/%s", folder, strays.list[i]);
        err = step->disk->remove(step->disk->ctx, path);
        err = err == ERR_NOT_FOUND ? ERR_OK : err;
    }
    storage_close_view(strays.view);
    mem_free(strays.list);
    return err == ERR_OK ? ERR_OK : error_set(error, err, "%s/ cannot be tidied", folder);
}

static enum err make(const struct job_step *step, struct job_row *row, struct error *error)
{
    char path[JOB_PATH];
    struct error why = {0};
    uint64_t commit = 0;
    enum err made;

    job_desk_path(&row->id, path);
    step->disk->remove(step->disk->ctx, path); // of a run that was cut off
    made = job_maker_run(step, row, path, &commit, &why);
    if (made == ERR_CANCELLED)
        return ERR_OK;
    row->state = made == ERR_OK ? JOB_DONE : JOB_FAILED;
    if (made == ERR_OK)
        snprintf(row->file, sizeof(row->file), "plumbline-%s-%.8s.zip", row->kind, path + 5);
    else
        text_copy(row->detail, sizeof(row->detail), span_of(why.detail));
    return settle(step, row, commit, error);
}

enum err job_desk_step(const struct job_step *step, bool *ran, struct error *error)
{
    struct clock clock = office_clock(step->office);
    struct job_row row;
    enum err err = step->disk->make_folder(step->disk->ctx, folder);

    *ran = false;
    if (err != ERR_OK)
        return error_set(error, err, "%s", folder);
    err = remove_expired(step, clock_wall_ms(&clock), error);
    if (err == ERR_OK)
        err = remove_strays(step, error);
    if (err == ERR_OK)
        err = find_next(step, &row, error);
    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    *ran = true;
    return make(step, &row, error);
}
