// SPDX-License-Identifier: Apache-2.0
// Signing through the interface: the pages, the seal, the customer's mode, and what is done with a
// sign-off afterwards.
#include "agent/store/shelf.h"
#include "tests/unit/act_desk.h"
#include "tests/unit/strokes_sample.h"

#define REVIEW "/api/review?of=%s&form=%s"

// A measurement whose items are all answered: ready to be signed.
static struct uuid ready(struct desk *desk)
{
    struct uuid attempt = act_started(desk, "measurement");
    char items[20][60];
    size_t count = 0;

    ACT_OK(desk, desk_get(desk, "/api/checklists/%s", desk_id(&attempt)));
    for (const struct json *item = json_first(json_member(desk->json, "items")); item;
         item = json_next(item)) {
        const char *code = "";

        json_text(json_member(item, "code"), &code);
        snprintf(items[count++], sizeof(items[0]), "%s", code);
    }
    assert_true(count > 3 && count < 20);
    for (size_t i = 0; i < count; i++)
        ACT_OK(desk,
               desk_post(desk, "/api/items", "\"of\":\"%s\",\"item\":\"%s\",\"result\":\"pass\"",
                         desk_id(&attempt), items[i]));
    return attempt;
}

// The form of the node, and the digest of its page.
static void review(struct desk *desk, const struct uuid *of, char form[60], char shown[80])
{
    ACT_OK(desk, desk_get(desk, "/api/checklists/%s", desk_id(of)));
    snprintf(form, 60, "%s", desk_text(desk, "forms.0.code"));
    ACT_OK(desk, desk_get(desk, REVIEW, desk_id(of), form));
    snprintf(shown, 80, "%s", desk_text(desk, "content"));
}

static int sign(struct desk *desk, const struct uuid *of, const char *form, const char *members)
{
    struct buffer strokes;
    int status;

    strokes_sample(&strokes);
    status = desk_post(desk, "/api/sign", "\"of\":\"%s\",\"form\":\"%s\",\"strokes\":%s,%s",
                       desk_id(of), form, strokes.data, members);
    buffer_clear(&strokes);
    return status;
}

static const char *customer(const char *verdict, const char *shown, const char *more)
{
    static char members[500];

    snprintf(members, sizeof(members),
             "\"role\":\"customer\",\"name\":\"张三\",\"verdict\":\"%s\",\"shown\":\"%s\"%s%s",
             verdict, shown, more[0] ? "," : "", more);
    return members;
}

static void the_page_says_what_is_missing_and_where(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = act_started(desk, "measurement");
    char form[60], shown[80];

    review(desk, &attempt, form, shown);
    assert_false(desk_truth(desk, "ready"));
    assert_true(desk_count(desk, "lacks") > 3);
    assert_string_not_equal(desk_text(desk, "lacks.0.item"), "(none)");
    assert_true(desk_count(desk, "signers") > 0);
    assert_int_equal(desk_count(desk, "verdicts"), 4);
    assert_true(desk_count(desk, "phrases") > 0);
    assert_int_equal(desk_integer(desk, "promise_hours"), 24);
    assert_string_equal(desk_text(desk, "statement.content.form.code"), form);
    ACT_REFUSED(desk, ERR_PRECONDITION, "",
                sign(desk, &attempt, form, customer("satisfied", shown, "")));
    ACT_REFUSED(desk, ERR_NOT_FOUND, "not on this tablet",
                desk_get(desk, REVIEW, desk_id(&(struct uuid){{4}}), form));
    ACT_REFUSED(desk, ERR_NOT_FOUND, "", desk_get(desk, REVIEW, desk_id(&attempt), "napkin"));
}

static void d6_1_it_is_sealed_once_with_code_and_qr(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = ready(desk), id;
    char form[60], shown[80], *first;
    int64_t entries;

    review(desk, &attempt, form, shown);
    assert_true(desk_truth(desk, "ready"));
    ACT_OK(desk, sign(desk, &attempt, form,
                      customer("satisfied", shown,
                               "\"score\":5,\"latitude\":\"31.2\",\"longitude\":\"121.5\"")));
    id = desk_made(desk);
    assert_int_equal(strlen(desk_text(desk, "code")), 9);
    assert_true(strlen(desk_text(desk, "qr.path")) > 500);
    assert_true(desk_integer(desk, "qr.size") > 20);
    assert_false(desk_truth(desk, "clock_behind"));
    ACT_FIELD(desk, &id, "verdict", "\"satisfied\"");
    ACT_FIELD(desk, &id, "score", "5");
    first = strndup(desk->body.data, desk->body.len);
    entries = desk_entries(desk);
    act_same_tap(desk); // the answer was lost: the same slide again
    ACT_OK(desk, sign(desk, &attempt, form,
                      customer("satisfied", shown,
                               "\"score\":5,\"latitude\":\"31.2\",\"longitude\":\"121.5\"")));
    assert_string_equal(desk->body.data, first);
    assert_int_equal(desk_entries(desk), entries);
    free(first);
}

