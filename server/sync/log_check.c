// SPDX-License-Identifier: Apache-2.0
#include "server/sync/log_check.h"

#include "server/storage/erasures.h"
#include "server/storage/nights.h"
#include "server/storage/records.h"
#include "server/storage/signoff_queue.h"
#include "server/sync/epoch.h"
#include "server/sync/log_entry.h"
#include "server/sync/log_tail.h"
#include "server/sync/seal_record.h"
#include "shared/wire/evidence_seal.h"
#include "shared/wire/log_night.h"

#include <inttypes.h>
#include <string.h>

enum { RECORD_ARENA_MAX = 4 << 20, LEVELS = 64 };

struct check {
    const struct log_check_parts *parts;
    struct view *view;
    struct buffer *report;
    uint64_t *findings;
    struct merkle_leaves kept;     // the tree as the store keeps it
    struct digest subtree[LEVELS]; // of the leaves so far: whole subtrees, by level
    uint64_t size;                 // leaves so far
    struct arena arena;            // of a record
    enum err result;               // of what went wrong inside a callback
    struct error *error;
};

static void complain(struct check *check, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void complain(struct check *check, const char *format, ...)
{
    va_list args;

    ++*check->findings;
    va_start(args, format);
    if (buffer_vprintf(check->report, format, args))
        buffer_append_char(check->report, '\n');
    va_end(args);
}

// Adds a leaf to the tree that is computed here, beside the one that is kept.
static void grow(struct check *check, struct span leaf)
{
    struct digest hash, held;
    unsigned level = 0;

    merkle_leaf(leaf, &hash);
    for (; check->size >> level & 1; level++) {
        uint64_t number = check->size >> (level + 1);

        merkle_node(&check->subtree[level], &hash, &hash);
        if (check->kept.whole(check->view, level + 1, number, &held) != ERR_OK
            || !digest_equal(&held, &hash))
            complain(check,
                     "sign-off log: the hash of subtree %u/%" PRIu64
                     " is not that of its leaves (plumbd rebuild puts it right)",
                     level + 1, number);
    }
    check->subtree[level] = hash;
    check->size++;
}

// The root over the leaves so far: from the smallest subtree to the largest.
static void root_so_far(const struct check *check, struct digest *out)
{
    bool begun = false;

    for (unsigned level = 0; level < LEVELS && check->size >> level; level++) {
        if (!(check->size >> level & 1))
            continue;
        if (begun)
            merkle_node(&check->subtree[level], out, out);
        else
            *out = check->subtree[level];
        begun = true;
    }
}

static void check_seal_of_head(struct check *check, const struct signoff_head *kept,
                               const struct log_head *head)
{
    struct evidence_seal seal = {.text = kept->head,
                                 .seal = (const uint8_t *)kept->seal.data,
                                 .seal_len = kept->seal.len,
                                 .certificate = (const uint8_t *)kept->certificate.data,
                                 .certificate_len = kept->certificate.len,
                                 .use = CERTIFICATE_LOG,
                                 .ca_pem = check->parts->ca_pem};
    struct evidence_seal_answer answer;

    evidence_seal_judge(&seal, &answer);
    if (!answer.issued || !answer.holds || !digest_equal(&answer.info.digest, &head->certificate))
        complain(check,
                 "sign-off log: the head over %" PRIu64 " leaves is not sealed by the log's"
                 " key",
                 kept->size);
}

static enum err check_head(struct check *check)
{
    struct signoff_head kept;
    struct log_head head;
    struct digest root;
    enum err result = signoff_log_over(check->view, check->size - 1, &kept, check->error);

    if (result != ERR_OK)
        return result == ERR_NOT_FOUND ? ERR_OK : result;
    if (kept.size != check->size)
        return ERR_OK; // no head ends here
    root_so_far(check, &root);
    if (log_head_parse(kept.head, &head, NULL) != ERR_OK)
        complain(check, "sign-off log: the head over %" PRIu64 " leaves cannot be read", kept.size);
    else if (head.size != kept.size || !digest_equal(&head.root, &root))
        complain(check,
                 "sign-off log: the leaves are not those of the head over %" PRIu64
                 " that was signed",
                 kept.size);
    else
        check_seal_of_head(check, &kept, &head);
    return ERR_OK;
}

static bool each_leaf(void *arg, const struct signoff_leaf *row)
{
    struct check *check = arg;
    struct log_leaf leaf;
    struct log_night night;

    if (row->index != check->size)
        complain(check, "sign-off log: leaves %" PRIu64 " to %" PRIu64 " are missing", check->size,
                 row->index - 1);
    check->size = row->index;
    if (log_night_is(row->leaf) ? log_night_parse(row->leaf, &night, NULL) != ERR_OK
                                : log_leaf_parse(row->leaf, &leaf, NULL) != ERR_OK)
        complain(check, "sign-off log: leaf %" PRIu64 " cannot be read", row->index);
    grow(check, row->leaf);
    check->result = check_head(check);
    return check->result == ERR_OK;
}

static enum err check_tree(struct check *check)
{
    struct signoff_head newest = {0};
    uint64_t reached = 0;
    enum err result = signoff_log_leaves(check->view, 0, each_leaf, check, check->error);

    result = result == ERR_OK ? check->result : result;
    if (result == ERR_OK)
        result = signoff_log_reached(check->view, &reached, check->error);
    if (result == ERR_OK && reached > check->size)
        complain(check, "sign-off log: there were %" PRIu64 " leaves once, and now %" PRIu64,
                 reached, check->size);
    if (result == ERR_OK)
        result = signoff_log_newest(check->view, &newest, check->error);
    if (result == ERR_NOT_FOUND)
        result = ERR_OK;
    if (result == ERR_OK && newest.size != check->size)
        complain(check, "sign-off log: %" PRIu64 " leaves, but the newest head is over %" PRIu64,
                 check->size, newest.size);
    return result;
}

// Whether the record says what the leaf says.
static void compare(struct check *check, const char *id, const struct fact *fact,
                    const struct signoff_leaf *row)
{
    struct log_leaf said = {0}, found;

    if (log_leaf_parse(row->leaf, &said, NULL) != ERR_OK)
        return; // said already
    if (log_entry_read(fact, &found, NULL) != ERR_OK || found.seal_len != said.seal_len
        || memcmp(found.seal, said.seal, said.seal_len) != 0
        || !digest_equal(&found.sealed, &said.sealed)
        || !digest_equal(&found.certificate, &said.certificate))
        complain(check, "sign-off %s: it is not what leaf %" PRIu64 " of the log says", id,
                 row->index);
}

struct waiting {
    struct uuid id;
    bool found;
};

static bool find_waiting(void *arg, const struct signoff_unlogged *row)
{
    struct waiting *waiting = arg;

    waiting->found = uuid_equal(&row->record, &waiting->id);
    return !waiting->found;
}

static enum err is_waiting(struct check *check, const struct uuid *id, bool *out)
{
    struct waiting waiting = {.id = *id};
    enum err result = signoff_queue_list(check->view, find_waiting, &waiting, check->error);

    *out = waiting.found;
    return result;
}

static enum err check_signoff(struct check *check, const struct record_row *row)
{
    struct fact fact = {.kind = kind_find(row->kind)};
    struct signoff_leaf leaf;
    struct record record;
    char id[UUID_TEXT];
    bool waits = false;
    const char *state = arena_dup(&check->arena, row->state.data, row->state.len);
    enum err result;

    uuid_format(&row->id, id);
    if (!state
        || record_parse((struct span){state, row->state.len}, &check->arena, &record, NULL)
               != ERR_OK)
        return ERR_OK; // storage_check names it
    fact.record = &record;
    result = signoff_log_find(check->view, &record.id, &leaf, check->error);
    if (result == ERR_OK) {
        compare(check, id, &fact, &leaf);
    } else if (result == ERR_NOT_FOUND) {
        result = is_waiting(check, &record.id, &waits);
        if (result == ERR_OK && !waits)
            complain(check, "sign-off %s: neither in the log nor waiting for it", id);
    }
    record_clear(&record);
    return result;
}

static bool each_record(void *arg, const struct record_row *row)
{
    struct check *check = arg;

    if (!span_is(row->kind, "signoff"))
        return true;
    arena_reset(&check->arena);
    check->result = check_signoff(check, row);
    return check->result == ERR_OK;
}

// Of a customer who was erased the proof must be there that was kept in the sign-off's place, and
// say what the leaf says.
static enum err check_proof(struct check *check, const struct signoff_leaf *leaf)
{
    struct erased_signoff proof;
    struct log_leaf said;
    char id[UUID_TEXT];
    enum err result = erased_signoffs_get(check->view, &leaf->signoff, &proof, check->error);

    uuid_format(&leaf->signoff, id);
    if (result == ERR_NOT_FOUND)
        complain(check, "sign-off %s: of a customer who was erased, and its proof is not there",
                 id);
    else if (result != ERR_OK)
        return result;
    else if (log_leaf_parse(leaf->leaf, &said, NULL) == ERR_OK
             && (!digest_equal(&said.sealed, &proof.sealed) || said.seal_len != proof.seal_len
                 || memcmp(said.seal, proof.seal, said.seal_len) != 0))
        complain(check, "sign-off %s: its proof is not what leaf %" PRIu64 " of the log says", id,
                 leaf->index);
    return ERR_OK;
}

// What a leaf is about must be there, and the office's seal of it.
static enum err check_presence(struct check *check, const struct signoff_leaf *leaf)
{
    struct record_row row;
    struct signoff_head head;
    struct uuid signoff = leaf->signoff, seal;
    char id[UUID_TEXT];
    bool waits = false, erased = false;
    enum err result = erasures_has(check->view, &leaf->site, &erased, check->error);

    if (result != ERR_OK)
        return result;
    if (erased)
        return check_proof(check, leaf);
    result = records_get(check->view, &signoff, &row, check->error);
    uuid_format(&signoff, id);
    if (result == ERR_NOT_FOUND)
        complain(check,
                 "sign-off %s: leaf %" PRIu64 " of the log is of it, but it is not in the"
                 " store: lost with a restore, or removed",
                 id, leaf->index);
    else if (result != ERR_OK)
        return result;
    result = signoff_log_over(check->view, leaf->index, &head, check->error);
    if (result != ERR_OK)
        return result == ERR_NOT_FOUND ? ERR_OK : result; // check_tree names it
    seal = seal_record_id(&signoff, head.head);
    result = records_get(check->view, &seal, &row, check->error);
    if (result != ERR_NOT_FOUND)
        return result;
    result = is_waiting(check, &signoff, &waits);
    if (result == ERR_OK && !waits)
        complain(check, "sign-off %s: the office's seal of it is not in the store", id);
    return result;
}

// Whether a leaf was sealed in an epoch that has ended: what it is about may have gone with a
// restore.
static enum err is_of_old_epoch(struct check *check, uint64_t index, bool *out)
{
    struct signoff_head kept;
    struct log_head head;
    uint64_t epoch = 0;
    enum err result = epoch_read(check->view, &epoch, check->error);

    *out = false;
    if (result == ERR_OK)
        result = signoff_log_over(check->view, index, &kept, check->error);
    if (result == ERR_OK && log_head_parse(kept.head, &head, NULL) == ERR_OK)
        *out = head.epoch != epoch;
    return result == ERR_NOT_FOUND ? ERR_OK : result;
}

// A night that the log has must be kept, with the page whose digest the log has.
static enum err check_night(struct check *check, const struct signoff_leaf *leaf)
{
    const struct uuid id = leaf->signoff;
    const uint64_t index = leaf->index;
    struct night_row_kept kept;
    struct log_night said;
    bool old = false;
    enum err result;

    if (log_night_parse(leaf->leaf, &said, NULL) != ERR_OK)
        return ERR_OK; // said already
    result = nights_find(check->view, &id, &kept, check->error);
    if (result == ERR_OK
        && (!digest_equal(&kept.digest, &said.digest) || kept.cut_ms != said.cut_ms
            || kept.commit != said.commit || strcmp(kept.date, said.date) != 0))
        complain(check, "night %s: it is not what leaf %" PRIu64 " of the log says", said.date,
                 index);
    if (result != ERR_NOT_FOUND)
        return result;
    result = is_of_old_epoch(check, index, &old);
    if (result == ERR_OK && !old)
        complain(check,
                 "night %s: leaf %" PRIu64 " of the log is of it, but it is not in the store: it "
                 "was removed",
                 said.date, index);
    return result;
}

static bool each_present(void *arg, const struct signoff_leaf *leaf)
{
    struct check *check = arg;

    check->result
        = log_night_is(leaf->leaf) ? check_night(check, leaf) : check_presence(check, leaf);
    return check->result == ERR_OK;
}

// What is newer than the snapshot is not looked at: the ledger is always written first.
static enum err check_ledger(struct check *check)
{
    struct log_tail tail = {0};
    enum err result = log_tail_read(&tail, check->parts->disk, check->view, check->error);

    if (result == ERR_OK && tail.diverged)
        complain(check, "sign-off log: the store and the ledger contradict each other");
    if (result == ERR_OK && tail.deleted > 0)
        complain(check, "sign-off log: %" PRIu64 " leaves that the ledger has were removed",
                 tail.deleted);
    if (result == ERR_OK && tail.size < check->size)
        complain(check, "sign-off log: the ledger ends after %" PRIu64 " of %" PRIu64 " leaves",
                 tail.size, check->size);
    log_tail_clear(&tail);
    return result;
}

enum err log_check(const struct log_check_parts *parts, struct buffer *report, uint64_t *findings,
                   struct error *error)
{
    struct check check = {.parts = parts,
                          .view = parts->view,
                          .report = report,
                          .findings = findings,
                          .kept = signoff_log_tree(parts->view),
                          .error = error};
    struct records_filter all = {.every_site = true};
    enum err result = check_tree(&check);

    arena_init(&check.arena, RECORD_ARENA_MAX);
    if (result == ERR_OK)
        result = records_list(parts->view, &all, each_record, &check, error);
    result = result == ERR_OK ? check.result : result;
    if (result == ERR_OK)
        result = signoff_log_leaves(parts->view, 0, each_present, &check, error);
    result = result == ERR_OK ? check.result : result;
    if (result == ERR_OK && parts->disk)
        result = check_ledger(&check);
    arena_clear(&check.arena);
    return result;
}
