// SPDX-License-Identifier: Apache-2.0
#include "server/sync/office_erase.h"

#include "server/storage/jobs.h"
#include "server/storage/postbox.h"
#include "server/storage/records.h"
#include "server/sync/erasure_line.h"
#include "server/sync/erasure_sweep.h"
#include "server/sync/erasure_words.h"
#include "server/sync/log_entry.h"
#include "server/sync/office_parts.h"
#include "shared/base/memory.h"
#include "shared/model/fact.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { RECORD_ARENA_MAX = 4 << 20, REASON_MOST = 255 };

// ---- plan ----

static bool count_upload(void *arg, const struct upload_row *upload)
{
    (void)upload;
    ++*(int64_t *)arg;
    return true;
}

// Tablets that had the site, to be matched with the handover files that are not done.
struct tablets {
    struct uuid *list; // owned
    size_t count, cap;
};

static bool add_tablet(void *arg, const struct uuid *device, bool confirmed)
{
    struct tablets *tablets = arg;

    (void)confirmed;
    tablets->list = mem_room(tablets->list, tablets->count, &tablets->cap, sizeof(*tablets->list));
    tablets->list[tablets->count++] = *device;
    return true;
}

struct parcel_count {
    const struct tablets *tablets;
    int64_t open;
};

static bool count_parcel(void *arg, const struct parcel_row *parcel)
{
    struct parcel_count *count = arg;
    bool theirs = uuid_is_nil(&parcel->device); // not read yet: it may be anybody's

    for (size_t i = 0; i < count->tablets->count && !theirs; i++)
        theirs = uuid_equal(&count->tablets->list[i], &parcel->device);
    count->open += theirs && parcel->state != PARCEL_TAKEN;
    return true;
}

static void make_code(const struct office *office, const struct uuid *site,
                      struct office_erase_plan *plan)
{
    char id[UUID_TEXT], text[128], hex[2 * MAC_BYTES + 1];
    uint8_t mac[MAC_BYTES];
    int len;

    uuid_format(site, id);
    len = snprintf(text, sizeof(text), "erase %s %" PRIu64 " %" PRId64 " %" PRId64, id,
                   plan->figures.head, plan->figures.records, plan->figures.entries);
    mac_make(office->authority.mac_key, text, (size_t)len, mac);
    text_format_hex(hex, mac, MAC_BYTES);
    snprintf(plan->code, sizeof(plan->code), "%.4s-%.4s", hex, hex + 4);
}

enum err office_erase_plan(const struct office *office, struct view *view, const struct uuid *site,
                           struct office_erase_plan *out, struct error *error)
{
    struct tablets tablets = {0};
    struct parcel_count parcels = {.tablets = &tablets};
    bool erased = false;
    enum err result = erasures_has(view, site, &erased, error);

    *out = (struct office_erase_plan){.uploads = 0};
    if (result == ERR_OK && erased)
        return error_set(error, ERR_EXISTS,
                         "这个工地的客户已经删除 the customer of this site was erased already");
    if (result == ERR_OK)
        result = erasures_measure(view, site, &out->figures, error);
    if (result == ERR_OK && out->figures.records == 0)
        return error_set(error, ERR_NOT_FOUND, "there is no such site");
    if (result == ERR_OK)
        result = erasures_uploads(view, site, count_upload, &out->uploads, error);
    if (result == ERR_OK)
        result = erasures_devices(view, site, add_tablet, &tablets, error);
    if (result == ERR_OK)
        result = parcels_list(view, false, count_parcel, &parcels, error);
    out->tablets = (int64_t)tablets.count;
    out->parcels_open = parcels.open;
    mem_free(tablets.list);
    make_code(office, site, out);
    return result;
}

// ---- what is kept ----

struct erase_job {
    struct commit_job job; // first
    struct office *office;
    const struct office_erase_order *order;
    struct erasure_line line;
    size_t signoff_cap;
    struct erasure_words words;
    bool from_ledger; // it was ordered before: nothing is asked, and the ledger has it
    struct arena arena;
    enum err result; // of what went wrong inside a callback
    struct error *error;
};