static void each_parameter_of_signing_is_judged(void **state)
{
    static const struct {
        const char *from, *to, *named;
    } wrong[] = {
        {"\"role\":\"customer\"", "\"role\":\"burglar\"", "burglar"},
        {"\"role\":\"customer\"", "\"role\":\"\"", "role"},
        {"张三", " ", "name"},
        {"\"satisfied\"", "\"happy\"", "verdict"},
        {"\"satisfied\"", "\"qualified\"", "satisfied"},
        {"\"satisfied\"", "\"not_satisfied\"", "原因"},
        {"\"satisfied\"", "\"satisfied\",\"score\":6", "score"},
        {"\"satisfied\"", "\"satisfied\",\"latitude\":\"31\"", "latitude"},
        {"\"shown\":\"", "\"shown\":\"z", "shown"},
    };
    struct desk *desk = *state;
    struct uuid attempt = ready(desk);
    char form[60], shown[80], members[700];

    review(desk, &attempt, form, shown);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        const char *good = customer("satisfied", shown, "");
        const char *at = strstr(good, wrong[i].from);
        int64_t entries = desk_entries(desk);
        int status;

        snprintf(members, sizeof(members), "%.*s%s%s", (int)(at - good), good, wrong[i].to,
                 at + strlen(wrong[i].from));
        status = sign(desk, &attempt, form, members);
        if (status < 400 || status >= 500 || !strstr(desk->body.data, wrong[i].named))
            fail_msg("%s: %d %.600s", wrong[i].to, status, desk->body.data);
        assert_int_equal(desk_entries(desk), entries);
    }
    ACT_REFUSED(desk, ERR_PARSE, "handwriting",
                desk_post(desk, "/api/sign", "\"of\":\"%s\",\"form\":\"%s\",\"strokes\":[1,2],%s",
                          desk_id(&attempt), form, customer("satisfied", shown, "")));
    ACT_REFUSED(desk, ERR_INVALID, "手写",
                desk_post(desk, "/api/sign", "\"of\":\"%s\",\"form\":\"%s\",%s", desk_id(&attempt),
                          form, customer("satisfied", shown, "")));
}

static void what_changed_since_it_was_shown_is_not_signed(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = ready(desk);
    char form[60], shown[80], item[60];

    review(desk, &attempt, form, shown);
    ACT_OK(desk, desk_get(desk, "/api/checklists/%s", desk_id(&attempt)));
    snprintf(item, sizeof(item), "%s", desk_text(desk, "items.0.code"));
    ACT_OK(desk, desk_post(desk, "/api/items", "\"of\":\"%s\",\"item\":\"%s\",\"note\":\"补记\"",
                           desk_id(&attempt), item));
    ACT_REFUSED(desk, ERR_STALE, "look again",
                sign(desk, &attempt, form, customer("satisfied", shown, "")));
    review(desk, &attempt, form, shown);
    ACT_OK(desk, sign(desk, &attempt, form, customer("satisfied", shown, "")));
}

static void d6_6_who_is_not_satisfied_hears_until_when(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = ready(desk), complaint;
    char form[60], shown[80];

    review(desk, &attempt, form, shown);
    ACT_OK(desk,
           sign(desk, &attempt, form, customer("not_satisfied", shown, "\"reason\":\"量错了\"")));
    assert_true(uuid_parse(span_of(desk_text(desk, "complaint")), &complaint));
    assert_int_equal(desk_integer(desk, "promise_ms"), DESK_START_MS + DESK_DAY_MS);
    ACT_FIELD(desk, &complaint, "words", "\"量错了\"");
}

