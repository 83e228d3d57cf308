// SPDX-License-Identifier: Apache-2.0
#include "shared/web/guard.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { HOST_TEXT = 64, SHOWN_BYTES = 80, HTTPS_PORT = 443 };

// A header that may stand once. False, with *error set, when it stands twice.
static bool once(const struct http_request *request, const char *name, const char **value,
                 struct error *error)
{
    bool twice;

    *value = http_request_header(request, name, &twice);
    if (twice)
        error_set(error, ERR_DENIED, "%s stands twice in the request", name);
    return !twice;
}

static enum err refuse(struct error *error, const char *name, const char *value)
{
    char shown[SHOWN_BYTES];

    text_copy(shown, sizeof(shown), span_of(value ? value : ""));
    text_flatten(shown);
    return error_set(error, ERR_DENIED, "%s \"%s\" is not of this interface's own page", name,
                     shown);
}

// "192.168.1.5:7444" or "[fe80::1]:7444"; without the port when that is 443.
static bool is_literal(const char *host, uint16_t port)
{
    struct in6_addr address;
    char text[HOST_TEXT];
    const char *end = *host == '[' ? strchr(host, ']') : strchrnul(host, ':');
    uint64_t number = HTTPS_PORT;
    size_t skip = *host == '[';

    if (!end
        || !text_copy(text, sizeof(text), (struct span){host + skip, (size_t)(end - host) - skip})
        || inet_pton(skip ? AF_INET6 : AF_INET, text, &address) != 1)
        return false;
    end += skip;
    if (*end && (*end != ':' || !text_parse_u64(span_of(end + 1), &number)))
        return false;
    return number == port;
}

static bool is_ours(const struct guard_origin *origin, const char *host)
{
    for (size_t i = 0; i < origin->host_count; i++)
        if (strcmp(host, origin->hosts[i]) == 0)
            return true;
    return origin->literal_port && is_literal(host, origin->literal_port);
}

static enum err check_host(const struct guard_origin *origin, const struct http_request *request,
                           const char **out, struct error *error)
{
    const char *host;

    if (!once(request, "Host", &host, error))
        return ERR_DENIED;
    if (!host || !is_ours(origin, host))
        return refuse(error, "Host", host);
    *out = host;
    return ERR_OK;
}

static enum err check_from(const char *scheme, const char *host, const struct http_request *request,
                           struct error *error)
{
    size_t len = strlen(scheme);
    const char *from;

    if (!once(request, "Origin", &from, error))
        return ERR_DENIED;
    if (from && (strncmp(from, scheme, len) != 0 || strcmp(from + len, host) != 0))
        return refuse(error, "Origin", from);
    return ERR_OK;
}

// A person opened the address in a tab of its own.
static bool is_opening(const struct http_request *request)
{
    const char *mode = http_request_header(request, "Sec-Fetch-Mode", NULL);
    const char *dest = http_request_header(request, "Sec-Fetch-Dest", NULL);

    return (request->method == HTTP_GET || request->method == HTTP_HEAD) && mode && dest
           && strcmp(mode, "navigate") == 0 && strcmp(dest, "document") == 0;
}

static enum err check_fetch(const struct guard_wish *wish, const struct http_request *request,
                            struct error *error)
{
    const char *site;

    if (!once(request, "Sec-Fetch-Site", &site, error))
        return ERR_DENIED;
    if (!site || strcmp(site, "same-origin") == 0)
        return ERR_OK;
    if (strcmp(site, "none") == 0 && wish->page && is_opening(request))
        return ERR_OK;
    return refuse(error, "Sec-Fetch-Site", site);
}

// The type without its parameters, of which only a charset that says UTF-8 is heard.
static bool is_json(const char *type)
{
    static const char json[] = "application/json";
    const char *rest;

    if (strncasecmp(type, json, sizeof(json) - 1) != 0)
        return false;
    rest = type + sizeof(json) - 1;
    if (!*rest)
        return true;
    if (*rest++ != ';')
        return false;
    while (*rest == ' ')
        rest++;
    return strcasecmp(rest, "charset=utf-8") == 0;
}

// "image/" and a name of letters, digits, '.', '+' and '-'; or application/octet-stream.
static bool is_raw(const char *type)
{
    static const char image[] = "image/";
    const char *name;

    if (strcasecmp(type, "application/octet-stream") == 0)
        return true;
    if (strncasecmp(type, image, sizeof(image) - 1) != 0)
        return false;
    name = type + sizeof(image) - 1;
    if (!*name)
        return false;
    for (; *name; name++)
        if (!((*name | 0x20) >= 'a' && (*name | 0x20) <= 'z') && !(*name >= '0' && *name <= '9')
            && !strchr(".+-", *name))
            return false;
    return true;
}

static enum err check_change(const struct guard_wish *wish, const struct http_request *request,
                             struct error *error)
{
    const char *mark, *type;

    if (request->method == HTTP_GET || request->method == HTTP_HEAD)
        return error_set(error, ERR_DENIED, "%s changes nothing",
                         http_method_name(request->method));
    if (!once(request, "X-Plumb", &mark, error) || !once(request, "Content-Type", &type, error))
        return ERR_DENIED;
    if (!mark || strcmp(mark, "1") != 0)
        return refuse(error, "X-Plumb", mark);
    if (!type || (!is_json(type) && !(wish->raw && is_raw(type))))
        return refuse(error, "Content-Type", type);
    return ERR_OK;
}

enum err guard_check_origin(const struct guard_origin *origin, const struct guard_wish *wish,
                            const struct http_request *request, struct error *error)
{
    const char *host = NULL;
    enum err err = check_host(origin, request, &host, error);

    if (err == ERR_OK)
        err = check_from(origin->scheme, host, request, error);
    if (err == ERR_OK)
        err = check_fetch(wish, request, error);
    if (err == ERR_OK && request->method == HTTP_OPTIONS)
        err = error_set(error, ERR_METHOD, "OPTIONS: other sites have nothing to ask here");
    if (err == ERR_OK && wish->changes)
        err = check_change(wish, request, error);
    return err;
}

enum err guard_check(uint16_t port, const struct guard_wish *wish,
                     const struct http_request *request, struct error *error)
{
    char numeric[HOST_TEXT], named[HOST_TEXT];
    const struct guard_origin origin
        = {.scheme = "http://", .hosts = (const char *const[]){numeric, named}, .host_count = 2};

    snprintf(numeric, sizeof(numeric), "127.0.0.1:%u", (unsigned)port);
    snprintf(named, sizeof(named), "localhost:%u", (unsigned)port);
    return guard_check_origin(&origin, wish, request, error);
}
