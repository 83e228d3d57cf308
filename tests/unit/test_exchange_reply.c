// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/exchange_reply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

#define HEAD \
    "{\"answer\":\"ok\",\"epoch\":\"00000000000000fe\",\"scope\":\"3\",\"time\":5,\"next\":6,"
#define TAIL "\"more\":false,\"backed_up_through\":\"7\",\"lines\":0}"

static enum err parse(const char *text, struct exchange_reply *out, struct error *error)
{
    struct span rest;

    exchange_reply_init(out);
    return exchange_reply_parse(span_of(text), out, &rest, error);
}

static void refuse(const char *text, enum err code, const char *says)
{
    struct exchange_reply reply;
    struct error error = {0};
    enum err got = parse(text, &reply, &error);

    if (got != code || error.code != code || !strstr(error.detail, says))
        fail_msg("%s: %s, %s", text, err_name(got), error.detail);
    assert_null(reply.macs);
    assert_null(reply.counters.entries);
}

static void fill(struct exchange_reply *reply)
{
    exchange_reply_init(reply);
    reply->answer = ANSWER_GAP;
    reply->epoch = UINT64_MAX;
    reply->scope = 12;
    reply->backed_up_through = UINT64_MAX - 1;
    reply->time_ms = INT64_C(1763776800000);
    reply->next_ms = 60000;
    text_copy(reply->token, TOKEN_TEXT, span_of("a token"));
    text_copy(reply->cursor, POSITION_TEXT, span_of("1.2.3"));
    reply->more = true;
    reply->receipted = reply->counters_stated = true;
    vector_raise(&reply->receipt.actors, (struct dot){5, 6});
    reply->receipt.commit = 99;
    reply->receipt.signature_len = 3;
    vector_raise(&reply->counters, (struct dot){7, UINT64_MAX});
    reply->mac_count = 2;
    reply->macs = mem_alloc(2 * MAC_BYTES);
    memset(reply->macs, 0xAB, MAC_BYTES);
    reply->limit_lines = 10;
    reply->lines = 4;
}

static void format(const struct exchange_reply *reply, struct buffer *out)
{
    buffer_init(out, 1 << 20);
    assert_true(exchange_reply_format(reply, out));
}

static void a_full_header_comes_back_as_it_was(void **state)
{
    struct exchange_reply before, after;
    struct buffer text, again;
    struct span rest;

    fill(&before);
    format(&before, &text);
    buffer_append_text(&text, "line\n");
    exchange_reply_init(&after);
    assert_int_equal(exchange_reply_parse((struct span){text.data, text.len}, &after, &rest, NULL),
                     ERR_OK);
    assert_true(span_is(rest, "line\n"));
    format(&after, &again);
    assert_int_equal(text.len, again.len + 5);
    assert_memory_equal(text.data, again.data, again.len);
    assert_int_equal(after.answer, ANSWER_GAP);
    assert_true(after.more && after.receipted && after.counters_stated);
    assert_int_equal(after.mac_count, 2);
    assert_memory_equal(after.macs, before.macs, 2 * MAC_BYTES);
    assert_int_equal(after.receipt.commit, 99);
    assert_true(after.backed_up_through == UINT64_MAX - 1);
    exchange_reply_clear(&before);
    exchange_reply_clear(&after);
    buffer_clear(&text);
    buffer_clear(&again);
}

static void the_limits_of_this_version_stand_until_told(void **state)
{
    struct exchange_reply reply;

    assert_int_equal(parse(HEAD TAIL, &reply, NULL), ERR_OK);
    assert_int_equal(reply.limit_lines, 1000);
    assert_int_equal(reply.limit_bytes, 1 << 20);
    assert_int_equal(reply.limit_chunk, 256 << 10);
    assert_true(reply.limit_blob == INT64_C(2147483648));
    assert_false(reply.receipted || reply.counters_stated || reply.macs);
    assert_string_equal(reply.token, "");
    exchange_reply_clear(&reply);
}

static void the_short_answers_come_back_as_they_were(void **state)
{
    struct exchange_reply reply, back;
    struct buffer text;

    exchange_reply_init(&reply);
    reply.answer = ANSWER_SAME;
    reply.time_ms = INT64_C(1763776800000);
    reply.next_ms = 61000;
    memset(reply.token, 'A', TOKEN_TEXT - 1);
    format(&reply, &text);
    assert_true(text.len <= 80);
    assert_int_equal(parse(text.data, &back, NULL), ERR_OK);
    assert_int_equal(back.answer, ANSWER_SAME);
    assert_true(back.time_ms == reply.time_ms && back.next_ms == 61000);
    assert_string_equal(back.token, reply.token);
    exchange_reply_clear(&back);
    buffer_clear(&text);

    reply.answer = ANSWER_FULL;
    format(&reply, &text);
    assert_string_equal(text.data, "{\"full\":true,\"time\":1763776800000}\n");
    assert_int_equal(parse(text.data, &back, NULL), ERR_OK);
    assert_int_equal(back.answer, ANSWER_FULL);
    assert_true(back.time_ms == reply.time_ms);
    exchange_reply_clear(&back);
    buffer_clear(&text);
}

