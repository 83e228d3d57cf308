// SPDX-License-Identifier: Apache-2.0
// Sign-offs on the tablet, rule by rule (domain.md D6).
#include "agent/capture/voiding.h"
#include "shared/model/fact_signoff.h"
#include "tests/unit/signing_fixture.h"

static struct buffer text_of(const struct fact *record, const char *field)
{
    struct buffer text;
    struct span raw;

    buffer_init(&text, KIND_TEXT_MAX);
    assert_true(fact_text(record, field, &raw));
    assert_true(canon_unescape(raw, &text));
    return text;
}

static bool on_shelf(struct stage *stage, const struct fact *record, const char *field)
{
    struct outgoing_row row;
    struct digest digest;
    struct span raw;

    assert_true(fact_text(record, field, &raw) && digest_parse(raw.data, raw.len, &digest));
    return outgoing_get(stage->tablet->store, &digest, &row, NULL) == ERR_OK && row.present
           && row.lane == LANE_SEAL && row.state == OUTGOING_WAITING
           && shelf_verify(&stage->tablet->disk, &digest, row.size, NULL) == ERR_OK;
}

static void assert_seal(struct stage *stage, const struct fact *record)
{
    struct buffer sealed = text_of(record, "sealed"), seal = text_of(record, "seal");
    uint8_t signature[KEY_SIGNATURE_MAX];

    assert_true(text_parse_hex((struct span){seal.data, seal.len}, signature, seal.len / 2));
    assert_true(key_verify(stage->key, sealed.data, sealed.len, signature, seal.len / 2));
    buffer_clear(&sealed);
    buffer_clear(&seal);
}

static void d6_1_person_verdict_hand_time_place_device_and_page_are_sealed(void **state)
{
    struct stage *stage = *state;
    struct signing_options options = stage_signing(stage, "customer", "paper", "qualified");
    struct journal_figures before = tablet_figures(stage->tablet);
    struct signing_result made;
    struct site_facts facts;
    const struct fact *record;
    struct signoff sealed;
    struct buffer text;
    const char *differs;

    options.latitude = "30.58";
    options.longitude = "114.3";
    options.score = 5;
    made = stage_sign(stage, &options);
    stage_facts(stage, &facts);
    record = facts_find(&facts.facts, &made.id);
    buffer_init(&text, SIGNOFF_TEXT_MAX);
    assert_int_equal(fact_signoff_sealed(record, &text, &sealed), ERR_OK);
    assert_true(signoff_matches(record, &sealed, &differs));
    assert_seal(stage, record);
    assert_true(span_is(sealed.role, "customer") && span_is(sealed.name, "张三"));
    assert_true(span_is(sealed.verdict, "qualified") && span_is(sealed.catalogue, "t1"));
    assert_true(span_is(sealed.latitude, "30.58") && span_is(sealed.longitude, "114.3"));
    assert_true(uuid_equal(&sealed.device, &stage->device.device));
    assert_true(uuid_equal(&sealed.person, &stage->tablet->person));
    assert_true(uuid_equal(&sealed.of, &stage->attempt) && uuid_equal(&sealed.node, &stage->node));
    assert_int_equal(sealed.signed_ms, TABLET_START_MS);
    assert_int_equal(sealed.score, 5);
    assert_int_equal(sealed.entries, before.entries);
    assert_true(digest_equal(&sealed.chain, &before.chain));
    assert_true(sealed.handwritten);
    assert_true(on_shelf(stage, record, "statement") && on_shelf(stage, record, "handwriting")
                && on_shelf(stage, record, "rendering"));
    buffer_clear(&text);
    site_facts_clear(&facts);
    tablet_check(stage->tablet);
    assert_int_equal(stage_standing(stage, &made.id), SIGNOFF_COUNTS);
}

