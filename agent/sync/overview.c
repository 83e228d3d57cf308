// SPDX-License-Identifier: Apache-2.0
#include "agent/sync/overview.h"

#include "agent/store/office_time.h"
#include "shared/wire/reply_line.h"

#include <stdio.h>
#include <string.h>

enum { AMBER_MS = 4 * 3600 * 1000, DAY_MS = 86400000, WAITING_BYTES = 64 << 20 };

static const char *const colour_names[] = {"grey", "blue", "green", "amber", "red"};
static const char *const colour_words[]
    = {"灰:未连接 grey: not connected", "蓝:正在发送 blue: sending",
       "绿:全部送达 green: everything delivered",
       "黄:等待超过 4 小时 amber: waiting for more than 4 h", "红:需要处理 red: needs attention"};

const char *overview_colour_name(enum overview_colour colour)
{
    return colour_names[colour];
}

struct counting {
    struct overview *overview;
    struct replica_held last; // entries of one record count once
};

static bool count_held(void *arg, const struct replica_held *held)
{
    struct counting *counting = arg;
    bool same = uuid_equal(&held->record, &counting->last.record)
                && held->state == counting->last.state
                && !held->settled[0] == !counting->last.settled[0];
    counting->overview->held += !same && held->state == HELD_HELD;
    counting->overview->rejected += !same && held->state == HELD_REJECTED && !held->settled[0];
    counting->last = *held;
    return true;
}

static enum err read_number(struct tablet *tablet, const char *name, int64_t *out, bool *known,
                            struct error *error)
{
    char text[24];
    enum err err = tablet_setting(tablet, name, text, sizeof text, error);
    bool there = err == ERR_OK && text_parse_i64(span_of(text), out);
    if (known != NULL)
        *known = there;
    return err;
}

static enum err read_counts(struct tablet *tablet, struct overview *out, struct error *error)
{
    struct journal_figures journal;
    struct outgoing_figures outgoing;
    struct replica_figures replica;
    struct counting counting = {.overview = out, .last.state = -1};
    enum err err = journal_figures(tablet->store, &journal, error);
    if (err == ERR_OK)
        err = outgoing_figures(tablet->store, &outgoing, error);
    if (err == ERR_OK)
        err = replica_figures(tablet->store, &replica, error);
    if (err == ERR_OK)
        err = replica_held_list(tablet->store, count_held, &counting, error);
    if (err != ERR_OK)
        return err;
    out->records = replica.records;
    out->conflicts = replica.conflicts;
    out->entries = journal.entries;
    out->waiting = journal.undelivered;
    out->waiting_bytes = journal.undelivered_bytes;
    out->oldest_ms = journal.oldest_ms;
    if (outgoing.oldest_ms >= 0 && (out->oldest_ms < 0 || outgoing.oldest_ms < out->oldest_ms))
        out->oldest_ms = outgoing.oldest_ms;
    out->blobs_waiting = outgoing.waiting;
    out->blobs_waiting_bytes = outgoing.waiting_bytes;
    out->blobs_attention = outgoing.attention;
    out->parcels = outgoing.parcels;
    out->parcel_bytes = outgoing.parcel_bytes;
    return ERR_OK;
}

