// SPDX-License-Identifier: Apache-2.0
// Who may speak to the interface: a table of requests as browsers, other pages and programs send
// them.
#include "shared/web/guard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { PORT = 7070, HEADERS = 6 };

#define HOST                     \
    {                            \
        "Host", "127.0.0.1:7070" \
    }
#define NAMED                    \
    {                            \
        "Host", "localhost:7070" \
    }
#define OURS                              \
    {                                     \
        "Origin", "http://127.0.0.1:7070" \
    }
#define SAME                            \
    {                                   \
        "Sec-Fetch-Site", "same-origin" \
    }
#define MARK           \
    {                  \
        "X-Plumb", "1" \
    }
#define JSON                               \
    {                                      \
        "Content-Type", "application/json" \
    }
#define NAVIGATE                     \
    {"Sec-Fetch-Mode", "navigate"},  \
    {                                \
        "Sec-Fetch-Dest", "document" \
    }

struct guard_case {
    const char *what;
    enum http_method method;
    struct guard_wish wish;
    struct http_header headers[HEADERS];
};

static enum err judge(const struct guard_case *given, struct error *error)
{
    struct http_request request
        = {.method = given->method, .path = "/", .query = "", .headers = given->headers};

    while (request.header_count < HEADERS && given->headers[request.header_count].name)
        request.header_count++;
    error_clear(error);
    return guard_check(PORT, &given->wish, &request, error);
}

static void expect_all(const struct guard_case *cases, size_t count, enum err wanted)
{
    for (size_t i = 0; i < count; i++) {
        struct error error;
        enum err err = judge(&cases[i], &error);

        if (err != wanted)
            fail_msg("%s: %s %s", cases[i].what, err_name(err), error.detail);
        // A refusal says what it minds.
        assert_int_equal(err != ERR_OK, error.detail[0] != '\0');
    }
}
#define EXPECT_ALL(cases, wanted) expect_all(cases, sizeof(cases) / sizeof(*(cases)), wanted)

static void what_the_own_page_and_its_user_ask_is_let_in(void **state)
{
    static const struct guard_case cases[] = {
        {"a page opened by its address",
         HTTP_GET,
         {.page = true},
         {HOST, {"Sec-Fetch-Site", "none"}, NAVIGATE}},
        {"the same by name",
         HTTP_GET,
         {.page = true},
         {NAMED, {"Sec-Fetch-Site", "none"}, NAVIGATE}},
        {"a page reloaded", HTTP_GET, {.page = true}, {HOST, SAME, NAVIGATE}},
        {"a module of the page", HTTP_GET, {0}, {HOST, SAME}},
        {"data for the page", HTTP_GET, {0}, {HOST, OURS, SAME}},
        {"data by name", HTTP_GET, {0}, {NAMED, {"Origin", "http://localhost:7070"}, SAME}},
        {"a program without a browser", HTTP_GET, {0}, {HOST}},
        {"the head of something", HTTP_HEAD, {0}, {HOST, SAME}},
        {"a change", HTTP_POST, {.changes = true}, {HOST, OURS, SAME, MARK, JSON}},
        {"a change by a program", HTTP_POST, {.changes = true}, {HOST, MARK, JSON}},
        {"JSON with its charset",
         HTTP_PUT,
         {.changes = true},
         {HOST, OURS, MARK, {"Content-Type", "application/json; charset=UTF-8"}}},
        {"JSON in other letters",
         HTTP_POST,
         {.changes = true},
         {HOST, MARK, {"content-type", "Application/JSON"}}},
        {"a deletion", HTTP_DELETE, {.changes = true}, {HOST, OURS, SAME, MARK, JSON}},
        {"a photo",
         HTTP_POST,
         {.changes = true, .raw = true},
         {HOST, OURS, SAME, MARK, {"Content-Type", "image/jpeg"}}},
        {"a picture of another kind",
         HTTP_POST,
         {.changes = true, .raw = true},
         {HOST, MARK, {"Content-Type", "image/svg+xml"}}},
        {"a photo of no known kind",
         HTTP_POST,
         {.changes = true, .raw = true},
         {HOST, MARK, {"Content-Type", "application/octet-stream"}}},
        {"JSON where a photo may stand",
         HTTP_POST,
         {.changes = true, .raw = true},
         {HOST, MARK, JSON}},
    };

    EXPECT_ALL(cases, ERR_OK);
}

