// SPDX-License-Identifier: Apache-2.0
// A day's checking through the interface: nodes, items with notes and photos, measured values,
// undo.
#include "tests/unit/act_desk.h"

static int answer(struct desk *desk, const struct uuid *of, const char *more)
{
    return desk_post(desk, "/api/items", "\"of\":\"%s\",\"item\":\"standard\",%s", desk_id(of),
                     more);
}

static void a_node_is_started_once_and_again_when_asked(void **state)
{
    struct desk *desk = *state;
    struct uuid first = act_started(desk, "water_electric"), second;

    ACT_FIELD(desk, &first, "n", "1");
    second = act_started(desk, "water_electric"); // it stands already: nothing is written
    assert_true(uuid_equal(&first, &second));
    assert_null(json_first(json_member(desk->json, "records")));
    ACT_OK(desk, desk_post(desk, "/api/nodes",
                           "\"site\":\"%s\",\"code\":\"4\",\"again\":true,\"note\":\"返工\"",
                           desk_id(&desk->site)));
    second = desk_made(desk);
    ACT_FIELD(desk, &second, "n", "2");
    ACT_FIELD(desk, &second, "note", "\"返工\"");
}

static void what_is_wrong_with_a_start_is_said(void **state)
{
    struct desk *desk = *state;
    const char *site = desk_id(&desk->site);
    struct uuid gone = desk_uuid(0x404);

    ACT_REFUSED(
        desk, ERR_NOT_FOUND, "not on this tablet",
        desk_post(desk, "/api/nodes", "\"site\":\"%s\",\"code\":\"design\"", desk_id(&gone)));
    ACT_REFUSED(desk, ERR_NOT_FOUND, "kitchen",
                desk_post(desk, "/api/nodes", "\"site\":\"%s\",\"code\":\"kitchen\"", site));
    ACT_REFUSED(desk, ERR_INVALID, "code", desk_post(desk, "/api/nodes", "\"site\":\"%s\"", site));
    ACT_REFUSED(desk, ERR_INVALID, "site",
                desk_post(desk, "/api/nodes", "\"site\":\"x\",\"code\":\"design\""));
    ACT_REFUSED(desk, ERR_INVALID, "again",
                desk_post(desk, "/api/nodes",
                          "\"site\":\"%s\",\"code\":\"design\",\"again\":\"yes\"", site));
    ACT_REFUSED(desk, ERR_INVALID, "started_at",
                desk_post(desk, "/api/nodes",
                          "\"site\":\"%s\",\"code\":\"design\",\"started_at\":-1", site));
    ACT_REFUSED(
        desk, ERR_INVALID, "nonsense",
        desk_post(desk, "/api/nodes", "\"site\":\"%s\",\"code\":\"design\",\"nonsense\":1", site));
}

static void an_item_is_answered_with_all_it_may_carry(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "water_electric"), result;

    ACT_OK(desk, answer(desk, &attempt,
                        "\"result\":\"pass\",\"note\":\"平直\",\"room\":\"厨房\","
                        "\"amount_fen\":-1250"));
    result = act_saved(desk, "item_result");
    ACT_FIELD(desk, &result, "result", "\"pass\"");
    ACT_FIELD(desk, &result, "note", "\"平直\"");
    ACT_FIELD(desk, &result, "room", "\"厨房\"");
    ACT_FIELD(desk, &result, "amount_fen", "-1250");
    ACT_OK(desk, answer(desk, &attempt, "\"note\":\"\"")); // a blank text clears the note
    ACT_FIELD(desk, &result, "note", "");
    ACT_FIELD(desk, &result, "result", "\"pass\"");
}

// D3.10, D5.1: in one tap.
static void a_fail_with_photo_who_and_when_is_one_deed(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "water_electric"), foreman = desk_person(FOREMAN), fix;
    struct uuid photo;

    ACT_REFUSED(desk, ERR_INVALID, "note or a photo",
                answer(desk, &attempt, "\"result\":\"fail\""));
    ACT_OK(desk, act_photo(desk, "/api/items", act_jpeg,
                           "of=%s&item=standard&result=fail&responsible=%s&deadline=1890000000000"
                           "&severity=major&category=water&name=IMG_1.jpg&taken_at=1750000000000",
                           desk_id(&attempt), desk_id(&foreman)));
    fix = act_saved(desk, "rectification");
    photo = act_saved(desk, "photo");
    ACT_FIELD(desk, &fix, "severity", "\"major\"");
    ACT_FIELD(desk, &fix, "category", "\"water\"");
    ACT_FIELD(desk, &photo, "name", "\"IMG_1.jpg\"");
    ACT_FIELD(desk, &photo, "taken_at", "1750000000000");
    ACT_FIELD(desk, &photo, "moment", "\"before\"");
    act_saved(desk, "move"); // assigned at once
    ACT_OK(desk, desk_get(desk, "/api/today"));
}

static void words_for_the_command_line_stay_there(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "water_electric");

    ACT_REFUSED(desk, ERR_INVALID, "note or a photo",
                answer(desk, &attempt, "\"result\":\"fail\""));
    assert_null(strstr(desk->body.data, "--"));
    ACT_OK(desk, desk_post(desk, "/api/patrols", "\"site\":\"%s\",\"result\":\"pass\"",
                           desk_id(&desk->site)));
    assert_string_equal(desk_text(desk, "notes.0"), "请电话告知客户 now phone the customer");
}

