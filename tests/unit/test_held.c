// SPDX-License-Identifier: Apache-2.0
#include "server/storage/held.h"

#include "server/storage/alarm.h"
#include "tests/unit/storage_fixture.h"

static struct held_row sample(uint64_t counter, uint64_t record, uint64_t device)
{
    return (struct held_row){
        .dot = {0xfedcba9876543210, counter},
        .record = uuid_number(record),
        .site = uuid_number(3),
        .device = uuid_number(device),
        .reason = REASON_CONTEXT,
        .detail = "等待较早的写入",
        .since_ms = 11,
    };
}

static struct held_row put(struct office *office, struct held_row held)
{
    assert_ok(office, held_put(office->storage, &held, &office->error));
    assert_int_not_equal(held.row, 0);
    return held;
}

struct seen {
    char counters[40];
    size_t count, stop_at;
};

static bool see(void *arg, const struct held_row *held)
{
    struct seen *seen = arg;

    seen->counters[seen->count++] = (char)('0' + held->dot.counter);
    return seen->count != seen->stop_at;
}

static void assert_list(struct office *office, struct held_filter filter, const char *counters)
{
    struct seen seen = {0};

    assert_ok(office, held_list(office->reader, &filter, see, &seen, &office->error));
    assert_string_equal(seen.counters, counters);
}

static void a_held_entry_comes_back_whole(void **state)
{
    struct office *office = *state;
    struct held_row held = sample(1, 50, 1), got;

    held.bytes = span_of("{\"other\":1}");
    held.reason = REASON_FORK;
    held.group = 0x8000000000000000;
    office_begin(office);
    held = put(office, held);
    office_commit(office);
    assert_ok(office, held_get(office->reader, held.row, &got, &office->error));
    assert_true(got.dot.actor == held.dot.actor);
    assert_int_equal(got.dot.counter, 1);
    assert_true(uuid_equal(&got.record, &held.record));
    assert_true(uuid_equal(&got.site, &held.site));
    assert_true(uuid_equal(&got.device, &held.device));
    assert_int_equal(got.reason, REASON_FORK);
    assert_int_equal(got.decision, DECISION_OPEN);
    assert_true(got.group == held.group);
    assert_string_equal(got.detail, held.detail);
    assert_string_equal(got.decided_why, "");
    assert_true(uuid_is_nil(&got.decided_by));
    assert_int_equal(got.since_ms, 11);
    assert_int_equal(got.decided_ms, 0);
    assert_int_equal(got.told, 0);
    assert_true(span_is(got.bytes, "{\"other\":1}"));
    assert_int_equal(held_get(office->reader, held.row + 1, &got, NULL), ERR_NOT_FOUND);
}

static void a_decision_changes_what_may_change_and_no_more(void **state)
{
    struct office *office = *state;
    struct held_row held, got;

    office_begin(office);
    held = put(office, sample(1, 50, 1));
    held.decision = DECISION_REJECTED;
    held.reason = REASON_SCOPE;
    held.decided_by = uuid_number(77);
    held.decided_ms = 99;
    held.told = 17;
    snprintf(held.decided_why, sizeof(held.decided_why), "wrong site");
    held.record = uuid_number(51); // a fact: stays
    held.dot.counter = 2;
    assert_ok(office, held_put(office->storage, &held, &office->error));
    office_commit(office);
    assert_ok(office, held_get(office->reader, held.row, &got, &office->error));
    assert_int_equal(got.decision, DECISION_REJECTED);
    assert_int_equal(got.reason, REASON_SCOPE);
    assert_true(uuid_equal(&got.decided_by, &held.decided_by));
    assert_int_equal(got.decided_ms, 99);
    assert_int_equal(got.told, 17);
    assert_string_equal(got.decided_why, "wrong site");
    assert_int_equal(got.dot.counter, 1);
    assert_true(uuid_equal(&got.record, &(struct uuid){{[15] = 50}}));
    assert_int_equal(got.bytes.len, 0);

    office_begin(office);
    held.row = 1000;
    assert_int_equal(held_put(office->storage, &held, NULL), ERR_NOT_FOUND);
    storage_rollback(office->storage);
}

