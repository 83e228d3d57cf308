// SPDX-License-Identifier: Apache-2.0
#include "server/upkeep/backup_seal.h"

#include "shared/base/file_reader.h"
#include "shared/base/memory.h"
#include "shared/crypto/certificate.h"
#include "shared/crypto/envelope.h"
#include "shared/crypto/pem.h"
#include "shared/data/json.h"
#include "shared/wire/sealed_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 256 << 10, SEALED_MAX = 1 << 20, LINE_MAX_BYTES = 1024, PATH_TEXT = 4096 };

#define MANIFEST "manifest.json"

enum err backup_seal_key(struct span pem, struct key **out, struct error *error)
{
    struct buffer der;
    buffer_init(&der, PEM_DER_MAX);
    enum err err = pem_read("PUBLIC KEY", pem, &der, NULL);
    if (err == ERR_OK)
        err = key_parse_public_der(der.data, der.len, out, NULL);
    buffer_clear(&der);
    if (err != ERR_OK)
        err = certificate_public_key(pem, out, NULL);
    if (err != ERR_OK)
        err = key_parse_pem(pem, out, NULL);
    return err == ERR_OK ? ERR_OK
                         : error_set(error, ERR_PARSE,
                                     "要 P-256 的 PEM 密钥 a P-256 key in PEM is wanted: openssl "
                                     "ecparam -name prime256v1 -genkey -noout -out backup.key; "
                                     "openssl ec -in backup.key -pubout -out backup.pem");
}

// A file being sealed.
struct sealing {
    const struct backup_seal *seal;
    struct disk disk; // the backup's folder
    struct envelope_writer *writer;
    struct buffer out;
    int file;
    uint64_t written;
    char folder[16]; // being walked: "keys", "blobs", "blobs/ab"
    struct error *error;
    enum err err;
};

static enum err drain(struct sealing *s)
{
    const char *at = s->out.data;
    size_t left = s->out.len;
    while (left > 0) {
        ssize_t done = write(s->file, at, left);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return error_set(s->error, err_from_errno(errno), "%s: %s", s->seal->file,
                             strerror(errno));
        at += done;
        left -= (size_t)done;
        s->written += (uint64_t)done;
    }
    buffer_reset(&s->out);
    return ERR_OK;
}

static enum err add(struct sealing *s, const void *bytes, size_t len)
{
    enum err err = envelope_add(s->writer, bytes, len, &s->out);
    if (err != ERR_OK)
        return error_set(s->error, err, "sealing");
    return s->out.len > SEALED_MAX / 2 ? drain(s) : ERR_OK;
}

static enum err add_head(struct sealing *s, const char *path, uint64_t size)
{
    struct buffer line;
    struct json_writer json;
    buffer_init(&line, LINE_MAX_BYTES);
    json_begin(&json, &line);
    json_object_open(&json, NULL);
    json_put_text(&json, "path", path);
    json_put_u64(&json, "size", size);
    json_object_close(&json);
    buffer_append_char(&line, '\n');
    enum err err = add(s, line.data, line.len);
    buffer_clear(&line);
    return err;
}

static enum err add_bytes(struct sealing *s, struct disk_file *file, uint64_t size)
{
    char *piece = mem_alloc(PIECE);
    enum err err = ERR_OK;
    size_t got = 0;
    for (uint64_t at = 0; err == ERR_OK && at < size; at += got) {
        size_t want = size - at < PIECE ? (size_t)(size - at) : PIECE;
        err = s->disk.read(file, at, piece, want, &got);
        if (err == ERR_OK && got < want)
            err = error_set(s->error, ERR_CORRUPT, "a file of the backup became shorter");
        if (err == ERR_OK)
            err = add(s, piece, got);
    }
    mem_wipe(piece, PIECE);
    mem_free(piece);
    return err;
}

static enum err add_file(struct sealing *s, const char *path)
{
    struct disk_file *file = NULL;
    uint64_t size = 0;
    enum err err = s->disk.open(s->disk.ctx, path, DISK_READ, &file, s->error);
    if (err == ERR_OK)
        err = s->disk.size(file, &size);
    if (err == ERR_OK)
        err = add_head(s, path, size);
    if (err == ERR_OK)
        err = add_bytes(s, file, size);
    s->disk.close(file);
    return err;
}

