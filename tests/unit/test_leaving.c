// SPDX-License-Identifier: Apache-2.0
// Logging out: refused while anything is only on this tablet, and then for good.
#include "agent/capture/capture.h"
#include "tests/unit/ui_fixture.h"

static void who_leaves_with_everything_delivered_takes_the_session_along(void **state)
{
    struct desk *desk = *state;

    DESK_STATUS(desk, 200, desk_get(desk, "/api/me"));
    assert_true(desk_truth(desk, "log_out.allowed"));
    DESK_STATUS(desk, 200, desk_tap(desk, "/api/logout"));
    assert_non_null(strstr(desk->set_cookie, "plumb=;"));
    // The browser may have kept the cookie: it stands for nothing any more.
    DESK_STATUS(desk, 401, desk_get(desk, "/api/session"));
    DESK_STATUS(desk, 401, desk_get(desk, "/api/today"));
    DESK_STATUS(desk, 401,
                desk_post(desk, "/api/unlock", "\"person\":\"%s\",\"pin\":\"2580\"",
                          desk_id(&(struct uuid){{0}})));
}

static void nobody_leaves_what_is_only_here(void **state)
{
    struct desk *desk = *state;
    struct field field = {span_of("text"), span_of("\"水管\"")};
    struct draft draft
        = {.kind = span_of("note"), .site = desk->site, .fields = &field, .field_count = 1};
    struct capture_options options
        = {.drafts = &draft, .count = 1, .person = desk_person(INSPECTOR)};
    struct capture_result result;

    DESK_OK(desk, capture_commit(desk->tablet.store, &options, &result, &desk->error));
    DESK_STATUS(desk, 412, desk_tap(desk, "/api/logout"));
    assert_non_null(strstr(desk_text(desk, "error.detail"), "1 are only on this tablet"));
    DESK_STATUS(desk, 200, desk_get(desk, "/api/today"));
}

static void a_locked_tablet_is_not_left(void **state)
{
    struct desk *desk = *state;

    DESK_STATUS(desk, 200, desk_tap(desk, "/api/lock"));
    DESK_STATUS(desk, 401, desk_tap(desk, "/api/logout"));
    DESK_STATUS(desk, 200, desk_get(desk, "/api/session"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK(who_leaves_with_everything_delivered_takes_the_session_along),
        DESK(nobody_leaves_what_is_only_here),
        DESK(a_locked_tablet_is_not_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
