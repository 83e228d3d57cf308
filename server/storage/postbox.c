// SPDX-License-Identifier: Apache-2.0
#include "server/storage/postbox.h"

#include "server/storage/hooks.h"
#include "server/storage/row.h"
#include "shared/base/memory.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *kind, *zh, *en;
} kinds[] = {
#define KIND_ROW(kind, zh, en) {kind, zh, en},
    POSTBOX_KINDS(KIND_ROW)
#undef KIND_ROW
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

const char *const *postbox_kinds(void)
{
    static const char *const names[] = {
#define KIND_NAME(kind, zh, en) kind,
        POSTBOX_KINDS(KIND_NAME)
#undef KIND_NAME
            NULL};

    return names;
}

static size_t find_kind(const char *kind)
{
    size_t i = 0;

    while (i < KINDS && strcmp(kinds[i].kind, kind) != 0)
        i++;
    return i;
}

const char *postbox_kind_zh(const char *kind)
{
    size_t i = find_kind(kind);

    return i < KINDS ? kinds[i].zh : kind;
}

const char *postbox_kind_en(const char *kind)
{
    size_t i = find_kind(kind);

    return i < KINDS ? kinds[i].en : kind;
}

// Row numbers of who gets it.
struct receivers {
    const char *kind;
    int64_t *rows; // owned
    size_t count, cap;
};

static bool choose(void *arg, const struct hook_row *hook)
{
    struct receivers *receivers = arg;

    if (!hooks_wants(hook->kinds, receivers->kind))
        return true;
    receivers->rows
        = mem_room(receivers->rows, receivers->count, &receivers->cap, sizeof(*receivers->rows));
    receivers->rows[receivers->count++] = hook->row;
    return true;
}

// The same event has the same id, so that receivers can tell that they have it.
static struct uuid id_of(const struct postbox_event *event)
{
    struct digest digest;

    // A NUL between them: no key can run into the kind.
    hash_pair(event->kind, strlen(event->kind) + 1, event->key, strlen(event->key), &digest);
    return uuid_v8(digest.bytes);
}

static enum err add_event(struct storage *storage, const struct postbox_event *event, bool *added,
                          struct error *error)
{
    const struct commit_stamp *stamp = storage_stamp(storage);
    struct row row = row_begin_write(storage, STATEMENT_EVENT_ADD);
    struct uuid id = id_of(event);
    enum err code;

    row_put_uuid(&row, &id);
    row_put_text(&row, span_of(event->kind));
    row_put_integer(&row, stamp->at_ms);
    row_put_u64(&row, stamp->number);
    row_put_uuid(&row, &event->site);
    row_put_text(&row, event->title);
    row_put_text(&row, event->text);
    row_put_text(&row, event->data.len ? event->data : span_of("{}"));
    code = row_run(&row, error);
    *added = !code && row_changes(&row) == 1;
    return code;
}

static enum err add_delivery(struct storage *storage, const struct uuid *event, int64_t hook,
                             struct error *error)
{
    struct row row = row_begin_write(storage, STATEMENT_DELIVERY_ADD);

    row_put_uuid(&row, event);
    row_put_integer(&row, hook);
    row_put_integer(&row, storage_stamp(storage)->at_ms);
    return row_run(&row, error);
}

enum err postbox_put(struct storage *storage, const struct postbox_event *event,
                     struct error *error)
{
    struct receivers receivers = {.kind = event->kind};
    struct uuid id = id_of(event);
    bool added = false;
    enum err code;

    if (find_kind(event->kind) == KINDS)
        return error_set(error, ERR_INVALID, "\"%s\" is no kind of event", event->kind);
    if (event->title.len > POSTBOX_TITLE_MAX || event->text.len > POSTBOX_TEXT_MAX
        || event->data.len > POSTBOX_TEXT_MAX)
        return error_set(error, ERR_INVALID, "event %s: more than fits into a letter", event->kind);
    code = hooks_list(storage_writer(storage), choose, &receivers, error);
    if (!code && receivers.count > 0)
        code = add_event(storage, event, &added, error);
    for (size_t i = 0; !code && added && i < receivers.count; i++)
        code = add_delivery(storage, &id, receivers.rows[i], error);
    mem_free(receivers.rows);
    return code;
}

enum err postbox_get(struct view *view, const struct uuid *event, struct postbox_letter *out,
                     struct error *error)
{
    struct row row = row_begin(view, STATEMENT_EVENT_GET);
    enum err code;

    row_put_uuid(&row, event);
    code = row_step(&row, error);
    if (code)
        return code;
    row_uuid(&row, &out->id);
    row_text(&row, out->kind, sizeof(out->kind));
    out->at_ms = row_integer(&row);
    out->in_commit = row_u64(&row);
    row_uuid(&row, &out->site);
    out->title = row_bytes(&row);
    out->text = row_bytes(&row);
    out->data = row_bytes(&row);
    return row_keep(&row, (struct span *const[]){&out->title, &out->text, &out->data}, 3, error);
}

enum err postbox_marks_now(struct view *view, struct postbox_marks *out, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_MARKS_LAST);
    enum err code = row_step(&row, error);

    if (code)
        return code;
    out->record = row_integer(&row);
    out->held = row_integer(&row);
    out->alarm = row_integer(&row);
    out->leaf = row_integer(&row);
    return row_done(&row, error);
}

enum err postbox_new_records(struct view *view, const struct postbox_range *range,
                             postbox_each *each, void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_NEWS);
    struct postbox_news news;

    row_put_integer(&row, range->after);
    row_put_integer(&row, range->upto);
    while (row_next(&row, error)) {
        news.row = row_integer(&row);
        row_uuid(&row, &news.id);
        row_uuid(&row, &news.site);
        news.kind = row_bytes(&row);
        if (row_verdict(&row, error) || !each(arg, &news))
            break;
    }
    return row_done(&row, error);
}
