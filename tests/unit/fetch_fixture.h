// SPDX-License-Identifier: Apache-2.0
// A tablet that pulled photos and sign-offs of others, and an office that the test plays by hand.
#ifndef PLUMB_TESTS_UNIT_FETCH_FIXTURE_H
#define PLUMB_TESTS_UNIT_FETCH_FIXTURE_H

#include "agent/blobs/fetch.h"
#include "agent/store/replica_drop.h"
#include "agent/store/shelf.h"
#include "shared/wire/error_body.h"
#include "tests/unit/scripted_transport.h"
#include "tests/unit/tablet_fixture.h"

enum { FETCH_CHUNK = 1000, FETCH_BYTES_MAX = 8192 };

struct other_blob {
    char bytes[FETCH_BYTES_MAX], name[HASH_TEXT];
    size_t size;
    struct digest digest;
};

static inline struct other_blob other_blob(char fill, size_t size)
{
    struct other_blob blob = {.size = size};

    for (size_t i = 0; i < size; i++)
        blob.bytes[i] = (char)(fill + (char)(i / 100 % 5));
    hash_once(blob.bytes, size, &blob.digest);
    digest_format(&blob.digest, blob.name);
    return blob;
}

// The state of a record that another tablet made, with these fields (canonical, behind "deleted").
static inline void other_state(char out[2000], const char *kind, const struct uuid *id,
                               const struct uuid *site, const char *fields)
{
    char record[UUID_TEXT], of[UUID_TEXT], person[UUID_TEXT];
    struct uuid author = tablet_uuid(0x77);

    uuid_format(id, record);
    uuid_format(site, of);
    uuid_format(&author, person);
    snprintf(out, 2000,
             "{\"id\":\"%s\",\"kind\":\"%s\",\"site\":\"%s\",\"vector\":{\"00000000000000bb\":"
             "\"1\"},\"writes\":[{\"actor\":\"00000000000000bb\",\"counter\":\"1\",\"fields\":{"
             "\"deleted\":false%s},\"person\":\"%s\",\"time\":\"7\"}]}",
             record, kind, of, fields, person);
}

// A photo record of another tablet is pulled. NULL: without that file.
static inline void other_photo(struct tablet *tablet, uint64_t number, const struct uuid *site,
                               const struct other_blob *original, const struct other_blob *small)
{
    static const uint8_t mac[MAC_BYTES] = {1};
    char state[2000], fields[300], one[120] = "", two[120] = "";
    struct uuid id = tablet_uuid(number);

    if (original)
        snprintf(one, sizeof(one), ",\"digest\":\"%s\"", original->name);
    if (small)
        snprintf(two, sizeof(two), ",\"thumbnail\":\"%s\"", small->name);
    snprintf(fields, sizeof(fields), "%s%s", one, two);
    other_state(state, "photo", &id, site, fields);
    assert_ok(tablet, replica_merge(tablet->store, span_of(state), mac, &tablet->error));
}

static inline struct incoming_figures others(struct tablet *tablet)
{
    struct incoming_figures figures;

    assert_ok(tablet, incoming_figures(tablet->store, &figures, &tablet->error));
    return figures;
}

static inline struct outgoing_row other_row(struct tablet *tablet, const struct other_blob *blob)
{
    struct outgoing_row row = {.state = OUTGOING_WAITING};

    outgoing_get(tablet->store, &blob->digest, &row, NULL);
    return row;
}

// On the shelf, whole, and known to be.
static inline bool other_is_here(struct tablet *tablet, const struct other_blob *blob)
{
    struct outgoing_row row = other_row(tablet, blob);
    bool file = shelf_verify(&tablet->disk, &blob->digest, blob->size, NULL) == ERR_OK;

    assert_true(!row.present || file);
    return row.present && row.state == OUTGOING_RECEIVED && row.size == blob->size;
}

// The office's answer with `len` bytes from `from` on.
static inline struct scripted_reply *other_piece(struct script *script,
                                                 const struct other_blob *blob, size_t from,
                                                 size_t len)
{
    struct scripted_reply *reply = script_add(script, 206);

    snprintf(reply->headers, sizeof(reply->headers), "Content-Range: bytes %zu-%zu/%zu\r\n", from,
             from + len - 1, blob->size);
    buffer_append(&reply->body, blob->bytes + from, len);
    return reply;
}

static inline void other_refusal(struct script *script, int status, enum err code)
{
    struct scripted_reply *said = script_add(script, status);
    struct error error;

    error_set(&error, code, "said so");
    error_body_format(&error, false, &said->body);
}

#endif
