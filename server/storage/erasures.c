// SPDX-License-Identifier: Apache-2.0
#include "server/storage/erasures.h"

#include "server/storage/row.h"
#include "shared/model/erasure_mark.h"

#include <string.h>

// What the tablet is told of entries that nobody had decided on.
#define ERASED_WORDS \
    "客户资料已依法删除,这条内容没有保留 / the customer was erased by law: it was not kept"

static void read_erasure(struct row *row, struct erasure_row *out)
{
    row_uuid(row, &out->site);
    out->at_ms = row_integer(row);
    out->commit = row_u64(row);
    row_text(row, out->by, sizeof(out->by));
    row_text(row, out->reason, sizeof(out->reason));
    out->records = row_integer(row);
    out->entries = row_integer(row);
    out->files = row_integer(row);
    out->signoffs = row_integer(row);
    out->late = row_integer(row);
    out->scrubbed_ms = row_integer(row);
}

enum err erasures_get(struct view *view, const struct uuid *site, struct erasure_row *out,
                      struct error *error)
{
    struct row row = row_begin(view, STATEMENT_ERASURE_GET);
    enum err code;

    row_put_uuid(&row, site);
    code = row_step(&row, error);
    if (code)
        return code;
    read_erasure(&row, out);
    return row_done(&row, error);
}

enum err erasures_has(struct view *view, const struct uuid *site, bool *out, struct error *error)
{
    struct erasure_row erasure;
    enum err code = erasures_get(view, site, &erasure, error);

    *out = code == ERR_OK;
    return code == ERR_NOT_FOUND ? ERR_OK : code;
}

enum err erasures_list(struct view *view, erasures_each *each, void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_ERASURE_LIST);
    struct erasure_row erasure;

    while (row_next(&row, error)) {
        read_erasure(&row, &erasure);
        if (row_verdict(&row, error) || !each(arg, &erasure))
            break;
    }
    return row_done(&row, error);
}

enum err erasures_measure(struct view *view, const struct uuid *site, struct erasure_figures *out,
                          struct error *error)
{
    struct row row = row_begin(view, STATEMENT_ERASURE_MEASURE);
    enum err code;

    *out = (struct erasure_figures){0};
    row_put_uuid(&row, site);
    code = row_step(&row, error);
    if (code)
        return code;
    out->records = row_integer(&row);
    out->entries = row_integer(&row);
    out->files = row_integer(&row);
    out->file_bytes = row_integer(&row);
    out->shared_files = row_integer(&row);
    out->held = row_integer(&row);
    out->signoffs = row_integer(&row);
    out->unlogged = row_integer(&row);
    out->head = row_u64(&row);
    return row_done(&row, error);
}

enum err erasures_uploads(struct view *view, const struct uuid *site, erasures_each_upload *each,
                          void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_ERASE_UPLOAD_LIST);
    struct upload_row upload = {0};

    row_put_uuid(&row, site);
    while (row_next(&row, error)) {
        upload.id = (uint64_t)row_integer(&row);
        row_uuid(&row, &upload.device);
        row_uuid(&row, &upload.site);
        if (row_verdict(&row, error) || !each(arg, &upload))
            break;
    }
    return row_done(&row, error);
}

enum err erasures_devices(struct view *view, const struct uuid *site, erasures_each_device *each,
                          void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_ERASE_DEVICES);
    struct uuid device;

    row_put_uuid(&row, site);
    while (row_next(&row, error)) {
        bool confirmed;

        row_uuid(&row, &device);
        confirmed = row_flag(&row);
        if (row_verdict(&row, error) || !each(arg, &device, confirmed))
            break;
    }
    return row_done(&row, error);
}

// ---- removing ----

static enum err put_row(struct storage *storage, struct erasure_row *erasure, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_ERASURE_PUT);

    erasure->commit = storage_stamp(storage)->number;
    row_put_uuid(&row, &erasure->site);
    row_put_integer(&row, erasure->at_ms);
    row_put_u64(&row, erasure->commit);
    row_put_text(&row, span_of(erasure->by));
    row_put_text(&row, span_of(erasure->reason));
    return row_run(&row, error);
}

