// SPDX-License-Identifier: Apache-2.0
#include "server/sync/countersign.h"

#include "server/storage/nights.h"
#include "server/storage/signoff_queue.h"
#include "server/sync/alert.h"
#include "server/sync/epoch.h"
#include "server/sync/log_entry.h"
#include "server/sync/log_stranger.h"
#include "server/sync/log_tail.h"
#include "server/sync/office_parts.h"
#include "server/sync/office_pen.h"
#include "server/sync/seal_record.h"
#include "shared/crypto/pem.h"
#include "shared/wire/log_night.h"

#include <inttypes.h>

enum { RETRY_MS = 60000, ARENA_MAX = 16 << 20 };
enum { AT_ONCE_MAX = LOG_LINE_LEAVES_MAX, NIGHTS_AT_ONCE = 16 };

struct countersign {
    struct commit_job job; // first
    struct office *office;
    struct buffer der;         // the log's certificate
    struct digest certificate; // SHA-256 of it
    struct log_tail tail;
    bool submitted;
    int64_t retry_ms;   // boot clock: not before
    uint64_t epoch;     // begun by the commit under way; 0: none
    uint64_t deleted;   // see the header
    bool deleted_known; // an alarm says so
    bool damaged;       // the store's log is: nothing more is signed until the office opens again
};

// The work of one commit.
struct signing {
    struct countersign *me;
    struct storage *storage;
    struct view *view; // the writer's
    const struct commit_stamp *stamp;
    struct workset *workset;
    struct office_pen pen;
    struct arena arena;
    struct uuid waiting[AT_ONCE_MAX];
    size_t waiting_count;
    struct night_row_kept nights[NIGHTS_AT_ONCE];
    size_t night_count;
    struct log_line line; // its leaves are those of this commit
    struct error *error;
};

static struct span span_from(const struct buffer *buffer)
{
    return (struct span){buffer->data, buffer->len};
}

static enum err no_memory(struct error *error)
{
    return error_set(error, ERR_TOO_LARGE, "countersigning needs more memory than allowed");
}

static bool collect(void *arg, const struct signoff_unlogged *unlogged)
{
    struct signing *signing = arg;

    signing->waiting[signing->waiting_count++] = unlogged->record;
    return true;
}

static enum err refuse(struct signing *signing, const struct uuid *id, const char *why)
{
    struct alert alert = {.kind = "signoff_seal"};
    char text[UUID_TEXT];
    enum err result = signoff_queue_refuse(signing->storage, id, why, signing->error);

    uuid_format(id, text);
    if (result == ERR_OK)
        result = alert_raise(signing->storage, &signing->me->office->log, &alert,
                             "sign-off %s is not in the log: %s", text, why);
    return result;
}

// Adds a leaf to the store, and to the line that the ledger will get. The text is cleared.
static enum err add_leaf(struct signing *signing, const struct signoff_leaf *about,
                         struct buffer *text)
{
    struct signoff_leaf *added = &signing->line.leaves[signing->line.count];
    enum err result;

    *added = *about;
    added->leaf = (struct span){arena_dup(&signing->arena, text->data, text->len), text->len};
    result = text->failed || signing->arena.failed
                 ? no_memory(signing->error)
                 : signoff_log_size(signing->view, &added->index, signing->error);
    buffer_clear(text);
    if (result == ERR_OK)
        result = signoff_log_append(signing->storage, added, signing->error);
    if (result == ERR_OK)
        signing->line.count++;
    return result;
}

static enum err add_signoff(struct signing *signing, const struct work *work,
                            const struct log_leaf *leaf)
{
    const struct signoff_leaf about = {.signoff = work->record.id, .site = work->record.site};
    struct buffer text;

    buffer_init(&text, LOG_LEAF_MAX);
    log_leaf_format(leaf, &text);
    return add_leaf(signing, &about, &text);
}

static bool collect_night(void *arg, const struct night_row_kept *row)
{
    struct signing *signing = arg;
    struct night_row_kept *night = &signing->nights[signing->night_count];

    if (signing->waiting_count + signing->night_count == AT_ONCE_MAX)
        return false;
    *night = *row;
    return ++signing->night_count < NIGHTS_AT_ONCE;
}

