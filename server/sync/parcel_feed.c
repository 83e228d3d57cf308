// SPDX-License-Identifier: Apache-2.0
#include "server/sync/parcel_feed.h"

#include "server/sync/office_parts.h"
#include "server/sync/parcel_old.h"
#include "shared/base/memory.h"
#include "shared/crypto/certificate.h"
#include "shared/wire/parcel_reader.h"

enum { KEY_FILE_MAX = 8192 };

struct parcel_feed {
    struct key *seal;
    struct parcel_head head;
    struct parcel_reader *reader; // of a signed one
    struct parcel_old *old;       // of another
};

static enum err read_seal(struct office *office, struct key **out, struct error *error)
{
    struct buffer pem;
    enum err result;

    buffer_init(&pem, KEY_FILE_MAX);
    result = disk_read_file(office->disk, "keys/seal.key", &pem, error);
    if (result == ERR_OK)
        result = key_parse_pem((struct span){pem.data, pem.len}, out, error);
    if (pem.data)
        mem_wipe(pem.data, pem.cap);
    buffer_clear(&pem);
    return result == ERR_OK ? ERR_OK : error_wrap(error, ERR_IO, "keys/seal.key");
}

struct hashing {
    struct hash_stream *hash;
    const struct parcel_pass *pass;
};

static enum err hash_piece(void *ctx, const void *bytes, size_t len, struct error *error)
{
    struct hashing *hashing = ctx;

    hash_stream_add(hashing->hash, bytes, len);
    return hashing->pass ? hashing->pass->piece(hashing->pass->ctx, bytes, len, error) : ERR_OK;
}

static enum err check_signed(struct office *office, const struct parcel_source *source,
                             const struct parcel_pass *pass, struct parcel_feed_owner *out,
                             struct error *error)
{
    struct span ca = {office->authority.ca_pem.data, office->authority.ca_pem.len};
    struct parcel_head *head = mem_alloc(sizeof(*head));
    struct parcel_check *check = parcel_check_begin(source->size_bytes);
    struct certificate_info info = {.from_ms = 0};
    enum err result = parcel_head_read(source, head, error);

    if (result == ERR_OK)
        result = parcel_head_check(head, ca, error);
    if (result == ERR_OK)
        result = parcel_check_read(check, source, pass, error);
    if (result == ERR_OK)
        result = parcel_check_finish(check, head, ca, &out->digest, error);
    if (result == ERR_OK)
        result = certificate_read(span_of(head->certificate), &info, error);
    out->is_signed = true;
    out->device = head->device;
    out->made_ms = head->made_ms;
    out->key = info.key_digest;
    parcel_check_free(check);
    mem_free(head);
    return result;
}

static enum err check_old(struct office *office, const struct parcel_source *source,
                          const struct parcel_pass *pass, struct parcel_feed_owner *out,
                          struct error *error)
{
    struct parcel_check *check = parcel_check_begin(source->size_bytes);
    struct hashing hashing = {hash_stream_create(), pass};
    struct parcel_feed *feed = NULL;
    enum err result = parcel_feed_open(office, source, &feed, error);

    if (result == ERR_OK) {
        out->device = parcel_old_device(feed->old);
        result
            = parcel_check_read(check, source, &(struct parcel_pass){&hashing, hash_piece}, error);
    }
    if (result == ERR_OK)
        hash_stream_finish(hashing.hash, &out->digest);
    hash_stream_free(hashing.hash);
    parcel_check_free(check);
    parcel_feed_free(feed);
    return result;
}

enum err parcel_feed_check(struct office *office, const struct parcel_source *source,
                           const struct parcel_pass *pass, struct parcel_feed_owner *out,
                           struct error *error)
{
    *out = (struct parcel_feed_owner){.is_signed = false};
    return parcel_old_is(source) ? check_old(office, source, pass, out, error)
                                 : check_signed(office, source, pass, out, error);
}

enum err parcel_feed_open(struct office *office, const struct parcel_source *source,
                          struct parcel_feed **out, struct error *error)
{
    struct parcel_feed *feed = mem_alloc(sizeof(*feed));
    enum err result = read_seal(office, &feed->seal, error);

    if (result == ERR_OK && parcel_old_is(source)) {
        result = parcel_old_open(source, feed->seal, &feed->old, error);
    } else if (result == ERR_OK) {
        result = parcel_head_read(source, &feed->head, error);
        if (result == ERR_OK)
            result = parcel_reader_open(source, &feed->head, feed->seal, &feed->reader, error);
    }
    if (result != ERR_OK)
        parcel_feed_free(feed);
    else
        *out = feed;
    return result;
}

void parcel_feed_free(struct parcel_feed *feed)
{
    if (!feed)
        return;
    parcel_reader_free(feed->reader);
    parcel_old_free(feed->old);
    key_free(feed->seal);
    mem_free(feed);
}

enum err parcel_feed_next(struct parcel_feed *feed, struct parcel_item *out, struct error *error)
{
    return feed->old ? parcel_old_next(feed->old, out, error)
                     : parcel_reader_next(feed->reader, out, error);
}

enum err parcel_feed_read(struct parcel_feed *feed, void *bytes, size_t len, size_t *got,
                          struct error *error)
{
    return feed->old ? parcel_old_read(feed->old, bytes, len, got, error)
                     : parcel_reader_read(feed->reader, bytes, len, got, error);
}
