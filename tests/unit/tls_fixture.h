// SPDX-License-Identifier: Apache-2.0
// An authority, a server and two clients of it, and one of each that should not be trusted.
#ifndef PLUMB_TESTS_UNIT_TLS_FIXTURE_H
#define PLUMB_TESTS_UNIT_TLS_FIXTURE_H

#include "shared/crypto/certificate.h"
#include "shared/net/http_client.h"
#include "tests/unit/http_fixture.h"

#define TLS_FIXTURE_NAME "plumbd.internal"
#define TLS_FIXTURE_DEVICE "0191a5c2-7b1e-7c3d-8e4f-1234567890ab"

struct tls_party {
    struct key *key;
    struct buffer key_pem, pem;
};

struct tls_fixture {
    struct tls_party ca, server, device, other_ca, stranger, receipt, second_server;
};

static inline struct span tls_fixture_span(const struct buffer *buffer)
{
    return (struct span){buffer->data, buffer->len};
}

static inline void tls_fixture_issue(struct tls_party *party, const struct tls_party *issuer,
                                     enum certificate_use use, const char *name)
{
    static const char *const names[] = {TLS_FIXTURE_NAME};
    struct random random = random_system();
    struct certificate_options options = {.use = use,
                                          .common_name = name,
                                          .names = names,
                                          .name_count = use == CERTIFICATE_SERVER ? 1 : 0,
                                          .from_ms = certificate_from_always,
                                          .until_ms = certificate_until_always};
    struct error error = {0};

    // A tablet's certificate has run out long ago: its age is not TLS's business.
    if (use == CERTIFICATE_CLIENT)
        options.until_ms = INT64_C(1000000000000);
    random_fill(&random, options.serial, sizeof(options.serial));
    buffer_init(&party->key_pem, 1 << 14);
    buffer_init(&party->pem, 1 << 14);
    assert_int_equal(key_make(&random, &party->key, &error), ERR_OK);
    assert_int_equal(key_format_pem(party->key, &party->key_pem), ERR_OK);
    if (certificate_issue(&(struct certificate_issuer){issuer ? issuer->key : party->key,
                                                       issuer ? tls_fixture_span(&issuer->pem)
                                                              : (struct span){0}},
                          party->key, &options, &party->pem, &error))
        fail_msg("%s", error.detail);
}

static inline struct tls_fixture *tls_fixture_make(void)
{
    struct tls_fixture *fixture = mem_alloc(sizeof(*fixture));

    tls_fixture_issue(&fixture->ca, NULL, CERTIFICATE_CA, "Office");
    tls_fixture_issue(&fixture->other_ca, NULL, CERTIFICATE_CA, "Office");
    tls_fixture_issue(&fixture->server, &fixture->ca, CERTIFICATE_SERVER, "server");
    tls_fixture_issue(&fixture->second_server, &fixture->other_ca, CERTIFICATE_SERVER, "server");
    tls_fixture_issue(&fixture->device, &fixture->ca, CERTIFICATE_CLIENT, TLS_FIXTURE_DEVICE);
    tls_fixture_issue(&fixture->receipt, &fixture->ca, CERTIFICATE_RECEIPT, "receipts");
    tls_fixture_issue(&fixture->stranger, &fixture->other_ca, CERTIFICATE_CLIENT,
                      TLS_FIXTURE_DEVICE);
    return fixture;
}

static inline void tls_fixture_clear(struct tls_party *party)
{
    key_free(party->key);
    buffer_clear(&party->key_pem);
    buffer_clear(&party->pem);
}

static inline void tls_fixture_free(struct tls_fixture *fixture)
{
    tls_fixture_clear(&fixture->ca);
    tls_fixture_clear(&fixture->other_ca);
    tls_fixture_clear(&fixture->server);
    tls_fixture_clear(&fixture->second_server);
    tls_fixture_clear(&fixture->device);
    tls_fixture_clear(&fixture->receipt);
    tls_fixture_clear(&fixture->stranger);
    mem_free(fixture);
}

// The server's side. client_ca NULL: no certificate is asked for.
static inline struct http_tls tls_fixture_listener(const struct tls_party *server,
                                                   const struct tls_party *client_ca)
{
    return (struct http_tls){
        .certificate_pem = tls_fixture_span(&server->pem),
        .key_pem = tls_fixture_span(&server->key_pem),
        .client_ca_pem = client_ca ? tls_fixture_span(&client_ca->pem) : (struct span){0},
        .ticket_key = "thirty-two bytes of a secret key",
    };
}

// The client's side; ca, pin and device may be NULL.
static inline struct transport tls_fixture_client(const struct fixture *fixture,
                                                  const struct tls_party *ca,
                                                  const struct digest *pin,
                                                  const struct tls_party *device)
{
    struct http_client_options options = {.pin = pin, .connect_timeout_ms = 10000};
    struct transport transport = {0};
    struct error error = {0};
    char url[64];

    snprintf(url, sizeof(url), "https://127.0.0.1:%u", fixture->port);
    options.base_url = url;
    options.resolve_host = TLS_FIXTURE_NAME;
    if (ca)
        options.ca_pem = tls_fixture_span(&ca->pem);
    if (device) {
        options.certificate_pem = tls_fixture_span(&device->pem);
        options.key_pem = tls_fixture_span(&device->key_pem);
    }
    if (http_client_create(&options, &transport, &error))
        fail_msg("%s", error.detail);
    return transport;
}

// GETs a path and returns the outcome; *status and the body (at most `size`) when they are wanted.
static inline enum err tls_fixture_get(const struct transport *transport, const char *path,
                                       int *status, char *body, size_t size)
{
    struct transport_call call = {.method = HTTP_GET, .path = path, .timeout_ms = 20000};
    struct transport_reply reply;
    struct error error = {0};
    enum err err;

    transport_reply_init(&reply, 16 << 20);
    err = transport_call(transport, &call, &reply, &error);
    if (err)
        print_message("%s: %s\n", err_name(err), error.detail);
    if (status)
        *status = reply.status;
    if (body)
        text_copy(body, size, (struct span){reply.body.data, reply.body.len});
    transport_reply_clear(&reply);
    return err;
}

#endif
