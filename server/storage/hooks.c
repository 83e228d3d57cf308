// SPDX-License-Identifier: Apache-2.0
#include "server/storage/hooks.h"

#include "server/storage/row.h"

#include <string.h>

static void read_hook(struct row *row, struct hook_row *out)
{
    struct span secret;

    out->row = row_integer(row);
    row_uuid(row, &out->id);
    row_text(row, out->target, sizeof(out->target));
    row_text(row, out->kinds, sizeof(out->kinds));
    secret = row_bytes(row);
    out->allow_private = row_flag(row);
    out->removed = row_flag(row);
    out->paused_ms = row_integer(row);
    out->made_ms = row_integer(row);
    row_text(row, out->made_by, sizeof(out->made_by));
    out->ca_pem = row_bytes(row);
    if (secret.len == HOOK_SECRET_BYTES)
        memcpy(out->secret, secret.data, HOOK_SECRET_BYTES);
    else
        row->bad = true;
}

enum err hooks_add(struct storage *storage, struct hook_row *hook, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_HOOK_ADD);
    enum err code;

    row_put_uuid(&row, &hook->id);
    row_put_text(&row, span_of(hook->target));
    row_put_text(&row, span_of(hook->kinds));
    row_put_bytes(&row, (struct span){(const char *)hook->secret, HOOK_SECRET_BYTES});
    row_put_integer(&row, hook->allow_private);
    row_put_integer(&row, hook->made_ms);
    row_put_text(&row, span_of(hook->made_by));
    row_put_bytes(&row, hook->ca_pem);
    code = row_run(&row, error);
    if (!code)
        hook->row = row_added(&row);
    return code;
}

// What a statement changes of one that is there.
static enum err change(struct row *row, struct error *error)
{
    enum err code = row_run(row, error);

    return !code && row_changes(row) != 1
               ? error_set(error, ERR_NOT_FOUND,
                           "没有这个接收方，或已取消；没有改动 there is no such receiver, or no "
                           "more; nothing was changed")
               : code;
}

enum err hooks_pause(struct storage *storage, const struct uuid *id, int64_t since_ms,
                     struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_HOOK_PAUSE);
    enum err code;

    row_put_uuid(&row, id);
    row_put_integer(&row, since_ms);
    code = change(&row, error);
    if (code || since_ms)
        return code;
    row = row_begin_write(storage, STATEMENT_DELIVERY_RESUME);
    row_put_uuid(&row, id);
    row_put_integer(&row, storage_stamp(storage)->at_ms);
    return row_run(&row, error);
}

enum err hooks_secret_put(struct storage *storage, const struct uuid *id,
                          const uint8_t secret[HOOK_SECRET_BYTES], struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_HOOK_SECRET);

    row_put_uuid(&row, id);
    row_put_bytes(&row, (struct span){(const char *)secret, HOOK_SECRET_BYTES});
    return change(&row, error);
}

static enum err drop_waiting(struct storage *storage, const struct uuid *id, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_DELIVERY_DROP);

    row_put_uuid(&row, id);
    row_put_text(&row, span_of("接收方已取消 the receiver was removed"));
    return row_run(&row, error);
}

enum err hooks_remove(struct storage *storage, const struct uuid *id, struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_HOOK_REMOVE);
    enum err code;

    row_put_uuid(&row, id);
    code = change(&row, error);
    return code ? code : drop_waiting(storage, id, error);
}

enum err hooks_get(struct view *view, const struct uuid *id, struct hook_row *out,
                   struct error *error)
{
    struct row row = row_begin(view, STATEMENT_HOOK_GET);
    enum err code;

    row_put_uuid(&row, id);
    code = row_step(&row, error);
    if (code)
        return code;
    read_hook(&row, out);
    return row_keep(&row, (struct span *const[]){&out->ca_pem}, 1, error);
}

enum err hooks_list(struct view *view, hooks_each *each, void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_HOOK_LIST);
    struct hook_row hook;

    while (row_next(&row, error)) {
        read_hook(&row, &hook);
        if (row_verdict(&row, error) || !each(arg, &hook))
            break;
    }
    return row_done(&row, error);
}

bool hooks_wants(const char *kinds, const char *kind)
{
    size_t len = strlen(kind);

    if (!*kinds)
        return true;
    for (const char *at = kinds; (at = strstr(at, kind)); at += len)
        if ((at == kinds || at[-1] == ' ') && (at[len] == '\0' || at[len] == ' '))
            return true;
    return false;
}
