// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/exchange_request.h"

#include "shared/wire/wire_header.h"
#include "shared/wire/wire_value.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define SIZE_OF(type, member) sizeof(((struct type *)0)->member)
#define PLACE(type, member) offsetof(struct type, member), SIZE_OF(type, member)

static const struct json_field header_fields[] = {
    {"agent", JSON_TEXT, PLACE(exchange_request, agent), true, JSON_NO_PRESENT},
    {"epoch", JSON_HEX64, PLACE(exchange_request, epoch), false,
     offsetof(struct exchange_request, epoch_known)},
    {"scope", JSON_U64, PLACE(exchange_request, scope), false,
     offsetof(struct exchange_request, scope_known)},
    {"cursor", JSON_TEXT, PLACE(exchange_request, cursor), false, JSON_NO_PRESENT},
    {"witness", JSON_TEXT, PLACE(exchange_request, witness), false, JSON_NO_PRESENT},
    {"persons", JSON_TEXT, PLACE(exchange_request, persons), false, JSON_NO_PRESENT},
    {"chain", JSON_DIGEST, PLACE(exchange_request, chain), true, JSON_NO_PRESENT},
    {"pull", JSON_INTEGER, PLACE(exchange_request, pull_bytes), true, JSON_NO_PRESENT},
};
static const struct json_field short_fields[] = {
    {"token", JSON_TEXT, PLACE(exchange_request, token), true, JSON_NO_PRESENT},
    {"clock", JSON_INTEGER, PLACE(exchange_request, clock_ms), true, JSON_NO_PRESENT},
};
static const struct json_field push_fields[] = {
    {"from", JSON_DIGEST, PLACE(exchange_push, from), true, JSON_NO_PRESENT},
    {"to", JSON_DIGEST, PLACE(exchange_push, to), true, JSON_NO_PRESENT},
    {"count", JSON_INTEGER, PLACE(exchange_push, count), true, JSON_NO_PRESENT},
    {"raw", JSON_BOOLEAN, PLACE(exchange_push, raw), false, JSON_NO_PRESENT},
    {"break", JSON_BOOLEAN, PLACE(exchange_push, broken), false, JSON_NO_PRESENT},
};
static const struct json_field after_fields[] = {
    {"actor", JSON_HEX64, PLACE(dot, actor), true, JSON_NO_PRESENT},
    {"counter", JSON_U64, PLACE(dot, counter), true, JSON_NO_PRESENT},
};
static const struct json_field unsent_fields[] = {
    {"writes", JSON_INTEGER, PLACE(exchange_unsent, writes), true, JSON_NO_PRESENT},
    {"blobs", JSON_INTEGER, PLACE(exchange_unsent, blobs), true, JSON_NO_PRESENT},
    {"bytes", JSON_INTEGER, PLACE(exchange_unsent, bytes), true, JSON_NO_PRESENT},
    {"oldest", JSON_INTEGER, PLACE(exchange_unsent, oldest_ms), false,
     offsetof(struct exchange_unsent, any)},
};
static const struct json_field clock_fields[] = {
    {"boot", JSON_TEXT, PLACE(write_clock, boot), true, JSON_NO_PRESENT},
    {"mono", JSON_INTEGER, PLACE(write_clock, mono_ms), true, JSON_NO_PRESENT},
    {"wall", JSON_INTEGER, PLACE(write_clock, wall_ms), true, JSON_NO_PRESENT},
    {"offset", JSON_INTEGER, PLACE(write_clock, offset_ms), false,
     offsetof(struct write_clock, offset_known)},
};
static const struct json_field storage_fields[] = {
    {"free", JSON_INTEGER, PLACE(exchange_request, storage_free), true, JSON_NO_PRESENT},
};

void exchange_request_init(struct exchange_request *request)
{
    *request = (struct exchange_request){.protocol_low = PROTOCOL_VERSION,
                                         .protocol_high = PROTOCOL_VERSION};
}

void exchange_request_clear(struct exchange_request *request)
{
    vector_clear(&request->actors);
    vector_clear(&request->push.trim);
    mem_free(request->have);
    mem_free(request->dropped);
    exchange_request_init(request);
}

// "" is null.
static void put_position(struct json_writer *writer, const char *key, const char *position)
{
    json_put_text(writer, key, position[0] ? position : NULL);
}

static void put_sites(struct json_writer *writer, const char *key, const struct uuid *sites,
                      size_t count)
{
    json_array_open(writer, key);
    for (size_t i = 0; i < count; i++)
        wire_value_put_uuid(writer, NULL, &sites[i]);
    json_array_close(writer);
}

static void put_known(struct json_writer *writer, const struct exchange_request *request)
{
    if (request->epoch_known)
        wire_value_put_hex64(writer, "epoch", request->epoch);
    else
        json_put_null(writer, "epoch");
    if (request->scope_known)
        json_put_u64(writer, "scope", request->scope);
    else
        json_put_null(writer, "scope");
    put_position(writer, "cursor", request->cursor);
    put_position(writer, "witness", request->witness);
    if (request->persons_stated)
        put_position(writer, "persons", request->persons);
}

