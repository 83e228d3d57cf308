// SPDX-License-Identifier: Apache-2.0
#include "shared/net/tls_ticket.h"

#include "shared/base/memory.h"
#include "shared/net/tls_compat.h"

#include <mbedtls/gcm.h>
#include <mbedtls/md.h>
#include <mbedtls/oid.h>
#include <mbedtls/x509_crt.h>
#include <string.h>

// On the wire: half-day (4, big-endian) ‖ nonce ‖ sealed content ‖ tag. The content: born (8) ‖ row
// version (8) ‖ certified (1) ‖ length of the name (1) ‖ name ‖ certificate digest if certified ‖
// session.
enum {
    HALF_DAY_MS = 12 * 60 * 60 * 1000,
    CLOCK_SLACK_MS = 2 * 60 * 1000,
    EPOCH_BYTES = 4,
    NONCE_BYTES = 12,
    TAG_BYTES = 16,
    FRONT_BYTES = EPOCH_BYTES + NONCE_BYTES,
    CONTENT_MAX = 1024
};

static void put_u64(uint8_t *out, uint64_t number)
{
    for (int i = 7; i >= 0; i--, number >>= 8)
        out[i] = (uint8_t)number;
}

static uint64_t get_u64(const uint8_t *in)
{
    uint64_t number = 0;

    for (int i = 0; i < 8; i++)
        number = number << 8 | in[i];
    return number;
}

void tls_ticket_peer(const mbedtls_x509_crt *certificate, struct http_peer *peer)
{
    const mbedtls_x509_name *name = &certificate->subject;

    peer->certified = true;
    peer->name[0] = '\0';
    hash_once(certificate->raw.p, certificate->raw.len, &peer->certificate);
    for (; name; name = name->next)
        // A name with a zero byte inside would read as its first half.
        if (MBEDTLS_OID_CMP(MBEDTLS_OID_AT_CN, &name->oid) == 0
            && !memchr(name->val.p, '\0', name->val.len))
            text_copy(peer->name, sizeof(peer->name),
                      (struct span){(const char *)name->val.p, name->val.len});
}

static bool derive_key(const struct tls_ticket *ticket, uint32_t half_day, mbedtls_gcm_context *gcm)
{
    uint8_t label[20] = "plumbline ticket", key[32];
    bool good;

    for (int i = 0; i < EPOCH_BYTES; i++)
        label[16 + i] = (uint8_t)(half_day >> (24 - 8 * i));
    good = mbedtls_md_hmac(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), ticket->secret,
                           sizeof(ticket->secret), label, sizeof(label), key)
               == 0
           && mbedtls_gcm_setkey(gcm, MBEDTLS_CIPHER_ID_AES, key, 256) == 0;
    mem_wipe(key, sizeof(key));
    return good;
}

// Writes the content without the session; returns its length, 0 when the device is not to have a
// ticket.
static size_t describe(const struct tls_ticket *ticket, const struct tls_identity *identity,
                       uint8_t out[CONTENT_MAX])
{
    const struct http_peer *peer = &identity->peer;
    size_t name_len = strlen(peer->name), len = 18;
    uint64_t version = 0;

    if (peer->certified && ticket->device_version
        && !ticket->device_version(ticket->ctx, peer->name, &version))
        return 0;
    put_u64(out, (uint64_t)identity->born_ms);
    put_u64(out + 8, version);
    out[16] = peer->certified;
    out[17] = (uint8_t)name_len;
    memcpy(out + len, peer->name, name_len);
    len += name_len;
    if (peer->certified) {
        memcpy(out + len, peer->certificate.bytes, HASH_BYTES);
        len += HASH_BYTES;
    }
    return len;
}

static bool seal(const struct tls_ticket *ticket, const uint8_t *content, size_t len, uint8_t *out)
{
    uint32_t half_day = (uint32_t)(clock_wall_ms(&ticket->clock) / HALF_DAY_MS);
    mbedtls_gcm_context gcm;
    bool good;

    for (int i = 0; i < EPOCH_BYTES; i++)
        out[i] = (uint8_t)(half_day >> (24 - 8 * i));
    random_fill(&ticket->random, out + EPOCH_BYTES, NONCE_BYTES);
    mbedtls_gcm_init(&gcm);
    good = derive_key(ticket, half_day, &gcm)
           && mbedtls_gcm_crypt_and_tag(&gcm, MBEDTLS_GCM_ENCRYPT, len, out + EPOCH_BYTES,
                                        NONCE_BYTES, out, EPOCH_BYTES, content, out + FRONT_BYTES,
                                        TAG_BYTES, out + FRONT_BYTES + len)
                  == 0;
    mbedtls_gcm_free(&gcm);
    return good;
}

// What the ticket of this session shall say. A certificate in the session was shown just now and
// counts for more than what a ticket said, which the handshake may have passed over.
static struct tls_identity identify(const struct tls_ticket *ticket,
                                    const mbedtls_ssl_session *session)
{
    struct tls_identity identity = *ticket->current;
    const mbedtls_x509_crt *certificate = session->MBEDTLS_PRIVATE(peer_cert);

    if (certificate || !identity.resumed)
        identity.born_ms = clock_wall_ms(&ticket->clock);
    if (certificate)
        tls_ticket_peer(certificate, &identity.peer);
    return identity;
}