static bool digest_of(const struct fact *fact, const char *field, struct digest *out)
{
    struct span text;

    return fact_text(fact, field, &text) && digest_parse(text.data, text.len, out);
}

static void text_of(const struct fact *fact, const char *field, char *out, size_t size)
{
    struct span text = {"", 0};

    fact_text(fact, field, &text);
    text_copy(out, size, text);
}

static void keep_signoff(struct erase_job *job, const struct fact *fact)
{
    struct erased_signoff proof = {.signoff = fact->record->id, .site = fact->record->site};
    struct erasure_line *line = &job->line;
    struct log_leaf leaf;

    // One that is not in the log, because its seal is bad, proves nothing that could be kept.
    if (log_entry_read(fact, &leaf, NULL) != ERR_OK || leaf.seal_len > sizeof(proof.seal))
        return;
    fact_uuid(fact, "of", &proof.of);
    text_of(fact, "form", proof.form, sizeof(proof.form));
    text_of(fact, "role", proof.role, sizeof(proof.role));
    text_of(fact, "verdict", proof.verdict, sizeof(proof.verdict));
    fact_integer(fact, "signed_at", &proof.signed_ms);
    digest_of(fact, "statement", &proof.statement);
    digest_of(fact, "content", &proof.content);
    digest_of(fact, "handwriting", &proof.handwriting);
    proof.sealed = leaf.sealed;
    proof.seal_len = leaf.seal_len;
    memcpy(proof.seal, leaf.seal, leaf.seal_len);
    line->signoffs
        = mem_room(line->signoffs, line->signoff_count, &job->signoff_cap, sizeof(*line->signoffs));
    line->signoffs[line->signoff_count++] = proof;
}

// The reason is kept for ever: it may not carry what is erased.
static enum err check_reason(struct erase_job *job)
{
    const char *field
        = job->from_ledger ? NULL : erasure_words_find(&job->words, span_of(job->order->reason));

    return field ? error_set(job->error, ERR_INVALID,
                             "原因里写了客户的资料(%s),原因会一直保留;请改写 the reason is "
                             "kept for ever and holds the customer's data (%s): say it "
                             "without",
                             field, field)
                 : ERR_OK;
}

static bool look_at(void *arg, const struct record_row *row)
{
    struct erase_job *job = arg;
    struct fact fact = {.kind = kind_find(row->kind)};
    struct record record;
    const char *state;

    arena_reset(&job->arena);
    state = arena_dup(&job->arena, row->state.data, row->state.len);
    if (!state
        || record_parse((struct span){state, row->state.len}, &job->arena, &record, NULL) != ERR_OK)
        return true; // it goes as it is
    fact.record = &record;
    if (!job->from_ledger && job->result == ERR_OK && span_is(row->kind, "signoff"))
        keep_signoff(job, &fact);
    record_clear(&record);
    return job->result == ERR_OK;
}

// ---- doing it ----

static enum err check_order(struct erase_job *job, struct view *view)
{
    struct office_erase_plan plan;
    enum err result = office_erase_plan(job->office, view, &job->order->site, &plan, job->error);

    if (result != ERR_OK)
        return result;
    if (plan.figures.unlogged > 0)
        return error_set(job->error, ERR_BUSY,
                         "a sign-off of this site waits for its place in the log: a few seconds");
    if (strcasecmp(plan.code, job->order->code) != 0)
        return error_set(
            job->error, ERR_STALE,
            "确认码不对,或看过计划之后工地又有变化;请重新查看计划 the code is not that "
            "of the plan, or the site has changed since: look at the plan again");
    return ERR_OK;
}

static bool tell_tablet(void *arg, const struct uuid *device, bool confirmed)
{
    struct erase_job *job = arg;

    (void)confirmed;
    roster_news(job->office->roster, device, storage_stamp(job->office->storage)->number);
    return true;
}

