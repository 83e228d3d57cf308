// SPDX-License-Identifier: Apache-2.0
// What waits for the office, what contradicts itself, and how the tablet is, through their routes.
#include "agent/store/delivery.h"
#include "agent/store/office_time.h"
#include "agent/store/outgoing.h"
#include "agent/store/proof_log.h"
#include "agent/store/replica_drop.h"
#include "agent/store/replica_held.h"
#include "tests/unit/act_desk.h"

// The office has everything that was written until now.
static void deliver(struct desk *desk)
{
    struct journal_figures figures;
    struct vector actors = {0};

    DESK_OK(desk, journal_figures(desk->tablet.store, &figures, &desk->error));
    vector_raise(&actors, figures.last);
    DESK_OK(desk, delivery_note(desk->tablet.store, &actors, 1, &desk->error));
    vector_clear(&actors);
}

static void change_files(struct desk *desk, const struct outgoing_row *like)
{
    struct uuid record = like->record;
    struct outgoing_row row;
    struct digest digest = like->digest;

    DESK_OK(desk, outgoing_get(desk->tablet.store, &digest, &row, &desk->error));
    row.state = like->state;
    row.tries = like->tries;
    row.next_try_ms = like->next_try_ms;
    row.delivered_ms = like->delivered_ms;
    row.offset = like->offset;
    memcpy(row.reason, like->reason, sizeof(row.reason));
    row.record = record;
    DESK_OK(desk, outgoing_put(desk->tablet.store, &row, &desk->error));
}

// A photo of the site, and the row of its file.
static struct uuid take(struct desk *desk, struct outgoing_row *file)
{
    struct uuid photo;
    struct digest digest;

    ACT_OK(desk, act_photo(desk, "/api/photos", act_jpeg, "record=%s", desk_id(&desk->site)));
    photo = act_saved(desk, "photo");
    hash_once(act_jpeg.data, act_jpeg.len, &digest);
    DESK_OK(desk, outgoing_get(desk->tablet.store, &digest, file, &desk->error));
    return photo;
}

// The row of a list with this id: "rows.2", or fails.
static const char *row_of(struct desk *desk, const char *list, const struct uuid *id,
                          const char *name)
{
    static char paths[8][80];
    static unsigned next;
    char *path = paths[next++ % 8];

    for (size_t i = 0; i < desk_count(desk, list); i++) {
        snprintf(path, 80, "%s.%zu.id", list, i);
        if (strcmp(desk_text(desk, path), desk_id(id)) == 0) {
            snprintf(path, 80, "%s.%zu.%s", list, i, name);
            return path;
        }
    }
    fail_msg("%s is not among the %s: %.2000s", desk_id(id), list, desk->body.data);
    return NULL;
}

static void each_record_is_a_row_until_a_receipt_covers_it(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "water_electric"), result;

    ACT_OK(desk,
           desk_post(desk, "/api/items", "\"of\":\"%s\",\"item\":\"standard\",\"result\":\"pass\"",
                     desk_id(&attempt)));
    result = act_saved(desk, "item_result");
    ACT_OK(desk, desk_get(desk, "/api/outbox"));
    assert_false(desk_truth(desk, "safe"));
    assert_int_equal(desk_integer(desk, "only_here.texts"), 3);
    assert_int_equal(desk_integer(desk, "total"), 3);
    assert_true(desk_integer(desk, "only_here.bytes") > 300);
    assert_string_equal(desk_text(desk, row_of(desk, "rows", &result, "kind")), "text");
    assert_string_equal(desk_text(desk, row_of(desk, "rows", &result, "state")), "waiting");
    assert_string_equal(desk_text(desk, row_of(desk, "rows", &result, "customer")), "张三");
    assert_string_equal(desk_text(desk, row_of(desk, "rows", &result, "what.zh")),
                        "检查结果：符合施工标准 合格");
    assert_string_equal(desk_text(desk, row_of(desk, "rows", &result, "what.en")),
                        "item result: to the construction standard, pass");
    assert_string_equal(desk_text(desk, row_of(desk, "rows", &attempt, "what.en")),
                        "attempt: water and electricity");
    assert_int_equal(desk_count(desk, "delivered"), 0);
    deliver(desk);
    ACT_OK(desk, desk_get(desk, "/api/outbox"));
    assert_true(desk_truth(desk, "safe"));
    assert_int_equal(desk_count(desk, "rows"), 0);
    assert_string_equal(desk_text(desk, row_of(desk, "delivered", &result, "state")), "delivered");
    // Changed again, it waits again, and is no longer told as delivered.
    ACT_OK(desk,
           desk_post(desk, "/api/items", "\"of\":\"%s\",\"item\":\"standard\",\"result\":\"na\"",
                     desk_id(&attempt)));
    ACT_OK(desk, desk_get(desk, "/api/outbox"));
    assert_int_equal(desk_count(desk, "rows"), 1);
    assert_int_equal(desk_count(desk, "delivered"), 2);
}

