// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_log.h"

#include "server/storage/records.h"
#include "server/storage/signoff_log.h"
#include "shared/model/canon.h"
#include "shared/wire/log_head.h"
#include "tests/sim/sim_content.h"
#include "tests/sim/sim_signoff.h"

#include <inttypes.h>
#include <string.h>

enum { TEXT_MAX = 64 << 10 };

static struct view *writer(struct sim_world *world)
{
    return storage_writer(office_storage(world->office.office));
}

void sim_log_fork(struct sim_world *world)
{
    world->log = (struct sim_log_seen){.forked = true};
}

void sim_log_look(struct sim_world *world)
{
    struct view *view = writer(world);
    struct merkle_leaves tree = signoff_log_tree(view);
    struct signoff_head newest;
    struct log_head head = {.size = 0};
    struct digest root;
    enum err err = signoff_log_newest(view, &newest, NULL);
    if (err == ERR_OK && log_head_parse(newest.head, &head, NULL) != ERR_OK)
        sim_oracle_fail(&world->oracle, "the newest head of the log cannot be read");
    if (head.size < world->log.size)
        sim_oracle_fail(&world->oracle,
                        "I15: the log has %" PRIu64 " leaves and had %" PRIu64 " before", head.size,
                        world->log.size);
    else if (world->log.size > 0
             && (merkle_root(&tree, world->log.size, &root) != ERR_OK
                 || !digest_equal(&root, &world->log.root)))
        sim_oracle_fail(&world->oracle, "I15: the log is not a longer one than it was");
    world->log.size = head.size;
    world->log.root = head.root;
}

// Proofs between the first, each and the newest head.
struct heads {
    struct sim_world *world;
    struct log_head first, newest;
};

static void judge_growth(struct heads *heads, const struct log_head *from,
                         const struct log_head *to)
{
    struct merkle_leaves tree = signoff_log_tree(writer(heads->world));
    struct merkle_growth growth = {from->size, to->size, from->root, to->root};
    struct merkle_proof proof;
    if (from->size > 0
        && (merkle_consistency(&tree, from->size, to->size, &proof) != ERR_OK
            || !merkle_consistency_holds(&growth, &proof)))
        sim_oracle_fail(&heads->world->oracle,
                        "I15: the head over %" PRIu64 " leaves contradicts the one over %" PRIu64,
                        to->size, from->size);
}

// The callback of a list may not read the log: heads are kept.
enum { HEADS_MAX = 64 };
struct head_list {
    struct log_head list[HEADS_MAX];
    size_t count;
    bool bad;
};

static bool keep_head(void *arg, const struct signoff_head *head)
{
    struct head_list *heads = arg;
    if (heads->count < HEADS_MAX)
        heads->bad = log_head_parse(head->head, &heads->list[heads->count++], NULL) != ERR_OK
                     || heads->bad;
    return true;
}

static void judge_heads(struct sim_world *world)
{
    static struct head_list heads;
    struct heads pair = {.world = world};
    heads = (struct head_list){.count = 0};
    if (signoff_log_heads(writer(world), 0, keep_head, &heads, NULL) != ERR_OK || heads.bad)
        sim_oracle_fail(&world->oracle, "I15: the heads of the log cannot be read");
    for (size_t i = 0; i < heads.count && !world->oracle.failed; i++) {
        judge_growth(&pair, &heads.list[0], &heads.list[i]);
        judge_growth(&pair, &heads.list[i], &heads.list[heads.count - 1]);
    }
}

// The leaves of one sign-off.
struct leaves {
    const struct uuid *signoff;
    unsigned count;
};

static bool count_leaf(void *arg, const struct signoff_leaf *leaf)
{
    struct leaves *leaves = arg;
    leaves->count += uuid_equal(&leaf->signoff, leaves->signoff);
    return true;
}

static bool plain(const struct record *record, const char *name, struct buffer *out)
{
    const struct field *field = NULL;
    for (size_t w = 0; field == NULL && w < record->write_count; w++)
        field = standing_field(&record->writes[w], span_of(name));
    buffer_reset(out);
    return field != NULL && field->value.len >= 2
           && canon_unescape((struct span){field->value.data + 1, field->value.len - 2}, out);
}

struct counter {
    struct sim_world *world;
    const struct record *record;
    struct buffer head, leaf, seal, proof;
};

