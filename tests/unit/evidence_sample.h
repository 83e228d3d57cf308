// SPDX-License-Identifier: Apache-2.0
// A small authority and an evidence file of it in which a test can make any part wrong. The same
// seed gives the same bytes.
#ifndef PLUMB_TESTS_UNIT_EVIDENCE_SAMPLE_H
#define PLUMB_TESTS_UNIT_EVIDENCE_SAMPLE_H

#include "shared/base/memory.h"
#include "shared/crypto/pem.h"
#include "shared/model/statement.h"
#include "shared/model/strokes.h"
#include "shared/wire/evidence.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SAMPLE_PHOTO_A "\xff\xd8\xff\xe0 a photo of pipes before they are covered"
#define SAMPLE_PHOTO_B "\xff\xd8\xff\xe0 another one"
#define SAMPLE_STROKES                                                                  \
    "{\"format\":\"plumbline-strokes-1\",\"height\":15000,\"strokes\":[[[100,100,0,0]," \
    "[900,150,200,10],[1500,300,400,20],[2400,800,600,31]],[[2500,900,500,42],"         \
    "[3000,200,500,90],[3100,260,500,99],[9000,2000,999,120]]],\"width\":30000}"

enum { SAMPLE_BLOBS = 5, SAMPLE_LEAVES = 5, SAMPLE_INDEX = 2 };

// A number generator that always gives the same, for keys and serial numbers.
struct sample_random {
    uint64_t state;
};

static inline void sample_random_fill(void *ctx, void *bytes, size_t len)
{
    struct sample_random *random = ctx;

    for (size_t i = 0; i < len; i++) {
        random->state = random->state * UINT64_C(6364136223846793005) + 1442695040888963407U;
        ((uint8_t *)bytes)[i] = (uint8_t)(random->state >> 56);
    }
}

struct sample_party {
    struct key *key;
    struct buffer pem, der, base64;
    struct digest digest;
};
struct evidence_sample {
    struct sample_random seed;
    struct sample_party ca, device, log;
    struct buffer statement, handwriting, rendering, photos[2];
    struct signoff signoff;
    struct log_leaf leaf;
    struct log_head head;
    uint64_t index;
    struct buffer sealed, seal, leaf_text, proof, head_text, head_seal;
    struct evidence_blob blobs[SAMPLE_BLOBS];
    const struct buffer *bytes[SAMPLE_BLOBS]; // of the blobs
    size_t blob_count;
    bool countersigned;
    struct buffer file;
    struct arena memory;
};

static inline struct span sample_span(const struct buffer *buffer)
{
    return (struct span){buffer->data, buffer->len};
}

static inline void sample_text(struct buffer *buffer, const char *text)
{
    buffer_clear(buffer);
    buffer_init(buffer, 4 << 20);
    buffer_append_text(buffer, text);
}

static inline struct digest sample_digest(const struct buffer *buffer)
{
    struct digest digest;

    hash_once(buffer->data, buffer->len, &digest);
    return digest;
}

// Issues a certificate by the sample's authority.
static inline void sample_issue(struct evidence_sample *sample, struct sample_party *party,
                                enum certificate_use use, const char *name)
{
    struct random random = {.ctx = &sample->seed, .fill = sample_random_fill};
    struct certificate_options options = {
        .use = use,
        .common_name = name,
        .from_ms = certificate_from_always,
        .until_ms = certificate_until_always,
    };
    struct certificate_issuer issuer
        = {use == CERTIFICATE_CA ? NULL : sample->ca.key, sample_span(&sample->ca.pem)};
    struct error error;

    sample_random_fill(&sample->seed, options.serial, sizeof(options.serial));
    options.serial[0] |= 1;
    if (!party->key)
        assert_int_equal(key_make(&random, &party->key, NULL), ERR_OK);
    if (use == CERTIFICATE_CA)
        issuer = (struct certificate_issuer){party->key, {0}};
    buffer_clear(&party->pem);
    buffer_clear(&party->der);
    buffer_clear(&party->base64);
    buffer_init(&party->pem, 16384);
    buffer_init(&party->der, PEM_DER_MAX);
    buffer_init(&party->base64, 16384);
    if (certificate_issue(&issuer, party->key, &options, &party->pem, &error) != ERR_OK)
        fail_msg("%s", error.detail);
    assert_int_equal(pem_read("CERTIFICATE", sample_span(&party->pem), &party->der, NULL), ERR_OK);
    buffer_append_base64(&party->base64, party->der.data, party->der.len);
    party->digest = sample_digest(&party->der);
}

static inline void sample_sign(const struct key *key, const struct buffer *text, struct buffer *hex)
{
    uint8_t seal[KEY_SIGNATURE_MAX];
    size_t len;

    assert_int_equal(key_sign(key, text->data, text->len, seal, &len), ERR_OK);
    sample_text(hex, "");
    buffer_append_hex(hex, seal, len);
}