static void d6_1_the_statement_holds_items_results_photos_amounts_and_catalogue(void **state)
{
    static const char *const parts[]
        = {"\"catalogue\":\"t1\"",
           "\"code\":\"routes\"",
           "\"result\":\"pass\"",
           "0000000000000000000000000000000000000000000000000000000000000007",
           "\"budget_fen\":12345678",
           "张三",
           "江边路 1 号",
           "双方约定"};
    struct stage *stage = *state;
    struct signing_options options = stage_signing(stage, "customer", "paper", "qualified");
    struct signing_result made = stage_sign(stage, &options);
    struct site_facts facts;
    struct buffer statement;

    stage_facts(stage, &facts);
    buffer_init(&statement, 2 * STATEMENT_BYTES_MAX);
    assert_ok(stage->tablet,
              signoff_state_statement(stage->tablet->store, facts_find(&facts.facts, &made.id),
                                      &statement, &stage->tablet->error));
    buffer_append_char(&statement, '\0');
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (!strstr(statement.data, parts[i]))
            fail_msg("%s is not in %s", parts[i], statement.data);
    buffer_clear(&statement);
    site_facts_clear(&facts);
}

// Each of these is refused, in words, and leaves neither record nor file nor upload.
static void assert_refused(struct stage *stage, const struct signing_options *options,
                           enum err wanted, const char *words)
{
    struct outgoing_figures before, after;
    int64_t entries = tablet_figures(stage->tablet).entries;
    struct signing_result made;
    enum err code;

    assert_ok(stage->tablet, outgoing_figures(stage->tablet->store, &before, NULL));
    error_clear(&stage->tablet->error);
    code = signing_make(options, &made, &stage->tablet->error);
    if (code != wanted || !strstr(stage->tablet->error.detail, words))
        fail_msg("%s, %s; wanted %s with %s", err_name(code), stage->tablet->error.detail,
                 err_name(wanted), words);
    assert_int_equal(tablet_figures(stage->tablet).entries, entries);
    assert_ok(stage->tablet, outgoing_figures(stage->tablet->store, &after, NULL));
    assert_int_equal(after.waiting, before.waiting);
    tablet_check(stage->tablet);
}

static void d6_1_a_form_takes_its_own_signers_and_its_own_scale(void **state)
{
    struct stage *stage = *state;
    struct signing_options options = stage_signing(stage, "customer", "paper", "satisfied");

    assert_refused(stage, &options, ERR_INVALID, "qualified");
    options = stage_signing(stage, "customer", "book", "qualified");
    assert_refused(stage, &options, ERR_INVALID, "satisfied");
    options = stage_signing(stage, "customer", "book", "delighted");
    assert_refused(stage, &options, ERR_INVALID, "delighted");
    options = stage_signing(stage, "inspector", "paper", "qualified");
    assert_refused(stage, &options, ERR_INVALID, "customer, supervisor");
    options = stage_signing(stage, "customer", "letter", "satisfied");
    assert_refused(stage, &options, ERR_NOT_FOUND, "letter");
    options = stage_signing(stage, "customer", NULL, "satisfied");
    assert_refused(stage, &options, ERR_INVALID, "--form");
}

static void d6_1_who_signs_has_a_name_and_a_hand(void **state)
{
    static const char dot[] = "{\"format\":\"plumbline-strokes-1\",\"height\":20000,\"strokes\":[[["
                              "1,1,500,0]]],\"width\":40000}";
    struct stage *stage = *state;
    struct signing_options options = stage_signing(stage, "customer", "book", "satisfied");

    options.name = "";
    assert_refused(stage, &options, ERR_INVALID, "--name");
    options.name = "张三\u202e";
    assert_refused(stage, &options, ERR_INVALID, "--name");
    options.name = "\u3000";
    assert_refused(stage, &options, ERR_INVALID, "--name");
    options.name = "a\nb";
    assert_refused(stage, &options, ERR_INVALID, "--name");
    options = stage_signing(stage, "", "book", "satisfied");
    assert_refused(stage, &options, ERR_INVALID, "--role");
    options = stage_signing(stage, "customer", "book", "satisfied");
    options.strokes = (struct span){0};
    assert_refused(stage, &options, ERR_INVALID, "--strokes");
    options.strokes = span_of(dot);
    assert_refused(stage, &options, ERR_INVALID, "handwriting");
    options.strokes = span_of("scribble");
    assert_refused(stage, &options, ERR_PARSE, "handwriting");
    options = stage_signing(stage, "customer", "book", "satisfied");
    options.latitude = "30";
    assert_refused(stage, &options, ERR_INVALID, "longitude");
    options.longitude = "500";
    assert_refused(stage, &options, ERR_INVALID, "from -180 to 180");
    options = stage_signing(stage, "customer", "book", "satisfied");
    options.person = uuid_nil;
    assert_refused(stage, &options, ERR_INVALID, "--person");
}

