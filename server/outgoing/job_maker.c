// SPDX-License-Identifier: Apache-2.0
#include "server/outgoing/job_maker.h"

#include "server/outgoing/customer_zip.h"
#include "server/outgoing/record_table.h"
#include "server/outgoing/zip_file.h"
#include "server/reconcile/night_book.h"
#include "server/reports/evidence_file.h"
#include "server/reports/table_csv.h"
#include "server/reports/table_xlsx.h"
#include "server/storage/site_store.h"
#include "shared/base/memory.h"
#include "shared/data/record_view.h"

#include <stdio.h>
#include <string.h>

enum { FILE_BYTES_MAX = 256 << 20, PIECE = 256 << 10, ARENA_BYTES = 8 << 20, NAME = 160 };

struct making {
    const struct job_step *step;
    struct job_row *job;
    struct view *view;
    struct commit_stamp commit;
    struct zip_file zip;
    struct json *wish;
    const char *list, *store;
    struct uuid site;
    bool has_site, photos;
    struct arena arena;
    enum err err; // of a callback
    struct error *error;
};

static bool is_stopped(struct making *making)
{
    if (making->err == ERR_OK && making->step->stop && *making->step->stop)
        making->err = error_set(making->error, ERR_CANCELLED, "the server stops");
    return making->err != ERR_OK;
}

static enum err put_table(struct making *making, const struct table *table, const char *name)
{
    struct table_xlsx_options options = {.language = TABLE_BOTH, .made_ms = making->commit.at_ms};
    char path[NAME];
    struct buffer bytes;
    enum err err;

    buffer_init(&bytes, FILE_BYTES_MAX);
    snprintf(path, sizeof(path), "%s.csv", name);
    err = table_csv(table, 1, TABLE_BOTH, &bytes, making->error);
    if (err == ERR_OK)
        err = zip_file_put(&making->zip, path, (struct span){bytes.data, bytes.len}, making->error);
    buffer_reset(&bytes);
    snprintf(path, sizeof(path), "%s.xlsx", name);
    if (err == ERR_OK)
        err = table_xlsx(table, 1, &options, &bytes, making->error);
    if (err == ERR_OK)
        err = zip_file_put(&making->zip, path, (struct span){bytes.data, bytes.len}, making->error);
    buffer_clear(&bytes);
    return err;
}

static enum err put_kind(struct making *making, const struct kind *kind)
{
    struct record_table_wish wish
        = {.kind = kind, .site = making->has_site ? &making->site : NULL, .store = making->store};
    struct table table;
    enum err err = record_table_make(making->view, &wish, &table, making->error);

    if (err == ERR_OK && (table.row_count > 0 || making->list[0]))
        err = put_table(making, &table, kind->name);
    table_clear(&table);
    return err;
}

// Every kind that has records; what is of no site, so of no store, only when all is asked for.
static enum err put_kinds(struct making *making)
{
    size_t count = 0;
    const struct kind *kinds = kind_list(&count);
    enum err err = ERR_OK;

    for (size_t i = 0; i < count && err == ERR_OK && !is_stopped(making); i++)
        if ((!making->has_site && !making->store[0]) || !kinds[i].global || kinds[i].own_site)
            err = put_kind(making, &kinds[i]);
    return err == ERR_OK ? making->err : err;
}

static bool within(struct making *making, const struct record_row *row)
{
    char store[SITE_STORE];

    if (!making->store[0])
        return true;
    if (uuid_is_nil(&row->site))
        return false; // people, tablets: of the whole company
    if (span_is(row->kind, "site"))
        site_store_of(row->state, store);
    else if (site_store_read(making->view, &row->site, store, NULL) != ERR_OK)
        return false;
    return strcmp(store, making->store) == 0;
}

// One line of JSON: the record with every standing value, who wrote it and when.
static bool put_record_line(void *arg, const struct record_row *row)
{
    struct making *making = arg;
    struct record record = {0};
    struct json_writer json;
    struct buffer line;

    if (is_stopped(making))
        return false;
    if (!within(making, row))
        return true;
    arena_reset(&making->arena);
    buffer_init(&line, 16 << 20);
    if (record_parse(row->state, &making->arena, &record, NULL) == ERR_OK) {
        json_begin(&json, &line);
        json_object_open(&json, NULL);
        record_view_json(&json, &record, row->received_ms);
        json_object_close(&json);
        buffer_append_char(&line, '\n');
        record_clear(&record);
        making->err = line.failed ? error_set(making->error, ERR_TOO_LARGE, "a record is too long")
                                  : zip_file_add(&making->zip, line.data, line.len, making->error);
    }
    buffer_clear(&line);
    return making->err == ERR_OK;
}

