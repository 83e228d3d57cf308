// SPDX-License-Identifier: Apache-2.0
#include "shared/net/mail.h"

#include <curl/curl.h>
#include <string.h>

enum { CONNECT_TIMEOUT_MS = 10000, MESSAGE_BYTES_MAX = 1 << 20, URL_MAX = 512 };

static bool is_here(const char *host)
{
    return strcmp(host, "127.0.0.1") == 0 || strcmp(host, "[::1]") == 0
           || strcmp(host, "localhost") == 0;
}

struct address {
    char *scheme, *host, *path, *user; // libcurl's
};

static const char *fault_of(const struct address *address, const struct mail_server *server)
{
    bool open = address->scheme && strcmp(address->scheme, "smtp") == 0;

    if (!open && !(address->scheme && strcmp(address->scheme, "smtps") == 0))
        return "smtp://HOST:PORT or smtps://HOST:PORT is wanted";
    if (!address->host || address->user || (address->path && strcmp(address->path, "/") != 0))
        return "only a host and a port may stand in it";
    if (server->plain && !(open && is_here(address->host)))
        return "without TLS only a server on this machine is possible (smtp://127.0.0.1)";
    return NULL;
}

enum err mail_check(const struct mail_server *server, struct error *error)
{
    struct address address = {NULL, NULL, NULL, NULL};
    CURLU *url = curl_url();
    const char *why = "it is no address";

    if (url && strlen(server->url) <= URL_MAX
        && curl_url_set(url, CURLUPART_URL, server->url, 0) == CURLUE_OK) {
        curl_url_get(url, CURLUPART_SCHEME, &address.scheme, 0);
        curl_url_get(url, CURLUPART_HOST, &address.host, 0);
        curl_url_get(url, CURLUPART_PATH, &address.path, 0);
        curl_url_get(url, CURLUPART_USER, &address.user, 0);
        why = fault_of(&address, server);
    }
    curl_free(address.scheme);
    curl_free(address.host);
    curl_free(address.path);
    curl_free(address.user);
    curl_url_cleanup(url);
    return why ? error_set(error, ERR_INVALID, "\"%.200s\": %s", server->url, why) : ERR_OK;
}

struct sending {
    const struct mail_server *server;
    CURL *handle;
    struct curl_slist *to;
    struct buffer bytes;
    size_t sent;
    char reason[CURL_ERROR_SIZE];
};

static size_t give(char *out, size_t size, size_t count, void *ctx)
{
    struct sending *sending = ctx;
    size_t left = sending->bytes.len - sending->sent,
           len = size * count < left ? size * count : left;

    if (len > 0)
        memcpy(out, sending->bytes.data + sending->sent, len);
    sending->sent += len;
    return len;
}

static int look_at_stop(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const struct sending *sending = ctx;

    (void)a, (void)b, (void)c, (void)d;
    return sending->server->stop && *sending->server->stop;
}

static CURLcode set_server(struct sending *sending)
{
    const struct mail_server *server = sending->server;
    struct curl_blob ca = {.data = (void *)(uintptr_t)server->ca_pem.data,
                           .len = server->ca_pem.len,
                           .flags = CURL_BLOB_NOCOPY};
    CURL *handle = sending->handle;
    CURLcode bad = CURLE_OK;

    bad |= curl_easy_setopt(handle, CURLOPT_URL, server->url);
    bad |= curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    bad |= curl_easy_setopt(handle, CURLOPT_NOPROXY, "*");
    bad |= curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    bad |= curl_easy_setopt(handle, CURLOPT_USE_SSL,
                            server->plain ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
    bad |= curl_easy_setopt(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    bad |= curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    bad |= curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    if (ca.len)
        bad |= curl_easy_setopt(handle, CURLOPT_CAINFO_BLOB, &ca);
    if (server->user) {
        bad |= curl_easy_setopt(handle, CURLOPT_USERNAME, server->user);
        bad |= curl_easy_setopt(handle, CURLOPT_PASSWORD, server->password);
    }
    bad |= curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
    bad |= curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)server->timeout_ms);
    return bad;
}

static CURLcode set_message(struct sending *sending, const struct mail_message *message)
{
    CURL *handle = sending->handle;
    CURLcode bad = CURLE_OK;

    sending->to = curl_slist_append(NULL, message->to);
    if (!sending->to || sending->bytes.failed)
        return CURLE_OUT_OF_MEMORY;
    bad |= curl_easy_setopt(handle, CURLOPT_MAIL_FROM, message->from);
    bad |= curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, sending->to);
    bad |= curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
    bad |= curl_easy_setopt(handle, CURLOPT_READFUNCTION, give);
    bad |= curl_easy_setopt(handle, CURLOPT_READDATA, sending);
    bad |= curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    bad |= curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, look_at_stop);
    bad |= curl_easy_setopt(handle, CURLOPT_XFERINFODATA, sending);
    bad |= curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, sending->reason);
    return bad;
}

static enum err judge(const struct sending *sending, CURLcode code, struct error *error)
{
    static const struct {
        CURLcode code;
        enum err err;
    } verdicts[] = {
        {CURLE_ABORTED_BY_CALLBACK, ERR_CANCELLED}, {CURLE_OPERATION_TIMEDOUT, ERR_TIMEOUT},
        {CURLE_PEER_FAILED_VERIFICATION, ERR_TLS},  {CURLE_SSL_CONNECT_ERROR, ERR_TLS},
        {CURLE_SSL_CACERT_BADFILE, ERR_TLS},        {CURLE_USE_SSL_FAILED, ERR_DENIED},
        {CURLE_LOGIN_DENIED, ERR_DENIED},           {CURLE_SEND_ERROR, ERR_DENIED},
        {CURLE_WEIRD_SERVER_REPLY, ERR_DENIED},     {CURLE_OUT_OF_MEMORY, ERR_INTERNAL},
    };
    const char *why = sending->reason[0] ? sending->reason : curl_easy_strerror(code);

    for (size_t i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++)
        if (verdicts[i].code == code)
            return error_set(error, verdicts[i].err, "%s", why);
    return error_set(error, ERR_NETWORK, "%s", why);
}

enum err mail_send(const struct mail_server *server, const struct mail_message *message,
                   int *status, struct error *error)
{
    struct sending sending = {.server = server, .handle = curl_easy_init()};
    enum err result = mail_check(server, error);
    CURLcode code = CURLE_OUT_OF_MEMORY;
    long answer = 0;

    *status = 0;
    buffer_init(&sending.bytes, MESSAGE_BYTES_MAX);
    mail_text_format(message, &sending.bytes);
    if (result == ERR_OK && sending.handle) {
        code = set_server(&sending);
        if (code == CURLE_OK)
            code = set_message(&sending, message);
        if (code == CURLE_OK)
            code = curl_easy_perform(sending.handle);
        curl_easy_getinfo(sending.handle, CURLINFO_RESPONSE_CODE, &answer);
        *status = (int)answer;
    }
    if (result == ERR_OK && code != CURLE_OK)
        result = judge(&sending, code, error);
    curl_easy_cleanup(sending.handle);
    curl_slist_free_all(sending.to);
    buffer_clear(&sending.bytes);
    return result;
}