static bool inclusion_holds(struct counter *counter, const struct log_head *head)
{
    struct merkle_claim claim = {.size = head->size, .root = head->root};
    struct merkle_proof proof = {.count = counter->proof.len / (2 * HASH_BYTES)};
    const struct field *index = standing_field(&counter->record->writes[0], span_of("log_index"));
    int64_t at = -1;
    if (index == NULL || !text_parse_i64(index->value, &at) || proof.count > MERKLE_PROOF_MAX
        || (proof.count > 0
            && !text_parse_hex((struct span){counter->proof.data, counter->proof.len},
                               (uint8_t *)proof.hash, proof.count * HASH_BYTES)))
        return false;
    claim.index = (uint64_t)at;
    merkle_leaf((struct span){counter->leaf.data, counter->leaf.len}, &claim.leaf);
    return merkle_inclusion_holds(&claim, &proof);
}

// A counter-signature: the head is sealed by the log's key, the leaf is under it, and (unless a
// ledger was lost) the log still says so.
static void judge_counter(struct counter *counter)
{
    struct sim_world *world = counter->world;
    struct merkle_leaves tree = signoff_log_tree(writer(world));
    uint8_t seal[KEY_SIGNATURE_MAX];
    struct log_head head;
    struct digest root;
    const struct key *key = office_authority(world->office.office)->log;
    if (!plain(counter->record, "head", &counter->head)
        || !plain(counter->record, "leaf", &counter->leaf)
        || !plain(counter->record, "head_seal", &counter->seal)
        || !plain(counter->record, "proof", &counter->proof)
        || log_head_parse((struct span){counter->head.data, counter->head.len}, &head, NULL)
               != ERR_OK
        || counter->seal.len > 2 * KEY_SIGNATURE_MAX
        || !text_parse_hex((struct span){counter->seal.data, counter->seal.len}, seal,
                           counter->seal.len / 2))
        sim_oracle_fail(&world->oracle, "I15: a counter-signature cannot be read");
    else if (!key_verify(key, counter->head.data, counter->head.len, seal, counter->seal.len / 2))
        sim_oracle_fail(&world->oracle, "I15: a head that is not the log's was given out");
    else if (!inclusion_holds(counter, &head))
        sim_oracle_fail(&world->oracle, "I15: a leaf is not under the head given with it");
    else if (!world->log.forked
             && (merkle_root(&tree, head.size, &root) != ERR_OK
                 || !digest_equal(&root, &head.root)))
        sim_oracle_fail(&world->oracle, "I15: the log is not the one that a tablet was shown");
}

static void judge_counters(struct sim_world *world, const struct sim_states *states)
{
    struct counter counter = {.world = world};
    buffer_init(&counter.head, TEXT_MAX);
    buffer_init(&counter.leaf, TEXT_MAX);
    buffer_init(&counter.seal, TEXT_MAX);
    buffer_init(&counter.proof, TEXT_MAX);
    for (size_t i = 0; i < states->count && !world->oracle.failed; i++)
        if (span_is(states->list[i].kind, "counter_seal")) {
            counter.record = &states->list[i];
            judge_counter(&counter);
        }
    buffer_clear(&counter.head);
    buffer_clear(&counter.leaf);
    buffer_clear(&counter.seal);
    buffer_clear(&counter.proof);
}

static bool has_counter(const struct sim_states *states, const struct uuid *signoff)
{
    char id[UUID_TEXT + 2] = "\"";
    uuid_format(signoff, id + 1);
    id[UUID_TEXT] = '"';
    for (size_t i = 0; i < states->count; i++) {
        const struct record *record = &states->list[i];
        const struct field *of = record->write_count == 0
                                     ? NULL
                                     : standing_field(&record->writes[0], span_of("signoff"));
        if (span_is(record->kind, "counter_seal") && of != NULL && of->value.len == UUID_TEXT + 1
            && memcmp(of->value.data, id, UUID_TEXT + 1) == 0)
            return true;
    }
    return false;
}

static void judge_leaves(struct sim_world *world, const struct sim_states *states)
{
    for (size_t i = 0; i < states->count && !world->oracle.failed; i++) {
        const struct record *record = &states->list[i];
        struct leaves leaves = {.signoff = &record->id};
        if (!span_is(record->kind, "signoff") || record->write_count == 0)
            continue;
        signoff_log_leaves(writer(world), 0, count_leaf, &leaves, NULL);
        if (leaves.count != 1)
            sim_oracle_fail(&world->oracle, "I15: a sign-off has %u leaves in the log",
                            leaves.count);
        else if (!has_counter(states, &record->id))
            sim_oracle_fail(&world->oracle, "I15: a sign-off has no counter-signature");
    }
}

void sim_log_judge(struct sim_world *world)
{
    if (!world->service)
        return;
    sim_log_look(world);
    judge_heads(world);
    for (unsigned s = 0; s < world->knobs.sites && !world->oracle.failed; s++) {
        struct sim_states states;
        sim_states_office(world, &world->template->sites[s], &states);
        judge_leaves(world, &states);
        judge_counters(world, &states);
        sim_states_clear(&states);
    }
}
