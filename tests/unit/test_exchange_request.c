// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/exchange_request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#define ZEROS16 "0000000000000000"
#define ZEROS64 ZEROS16 ZEROS16 ZEROS16 ZEROS16
#define START "{\"protocol\":[1,1],\"agent\":\"plumb 0.1.0\","
#define MIDDLE "\"actors\":{},\"chain\":\"" ZEROS64 "\",\"pull\":0,"
#define CLOCK "\"clock\":{\"boot\":\"" ZEROS16 "\",\"mono\":1,\"wall\":2},"
#define UNSENT "\"unsent\":{\"writes\":0,\"blobs\":0,\"bytes\":0},"
#define STORAGE "\"storage\":{\"free\":1}}"
#define SMALLEST START MIDDLE CLOCK UNSENT STORAGE

static enum err parse(const char *text, struct exchange_request *out, struct error *error)
{
    size_t len = strlen(text);
    char *copy = malloc(len ? len : 1); // exactly this size, for the sanitizer
    struct span rest;
    enum err code;

    assert_non_null(copy);
    memcpy(copy, text, len);
    exchange_request_init(out);
    code = exchange_request_parse((struct span){copy, len}, out, &rest, error);
    free(copy);
    return code;
}

static void refuse(const char *text, enum err code, const char *says)
{
    struct exchange_request request;
    struct error error = {0};
    enum err got = parse(text, &request, &error);

    if (got != code || error.code != code || !strstr(error.detail, says))
        fail_msg("%s: %s, %s", text, err_name(got), error.detail);
    assert_null(request.actors.entries);
    assert_null(request.have);
}

static void format(const struct exchange_request *request, struct buffer *out)
{
    buffer_init(out, 1 << 20);
    assert_true(exchange_request_format(request, out));
}

static void fill(struct exchange_request *request)
{
    static const struct uuid sites[2] = {{{1}}, {{2}}};

    exchange_request_init(request);
    text_copy(request->agent, sizeof(request->agent), span_of("plumb 0.1.0 \"é\""));
    request->epoch_known = request->scope_known = true;
    request->epoch = 0xFE;
    request->scope = UINT64_MAX;
    text_copy(request->cursor, POSITION_TEXT, span_of("4812.00000000000000ff.AAAA"));
    text_copy(request->witness, POSITION_TEXT, span_of("4813.x.y"));
    text_copy(request->persons, sizeof(request->persons), span_of("00ff"));
    request->persons_stated = true;
    vector_raise(&request->actors, (struct dot){7, UINT64_MAX});
    vector_raise(&request->actors, (struct dot){UINT64_MAX, 1});
    request->chain.bytes[31] = 9;
    request->push
        = (struct exchange_push){.present = true, .raw = true, .broken = true, .count = 3};
    request->push.after = (struct dot){7, 3};
    request->push.from.bytes[0] = 1;
    request->push.to.bytes[0] = 2;
    vector_raise(&request->push.trim, (struct dot){8, 5});
    request->offer = OFFER_STATES;
    request->offer_count = 4;
    request->pull_bytes = 1 << 20;
    request->storage_free = INT64_C(64) << 30;
    request->have_stated = true;
    request->have_count = request->dropped_count = 2;
    request->have = mem_dup(sites, sizeof(sites));
    request->dropped = mem_dup(sites, sizeof(sites));
    request->unsent = (struct exchange_unsent){1, 2, 3, -4, true};
    request->clock = (struct write_clock){"00000000000000ab", 11, -12, 13, true};
}

static void a_full_header_comes_back_as_it_was(void **state)
{
    struct exchange_request before, after;
    struct buffer text, again;
    struct span rest;

    fill(&before);
    format(&before, &text);
    buffer_append_text(&text, "entry\n");
    exchange_request_init(&after);
    assert_int_equal(
        exchange_request_parse((struct span){text.data, text.len}, &after, &rest, NULL), ERR_OK);
    assert_true(span_is(rest, "entry\n"));
    format(&after, &again);
    assert_int_equal(text.len, again.len + 6);
    assert_memory_equal(text.data, again.data, again.len);
    assert_true(after.push.raw && after.push.broken && after.have_stated && after.unsent.any);
    assert_true(vector_counter(&after.actors, 7) == UINT64_MAX);
    assert_int_equal(vector_counter(&after.push.trim, 8), 5);
    assert_int_equal(dot_compare(after.push.after, before.push.after), 0);
    assert_int_equal(after.have[1].bytes[0], 2);
    assert_string_equal(after.clock.boot, "00000000000000ab");
    exchange_request_clear(&before);
    exchange_request_clear(&after);
    assert_int_equal(after.have_count, 0);
    buffer_clear(&text);
    buffer_clear(&again);
}

