// SPDX-License-Identifier: Apache-2.0
// The embedded files of an interface: pages, modules and styles, compressed, served as they are.
#ifndef PLUMB_SHARED_WEB_ASSET_H
#define PLUMB_SHARED_WEB_ASSET_H

#include "shared/net/http.h"

// Made by tools/embed_web.
struct asset {
    const char *path;   // begins with '/'
    const char *type;   // Content-Type
    const char *digest; // 32 hex digits of the SHA-256 of the plain bytes
    const unsigned char *bytes;
    size_t size, plain_size; // of the gzip bytes, and of what they hold
};

// The asset with exactly this path ("/" is "/index.html"), or NULL. `table` is sorted by path.
const struct asset *asset_find(const struct asset *table, size_t count, const char *path);
// Whether an asset is a page of its own: what a person may open by its address.
bool asset_is_page(const struct asset *asset);
// Fills a response that has its guard headers, and nothing else, with the asset: 200, 304 when the
// client has it, 406 in words when it takes no gzip. The caller has seen to it that the method is
// GET or HEAD.
void asset_answer(const struct asset *asset, const struct http_request *request,
                  struct http_response *response);

#endif
