// SPDX-License-Identifier: Apache-2.0
#include "server/outgoing/event_feed.h"

#include "server/storage/alarm.h"
#include "server/storage/held.h"
#include "server/storage/hooks.h"
#include "server/storage/postbox.h"
#include "server/storage/signoff_log.h"
#include "shared/base/memory.h"
#include "shared/data/json.h"

#include <stdio.h>
#include <string.h>

enum { STEP_ROWS = 20000, STEP_EVENTS = 500, DATA_BYTES_MAX = 16 << 10, TITLE_BYTES = 300 };
static const char name[] = "outgoing_marks";

// "record held alarm leaf", decimal.
static enum err read_marks(struct view *view, struct postbox_marks *out, struct error *error)
{
    int64_t *const places[] = {&out->record, &out->held, &out->alarm, &out->leaf};
    struct buffer text;
    struct span rest;
    enum err result;

    buffer_init(&text, 128);
    result = setting_get(view, name, &text, error);
    rest = (struct span){text.data, text.len};
    for (size_t i = 0; i < 4 && result == ERR_OK; i++) {
        const char *blank = memchr(rest.data, ' ', rest.len);
        struct span word = {rest.data, blank ? (size_t)(blank - rest.data) : rest.len};

        if (!text_parse_i64(word, places[i]))
            result = error_set(error, ERR_CORRUPT, "the setting %s cannot be read", name);
        rest = blank ? (struct span){blank + 1, rest.len - word.len - 1}
                     : (struct span){rest.data + rest.len, 0};
    }
    buffer_clear(&text);
    return result;
}

static enum err write_marks(struct storage *storage, const struct postbox_marks *marks,
                            struct error *error)
{
    char text[128];
    int len = snprintf(text, sizeof(text), "%lld %lld %lld %lld", (long long)marks->record,
                       (long long)marks->held, (long long)marks->alarm, (long long)marks->leaf);

    return setting_put(storage, name, (struct span){text, (size_t)len}, error);
}

static bool find_any(void *arg, const struct hook_row *hook)
{
    (void)hook;
    *(bool *)arg = true;
    return false;
}

static enum err any_receiver(struct view *view, bool *found, struct error *error)
{
    *found = false;
    return hooks_list(view, find_any, found, error);
}

enum err event_feed_begin(struct storage *storage, struct error *error)
{
    struct view *view = storage_writer(storage);
    struct postbox_marks marks;
    bool any = false;
    enum err result = any_receiver(view, &any, error);

    if (result != ERR_OK || any)
        return result;
    result = postbox_marks_now(view, &marks, error);
    return result == ERR_OK ? write_marks(storage, &marks, error) : result;
}

// One step: a pass over what is new, collected first (nothing may be written while it is listed).
struct item {
    char kind[32], key[80];
    struct uuid site;
    char title[TITLE_BYTES];
    struct buffer data;
};
struct feed_job {
    struct commit_job job;      // first
    struct postbox_marks marks; // where it stands; then where it got to
    struct item items[STEP_EVENTS];
    size_t count;
    bool more;
};

static struct item *next_item(struct feed_job *feed, const char *kind)
{
    struct item *item = &feed->items[feed->count++];

    snprintf(item->kind, sizeof(item->kind), "%s", kind);
    item->site = uuid_nil;
    buffer_init(&item->data, DATA_BYTES_MAX);
    return item;
}

static void put_id(struct json_writer *json, const char *key, const struct uuid *id)
{
    char text[UUID_TEXT];

    uuid_format(id, text);
    json_put_text(json, key, uuid_is_nil(id) ? NULL : text);
}

static bool is_full(struct feed_job *feed)
{
    if (feed->count == STEP_EVENTS)
        feed->more = true;
    return feed->more;
}

static bool take_record(void *arg, const struct postbox_news *news)
{
    struct feed_job *feed = arg;
    bool issue = span_is(news->kind, "rectification");
    struct json_writer json;
    struct item *item;

    if (is_full(feed))
        return false;
    item = next_item(feed, issue ? "issue.opened" : "complaint.opened");
    uuid_format(&news->id, item->key);
    item->site = news->site;
    snprintf(item->title, sizeof(item->title), "%s",
             issue ? "开出问题单 an issue was opened" : "收到投诉 a complaint was opened");
    json_begin(&json, &item->data);
    json_object_open(&json, NULL);
    json_put_span(&json, "kind", news->kind);
    put_id(&json, "record", &news->id);
    json_object_close(&json);
    feed->marks.record = news->row;
    return true;
}

static bool take_held(void *arg, const struct held_row *held)
{
    struct feed_job *feed = arg;
    struct json_writer json;
    struct item *item;

    // What waits for something that is on its way is not for a person.
    if (held->reason == REASON_CONTEXT || held->reason == REASON_GROUP) {
        feed->marks.held = held->row;
        return true;
    }
    if (is_full(feed))
        return false;
    item = next_item(feed, "quarantine.entered");
    snprintf(item->key, sizeof(item->key), "%lld/%016llx/%llu", (long long)held->row,
             (unsigned long long)held->dot.actor, (unsigned long long)held->dot.counter);
    item->site = held->site;
    snprintf(item->title, sizeof(item->title),
             "有记录进入隔离区,等人决定 an entry is in quarantine and waits for a decision");
    json_begin(&json, &item->data);
    json_object_open(&json, NULL);
    json_put_integer(&json, "row", held->row);
    put_id(&json, "record", &held->record);
    put_id(&json, "device", &held->device);
    json_object_close(&json);
    feed->marks.held = held->row;
    return true;
}

