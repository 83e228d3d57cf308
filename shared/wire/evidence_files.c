// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/evidence_files.h"

#include "shared/base/file_reader.h"
#include "shared/wire/evidence_manifest.h"
#include "shared/wire/evidence_report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CA_MAX = 16 << 10, CHUNK_BYTES = 64 << 10 };

struct verifying {
    const struct evidence_files *files;
    const struct verb_call *call;
    struct verb_output *output;
    struct buffer ca;
    struct arena memory;
    struct file_reader file;
    struct evidence_source source;
    struct evidence_finding finding;
    size_t forged;
};

static enum err failed(const char *name, struct error *error)
{
    int why = errno;

    return error_set(error, err_from_errno(why), "%s: %s", name, strerror(why));
}

static enum err open_source(struct verifying *v, const char *name, struct error *error)
{
    enum err err = file_reader_open(name, &v->file, error);

    v->source = (struct evidence_source){
        .ctx = &v->file, .size_bytes = v->file.size_bytes, .read = file_reader_read};
    return err;
}

static enum err read_ca(struct verifying *v, struct error *error)
{
    const bool given = verb_text(v->call, "ca") != NULL;
    char bytes[CA_MAX];
    size_t got = 0;
    enum err err = open_source(v, v->files->ca_path, error);

    if (err == ERR_NOT_FOUND && !given)
        err = error_set(error, ERR_USAGE,
                        "the office's certificate is not here: name it with --ca (ca.pem)");
    if (err == ERR_OK && v->source.size_bytes > sizeof bytes)
        err = error_set(error, ERR_TOO_LARGE, "%s is no certificate", v->files->ca_path);
    if (err == ERR_OK && file_reader_read(&v->file, 0, bytes, sizeof bytes, &got) != ERR_OK)
        err = failed(v->files->ca_path, error);
    buffer_append(&v->ca, bytes, got);
    file_reader_close(&v->file);
    return err;
}

static enum err write_file(const char *folder, const char *name, struct verifying *v,
                           struct evidence_range range, struct error *error)
{
    char path[4096], chunk[CHUNK_BYTES];
    enum err err = ERR_OK;
    int fd;

    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return error_set(error, ERR_INVALID, "%s is too long a path", folder);
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return failed(path, error);
    while (err == ERR_OK && range.from < range.to) {
        uint64_t rest = range.to - range.from;
        size_t want = rest < CHUNK_BYTES ? (size_t)rest : CHUNK_BYTES, got;

        err = file_reader_read(&v->file, range.from, chunk, want, &got);
        if (err == ERR_OK && (got != want || write(fd, chunk, got) != (ssize_t)got))
            err = failed(path, error);
        range.from += want;
    }
    if (close(fd) != 0 && err == ERR_OK)
        err = failed(path, error);
    return err;
}

// By its first bytes: a name never comes from the file.
static const char *ending_of(struct verifying *v, uint64_t from)
{
    unsigned char head[12] = {0};
    size_t got;

    if (file_reader_read(&v->file, from, head, sizeof head, &got) != ERR_OK)
        return "bin";
    if (memcmp(head, "\xff\xd8\xff", 3) == 0)
        return "jpg";
    if (memcmp(head, "\x89PNG", 4) == 0)
        return "png";
    return memcmp(head + 4, "ftyphei", 7) == 0 ? "heic" : "bin";
}

// Sealed text, then the blobs.
static enum err extract(struct verifying *v, const char *folder, struct error *error)
{
    static const char *const fixed[] = {"statement.json", "handwriting.json", "handwriting.svg"};
    const struct evidence_finding *finding = &v->finding;
    const size_t count = finding->signoff.handwritten ? 3 : 1;
    enum err err;

    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return failed(folder, error);
    err = write_file(folder, "sealed.json", v, finding->manifest->ranges[EVIDENCE_TEXT], error);
    for (size_t i = 0; err == ERR_OK && i < finding->blob_count; i++) {
        const uint64_t from = finding->blob_offsets[i];
        const struct evidence_range range = {from, from + finding->blobs[i].size_bytes};
        char name[40];

        if (i < count)
            snprintf(name, sizeof name, "%s", fixed[i]);
        else
            snprintf(name, sizeof name, "photo-%03zu.%s", i - count + 1, ending_of(v, from));
        err = write_file(folder, name, v, range, error);
    }
    return err;
}

static enum err report(struct verifying *v, const char *name, struct error *error)
{
    const char *folder = verb_text(v->call, "extract");
    struct buffer *out = &v->output->out;
    enum err err = ERR_OK;

    if (v->output->json)
        evidence_report_json(name, &v->finding, out);
    else
        evidence_report_text(name, &v->finding, out);
    if (!v->finding.genuine) {
        v->forged++;
        return ERR_OK;
    }
    if (verb_flag(v->call, "statement") && !v->output->json) {
        buffer_append_char(out, '\n');
        err = v->files->show(v->finding.statement, out, error);
    }
    return err == ERR_OK && folder ? extract(v, folder, error) : err;
}

static enum err verify_one(struct verifying *v, const char *name, struct error *error)
{
    enum err err = open_source(v, name, error);

    if (err == ERR_OK)
        err = evidence_check(&v->source, (struct span){v->ca.data, v->ca.len}, &v->memory,
                             &v->finding, error);
    if (err == ERR_OK)
        err = report(v, name, error);
    file_reader_close(&v->file);
    arena_reset(&v->memory);
    return err;
}

enum err evidence_files_verify(const struct evidence_files *files, struct verb_output *output,
                               struct error *error)
{
    const struct verb_call *call = files->call;
    struct verifying v = {.files = files, .call = call, .output = output, .file = {.fd = -1}};
    enum err err;

    buffer_init(&v.ca, CA_MAX);
    arena_init(&v.memory, EVIDENCE_MEMORY_MAX);
    err = verb_text(call, "extract") && call->positional_count > 1
              ? error_set(error, ERR_USAGE, "--extract takes one file at a time")
              : read_ca(&v, error);
    for (size_t i = 0; err == ERR_OK && i < call->positional_count; i++)
        err = verify_one(&v, call->positionals[i], error);
    if (err == ERR_OK && v.forged)
        err = error_set(error, ERR_FORGED, "%zu of %zu", v.forged, call->positional_count);
    arena_clear(&v.memory);
    buffer_clear(&v.ca);
    return err;
}

const struct option evidence_files_options[EVIDENCE_FILES_OPTIONS] = {
    {.name = "ca",
     .type = OPTION_TEXT,
     .placeholder = "FILE",
     .help_zh = "办公室的根证书(ca.pem);平板和办公室自己的可省略",
     .help_en = "the office's certificate (ca.pem); tablet and office know their own"},
    {.name = "extract",
     .type = OPTION_TEXT,
     .placeholder = "DIR",
     .help_zh = "取出签署内容、笔迹和照片",
     .help_en = "write statement, handwriting and photos there"},
    {.name = "statement",
     .type = OPTION_FLAG,
     .help_zh = "同时显示签署内容",
     .help_en = "show what was signed as well"},
};
