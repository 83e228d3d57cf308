// SPDX-License-Identifier: Apache-2.0
// A header that was read formats to one that reads the same; every line behind it is tried as each
// kind of line, and as journal entry and state.
#include "shared/wire/exchange_request.h"

#include <stdlib.h>
#include <string.h>

static void check_header(const struct exchange_request *request)
{
    struct exchange_request again;
    struct buffer first, second;
    struct span rest;

    buffer_init(&first, 8 << 20);
    buffer_init(&second, 8 << 20);
    exchange_request_init(&again);
    if (!exchange_request_format(request, &first))
        abort();
    if (exchange_request_parse((struct span){first.data, first.len}, &again, &rest, NULL)
        || rest.len || !exchange_request_format(&again, &second) || first.len != second.len
        || memcmp(first.data, second.data, first.len) != 0)
        abort();
    exchange_request_clear(&again);
    buffer_clear(&first);
    buffer_clear(&second);
}

static void check_state(struct span line)
{
    uint8_t mac[MAC_BYTES];
    struct record record;
    struct arena arena;
    struct buffer out;
    struct span state;

    if (state_line_parse(line, mac, &state, NULL))
        return;
    buffer_init(&out, 8 << 20);
    if (state.data < line.data || state.data + state.len > line.data + line.len
        || !state_line_format(mac, state, &out))
        abort();
    buffer_reset(&out);
    arena_init(&arena, 8 << 20);
    if (record_parse(state, &arena, &record, NULL) == ERR_OK) {
        record_format(&record, &out);
        record_clear(&record);
    }
    arena_clear(&arena);
    buffer_clear(&out);
}

static void check_line(struct span line)
{
    struct raw_entry entry;
    struct digest digest;
    struct vector vector;
    struct buffer bytes;
    struct uuid id;

    vector_init(&vector);
    buffer_init(&bytes, 1 << 20);
    raw_entry_parse(line, &entry, &bytes, NULL);
    offer_site_parse(line, &id, &digest, NULL);
    if (offer_vector_parse(line, &id, &vector, NULL) == ERR_OK) {
        buffer_reset(&bytes);
        if (!offer_vector_format(&id, &vector, &bytes))
            abort();
    }
    check_state(line);
    vector_clear(&vector);
    buffer_clear(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct exchange_request request;
    struct span body = {(const char *)data, size}, rest, line;
    bool cut;

    exchange_request_init(&request);
    if (exchange_request_parse(body, &request, &rest, NULL) == ERR_OK)
        check_header(&request);
    exchange_request_clear(&request);
    for (rest = body; wire_line(&rest, &line, &cut);)
        check_line(line);
    return 0;
}
