// SPDX-License-Identifier: Apache-2.0
#include "server/storage/devices.h"

#include "server/storage/contacts.h"
#include "server/storage/scope.h"
#include "tests/unit/storage_fixture.h"

static struct device_row sample(uint64_t id, int64_t enrolled_ms)
{
    return (struct device_row){
        .id = uuid_number(id),
        .name = "张工的平板",
        .version = 1,
        .certificate = digest_number(id),
        .public_key = digest_number(id + 100),
        .public_der = {"der\0bytes", 9},
        .enrolled_ms = enrolled_ms,
        .certificate_until_ms = 5,
        .changed_ms = 6,
    };
}

static void put(struct office *office, const struct device_row *device)
{
    assert_ok(office, devices_put(office->storage, device, &office->error));
}

static void a_device_comes_back_whole_and_is_replaced_whole(void **state)
{
    struct office *office = *state;
    struct device_row device = sample(1, 4), got;

    office_begin(office);
    put(office, &device);
    office_commit(office);
    assert_ok(office, devices_get(office->reader, &device.id, &got, &office->error));
    assert_true(uuid_equal(&got.id, &device.id));
    assert_string_equal(got.name, device.name);
    assert_int_equal(got.state, DEVICE_ACTIVE);
    assert_int_equal(got.version, 1);
    assert_true(digest_equal(&got.certificate, &device.certificate));
    assert_true(digest_equal(&got.previous_certificate, &(struct digest){{0}}));
    assert_true(digest_equal(&got.public_key, &device.public_key));
    assert_true(span_equal(got.public_der, device.public_der));
    assert_int_equal(got.enrolled_ms, 4);
    assert_int_equal(got.certificate_until_ms, 5);
    assert_int_equal(got.changed_ms, 6);
    assert_string_equal(got.reason, "");

    office_begin(office);
    got.state = DEVICE_WIPE;
    got.version = 2;
    got.previous_certificate = got.certificate;
    snprintf(got.reason, sizeof(got.reason), "遗失");
    put(office, &got);
    office_commit(office);
    assert_ok(office, devices_get(office->reader, &device.id, &device, &office->error));
    assert_int_equal(device.state, DEVICE_WIPE);
    assert_int_equal(device.version, 2);
    assert_string_equal(device.reason, "遗失");
    assert_true(digest_equal(&device.previous_certificate, &device.certificate));
    assert_int_equal(devices_get(office->reader, &(struct uuid){{2}}, &got, NULL), ERR_NOT_FOUND);
}

struct seen {
    char text[100];
    size_t count, stop_at;
};

static bool note(struct seen *seen, char c)
{
    seen->text[seen->count++] = c;
    return seen->count != seen->stop_at;
}

static bool see_device(void *arg, const struct device_row *device)
{
    return note(arg, (char)('0' + device->id.bytes[15]));
}

static bool see_person(void *arg, const struct uuid *person, bool active)
{
    return note(arg, (char)((active ? 'A' : 'a') + person->bytes[15]));
}

static bool see_id(void *arg, const struct uuid *id)
{
    return note(arg, (char)('0' + id->bytes[15]));
}

static void devices_are_listed_by_time_of_enrolment(void **state)
{
    struct office *office = *state;
    struct device_row device;
    struct seen seen = {0};

    office_begin(office);
    for (uint64_t id = 1; id <= 3; id++) {
        device = sample(id, id == 2 ? 1 : 10);
        put(office, &device);
    }
    office_commit(office);
    assert_ok(office, devices_list(office->reader, see_device, &seen, &office->error));
    assert_string_equal(seen.text, "213");
    seen = (struct seen){.stop_at = 2};
    assert_ok(office, devices_list(office->reader, see_device, &seen, &office->error));
    assert_string_equal(seen.text, "21");
}

static void a_person_leaves_a_list_without_being_forgotten(void **state)
{
    struct office *office = *state;
    struct uuid first = uuid_number(1), second = uuid_number(2), nobody = uuid_number(9);
    struct uuid b = uuid_number(1), c = uuid_number(2);
    struct seen seen = {0};

    office_begin(office);
    assert_ok(office, devices_person_put(office->storage, &first, &c, true, &office->error));
    assert_ok(office, devices_person_put(office->storage, &first, &b, true, &office->error));
    assert_ok(office, devices_person_put(office->storage, &second, &c, true, &office->error));
    assert_ok(office, devices_person_put(office->storage, &first, &c, false, &office->error));
    office_commit(office);
    assert_ok(office, devices_persons(office->reader, &first, see_person, &seen, NULL));
    assert_string_equal(seen.text, "Bc");
    seen = (struct seen){0};
    assert_ok(office, devices_with_person(office->reader, &c, see_id, &seen, NULL));
    assert_string_equal(seen.text, "12");
    seen = (struct seen){0};
    assert_ok(office, devices_with_person(office->reader, &nobody, see_id, &seen, NULL));
    assert_ok(office, devices_persons(office->reader, &nobody, see_person, &seen, NULL));
    assert_string_equal(seen.text, "");
}

