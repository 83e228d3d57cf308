// SPDX-License-Identifier: Apache-2.0
#include "server/outgoing/letter.h"

#include "shared/base/memory.h"
#include "shared/data/json.h"
#include "shared/net/web_hook.h"

#include <string.h>

enum { BODY_BYTES_MAX = 512 << 10, MAIL_BYTES_MAX = 256 << 10 };
static const char mail_scheme[] = "mailto:";

static bool is_mail(const char *target)
{
    return strncmp(target, mail_scheme, sizeof(mail_scheme) - 1) == 0;
}

enum err letter_check_target(const char *target, struct error *error)
{
    if (!is_mail(target))
        return web_hook_check(target, error);
    return mail_text_address(target + sizeof(mail_scheme) - 1)
               ? ERR_OK
               : error_set(error, ERR_INVALID,
                           "\"%.200s\": 要一个邮箱地址 one mail address is wanted", target);
}

void letter_body(const struct postbox_letter *event, struct buffer *out)
{
    char id[UUID_TEXT], site[UUID_TEXT], time[CLOCK_TEXT];
    struct json_writer json;

    uuid_format(&event->id, id);
    uuid_format(&event->site, site);
    clock_format(event->at_ms, time);
    json_begin(&json, out);
    json_object_open(&json, NULL);
    json_put_text(&json, "type", event->kind);
    json_put_text(&json, "timestamp", time);
    json_put_text(&json, "id", id);
    json_put_u64(&json, "commit", event->in_commit);
    json_put_text(&json, "site", uuid_is_nil(&event->site) ? NULL : site);
    json_put_span(&json, "title", event->title);
    json_put_span(&json, "text", event->text.data ? event->text : span_of(""));
    json_put_raw(&json, "data", event->data.len ? event->data : span_of("{}"));
    json_object_close(&json);
}

static enum err post(const struct letter *letter, int *status, struct error *error)
{
    struct web_hook_call call = {.url = letter->hook->target,
                                 .at_s = letter->now_ms / 1000,
                                 .key = letter->hook->secret,
                                 .ca_pem = letter->hook->ca_pem,
                                 .allow_private = letter->hook->allow_private,
                                 .timeout_ms = LETTER_TIMEOUT_MS,
                                 .stop = letter->stop};
    char id[UUID_TEXT];
    struct buffer body;
    enum err result;

    uuid_format(&letter->event->id, id);
    call.id = id;
    buffer_init(&body, BODY_BYTES_MAX);
    letter_body(letter->event, &body);
    call.body = (struct span){body.data, body.len};
    result = body.failed ? error_set(error, ERR_TOO_LARGE, "the event does not fit into a message")
                         : web_hook_post(&call, status, error);
    if (result == ERR_OK && (*status < 200 || *status > 299))
        result = error_set(error, ERR_UNAVAILABLE,
                           "接收方回答 %d，没有收下 the receiver answered %d, and did not take it",
                           *status, *status);
    buffer_clear(&body);
    return result;
}

static void mail_text_of(const struct postbox_letter *event, struct buffer *out)
{
    char time[CLOCK_TEXT];
    struct span text = event->text.len ? event->text : event->title;

    clock_format(event->at_ms, time);
    buffer_append(out, text.data, text.len);
    buffer_printf(
        out,
        "\n\n-- \n%s · %s · %s\n办公室服务器自动发出,请勿回复 sent by the office's server; "
        "nobody reads replies\n",
        postbox_kind_zh(event->kind), postbox_kind_en(event->kind), time);
}

static enum err hand_to_server(const struct letter *letter, struct span text, int *status,
                               struct error *error)
{
    const struct mail_setting *setting = letter->mail;
    char password[MAIL_SETTING_TEXT] = "", id[UUID_TEXT];
    struct mail_server server = {.url = setting->url,
                                 .plain = setting->plain,
                                 .ca_pem = {setting->ca_pem.data, setting->ca_pem.len},
                                 .timeout_ms = LETTER_TIMEOUT_MS,
                                 .stop = letter->stop};
    struct mail_message message = {.from = setting->from,
                                   .to = letter->hook->target + sizeof(mail_scheme) - 1,
                                   .subject = letter->event->title,
                                   .text = text,
                                   .id = id,
                                   .at_ms = letter->now_ms};
    enum err result = ERR_OK;

    uuid_format(&letter->event->id, id);
    if (setting->user[0]) {
        server.user = setting->user;
        server.password = password;
        result = mail_setting_password(setting, password, sizeof(password), error);
    }
    if (result == ERR_OK)
        result = mail_send(&server, &message, status, error);
    mem_wipe(password, sizeof(password));
    return result;
}

static enum err mail(const struct letter *letter, int *status, struct error *error)
{
    struct buffer text;
    enum err result;

    if (!letter->mail)
        return error_set(error, ERR_NOT_FOUND,
                         "还没有设置邮件服务器 no mail server is set: plumbd mail set");
    buffer_init(&text, MAIL_BYTES_MAX);
    mail_text_of(letter->event, &text);
    result = text.failed
                 ? error_set(error, ERR_TOO_LARGE, "the event does not fit into a message")
                 : hand_to_server(letter, (struct span){text.data, text.len}, status, error);
    buffer_clear(&text);
    return result;
}

enum err letter_send(const struct letter *letter, int *status, struct error *error)
{
    *status = 0;
    return is_mail(letter->hook->target) ? mail(letter, status, error)
                                         : post(letter, status, error);
}
