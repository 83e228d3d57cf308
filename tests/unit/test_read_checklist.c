// SPDX-License-Identifier: Apache-2.0
// A site and its checklists as their screens read them.
#include "agent/store/incoming.h"
#include "agent/store/outgoing.h"
#include "agent/store/replica_drop.h"
#include "tests/unit/act_desk.h"

// The path of an item of the checklist that was read: "items.3.member".
static const char *at_item(struct desk *desk, const char *code, const char *name)
{
    static char paths[8][120];
    static unsigned next;
    char *path = paths[next++ % 8];
    size_t count = desk_count(desk, "items");

    for (size_t i = 0; i < count; i++) {
        snprintf(path, 120, "items.%zu.code", i);
        if (strcmp(desk_text(desk, path), code) == 0) {
            snprintf(path, 120, "items.%zu.%s", i, name);
            return path;
        }
    }
    fail_msg("no item %s", code);
    return NULL;
}

static bool is_null(struct desk *desk, const char *path)
{
    return json_is_null(desk_at(desk, path));
}

// ---- checklists ----

static void d3_8_an_untouched_list_has_every_item_and_no_answer(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "water_electric");

    ACT_OK(desk, desk_get(desk, "/api/checklists/%s", desk_id(&attempt)));
    assert_int_equal(desk_count(desk, "items"), 6);
    assert_int_equal(desk_integer(desk, "counts.items"), 6);
    assert_int_equal(desk_integer(desk, "counts.answered"), 0);
    assert_string_equal(desk_text(desk, "words.zh"), "水电");
    assert_int_equal(desk_integer(desk, "n"), 1);
    assert_string_equal(desk_text(desk, "catalogue"), "2026.3");
    assert_true(desk_truth(desk, "newest"));
    assert_true(desk_truth(desk, at_item(desk, "routes", "concealed")));
    assert_int_equal(desk_integer(desk, at_item(desk, "routes", "photos_needed")), 1);
    assert_true(is_null(desk, at_item(desk, "routes", "result")));
    assert_true(is_null(desk, at_item(desk, "routes", "fix")));
    assert_true(is_null(desk, at_item(desk, "routes", "measured")));
    assert_string_equal(desk_text(desk, at_item(desk, "pressure_test", "measured.plus")), "0.05");
    assert_true(desk_count(desk, "unready") >= 6); // each needs its result
    assert_int_equal(desk_count(desk, "forms"), 2);
    assert_false(desk_truth(desk, "forms.0.ready"));
    assert_true(desk_count(desk, "forms.0.signers") >= 1);
    assert_false(desk_truth(desk, "forms.0.signers.0.signed"));
    assert_true(is_null(desk, "forms.0.signers.0.standing"));
}

static void d3_10_an_answer_is_shown_with_all_that_belongs_to_it(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "water_electric"), foreman = desk_person(FOREMAN);
    struct uuid photo, result, fix;

    ACT_OK(desk, act_photo(desk, "/api/items", act_jpeg,
                           "of=%s&item=standard&result=fail&note=a%%22b&room=%%E5%%8E%%A8&"
                           "responsible=%s&deadline=1890000000000&severity=major&"
                           "category=tiling",
                           desk_id(&attempt), desk_id(&foreman)));
    photo = act_saved(desk, "photo");
    result = act_saved(desk, "item_result");
    fix = act_saved(desk, "rectification");
    ACT_OK(desk, desk_get(desk, "/api/checklists/%s", desk_id(&attempt)));
    assert_string_equal(desk_text(desk, at_item(desk, "standard", "id")), desk_id(&result));
    assert_string_equal(desk_text(desk, at_item(desk, "standard", "result")), "fail");
    assert_string_equal(desk_text(desk, at_item(desk, "standard", "note")), "a\"b");
    assert_string_equal(desk_text(desk, at_item(desk, "standard", "author.name")), "陈国强");
    assert_true(desk_truth(desk, at_item(desk, "standard", "unsent")));
    assert_string_equal(desk_text(desk, at_item(desk, "standard", "fix.id")), desk_id(&fix));
    assert_string_equal(desk_text(desk, at_item(desk, "standard", "fix.state")), "assigned");
    assert_string_equal(desk_text(desk, at_item(desk, "standard", "fix.severity.code")), "major");
    assert_string_equal(desk_text(desk, at_item(desk, "standard", "fix.category.zh")), "泥瓦");
    assert_string_equal(desk_text(desk, at_item(desk, "standard", "fix.holder.name")), "王铁军");
    assert_int_equal(desk_integer(desk, "counts.answered"), 1);
    assert_int_equal(desk_integer(desk, "counts.fails"), 1);
    // The photo came with the rectification that the fail opened, or with the answer.
    ACT_OK(desk, desk_get(desk, "/api/issues/%s", desk_id(&fix)));
    assert_string_equal(desk_text(desk, "category.code"), "tiling");
    assert_int_equal(desk_count(desk, "source") + desk_count(desk, "before"), 1);
    ACT_OK(desk, desk_get(desk, "/api/photos/%s/full", desk_id(&photo)));
}

