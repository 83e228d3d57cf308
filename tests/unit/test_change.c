// SPDX-License-Identifier: Apache-2.0
// Change orders and deliveries (domain.md D9).
#include "agent/capture/change.h"
#include "agent/capture/goods.h"
#include "tests/unit/day_fixture.h"

static struct uuid issue(struct site_day *day, bool promise)
{
    struct deed_fields fields = day_fields(day, "change_order", "category=customer_request",
                                           "description=加插座", "asked_by=张三", "due=2026-12-01",
                                           promise ? "touches_promise=true" : NULL, NULL);

    day->options.person = day_person(DESIGNER);
    DAY_OK(day, change_add(&day->options, &fields, DAY_ARGUMENTS(day)));
    return day->report.id;
}

static enum err step(struct site_day *day, const struct uuid *id, const char *move,
                     const char *note)
{
    struct change_step given = {.id = *id, .move = move};

    if (note)
        given.fields = day_fields(day, "move", note, NULL);
    return change_move(&day->options, &given, DAY_ARGUMENTS(day));
}

static void d9_1_a_change_tells_kind_what_who_and_when(void **state)
{
    static const char *const parts[]
        = {"category=design_error", "description=加插座", "asked_by=张三", "due=2026-12-01"};
    struct site_day *day = *state;
    struct deed_fields fields;

    day->options.person = day_person(DESIGNER);
    for (size_t i = 0; i < 4; i++) {
        const char *left[3];

        for (size_t k = 0, at = 0; k < 4; k++)
            if (k != i)
                left[at++] = parts[k];
        fields = day_fields(day, "change_order", left[0], left[1], left[2], NULL);
        DAY_REFUSED(day, ERR_INVALID, "please tell",
                    change_add(&day->options, &fields, DAY_ARGUMENTS(day)));
    }
    fields = day_fields(day, "change_order", parts[0], parts[1], parts[2], parts[3], NULL);
    DAY_OK(day, change_add(&day->options, &fields, DAY_ARGUMENTS(day)));
    day_assert(day, &day->report.id, "state", "\"issued\"");
    day_assert(day, &day->report.id, "issued_at", "1790000000000");
}

static void d9_1_a_touched_promise_needs_approval_and_a_dated_notice_first(void **state)
{
    struct site_day *day = *state;
    struct uuid id = issue(day, true);
    struct change_promise promise = {.id = id, .approved_by = day_person(FOREMAN)};

    DAY_REFUSED(day, ERR_PRECONDITION, "approve", step(day, &id, "carry_out", NULL));
    DAY_OK(day, step(day, &id, "approve", NULL));
    day_assert_person(day, &id, "approved_by", DESIGNER);
    DAY_REFUSED(day, ERR_PRECONDITION, "customer department", step(day, &id, "carry_out", NULL));
    DAY_REFUSED(day, ERR_INVALID, "王铁军",
                change_settle_promise(&day->options, &promise, DAY_ARGUMENTS(day)));
    promise.approved_by = day_person(OFFICER);
    DAY_OK(day, change_settle_promise(&day->options, &promise, DAY_ARGUMENTS(day)));
    DAY_REFUSED(day, ERR_PRECONDITION, "notice", step(day, &id, "carry_out", NULL));
    promise = (struct change_promise){.id = id, .noticed_ms = TABLET_START_MS + DAY_MS};
    DAY_REFUSED(day, ERR_INVALID, "future",
                change_settle_promise(&day->options, &promise, DAY_ARGUMENTS(day)));
    promise.noticed_ms = TABLET_START_MS + 30000; // "now" of a page whose clock is a little ahead
    DAY_OK(day, change_settle_promise(&day->options, &promise, DAY_ARGUMENTS(day)));
    promise.noticed_ms = TABLET_START_MS - DAY_MS;
    DAY_OK(day, change_settle_promise(&day->options, &promise, DAY_ARGUMENTS(day)));
    DAY_OK(day, step(day, &id, "carry_out", NULL));
    day_assert(day, &id, "state", "\"carried_out\"");
}

static void d9_1_another_change_needs_only_its_approval(void **state)
{
    struct site_day *day = *state;
    struct uuid id = issue(day, false);
    struct change_step approve = {.id = id, .move = "approve", .approved_by = day_person(MANAGER)};
    struct change_promise promise = {.id = id, .noticed_ms = TABLET_START_MS};

    DAY_OK(day, change_settle_promise(&day->options, &promise, DAY_ARGUMENTS(day)));
    assert_true(day_said(day, "not marked"));
    DAY_OK(day, change_move(&day->options, &approve, DAY_ARGUMENTS(day)));
    day_assert_person(day, &id, "approved_by", MANAGER);
    DAY_OK(day, step(day, &id, "carry_out", NULL));
}