// Runs a statement whose one parameter is the site; *changed (may be NULL) is raised by the rows.
static enum err run(struct storage *storage, enum statement statement, const struct uuid *site,
                    int64_t *changed, struct error *error)
{
    struct row row = row_begin_write(storage, statement);
    enum err code;

    row_put_uuid(&row, site);
    code = row_run(&row, error);
    if (!code && changed)
        *changed += row_changes(&row);
    return code;
}

// The bytes of the site's entries: of its records, of what is held, of what could not be read and
// names it.
static enum err erase_history(struct storage *storage, struct erasure_row *erasure,
                              struct error *error)
{
    static const enum statement by_site[] = {STATEMENT_ERASE_HISTORY, STATEMENT_ERASE_HISTORY_HELD};
    char mark[ERASURE_MARK_TEXT], id[UUID_TEXT];
    struct row row;
    enum err code = ERR_OK;

    erasure_mark_format(&erasure->site, mark);
    uuid_format(&erasure->site, id);
    for (size_t i = 0; !code && i < 2; i++) {
        row = row_begin_write(storage, by_site[i]);
        row_put_uuid(&row, &erasure->site);
        row_put_bytes(&row, span_of(mark));
        code = row_run(&row, error);
        erasure->entries += code ? 0 : row_changes(&row);
    }
    if (code)
        return code;
    row = row_begin_write(storage, STATEMENT_ERASE_HISTORY_RAW);
    row_put_bytes(&row, span_of(mark));
    row_put_bytes(&row, span_of(id));
    code = row_run(&row, error);
    erasure->entries += code ? 0 : row_changes(&row);
    return code;
}

static enum err erase_held(struct storage *storage, const struct uuid *site, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_ERASE_HELD);

    row_put_uuid(&row, site);
    row_put_text(&row, span_of(ERASED_WORDS));
    row_put_integer(&row, storage_stamp(storage)->at_ms);
    return row_run(&row, error);
}

static enum err end_scope(struct storage *storage, const struct uuid *site, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_ERASE_SCOPE);

    row_put_uuid(&row, site);
    row_put_u64(&row, storage_stamp(storage)->number);
    return row_run(&row, error);
}

static enum err erase_blobs(struct storage *storage, struct erasure_row *erasure,
                            struct error *error)
{
    struct row row;
    enum err code = run(storage, STATEMENT_ERASE_FILES, &erasure->site, &erasure->files, error);

    if (!code)
        code = run(storage, STATEMENT_ERASE_BLOB_NAMES, &erasure->site, NULL, error);
    if (!code)
        code = run(storage, STATEMENT_ERASE_BLOB_SITES, &erasure->site, NULL, error);
    if (code)
        return code;
    row = row_begin_write(storage, STATEMENT_ERASE_BLOBS);
    return row_run(&row, error);
}

static enum err put_counts(struct storage *storage, const struct erasure_row *erasure,
                           struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_ERASURE_COUNT);

    row_put_integer(&row, erasure->records);
    row_put_integer(&row, erasure->entries);
    row_put_integer(&row, erasure->files);
    row_put_integer(&row, erasure->signoffs);
    row_put_uuid(&row, &erasure->site);
    return row_run(&row, error);
}

enum err erasures_make(struct storage *storage, struct erasure_row *erasure, struct error *error)
{
    const struct uuid *site = &erasure->site;
    enum err code = put_row(storage, erasure, error);

    erasure->records = erasure->entries = erasure->files = erasure->late = 0;
    // Records last: the others ask which records are the site's.
    if (!code)
        code = erase_history(storage, erasure, error);
    if (!code)
        code = erase_held(storage, site, error);
    if (!code)
        code = run(storage, STATEMENT_ERASE_UNLOGGED, site, NULL, error);
    if (!code)
        code = erase_blobs(storage, erasure, error);
    if (!code)
        code = run(storage, STATEMENT_ERASE_UPLOADS, site, NULL, error);
    if (!code)
        code = run(storage, STATEMENT_ERASE_RECORDS, site, &erasure->records, error);
    if (!code)
        code = end_scope(storage, site, error);
    return code ? code : put_counts(storage, erasure, error);
}

enum err erasures_late(struct storage *storage, const struct uuid *site, struct error *error)
{
    return run(storage, STATEMENT_ERASURE_LATE, site, NULL, error);
}

