// SPDX-License-Identifier: Apache-2.0
#include "server/storage/invitations.h"

#include "server/storage/nonces.h"
#include "tests/unit/storage_fixture.h"

static struct invitation_row sample(void)
{
    return (struct invitation_row){
        .code = digest_number(1),
        .person = uuid_number(2),
        .made_ms = 3,
        .expires_ms = 4,
    };
}

static enum err put(struct office *office, const struct invitation_row *invitation)
{
    return invitations_put(office->storage, invitation, NULL);
}

static void an_invitation_is_used_by_one_key_only(void **state)
{
    struct office *office = *state;
    struct invitation_row invitation = sample(), got, other;
    struct digest key = digest_number(70);

    office_begin(office);
    assert_int_equal(put(office, &invitation), ERR_OK);
    invitation.wrong = 2;
    assert_int_equal(put(office, &invitation), ERR_OK);
    assert_ok(office, invitations_get(office->writer, &invitation.code, &got, &office->error));
    assert_int_equal(got.wrong, 2);
    assert_int_equal(got.used_ms, 0);
    assert_true(uuid_is_nil(&got.device));
    assert_int_equal(got.reply.len, 0);

    got.device = uuid_number(7);
    got.public_key = key;
    got.used_ms = 5;
    got.reply = span_of("the answer");
    assert_int_equal(put(office, &got), ERR_OK);
    other = got;
    other.device = uuid_number(8);
    other.public_key = digest_number(80);
    assert_int_equal(put(office, &other), ERR_EXISTS);
    other = sample(); // nor is it made unused again
    assert_int_equal(put(office, &other), ERR_EXISTS);
    got.wrong = 3; // the same key may still be counted
    assert_int_equal(put(office, &got), ERR_OK);
    office_commit(office);

    assert_ok(office, invitations_get(office->reader, &invitation.code, &got, &office->error));
    assert_true(digest_equal(&got.code, &invitation.code));
    assert_true(uuid_equal(&got.person, &invitation.person));
    assert_int_equal(got.device.bytes[15], 7);
    assert_true(digest_equal(&got.public_key, &key));
    assert_int_equal(got.made_ms, 3);
    assert_int_equal(got.expires_ms, 4);
    assert_int_equal(got.used_ms, 5);
    assert_int_equal(got.wrong, 3);
    assert_true(span_is(got.reply, "the answer"));
    other.code = digest_number(2);
    assert_int_equal(invitations_get(office->reader, &other.code, &got, NULL), ERR_NOT_FOUND);
}

static void who_and_until_when_are_fixed_when_it_is_made(void **state)
{
    struct office *office = *state;
    struct invitation_row invitation = sample(), got;

    office_begin(office);
    assert_int_equal(put(office, &invitation), ERR_OK);
    invitation.person = uuid_number(99);
    invitation.expires_ms = 1000000;
    assert_int_equal(put(office, &invitation), ERR_OK);
    office_commit(office);
    assert_ok(office, invitations_get(office->reader, &invitation.code, &got, &office->error));
    assert_int_equal(got.person.bytes[15], 2);
    assert_int_equal(got.expires_ms, 4);
}

static enum err take(struct office *office, uint64_t device, uint64_t nonce, int64_t now_ms)
{
    struct uuid id = uuid_number(device);
    struct digest digest = digest_number(nonce);

    return nonces_take(office->storage, &id, &digest, now_ms, NULL);
}

static void put_nonce(struct office *office, uint64_t device, uint64_t nonce, int64_t expires_ms)
{
    struct uuid id = uuid_number(device);
    struct digest digest = digest_number(nonce);

    assert_ok(office, nonces_put(office->storage, &id, &digest, expires_ms, &office->error));
}

static void a_nonce_is_good_once(void **state)
{
    struct office *office = *state;
    int64_t end = office->now_ms + 10;

    office_begin(office);
    put_nonce(office, 1, 100, end);
    put_nonce(office, 1, 101, end);
    assert_int_equal(take(office, 1, 100, end - 1), ERR_OK);
    assert_int_equal(take(office, 1, 100, end - 1), ERR_NOT_FOUND);
    office_commit(office);
    office_reopen(office);
    office_begin(office);
    assert_int_equal(take(office, 1, 100, end - 1), ERR_NOT_FOUND);
    assert_int_equal(take(office, 1, 101, end - 1), ERR_OK);
    storage_rollback(office->storage); // what was taken in vain is there again
    office_begin(office);
    assert_int_equal(take(office, 1, 101, end - 1), ERR_OK);
    office_commit(office);
}

static void a_nonce_is_one_devices_and_has_its_time(void **state)
{
    struct office *office = *state;
    int64_t end = office->now_ms + 10;

    office_begin(office);
    put_nonce(office, 1, 100, end);
    put_nonce(office, 1, 101, end);
    assert_int_equal(take(office, 2, 100, end - 1), ERR_NOT_FOUND);
    assert_int_equal(take(office, 1, 100, end - 1), ERR_NOT_FOUND); // used up
    assert_int_equal(take(office, 1, 101, end), ERR_EXPIRED);
    assert_int_equal(take(office, 1, 101, end - 1), ERR_NOT_FOUND);
    assert_int_equal(take(office, 1, 102, end - 1), ERR_NOT_FOUND);
    storage_rollback(office->storage);
    assert_int_equal(take(office, 1, 101, end - 1), ERR_NOT_FOUND);
}

static void nonces_that_ran_out_do_not_pile_up(void **state)
{
    struct office *office = *state;

    office_begin(office);
    put_nonce(office, 1, 100, office->now_ms + 10);
    put_nonce(office, 1, 101, office->now_ms + 1000);
    office_commit(office);
    office->now_ms += 500;
    office_begin(office);
    put_nonce(office, 2, 102, office->now_ms + 10);
    assert_int_equal(take(office, 1, 100, 0), ERR_NOT_FOUND);
    assert_int_equal(take(office, 1, 101, 0), ERR_OK);
    assert_int_equal(take(office, 2, 102, 0), ERR_OK);
    storage_rollback(office->storage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_invitation_is_used_by_one_key_only),
        TEST(who_and_until_when_are_fixed_when_it_is_made),
        TEST(a_nonce_is_good_once),
        TEST(a_nonce_is_one_devices_and_has_its_time),
        TEST(nonces_that_ran_out_do_not_pile_up),
    };

    return cmocka_run_group_tests_name("invitations", tests, NULL, NULL);
}