static void what_is_null_or_absent_is_not_known(void **state)
{
    struct exchange_request request;

    assert_int_equal(parse(SMALLEST, &request, NULL), ERR_OK);
    assert_false(request.epoch_known || request.scope_known || request.have_stated
                 || request.push.present || request.unsent.any || request.clock.offset_known);
    assert_int_equal(request.offer, OFFER_NONE);
    assert_string_equal(request.cursor, "");
    assert_false(request.persons_stated);
    exchange_request_clear(&request);
    assert_int_equal(parse(START "\"epoch\":null,\"scope\":null,\"cursor\":null,\"persons\":null,"
                                 "\"have\":[],\"later\":[1.5]," MIDDLE CLOCK UNSENT STORAGE,
                           &request, NULL),
                     ERR_OK);
    assert_false(request.epoch_known || request.scope_known);
    assert_true(request.have_stated && request.have_count == 0);
    assert_true(request.persons_stated);
    assert_string_equal(request.persons, "");
    exchange_request_clear(&request);
}

static void what_is_not_known_is_written_as_null(void **state)
{
    struct exchange_request request, back;
    struct buffer text;

    exchange_request_init(&request);
    text_copy(request.clock.boot, sizeof(request.clock.boot), span_of(ZEROS16));
    request.push.present = true;
    format(&request, &text);
    assert_non_null(
        strstr(text.data, "\"epoch\":null,\"scope\":null,\"cursor\":null,\"witness\":null,"));
    assert_non_null(strstr(text.data, "\"oldest\":null"));
    assert_non_null(strstr(text.data, "\"offset\":null"));
    assert_null(strstr(text.data, "\"offer\""));
    assert_int_equal(parse(text.data, &back, NULL), ERR_OK);
    assert_true(back.push.present && !back.push.after.actor && !back.epoch_known);
    exchange_request_clear(&back);
    exchange_request_clear(&request);
    buffer_clear(&text);
}

static void the_short_form_is_at_most_62_bytes(void **state)
{
    struct exchange_request request, back;
    struct buffer text;

    exchange_request_init(&request);
    request.short_form = true;
    request.clock_ms = INT64_C(1763776800000);
    memset(request.token, 'A', TOKEN_TEXT - 1);
    format(&request, &text);
    assert_true(text.len <= 62);
    assert_int_equal(parse(text.data, &back, NULL), ERR_OK);
    assert_true(back.short_form && back.clock_ms == request.clock_ms);
    assert_string_equal(back.token, request.token);
    exchange_request_clear(&back);
    exchange_request_clear(&request);
    buffer_clear(&text);
    refuse("{\"token\":\"a\"}", ERR_PROTOCOL, "clock");
    refuse("{\"clock\":1,\"token\":\"0123456789012345678901234567\"}", ERR_PROTOCOL, "too long");
}

static void every_truncation_of_a_header_is_refused(void **state)
{
    struct exchange_request request, back;
    struct buffer text;

    fill(&request);
    format(&request, &text);
    for (size_t len = 0; len + 1 < text.len; len++) { // without the '\n' alone it is whole
        struct span rest;

        exchange_request_init(&back);
        assert_int_equal(exchange_request_parse((struct span){text.data, len}, &back, &rest, NULL),
                         ERR_PROTOCOL);
    }
    exchange_request_clear(&request);
    buffer_clear(&text);
}

static void other_versions_are_told_so(void **state)
{
    struct exchange_request request;
    struct buffer text;

    buffer_init(&text, 4096);
    for (int low = 0; low <= 3; low++) {
        for (int high = low; high <= 3; high++) {
            buffer_reset(&text);
            buffer_printf(&text,
                          "{\"protocol\":[%d,%d],\"agent\":\"x\"," MIDDLE CLOCK UNSENT STORAGE, low,
                          high);
            assert_int_equal(parse(text.data, &request, NULL),
                             low <= 1 && high >= 1 ? ERR_OK : ERR_VERSION);
            exchange_request_clear(&request);
        }
    }
    buffer_clear(&text);
    refuse("{\"protocol\":[2,1]}", ERR_PROTOCOL, "protocol");
    refuse("{\"protocol\":[1]}", ERR_PROTOCOL, "protocol");
    refuse("{\"protocol\":[1,1,1]}", ERR_PROTOCOL, "protocol");
    refuse("{\"protocol\":1}", ERR_PROTOCOL, "protocol");
    refuse("{\"protocol\":[2,9]}", ERR_VERSION, "2 to 9");
}

