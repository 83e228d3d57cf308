// SPDX-License-Identifier: Apache-2.0
#include "shared/net/curl_profile.h"

#include "shared/base/memory.h"
#include "shared/net/curl_ticket.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    BASE_BYTES_MAX = 1024,
    KEEPALIVE_S = 60,
    STALL_BYTES_PER_S = 100,
    STALL_S = 20,
    UNACKNOWLEDGED_MS = 30000,
    CONNECTIONS_KEPT = 4
};

struct curl_profile {
    struct buffer base, pin, ca, certificate, key;
    struct curl_slist *connect_to; // where the name really leads, or NULL
    bool plain;
    unsigned connect_timeout_ms;
    struct socket_ledger *ledger;
    CURLSH *sessions; // TLS sessions, so that any handle may resume what another has begun
};

static bool is_loopback(const char *host)
{
    return strcmp(host, "127.0.0.1") == 0 || strcmp(host, "[::1]") == 0
           || strcmp(host, "localhost") == 0;
}

struct address {
    char *scheme, *host, *port, *path; // libcurl's
};

static bool split_address(const char *text, struct address *out)
{
    CURLU *url = curl_url();
    bool good = url && curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK
                && curl_url_get(url, CURLUPART_SCHEME, &out->scheme, 0) == CURLUE_OK
                && curl_url_get(url, CURLUPART_HOST, &out->host, 0) == CURLUE_OK
                && curl_url_get(url, CURLUPART_PORT, &out->port, CURLU_DEFAULT_PORT) == CURLUE_OK
                && curl_url_get(url, CURLUPART_PATH, &out->path, 0) == CURLUE_OK
                && strcmp(out->path, "/") == 0;

    curl_url_cleanup(url);
    return good;
}

// Takes the base address apart and puts it together again, with the name to be verified in it.
static bool use_address(struct curl_profile *profile, const struct http_client_options *options)
{
    const char *name = options->resolve_host;
    struct address address = {0};
    struct buffer route;
    bool good;

    buffer_init(&route, BASE_BYTES_MAX);
    good = split_address(options->base_url, &address)
           && strcmp(address.scheme, options->plain ? "http" : "https") == 0
           && (!options->plain || is_loopback(address.host))
           && buffer_printf(&profile->base, "%s://%s:%s", address.scheme,
                            name ? name : address.host, address.port)
           && buffer_printf(&route, "::%s:%s", address.host, address.port);
    if (good && name)
        good = (profile->connect_to = curl_slist_append(NULL, route.data)) != NULL;
    buffer_clear(&route);
    curl_free(address.scheme);
    curl_free(address.host);
    curl_free(address.port);
    curl_free(address.path);
    return good;
}

static void copy(struct buffer *to, struct span from)
{
    buffer_init(to, from.len);
    buffer_append(to, from.data, from.len);
}

enum err curl_profile_create(const struct http_client_options *options,
                             struct socket_ledger *ledger, struct curl_profile **out,
                             struct error *error)
{
    struct curl_profile *profile;

    if (!options->plain && !options->ca_pem.len && !options->pin)
        return error_set(error, ERR_INVALID, "%s: neither a CA nor a pin to trust",
                         options->base_url);
    profile = mem_alloc(sizeof(*profile));
    profile->plain = options->plain;
    profile->connect_timeout_ms = options->connect_timeout_ms;
    profile->ledger = ledger;
    buffer_init(&profile->base, BASE_BYTES_MAX);
    buffer_init(&profile->pin, 64);
    copy(&profile->ca, options->ca_pem);
    copy(&profile->certificate, options->certificate_pem);
    copy(&profile->key, options->key_pem);
    if (options->pin) {
        buffer_append_text(&profile->pin, "sha256//");
        buffer_append_base64(&profile->pin, options->pin->bytes, sizeof(options->pin->bytes));
    }
    profile->sessions = curl_share_init();
    if (!profile->sessions
        || curl_share_setopt(profile->sessions, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION)
               != CURLSHE_OK
        || !use_address(profile, options)) {
        curl_profile_free(profile);
        return error_set(error, ERR_INVALID, "\"%s\" is not an address to connect to",
                         options->base_url);
    }
    *out = profile;
    return ERR_OK;
}

