// SPDX-License-Identifier: Apache-2.0
#include "shared/data/field_text.h"
#include "tests/unit/tablet_fixture.h"

// Saves one record of `kind` with fields as a person types them ("name=value …", NULL-terminated).
static enum err save(struct tablet *tablet, const char *kind, const char *const *texts,
                     struct capture_result *out)
{
    struct field fields[8];
    struct draft draft = {.kind = span_of(kind), .site = tablet->site, .fields = fields};
    struct arena arena;
    enum err code = ERR_OK;

    arena_init(&arena, 1 << 20);
    for (; !code && texts[draft.field_count]; draft.field_count++)
        code = field_text_read(draft.kind, span_of(texts[draft.field_count]), &arena,
                               &fields[draft.field_count], &tablet->error);
    if (!code)
        code = tablet_try(tablet, &draft, out);
    arena_clear(&arena);
    return code;
}

static void two_tablets_name_a_keyed_record_alike(void **state)
{
    struct tablet *tablet = *state, *other = tablet_create();
    const char *const fields[] = {"code=water_electric", NULL};
    struct capture_result here, there, again;

    other->seed = 99;
    tablet_open(other);
    assert_ok(tablet, save(tablet, "node", fields, &here));
    assert_ok(other, save(other, "node", fields, &there));
    assert_true(uuid_equal(&here.id, &there.id));
    assert_int_equal(here.id.bytes[6] >> 4, 8);
    assert_int_not_equal(here.dot.actor, there.dot.actor);
    assert_ok(tablet, save(tablet, "node", fields, &again)); // an edit of the same one
    assert_true(uuid_equal(&here.id, &again.id));
    tablet->site = tablet_uuid(5);
    assert_ok(tablet, save(tablet, "node", fields, &again));
    assert_false(uuid_equal(&here.id, &again.id));
    tablet_destroy(other);
    tablet_check(tablet);
}

// D2.2, D4.3, D4.4, D4.5: what exists once is one record, whoever makes it.
static void every_keyed_kind_of_the_field_is_made_from_its_fields(void **state)
{
    static const struct {
        const char *kind;
        const char *const fields[6];
    } cases[] = {
        {"contact", {"stage=design", "name=Li", NULL}},
        {"weekly_report", {"week=2026-W47", "customer_opinions=无", NULL}},
        {"simulated_round", {"round=3", "result=pass", NULL}},
        {"measured_value",
         {"of=018f0000-0000-7000-8000-000000000003", "item=wall", "point=1", "value=-0.5", NULL}},
        {"rectification",
         {"of=018f0000-0000-7000-8000-000000000003", "severity=major", "crew=泥工一班", NULL}},
        {"complaint",
         {"of=018f0000-0000-7000-8000-000000000003", "words=墙不平", "received_at=5", NULL}},
    };
    struct tablet *tablet = *state;
    struct capture_result result, again;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_ok(tablet, save(tablet, cases[i].kind, cases[i].fields, &result));
        assert_ok(tablet, save(tablet, cases[i].kind, cases[i].fields, &again));
        assert_true(uuid_equal(&result.id, &again.id));
        assert_int_equal(result.id.bytes[6] >> 4, 8);
    }
    tablet_check(tablet);
}

static void a_key_without_its_fields_is_refused(void **state)
{
    struct tablet *tablet = *state;
    const char *const fields[] = {"started_at=5", NULL};
    struct capture_result result;

    assert_int_equal(save(tablet, "node", fields, &result), ERR_INVALID);
    assert_non_null(strstr(tablet->error.detail, "code"));
}

static void what_the_table_refuses_leaves_nothing(void **state)
{
    static const struct {
        const char *kind, *field;
        enum err code;
    } cases[] = {
        {"site", "address=x", ERR_DENIED},
        {"person", "name=x", ERR_DENIED},
        {"note", "of=nobody", ERR_INVALID},
        {"photo", "name=x", ERR_INVALID}, // without what it needs
        {"presence", "deleted=true", ERR_INVALID},
        {"Not a kind", "a=b", ERR_INVALID},
    };
    struct tablet *tablet = *state;
    struct capture_result result;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *const fields[] = {cases[i].field, NULL};

        assert_int_equal(save(tablet, cases[i].kind, fields, &result), cases[i].code);
    }
    assert_int_equal(tablet_figures(tablet).entries, 0);
    tablet_check(tablet);
}

