// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/night_tablets.h"

#include "server/storage/actors.h"
#include "server/storage/chain.h"
#include "server/storage/contacts.h"
#include "server/storage/history.h"
#include "server/storage/past.h"
#include "server/storage/proofs.h"
#include "server/storage/records.h"
#include "shared/model/hlc.h"
#include "shared/model/write.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { WORDS = 200, ITEM = 96, WRITE_ARENA_MAX = 8 << 20 };
#define DAY_MS INT64_C(86400000)

struct reading {
    struct view *view;
    struct night *night;
    struct night_device *device; // under way
    struct vector says;          // by its word
    uint64_t day_before;         // commit of a day before the cut
    uint64_t held;               // of the actor under way, as of the night
    struct arena arena;
    struct error *error;
    enum err err;
};

// A row of the tablet under way; words in both languages are made by the caller.
static void add_row(struct reading *r, struct night_row row)
{
    row.device = r->device->id;
    if (row.amount > 0)
        night_add(r->night, &row);
}

static bool add_device(void *arg, const struct device_row *row)
{
    struct reading *r = arg;
    struct device_row then = *row;
    struct night_device *device;
    enum err err = past_device(r->view, r->night->commit.number, &then, r->error);

    if (err != ERR_OK) {
        r->err = err == ERR_NOT_FOUND ? ERR_OK : err; // it was not enrolled yet
        return r->err == ERR_OK;
    }
    device = night_add_device(r->night, &then.id);
    device->name = night_keep(r->night, span_of(then.name));
    device->state = then.state;
    device->certificate_until_ms = then.certificate_until_ms;
    device->certificate_days = (then.certificate_until_ms - r->night->cut_ms) / DAY_MS;
    return true;
}

static void read_contact(struct reading *r)
{
    struct device_contact contact;
    struct night_device *device = r->device;
    enum err err = contacts_at(r->view, &device->id,
                               r->night->newest ? INT64_MAX : r->night->cut_ms, &contact, r->error);

    if (err != ERR_OK) {
        r->err = err == ERR_NOT_FOUND ? ERR_OK : err;
        return;
    }
    device->agent = night_keep(r->night, span_of(contact.agent));
    device->last_contact_ms = contact.at_ms;
    device->unsent_writes = contact.unsent_writes;
    device->unsent_files = contact.unsent_blobs;
    device->unsent_bytes = contact.unsent_bytes;
    device->unsent_oldest_ms = contact.unsent_oldest_ms > 0 ? contact.unsent_oldest_ms : 0;
    device->clock_offset_ms = contact.clock_offset_ms;
    device->storage_free = contact.storage_free;
    if (r->night->commit.number > contact.cursor_commit)
        device->behind = r->night->commit.number - contact.cursor_commit;
    r->err = vector_unpack(&r->says, contact.actors.data, contact.actors.len);
}

static void add_gap(struct reading *r, uint64_t actor, uint64_t from, uint64_t to)
{
    char name[ACTOR_TEXT], item[ITEM], zh[WORDS], en[WORDS];

    actor_format(actor, name);
    snprintf(item, sizeof(item), "%s %" PRIu64 "…%" PRIu64, name, from, to);
    snprintf(zh, sizeof(zh), "平板说有第 %" PRIu64 " 到 %" PRIu64 " 条，办公室没有", from, to);
    snprintf(en, sizeof(en),
             "the tablet says it has entries %" PRIu64 " to %" PRIu64 "; the office does not", from,
             to);
    add_row(r, (struct night_row){.figure = FIGURE_MISSING,
                                  .amount = to - from + 1,
                                  .item = item,
                                  .zh = zh,
                                  .en = en,
                                  .since_ms = r->device->last_contact_ms});
}

// The record is named, and its site as it is known.
static void add_late(struct reading *r, const struct write *write, int64_t made_ms)
{
    char kind[KIND_NAME_MAX + 1], item[ITEM], name[ACTOR_TEXT];

    text_copy(kind, sizeof(kind), write->kind);
    actor_format(write->dot.actor, name);
    snprintf(item, sizeof(item), "%s %" PRIu64, name, write->dot.counter);
    add_row(r, (struct night_row){.figure = FIGURE_LATE,
                                  .amount = 1,
                                  .record = write->id,
                                  .site = write->site,
                                  .kind = kind,
                                  .item = item,
                                  .zh = "前一晚对账之前写下，之后才送到",
                                  .en = "written before the night before, and came after it",
                                  .since_ms = made_ms});
}

// Entries newest first: those after the night are not in it, those of its last day may be late.
static bool look_at_entry(void *arg, const struct history_row *entry)
{
    struct reading *r = arg;
    struct write write;

    if (entry->commit > r->night->commit.number) {
        r->held = entry->dot.counter - 1;
        return true;
    }
    arena_reset(&r->arena);
    if (write_parse(entry->bytes, &r->arena, &write, NULL) != ERR_OK)
        return true;
    if (hlc_wall_ms(write.time) < r->night->cut_ms - DAY_MS)
        add_late(r, &write, hlc_wall_ms(write.time));
    write_clear(&write);
    return true;
}