static enum err add_night(struct signing *signing, const struct night_row_kept *night)
{
    const struct signoff_leaf about = {.signoff = night->id, .site = uuid_nil};
    struct log_night leaf = {night->commit, night->cut_ms, "", night->digest};
    struct buffer text;

    text_copy(leaf.date, sizeof(leaf.date), span_of(night->date));
    buffer_init(&text, LOG_LEAF_MAX);
    log_night_format(&leaf, &text);
    return add_leaf(signing, &about, &text);
}

// A sign-off that is in the log already only lacks its record, if that.
static enum err look(struct signing *signing, const struct uuid *id)
{
    struct fact fact = {.kind = kind_find(span_of("signoff"))};
    struct error why = {0};
    struct signoff_leaf there;
    struct record_row row;
    struct log_leaf leaf;
    struct work *work = NULL;
    enum err result = signoff_log_find(signing->view, id, &there, signing->error);

    if (result != ERR_NOT_FOUND)
        return result;
    result = workset_find(signing->workset, id, &work, signing->error);
    if (result == ERR_OK && !work)
        return signoff_queue_remove(signing->storage, id, signing->error);
    if (result == ERR_OK)
        result = records_get(signing->view, id, &row, signing->error);
    if (result != ERR_OK)
        return result;
    fact.record = &work->record;
    if (log_entry_check(&fact, span_from(&signing->me->office->authority.ca_pem), &why) != ERR_OK
        || log_entry_read(&fact, &leaf, &why) != ERR_OK)
        return refuse(signing, id, why.detail);
    leaf.received_ms = row.received_ms > 0 ? row.received_ms : 0;
    result = log_stranger_tell(signing->me->office, signing->storage, &fact, signing->error);
    return result == ERR_OK ? add_signoff(signing, work, &leaf) : result;
}

static enum err told(struct signing *signing, enum err result, const char *what)
{
    return result == ERR_OK
               ? ERR_OK
               : error_set(signing->error, result, "a head cannot be signed: %s", what);
}

// Signs the head over everything and writes it down, first in the ledger.
static enum err seal_head(struct signing *signing)
{
    struct countersign *me = signing->me;
    struct merkle_leaves tree = signoff_log_tree(signing->view);
    struct log_line *line = &signing->line;
    struct log_head head = {.certificate = me->certificate, .time_ms = signing->stamp->at_ms};
    uint8_t *seal = arena_take(&signing->arena, KEY_SIGNATURE_MAX);
    struct buffer text;
    size_t len = 0;
    enum err result = seal ? ERR_OK : no_memory(signing->error);

    buffer_init(&text, LOG_HEAD_MAX);
    head.size = line->leaves[line->count - 1].index + 1;
    if (result == ERR_OK)
        result = epoch_read(signing->view, &head.epoch, signing->error);
    if (result == ERR_OK)
        result = told(signing, merkle_root(&tree, head.size, &head.root), "the tree");
    if (result == ERR_OK && !log_head_format(&head, &text))
        result = no_memory(signing->error);
    if (result == ERR_OK)
        result = told(signing, key_sign(me->office->authority.log, text.data, text.len, seal, &len),
                      "the log's key");
    line->stamp = *signing->stamp;
    line->head = (struct signoff_head){.size = head.size,
                                       .certificate = span_from(&me->der),
                                       .head = span_from(&text),
                                       .seal = {(const char *)seal, len}};
    if (result == ERR_OK)
        result = log_tail_write(&me->tail, me->office->ledger, line, signing->error);
    if (result == ERR_OK)
        result = signoff_log_seal(signing->storage, &line->head, signing->error);
    buffer_clear(&text);
    return result;
}

// The record for a sign-off that is in the log; nothing for one that was refused.
static enum err give_record(struct signing *signing, const struct uuid *id)
{
    struct seal_record_parts parts = {.view = signing->view,
                                      .workset = signing->workset,
                                      .pen = &signing->pen,
                                      .arena = &signing->arena};
    enum err result = seal_record_write(&parts, id, signing->error);

    if (result == ERR_NOT_FOUND)
        return ERR_OK;
    return result == ERR_OK ? signoff_queue_remove(signing->storage, id, signing->error) : result;
}

static enum err sign_all(struct signing *signing)
{
    enum err result = ERR_OK;

