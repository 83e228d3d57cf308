// SPDX-License-Identifier: Apache-2.0
#include "shared/net/curl_flight.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LINE_BYTES_MAX = 20 << 10 };

static size_t take_body(char *bytes, size_t size, size_t count, void *ctx)
{
    struct curl_flight *flight = ctx;

    if (buffer_append(&flight->ticket->reply->body, bytes, size * count))
        return size * count;
    flight->overflowed = true;
    return 0;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *ctx)
{
    struct curl_flight *flight = ctx;
    struct buffer *headers = &flight->ticket->reply->headers;
    size_t len = size * count;

    if (len >= 5 && memcmp(bytes, "HTTP/", 5) == 0)
        buffer_reset(headers); // an interim answer came before
    else if (len > 2 && !buffer_append(headers, bytes, len))
        flight->overflowed = true;
    return flight->overflowed ? 0 : len;
}

static bool add_header(struct curl_flight *flight, const char *name, const char *value)
{
    struct curl_slist *list;
    struct buffer line;

    buffer_init(&line, LINE_BYTES_MAX);
    // libcurl takes "Name:" as an order to leave its own header out, "Name;" as an empty one.
    buffer_printf(&line, "%s%s%s", name, !value ? ":" : *value ? ": " : ";", value ? value : "");
    list = line.failed ? NULL : curl_slist_append(flight->headers, line.data);
    if (list)
        flight->headers = list;
    buffer_clear(&line);
    return list != NULL;
}

static bool add_headers(struct curl_flight *flight, const struct transport_call *call)
{
    static const char *const unwanted[] = {"Accept", "Expect", "Content-Type"};
    struct http_request view = {.headers = call->headers, .header_count = call->header_count};
    bool good = true;

    for (size_t i = 0; i < call->header_count && good; i++)
        good = add_header(flight, call->headers[i].name, call->headers[i].value);
    for (size_t i = 0; i < sizeof(unwanted) / sizeof(*unwanted) && good; i++)
        if (!http_request_header(&view, unwanted[i], NULL))
            good = add_header(flight, unwanted[i], NULL);
    return good;
}

static CURLcode set_method(CURL *handle, const struct transport_call *call)
{
    bool sends = call->method == HTTP_POST || call->method == HTTP_PUT || call->method == HTTP_PATCH
                 || call->body.len;
    CURLcode bad = CURLE_OK;

    if (call->method == HTTP_HEAD)
        bad |= curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    if (sends) {
        bad |= curl_easy_setopt(handle, CURLOPT_POST, 1L);
        bad |= curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->body.len);
        bad |= curl_easy_setopt(handle, CURLOPT_POSTFIELDS, call->body.len ? call->body.data : "");
    }
    if (call->method != (sends ? HTTP_POST : HTTP_GET) && call->method != HTTP_HEAD)
        bad |= curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, http_method_name(call->method));
    return bad;
}

static enum err prepare(struct curl_flight *flight, const struct curl_profile *profile,
                        const struct transport_call *call)
{
    CURL *handle = flight->handle;
    CURLcode bad = CURLE_OK;
    struct buffer url;

    if (curl_profile_apply(profile, handle) || !add_headers(flight, call))
        return ERR_INTERNAL;
    buffer_init(&url, LINE_BYTES_MAX);
    buffer_printf(&url, "%s%s", curl_profile_base(profile), call->path);
    bad |= url.failed ? CURLE_URL_MALFORMAT : curl_easy_setopt(handle, CURLOPT_URL, url.data);
    buffer_clear(&url);
    bad |= set_method(handle, call);
    // Exactly the path that was asked for, dots and all.
    bad |= curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L);
    bad |= curl_easy_setopt(handle, CURLOPT_HTTPHEADER, flight->headers);
    bad |= curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)call->timeout_ms);
    bad |= curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
    bad |= curl_easy_setopt(handle, CURLOPT_WRITEDATA, flight);
    bad |= curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_header);
    bad |= curl_easy_setopt(handle, CURLOPT_HEADERDATA, flight);
    bad |= curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, flight->reason);
    bad |= curl_easy_setopt(handle, CURLOPT_PRIVATE, flight);
    return bad == CURLE_OK ? ERR_OK : ERR_INTERNAL;
}

static void ground(struct curl_flight *flight)
{
    // The handle lets go of what it borrowed.
    curl_easy_reset(flight->handle);
    curl_slist_free_all(flight->headers);
    flight->headers = NULL;
    flight->ticket = NULL;
}

