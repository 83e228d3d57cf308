// SPDX-License-Identifier: Apache-2.0
#include "tools/benchmark/workload.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { PROJECTS = 40, EVERY_MS = 1700, EDITED_AFTER_MS = 86400000, NOTE_TEXT = 512 };
static const uint64_t first_ms = UINT64_C(1750000000000);

static const char *const items[]
    = {"给水管打压试验", "卫生间闭水试验", "地面平整度",   "墙面垂直度",     "阴阳角方正",
       "瓷砖空鼓率",     "开关插座接线",   "吊顶龙骨间距", "防水层上翻高度", "门窗安装牢固"};
static const char *const categories[] = {"水电", "泥工", "木工", "油工", "安装", "防水"};
static const char *const remarks[]
    = {"现场实测,数值在允许范围内",   "靠窗一侧略有空鼓,已标记", "工长当场整改后复查通过",
       "客户在场,已口头说明",         "线管走向与交底图一致",    "阳台地漏处坡度不足,需返工",
       "成品保护不到位,通知当日补做", "材料批次与送货单相符",    "照片三张,见附件",
       "此处图纸与现场不符,等设计师", "试压三十分钟无渗漏",      "隐蔽前已拍照留底"};
static const char *const people[] = {"陈国强", "林晓梅", "周文涛", "吴佳怡", "郑凯",
                                     "孙丽娟", "何志远", "马晓东", "高敏",   "罗永福"};
static const char *const results[] = {"pass", "pass", "pass", "pass", "na", "fail", "recheck"};
static const char *const units[] = {"mm", "MPa", "%", "Ω", "kPa"};