static void d3_10_d3_11_a_page_that_is_not_ready_is_refused_with_what_is_missing(void **state)
{
    struct stage *stage = *state;
    struct signing_options options = stage_signing(stage, "customer", "book", "satisfied");

    stage_write(stage, "photo", &stage->photo, "\"deleted\":true");
    assert_refused(stage, &options, ERR_PRECONDITION, "管线走向");
    stage_write(stage, "photo", &stage->photo, "\"deleted\":false");
    stage_write(stage, "item_result", &stage->items[1], "\"result\":\"fail\"");
    assert_refused(stage, &options, ERR_PRECONDITION, "施工标准");
    stage_write(stage, "item_result", &stage->items[1], "\"note\":\"裂缝\"");
    stage_sign(stage, &options);
}

static void d6_1_a_page_in_conflict_is_refused(void **state)
{
    struct stage *stage = *state;
    struct signing_options options = stage_signing(stage, "customer", "paper", "qualified");

    stage->actor = "00000000000ff1cf"; // beside what the office wrote before, unseen
    stage_office(stage, "site", 1, "\"contract_amount_fen\":99,\"customer_name\":\"张三\"");
    assert_refused(stage, &options, ERR_PRECONDITION, "cannot be signed yet");
}

// Else somebody signs an acceptance of work that nobody checked, on a photo or a note.
static void d6_1_a_form_is_signed_on_its_own_kind_of_record(void **state)
{
    struct stage *stage = *state;
    struct signing_options options = stage_signing(stage, "customer", "book", "satisfied");

    options.question.of = stage->photo;
    assert_refused(stage, &options, ERR_INVALID, "is not signed on a photo");
    options.question.of = stage->tablet->site;
    assert_refused(stage, &options, ERR_INVALID, "无 none");
    options.question.form = NULL;
    assert_refused(stage, &options, ERR_INVALID, "nothing is signed on a site");
    options.question.form = "change";
    assert_refused(stage, &options, ERR_INVALID, "设计变更单");
    options.question.of = stage_write(stage, "delivery", NULL, "\"product\":\"瓷砖\"");
    assert_refused(stage, &options, ERR_INVALID, "is not signed on a");
}

static void what_is_not_started_or_not_here_is_not_signed(void **state)
{
    struct stage *stage = *state;
    struct signing_options options = stage_signing(stage, "customer", "book", "satisfied");
    char fields[200];

    options.question.of = stage_id(999);
    assert_refused(stage, &options, ERR_NOT_FOUND, "no such record");
    options.question.of = stage->attempt; // the newest attempt is as good as its node
    stage_sign(stage, &options);
    snprintf(fields, sizeof(fields), "\"n\":2,%s", stage_ref("node", &stage->node));
    stage_write(stage, "attempt", NULL, fields);
    assert_refused(stage, &options, ERR_PRECONDITION, "newest attempt");
    options.question.of = stage->node;
    assert_refused(stage, &options, ERR_PRECONDITION, "routes");
}

