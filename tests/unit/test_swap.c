// SPDX-License-Identifier: Apache-2.0
// A new tablet in the place of another: begun, invited, confirmed, ended, as the office keeps it.
#include "server/storage/devices.h"
#include "server/sync/office_swap.h"
#include "tests/unit/joining_by_hand.h"

static const struct audit_row clerk = {.who = {"clerk", 5}, .act = {"device.swap", 11}};

static struct office_swap swap_of(const struct world *world)
{
    return (struct office_swap){.old = world->a.device, .person = world->person, .audit = &clerk};
}

static void rule(struct world *world, enum device_state to)
{
    const struct office_device_rule wanted = {.device = world->a.device, .state = to, .reason = ""};

    assert_int_equal(office_device_state(world->bench.office, &wanted, NULL), ERR_OK);
}

// The invitation of the swap that is open, and a request that fits it.
static enum err invite_for_swap(struct world *world, struct attempt *attempt)
{
    const struct office_swap swap = swap_of(world);
    struct buffer text;
    enum err result;

    *attempt = (struct attempt){.key = NULL};
    buffer_init(&text, 4096);
    result = office_swap_invite(world->bench.office, &swap, &text, &world->bench.error);
    if (result == ERR_OK)
        answer_link(attempt, &text);
    buffer_clear(&text);
    return result;
}

static struct view *look(struct world *world)
{
    struct view *view = NULL;

    assert_int_equal(storage_open_view(office_storage(world->bench.office), &view, NULL), ERR_OK);
    return view;
}

static struct swap_row read_swap(struct world *world)
{
    struct swap_row swap;
    struct view *view = look(world);

    assert_int_equal(swaps_of(view, &world->a.device, &swap, &world->bench.error), ERR_OK);
    storage_close_view(view);
    return swap;
}

static bool count_active(void *arg, const struct uuid *person, bool active)
{
    *(size_t *)arg += active;
    return true;
}

static size_t users(struct world *world, const struct uuid *device)
{
    struct view *view = look(world);
    size_t count = 0;

    assert_int_equal(devices_persons(view, device, count_active, &count, NULL), ERR_OK);
    storage_close_view(view);
    return count;
}

static void another_tablet_takes_the_place_of_one_step_by_step(void **state)
{
    struct world *world = *state;
    const struct office_swap swap = swap_of(world);
    const struct office_device_seat colleague
        = {.device = world->a.device, .person = bench_person(&world->bench), .active = true};
    struct attempt first, second;
    struct swap_row found;

    assert_int_equal(office_device_person(world->bench.office, &colleague, NULL), ERR_OK);
    assert_int_equal(invite_for_swap(world, &first), ERR_NOT_FOUND); // none is open
    assert_int_equal(office_swap_begin(world->bench.office, &swap, NULL), ERR_OK);
    assert_int_equal(office_swap_begin(world->bench.office, &swap, NULL), ERR_EXISTS);
    assert_int_equal(invite_for_swap(world, &first), ERR_OK);
    assert_int_equal(office_swap_confirm(world->bench.office, &swap, NULL), ERR_PRECONDITION);
    assert_int_equal(invite_for_swap(world, &second), ERR_OK);
    assert_int_equal(join(world, &first), 404); // the one before it is good for nothing
    assert_int_equal(join(world, &second), 200);
    end(&first);
    assert_int_equal(invite_for_swap(world, &first), ERR_PRECONDITION); // one came
    rule(world, DEVICE_REVOKED);
    rule(world, DEVICE_ACTIVE); // revoked before the new one was confirmed: it goes on
    assert_int_equal(read_swap(world).ended_ms, 0);
    assert_int_equal(office_swap_confirm(world->bench.office, &swap, &world->bench.error), ERR_OK);
    found = read_swap(world);
    assert_true(uuid_equal(&found.successor, &second.reply.device));
    assert_int_equal(users(world, &second.reply.device), users(world, &world->a.device));
    assert_int_equal(users(world, &second.reply.device), 2);
    rule(world, DEVICE_REVOKED);
    assert_int_not_equal(read_swap(world).ended_ms, 0);
    assert_int_equal(office_swap_begin(world->bench.office, &swap, NULL), ERR_OK); // and again
    end(&second);
}

static void a_swap_is_called_off_or_ends_at_once_for_a_revoked_tablet(void **state)
{
    struct world *world = *state;
    const struct office_swap swap = swap_of(world);
    struct attempt attempt;

    assert_int_equal(office_swap_begin(world->bench.office, &swap, NULL), ERR_OK);
    assert_int_equal(invite_for_swap(world, &attempt), ERR_OK);
    assert_int_equal(office_swap_cancel(world->bench.office, &swap, NULL), ERR_OK);
    assert_int_equal(join(world, &attempt), 404);
    assert_int_equal(office_swap_cancel(world->bench.office, &swap, NULL), ERR_NOT_FOUND);
    end(&attempt);
    rule(world, DEVICE_REVOKED); // then the confirmation ends the next one
    assert_int_equal(office_swap_begin(world->bench.office, &swap, NULL), ERR_OK);
    assert_int_equal(invite_for_swap(world, &attempt), ERR_OK);
    assert_int_equal(join(world, &attempt), 200);
    assert_int_equal(office_swap_confirm(world->bench.office, &swap, &world->bench.error), ERR_OK);
    assert_int_not_equal(read_swap(world).ended_ms, 0);
    end(&attempt);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(another_tablet_takes_the_place_of_one_step_by_step),
        IN_WORLD(a_swap_is_called_off_or_ends_at_once_for_a_revoked_tablet),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
