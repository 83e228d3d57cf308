// SPDX-License-Identifier: Apache-2.0
#include "shared/web/asset.h"

#include "shared/web/web_answer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

extern const struct asset tablet_assets[];
extern const size_t tablet_assets_count;

static const unsigned char packed[] = {31, 139, 8, 0};
static const struct asset table[] = {
    {"/a.js", "text/javascript; charset=utf-8", "0123456789abcdef0123456789abcdef", packed, 4, 10},
    {"/a/b.css", "text/css; charset=utf-8", "1123456789abcdef0123456789abcdef", packed, 4, 10},
    {"/index.html", "text/html; charset=utf-8", "2123456789abcdef0123456789abcdef", packed, 4, 10},
};

static const struct asset *find(const char *path)
{
    return asset_find(table, sizeof(table) / sizeof(*table), path);
}

static const char *header(const struct http_response *response, const char *name)
{
    for (size_t i = 0; i < response->header_count; i++)
        if (strcasecmp(response->headers[i].name, name) == 0)
            return response->headers[i].value;
    return "";
}

static void answer(struct http_response *response, const char *name, const char *value)
{
    struct http_header headers[] = {{"Accept-Encoding", "gzip, deflate"}, {name, value}};
    struct http_request request
        = {.method = HTTP_GET, .path = "/a.js", .query = "", .headers = headers, .header_count = 2};

    if (strcmp(name, "Accept-Encoding") == 0) {
        request.headers = headers + 1;
        request.header_count = value ? 1 : 0;
    }
    http_response_init(response);
    web_answer_guard(response);
    asset_answer(&table[0], &request, response);
}

static void a_path_is_found_exactly_or_not_at_all(void **state)
{
    static const char *const none[]
        = {"",        "//",       "/a",         "/a.js/", "/a.jsx", "/A.js",
           "/a%2Ejs", "/../a.js", "/a/../a.js", "a.js",   "/a/"};

    assert_ptr_equal(find("/a.js"), &table[0]);
    assert_ptr_equal(find("/a/b.css"), &table[1]);
    assert_ptr_equal(find("/"), &table[2]);
    assert_ptr_equal(find("/index.html"), &table[2]);
    for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
        assert_null(find(none[i]));
    assert_true(asset_is_page(find("/")));
    assert_false(asset_is_page(find("/a.js")));
}

static void it_goes_out_compressed_with_all_that_keeps_others_out(void **state)
{
    struct http_response response;

    answer(&response, "Cookie", "");
    assert_int_equal(response.status, 200);
    assert_int_equal(response.body.len, 4);
    assert_memory_equal(response.body.data, packed, 4);
    assert_string_equal(header(&response, "Content-Encoding"), "gzip");
    assert_string_equal(header(&response, "Content-Type"), "text/javascript; charset=utf-8");
    assert_string_equal(header(&response, "ETag"), "\"0123456789abcdef0123456789abcdef\"");
    assert_string_equal(header(&response, "Cache-Control"), "no-cache");
    assert_string_equal(header(&response, "X-Content-Type-Options"), "nosniff");
    assert_string_equal(header(&response, "Referrer-Policy"), "no-referrer");
    assert_string_equal(header(&response, "Cross-Origin-Opener-Policy"), "same-origin");
    assert_string_equal(header(&response, "Cross-Origin-Resource-Policy"), "same-origin");
    assert_string_equal(
        header(&response, "Content-Security-Policy"),
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        "media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'");
    assert_string_equal(header(&response, "Access-Control-Allow-Origin"), "");
    http_response_clear(&response);
}

static void who_has_it_is_told_so(void **state)
{
    static const struct {
        const char *tag;
        int status;
    } cases[] = {
        {"\"0123456789abcdef0123456789abcdef\"", 304},
        {"W/\"0123456789abcdef0123456789abcdef\"", 304},
        {"\"x\", \"0123456789abcdef0123456789abcdef\"", 304},
        {"*", 304},
        {"\"0123456789abcdef0123456789abcdee\"", 200},
        {"0123456789abcdef0123456789abcdef", 200},
        {"\"\"", 200},
        {"", 200},
        {",,", 200},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct http_response response;

        answer(&response, "If-None-Match", cases[i].tag);
        if (response.status != cases[i].status)
            fail_msg("%s: %d", cases[i].tag, response.status);
        assert_int_equal(response.body.len, cases[i].status == 304 ? 0 : 4);
        assert_string_not_equal(header(&response, "ETag"), "");
        http_response_clear(&response);
    }
}

static void who_takes_no_gzip_is_told_in_words(void **state)
{
    static const struct {
        const char *accepts;
        int status;
    } cases[] = {
        {NULL, 406},
        {"", 406},
        {"br", 406},
        {"identity", 406},
        {"gzip;q=0", 406},
        {"gzip;q=0.000", 406},
        {"gzip; q=0, *", 406},
        {"*, gzip;q=0", 406},
        {"*;q=0", 406},
        {"gzipped", 406},
        {"gzip", 200},
        {"GZIP", 200},
        {"x-gzip", 200},
        {"br, gzip;q=0.1", 200},
        {"*", 200},
        {" deflate ,\tgzip ; q=1", 200},
        {"gzip;q=0.001", 200},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct http_response response;

        answer(&response, "Accept-Encoding", cases[i].accepts);
        if (response.status != cases[i].status)
            fail_msg("%s: %d", cases[i].accepts, response.status);
        if (response.status == 406)
            assert_non_null(strstr(response.body.data, "\"error\":{\"code\":\"VERSION\""));
        http_response_clear(&response);
    }
}

static void what_is_embedded_is_sorted_typed_and_compressed(void **state)
{
    assert_true(tablet_assets_count > 0);
    assert_non_null(asset_find(tablet_assets, tablet_assets_count, "/"));
    for (size_t i = 0; i < tablet_assets_count; i++) {
        const struct asset *asset = &tablet_assets[i];

        assert_ptr_equal(asset_find(tablet_assets, tablet_assets_count, asset->path), asset);
        assert_int_equal(strlen(asset->digest), 32);
        assert_true(asset->size > 18 && asset->bytes[0] == 31 && asset->bytes[1] == 139);
        // No time of making (RFC 1952), so that the same sources give the same program.
        assert_memory_equal(asset->bytes + 4, "\0\0\0\0", 4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_is_found_exactly_or_not_at_all),
        cmocka_unit_test(it_goes_out_compressed_with_all_that_keeps_others_out),
        cmocka_unit_test(who_has_it_is_told_so),
        cmocka_unit_test(who_takes_no_gzip_is_told_in_words),
        cmocka_unit_test(what_is_embedded_is_sorted_typed_and_compressed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