static void a_host_that_is_not_exactly_ours_is_refused(void **state)
{
    static const char *const hosts[] = {
        "evil.example",
        "evil.example:7070",
        "127.0.0.1",
        "localhost",
        "127.0.0.1:7071",
        "127.0.0.1:70700",
        "127.0.0.1:07070",
        "127.0.0.1:7070.evil.example",
        "127.0.0.1.evil.example:7070",
        "evil.127.0.0.1:7070",
        "localhost.:7070",
        "127.0.0.1.:7070",
        "localhost.evil.example:7070",
        "xlocalhost:7070",
        "LOCALHOST:7070",
        "user@127.0.0.1:7070",
        "127.0.0.1:7070@evil.example",
        "127.0.0.1:7070/",
        " 127.0.0.1:7070",
        "127.0.0.1:7070 ",
        "127.0.0.1:7070,evil.example",
        "127.1:7070",
        "2130706433:7070",
        "0x7f000001:7070",
        "0.0.0.0:7070",
        "[::1]:7070",
        "[::ffff:127.0.0.1]:7070",
        "127.0.0.2:7070",
        "127.0.0.1:",
        ":7070",
        "127.0.0.1:7070:7070",
        "",
    };

    for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++) {
        const struct guard_case cases[] = {
            {hosts[i],
             HTTP_GET,
             {.page = true},
             {{"Host", hosts[i]}, {"Sec-Fetch-Site", "none"}, NAVIGATE}},
            {hosts[i], HTTP_POST, {.changes = true}, {{"Host", hosts[i]}, OURS, SAME, MARK, JSON}},
        };

        EXPECT_ALL(cases, ERR_DENIED);
    }
}

static void a_host_that_is_missing_or_doubled_is_refused(void **state)
{
    static const struct guard_case cases[] = {
        {"none", HTTP_GET, {0}, {SAME}},
        {"twice the same", HTTP_GET, {0}, {HOST, HOST}},
        {"twice, ours first", HTTP_GET, {0}, {HOST, {"host", "evil.example"}}},
        {"twice, ours second", HTTP_GET, {0}, {{"HOST", "evil.example"}, HOST}},
    };

    EXPECT_ALL(cases, ERR_DENIED);
}

static void an_origin_that_is_not_exactly_ours_is_refused(void **state)
{
    static const char *const origins[] = {
        "null",
        "",
        "http://evil.example",
        "http://evil.example:7070",
        "https://127.0.0.1:7070",
        "http://127.0.0.1",
        "http://127.0.0.1:7071",
        "http://localhost:7070",
        "http://127.0.0.1:7070/",
        "http://127.0.0.1:7070.evil.example",
        "http://127.0.0.1.evil.example:7070",
        "HTTP://127.0.0.1:7070",
        "http://user@127.0.0.1:7070",
        "127.0.0.1:7070",
        "file://",
        "chrome-extension://abcdef",
        "http://127.0.0.1:7070 http://evil.example",
    };

    for (size_t i = 0; i < sizeof(origins) / sizeof(*origins); i++) {
        const struct guard_case cases[] = {
            {origins[i],
             HTTP_POST,
             {.changes = true},
             {HOST, {"Origin", origins[i]}, SAME, MARK, JSON}},
            {origins[i], HTTP_GET, {0}, {HOST, {"Origin", origins[i]}}},
        };

        EXPECT_ALL(cases, ERR_DENIED);
    }
}

static const struct guard_case foreign[] = {
    {"a fetch of another site", HTTP_GET, {0}, {HOST, {"Sec-Fetch-Site", "cross-site"}}},
    {"a page of another port", HTTP_GET, {0}, {HOST, {"Sec-Fetch-Site", "same-site"}}},
    {"a link on another site",
     HTTP_GET,
     {.page = true},
     {HOST, {"Sec-Fetch-Site", "cross-site"}, NAVIGATE}},
    {"a frame of another site",
     HTTP_GET,
     {.page = true},
     {HOST,
      {"Sec-Fetch-Site", "cross-site"},
      {"Sec-Fetch-Mode", "navigate"},
      {"Sec-Fetch-Dest", "iframe"}}},
    {"an image of another site",
     HTTP_GET,
     {0},
     {HOST, {"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Dest", "image"}}},
    {"data opened by its address", HTTP_GET, {0}, {HOST, {"Sec-Fetch-Site", "none"}, NAVIGATE}},
    {"a page fetched by nobody's page",
     HTTP_GET,
     {.page = true},
     {HOST, {"Sec-Fetch-Site", "none"}, {"Sec-Fetch-Mode", "cors"}, {"Sec-Fetch-Dest", "empty"}}},
    {"a page framed by nobody's page",
     HTTP_GET,
     {.page = true},
     {HOST,
      {"Sec-Fetch-Site", "none"},
      {"Sec-Fetch-Mode", "navigate"},
      {"Sec-Fetch-Dest", "iframe"}}},
    {"a form posted from nowhere",
     HTTP_POST,
     {.page = true},
     {HOST, {"Sec-Fetch-Site", "none"}, NAVIGATE}},
    {"a page opened without saying how",
     HTTP_GET,
     {.page = true},
     {HOST, {"Sec-Fetch-Site", "none"}}},
    {"a value nobody knows", HTTP_GET, {0}, {HOST, {"Sec-Fetch-Site", "same-origin-ish"}}},
    {"an empty value", HTTP_GET, {0}, {HOST, {"Sec-Fetch-Site", ""}}},
    {"two values", HTTP_GET, {0}, {HOST, SAME, {"sec-fetch-site", "cross-site"}}},
    {"two origins",
     HTTP_POST,
     {.changes = true},
     {HOST, OURS, {"origin", "http://evil.example"}, MARK, JSON}},
    {"a change from another site with all else right",
     HTTP_POST,
     {.changes = true},
     {HOST, {"Sec-Fetch-Site", "cross-site"}, MARK, JSON}},
    {"a change from another port",
     HTTP_POST,
     {.changes = true},
     {HOST, {"Sec-Fetch-Site", "same-site"}, MARK, JSON}},
};

