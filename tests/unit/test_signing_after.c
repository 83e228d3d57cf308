// SPDX-License-Identifier: Apache-2.0
// What follows from a sign-off: a second one on another tablet, the customer's copy, a confirmed
// change, history.
#include "agent/capture/signoff_export.h"
#include "agent/capture/voiding.h"
#include "tests/unit/signing_fixture.h"

// The whole file in memory.
static enum err collect(void *ctx, const void *bytes, size_t len)
{
    return buffer_append(ctx, bytes, len) ? ERR_OK : ERR_TOO_LARGE;
}

static enum err read_copy(void *ctx, uint64_t offset, void *bytes, size_t len, size_t *got)
{
    const struct buffer *file = ctx;
    size_t left = offset < file->len ? file->len - (size_t)offset : 0;

    *got = len < left ? len : left;
    if (*got)
        memcpy(bytes, file->data + offset, *got);
    return ERR_OK;
}

// Writes the customer's copy of a sign-off and checks it with the CA's certificate alone.
static struct evidence_finding check_copy(struct stage *stage, const struct uuid *id,
                                          struct arena *memory, struct buffer *file)
{
    struct signoff_export_options options = {.store = stage->tablet->store, .signoff = *id};
    struct evidence_finding finding;
    struct signoff_export package;
    struct evidence_source source = {.ctx = file, .read = read_copy};

    buffer_init(file, 8 << 20);
    arena_init(memory, EVIDENCE_MEMORY_MAX);
    assert_ok(stage->tablet, signoff_export_read(&options, &package, &stage->tablet->error));
    assert_false(package.countersigned);
    assert_ok(stage->tablet, signoff_export_write(stage->tablet->store, &package, collect, file,
                                                  &stage->tablet->error));
    source.size_bytes = file->len;
    assert_ok(stage->tablet,
              evidence_check(&source, (struct span){stage->ca_pem.data, stage->ca_pem.len}, memory,
                             &finding, &stage->tablet->error));
    if (!finding.genuine)
        fail_msg("%s: %s", finding.part_en, finding.why_en);
    signoff_export_clear(&package);
    return finding;
}

static void d6_3_the_copy_verifies_with_the_authority_alone(void **state)
{
    struct stage *stage = *state;
    struct signing_options options = stage_signing(stage, "customer", "book", "satisfied");
    struct uuid id = stage_sign(stage, &options).id;
    struct evidence_finding finding;
    struct buffer file;
    struct arena memory;

    finding = check_copy(stage, &id, &memory, &file);
    assert_int_equal(finding.level, EVIDENCE_SEALED);
    assert_true(uuid_equal(&finding.signoff.id, &id));
    assert_int_equal(finding.photos, 1);
    assert_int_equal(finding.photos_inside, 0); // its bytes were never on this tablet
    buffer_clear(&file);
    arena_clear(&memory);
}

static void d6_3_a_refusal_has_its_copy_too(void **state)
{
    struct stage *stage = *state;
    struct signing_options options = stage_signing(stage, "customer", "book", "refused");
    struct buffer file;
    struct arena memory;
    struct uuid id;

    options.strokes = (struct span){0};
    options.reason = "不愿签字";
    id = stage_sign(stage, &options).id;
    check_copy(stage, &id, &memory, &file);
    buffer_clear(&file);
    arena_clear(&memory);
}