static void a_photo_is_delivered_when_its_file_is(void **state)
{
    struct desk *desk = *state;
    struct outgoing_row file;
    struct uuid photo = take(desk, &file);

    deliver(desk);
    file.offset = 3;
    change_files(desk, &file);
    ACT_OK(desk, desk_get(desk, "/api/outbox"));
    assert_false(desk_truth(desk, "safe"));
    assert_int_equal(desk_integer(desk, "only_here.photos"), 1);
    assert_int_equal(desk_integer(desk, "only_here.bytes"), 4);
    assert_string_equal(desk_text(desk, row_of(desk, "rows", &photo, "state")), "sending");
    assert_int_equal(desk_integer(desk, row_of(desk, "rows", &photo, "sent_bytes")), 3);
    file.state = OUTGOING_DELIVERED;
    file.delivered_ms = DESK_START_MS + 5;
    change_files(desk, &file);
    ACT_OK(desk, desk_get(desk, "/api/outbox"));
    assert_true(desk_truth(desk, "safe"));
    assert_int_equal(desk_integer(desk, row_of(desk, "delivered", &photo, "receipt_ms")),
                     DESK_START_MS + 5);
    assert_string_equal(desk_text(desk, row_of(desk, "delivered", &photo, "kind")), "photo");
}

static void what_rests_says_why_and_a_tap_tries_it_at_once(void **state)
{
    struct desk *desk = *state;
    struct outgoing_row file;
    struct uuid photo = take(desk, &file);
    char id[UUID_TEXT];

    file.state = OUTGOING_ATTENTION;
    snprintf(file.reason, sizeof(file.reason), "the office has no room");
    file.tries = 4;
    file.next_try_ms = DESK_START_MS + 600000;
    change_files(desk, &file);
    ACT_OK(desk, desk_get(desk, "/api/outbox"));
    assert_string_equal(desk_text(desk, "rows.0.id"), desk_id(&photo)); // on top
    assert_string_equal(desk_text(desk, "rows.0.state"), "attention");
    assert_string_equal(desk_text(desk, "rows.0.reason"), "the office has no room");
    assert_int_equal(desk_integer(desk, "rows.0.retry_ms"), DESK_START_MS + 600000);
    snprintf(id, sizeof(id), "%s", desk_id(&photo));
    ACT_OK(desk, desk_post(desk, "/api/outbox/retry", "\"id\":\"%s\"", desk_id(&desk->device)));
    assert_int_equal(desk_integer(desk, "files"), 0); // nothing of that
    ACT_OK(desk, desk_post(desk, "/api/outbox/retry", "\"id\":\"%s\"", id));
    assert_int_equal(desk_integer(desk, "files"), 1);
    ACT_OK(desk, desk_get(desk, "/api/outbox"));
    assert_string_equal(desk_text(desk, row_of(desk, "rows", &photo, "state")), "waiting");
    assert_true(json_is_null(desk_at(desk, row_of(desk, "rows", &photo, "reason"))));
    DESK_STATUS(desk, 422, desk_post(desk, "/api/outbox/retry", "\"id\":\"photo\""));
}