static void limits_of_a_write_hold(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result result;
    struct field fields[260];
    struct draft draft = tablet_note(tablet, fields, "\"a\"");
    char names[260][8], *value = malloc(300000);

    draft.kind = span_of("survey");
    draft.field_count = 0;
    assert_int_equal(tablet_try(tablet, &draft, &result), ERR_INVALID); // sets nothing
    for (int i = 0; i < 260; i++) {
        snprintf(names[i], sizeof(names[i]), "f%d", i % 1000);
        fields[i] = (struct field){span_of(names[i]), span_of("1")};
    }
    draft.field_count = 260;
    assert_int_equal(tablet_try(tablet, &draft, &result), ERR_INVALID);
    memset(value, 'v', 299999);
    value[299999] = '\0';
    value[0] = value[299998] = '"';
    fields[0].value = span_of(value);
    draft.field_count = 1;
    assert_int_equal(tablet_try(tablet, &draft, &result), ERR_TOO_LARGE);
    free(value);
    fields[1].name = fields[0].name;
    draft.field_count = 2;
    assert_int_equal(tablet_try(tablet, &draft, &result), ERR_INVALID); // one name twice
    tablet->person = uuid_nil;
    draft.field_count = 1;
    fields[0].value = span_of("1");
    assert_int_equal(tablet_try(tablet, &draft, &result), ERR_INVALID); // nobody
    assert_int_equal(tablet_figures(tablet).entries, 0);
}

static void fields_may_come_in_any_order(void **state)
{
    struct tablet *tablet = *state;
    const char *const fields[] = {"zeta=1", "alpha=2", "middle=3", NULL};
    struct capture_result result;
    char *text;

    assert_ok(tablet, save(tablet, "survey", fields, &result));
    text = tablet_state(tablet, &result.id);
    assert_non_null(
        strstr(text, "{\"alpha\":\"2\",\"deleted\":false,\"middle\":\"3\",\"zeta\":\"1\"}"));
    free(text);
}

static void an_edit_need_not_name_the_site_but_a_new_record_must(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result note = tablet_write(tablet, NULL, "\"a\""), result;
    struct field field;
    struct draft draft = tablet_note(tablet, &field, "\"b\"");

    draft.site = uuid_nil;
    assert_int_equal(tablet_try(tablet, &draft, &result), ERR_INVALID);
    draft.id = note.id;
    assert_ok(tablet, tablet_try(tablet, &draft, &result));
    assert_int_equal(result.dot.counter, 2);
    draft.site = tablet_uuid(5); // fixed for ever
    assert_int_equal(tablet_try(tablet, &draft, &result), ERR_INVALID);
    draft.site = tablet->site;
    draft.kind = span_of("survey");
    assert_int_equal(tablet_try(tablet, &draft, &result), ERR_INVALID);
    tablet_check(tablet);
}

static void what_is_written_once_stays_as_it_is(void **state)
{
    struct tablet *tablet = *state;
    char person[64], id[UUID_TEXT];
    const char *const fields[] = {person, "at=1790000000000", NULL};
    struct capture_result result;
    struct field field = {span_of("at"), span_of("5")};
    struct draft draft
        = {.kind = span_of("presence"), .site = tablet->site, .fields = &field, .field_count = 1};

    uuid_format(&tablet->person, id);
    snprintf(person, sizeof(person), "person=%s", id);
    assert_ok(tablet, save(tablet, "presence", fields, &result));
    draft.id = result.id;
    assert_int_equal(tablet_try(tablet, &draft, &result), ERR_INVALID);
    assert_int_equal(tablet_figures(tablet).entries, 1);
}

// The person's record, as the office would send it.
static void receive_person(struct tablet *tablet, const char *counter, const char *role)
{
    static const uint8_t mac[MAC_BYTES] = {1};
    char id[UUID_TEXT], state[600];

    uuid_format(&tablet->person, id);
    snprintf(
        state, sizeof(state),
        "{\"id\":\"%s\",\"kind\":\"person\",\"site\":"
        "\"00000000-0000-0000-0000-000000000000\",\"vector\":{\"00000000000000aa\":\"%s\"},"
        "\"writes\":[{\"actor\":\"00000000000000aa\",\"counter\":\"%s\",\"fields\":{"
        "\"deleted\":false,\"name\":\"W\",\"role\":%s},\"person\":\"%s\",\"time\":\"65536\"}]}",
        id, counter, counter, role, id);
    assert_ok(tablet, replica_merge(tablet->store, span_of(state), mac, &tablet->error));
    assert_int_equal(tablet->alarms, 0);
}