enum err curl_flight_launch(struct curl_flight *flight, const struct curl_profile *profile,
                            CURLM *multi, struct transport_ticket *ticket)
{
    enum err err;

    if (!flight->handle)
        flight->handle = curl_easy_init();
    if (!flight->handle)
        return ERR_INTERNAL;
    flight->ticket = ticket;
    flight->overflowed = false;
    flight->reason[0] = '\0';
    ticket->done = false;
    ticket->reply->status = 0;
    buffer_reset(&ticket->reply->body);
    buffer_reset(&ticket->reply->headers);
    err = prepare(flight, profile, ticket->call);
    if (!err && curl_multi_add_handle(multi, flight->handle) != CURLM_OK)
        err = ERR_INTERNAL;
    if (err)
        ground(flight);
    return err;
}

// A connection that is cut is the network's doing, in the middle of a handshake too; an alert, a
// certificate that does not please or a record that does not open is the other side's.
static enum err judge_tls(const struct curl_flight *flight)
{
    long os_error = 0;

    curl_easy_getinfo(flight->handle, CURLINFO_OS_ERRNO, &os_error);
    return os_error == ECONNRESET || os_error == EPIPE || os_error == ETIMEDOUT
                   || strstr(flight->reason, "SSL_ERROR_SYSCALL")
                   || strstr(flight->reason, "unexpected eof")
               ? ERR_NETWORK
               : ERR_TLS;
}

static enum err judge(const struct curl_flight *flight, CURLcode code)
{
    // What is not listed is the network's fault.
    static const struct {
        CURLcode code;
        enum err err;
    } verdicts[] = {
        {CURLE_OK, ERR_OK},
        {CURLE_OPERATION_TIMEDOUT, ERR_TIMEOUT},
        {CURLE_PEER_FAILED_VERIFICATION, ERR_TLS},
        {CURLE_SSL_PINNEDPUBKEYNOTMATCH, ERR_TLS},
        {CURLE_SSL_ISSUER_ERROR, ERR_TLS},
        {CURLE_SSL_INVALIDCERTSTATUS, ERR_TLS},
        {CURLE_SSL_CLIENTCERT, ERR_TLS},
        {CURLE_SSL_CERTPROBLEM, ERR_TLS},
        {CURLE_SSL_CACERT_BADFILE, ERR_TLS},
        {CURLE_SSL_CIPHER, ERR_TLS},
        {CURLE_WEIRD_SERVER_REPLY, ERR_PROTOCOL},
        {CURLE_UNSUPPORTED_PROTOCOL, ERR_PROTOCOL},
        {CURLE_BAD_CONTENT_ENCODING, ERR_PROTOCOL},
        {CURLE_URL_MALFORMAT, ERR_INTERNAL},
        {CURLE_OUT_OF_MEMORY, ERR_INTERNAL},
        {CURLE_FAILED_INIT, ERR_INTERNAL},
        {CURLE_BAD_FUNCTION_ARGUMENT, ERR_INTERNAL},
        {CURLE_WRITE_ERROR, ERR_INTERNAL},
    };

    if (flight->overflowed)
        return ERR_TOO_LARGE;
    // With TLS 1.3 a refused certificate shows only when the first answer is read.
    if (code == CURLE_SSL_CONNECT_ERROR
        || (code == CURLE_RECV_ERROR && strstr(flight->reason, "SSL_read")))
        return judge_tls(flight);
    for (size_t i = 0; i < sizeof(verdicts) / sizeof(*verdicts); i++)
        if (verdicts[i].code == code)
            return verdicts[i].err;
    return ERR_NETWORK;
}

void curl_flight_land(struct curl_flight *flight, CURLM *multi, CURLcode code)
{
    struct transport_ticket *ticket = flight->ticket;
    long status = 0;

    ticket->result = judge(flight, code);
    if (ticket->result) {
        error_set(&ticket->error, ticket->result, "%s %s: %s",
                  http_method_name(ticket->call->method), ticket->call->path,
                  flight->reason[0] ? flight->reason : curl_easy_strerror(code));
    } else {
        curl_easy_getinfo(flight->handle, CURLINFO_RESPONSE_CODE, &status);
        ticket->reply->status = (int)status;
    }
    ticket->done = true;
    curl_multi_remove_handle(multi, flight->handle);
    ground(flight);
}

void curl_flight_abort(struct curl_flight *flight, CURLM *multi)
{
    struct transport_ticket *ticket = flight->ticket;

    ticket->result = error_set(&ticket->error, ERR_CANCELLED, "%s %s",
                               http_method_name(ticket->call->method), ticket->call->path);
    ticket->done = true;
    curl_multi_remove_handle(multi, flight->handle);
    ground(flight);
}

void curl_flight_free(struct curl_flight *flight)
{
    curl_slist_free_all(flight->headers);
    curl_easy_cleanup(flight->handle);
    *flight = (struct curl_flight){0};
}
