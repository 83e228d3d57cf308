// SPDX-License-Identifier: Apache-2.0
// Who may ask what: every route of the table, from every session and from outside.
#include "shared/web/asset.h"
#include "tests/unit/ui_fixture.h"

extern const struct asset tablet_assets[];
extern const size_t tablet_assets_count;

// ---- every route ----

typedef void each_route(struct desk *desk, const struct route *route);

static size_t for_each(struct desk *desk, each_route *each)
{
    const struct route_table table = ui_routes(desk->ui);
    size_t count = 0;

    for (size_t i = 0; i < table.group_count; i++)
        for (size_t k = 0; k < *table.groups[i].count; k++, count++)
            each(desk, &table.groups[i].routes[k]);
    return count;
}

// The pattern with an id in each of its places.
static const char *filled(const struct route *route)
{
    static char path[256];
    size_t len = 0;

    for (const char *at = route->path; *at && len < sizeof(path) - 40;) {
        if (*at == ':') {
            len += (size_t)snprintf(path + len, 40, "00000000-0000-7000-8000-00000000517e");
            at += strcspn(at, "/");
        } else {
            path[len++] = *at++;
        }
    }
    path[len] = '\0';
    return path;
}

// Asks it with an empty body, as the page would.
static int ask(struct desk *desk, const struct route *route)
{
    return desk_send(desk,
                     &(struct desk_request){.method = route->method,
                                            .path = filled(route),
                                            .type = route->changes ? "application/json" : NULL,
                                            .body = span_of(route->changes ? "{}" : "")});
}

static void assert_refused(struct desk *desk, const struct route *route, int wanted)
{
    int status = ask(desk, route);

    if (status != wanted)
        fail_msg("%s %s: %d, not %d", http_method_name(route->method), route->path, status, wanted);
}

static void check_stranger(struct desk *desk, const struct route *route)
{
    if (route->access && !(route->access & UI_STRANGER))
        assert_refused(desk, route, 401);
    else
        assert_true(strcmp(route->path, "/api/launch") == 0 || strcmp(route->path, "/status") == 0);
}

static void without_the_cookie_every_route_is_refused_but_launch_and_status(void **state)
{
    struct desk *desk = *state;
    char cookie[sizeof(desk->cookie)];

    memcpy(cookie, desk->cookie, sizeof(cookie));
    desk->cookie[0] = '\0';
    assert_true(for_each(desk, check_stranger) > 20);
    // A cookie that was ours once, and one that never was.
    desk_launch(desk);
    memcpy(desk->cookie, cookie, sizeof(cookie));
    for_each(desk, check_stranger);
    snprintf(desk->cookie, sizeof(desk->cookie), "plumb=%064d", 0);
    for_each(desk, check_stranger);
}

static void check_locked(struct desk *desk, const struct route *route)
{
    if (route->access && !(route->access & UI_LOCKED))
        assert_refused(desk, route, 401);
}

static void a_locked_tablet_serves_nothing_of_the_sites(void **state)
{
    struct desk *desk = *state;
    static const char *const served[] = {"/api/launch", "/api/session", "/api/watch", "/api/unlock",
                                         "/api/pin",    "/api/enrol",   "/status",    NULL};
    const struct route_table table = ui_routes(desk->ui);

    DESK_STATUS(desk, 200, desk_tap(desk, "/api/lock"));
    for_each(desk, check_locked);
    for (size_t i = 0; i < table.group_count; i++)
        for (size_t k = 0; k < *table.groups[i].count; k++) {
            const struct route *route = &table.groups[i].routes[k];
            bool known = false;

            for (size_t n = 0; served[n]; n++)
                known |= strcmp(served[n], route->path) == 0;
            if (known != (!route->access || (route->access & UI_LOCKED)))
                fail_msg("%s: locked tablets serve it, or not, otherwise than is known here",
                         route->path);
        }
}

static void check_customer(struct desk *desk, const struct route *route)
{
    if (route->access && !(route->access & UI_CUSTOMER))
        assert_refused(desk, route, 403);
}