static void d9_2_only_the_customers_signature_confirms_it(void **state)
{
    struct site_day *day = *state;
    struct uuid id = issue(day, false);

    DAY_OK(day, step(day, &id, "approve", NULL));
    DAY_OK(day, step(day, &id, "carry_out", NULL));
    DAY_REFUSED(day, ERR_PRECONDITION, "plumb sign", step(day, &id, "confirm", NULL));
}

static void d9_2_a_change_is_cancelled_with_a_reason(void **state)
{
    struct site_day *day = *state;
    struct uuid id = issue(day, false), nobody = tablet_uuid(1);

    DAY_REFUSED(day, ERR_INVALID, "--note", step(day, &id, "cancel", NULL));
    DAY_OK(day, step(day, &id, "cancel", "note=客户不要了"));
    day_assert(day, &id, "state", "\"cancelled\"");
    DAY_REFUSED(day, ERR_PRECONDITION, "cancelled", step(day, &id, "approve", NULL));
    DAY_REFUSED(day, ERR_NOT_FOUND, "change order", step(day, &nobody, "approve", NULL));
}

static struct uuid ordered(struct site_day *day)
{
    struct deed_fields fields = day_fields(day, "delivery", "product=瓷砖", NULL);

    DAY_OK(day, goods_order(&day->options, &fields, DAY_ARGUMENTS(day)));
    return day->report.id;
}

static void d9_3_goods_are_ordered_arrive_and_are_accepted(void **state)
{
    struct site_day *day = *state;
    struct deed_fields fields = day_fields(day, "delivery", "supplier=某厂", NULL);
    struct goods_step step = {.move = "accept"};

    DAY_REFUSED(day, ERR_INVALID, "--product",
                goods_order(&day->options, &fields, DAY_ARGUMENTS(day)));
    step.id = ordered(day);
    DAY_REFUSED(day, ERR_PRECONDITION, "arrive",
                goods_move(&day->options, &step, DAY_ARGUMENTS(day)));
    step.move = "arrive";
    step.at_ms = INT64_C(1795311000000);
    day_photo(day, span_of("\xff\xd8\xff tiles"));
    DAY_OK(day, goods_move(&day->options, &step, DAY_ARGUMENTS(day)));
    assert_false(day_said(day, "photo"));
    day_assert(day, &step.id, "arrived_on", "\"2026-11-22\"");
    step.move = "accept";
    DAY_OK(day, goods_move(&day->options, &step, DAY_ARGUMENTS(day)));
    day_assert(day, &step.id, "state", "\"accepted\"");
    day_assert(day, &step.id, "checked", "\"pass\"");
}

static void d9_3_what_is_refused_has_a_reason_and_should_have_a_photo(void **state)
{
    struct site_day *day = *state;
    struct goods_step step = {.id = ordered(day), .move = "arrive"};

    step.fields = day_fields(day, "delivery", "arrived_on=2026-11-20", NULL);
    DAY_OK(day, goods_move(&day->options, &step, DAY_ARGUMENTS(day)));
    assert_true(day_said(day, "photo"));
    day_assert(day, &step.id, "arrived_on", "\"2026-11-20\"");
    step.move = "refuse";
    step.fields.count = 0;
    DAY_REFUSED(day, ERR_INVALID, "--reason", goods_move(&day->options, &step, DAY_ARGUMENTS(day)));
    step.fields = day_fields(day, "delivery", "refused_reason=色差", NULL);
    DAY_OK(day, goods_move(&day->options, &step, DAY_ARGUMENTS(day)));
    day_assert(day, &step.id, "state", "\"refused\"");
    day_assert(day, &step.id, "checked", "\"fail\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DAY(d9_1_a_change_tells_kind_what_who_and_when),
        DAY(d9_1_a_touched_promise_needs_approval_and_a_dated_notice_first),
        DAY(d9_1_another_change_needs_only_its_approval),
        DAY(d9_2_only_the_customers_signature_confirms_it),
        DAY(d9_2_a_change_is_cancelled_with_a_reason),
        DAY(d9_3_goods_are_ordered_arrive_and_are_accepted),
        DAY(d9_3_what_is_refused_has_a_reason_and_should_have_a_photo),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