static enum err put_records(struct making *making)
{
    struct records_filter filter = {.every_site = !making->has_site, .site = making->site};
    enum err err = zip_file_begin(&making->zip, "records.jsonl", making->error);

    if (err == ERR_OK)
        err = records_list(making->view, &filter, put_record_line, making, making->error);
    if (err == ERR_OK)
        err = making->err;
    return err == ERR_OK ? zip_file_end(&making->zip, making->error) : err;
}

// A file of the disk, piece by piece.
static enum err copy_in(struct making *making, struct disk_file *file, const char *name)
{
    const struct disk *disk = making->step->disk;
    char *piece = mem_alloc(PIECE);
    uint64_t at = 0;
    size_t got = PIECE;
    enum err err = zip_file_begin(&making->zip, name, making->error);

    while (err == ERR_OK && got == PIECE && !is_stopped(making)) {
        err = disk->read(file, at, piece, PIECE, &got);
        if (err != ERR_OK)
            error_set(making->error, err, "%s cannot be read", name);
        else if (got > 0)
            err = zip_file_add(&making->zip, piece, got, making->error);
        at += got;
    }
    mem_free(piece);
    if (err == ERR_OK)
        err = making->err;
    return err == ERR_OK ? zip_file_end(&making->zip, making->error) : err;
}

static void put_blob(struct making *making, const struct record_row *row,
                     const struct record *record)
{
    struct record_value shown;
    struct digest digest;
    struct disk_file *file = NULL;
    char id[UUID_TEXT], name[NAME];
    uint64_t size;

    if (kind_shown(record, span_of("digest"), 0, &shown) != ERR_OK
        || shown.value.len != 2 * HASH_BYTES + 2
        || !digest_parse(shown.value.data + 1, 2 * HASH_BYTES, &digest)
        || blob_store_open_blob(office_blobs(making->step->office), &digest, &file, &size, NULL)
               != ERR_OK)
        return; // not here yet: the table of photos still names it
    uuid_format(&row->id, id);
    snprintf(name, sizeof(name), "photos/%s.jpg", id);
    making->err = copy_in(making, file, name);
    making->step->disk->close(file);
}

static bool put_photo(void *arg, const struct record_row *row)
{
    struct making *making = arg;
    struct record record = {0};

    if (is_stopped(making))
        return false;
    if (row->deleted || !within(making, row))
        return true;
    arena_reset(&making->arena);
    if (record_parse(row->state, &making->arena, &record, NULL) == ERR_OK)
        put_blob(making, row, &record);
    record_clear(&record);
    return making->err == ERR_OK;
}

struct signoffs {
    struct making *making;
    struct uuid *list; // owned
    size_t count, cap;
};

static bool note_signoff(void *arg, const struct record_row *row)
{
    struct signoffs *signoffs = arg;

    if (row->deleted || !within(signoffs->making, row))
        return true;
    signoffs->list
        = mem_room(signoffs->list, signoffs->count, &signoffs->cap, sizeof(*signoffs->list));
    signoffs->list[signoffs->count++] = row->id;
    return true;
}

// One sealed file, by way of a file aside. One that is not whole yet is left out: its record says
// that it is there.
static enum err put_signoff(struct making *making, const struct uuid *id)
{
    const struct authority *authority = office_authority(making->step->office);
    const struct disk *disk = making->step->disk;
    struct evidence_file_options options
        = {.view = making->view,
           .blobs = office_blobs(making->step->office),
           .disk = disk,
           .ca_pem = {authority->ca_pem.data, authority->ca_pem.len},
           .signoff = *id,
           .without_photos = !making->photos};
    char text[UUID_TEXT], aside[NAME], name[NAME];
    struct evidence_file evidence;
    struct disk_file *file = NULL;
    enum err err = evidence_file_read(&options, &evidence, making->error);

