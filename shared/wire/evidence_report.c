// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/evidence_report.h"

#include "shared/base/memory.h"
#include "shared/model/kind_word.h"
#include "shared/wire/evidence_manifest.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { CLOCK_SLACK_SECONDS = 600 };
enum { TIME_TEXT = 40, CHINA_MS = 8 * 3600000, TEXT_MAX = 4 * SIGNOFF_TEXT_MAX };

static const char proves[]
    = "本文件证明 what this file proves:\n"
      "  - 签署内容、笔迹和所附照片与封存时逐字节相同。\n"
      "    statement, handwriting and the photos inside are byte for byte as they were sealed.\n"
      "  - 封签由上述机构登记的这一台平板作出。\n"
      "    the seal was made by this one tablet, enrolled by the authority above.\n";
static const char proves_received[]
    = "  - 办公室在上述时间之前已收到,并记入只增不改的签署日志。\n"
      "    the office had it at the time above, in a log that is only ever added to.\n";
static const char proves_not[]
    = "本文件不证明 what it does not prove:\n"
      "  - 是谁的手写下了签名;这由在场的人和笔迹鉴定来证明。\n"
      "    whose hand wrote the signature: people present and an examination of the hand do.\n"
      "  - 签署内容是否符合现场实际。\n"
      "    that what the statement says was so.\n"
      "  - 办公室收到之前的确切时间:平板的时钟由持有人设定。\n"
      "    the exact time before the office had it: the holder of a tablet sets its clock.\n"
      "  - 此后是否作废或重签:请向办公室查询。\n"
      "    whether it was voided or signed again since: ask the office.\n";
static const char not_received[]
    = "  - 办公室是否收到:这份文件导出时尚未会签。\n"
      "    that the office has it: when this file was made it had not countersigned.\n";

// "2026-11-22 09:00:00 +08:00"; a time that no calendar has is its number.
static void format_time(int64_t unix_ms, char out[TIME_TEXT])
{
    time_t seconds = (time_t)((unix_ms + CHINA_MS) / 1000);
    struct tm parts;

    if (unix_ms < 0 || gmtime_r(&seconds, &parts) == NULL || parts.tm_year > 8099)
        snprintf(out, TIME_TEXT, "%lld ms", (long long)unix_ms);
    else
        strftime(out, TIME_TEXT, "%Y-%m-%d %H:%M:%S +08:00", &parts);
}

// A raw text as a person may see it on a terminal.
static void put_plain(struct buffer *out, struct span raw)
{
    struct buffer text;

    buffer_init(&text, TEXT_MAX);
    canon_unescape(raw, &text);
    buffer_append_char(&text, '\0');
    if (!text.failed) {
        text_flatten(text.data);
        buffer_append_text(out, text.data);
    }
    buffer_clear(&text);
}

static void put_word(struct buffer *out, struct span value)
{
    const struct kind_word *word = kind_word_find(span_of("signoff"), value);

    if (word)
        buffer_printf(out, "%s %s", word->zh, word->en);
    else
        put_plain(out, value);
}

static void find_code(const struct evidence_finding *finding, char out[SIGNOFF_CODE])
{
    const struct span text = finding->manifest->text;
    struct digest sealed;

    hash_once(text.data, text.len, &sealed);
    signoff_code(&sealed, out);
}

static void put_who(struct buffer *out, const struct signoff *signoff)
{
    buffer_append_text(out, "  签署 signed by: ");
    put_plain(out, signoff->name);
    buffer_append_text(out, " (");
    put_word(out, signoff->role);
    buffer_append_text(out, ")\n  意见 verdict: ");
    put_word(out, signoff->verdict);
    if (signoff->score)
        buffer_printf(out, ", 评分 score %lld", (long long)signoff->score);
    if (signoff->reason.len) {
        buffer_append_text(out, "\n  原因 reason: ");
        put_plain(out, signoff->reason);
    }
    buffer_printf(out, "\n  手写签名 handwriting: %s\n  表单 form: ",
                  signoff->handwritten ? "有 yes" : "无 none");
    put_plain(out, signoff->form);
    buffer_append_text(out, ", 目录 catalogue ");
    put_plain(out, signoff->catalogue);
    buffer_append_char(out, '\n');
}

// Nothing is received before it is signed.
static bool is_ahead(const struct evidence_finding *finding)
{
    return finding->level == EVIDENCE_COUNTERSIGNED
           && finding->signoff.signed_ms / 1000
                  > finding->leaf.received_ms / 1000 + CLOCK_SLACK_SECONDS;
}

static void put_when(struct buffer *out, const struct evidence_finding *finding)
{
    const struct signoff *signoff = &finding->signoff;
    char text[TIME_TEXT], device[UUID_TEXT];

    format_time(signoff->signed_ms, text);
    uuid_format(&signoff->device, device);
    buffer_printf(out, "  平板 tablet: %s\n  平板时间 its time: %s", device, text);
    if (signoff->offset_known)
        buffer_printf(out,
                      " (上次联网时测得办公室时间相差 office minus tablet, as measured at the last "
                      "contact: %lld ms)",
                      (long long)signoff->offset_ms);
    if (signoff->latitude.len && signoff->longitude.len) {
        buffer_append_text(out, "\n  地点 place: ");
        put_plain(out, signoff->latitude);
        buffer_append_text(out, ", ");
        put_plain(out, signoff->longitude);
    }
    buffer_append_char(out, '\n');
    if (finding->level == EVIDENCE_SEALED) {
        buffer_append_text(out, "  办公室 office: 尚未会签 has not countersigned yet\n");
        return;
    }
    format_time(finding->leaf.received_ms, text);
    buffer_printf(out, "  办公室收到 received by the office: %s\n", text);
    if (is_ahead(finding))
        buffer_append_text(
            out, "  注意 note: 平板时间晚于办公室收到的时间,它的时钟不对,以办公室的时间为准\n"
                 "    the tablet's time is later than the office's receipt: its clock "
                 "was wrong; go by the office's\n");
    format_time(finding->head.time_ms, text);
    buffer_printf(out, "  签署日志 sign-off log: %llu 条时签署的树头 tree head over %llu, %s\n",
                  (unsigned long long)finding->head.size, (unsigned long long)finding->head.size,
                  text);
}