static void what_the_office_holds_back_is_a_row_with_its_reason(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "design");
    struct replica_held held = {.dot = {1, 1}, .record = attempt, .why = "该工地已结案"};

    deliver(desk);
    DESK_OK(desk, replica_held_put(desk->tablet.store, &held, &desk->error));
    held.dot.counter = 2;
    held.state = 1; // accepted meanwhile
    DESK_OK(desk, replica_held_put(desk->tablet.store, &held, &desk->error));
    ACT_OK(desk, desk_get(desk, "/api/outbox"));
    assert_int_equal(desk_count(desk, "rows"), 1);
    assert_string_equal(desk_text(desk, "rows.0.state"), "held");
    assert_string_equal(desk_text(desk, "rows.0.reason"), "该工地已结案");
    assert_true(desk_truth(desk, "safe")); // the office has it
    held.dot.counter = 1;
    held.state = 2; // decided against
    DESK_OK(desk, replica_held_put(desk->tablet.store, &held, &desk->error));
    ACT_OK(desk, desk_get(desk, "/api/outbox"));
    assert_int_equal(desk_count(desk, "rows"), 1);
    assert_string_equal(desk_text(desk, "rows.0.state"), "rejected");
}

// Red ends when somebody has read it and said what became of it; it begins again with a new
// decision.
static void what_was_rejected_needs_attention_until_it_is_dealt_with(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "design");
    struct replica_held held = {.dot = {1, 1}, .record = attempt, .state = 2, .why = "前台不巡检"};
    char id[UUID_TEXT];

    uuid_format(&attempt, id);
    deliver(desk);
    DESK_OK(desk, replica_held_put(desk->tablet.store, &held, &desk->error));
    held.dot.counter = 2; // the same record again: it is read once
    DESK_OK(desk, replica_held_put(desk->tablet.store, &held, &desk->error));
    ACT_OK(desk, desk_get(desk, "/api/outbox"));
    assert_int_equal(desk_count(desk, "rows"), 1);
    ACT_OK(desk, desk_get(desk, "/api/session"));
    assert_int_equal(desk_integer(desk, "strip.rejected"), 1);
    DESK_STATUS(desk, 422,
                desk_post(desk, "/api/outbox/settle", "\"record\":\"%s\",\"how\":\"x\"", id));
    DESK_STATUS(desk, 404,
                desk_post(desk, "/api/outbox/settle", "\"record\":\"%s\",\"how\":\"not_needed\"",
                          desk_id(&desk->device)));
    ACT_OK(desk, desk_post(desk, "/api/outbox/settle",
                           "\"record\":\"%s\",\"how\":\"recorded_anew\"", id));
    ACT_OK(desk, desk_get(desk, "/api/outbox"));
    assert_int_equal(desk_count(desk, "rows"), 0);
    assert_string_equal(desk_text(desk, "settled.0.settled"), "recorded_anew");
    assert_string_equal(desk_text(desk, "settled.0.reason"), "前台不巡检");
    ACT_OK(desk, desk_get(desk, "/api/session"));
    assert_int_equal(desk_integer(desk, "strip.rejected"), 0);
    ACT_OK(desk, desk_post(desk, "/api/outbox/settle", "\"record\":\"%s\",\"how\":\"not_yet\"",
                           id)); // taken back
    ACT_OK(desk, desk_get(desk, "/api/session"));
    assert_int_equal(desk_integer(desk, "strip.rejected"), 1);
    ACT_OK(desk,
           desk_post(desk, "/api/outbox/settle", "\"record\":\"%s\",\"how\":\"office_right\"", id));
    // The office tells it once more: nothing new.
    DESK_OK(desk, replica_held_put(desk->tablet.store, &held, &desk->error));
    ACT_OK(desk, desk_get(desk, "/api/session"));
    assert_int_equal(desk_integer(desk, "strip.rejected"), 0);
    held.state = 0; // it is looked at again
    DESK_OK(desk, replica_held_put(desk->tablet.store, &held, &desk->error));
    held.state = 2;
    DESK_OK(desk, replica_held_put(desk->tablet.store, &held, &desk->error));
    ACT_OK(desk, desk_get(desk, "/api/session"));
    assert_int_equal(desk_integer(desk, "strip.rejected"), 1);
}

