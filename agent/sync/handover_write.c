// SPDX-License-Identifier: Apache-2.0
#include "agent/sync/handover_write.h"

#include "agent/store/delivery.h"
#include "agent/store/journal.h"
#include "agent/store/journal_batch.h"
#include "agent/store/outgoing.h"
#include "agent/store/shelf.h"
#include "shared/base/memory.h"
#include "shared/crypto/certificate.h"
#include "shared/wire/exchange_request.h"
#include "shared/wire/parcel_writer.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { BEIJING_S = 8 * 3600, PIECE = 64 << 10, BODY_MAX = 4 << 20, PATH_MAX_BYTES = 256 };
#define ROOM_TO_SPARE (UINT64_C(1) << 20)
static const char unfinished[] = HANDOVER_UNFINISHED;

// One file on its way out.
struct writing {
    const struct handover_options *options;
    const struct handover_place *place;
    struct handover_summary *summary;
    struct parcel_head head;
    struct key *device, *office;
    struct disk_file *file;
    struct parcel_writer *writer;
    uint64_t offset; // of the file
    uint64_t done, total;
    struct outgoing_row *rows; // owned: files that go along
    size_t row_count, row_cap;
    char path[PATH_MAX_BYTES], part[PATH_MAX_BYTES + sizeof unfinished];
    struct error *error;
};

static void tell(struct writing *w, uint64_t bytes)
{
    w->done += bytes;
    if (w->options->progress)
        w->options->progress(w->options->arg, w->done < w->total ? w->done : w->total, w->total);
}

static bool survey_entry(void *arg, struct dot dot, struct span bytes, bool delivered)
{
    struct parcel_head *head = arg;

    if (delivered)
        return true;
    if (head->entries++ == 0)
        head->first = dot;
    head->last = dot;
    head->bytes += (int64_t)bytes.len;
    return true;
}

// A file that is gone or has another length is left out: it must not keep the rest here.
static bool survey_blob(void *arg, const struct outgoing_row *row)
{
    struct writing *w = arg;
    uint64_t size = 0;

    if (!row->present || shelf_size(w->options->disk, &row->digest, &size, NULL) != ERR_OK
        || size != row->size)
        return true;
    w->rows = mem_room(w->rows, w->row_count, &w->row_cap, sizeof(*w->rows));
    w->rows[w->row_count++] = *row;
    w->head.blobs++;
    w->head.parcels += row->lane == LANE_PARCEL;
    w->head.bytes += (int64_t)row->size;
    return true;
}

static enum err survey(struct writing *w)
{
    const struct handover_options *o = w->options;
    enum err err = journal_list(o->store, NULL, survey_entry, &w->head, w->error);
    if (err == ERR_OK)
        err = outgoing_list(o->store, true, survey_blob, w, w->error);
    if (err == ERR_OK && w->head.entries + w->head.blobs == 0 && !w->place->even_empty)
        err = error_set(
            w->error, ERR_PRECONDITION,
            "本平板的内容都已送达，没有要交接的 everything on this tablet is delivered: "
            "there is nothing to hand over");
    w->head.device = o->device;
    w->head.made_ms = clock_wall_ms(&o->clock);
    snprintf(w->head.agent, sizeof w->head.agent, "plumb handover 1");
    if (err == ERR_OK
        && !text_copy(w->head.certificate, sizeof w->head.certificate, o->certificate_pem))
        err = error_set(w->error, ERR_TOO_LARGE, "the tablet's certificate");
    w->total = 2 * (uint64_t)w->head.bytes; // written, then read back
    return err;
}

static enum err open_keys(struct writing *w)
{
    enum err err = key_parse_pem(w->options->key_pem, &w->device, w->error);
    return err == ERR_OK ? certificate_public_key(w->options->seal_pem, &w->office, w->error) : err;
}

static void name_file(struct writing *w)
{
    time_t seconds = (time_t)(w->head.made_ms / 1000) + BEIJING_S;
    char device[UUID_TEXT], date[32];
    struct tm tm;

    uuid_format(&w->options->device, device);
    gmtime_r(&seconds, &tm);
    strftime(date, sizeof date, "%Y%m%d-%H%M%S", &tm);
    // The last digits of an id are random, the first are its time.
    snprintf(w->summary->name, sizeof w->summary->name, "plumbline-%s-%s.plumbhand",
             device + UUID_TEXT - 1 - 8, date);
}

static enum err find_paths(struct writing *w)
{
    const char *folder = w->place->folder, *name = w->summary->name;
    if (w->place->name != NULL
        && (size_t)snprintf(w->summary->name, sizeof w->summary->name, "%s", w->place->name)
               >= sizeof w->summary->name)
        return error_set(w->error, ERR_INVALID, "文件名太长 the file's name is too long");
    if (w->place->name == NULL)
        name_file(w);
    snprintf(w->path, sizeof w->path, "%s%s%s", folder, folder[0] != '\0' ? "/" : "", name);
    snprintf(w->part, sizeof w->part, "%s%s", w->path, unfinished);
    if (!disk_path_valid(w->part) || strchr(name, '/') != NULL)
        return error_set(w->error, ERR_INVALID,
                         "\"%s\": 文件名请只用英文字母、数字和 . _ - a file's name has letters, "
                         "digits and . _ - only",
                         name);
    return ERR_OK;
}

