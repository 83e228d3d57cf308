// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/retention.h"

#include "server/reconcile/office_facts.h"
#include "server/storage/expiry.h"
#include "server/storage/records.h"
#include "server/sync/erasure_sweep.h"
#include "server/sync/office_erase.h"
#include "shared/base/calendar.h"
#include "shared/base/memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ARENA_MAX = 4 << 20 };

const struct retention_rule retention_rules[RETENTION_CLASSES] = {
    [RETENTION_SITES]
    = {"sites", "keep_site_days", 3650, "竣工已久的工地", "sites completed long ago",
       "整个工地依法删除，保留签署证明", "erased whole, proofs of what was signed stay"},
    [RETENTION_READS]
    = {"reads", "keep_read_days", 1095, "查看个人资料的记录", "what was read of personal data",
       "清空内容，审计链不变", "emptied; the chain of the audit stays"},
    [RETENTION_SESSIONS] = {"sessions", "keep_session_days", 180, "已结束的办公室登录",
                            "sessions of the office that ended", "删除", "removed"},
    [RETENTION_FILES] = {"files", "keep_file_days", 400, "没有记录引用的文件",
                         "files that no record names", "删除文件", "removed"},
};

// ---- the plan ----

struct reading {
    struct view *view;
    struct retention_plan *plan;
    int64_t before_ms[RETENTION_CLASSES];
    size_t cap[RETENTION_CLASSES];
    struct arena arena;
    enum err result; // of what went wrong inside a callback
    struct error *error;
};

static struct retention_due *add(struct reading *r, enum retention_class class)
{
    struct retention_plan *plan = r->plan;

    plan->due[class]
        = mem_room(plan->due[class], plan->count[class], &r->cap[class], sizeof(*plan->due[class]));
    plan->due[class][plan->count[class]] = (struct retention_due){.rows = 1};
    return &plan->due[class][plan->count[class]++];
}

// When the site was completed; false: it was not, or nobody knows.
static bool completed(struct reading *r, const struct record_row *row, int64_t *ms)
{
    struct fact fact = {.kind = kind_find(row->kind)};
    struct record record;
    struct span date;
    int64_t day;
    bool found;
    char *state;

    arena_reset(&r->arena);
    state = arena_dup(&r->arena, row->state.data, row->state.len);
    if (!state
        || record_parse((struct span){state, row->state.len}, &r->arena, &record, NULL) != ERR_OK)
        return false;
    fact.record = &record;
    found = !record_field_conflicts(&record, span_of("actual_completion"))
            && fact_text(&fact, "actual_completion", &date) && calendar_parse(date, &day);
    if (found)
        *ms = calendar_end_ms(day);
    record_clear(&record);
    return found;
}

static bool look_at_site(void *arg, const struct record_row *row)
{
    struct reading *r = arg;
    struct uuid site = row->site;
    struct retention_due *due;
    int64_t end_ms, last_ms;

    if (!completed(r, row, &end_ms) || end_ms >= r->before_ms[RETENTION_SITES])
        return true;
    r->result = expiry_site_last(r->view, &site, &last_ms, r->error);
    if (r->result != ERR_OK || last_ms >= r->before_ms[RETENTION_SITES])
        return r->result == ERR_OK;
    due = add(r, RETENTION_SITES);
    due->site = site;
    due->since_ms = last_ms > end_ms ? last_ms : end_ms;
    return true;
}

static bool look_at_file(void *arg, const struct digest *digest, uint64_t size, int64_t since_ms)
{
    struct retention_due *due = add(arg, RETENTION_FILES);

    due->digest = *digest;
    due->size = size;
    due->since_ms = since_ms;
    return true;
}

static void note_count(struct reading *r, enum retention_class class,
                       const struct expiry_count *count)
{
    struct retention_due *due;

    if (count->rows == 0)
        return;
    due = add(r, class);
    due->rows = count->rows;
    due->since_ms = count->oldest_ms;
}