static void the_customer_is_served_what_signing_needs_and_nothing_else(void **state)
{
    struct desk *desk = *state;
    struct uuid node = desk_uuid(7);
    // What a customer needs to read, sign, take a picture of the code, and give the tablet back.
    static const char *const served[]
        = {"/api/launch",          "/api/session", "/api/watch", "/api/unlock",
           "/api/alive",           "/api/review",  "/api/sign",  "/api/photos/:id/small",
           "/api/photos/:id/full", "/status",      NULL};
    const struct route_table table = ui_routes(desk->ui);

    DESK_STATUS(desk, 200,
                desk_post(desk, "/api/customer", "\"of\":\"%s\",\"form\":\"x\"", desk_id(&node)));
    assert_string_equal(desk_text(desk, "state"), "customer");
    assert_string_equal(desk_text(desk, "subject.of"), desk_id(&node));
    for_each(desk, check_customer);
    for (size_t i = 0; i < table.group_count; i++)
        for (size_t k = 0; k < *table.groups[i].count; k++) {
            const struct route *route = &table.groups[i].routes[k];
            bool known = false;

            for (size_t n = 0; served[n]; n++)
                known |= strcmp(served[n], route->path) == 0;
            if (!known && (!route->access || (route->access & UI_CUSTOMER)))
                fail_msg("%s: the customer is served it, and need not be", route->path);
        }
    desk_restart(desk);
    DESK_STATUS(desk, 403, desk_get(desk, "/api/today"));
}

static void check_method(struct desk *desk, const struct route *route)
{
    static const enum http_method others[]
        = {HTTP_GET, HTTP_HEAD, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_OPTIONS};
    const struct route_table table = ui_routes(desk->ui);

    if (!route->changes)
        return;
    assert_true(route->method != HTTP_GET && route->method != HTTP_HEAD);
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        struct route_match match;
        int status;

        route_table_find(&table, others[i], filled(route), &match);
        if (match.route)
            continue; // another route of its own
        status = desk_send(desk, &(struct desk_request){.method = others[i],
                                                        .path = filled(route),
                                                        .type = "application/json",
                                                        .body = span_of("{}")});
        assert_int_equal(status, 405);
    }
}

static void nothing_is_changed_by_another_method(void **state)
{
    struct desk *desk = *state;
    int64_t entries = desk_entries(desk);

    for_each(desk, check_method);
    assert_true(desk_entries(desk) == entries);
    DESK_STATUS(desk, 200, desk_get(desk, "/api/session"));
    assert_string_equal(desk_text(desk, "state"), "open");
}

// What a page of another origin, or a form, can make this browser send with our cookie.
static void check_forgery(struct desk *desk, const struct route *route)
{
    static const struct http_header evil_host[] = {{"Host", "evil.example:7070"}};
    static const struct http_header origin[] = {{"Origin", "http://evil.example"}};
    static const struct http_header none[] = {{"Origin", "null"}};
    static const struct http_header other_port[] = {{"Origin", "http://127.0.0.1:8080"}};
    static const struct http_header cross[] = {{"Sec-Fetch-Site", "cross-site"}};
    static const struct http_header same[] = {{"Sec-Fetch-Site", "same-site"}};
    static const struct http_header opened[] = {{"Sec-Fetch-Site", "none"}};
    static const struct http_header *const all[]
        = {evil_host, origin, none, other_port, cross, same, opened};
    static const char *const types[] = {"text/plain", "application/x-www-form-urlencoded",
                                        "multipart/form-data; boundary=x", "text/json", NULL};
    struct desk_request request = {.method = route->method,
                                   .path = filled(route),
                                   .type = route->changes ? "application/json" : NULL,
                                   .body = span_of(route->changes ? "{}" : "")};

    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        request.more = all[i];
        request.more_count = 1;
        // The address of the status may be typed in.
        if (all[i] == opened && strcmp(route->path, "/status") == 0)
            continue;
        if (desk_send(desk, &request) != 403)
            fail_msg("%s: \"%s: %s\" gives %d", route->path, all[i]->name, all[i]->value,
                     desk->status);
    }
    if (!route->changes)
        return;
    request.more_count = 0;
    request.plain = true;
    assert_int_equal(desk_send(desk, &request), 403);
    request.plain = false;
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        static const struct http_header plumb[] = {{"X-Plumb", "1"}};

        request.type = types[i];
        request.more = plumb;
        request.more_count = types[i] == NULL;
        assert_int_equal(desk_send(desk, &request), 403);
    }
}