    for (size_t i = 0; i < signing->waiting_count && result == ERR_OK; i++)
        result = look(signing, &signing->waiting[i]);
    for (size_t i = 0; i < signing->night_count && result == ERR_OK; i++)
        result = add_night(signing, &signing->nights[i]);
    if (result == ERR_OK && signing->line.count > 0)
        result = seal_head(signing);
    if (result == ERR_OK)
        result
            = office_pen_open(&signing->pen, signing->me->office, signing->workset, signing->error);
    for (size_t i = 0; i < signing->waiting_count && result == ERR_OK; i++)
        result = give_record(signing, &signing->waiting[i]);
    if (result == ERR_OK)
        result = workset_write(signing->workset, signing->error);
    if (result == ERR_OK)
        result = office_pen_finish(&signing->pen, signing->error);
    office_pen_close(&signing->pen);
    return result;
}

static enum err sign_waiting(struct countersign *me, struct storage *storage,
                             const struct commit_stamp *stamp, struct error *error)
{
    struct signoff_queue_range range = {.before = stamp->number, .most = AT_ONCE_MAX};
    struct signing *signing = mem_alloc(sizeof(*signing));
    struct workset workset;
    enum err result;

    signing->me = me;
    signing->storage = storage;
    signing->view = storage_writer(storage);
    signing->stamp = stamp;
    signing->workset = &workset;
    signing->error = error;
    arena_init(&signing->arena, ARENA_MAX);
    signing->line.leaves = arena_take(&signing->arena, AT_ONCE_MAX * sizeof(*signing->line.leaves));
    workset_open(&workset, &me->office->parts, stamp);
    result = signoff_queue_next(signing->view, &range, collect, signing, error);
    if (result == ERR_OK)
        result = nights_unlogged(signing->view, collect_night, signing, error);
    if (result == ERR_OK && signing->waiting_count + signing->night_count > 0)
        result = sign_all(signing);
    workset_close(&workset);
    arena_clear(&signing->arena);
    mem_free(signing);
    return result;
}

// A ledger and a store that contradict each other are two timelines: a new epoch says so. But
// nothing is put on top of a log that is broken in itself: a backup and the ledger bring it back.
static enum err begin_again(struct countersign *me, struct storage *storage, struct error *error)
{
    struct epoch_parts parts = {storage, me->office->ledger, &me->office->random};
    struct alert alert = {.kind = "signoff_log"};
    enum err result = log_tail_check_store(storage, error);

    if (result == ERR_CORRUPT) {
        me->damaged = true;
        return alert_raise(storage, &me->office->log, &alert,
                           "the sign-off log of the store is damaged: sign-offs wait until a "
                           "backup is restored (plumbd verify, plumbd restore)");
    }
    if (result == ERR_OK)
        result = epoch_begin(&parts, &me->epoch, error);
    if (result == ERR_OK)
        result = alert_raise(storage, &me->office->log, &alert,
                             "the sign-off log of the store is not that of the ledger: epoch "
                             "%016" PRIx64 " begins",
                             me->epoch);
    if (result == ERR_OK)
        log_tail_forget(&me->tail);
    return result;
}

static enum err tell_deleted(struct countersign *me, struct storage *storage)
{
    struct alert alert = {.kind = "signoff_log"};

    if (me->deleted == 0 || me->deleted_known)
        return ERR_OK;
    return alert_raise(storage, &me->office->log, &alert,
                       "%" PRIu64 " leaves of the sign-off log were removed from the store, and "
                       "are brought back from the ledger",
                       me->deleted);
}

static bool any(void *arg, const struct signoff_unlogged *unlogged)
{
    *(bool *)arg = unlogged != NULL;
    return false;
}

static bool any_night(void *arg, const struct night_row_kept *night)
{
    *(bool *)arg = night != NULL;
    return false;
}

// What came with this very commit is left for the next.
static enum err look_for_more(struct countersign *me, struct storage *storage, struct error *error)
{
    struct signoff_queue_range range = {.before = INT64_MAX, .most = 1};
    bool more = false;
    enum err result = signoff_queue_next(storage_writer(storage), &range, any, &more, error);

    if (result == ERR_OK && !more)
        result = nights_unlogged(storage_writer(storage), any_night, &more, error);
    if (more)
        me->office->signs.unlogged = true;
    return result;
}

