// SPDX-License-Identifier: Apache-2.0
// Bytes of an HTTP request, in pieces of a size that the first byte says: bounded, and the same
// request whatever the pieces.
#include "shared/net/http_intake.h"

#include <assert.h>
#include <string.h>

enum { BODY_MAX = 1000, BUDGET_BYTES = 4000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t body_limit(void *ctx, enum http_method method, const char *path)
{
    (void)ctx;
    assert(path[0] == '/');
    return method == HTTP_GET ? 0 : BODY_MAX;
}

static size_t feed(struct http_intake *intake, const char *bytes, size_t len, size_t piece)
{
    size_t at = 0;

    while (at < len && intake->state != HTTP_INTAKE_WHOLE && intake->state != HTTP_INTAKE_REFUSED) {
        size_t part = piece < len - at ? piece : len - at;
        size_t used = http_intake_take(intake, bytes + at, part);

        assert(used <= part);
        assert(used == part || intake->state == HTTP_INTAKE_WHOLE
               || intake->state == HTTP_INTAKE_REFUSED);
        at += used;
    }
    assert(intake->body.len <= BODY_MAX);
    assert(intake->head_bytes.len <= HTTP_HEAD_BYTES_MAX);
    assert((intake->refusal.status != 0) == (intake->state == HTTP_INTAKE_REFUSED));
    return at;
}

static void compare(const struct http_intake *a, const struct http_intake *b)
{
    assert(a->state == b->state);
    assert(a->head.method == b->head.method);
    assert(strcmp(a->head.path, b->head.path) == 0);
    assert(strcmp(a->head.query, b->head.query) == 0);
    assert(a->head.header_count == b->head.header_count);
    assert(a->body.len == b->body.len);
    assert(!a->body.len || memcmp(a->body.data, b->body.data, a->body.len) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct http_budget budget = {.max = BUDGET_BYTES};
    const struct http_intake_rules rules = {.body_limit = body_limit, .bodies = &budget};
    struct http_intake whole, pieces;
    size_t used_whole, used_pieces;

    if (!size)
        return 0;
    http_intake_init(&whole, &rules);
    http_intake_init(&pieces, &rules);
    used_whole = feed(&whole, (const char *)data + 1, size - 1, size);
    used_pieces = feed(&pieces, (const char *)data + 1, size - 1, data[0] % 61U + 1U);
    assert(budget.used <= BUDGET_BYTES);
    if (whole.state == HTTP_INTAKE_WHOLE) {
        compare(&whole, &pieces);
        assert(used_whole == used_pieces);
    }
    http_intake_clear(&whole);
    http_intake_clear(&pieces);
    assert(budget.used == 0);
    return 0;
}