// The newest catalogue says how long; what it does not say, and no catalogue at all, leaves ours.
static enum err read_days(struct reading *r, int64_t now_ms)
{
    struct office_facts facts = {0};
    enum err result = office_facts_open(r->view, NULL, &facts, r->error);
    const struct catalogue *newest
        = result == ERR_OK && facts.shelf.newest ? facts.shelf.newest(facts.shelf.ctx) : NULL;

    for (int i = 0; i < RETENTION_CLASSES; i++) {
        int64_t days;

        if (!newest || !catalogue_setting(newest, span_of(retention_rules[i].setting), &days)
            || days < 1 || days > 100000)
            days = retention_rules[i].otherwise;
        r->plan->days[i] = days;
        r->before_ms[i] = now_ms - days * CALENDAR_DAY_MS;
    }
    office_facts_close(&facts);
    return result;
}

static int by_age(const void *a, const void *b)
{
    const struct retention_due *one = a, *other = b;

    if (one->since_ms != other->since_ms)
        return one->since_ms < other->since_ms ? -1 : 1;
    return uuid_compare(&one->site, &other->site);
}

static void make_code(const struct office *office, struct retention_plan *plan)
{
    struct hash_stream *stream = hash_stream_create();
    struct digest digest;
    uint8_t mac[MAC_BYTES];
    char hex[2 * MAC_BYTES + 1];

    for (int i = 0; i < RETENTION_CLASSES; i++) {
        hash_stream_add(stream, &plan->count[i], sizeof(plan->count[i]));
        for (size_t k = 0; k < plan->count[i]; k++) {
            const struct retention_due *due = &plan->due[i][k];

            hash_stream_add(stream, due->site.bytes, UUID_BYTES);
            hash_stream_add(stream, due->digest.bytes, HASH_BYTES);
            hash_stream_add(stream, &due->rows, sizeof(due->rows));
        }
    }
    hash_stream_finish(stream, &digest);
    hash_stream_free(stream);
    mac_make(office_mac_key(office), digest.bytes, HASH_BYTES, mac);
    text_format_hex(hex, mac, MAC_BYTES);
    snprintf(plan->code, sizeof(plan->code), "%.4s-%.4s", hex, hex + 4);
}

static enum err read_all(struct reading *r, int64_t now_ms)
{
    struct records_filter sites = {.every_site = true, .kind = span_of("site")};
    struct expiry_count reads = {0}, sessions = {0};
    enum err result = read_days(r, now_ms);

    if (result == ERR_OK)
        result = records_list(r->view, &sites, look_at_site, r, r->error);
    result = result == ERR_OK ? r->result : result;
    if (result == ERR_OK)
        result = expiry_reads(r->view, r->before_ms[RETENTION_READS], &reads, r->error);
    if (result == ERR_OK)
        result = expiry_sessions(r->view, r->before_ms[RETENTION_SESSIONS], &sessions, r->error);
    note_count(r, RETENTION_READS, &reads);
    note_count(r, RETENTION_SESSIONS, &sessions);
    return result == ERR_OK
               ? expiry_files(r->view, r->before_ms[RETENTION_FILES], look_at_file, r, r->error)
               : result;
}

enum err retention_read(const struct office *office, struct view *view, int64_t now_ms,
                        struct retention_plan *out, struct error *error)
{
    struct reading r = {.view = view, .plan = out, .error = error};
    enum err result;

    *out = (struct retention_plan){.count = {0}};
    arena_init(&r.arena, ARENA_MAX);
    result = read_all(&r, now_ms);
    arena_clear(&r.arena);
    if (out->count[RETENTION_SITES] > 1)
        qsort(out->due[RETENTION_SITES], out->count[RETENTION_SITES], sizeof(*out->due[0]), by_age);
    make_code(office, out);
    if (result != ERR_OK)
        retention_clear(out);
    return result;
}

void retention_clear(struct retention_plan *plan)
{
    for (int i = 0; i < RETENTION_CLASSES; i++)
        mem_free(plan->due[i]);
    *plan = (struct retention_plan){.count = {0}};
}

