// SPDX-License-Identifier: Apache-2.0
#include "server/outgoing/hook_desk.h"

#include "server/outgoing/event_feed.h"
#include "server/outgoing/letter.h"
#include "server/outgoing/outgoing_audit.h"
#include "server/storage/deliveries.h"
#include "server/sync/access_line.h"
#include "shared/base/memory.h"
#include "shared/data/json.h"

#include <string.h>

enum { NOTE_BYTES = 8192 };

struct hook_job {
    struct commit_job job; // first
    struct office *office; // of one that is removed, or gets another secret
    struct hook_row row;
    const struct hook_resend *resend;
    const struct audit_row *by;
    int64_t count;
};

static enum err note(struct storage *storage, const struct hook_job *change, const char *act,
                     struct error *error)
{
    struct outgoing_deed deed
        = {.by = change->by, .act = act, .subject_kind = "hook", .subject = &change->row.id};
    struct json_writer json;
    struct buffer after;
    enum err result;

    buffer_init(&after, NOTE_BYTES);
    json_begin(&json, &after);
    json_object_open(&json, NULL);
    if (change->row.target[0]) {
        json_put_text(&json, "target", change->row.target);
        json_put_text(&json, "kinds", change->row.kinds);
        json_put_boolean(&json, "private", change->row.allow_private);
    }
    if (change->resend && change->resend->row)
        json_put_integer(&json, "delivery", change->resend->row);
    json_object_close(&json);
    deed.after = (struct span){after.data, after.len};
    result = outgoing_audit_put(storage, &deed, error);
    buffer_clear(&after);
    return result;
}

static enum err apply_add(struct commit_job *job, struct storage *storage,
                          const struct commit_stamp *stamp, struct error *error)
{
    struct hook_job *change = (struct hook_job *)job;
    enum err result;

    // What was before it is not sent to the first receiver.
    result = event_feed_begin(storage, error);
    change->row.made_ms = stamp->at_ms;
    if (result == ERR_OK)
        result = hooks_add(storage, &change->row, error);
    return result == ERR_OK ? note(storage, change, "hook.add", error) : result;
}

static bool is_kind(const char *word)
{
    const char *const *kinds = postbox_kinds();

    for (size_t i = 0; kinds[i]; i++)
        if (strcmp(kinds[i], word) == 0)
            return true;
    return false;
}

static enum err take_kinds(const struct hook_wish *wish, struct hook_row *row, struct error *error)
{
    struct buffer words;
    enum err result = ERR_OK;

    buffer_init(&words, HOOK_KINDS - 1);
    for (size_t i = 0; i < wish->kind_count && result == ERR_OK; i++) {
        if (!is_kind(wish->kinds[i]))
            result = error_set(error, ERR_INVALID, "\"%.64s\" is no kind of event: see --help",
                               wish->kinds[i]);
        buffer_printf(&words, "%s%s", i ? " " : "", wish->kinds[i]);
    }
    if (result == ERR_OK && words.failed)
        result = error_set(error, ERR_INVALID, "too many kinds of events");
    if (result == ERR_OK)
        text_copy(row->kinds, sizeof(row->kinds), (struct span){words.data, words.len});
    buffer_clear(&words);
    return result;
}

enum err hook_desk_add(struct office *office, const struct hook_wish *wish, struct hook_row *out,
                       struct error *error)
{
    struct hook_job change = {.job = {.apply = apply_add}};
    struct random random = office_random(office);
    struct clock clock = office_clock(office);
    enum err result = letter_check_target(wish->target, error);

    if (result == ERR_OK
        && !text_copy(change.row.target, sizeof(change.row.target), span_of(wish->target)))
        result = error_set(error, ERR_INVALID, "the address is too long");
    if (result == ERR_OK)
        result = take_kinds(wish, &change.row, error);
    if (result != ERR_OK)
        return result;
    change.row.id = random_uuid_v7(&random, clock_wall_ms(&clock));
    random_fill(&random, change.row.secret, sizeof(change.row.secret));
    change.row.allow_private = wish->allow_private;
    change.row.ca_pem = wish->ca_pem;
    change.by = wish->by;
    text_copy(change.row.made_by, sizeof(change.row.made_by), wish->by->who);
    result = committer_run(office_committer(office), &change.job, NULL, error);
    *out = change.row;
    return result;
}

void hook_desk_secret(const struct hook_row *hook, char out[HOOK_SECRET_TEXT])
{
    struct buffer text;

    buffer_init(&text, HOOK_SECRET_TEXT);
    buffer_append_text(&text, "whsec_");
    buffer_append_base64(&text, hook->secret, sizeof(hook->secret));
    text_copy(out, HOOK_SECRET_TEXT, (struct span){text.data, text.len});
    mem_wipe(text.data, text.len);
    buffer_clear(&text);
}

static enum err apply_remove(struct commit_job *job, struct storage *storage,
                             const struct commit_stamp *stamp, struct error *error)
{
    struct hook_job *change = (struct hook_job *)job;

    enum err result = hooks_remove(storage, &change->row.id, error);

    (void)stamp;
    if (result == ERR_OK)
        result = access_line_hook(change->office, &change->row.id, error);
    return result == ERR_OK ? note(storage, change, "hook.remove", error) : result;
}

enum err hook_desk_remove(struct office *office, const struct uuid *id, const struct audit_row *by,
                          struct error *error)
{
    struct hook_job change
        = {.job = {.apply = apply_remove}, .office = office, .row = {.id = *id}, .by = by};

