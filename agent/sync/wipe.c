// SPDX-License-Identifier: Apache-2.0
#include "agent/sync/wipe.h"

#include "agent/store/journal.h"
#include "agent/store/outgoing.h"
#include "agent/store/shelf.h"
#include "shared/base/memory.h"
#include "shared/crypto/certificate.h"
#include "shared/crypto/envelope.h"

#include <stdio.h>
#include <string.h>

enum { PIECE = 64 << 10, SEALED_PIECE = 2 * PIECE };

// One file being sealed: plain bytes go in, sealed ones are written behind each other.
struct sealing {
    const struct wipe_options *options;
    struct envelope_writer *writer;
    struct disk_file *file;
    struct buffer sealed;
    uint64_t offset;
    enum err err;
    int64_t entries, blobs;
    struct outgoing_row *rows; // owned
    size_t row_count;
};

static void flush(struct sealing *s)
{
    if (s->err == ERR_OK && s->sealed.failed)
        s->err = ERR_TOO_LARGE;
    if (s->err == ERR_OK)
        s->err = s->options->disk->write(s->file, s->offset, s->sealed.data, s->sealed.len);
    s->offset += s->sealed.len;
    buffer_reset(&s->sealed);
}

static void add(struct sealing *s, const void *bytes, size_t len)
{
    if (s->err == ERR_OK)
        s->err = envelope_add(s->writer, bytes, len, &s->sealed);
    flush(s);
}

static bool count_entry(void *arg, struct dot dot, struct span bytes, bool delivered)
{
    struct sealing *s = arg;
    (void)dot;
    (void)bytes;
    s->entries += !delivered;
    return true;
}

static bool add_entry(void *arg, struct dot dot, struct span bytes, bool delivered)
{
    struct sealing *s = arg;
    (void)dot;
    if (!delivered) {
        add(s, bytes.data, bytes.len);
        add(s, "\n", 1);
    }
    return s->err == ERR_OK;
}

static bool collect_blob(void *arg, const struct outgoing_row *row)
{
    struct sealing *s = arg;
    if (!row->present)
        return true;
    s->rows = mem_resize(s->rows, (s->row_count + 1) * sizeof *s->rows);
    s->rows[s->row_count++] = *row;
    return true;
}

static void add_blob(struct sealing *s, const struct outgoing_row *row)
{
    static const char line[] = "{\"blob\":\"%s\",\"size\":%llu}\n";
    char digest[HASH_TEXT], head[160];
    struct disk_file *file = NULL;
    char *piece = mem_alloc(PIECE);
    digest_format(&row->digest, digest);
    int len = snprintf(head, sizeof head, line, digest, (unsigned long long)row->size);
    s->err = shelf_open(s->options->disk, &row->digest, &file, NULL);
    add(s, head, (size_t)len);
    for (uint64_t at = 0; s->err == ERR_OK && at < row->size;) {
        size_t got = 0;
        s->err = s->options->disk->read(file, at, piece, PIECE, &got);
        if (s->err == ERR_OK && got == 0)
            s->err = ERR_CORRUPT;
        add(s, piece, got);
        at += got;
    }
    s->options->disk->close(file);
    mem_free(piece);
}

static void add_all(struct sealing *s)
{
    char device[UUID_TEXT], head[160];
    uuid_format(&s->options->device, device);
    if (s->err == ERR_OK)
        s->err = journal_list(s->options->store, NULL, count_entry, s, NULL);
    if (s->err == ERR_OK)
        s->err = outgoing_list(s->options->store, true, collect_blob, s, NULL);
    int len = snprintf(head, sizeof head, "{\"blobs\":%zu,\"device\":\"%s\",\"entries\":%lld}\n",
                       s->row_count, device, (long long)s->entries);
    add(s, head, (size_t)len);
    if (s->err == ERR_OK) {
        enum err err = journal_list(s->options->store, NULL, add_entry, s, NULL);
        s->err = s->err == ERR_OK ? err : s->err;
    }
    for (size_t i = 0; s->err == ERR_OK && i < s->row_count; i++)
        add_blob(s, &s->rows[i]);
}

enum err wipe_seal(const struct wipe_options *options, char name[WIPE_NAME], struct error *error)
{
    struct sealing s = {.options = options};
    struct key *recipient = NULL;
    char device[UUID_TEXT];
    uuid_format(&options->device, device);
    snprintf(name, WIPE_NAME, "undelivered-%s-%lld.plumbenv", device,
             (long long)(clock_wall_ms(&options->clock) / 1000));
    buffer_init(&s.sealed, SEALED_PIECE);
    s.err = certificate_public_key(options->seal_pem, &recipient, error);
    if (s.err == ERR_OK)
        s.err = options->disk->open(options->disk->ctx, name, DISK_CREATE, &s.file, error);
    if (s.err == ERR_OK)
        s.err = envelope_begin(recipient, options->random, &s.sealed, &s.writer, error);
    if (s.err == ERR_OK) {
        flush(&s);
        add_all(&s);
    }
    if (s.err == ERR_OK) {
        s.err = envelope_finish(s.writer, &s.sealed);
        s.writer = NULL;
        flush(&s);
    }
    if (s.err == ERR_OK)
        s.err = options->disk->sync(s.file);
    if (s.err == ERR_OK)
        s.err = options->disk->sync_folder(options->disk->ctx, "");
    envelope_abandon(s.writer);
    options->disk->close(s.file);
    key_free(recipient);
    mem_free(s.rows);
    buffer_clear(&s.sealed);
    return s.err == ERR_OK ? ERR_OK : error_wrap(error, s.err, "%s", name);
}