static void photos_stand_behind_their_originals_and_copies_do_not_count(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "water_electric"), result, first, copy;

    ACT_OK(desk,
           desk_post(desk, "/api/items", "\"of\":\"%s\",\"item\":\"routes\",\"result\":\"pass\"",
                     desk_id(&attempt)));
    result = act_saved(desk, "item_result");
    ACT_OK(desk,
           act_photo(desk, "/api/photos", act_jpeg, "record=%s&taken_at=2000", desk_id(&result)));
    first = act_saved(desk, "photo");
    ACT_OK(desk,
           act_photo(desk, "/api/photos", span_of("\xff\xd8\xff marked"),
                     "record=%s&taken_at=1000&copy_of=%s", desk_id(&result), desk_id(&first)));
    copy = act_saved(desk, "photo");
    ACT_OK(desk, desk_get(desk, "/api/checklists/%s", desk_id(&attempt)));
    assert_int_equal(desk_count(desk, at_item(desk, "routes", "photos")), 2);
    assert_string_equal(desk_text(desk, at_item(desk, "routes", "photos.0.id")), desk_id(&first));
    assert_string_equal(desk_text(desk, at_item(desk, "routes", "photos.1.id")), desk_id(&copy));
    assert_string_equal(desk_text(desk, at_item(desk, "routes", "photos.1.copy_of")),
                        desk_id(&first));
    assert_true(desk_truth(desk, at_item(desk, "routes", "photos.0.here")));
    assert_true(desk_truth(desk, at_item(desk, "routes", "photos.0.unsent")));
    assert_int_equal(desk_integer(desk, "counts.photos"), 1);
}

static void d4_5_values_are_judged_and_stand_by_their_points(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "water_electric");

    ACT_OK(desk, desk_post(desk, "/api/measures",
                           "\"of\":\"%s\",\"item\":\"pressure_test\",\"point\":\"B\","
                           "\"value\":\"0.08\"",
                           desk_id(&attempt)));
    ACT_OK(desk, desk_post(desk, "/api/measures",
                           "\"of\":\"%s\",\"item\":\"pressure_test\",\"point\":\"A\","
                           "\"value\":\"0.02\"",
                           desk_id(&attempt)));
    ACT_OK(desk, desk_get(desk, "/api/checklists/%s", desk_id(&attempt)));
    assert_int_equal(desk_count(desk, at_item(desk, "pressure_test", "values")), 2);
    assert_string_equal(desk_text(desk, at_item(desk, "pressure_test", "values.0.point")), "A");
    assert_true(desk_truth(desk, at_item(desk, "pressure_test", "values.0.passes")));
    assert_false(desk_truth(desk, at_item(desk, "pressure_test", "values.1.passes")));
    assert_string_equal(desk_text(desk, at_item(desk, "pressure_test", "values.1.value")), "0.08");
}

// Two tablets answered the same item differently while they were apart.
static void a_conflict_is_marked_and_the_worst_result_shows(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "water_electric"), result;
    char fields[300];

    ACT_OK(desk,
           desk_post(desk, "/api/items", "\"of\":\"%s\",\"item\":\"standard\",\"result\":\"pass\"",
                     desk_id(&attempt)));
    result = act_saved(desk, "item_result");
    snprintf(fields, sizeof(fields), "\"attempt\":\"%s\",\"item\":\"standard\",\"result\":\"fail\"",
             desk_id(&attempt));
    desk_office(desk, "item_result", &result, fields);
    ACT_OK(desk, desk_get(desk, "/api/checklists/%s", desk_id(&attempt)));
    assert_true(desk_truth(desk, at_item(desk, "standard", "conflict")));
    assert_string_equal(desk_text(desk, at_item(desk, "standard", "result")), "fail");
    assert_false(desk_truth(desk, at_item(desk, "routes", "conflict")));
    ACT_OK(desk, desk_get(desk, "/api/today"));
    assert_int_equal(desk_integer(desk, "sites.0.conflicts"), 1);
}