// What is signed; then statement and signoff may be changed before sample_seal.
static inline void sample_write(struct evidence_sample *sample)
{
    struct signoff *signoff = &sample->signoff;
    struct digest a, b;
    struct span content;
    char a_hex[HASH_TEXT], b_hex[HASH_TEXT];

    sample_text(&sample->photos[0], SAMPLE_PHOTO_A);
    sample_text(&sample->photos[1], SAMPLE_PHOTO_B);
    a = sample_digest(&sample->photos[0]);
    b = sample_digest(&sample->photos[1]);
    digest_format(&a, a_hex);
    digest_format(&b, b_hex);
    sample_text(&sample->statement, "");
    buffer_printf(&sample->statement,
                  "{\"catalogue\":\"2026.1\",\"content\":{\"form\":{\"code\":\"confirmation\","
                  "\"en\":\"confirmation\",\"rule\":\"D3.4\",\"zh\":\"水电确认单\"},\"items\":[{"
                  "\"code\":\"routes\",\"photos\":[\"%s\"],\"result\":\"pass\"}],\"of\":{\"id\":"
                  "\"018f0000-0000-7000-8000-00000000000b\",\"kind\":\"attempt\"}},\"format\":"
                  "\"plumbline-statement-1\",\"records\":[],\"shown\":{\"photos\":[{\"digest\":"
                  "\"%s\"},{\"digest\":\"%s\"}]}}",
                  a_hex, a_hex, b_hex);
    sample_text(&sample->handwriting, SAMPLE_STROKES);
    sample_text(&sample->rendering, "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n");
    *signoff = (struct signoff){
        .catalogue = span_of("2026.1"),
        .form = span_of("confirmation"),
        .role = span_of("customer"),
        .name = span_of("张三"),
        .verdict = span_of("satisfied"),
        .score = 5,
        .handwritten = true,
        .signed_ms = 1795309200000,
        .mono_ms = 77,
        .offset_ms = 1500,
        .offset_known = true,
        .boot = "0123456789abcdef",
        .latitude = span_of("31.2304"),
        .longitude = span_of("121.4737"),
        .entries = 12,
    };
    uuid_parse(span_of("018f0000-0000-7000-8000-000000000007"), &signoff->id);
    uuid_parse(span_of("018f0000-0000-7000-8000-000000000001"), &signoff->site);
    uuid_parse(span_of("018f0000-0000-7000-8000-00000000000b"), &signoff->of);
    uuid_parse(span_of("018f0000-0000-7000-8000-00000000000a"), &signoff->node);
    uuid_parse(span_of("018f0000-0000-7000-8000-000000000002"), &signoff->person);
    uuid_parse(span_of("018f0000-0000-7000-8000-000000000005"), &signoff->device);
    assert_int_equal(statement_content(sample_span(&sample->statement), &content, NULL), ERR_OK);
    hash_once(content.data, content.len, &signoff->content);
    signoff->statement = sample_digest(&sample->statement);
    signoff->handwriting = sample_digest(&sample->handwriting);
    signoff->rendering = sample_digest(&sample->rendering);
    signoff->certificate = sample->device.digest;
}

// Seals what is in sample->signoff by the device key.
static inline void sample_seal(struct evidence_sample *sample)
{
    sample_text(&sample->sealed, "");
    assert_true(signoff_format(&sample->signoff, &sample->sealed));
    sample_sign(sample->device.key, &sample->sealed, &sample->seal);
}

static inline enum err sample_leaf_at(void *ctx, uint64_t index, struct digest *out)
{
    const struct evidence_sample *sample = ctx;

    if (index == sample->index)
        merkle_leaf(sample_span(&sample->leaf_text), out);
    else
        merkle_leaf((struct span){(const char *)&index, sizeof(index)}, out);
    return ERR_OK;
}

// Proof and signed head over the leaf as it is, with the log key.
static inline void sample_log(struct evidence_sample *sample)
{
    const struct merkle_leaves leaves = {.ctx = sample, .at = sample_leaf_at};
    struct merkle_proof proof;

    sample_text(&sample->leaf_text, "");
    assert_true(log_leaf_format(&sample->leaf, &sample->leaf_text));
    sample->head = (struct log_head){.certificate = sample->log.digest,
                                     .epoch = 0xfe,
                                     .size = SAMPLE_LEAVES,
                                     .time_ms = 1795309261000};
    assert_int_equal(merkle_root(&leaves, SAMPLE_LEAVES, &sample->head.root), ERR_OK);
    assert_int_equal(merkle_inclusion(&leaves, sample->index, SAMPLE_LEAVES, &proof), ERR_OK);
    sample_text(&sample->proof, "");
    buffer_append_hex(&sample->proof, proof.hash, proof.count * HASH_BYTES);
    sample_text(&sample->head_text, "");
    assert_true(log_head_format(&sample->head, &sample->head_text));
    sample_sign(sample->log.key, &sample->head_text, &sample->head_seal);
    sample->countersigned = true;
}