    return committer_run(office_committer(office), &change.job, NULL, error);
}

static enum err apply_pause(struct commit_job *job, struct storage *storage,
                            const struct commit_stamp *stamp, struct error *error)
{
    struct hook_job *change = (struct hook_job *)job;
    const bool paused = change->row.paused_ms != 0;
    enum err result = hooks_pause(storage, &change->row.id, paused ? stamp->at_ms : 0, error);

    return result == ERR_OK ? note(storage, change, paused ? "hook.pause" : "hook.resume", error)
                            : result;
}

enum err hook_desk_pause(struct office *office, const struct hook_rest *rest, struct error *error)
{
    struct hook_job change = {.job = {.apply = apply_pause},
                              .row = {.id = rest->id, .paused_ms = rest->paused},
                              .by = rest->by};

    return committer_run(office_committer(office), &change.job, NULL, error);
}

static enum err apply_rotate(struct commit_job *job, struct storage *storage,
                             const struct commit_stamp *stamp, struct error *error)
{
    struct hook_job *change = (struct hook_job *)job;
    enum err result = hooks_secret_put(storage, &change->row.id, change->row.secret, error);

    (void)stamp;
    if (result == ERR_OK)
        result = access_line_secret(change->office, &change->row.id, change->row.secret, error);
    return result == ERR_OK ? note(storage, change, "hook.secret", error) : result;
}

enum err hook_desk_rotate(struct office *office, const struct uuid *id, const struct audit_row *by,
                          struct hook_row *out, struct error *error)
{
    struct hook_job change
        = {.job = {.apply = apply_rotate}, .office = office, .row = {.id = *id}, .by = by};
    struct random random = office_random(office);
    enum err result;

    random_fill(&random, change.row.secret, sizeof(change.row.secret));
    result = committer_run(office_committer(office), &change.job, NULL, error);
    *out = change.row;
    mem_wipe(change.row.secret, sizeof(change.row.secret));
    return result;
}

static enum err apply_resend(struct commit_job *job, struct storage *storage,
                             const struct commit_stamp *stamp, struct error *error)
{
    struct hook_job *change = (struct hook_job *)job;

    enum err result;

    (void)stamp;
    change->count = 1;
    result = change->resend->row != 0
                 ? deliveries_resend(storage, change->resend->row, error)
                 : deliveries_resend_hook(storage, &change->resend->hook, &change->count, error);
    return result == ERR_OK ? note(storage, change, "hook.resend", error) : result;
}

enum err hook_desk_resend(struct office *office, const struct hook_resend *which, int64_t *count,
                          struct error *error)
{
    struct hook_job change = {.job = {.apply = apply_resend},
                              .row = {.id = which->hook},
                              .resend = which,
                              .by = which->by};
    enum err result = committer_run(office_committer(office), &change.job, NULL, error);

    *count = result == ERR_OK ? change.count : 0;
    return result;
}

// Reads what a message needs; the row's certificates stay good until the next read of the view.
static enum err read_parts(struct view *view, const struct uuid *id, struct hook_row *hook,
                           struct mail_setting *mail, struct error *error)
{
    enum err result = mail_setting_read(view, mail, error);

    if (result == ERR_NOT_FOUND)
        result = ERR_OK;
    if (result == ERR_OK)
        result = hooks_get(view, id, hook, error);
    if (result == ERR_OK && hook->removed)
        result = error_set(error, ERR_NOT_FOUND, "this receiver was removed");
    return result;
}

static enum err apply_test(struct commit_job *job, struct storage *storage,
                           const struct commit_stamp *stamp, struct error *error)
{
    struct hook_job *change = (struct hook_job *)job;
    struct hook_row hook;
    enum err result = hooks_get(storage_writer(storage), &change->row.id, &hook, error);

    (void)stamp;
    if (result == ERR_NOT_FOUND || (result == ERR_OK && hook.removed))
        return error_set(error, ERR_NOT_FOUND,
                         "没有这个接收方，或已取消 there is no such receiver, or no more");
    return result == ERR_OK ? note(storage, change, "hook.test", error) : result;
}

enum err hook_desk_test(struct office *office, const struct uuid *id, const struct audit_row *by,
                        int *status, struct error *error)
{
    struct hook_job change = {.job = {.apply = apply_test}, .row = {.id = *id}, .by = by};
    struct clock clock = office_clock(office);
    struct random random = office_random(office);
    struct postbox_letter event = {.id = random_uuid_v7(&random, clock_wall_ms(&clock)),
                                   .kind = "hook.test",
                                   .at_ms = clock_wall_ms(&clock),
                                   .title = span_of("Plumbline 测试 test"),
                                   .text = span_of("这是一条测试消息 This is a test message.")};
    struct mail_setting mail;
    struct hook_row hook = {.row = 0};
    struct letter letter = {.hook = &hook, .event = &event, .mail = &mail, .now_ms = event.at_ms};
    struct view *view = NULL;
    enum err result = committer_run(office_committer(office), &change.job, NULL, error);

    *status = 0;
    mail_setting_init(&mail);
    if (result == ERR_OK)
        result = storage_open_view(office_storage(office), &view, error);
    if (result == ERR_OK)
        result = read_parts(view, id, &hook, &mail, error);
    if (!mail.url[0])
        letter.mail = NULL;
    if (result == ERR_OK)
        result = letter_send(&letter, status, error);
    storage_close_view(view);
    mail_setting_clear(&mail);
    return result;
}