void curl_profile_free(struct curl_profile *profile)
{
    if (!profile)
        return;
    if (profile->key.data)
        mem_wipe(profile->key.data, profile->key.len);
    buffer_clear(&profile->key);
    buffer_clear(&profile->certificate);
    buffer_clear(&profile->ca);
    buffer_clear(&profile->pin);
    buffer_clear(&profile->base);
    curl_slist_free_all(profile->connect_to);
    if (profile->sessions)
        curl_share_cleanup(profile->sessions);
    mem_free(profile);
}

const char *curl_profile_base(const struct curl_profile *profile)
{
    return profile->base.data;
}

static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *address)
{
    unsigned unacknowledged_ms = UNACKNOWLEDGED_MS;
    int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);

    (void)purpose;
    if (fd < 0)
        return CURL_SOCKET_BAD;
    setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unacknowledged_ms, sizeof(unacknowledged_ms));
    socket_ledger_add(ctx, fd);
    return fd;
}

static int close_socket(void *ctx, curl_socket_t fd)
{
    socket_ledger_remove(ctx, fd);
    return close(fd);
}

static CURLcode set_blob(CURL *handle, CURLoption option, const struct buffer *pem)
{
    struct curl_blob blob = {.data = pem->data, .len = pem->len, .flags = CURL_BLOB_NOCOPY};

    return pem->len ? curl_easy_setopt(handle, option, &blob) : CURLE_OK;
}

static CURLcode set_trust(const struct curl_profile *profile, CURL *handle)
{
    bool chain = profile->ca.len > 0;
    CURLcode bad = CURLE_OK;

    bad |= set_blob(handle, CURLOPT_CAINFO_BLOB, &profile->ca);
    bad |= set_blob(handle, CURLOPT_SSLCERT_BLOB, &profile->certificate);
    bad |= set_blob(handle, CURLOPT_SSLKEY_BLOB, &profile->key);
    bad |= curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, chain ? 1L : 0L);
    bad |= curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, chain ? 2L : 0L);
    if (profile->pin.len)
        bad |= curl_easy_setopt(handle, CURLOPT_PINNEDPUBLICKEY, profile->pin.data);
    bad |= curl_easy_setopt(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    bad |= curl_easy_setopt(handle, CURLOPT_SSL_CIPHER_LIST,
                            "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
                            "ECDHE-ECDSA-CHACHA20-POLY1305");
    bad |= curl_easy_setopt(handle, CURLOPT_SSL_EC_CURVES, "X25519:P-256");
    bad |= curl_easy_setopt(handle, CURLOPT_SSL_ENABLE_ALPN, 0L);
    bad |= curl_easy_setopt(handle, CURLOPT_SHARE, profile->sessions);
    bad |= curl_easy_setopt(handle, CURLOPT_SSL_CTX_FUNCTION, curl_ticket_allow);
    return bad;
}

static CURLcode set_limits(const struct curl_profile *profile, CURL *handle)
{
    CURLcode bad = CURLE_OK;

    bad |= curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, profile->plain ? "http" : "https");
    bad |= curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    bad |= curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    bad |= curl_easy_setopt(handle, CURLOPT_NOPROXY, "*"); // the environment does not redirect us
    bad |= curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    bad |= curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, (long)profile->connect_timeout_ms);
    bad |= curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, (long)STALL_BYTES_PER_S);
    bad |= curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, (long)STALL_S);
    bad |= curl_easy_setopt(handle, CURLOPT_TCP_NODELAY, 1L);
    bad |= curl_easy_setopt(handle, CURLOPT_TCP_KEEPALIVE, 1L);
    bad |= curl_easy_setopt(handle, CURLOPT_TCP_KEEPIDLE, (long)KEEPALIVE_S);
    bad |= curl_easy_setopt(handle, CURLOPT_TCP_KEEPINTVL, (long)KEEPALIVE_S);
    bad |= curl_easy_setopt(handle, CURLOPT_MAXCONNECTS, (long)CONNECTIONS_KEPT);
    bad |= curl_easy_setopt(handle, CURLOPT_CONNECT_TO, profile->connect_to);
    return bad;
}

enum err curl_profile_apply(const struct curl_profile *profile, CURL *handle)
{
    CURLcode bad = set_limits(profile, handle);

    if (!profile->plain)
        bad |= set_trust(profile, handle);
    bad |= curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    bad |= curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, profile->ledger);
    bad |= curl_easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, close_socket);
    bad |= curl_easy_setopt(handle, CURLOPT_CLOSESOCKETDATA, profile->ledger);
    return bad == CURLE_OK ? ERR_OK : ERR_INTERNAL;
}