static enum err read_proof(struct tablet *tablet, struct overview *out, struct error *error)
{
    enum err err = proof_log_last(tablet->store, &out->proof, error);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err read_waiting(struct tablet *tablet, struct overview *out, struct error *error)
{
    struct waiting waiting;
    struct arena arena;
    arena_init(&arena, WAITING_BYTES);
    enum err err = waiting_read(tablet->store, &arena, &waiting, error);
    if (err == ERR_OK)
        waiting_add_up(&waiting, &out->only_here);
    out->safe = err == ERR_OK && waiting.count == 0 && out->blobs_attention == 0;
    arena_clear(&arena);
    return err;
}

static void read_identity(struct tablet *tablet, int64_t now_ms, struct overview *out)
{
    struct certificate_info info;
    uint64_t free_bytes = 0;
    out->enrolled = tablet->enrolled;
    out->certificate_days = -1;
    uuid_format(&tablet->device, out->device);
    text_copy(out->sync, sizeof out->sync, span_of(tablet->sync));
    struct span pem = {tablet->certificate_pem.data, tablet->certificate_pem.len};
    if (tablet->enrolled && certificate_read(pem, &info, NULL) == ERR_OK)
        out->certificate_days = (info.until_ms - now_ms) / DAY_MS;
    if (tablet->disk.free_bytes(tablet->disk.ctx, &free_bytes) == ERR_OK)
        out->storage_free = (int64_t)free_bytes;
}

static enum overview_colour colour_of(const struct overview *s, int64_t now_ms)
{
    if (s->held + s->rejected + s->blobs_attention > 0 || s->copied || s->refused
        || (s->enrolled && s->certificate_days < 0))
        return OVERVIEW_RED;
    bool waits = s->waiting + s->blobs_waiting > 0;
    if (waits && s->oldest_ms >= 0 && now_ms - s->oldest_ms > AMBER_MS)
        return OVERVIEW_AMBER;
    if (s->last_contact_ms == 0 || s->last_error[0] != '\0')
        return OVERVIEW_GREY;
    return waits ? OVERVIEW_BLUE : OVERVIEW_GREEN;
}

enum err overview_read(struct tablet *tablet, struct overview *out, struct error *error)
{
    char copied[32], refused[32];
    *out = (struct overview){0};
    enum err err = read_counts(tablet, out, error);
    if (err == ERR_OK)
        err = read_waiting(tablet, out, error);
    if (err == ERR_OK)
        err = read_proof(tablet, out, error);
    if (err == ERR_OK)
        err = read_number(tablet, "last_contact_ms", &out->last_contact_ms, NULL, error);
    if (err == ERR_OK)
        err = read_number(tablet, "offset_ms", &out->offset_ms, &out->offset_known, error);
    if (err == ERR_OK)
        err = tablet_setting(tablet, "copied", copied, sizeof copied, error);
    if (err == ERR_OK)
        err = tablet_setting(tablet, "refused", refused, sizeof refused, error);
    if (err == ERR_OK)
        err = tablet_setting(tablet, "last_error", out->last_error, sizeof out->last_error, error);
    if (err != ERR_OK)
        return err;
    const struct office_time time = office_time(tablet->store);
    if (out->offset_known)
        out->offset_ms = time.now_ms - clock_wall_ms(&tablet->clock);
    out->clock_sure = time.sure;
    out->clock_odd = office_time_is_odd(&time);
    out->copied = copied[0] != '\0';
    out->refused = refused[0] != '\0';
    tablet_hold(tablet);
    read_identity(tablet, office_time_plausible_ms(tablet->store), out);
    tablet_release(tablet);
    out->colour = colour_of(out, office_time_plausible_ms(tablet->store));
    return ERR_OK;
}

void overview_only_here_json(struct json_writer *json, const struct waiting_sum *sum)
{
    static const char *const names[WAITING_KINDS] = {"texts", "signatures", "photos", "parcels"};
    json_object_open(json, "only_here");
    for (int i = 0; i < WAITING_KINDS; i++)
        json_put_integer(json, names[i], sum->count[i]);
    json_put_integer(json, "bytes", sum->bytes);
    json_object_close(json);
}

bool overview_proved(const struct overview *s)
{
    return s->proof.at_ms == 0 || (s->proof.equal && s->proof.gone == 0);
}

void overview_proof_json(struct json_writer *json, const struct overview *s)
{
    if (s->proof.at_ms == 0) {
        json_put_null(json, "proof");
        return;
    }
    json_object_open(json, "proof");
    json_put_integer(json, "at_ms", s->proof.at_ms);
    json_put_boolean(json, "equal", s->proof.equal);
    json_put_integer(json, "records", s->proof.items);
    json_put_integer(json, "left", s->proof.left);
    json_put_integer(json, "gone", s->proof.gone);
    json_object_close(json);
}

void overview_json(const struct overview *s, struct buffer *out)
{
    struct json_writer json;
    json_begin(&json, out);
    json_object_open(&json, NULL);
    json_put_text(&json, "colour", colour_names[s->colour]);
    json_put_boolean(&json, "enrolled", s->enrolled);
    json_put_text(&json, "device", s->enrolled ? s->device : NULL);
    json_put_text(&json, "office", s->enrolled ? s->sync : NULL);
    json_put_integer(&json, "writes", s->entries);
    json_put_integer(&json, "waiting", s->waiting);
    json_put_integer(&json, "waiting_bytes", s->waiting_bytes);
    json_put_integer(&json, "blobs_waiting", s->blobs_waiting);
    json_put_integer(&json, "blobs_waiting_bytes", s->blobs_waiting_bytes);
    json_put_integer(&json, "blobs_attention", s->blobs_attention);
    json_put_integer(&json, "parcels", s->parcels);
    json_put_integer(&json, "parcel_bytes", s->parcel_bytes);
    json_put_known(&json, "oldest_ms", s->oldest_ms >= 0, s->oldest_ms);
    json_put_integer(&json, "records", s->records);
    json_put_integer(&json, "conflicts", s->conflicts);
    json_put_integer(&json, "held", s->held);
    json_put_integer(&json, "rejected", s->rejected);
    json_put_known(&json, "last_contact_ms", s->last_contact_ms != 0, s->last_contact_ms);
    json_put_known(&json, "offset_ms", s->offset_known, s->offset_ms);
    overview_only_here_json(&json, &s->only_here);
    json_put_boolean(&json, "safe", s->safe);
    json_put_integer(&json, "storage_free", s->storage_free);
    json_put_known(&json, "certificate_days", s->enrolled, s->certificate_days);
    overview_proof_json(&json, s);
    json_put_boolean(&json, "copied", s->copied);
    json_put_text(&json, "last_error", s->last_error[0] == '\0' ? NULL : s->last_error);
    json_object_close(&json);
    buffer_append_char(out, '\n');
}

static void print_size(struct buffer *out, int64_t bytes)
{
    if (bytes < 10 * 1024)
        buffer_printf(out, "%lld B", (long long)bytes);
    else if (bytes < 10 * 1024 * 1024)
        buffer_printf(out, "%lld KB", (long long)(bytes / 1024));
    else
        buffer_printf(out, "%lld MB", (long long)(bytes / (1024 * 1024)));
}

// What was compared, and what comes of it.
static void print_proof(const struct overview *s, struct buffer *out)
{
    const struct proof_log_row *proof = &s->proof;
    char time[CLOCK_TEXT], left[48] = "有记录 some records"; // it does not always know how many
    if (proof->left > 0)
        snprintf(left, sizeof left, "%lld 条 records", (long long)proof->left);
    if (proof->at_ms == 0) {
        buffer_append_text(out, "与办公室逐条核对 compared with the office: 还没有过 not yet\n");
        return;
    }
    clock_format(proof->at_ms, time);
    if (proof->equal)
        buffer_printf(out,
                      "已与办公室逐条核对 checked with the office: 全部 %lld 条记录一致 all %lld "
                      "records equal, %s\n",
                      (long long)proof->items, (long long)proof->items, time);
    else
        buffer_printf(out,
                      "与办公室不一致 not as the office has it: %s, %s\n"
                      "  本机的内容都在；办公室已收到警报，每晚再核对一次；现在就核对：plumb prove "
                      "all that is here is intact; the office has an alarm of it and compares "
                      "again every night; to compare now: plumb prove\n",
                      left, time);
    if (proof->gone > 0)
        buffer_printf(out,
                      "  两边都没有的文件，请告诉办公室 files that nobody has any more, tell the "
                      "office: %lld\n",
                      (long long)proof->gone);
}

void overview_text(const struct overview *s, struct buffer *out)
{
    char time[CLOCK_TEXT];
    buffer_printf(out, "%s\n", colour_words[s->colour]);
    if (!s->enrolled)
        buffer_append_text(out, "尚未登记 not enrolled: plumb enrol LINK\n");
    buffer_printf(out, "待传 waiting: %lld 条 writes, %lld 文件 files (", (long long)s->waiting,
                  (long long)s->blobs_waiting);
    print_size(out, s->waiting_bytes + s->blobs_waiting_bytes);
    buffer_append_text(out, ")\n");
    if (s->parcels > 0) {
        buffer_printf(out, "  其中代送包裹 of these, parcels of other tablets: %lld (",
                      (long long)s->parcels);
        print_size(out, s->parcel_bytes);
        buffer_append_text(out, ")\n");
    }
    if (s->oldest_ms >= 0) {
        clock_format(s->oldest_ms, time);
        buffer_printf(out, "  最早 oldest: %s\n", time);
    }
    buffer_printf(out, "可以交还这台平板 safe to hand in this tablet: %s\n",
                  s->safe ? "可以 yes" : "不可以，有内容只在本机 no, there are items only here");
    buffer_printf(out,
                  "记录 records: %lld   冲突 conflicts: %lld   办公室暂存 held: %lld   被拒 "
                  "rejected: %lld   文件需处理 files needing attention: %lld\n",
                  (long long)s->records, (long long)s->conflicts, (long long)s->held,
                  (long long)s->rejected, (long long)s->blobs_attention);
    clock_format(s->last_contact_ms, time);
    buffer_printf(out, "最近联系 last contact: %s\n",
                  s->last_contact_ms == 0 ? "从未 never" : time);
    if (s->enrolled)
        print_proof(s, out);
    if (s->offset_known)
        buffer_printf(out, "时钟偏差 clock offset: %lld ms\n", (long long)s->offset_ms);
    buffer_append_text(out, "剩余空间 storage free: ");
    print_size(out, s->storage_free);
    if (s->enrolled)
        buffer_printf(out, "\n证书剩余 certificate: %lld 天 days", (long long)s->certificate_days);
    if (s->copied)
        buffer_append_text(out, "\n此平板曾被恢复或复制 this tablet was restored or copied");
    if (s->last_error[0] != '\0')
        buffer_printf(out, "\n最近错误 last error: %s", s->last_error);
    buffer_append_char(out, '\n');
}
