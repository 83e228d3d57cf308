// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/pin.h"

#include "shared/crypto/password.h"
#include "tests/sim/sim_disk.h"
#include "tests/unit/tablet_fixture.h"

#define RIGHT span_of("2580")
#define WRONG span_of("2581")

// The person, with a PIN, in a new process life.
struct keypad {
    struct tablet *tablet;
    struct pins *pins;
    int64_t wait_s;
};

static void start(struct keypad *keypad, struct tablet *tablet)
{
    *keypad = (struct keypad){.tablet = tablet, .pins = pin_open(tablet->store)};
    assert_ok(tablet, pin_set(keypad->pins, &tablet->person, RIGHT, &tablet->error));
}

static void restart(struct keypad *keypad)
{
    pin_close(keypad->pins);
    tablet_restart(keypad->tablet);
    keypad->pins = pin_open(keypad->tablet->store);
}

static enum err try(struct keypad *keypad, struct span pin)
{
    return pin_check(keypad->pins, &keypad->tablet->person, pin, &keypad->wait_s,
                     &keypad->tablet->error);
}

static void pass(struct keypad *keypad, int64_t ms)
{
    keypad->tablet->boot_ms += ms;
}

static void fail_times(struct keypad *keypad, int times)
{
    for (int i = 0; i < times; i++)
        assert_int_equal(try(keypad, WRONG), ERR_AUTH);
}

static void the_right_one_opens_and_forgets_the_wrong_ones(void **state)
{
    struct keypad keypad;

    start(&keypad, *state);
    fail_times(&keypad, 2);
    assert_int_equal(keypad.wait_s, 0);
    assert_int_equal(try(&keypad, RIGHT), ERR_OK);
    fail_times(&keypad, 2);
    assert_int_equal(keypad.wait_s, 0);
    assert_int_equal(try(&keypad, RIGHT), ERR_OK);
    pin_close(keypad.pins);
}

static void three_are_free_then_each_doubles_the_wait_up_to_an_hour(void **state)
{
    static const int64_t waits_s[] = {30, 60, 120, 240, 480, 960, 1920, 3600, 3600};
    struct keypad keypad;

    start(&keypad, *state);
    fail_times(&keypad, 2);
    for (size_t i = 0; i < sizeof(waits_s) / sizeof(waits_s[0]); i++) {
        assert_int_equal(try(&keypad, WRONG), ERR_AUTH);
        assert_int_equal(keypad.wait_s, waits_s[i]);
        pass(&keypad, waits_s[i] * 1000 - 1);
        assert_int_equal(try(&keypad, RIGHT), ERR_BUSY);
        assert_int_equal(keypad.wait_s, 1);
        pass(&keypad, 1);
    }
    assert_int_equal(try(&keypad, RIGHT), ERR_OK);
    pin_close(keypad.pins);
}

static void a_try_during_the_wait_is_neither_checked_nor_counted(void **state)
{
    struct keypad keypad;

    start(&keypad, *state);
    fail_times(&keypad, 3);
    for (int i = 0; i < 5; i++)
        assert_int_equal(try(&keypad, WRONG), ERR_BUSY);
    assert_int_equal(keypad.wait_s, 30);
    pass(&keypad, 30000);
    assert_int_equal(try(&keypad, RIGHT), ERR_OK);
    pin_close(keypad.pins);
}

static void a_restart_neither_forgets_tries_nor_shortens_the_wait(void **state)
{
    struct keypad keypad;

    start(&keypad, *state);
    fail_times(&keypad, 2);
    restart(&keypad);
    fail_times(&keypad, 1);
    pass(&keypad, 29000);
    restart(&keypad);
    assert_int_equal(try(&keypad, RIGHT), ERR_BUSY);
    assert_int_equal(keypad.wait_s, 30);
    pass(&keypad, 29999);
    assert_int_equal(try(&keypad, RIGHT), ERR_BUSY);
    pass(&keypad, 1);
    assert_int_equal(try(&keypad, RIGHT), ERR_OK);
    pin_close(keypad.pins);
}