// Nothing of this name yet, and room for all of it.
static enum err check_place(struct writing *w)
{
    const struct disk *disk = w->place->disk;
    struct disk_file *file = NULL;
    uint64_t room = 0, need = (uint64_t)w->head.bytes + ROOM_TO_SPARE;
    enum err err = ERR_OK;
    if (w->place->folder[0] != '\0')
        err = disk->make_folder(disk->ctx, w->place->folder);
    if (err != ERR_OK)
        return error_set(w->error, err, "%s", w->place->folder);
    if (!w->place->replace
        && disk->open(disk->ctx, w->path, DISK_READ, &file, NULL) != ERR_NOT_FOUND) {
        disk->close(file);
        return error_set(w->error, ERR_EXISTS, "%s", w->summary->name);
    }
    if (disk->free_bytes(disk->ctx, &room) == ERR_OK && room < need)
        return error_set(w->error, ERR_FULL,
                         "交接文件约需 %llu MB,那里只剩 %llu MB the handover file needs about %llu "
                         "MB, there are %llu MB left",
                         (unsigned long long)(need >> 20) + 1, (unsigned long long)(room >> 20),
                         (unsigned long long)(need >> 20) + 1, (unsigned long long)(room >> 20));
    return ERR_OK;
}

static enum err write_bytes(void *ctx, const void *bytes, size_t len)
{
    struct writing *w = ctx;
    enum err err = w->place->disk->write(w->file, w->offset, bytes, len);
    w->offset += len;
    return err;
}

static void fill_header(const struct writing *w, const struct journal_batch *batch,
                        struct exchange_request *request)
{
    const struct handover_options *o = w->options;
    request->clock_ms = request->clock.wall_ms = w->head.made_ms;
    request->clock.mono_ms = clock_boot_ms(&o->clock);
    snprintf(request->clock.boot, sizeof request->clock.boot, "%s", clock_boot_id(&o->clock));
    snprintf(request->agent, sizeof request->agent, "%s", w->head.agent);
    vector_copy(&request->actors, &batch->covered);
    request->chain = batch->to;
    request->push.present = true;
    request->push.raw = batch->raw;
    request->push.after = batch->after;
    request->push.from = batch->from;
    request->push.to = batch->to;
    request->push.count = (int64_t)batch->count;
}

// One batch of the journal, in the words in which it would have been pushed.
static enum err add_push(struct writing *w, const struct journal_batch *batch)
{
    struct parcel_item item = {.kind = PARCEL_PUSH};
    struct exchange_request request;
    struct buffer body;
    buffer_init(&body, BODY_MAX);
    exchange_request_init(&request);
    fill_header(w, batch, &request);
    enum err err = delivery_trimmed(w->options->store, &request.push.trim, w->error);
    if (err == ERR_OK) {
        exchange_request_format(&request, &body);
        buffer_append(&body, batch->lines.data, batch->lines.len);
        item.size_bytes = body.len;
        if (body.failed)
            err = error_set(w->error, ERR_TOO_LARGE, "a batch of the journal");
    }
    if (err == ERR_OK)
        err = parcel_writer_item(w->writer, &item, w->error);
    if (err == ERR_OK)
        err = parcel_writer_add(w->writer, body.data, body.len, w->error);
    tell(w, batch->lines.len);
    exchange_request_clear(&request);
    buffer_clear(&body);
    return err;
}

// What a sync delivers meanwhile may be left out, what is captured meanwhile goes along: the head
// counts what there was at the beginning.
static enum err add_entries(struct writing *w)
{
    struct journal_batch_question question
        = {.max_lines = WIRE_LINES_MAX, .max_bytes = WIRE_BATCH_BYTES};
    struct journal_batch batch;
    enum err err = ERR_OK;
    journal_batch_init(&batch);
    do {
        err = journal_batch_after(w->options->store, &question, &batch, w->error);
        if (err == ERR_OK && batch.count > 0)
            err = add_push(w, &batch);
        question.after = batch.last;
    } while (err == ERR_OK && batch.count > 0);
    journal_batch_clear(&batch);
    return err;
}

static enum err add_bytes(struct writing *w, struct disk_file *file, uint64_t size)
{
    const struct disk *disk = w->options->disk;
    char *piece = mem_alloc(PIECE);
    enum err err = ERR_OK;
    for (uint64_t at = 0; err == ERR_OK && at < size;) {
        size_t want = size - at < PIECE ? (size_t)(size - at) : PIECE, got = 0;
        err = disk->read(file, at, piece, want, &got);
        if (err == ERR_OK && got == 0)
            err = ERR_CORRUPT;
        if (err != ERR_OK)
            error_set(w->error, err, "a file of this tablet cannot be read");
        else
            err = parcel_writer_add(w->writer, piece, got, w->error);
        at += got;
        tell(w, got);
    }
    mem_free(piece);
    return err;
}