static void who_is_absent_is_recorded_without_a_hand(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = ready(desk), id;
    char form[60], shown[80];

    review(desk, &attempt, form, shown);
    ACT_OK(desk, desk_post(desk, "/api/sign", "\"of\":\"%s\",\"form\":\"%s\",%s", desk_id(&attempt),
                           form, customer("absent", shown, "\"reason\":\"约定时间未到场\"")));
    id = desk_made(desk);
    ACT_FIELD(desk, &id, "handwriting", "");
}

static void the_customer_signs_what_was_handed_over_and_nothing_else(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = ready(desk), other, id;
    char form[60], shown[80], designer[300];

    other = act_started(desk, "design");
    review(desk, &attempt, form, shown);
    ACT_OK(desk, desk_post(desk, "/api/customer", "\"of\":\"%s\",\"form\":\"%s\"",
                           desk_id(&attempt), form));
    ACT_OK(desk, desk_get(desk, REVIEW, desk_id(&attempt), form));
    ACT_REFUSED(desk, ERR_DENIED, "handed", desk_get(desk, REVIEW, desk_id(&other), form));
    ACT_REFUSED(desk, ERR_DENIED, "handed", desk_get(desk, REVIEW, desk_id(&attempt), "napkin"));
    ACT_REFUSED(desk, ERR_DENIED, "handed", desk_get(desk, "/api/review?of=%s", desk_id(&attempt)));
    snprintf(designer, sizeof(designer),
             "\"role\":\"designer\",\"name\":\"吴佳怡\",\"verdict\":\"satisfied\",\"shown\":\"%s\"",
             shown);
    ACT_REFUSED(desk, ERR_DENIED, "PIN", sign(desk, &attempt, form, designer));
    ACT_REFUSED(desk, ERR_DENIED, "customer",
                desk_post(desk, "/api/items", "\"of\":\"%s\",\"item\":\"x\",\"result\":\"pass\"",
                          desk_id(&attempt)));
    ACT_REFUSED(desk, ERR_DENIED, "customer", desk_get(desk, "/api/today"));
    ACT_OK(desk, sign(desk, &attempt, form, customer("satisfied", shown, "")));
    id = desk_made(desk);
    ACT_REFUSED(desk, ERR_DENIED, "customer", desk_get(desk, "/api/signoffs/%s", desk_id(&id)));
    desk_enter(desk, INSPECTOR);
    ACT_OK(desk, desk_get(desk, "/api/signoffs/%s", desk_id(&id)));
}

static void a_sign_off_is_shown_handed_out_verified_and_voided(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = ready(desk), id;
    char form[60], shown[80], path[100];

    review(desk, &attempt, form, shown);
    ACT_OK(desk, sign(desk, &attempt, form, customer("satisfied", shown, "")));
    id = desk_made(desk);
    ACT_OK(desk, desk_get(desk, "/api/signoffs/%s", desk_id(&id)));
    assert_string_equal(desk_text(desk, "state"), "counts");
    assert_string_equal(desk_text(desk, "statement.content.form.code"), form);
    assert_string_equal(desk_text(desk, "strokes.format"), STROKES_FORMAT);
    assert_int_equal(desk_count(desk, "changes"), 0);
    assert_true(strlen(desk_text(desk, "qr.path")) > 500);
    ACT_OK(desk, desk_get(desk, "/api/signoffs/%s/file", desk_id(&id)));
    assert_string_equal(desk->type, "application/octet-stream");
    assert_non_null(memmem(desk->body.data, desk->body.len, shown, 64));
    snprintf(path, sizeof(path), "/api/signoffs/%s/void", desk_id(&id));
    ACT_REFUSED(desk, ERR_INVALID, "reason", desk_post(desk, path, "\"reason\":\" \""));
    ACT_OK(desk, desk_post(desk, path, "\"reason\":\"签错表单\""));
    act_same_tap(desk);
    ACT_OK(desk, desk_post(desk, path, "\"reason\":\"签错表单\"")); // the same tap
    ACT_REFUSED(desk, ERR_EXISTS, "voided already",
                desk_post(desk, path, "\"reason\":\"签错表单\""));
    ACT_OK(desk, desk_get(desk, "/api/signoffs/%s", desk_id(&id)));
    assert_string_equal(desk_text(desk, "state"), "voided");
    ACT_REFUSED(desk, ERR_NOT_FOUND, "", desk_get(desk, "/api/signoffs/%s", desk_id(&attempt)));
    ACT_REFUSED(desk, ERR_NOT_FOUND, "",
                desk_get(desk, "/api/signoffs/%s/file", desk_id(&attempt)));
}