static void what_another_page_can_send_is_refused_on_every_route(void **state)
{
    struct desk *desk = *state;
    int64_t entries = desk_entries(desk);

    for_each(desk, check_forgery);
    assert_true(desk_entries(desk) == entries);
    DESK_STATUS(desk, 200, desk_get(desk, "/api/session"));
    assert_string_equal(desk_text(desk, "state"), "open");
}

static void check_other_user(struct desk *desk, const struct route *route)
{
    struct desk_request request = {.method = route->method,
                                   .path = filled(route),
                                   .type = route->changes ? "application/json" : NULL,
                                   .body = span_of(route->changes ? "{}" : "")};

    request.peer.owner = PEER_OWNER_KNOWN;
    request.peer.uid = geteuid() + 1;
    assert_int_equal(desk_send(desk, &request), 401);
    request.peer.owner = PEER_OWNER_GONE;
    request.peer.uid = geteuid();
    assert_int_equal(desk_send(desk, &request), 401);
}

static void another_user_of_the_machine_gets_nothing_even_with_the_cookie(void **state)
{
    struct desk *desk = *state;
    struct desk_request request = {.method = HTTP_GET};

    for_each(desk, check_other_user);
    request.peer.owner = PEER_OWNER_KNOWN;
    request.peer.uid = geteuid() + 1;
    for (size_t i = 0; i < tablet_assets_count; i++) {
        request.path = tablet_assets[i].path;
        assert_int_equal(desk_send(desk, &request), 401);
    }
    request.path = "/nowhere";
    assert_int_equal(desk_send(desk, &request), 401);
    request.peer.uid = geteuid();
    request.path = "/api/session";
    assert_int_equal(desk_send(desk, &request), 200);
}

// A large body is kept on the disk before the call is served: not everybody's.
static void only_who_may_use_a_route_may_send_it_a_large_body(void **state)
{
    struct desk *desk = *state;
    struct http_header headers[] = {{"Host", "127.0.0.1:7070"},
                                    {"Cookie", desk->cookie},
                                    {"X-Plumb", "1"},
                                    {"Content-Type", "image/jpeg"}};
    struct http_request head = {.method = HTTP_POST,
                                .path = "/api/photos",
                                .query = "",
                                .headers = headers,
                                .header_count = 4};

    assert_true(ui_spools(desk->ui, HTTP_POST, "/api/photos"));
    assert_false(ui_spools(desk->ui, HTTP_POST, "/api/sign")); // JSON is read in memory
    assert_int_equal(ui_may_send(desk->ui, &head), ERR_OK);
    headers[3].value = "text/plain"; // another page's
    assert_int_equal(ui_may_send(desk->ui, &head), ERR_DENIED);
    headers[3].value = "image/jpeg";
    headers[0].value = "evil.example:7070";
    assert_int_equal(ui_may_send(desk->ui, &head), ERR_DENIED);
    headers[0].value = "127.0.0.1:7070";
    head.peer = (struct http_peer){.owner = PEER_OWNER_KNOWN, .uid = geteuid() + 1};
    assert_int_equal(ui_may_send(desk->ui, &head), ERR_AUTH);
    head.peer.uid = geteuid();
    assert_int_equal(ui_may_send(desk->ui, &head), ERR_OK);
    headers[1].value = "plumb=0000000000000000000000000000000000000000000000000000000000000000";
    assert_int_equal(ui_may_send(desk->ui, &head), ERR_AUTH);
    headers[1].value = desk->cookie;
    DESK_STATUS(desk, 200, desk_tap(desk, "/api/lock"));
    assert_int_equal(ui_may_send(desk->ui, &head), ERR_AUTH);
}

