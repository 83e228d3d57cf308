// SPDX-License-Identifier: Apache-2.0
// Sealed sign-offs made by hand, and what the office makes of them.
#ifndef PLUMB_TESTS_UNIT_SIGNING_BY_HAND_H
#define PLUMB_TESTS_UNIT_SIGNING_BY_HAND_H

#include "server/storage/signoff_log.h"
#include "shared/crypto/pem.h"
#include "shared/model/fact.h"
#include "shared/model/signoff.h"
#include "shared/wire/log_head.h"
#include "tests/unit/tablet_by_hand.h"

// A sign-off to be made; what is left open is filled in as a tablet would.
struct autograph {
    struct uuid id;
    const char *name;          // the signer's
    const struct key *key;     // NULL: the tablet's
    const char *certificate;   // PEM; NULL: the tablet's
    const struct uuid *device; // NULL: the tablet's
    const char *record_name;   // NULL: the field says what was sealed
    struct digest statement, content;
};

// What the tablet adds to it: the sealed text, and two values of the record.
struct autograph_texts {
    struct buffer sealed, seal, certificate;
};

static inline void autograph_seal(struct pad *pad, const struct autograph *wish,
                                  const struct uuid *site, struct autograph_texts *out)
{
    struct buffer *sealed = &out->sealed, *seal = &out->seal, *certificate = &out->certificate;
    uint8_t signature[KEY_SIGNATURE_MAX];
    const char *pem = wish->certificate ? wish->certificate : pad->certificate_pem;
    struct signoff signoff = {.id = wish->id,
                              .site = *site,
                              .of = *site,
                              .person = pad->person,
                              .device = wish->device ? *wish->device : pad->device,
                              .catalogue = span_of("2026.1"),
                              .form = span_of("handbook"),
                              .role = span_of("customer"),
                              .name = span_of(wish->name),
                              .verdict = span_of("satisfied"),
                              .statement = wish->statement,
                              .content = wish->content,
                              .signed_ms = pad->bench->now_ms,
                              .boot = "00000000000000aa",
                              .entries = pad->count};
    struct buffer der;
    size_t len = 0;

    buffer_init(sealed, SIGNOFF_TEXT_MAX);
    buffer_init(seal, 512);
    buffer_init(certificate, 2 * PEM_DER_MAX);
    buffer_init(&der, PEM_DER_MAX);
    assert_int_equal(pem_read("CERTIFICATE", span_of(pem), &der, NULL), ERR_OK);
    hash_once(der.data, der.len, &signoff.certificate);
    assert_true(signoff_format(&signoff, sealed));
    assert_int_equal(
        key_sign(wish->key ? wish->key : pad->key, sealed->data, sealed->len, signature, &len),
        ERR_OK);
    buffer_append_char(seal, '"');
    buffer_append_hex(seal, signature, len);
    buffer_append_char(seal, '"');
    buffer_append_char(certificate, '"');
    buffer_append_base64(certificate, der.data, der.len);
    buffer_append_char(certificate, '"');
    buffer_clear(&der);
}

static inline struct span autograph_span(const struct buffer *buffer)
{
    return (struct span){buffer->data, buffer->len};
}

static inline void autograph_quote(const struct digest *digest, char out[HASH_TEXT + 2])
{
    out[0] = '"';
    digest_format(digest, out + 1);
    memcpy(out + HASH_TEXT, "\"", 2);
}

// Into the tablet's journal, under a new id unless one is given.
static inline struct uuid pad_sign(struct pad *pad, const struct uuid *site,
                                   const struct autograph *wish)
{
    struct autograph autograph = *wish;
    struct autograph_texts texts;
    struct buffer quoted, name, time;
    char of[UUID_TEXT + 2] = "\"", statement[HASH_TEXT + 2], content[HASH_TEXT + 2];

    if (uuid_is_nil(&autograph.id))
        autograph.id = fresh_id(pad->bench);
    buffer_init(&quoted, 2 * SIGNOFF_TEXT_MAX);
    buffer_init(&name, 512);
    buffer_init(&time, 64);
    autograph_seal(pad, &autograph, site, &texts);
    canon_put_string(&quoted, autograph_span(&texts.sealed));
    canon_put_string(&name, span_of(wish->record_name ? wish->record_name : wish->name));
    canon_put_integer(&time, pad->bench->now_ms);
    uuid_format(site, of + 1);
    of[UUID_TEXT] = '"';
    autograph_quote(&autograph.statement, statement);
    autograph_quote(&autograph.content, content);
    const struct field fields[] = {
        {span_of("certificate"), autograph_span(&texts.certificate)},
        {span_of("content"), span_of(content)},
        FIELD("form", "\"handbook\""),
        {span_of("name"), autograph_span(&name)},
        {span_of("of"), {of, UUID_TEXT + 1}},
        FIELD("role", "\"customer\""),
        {span_of("seal"), autograph_span(&texts.seal)},
        {span_of("sealed"), autograph_span(&quoted)},
        {span_of("signed_at"), autograph_span(&time)},
        {span_of("statement"), span_of(statement)},
        FIELD("verdict", "\"satisfied\""),
    };
    const struct pad_write write = {.id = autograph.id,
                                    .site = *site,
                                    .kind = "signoff",
                                    .fields = fields,
                                    .count = sizeof(fields) / sizeof(fields[0])};
    pad_write(pad, &write);
    buffer_clear(&texts.sealed);
    buffer_clear(&texts.seal);
    buffer_clear(&texts.certificate);
    buffer_clear(&quoted);
    buffer_clear(&name);
    buffer_clear(&time);
    return autograph.id;
}

static inline struct uuid pad_sign_as(struct pad *pad, const struct uuid *site, const char *name)
{
    return pad_sign(pad, site, &(struct autograph){.name = name});
}

#endif
