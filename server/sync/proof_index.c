// SPDX-License-Identifier: Apache-2.0
#include "server/sync/proof_index.h"

#include "server/storage/blob_sites.h"
#include "server/storage/records.h"
#include "server/storage/scope.h"
#include "server/sync/alert.h"
#include "server/sync/office_parts.h"
#include "server/sync/position.h"
#include "shared/base/memory.h"

enum { ITEMS_MOST = 4000000, SEQ_BITS = 20 };

struct reading {
    struct office *office;
    struct view *view;
    const struct proof_request *request;
    struct proof_case *proof;
    struct proof_index *out;
    struct uuid *sites; // in scope; owned
    size_t site_count, site_cap;
    uint64_t pulled_to; // the tablet's cursor
    struct digest last; // blob looked at last
    bool any;
    enum err result;
    struct error *error;
};

void proof_index_clear(struct proof_index *index)
{
    proof_places_clear(&index->lacking);
    mem_free(index->lost);
    *index = (struct proof_index){0};
}

// Whether the office made this position and remembers it.
static enum err look_up(struct reading *reading, enum position_kind kind, const char *text,
                        struct position *out, bool *good)
{
    struct position_owner owner = {reading->office->authority.mac_key, reading->proof->device};
    struct commit_stamp stamp;
    enum err result;

    *good = position_parse(&owner, kind, text, out);
    if (!*good || out->number == 0)
        return ERR_OK;
    result = commit_get(reading->view, out->number, &stamp, reading->error);
    *good = result == ERR_OK && stamp.tag == out->tag;
    return result == ERR_NOT_FOUND ? ERR_OK : result;
}

// A witness that is not remembered tells of a rollback, which the next exchange finds.
static enum err check_positions(struct reading *reading)
{
    const struct proof_request *request = reading->request;
    struct position cursor = {0}, witness;
    bool good = false, seen = true;
    uint64_t scope = 0;
    enum err result = look_up(reading, POSITION_CURSOR, request->cursor, &cursor, &good);

    if (result == ERR_OK && request->witness[0])
        result = look_up(reading, POSITION_WITNESS, request->witness, &witness, &seen);
    if (result == ERR_OK)
        result = scope_version(reading->view, &reading->proof->device, &scope, reading->error);
    if (result != ERR_OK)
        return result;
    reading->pulled_to = cursor.number;
    reading->out->stale = !good || !seen || cursor.partial || scope != request->scope
                          || request->epoch != reading->office->epoch;
    return ERR_OK;
}

static bool add_site(void *arg, const struct scope_row *scope)
{
    struct reading *reading = arg;

    if (scope->until != 0)
        return true;
    if (scope->since > reading->pulled_to)
        reading->out->stale = true;
    if (reading->site_count == reading->site_cap) {
        reading->site_cap *= 2;
        reading->sites = mem_resize(reading->sites, reading->site_cap * sizeof(*reading->sites));
    }
    reading->sites[reading->site_count++] = scope->site;
    return true;
}

static enum err read_scope(struct reading *reading)
{
    enum err result;

    reading->site_cap = 32;
    reading->site_count = 1; // the nil site, of the global records
    reading->sites = mem_alloc_array(reading->site_cap, sizeof(*reading->sites));
    result = scope_list(reading->view, &reading->proof->device, add_site, reading, reading->error);
    for (size_t i = 0; i < reading->site_count && result == ERR_OK && !reading->out->stale; i++) {
        uint64_t head = 0;

        result = records_site_head(reading->view, &reading->sites[i], &head, reading->error);
        reading->out->stale = head >> SEQ_BITS > reading->pulled_to;
    }
    return result;
}

static bool add_record(void *arg, const struct record_row *row)
{
    struct reading *reading = arg;

    if (span_is(row->kind, "device"))
        return true; // never sent to tablets
    if (reading->proof->set.count == ITEMS_MOST) {
        reading->result = error_set(reading->error, ERR_TOO_LARGE,
                                    "more than %d records in one tablet's scope", ITEMS_MOST);
        return false;
    }
    proof_set_add(&reading->proof->set, &row->id, row->state);
    return true;
}

static bool is_there(struct office *office, const struct blob_row *blob)
{
    struct blob_store *blobs = office->blobs;
    struct disk_file *file;
    uint64_t size = 0;
    enum err code = blob_store_open_blob(blobs, &blob->digest, &file, &size, NULL);

    if (code == ERR_OK)
        blob_store_close_file(blobs, file);
    // What cannot be looked at is not taken for lost.
    return code == ERR_OK ? size == blob->size : code != ERR_NOT_FOUND;
}

static bool add_blob(void *arg, const struct blob_row *blob, const struct blob_name *name)
{
    struct reading *reading = arg;
    struct proof_index *out = reading->out;

    (void)name;
    if (reading->any && digest_equal(&reading->last, &blob->digest))
        return true;
    reading->any = true;
    reading->last = blob->digest;
    if (blob->held && is_there(reading->office, blob))
        return true;
    out->lacking_count++;
    proof_places_add_digest(&out->lacking, &blob->digest);
    if (!blob->held)
        return true;
    out->lost = mem_room(out->lost, out->lost_count, &out->lost_cap, sizeof(*out->lost));
    out->lost[out->lost_count++] = blob->digest;
    return true;
}

static enum err read_site(struct reading *reading, const struct uuid *site)
{
    struct records_range range = {.site = *site};
    enum err result = records_feed(reading->view, &range, add_record, reading, reading->error);

    if (result == ERR_OK)
        result = reading->result;
    return result == ERR_OK ? blobs_of_site(reading->view, site, add_blob, reading, reading->error)
                            : result;
}

enum err proof_index_read(const struct proof_index_question *question, struct proof_case *proof,
                          struct proof_index *out, struct error *error)
{
    struct reading reading = {.office = question->office,
                              .view = question->view,
                              .request = question->request,
                              .proof = proof,
                              .out = out,
                              .error = error};
    enum err result = view_begin(question->view, error);

    *out = (struct proof_index){0};
    if (result != ERR_OK)
        return result;
    result = check_positions(&reading);
    if (result == ERR_OK && !out->stale)
        result = read_scope(&reading);
    for (size_t i = 0; i < reading.site_count && result == ERR_OK && !out->stale; i++)
        result = read_site(&reading, &reading.sites[i]);
    view_end(question->view);
    mem_free(reading.sites);
    return result;
}

static enum err lose(struct office *office, struct storage *storage, const struct digest *digest,
                     struct error *error)
{
    struct alert alert = {.kind = "blob_lost"};
    struct blob_row blob;
    char text[HASH_TEXT];
    enum err result = blobs_get(storage_writer(storage), digest, &blob, error);

    if (result != ERR_OK || !blob.held || is_there(office, &blob)) // it may have come again
        return result == ERR_NOT_FOUND ? ERR_OK : result;
    blob.held = false;
    blob.commit = 0;
    digest_format(digest, text);
    result = blobs_put(storage, &blob, error);
    if (result == ERR_OK)
        result = blob_sites_lose(storage, digest, error);
    return result == ERR_OK ? alert_raise(storage, &office->log, &alert,
                                          "file %s was held and is not there; tablets that have "
                                          "it are asked for it",
                                          text)
                            : result;
}

enum err proof_index_lose(struct office *office, struct storage *storage,
                          const struct proof_index *index, struct error *error)
{
    enum err result = ERR_OK;

    for (size_t i = 0; i < index->lost_count && result == ERR_OK; i++)
        result = lose(office, storage, &index->lost[i], error);
    return result;
}
