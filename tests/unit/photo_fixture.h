// SPDX-License-Identifier: Apache-2.0
// A photo to be uploaded by tus: its bytes, digest and metadata, and the requests around it.
#ifndef PLUMB_TESTS_UNIT_PHOTO_FIXTURE_H
#define PLUMB_TESTS_UNIT_PHOTO_FIXTURE_H

#include "tests/unit/tablet_by_hand.h"

// What is said of a blob at creation.
struct photo {
    struct span bytes;
    struct uuid site, record;
    char digest[HASH_TEXT], metadata[400], length[24];
};

static inline void pair(struct buffer *out, const char *key, const char *value)
{
    if (out->len > 0)
        buffer_append_char(out, ',');
    buffer_append_text(out, key);
    buffer_append_char(out, ' ');
    buffer_append_base64(out, value, strlen(value));
}

static inline struct photo take_photo(struct world *world, const char *text)
{
    struct photo photo
        = {.bytes = span_of(text), .site = world->site, .record = fresh_id(&world->bench)};
    struct digest digest;
    struct buffer out;
    char id[UUID_TEXT];

    buffer_init(&out, sizeof(photo.metadata));
    hash_once(photo.bytes.data, photo.bytes.len, &digest);
    digest_format(&digest, photo.digest);
    pair(&out, "sha256", photo.digest);
    uuid_format(&photo.site, id);
    pair(&out, "site", id);
    uuid_format(&photo.record, id);
    pair(&out, "record", id);
    pair(&out, "lane", "photo");
    snprintf(photo.metadata, sizeof(photo.metadata), "%s", out.data);
    snprintf(photo.length, sizeof(photo.length), "%zu", photo.bytes.len);
    buffer_clear(&out);
    return photo;
}

static inline struct knock knock_of(const struct pad *pad, enum http_method method,
                                    const char *path)
{
    struct knock knock
        = {.method = method, .path = path, .device = pad->device, .certificate = pad->certificate};

    knock_header(&knock, "Tus-Resumable", "1.0.0");
    return knock;
}

static inline struct knock creation(const struct pad *pad, const struct photo *photo)
{
    struct knock knock = knock_of(pad, HTTP_POST, "/v1/blobs");

    knock_header(&knock, "Upload-Length", photo->length);
    knock_header(&knock, "Upload-Metadata", photo->metadata);
    return knock;
}

static inline void with_body(struct knock *knock, struct span body)
{
    knock_header(knock, "Content-Type", "application/offset+octet-stream");
    knock->body = body;
}

static inline int ask(struct world *world, const struct knock *knock, struct answer *answer)
{
    bench_knock(&world->bench, office_serve_tablets, knock, answer);
    return answer->status;
}

// Only the status is of interest.
static inline int status_of(struct world *world, const struct knock *knock)
{
    struct answer answer;
    int status = ask(world, knock, &answer);

    if (status >= 400 && knock->method != HTTP_HEAD)
        answer_error_code(&answer);
    if (strcmp(knock->path, "/v1/blobs") == 0 || strlen(knock->path) == 26)
        assert_string_equal(answer_header(&answer, "Tus-Resumable"), "1.0.0");
    answer_clear(&answer);
    return status;
}

#endif