static void check_words(struct desk *desk, const struct route *route)
{
    bool once = !route->changes;

    for (size_t i = 0; i < route->parameter_count; i++)
        once |= strcmp(route->parameters[i].name, "once") == 0
                && route->parameters[i].type == ROUTE_UUID;
    if (!once)
        fail_msg("%s changes something and has no \"once\"", route->path);
    if (!route->purpose || !route->purpose[0])
        fail_msg("%s does not say what it is for", route->path);
}

static void every_changing_route_knows_the_tap_and_every_route_its_purpose(void **state)
{
    struct desk *desk = *state;
    const struct route_table table = ui_routes(desk->ui);

    DESK_OK(desk, route_table_check(&table, &desk->error));
    for_each(desk, check_words);
}

// ---- answers ----

static void every_answer_carries_the_headers_that_keep_others_out(void **state)
{
    static const char *const paths[]
        = {"/", "/index.html", "/api/session", "/api/nowhere", "/nowhere", "/status"};
    struct desk *desk = *state;
    static const struct http_header gzip[] = {{"Accept-Encoding", "gzip"}};

    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        struct desk_request request
            = {.method = HTTP_GET, .path = paths[i], .more = gzip, .more_count = 1};

        desk_send(desk, &request);
        assert_string_equal(desk->policy,
                            "default-src 'none'; script-src 'self'; style-src 'self'; img-src "
                            "'self' blob:; media-src 'self' blob:; connect-src 'self'; "
                            "manifest-src 'self'; base-uri 'none'; form-action 'none'; "
                            "frame-ancestors 'none'");
        assert_string_equal(desk->allow_origin, "");
    }
}

static void the_cookie_is_for_this_page_only(void **state)
{
    struct desk *desk = *state;

    desk_launch(desk);
    assert_non_null(strstr(desk->set_cookie, "; HttpOnly"));
    assert_non_null(strstr(desk->set_cookie, "; SameSite=Strict"));
    assert_non_null(strstr(desk->set_cookie, "; Path=/"));
    assert_null(strstr(desk->set_cookie, "Domain"));
    assert_null(strstr(desk->set_cookie, "Expires"));
    assert_null(strstr(desk->set_cookie, "Max-Age"));
}

static void who_is_there_is_told(void **state)
{
    struct desk *desk = *state;
    struct uuid chen = desk_person(INSPECTOR);

    DESK_STATUS(desk, 200, desk_get(desk, "/api/session"));
    assert_string_equal(desk_text(desk, "state"), "open");
    assert_string_equal(desk_text(desk, "person.id"), desk_id(&chen));
    assert_string_equal(desk_text(desk, "person.role.en"), "inspector");
    assert_int_equal(desk_count(desk, "persons"), PEOPLE);
    assert_true(desk_truth(desk, "persons.0.pin"));
    assert_false(desk_truth(desk, "persons.1.pin"));
    assert_true(desk_truth(desk, "enrolled"));
    assert_true(desk_truth(desk, "strip.safe"));
    assert_string_equal(desk_text(desk, "settings.language"), "zh");
    assert_int_equal(desk_integer(desk, "settings.lock_min"), 5);
    desk_restart(desk);
    DESK_STATUS(desk, 200, desk_get(desk, "/api/session"));
    assert_string_equal(desk_text(desk, "state"), "locked");
    assert_string_equal(desk_text(desk, "person.id"), desk_id(&chen)); // who was in last
}

static void a_wrong_pin_says_how_long_to_wait(void **state)
{
    struct desk *desk = *state;
    struct uuid chen = desk_person(INSPECTOR);

    DESK_STATUS(desk, 200, desk_tap(desk, "/api/lock"));
    for (int i = 0; i < 3; i++) {
        DESK_STATUS(
            desk, 401,
            desk_post(desk, "/api/unlock", "\"person\":\"%s\",\"pin\":\"97531\"", desk_id(&chen)));
        assert_int_equal(desk_integer(desk, "wait_s"), i < 2 ? 0 : 30);
        assert_null(strstr(desk->body.data, "97531"));
    }
    DESK_STATUS(desk, 503,
                desk_post(desk, "/api/unlock", "\"person\":\"%s\",\"pin\":\"%s\"", desk_id(&chen),
                          DESK_PIN));
    assert_int_equal(desk_integer(desk, "wait_s"), 30);
    DESK_STATUS(desk, 200, desk_get(desk, "/api/session"));
    assert_int_equal(desk_integer(desk, "persons.0.wait_s"), 30);
    desk->boot_ms += 30000;
    desk_enter(desk, INSPECTOR);
}

