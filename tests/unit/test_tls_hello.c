// SPDX-License-Identifier: Apache-2.0
#include "shared/net/tls_hello.h"

#include "shared/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

// A record, a ClientHello, two cipher suites, and extensions that follow.
#define FRONT                          \
    "\x03\x03"                         \
    "0123456789abcdef0123456789abcdef" \
    "\x02ID"                           \
    "\x00\x04\xc0\x2b\xc0\x2c"         \
    "\x01\x00"
#define OTHER "\x00\x17\x00\x00"
#define TICKET "\x00\x23\x00\x05hello"
#define NO_TICKET "\x00\x23\x00\x00"
#define PRE_SHARED                                                      \
    "\x00\x29\x00\x16\x00\x0b\x00\x05hello\x00\x00\x00\x07\x00\x07\x06" \
    "binder"

struct hello {
    char bytes[256];
    size_t len;
};

static struct hello make(const char *extensions, size_t len)
{
    size_t body = sizeof(FRONT) - 1 + 2 + len;
    struct hello hello = {.bytes = {22, 3, 1, 0, (char)(body + 4), 1, 0, 0, (char)body}};
    char *at = hello.bytes + 9;

    memcpy(at, FRONT, sizeof(FRONT) - 1);
    at += sizeof(FRONT) - 1;
    *at++ = 0;
    *at++ = (char)len;
    memcpy(at, extensions, len);
    hello.len = 9 + body;
    return hello;
}
#define MAKE(extensions) make(extensions, sizeof(extensions) - 1)

static struct span look(const struct hello *hello)
{
    return tls_hello_ticket((struct span){hello->bytes, hello->len});
}

static void the_ticket_is_found_among_other_extensions(void **state)
{
    struct hello hello = MAKE(OTHER TICKET OTHER);
    struct span ticket = look(&hello);

    assert_true(span_is(ticket, "hello"));
    assert_true(ticket.data > hello.bytes && ticket.data < hello.bytes + hello.len);
}

static void the_first_pre_shared_key_counts_as_a_ticket(void **state)
{
    struct hello hello = MAKE(OTHER NO_TICKET PRE_SHARED);

    assert_true(span_is(look(&hello), "hello"));
}

static void a_hello_without_ticket_has_none(void **state)
{
    struct hello none = MAKE(""), other = MAKE(OTHER), empty = MAKE(OTHER NO_TICKET);

    assert_int_equal(look(&none).len, 0);
    assert_int_equal(look(&other).len, 0);
    assert_int_equal(look(&empty).len, 0);
}

static void a_cut_hello_has_none(void **state)
{
    struct hello hello = MAKE(OTHER TICKET OTHER);

    for (size_t len = 0; len < hello.len; len++) {
        char *exact = mem_dup(hello.bytes, len); // so that a step too far shows

        assert_int_equal(tls_hello_ticket((struct span){exact, len}).len, 0);
        mem_free(exact);
    }
    assert_int_equal(tls_hello_ticket((struct span){0}).len, 0);
}

static void other_bytes_have_none(void **state)
{
    struct hello hello = MAKE(TICKET);

    hello.bytes[0] = 23;
    assert_int_equal(look(&hello).len, 0);
    hello.bytes[0] = 22;
    hello.bytes[5] = 2;
    assert_int_equal(look(&hello).len, 0);
}

// Whatever one byte becomes, the answer stays inside the bytes.
static void no_byte_leads_outside(void **state)
{
    struct hello hellos[2] = {MAKE(OTHER TICKET OTHER), MAKE(OTHER PRE_SHARED)};

    for (int which = 0; which < 2; which++)
        for (size_t at = 0; at < hellos[which].len; at++)
            for (int value = 0; value < 256; value++) {
                char *exact = mem_dup(hellos[which].bytes, hellos[which].len);
                struct span ticket;

                exact[at] = (char)value;
                ticket = tls_hello_ticket((struct span){exact, hellos[which].len});
                if (ticket.len) {
                    assert_true(ticket.data > exact);
                    assert_true(ticket.data + ticket.len <= exact + hellos[which].len);
                }
                mem_free(exact);
            }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_ticket_is_found_among_other_extensions),
    cmocka_unit_test(the_first_pre_shared_key_counts_as_a_ticket),
    cmocka_unit_test(a_hello_without_ticket_has_none),
    cmocka_unit_test(a_cut_hello_has_none),
    cmocka_unit_test(other_bytes_have_none),
    cmocka_unit_test(no_byte_leads_outside),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
