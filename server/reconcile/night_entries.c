// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/night_entries.h"

#include "server/storage/alarm.h"
#include "server/storage/nights.h"
#include "server/storage/past.h"
#include "server/storage/records.h"
#include "server/storage/signoff_queue.h"

#include <inttypes.h>
#include <stdio.h>

enum { ITEM = 32 };
#define DAY_MS INT64_C(86400000)

struct reason_words {
    const char *code, *zh, *en;
};
static const struct reason_words reasons[] = {
    {"invalid", "内容不合规定", "it breaks the table of kinds"},
    {"scope", "工地不归这台平板", "the site is not the tablet's"},
    {"person", "人员不在平板名单上", "the person is not on the tablet's list"},
    {"context", "等前面的条目", "it waits for entries before it"},
    {"group", "等一组的最后一条", "it waits for the last entry of its group"},
    {"chain", "与日志链不符", "its bytes do not match the journal"},
    {"fork", "同一条目内容不同", "the same entry came with other bytes"},
    {"device", "平板未知或已停用", "the tablet is unknown or revoked"},
    {"full", "记录已满", "the record is full"},
    {"role", "角色无权填写", "the person's role does not write this kind"},
    {"erased", "客户资料已依法删除", "the customer was erased by law"},
};

const char *night_entries_reason(enum held_reason reason)
{
    return reasons[reason].code;
}

struct reading {
    struct view *view;
    struct night *night;
    uint64_t *groups; // seen; owned
    size_t group_count, group_cap;
    struct error *error;
    enum err err;
};

static bool new_group(struct reading *r, uint64_t group)
{
    for (size_t i = 0; i < r->group_count; i++)
        if (r->groups[i] == group)
            return false;
    r->groups = mem_room(r->groups, r->group_count, &r->group_cap, sizeof(*r->groups));
    r->groups[r->group_count++] = group;
    return true;
}

static enum figure figure_of(enum held_reason reason)
{
    if (reason == REASON_GROUP)
        return FIGURE_GROUPS;
    return reason == REASON_CONTEXT ? FIGURE_WAITING : FIGURE_QUARANTINE;
}

// The detail may quote what was typed in, so it stays with the entry, and the row names that.
static bool add_held(void *arg, const struct held_row *row)
{
    struct reading *r = arg;
    struct held_row held = *row;
    char item[ITEM], group[ACTOR_TEXT];
    enum err err;

    err = past_held(r->view, r->night->commit.number, &held, r->error);
    if (err != ERR_OK || held.decision != DECISION_OPEN) {
        r->err = err == ERR_NOT_FOUND ? ERR_OK : err;
        return r->err == ERR_OK;
    }
    if (held.reason == REASON_GROUP && !new_group(r, row->group))
        return true; // a group is one, whatever it has
    snprintf(item, sizeof(item), "%" PRId64, row->row);
    actor_format(row->group, group);
    night_add(r->night, &(struct night_row){.figure = figure_of(held.reason),
                                            .amount = 1,
                                            .record = row->record,
                                            .site = row->site,
                                            .device = row->device,
                                            .code = reasons[held.reason].code,
                                            .item = held.reason == REASON_GROUP ? group : item,
                                            .zh = reasons[held.reason].zh,
                                            .en = reasons[held.reason].en,
                                            .since_ms = row->since_ms});
    return true;
}

static bool add_alarm(void *arg, const struct alarm_row *alarm)
{
    struct reading *r = arg;
    char item[ITEM];

    if (alarm->at_ms > r->night->cut_ms)
        return true;
    snprintf(item, sizeof(item), "%" PRId64, alarm->row);
    night_add(r->night, &(struct night_row){.figure = FIGURE_ALARMS,
                                            .amount = 1,
                                            .device = alarm->device,
                                            .code = alarm->kind,
                                            .item = item,
                                            .zh = alarm->detail,
                                            .en = alarm->detail,
                                            .since_ms = alarm->at_ms});
    return true;
}

static bool add_refused(void *arg, const struct signoff_unlogged *row)
{
    struct reading *r = arg;
    struct record_row record;
    struct uuid site = uuid_nil;
    enum err err;

    if (!row->refused[0])
        return true;
    err = records_get(r->view, &row->record, &record, r->error);
    if (err == ERR_OK)
        site = record.site;
    r->err = err == ERR_NOT_FOUND ? ERR_OK : err;
    night_add(r->night, &(struct night_row){.figure = FIGURE_SEALS,
                                            .amount = 1,
                                            .record = row->record,
                                            .site = site,
                                            .kind = "signoff",
                                            .zh = "封印核验不过，签署日志没有收：请查看并重新签署",
                                            .en = "its seal does not verify and the log did not "
                                                  "take it: look at it, have it signed again"});
    return r->err == ERR_OK;
}

static bool take_cut(void *arg, const struct night_row_kept *before)
{
    int64_t *since_ms = arg;

    *since_ms = before->cut_ms < *since_ms ? before->cut_ms : *since_ms;
    return false; // the newest of them
}

// Those of a day, and back to the night before: one made by hand before its hour leaves no gap.
static enum err read_alarms(struct reading *r)
{
    int64_t since_ms = r->night->cut_ms - DAY_MS;
    enum err err = nights_list(r->view, r->night->date, take_cut, &since_ms, r->error);

    return err == ERR_OK ? alarm_list(r->view, since_ms, add_alarm, r, r->error) : err;
}

enum err night_entries_read(struct view *view, struct night *night, struct error *error)
{
    struct reading r = {.view = view, .night = night, .error = error};
    const struct held_filter all = {.open_only = false};
    enum err err = held_list(view, &all, add_held, &r, error);

    if (err == ERR_OK && r.err == ERR_OK)
        err = read_alarms(&r);
    if (err == ERR_OK && r.err == ERR_OK && night->known[FIGURE_SEALS])
        err = signoff_queue_list(view, add_refused, &r, error);
    mem_free(r.groups);
    return err == ERR_OK ? r.err : err;
}