// The office's part over sealed text and seal as they are.
static inline void sample_countersign(struct evidence_sample *sample)
{
    sample->leaf = (struct log_leaf){
        .certificate = sample->device.digest,
        .sealed = sample_digest(&sample->sealed),
        .received_ms = 1795309260000,
        .seal_len = sample->seal.len / 2,
    };
    assert_true(
        text_parse_hex(sample_span(&sample->seal), sample->leaf.seal, sample->leaf.seal_len));
    sample_log(sample);
}

static inline void sample_list(struct evidence_sample *sample, const struct buffer *bytes)
{
    sample->blobs[sample->blob_count] = (struct evidence_blob){sample_digest(bytes), bytes->len};
    sample->bytes[sample->blob_count++] = bytes;
}

// All blobs in their order.
static inline void sample_list_all(struct evidence_sample *sample)
{
    sample->blob_count = 0;
    sample_list(sample, &sample->statement);
    if (sample->signoff.handwritten) {
        sample_list(sample, &sample->handwriting);
        sample_list(sample, &sample->rendering);
    }
    sample_list(sample, &sample->photos[0]);
    sample_list(sample, &sample->photos[1]);
}

static inline struct evidence_parts sample_parts(const struct evidence_sample *sample)
{
    return (struct evidence_parts){
        .sealed = sample_span(&sample->sealed),
        .seal = sample_span(&sample->seal),
        .certificate = sample_span(&sample->device.base64),
        .countersigned = sample->countersigned,
        .leaf = sample_span(&sample->leaf_text),
        .proof = sample_span(&sample->proof),
        .head = sample_span(&sample->head_text),
        .head_seal = sample_span(&sample->head_seal),
        .head_certificate = sample_span(&sample->log.base64),
        .index = sample->index,
        .blobs = sample->blobs,
        .blob_count = sample->blob_count,
    };
}

// Manifest and blobs as they are now.
static inline void sample_file(struct evidence_sample *sample)
{
    struct evidence_parts parts = sample_parts(sample);
    struct error error;

    sample_text(&sample->file, "");
    if (evidence_format(&parts, &sample->file, &error) != ERR_OK)
        fail_msg("%s", error.detail);
    for (size_t i = 0; i < sample->blob_count; i++)
        buffer_append(&sample->file, sample->bytes[i]->data, sample->bytes[i]->len);
    assert_false(sample->file.failed);
}

// A genuine file, countersigned.
static inline struct evidence_sample *sample_create(uint64_t seed)
{
    struct evidence_sample *sample = mem_alloc(sizeof(*sample));

    sample->seed.state = seed;
    sample->index = SAMPLE_INDEX;
    arena_init(&sample->memory, EVIDENCE_MEMORY_MAX);
    sample_issue(sample, &sample->ca, CERTIFICATE_CA, "Plumbline");
    sample_issue(sample, &sample->device, CERTIFICATE_CLIENT,
                 "018f0000-0000-7000-8000-000000000005");
    sample_issue(sample, &sample->log, CERTIFICATE_LOG, "sign-off log");
    sample_write(sample);
    sample_seal(sample);
    sample_countersign(sample);
    sample_list_all(sample);
    sample_file(sample);
    return sample;
}

static inline void sample_party_clear(struct sample_party *party)
{
    key_free(party->key);
    buffer_clear(&party->pem);
    buffer_clear(&party->der);
    buffer_clear(&party->base64);
}

static inline void sample_free(struct evidence_sample *sample)
{
    struct buffer *all[] = {
        &sample->statement, &sample->handwriting, &sample->rendering, &sample->photos[0],
        &sample->photos[1], &sample->sealed,      &sample->seal,      &sample->leaf_text,
        &sample->proof,     &sample->head_text,   &sample->head_seal, &sample->file,
    };

    sample_party_clear(&sample->ca);
    sample_party_clear(&sample->device);
    sample_party_clear(&sample->log);
    for (size_t i = 0; i < COUNT(all); i++)
        buffer_clear(all[i]);
    arena_clear(&sample->memory);
    mem_free(sample);
}

static inline enum err sample_read(void *ctx, uint64_t offset, void *bytes, size_t len, size_t *got)
{
    const struct span *file = ctx;

    *got = offset < file->len ? file->len - (size_t)offset : 0;
    *got = *got < len ? *got : len;
    if (*got)
        memcpy(bytes, file->data + offset, *got);
    return ERR_OK;
}

// Checks bytes against the sample's authority.
static inline enum err sample_check_bytes(struct evidence_sample *sample, struct span bytes,
                                          struct evidence_finding *finding)
{
    struct evidence_source source = {.ctx = &bytes, .size_bytes = bytes.len, .read = sample_read};
    struct error error;

    arena_reset(&sample->memory);
    sample->memory.failed = 0;
    return evidence_check(&source, sample_span(&sample->ca.pem), &sample->memory, finding, &error);
}

static inline struct evidence_finding sample_check(struct evidence_sample *sample)
{
    struct evidence_finding finding;

    assert_int_equal(sample_check_bytes(sample, sample_span(&sample->file), &finding), ERR_OK);
    return finding;
}

#endif