static void put_push(struct json_writer *writer, const struct exchange_push *push)
{
    json_object_open(writer, "push");
    if (push->after.actor) {
        json_object_open(writer, "after");
        wire_value_put_hex64(writer, "actor", push->after.actor);
        json_put_u64(writer, "counter", push->after.counter);
        json_object_close(writer);
    } else {
        json_put_null(writer, "after");
    }
    json_put_hex(writer, "from", push->from.bytes, HASH_BYTES);
    json_put_hex(writer, "to", push->to.bytes, HASH_BYTES);
    json_put_integer(writer, "count", push->count);
    json_put_boolean(writer, "raw", push->raw);
    json_put_boolean(writer, "break", push->broken);
    wire_value_put_vector(writer, "trim", &push->trim);
    json_object_close(writer);
}

static void put_evidence(struct json_writer *writer, const struct exchange_request *request)
{
    const struct exchange_unsent *unsent = &request->unsent;
    const struct write_clock *clock = &request->clock;

    json_object_open(writer, "unsent");
    json_put_integer(writer, "writes", unsent->writes);
    json_put_integer(writer, "blobs", unsent->blobs);
    json_put_integer(writer, "bytes", unsent->bytes);
    if (unsent->any)
        json_put_integer(writer, "oldest", unsent->oldest_ms);
    else
        json_put_null(writer, "oldest");
    json_object_close(writer);
    json_object_open(writer, "clock");
    json_put_text(writer, "boot", clock->boot);
    json_put_integer(writer, "mono", clock->mono_ms);
    json_put_integer(writer, "wall", clock->wall_ms);
    if (clock->offset_known)
        json_put_integer(writer, "offset", clock->offset_ms);
    else
        json_put_null(writer, "offset");
    json_object_close(writer);
    json_object_open(writer, "storage");
    json_put_integer(writer, "free", request->storage_free);
    json_object_close(writer);
}

static void put_full(struct json_writer *writer, const struct exchange_request *request)
{
    json_array_open(writer, "protocol");
    json_put_integer(writer, NULL, request->protocol_low);
    json_put_integer(writer, NULL, request->protocol_high);
    json_array_close(writer);
    json_put_text(writer, "agent", request->agent);
    put_known(writer, request);
    wire_value_put_vector(writer, "actors", &request->actors);
    json_put_hex(writer, "chain", request->chain.bytes, HASH_BYTES);
    if (request->push.present)
        put_push(writer, &request->push);
    if (request->offer != OFFER_NONE) {
        json_object_open(writer, "offer");
        json_put_text(writer, "step", offer_step_name(request->offer));
        json_put_integer(writer, "count", request->offer_count);
        json_object_close(writer);
    }
    json_put_integer(writer, "pull", request->pull_bytes);
    if (request->have_stated)
        put_sites(writer, "have", request->have, request->have_count);
    put_evidence(writer, request);
    if (request->dropped_count)
        put_sites(writer, "dropped", request->dropped, request->dropped_count);
}

bool exchange_request_format(const struct exchange_request *request, struct buffer *out)
{
    struct json_writer writer;

    json_begin(&writer, out);
    json_object_open(&writer, NULL);
    if (request->short_form) {
        json_put_integer(&writer, "clock", request->clock_ms);
        json_put_text(&writer, "token", request->token);
    } else {
        put_full(&writer, request);
    }
    json_object_close(&writer);
    return wire_value_end(out);
}

static enum err read_protocol(const struct json *range, struct exchange_request *out,
                              struct error *error)
{
    const struct json *low = json_first(range), *high = json_next(low);

    if (!json_is_array(range) || !json_integer(low, &out->protocol_low)
        || !json_integer(high, &out->protocol_high) || json_next(high)
        || out->protocol_low > out->protocol_high)
        return error_set(error, ERR_PARSE, "protocol: expected [lowest, highest]");
    if (out->protocol_low > PROTOCOL_VERSION || out->protocol_high < PROTOCOL_VERSION)
        return error_set(
            error, ERR_VERSION, "the tablet speaks protocol %lld to %lld, this office speaks %d",
            (long long)out->protocol_low, (long long)out->protocol_high, PROTOCOL_VERSION);
    return ERR_OK;
}

static enum err read_sites(const struct json *array, const char *name, struct uuid **out,
                           size_t *count, struct error *error)
{
    size_t total = 0;

    if (json_is_null(array))
        return ERR_OK;
    if (!json_is_array(array))
        return error_set(error, ERR_PARSE, "%s: expected an array", name);
    for (const struct json *item = json_first(array); item; item = json_next(item))
        total++;
    if (total > WIRE_SITES_MAX)
        return error_set(error, ERR_TOO_LARGE, "%s: more than %d sites", name, WIRE_SITES_MAX);
    *out = mem_alloc_array(total, sizeof(**out));
    for (const struct json *item = json_first(array); item; item = json_next(item)) {
        const char *text;

        if (!json_text(item, &text) || !uuid_parse(span_of(text), &(*out)[(*count)++]))
            return error_set(error, ERR_PARSE, "%s: expected UUIDs", name);
    }
    return ERR_OK;
}

