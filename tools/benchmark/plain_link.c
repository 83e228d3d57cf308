// SPDX-License-Identifier: Apache-2.0
#include "tools/benchmark/plain_link.h"

#include "shared/base/disk.h"
#include "shared/base/memory.h"
#include "shared/crypto/certificate.h"
#include "shared/net/tls_compat.h"
#include "tools/benchmark/gauge.h"

#include <arpa/inet.h>
#include <mbedtls/ssl_ticket.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PEM_MAX = 1 << 14, SMALL_FRAME = 1024, TICKET_SECONDS = 86400 };
static const char server_name[] = "plumbd.internal";

// One host and one byte order: a limit, not a protocol.
struct head {
    uint32_t len, frame;
};
struct plain_link {
    mbedtls_ssl_context ssl;
    int fd;
    uint64_t bytes;
};
struct plain_session {
    mbedtls_ssl_session session;
};

static mbedtls_ssl_config config;
static mbedtls_ssl_ticket_context tickets;
static mbedtls_x509_crt trusted, own;
static mbedtls_pk_context own_key;
static struct random entropy;

static int fill_random(void *ctx, unsigned char *out, size_t len)
{
    random_fill(ctx, out, len);
    return 0;
}

static void must(int result, const char *what)
{
    if (result != 0)
        gauge_die("limit: TLS: %s: -0x%x", what, (unsigned)-result);
}

static void begin(int endpoint)
{
    entropy = random_system();
    if (!tls_compat_start())
        gauge_die("limit: TLS does not start");
    mbedtls_ssl_config_init(&config);
    must(mbedtls_ssl_config_defaults(&config, endpoint, MBEDTLS_SSL_TRANSPORT_STREAM,
                                     MBEDTLS_SSL_PRESET_DEFAULT),
         "defaults");
    mbedtls_ssl_conf_rng(&config, fill_random, &entropy);
    tls_compat_profile(&config);
    mbedtls_ssl_conf_max_version(&config, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
}

static struct key *issue(const struct key *by, struct span by_pem, struct buffer *pem)
{
    static const char *const names[] = {server_name};
    struct certificate_options options = {.use = by ? CERTIFICATE_SERVER : CERTIFICATE_CA,
                                          .common_name = "limit",
                                          .names = names,
                                          .name_count = by ? 1 : 0,
                                          .from_ms = certificate_from_always,
                                          .until_ms = certificate_until_always};
    struct key *key = NULL;
    struct error error = {0};

    random_fill(&entropy, options.serial, sizeof(options.serial));
    gauge_must(key_make(&entropy, &key, &error), &error, "limit: key");
    gauge_must(certificate_issue(&(struct certificate_issuer){by ? by : key, by_pem}, key, &options,
                                 pem, &error),
               &error, "limit: certificate");
    return key;
}

static const unsigned char *pem_bytes(const struct buffer *pem)
{
    return (const unsigned char *)pem->data;
}

void plain_link_serve_from(const char *folder)
{
    struct buffer authority_pem, server_pem, key_pem;
    struct error error = {0};
    struct disk disk;
    struct key *authority, *server;

    begin(MBEDTLS_SSL_IS_SERVER);
    buffer_init(&authority_pem, PEM_MAX);
    buffer_init(&server_pem, PEM_MAX);
    buffer_init(&key_pem, PEM_MAX);
    authority = issue(NULL, (struct span){0}, &authority_pem);
    server = issue(authority, (struct span){authority_pem.data, authority_pem.len}, &server_pem);
    gauge_must(key_format_pem(server, &key_pem), &error, "limit: key");
    gauge_must(disk_system_open(folder, true, &disk, &error), &error, folder);
    gauge_must(
        disk_write_file(&disk, "authority.pem", authority_pem.data, authority_pem.len, &error),
        &error, folder);
    disk_system_close(&disk);
    mbedtls_x509_crt_init(&own);
    mbedtls_pk_init(&own_key);
    must(mbedtls_x509_crt_parse(&own, pem_bytes(&server_pem), server_pem.len + 1), "certificate");
    must(
        tls_compat_parse_key(&own_key, pem_bytes(&key_pem), key_pem.len + 1, fill_random, &entropy),
        "key");
    must(mbedtls_ssl_conf_own_cert(&config, &own, &own_key), "certificate");
    mbedtls_ssl_ticket_init(&tickets);
    must(mbedtls_ssl_ticket_setup(&tickets, fill_random, &entropy, MBEDTLS_CIPHER_AES_256_GCM,
                                  TICKET_SECONDS),
         "tickets");
    mbedtls_ssl_conf_session_tickets_cb(&config, mbedtls_ssl_ticket_write, mbedtls_ssl_ticket_parse,
                                        &tickets);
    key_free(authority);
    key_free(server);
    buffer_clear(&authority_pem);
    buffer_clear(&server_pem);
    buffer_clear(&key_pem);
}

void plain_link_trust(const char *folder)
{
    struct buffer pem;
    struct error error = {0};
    struct disk disk;

    begin(MBEDTLS_SSL_IS_CLIENT);
    buffer_init(&pem, PEM_MAX);
    gauge_must(disk_system_open(folder, false, &disk, &error), &error, folder);
    gauge_must(disk_read_file(&disk, "authority.pem", &pem, &error), &error, folder);
    disk_system_close(&disk);
    mbedtls_x509_crt_init(&trusted);
    must(mbedtls_x509_crt_parse(&trusted, pem_bytes(&pem), pem.len + 1), "authority");
    mbedtls_ssl_conf_ca_chain(&config, &trusted, NULL);
    buffer_clear(&pem);
}

static int write_socket(void *ctx, const unsigned char *bytes, size_t len)
{
    struct plain_link *link = ctx;
    ssize_t sent = send(link->fd, bytes, len, MSG_NOSIGNAL);

    if (sent < 0)
        return MBEDTLS_ERR_SSL_INTERNAL_ERROR;
    link->bytes += (uint64_t)sent;
    return (int)sent;
}

static int read_socket(void *ctx, unsigned char *bytes, size_t len)
{
    struct plain_link *link = ctx;
    ssize_t got = recv(link->fd, bytes, len, 0);

    if (got < 0)
        return MBEDTLS_ERR_SSL_INTERNAL_ERROR;
    link->bytes += (uint64_t)got;
    return (int)got;
}

static struct plain_link *make(int fd)
{
    struct plain_link *link = mem_alloc(sizeof(*link));
    int on = 1;

    link->fd = fd;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    mbedtls_ssl_init(&link->ssl);
    must(mbedtls_ssl_setup(&link->ssl, &config), "setup");
    mbedtls_ssl_set_bio(&link->ssl, link, write_socket, read_socket, NULL);
    return link;
}

struct plain_link *plain_link_accept(int fd)
{
    struct plain_link *link = make(fd);

    if (mbedtls_ssl_handshake(&link->ssl) == 0)
        return link;
    plain_link_close(link);
    return NULL;
}

struct plain_link *plain_link_dial(uint16_t port, const struct plain_session *resume)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct plain_link *link;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
        gauge_die("limit: cannot connect to port %u", port);
    link = make(fd);
    must(mbedtls_ssl_set_hostname(&link->ssl, server_name), "name");
    if (resume)
        must(mbedtls_ssl_set_session(&link->ssl, &resume->session), "session");
    must(mbedtls_ssl_handshake(&link->ssl), "handshake");
    return link;
}