static void parcels_of_other_tablets_have_rows_of_their_own(void **state)
{
    struct desk *desk = *state;
    struct outgoing_row parcel = {.digest = {{7}},
                                  .size = 900,
                                  .lane = LANE_PARCEL,
                                  .present = true,
                                  .added_ms = DESK_START_MS};
    char hex[HASH_TEXT];

    DESK_OK(desk, outgoing_put(desk->tablet.store, &parcel, &desk->error));
    digest_format(&parcel.digest, hex);
    ACT_OK(desk, desk_get(desk, "/api/outbox"));
    assert_string_equal(desk_text(desk, "rows.0.kind"), "parcel");
    assert_string_equal(desk_text(desk, "rows.0.id"), hex);
    assert_true(json_is_null(desk_at(desk, "rows.0.site")));
    assert_int_equal(desk_integer(desk, "only_here.parcels"), 1);
    ACT_OK(desk, desk_post(desk, "/api/outbox/retry", "\"id\":\"%s\"", hex));
}

// Nothing of it can be seen here any more, but it still has to arrive.
static void what_waits_of_a_site_that_went_is_told_by_its_kind(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "design");

    DESK_OK(desk, replica_drop(desk->tablet.store, &desk->site, &desk->error));
    ACT_OK(desk, desk_get(desk, "/api/outbox"));
    assert_int_equal(desk_integer(desk, "only_here.texts"), 2);
    assert_string_equal(desk_text(desk, row_of(desk, "rows", &attempt, "what.en")), "attempt");
    assert_true(json_is_null(desk_at(desk, row_of(desk, "rows", &attempt, "customer"))));
}

// ---- conflicts ----

static void both_values_stand_with_who_when_and_where(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "water_electric"), result;
    char fields[300], dot[64];

    ACT_OK(desk,
           desk_post(desk, "/api/items", "\"of\":\"%s\",\"item\":\"standard\",\"result\":\"pass\"",
                     desk_id(&attempt)));
    result = act_saved(desk, "item_result");
    ACT_OK(desk, desk_get(desk, "/api/conflicts"));
    assert_int_equal(desk_count(desk, "conflicts"), 0);
    snprintf(fields, sizeof(fields), "\"attempt\":\"%s\",\"item\":\"standard\",\"result\":\"fail\"",
             desk_id(&attempt));
    desk_office(desk, "item_result", &result, fields);
    ACT_OK(desk, desk_get(desk, "/api/conflicts"));
    assert_int_equal(desk_count(desk, "conflicts"), 1);
    assert_string_equal(desk_text(desk, "conflicts.0.record"), desk_id(&result));
    assert_string_equal(desk_text(desk, "conflicts.0.customer"), "张三");
    assert_int_equal(desk_count(desk, "conflicts.0.fields"), 1); // only what differs
    assert_string_equal(desk_text(desk, "conflicts.0.fields.0.name"), "result");
    assert_string_equal(desk_text(desk, "conflicts.0.fields.0.zh"), "结果");
    assert_string_equal(desk_text(desk, "conflicts.0.fields.0.type"), "choice");
    assert_true(desk_truth(desk, "conflicts.0.fields.0.mine"));
    assert_int_equal(desk_count(desk, "conflicts.0.fields.0.values"), 2);
    // In order of their dots, of which ours is a random one.
    size_t ours
        = strcmp(desk_text(desk, "conflicts.0.fields.0.values.0.value"), "pass") == 0 ? 0 : 1;
    char path[80];
    snprintf(path, sizeof(path), "conflicts.0.fields.0.values.%zu.who", ours);
    assert_string_equal(desk_text(desk, path), "陈国强");
    snprintf(path, sizeof(path), "conflicts.0.fields.0.values.%zu.shown", 1 - ours);
    assert_string_equal(desk_text(desk, path), "不合格 fail");
    snprintf(path, sizeof(path), "conflicts.0.fields.0.values.%zu.dot", ours);
    snprintf(dot, sizeof(dot), "%s", desk_text(desk, path));
    // What it says is what settling takes.
    snprintf(path, sizeof(path), "/api/conflicts/%s", desk_id(&result));
    ACT_OK(desk, desk_post(desk, path, "\"field\":\"result\",\"dot\":\"%s\"", dot));
    ACT_OK(desk, desk_get(desk, "/api/conflicts"));
    assert_int_equal(desk_count(desk, "conflicts"), 0);
    ACT_FIELD(desk, &result, "result", "\"pass\"");
}

