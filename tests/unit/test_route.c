// SPDX-License-Identifier: Apache-2.0
// Requests through a table of routes, on detached exchanges.
#include "shared/web/route.h"

#include "shared/web/web_answer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define ID "01234567-89ab-7def-8123-456789abcdef"
#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

enum { ANYONE = 1, PERSON = 2, BODY_BYTES = 1 << 20 };

static unsigned handled;
static struct http_exchange *taken;

static enum err echo(struct route_call *call, struct error *error)
{
    struct json_writer *json = route_answer(call);
    char text[UUID_TEXT];
    size_t count;

    (void)error;
    handled++;
    uuid_format(route_uuid(call, "id"), text);
    json_put_text(json, "id", text);
    json_put_text(json, "text", route_text(call, "text"));
    json_put_integer(json, "number", route_integer(call, "number", -1));
    json_put_boolean(json, "truth", route_truth(call, "truth"));
    json_put_integer(json, "choice", route_choice(call, "choice"));
    json_put_boolean(json, "digest", route_digest(call, "digest") != NULL);
    json_put_text(json, "decimal", route_decimal(call, "decimal"));
    json_put_integer(json, "time", route_time_ms(call, "time", -1));
    route_uuids(call, "ids", &count);
    json_put_integer(json, "ids", (int64_t)count);
    json_put_boolean(json, "raw", route_is_raw(call));
    json_put_integer(json, "body", (int64_t)route_body_bytes(call));
    return ERR_OK;
}

static enum err tree(struct route_call *call, struct error *error)
{
    const struct json *value = route_json(call, "value");

    (void)error;
    json_put_boolean(route_answer(call), "array", json_is_array(value));
    json_put_text(route_answer(call), "session", route_session(call));
    json_put_text(route_answer(call), "ctx", route_ctx(call));
    json_put_integer(route_answer(call), "access", route_access(call));
    return ERR_OK;
}

static enum err fail_late(struct route_call *call, struct error *error)
{
    json_put_text(route_answer(call), "half", "written");
    json_put_integer(route_beside(call), "wait_s", 30);
    return error_set(error, ERR_AUTH, "the \"PIN\" is wrong");
}

static enum err give_bytes(struct route_call *call, struct error *error)
{
    (void)error;
    buffer_append_text(route_bytes(call, "image/png"), "png");
    return ERR_OK;
}

static enum err take(struct route_call *call, struct error *error)
{
    (void)error;
    taken = route_take_exchange(call);
    return ERR_OK;
}

static enum err copy_body(struct route_call *call, struct error *error)
{
    struct route_body body = route_body(call);
    struct buffer *out = route_bytes(call, "text/plain");
    char piece[3];
    size_t got;

    (void)error;
    do {
        assert_int_equal(route_body_read(&body, piece, sizeof(piece), &got), ERR_OK);
        buffer_append(out, piece, got);
    } while (got == sizeof(piece));
    return ERR_OK;
}

static const char *const colours[] = {"red", "green", NULL};
static const struct route_parameter all[] = {
    {.name = "id", .type = ROUTE_UUID, .required = true},
    {.name = "text", .type = ROUTE_TEXT, .max = 5},
    {.name = "number", .type = ROUTE_INTEGER, .min = -3, .max = 9},
    {.name = "truth", .type = ROUTE_TRUTH},
    {.name = "choice", .type = ROUTE_CHOICE, .choices = colours},
    {.name = "digest", .type = ROUTE_DIGEST},
    {.name = "decimal", .type = ROUTE_DECIMAL},
    {.name = "time", .type = ROUTE_TIME_MS},
    {.name = "ids", .type = ROUTE_UUIDS, .max = 2},
};
static const struct route_parameter of_tree[]
    = {{.name = "value", .type = ROUTE_JSON, .required = true}};
static const struct route_parameter of_name[]
    = {{.name = "name", .type = ROUTE_TEXT, .required = true}};
#define PARAMETERS(list) .parameters = list, .parameter_count = sizeof(list) / sizeof(*(list))

