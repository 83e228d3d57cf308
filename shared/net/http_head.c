// SPDX-License-Identifier: Apache-2.0
#include "shared/net/http_head.h"

#include "shared/base/text.h"

#include <string.h>
#include <strings.h>

enum { TARGET_BYTES_MAX = 8 << 10 };

static bool refuse(struct http_refusal *refusal, int status, enum err code, const char *detail)
{
    *refusal = (struct http_refusal){.status = status, .code = code, .detail = detail};
    return false;
}

static bool malformed(struct http_refusal *refusal, const char *detail)
{
    return refuse(refusal, 400, ERR_PROTOCOL, detail);
}

size_t http_head_end(const char *bytes, size_t len, size_t from)
{
    static const char end[] = {'\r', '\n', '\r', '\n'};
    const char *found;

    from = from > sizeof(end) - 1 ? from - (sizeof(end) - 1) : 0;
    found = from < len ? memmem(bytes + from, len - from, end, sizeof(end)) : NULL;
    return found ? (size_t)(found - bytes) + sizeof(end) : 0;
}

// tchar of RFC 9110 section 5.6.2.
static bool is_token(const char *text)
{
    static const char extra[] = "!#$%&'*+-.^_`|~";

    if (!*text)
        return false;
    for (; *text; text++) {
        bool letter = (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z');
        bool digit = *text >= '0' && *text <= '9';

        if (!letter && !digit && !strchr(extra, *text))
            return false;
    }
    return true;
}

static bool parse_method(const char *text, enum http_method *out)
{
    for (enum http_method method = HTTP_GET; method <= HTTP_OPTIONS; method++)
        if (strcmp(text, http_method_name(method)) == 0) {
            *out = method;
            return true;
        }
    return false;
}

// origin-form, or absolute-form whose scheme and host are passed over (RFC 9112 section 3.2.2).
static bool parse_target(char *target, struct http_head *out, struct http_refusal *refusal)
{
    char *query;

    if (strlen(target) > TARGET_BYTES_MAX)
        return refuse(refusal, 414, ERR_TOO_LARGE, "the request target is too long");
    for (const char *c = target; *c; c++)
        if ((unsigned char)*c <= 0x20 || (unsigned char)*c >= 0x7F || *c == '#')
            return malformed(refusal, "a character in the request target is not allowed");
    if (strncasecmp(target, "http://", 7) == 0 || strncasecmp(target, "https://", 8) == 0)
        target = strchr(strchr(target, ':') + 3, '/');
    if (!target || *target != '/')
        return malformed(refusal, "the request target is not a path");
    query = strchr(target, '?');
    if (query)
        *query++ = '\0';
    out->path = target;
    out->query = query ? query : "";
    return true;
}

static bool parse_request_line(char *line, struct http_head *out, struct http_refusal *refusal)
{
    char *target = strchr(line, ' ');
    char *version = target ? strchr(target + 1, ' ') : NULL;

    if (!version || strchr(version + 1, ' '))
        return malformed(refusal, "the request line is not METHOD TARGET VERSION");
    *target++ = '\0';
    *version++ = '\0';
    if (!is_token(line))
        return malformed(refusal, "the method is not a word");
    if (strncmp(version, "HTTP/", 5) != 0)
        return malformed(refusal, "the request line does not name HTTP");
    if (strcmp(version, "HTTP/1.1") != 0)
        return refuse(refusal, 505, ERR_VERSION, "only HTTP/1.1 is spoken here");
    if (!parse_method(line, &out->method))
        return refuse(refusal, 501, ERR_METHOD, "the method is not known here");
    return parse_target(target, out, refusal);
}

static char *trim(char *text)
{
    char *end = text + strlen(text);

    while (end > text && (end[-1] == ' ' || end[-1] == '\t'))
        *--end = '\0';
    while (*text == ' ' || *text == '\t')
        text++;
    return text;
}

static bool parse_header_line(char *line, struct http_head *out, struct http_refusal *refusal)
{
    char *colon = strchr(line, ':');

    if (*line == ' ' || *line == '\t')
        return malformed(refusal, "a header line is folded");
    if (!colon)
        return malformed(refusal, "a header line has no colon");
    *colon = '\0';
    if (!is_token(line))
        return malformed(refusal, "a header name is not a word");
    for (const char *c = colon + 1; *c; c++)
        if (((unsigned char)*c < 0x20 && *c != '\t') || *c == 0x7F)
            return malformed(refusal, "a control character stands in a header");
    if (out->header_count == HTTP_HEADERS_MAX)
        return refuse(refusal, 431, ERR_TOO_LARGE, "too many headers");
    out->headers[out->header_count++]
        = (struct http_header){.name = line, .value = trim(colon + 1)};
    return true;
}

// Whether a comma-separated list has this element, without case.
static bool list_has(const char *list, const char *element)
{
    size_t len = strlen(element);

    while (*list) {
        size_t part;

        list += strspn(list, " \t,");
        part = strcspn(list, " \t,");
        if (part == len && strncasecmp(list, element, len) == 0)
            return true;
        list += part;
    }
    return false;
}

static bool parse_framing(struct http_head *out, struct http_refusal *refusal)
{
    struct http_request view = {.headers = out->headers, .header_count = out->header_count};
    bool two_lengths, two_encodings;
    const char *length = http_request_header(&view, "Content-Length", &two_lengths);
    const char *encoding = http_request_header(&view, "Transfer-Encoding", &two_encodings);

    if (two_lengths || two_encodings)
        return malformed(refusal, "the length of the body is stated twice");
    if (length && encoding)
        return malformed(refusal, "both Content-Length and Transfer-Encoding stand in the head");
    if (encoding && strcasecmp(encoding, "chunked") != 0)
        return refuse(refusal, 501, ERR_PROTOCOL, "the transfer encoding is not known here");
    if (length && !text_parse_u64(span_of(length), &out->length))
        return malformed(refusal, "Content-Length is not a number");
    out->chunked = encoding != NULL;
    return true;
}

static bool parse_meaning(struct http_head *out, struct http_refusal *refusal)
{
    struct http_request view = {.headers = out->headers, .header_count = out->header_count};
    const char *expect = http_request_header(&view, "Expect", NULL);

    if (!http_request_header(&view, "Host", NULL))
        return malformed(refusal, "there is not exactly one Host header");
    if (expect && strcasecmp(expect, "100-continue") != 0)
        return refuse(refusal, 417, ERR_PROTOCOL, "the expectation is not known here");
    out->expects_continue = expect != NULL;
    for (size_t i = 0; i < out->header_count; i++)
        if (strcasecmp(out->headers[i].name, "Connection") == 0
            && list_has(out->headers[i].value, "close"))
            out->close = true;
    return parse_framing(out, refusal);
}

bool http_head_parse(char *bytes, size_t len, struct http_head *out, struct http_refusal *refusal)
{
    char *line = bytes, *end = bytes + len - 2; // the empty line itself is not parsed

    *out = (struct http_head){0};
    if (memchr(bytes, '\0', len))
        return malformed(refusal, "a zero byte stands in the head");
    while (line < end) {
        char *stop = memchr(line, '\n', (size_t)(end - line));

        if (!stop || stop == line || stop[-1] != '\r'
            || memchr(line, '\r', (size_t)(stop - line - 1)))
            return malformed(refusal, "a line of the head does not end with CR LF");
        stop[-1] = '\0';
        if (line == bytes ? !parse_request_line(line, out, refusal)
                          : !parse_header_line(line, out, refusal))
            return false;
        line = stop + 1;
    }
    return parse_meaning(out, refusal);
}
