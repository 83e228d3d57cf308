// SPDX-License-Identifier: Apache-2.0
#include "server/sync/audit_kept.h"

#include "shared/data/json.h"
#include "shared/data/json_guard.h"

#include <stddef.h>
#include <string.h>

enum { REPORT_MAX = 1 << 16, TEXT_MAX = 8192 };
static const char setting[] = "audit_verified";

#define FIELD(key, type, member)                                                               \
    {                                                                                          \
        .name = (key), .kind = (type), .required = true,                                       \
        .offset = offsetof(struct audit_kept, member),                                         \
        .size = sizeof(((struct audit_kept *)NULL)->member), .present_offset = JSON_NO_PRESENT \
    }
static const struct json_field fields[] = {
    FIELD("at_ms", JSON_INTEGER, at_ms),        FIELD("rows", JSON_U64, verdict.rows),
    FIELD("erased", JSON_U64, verdict.erased),  FIELD("heads", JSON_U64, verdict.heads),
    FIELD("faults", JSON_U64, verdict.faults),  FIELD("number", JSON_U64, verdict.number),
    FIELD("chain", JSON_DIGEST, verdict.chain), FIELD("report", JSON_TEXT, report),
};

enum err audit_kept_make(const struct audit_seal_check *check, int64_t now_ms,
                         struct audit_kept *out, struct error *error)
{
    struct buffer report;
    char *end;
    enum err err;

    *out = (struct audit_kept){.at_ms = now_ms};
    buffer_init(&report, REPORT_MAX);
    err = audit_seal_verify(check, &report, &out->verdict, error);
    text_copy(out->report, sizeof(out->report), (struct span){report.data, report.len});
    end = strrchr(out->report, '\n');
    if (end)
        end[1] = '\0';
    buffer_clear(&report);
    return err;
}

enum err audit_kept_put(struct storage *storage, const struct audit_kept *kept, struct error *error)
{
    struct json_writer json;
    struct buffer text;
    enum err err;

    buffer_init(&text, TEXT_MAX);
    json_begin(&json, &text);
    json_object_open(&json, NULL);
    json_put_integer(&json, "at_ms", kept->at_ms);
    json_put_u64(&json, "rows", kept->verdict.rows);
    json_put_u64(&json, "erased", kept->verdict.erased);
    json_put_u64(&json, "heads", kept->verdict.heads);
    json_put_u64(&json, "faults", kept->verdict.faults);
    json_put_u64(&json, "number", kept->verdict.number);
    json_put_hex(&json, "chain", kept->verdict.chain.bytes, HASH_BYTES);
    json_put_text(&json, "report", kept->report);
    json_object_close(&json);
    err = text.failed ? error_set(error, ERR_TOO_LARGE, "what was found about the audit")
                      : setting_put(storage, setting, (struct span){text.data, text.len}, error);
    buffer_clear(&text);
    return err;
}

// Nothing kept, or nothing that can be read: then all of it is verified again.
static enum err read_kept(struct view *view, struct audit_kept *out, struct error *error)
{
    struct json *json = NULL;
    struct buffer text;
    enum err err;

    *out = (struct audit_kept){.at_ms = 0};
    buffer_init(&text, TEXT_MAX);
    err = setting_get(view, setting, &text, error);
    if (err == ERR_OK
        && (json_parse((struct span){text.data, text.len}, &json_limits_default, &json, NULL)
                != ERR_OK
            || json_read(json, fields, sizeof(fields) / sizeof(*fields), out, NULL) != ERR_OK))
        *out = (struct audit_kept){.at_ms = 0};
    json_free(json);
    buffer_clear(&text);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err audit_kept_look(struct view *view, struct audit_kept *kept, struct buffer *report,
                         struct audit_verdict *out, struct error *error)
{
    enum err err = read_kept(view, kept, error);

    *out = kept->verdict;
    buffer_append_text(report, kept->report);
    return err == ERR_OK ? audit_verify_on(view, report, out, error) : err;
}
