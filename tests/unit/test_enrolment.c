// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/enrolment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

#define CODE "0123456789ABCDEFGHJKMNPQRS"
#define PEM "-----BEGIN X-----\nAAAA\n-----END X-----\n"
#define ID "00000000-0000-0000-0000-00000000000a"

static struct span span_of_buffer(const struct buffer *buffer)
{
    return (struct span){buffer->data, buffer->len};
}

#define SET(member, text) text_copy(member, sizeof(member), span_of(text))

static void an_enrolment_comes_back_as_it_was(void **state)
{
    struct enrol_request request
        = {.code = CODE, .request = PEM, .name = "平板 12", .agent = "plumb 0.1.0"};
    struct enrol_request back;
    struct buffer body;

    buffer_init(&body, 10000);
    assert_true(enrol_request_format(&request, &body));
    assert_int_equal(enrol_request_parse(span_of_buffer(&body), &back, NULL), ERR_OK);
    assert_string_equal(back.code, CODE);
    assert_string_equal(back.request, PEM);
    assert_string_equal(back.name, "平板 12");
    assert_string_equal(back.agent, "plumb 0.1.0");
    for (size_t len = 0; len < body.len; len++)
        assert_int_equal(enrol_request_parse((struct span){body.data, len}, &back, NULL),
                         ERR_PARSE);
    buffer_clear(&body);
}

static void bad_enrolments_are_refused(void **state)
{
    static const char *const bodies[] = {
        "{}",
        "[]",
        "{\"code\":\"" CODE "\",\"request\":\"\",\"name\":\"\"}",
        "{\"code\":\"short\",\"request\":\"\",\"name\":\"\",\"agent\":\"\"}",
        "{\"code\":5,\"request\":\"\",\"name\":\"\",\"agent\":\"\"}",
        "{\"request\":\"\",\"name\":\"\",\"agent\":\"\"}",
        "{\"code\":\"" CODE "\",\"request\":[],\"name\":\"\",\"agent\":\"\"}",
    };
    struct enrol_request back;

    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        assert_int_equal(enrol_request_parse(span_of(bodies[i]), &back, NULL), ERR_PARSE);
        assert_string_equal(back.code, "");
    }
}

static void a_request_longer_than_its_place_is_refused(void **state)
{
    struct enrol_request back;
    struct buffer body;

    for (size_t over = 0; over <= 1; over++) {
        buffer_init(&body, 10000);
        buffer_append_text(&body,
                           "{\"code\":\"" CODE "\",\"name\":\"\",\"agent\":\"\",\"request\":\"");
        for (size_t i = 0; i < PEM_MAX - 1 + over; i++)
            buffer_append_char(&body, 'A');
        buffer_append_text(&body, "\"}");
        assert_int_equal(enrol_request_parse(span_of_buffer(&body), &back, NULL),
                         over ? ERR_PARSE : ERR_OK);
        buffer_clear(&body);
    }
}

static void a_renewal_comes_back_as_it_was(void **state)
{
    struct renew_request request = {.request = PEM, .signature = "AAAA", .nonce = {{7}}}, back;
    struct buffer body, statement;

    request.device.bytes[15] = 10;
    buffer_init(&body, 10000);
    buffer_init(&statement, 10000);
    assert_true(renew_request_format(&request, &body));
    assert_int_equal(renew_request_parse(span_of_buffer(&body), &back, NULL), ERR_OK);
    assert_memory_equal(&back, &request, sizeof(request));
    assert_true(renew_statement(&back, &statement));
    assert_string_equal(statement.data,
                        "plumbline renew v1\n" ID "\n"
                        "0700000000000000000000000000000000000000000000000000000000000000\n" PEM);
    for (size_t len = 0; len < body.len; len++)
        assert_int_equal(renew_request_parse((struct span){body.data, len}, &back, NULL),
                         ERR_PARSE);
    buffer_clear(&body);
    buffer_clear(&statement);
}