// SplitMix64 (Steele, Lea, Flood 2014).
static uint64_t draw(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static unsigned below(uint64_t *state, unsigned limit)
{
    return (unsigned)(draw(state) % limit);
}

static void put(struct workload_record *record, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void put(struct workload_record *record, const char *name, const char *format, ...)
{
    char *at = record->text + record->text_len;
    size_t room = sizeof(record->text) - record->text_len;
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(at, room, format, args);
    va_end(args);
    if (len < 0 || (size_t)len >= room || record->count == WORKLOAD_FIELDS)
        abort();
    record->fields[record->count++]
        = (struct field){.name = span_of(name), .value = {at, (size_t)len}};
    record->text_len += (size_t)len;
}

static void put_time(struct workload_record *record, const char *name, uint64_t unix_ms)
{
    char text[32];
    time_t seconds = (time_t)(unix_ms / 1000);
    struct tm parts;

    gmtime_r(&seconds, &parts);
    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &parts);
    put(record, name, "\"%s.%03uZ\"", text, (unsigned)(unix_ms % 1000));
}

static void make_ids(uint64_t salt, uint64_t index, uint64_t unix_ms, struct workload_record *out)
{
    uint64_t own = salt * 7919 + index * 2654435761U, project = salt + index % PROJECTS;
    uint8_t bytes[16];

    for (size_t i = 0; i < 2; i++) {
        uint64_t part = draw(&own);
        memcpy(bytes + 8 * i, &part, 8);
    }
    out->id = uuid_v7((int64_t)unix_ms, bytes);
    for (size_t i = 0; i < 2; i++) {
        uint64_t part = draw(&project);
        memcpy(bytes + 8 * i, &part, 8);
    }
    out->project = uuid_v8(bytes);
}

static void make_note(uint64_t *state, bool edited, char note[NOTE_TEXT])
{
    const char *parts[4]
        = {remarks[below(state, COUNT(remarks))], "", "", edited ? "复查后修改" : ""};

    if (below(state, 3) > 0)
        parts[1] = remarks[below(state, COUNT(remarks))];
    if (below(state, 3) == 0)
        parts[2] = remarks[below(state, COUNT(remarks))];
    snprintf(note, NOTE_TEXT, "%s%s%s%s", parts[0], parts[1], parts[2], parts[3]);
}

static void make(uint64_t salt, uint64_t index, bool edited, struct workload_record *out)
{
    uint64_t state = salt * 1000003 + index, made_ms = first_ms + index * EVERY_MS;
    char note[NOTE_TEXT];
    unsigned item = below(&state, COUNT(items)), person = below(&state, COUNT(people));
    unsigned result = below(&state, COUNT(results)), value = below(&state, 100000);

    make_ids(salt, index, made_ms, out);
    out->count = out->text_len = 0;
    if (edited)
        result = (result + 1 + below(&state, 5)) % COUNT(results);
    make_note(&state, edited, note);
    put(out, "acc", "%u", 2 + below(&state, 20));
    put(out, "category", "\"%s\"", categories[item % COUNT(categories)]);
    put_time(out, "created_at", made_ms);
    put(out, "design", "%u", value / 100 + 2);
    put(out, "device", "\"TAB-%03u\"", below(&state, 64));
    put(out, "inspector", "\"U%04u\"", 1000 + person);
    put(out, "item", "\"CK-%04u\"", 100 + below(&state, 900));
    put(out, "item_name", "\"%s\"", items[item]);
    put(out, "lat", "\"30.%06u\"", 500000 + below(&state, 100000));
    put(out, "lon", "\"114.%06u\"", 200000 + below(&state, 100000));
    put(out, "name", "\"%s\"", people[person]);
    put(out, "node", "\"B%u-L%02u-R%02u\"", 1 + below(&state, 9), 1 + below(&state, 30),
        1 + below(&state, 40));
    put(out, "note", "\"%s\"", note);
    put(out, "photos", "%u", below(&state, 4));
    put(out, "result", "\"%s\"", results[result]);
    put(out, "rev", "%d", edited ? 2 : 1);
    put(out, "round", "%u", 1 + value % 3);
    put(out, "severity", "%u", result > 4 ? 1 + value % 3 : 0);
    put(out, "std", "\"GB50327-2001\"");
    put(out, "team", "\"T%02u\"", person % 7);
    put(out, "tol", "%u", 1 + value % 9);
    put(out, "unit", "\"%s\"", units[below(&state, COUNT(units))]);
    put_time(out, "updated_at", made_ms + (edited ? EDITED_AFTER_MS : 0));
    put(out, "value", "\"%u.%02u\"", value / 100, value % 100);
}

void workload_make(uint64_t salt, uint64_t index, struct workload_record *out)
{
    make(salt, index, false, out);
}

void workload_edit(uint64_t salt, uint64_t index, struct workload_record *out)
{
    make(salt, index, true, out);
}

void workload_keep_changed(struct workload_record *record)
{
    static const char *const changed[] = {"note", "result", "rev", "updated_at"};
    size_t kept = 0;

    for (size_t i = 0; i < record->count; i++)
        for (size_t j = 0; j < COUNT(changed); j++)
            if (span_is(record->fields[i].name, changed[j])) {
                record->fields[kept++] = record->fields[i];
                break;
            }
    record->count = kept;
}

void workload_line(const struct workload_record *record, struct buffer *out)
{
    char id[UUID_TEXT], project[UUID_TEXT];

    uuid_format(&record->id, id);
    uuid_format(&record->project, project);
    buffer_printf(out, "{\"id\":\"%s\",\"project\":\"%s\"", id, project);
    for (size_t i = 0; i < record->count; i++) {
        const struct field *field = &record->fields[i];

        buffer_append_text(out, ",\"");
        buffer_append(out, field->name.data, field->name.len);
        buffer_append_text(out, "\":");
        buffer_append(out, field->value.data, field->value.len);
    }
    buffer_append_char(out, '}');
}

void workload_photo(uint64_t index, void *bytes, size_t size_bytes)
{
    uint64_t state = index * 15485863 + size_bytes, word;
    char *at = bytes;

    for (size_t done = 0; done < size_bytes; done += sizeof(word)) {
        size_t left = size_bytes - done;

        word = draw(&state);
        memcpy(at + done, &word, left < sizeof(word) ? left : sizeof(word));
    }
}