static void a_copy_is_refused_when_a_paper_is_missing_or_rotten(void **state)
{
    struct stage *stage = *state;
    struct signing_options options = stage_signing(stage, "customer", "book", "satisfied");
    struct signing_result made = stage_sign(stage, &options);
    struct signoff_export_options wanted = {.store = stage->tablet->store, .signoff = made.id};
    struct signoff_export package;
    struct disk_file *paper;
    struct buffer file;
    char path[100] = "blobs/";

    buffer_init(&file, 8 << 20);
    digest_format(&made.statement, path + strlen(path));
    assert_ok(stage->tablet, signoff_export_read(&wanted, &package, &stage->tablet->error));
    assert_ok(stage->tablet,
              stage->tablet->disk.open(stage->tablet->disk.ctx, path, DISK_WRITE, &paper, NULL));
    stage->tablet->disk.write(paper, 3, "X", 1);
    stage->tablet->disk.close(paper);
    assert_int_equal(signoff_export_write(stage->tablet->store, &package, collect, &file, NULL),
                     ERR_CORRUPT);
    signoff_export_clear(&package);
    assert_int_equal(signoff_export_read(&wanted, &package, NULL), ERR_CORRUPT);
    signoff_export_clear(&package);
    shelf_remove(&stage->tablet->disk, &made.statement, NULL);
    assert_int_equal(signoff_export_read(&wanted, &package, NULL), ERR_NOT_FOUND);
    signoff_export_clear(&package);
    wanted.signoff = stage->node;
    assert_int_equal(signoff_export_read(&wanted, &package, NULL), ERR_NOT_FOUND);
    signoff_export_clear(&package);
    buffer_clear(&file);
}

static void d9_2_the_customers_yes_confirms_a_change_that_was_carried_out(void **state)
{
    struct stage *stage = *state;
    struct signing_options options = stage_signing(stage, "customer", "change", "satisfied");
    struct uuid order = stage_write(stage, "change_order", NULL,
                                    "\"amount_fen\":5000,\"category\":\"customer_request\","
                                    "\"description\":\"加一个插座\""),
                move;
    struct signing_result made;
    struct site_facts facts;
    char fields[300];

    options.question.of = order;
    options.question.form = NULL;
    assert_int_equal(signing_make(&options, &made, &stage->tablet->error), ERR_INVALID);
    assert_non_null(strstr(stage->tablet->error.detail, "change"));
    options.question.form = "change";
    assert_int_equal(signing_make(&options, &made, &stage->tablet->error), ERR_PRECONDITION);
    assert_non_null(strstr(stage->tablet->error.detail, "not carried out"));
    snprintf(fields, sizeof(fields), "\"at\":1,\"move\":\"approve\",%s", stage_ref("of", &order));
    move = stage_write(stage, "move", NULL, fields);
    snprintf(fields, sizeof(fields), "%s,\"at\":2,\"move\":\"carry_out\",%s",
             stage_ref("after", &move), stage_ref("of", &order));
    stage_write(stage, "move", NULL, fields);
    made = stage_sign(stage, &options);
    assert_true(made.confirmed);
    stage_facts(stage, &facts);
    assert_true(fact_is(facts_find(&facts.facts, &order), "state", "confirmed"));
    site_facts_clear(&facts);
    assert_int_equal(stage_standing(stage, &made.id), SIGNOFF_COUNTS);
    assert_false(stage_sign(stage, &options).confirmed);
}

// Both values of an item, as the journal keeps them.
struct history {
    size_t count;
    char text[4][4096];
};

static bool keep_entry(void *arg, struct dot dot, struct span bytes, bool delivered)
{
    struct history *history = arg;

    (void)dot;
    (void)delivered;
    text_copy(history->text[history->count++], sizeof(history->text[0]), bytes);
    return history->count < 4;
}

static void d12_1_a_change_keeps_who_when_before_and_after_and_the_sealed_page(void **state)
{
    struct stage *stage = *state;
    struct signing_options options = stage_signing(stage, "customer", "book", "satisfied");
    struct uuid id = stage_sign(stage, &options).id;
    struct history history = {.count = 0};
    struct site_facts facts;
    struct buffer statement;
    char person[UUID_TEXT];

    stage->tablet->wall_ms += 60000;
    stage->tablet->boot_ms += 60000;
    stage->tablet->person = tablet_uuid(0xbeef);
    uuid_format(&stage->tablet->person, person);
    stage_write(stage, "item_result", &stage->items[1], "\"note\":\"裂缝\",\"result\":\"fail\"");
    assert_ok(stage->tablet,
              journal_list(stage->tablet->store, &stage->items[1], keep_entry, &history, NULL));
    assert_int_equal(history.count, 2);
    assert_non_null(strstr(history.text[0], "\"result\":\"pass\""));
    assert_non_null(strstr(history.text[1], "\"result\":\"fail\""));
    assert_non_null(strstr(history.text[1], person));
    assert_non_null(strstr(history.text[1], "\"wall\""));
    assert_null(strstr(history.text[0], person));
    stage_facts(stage, &facts);
    buffer_init(&statement, 2 * STATEMENT_BYTES_MAX);
    assert_ok(stage->tablet,
              signoff_state_statement(stage->tablet->store, facts_find(&facts.facts, &id),
                                      &statement, &stage->tablet->error));
    buffer_append_char(&statement, '\0');
    assert_null(strstr(statement.data, "裂缝"));
    buffer_clear(&statement);
    site_facts_clear(&facts);
}

