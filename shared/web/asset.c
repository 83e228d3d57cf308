// SPDX-License-Identifier: Apache-2.0
#include "shared/web/asset.h"

#include "shared/web/web_answer.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int by_path(const void *path, const void *asset)
{
    return strcmp(path, ((const struct asset *)asset)->path);
}

const struct asset *asset_find(const struct asset *table, size_t count, const char *path)
{
    if (strcmp(path, "/") == 0)
        path = "/index.html";
    return bsearch(path, table, count, sizeof(*table), by_path);
}

bool asset_is_page(const struct asset *asset)
{
    return strncmp(asset->type, "text/html", 9) == 0;
}

static struct span trim(struct span text)
{
    while (text.len && (*text.data == ' ' || *text.data == '\t')) {
        text.data++;
        text.len--;
    }
    while (text.len && (text.data[text.len - 1] == ' ' || text.data[text.len - 1] == '\t'))
        text.len--;
    return text;
}

// Cuts the next member off a comma-separated list; false at its end.
static bool next_member(struct span *list, struct span *member)
{
    const char *comma;

    if (!list->data)
        return false;
    comma = memchr(list->data, ',', list->len);
    *member = *list;
    if (comma) {
        member->len = (size_t)(comma - list->data);
        *list = (struct span){comma + 1, list->len - member->len - 1};
    } else {
        *list = (struct span){0};
    }
    *member = trim(*member);
    return true;
}

// Whether one member of Accept-Encoding lets gzip in ("gzip", "x-gzip;q=0.5", "*"), or shuts it out
// ("gzip;q=0"). RFC 9110 section 12.5.3.
static void judge_coding(struct span member, bool *named, bool *allowed)
{
    const char *semicolon = memchr(member.data, ';', member.len);
    struct span name = member, weight = {0};
    bool star, zero = false;

    if (semicolon) {
        name = trim((struct span){member.data, (size_t)(semicolon - member.data)});
        weight = trim(
            (struct span){semicolon + 1, member.len - (size_t)(semicolon + 1 - member.data)});
        if (weight.len >= 3 && strncasecmp(weight.data, "q=0", 3) == 0) {
            zero = true;
            for (size_t i = 3; i < weight.len; i++)
                zero &= weight.data[i] == '.' || weight.data[i] == '0';
        }
    }
    star = span_is(name, "*");
    if (!star && !(name.len == 4 && strncasecmp(name.data, "gzip", 4) == 0)
        && !(name.len == 6 && strncasecmp(name.data, "x-gzip", 6) == 0))
        return;
    if (star && *named)
        return; // what was said of gzip itself counts
    *named |= !star;
    *allowed = !zero;
}

static bool takes_gzip(const struct http_request *request)
{
    struct span list = span_of(http_request_header(request, "Accept-Encoding", NULL)), member;
    bool named = false, allowed = false;

    while (next_member(&list, &member))
        if (member.len)
            judge_coding(member, &named, &allowed);
    return allowed;
}

// If-None-Match: a list of tags, or "*".
static bool has_already(const struct http_request *request, const char *digest)
{
    struct span list = span_of(http_request_header(request, "If-None-Match", NULL)), member;
    size_t len = strlen(digest);

    while (next_member(&list, &member)) {
        if (span_is(member, "*"))
            return true;
        if (member.len > 2 && memcmp(member.data, "W/", 2) == 0) {
            member.data += 2;
            member.len -= 2;
        }
        if (member.len == len + 2 && member.data[0] == '"' && member.data[len + 1] == '"'
            && memcmp(member.data + 1, digest, len) == 0)
            return true;
    }
    return false;
}

void asset_answer(const struct asset *asset, const struct http_request *request,
                  struct http_response *response)
{
    struct error error;

    if (!takes_gzip(request)) {
        error_set(&error, ERR_VERSION, "%s is stored compressed; the browser must take gzip",
                  asset->path);
        web_answer_error(response, &error);
        response->status = 406;
        return;
    }
    // The address stays the same when the program is upgraded, so it is asked for every time.
    http_response_header(response, "Cache-Control", "no-cache");
    http_response_header(response, "ETag", "\"%s\"", asset->digest);
    http_response_header(response, "Vary", "Accept-Encoding");
    if (has_already(request, asset->digest)) {
        response->status = 304;
        return;
    }
    http_response_header(response, "Content-Type", "%s", asset->type);
    http_response_header(response, "Content-Encoding", "gzip");
    buffer_append(&response->body, asset->bytes, asset->size);
}