static void d6_2_a_change_after_signing_is_shown(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = ready(desk), id;
    char form[60], shown[80], item[60];

    review(desk, &attempt, form, shown);
    ACT_OK(desk, sign(desk, &attempt, form, customer("satisfied", shown, "")));
    id = desk_made(desk);
    ACT_OK(desk, desk_get(desk, "/api/checklists/%s", desk_id(&attempt)));
    snprintf(item, sizeof(item), "%s", desk_text(desk, "items.0.code"));
    desk->wall_ms += 1000;
    ACT_OK(desk, desk_post(desk, "/api/items", "\"of\":\"%s\",\"item\":\"%s\",\"result\":\"na\"",
                           desk_id(&attempt), item));
    assert_non_null(strstr(desk->body.data, "签后变更")); // the person is told at once
    ACT_OK(desk, desk_get(desk, "/api/signoffs/%s", desk_id(&id)));
    assert_string_equal(desk_text(desk, "state"), "changed");
    assert_true(desk_count(desk, "changes") > 0);
}

static void a_clock_that_was_set_back_is_told_and_does_not_hinder(void **state)
{
    struct desk *desk = *state;
    struct uuid attempt = ready(desk);
    char form[60], shown[80], contact[30];

    snprintf(contact, sizeof(contact), "%lld", (long long)(DESK_START_MS + DESK_DAY_MS));
    DESK_OK(desk,
            setting_write(desk->tablet.store, "last_contact_ms", span_of(contact), &desk->error));
    review(desk, &attempt, form, shown);
    ACT_OK(desk, sign(desk, &attempt, form, customer("satisfied", shown, "")));
    assert_true(desk_truth(desk, "clock_behind"));
}

// A file on the tablet's shelf, as another tablet's sync brings it.
static struct digest shelved(struct desk *desk, const char *bytes)
{
    struct shelf_draft *draft = NULL;
    struct digest digest;
    uint64_t size;

    DESK_OK(desk, shelf_begin(&desk->tablet.disk, &desk->tablet.random, &draft, &desk->error));
    DESK_OK(desk, shelf_add(draft, bytes, strlen(bytes), &desk->error));
    DESK_OK(desk, shelf_seal(draft, &digest, &size, &desk->error));
    DESK_OK(desk, shelf_place(draft, &desk->error));
    shelf_free(draft);
    return digest;
}

static void what_another_tablet_calls_a_page_says_nothing_for_the_interface(void **state)
{
    static const char *const papers[] = {
        "null,\"standing\":\"injected\"",
        "{\"a\":1},\"standing\":\"injected\"",
        "{\"standing\":\"injected\"",
        "\xff\xd8\xff injected",
        "\"injected",
    };
    struct desk *desk = *state;

    for (size_t i = 0; i < sizeof(papers) / sizeof(papers[0]); i++) {
        struct digest digest = shelved(desk, papers[i]);
        struct uuid id = desk_uuid(0x5100 + i);
        char hex[HASH_TEXT], fields[400];

        digest_format(&digest, hex);
        snprintf(fields, sizeof(fields),
                 "\"role\":\"customer\",\"name\":\"x\",\"statement\":\"%s\",\"handwriting\":\"%s\"",
                 hex, hex);
        desk_office(desk, "signoff", &id, fields);
        DESK_STATUS(desk, 200, desk_get(desk, "/api/signoffs/%s", desk_id(&id)));
        assert_non_null(desk->json);
        assert_null(strstr(desk->body.data, "injected"));
        assert_true(json_is_null(json_member(desk->json, "statement")));
        assert_true(json_is_null(json_member(desk->json, "strokes")));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK(what_another_tablet_calls_a_page_says_nothing_for_the_interface),
        DESK(the_page_says_what_is_missing_and_where),
        DESK(d6_1_it_is_sealed_once_with_code_and_qr),
        DESK(each_parameter_of_signing_is_judged),
        DESK(what_changed_since_it_was_shown_is_not_signed),
        DESK(d6_6_who_is_not_satisfied_hears_until_when),
        DESK(who_is_absent_is_recorded_without_a_hand),
        DESK(the_customer_signs_what_was_handed_over_and_nothing_else),
        DESK(a_sign_off_is_shown_handed_out_verified_and_voided),
        DESK(d6_2_a_change_after_signing_is_shown),
        DESK(a_clock_that_was_set_back_is_told_and_does_not_hinder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