static enum err read_push(const struct json *object, struct exchange_push *out, struct error *error)
{
    const struct json *trim = json_member(object, "trim");
    const struct json *after = json_member(object, "after");
    enum err code;

    if (json_is_null(object))
        return ERR_OK;
    out->present = true;
    code = json_read(object, push_fields, COUNT_OF(push_fields), out, error);
    if (!code && !json_is_null(after))
        code = json_read(after, after_fields, COUNT_OF(after_fields), &out->after, error);
    if (!code && !out->after.actor != !out->after.counter)
        code = error_set(error, ERR_PARSE, "after: no such entry");
    if (!code && !json_is_null(trim))
        code = wire_value_vector(trim, "trim", VECTOR_MAX, &out->trim, error);
    if (!code && out->count < 0)
        code = error_set(error, ERR_PARSE, "count: it is negative");
    if (!code && out->count > WIRE_LINES_MAX)
        code = error_set(error, ERR_TOO_LARGE, "count: more than %d lines", WIRE_LINES_MAX);
    return code ? error_wrap(error, code, "push") : ERR_OK;
}

static enum err read_offer(const struct json *object, struct exchange_request *out,
                           struct error *error)
{
    const char *step;

    if (json_is_null(object))
        return ERR_OK;
    if (json_text(json_member(object, "step"), &step))
        out->offer = offer_step_find(step);
    if (out->offer == OFFER_NONE)
        return error_set(error, ERR_PARSE, "offer: expected a step");
    if (!json_integer(json_member(object, "count"), &out->offer_count) || out->offer_count < 0)
        return error_set(error, ERR_PARSE, "offer: expected a count");
    return ERR_OK;
}

static enum err read_evidence(const struct json *header, struct exchange_request *out,
                              struct error *error)
{
    const struct exchange_unsent *unsent = &out->unsent;
    uint8_t boot[8];
    enum err code = json_read(json_member(header, "unsent"), unsent_fields, COUNT_OF(unsent_fields),
                              &out->unsent, error);

    if (!code && (unsent->writes < 0 || unsent->blobs < 0 || unsent->bytes < 0))
        code = error_set(error, ERR_PARSE, "a figure is negative");
    if (code)
        return error_wrap(error, code, "unsent");
    code = json_read(json_member(header, "clock"), clock_fields, COUNT_OF(clock_fields),
                     &out->clock, error);
    if (!code && !text_parse_hex(span_of(out->clock.boot), boot, sizeof(boot)))
        code = error_set(error, ERR_PARSE, "boot: expected 16 lower-case hex digits");
    if (code)
        return error_wrap(error, code, "clock");
    code = json_read(json_member(header, "storage"), storage_fields, COUNT_OF(storage_fields), out,
                     error);
    if (!code && out->storage_free < 0)
        code = error_set(error, ERR_PARSE, "free: it is negative");
    return code ? error_wrap(error, code, "storage") : ERR_OK;
}

static enum err read_full(const struct json *header, struct exchange_request *out,
                          struct error *error)
{
    const struct json *have = json_member(header, "have");
    enum err code = read_protocol(json_member(header, "protocol"), out, error);

    if (!code)
        code = json_read(header, header_fields, COUNT_OF(header_fields), out, error);
    if (!code && out->pull_bytes < 0)
        code = error_set(error, ERR_PARSE, "pull: it is negative");
    if (!code)
        code = wire_value_vector(json_member(header, "actors"), "actors", WIRE_ACTORS_MAX,
                                 &out->actors, error);
    if (!code)
        code = read_push(json_member(header, "push"), &out->push, error);
    if (!code)
        code = read_offer(json_member(header, "offer"), out, error);
    if (!code)
        code = read_sites(have, "have", &out->have, &out->have_count, error);
    if (!code)
        code = read_sites(json_member(header, "dropped"), "dropped", &out->dropped,
                          &out->dropped_count, error);
    if (!code)
        code = read_evidence(header, out, error);
    out->have_stated = !json_is_null(have);
    out->persons_stated = json_member(header, "persons") != NULL;
    return code;
}

enum err exchange_request_parse(struct span body, struct exchange_request *out, struct span *rest,
                                struct error *error)
{
    struct json *header = NULL;
    enum err code = wire_header_open(body, &header, rest, error);

    if (!code && json_member(header, "token") && !json_member(header, "protocol")) {
        out->short_form = true;
        code = json_read(header, short_fields, COUNT_OF(short_fields), out, error);
    } else if (!code) {
        code = read_full(header, out, error);
    }
    json_free(header);
    if (code)
        exchange_request_clear(out);
    return wire_header_fault(code, "exchange request", error);
}