static void what_is_no_header_is_a_protocol_error(void **state)
{
    refuse("", ERR_PROTOCOL, "empty");
    refuse("\n", ERR_PROTOCOL, "empty");
    refuse("[]", ERR_PROTOCOL, "no object");
    refuse("{}", ERR_PROTOCOL, "protocol");
    refuse("<html>", ERR_PROTOCOL, "expected a value");
    refuse(SMALLEST " {}", ERR_PROTOCOL, "follows");
    refuse("{\"protocol\":[1,1],\"\\u0070rotocol\":[1,1]}", ERR_PROTOCOL, "twice");
}

static void each_missing_part_is_named(void **state)
{
    refuse("{\"protocol\":[1,1]," MIDDLE CLOCK UNSENT STORAGE, ERR_PROTOCOL, "agent");
    refuse(START CLOCK UNSENT STORAGE, ERR_PROTOCOL, "chain");
    refuse(START MIDDLE UNSENT STORAGE, ERR_PROTOCOL, "clock");
    refuse(START MIDDLE CLOCK STORAGE, ERR_PROTOCOL, "unsent");
    refuse(START MIDDLE CLOCK UNSENT "\"storage\":{}}", ERR_PROTOCOL, "free");
    refuse(START "\"chain\":\"" ZEROS64 "\",\"pull\":0," CLOCK UNSENT STORAGE, ERR_PROTOCOL,
           "actors");
}

static void figures_out_of_range_are_refused(void **state)
{
    refuse(START "\"epoch\":\"" ZEROS16 "0\"," MIDDLE CLOCK UNSENT STORAGE, ERR_PROTOCOL, "epoch");
    refuse(START "\"scope\":5," MIDDLE CLOCK UNSENT STORAGE, ERR_PROTOCOL, "scope");
    refuse(START "\"scope\":\"18446744073709551616\"," MIDDLE CLOCK UNSENT STORAGE, ERR_PROTOCOL,
           "scope");
    refuse(START "\"offer\":{\"step\":\"all\",\"count\":1}," MIDDLE CLOCK UNSENT STORAGE,
           ERR_PROTOCOL, "step");
    refuse(START "\"offer\":{\"step\":\"done\",\"count\":-1}," MIDDLE CLOCK UNSENT STORAGE,
           ERR_PROTOCOL, "count");
    refuse(START MIDDLE CLOCK "\"unsent\":{\"writes\":-1,\"blobs\":0,\"bytes\":0}," STORAGE,
           ERR_PROTOCOL, "negative");
    refuse(START MIDDLE CLOCK UNSENT "\"storage\":{\"free\":1e9}}", ERR_PROTOCOL, "free");
    refuse(START MIDDLE CLOCK UNSENT "\"storage\":{\"free\":-1}}", ERR_PROTOCOL, "negative");
    refuse(START "\"actors\":{},\"chain\":\"" ZEROS64 "\",\"pull\":-1," CLOCK UNSENT STORAGE,
           ERR_PROTOCOL, "negative");
    refuse(START MIDDLE "\"clock\":{\"boot\":\"x\",\"mono\":1,\"wall\":2}," UNSENT STORAGE,
           ERR_PROTOCOL, "boot");
    refuse(START "\"have\":[\"x\"]," MIDDLE CLOCK UNSENT STORAGE, ERR_PROTOCOL, "have");
    refuse(START "\"dropped\":{}," MIDDLE CLOCK UNSENT STORAGE, ERR_PROTOCOL, "dropped");
}

static void a_push_beyond_its_limits_is_refused(void **state)
{
#define PUSH(rest)                                                         \
    START "\"push\":{\"from\":\"" ZEROS64 "\",\"to\":\"" ZEROS64 "\"" rest \
          "}," MIDDLE CLOCK UNSENT STORAGE
    struct exchange_request request;

    assert_int_equal(parse(PUSH(",\"count\":1000"), &request, NULL), ERR_OK);
    assert_true(request.push.present && !request.push.raw && request.push.count == 1000);
    exchange_request_clear(&request);
    refuse(PUSH(",\"count\":1001"), ERR_TOO_LARGE, "1000");
    refuse(PUSH(",\"count\":-1"), ERR_PROTOCOL, "negative");
    refuse(PUSH(",\"count\":1,\"raw\":1"), ERR_PROTOCOL, "raw");
    refuse(PUSH(",\"count\":1,\"after\":{\"actor\":\"" ZEROS16 "\",\"counter\":\"1\"}"),
           ERR_PROTOCOL, "after");
    refuse(PUSH(",\"count\":1,\"after\":{\"actor\":\"000000000000000a\",\"counter\":\"0\"}"),
           ERR_PROTOCOL, "after");
    refuse(PUSH(",\"count\":1,\"after\":[]"), ERR_PROTOCOL, "push");
    refuse(PUSH(",\"count\":1,\"trim\":{\"" ZEROS16 "\":\"1\"}"), ERR_PROTOCOL, "actor");
    refuse(PUSH(",\"count\":1,\"trim\":{\"000000000000000a\":\"0\"}"), ERR_PROTOCOL, "counter");
    refuse(PUSH(",\"count\":1,\"trim\":{\"000000000000000a\":1}"), ERR_PROTOCOL, "counter");
    refuse(PUSH(",\"count\":1,\"trim\":[]"), ERR_PROTOCOL, "trim");
    refuse(START "\"push\":[]," MIDDLE CLOCK UNSENT STORAGE, ERR_PROTOCOL, "push");
}