static void another_key_or_certificate_seals_nothing(void **state)
{
    struct stage *stage = *state, *other = stage_create(1);
    struct signing_options options = stage_signing(stage, "customer", "book", "satisfied");
    struct signing_device mixed = stage->device;

    options.device = &mixed;
    mixed.key = other->key;
    assert_refused(stage, &options, ERR_AUTH, "doctor");
    mixed.key = stage->key;
    mixed.device = other->device.device;
    assert_refused(stage, &options, ERR_AUTH, "doctor");
    stage_free(other);
}

static void d6_2_an_edit_after_signing_is_seen_until_it_is_signed_again(void **state)
{
    struct stage *stage = *state;
    struct signing_options options = stage_signing(stage, "customer", "book", "satisfied");
    struct uuid first = stage_sign(stage, &options).id, second;

    stage_write(stage, "item_result", &stage->items[1], "\"note\":\"改了\"");
    assert_int_equal(stage_standing(stage, &first), SIGNOFF_CHANGED);
    second = stage_sign(stage, &options).id;
    assert_int_equal(stage_standing(stage, &second), SIGNOFF_COUNTS);
    assert_int_equal(stage_standing(stage, &first), SIGNOFF_CHANGED);
    stage_write(stage, "item_result", &stage->items[1], "\"note\":null");
    assert_int_equal(stage_standing(stage, &second), SIGNOFF_CHANGED);
}

struct seen {
    size_t count;
    char path[100], before[100], after[100];
};

static void see(void *arg, const struct statement_difference *difference)
{
    struct seen *seen = arg;

    seen->count++;
    snprintf(seen->path, sizeof(seen->path), "%s", difference->path);
    snprintf(seen->before, sizeof(seen->before), "%s", difference->before);
    snprintf(seen->after, sizeof(seen->after), "%s", difference->after);
}

static void d6_2_what_changed_is_told_member_by_member(void **state)
{
    struct stage *stage = *state;
    struct signing_options options = stage_signing(stage, "customer", "book", "satisfied");
    struct uuid id = stage_sign(stage, &options).id;
    struct seen seen = {0};
    struct site_facts facts;
    struct buffer statement;
    struct signoff_changes changes = {.each = see, .arg = &seen};

    stage_write(stage, "item_result", &stage->items[1], "\"note\":\"裂缝\",\"result\":\"fail\"");
    stage_facts(stage, &facts);
    buffer_init(&statement, 2 * STATEMENT_BYTES_MAX);
    assert_ok(stage->tablet,
              signoff_state_statement(stage->tablet->store, facts_find(&facts.facts, &id),
                                      &statement, &stage->tablet->error));
    changes.facts = &facts.facts;
    changes.shelf = &facts.shelf;
    changes.statement = (struct span){statement.data, statement.len};
    assert_ok(stage->tablet, signoff_changes_list(&changes, facts_find(&facts.facts, &id),
                                                   &stage->tablet->error));
    assert_int_equal(seen.count, 2);
    assert_string_equal(seen.path, "items/standard/result");
    assert_string_equal(seen.before, "\"pass\"");
    assert_string_equal(seen.after, "\"fail\"");
    buffer_clear(&statement);
    site_facts_clear(&facts);
}

static void d6_2_content_that_moved_since_it_was_shown_is_not_signed(void **state)
{
    struct stage *stage = *state;
    struct signing_options options = stage_signing(stage, "customer", "book", "satisfied");
    struct digest shown = stage_sign(stage, &options).content;

    options.shown = &shown;
    stage_sign(stage, &options);
    stage_write(stage, "item_result", &stage->items[1], "\"note\":\"改了\"");
    assert_refused(stage, &options, ERR_STALE, "look again");
}