// What the tablet says of an actor against what was held of it.
static bool compare_actor(void *arg, const struct actor_row *actor)
{
    struct reading *r = arg;
    const struct history_since day = {actor->row, r->day_before};
    uint64_t says = vector_counter(&r->says, actor->actor);

    r->held = actor->counter;
    r->err = history_after(r->view, &day, look_at_entry, r, r->error);
    if (r->held < actor->trimmed_to)
        r->held = actor->trimmed_to;
    r->device->holds += r->held;
    r->device->lost += actor->trimmed_to;
    r->device->says += says > r->held ? says : r->held;
    if (says > r->held)
        add_gap(r, actor->actor, r->held + 1, says);
    return r->err == ERR_OK;
}

// Actors of which nothing has come yet.
static void compare_unknown(struct reading *r)
{
    for (size_t i = 0; r->err == ERR_OK && i < r->says.count; i++) {
        struct actor_row row;
        struct dot dot = r->says.entries[i];
        enum err err = actors_get(r->view, dot.actor, &row, r->error);

        if (err == ERR_NOT_FOUND) {
            r->device->says += dot.counter;
            add_gap(r, dot.actor, 1, dot.counter);
        } else {
            r->err = err;
        }
    }
}

static void count_copies(struct reading *r)
{
    struct chain_branches branches = {.count = 0};
    uint64_t copies = 0;

    r->err = chain_read(r->view, &r->device->id, &branches, r->error);
    for (size_t i = 1; r->err == ERR_OK && i < branches.count && i < CHAIN_HEADS_MAX; i++) {
        if (branches.heads[i].since_ms > r->night->cut_ms)
            continue;
        copies++;
        if (r->device->state != DEVICE_ACTIVE)
            continue; // neither is served any more
        add_row(r,
                (struct night_row){.figure = FIGURE_COPIES,
                                   .amount = 1,
                                   .zh = "这台平板从备份恢复过，或被复制到另一台；写的都收，不会丢",
                                   .en = "it was restored from a backup or copied to another "
                                         "tablet; what is written comes in, nothing is lost",
                                   .since_ms = branches.heads[i].since_ms});
    }
    r->device->copies = copies;
}

static void tell_silence(struct reading *r)
{
    const struct night_device *device = r->device;
    int64_t days = (r->night->cut_ms - device->last_contact_ms) / DAY_MS;
    char zh[WORDS], en[WORDS];

    if (device->state != DEVICE_ACTIVE
        || (device->last_contact_ms > 0 && days < FIGURE_SILENT_DAYS))
        return;
    snprintf(zh, sizeof(zh), "已 %" PRId64 " 天没有联系，上次说还有 %" PRId64 " 条未传", days,
             device->unsent_writes);
    snprintf(en, sizeof(en),
             "no contact for %" PRId64 " days; by its last word %" PRId64 " writes were unsent",
             days, device->unsent_writes);
    add_row(r, (struct night_row){.figure = FIGURE_SILENT,
                                  .amount = 1,
                                  .zh = device->last_contact_ms > 0 ? zh : "登记以后从未联系",
                                  .en = device->last_contact_ms > 0
                                            ? en
                                            : "never in contact since it was enrolled",
                                  .since_ms = device->last_contact_ms});
}

static void tell_unsent(struct reading *r)
{
    const struct night_device *device = r->device;

    add_row(r, (struct night_row){.figure = FIGURE_UNSENT,
                                  .amount = (uint64_t)device->unsent_writes,
                                  .zh = "平板上次联系时说的",
                                  .en = "by its word at the last contact",
                                  .since_ms = device->unsent_oldest_ms});
    add_row(r, (struct night_row){.figure = FIGURE_UNSENT_FILES,
                                  .amount = (uint64_t)device->unsent_files,
                                  .zh = "平板上次联系时说的",
                                  .en = "by its word at the last contact",
                                  .since_ms = device->unsent_oldest_ms});
    add_row(r, (struct night_row){.figure = FIGURE_LOST,
                                  .amount = device->lost,
                                  .zh = "历史缺失，内容已由平板补全",
                                  .en = "the history is lost; the states were healed by tablets"});
}