    uuid_format(id, text);
    snprintf(aside, sizeof(aside), "jobs/%s.part", text);
    snprintf(name, sizeof(name), "signoffs/%s.plumb", text);
    if (err == ERR_NOT_FOUND || err == ERR_CORRUPT) {
        evidence_file_clear(&evidence);
        return ERR_OK;
    }
    disk->remove(disk->ctx, aside); // of a run that was cut off
    if (err == ERR_OK)
        err = evidence_file_write(&options, &evidence, disk, aside, making->error);
    if (err == ERR_OK)
        err = disk->open(disk->ctx, aside, DISK_READ, &file, making->error);
    if (err == ERR_OK)
        err = copy_in(making, file, name);
    disk->close(file);
    disk->remove(disk->ctx, aside);
    evidence_file_clear(&evidence);
    return err;
}

static enum err list_of(struct making *making, const char *kind, records_each *each, void *arg)
{
    struct records_filter filter
        = {.every_site = !making->has_site, .site = making->site, .kind = span_of(kind)};
    enum err err = records_list(making->view, &filter, each, arg, making->error);

    return err == ERR_OK ? making->err : err;
}

static enum err put_signoffs(struct making *making)
{
    struct signoffs signoffs = {.making = making};
    enum err err = list_of(making, "signoff", note_signoff, &signoffs);

    for (size_t i = 0; i < signoffs.count && err == ERR_OK && !is_stopped(making); i++)
        err = put_signoff(making, &signoffs.list[i]);
    mem_free(signoffs.list);
    return err == ERR_OK ? making->err : err;
}

struct dates {
    char (*list)[CALENDAR_DATE_TEXT]; // owned
    size_t count, cap;
};

static bool note_night(void *arg, const struct night_book_line *line)
{
    struct dates *dates = arg;

    dates->list = mem_room(dates->list, dates->count, &dates->cap, sizeof(*dates->list));
    text_copy(dates->list[dates->count++], CALENDAR_DATE_TEXT, span_of(line->date));
    return true;
}

static enum err put_nights(struct making *making)
{
    struct dates dates = {NULL, 0, 0};
    struct buffer page;
    enum err err = night_book_list(making->view, NULL, note_night, &dates, making->error);

    buffer_init(&page, FILE_BYTES_MAX);
    for (size_t i = 0; i < dates.count && err == ERR_OK && !is_stopped(making); i++) {
        char name[NAME];

        buffer_reset(&page);
        snprintf(name, sizeof(name), "nights/%s.json", dates.list[i]);
        err = night_book_page(making->view, dates.list[i], &page, making->error);
        if (err == ERR_OK)
            err = zip_file_put(&making->zip, name, (struct span){page.data, page.len},
                               making->error);
    }
    buffer_clear(&page);
    mem_free(dates.list);
    return err == ERR_OK ? making->err : err;
}

static enum err put_all(struct making *making, bool nights)
{
    enum err err = put_kinds(making);

    if (err == ERR_OK)
        err = put_records(making);
    if (err == ERR_OK)
        err = put_signoffs(making);
    if (err == ERR_OK && making->photos)
        err = list_of(making, "photo", put_photo, making);
    return err == ERR_OK && nights ? put_nights(making) : err;
}

// What is in it, from what, for whom: the last file of the archive.
static enum err put_manifest(struct making *making)
{
    struct json_writer json;
    struct buffer text;
    char id[UUID_TEXT];
    enum err err;

    uuid_format(&making->job->id, id);
    buffer_init(&text, FILE_BYTES_MAX);
    json_begin(&json, &text);
    json_object_open(&json, NULL);
    json_put_text(&json, "format", "plumbline-export-1");
    json_put_text(&json, "id", id);
    json_put_text(&json, "kind", making->job->kind);
    json_put_raw(&json, "filters", span_of(making->job->wish));
    json_put_text(&json, "asked_by", making->job->asked_by);
    json_put_integer(&json, "asked_ms", making->job->made_ms);
    json_put_u64(&json, "commit", making->commit.number);
    json_put_integer(&json, "commit_ms", making->commit.at_ms);
    json_array_open(&json, "files");
    for (size_t i = 0; i < making->zip.count; i++) {
        const struct zip_entry *entry = &making->zip.entries[i];

        json_object_open(&json, NULL);
        json_put_text(&json, "name", entry->name);
        json_put_u64(&json, "size", entry->size);
        json_put_hex(&json, "sha256", entry->digest.bytes, sizeof(entry->digest.bytes));
        json_object_close(&json);
    }
    json_array_close(&json);
    json_object_close(&json);
    err = text.failed ? error_set(making->error, ERR_TOO_LARGE, "the manifest is too long")
                      : zip_file_put(&making->zip, "manifest.json",
                                     (struct span){text.data, text.len}, making->error);
    buffer_clear(&text);
    return err;
}