static bool remove_upload(void *arg, const struct upload_row *upload)
{
    struct erase_job *job = arg;

    blob_store_remove_upload(job->office->blobs, upload->id, NULL); // else at the next start
    return true;
}

static enum err keep_proofs(struct erase_job *job, struct storage *storage)
{
    struct erasure_line *line = &job->line;
    enum err result = ERR_OK;

    line->erasure.signoffs = (int64_t)line->signoff_count;
    for (size_t i = 0; i < line->signoff_count && result == ERR_OK; i++)
        result = erased_signoffs_put(storage, &line->signoffs[i], job->error);
    return result;
}

static enum err read_site(struct erase_job *job, struct view *view)
{
    struct records_filter filter = {.site = job->line.erasure.site};
    enum err result;

    job->result = ERR_OK;
    erasure_words_clear(&job->words); // of a try before
    if (!job->from_ledger)
        job->line.signoff_count = 0;
    result = erasure_words_collect(view, &filter.site, &job->words, job->error);
    if (result == ERR_OK)
        result = check_reason(job);
    if (result == ERR_OK)
        result = records_list(view, &filter, look_at, job, job->error);
    return result == ERR_OK ? job->result : result;
}

// Behind the erasing, so that this row keeps its words.
static enum err put_audit(struct erase_job *job, struct storage *storage)
{
    const struct erasure_row *row = &job->line.erasure;
    struct audit_row audit = *job->order->audit;
    char id[UUID_TEXT], after[256];
    int len = snprintf(after, sizeof(after),
                       "{\"entries\":%" PRId64 ",\"files\":%" PRId64 ",\"records\":%" PRId64
                       ",\"signoffs\":%" PRId64 "}",
                       row->entries, row->files, row->records, row->signoffs);

    uuid_format(&row->site, id);
    audit.act = span_of("customer.erase");
    audit.subject_kind = span_of("site");
    audit.subject = span_of(id);
    audit.site = row->site;
    audit.after = (struct span){after, (size_t)len};
    audit.why = span_of(row->reason);
    return audit_put(storage, &audit, NULL, job->error);
}

// Other systems erase their copies.
static enum err tell_outside(struct storage *storage, const struct uuid *site, struct error *error)
{
    char key[UUID_TEXT];
    struct postbox_event event = {
        .kind = "site.erased",
        .key = key,
        .site = *site,
        .title
        = span_of("一个客户的资料已依法删除,请同样删除 a customer was erased by law: erase your "
                  "copy too"),
    };

    uuid_format(site, key);
    return postbox_put(storage, &event, error);
}

static enum err apply_erase(struct commit_job *commit_job, struct storage *storage,
                            const struct commit_stamp *stamp, struct error *error)
{
    struct erase_job *job = (struct erase_job *)commit_job;
    struct view *view = storage_writer(storage);
    struct uuid *site = &job->line.erasure.site;
    struct trace_words words = {job->words.list, 0};
    enum err result = ERR_OK;

    job->error = error;
    if (!job->from_ledger) {
        job->line.erasure.at_ms = stamp->at_ms;
        result = check_order(job, view);
    }
    if (result == ERR_OK)
        result = read_site(job, view);
    if (result == ERR_OK && !job->from_ledger)
        result = erasure_line_write(job->office->ledger, &job->line, error);
    if (result == ERR_OK)
        result = keep_proofs(job, storage);
    words.count = job->words.count;
    if (result == ERR_OK)
        result = traces_remove(storage, site, &words, error);
    if (result == ERR_OK)
        result = erasures_uploads(view, site, remove_upload, job, error);
    if (result == ERR_OK)
        result = erasures_make(storage, &job->line.erasure, error);
    if (result == ERR_OK)
        result = jobs_forget(storage, error); // archives of exports that hold it
    if (result == ERR_OK)
        result = tell_outside(storage, site, error);
    if (result == ERR_OK)
        result = erasures_devices(view, site, tell_tablet, job, error);
    if (result == ERR_OK && !job->from_ledger && job->order->audit)
        result = put_audit(job, storage);
    job->office->signs.erased = true;
    bulletin_post(job->office->bulletin, site, stamp->number);
    return result;
}