struct handing {
    struct tablet *to;
    char *states[64];
    size_t count;
};

static bool hand_over(void *arg, const struct replica_row *row)
{
    struct handing *handing = arg;

    assert_true(handing->count < 64);
    handing->states[handing->count++] = strndup(row->state.data, row->state.len);
    return true;
}

// What one tablet has comes to the other, as it would by way of the office.
static void exchange(struct stage *from, struct stage *to)
{
    struct replica_filter all = {.by_site = true, .site = from->tablet->site, .with_deleted = true};
    const uint8_t mac[MAC_BYTES] = {2};
    struct handing handing = {.to = to->tablet};

    assert_ok(from->tablet, replica_list(from->tablet->store, &all, hand_over, &handing, NULL));
    for (size_t i = 0; i < handing.count; i++) {
        assert_ok(to->tablet, replica_merge(to->tablet->store, span_of(handing.states[i]), mac,
                                            &to->tablet->error));
        free(handing.states[i]);
    }
    assert_int_equal(to->tablet->alarms, 0);
}

static void d6_5_two_sign_the_same_content_on_two_tablets_both_offline(void **state)
{
    struct stage *one = *state, *two = stage_create(1);
    struct signing_options customer = stage_signing(one, "customer", "paper", "qualified");
    struct signing_options supervisor;
    struct signing_result first, second;

    exchange(one, two);
    two->node = one->node;
    supervisor = stage_signing(two, "supervisor", "paper", "qualified");
    supervisor.name = "李四";
    first = stage_sign(one, &customer);
    second = stage_sign(two, &supervisor);
    assert_true(digest_equal(&first.content, &second.content));
    assert_true(digest_equal(&first.statement, &second.statement));
    exchange(one, two);
    exchange(two, one);
    assert_int_equal(stage_standing(one, &first.id), SIGNOFF_COUNTS);
    assert_int_equal(stage_standing(one, &second.id), SIGNOFF_COUNTS);
    assert_int_equal(stage_standing(two, &first.id), SIGNOFF_COUNTS);
    assert_int_equal(stage_standing(two, &second.id), SIGNOFF_COUNTS);
    // What the second tablet edits afterwards is seen on the first.
    stage_write(two, "item_result", &one->items[1], "\"note\":\"改了\"");
    exchange(two, one);
    assert_int_equal(stage_standing(one, &first.id), SIGNOFF_CHANGED);
    assert_int_equal(stage_standing(one, &second.id), SIGNOFF_CHANGED);
    stage_free(two);
}

// The order itself is clear, but an amount on its page is not.
static void d6_1_a_conflict_elsewhere_on_the_page_is_refused_too(void **state)
{
    struct stage *stage = *state;
    struct signing_options options = stage_signing(stage, "foreman", "arrival", "qualified");
    struct signing_result made;

    options.question.of = stage_write(stage, "delivery", NULL, "\"product\":\"瓷砖\"");
    stage_sign(stage, &options);
    stage->actor = "00000000000ff1cf";
    stage_office(stage, "site", 1, "\"address\":\"别处\",\"contract_amount_fen\":1");
    assert_int_equal(signing_make(&options, &made, &stage->tablet->error), ERR_PRECONDITION);
    assert_non_null(strstr(stage->tablet->error.detail, "on the page is in conflict"));
}

