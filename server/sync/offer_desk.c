// SPDX-License-Identifier: Apache-2.0
#include "server/sync/offer_desk.h"

#include "server/storage/erasures.h"
#include "server/storage/scope.h"
#include "server/sync/alert.h"
#include "server/sync/erasure_guard.h"
#include "server/sync/quarantine.h"

#include <string.h>

static bool hash_record(void *arg, const struct record_row *row)
{
    if (span_is(row->kind, "device"))
        return true; // never sent to tablets
    hash_stream_add(arg, row->id.bytes, UUID_BYTES);
    hash_stream_add(arg, row->vector.data, row->vector.len);
    return true;
}

// Whether the tablet may know anything of the site.
static enum err is_its_own(struct view *view, const struct uuid *device, const struct uuid *site,
                           bool *own, struct error *error)
{
    enum scope_standing standing = SCOPE_NOW;
    enum err result
        = uuid_is_nil(site) ? ERR_OK : scope_standing(view, device, site, &standing, error);

    *own = standing != SCOPE_NEVER;
    return result;
}

static enum err site_digest(struct view *view, const struct uuid *site, struct digest *out,
                            struct error *error)
{
    struct records_filter filter = {.site = *site};
    struct hash_stream *stream = hash_stream_create();
    enum err result = records_list(view, &filter, hash_record, stream, error);

    hash_stream_finish(stream, out);
    hash_stream_free(stream);
    return result;
}

enum err offer_desk_sites(struct view *view, const struct uuid *device, struct span offers,
                          struct reply_lines *lines, struct error *error)
{
    enum err result = ERR_OK;
    struct span line;
    bool cut;

    while (result == ERR_OK && wire_line(&offers, &line, &cut)) {
        struct digest offered, held;
        struct uuid site;
        bool own = false, erased = false;

        if (offer_site_parse(line, &site, &offered, error) != ERR_OK)
            return error_set(error, ERR_PROTOCOL, "an offer line is no site");
        result = erasures_has(view, &site, &erased, error);
        if (result == ERR_OK && erased)
            continue; // nothing of it is wanted any more
        if (result == ERR_OK)
            result = is_its_own(view, device, &site, &own, error);
        if (result == ERR_OK && own)
            result = site_digest(view, &site, &held, error);
        if (result == ERR_OK && (!own || !digest_equal(&offered, &held)))
            reply_lines_add_id(lines, LINE_DIFFERS, &site);
    }
    return result;
}

// Whether the office's record has seen all that the vector names.
static enum err has_seen(struct view *view, const struct uuid *device, const struct uuid *id,
                         const struct vector *vector, bool *seen)
{
    struct record_row row;
    struct vector held = {0};
    bool own = false;
    enum err result = records_get(view, id, &row, NULL);

    *seen = false;
    if (result == ERR_NOT_FOUND)
        return ERR_OK;
    if (result == ERR_OK)
        result = vector_unpack(&held, row.vector.data, row.vector.len);
    if (result == ERR_OK)
        result = is_its_own(view, device, &row.site, &own, NULL);
    *seen = result == ERR_OK && own && vector_below(vector, &held);
    vector_clear(&held);
    return result;
}

enum err offer_desk_vectors(struct view *view, const struct uuid *device, struct span offers,
                            struct reply_lines *lines, struct error *error)
{
    struct vector vector = {0};
    enum err result = ERR_OK;
    struct span line;
    bool cut;

    while (result == ERR_OK && wire_line(&offers, &line, &cut)) {
        struct uuid id;
        bool seen;

        result = offer_vector_parse(line, &id, &vector, error);
        if (result != ERR_OK) {
            result = error_set(error, ERR_PROTOCOL, "an offer line is no vector");
            break;
        }
        result = has_seen(view, device, &id, &vector, &seen);
        if (result == ERR_OK && !seen)
            reply_lines_add_id(lines, LINE_WANT, &id);
        else if (result != ERR_OK)
            error_set(error, result, "a record could not be read");
    }
    vector_clear(&vector);
    return result;
}

void offer_desk_verify(struct batch *batch, const uint8_t mac_key[MAC_KEY_BYTES])
{
    size_t kept = 0;

    for (size_t i = 0; i < batch->state_count; i++) {
        const struct batch_state *state = &batch->states[i];
        uint8_t mac[MAC_BYTES];

        mac_make(mac_key, state->bytes.data, state->bytes.len, mac);
        if (mac_equal(mac, state->mac))
            batch->states[kept++] = *state;
    }
    batch->state_count = kept;
}

// A state of ours that contradicts what we have: both stay, and a person is called.
static enum err keep_aside(struct workset *workset, const struct uuid *device,
                           const struct record *record, struct span bytes, struct error *error)
{
    struct quarantine_entry aside = {.dot = record->vector.entries[0],
                                     .record = record->id,
                                     .site = record->site,
                                     .device = *device,
                                     .bytes = bytes,
                                     .silent = true};
    struct alert alert = {.kind = "offer_conflict", .device = device};
    char id[UUID_TEXT];
    bool added;
    enum err result = quarantine_keep_fork(
        workset, &aside, "an offered state contradicts the office's", &added, error);

    uuid_format(&record->id, id);
    if (result == ERR_OK && added)
        result = alert_raise(workset->parts->storage, &workset->parts->log, &alert,
                             "record %s: an offered state contradicts ours", id);
    return result;
}

static enum err name_blobs(struct workset *workset, const struct uuid *device,
                           const struct record *record, struct error *error)
{
    struct blob_name name = {.record = record->id, .site = record->site, .device = *device};
    enum err result = ERR_OK;

    for (size_t i = 0; i < record->write_count && result == ERR_OK; i++) {
        const struct standing *standing = &record->writes[i];
        struct workset_fields fields = {record->kind, standing->fields, standing->field_count};

        result = workset_name_blobs(workset, &fields, &name, error);
    }
    return result;
}

static enum err merge_one(struct workset *workset, const struct uuid *device, struct span bytes,
                          struct error *error)
{
    struct workset_key key;
    struct record record;
    struct work *work;
    bool erased;
    enum err result;

    if (record_parse(bytes, &workset->arena, &record, NULL) != ERR_OK)
        return ERR_OK; // ours it was, but no longer a state by today's rules
    result = erasure_guard_site(workset, &record.site, &erased, error);
    if (result != ERR_OK || erased) {
        record_clear(&record);
        return result; // whoever still holds it brings nothing back
    }
    key = (struct workset_key){record.id, record.site, record.kind};
    result = workset_take(workset, &key, &work, error);
    if (result == ERR_OK)
        result = workset_merge(workset, work, &record, bytes.len, error);
    if (result == ERR_OK)
        result = name_blobs(workset, device, &record, error);
    else if ((result == ERR_CORRUPT || result == ERR_INVALID || result == ERR_TOO_LARGE)
             && record.vector.count > 0)
        result = keep_aside(workset, device, &record, bytes, error);
    record_clear(&record);
    return result;
}

enum err offer_desk_merge(struct workset *workset, const struct uuid *device,
                          const struct batch *batch, struct error *error)
{
    enum err result = ERR_OK;

    for (size_t i = 0; i < batch->state_count && result == ERR_OK; i++) {
        result = merge_one(workset, device, batch->states[i].bytes, error);
        if (result == ERR_OK && workset_is_large(workset)) {
            result = quarantine_release(workset, error);
            if (result == ERR_OK)
                result = workset_write(workset, error);
            workset_forget(workset);
        }
    }
    if (result == ERR_OK)
        result = quarantine_release(workset, error);
    return result == ERR_OK ? workset_write(workset, error) : result;
}