static enum err name_it(struct route_call *call, struct error *error)
{
    (void)error;
    json_put_text(route_answer(call), "name", route_text(call, "name"));
    return ERR_OK;
}

static const struct route routes[] = {
    {HTTP_GET, "/get/:id", .handler = echo, .purpose = "p", PARAMETERS(all)},
    {HTTP_POST, "/post/:id", .changes = true, .raw = true, .handler = echo, .purpose = "p",
     PARAMETERS(all)},
    {HTTP_POST, "/tree", .changes = true, .access = PERSON, .body_max = 100, .handler = tree,
     .purpose = "p", PARAMETERS(of_tree)},
    {HTTP_GET, "/late", .handler = fail_late, .purpose = "p"},
    {HTTP_GET, "/bytes", .handler = give_bytes, .purpose = "p"},
    {HTTP_GET, "/take", .handler = take, .purpose = "p"},
    {HTTP_POST, "/copy", .changes = true, .raw = true, .handler = copy_body, .purpose = "p"},
    {HTTP_GET, "/names/:name", .handler = name_it, .purpose = "p", PARAMETERS(of_name)},
};
static const size_t route_count = sizeof(routes) / sizeof(*routes);
static const struct route_group groups[] = {{routes, &route_count}};
static char interface[] = "interface", session[] = "session";
static const char *const access_names[] = {"anyone", "person", NULL};
static const struct route_table table
    = {.groups = groups, .group_count = 1, .ctx = interface, .access_names = access_names};

static const struct http_spooled *spooled_body; // of the next question, or NULL

// What came back.
static int status;
static struct buffer body;
static char type[64], cache[64];

static void keep_answer(void *ctx, const struct http_response *response)
{
    (void)ctx;
    status = response->status;
    buffer_reset(&body);
    buffer_append(&body, response->body.data, response->body.len);
    buffer_append_char(&body, '\0');
    type[0] = cache[0] = '\0';
    for (size_t i = 0; i < response->header_count; i++) {
        if (strcmp(response->headers[i].name, "Content-Type") == 0)
            text_copy(type, sizeof(type), span_of(response->headers[i].value));
        if (strcmp(response->headers[i].name, "Cache-Control") == 0)
            text_copy(cache, sizeof(cache), span_of(response->headers[i].value));
    }
}

struct asked {
    enum http_method method;
    const char *path, *query, *type, *body;
    unsigned access;
};

static void ask(const struct asked *asked)
{
    struct http_header headers[] = {{"Content-Type", asked->type}};
    struct http_request request = {.method = asked->method,
                                   .path = asked->path,
                                   .query = asked->query ? asked->query : "",
                                   .headers = headers,
                                   .header_count = asked->type ? 1 : 0,
                                   .body = span_of(asked->body),
                                   .spooled = spooled_body};
    struct http_detached hooks = {.finished = keep_answer};
    struct route_caller caller = {.access = asked->access, .session = session};
    struct route_match match;
    struct http_exchange *exchange = http_exchange_detached(&request, &hooks);

    buffer_init(&body, BODY_BYTES);
    status = 0;
    handled = 0;
    taken = NULL;
    route_table_find(&table, asked->method, asked->path, &match);
    route_serve(&table, &match, &caller, exchange);
}

static void expect(const struct asked *asked, int wanted_status, const char *wanted)
{
    ask(asked);
    if (status != wanted_status || !strstr(body.data, wanted))
        fail_msg("%s?%s %s: %d %s", asked->path, asked->query ? asked->query : "",
                 asked->body ? asked->body : "", status, body.data);
    buffer_clear(&body);
}

static void get(const char *query, int wanted_status, const char *wanted)
{
    struct asked asked = {.path = "/get/" ID, .query = query};

    expect(&asked, wanted_status, wanted);
    assert_int_equal(handled, wanted_status == 200);
}

static void post(const char *text, int wanted_status, const char *wanted)
{
    struct asked asked
        = {.method = HTTP_POST, .path = "/post/" ID, .type = "application/json", .body = text};

    expect(&asked, wanted_status, wanted);
    assert_int_equal(handled, wanted_status == 200);
}