enum err erasures_scrubbed(struct storage *storage, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_ERASURE_SCRUBBED);

    row_put_integer(&row, storage_stamp(storage)->at_ms);
    return row_run(&row, error);
}

// ---- files ----

enum err erasures_waiting(struct view *view, bool *files, bool *pages, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_ERASE_WAITING);
    enum err code = row_step(&row, error);

    *files = *pages = false;
    if (code)
        return code;
    *files = row_flag(&row);
    *pages = row_flag(&row);
    return row_done(&row, error);
}

enum err erasures_parcels(struct storage *storage, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_ERASE_PARCELS);
    enum err code = row_run(&row, error);

    if (code || row_changes(&row) == 0)
        return code;
    row = row_begin_write(storage, STATEMENT_ERASE_BLOBS);
    return row_run(&row, error);
}

enum err erased_files_put(struct storage *storage, const struct digest *digest,
                          const struct uuid *site, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_ERASED_FILE_PUT);

    row_put_digest(&row, digest);
    row_put_uuid(&row, site);
    return row_run(&row, error);
}

enum err erased_files_list(struct view *view, size_t most, erased_files_each *each, void *arg,
                           struct error *error)
{
    struct row row = row_begin(view, STATEMENT_ERASED_FILE_LIST);
    struct digest digest;

    row_put_u64(&row, most);
    while (row_next(&row, error)) {
        row_digest(&row, &digest);
        if (row_verdict(&row, error) || !each(arg, &digest))
            break;
    }
    return row_done(&row, error);
}

enum err erased_files_gone(struct storage *storage, const struct digest *digest,
                           struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_ERASED_FILE_GONE);

    row_put_digest(&row, digest);
    return row_run(&row, error);
}

// ---- proofs ----

enum err erased_signoffs_put(struct storage *storage, const struct erased_signoff *signoff,
                             struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_ERASED_SIGNOFF_PUT);

    row_put_uuid(&row, &signoff->signoff);
    row_put_uuid(&row, &signoff->site);
    row_put_uuid(&row, &signoff->of);
    row_put_text(&row, span_of(signoff->form));
    row_put_text(&row, span_of(signoff->role));
    row_put_text(&row, span_of(signoff->verdict));
    row_put_integer(&row, signoff->signed_ms);
    row_put_digest(&row, &signoff->sealed);
    row_put_digest(&row, &signoff->statement);
    row_put_digest(&row, &signoff->content);
    row_put_digest(&row, &signoff->handwriting);
    row_put_bytes(&row, (struct span){(const char *)signoff->seal, signoff->seal_len});
    return row_run(&row, error);
}

static void read_signoff(struct row *row, struct erased_signoff *out)
{
    struct span seal;

    row_uuid(row, &out->signoff);
    row_uuid(row, &out->site);
    row_uuid(row, &out->of);
    row_text(row, out->form, sizeof(out->form));
    row_text(row, out->role, sizeof(out->role));
    row_text(row, out->verdict, sizeof(out->verdict));
    out->signed_ms = row_integer(row);
    row_digest(row, &out->sealed);
    row_digest(row, &out->statement);
    row_digest(row, &out->content);
    row_digest(row, &out->handwriting);
    seal = row_bytes(row);
    out->seal_len = seal.len <= sizeof(out->seal) ? seal.len : 0;
    memcpy(out->seal, seal.data, out->seal_len);
}

enum err erased_signoffs_get(struct view *view, const struct uuid *signoff,
                             struct erased_signoff *out, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_ERASED_SIGNOFF_GET);
    enum err code;

    row_put_uuid(&row, signoff);
    code = row_step(&row, error);
    if (code)
        return code;
    read_signoff(&row, out);
    return row_done(&row, error);
}

enum err erased_signoffs_list(struct view *view, const struct uuid *site,
                              erased_signoffs_each *each, void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_ERASED_SIGNOFF_LIST);
    struct erased_signoff signoff;

    row_put_uuid(&row, site);
    while (row_next(&row, error)) {
        read_signoff(&row, &signoff);
        if (row_verdict(&row, error) || !each(arg, &signoff))
            break;
    }
    return row_done(&row, error);
}
