// SPDX-License-Identifier: Apache-2.0
// Events on their way out of the office: written in the commit that makes them, delivered at least
// once to every receiver that wants them, in order.
#ifndef PLUMB_SERVER_STORAGE_POSTBOX_H
#define PLUMB_SERVER_STORAGE_POSTBOX_H

#include "server/storage/storage.h"

// X(kind, Chinese, English): what can happen.
#define POSTBOX_KINDS(X)                                                                 \
    X("night.done", "夜间核对已完成", "the nightly reconciliation is done")              \
    X("issue.opened", "开出问题单", "an issue was opened")                               \
    X("issue.overdue", "问题单过期", "an issue is overdue")                              \
    X("signoff.logged", "签字进入日志", "a sign-off is in the log")                      \
    X("complaint.opened", "收到投诉", "a complaint was opened")                          \
    X("device.revoked", "平板停用", "a tablet was revoked or is to empty itself")        \
    X("quarantine.entered", "有记录进入隔离区", "an entry went into quarantine")         \
    X("alarm.raised", "报警", "an alarm was raised")                                     \
    X("site.erased", "客户资料已依法删除", "a customer was erased: erase your copy too") \
    X("hook.test", "测试", "a test")
// Each by number, NULL behind the last.
const char *const *postbox_kinds(void);
const char *postbox_kind_zh(const char *kind); // the kind itself when it is unknown
const char *postbox_kind_en(const char *kind);

struct postbox_event {
    const char *kind; // one of the above
    // What makes it this event and no other of its kind, for ever ("2026-11-21", an id): the same
    // is never put twice.
    const char *key;
    struct uuid site;  // nil: none in particular
    struct span title; // one line for people, Chinese and English, no personal data
    struct span text;  // for people; empty: the title says it all
    struct span data;  // for programs: a JSON object, no personal data; empty: {}
};
enum { POSTBOX_TITLE_MAX = 300, POSTBOX_TEXT_MAX = 64 << 10 };
// Inside a commit: for every receiver that wants this kind. Nothing happens when nobody does, or
// when it was put before. INVALID: an unknown kind, a title or text that is too long.
enum err postbox_put(struct storage *storage, const struct postbox_event *event,
                     struct error *error);

// An event as it is kept; spans as every view's.
struct postbox_letter {
    struct uuid id, site;
    char kind[64];
    int64_t at_ms;
    uint64_t in_commit;
    struct span title, text, data;
};
enum err postbox_get(struct view *view, const struct uuid *event, struct postbox_letter *out,
                     struct error *error); // NOT_FOUND

// What was put since a position; for whoever turns rows of other tables into events. Row numbers,
// and how many leaves the log has.
struct postbox_marks {
    int64_t record, held, alarm, leaf;
};
enum err postbox_marks_now(struct view *view, struct postbox_marks *out, struct error *error);
// Issues and complaints that came here for the first time behind `after` and up to `upto`.
struct postbox_news {
    int64_t row;
    struct uuid id, site;
    struct span kind;
};
typedef bool postbox_each(void *arg, const struct postbox_news *news);
struct postbox_range {
    int64_t after, upto;
};
enum err postbox_new_records(struct view *view, const struct postbox_range *range,
                             postbox_each *each, void *arg, struct error *error);

#endif
