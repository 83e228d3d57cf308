// SPDX-License-Identifier: Apache-2.0
#include "server/cli/mail_verbs.h"

#include "server/cli/audit_actor.h"
#include "server/outgoing/mail_desk.h"
#include "server/outgoing/mail_setting.h"

static enum err take(const char *what, const char *text, char *out, struct error *error)
{
    return text_copy(out, MAIL_SETTING_TEXT, span_of(text))
               ? ERR_OK
               : error_set(error, ERR_INVALID, "--%s is too long", what);
}

static enum err read_options(struct desk *desk, const struct verb_call *call,
                             struct mail_setting *out, struct error *error)
{
    const char *file = verb_text(call, "password-file"), *ca = verb_text(call, "ca");
    enum err err = take("server", verb_text(call, "server"), out->url, error);
    out->plain = verb_flag(call, "plain");
    if (err == ERR_OK)
        err = take("from", verb_text(call, "from"), out->from, error);
    if (err == ERR_OK)
        err = take("user", verb_text(call, "user"), out->user, error);
    if (err == ERR_OK && file != NULL)
        err = desk_path(desk, file, out->password_file, sizeof out->password_file, error);
    if (err == ERR_OK && ca != NULL)
        err = desk_file(desk, ca, &out->ca_pem, error);
    return err;
}

static enum err set(void *ctx, const struct verb_call *call, struct verb_output *output,
                    struct error *error)
{
    struct desk *desk = ctx;
    struct mail_setting setting;
    struct audit_actor actor;
    audit_actor_make(&actor, "");
    mail_setting_init(&setting);
    enum err err = read_options(desk, call, &setting, error);
    if (err == ERR_OK)
        err = mail_setting_write(desk->office, &setting, &actor.row, error);
    if (err == ERR_OK)
        buffer_append_text(&output->out,
                           output->json ? "{\"done\":true}\n"
                                        : "完成 done; 试发 try it: plumbd mail test ADDRESS\n");
    mail_setting_clear(&setting);
    return err;
}

static enum err test(void *ctx, const struct verb_call *call, struct verb_output *output,
                     struct error *error)
{
    struct desk *desk = ctx;
    struct audit_actor actor;
    int status = 0;
    audit_actor_make(&actor, "");
    enum err err = mail_desk_test(desk->office, call->positionals[0], &actor.row, &status, error);
    if (err == ERR_OK && output->json)
        buffer_printf(&output->out, "{\"status\":%d}\n", status);
    else if (err == ERR_OK)
        buffer_printf(&output->out, "邮件服务器已收下 the mail server has taken it (%d)\n", status);
    return err;
}

static const struct option set_options[] = {
    {.name = "server",
     .type = OPTION_TEXT,
     .placeholder = "smtp(s)://HOST:PORT",
     .required = true,
     .help_zh = "smtp:// 用 STARTTLS(不支持就不发),smtps:// 一开始就用 TLS",
     .help_en = "smtp:// uses STARTTLS and sends nothing without it, smtps:// begins with TLS"},
    {.name = "from",
     .type = OPTION_TEXT,
     .placeholder = "ADDRESS",
     .required = true,
     .help_zh = "发件地址",
     .help_en = "the sender's address"},
    {.name = "user",
     .type = OPTION_TEXT,
     .placeholder = "NAME",
     .help_zh = "登录名;不写:不登录",
     .help_en = "who logs in; left out: nobody"},
    {.name = "password-file",
     .type = OPTION_TEXT,
     .placeholder = "FILE",
     .help_zh = "密码在这个文件的第一行,权限 0600",
     .help_en = "its first line is the password; mode 0600"},
    {.name = "ca",
     .type = OPTION_TEXT,
     .placeholder = "FILE",
     .help_zh = "邮件服务器证书的颁发者 (PEM);不写:本机信任的",
     .help_en = "who issued the server's certificate (PEM); left out: whom this machine trusts"},
    {.name = "plain",
     .type = OPTION_FLAG,
     .help_zh = "不用 TLS:只限本机的邮件服务器",
     .help_en = "without TLS: only for a mail server on this machine"},
};
const struct verb mail_verbs_set = {.group = "mail",
                                    .name = "set",
                                    .options = set_options,
                                    .option_count = sizeof set_options / sizeof *set_options,
                                    .summary_zh = "邮件从哪里发出",
                                    .summary_en = "where mail goes out",
                                    .exec = set};
const struct verb mail_verbs_test = {.group = "mail",
                                     .name = "test",
                                     .arguments = "ADDRESS",
                                     .positional_min = 1,
                                     .positional_max = 1,
                                     .summary_zh = "马上发一封测试邮件",
                                     .summary_en = "send a test there now",
                                     .exec = test};
