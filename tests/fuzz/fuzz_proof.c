// SPDX-License-Identifier: Apache-2.0
// A proof's header that was read formats to one that reads the same; whatever a line says, what is
// kept of it stays within its bounds.
#include "shared/wire/proof_message.h"

#include <stdlib.h>
#include <string.h>

enum { RECORDS = 200, MOST = 8 << 20 };

static void must_be_equal(const struct buffer *first, const struct buffer *second)
{
    if (first->failed || second->failed || first->len != second->len
        || memcmp(first->data, second->data, first->len) != 0)
        abort();
}

static void check_request(struct span body)
{
    struct proof_request request = {0}, again = {0};
    struct buffer first, second;
    struct span rest;

    buffer_init(&first, MOST);
    buffer_init(&second, MOST);
    if (proof_request_parse(body, &request, &rest, NULL) == ERR_OK) {
        proof_request_format(&request, &first);
        if (proof_request_parse((struct span){first.data, first.len}, &again, &rest, NULL))
            abort();
        proof_request_format(&again, &second);
        must_be_equal(&first, &second);
    }
    proof_request_clear(&request);
    proof_request_clear(&again);
    buffer_clear(&first);
    buffer_clear(&second);
}

static void check_reply(struct span body)
{
    struct proof_reply reply = {0}, again = {0};
    struct buffer first, second;
    struct span rest;

    buffer_init(&first, MOST);
    buffer_init(&second, MOST);
    if (proof_reply_parse(body, &reply, &rest, NULL) == ERR_OK) {
        proof_reply_format(&reply, &first);
        if (proof_reply_parse((struct span){first.data, first.len}, &again, &rest, NULL))
            abort();
        proof_reply_format(&again, &second);
        must_be_equal(&first, &second);
    }
    proof_reply_clear(&reply);
    proof_reply_clear(&again);
    buffer_clear(&first);
    buffer_clear(&second);
}

static struct proof_set *sample(void)
{
    static struct proof_set set;

    for (uint32_t i = 0; set.count < RECORDS; i++) {
        struct uuid id = {{0}};

        memcpy(id.bytes, &i, sizeof(i));
        proof_set_add(&set, &id, span_of("state"));
    }
    return &set;
}

static void check_lines(struct span rest)
{
    struct proof_walk walk = {0};
    struct proof_told told;
    struct uuid id;
    struct span line;
    bool cut, found;

    while (wire_line(&rest, &line, &cut)) {
        if (proof_walk_hear(sample(), line, &walk, &told, NULL) == ERR_OK
            && told.range.digits > PROOF_DIGITS_MAX)
            abort();
        proof_record_parse(line, &id, &found, NULL);
    }
    if (walk.range_count > PROOF_RANGES_MAX || walk.places.count > PROOF_PLACES_MAX)
        abort();
    proof_walk_clear(&walk);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span body = {(const char *)data, size};

    check_request(body);
    check_reply(body);
    check_lines(body);
    return 0;
}