static void d3_14_an_older_attempt_is_read_and_no_longer_signed(void **state)
{
    struct desk *desk = *state;
    struct uuid first = act_started(desk, "water_electric"), second;

    ACT_OK(desk, desk_post(desk, "/api/nodes",
                           "\"site\":\"%s\",\"code\":\"water_electric\",\"again\":true,"
                           "\"note\":\"返工\"",
                           desk_id(&desk->site)));
    second = desk_made(desk);
    ACT_OK(desk, desk_get(desk, "/api/checklists/%s", desk_id(&first)));
    assert_int_equal(desk_integer(desk, "n"), 1);
    assert_false(desk_truth(desk, "newest"));
    assert_int_equal(desk_count(desk, "forms"), 0);
    ACT_OK(desk, desk_get(desk, "/api/sites/%s", desk_id(&desk->site)));
    char node[UUID_TEXT];
    snprintf(node, sizeof(node), "%s", desk_text(desk, "nodes.3.node"));
    ACT_OK(desk, desk_get(desk, "/api/checklists/%s", node)); // a node is its newest attempt
    assert_string_equal(desk_text(desk, "of"), desk_id(&second));
    ACT_OK(desk, desk_get(desk, "/api/checklists/%s?attempt=1", node));
    assert_string_equal(desk_text(desk, "of"), desk_id(&first));
    DESK_STATUS(desk, 404, desk_get(desk, "/api/checklists/%s?attempt=7", node));
    DESK_STATUS(desk, 422, desk_get(desk, "/api/checklists/%s?attempt=0", node));
}

static void inspections_and_patrols_have_lists_of_their_own(void **state)
{
    struct desk *desk = *state;
    struct uuid inspection;

    ACT_OK(desk, desk_post(desk, "/api/inspections", "\"site\":\"%s\",\"code\":\"closed_water\"",
                           desk_id(&desk->site)));
    inspection = desk_made(desk);
    ACT_OK(desk, desk_get(desk, "/api/checklists/%s", desk_id(&inspection)));
    assert_string_equal(desk_text(desk, "kind"), "inspection");
    assert_int_equal(desk_count(desk, "items"), 3);
    assert_true(is_null(desk, "node"));
    assert_string_equal(desk_text(desk, "words.en"), "closed-water test");
}

static void what_has_no_list_or_is_not_here_is_said(void **state)
{
    struct desk *desk = *state;
    struct uuid gone = desk_uuid(0x404), attempt = act_started(desk, "water_electric");

    DESK_STATUS(desk, 404, desk_get(desk, "/api/checklists/%s", desk_id(&gone)));
    act_assert_error(desk, ERR_NOT_FOUND, "not on this tablet");
    DESK_STATUS(desk, 422, desk_get(desk, "/api/checklists/%s", desk_id(&desk->site)));
    act_assert_error(desk, ERR_INVALID, "is not shown here");
    DESK_STATUS(desk, 422, desk_get(desk, "/api/checklists/not-an-id"));
    DESK_OK(desk, replica_drop(desk->tablet.store, &desk->site, &desk->error));
    DESK_STATUS(desk, 404, desk_get(desk, "/api/checklists/%s", desk_id(&attempt)));
    act_assert_error(desk, ERR_NOT_FOUND, "not on this tablet");
}

// ---- the site ----

static void a_site_shows_visits_newest_first_and_who_was_there(void **state)
{
    struct desk *desk = *state;
    struct uuid foreman = desk_person(FOREMAN);

    ACT_OK(desk, desk_post(desk, "/api/patrols", "\"site\":\"%s\",\"result\":\"pass\"",
                           desk_id(&desk->site)));
    struct uuid patrol = desk_made(desk);
    char path[80];
    snprintf(path, sizeof(path), "/api/patrols/%s/calls", desk_id(&patrol));
    ACT_OK(desk, desk_post(desk, path, "\"outcome\":\"no_answer\""));
    desk->wall_ms += 60000;
    ACT_OK(desk, desk_post(desk, "/api/presence",
                           "\"site\":\"%s\",\"inspection\":\"mid_term\",\"person\":\"%s\"",
                           desk_id(&desk->site), desk_id(&foreman)));
    ACT_OK(desk, desk_get(desk, "/api/sites/%s", desk_id(&desk->site)));
    assert_int_equal(desk_count(desk, "visits"), 2);
    assert_string_equal(desk_text(desk, "visits.0.kind"), "presence");
    assert_string_equal(desk_text(desk, "visits.0.who"), "王铁军");
    assert_string_equal(desk_text(desk, "visits.1.kind"), "patrol");
    assert_string_equal(desk_text(desk, "visits.1.result.code"), "pass");
    assert_int_equal(desk_integer(desk, "visits.1.attempts"), 1);
    assert_false(desk_truth(desk, "visits.1.reached"));
    assert_string_equal(desk_text(desk, "visits.1.calls.0.outcome.zh"), "无人接听");
    assert_true(desk_integer(desk, "unsent") >= 3);
}

