// SPDX-License-Identifier: Apache-2.0
#include "shared/net/web_hook.h"

#include "shared/base/buffer.h"
#include "shared/base/memory.h"
#include "shared/crypto/hash.h"
#include "shared/net/address_guard.h"

#include <curl/curl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNECT_TIMEOUT_MS = 10000, ANSWER_BYTES_MAX = 64 << 10, LINE_BYTES = 256 };

static bool part(CURLU *url, CURLUPart which, const char *wanted)
{
    char *text = NULL;
    CURLUcode code = curl_url_get(url, which, &text, 0);
    bool good = wanted ? code == CURLUE_OK && strcmp(text, wanted) == 0 : code != CURLUE_OK;

    curl_free(text);
    return good;
}

enum err web_hook_check(const char *text, struct error *error)
{
    CURLU *url = curl_url();
    const char *why = NULL;

    if (!url)
        return error_set(error, ERR_INTERNAL, "no memory for an address");
    if (strlen(text) > WEB_HOOK_URL_MAX || !text_plain(span_of(text))
        || curl_url_set(url, CURLUPART_URL, text, 0) != CURLUE_OK)
        why = "这不是网址 it is no address";
    else if (!part(url, CURLUPART_SCHEME, "https"))
        why = "只能用 https://，内容不给别人看 only https:// is possible: what is sent is nobody "
              "else's";
    else if (!part(url, CURLUPART_USER, NULL) || !part(url, CURLUPART_PASSWORD, NULL))
        why = "网址里不能有用户名或密码 it must not hold a user or password: the signature says "
              "who "
              "sends";
    else if (!part(url, CURLUPART_FRAGMENT, NULL))
        why = "网址里不能有 # it must not hold a fragment (#…)";
    curl_url_cleanup(url);
    return why ? error_set(error, ERR_INVALID, "\"%.200s\": %s", text, why) : ERR_OK;
}

void web_hook_sign(const struct web_hook_call *call, char out[WEB_HOOK_SIGNATURE])
{
    struct buffer signed_bytes, text;
    struct digest mac;

    buffer_init(&signed_bytes, call->body.len + LINE_BYTES);
    buffer_init(&text, WEB_HOOK_SIGNATURE);
    buffer_printf(&signed_bytes, "%s.%" PRId64 ".", call->id, call->at_s);
    buffer_append(&signed_bytes, call->body.data, call->body.len);
    mac_full(call->key, signed_bytes.data, signed_bytes.len, &mac);
    buffer_append_text(&text, "v1,");
    buffer_append_base64(&text, mac.bytes, sizeof(mac.bytes));
    text_copy(out, WEB_HOOK_SIGNATURE, (struct span){text.data, text.len});
    buffer_clear(&signed_bytes);
    buffer_clear(&text);
}

struct post {
    const struct web_hook_call *call;
    CURL *handle;
    struct curl_slist *headers;
    size_t answered;
    bool kept_out; // the address was refused
    char reason[CURL_ERROR_SIZE];
};

static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct post *post = ctx;

    (void)purpose;
    if (!post->call->allow_private
        && !address_guard_is_public(&address->addr, (socklen_t)address->addrlen)) {
        post->kept_out = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// What it says is of no interest beyond its status; more than a little is not waited for.
static size_t take_answer(char *bytes, size_t size, size_t count, void *ctx)
{
    struct post *post = ctx;

    (void)bytes;
    post->answered += size * count;
    return post->answered > ANSWER_BYTES_MAX ? 0 : size * count;
}

static int look_at_stop(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const struct post *post = ctx;

    (void)a, (void)b, (void)c, (void)d;
    return post->call->stop && *post->call->stop;
}

static bool add_header(struct post *post, const char *line)
{
    struct curl_slist *list = curl_slist_append(post->headers, line);

    if (list)
        post->headers = list;
    return list != NULL;
}

static bool add_headers(struct post *post)
{
    char signature[WEB_HOOK_SIGNATURE], line[LINE_BYTES];
    bool good = add_header(post, "Content-Type: application/json") && add_header(post, "Expect:")
                && add_header(post, "User-Agent: plumbline");

    web_hook_sign(post->call, signature);
    snprintf(line, sizeof(line), "webhook-id: %s", post->call->id);
    good = good && add_header(post, line);
    snprintf(line, sizeof(line), "webhook-timestamp: %" PRId64, post->call->at_s);
    good = good && add_header(post, line);
    snprintf(line, sizeof(line), "webhook-signature: %s", signature);
    return good && add_header(post, line);
}

static CURLcode set_limits(CURL *handle, const struct web_hook_call *call)
{
    CURLcode bad = CURLE_OK;

    bad |= curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "https");
    bad |= curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    bad |= curl_easy_setopt(handle, CURLOPT_NOPROXY, "*");
    bad |= curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    bad |= curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
    bad |= curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)call->timeout_ms);
    bad |= curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    bad |= curl_easy_setopt(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    bad |= curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    bad |= curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    return bad;
}