// mbedtls lays down six parameters for this callback; four of them are one thing, the place to
// write to.
#define OUTPUT unsigned char *start, const unsigned char *end, size_t *tlen, uint32_t *lifetime

int tls_ticket_write(void *p_ticket, const mbedtls_ssl_session *session, OUTPUT)
{
    const struct tls_ticket *ticket = p_ticket;
    struct tls_identity identity = identify(ticket, session);
    int64_t left_ms = identity.born_ms + HALF_DAY_MS - clock_wall_ms(&ticket->clock);
    mbedtls_ssl_session bare = *session; // borrows; never freed
    uint8_t content[CONTENT_MAX];
    size_t len, session_len = 0;

    // An error would end a TLS 1.3 connection, so having no ticket is not one.
    *lifetime = 0;
    *tlen = tls_compat_void_ticket_bytes(session);
    memset(start, 0, *tlen);
    if ((size_t)(end - start) < FRONT_BYTES + CONTENT_MAX + TAG_BYTES || left_ms < 1000)
        return 0;
    // The certificate would make up most of the ticket; the digest and the name stand for it.
    bare.MBEDTLS_PRIVATE(peer_cert) = NULL;
    len = describe(ticket, &identity, content);
    if (len
        && mbedtls_ssl_session_save(&bare, content + len, sizeof(content) - len, &session_len) == 0
        && seal(ticket, content, len + session_len, start)) {
        *tlen = FRONT_BYTES + len + session_len + TAG_BYTES;
        *lifetime = (uint32_t)(left_ms / 1000);
    }
    mem_wipe(content, sizeof(content));
    return 0;
}

// Opens a ticket into `content`; 0 when it is not ours, not whole or of an older key.
static size_t open_seal(const struct tls_ticket *ticket, const uint8_t *bytes, size_t len,
                        uint8_t content[CONTENT_MAX])
{
    uint32_t now = (uint32_t)(clock_wall_ms(&ticket->clock) / HALF_DAY_MS), half_day = 0;
    size_t content_len = len - FRONT_BYTES - TAG_BYTES;
    mbedtls_gcm_context gcm;
    bool good;

    if (len < FRONT_BYTES + TAG_BYTES || content_len > CONTENT_MAX)
        return 0;
    for (int i = 0; i < EPOCH_BYTES; i++)
        half_day = half_day << 8 | bytes[i];
    if (half_day != now && half_day + 1 != now)
        return 0;
    mbedtls_gcm_init(&gcm);
    good = derive_key(ticket, half_day, &gcm)
           && mbedtls_gcm_auth_decrypt(&gcm, content_len, bytes + EPOCH_BYTES, NONCE_BYTES, bytes,
                                       EPOCH_BYTES, bytes + FRONT_BYTES + content_len, TAG_BYTES,
                                       bytes + FRONT_BYTES, content)
                  == 0;
    mbedtls_gcm_free(&gcm);
    return good ? content_len : 0;
}

// Reads what describe() wrote; returns its length, 0 when the ticket is too old or the device's row
// has changed since.
static size_t recognise(const struct tls_ticket *ticket, const uint8_t *content, size_t len,
                        struct tls_identity *out)
{
    int64_t age_ms;
    uint64_t version = 0;
    size_t front;

    if (len < 18)
        return 0;
    out->born_ms = (int64_t)get_u64(content);
    age_ms = clock_wall_ms(&ticket->clock) - out->born_ms;
    out->peer.certified = content[16] == 1;
    front = 18 + (size_t)content[17] + (out->peer.certified ? HASH_BYTES : 0);
    if (age_ms < -CLOCK_SLACK_MS || age_ms > HALF_DAY_MS || len < front
        || content[17] >= sizeof(out->peer.name) || out->peer.certified != ticket->certified)
        return 0;
    text_copy(out->peer.name, sizeof(out->peer.name),
              (struct span){(const char *)content + 18, content[17]});
    if (out->peer.certified)
        memcpy(out->peer.certificate.bytes, content + front - HASH_BYTES, HASH_BYTES);
    if (out->peer.certified && ticket->device_version
        && (!ticket->device_version(ticket->ctx, out->peer.name, &version)
            || version != get_u64(content + 8)))
        return 0;
    out->resumed = true;
    return front;
}

int tls_ticket_parse(void *p_ticket, mbedtls_ssl_session *session, unsigned char *buf, size_t len)
{
    struct tls_ticket *ticket = p_ticket;
    struct tls_identity identity = *ticket->current;
    uint8_t content[CONTENT_MAX];
    size_t content_len = open_seal(ticket, buf, len, content), front;
    int result = MBEDTLS_ERR_SSL_INVALID_MAC;

    if (!content_len)
        return result;
    front = recognise(ticket, content, content_len, &identity);
    if (!front)
        result = MBEDTLS_ERR_SSL_SESSION_TICKET_EXPIRED;
    else
        result = mbedtls_ssl_session_load(session, content + front, content_len - front);
    if (result == 0)
        *ticket->current = identity;
    mem_wipe(content, sizeof(content));
    return result;
}

bool tls_ticket_genuine(const struct tls_ticket *ticket, struct span bytes)
{
    uint8_t content[CONTENT_MAX];
    size_t len = open_seal(ticket, (const uint8_t *)bytes.data, bytes.len, content);

    mem_wipe(content, sizeof(content));
    return len > 0;
}
