// SPDX-License-Identifier: Apache-2.0
#include "server/outgoing/mail_setting.h"

#include "server/outgoing/outgoing_audit.h"
#include "shared/base/memory.h"
#include "shared/data/json.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SETTING_BYTES_MAX = 512 << 10 };
static const char name[] = "mail";

void mail_setting_init(struct mail_setting *setting)
{
    *setting = (struct mail_setting){.plain = false};
    buffer_init(&setting->ca_pem, MAIL_SETTING_CA_MAX);
}

void mail_setting_clear(struct mail_setting *setting)
{
    buffer_clear(&setting->ca_pem);
}

static bool take(const struct json *json, const char *member, char *out)
{
    const char *text = NULL;

    return json_text(json_member(json, member), &text)
           && text_copy(out, MAIL_SETTING_TEXT, span_of(text));
}

static enum err parse(struct span text, struct mail_setting *out, struct error *error)
{
    const struct json_limits limits = {SETTING_BYTES_MAX, 64};
    struct json *json = NULL;
    const char *ca = NULL;
    enum err result = json_parse(text, &limits, &json, error);

    if (result == ERR_OK
        && !(take(json, "url", out->url) && take(json, "from", out->from)
             && take(json, "user", out->user) && take(json, "password_file", out->password_file)
             && json_boolean(json_member(json, "plain"), &out->plain)
             && json_text(json_member(json, "ca"), &ca) && buffer_append_text(&out->ca_pem, ca)))
        result = error_set(error, ERR_CORRUPT, "the setting of the mail server cannot be read");
    json_free(json);
    return result;
}

enum err mail_setting_read(struct view *view, struct mail_setting *out, struct error *error)
{
    struct buffer text;
    enum err result;

    buffer_init(&text, SETTING_BYTES_MAX);
    result = setting_get(view, name, &text, error);
    if (result == ERR_NOT_FOUND)
        result
            = error_set(error, ERR_NOT_FOUND,
                        "还没有设置邮件服务器 no mail server is set yet: plumbd mail set --server "
                        "smtp://HOST --from ADDRESS");
    if (result == ERR_OK)
        result = parse((struct span){text.data, text.len}, out, error);
    buffer_clear(&text);
    return result;
}

// Reads the first line of a file that is ours alone.
static enum err read_password(int fd, char *out, size_t size, struct error *error)
{
    struct stat status;
    ssize_t got;

    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return error_set(error, ERR_INVALID, "it is no plain file");
    if ((status.st_mode & 077) != 0)
        return error_set(error, ERR_DENIED,
                         "别人也能读它 others may read it too (mode %03o): chmod 600",
                         (unsigned)status.st_mode & 0777);
    got = read(fd, out, size - 1);
    if (got < 0)
        return error_set(error, err_from_errno(errno), "%s", strerror(errno));
    out[got] = '\0';
    out[strcspn(out, "\r\n")] = '\0';
    return *out ? ERR_OK : error_set(error, ERR_INVALID, "its first line is empty");
}

enum err mail_setting_password(const struct mail_setting *setting, char *out, size_t size,
                               struct error *error)
{
    int fd = open(setting->password_file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    enum err result;

    if (fd < 0)
        return error_set(error, err_from_errno(errno), "%s: %s", setting->password_file,
                         strerror(errno));
    result = read_password(fd, out, size, error);
    close(fd);
    return result == ERR_OK ? ERR_OK : error_wrap(error, result, "%s", setting->password_file);
}

static enum err check(const struct mail_setting *setting, struct error *error)
{
    struct mail_server server = {.url = setting->url, .plain = setting->plain};
    char password[MAIL_SETTING_TEXT] = "";
    enum err result = mail_check(&server, error);

    if (result == ERR_OK && !mail_text_address(setting->from))
        result = error_set(error, ERR_INVALID, "\"%.200s\" is no mail address", setting->from);
    if (result == ERR_OK && !setting->user[0] != !setting->password_file[0])
        result = error_set(error, ERR_INVALID, "user and password file belong together");
    if (result == ERR_OK && setting->user[0])
        result = mail_setting_password(setting, password, sizeof(password), error);
    mem_wipe(password, sizeof(password));
    return result;
}

struct setting_job {
    struct commit_job job;     // first
    struct buffer text, after; // after: what the audit keeps of it
    const struct audit_row *by;
};

static enum err apply(struct commit_job *job, struct storage *storage,
                      const struct commit_stamp *stamp, struct error *error)
{
    const struct setting_job *change = (const struct setting_job *)job;

    struct outgoing_deed deed = {.by = change->by,
                                 .act = "mail.set",
                                 .subject_kind = "setting",
                                 .after = {change->after.data, change->after.len}};
    enum err result
        = setting_put(storage, name, (struct span){change->text.data, change->text.len}, error);

    (void)stamp;
    return result == ERR_OK ? outgoing_audit_put(storage, &deed, error) : result;
}

static void format(const struct mail_setting *setting, bool whole, struct buffer *out)
{
    struct json_writer json;

    buffer_init(out, SETTING_BYTES_MAX);
    json_begin(&json, out);
    json_object_open(&json, NULL);
    json_put_text(&json, "url", setting->url);
    json_put_text(&json, "from", setting->from);
    json_put_text(&json, "user", setting->user);
    json_put_text(&json, "password_file", setting->password_file);
    json_put_boolean(&json, "plain", setting->plain);
    if (whole)
        json_put_text(&json, "ca", setting->ca_pem.len ? setting->ca_pem.data : "");
    json_object_close(&json);
}

enum err mail_setting_write(struct office *office, const struct mail_setting *setting,
                            const struct audit_row *by, struct error *error)
{
    struct setting_job change = {.job = {.apply = apply}, .by = by};
    enum err result = check(setting, error);

    format(setting, true, &change.text);
    format(setting, false, &change.after);
    if (result == ERR_OK && change.text.failed)
        result = error_set(error, ERR_INVALID, "its texts are no UTF-8");
    if (result == ERR_OK)
        result = committer_run(office_committer(office), &change.job, NULL, error);
    buffer_clear(&change.text);
    buffer_clear(&change.after);
    return result;
}