static enum err apply(struct commit_job *job, struct storage *storage,
                      const struct commit_stamp *stamp, struct error *error)
{
    struct countersign *me = (struct countersign *)job;
    enum err result = ERR_OK;

    me->office->signs.unlogged = false;
    me->epoch = 0;
    if (me->tail.diverged)
        result = begin_again(me, storage, error);
    if (me->damaged)
        return result;
    if (result == ERR_OK)
        result = log_tail_apply(&me->tail, storage, error);
    if (result == ERR_OK)
        result = tell_deleted(me, storage);
    if (result == ERR_OK)
        result = log_tail_catch_up(&me->tail, storage, me->office->ledger, error);
    if (result == ERR_OK)
        result = sign_waiting(me, storage, stamp, error);
    return result == ERR_OK ? look_for_more(me, storage, error) : result;
}

static void done(struct commit_job *job, enum err result, const struct error *error,
                 const struct commit_stamp *stamp)
{
    struct countersign *me = (struct countersign *)job;

    (void)stamp;
    me->submitted = false;
    if (result == ERR_OK) {
        me->deleted_known = true;
        if (me->epoch != 0)
            me->office->epoch = me->epoch;
        return;
    }
    me->office->signs.unlogged = true;
    me->retry_ms = clock_boot_ms(&me->office->clock) + RETRY_MS;
    log_write(&me->office->log, LOG_WARN, "countersign", "sign-offs wait: %s", error->detail);
}

// On the committer, after each commit.
static void after_commit(void *ctx)
{
    struct countersign *me = ctx;

    if (!me->office->signs.unlogged || me->submitted || me->damaged
        || clock_boot_ms(&me->office->clock) < me->retry_ms)
        return;
    me->job = (struct commit_job){.apply = apply, .done = done};
    me->submitted = true; // before, as it may be done by then
    if (committer_submit(me->office->committer, &me->job) != ERR_OK)
        me->submitted = false;
}

static enum err read_certificate(struct countersign *me, struct error *error)
{
    enum err result
        = pem_read("CERTIFICATE", span_from(&me->office->authority.log_pem), &me->der, error);

    if (result == ERR_OK)
        hash_once(me->der.data, me->der.len, &me->certificate);
    return result;
}

static enum err run_once(struct countersign *me)
{
    struct error error = {0};
    enum err result;

    me->job = (struct commit_job){.apply = apply, .done = done};
    result = committer_run(me->office->committer, &me->job, NULL, &error);
    done(&me->job, result, &error, NULL);
    return result;
}

// What a crash, a restore or an older program left is done at once, as far as two commits go: the
// second one seals what the first one brought back.
static enum err start(struct countersign *me, struct error *error)
{
    struct view *view = storage_writer(me->office->storage);
    uint64_t stored = 0;
    enum err result = log_tail_read(&me->tail, me->office->disk, view, error);

    me->deleted = me->tail.deleted;
    me->retry_ms = clock_boot_ms(&me->office->clock);
    if (result == ERR_OK)
        result = look_for_more(me, me->office->storage, error);
    if (result == ERR_OK)
        result = signoff_log_size(view, &stored, error);
    if (result != ERR_OK)
        return result;
    if ((me->office->signs.unlogged || me->tail.count > 0 || me->tail.diverged
         || me->tail.size < stored)
        && run_once(me) == ERR_OK && me->office->signs.unlogged)
        run_once(me);
    return ERR_OK;
}

enum err countersign_open(struct office *office, struct countersign **out, struct error *error)
{
    struct countersign *me = mem_alloc(sizeof(*me));
    enum err result;

    me->office = office;
    buffer_init(&me->der, PEM_DER_MAX);
    result = read_certificate(me, error);
    if (result == ERR_OK)
        result = start(me, error);
    if (result != ERR_OK) {
        countersign_close(me);
        return result;
    }
    committer_set_after(office->committer, after_commit, me);
    after_commit(me);
    *out = me;
    return ERR_OK;
}

void countersign_close(struct countersign *countersign)
{
    if (!countersign)
        return;
    log_tail_clear(&countersign->tail);
    buffer_clear(&countersign->der);
    mem_free(countersign);
}

uint64_t countersign_deleted(const struct countersign *countersign)
{
    return countersign->deleted;
}

void countersign_night(struct office *office)
{
    office->signs.unlogged = true;
}
