// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/night_watch.h"

#include "server/blobs/blob_store.h"
#include "server/enrol/authority.h"
#include "server/storage/blobs.h"
#include "server/sync/log_check.h"
#include "server/sync/office_parts.h"

#include <string.h>

enum { REPORT_MAX = 1 << 20, LINE = 512 };

struct watching {
    const struct night_watch_options *options;
    struct night *night;
    bool all;     // files were counted only
    bool stopped; // at the end of what is hashed in one night
};

static void add_finding(struct night *night, struct night_row row)
{
    row.figure = FIGURE_DAMAGED;
    row.amount = 1;
    night_add(night, &row);
}

static void tell_file(struct watching *watching, const struct digest *digest, const char *why)
{
    struct blob_name name = {.record = uuid_nil};
    char item[HASH_TEXT];

    if (blobs_name_of(watching->options->view, digest, &name, NULL) != ERR_OK)
        name = (struct blob_name){.record = uuid_nil};
    digest_format(digest, item);
    add_finding(watching->night,
                (struct night_row){.record = name.record,
                                   .site = name.site,
                                   .device = name.device,
                                   .code = "file",
                                   .item = item,
                                   .zh = "文件已损坏或丢失：请从备份恢复，平板上可能还有",
                                   .en = why});
}

static bool look_at_file(void *arg, const struct blob_row *blob, const struct blob_name *none)
{
    struct watching *watching = arg;
    struct night *night = watching->night;
    struct error why = {0};
    uint64_t size = 0;

    (void)none;
    if (watching->all) {
        night->checked_of++;
        return true;
    }
    if (night->checked_files > 0
        && (night->checked_bytes >= watching->options->bytes
            || blob->size > watching->options->bytes - night->checked_bytes)) {
        watching->stopped = true;
        return false;
    }
    if (blob_store_verify(office_blobs(watching->options->office), &blob->digest, &size, &why)
        != ERR_OK)
        tell_file(watching, &blob->digest, why.detail);
    night->checked_files++;
    night->checked_bytes += size;
    *watching->options->after = blob->digest;
    return true;
}

// From where the night before stopped; at the end of all files the next one begins again.
static enum err look_at_files(struct watching *watching, struct error *error)
{
    const struct digest zero = {0};
    enum err err;

    watching->all = true;
    err = blobs_after(watching->options->view, &zero, look_at_file, watching, error);
    watching->all = false;
    if (err == ERR_OK)
        err = blobs_after(watching->options->view, watching->options->after, look_at_file, watching,
                          error);
    if (!watching->stopped)
        *watching->options->after = zero;
    return err;
}

// A row of the night for each line of a report.
static void tell_lines(struct night *night, const char *report, struct night_row row)
{
    for (const char *line = report; line && *line;) {
        const char *end = strchr(line, '\n');
        char text[LINE];

        text_copy(text, sizeof(text),
                  (struct span){line, end ? (size_t)(end - line) : strlen(line)});
        row.en = text;
        add_finding(night, row);
        line = end ? end + 1 : NULL;
    }
}

static enum err look_at_log(struct watching *watching, struct error *error)
{
    struct office *office = watching->options->office;
    const struct buffer *ca = &office_authority(office)->ca_pem;
    const struct log_check_parts parts
        = {.view = watching->options->view, .ca_pem = {ca->data, ca->len}, .disk = office->disk};
    struct buffer report;
    uint64_t findings = 0;
    enum err err;

    buffer_init(&report, REPORT_MAX);
    err = log_check(&parts, &report, &findings, error);
    if (err == ERR_OK)
        tell_lines(watching->night, report.data,
                   (struct night_row){.code = "log", .zh = "签署日志有问题：请运行 plumbd verify"});
    buffer_clear(&report);
    return err;
}

static enum err look_at_audit(struct watching *watching, struct error *error)
{
    struct office *office = watching->options->office;
    struct audit_kept *audit = watching->options->audit;
    const struct audit_seal_check check = {.view = watching->options->view, .disk = office->disk};
    enum err err = audit_kept_make(&check, clock_wall_ms(&office->clock), audit, error);

    if (err == ERR_OK)
        tell_lines(
            watching->night, audit->report,
            (struct night_row){.code = "audit", .zh = "审计有问题：请运行 plumbd audit verify"});
    return err;
}

enum err night_watch_read(const struct night_watch_options *options, struct night *night,
                          struct error *error)
{
    struct watching watching = {.options = options, .night = night};
    enum err err = view_begin(options->view, error);

    if (err != ERR_OK)
        return err;
    err = look_at_log(&watching, error);
    if (err == ERR_OK)
        err = look_at_audit(&watching, error);
    if (err == ERR_OK)
        err = look_at_files(&watching, error);
    view_end(options->view);
    night->known[FIGURE_DAMAGED] = err == ERR_OK;
    return err;
}