static void every_truncation_of_a_header_is_refused(void **state)
{
    struct exchange_reply reply, back;
    struct buffer text;

    fill(&reply);
    format(&reply, &text);
    for (size_t len = 0; len + 1 < text.len; len++) {
        struct span rest;

        exchange_reply_init(&back);
        assert_int_equal(exchange_reply_parse((struct span){text.data, len}, &back, &rest, NULL),
                         ERR_PROTOCOL);
    }
    exchange_reply_clear(&reply);
    buffer_clear(&text);
}

static void a_captive_portals_page_is_a_protocol_error(void **state)
{
    refuse("<!DOCTYPE html>\n<html><body>Please log in</body></html>", ERR_PROTOCOL,
           "exchange reply");
    refuse("", ERR_PROTOCOL, "empty");
    refuse("{\"login\":\"http://portal/\"}", ERR_PROTOCOL, "missing");
    refuse("[]\n", ERR_PROTOCOL, "no object");
}

static void what_a_reply_must_say_is_required(void **state)
{
    refuse("{\"answer\":\"maybe\"}", ERR_PROTOCOL, "maybe");
    refuse(HEAD "\"more\":false,\"backed_up_through\":\"7\"}", ERR_PROTOCOL, "lines");
    refuse(HEAD "\"backed_up_through\":\"7\",\"lines\":0}", ERR_PROTOCOL, "more");
    refuse("{\"full\":true}", ERR_PROTOCOL, "time");
    refuse("{\"full\":false,\"time\":1}", ERR_PROTOCOL, "missing");
    refuse("{\"next\":-1,\"time\":1,\"token\":\"\"}", ERR_PROTOCOL, "negative");
    refuse(HEAD "\"more\":false,\"backed_up_through\":\"7\",\"lines\":-1}", ERR_PROTOCOL,
           "negative");
}

static void bad_parts_are_refused(void **state)
{
    refuse(HEAD "\"macs\":\"AAAA\"," TAIL, ERR_PROTOCOL, "macs");
    refuse(HEAD "\"macs\":\"!\"," TAIL, ERR_PROTOCOL, "macs");
    refuse(HEAD "\"macs\":[]," TAIL, ERR_PROTOCOL, "macs");
    refuse(HEAD "\"counters\":[]," TAIL, ERR_PROTOCOL, "counters");
    refuse(HEAD "\"receipt\":{}," TAIL, ERR_PROTOCOL, "receipt");
    refuse(HEAD "\"limits\":{\"lines\":0,\"bytes\":1,\"chunk\":1,\"blob\":1}," TAIL, ERR_PROTOCOL,
           "limit");
    refuse(HEAD "\"token\":\"0123456789012345678901234567\"," TAIL, ERR_PROTOCOL, "token");
}

static void macs_for_more_lines_than_a_request_has_are_refused(void **state)
{
    static uint8_t zeros[(WIRE_LINES_MAX + 1) * MAC_BYTES];

    for (size_t over = 0; over <= 1; over++) {
        struct exchange_reply reply;
        struct buffer text;

        buffer_init(&text, 1 << 20);
        buffer_append_text(&text, HEAD "\"macs\":\"");
        buffer_append_base64(&text, zeros, (WIRE_LINES_MAX + over) * MAC_BYTES);
        buffer_append_text(&text, "\"," TAIL);
        assert_int_equal(parse(text.data, &reply, NULL), over ? ERR_PROTOCOL : ERR_OK);
        exchange_reply_clear(&reply);
        buffer_clear(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_header_comes_back_as_it_was),
        cmocka_unit_test(the_limits_of_this_version_stand_until_told),
        cmocka_unit_test(the_short_answers_come_back_as_they_were),
        cmocka_unit_test(every_truncation_of_a_header_is_refused),
        cmocka_unit_test(a_captive_portals_page_is_a_protocol_error),
        cmocka_unit_test(what_a_reply_must_say_is_required),
        cmocka_unit_test(bad_parts_are_refused),
        cmocka_unit_test(macs_for_more_lines_than_a_request_has_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