static void d2_2_a_site_shows_contacts_team_changes_deliveries_and_notes(void **state)
{
    struct desk *desk = *state;
    struct uuid contact = desk_uuid(0x7001), assignment = desk_uuid(0x7002);
    struct uuid inspector = desk_person(INSPECTOR);
    char fields[200];

    desk_office(desk, "contact", &contact,
                "\"duty\":\"施工\",\"name\":\"刘工\",\"phone\":\"139\",\"stage\":\"construction\"");
    snprintf(fields, sizeof(fields), "\"active\":true,\"person\":\"%s\",\"role\":\"inspector\"",
             desk_id(&inspector));
    desk_office(desk, "assignment", &assignment, fields);
    ACT_OK(desk, desk_post(desk, "/api/deliveries", "\"site\":\"%s\",\"product\":\"瓷砖\"",
                           desk_id(&desk->site)));
    ACT_OK(desk, desk_post(desk, "/api/notes", "\"site\":\"%s\",\"text\":\"钥匙在门卫\"",
                           desk_id(&desk->site)));
    ACT_OK(desk, desk_get(desk, "/api/sites/%s", desk_id(&desk->site)));
    assert_string_equal(desk_text(desk, "contacts.0.name"), "刘工");
    assert_string_equal(desk_text(desk, "contacts.0.zh"), "施工");
    assert_string_equal(desk_text(desk, "team.0.person.name"), "陈国强");
    assert_string_equal(desk_text(desk, "team.0.phone"), "13800000000");
    assert_string_equal(desk_text(desk, "deliveries.0.product"), "瓷砖");
    assert_string_equal(desk_text(desk, "deliveries.0.state.code"), "ordered");
    assert_string_equal(desk_text(desk, "deliveries.0.may.0.move"), "arrive");
    assert_true(is_null(desk, "deliveries.0.may.0.why_not"));
    assert_string_equal(desk_text(desk, "notes.0.text"), "钥匙在门卫");
}

// ---- the bytes of photos ----

static void the_bytes_of_a_photo_are_those_that_were_taken(void **state)
{
    struct desk *desk = *state;
    struct uuid fix = act_failed(desk), photo, note;

    ACT_OK(desk, act_photo(desk, "/api/photos", act_jpeg, "record=%s", desk_id(&fix)));
    photo = act_saved(desk, "photo");
    ACT_OK(desk, desk_get(desk, "/api/photos/%s/full", desk_id(&photo)));
    assert_string_equal(desk->type, "image/jpeg");
    assert_true(span_equal((struct span){desk->body.data, desk->body.len}, act_jpeg));
    ACT_OK(desk, desk_get(desk, "/api/photos/%s/small", desk_id(&photo))); // it has no thumbnail
    assert_true(span_equal((struct span){desk->body.data, desk->body.len}, act_jpeg));
    DESK_STATUS(desk, 404, desk_get(desk, "/api/photos/%s/full", desk_id(&fix))); // no photo
    note = desk_uuid(0x404);
    DESK_STATUS(desk, 404, desk_get(desk, "/api/photos/%s/small", desk_id(&note)));
}

// What somebody says an upload is need not be a picture that a browser may show.
static void bytes_of_another_kind_are_no_page(void **state)
{
    struct desk *desk = *state;
    struct uuid fix = act_failed(desk), photo;

    ACT_OK(desk, act_photo(desk, "/api/photos", span_of("<html><script>alert(1)</script>"),
                           "record=%s", desk_id(&fix)));
    photo = act_saved(desk, "photo");
    ACT_OK(desk, desk_get(desk, "/api/photos/%s/full", desk_id(&photo)));
    assert_string_equal(desk->type, "application/octet-stream");
}