static void what_another_page_makes_the_browser_send_is_refused(void **state)
{
    EXPECT_ALL(foreign, ERR_DENIED);
}

static const struct guard_case unmarked[] = {
    {"no mark", HTTP_POST, {.changes = true}, {HOST, OURS, SAME, JSON}},
    {"another mark", HTTP_POST, {.changes = true}, {HOST, OURS, SAME, {"X-Plumb", "2"}, JSON}},
    {"an empty mark", HTTP_POST, {.changes = true}, {HOST, OURS, SAME, {"X-Plumb", ""}, JSON}},
    {"two marks", HTTP_POST, {.changes = true}, {HOST, OURS, MARK, {"x-plumb", "1"}, JSON}},
    {"no type", HTTP_POST, {.changes = true}, {HOST, OURS, SAME, MARK}},
    {"a form",
     HTTP_POST,
     {.changes = true},
     {HOST, OURS, MARK, {"Content-Type", "application/x-www-form-urlencoded"}}},
    {"a form of parts",
     HTTP_POST,
     {.changes = true},
     {HOST, OURS, MARK, {"Content-Type", "multipart/form-data; boundary=x"}}},
    {"plain text",
     HTTP_POST,
     {.changes = true},
     {HOST, OURS, MARK, {"Content-Type", "text/plain"}}},
    {"JSON in plain text",
     HTTP_POST,
     {.changes = true},
     {HOST, OURS, MARK, {"Content-Type", "text/plain; application/json"}}},
    {"JSON with more in the name",
     HTTP_POST,
     {.changes = true},
     {HOST, OURS, MARK, {"Content-Type", "application/jsonx"}}},
    {"JSON in another charset",
     HTTP_POST,
     {.changes = true},
     {HOST, OURS, MARK, {"Content-Type", "application/json; charset=utf-16"}}},
    {"two types",
     HTTP_POST,
     {.changes = true},
     {HOST, OURS, MARK, JSON, {"content-type", "text/plain"}}},
    {"a photo where none may stand",
     HTTP_POST,
     {.changes = true},
     {HOST, OURS, MARK, {"Content-Type", "image/jpeg"}}},
    {"bytes where none may stand",
     HTTP_POST,
     {.changes = true},
     {HOST, OURS, MARK, {"Content-Type", "application/octet-stream"}}},
    {"a photo without a kind",
     HTTP_POST,
     {.changes = true, .raw = true},
     {HOST, OURS, MARK, {"Content-Type", "image/"}}},
    {"a photo with parameters",
     HTTP_POST,
     {.changes = true, .raw = true},
     {HOST, OURS, MARK, {"Content-Type", "image/jpeg; a=b"}}},
    {"a form where a photo may stand",
     HTTP_POST,
     {.changes = true, .raw = true},
     {HOST, OURS, MARK, {"Content-Type", "multipart/form-data"}}},
    {"a change by GET", HTTP_GET, {.changes = true}, {HOST, OURS, SAME, MARK, JSON}},
    {"a change by HEAD", HTTP_HEAD, {.changes = true}, {HOST, OURS, SAME, MARK, JSON}},
};

static void a_change_needs_its_mark_and_a_type_no_form_can_send(void **state)
{
    EXPECT_ALL(unmarked, ERR_DENIED);
}

static void nobody_is_told_what_other_sites_may_do(void **state)
{
    static const struct guard_case cases[] = {
        {"a preflight", HTTP_OPTIONS, {0}, {HOST, {"Access-Control-Request-Method", "POST"}}},
        {"a preflight of our own", HTTP_OPTIONS, {.changes = true}, {HOST, OURS, SAME}},
    };

    EXPECT_ALL(cases, ERR_METHOD);
}

static void the_port_is_the_one_it_is_reached_at(void **state)
{
    static const struct http_header headers[] = {{"Host", "127.0.0.1:80"}};
    struct http_request request
        = {.method = HTTP_GET, .path = "/", .query = "", .headers = headers, .header_count = 1};
    struct guard_wish wish = {0};

    assert_int_equal(guard_check(80, &wish, &request, NULL), ERR_OK);
    assert_int_equal(guard_check(8080, &wish, &request, NULL), ERR_DENIED);
    assert_int_equal(guard_check(0, &wish, &request, NULL), ERR_DENIED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_own_page_and_its_user_ask_is_let_in),
        cmocka_unit_test(a_host_that_is_not_exactly_ours_is_refused),
        cmocka_unit_test(a_host_that_is_missing_or_doubled_is_refused),
        cmocka_unit_test(an_origin_that_is_not_exactly_ours_is_refused),
        cmocka_unit_test(what_another_page_makes_the_browser_send_is_refused),
        cmocka_unit_test(a_change_needs_its_mark_and_a_type_no_form_can_send),
        cmocka_unit_test(nobody_is_told_what_other_sites_may_do),
        cmocka_unit_test(the_port_is_the_one_it_is_reached_at),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