static void a_reply_comes_back_as_it_was(void **state)
{
    struct enrol_reply reply
        = {.persons = "[{\"id\":\"" ID "\",\"name\":\"王\",\"n\":9007199254740991}]",
           .time_ms = INT64_C(1763776800000)};
    struct enrol_reply back;
    struct buffer body;

    reply.device.bytes[0] = 1;
    SET(reply.certificate, PEM "1");
    SET(reply.ca, PEM "2");
    SET(reply.receipt, PEM "3");
    SET(reply.seal, PEM "4");
    SET(reply.sync, "[::1]:7443");
    SET(reply.office, "a:1");
    buffer_init(&body, 100000);
    assert_true(enrol_reply_format(&reply, &body));
    assert_int_equal(enrol_reply_parse(span_of_buffer(&body), &back, NULL), ERR_OK);
    assert_string_equal(back.persons, reply.persons);
    assert_string_equal(back.certificate, reply.certificate);
    assert_string_equal(back.seal, reply.seal);
    assert_string_equal(back.sync, reply.sync);
    assert_true(back.time_ms == reply.time_ms && uuid_equal(&back.device, &reply.device));
    enrol_reply_clear(&back);
    assert_null(back.persons);
    for (size_t len = 0; len < body.len; len++) {
        assert_int_equal(enrol_reply_parse((struct span){body.data, len}, &back, NULL), ERR_PARSE);
        assert_null(back.persons);
        enrol_reply_clear(&back);
    }
    buffer_clear(&body);
}

static void a_reply_without_persons_is_refused(void **state)
{
    struct enrol_reply reply = {0}, back;
    struct buffer body;
    char *at;

    buffer_init(&body, 10000);
    assert_true(enrol_reply_format(&reply, &body));
    assert_non_null(strstr(body.data, "\"persons\":[]"));
    at = strstr(body.data, "persons");
    *at = 'P';
    assert_int_equal(enrol_reply_parse(span_of_buffer(&body), &back, NULL), ERR_PARSE);
    *at = 'p';
    memcpy(strstr(body.data, "[]"), "{}", 2);
    assert_int_equal(enrol_reply_parse(span_of_buffer(&body), &back, NULL), ERR_PARSE);
    buffer_clear(&body);
}

static void the_small_messages_come_back_as_they_were(void **state)
{
    struct uuid device = {{1}}, device_back;
    struct digest nonce = {{2}}, nonce_back;
    int64_t time = INT64_C(-5), time_back;
    struct buffer body;

    buffer_init(&body, 1000);
    assert_true(renew_nonce_request_format(&device, &body));
    assert_int_equal(renew_nonce_request_parse(span_of_buffer(&body), &device_back, NULL), ERR_OK);
    assert_true(uuid_equal(&device, &device_back));
    assert_int_equal(renew_nonce_request_parse(span_of("{\"device\":1}"), &device_back, NULL),
                     ERR_PARSE);
    buffer_reset(&body);
    assert_true(renew_nonce_format(&nonce, &body));
    assert_int_equal(renew_nonce_parse(span_of_buffer(&body), &nonce_back, NULL), ERR_OK);
    assert_true(digest_equal(&nonce, &nonce_back));
    assert_int_equal(renew_nonce_parse(span_of("{}"), &nonce_back, NULL), ERR_PARSE);
    buffer_reset(&body);
    assert_true(enrol_time_format(time, &body));
    assert_string_equal(body.data, "{\"time\":-5}");
    assert_int_equal(enrol_time_parse(span_of_buffer(&body), &time_back, NULL), ERR_OK);
    assert_true(time == time_back);
    assert_int_equal(enrol_time_parse(span_of("{\"time\":1.5}"), &time_back, NULL), ERR_PARSE);
    buffer_clear(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_enrolment_comes_back_as_it_was),
        cmocka_unit_test(bad_enrolments_are_refused),
        cmocka_unit_test(a_request_longer_than_its_place_is_refused),
        cmocka_unit_test(a_renewal_comes_back_as_it_was),
        cmocka_unit_test(a_reply_comes_back_as_it_was),
        cmocka_unit_test(a_reply_without_persons_is_refused),
        cmocka_unit_test(the_small_messages_come_back_as_they_were),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
