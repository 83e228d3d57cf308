// SPDX-License-Identifier: Apache-2.0
#include "server/storage/expiry.h"

#include "server/storage/erasures.h"
#include "server/storage/row.h"

static enum err count(struct view *view, enum statement statement, int64_t before_ms,
                      struct expiry_count *out, struct error *error)
{
    struct row row = row_begin(view, statement);
    enum err code;

    row_put_integer(&row, before_ms);
    code = row_step(&row, error);
    if (code)
        return code;
    out->rows = row_integer(&row);
    out->oldest_ms = row_integer(&row);
    return row_done(&row, error);
}

static enum err run(struct storage *storage, enum statement statement, int64_t before_ms,
                    struct error *error)
{
    struct row row = row_begin_write(storage, statement);

    row_put_integer(&row, before_ms);
    return row_run(&row, error);
}

enum err expiry_reads(struct view *view, int64_t before_ms, struct expiry_count *out,
                      struct error *error)
{
    return count(view, STATEMENT_EXPIRY_READS, before_ms, out, error);
}

enum err expiry_reads_erase(struct storage *storage, int64_t before_ms, struct error *error)
{
    return run(storage, STATEMENT_EXPIRY_READS_ERASE, before_ms, error);
}

enum err expiry_sessions(struct view *view, int64_t before_ms, struct expiry_count *out,
                         struct error *error)
{
    return count(view, STATEMENT_EXPIRY_SESSIONS, before_ms, out, error);
}

enum err expiry_sessions_remove(struct storage *storage, int64_t before_ms, struct error *error)
{
    return run(storage, STATEMENT_EXPIRY_SESSIONS_REMOVE, before_ms, error);
}

enum err expiry_files(struct view *view, int64_t before_ms, expiry_file *each, void *arg,
                      struct error *error)
{
    struct row row = row_begin(view, STATEMENT_EXPIRY_FILES);
    struct digest digest;

    row_put_integer(&row, before_ms);
    while (row_next(&row, error)) {
        uint64_t size;
        int64_t since_ms;

        row_digest(&row, &digest);
        size = row_u64(&row);
        since_ms = row_integer(&row);
        if (row_verdict(&row, error) || !each(arg, &digest, size, since_ms))
            break;
    }
    return row_done(&row, error);
}

enum err expiry_file_remove(struct storage *storage, const struct digest *digest,
                            struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_EXPIRY_FILE_SITES);
    enum err code;

    row_put_digest(&row, digest);
    code = row_run(&row, error);
    if (!code)
        code = erased_files_put(storage, digest, &uuid_nil, error);
    if (code)
        return code;
    row = row_begin_write(storage, STATEMENT_ERASE_BLOBS);
    return row_run(&row, error);
}

enum err expiry_site_last(struct view *view, const struct uuid *site, int64_t *out,
                          struct error *error)
{
    struct row row = row_begin(view, STATEMENT_EXPIRY_SITE_LAST);
    enum err code;

    row_put_uuid(&row, site);
    code = row_step(&row, error);
    if (code)
        return code;
    *out = row_integer(&row);
    return row_done(&row, error);
}