// ---- the run ----

struct run_job {
    struct commit_job job; // first
    const struct retention_order *order;
    const struct retention_plan *plan;
    bool wanted[RETENTION_CLASSES];
};

static enum err put_audit(const struct run_job *job, struct storage *storage,
                          enum retention_class class, struct error *error)
{
    struct audit_row audit;
    char after[96];
    int64_t rows = 0;
    int len;

    if (!job->order->audit)
        return ERR_OK;
    for (size_t i = 0; i < job->plan->count[class]; i++)
        rows += job->plan->due[class][i].rows;
    len = snprintf(after, sizeof(after), "{\"rows\":%" PRId64 "}", rows);
    audit = *job->order->audit;
    audit.act = span_of("retention.run");
    audit.subject_kind = span_of("retention");
    audit.subject = span_of(retention_rules[class].code);
    audit.after = (struct span){after, (size_t)len};
    audit.why = span_of(job->order->reason);
    return audit_put(storage, &audit, NULL, error);
}

// All but the sites, which are erased one by one.
static enum err apply(struct commit_job *commit_job, struct storage *storage,
                      const struct commit_stamp *stamp, struct error *error)
{
    const struct run_job *job = (const struct run_job *)commit_job;
    const struct retention_plan *plan = job->plan;
    enum err result = ERR_OK;

    (void)stamp;
    for (int i = RETENTION_READS; i < RETENTION_CLASSES && result == ERR_OK; i++) {
        int64_t before_ms = job->order->now_ms - plan->days[i] * CALENDAR_DAY_MS;

        if (!job->wanted[i] || plan->count[i] == 0)
            continue;
        if (i == RETENTION_READS)
            result = expiry_reads_erase(storage, before_ms, error);
        else if (i == RETENTION_SESSIONS)
            result = expiry_sessions_remove(storage, before_ms, error);
        for (size_t k = 0; i == RETENTION_FILES && k < plan->count[i] && result == ERR_OK; k++)
            result = expiry_file_remove(storage, &plan->due[i][k].digest, error);
        if (result == ERR_OK)
            result = put_audit(job, storage, (enum retention_class)i, error);
    }
    return result;
}

static enum err erase_site(struct office *office, struct view *view, const struct uuid *site,
                           const struct retention_order *order, struct error *error)
{
    struct office_erase_order erasing
        = {.site = *site, .by = order->by, .reason = order->reason, .audit = order->audit};
    struct office_erase_plan plan;
    struct erasure_row row;
    enum err result = office_erase_plan(office, view, site, &plan, error);

    erasing.code = plan.code;
    return result == ERR_OK ? office_erase(office, &erasing, &row, error) : result;
}

enum err retention_run(struct office *office, struct view *view,
                       const struct retention_order *order, struct retention_plan *done,
                       struct error *error)
{
    struct run_job job = {.job = {.apply = apply}, .order = order, .plan = done};
    bool all = true;
    enum err result = retention_read(office, view, order->now_ms, done, error);

    if (result == ERR_OK && strcasecmp(done->code, order->code) != 0) {
        retention_clear(done);
        return error_set(
            error, ERR_STALE,
            "确认码不对，或名单已变；请重新查看 the code is not that of the plan, or the "
            "plan has changed: look at it again");
    }
    for (int i = 0; i < RETENTION_CLASSES; i++)
        all = all && !order->only[i];
    for (int i = 0; i < RETENTION_CLASSES; i++)
        job.wanted[i] = all || order->only[i];
    if (result == ERR_OK)
        result = committer_run(office_committer(office), &job.job, NULL, error);
    for (size_t i = 0; job.wanted[RETENTION_SITES] && i < done->count[RETENTION_SITES]; i++)
        if (result == ERR_OK)
            result = erase_site(office, view, &done->due[RETENTION_SITES][i].site, order, error);
    return result == ERR_OK ? erasure_sweep(office, error) : result;
}