static void tell_state(struct reading *r)
{
    static const char *const zh[] = {"", "已停用", "已要求清除", "证书有效，但办公室没有它的登记"},
                             *const en[] = {"", "revoked", "told to wipe itself",
                                            "its certificate is good, but it is not known"};
    const struct night_device *device = r->device;
    char words_zh[WORDS], words_en[WORDS];

    if (device->state != DEVICE_ACTIVE)
        add_row(r, (struct night_row){.figure = FIGURE_STOPPED,
                                      .amount = 1,
                                      .code = night_state_name(device->state),
                                      .zh = zh[device->state],
                                      .en = en[device->state]});
    if (device->clock_offset_ms > FIGURE_CLOCK_MS || device->clock_offset_ms < -FIGURE_CLOCK_MS) {
        snprintf(words_zh, sizeof(words_zh), "平板时钟差 %" PRId64 " 秒",
                 device->clock_offset_ms / 1000);
        snprintf(words_en, sizeof(words_en), "its clock is off by %" PRId64 " s",
                 device->clock_offset_ms / 1000);
        add_row(r, (struct night_row){.figure = FIGURE_CLOCK,
                                      .amount = 1,
                                      .zh = words_zh,
                                      .en = words_en,
                                      .since_ms = device->last_contact_ms});
    }
}

static void tell_limits(struct reading *r)
{
    const struct night_device *device = r->device;
    bool ended = device->certificate_until_ms <= r->night->cut_ms;
    char zh[WORDS], en[WORDS];

    if (device->state == DEVICE_ACTIVE && device->certificate_days < FIGURE_CERTIFICATE_DAYS) {
        snprintf(zh, sizeof(zh), "证书还有 %" PRId64 " 天", device->certificate_days);
        snprintf(en, sizeof(en), "its certificate ends in %" PRId64 " days",
                 device->certificate_days);
        add_row(r, (struct night_row){.figure = FIGURE_CERTIFICATE,
                                      .amount = 1,
                                      .zh = ended ? "证书已到期：下次联系时自动续期" : zh,
                                      .en = ended ? "its certificate has ended: it is renewed at "
                                                    "the next contact"
                                                  : en,
                                      .due_ms = device->certificate_until_ms});
    }
    if (device->last_contact_ms > 0 && device->storage_free >> 20 < FIGURE_STORAGE_MB) {
        snprintf(zh, sizeof(zh), "平板只剩 %" PRId64 " MB", device->storage_free >> 20);
        snprintf(en, sizeof(en), "%" PRId64 " MB are left on it", device->storage_free >> 20);
        add_row(r, (struct night_row){.figure = FIGURE_STORAGE,
                                      .amount = 1,
                                      .zh = zh,
                                      .en = en,
                                      .since_ms = device->last_contact_ms});
    }
}

// The last comparison with the office before the cut; the newest comes last.
static bool note_proof(void *arg, const struct proof_row *proof)
{
    struct reading *r = arg;

    for (size_t i = 0; i < r->night->device_count; i++) {
        struct night_device *device = &r->night->devices[i];

        if (!uuid_equal(&device->id, &proof->device))
            continue;
        device->proof_ms = proof->at_ms;
        device->proof_equal = proof->equal;
        device->proof = proof->digest;
    }
    return true;
}

static void tell_proof(struct reading *r)
{
    const struct night_device *device = r->device;

    if (device->proof_ms > 0 && !device->proof_equal)
        add_row(r, (struct night_row){.figure = FIGURE_DIFFER,
                                      .amount = 1,
                                      .zh = "上次逐条核对后与办公室仍不一致",
                                      .en = "after the last comparison it still differed from the "
                                            "office",
                                      .since_ms = device->proof_ms});
}

static void read_one(struct reading *r)
{
    uint64_t missing;

    vector_clear(&r->says);
    read_contact(r);
    if (r->err == ERR_OK)
        r->err = actors_of_device(r->view, &r->device->id, compare_actor, r, r->error);
    compare_unknown(r);
    if (r->err == ERR_OK)
        count_copies(r);
    if (r->err != ERR_OK)
        return;
    r->night->says += r->device->says;
    r->night->holds += r->device->holds;
    // The tablet counted before it sent: what has come since waits there no more.
    missing = r->device->says - r->device->holds;
    if ((uint64_t)r->device->unsent_writes > missing)
        r->device->unsent_writes = (int64_t)missing;
    tell_silence(r);
    tell_unsent(r);
    tell_state(r);
    tell_limits(r);
    tell_proof(r);
}

enum err night_tablets_read(struct view *view, struct night *night, struct error *error)
{
    struct reading r = {.view = view, .night = night, .error = error};
    struct commit_stamp day_before = {0};

    vector_init(&r.says);
    arena_init(&r.arena, WRITE_ARENA_MAX);
    r.err = past_commit(view, night->cut_ms - DAY_MS, &day_before, error);
    r.err = r.err == ERR_NOT_FOUND ? ERR_OK : r.err;
    r.day_before = day_before.number;
    if (r.err == ERR_OK) {
        enum err err = devices_list(view, add_device, &r, error);

        r.err = err != ERR_OK ? err : r.err;
    }
    if (r.err == ERR_OK)
        r.err
            = proofs_list(view, &(struct proofs_time){0, night->cut_ms + 1}, note_proof, &r, error);
    for (size_t i = 0; r.err == ERR_OK && i < night->device_count; i++) {
        r.device = &night->devices[i];
        read_one(&r);
    }
    vector_clear(&r.says);
    arena_clear(&r.arena);
    return r.err;
}
