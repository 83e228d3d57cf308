// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/rectify.h"

#include "tests/unit/day_fixture.h"

static enum err step(struct site_day *day, const struct uuid *id, const char *move,
                     struct deed_fields fields)
{
    struct rectify_step given = {.id = *id, .move = move, .fields = fields};

    return rectify_move(&day->options, &given, DAY_ARGUMENTS(day));
}

static const struct deed_fields none = {NULL, 0};

static struct deed_fields to_foreman(struct site_day *day)
{
    struct uuid foreman = day_person(FOREMAN);

    return day_fields(day, "move", day_ref(day, "to", &foreman), "deadline=1790600000000", NULL);
}

static struct deed_fields note(struct site_day *day, const char *text)
{
    return day_fields(day, "move", text, NULL);
}

// A rectification that the foreman says is done.
static struct uuid done(struct site_day *day)
{
    struct node_started started = day_start(day, "water_electric");
    struct uuid id = day_fail(day, &started.node, "standard");

    DAY_OK(day, step(day, &id, "assign", to_foreman(day)));
    day->options.person = day_person(FOREMAN);
    DAY_OK(day, step(day, &id, "done", note(day, "note=改好,无照片")));
    day->options.person = day_person(INSPECTOR);
    return id;
}

static void d5_1_open_assigned_done_verified(void **state)
{
    struct site_day *day = *state;
    struct uuid id = done(day);

    day_assert(day, &id, "state", "\"done\"");
    day_assert_person(day, &id, "holder", FOREMAN);
    day_assert(day, &id, "due_at", "1790600000000");
    DAY_OK(day, step(day, &id, "verify", none));
    day_assert(day, &id, "state", "\"verified\"");
    DAY_REFUSED(day, ERR_PRECONDITION, "reopen", step(day, &id, "verify", none));
    tablet_check(day->tablet);
}

static void d5_1_steps_bring_what_they_need(void **state)
{
    struct site_day *day = *state;
    struct node_started started = day_start(day, "water_electric");
    struct uuid id = day_fail(day, &started.node, "standard"), foreman = day_person(FOREMAN);
    struct uuid copy = tablet_uuid(0xd000);
    char of[UUID_TEXT], marked[300];

    DAY_REFUSED(day, ERR_INVALID, "--to", step(day, &id, "assign", none));
    DAY_REFUSED(
        day, ERR_INVALID, "--deadline",
        step(day, &id, "assign", day_fields(day, "move", day_ref(day, "to", &foreman), NULL)));
    DAY_REFUSED(day, ERR_PRECONDITION, "assign", step(day, &id, "done", note(day, "note=x")));
    DAY_OK(day, step(day, &id, "assign", to_foreman(day)));
    DAY_REFUSED(day, ERR_INVALID, "--photo", step(day, &id, "done", none));
    uuid_format(&id, of);
    snprintf(marked, sizeof(marked),
             "\"copy_of\":\"%s\",\"digest\":\"%064d\",\"moment\":\"after\",\"of\":\"%s\"", of, 7,
             of);
    day_office(day, "photo", &copy, marked); // a marked copy shows no work done
    DAY_REFUSED(day, ERR_INVALID, "--photo", step(day, &id, "done", none));
    day_photo(day, span_of("\xff\xd8\xff after"));
    DAY_OK(day, step(day, &id, "done", none));
    day->options.person = day_person(FOREMAN);
    DAY_REFUSED(day, ERR_INVALID, "--note", step(day, &id, "reject", none));
    DAY_OK(day, step(day, &id, "reject", note(day, "note=还不平")));
    day_assert(day, &id, "state", "\"assigned\"");
    day->options.person = day_person(INSPECTOR);
    DAY_OK(day, step(day, &id, "done", none)); // the photo from after is there already
}