static void put_fault(struct buffer *out, const struct evidence_finding *finding)
{
    buffer_append_text(out, "  部位 part: ");
    buffer_append_text(out, finding->part_zh);
    if (finding->photo)
        buffer_printf(out, " %zu", finding->photo);
    buffer_printf(out, " %s", finding->part_en);
    if (finding->photo)
        buffer_printf(out, " %zu", finding->photo);
    buffer_printf(out, "\n  字节 bytes: %llu – %llu\n  %s。\n  %s.\n",
                  (unsigned long long)finding->from, (unsigned long long)finding->to - 1,
                  finding->why_zh, finding->why_en);
}

void evidence_report_text(const char *file, const struct evidence_finding *finding,
                          struct buffer *out)
{
    char code[SIGNOFF_CODE];

    buffer_printf(out, "%s: %s\n", file,
                  finding->genuine ? "真实,未被改动 genuine, nothing was changed"
                                   : "不真实 NOT GENUINE");
    if (!finding->genuine) {
        put_fault(out, finding);
        return;
    }
    find_code(finding, code);
    buffer_printf(out, "  校验码 code: %s\n", code);
    put_who(out, &finding->signoff);
    put_when(out, finding);
    buffer_printf(out, "  照片 photos: %zu 张,文件内 %zu 张 (%zu, %zu inside)\n", finding->photos,
                  finding->photos_inside, finding->photos, finding->photos_inside);
    buffer_append_text(out, proves);
    if (finding->level == EVIDENCE_COUNTERSIGNED)
        buffer_append_text(out, proves_received);
    buffer_append_text(out, proves_not);
    if (finding->level == EVIDENCE_SEALED)
        buffer_append_text(out, not_received);
}

static void json_fault(struct json_writer *json, const struct evidence_finding *finding)
{
    json_put_integer(json, "from", (int64_t)finding->from);
    json_put_integer(json, "to", (int64_t)finding->to);
    json_put_text(json, "part_zh", finding->part_zh);
    json_put_text(json, "part_en", finding->part_en);
    if (finding->photo)
        json_put_integer(json, "photo", (int64_t)finding->photo);
    json_put_text(json, "why_zh", finding->why_zh);
    json_put_text(json, "why_en", finding->why_en);
}

static void json_raw(struct json_writer *json, const char *key, struct span raw)
{
    struct buffer text;

    buffer_init(&text, TEXT_MAX);
    canon_unescape(raw, &text);
    json_put_span(json, key, raw.len ? (struct span){text.data, text.len} : (struct span){0});
    buffer_clear(&text);
}

static void json_genuine(struct json_writer *json, const struct evidence_finding *finding)
{
    const struct signoff *signoff = &finding->signoff;
    char id[UUID_TEXT], code[SIGNOFF_CODE];

    uuid_format(&signoff->id, id);
    json_put_text(json, "id", id);
    find_code(finding, code);
    json_put_text(json, "code", code);
    json_raw(json, "name", signoff->name);
    json_raw(json, "role", signoff->role);
    json_raw(json, "verdict", signoff->verdict);
    json_raw(json, "reason", signoff->reason);
    json_raw(json, "form", signoff->form);
    json_raw(json, "catalogue", signoff->catalogue);
    uuid_format(&signoff->device, id);
    json_put_text(json, "device", id);
    json_put_integer(json, "signed_ms", signoff->signed_ms);
    if (signoff->offset_known)
        json_put_integer(json, "offset_ms", signoff->offset_ms);
    json_put_boolean(json, "handwritten", signoff->handwritten);
    json_put_boolean(json, "countersigned", finding->level == EVIDENCE_COUNTERSIGNED);
    if (finding->level == EVIDENCE_COUNTERSIGNED) {
        json_put_integer(json, "received_ms", finding->leaf.received_ms);
        json_put_boolean(json, "clock_ahead", is_ahead(finding));
        json_put_u64(json, "log_size", finding->head.size);
    }
    json_put_integer(json, "photos", (int64_t)finding->photos);
    json_put_integer(json, "photos_inside", (int64_t)finding->photos_inside);
}

void evidence_report_json(const char *file, const struct evidence_finding *finding,
                          struct buffer *out)
{
    struct json_writer json;

    json_begin(&json, out);
    json_object_open(&json, NULL);
    json_put_text(&json, "file", file);
    json_put_boolean(&json, "genuine", finding->genuine);
    if (finding->genuine)
        json_genuine(&json, finding);
    else
        json_fault(&json, finding);
    json_object_close(&json);
    buffer_append_char(out, '\n');
}