static void filters_find_what_they_name_in_order_of_arrival(void **state)
{
    struct office *office = *state;
    struct held_row held;

    office_begin(office);
    put(office, sample(1, 50, 1));
    held = sample(2, 50, 2);
    held.decision = DECISION_ACCEPTED;
    put(office, held);
    held = sample(3, 51, 1);
    held.group = 5;
    held.told = 17;
    put(office, held);
    held = sample(4, 50, 1);
    held.group = 5;
    held.decision = DECISION_RELEASED;
    put(office, held);
    put(office, sample(5, 51, 2));
    office_commit(office);

    assert_list(office, (struct held_filter){0}, "12345");
    assert_list(office, (struct held_filter){.open_only = true}, "135");
    assert_list(office, (struct held_filter){.untold_only = true}, "1245");
    assert_list(office, (struct held_filter){.by_record = true, .record = uuid_number(50)}, "124");
    assert_list(
        office,
        (struct held_filter){.by_record = true, .record = uuid_number(50), .open_only = true}, "1");
    assert_list(office, (struct held_filter){.by_device = true, .device = uuid_number(1)}, "134");
    assert_list(
        office,
        (struct held_filter){.by_device = true, .device = uuid_number(1), .untold_only = true},
        "14");
    assert_list(office, (struct held_filter){.by_group = true, .group = 5}, "34");
    assert_list(office, (struct held_filter){.by_group = true, .group = 5, .open_only = true}, "3");
    assert_list(office, (struct held_filter){.by_group = true, .group = 6}, "");
    assert_list(office,
                (struct held_filter){.by_record = true,
                                     .record = uuid_number(50),
                                     .by_device = true,
                                     .device = uuid_number(1),
                                     .by_group = true,
                                     .group = 5},
                "4");
}

static void a_fork_stands_beside_the_entry_it_contradicts(void **state)
{
    struct office *office = *state;
    struct held_row held = sample(1, 50, 2);
    struct seen seen = {0};

    office_begin(office);
    put(office, sample(1, 50, 1));
    put(office, sample(2, 50, 1));
    held.reason = REASON_FORK;
    held.bytes = span_of("other bytes");
    put(office, held);
    office_commit(office);
    assert_ok(office, held_of_dot(office->reader, held.dot, see, &seen, &office->error));
    assert_string_equal(seen.counters, "11");
    seen = (struct seen){.stop_at = 1};
    assert_ok(office, held_of_dot(office->reader, held.dot, see, &seen, &office->error));
    assert_string_equal(seen.counters, "1");
    held.dot.actor++;
    seen = (struct seen){0};
    assert_ok(office, held_of_dot(office->reader, held.dot, see, &seen, &office->error));
    assert_string_equal(seen.counters, "");
}

static bool see_alarm(void *arg, const struct alarm_row *alarm)
{
    struct seen *seen = arg;

    assert_string_equal(alarm->detail, "平板出现两次");
    assert_int_equal(alarm->device.bytes[15], 7);
    seen->counters[seen->count++] = alarm->kind[0];
    return seen->count != seen->stop_at;
}

static void alarms_are_listed_as_they_were_raised(void **state)
{
    struct office *office = *state;
    struct alarm_row alarm
        = {.at_ms = 10, .kind = "clone", .detail = "平板出现两次", .device = uuid_number(7)};
    struct seen seen = {0};

    assert_int_equal(alarm_put(office->storage, &alarm, NULL), ERR_INTERNAL);
    office_begin(office);
    assert_ok(office, alarm_put(office->storage, &alarm, &office->error));
    alarm.at_ms = 30;
    alarm.kind[0] = 'F';
    assert_ok(office, alarm_put(office->storage, &alarm, &office->error));
    alarm.at_ms = 20; // a clock that went back
    alarm.kind[0] = 'R';
    assert_ok(office, alarm_put(office->storage, &alarm, &office->error));
    office_commit(office);
    assert_ok(office, alarm_list(office->reader, 0, see_alarm, &seen, &office->error));
    assert_string_equal(seen.counters, "cFR");
    seen = (struct seen){0};
    assert_ok(office, alarm_list(office->reader, 20, see_alarm, &seen, &office->error));
    assert_string_equal(seen.counters, "FR");
    seen = (struct seen){.stop_at = 1};
    assert_ok(office, alarm_list(office->reader, 20, see_alarm, &seen, &office->error));
    assert_string_equal(seen.counters, "F");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_held_entry_comes_back_whole),
        TEST(a_decision_changes_what_may_change_and_no_more),
        TEST(filters_find_what_they_name_in_order_of_arrival),
        TEST(a_fork_stands_beside_the_entry_it_contradicts),
        TEST(alarms_are_listed_as_they_were_raised),
    };

    return cmocka_run_group_tests_name("held", tests, NULL, NULL);
}
