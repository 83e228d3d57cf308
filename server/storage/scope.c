// SPDX-License-Identifier: Apache-2.0
#include "server/storage/scope.h"

#include "server/storage/row.h"

enum err scope_list(struct view *view, const struct uuid *device, scope_each *each, void *arg,
                    struct error *error)
{
    struct row row = row_begin(view, STATEMENT_SCOPE_LIST);
    struct scope_row scope;

    row_put_uuid(&row, device);
    while (row_next(&row, error)) {
        row_uuid(&row, &scope.site);
        scope.since = row_u64(&row);
        scope.until = row_u64(&row);
        scope.drop_confirmed = row_flag(&row);
        if (row_verdict(&row, error) || !each(arg, &scope))
            break;
    }
    return row_done(&row, error);
}

enum err scope_standing(struct view *view, const struct uuid *device, const struct uuid *site,
                        enum scope_standing *out, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_SCOPE_GET);
    enum err code;

    *out = SCOPE_NEVER;
    row_put_uuid(&row, device);
    row_put_uuid(&row, site);
    code = row_step(&row, error);
    if (code)
        return code == ERR_NOT_FOUND ? ERR_OK : code;
    *out = row_u64(&row) ? SCOPE_PAST : SCOPE_NOW;
    return row_done(&row, error);
}

enum err scope_put(struct storage *storage, const struct uuid *device,
                   const struct scope_row *scope, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_SCOPE_PUT);

    row_put_uuid(&row, device);
    row_put_uuid(&row, &scope->site);
    row_put_u64(&row, scope->since);
    row_put_u64(&row, scope->until);
    row_put_integer(&row, scope->drop_confirmed);
    return row_run(&row, error);
}

enum err scope_version(struct view *view, const struct uuid *device, uint64_t *version,
                       struct error *error)
{
    struct row row = row_begin(view, STATEMENT_SCOPE_VERSION);
    enum err code;

    row_put_uuid(&row, device);
    code = row_step(&row, error);
    if (code)
        return code;
    *version = row_u64(&row);
    return row_done(&row, error);
}