static void a_clock_that_is_set_does_not_shorten_the_wait(void **state)
{
    struct keypad keypad;

    start(&keypad, *state);
    fail_times(&keypad, 3);
    keypad.tablet->wall_ms += INT64_C(400) * 86400000;
    assert_int_equal(try(&keypad, RIGHT), ERR_BUSY);
    keypad.tablet->wall_ms = 0;
    assert_int_equal(try(&keypad, RIGHT), ERR_BUSY);
    assert_int_equal(keypad.wait_s, 30);
    restart(&keypad);
    keypad.tablet->boot_ms = 1; // the machine was started anew
    pin_close(keypad.pins);
    keypad.pins = pin_open(keypad.tablet->store);
    assert_int_equal(try(&keypad, RIGHT), ERR_BUSY);
    assert_int_equal(keypad.wait_s, 30);
    pin_close(keypad.pins);
}

static void a_kill_during_the_check_gives_no_try_for_free(void **state)
{
    struct keypad keypad;
    struct tablet *tablet = *state;
    struct pins *other;
    int64_t wait_s;

    start(&keypad, tablet);
    fail_times(&keypad, 2);
    // What another life finds while the third try is under way: it stands in the store already.
    assert_int_equal(try(&keypad, WRONG), ERR_AUTH);
    other = pin_open(tablet->store);
    assert_ok(tablet, pin_wait(other, &tablet->person, &wait_s, &tablet->error));
    assert_int_equal(wait_s, 30);
    pin_close(other);
    pin_close(keypad.pins);
}

static void each_person_waits_alone(void **state)
{
    struct keypad keypad;
    struct tablet *tablet = *state;
    const struct uuid colleague = tablet_uuid(0xbeef);
    int64_t wait_s;

    start(&keypad, tablet);
    assert_ok(tablet, pin_set(keypad.pins, &colleague, span_of("97531"), &tablet->error));
    fail_times(&keypad, 3);
    assert_int_equal(pin_check(keypad.pins, &colleague, RIGHT, &wait_s, &tablet->error), ERR_AUTH);
    assert_ok(tablet,
              pin_check(keypad.pins, &colleague, span_of("97531"), &wait_s, &tablet->error));
    assert_int_equal(try(&keypad, RIGHT), ERR_BUSY);
    pin_close(keypad.pins);
}

static void whoever_has_none_opens_with_none(void **state)
{
    struct tablet *tablet = *state;
    struct pins *pins = pin_open(tablet->store);
    int64_t wait_s;
    bool known = true;

    assert_int_equal(pin_check(pins, &tablet->person, span_of(""), &wait_s, &tablet->error),
                     ERR_NOT_FOUND);
    assert_ok(tablet, pin_known(pins, &tablet->person, &known, &tablet->error));
    assert_false(known);
    assert_ok(tablet, pin_set(pins, &tablet->person, RIGHT, &tablet->error));
    assert_ok(tablet, pin_known(pins, &tablet->person, &known, &tablet->error));
    assert_true(known);
    assert_ok(tablet, pin_clear(pins, &tablet->person, &tablet->error));
    assert_int_equal(pin_check(pins, &tablet->person, RIGHT, &wait_s, &tablet->error),
                     ERR_NOT_FOUND);
    pin_close(pins);
}

static void a_pin_has_four_to_eight_digits_that_are_not_guessed_first(void **state)
{
    static const char *const bad[]
        = {"",     "123",  "258",  "123456789", "12a4",     "２５８０", "2580 ", "0000",
           "1111", "1234", "4321", "87654321",  "99999999", "-258",     "25.8",  "2580\n"};
    static const char *const good[] = {"2580", "00000001", "1357", "90210", "1233"};
    struct tablet *tablet = *state;
    struct pins *pins = pin_open(tablet->store);

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(pin_set(pins, &tablet->person, span_of(bad[i]), &tablet->error),
                         ERR_INVALID);
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        assert_ok(tablet, pin_set(pins, &tablet->person, span_of(good[i]), &tablet->error));
    pin_close(pins);
}

static bool file_has(const char *path, const char *text)
{
    FILE *file = fopen(path, "rb");
    char *bytes = NULL;
    size_t size = 0;
    bool has = false;

    if (!file)
        return false;
    bytes = malloc(8 << 20);
    size = fread(bytes, 1, 8 << 20, file);
    has = memmem(bytes, size, text, strlen(text)) != NULL;
    fclose(file);
    free(bytes);
    return has;
}

