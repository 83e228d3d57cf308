// SPDX-License-Identifier: Apache-2.0
#include "server/storage/records.h"

#include "server/storage/intern.h"
#include "server/storage/row.h"

#include <string.h>

static void read_record(struct row *row, struct record_row *out)
{
    struct span mac;

    out->row = row_integer(row);
    row_uuid(row, &out->id);
    row_uuid(row, &out->site);
    out->kind = row_bytes(row);
    out->seq = row_u64(row);
    out->author = row_actor(row);
    out->author_counter = row_u64(row);
    out->received_ms = row_integer(row);
    out->conflicted = row_flag(row);
    out->deleted = row_flag(row);
    mac = row_bytes(row);
    out->vector = row_bytes(row);
    out->state = row_bytes(row);
    if (mac.len == MAC_BYTES)
        memcpy(out->mac, mac.data, MAC_BYTES);
    else
        row->bad = true;
}

enum err records_get(struct view *view, const struct uuid *id, struct record_row *out,
                     struct error *error)
{
    struct row row = row_begin(view, STATEMENT_RECORD_GET);
    enum err code;

    row_put_uuid(&row, id);
    code = row_step(&row, error);
    if (code)
        return code;
    read_record(&row, out);
    return row_keep(&row, (struct span *const[]){&out->kind, &out->vector, &out->state}, 3, error);
}

// seq … state: what changes with every put, in the order both statements have it.
static void put_changes(struct row *row, const struct record_row *record)
{
    row_put_u64(row, record->seq);
    row_put_actor(row, record->author);
    row_put_u64(row, record->author_counter);
    row_put_integer(row, record->received_ms);
    row_put_integer(row, record->conflicted);
    row_put_integer(row, record->deleted);
    row_put_bytes(row, (struct span){(const char *)record->mac, MAC_BYTES});
    row_put_bytes(row, record->vector);
    row_put_bytes(row, record->state);
}

static enum err add(struct storage *storage, struct record_row *record, struct error *error)
{
    int64_t site = 0, kind = 0;
    struct row row;
    enum err code = intern_site(storage, &record->site, &site, error);

    if (!code)
        code = intern_kind(storage, record->kind, &kind, error);
    if (code)
        return code;
    row = row_begin_write(storage, STATEMENT_RECORD_ADD);
    row_put_uuid(&row, &record->id);
    row_put_integer(&row, site);
    row_put_integer(&row, kind);
    put_changes(&row, record);
    code = row_run(&row, error);
    if (!code)
        record->row = row_added(&row);
    return code;
}

enum err records_put(struct storage *storage, struct record_row *record, struct error *error)
{
    struct row row;
    enum err code;

    if (!record->seq)
        return error_set(error, ERR_INVALID, "a record without a place in the feed");
    if (!record->row)
        return add(storage, record, error);
    row = row_begin_write(storage, STATEMENT_RECORD_SET);
    put_changes(&row, record);
    row_put_integer(&row, record->row);
    code = row_run(&row, error);
    if (!code && row_changes(&row) != 1)
        code = error_set(error, ERR_NOT_FOUND, "no record has number %lld", (long long)record->row);
    return code;
}

static int64_t limit_of(size_t limit)
{
    return limit && limit < INT64_MAX ? (int64_t)limit : -1;
}

static enum err list(struct row *row, records_each *each, void *arg, struct error *error)
{
    struct record_row record;

    while (row_next(row, error)) {
        read_record(row, &record);
        if (row_verdict(row, error) || !each(arg, &record))
            break;
    }
    return row_done(row, error);
}

enum err records_feed(struct view *view, const struct records_range *range, records_each *each,
                      void *arg, struct error *error)
{
    struct row row;

    if (range->after > INT64_MAX)
        return ERR_OK;
    row = row_begin(view, STATEMENT_RECORD_FEED);
    row_put_uuid(&row, &range->site);
    row_put_u64(&row, range->after);
    row_put_integer(&row, limit_of(range->limit));
    return list(&row, each, arg, error);
}

enum err records_feed_all(struct view *view, const struct records_range *range, records_each *each,
                          void *arg, struct error *error)
{
    struct row row;

    if (range->after > INT64_MAX)
        return ERR_OK;
    row = row_begin(view, STATEMENT_FEED_ALL);
    row_put_u64(&row, range->after);
    row_put_integer(&row, limit_of(range->limit));
    return list(&row, each, arg, error);
}

enum err records_site_head(struct view *view, const struct uuid *site, uint64_t *seq,
                           struct error *error)
{
    struct row row = row_begin(view, STATEMENT_RECORD_HEAD);
    enum err code;

    *seq = 0;
    row_put_uuid(&row, site);
    code = row_step(&row, error);
    if (code)
        return code == ERR_NOT_FOUND ? ERR_OK : code;
    *seq = row_u64(&row);
    return row_done(&row, error);
}

// The statement that finds the fewest rows for a filter; `kind` is the kind's number, 0: all.
static struct row begin_list(struct view *view, const struct records_filter *filter, int64_t kind)
{
    enum { REFERENCE_KINDS = 5 };
    struct row row;

    if (!filter->every_site) {
        row = row_begin(view, filter->conflicted_only ? STATEMENT_RECORD_LIST_SITE_CONFLICTED
                                                      : STATEMENT_RECORD_LIST_SITE);
        row_put_uuid(&row, &filter->site);
    } else if (kind && kind <= REFERENCE_KINDS) {
        row = row_begin(view, STATEMENT_RECORD_LIST_KIND);
        row_put_integer(&row, kind);
    } else {
        row = row_begin(view, filter->conflicted_only ? STATEMENT_RECORD_LIST_CONFLICTED
                                                      : STATEMENT_RECORD_LIST);
    }
    return row;
}

struct listing {
    struct view *view;
    const struct records_filter *filter;
    records_each *each;
    void *arg;
    bool stopped;
};

static enum err show(struct listing *listing, int64_t number, struct error *error)
{
    const struct records_filter *filter = listing->filter;
    struct row row = row_begin(listing->view, STATEMENT_RECORD_BY_ROW);
    struct record_row record;
    enum err code;

    row_put_integer(&row, number);
    code = row_step(&row, error);
    if (code)
        return code;
    read_record(&row, &record);
    code = row_verdict(&row, error);
    if (!code && (!filter->kind.len || span_equal(record.kind, filter->kind))
        && (!filter->conflicted_only || record.conflicted))
        listing->stopped = !listing->each(listing->arg, &record);
    row_done(&row, NULL);
    return code;
}

enum err records_list(struct view *view, const struct records_filter *filter, records_each *each,
                      void *arg, struct error *error)
{
    struct listing listing = {.view = view, .filter = filter, .each = each, .arg = arg};
    int64_t kind = 0;
    struct row row;
    enum err code = ERR_OK;

    if (filter->kind.len)
        code = intern_find_kind(view, filter->kind, &kind, error);
    if (code)
        return code == ERR_NOT_FOUND ? ERR_OK : code; // a kind no record has
    // Numbers first, so that sorting by id does not drag the states along.
    row = begin_list(view, filter, kind);
    while (!code && !listing.stopped && row_next(&row, error))
        code = show(&listing, row_integer(&row), error);
    return code ? (row_done(&row, NULL), code) : row_done(&row, error);
}

enum err records_sites(struct view *view, records_site_each *each, void *arg, struct error *error)
{
    struct row row = row_begin(view, STATEMENT_SITE_LIST);
    struct uuid site;

    while (row_next(&row, error)) {
        row_uuid(&row, &site);
        if (row_verdict(&row, error) || !each(arg, &site))
            break;
    }
    return row_done(&row, error);
}