static void d6_4_a_sign_off_is_voided_by_a_record_and_never_edited(void **state)
{
    struct stage *stage = *state;
    struct signing_options options = stage_signing(stage, "customer", "book", "satisfied");
    struct uuid id = stage_sign(stage, &options).id, made;
    struct voiding_options voiding = {.store = stage->tablet->store,
                                      .signoff = id,
                                      .person = stage->tablet->person,
                                      .reason = ""};
    char *before = tablet_state(stage->tablet, &id), *after;
    struct capture_result result;

    assert_int_not_equal(stage_try(stage, "signoff", &id, "\"verdict\":\"not_satisfied\"", &result),
                         ERR_OK);
    assert_int_not_equal(stage_try(stage, "signoff", &id, "\"deleted\":true", &result), ERR_OK);
    assert_int_equal(voiding_make(&voiding, &made, &stage->tablet->error), ERR_INVALID);
    voiding.reason = "签错了人";
    assert_ok(stage->tablet, voiding_make(&voiding, &made, &stage->tablet->error));
    assert_int_equal(stage_standing(stage, &id), SIGNOFF_VOIDED);
    assert_int_equal(voiding_make(&voiding, &made, &stage->tablet->error), ERR_EXISTS);
    assert_non_null(strstr(stage->tablet->error.detail, "签错了人"));
    after = tablet_state(stage->tablet, &id);
    assert_string_equal(before, after);
    assert_int_not_equal(stage_try(stage, "void", &made, "\"deleted\":true", &result), ERR_OK);
    voiding.signoff = stage->node;
    assert_int_equal(voiding_make(&voiding, &made, &stage->tablet->error), ERR_NOT_FOUND);
    voiding.signoff = stage_id(999);
    assert_int_equal(voiding_make(&voiding, &made, &stage->tablet->error), ERR_NOT_FOUND);
    free(before);
    free(after);
}

static void d6_5_several_sign_the_same_page_one_after_another(void **state)
{
    struct stage *stage = *state;
    struct signing_options customer = stage_signing(stage, "customer", "paper", "qualified");
    struct signing_options supervisor = stage_signing(stage, "supervisor", NULL, "qualified");
    struct signing_result first, second;
    struct outgoing_figures figures;

    supervisor.name = "李四";
    first = stage_sign(stage, &customer);
    second = stage_sign(stage, &supervisor); // the only form it signs
    assert_string_equal(second.form, "paper");
    assert_true(digest_equal(&first.content, &second.content));
    assert_true(digest_equal(&first.statement, &second.statement));
    assert_false(digest_equal(&first.sealed, &second.sealed));
    assert_int_equal(stage_standing(stage, &first.id), SIGNOFF_COUNTS);
    assert_int_equal(stage_standing(stage, &second.id), SIGNOFF_COUNTS);
    // The statement is one file; the two hands happen to be the same here.
    assert_ok(stage->tablet,
              outgoing_figures(stage->tablet->store, &figures, &stage->tablet->error));
    assert_int_equal(figures.waiting, 3);
    tablet_check(stage->tablet);
}

static void without_a_form_the_one_that_still_lacks_the_role_is_taken(void **state)
{
    struct stage *stage = *state;
    struct signing_options options = stage_signing(stage, "customer", "paper", "qualified");

    stage_sign(stage, &options);
    options = stage_signing(stage, "customer", NULL, "satisfied");
    assert_string_equal(stage_sign(stage, &options).form, "book");
    assert_refused(stage, &options, ERR_INVALID, "--form");
}

static bool see_entry(void *arg, struct dot dot, struct span bytes, bool delivered)
{
    struct write write;
    struct arena arena;

    (void)dot;
    (void)delivered;
    arena_init(&arena, 1 << 20);
    assert_int_equal(write_parse(bytes, &arena, &write, NULL), ERR_OK);
    *(struct write_group *)arg = write.group;
    write_clear(&write);
    arena_clear(&arena);
    return true;
}

