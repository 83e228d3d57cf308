// SPDX-License-Identifier: Apache-2.0
// Notes, conflicts and undoing, through the interface.
#include "tests/unit/act_desk.h"

static int undo_last(struct desk *desk)
{
    struct buffer text;
    int status;

    buffer_init(&text, 1 << 16);
    assert_true(json_print(json_member(desk->json, "undo"), &text));
    status = desk_post(desk, "/api/undo", "\"undo\":%s", text.data);
    buffer_clear(&text);
    return status;
}

static void a_note_is_of_the_site_or_of_a_record_and_can_be_taken_back(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "design"), id;

    ACT_OK(desk, desk_post(desk, "/api/notes", "\"site\":\"%s\",\"text\":\"钥匙在物业\"",
                           desk_id(&desk->site)));
    id = desk_made(desk);
    ACT_FIELD(desk, &id, "text", "\"钥匙在物业\"");
    ACT_OK(desk, undo_last(desk));
    ACT_FIELD(desk, &id, "deleted", "true");
    ACT_OK(desk, undo_last(desk)); // and back
    ACT_FIELD(desk, &id, "deleted", "false");
    ACT_OK(desk, act_photo(desk, "/api/notes", act_jpeg, "of=%s&text=see", desk_id(&attempt)));
    act_saved(desk, "photo");
    id = desk_made(desk);
    ACT_REFUSED(desk, ERR_NOT_FOUND, "not on this tablet",
                desk_post(desk, "/api/notes", "\"of\":\"%s\",\"text\":\"x\"",
                          desk_id(&(struct uuid){{4}})));
    ACT_REFUSED(desk, ERR_INVALID, "of", desk_post(desk, "/api/notes", "\"text\":\"x\""));
    ACT_REFUSED(
        desk, ERR_INVALID, "text",
        desk_post(desk, "/api/notes", "\"site\":\"%s\",\"text\":\"　\"", desk_id(&desk->site)));
}

// The answer of a tap is for whoever tapped, also when a colleague asks for the very same.
static void a_tap_is_answered_again_to_the_person_who_made_it_only(void **state)
{
    static const char tap[] = "00000000-0000-7000-8000-00000000cafe";
    struct desk *desk = *state;
    char members[120];
    struct uuid first, again;

    snprintf(members, sizeof(members), "\"site\":\"%s\",\"text\":\"x\"", desk_id(&desk->site));
    desk->once = tap;
    ACT_OK(desk, desk_post(desk, "/api/notes", "%s", members));
    first = desk_made(desk);
    desk_enter(desk, FOREMAN);
    desk->once = tap;
    ACT_REFUSED(desk, ERR_CONFLICT, "", desk_post(desk, "/api/notes", "%s", members));
    desk_enter(desk, INSPECTOR);
    desk->once = tap;
    ACT_OK(desk, desk_post(desk, "/api/notes", "%s", members));
    again = desk_made(desk);
    assert_true(uuid_equal(&first, &again));
}

static void what_is_gone_cannot_be_undone_again(void **state)
{
    struct desk *desk = *state;
    struct buffer text;

    ACT_OK(desk,
           desk_post(desk, "/api/notes", "\"site\":\"%s\",\"text\":\"x\"", desk_id(&desk->site)));
    buffer_init(&text, 1 << 16);
    assert_true(json_print(json_member(desk->json, "undo"), &text));
    ACT_OK(desk, desk_post(desk, "/api/undo", "\"undo\":%s", text.data));
    ACT_REFUSED(desk, ERR_STALE, "changed since",
                desk_post(desk, "/api/undo", "\"undo\":%s", text.data));
    buffer_clear(&text);
    ACT_REFUSED(desk, ERR_INVALID, "undo", desk_post(desk, "/api/undo", "\"undo\":{\"a\":1}"));
    ACT_REFUSED(desk, ERR_INVALID, "undo", desk_post(desk, "/api/undo", "\"undo\":null"));
}

// Another tablet answered the same item while both were apart.
static struct uuid conflict(struct desk *desk)
{
    struct uuid attempt = act_started(desk, "design"), result;
    char fields[300];

