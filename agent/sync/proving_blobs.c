// SPDX-License-Identifier: Apache-2.0
#include "agent/sync/proving_blobs.h"

#include "agent/store/incoming.h"
#include "agent/store/shelf.h"
#include "shared/base/memory.h"

#include <string.h>

// Files whose row is to change, found in one walk.
struct search {
    const struct proving_options *options;
    const struct proof_reply *reply;
    struct found {
        struct digest digest;
        bool here;
    } * found; // owned
    size_t count, cap;
};

static bool is_here(const struct search *search, const struct outgoing_row *row)
{
    uint64_t size = 0;
    enum err err = shelf_size(search->options->disk, &row->digest, &size, NULL);
    // What cannot be looked at is not taken for lost.
    return err == ERR_OK ? size == row->size : err != ERR_NOT_FOUND;
}

static bool is_lacked(const struct proof_reply *reply, const struct digest *digest)
{
    return proof_places_has_digest(&reply->lacking, digest);
}

static bool look(void *arg, const struct outgoing_row *row)
{
    struct search *search = arg;
    if (!row->present || row->lane == LANE_PARCEL)
        return true;
    bool here = is_here(search, row);
    bool said = row->state == OUTGOING_DELIVERED || row->state == OUTGOING_RECEIVED;
    if (here && !(said && is_lacked(search->reply, &row->digest)))
        return true;
    if (search->count == search->cap) {
        search->cap = search->cap == 0 ? 16 : search->cap * 2;
        search->found = mem_resize(search->found, search->cap * sizeof *search->found);
    }
    search->found[search->count++] = (struct found){row->digest, here};
    return true;
}

static void start_again(struct outgoing_row *row, enum outgoing_state state)
{
    row->state = state;
    row->offset = row->commit = 0;
    row->upload[0] = row->reason[0] = '\0';
    row->tries = row->next_try_ms = 0;
}

// A file that is lost here: the office has it, or nobody does.
static void lose(struct outgoing_row *row, const struct proof_reply *reply,
                 struct proof_log_row *out)
{
    // More is lacking there than the reply could say: then who waits for a receipt believes nobody.
    bool sent = row->state == OUTGOING_DELIVERED || row->state == OUTGOING_RECEIVED;
    bool all_told = reply->lacking_count == (int64_t)reply->lacking.count;
    bool held = !is_lacked(reply, &row->digest) && (sent || all_told);
    row->present = false;
    if (held) {
        start_again(row, OUTGOING_WANTED);
        out->fetched++;
        return;
    }
    start_again(row, OUTGOING_ATTENTION);
    text_copy(
        row->reason, sizeof row->reason,
        span_of("文件在本机丢失,办公室也没有;请重拍 the file is lost here and the office does "
                "not have it: take it again"));
    out->gone++;
}

static enum err change(const struct search *search, const struct found *found,
                       struct proof_log_row *out, struct error *error)
{
    struct outgoing_row row;
    char name[HASH_TEXT];
    enum err err = outgoing_get(search->options->store, &found->digest, &row, error);
    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    digest_format(&row.digest, name);
    if (found->here) {
        start_again(&row, OUTGOING_WAITING);
        out->sent++;
    } else {
        lose(&row, search->reply, out);
        log_write(&search->options->log, LOG_ALARM, "proof", "file %s is not here any more: %s",
                  name, row.state == OUTGOING_WANTED ? "fetched again" : "the office lacks it too");
    }
    return outgoing_put(search->options->store, &row, error);
}

enum err proving_blobs(const struct proving_options *options, const struct proof_reply *reply,
                       struct proof_log_row *row, struct error *error)
{
    struct search search = {.options = options, .reply = reply};
    enum err err = outgoing_list(options->store, false, look, &search, error);
    for (size_t i = 0; err == ERR_OK && i < search.count; i++)
        err = change(&search, &search.found[i], row, error);
    row->lacking = reply->lacking_count;
    mem_free(search.found);
    return err;
}