static bool add_name(void *arg, const char *name)
{
    struct sealing *s = arg;
    char path[160];
    snprintf(path, sizeof path, "%s/%s", s->folder, name);
    s->err = add_file(s, path);
    return s->err == ERR_OK;
}

static enum err add_folder(struct sealing *s, const char *folder)
{
    text_copy(s->folder, sizeof s->folder, span_of(folder));
    enum err err = s->disk.list(s->disk.ctx, folder, add_name, s);
    return err == ERR_OK ? s->err : err;
}

static enum err add_blobs(struct sealing *s)
{
    char folder[16];
    enum err err = ERR_OK;
    for (unsigned first = 0; first < 256 && err == ERR_OK; first++) {
        snprintf(folder, sizeof folder, "blobs/%02x", first);
        err = add_folder(s, folder);
        err = err == ERR_NOT_FOUND ? ERR_OK : err;
    }
    return err;
}

static enum err seal_all(struct sealing *s)
{
    enum err err
        = envelope_begin(s->seal->recipient, s->seal->random, &s->out, &s->writer, s->error);
    if (err != ERR_OK)
        return err;
    err = add_file(s, "office.db");
    if (err == ERR_OK)
        err = add_folder(s, "keys");
    if (err == ERR_OK)
        err = add_blobs(s);
    if (err == ERR_OK)
        err = add_file(s, MANIFEST);
    if (err == ERR_OK)
        err = add(s, "{\"end\":true}\n", strlen("{\"end\":true}\n"));
    if (err != ERR_OK) {
        envelope_abandon(s->writer);
        return err;
    }
    err = envelope_finish(s->writer, &s->out);
    return err == ERR_OK ? drain(s) : error_set(s->error, err, "sealing");
}

static enum err publish(struct sealing *s, const char *part)
{
    if (fsync(s->file) != 0 || link(part, s->seal->file) != 0)
        return error_set(s->error, err_from_errno(errno), "%s: %s", s->seal->file, strerror(errno));
    return ERR_OK;
}

enum err backup_seal_write(const struct backup_seal *seal, uint64_t *size_bytes,
                           struct error *error)
{
    struct sealing s = {.seal = seal, .error = error, .file = -1};
    char part[PATH_TEXT];
    buffer_init(&s.out, SEALED_MAX);
    int len = snprintf(part, sizeof part, "%s.part", seal->file);
    if (len < 0 || (size_t)len >= sizeof part)
        return error_set(error, ERR_INVALID, "%s: the path is too long", seal->file);
    unlink(part);
    s.file = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    enum err err = s.file < 0
                       ? error_set(error, err_from_errno(errno), "%s: %s", part, strerror(errno))
                       : disk_system_open(seal->folder, false, &s.disk, error);
    if (err == ERR_OK)
        err = seal_all(&s);
    if (err == ERR_OK)
        err = publish(&s, part); // EXISTS: nothing is replaced
    if (s.file >= 0)
        close(s.file);
    unlink(part);
    disk_system_close(&s.disk);
    buffer_clear(&s.out);
    *size_bytes = s.written;
    return err == ERR_OK ? ERR_OK : error_wrap(error, err, "sealing");
}

// The files that a backup has, and no others.
static bool is_path_of_backup(const char *path)
{
    bool known = strcmp(path, "office.db") == 0 || strcmp(path, MANIFEST) == 0
                 || strncmp(path, "keys/", 5) == 0 || strncmp(path, "blobs/", 6) == 0;
    return known && disk_path_valid(path) && strlen(path) < 128;
}

struct unsealing {
    struct sealed_stream *stream;
    struct disk disk;
    struct buffer line;
    struct error *error;
};

static enum err make_folders(struct unsealing *u, const char *path)
{
    char folder[128];
    enum err err = ERR_OK;
    for (const char *at = strchr(path, '/'); at != NULL && err == ERR_OK;
         at = strchr(at + 1, '/')) {
        text_copy(folder, sizeof folder, (struct span){path, (size_t)(at - path)});
        err = u->disk.make_folder(u->disk.ctx, folder);
    }
    return err;
}