static void parameters_of_a_query_are_read_by_their_types(void **state)
{
    get("", 200,
        "{\"id\":\"" ID
        "\",\"text\":null,\"number\":-1,\"truth\":false,\"choice\":-1,\"digest\":false,"
        "\"decimal\":null,\"time\":-1,\"ids\":0,\"raw\":false,\"body\":0}");
    get("text=%E5%8E%A8%E6%88%BF+1", 200, "\"text\":\"厨房 1\"");
    get("text=a%2Bb&number=-3&truth=true&choice=green", 200,
        "\"text\":\"a+b\",\"number\":-3,\"truth\":true,\"choice\":1");
    get("digest=" DIGEST "&decimal=-12.5&time=253402300799999", 200,
        "\"digest\":true,\"decimal\":\"-12.5\",\"time\":253402300799999");
    get("ids=" ID "," ID, 200, "\"ids\":2");
    get("ids=", 200, "\"ids\":0");
    get("truth=false&text=", 200, "\"text\":\"\"");
}

static void a_query_that_is_not_as_declared_is_refused_in_words_naming_it(void **state)
{
    static const struct {
        const char *query, *words;
    } cases[] = {
        {"other=1", "\\\"other\\\" is no parameter"},
        {"id=" ID, "\\\"id\\\" stands twice"},
        {"text=a&text=b", "\\\"text\\\" stands twice"},
        {"text=123456", "\\\"text\\\": at most 5 characters"},
        {"text=%01", "\\\"text\\\": a text"},
        {"text=%7F", "\\\"text\\\": a text"},
        {"number=10", "\\\"number\\\": a whole number from -3 to 9"},
        {"number=1.0", "\\\"number\\\": a whole number"},
        {"number=", "\\\"number\\\": a whole number"},
        {"number=99999999999999999999", "\\\"number\\\": a whole number"},
        {"truth=1", "\\\"truth\\\": true or false"},
        {"choice=blue", "\\\"choice\\\": one of red, green"},
        {"digest=" ID, "\\\"digest\\\": a digest"},
        {"decimal=1e5", "\\\"decimal\\\": a decimal"},
        {"time=-1", "\\\"time\\\": a time"},
        {"time=253402300800000", "\\\"time\\\": a time"},
        {"ids=" ID ",", "\\\"ids\\\": a list"},
        {"ids=" ID ";" ID, "\\\"ids\\\": a list"},
        {"ids=" ID "," ID "," ID, "\\\"ids\\\": at most 2"},
        {"text=%", "malformed"},
        {"text=%4", "malformed"},
        {"text=%G1", "malformed"},
        {"text=%00", "malformed"},
        {"text=%C0%80", "malformed"},
        {"text=%E5%8E", "malformed"},
        {"text=\xE5\x8E\xA8", "malformed"},
        {"text=a&", "malformed"},
        {"&text=a", "malformed"},
        {"text=a&&number=1", "malformed"},
        {"=a", "malformed"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        get(cases[i].query, 422, cases[i].words);
}

static void members_of_a_body_are_read_by_their_types(void **state)
{
    post("{\"text\":\"厨\\n房\",\"number\":9,\"truth\":true,\"choice\":\"red\",\"digest\":\"" DIGEST
         "\",\"decimal\":\"0.5\",\"time\":1700000000000,\"ids\":[\"" ID "\"]}",
         200,
         "\"text\":\"厨\\n房\",\"number\":9,\"truth\":true,\"choice\":0,\"digest\":true,"
         "\"decimal\":\"0.5\","
         "\"time\":1700000000000,\"ids\":1");
    post("{\"text\":null,\"ids\":[]}", 200, "\"text\":null");
    post("{}", 200, "\"id\":\"" ID "\"");
    post(NULL, 200, "\"id\":\"" ID "\"");
}

static void a_body_that_is_not_as_declared_is_refused_in_words_naming_it(void **state)
{
    static const struct {
        const char *body;
        int status;
        const char *words;
    } cases[] = {
        {"{\"other\":1}", 422, "\\\"other\\\" is no parameter"},
        {"{\"id\":\"" ID "\"}", 422, "\\\"id\\\" stands in the path"},
        {"{\"text\":1}", 422, "\\\"text\\\": a text"},
        {"{\"number\":\"1\"}", 422, "\\\"number\\\": a whole number"},
        {"{\"number\":1.0}", 422, "\\\"number\\\": a whole number"},
        {"{\"truth\":1}", 422, "\\\"truth\\\": true or false"},
        {"{\"choice\":0}", 422, "\\\"choice\\\": one of red, green"},
        {"{\"decimal\":0.5}", 422, "\\\"decimal\\\": a decimal"},
        {"{\"ids\":\"" ID "\"}", 422, "\\\"ids\\\": a list"},
        {"{\"ids\":[\"" ID "\",1]}", 422, "\\\"ids\\\": a list"},
        {"{\"ids\":[\"" ID "\",\"" ID "\",\"" ID "\"]}", 422, "\\\"ids\\\": at most 2"},
        {"{\"text\":\"a\",\"text\":\"b\"}", 400, "body"},
        {"[]", 422, "not an object"},
        {"\"a\"", 422, "not an object"},
        {"{", 400, "body"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        post(cases[i].body, cases[i].status, cases[i].words);
}

static void what_must_be_there_and_is_not_is_named(void **state)
{
    struct asked asked = {.method = HTTP_POST,
                          .path = "/tree",
                          .type = "application/json",
                          .body = "{\"value\":null}",
                          .access = PERSON};

    expect(&asked, 422, "\\\"value\\\" is missing");
    asked.body = "{\"value\":[1]}";
    expect(&asked, 200,
           "{\"array\":true,\"session\":\"session\",\"ctx\":\"interface\",\"access\":2}");
    asked.query = "a=b";
    expect(&asked, 422, "none in the query");
    asked.query = NULL;
    asked.body
        = "{\"value\":\"0123456789012345678901234567890123456789012345678901234567890123456789"
          "01234567890123456789\"}";
    expect(&asked, 413, "at most 100 bytes");
}

static void parts_of_a_path_are_decoded_and_checked(void **state)
{
    expect(&(struct asked){.path = "/names/%E5%8E%A8+b"}, 200, "\"name\":\"厨+b\"");
    expect(&(struct asked){.path = "/names/%"}, 422, "malformed");
    expect(&(struct asked){.path = "/names/%20"}, 422, "must not be empty");
    expect(&(struct asked){.path = "/names/%00"}, 422, "malformed");
    expect(&(struct asked){.path = "/get/x"}, 422, "\\\"id\\\": an id");
    expect(&(struct asked){.path = "/names/"}, 404, "NOT_FOUND");
}

static void a_raw_body_comes_whole_and_its_parameters_by_the_query(void **state)
{
    struct asked asked = {.method = HTTP_POST,
                          .path = "/post/" ID,
                          .query = "text=a",
                          .type = "image/jpeg",
                          .body = "{\"text\":1}"};

    expect(&asked, 200, "\"raw\":true,\"body\":10");
    asked.type = "application/json";
    expect(&asked, 422, "none in the query");
    expect(
        &(struct asked){
            .method = HTTP_POST, .path = "/copy", .type = "image/png", .body = "0123456"},
        200, "0123456");
    expect(&(struct asked){.method = HTTP_POST, .path = "/copy", .type = "image/png"}, 200, "");
}

static void a_raw_body_is_read_alike_from_the_disk(void **state)
{
    char folder[] = "/tmp/plumb-route.XXXXXX", path[64];
    struct asked asked = {.method = HTTP_POST, .path = "/copy", .type = "image/png"};
    struct http_spooled spooled = {0};
    struct http_spool spool = {0};
    struct disk disk;
    struct error error;

    assert_non_null(mkdtemp(folder));
    assert_int_equal(disk_system_open(folder, false, &disk, &error), ERR_OK);
    assert_int_equal(http_spool_open(&spool, &disk, "spool", &error), ERR_OK);
    assert_int_equal(http_spooled_begin(&spooled, &spool, 8), ERR_OK);
    assert_int_equal(http_spooled_append(&spooled, "76543210", 8), ERR_OK);
    spooled_body = &spooled;
    expect(&asked, 200, "76543210");
    asked.path = "/post/" ID;
    expect(&asked, 200, "\"raw\":true,\"body\":8");
    asked.type = "application/json";
    expect(&asked, 413, "at most");
    spooled_body = NULL;
    http_spooled_end(&spooled);
    disk_system_close(&disk);
    snprintf(path, sizeof(path), "%s/spool", folder);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void who_may_not_is_refused_before_anything_is_read(void **state)
{
    struct asked asked = {.method = HTTP_POST, .path = "/tree", .body = "{{{", .access = ANYONE};

    expect(&asked, 401, "{\"error\":{\"code\":\"AUTH\"");
    asked.access = 0;
    expect(&asked, 401, "\"AUTH\"");
    expect(&(struct asked){.path = "/tree", .access = PERSON}, 405, "\"METHOD\"");
    expect(&(struct asked){.path = "/none", .access = PERSON}, 404, "\"NOT_FOUND\"");
    expect(&(struct asked){.method = HTTP_HEAD, .path = "/bytes"}, 200, "png");
}

static void an_error_throws_away_what_was_written_and_says_it_in_two_languages(void **state)
{
    ask(&(struct asked){.path = "/late"});
    assert_int_equal(status, 401);
    assert_null(strstr(body.data, "half"));
    assert_non_null(
        strstr(body.data, "{\"error\":{\"code\":\"AUTH\",\"detail\":\"the \\\"PIN\\\" is wrong\""));
    assert_non_null(strstr(body.data, "\"},\"wait_s\":30}"));
    assert_non_null(strstr(body.data, err_text_zh(ERR_AUTH)));
    assert_non_null(strstr(body.data, err_text_en(ERR_AUTH)));
    assert_string_equal(type, "application/json");
    assert_string_equal(cache, "no-store");
    buffer_clear(&body);
}

static void bytes_are_not_kept_by_the_browser(void **state)
{
    ask(&(struct asked){.path = "/bytes"});
    assert_string_equal(body.data, "png");
    assert_string_equal(type, "image/png");
    assert_string_equal(cache, "no-store");
    buffer_clear(&body);
    ask(&(struct asked){.path = "/names/a"});
    assert_string_equal(type, "application/json");
    assert_string_equal(cache, "no-store");
    buffer_clear(&body);
}

static void a_taken_exchange_is_finished_by_who_took_it(void **state)
{
    ask(&(struct asked){.path = "/take"});
    assert_int_equal(status, 0);
    assert_non_null(taken);
    web_answer_json(http_exchange_response(taken));
    buffer_append_text(&http_exchange_response(taken)->body, "{}");
    http_exchange_finish(taken);
    assert_int_equal(status, 200);
    assert_string_equal(body.data, "{}");
    buffer_clear(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parameters_of_a_query_are_read_by_their_types),
        cmocka_unit_test(a_query_that_is_not_as_declared_is_refused_in_words_naming_it),
        cmocka_unit_test(members_of_a_body_are_read_by_their_types),
        cmocka_unit_test(a_body_that_is_not_as_declared_is_refused_in_words_naming_it),
        cmocka_unit_test(what_must_be_there_and_is_not_is_named),
        cmocka_unit_test(parts_of_a_path_are_decoded_and_checked),
        cmocka_unit_test(a_raw_body_comes_whole_and_its_parameters_by_the_query),
        cmocka_unit_test(a_raw_body_is_read_alike_from_the_disk),
        cmocka_unit_test(who_may_not_is_refused_before_anything_is_read),
        cmocka_unit_test(an_error_throws_away_what_was_written_and_says_it_in_two_languages),
        cmocka_unit_test(bytes_are_not_kept_by_the_browser),
        cmocka_unit_test(a_taken_exchange_is_finished_by_who_took_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