static void d6_6_not_satisfied_takes_a_reason_and_opens_a_complaint_with_it(void **state)
{
    struct stage *stage = *state;
    struct signing_options options = stage_signing(stage, "customer", "book", "not_satisfied");
    struct write_group signoff = {0}, complaint = {0};
    struct signing_result made;
    struct site_facts facts;
    const struct fact *record;

    assert_refused(stage, &options, ERR_INVALID, "--reason");
    options.reason = " \u3000\n";
    assert_refused(stage, &options, ERR_INVALID, "--reason");
    options.reason = "开关\"位置\"不对";
    made = stage_sign(stage, &options);
    assert_false(uuid_is_nil(&made.complaint));
    stage_facts(stage, &facts);
    record = facts_find(&facts.facts, &made.complaint);
    assert_true(fact_refers(record, "of", &made.id));
    assert_true(fact_is(record, "words", "开关\\\"位置\\\"不对"));
    assert_int_equal(stage_standing(stage, &made.id), SIGNOFF_COUNTS);
    site_facts_clear(&facts);
    journal_list(stage->tablet->store, &made.id, see_entry, &signoff, NULL);
    journal_list(stage->tablet->store, &made.complaint, see_entry, &complaint, NULL);
    assert_true(signoff.present && complaint.present && signoff.id == complaint.id);
    assert_int_equal(signoff.index, 1);
    assert_int_equal(complaint.index, 2);
    options = stage_signing(stage, "customer", "paper", "unqualified");
    assert_refused(stage, &options, ERR_INVALID, "--reason");
    options.reason = "漏水";
    made = stage_sign(stage, &options);
    assert_false(uuid_is_nil(&made.complaint));
}

static void refusal_and_absence_are_recorded_without_a_hand_but_with_a_reason(void **state)
{
    struct stage *stage = *state;
    struct signing_options options = stage_signing(stage, "customer", "book", "refused");
    struct signing_result made;
    struct site_facts facts;
    struct span none;

    assert_refused(stage, &options, ERR_INVALID, "--reason");
    options.reason = "不愿签字";
    assert_refused(stage, &options, ERR_INVALID, "handwriting");
    options.strokes = (struct span){0};
    made = stage_sign(stage, &options);
    assert_true(uuid_is_nil(&made.complaint));
    options.verdict = "absent";
    options.reason = "三次预约未到";
    made = stage_sign(stage, &options);
    stage_facts(stage, &facts);
    assert_seal(stage, facts_find(&facts.facts, &made.id));
    assert_int_equal(fact_value(facts_find(&facts.facts, &made.id), "handwriting", &none),
                     ERR_NOT_FOUND);
    site_facts_clear(&facts);
    assert_int_equal(stage_count(stage, "complaint"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAGE(d6_1_person_verdict_hand_time_place_device_and_page_are_sealed),
        STAGE(d6_1_the_statement_holds_items_results_photos_amounts_and_catalogue),
        STAGE(d6_1_a_form_takes_its_own_signers_and_its_own_scale),
        STAGE(d6_1_who_signs_has_a_name_and_a_hand),
        STAGE(d3_10_d3_11_a_page_that_is_not_ready_is_refused_with_what_is_missing),
        STAGE(d6_1_a_page_in_conflict_is_refused),
        STAGE(d6_1_a_form_is_signed_on_its_own_kind_of_record),
        STAGE(what_is_not_started_or_not_here_is_not_signed),
        STAGE(another_key_or_certificate_seals_nothing),
        STAGE(d6_2_an_edit_after_signing_is_seen_until_it_is_signed_again),
        STAGE(d6_2_what_changed_is_told_member_by_member),
        STAGE(d6_2_content_that_moved_since_it_was_shown_is_not_signed),
        STAGE(d6_4_a_sign_off_is_voided_by_a_record_and_never_edited),
        STAGE(d6_5_several_sign_the_same_page_one_after_another),
        STAGE(without_a_form_the_one_that_still_lacks_the_role_is_taken),
        STAGE(d6_6_not_satisfied_takes_a_reason_and_opens_a_complaint_with_it),
        STAGE(refusal_and_absence_are_recorded_without_a_hand_but_with_a_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