static void what_only_the_office_may_write_is_not_mine(void **state)
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
    act_auditor(desk);
    ACT_OK(desk, desk_get(desk, "/api/conflicts"));
    assert_false(desk_truth(desk, "conflicts.0.fields.0.mine"));
}

static void a_record_is_shown_field_by_field(void **state)
{
    struct desk *desk = *state;
    struct uuid fix = act_failed(desk), gone = desk_uuid(0x404);

    ACT_OK(desk, desk_get(desk, "/api/records/%s", desk_id(&fix)));
    assert_string_equal(desk_text(desk, "kind"), "rectification");
    assert_string_equal(desk_text(desk, "fields.item.value"), "standard");
    assert_int_equal(desk_count(desk, "conflict.fields"), 0);
    assert_true(desk_truth(desk, "unsent"));
    DESK_STATUS(desk, 404, desk_get(desk, "/api/records/%s", desk_id(&gone)));
    ACT_OK(desk, desk_get(desk, "/api/records/%s", desk_id(&desk->site)));
    assert_string_equal(desk_text(desk, "title.zh"), "工地");
}

// ---- me ----

static void me_says_for_how_many_days_photos_still_fit(void **state)
{
    struct desk *desk = *state;
    struct outgoing_row big = {.digest = {{9}},
                               .lane = LANE_PHOTO,
                               .present = false,
                               .state = OUTGOING_DELIVERED,
                               .added_ms = DESK_START_MS - 1000};
    int64_t room, days;

    ACT_OK(desk, desk_get(desk, "/api/me"));
    assert_true(json_is_null(desk_at(desk, "storage.days_left"))); // nothing was made yet
    room = desk_integer(desk, "storage.free") - (64 << 20);
    big.size = (uint64_t)room / 10; // in one week a tenth of it
    DESK_OK(desk, outgoing_put(desk->tablet.store, &big, &desk->error));
    ACT_OK(desk, desk_get(desk, "/api/me"));
    days = desk_integer(desk, "storage.days_left");
    assert_in_range(days, 65, 71);
    desk->wall_ms += 8 * DESK_DAY_MS; // older than a week: no measure any more
    desk_launch(desk);
    desk_enter(desk, INSPECTOR);
    ACT_OK(desk, desk_get(desk, "/api/me"));
    assert_true(json_is_null(desk_at(desk, "storage.days_left")));
}

static const char *check_of(struct desk *desk, const char *words)
{
    static char path[40];

    for (size_t i = 0; i < desk_count(desk, "checks"); i++) {
        snprintf(path, sizeof(path), "checks.%zu.en", i);
        if (strstr(desk_text(desk, path), words)) {
            snprintf(path, sizeof(path), "checks.%zu.ok", i);
            return path;
        }
    }
    fail_msg("no check says %s: %.2000s", words, desk->body.data);
    return NULL;
}

static void the_self_check_says_what_is_wrong_and_what_to_do(void **state)
{
    struct desk *desk = *state;

    ACT_OK(desk, desk_get(desk, "/api/me"));
    assert_true(desk_truth(desk, check_of(desk, "the clock is right")));
    assert_false(desk_truth(desk, check_of(desk, "no contact with the office yet")));
    assert_true(desk_truth(desk, check_of(desk, "the catalogue is here")));
    assert_string_equal(desk_text(desk, "catalogues.0.version"), "2026.3");
    assert_int_equal(desk_count(desk, "persons"), PEOPLE);
    office_time_set(desk->tablet.store, -300000);
    DESK_OK(desk, setting_write(desk->tablet.store, "last_contact_ms", span_of("1790000000000"),
                                &desk->error));
    DESK_OK(desk, setting_write(desk->tablet.store, "copied", span_of("yes"), &desk->error));
    ACT_OK(desk, desk_get(desk, "/api/me"));
    assert_false(desk_truth(desk, check_of(desk, "-300 s off")));
    assert_true(desk_truth(desk, check_of(desk, "contact with the office in the last 3 days")));
    assert_false(desk_truth(desk, check_of(desk, "restored or copied")));
    assert_int_equal(desk_integer(desk, "clock.offset_ms"), -300000);
}

