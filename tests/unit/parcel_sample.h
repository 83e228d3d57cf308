// SPDX-License-Identifier: Apache-2.0
// A small authority, a tablet of it, and handover files that a test puts together item by item.
#ifndef PLUMB_TESTS_UNIT_PARCEL_SAMPLE_H
#define PLUMB_TESTS_UNIT_PARCEL_SAMPLE_H

#include "shared/base/memory.h"
#include "shared/crypto/certificate.h"
#include "shared/crypto/envelope.h"
#include "shared/wire/parcel_writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
// cmocka needs some of the above first
#include <cmocka.h>

struct sample_office {
    struct random random;
    struct key *ca, *seal;
    struct buffer ca_pem, seal_pem;
};
struct sample_tablet {
    struct uuid device;
    struct key *key;
    struct buffer key_pem, certificate;
};

static inline struct span sample_span(const struct buffer *buffer)
{
    return (struct span){buffer->data, buffer->len};
}

// A certificate for the key, of a small authority.
static inline void sample_issue(const struct sample_office *office, const struct key *key,
                                enum certificate_use use, const char *name, struct buffer *out)
{
    struct certificate_options options = {.use = use,
                                          .common_name = name,
                                          .from_ms = certificate_from_always,
                                          .until_ms = certificate_until_always};
    struct certificate_issuer issuer = {.key = office->ca, .pem = sample_span(&office->ca_pem)};
    struct error error = {0};

    random_fill(&office->random, options.serial, sizeof(options.serial));
    buffer_init(out, 8192);
    if (certificate_issue(&issuer, key, &options, out, &error) != ERR_OK)
        fail_msg("certificate: %s", error.detail);
}

static inline void sample_office_make(struct sample_office *office)
{
    *office = (struct sample_office){.random = random_system()};
    assert_int_equal(key_make(&office->random, &office->ca, NULL), ERR_OK);
    assert_int_equal(key_make(&office->random, &office->seal, NULL), ERR_OK);
    sample_issue(office, office->ca, CERTIFICATE_CA, "Plumbline CA", &office->ca_pem);
    sample_issue(office, office->seal, CERTIFICATE_SEAL, "seal", &office->seal_pem);
}

static inline void sample_office_clear(struct sample_office *office)
{
    key_free(office->ca);
    key_free(office->seal);
    buffer_clear(&office->ca_pem);
    buffer_clear(&office->seal_pem);
}

static inline void sample_tablet_make(const struct sample_office *office, const struct uuid *device,
                                      struct sample_tablet *out)
{
    char name[UUID_TEXT];

    *out = (struct sample_tablet){.device = *device};
    uuid_format(device, name);
    assert_int_equal(key_make(&office->random, &out->key, NULL), ERR_OK);
    buffer_init(&out->key_pem, 8192);
    assert_int_equal(key_format_pem(out->key, &out->key_pem), ERR_OK);
    sample_issue(office, out->key, CERTIFICATE_CLIENT, name, &out->certificate);
}

static inline void sample_tablet_clear(struct sample_tablet *tablet)
{
    key_free(tablet->key);
    buffer_clear(&tablet->key_pem);
    buffer_clear(&tablet->certificate);
}

static inline enum err sample_write(void *ctx, const void *bytes, size_t len)
{
    return buffer_append(ctx, bytes, len) ? ERR_OK : ERR_FULL;
}

// One item and its bytes.
struct sample_item {
    struct parcel_item item;
    struct span bytes;
};

static inline struct sample_item sample_push(struct span body)
{
    return (struct sample_item){{.kind = PARCEL_PUSH, .size_bytes = body.len}, body};
}

static inline struct sample_item sample_blob(struct span bytes, const struct uuid *site,
                                             const char *lane)
{
    struct sample_item made = {{.kind = PARCEL_BLOB, .size_bytes = bytes.len}, bytes};

    made.item.site = *site;
    hash_once(bytes.data, bytes.len, &made.item.digest);
    snprintf(made.item.lane, sizeof(made.item.lane), "%s", lane);
    return made;
}

// Who signs for whom, and to whom it is sealed.
struct sample_parties {
    struct uuid device;
    struct span certificate;
    const struct key *device_key, *office_key;
};

static inline void sample_parcel(const struct sample_parties *parties,
                                 const struct sample_item *items, size_t count, struct buffer *out)
{
    struct random random = random_system();
    struct parcel_head *head = mem_alloc(sizeof(*head));
    struct parcel_writer_options options = {.sink = {out, sample_write},
                                            .random = &random,
                                            .device = parties->device_key,
                                            .office = parties->office_key,
                                            .head = head};
    struct parcel_writer *writer = NULL;
    struct digest digest;
    uint64_t size = 0;

    head->device = parties->device;
    head->made_ms = 1763800000000;
    snprintf(head->agent, sizeof(head->agent), "sample");
    assert_true(text_copy(head->certificate, sizeof(head->certificate), parties->certificate));
    assert_int_equal(parcel_writer_open(&options, &writer, NULL), ERR_OK);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(parcel_writer_item(writer, &items[i].item, NULL), ERR_OK);
        assert_int_equal(parcel_writer_add(writer, items[i].bytes.data, items[i].bytes.len, NULL),
                         ERR_OK);
    }
    assert_int_equal(parcel_writer_finish(writer, &size, &digest, NULL), ERR_OK);
    assert_int_equal(size, out->len);
    parcel_writer_free(writer);
    mem_free(head);
}

#endif