static void touches_keep_it_open_and_looks_do_not(void **state)
{
    struct desk *desk = *state;

    for (int i = 0; i < 3; i++) {
        desk->boot_ms += 200000;
        DESK_STATUS(desk, 200, desk_tap(desk, "/api/alive"));
    }
    desk->boot_ms += 200000;
    DESK_STATUS(desk, 200, desk_get(desk, "/api/session"));
    desk->boot_ms += 100000;
    DESK_STATUS(desk, 401, desk_get(desk, "/api/today"));
    DESK_STATUS(desk, 401, desk_tap(desk, "/api/alive"));
}

static void what_a_person_likes_is_kept_for_them_alone(void **state)
{
    struct desk *desk = *state;

    DESK_STATUS(desk, 200,
                desk_post(desk, "/api/settings",
                          "\"language\":\"en\",\"theme\":\"dark\",\"size\":150,\"lock_min\":30"));
    DESK_STATUS(desk, 200, desk_post(desk, "/api/settings", "\"size\":125"));
    assert_string_equal(desk_text(desk, "settings.language"), "en");
    assert_int_equal(desk_integer(desk, "settings.size"), 125);
    DESK_STATUS(desk, 422, desk_post(desk, "/api/settings", "\"lock_min\":0"));
    DESK_STATUS(desk, 422, desk_post(desk, "/api/settings", "\"language\":\"fr\""));
    desk_restart(desk);
    desk_enter(desk, INSPECTOR);
    desk_enter(desk, FOREMAN); // a first PIN, while a colleague is in
    DESK_STATUS(desk, 200, desk_get(desk, "/api/session"));
    assert_string_equal(desk_text(desk, "settings.language"), "zh");
    desk_enter(desk, INSPECTOR);
    DESK_STATUS(desk, 200, desk_get(desk, "/api/session"));
    assert_string_equal(desk_text(desk, "settings.language"), "en");
    assert_int_equal(desk_integer(desk, "settings.lock_min"), 30);
}

static void who_leaves_the_list_is_out_with_the_next_request(void **state)
{
    struct desk *desk = *state;

    desk_enter(desk, FOREMAN);
    desk_list_persons(desk, 1);
    DESK_STATUS(desk, 401, desk_get(desk, "/api/today"));
    DESK_STATUS(desk, 200, desk_get(desk, "/api/session"));
    assert_int_equal(desk_count(desk, "persons"), 1);
    desk_enter(desk, INSPECTOR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK(without_the_cookie_every_route_is_refused_but_launch_and_status),
        DESK(a_locked_tablet_serves_nothing_of_the_sites),
        DESK(the_customer_is_served_what_signing_needs_and_nothing_else),
        DESK(nothing_is_changed_by_another_method),
        DESK(what_another_page_can_send_is_refused_on_every_route),
        DESK(another_user_of_the_machine_gets_nothing_even_with_the_cookie),
        DESK(only_who_may_use_a_route_may_send_it_a_large_body),
        DESK(every_changing_route_knows_the_tap_and_every_route_its_purpose),
        DESK(every_answer_carries_the_headers_that_keep_others_out),
        DESK(the_cookie_is_for_this_page_only),
        DESK(who_is_there_is_told),
        DESK(a_wrong_pin_says_how_long_to_wait),
        DESK(touches_keep_it_open_and_looks_do_not),
        DESK(what_a_person_likes_is_kept_for_them_alone),
        DESK(who_leaves_the_list_is_out_with_the_next_request),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