static void d5_1_photos_are_from_before_and_after(void **state)
{
    struct site_day *day = *state;
    struct rectify_finding finding
        = {.of = uuid_nil, .fields = day_fields(day, "rectification", "summary=墙面开裂", NULL)};
    struct uuid id, photo;

    day_photo(day, span_of("\xff\xd8\xff before"));
    DAY_OK(day, rectify_open(&day->options, &finding, DAY_ARGUMENTS(day)));
    id = day_saved(day, "rectification");
    photo = day_saved(day, "photo");
    assert_true(uuid_equal(&day->report.id, &id));
    day_assert(day, &photo, "moment", "\"before\"");
    DAY_OK(day, step(day, &id, "assign", to_foreman(day)));
    day_photo(day, span_of("\xff\xd8\xff after"));
    DAY_OK(day, step(day, &id, "done", none));
    photo = day_saved(day, "photo");
    day_assert(day, &photo, "moment", "\"after\"");
    day_assert(day, &id, "photos", "2");
}

static void d5_1_a_major_one_is_followed_by_a_named_person(void **state)
{
    struct site_day *day = *state;
    struct uuid manager = day_person(MANAGER);
    struct rectify_finding finding
        = {.of = uuid_nil,
           .fields = day_fields(day, "rectification", "summary=漏电", "severity=major", NULL)};

    DAY_OK(day, rectify_open(&day->options, &finding, DAY_ARGUMENTS(day)));
    assert_true(day_said(day, "陈国强"));
    day_assert_person(day, &day->report.id, "follower", INSPECTOR);
    finding.fields = day_fields(day, "rectification", "summary=漏水", "severity=major",
                                day_ref(day, "follower", &manager), NULL);
    DAY_OK(day, rectify_open(&day->options, &finding, DAY_ARGUMENTS(day)));
    day_assert_person(day, &day->report.id, "follower", MANAGER);
    finding.fields = day_fields(day, "rectification", "summary=划痕", NULL);
    DAY_OK(day, rectify_open(&day->options, &finding, DAY_ARGUMENTS(day)));
    day_assert(day, &day->report.id, "severity", "\"normal\"");
    day_assert(day, &day->report.id, "follower", NULL);
}

static void d5_1_who_is_responsible_at_once_has_a_deadline(void **state)
{
    struct site_day *day = *state;
    struct uuid foreman = day_person(FOREMAN);
    const char *responsible = day_ref(day, "responsible", &foreman);
    struct rectify_finding finding
        = {.of = uuid_nil,
           .fields = day_fields(day, "rectification", "summary=开裂", responsible, NULL)};

    DAY_REFUSED(day, ERR_INVALID, "--deadline",
                rectify_open(&day->options, &finding, DAY_ARGUMENTS(day)));
    finding.fields = day_fields(day, "rectification", "summary=开裂", responsible,
                                "deadline=1790600000000", NULL);
    DAY_OK(day, rectify_open(&day->options, &finding, DAY_ARGUMENTS(day)));
    day_assert(day, &day->report.id, "state", "\"assigned\"");
    day_assert_person(day, &day->report.id, "holder", FOREMAN);
}

static void d5_2_who_did_the_work_does_not_verify_it(void **state)
{
    struct site_day *day = *state;
    struct uuid id = done(day);

    day->options.person = day_person(FOREMAN);
    DAY_REFUSED(day, ERR_DENIED, "D5.2", step(day, &id, "verify", none));
    day->options.person = day_person(MANAGER);
    DAY_OK(day, step(day, &id, "verify", none));
}

static void d5_3_what_is_opened_again_is_counted(void **state)
{
    struct site_day *day = *state;
    struct uuid id = done(day);

    DAY_OK(day, step(day, &id, "verify", none));
    DAY_REFUSED(day, ERR_INVALID, "--note", step(day, &id, "reopen", none));
    DAY_OK(day, step(day, &id, "reopen", note(day, "note=又裂了")));
    day_assert(day, &id, "state", "\"assigned\"");
    day_assert(day, &id, "reopened", "1");
}