struct plain_session *plain_link_session(struct plain_link *link)
{
    struct plain_session *session = mem_alloc(sizeof(*session));

    mbedtls_ssl_session_init(&session->session);
    must(mbedtls_ssl_get_session(&link->ssl, &session->session), "session");
    return session;
}

void plain_link_forget(struct plain_session *session)
{
    mbedtls_ssl_session_free(&session->session);
    mem_free(session);
}

void plain_link_close(struct plain_link *link)
{
    mbedtls_ssl_close_notify(&link->ssl);
    mbedtls_ssl_free(&link->ssl);
    close(link->fd);
    mem_free(link);
}

static bool write_all(struct plain_link *link, const void *bytes, size_t len)
{
    const unsigned char *at = bytes;

    while (len > 0) {
        int wrote = mbedtls_ssl_write(&link->ssl, at, len);

        if (wrote <= 0)
            return false;
        at += wrote;
        len -= (size_t)wrote;
    }
    return true;
}

static bool read_all(struct plain_link *link, void *bytes, size_t len)
{
    unsigned char *at = bytes;

    while (len > 0) {
        int got = mbedtls_ssl_read(&link->ssl, at, len);

        if (got <= 0)
            return false;
        at += got;
        len -= (size_t)got;
    }
    return true;
}

bool plain_link_send(struct plain_link *link, enum plain_frame frame, struct span bytes)
{
    struct head head = {(uint32_t)bytes.len, (uint32_t)frame};
    unsigned char small[sizeof(head) + SMALL_FRAME];

    if (bytes.len > SMALL_FRAME)
        return write_all(link, &head, sizeof(head)) && write_all(link, bytes.data, bytes.len);
    memcpy(small, &head, sizeof(head)); // in one TLS record
    if (bytes.len)
        memcpy(small + sizeof(head), bytes.data, bytes.len);
    return write_all(link, small, sizeof(head) + bytes.len);
}

bool plain_link_receive(struct plain_link *link, enum plain_frame *frame, struct buffer *bytes)
{
    struct head head;
    char *room;

    buffer_reset(bytes);
    if (!read_all(link, &head, sizeof(head)))
        return false;
    room = buffer_reserve(bytes, head.len);
    if (!room || !read_all(link, room, head.len))
        return false;
    bytes->len += head.len;
    *frame = (enum plain_frame)head.frame;
    return true;
}

uint64_t plain_link_bytes(const struct plain_link *link)
{
    return link->bytes;
}
