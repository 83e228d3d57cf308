// SPDX-License-Identifier: Apache-2.0
// Where events may be sent, and how they are signed.
#include "shared/net/address_guard.h"
#include "shared/net/web_hook.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

static bool is_public(const char *text)
{
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};

    if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
        return address_guard_is_public((const struct sockaddr *)&four, sizeof(four));
    assert_int_equal(inet_pton(AF_INET6, text, &six.sin6_addr), 1);
    return address_guard_is_public((const struct sockaddr *)&six, sizeof(six));
}

static void only_the_public_internet_is_public(void **state)
{
    static const char *const inside[] = {"0.0.0.0",
                                         "0.1.2.3",
                                         "10.0.0.1",
                                         "10.255.255.255",
                                         "100.64.0.1",
                                         "100.127.0.1",
                                         "127.0.0.1",
                                         "127.9.9.9",
                                         "169.254.169.254",
                                         "172.16.0.1",
                                         "172.31.9.9",
                                         "192.0.0.1",
                                         "192.0.2.1",
                                         "192.88.99.1",
                                         "192.168.1.1",
                                         "198.18.0.1",
                                         "198.19.255.1",
                                         "198.51.100.7",
                                         "203.0.113.9",
                                         "224.0.0.1",
                                         "239.1.1.1",
                                         "240.0.0.1",
                                         "255.255.255.255",
                                         "::",
                                         "::1",
                                         "fe80::1",
                                         "fc00::1",
                                         "fdff::1",
                                         "ff02::1",
                                         "::ffff:10.0.0.1",
                                         "::ffff:8.8.8.8",
                                         "64:ff9b::a00:1",
                                         "2001::1",
                                         "2001:db8::1",
                                         "2002:a00:1::1",
                                         "fec0::1",
                                         "::8.8.8.8",
                                         "3fff::1"};
    static const char *const outside[]
        = {"1.1.1.1",      "8.8.8.8",      "9.255.255.255",       "11.0.0.0",   "100.63.255.255",
           "100.128.0.0",  "126.0.0.1",    "128.0.0.1",           "172.15.9.9", "172.32.0.1",
           "192.0.1.1",    "192.167.0.1",  "198.17.0.1",          "198.20.0.1", "223.255.255.255",
           "2606:4700::1", "2400:cb00::1", "2001:4860:4860::8888"};

    for (size_t i = 0; i < sizeof(inside) / sizeof(*inside); i++)
        if (is_public(inside[i]))
            fail_msg("%s counts as public", inside[i]);
    for (size_t i = 0; i < sizeof(outside) / sizeof(*outside); i++)
        if (!is_public(outside[i]))
            fail_msg("%s counts as private", outside[i]);
}

static void only_https_without_a_user_is_an_address(void **state)
{
    static const char *const bad[] = {"http://x.example/",
                                      "https://",
                                      "ftp://x.example/",
                                      "https://u:p@x.example/",
                                      "https://u@x.example/",
                                      "https://x.example/#f",
                                      "x.example",
                                      "file:///etc/passwd",
                                      "https://x.example/\r\nHost: y",
                                      "gopher://x.example/",
                                      ""};

    assert_int_equal(web_hook_check("https://x.example/in?a=1", NULL), ERR_OK);
    assert_int_equal(web_hook_check("https://x.example:8443", NULL), ERR_OK);
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        assert_int_equal(web_hook_check(bad[i], NULL), ERR_INVALID);
}

// The vector that the reference libraries of Standard Webhooks test with (its key has 24 bytes:
// HMAC fills a shorter key up with zeros).
static void signatures_are_those_of_standard_webhooks(void **state)
{
    // base64 of the key: MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
    uint8_t key[WEB_HOOK_KEY_BYTES] = {0};
    size_t len = 0;
    char signature[WEB_HOOK_SIGNATURE];
    struct web_hook_call call = {.id = "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                 .at_s = 1614265330,
                                 .key = key,
                                 .body = span_of("{\"test\": 2432232314}")};

    assert_true(
        text_parse_base64(span_of("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), key, sizeof(key), &len));
    web_hook_sign(&call, signature);
    assert_string_equal(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

static void a_private_address_is_kept_out_before_anything_is_sent(void **state)
{
    const uint8_t key[WEB_HOOK_KEY_BYTES] = {1};
    struct web_hook_call call = {.url = "https://127.0.0.1:9/",
                                 .id = "a",
                                 .key = key,
                                 .body = span_of("{}"),
                                 .timeout_ms = 2000};
    struct error error = {0};
    int status = 1;

    assert_int_equal(web_hook_post(&call, &status, &error), ERR_DENIED);
    assert_int_equal(status, 0);
    call.url = "https://[::ffff:127.0.0.1]:9/";
    assert_int_equal(web_hook_post(&call, &status, &error), ERR_DENIED);
    call.url = "https://2130706433:9/"; // the same, written as a number
    assert_int_equal(web_hook_post(&call, &status, &error), ERR_DENIED);
    call.allow_private = true;
    assert_int_equal(web_hook_post(&call, &status, &error), ERR_NETWORK); // nobody listens
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_public_internet_is_public),
        cmocka_unit_test(only_https_without_a_user_is_an_address),
        cmocka_unit_test(signatures_are_those_of_standard_webhooks),
        cmocka_unit_test(a_private_address_is_kept_out_before_anything_is_sent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