static void an_actor_is_sixteen_lower_case_digits(void **state)
{
    static const char *const actors[]
        = {"000000000000000A", "00000000000000a", "0000000000000000a", "", "../../../../etc/pw"};

    for (size_t i = 0; i < sizeof(actors) / sizeof(actors[0]); i++) {
        struct buffer text;

        buffer_init(&text, 4096);
        buffer_printf(&text,
                      START "\"actors\":{\"%s\":\"1\"},\"chain\":\"" ZEROS64
                            "\",\"pull\":0," CLOCK UNSENT STORAGE,
                      actors[i]);
        refuse(text.data, ERR_PROTOCOL, "not an actor");
        buffer_clear(&text);
    }
}

// `count` times `format` of the index in between.
static void repeated(struct buffer *text, const char *before, const char *form, int count)
{
    buffer_init(text, 8 << 20);
    buffer_append_text(text, before);
    for (int i = 0; i < count; i++) {
        if (i)
            buffer_append_char(text, ',');
        for (const char *at = form; *at; at++)
            if (*at == '#')
                buffer_printf(text, "%012x", i + 1);
            else
                buffer_append_char(text, *at);
    }
}

static void lists_beyond_their_limits_are_too_large(void **state)
{
    static const struct {
        const char *before, *form, *after;
        int most;
    } cases[] = {
        {START "\"chain\":\"" ZEROS64 "\",\"pull\":0,\"actors\":{", "\"0000#\":\"1\"",
         "}," CLOCK UNSENT STORAGE, WIRE_ACTORS_MAX},
        {START "\"have\":[", "\"00000000-0000-0000-0000-#\"", "]," MIDDLE CLOCK UNSENT STORAGE,
         WIRE_SITES_MAX},
        {START "\"dropped\":[", "\"00000000-0000-0000-0000-#\"", "]," MIDDLE CLOCK UNSENT STORAGE,
         WIRE_SITES_MAX},
        {START "\"push\":{\"from\":\"" ZEROS64 "\",\"to\":\"" ZEROS64 "\",\"count\":1,\"trim\":{",
         "\"0000#\":\"1\"", "}}," MIDDLE CLOCK UNSENT STORAGE, VECTOR_MAX},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        for (int over = 0; over <= 1; over++) {
            struct exchange_request request;
            struct buffer text;

            repeated(&text, cases[i].before, cases[i].form, cases[i].most + over);
            buffer_append_text(&text, cases[i].after);
            assert_int_equal(parse(text.data, &request, NULL), over ? ERR_TOO_LARGE : ERR_OK);
            exchange_request_clear(&request);
            buffer_clear(&text);
        }
    }
}

static void a_format_that_does_not_fit_says_so(void **state)
{
    struct exchange_request request;
    struct buffer text;

    fill(&request);
    buffer_init(&text, 100);
    assert_false(exchange_request_format(&request, &text));
    buffer_clear(&text);
    exchange_request_clear(&request);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_header_comes_back_as_it_was),
        cmocka_unit_test(what_is_null_or_absent_is_not_known),
        cmocka_unit_test(what_is_not_known_is_written_as_null),
        cmocka_unit_test(the_short_form_is_at_most_62_bytes),
        cmocka_unit_test(every_truncation_of_a_header_is_refused),
        cmocka_unit_test(other_versions_are_told_so),
        cmocka_unit_test(what_is_no_header_is_a_protocol_error),
        cmocka_unit_test(each_missing_part_is_named),
        cmocka_unit_test(figures_out_of_range_are_refused),
        cmocka_unit_test(a_push_beyond_its_limits_is_refused),
        cmocka_unit_test(an_actor_is_sixteen_lower_case_digits),
        cmocka_unit_test(lists_beyond_their_limits_are_too_large),
        cmocka_unit_test(a_format_that_does_not_fit_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