// Who voids is somebody of the office's choice (D6.4), once the tablet knows who that is.
static void d6_4_a_foreman_does_not_void(void **state)
{
    struct stage *stage = *state;
    struct signing_options options = stage_signing(stage, "customer", "book", "satisfied");
    struct uuid id = stage_sign(stage, &options).id, made;
    struct voiding_options voiding = {
        .store = stage->tablet->store, .signoff = id, .person = stage_id(30), .reason = "签错了人"};

    stage_office(stage, "person", 30, "\"name\":\"王工\",\"role\":\"foreman\"");
    assert_int_equal(voiding_make(&voiding, &made, &stage->tablet->error), ERR_DENIED);
    assert_int_equal(stage_standing(stage, &id), SIGNOFF_COUNTS);
    stage_office(stage, "person", 31, "\"name\":\"陈国强\",\"role\":\"inspector\"");
    voiding.person = stage_id(31);
    assert_ok(stage->tablet, voiding_make(&voiding, &made, &stage->tablet->error));
    assert_int_equal(stage_standing(stage, &id), SIGNOFF_VOIDED);
}

static void an_inspection_is_judged_like_a_node_before_it_is_signed(void **state)
{
    struct stage *stage = *state;
    struct signing_options options = stage_signing(stage, "customer", "paper", "qualified");
    struct uuid inspection
        = stage_write(stage, "inspection", NULL, "\"catalogue\":\"t1\",\"code\":\"wet_check\"");
    struct signing_result made;
    char fields[200];

    options.question.of = inspection;
    assert_int_equal(signing_make(&options, &made, &stage->tablet->error), ERR_PRECONDITION);
    assert_non_null(strstr(stage->tablet->error.detail, "绝缘电阻"));
    snprintf(fields, sizeof(fields), "%s,\"item\":\"insulation\",\"result\":\"pass\"",
             stage_ref("attempt", &inspection));
    stage_write(stage, "item_result", NULL, fields);
    made = stage_sign(stage, &options);
    assert_int_equal(stage_standing(stage, &made.id), SIGNOFF_COUNTS);
}

// It is signed all the same: never refused for timing. But who signs on gets to know.
static void a_clock_that_was_set_back_is_told(void **state)
{
    struct stage *stage = *state;
    struct signing_options options = stage_signing(stage, "customer", "book", "satisfied");
    char time[24];

    assert_false(stage_sign(stage, &options).clock_behind);
    snprintf(time, sizeof(time), "%lld", (long long)stage->tablet->wall_ms + 300000);
    assert_ok(stage->tablet, setting_write(stage->tablet->store, "last_contact_ms", span_of(time),
                                           &stage->tablet->error));
    assert_false(stage_sign(stage, &options).clock_behind); // a clock that the office set right
    snprintf(time, sizeof(time), "%lld", (long long)stage->tablet->wall_ms + 3600000);
    assert_ok(stage->tablet, setting_write(stage->tablet->store, "last_contact_ms", span_of(time),
                                           &stage->tablet->error));
    assert_true(stage_sign(stage, &options).clock_behind);
}

static void the_short_code_is_the_beginning_of_the_sealed_digest(void **state)
{
    struct digest digest = {{0x3f, 0x2a, 0x91, 0xc4, 0x55}};
    char code[SIGNOFF_CODE];

    (void)state;
    signoff_code(&digest, code);
    assert_string_equal(code, "3f2a-91c4");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAGE(a_clock_that_was_set_back_is_told),
        STAGE(d6_3_the_copy_verifies_with_the_authority_alone),
        STAGE(d6_3_a_refusal_has_its_copy_too),
        STAGE(d6_5_two_sign_the_same_content_on_two_tablets_both_offline),
        STAGE(a_copy_is_refused_when_a_paper_is_missing_or_rotten),
        STAGE(d9_2_the_customers_yes_confirms_a_change_that_was_carried_out),
        STAGE(d12_1_a_change_keeps_who_when_before_and_after_and_the_sealed_page),
        STAGE(d6_1_a_conflict_elsewhere_on_the_page_is_refused_too),
        STAGE(d6_4_a_foreman_does_not_void),
        STAGE(an_inspection_is_judged_like_a_node_before_it_is_signed),
        cmocka_unit_test(the_short_code_is_the_beginning_of_the_sealed_digest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