static void the_last_contact_replaces_the_one_before(void **state)
{
    struct office *office = *state;
    struct device_contact contact = {
        .device = uuid_number(1),
        .at_ms = 1,
        .pulled_at_ms = 2,
        .agent = "plumb 0.1.0",
        .clock_offset_ms = -3,
        .storage_free = 4,
        .unsent_writes = 5,
        .unsent_blobs = 6,
        .unsent_bytes = INT64_MAX,
        .unsent_oldest_ms = -1,
        .cursor_commit = 8,
        .actors = {"0123456789abcdef", 16},
    };
    struct device_contact got;

    assert_int_equal(contacts_get(office->reader, &contact.device, &got, NULL), ERR_NOT_FOUND);
    office_begin(office);
    assert_ok(office, contacts_put(office->storage, &contact, &office->error));
    contact.at_ms = 9;
    assert_ok(office, contacts_put(office->storage, &contact, &office->error));
    office_commit(office);
    assert_ok(office, contacts_get(office->reader, &contact.device, &got, &office->error));
    assert_true(uuid_equal(&got.device, &contact.device));
    assert_int_equal(got.at_ms, 9);
    assert_int_equal(got.pulled_at_ms, 2);
    assert_string_equal(got.agent, "plumb 0.1.0");
    assert_int_equal(got.clock_offset_ms, -3);
    assert_int_equal(got.storage_free, 4);
    assert_int_equal(got.unsent_writes, 5);
    assert_int_equal(got.unsent_blobs, 6);
    assert_true(got.unsent_bytes == INT64_MAX);
    assert_int_equal(got.unsent_oldest_ms, -1);
    assert_int_equal(got.cursor_commit, 8);
    assert_true(span_equal(got.actors, contact.actors));

    office_begin(office);
    contact.actors = (struct span){0};
    contact.cursor_commit = UINT64_MAX; // nobody's commit
    assert_int_equal(contacts_put(office->storage, &contact, NULL), ERR_INVALID);
    contact.cursor_commit = 0;
    assert_ok(office, contacts_put(office->storage, &contact, &office->error));
    office_commit(office);
    assert_ok(office, contacts_get(office->reader, &contact.device, &got, &office->error));
    assert_int_equal(got.actors.len, 0);
}

static void put_scope(struct office *office, uint64_t site, uint64_t since, uint64_t until)
{
    struct uuid device = uuid_number(1);
    struct scope_row scope = {.site = uuid_number(site), .since = since, .until = until};

    assert_ok(office, scope_put(office->storage, &device, &scope, &office->error));
}

static uint64_t version_of(struct office *office, uint64_t device)
{
    struct uuid id = uuid_number(device);
    uint64_t version = 99;

    assert_ok(office, scope_version(office->writer, &id, &version, &office->error));
    return version;
}

static bool see_scope(void *arg, const struct scope_row *scope)
{
    char text[40];
    bool more = true;

    snprintf(text, sizeof(text), "%d:%d-%d%s ", scope->site.bytes[15], (int)scope->since,
             (int)scope->until, scope->drop_confirmed ? "!" : "");
    for (size_t i = 0; text[i]; i++)
        more = note(arg, text[i]);
    return more;
}

static enum scope_standing standing_of(struct office *office, uint64_t device, uint64_t site)
{
    struct uuid id = uuid_number(device), place = uuid_number(site);
    enum scope_standing standing = SCOPE_PAST;

    assert_ok(office, scope_standing(office->writer, &id, &place, &standing, &office->error));
    return standing;
}

static void a_scope_knows_what_is_and_what_was(void **state)
{
    struct office *office = *state;

    office_begin(office);
    assert_int_equal(standing_of(office, 1, 5), SCOPE_NEVER);
    put_scope(office, 5, 1, 0);
    assert_int_equal(standing_of(office, 1, 5), SCOPE_NOW);
    assert_int_equal(standing_of(office, 2, 5), SCOPE_NEVER);
    assert_int_equal(standing_of(office, 1, 6), SCOPE_NEVER);
    put_scope(office, 5, 1, 2);
    assert_int_equal(standing_of(office, 1, 5), SCOPE_PAST);
    put_scope(office, 5, 3, 0);
    assert_int_equal(standing_of(office, 1, 5), SCOPE_NOW);
    storage_rollback(office->storage);
    assert_int_equal(standing_of(office, 1, 5), SCOPE_NEVER);
}

static void the_scope_version_is_the_commit_of_the_last_change(void **state)
{
    struct office *office = *state;
    struct uuid device = uuid_number(1);
    struct scope_row confirmed = {uuid_number(6), 4, 7, .drop_confirmed = true};
    struct seen seen = {0};

    office_begin(office);
    assert_int_equal(version_of(office, 1), 0);
    put_scope(office, 6, 4, 0);
    put_scope(office, 5, 3, 0);
    assert_int_equal(version_of(office, 1), 4);
    put_scope(office, 6, 4, 7);
    assert_int_equal(version_of(office, 1), 7);
    put_scope(office, 5, 3, 6);
    assert_int_equal(version_of(office, 1), 7);
    assert_int_equal(version_of(office, 2), 0);
    assert_ok(office, scope_put(office->storage, &device, &confirmed, &office->error));
    assert_int_equal(version_of(office, 1), 7); // confirming a drop changes nothing for the device
    put_scope(office, 5, 9, 0);
    assert_int_equal(version_of(office, 1), 9);
    office_commit(office);
    assert_ok(office, scope_list(office->reader, &device, see_scope, &seen, NULL));
    assert_string_equal(seen.text, "5:9-0 6:4-7! ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_device_comes_back_whole_and_is_replaced_whole),
        TEST(devices_are_listed_by_time_of_enrolment),
        TEST(a_person_leaves_a_list_without_being_forgotten),
        TEST(the_last_contact_replaces_the_one_before),
        TEST(a_scope_knows_what_is_and_what_was),
        TEST(the_scope_version_is_the_commit_of_the_last_change),
    };

    return cmocka_run_group_tests_name("devices", tests, NULL, NULL);
}