static void no_pin_stands_in_the_database_or_in_a_log(void **state)
{
    static const char *const files[] = {"plumb.db", "plumb.db-wal"};
    static const char canary[] = "86420975";
    struct tablet *tablet = *state;
    struct pins *pins = pin_open(tablet->store);
    char path[160];
    int64_t wait_s;
    bool found = false;

    assert_ok(tablet, pin_set(pins, &tablet->person, span_of(canary), &tablet->error));
    assert_ok(tablet, pin_check(pins, &tablet->person, span_of(canary), &wait_s, &tablet->error));
    assert_int_equal(pin_check(pins, &tablet->person, span_of("86420976"), &wait_s, &tablet->error),
                     ERR_AUTH);
    assert_null(strstr(tablet->error.detail, "8642097"));
    assert_null(strstr(tablet->last_line, "8642097"));
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof(path), "%s/%s", tablet->folder, files[i]);
        assert_false(file_has(path, "8642097"));
        found |= file_has(path, "$argon2id$v=19$m=19456,t=2,p=1$");
    }
    assert_true(found); // it was looked for in the right place
    pin_close(pins);
}

static void a_pin_kept_at_a_lower_cost_is_kept_at_todays(void **state)
{
    // "password" at m=256 by the reference program; PINs are digits only when they are set.
    static const char cheap[] = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$"
                                "nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    struct tablet *tablet = *state;
    struct pins *pins = pin_open(tablet->store);
    char name[64], id[UUID_TEXT];
    struct buffer kept;
    int64_t wait_s;

    uuid_format(&tablet->person, id);
    snprintf(name, sizeof(name), "pin %s", id);
    assert_ok(tablet, setting_write(tablet->store, name, span_of(cheap), &tablet->error));
    assert_ok(tablet,
              pin_check(pins, &tablet->person, span_of("password"), &wait_s, &tablet->error));
    buffer_init(&kept, PASSWORD_TEXT);
    assert_ok(tablet, setting_read(tablet->store, name, &kept, &tablet->error));
    assert_false(password_outdated(kept.data));
    assert_ok(tablet,
              pin_check(pins, &tablet->person, span_of("password"), &wait_s, &tablet->error));
    buffer_clear(&kept);
    pin_close(pins);
}

// Whoever has the right PIN must get in to make room; whoever has not waits all the same.
static void on_a_full_disk_the_right_pin_opens_and_wrong_ones_wait(void **state)
{
    struct sim_disk *disk = sim_disk_create(3);
    struct tablet tablet = {.disk = sim_disk_handle(disk),
                            .wall_ms = TABLET_START_MS,
                            .boot_ms = 60000,
                            .boot = "00000000000000b1",
                            .person = tablet_uuid(0xfeed),
                            .seed = 3};
    struct keypad keypad;

    tablet_open(&tablet);
    start(&keypad, &tablet);
    store_make_room(tablet.store);
    disk->capacity_bytes = disk->used_bytes;
    assert_int_equal(setting_write(tablet.store, "x", span_of("y"), &tablet.error), ERR_FULL);
    assert_int_equal(try(&keypad, RIGHT), ERR_OK);
    fail_times(&keypad, 3);
    assert_int_equal(keypad.wait_s, 30);
    assert_int_equal(try(&keypad, RIGHT), ERR_BUSY);
    pass(&keypad, 30000);
    assert_int_equal(try(&keypad, RIGHT), ERR_OK);
    pin_close(keypad.pins);
    store_close(tablet.store);
    sim_disk_free(disk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_right_one_opens_and_forgets_the_wrong_ones),
        TEST(three_are_free_then_each_doubles_the_wait_up_to_an_hour),
        TEST(a_try_during_the_wait_is_neither_checked_nor_counted),
        TEST(a_restart_neither_forgets_tries_nor_shortens_the_wait),
        TEST(a_clock_that_is_set_does_not_shorten_the_wait),
        TEST(a_kill_during_the_check_gives_no_try_for_free),
        TEST(each_person_waits_alone),
        TEST(whoever_has_none_opens_with_none),
        TEST(a_pin_has_four_to_eight_digits_that_are_not_guessed_first),
        TEST(no_pin_stands_in_the_database_or_in_a_log),
        TEST(a_pin_kept_at_a_lower_cost_is_kept_at_todays),
        cmocka_unit_test(on_a_full_disk_the_right_pin_opens_and_wrong_ones_wait),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