static void the_same_tap_again_is_answered_alike_and_changes_nothing(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "water_electric");
    int64_t entries;
    char *first;

    ACT_OK(desk, answer(desk, &attempt, "\"result\":\"pass\""));
    first = strndup(desk->body.data, desk->body.len);
    entries = desk_entries(desk);
    act_same_tap(desk);
    ACT_OK(desk, answer(desk, &attempt, "\"result\":\"pass\""));
    assert_string_equal(desk->body.data, first);
    assert_int_equal(desk_entries(desk), entries);
    act_same_tap(desk); // another question under its number is refused
    ACT_REFUSED(desk, ERR_CONFLICT, "something else", answer(desk, &attempt, "\"result\":\"na\""));
    free(first);
}

static void each_parameter_of_an_item_is_judged(void **state)
{
    static const struct act_wrong wrong[] = {
        {"\"result\":\"great\"", "result"},
        {"\"result\":1", "result"},
        {"\"result\":\"pass\",\"note\":7", "note"},
        {"\"result\":\"pass\",\"amount_fen\":1.5", "amount_fen"},
        {"\"result\":\"pass\",\"amount_fen\":2000000000000", "amount_fen"},
        {"\"result\":\"pass\",\"severity\":\"huge\"", "severity"},
        {"\"result\":\"pass\",\"responsible\":\"wang\"", "responsible"},
        {"\"result\":\"pass\",\"deadline\":\"tomorrow\"", "deadline"},
        {"\"result\":\"pass\",\"follower\":3", "follower"},
        {"\"result\":\"pass\",\"attempt\":0", "attempt"},
        {"\"result\":\"pass\",\"crew\":[]", "crew"},
        {"\"result\":\"pass\",\"item\":\"standard\"", "twice"},
        {"\"result\":\"pass\",\"room\":\"\\u0007\"", "room"},
        {"", "is wanted"},
        {0},
    };
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "water_electric");
    char before[200];

    snprintf(before, sizeof(before), "\"of\":\"%s\",\"item\":\"standard\"", desk_id(&attempt));
    act_refuse_each(desk, "/api/items", before, wrong);
    ACT_REFUSED(desk, ERR_NOT_FOUND, "no check item",
                desk_post(desk, "/api/items",
                          "\"of\":\"%s\",\"item\":\"sauna\",\"result\":\"pass\"",
                          desk_id(&attempt)));
}

static void a_role_that_may_not_write_is_refused_in_words(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "water_electric");

    act_auditor(desk);
    ACT_REFUSED(desk, ERR_DENIED, "审计", answer(desk, &attempt, "\"result\":\"pass\""));
}

static void a_value_is_measured_at_a_point(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "water_electric"), value;
    const char *of = desk_id(&attempt);

    ACT_OK(desk, desk_post(desk, "/api/measures",
                           "\"of\":\"%s\",\"item\":\"pressure_test\",\"point\":\"厨房 "
                           "2\",\"value\":\"0.02\",\"target\":\"0\"",
                           of));
    value = act_saved(desk, "measured_value");
    ACT_FIELD(desk, &value, "value", "\"0.02\"");
    ACT_FIELD(desk, &value, "point", "\"厨房 2\"");
    ACT_REFUSED(
        desk, ERR_INVALID, "value",
        desk_post(desk, "/api/measures",
                  "\"of\":\"%s\",\"item\":\"pressure_test\",\"point\":\"a\",\"value\":\"two\"",
                  of));
    ACT_REFUSED(desk, ERR_INVALID, "point",
                desk_post(desk, "/api/measures",
                          "\"of\":\"%s\",\"item\":\"pressure_test\",\"value\":\"1\"", of));
    ACT_REFUSED(desk, ERR_INVALID, "takes no measured values",
                desk_post(desk, "/api/measures",
                          "\"of\":\"%s\",\"item\":\"standard\",\"point\":\"a\",\"value\":\"1\"",
                          of));
}

static int undo_last(struct desk *desk)
{
    const struct json *undo = json_member(desk->json, "undo");
    struct buffer text;
    int status;

    buffer_init(&text, 1 << 16);
    assert_true(json_is_array(undo) && json_print(undo, &text));
    status = desk_post(desk, "/api/undo", "\"undo\":%s", text.data);
    buffer_clear(&text);
    return status;
}

static void a_tap_is_undone_by_what_its_answer_carried(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "water_electric"), result;
    int64_t entries;

    ACT_OK(desk, answer(desk, &attempt, "\"result\":\"pass\""));
    result = act_saved(desk, "item_result");
    ACT_OK(desk, answer(desk, &attempt, "\"result\":\"na\",\"room\":\"厨房\""));
    ACT_OK(desk, undo_last(desk));
    ACT_FIELD(desk, &result, "result", "\"pass\"");
    ACT_FIELD(desk, &result, "room", "");
    entries = desk_entries(desk);
    DESK_STATUS(desk, 422, desk_post(desk, "/api/undo", "\"undo\":[]"));
    DESK_STATUS(desk, 422, desk_post(desk, "/api/undo", "\"undo\":\"all\""));
    assert_int_equal(desk_entries(desk), entries);
}

static void the_answer_of_a_deleted_place_is_refused(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "water_electric");

    ACT_OK(desk, undo_last(desk)); // node and attempt are gone again
    DESK_STATUS(desk, 404, answer(desk, &attempt, "\"result\":\"pass\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK(a_node_is_started_once_and_again_when_asked),
        DESK(what_is_wrong_with_a_start_is_said),
        DESK(an_item_is_answered_with_all_it_may_carry),
        DESK(a_fail_with_photo_who_and_when_is_one_deed),
        DESK(words_for_the_command_line_stay_there),
        DESK(the_same_tap_again_is_answered_alike_and_changes_nothing),
        DESK(each_parameter_of_an_item_is_judged),
        DESK(a_role_that_may_not_write_is_refused_in_words),
        DESK(a_value_is_measured_at_a_point),
        DESK(a_tap_is_undone_by_what_its_answer_carried),
        DESK(the_answer_of_a_deleted_place_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