static void one_record_has_one_rectification(void **state)
{
    struct site_day *day = *state;
    struct uuid id = done(day), result, note_id;
    struct rectify_finding finding
        = {.fields = day_fields(day, "rectification", "summary=还有", NULL)};
    struct site_facts facts;

    day_facts(day, &facts);
    fact_uuid(facts_find(&facts.facts, &id), "of", &result);
    site_facts_clear(&facts);
    finding.of = result;
    DAY_REFUSED(day, ERR_EXISTS, "done", rectify_open(&day->options, &finding, DAY_ARGUMENTS(day)));
    DAY_OK(day, step(day, &id, "verify", none));
    DAY_OK(day, rectify_open(&day->options, &finding, DAY_ARGUMENTS(day)));
    assert_true(day_said(day, "重新打开"));
    day_assert(day, &id, "state", "\"assigned\"");
    finding.of = tablet_uuid(1);
    DAY_REFUSED(day, ERR_NOT_FOUND, "not here",
                rectify_open(&day->options, &finding, DAY_ARGUMENTS(day)));
    finding.fields = none;
    DAY_REFUSED(day, ERR_INVALID, "--summary",
                rectify_open(&day->options, &finding, DAY_ARGUMENTS(day)));
    note_id = tablet_uuid(2);
    DAY_REFUSED(day, ERR_NOT_FOUND, "rectification", step(day, &note_id, "verify", none));
}

static void two_tablets_that_move_it_differently_are_told_and_settled(void **state)
{
    struct site_day *day = *state, *other = day_create(2);
    struct uuid id = done(day);
    struct rectify_step again = {.id = id, .move = "done", .fields = note(day, "note=再改")};

    day_give(day, other);
    other->options.person = day_person(MANAGER);
    DAY_OK(day, step(day, &id, "verify", none));
    other->tablet->wall_ms += 1000;
    DAY_OK(other, step(other, &id, "reject", note(other, "note=不平")));
    day_give(other, day);
    day_give(day, other);
    day_assert(day, &id, "unsettled", "true");
    day_assert(other, &id, "unsettled", "true");
    day_assert(day, &id, "state", "\"assigned\""); // the least advanced
    DAY_REFUSED(day, ERR_PRECONDITION, "周部长", step(day, &id, "done", note(day, "note=再改")));
    DAY_REFUSED(day, ERR_PRECONDITION, "陈国强", step(day, &id, "done", note(day, "note=再改")));
    day->options.person = day_person(FOREMAN);
    again.settle = true;
    DAY_OK(day, rectify_move(&day->options, &again, DAY_ARGUMENTS(day)));
    day_give(day, other);
    day_assert(other, &id, "unsettled", "false");
    day_assert(other, &id, "state", "\"done\"");
    tablet_check(day->tablet);
    tablet_check(other->tablet);
    day_free(other);
}

static void the_camera_comes_first_and_the_photo_says_what_is_wrong(void **state)
{
    struct site_day *day = *state;
    struct rectify_finding given
        = {.of = uuid_nil, .fields = day_fields(day, "rectification", "room=厨房", NULL)};
    struct uuid id;

    DAY_REFUSED(day, ERR_INVALID, "--summary",
                rectify_open(&day->options, &given, DAY_ARGUMENTS(day)));
    day_photo(day, span_of("\xff\xd8\xff one"));
    DAY_OK(day, rectify_open(&day->options, &given, DAY_ARGUMENTS(day)));
    id = day_saved(day, "rectification");
    day_assert(day, &id, "summary", "\"见照片 see the photo\"");
    day_assert(day, &id, "room", "\"厨房\"");
    day_assert(day, &id, "photos", "1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DAY(the_camera_comes_first_and_the_photo_says_what_is_wrong),
        DAY(d5_1_open_assigned_done_verified),
        DAY(d5_1_steps_bring_what_they_need),
        DAY(d5_1_photos_are_from_before_and_after),
        DAY(d5_1_a_major_one_is_followed_by_a_named_person),
        DAY(d5_1_who_is_responsible_at_once_has_a_deadline),
        DAY(d5_2_who_did_the_work_does_not_verify_it),
        DAY(d5_3_what_is_opened_again_is_counted),
        DAY(one_record_has_one_rectification),
        DAY(two_tablets_that_move_it_differently_are_told_and_settled),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