static enum err take_bytes(struct unsealing *u, struct disk_file *file, uint64_t size)
{
    char *piece = mem_alloc(PIECE);
    enum err err = ERR_OK;
    for (uint64_t at = 0; err == ERR_OK && at < size;) {
        size_t want = size - at < PIECE ? (size_t)(size - at) : PIECE;
        err = sealed_stream_read(u->stream, piece, want, u->error);
        if (err == ERR_OK)
            err = u->disk.write(file, at, piece, want);
        at += want;
    }
    mem_wipe(piece, PIECE);
    mem_free(piece);
    return err == ERR_OK ? u->disk.sync(file) : err;
}

static enum err take_file(struct unsealing *u, const char *path, uint64_t size)
{
    struct disk_file *file = NULL;
    if (!is_path_of_backup(path) || size > sealed_stream_most(u->stream))
        return error_set(u->error, ERR_CORRUPT, "\"%s\" is no file of a backup", path);
    enum err err = make_folders(u, path);
    if (err == ERR_OK)
        err = u->disk.open(u->disk.ctx, path, DISK_CREATE, &file, u->error);
    if (err == ERR_OK)
        err = take_bytes(u, file, size);
    u->disk.close(file);
    return err;
}

// One line and what belongs to it; *end: it was the last.
static enum err take_next(struct unsealing *u, bool *end)
{
    struct json *json = NULL;
    const char *path = NULL;
    uint64_t size = 0;
    enum err err = sealed_stream_line(u->stream, &u->line, u->error);
    if (err == ERR_OK)
        err = json_parse((struct span){u->line.data, u->line.len}, &json_limits_default, &json,
                         u->error);
    if (err == ERR_OK && !json_boolean(json_member(json, "end"), end)) {
        if (json_text(json_member(json, "path"), &path)
            && json_u64(json_member(json, "size"), &size))
            err = take_file(u, path, size);
        else
            err = error_set(u->error, ERR_CORRUPT, "a line without path and size");
    }
    json_free(json);
    return err;
}

static enum err unseal(struct unsealing *u)
{
    bool end = false, over = false;
    enum err err = ERR_OK;
    while (err == ERR_OK && !end)
        err = take_next(u, &end);
    if (err == ERR_OK)
        err = sealed_stream_end(u->stream, &over, u->error);
    if (err == ERR_OK && !over)
        err = error_set(u->error, ERR_CORRUPT, "more stands behind its end");
    if (err != ERR_OK) // what has no manifest is no backup
        u->disk.remove(u->disk.ctx, MANIFEST);
    return err;
}

enum err backup_seal_open(const char *file, const struct key *recipient, const char *folder,
                          struct error *error)
{
    struct unsealing u = {.error = error};
    struct file_reader reader = {.fd = -1};
    buffer_init(&u.line, LINE_MAX_BYTES);
    enum err err = file_reader_open(file, &reader, error);
    struct parcel_source source = {&reader, file_reader_read, reader.size_bytes};
    struct sealed_range range = {&source, 0, reader.size_bytes};
    if (err == ERR_OK)
        err = disk_system_open(folder, true, &u.disk, error);
    if (err == ERR_OK)
        err = sealed_stream_open(recipient, &range, &u.stream, error);
    if (err == ERR_OK)
        err = unseal(&u);
    sealed_stream_free(u.stream);
    disk_system_close(&u.disk);
    file_reader_close(&reader);
    buffer_clear(&u.line);
    return err == ERR_OK ? ERR_OK : error_wrap(error, err, "%s", file);
}

bool backup_seal_is(const char *file)
{
    static const char mark[] = "PLUMBENV1\n";
    char head[sizeof mark - 1];
    struct file_reader reader = {.fd = -1};
    size_t got = 0;
    bool is = file_reader_open(file, &reader, NULL) == ERR_OK
              && file_reader_read(&reader, 0, head, sizeof head, &got) == ERR_OK
              && got == sizeof head && memcmp(head, mark, sizeof head) == 0;
    file_reader_close(&reader);
    return is;
}