    ACT_OK(desk, desk_post(desk, "/api/items",
                           "\"of\":\"%s\",\"item\":\"contract_signed\",\"result\":\"pass\","
                           "\"note\":\"已签\"",
                           desk_id(&attempt)));
    result = act_saved(desk, "item_result");
    snprintf(fields, sizeof(fields),
             "\"attempt\":\"%s\",\"item\":\"contract_signed\",\"note\":\"未见\",\"result\":\"na\"",
             desk_id(&attempt));
    desk_office(desk, "item_result", &result, fields);
    return result;
}

// "actor:counter" of the value of the office, as the screen of conflicts tells it.
static void office_dot(struct desk *desk, char out[64])
{
    snprintf(out, 64, "00000000000ff1ce:%llu", (unsigned long long)desk->office - 1);
}

static void a_conflict_is_settled_by_taking_one_or_writing_another(void **state)
{
    struct desk *desk = *state;
    struct uuid result = conflict(desk);
    char path[100], dot[64];

    snprintf(path, sizeof(path), "/api/conflicts/%s", desk_id(&result));
    office_dot(desk, dot);
    ACT_OK(desk, desk_get(desk, "/api/conflicts"));
    assert_non_null(strstr(desk->body.data, desk_id(&result)));
    ACT_REFUSED(desk, ERR_INVALID, "dot", desk_post(desk, path, "\"field\":\"result\""));
    ACT_REFUSED(desk, ERR_INVALID, "dot",
                desk_post(desk, path, "\"field\":\"result\",\"dot\":\"x\""));
    ACT_REFUSED(desk, ERR_INVALID, "dot",
                desk_post(desk, path, "\"field\":\"result\",\"dot\":\"%s\",\"value\":\"na\"", dot));
    ACT_REFUSED(desk, ERR_INVALID, "result",
                desk_post(desk, path, "\"field\":\"result\",\"value\":\"great\""));
    ACT_OK(desk, desk_post(desk, path, "\"field\":\"result\",\"dot\":\"%s\"", dot));
    ACT_FIELD(desk, &result, "result", "\"na\"");
    assert_true(json_is_null(json_member(desk->json, "undo")));
    ACT_REFUSED(desk, ERR_PRECONDITION, "no conflict",
                desk_post(desk, path, "\"field\":\"result\",\"dot\":\"%s\"", dot));
    ACT_OK(desk, desk_post(desk, path, "\"field\":\"note\",\"value\":\"已补签\""));
    ACT_FIELD(desk, &result, "note", "\"已补签\"");
}

static void the_dots_of_the_screen_are_those_that_settle(void **state)
{
    struct desk *desk = *state;
    struct uuid result = conflict(desk);
    const char *dot;
    char path[100], wanted[64], given[64];

    ACT_OK(desk, desk_get(desk, "/api/conflicts"));
    office_dot(desk, wanted);
    dot = strstr(desk->body.data, wanted);
    assert_non_null(dot);
    text_copy(given, sizeof(given), (struct span){dot, strcspn(dot, "\"")});
    snprintf(path, sizeof(path), "/api/conflicts/%s", desk_id(&result));
    ACT_OK(desk, desk_post(desk, path, "\"field\":\"result\",\"dot\":\"%s\"", given));
}

static void what_is_the_offices_is_refused(void **state)
{
    struct desk *desk = *state;
    struct uuid result = conflict(desk);
    char path[100];

    snprintf(path, sizeof(path), "/api/conflicts/%s", desk_id(&desk->site));
    ACT_REFUSED(desk, ERR_DENIED, "ask the office",
                desk_post(desk, path, "\"field\":\"address\",\"value\":\"x\""));
    act_auditor(desk);
    snprintf(path, sizeof(path), "/api/conflicts/%s", desk_id(&result));
    ACT_REFUSED(desk, ERR_DENIED, "ask the office",
                desk_post(desk, path, "\"field\":\"result\",\"value\":\"na\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK(a_note_is_of_the_site_or_of_a_record_and_can_be_taken_back),
        DESK(a_tap_is_answered_again_to_the_person_who_made_it_only),
        DESK(what_is_gone_cannot_be_undone_again),
        DESK(a_conflict_is_settled_by_taking_one_or_writing_another),
        DESK(the_dots_of_the_screen_are_those_that_settle),
        DESK(what_is_the_offices_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