static bool take_alarm(void *arg, const struct alarm_row *alarm)
{
    struct feed_job *feed = arg;
    struct json_writer json;
    struct item *item;

    if (is_full(feed))
        return false;
    item = next_item(feed, "alarm.raised");
    snprintf(item->key, sizeof(item->key), "%lld/%lld", (long long)alarm->row,
             (long long)alarm->at_ms);
    snprintf(item->title, sizeof(item->title), "报警 alarm: %s", alarm->kind);
    json_begin(&json, &item->data);
    json_object_open(&json, NULL);
    json_put_integer(&json, "row", alarm->row);
    json_put_text(&json, "alarm", alarm->kind);
    put_id(&json, "device", &alarm->device);
    json_object_close(&json);
    feed->marks.alarm = alarm->row;
    return true;
}

static bool take_leaf(void *arg, const struct signoff_leaf *leaf)
{
    struct feed_job *feed = arg;
    struct json_writer json;
    struct item *item;

    if (is_full(feed))
        return false;
    feed->marks.leaf = (int64_t)leaf->index + 1;
    if (uuid_is_nil(&leaf->site)) // not a sign-off's
        return true;
    item = next_item(feed, "signoff.logged");
    uuid_format(&leaf->signoff, item->key);
    item->site = leaf->site;
    snprintf(item->title, sizeof(item->title), "签字已封存 a sign-off is sealed in the log");
    json_begin(&json, &item->data);
    json_object_open(&json, NULL);
    put_id(&json, "signoff", &leaf->signoff);
    json_put_u64(&json, "log_index", leaf->index);
    json_object_close(&json);
    return true;
}

// Stops at a full step: what could not be taken stays behind the marks.
static enum err collect(struct view *view, struct feed_job *feed, struct error *error)
{
    struct postbox_marks now;
    struct postbox_range range = {.after = feed->marks.record};
    enum err result = postbox_marks_now(view, &now, error);

    if (result != ERR_OK)
        return result;
    range.upto = now.record < range.after + STEP_ROWS ? now.record : range.after + STEP_ROWS;
    result = postbox_new_records(view, &range, take_record, feed, error);
    if (result == ERR_OK && !feed->more) {
        feed->marks.record = range.upto;
        feed->more = range.upto < now.record;
    }
    if (result == ERR_OK && !is_full(feed))
        result = held_new(view, feed->marks.held, take_held, feed, error);
    if (result == ERR_OK && !is_full(feed))
        result = alarm_new(view, feed->marks.alarm, take_alarm, feed, error);
    if (result == ERR_OK && !is_full(feed))
        result = signoff_log_leaves(view, (uint64_t)feed->marks.leaf, take_leaf, feed, error);
    return result;
}

static void forget(struct feed_job *feed)
{
    for (size_t i = 0; i < feed->count; i++)
        buffer_clear(&feed->items[i].data);
    feed->count = 0;
    feed->more = false;
}

static enum err put_all(struct feed_job *feed, struct storage *storage, struct error *error)
{
    enum err result = ERR_OK;

    for (size_t i = 0; i < feed->count && result == ERR_OK; i++) {
        const struct item *item = &feed->items[i];
        struct postbox_event event = {.kind = item->kind,
                                      .key = item->key,
                                      .site = item->site,
                                      .title = span_of(item->title),
                                      .data = {item->data.data, item->data.len}};

        result = postbox_put(storage, &event, error);
    }
    return result;
}

static enum err apply(struct commit_job *job, struct storage *storage,
                      const struct commit_stamp *stamp, struct error *error)
{
    struct feed_job *feed = (struct feed_job *)job;
    struct view *view = storage_writer(storage);
    enum err result;

    (void)stamp;
    forget(feed); // it may run more than once
    result = read_marks(view, &feed->marks, error);
    if (result == ERR_OK)
        result = collect(view, feed, error);
    if (result == ERR_OK)
        result = put_all(feed, storage, error);
    return result == ERR_OK ? write_marks(storage, &feed->marks, error) : result;
}

// Whether a commit is worth it.
static enum err anything_new(struct view *view, bool *found, struct error *error)
{
    struct postbox_marks marks, now;
    enum err result = view_begin(view, error);

    if (result != ERR_OK)
        return result;
    result = any_receiver(view, found, error);
    if (result == ERR_OK && *found)
        result = read_marks(view, &marks, error);
    if (result == ERR_OK && *found)
        result = postbox_marks_now(view, &now, error);
    if (result == ERR_OK && *found)
        *found = marks.record != now.record || marks.held != now.held || marks.alarm != now.alarm
                 || marks.leaf != now.leaf;
    view_end(view);
    return result;
}

enum err event_feed_step(struct office *office, struct view *view, bool *more, struct error *error)
{
    struct feed_job *feed;
    bool found = false;
    enum err result = anything_new(view, &found, error);

    *more = false;
    if (result != ERR_OK || !found)
        return result;
    feed = mem_alloc(sizeof(*feed));
    feed->job.apply = apply;
    result = committer_run(office_committer(office), &feed->job, NULL, error);
    *more = feed->more;
    forget(feed);
    mem_free(feed);
    return result;
}
