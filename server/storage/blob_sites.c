// SPDX-License-Identifier: Apache-2.0
#include "server/storage/blob_sites.h"

#include "server/storage/row.h"

enum err blob_sites_put(struct storage *storage, const struct digest *digest,
                        const struct uuid *site, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_BLOB_SITE_PUT);

    row_put_digest(&row, digest);
    row_put_uuid(&row, site);
    return row_run(&row, error);
}

enum err blob_sites_has(struct view *view, const struct digest *digest, const struct uuid *site,
                        bool *out, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_BLOB_SITE_GET);
    enum err code;

    *out = false;
    row_put_digest(&row, digest);
    row_put_uuid(&row, site);
    code = row_step(&row, error);
    if (code)
        return code == ERR_NOT_FOUND ? ERR_OK : code;
    *out = true;
    return row_done(&row, error);
}

enum err blob_sites_lose(struct storage *storage, const struct digest *digest, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_BLOB_SITES_LOSE);

    row_put_digest(&row, digest);
    return row_run(&row, error);
}