// A sync brought it to the office meanwhile, and it was dropped here.
static bool is_delivered(struct writing *w, const struct digest *digest)
{
    struct outgoing_row row;
    return outgoing_get(w->options->store, digest, &row, NULL) == ERR_OK
           && row.state == OUTGOING_DELIVERED;
}

static enum err add_blob(struct writing *w, const struct outgoing_row *row)
{
    struct parcel_item item = {.kind = PARCEL_BLOB,
                               .size_bytes = row->size,
                               .digest = row->digest,
                               .site = row->site,
                               .record = row->record};
    struct disk_file *file = NULL;
    snprintf(item.lane, sizeof item.lane, "%s", lane_name(row->lane));
    enum err err = shelf_open(w->options->disk, &row->digest, &file, NULL);
    if (err == ERR_NOT_FOUND && is_delivered(w, &row->digest))
        return ERR_OK;
    if (err != ERR_OK)
        error_set(w->error, err, "a file of this tablet cannot be opened");
    if (err == ERR_OK)
        err = parcel_writer_item(w->writer, &item, w->error);
    if (err == ERR_OK)
        err = add_bytes(w, file, row->size);
    w->options->disk->close(file);
    return err;
}

static enum err write_all(struct writing *w)
{
    const struct disk *disk = w->place->disk;
    struct parcel_writer_options options = {.sink = {w, write_bytes},
                                            .random = w->options->random,
                                            .device = w->device,
                                            .office = w->office,
                                            .head = &w->head};
    disk->remove(disk->ctx, w->part); // what an earlier try left
    enum err err = disk->open(disk->ctx, w->part, DISK_CREATE, &w->file, w->error);
    if (err == ERR_OK)
        err = parcel_writer_open(&options, &w->writer, w->error);
    if (err == ERR_OK)
        err = add_entries(w);
    for (size_t i = 0; err == ERR_OK && i < w->row_count; i++)
        err = add_blob(w, &w->rows[i]);
    if (err == ERR_OK)
        err = parcel_writer_finish(w->writer, &w->summary->size_bytes, &w->summary->digest,
                                   w->error);
    if (err == ERR_OK) {
        err = disk->sync(w->file);
        if (err != ERR_OK)
            error_set(w->error, err, "%s", w->summary->name);
    }
    return err;
}

static enum err tell_piece(void *ctx, const void *bytes, size_t len, struct error *error)
{
    (void)bytes;
    (void)error;
    tell(ctx, len);
    return ERR_OK;
}

// What stands on the disk now is what was meant, and its signature is good.
static enum err read_back(struct writing *w)
{
    struct parcel_source_file reading = {.disk = w->place->disk, .file = w->file};
    struct parcel_source source;
    struct digest digest = {0};
    enum err err = parcel_source_of_file(&reading, &source, w->error);
    if (err != ERR_OK)
        return err;
    struct parcel_check *check = parcel_check_begin(source.size_bytes);
    err = parcel_check_read(check, &source, &(struct parcel_pass){w, tell_piece}, w->error);
    if (err == ERR_OK)
        err = parcel_check_finish(check, &w->head, w->options->ca_pem, &digest, w->error);
    if (err == ERR_FORGED || (err == ERR_OK && !digest_equal(&digest, &w->summary->digest)))
        err = error_set(
            w->error, ERR_CORRUPT,
            "写入后读回的内容不一致，请换一个U盘再试 what was read back differs from what "
            "was written: try another stick");
    parcel_check_free(check);
    return err;
}

static enum err give_name(struct writing *w)
{
    const struct disk *disk = w->place->disk;
    disk->close(w->file);
    w->file = NULL;
    enum err err = disk->rename(disk->ctx, w->part, w->path);
    if (err == ERR_OK)
        err = disk->sync_folder(disk->ctx, w->place->folder);
    if (err == ERR_OK) // the total was an estimate
        tell(w, w->total - (w->done < w->total ? w->done : w->total));
    return err == ERR_OK ? ERR_OK : error_set(w->error, err, "%s", w->summary->name);
}

enum err handover_write(const struct handover_options *options, const struct handover_place *place,
                        struct handover_summary *out, struct error *error)
{
    struct writing *w = mem_alloc(sizeof *w);
    *w = (struct writing){.options = options, .place = place, .summary = out, .error = error};
    *out = (struct handover_summary){.name = ""};
    enum err err = survey(w);
    if (err == ERR_OK)
        err = open_keys(w);
    if (err == ERR_OK)
        err = find_paths(w);
    if (err == ERR_OK)
        err = check_place(w);
    bool begun = err == ERR_OK;
    if (err == ERR_OK)
        err = write_all(w);
    if (err == ERR_OK)
        err = read_back(w);
    if (err == ERR_OK)
        err = give_name(w);
    place->disk->close(w->file);
    if (err != ERR_OK && begun)
        place->disk->remove(place->disk->ctx, w->part);
    out->device = w->head.device;
    out->made_ms = w->head.made_ms;
    out->entries = w->head.entries;
    out->blobs = w->head.blobs;
    out->parcels = w->head.parcels;
    parcel_writer_free(w->writer);
    key_free(w->device);
    key_free(w->office);
    mem_free(w->rows);
    mem_free(w);
    return err;
}