static void a_picture_at_the_office_is_told_and_can_be_asked_for(void **state)
{
    struct desk *desk = *state;
    struct uuid fix = act_failed(desk), photo = desk_uuid(0x9001);
    struct incoming_figures figures;
    char fields[300], path[80];

    snprintf(fields, sizeof(fields),
             "\"digest\":\"%064d\",\"mime\":\"image/jpeg\",\"of\":\"%s\",\"size\":9", 1,
             desk_id(&fix));
    desk_office(desk, "photo", &photo, fields);
    ACT_OK(desk, desk_get(desk, "/api/issues/%s", desk_id(&fix)));
    assert_int_equal(desk_count(desk, "before"), 1);
    assert_false(desk_truth(desk, "before.0.here"));
    assert_false(desk_truth(desk, "before.0.thumbnail"));
    assert_false(desk_truth(desk, "before.0.unsent"));
    DESK_STATUS(desk, 404, desk_get(desk, "/api/photos/%s/full", desk_id(&photo)));
    act_assert_error(desk, ERR_NOT_FOUND, "at the office");
    snprintf(path, sizeof(path), "/api/photos/%s/fetch", desk_id(&photo));
    ACT_OK(desk, desk_post(desk, path, "%s", "\"id\":null"));
    assert_int_equal(desk_integer(desk, "asked"), 1);
    DESK_OK(desk, incoming_figures(desk->tablet.store, &figures, &desk->error));
    assert_int_equal(figures.wanted, 1);
    snprintf(path, sizeof(path), "/api/photos/%s/fetch", desk_id(&fix));
    DESK_STATUS(desk, 404, desk_post(desk, path, "%s", "\"id\":null"));
}

static void a_colleagues_pictures_are_not_shown(void **state)
{
    struct desk *desk = *state;
    struct uuid fix = act_failed(desk), photo, assignment = desk_uuid(0x7002);
    struct uuid foreman = desk_person(FOREMAN);
    char fields[200];

    ACT_OK(desk, act_photo(desk, "/api/photos", act_jpeg, "record=%s", desk_id(&fix)));
    photo = act_saved(desk, "photo");
    ACT_OK(desk, desk_get(desk, "/api/photos/%s/full", desk_id(&photo)));
    snprintf(fields, sizeof(fields), "\"active\":true,\"person\":\"%s\",\"role\":\"foreman\"",
             desk_id(&foreman));
    desk_office(desk, "assignment", &assignment, fields);
    DESK_STATUS(desk, 404, desk_get(desk, "/api/photos/%s/full", desk_id(&photo)));
    DESK_STATUS(desk, 404, desk_get(desk, "/api/photos/%s/small", desk_id(&photo)));
    snprintf(fields, sizeof(fields), "/api/photos/%s/fetch", desk_id(&photo));
    DESK_STATUS(desk, 404, desk_tap(desk, fields));
    desk_enter(desk, FOREMAN);
    ACT_OK(desk, desk_get(desk, "/api/photos/%s/full", desk_id(&photo)));
}

static void the_customer_sees_pictures_of_the_own_site_only(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "water_electric"), other = act_other_site(desk);
    struct uuid ours, theirs;

    ACT_OK(desk, act_photo(desk, "/api/photos", act_jpeg, "record=%s", desk_id(&attempt)));
    ours = act_saved(desk, "photo");
    ACT_OK(desk, act_photo(desk, "/api/photos", act_jpeg, "record=%s", desk_id(&other)));
    theirs = act_saved(desk, "photo");
    ACT_OK(desk, desk_post(desk, "/api/customer", "\"of\":\"%s\",\"form\":\"handbook\"",
                           desk_id(&attempt)));
    ACT_OK(desk, desk_get(desk, "/api/photos/%s/full", desk_id(&ours)));
    DESK_STATUS(desk, 403, desk_get(desk, "/api/photos/%s/full", desk_id(&theirs)));
    DESK_STATUS(desk, 403, desk_get(desk, "/api/checklists/%s", desk_id(&attempt)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK(d3_8_an_untouched_list_has_every_item_and_no_answer),
        DESK(d3_10_an_answer_is_shown_with_all_that_belongs_to_it),
        DESK(photos_stand_behind_their_originals_and_copies_do_not_count),
        DESK(d4_5_values_are_judged_and_stand_by_their_points),
        DESK(a_conflict_is_marked_and_the_worst_result_shows),
        DESK(d3_14_an_older_attempt_is_read_and_no_longer_signed),
        DESK(inspections_and_patrols_have_lists_of_their_own),
        DESK(what_has_no_list_or_is_not_here_is_said),
        DESK(a_site_shows_visits_newest_first_and_who_was_there),
        DESK(d2_2_a_site_shows_contacts_team_changes_deliveries_and_notes),
        DESK(the_bytes_of_a_photo_are_those_that_were_taken),
        DESK(bytes_of_another_kind_are_no_page),
        DESK(a_picture_at_the_office_is_told_and_can_be_asked_for),
        DESK(a_colleagues_pictures_are_not_shown),
        DESK(the_customer_sees_pictures_of_the_own_site_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