static CURLcode set_up(struct post *post)
{
    const struct web_hook_call *call = post->call;
    struct curl_blob ca
        = {.data = (void *)(uintptr_t)call->ca_pem.data, .len = call->ca_pem.len, .flags = 0};
    CURL *handle = post->handle;
    CURLcode bad = set_limits(handle, call);

    ca.flags = CURL_BLOB_NOCOPY;
    if (ca.len)
        bad |= curl_easy_setopt(handle, CURLOPT_CAINFO_BLOB, &ca);
    bad |= curl_easy_setopt(handle, CURLOPT_URL, call->url);
    bad |= curl_easy_setopt(handle, CURLOPT_HTTPHEADER, post->headers);
    bad |= curl_easy_setopt(handle, CURLOPT_POST, 1L);
    bad |= curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->body.len);
    bad |= curl_easy_setopt(handle, CURLOPT_POSTFIELDS, call->body.len ? call->body.data : "");
    bad |= curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    bad |= curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, post);
    bad |= curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_answer);
    bad |= curl_easy_setopt(handle, CURLOPT_WRITEDATA, post);
    bad |= curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    bad |= curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, look_at_stop);
    bad |= curl_easy_setopt(handle, CURLOPT_XFERINFODATA, post);
    bad |= curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, post->reason);
    return bad;
}

static enum err judge(const struct post *post, CURLcode code, struct error *error)
{
    const char *why = post->reason[0] ? post->reason : curl_easy_strerror(code);

    if (post->kept_out)
        return error_set(
            error, ERR_DENIED,
            "这个地址在内网，而这个接收方不许去内网；没有发出 the address leads into a "
            "private network (or this machine), which this receiver is not allowed; "
            "nothing was sent");
    switch (code) {
    case CURLE_ABORTED_BY_CALLBACK:
        return error_set(error, ERR_CANCELLED, "the server stops");
    case CURLE_OPERATION_TIMEDOUT:
        return error_set(error, ERR_TIMEOUT, "%s", why);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
        return error_set(error, ERR_TLS, "%s", why);
    default:
        return error_set(error, ERR_NETWORK, "%s", why);
    }
}

enum err web_hook_post(const struct web_hook_call *call, int *status, struct error *error)
{
    struct post post = {.call = call, .handle = curl_easy_init()};
    enum err result = web_hook_check(call->url, error);
    CURLcode code = CURLE_FAILED_INIT;
    long answer = 0;

    *status = 0;
    if (result == ERR_OK && post.handle && add_headers(&post) && set_up(&post) == CURLE_OK) {
        code = curl_easy_perform(post.handle);
        curl_easy_getinfo(post.handle, CURLINFO_RESPONSE_CODE, &answer);
        *status = (int)answer;
    }
    // A long answer was cut off, but its status is known.
    if (result == ERR_OK && code != CURLE_OK && !(code == CURLE_WRITE_ERROR && answer))
        result = judge(&post, code, error);
    curl_easy_cleanup(post.handle);
    curl_slist_free_all(post.headers);
    return result;
}
