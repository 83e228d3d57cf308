// SPDX-License-Identifier: Apache-2.0
#include "agent/sync/thinning.h"

#include "agent/store/incoming.h"
#include "agent/store/replica_drop.h"
#include "agent/store/shelf.h"

enum { BLOBS_A_ROUND = 16 };

// The blobs to be dropped in this round.
struct picked {
    struct digest digests[BLOBS_A_ROUND];
    size_t count;
};

static uint64_t backed_up_through(struct store *store)
{
    struct buffer text;
    uint64_t through = 0;
    buffer_init(&text, 24);
    if (setting_read(store, "backed_up_through", &text, NULL) == ERR_OK)
        text_parse_u64((struct span){text.data, text.len}, &through);
    buffer_clear(&text);
    return through;
}

static bool pick(void *arg, const struct outgoing_row *row)
{
    struct picked *picked = arg;
    // Small ones stay: lists show thumbnails, and a customer's copy is made of statement and
    // handwriting.
    if (row->lane != LANE_THUMBNAIL && row->lane != LANE_SEAL)
        picked->digests[picked->count++] = row->digest;
    return picked->count < BLOBS_A_ROUND;
}

static enum err drop_blobs(const struct session_options *options,
                           const struct outgoing_question *question, struct error *error)
{
    struct picked picked = {.count = 0};
    enum err err = outgoing_droppable(options->store, question, pick, &picked, error);
    for (size_t i = 0; err == ERR_OK && i < picked.count; i++) {
        char name[HASH_TEXT];
        digest_format(&picked.digests[i], name);
        err = outgoing_drop(options->store, &picked.digests[i], error);
        if (err == ERR_OK && question->full)
            log_write(&options->log, LOG_WARN, "sync",
                      "storage is short: %s was dropped here, the office has it", name);
    }
    return err;
}

// What came from the office.
struct received {
    struct outgoing_row rows[BLOBS_A_ROUND];
    size_t count;
};

static bool pick_received(void *arg, const struct outgoing_row *row)
{
    struct received *received = arg;
    received->rows[received->count++] = *row;
    return received->count < BLOBS_A_ROUND;
}

// Storage is short: the office has these, originals go first. *dropped: whether there were any.
static enum err drop_received(const struct session_options *options, bool *dropped,
                              struct error *error)
{
    struct received received = {.count = 0};
    enum err err = incoming_droppable(options->store, pick_received, &received, error);
    for (size_t i = 0; err == ERR_OK && i < received.count; i++)
        err = incoming_drop(options->store, &received.rows[i], error);
    *dropped = err == ERR_OK && received.count > 0;
    if (*dropped)
        log_write(&options->log, LOG_WARN, "sync",
                  "storage is short: %zu files that came from the office were dropped here",
                  received.count);
    return err;
}

void thinning_round(const struct session_options *options)
{
    struct outgoing_question question = {.backed_up_through = backed_up_through(options->store),
                                         .now_ms = clock_wall_ms(&options->clock)};
    uint64_t free_bytes = 0;
    struct error why;
    enum err err = ERR_OK;
    error_clear(&why);
    question.full = options->disk->free_bytes(options->disk->ctx, &free_bytes) == ERR_OK
                    && free_bytes / 2 < SHELF_FREE_MIN_BYTES;
    if (question.backed_up_through > 0)
        err = delivery_trim(options->store, question.backed_up_through, &why);
    if (err == ERR_OK && question.backed_up_through > 0)
        err = replica_purge_kept(options->store, question.backed_up_through, &why);
    bool dropped = false;
    if (err == ERR_OK && question.full)
        err = drop_received(options, &dropped, &why);
    question.full = question.full && !dropped; // ours only when nothing else gives room
    if (err == ERR_OK && (question.backed_up_through > 0 || question.full))
        err = drop_blobs(options, &question, &why);
    if (err != ERR_OK)
        log_write(&options->log, LOG_WARN, "sync", "storage is not given back: %s", why.detail);
}