static void keep_proof(struct desk *desk, bool equal, int64_t left, int64_t gone)
{
    const struct proof_log_row row = {.at_ms = desk->wall_ms - 1000,
                                      .items = 128,
                                      .equal = equal,
                                      .differences = left,
                                      .left = left,
                                      .gone = gone};

    DESK_OK(desk, proof_log_put(desk->tablet.store, &row, &desk->error));
    ACT_OK(desk, desk_get(desk, "/api/me"));
}

static void the_last_comparison_with_the_office_is_told(void **state)
{
    struct desk *desk = *state;

    ACT_OK(desk, desk_get(desk, "/api/me"));
    assert_true(json_is_null(desk_at(desk, "proof")));
    assert_true(desk_truth(desk, check_of(desk, "not compared with the office yet")));
    keep_proof(desk, true, 0, 0);
    assert_true(desk_truth(desk, "proof.equal"));
    assert_int_equal(desk_integer(desk, "proof.records"), 128);
    assert_int_equal(desk_integer(desk, "proof.at_ms"), desk->wall_ms - 1000);
    assert_true(desk_truth(desk, check_of(desk, "all 128 records equal")));
    // Equal records, but a file that nobody has.
    keep_proof(desk, true, 0, 2);
    assert_int_equal(desk_integer(desk, "proof.gone"), 2);
    assert_false(desk_truth(desk, check_of(desk, "2 files are nowhere any more")));
    keep_proof(desk, false, 3, 0);
    assert_false(desk_truth(desk, "proof.equal"));
    assert_int_equal(desk_integer(desk, "proof.left"), 3);
    assert_false(desk_truth(desk, check_of(desk, "3 records are not as the office has them")));
}

static void a_clock_behind_the_last_contact_is_never_called_right(void **state)
{
    struct desk *desk = *state;
    char contact[24];

    snprintf(contact, sizeof(contact), "%lld", (long long)(desk->wall_ms + DESK_DAY_MS));
    DESK_OK(desk,
            setting_write(desk->tablet.store, "last_contact_ms", span_of(contact), &desk->error));
    ACT_OK(desk, desk_get(desk, "/api/me"));
    assert_false(desk_truth(desk, check_of(desk, "the clock is behind the last contact")));
    assert_false(desk_truth(desk, check_of(desk, "nobody knows how long ago")));
}

static void logging_out_waits_until_everything_is_delivered(void **state)
{
    struct desk *desk = *state;

    ACT_OK(desk, desk_get(desk, "/api/me"));
    assert_true(desk_truth(desk, "log_out.allowed"));
    act_started(desk, "design");
    ACT_OK(desk, desk_get(desk, "/api/me"));
    assert_false(desk_truth(desk, "log_out.allowed"));
    assert_non_null(strstr(desk_text(desk, "log_out.zh"), "2 项只在本机"));
    deliver(desk);
    ACT_OK(desk, desk_get(desk, "/api/me"));
    assert_true(desk_truth(desk, "log_out.allowed"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK(each_record_is_a_row_until_a_receipt_covers_it),
        DESK(a_photo_is_delivered_when_its_file_is),
        DESK(what_rests_says_why_and_a_tap_tries_it_at_once),
        DESK(what_the_office_holds_back_is_a_row_with_its_reason),
        DESK(what_was_rejected_needs_attention_until_it_is_dealt_with),
        DESK(parcels_of_other_tablets_have_rows_of_their_own),
        DESK(what_waits_of_a_site_that_went_is_told_by_its_kind),
        DESK(both_values_stand_with_who_when_and_where),
        DESK(what_only_the_office_may_write_is_not_mine),
        DESK(a_record_is_shown_field_by_field),
        DESK(me_says_for_how_many_days_photos_still_fit),
        DESK(the_self_check_says_what_is_wrong_and_what_to_do),
        DESK(the_last_comparison_with_the_office_is_told),
        DESK(a_clock_behind_the_last_contact_is_never_called_right),
        DESK(logging_out_waits_until_everything_is_delivered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
