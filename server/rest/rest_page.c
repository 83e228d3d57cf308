// SPDX-License-Identifier: Apache-2.0
#include "server/rest/rest_page.h"

#include "shared/web/route.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SCANNED_MOST = 5000, EPOCH_TEXT = 16 };

struct walk {
    struct rest_reader reader;
    const struct rest_page *page;
    struct json_writer *json;
    struct uuid after_id, last_id; // in order of id
    uint64_t last_seq;             // in order of change
    size_t written, scanned;
    bool more;
};

static bool wanted(struct walk *walk, const struct record_row *row)
{
    const struct rest_page *page = walk->page;

    return (!page->kind || span_is(row->kind, page->kind)) && (page->changes || !row->deleted)
           && rest_record_may(walk->reader.token, row->kind)
           && rest_record_within(&walk->reader, row);
}

static void write_row(struct walk *walk, const struct record_row *row)
{
    json_object_open(walk->json, NULL);
    rest_record_put(&walk->reader, walk->json, row);
    json_object_close(walk->json);
    walk->written++;
}

static bool walk_change(void *arg, const struct record_row *row)
{
    struct walk *walk = arg;

    if (walk->written == walk->page->limit || walk->scanned == SCANNED_MOST) {
        walk->more = true;
        return false;
    }
    walk->scanned++;
    walk->last_seq = row->seq;
    if (wanted(walk, row))
        write_row(walk, row);
    return true;
}

static bool walk_id(void *arg, const struct record_row *row)
{
    struct walk *walk = arg;

    if (uuid_compare(&row->id, &walk->after_id) <= 0 || !wanted(walk, row))
        return true;
    if (walk->written == walk->page->limit) {
        walk->more = true;
        return false;
    }
    walk->last_id = row->id;
    write_row(walk, row);
    return true;
}

static bool is_by_id(const struct rest_page *page)
{
    static const char *const kinds[] = {"site", "person", "assignment", "catalogue", "device"};

    for (size_t i = 0; !page->changes && page->kind && i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(page->kind, kinds[i]) == 0)
            return true;
    return false;
}

// "epoch.seq": positions mean something only in the epoch in which they were given.
static enum err read_change_cursor(struct walk *walk, uint64_t epoch, struct error *error)
{
    const char *text = walk->page->after;
    char ours[EPOCH_TEXT + 1];

    if (!text)
        return ERR_OK;
    snprintf(ours, sizeof(ours), "%016" PRIx64, epoch);
    if (strlen(text) < EPOCH_TEXT + 2 || text[EPOCH_TEXT] != '.'
        || !text_parse_u64(span_of(text + EPOCH_TEXT + 1), &walk->last_seq))
        return error_set(error, ERR_INVALID, "\"after\" is no cursor that a page gave");
    if (memcmp(text, ours, EPOCH_TEXT) != 0)
        return error_set(error, ERR_EXPIRED,
                         "the office was restored from a backup since this cursor was given: begin "
                         "again without one");
    return ERR_OK;
}

static enum err walk_changes(struct walk *walk, uint64_t epoch, char next[REST_PAGE_CURSOR],
                             struct error *error)
{
    const struct rest_page *page = walk->page;
    struct records_range range = {.limit = SCANNED_MOST + 1};
    enum err err = read_change_cursor(walk, epoch, error);

    range.after = walk->last_seq;
    if (page->site)
        range.site = *page->site;
    if (err == ERR_OK && page->site)
        err = records_feed(walk->reader.view, &range, walk_change, walk, error);
    else if (err == ERR_OK)
        err = records_feed_all(walk->reader.view, &range, walk_change, walk, error);
    snprintf(next, REST_PAGE_CURSOR, "%016" PRIx64 ".%" PRIu64, epoch, walk->last_seq);
    return err;
}

static enum err walk_ids(struct walk *walk, char next[REST_PAGE_CURSOR], struct error *error)
{
    const struct rest_page *page = walk->page;
    struct records_filter filter = {.every_site = !page->site, .kind = span_of(page->kind)};
    enum err err;

    if (page->after && !uuid_parse(span_of(page->after), &walk->after_id))
        return error_set(error, ERR_INVALID, "\"after\" is no cursor that a page gave");
    if (page->site)
        filter.site = *page->site;
    err = records_list(walk->reader.view, &filter, walk_id, walk, error);
    uuid_format(&walk->last_id, next);
    return err;
}

enum err rest_page_write(struct route_call *call, const struct rest_page *page, struct error *error)
{
    struct view *view = rest_view(call, error);
    struct walk walk = {.page = page, .json = route_answer(call)};
    char next[REST_PAGE_CURSOR] = "";
    enum err err = view ? ERR_OK : error->code;

    if (err != ERR_OK)
        return err;
    walk.reader = rest_record_reader(call, view);
    json_array_open(walk.json, "rows");
    err = is_by_id(page) ? walk_ids(&walk, next, error)
                         : walk_changes(&walk, office_epoch(rest_office(call)), next, error);
    json_array_close(walk.json);
    json_put_text(walk.json, "next", walk.more || page->changes ? next : NULL);
    json_put_boolean(walk.json, "more", walk.more);
    return err;
}