static enum err run(struct erase_job *job, struct error *error)
{
    enum err result;

    job->job = (struct commit_job){.apply = apply_erase};
    arena_init(&job->arena, RECORD_ARENA_MAX);
    result = committer_run(job->office->committer, &job->job, NULL, error);
    arena_clear(&job->arena);
    erasure_words_clear(&job->words);
    return result;
}

enum err office_erase(struct office *office, const struct office_erase_order *order,
                      struct erasure_row *out, struct error *error)
{
    struct erase_job job = {.office = office, .order = order};
    struct error why = {0};
    enum err result;

    if (order->reason[0] == '\0' || strlen(order->reason) > REASON_MOST)
        return error_set(error, ERR_INVALID, "a reason is needed, of at most %d bytes",
                         REASON_MOST);
    job.line.erasure.site = order->site;
    text_copy(job.line.erasure.by, sizeof(job.line.erasure.by), span_of(order->by));
    text_copy(job.line.erasure.reason, sizeof(job.line.erasure.reason), span_of(order->reason));
    result = run(&job, error);
    *out = job.line.erasure;
    erasure_line_clear(&job.line);
    if (result != ERR_OK)
        return result;
    log_write(&office->log, LOG_INFO, "office", "a customer was erased: %" PRId64 " records",
              out->records);
    if (erasure_sweep(office, &why) == ERR_OK)
        out->scrubbed_ms = clock_wall_ms(&office->clock);
    else
        log_write(&office->log, LOG_WARN, "office", "erasing goes on later: %s", why.detail);
    return ERR_OK;
}

// ---- from the ledger ----

struct catching_up {
    struct office *office;
    struct erasure_line *lines; // owned
    size_t count, cap;
};

static enum err collect_line(void *arg, struct span text, struct error *error)
{
    struct catching_up *all = arg;
    struct view *view = storage_writer(all->office->storage);
    struct erasure_line line;
    bool there = false;
    enum err result;

    if (!erasure_line_is(text))
        return ERR_OK;
    result = erasure_line_read(text, &line, error);
    if (result != ERR_OK)
        return result;
    result = erasures_has(view, &line.erasure.site, &there, error);
    if (result != ERR_OK || there) {
        erasure_line_clear(&line);
        return result;
    }
    all->lines = mem_room(all->lines, all->count, &all->cap, sizeof(*all->lines));
    all->lines[all->count++] = line;
    return ERR_OK;
}

static bool any_erasure(void *arg, const struct erasure_row *erasure)
{
    (void)erasure;
    *(bool *)arg = true;
    return false;
}

enum err office_erase_catch_up(struct office *office, struct error *error)
{
    struct catching_up all = {.office = office};
    bool any = false;
    enum err result = ledger_replay(office->disk, "ledger", collect_line, &all, error);

    result = result == ERR_NOT_FOUND ? ERR_OK : result;
    for (size_t i = 0; i < all.count; i++) {
        struct erase_job job = {.office = office, .line = all.lines[i], .from_ledger = true};
        bool there = false; // a line that a failed commit left is there twice

        if (result == ERR_OK)
            result = erasures_has(storage_writer(office->storage), &job.line.erasure.site, &there,
                                  error);
        if (result == ERR_OK && !there)
            result = run(&job, error);
        erasure_line_clear(&job.line);
    }
    mem_free(all.lines);
    if (result == ERR_OK)
        result = erasures_list(storage_writer(office->storage), any_erasure, &any, error);
    office->signs.erased = any;
    if (all.count > 0 && result == ERR_OK)
        log_write(&office->log, LOG_INFO, "office", "%zu erasures were applied again", all.count);
    return result == ERR_OK && any ? erasure_sweep(office, error) : result;
}
