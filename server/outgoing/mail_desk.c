// SPDX-License-Identifier: Apache-2.0
#include "server/outgoing/mail_desk.h"

#include "server/outgoing/letter.h"
#include "server/outgoing/outgoing_audit.h"
#include "shared/data/json.h"

enum { NOTE_BYTES = 4096 };

struct test_job {
    struct commit_job job; // first
    const char *address;
    const struct audit_row *by;
};

static enum err apply_test(struct commit_job *job, struct storage *storage,
                           const struct commit_stamp *stamp, struct error *error)
{
    const struct test_job *test = (const struct test_job *)job;
    struct outgoing_deed deed = {.by = test->by, .act = "mail.test", .subject_kind = "setting"};
    struct json_writer json;
    struct buffer after;
    enum err result;

    (void)stamp;
    buffer_init(&after, NOTE_BYTES);
    json_begin(&json, &after);
    json_object_open(&json, NULL);
    json_put_text(&json, "to", test->address);
    json_object_close(&json);
    deed.after = (struct span){after.data, after.len};
    result = outgoing_audit_put(storage, &deed, error);
    buffer_clear(&after);
    return result;
}

static enum err make_target(const char *address, struct hook_row *hook, struct error *error)
{
    struct buffer target;
    enum err result;

    buffer_init(&target, sizeof(hook->target) - 1);
    buffer_printf(&target, "mailto:%s", address);
    result = target.failed ? error_set(error, ERR_INVALID, "the address is too long")
                           : letter_check_target(target.data, error);
    if (result == ERR_OK)
        text_copy(hook->target, sizeof(hook->target), (struct span){target.data, target.len});
    buffer_clear(&target);
    return result;
}

static enum err read_setting(struct office *office, struct mail_setting *setting,
                             struct error *error)
{
    struct view *view = NULL;
    enum err result = storage_open_view(office_storage(office), &view, error);

    if (result == ERR_OK)
        result = mail_setting_read(view, setting, error);
    storage_close_view(view);
    return result;
}

enum err mail_desk_test(struct office *office, const char *address, const struct audit_row *by,
                        int *status, struct error *error)
{
    struct clock clock = office_clock(office);
    struct random random = office_random(office);
    struct postbox_letter event = {.id = random_uuid_v7(&random, clock_wall_ms(&clock)),
                                   .kind = "hook.test",
                                   .at_ms = clock_wall_ms(&clock),
                                   .title = span_of("Plumbline 邮件测试 a test of the mail server"),
                                   .text = span_of("收到这封信,说明办公室服务器可以发邮件。\n"
                                                   "When you read this, the office's server can "
                                                   "send mail.")};
    struct hook_row hook = {.row = 0};
    struct mail_setting setting;
    struct letter letter
        = {.hook = &hook, .event = &event, .mail = &setting, .now_ms = event.at_ms};
    struct test_job test = {.job = {.apply = apply_test}, .address = address, .by = by};
    enum err result = make_target(address, &hook, error);

    *status = 0;
    mail_setting_init(&setting);
    if (result == ERR_OK)
        result = read_setting(office, &setting, error);
    if (result == ERR_OK)
        result = committer_run(office_committer(office), &test.job, NULL, error);
    if (result == ERR_OK)
        result = letter_send(&letter, status, error);
    mail_setting_clear(&setting);
    return result;
}