static enum err read_wish(struct making *making)
{
    struct json_limits limits = {.bytes_max = sizeof(making->job->wish), .tokens_max = 64};
    const char *site = "";
    enum err err = json_parse(span_of(making->job->wish), &limits, &making->wish, making->error);

    if (err != ERR_OK)
        return err;
    making->list = making->store = "";
    json_text(json_member(making->wish, "list"), &making->list);
    json_text(json_member(making->wish, "store"), &making->store);
    json_text(json_member(making->wish, "site"), &site);
    json_boolean(json_member(making->wish, "photos"), &making->photos);
    making->has_site = uuid_parse(span_of(site), &making->site);
    return ERR_OK;
}

static enum err make(struct making *making)
{
    const char *kind = making->job->kind;
    enum err err;

    if (strcmp(kind, "customer") == 0)
        return customer_zip_fill(&making->zip,
                                 &(struct customer_zip){making->step, making->job, making->view,
                                                        making->site, making->commit.at_ms},
                                 making->error);
    if (strcmp(kind, "table") == 0)
        err = put_kind(making, kind_find(span_of(making->list)));
    else if (strcmp(kind, "nights") == 0)
        err = put_nights(making);
    else
        err = put_all(making, strcmp(kind, "everything") == 0 && !making->store[0]);
    return err == ERR_OK ? put_manifest(making) : err;
}

static enum err hash_file(struct making *making, const char *path)
{
    const struct disk *disk = making->step->disk;
    struct hash_stream *hash = hash_stream_create();
    struct disk_file *file = NULL;
    char *piece = mem_alloc(PIECE);
    uint64_t at = 0;
    size_t got = PIECE;
    enum err err = disk->open(disk->ctx, path, DISK_READ, &file, making->error);

    if (err == ERR_NOT_FOUND) // an erasure took it away meanwhile: it is made anew
        err = ERR_CANCELLED;
    while (err == ERR_OK && got == PIECE) {
        err = disk->read(file, at, piece, PIECE, &got);
        hash_stream_add(hash, piece, err == ERR_OK ? got : 0);
        at += got;
    }
    hash_stream_finish(hash, &making->job->digest);
    hash_stream_free(hash);
    disk->close(file);
    mem_free(piece);
    return err;
}

static enum err write_archive(struct making *making, const char *path)
{
    enum err err = zip_file_create(&making->zip, making->step->disk, path, making->commit.at_ms,
                                   making->error);

    if (err == ERR_OK)
        err = make(making);
    if (err == ERR_OK)
        err = zip_file_finish(&making->zip, &making->job->size, making->error);
    zip_file_clear(&making->zip);
    return err == ERR_OK ? hash_file(making, path) : err;
}

enum err job_maker_run(const struct job_step *step, struct job_row *job, const char *path,
                       uint64_t *commit, struct error *error)
{
    struct making making = {.step = step, .job = job, .error = error};
    enum err err = read_wish(&making);

    arena_init(&making.arena, ARENA_BYTES);
    if (err == ERR_OK)
        err = storage_open_view(office_storage(step->office), &making.view, error);
    if (err == ERR_OK)
        err = view_begin(making.view, error);
    if (err == ERR_OK)
        err = commit_head(making.view, &making.commit, error);
    *commit = making.commit.number;
    if (err == ERR_OK)
        err = write_archive(&making, path);
    if (err != ERR_OK)
        step->disk->remove(step->disk->ctx, path);
    storage_close_view(making.view);
    arena_clear(&making.arena);
    json_free(making.wish);
    return err;
}