// D1.1, D1.2, D1.10
static void what_the_role_does_not_write_is_refused(void **state)
{
    struct tablet *tablet = *state;
    const char *const patrol[] = {"started_at=5", NULL}, *const note[] = {"text=x", NULL};
    struct capture_result result;

    assert_ok(tablet, save(tablet, "patrol", patrol, &result)); // who it is, nobody knows yet
    receive_person(tablet, "1", "\"inspector\"");
    assert_ok(tablet, save(tablet, "patrol", patrol, &result));
    receive_person(tablet, "2", "\"designer\"");
    assert_int_equal(save(tablet, "patrol", patrol, &result), ERR_DENIED);
    assert_string_equal(tablet->error.detail,
                        "设计师不能填写“巡检” · role designer may not write patrol");
    assert_ok(tablet, save(tablet, "note", note, &result));
    // Of several at once each is asked for, and nothing of them is saved.
    {
        struct field text = {span_of("text"), span_of("\"x\"")},
                     at = {span_of("started_at"), span_of("5")};
        struct draft drafts[3];
        struct capture_result results[3];
        struct capture_options options = {.drafts = drafts, .count = 3, .person = tablet->person};

        drafts[0] = drafts[1] = drafts[2] = tablet_note(tablet, &text, "\"x\"");
        drafts[2].kind = span_of("patrol");
        drafts[2].fields = &at;
        assert_int_equal(capture_commit(tablet->store, &options, results, &tablet->error),
                         ERR_DENIED);
        assert_non_null(strstr(tablet->error.detail, "edit 3"));
    }
    receive_person(tablet, "3", "\"auditor\"");
    assert_int_equal(save(tablet, "note", note, &result), ERR_DENIED);
    receive_person(tablet, "4", "null");
    assert_ok(tablet, save(tablet, "patrol", patrol, &result));
    assert_int_equal(tablet_figures(tablet).entries, 4);
    tablet_check(tablet);
}

static void a_group_is_adjacent_numbered_and_all_or_nothing(void **state)
{
    struct tablet *tablet = *state;
    struct field good = {span_of("text"), span_of("\"a\"")}, bad = {span_of("text"), span_of("1")};
    struct draft drafts[3];
    struct capture_result results[3];
    struct capture_options options
        = {.drafts = drafts, .count = 3, .grouped = true, .person = tablet->person};
    struct journal_batch batch;

    for (int i = 0; i < 3; i++)
        drafts[i] = (struct draft){
            .kind = span_of("note"), .site = tablet->site, .fields = &good, .field_count = 1};
    drafts[2].fields = &bad;
    assert_int_equal(capture_commit(tablet->store, &options, results, &tablet->error), ERR_INVALID);
    assert_non_null(strstr(tablet->error.detail, "edit 3"));
    assert_int_equal(tablet_figures(tablet).entries, 0);
    drafts[2].fields = &good;
    assert_ok(tablet, capture_commit(tablet->store, &options, results, &tablet->error));
    journal_batch_init(&batch);
    assert_ok(tablet, journal_batch_next(tablet->store, 10, 1 << 20, &batch, &tablet->error));
    assert_int_equal(batch.count, 3);
    assert_non_null(strstr(batch.lines.data, "\"index\":1,\"size\":3}"));
    assert_non_null(strstr(batch.lines.data, "\"index\":3,\"size\":3}"));
    journal_batch_clear(&batch);
    options.count = GROUP_MAX + 1;
    assert_int_equal(capture_commit(tablet->store, &options, results, &tablet->error), ERR_INVALID);
    options.count = 0;
    assert_int_equal(capture_commit(tablet->store, &options, results, &tablet->error), ERR_INVALID);
}

static void several_edits_of_one_record_in_one_commit_build_on_each_other(void **state)
{
    struct tablet *tablet = *state;
    struct field fields[2]
        = {{span_of("text"), span_of("\"a\"")}, {span_of("text"), span_of("\"b\"")}};
    struct draft drafts[2];
    struct capture_result results[2];
    struct capture_options options = {.drafts = drafts, .count = 2, .person = tablet->person};
    char *text;

    for (int i = 0; i < 2; i++)
        drafts[i] = (struct draft){.kind = span_of("note"),
                                   .site = tablet->site,
                                   .id = tablet_uuid(77),
                                   .fields = &fields[i],
                                   .field_count = 1};
    assert_ok(tablet, capture_commit(tablet->store, &options, results, &tablet->error));
    text = tablet_state(tablet, &results[0].id);
    assert_null(strstr(text, "\"a\""));
    assert_non_null(strstr(text, "\"b\""));
    free(text);
    tablet_check(tablet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(two_tablets_name_a_keyed_record_alike),
        TEST(every_keyed_kind_of_the_field_is_made_from_its_fields),
        TEST(a_key_without_its_fields_is_refused),
        TEST(what_the_table_refuses_leaves_nothing),
        TEST(limits_of_a_write_hold),
        TEST(fields_may_come_in_any_order),
        TEST(an_edit_need_not_name_the_site_but_a_new_record_must),
        TEST(what_is_written_once_stays_as_it_is),
        TEST(what_the_role_does_not_write_is_refused),
        TEST(a_group_is_adjacent_numbered_and_all_or_nothing),
        TEST(several_edits_of_one_record_in_one_commit_build_on_each_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
