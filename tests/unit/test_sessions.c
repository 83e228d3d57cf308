// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/sessions.h"

#include "agent/ui/preference.h"
#include "shared/web/session_token.h"
#include "tests/unit/tablet_fixture.h"

enum { CHEN, LI, GONE };

// A tablet of three persons, its sessions, and the browser that was launched.
struct door {
    struct tablet *tablet;
    struct sessions *sessions;
    struct digest cookie;
    uint64_t number;
    int rings;
    int64_t wait_s;
};

static struct uuid person(int who)
{
    return tablet_uuid(0xb000 + (uint64_t)who);
}

static void list_persons(struct tablet *tablet, int count)
{
    char list[512] = "[", id[UUID_TEXT];

    for (int i = 0; i < count; i++) {
        struct uuid uuid = person(i);
        size_t len = strlen(list);

        uuid_format(&uuid, id);
        snprintf(list + len, sizeof(list) - len, "%s{\"id\":\"%s\",\"name\":\"n%d\"}", i ? "," : "",
                 id, i);
    }
    memcpy(list + strlen(list), "]", 2);
    assert_ok(tablet, setting_write(tablet->store, "persons", span_of(list), &tablet->error));
}

static void ring(void *arg)
{
    ++*(int *)arg;
}

static void open_door(struct door *door)
{
    struct sessions_options options
        = {.store = door->tablet->store, .changed = ring, .arg = &door->rings};

    assert_ok(door->tablet, sessions_open(&options, &door->sessions, &door->tablet->error));
}

static struct sessions_view look(struct door *door, bool touch)
{
    struct sessions_view view;

    sessions_look(door->sessions, &door->cookie, touch, &view);
    return view;
}

static void launch(struct door *door)
{
    char token[SESSIONS_TOKEN_TEXT], cookie[SESSIONS_TOKEN_TEXT];

    sessions_launch(door->sessions, token);
    assert_ok(door->tablet,
              sessions_join(door->sessions, span_of(token), cookie, &door->tablet->error));
    assert_string_not_equal(token, cookie);
    assert_true(session_token_digest(span_of(cookie), &door->cookie));
    door->number = look(door, false).number;
}

static enum err unlock(struct door *door, int who, const char *pin)
{
    struct sessions_key key = {.number = door->number, .person = person(who), .pin = span_of(pin)};

    return sessions_unlock(door->sessions, &key, &door->wait_s, &door->tablet->error);
}

static enum err set_pin(struct door *door, int who, const char *pin, const char *old)
{
    struct sessions_key key
        = {.number = door->number, .person = person(who), .pin = span_of(pin), .old = span_of(old)};

    return sessions_set_pin(door->sessions, &key, &door->wait_s, &door->tablet->error);
}

static void restart(struct door *door)
{
    sessions_close(door->sessions);
    tablet_restart(door->tablet);
    open_door(door);
}

// Chen is in.
static int begin(void **state)
{
    struct door *door = calloc(1, sizeof(*door));

    door->tablet = tablet_create();
    tablet_open(door->tablet);
    list_persons(door->tablet, 3);
    open_door(door);
    launch(door);
    assert_ok(door->tablet, set_pin(door, CHEN, "2580", NULL));
    *state = door;
    return 0;
}

static int end(void **state)
{
    struct door *door = *state;

    sessions_close(door->sessions);
    tablet_destroy(door->tablet);
    free(door);
    return 0;
}

static void assert_state(struct door *door, enum sessions_state state)
{
    struct sessions_view view = look(door, false);

    assert_true(view.known);
    assert_int_equal(view.state, state);
    assert_int_equal(uuid_is_nil(&view.person), state == SESSIONS_LOCKED);
}

static void only_the_cookie_is_known(void **state)
{
    struct door *door = *state;
    struct sessions_view view;
    struct digest other = door->cookie;

    assert_state(door, SESSIONS_OPEN);
    other.bytes[31] ^= 1;
    sessions_look(door->sessions, &other, true, &view);
    assert_false(view.known);
    assert_true(uuid_is_nil(&view.person));
    sessions_look(door->sessions, NULL, true, &view);
    assert_false(view.known);
    memset(&other, 0, sizeof(other));
    sessions_look(door->sessions, &other, true, &view);
    assert_false(view.known);
}

static void before_any_launch_no_cookie_is_known(void **state)
{
    struct tablet *tablet = tablet_create();
    struct door door = {.tablet = tablet};
    struct sessions_view view;

    tablet_open(tablet);
    open_door(&door);
    sessions_look(door.sessions, &door.cookie, true, &view); // zeros, as what was never made
    assert_false(view.known);
    sessions_close(door.sessions);
    tablet_destroy(tablet);
}

static void a_launch_token_is_good_once_and_for_two_minutes(void **state)
{
    struct door *door = *state;
    char token[SESSIONS_TOKEN_TEXT], cookie[SESSIONS_TOKEN_TEXT] = "x";

    sessions_launch(door->sessions, token);
    assert_ok(door->tablet,
              sessions_join(door->sessions, span_of(token), cookie, &door->tablet->error));
    assert_int_equal(sessions_join(door->sessions, span_of(token), cookie, &door->tablet->error),
                     ERR_AUTH);
    assert_int_equal(sessions_join(door->sessions, span_of(cookie), cookie, &door->tablet->error),
                     ERR_AUTH); // a cookie is no launch token
    sessions_launch(door->sessions, token);
    door->tablet->boot_ms += SESSIONS_LAUNCH_MS;
    assert_int_equal(sessions_join(door->sessions, span_of(token), cookie, &door->tablet->error),
                     ERR_AUTH);
    assert_int_equal(sessions_join(door->sessions, span_of(""), cookie, &door->tablet->error),
                     ERR_AUTH);
    sessions_launch(door->sessions, token);
    door->tablet->wall_ms += INT64_C(86400000) * 365; // only the boot clock counts
    door->tablet->boot_ms += SESSIONS_LAUNCH_MS - 1;
    assert_ok(door->tablet,
              sessions_join(door->sessions, span_of(token), cookie, &door->tablet->error));
}

static void of_many_launch_tokens_the_last_four_stand(void **state)
{
    struct door *door = *state;
    char tokens[5][SESSIONS_TOKEN_TEXT], cookie[SESSIONS_TOKEN_TEXT];

    for (int i = 0; i < 5; i++)
        sessions_launch(door->sessions, tokens[i]);
    assert_int_equal(
        sessions_join(door->sessions, span_of(tokens[0]), cookie, &door->tablet->error), ERR_AUTH);
    for (int i = 4; i > 0; i--)
        assert_ok(door->tablet,
                  sessions_join(door->sessions, span_of(tokens[i]), cookie, &door->tablet->error));
}

static void a_new_launch_ends_the_session_before_it(void **state)
{
    struct door *door = *state;
    struct digest before = door->cookie;
    uint64_t number = door->number;
    struct sessions_view view;

    launch(door);
    sessions_look(door->sessions, &before, true, &view);
    assert_false(view.known);
    assert_state(door, SESSIONS_LOCKED);
    assert_true(door->number != number);
    door->number = number; // an unlock that was under way in the window before
    assert_int_equal(unlock(door, CHEN, "2580"), ERR_AUTH);
    assert_state(door, SESSIONS_LOCKED);
}

static void a_restarted_program_knows_the_cookie_and_is_locked(void **state)
{
    struct door *door = *state;

    restart(door);
    assert_state(door, SESSIONS_LOCKED);
    door->number = look(door, false).number;
    assert_ok(door->tablet, unlock(door, CHEN, "2580"));
    assert_state(door, SESSIONS_OPEN);
}

static void the_token_itself_is_not_kept(void **state)
{
    struct door *door = *state;
    char token[SESSIONS_TOKEN_TEXT], cookie[SESSIONS_TOKEN_TEXT];
    struct buffer text;

    sessions_launch(door->sessions, token);
    assert_ok(door->tablet,
              sessions_join(door->sessions, span_of(token), cookie, &door->tablet->error));
    buffer_init(&text, 4096);
    assert_ok(door->tablet,
              setting_read(door->tablet->store, "session", &text, &door->tablet->error));
    assert_null(strstr(text.data, cookie));
    assert_null(strstr(text.data, token));
    buffer_clear(&text);
}

static void it_locks_after_the_persons_minutes_without_a_touch(void **state)
{
    struct door *door = *state;
    struct preference preference = preference_default();
    struct uuid chen = person(CHEN);
    int rings = door->rings;

    door->tablet->boot_ms += 299999;
    assert_int_equal(look(door, true).state, SESSIONS_OPEN);
    door->tablet->boot_ms += 299999;
    assert_int_equal(look(door, false).state, SESSIONS_OPEN); // a look is no touch
    door->tablet->boot_ms += 1;
    assert_state(door, SESSIONS_LOCKED);
    assert_int_equal(door->rings, rings + 1);
    assert_ok(door->tablet, unlock(door, CHEN, "2580"));
    preference.lock = 0; // a minute
    assert_ok(door->tablet,
              preference_write(door->tablet->store, &chen, &preference, &door->tablet->error));
    sessions_reread(door->sessions);
    door->tablet->boot_ms += 60000;
    assert_state(door, SESSIONS_LOCKED);
    assert_ok(door->tablet, unlock(door, CHEN, "2580"));
    door->tablet->wall_ms += INT64_C(86400000) * 365; // a set clock is no time passed
    assert_state(door, SESSIONS_OPEN);
}

static void wrong_pins_wait_and_open_nothing(void **state)
{
    struct door *door = *state;

    sessions_lock(door->sessions);
    for (int i = 0; i < 3; i++)
        assert_int_equal(unlock(door, CHEN, "2581"), ERR_AUTH);
    assert_int_equal(door->wait_s, 30);
    assert_int_equal(unlock(door, CHEN, "2580"), ERR_BUSY);
    assert_state(door, SESSIONS_LOCKED);
}

static void a_first_pin_needs_a_colleague_once_somebody_has_one(void **state)
{
    struct door *door = *state;

    sessions_lock(door->sessions);
    assert_int_equal(set_pin(door, LI, "1357", NULL), ERR_DENIED);
    assert_state(door, SESSIONS_LOCKED);
    assert_ok(door->tablet, unlock(door, CHEN, "2580"));
    door->tablet->boot_ms += 300000; // meanwhile Chen's session has locked itself
    assert_int_equal(set_pin(door, LI, "1357", NULL), ERR_DENIED);
    assert_ok(door->tablet, unlock(door, CHEN, "2580"));
    assert_ok(door->tablet, set_pin(door, LI, "1357", NULL));
    assert_state(door, SESSIONS_OPEN);
    sessions_lock(door->sessions);
    assert_ok(door->tablet, unlock(door, LI, "1357"));
}

static void a_pin_is_changed_with_the_old_one_only(void **state)
{
    struct door *door = *state;

    assert_int_equal(set_pin(door, CHEN, "1357", NULL), ERR_AUTH);
    assert_int_equal(set_pin(door, CHEN, "1357", "1111"), ERR_AUTH);
    assert_ok(door->tablet, set_pin(door, CHEN, "1357", "2580"));
    sessions_lock(door->sessions);
    assert_int_equal(unlock(door, CHEN, "2580"), ERR_AUTH);
    assert_ok(door->tablet, unlock(door, CHEN, "1357"));
    // Guessing by way of changing waits as well.
    for (int i = 0; i < 3; i++)
        assert_int_equal(set_pin(door, CHEN, "97531", "2580"), ERR_AUTH);
    assert_int_equal(set_pin(door, CHEN, "97531", "1357"), ERR_BUSY);
}

static void the_customer_is_sent_away_by_a_pin_only(void **state)
{
    struct door *door = *state;
    struct uuid node = tablet_uuid(7), chen = person(CHEN);
    struct sessions_view view;

    assert_ok(door->tablet,
              sessions_hand(door->sessions, &node, "node_confirmation", &door->tablet->error));
    sessions_lock(door->sessions);
    door->tablet->boot_ms += 86400000;
    restart(door);
    launch(door); // a new window
    view = look(door, true);
    assert_int_equal(view.state, SESSIONS_CUSTOMER);
    assert_true(uuid_equal(&view.subject, &node));
    assert_true(uuid_equal(&view.person, &chen));
    assert_string_equal(view.form, "node_confirmation");
    assert_int_equal(unlock(door, CHEN, "2581"), ERR_AUTH);
    assert_int_equal(set_pin(door, LI, "1357", NULL), ERR_DENIED);
    assert_int_equal(sessions_hand(door->sessions, &node, "other", &door->tablet->error), ERR_AUTH);
    assert_int_equal(look(door, true).state, SESSIONS_CUSTOMER);
    assert_ok(door->tablet, unlock(door, CHEN, "2580"));
    assert_state(door, SESSIONS_OPEN);
    restart(door);
    assert_state(door, SESSIONS_LOCKED);
}

static void a_locked_tablet_is_handed_to_nobody(void **state)
{
    struct door *door = *state;
    struct uuid node = tablet_uuid(7);
    char long_list[SESSIONS_FORM + 1];

    memset(long_list, 'a', SESSIONS_FORM);
    long_list[SESSIONS_FORM] = '\0';
    sessions_lock(door->sessions);
    assert_int_equal(sessions_hand(door->sessions, &node, "x", &door->tablet->error), ERR_AUTH);
    assert_ok(door->tablet, unlock(door, CHEN, "2580"));
    assert_int_equal(sessions_hand(door->sessions, &node, long_list, &door->tablet->error),
                     ERR_INVALID);
    assert_state(door, SESSIONS_OPEN);
}

static void who_leaves_the_list_is_out_at_once(void **state)
{
    struct door *door = *state;

    assert_ok(door->tablet, set_pin(door, GONE, "1357", NULL));
    assert_state(door, SESSIONS_OPEN);
    list_persons(door->tablet, 2);
    assert_state(door, SESSIONS_LOCKED);
    assert_int_equal(unlock(door, GONE, "1357"), ERR_DENIED);
    assert_int_equal(set_pin(door, GONE, "97531", "1357"), ERR_DENIED);
    assert_ok(door->tablet, unlock(door, CHEN, "2580"));
}

static void what_each_likes_is_kept(void **state)
{
    struct door *door = *state;
    struct uuid chen = person(CHEN), li = person(LI), nobody = tablet_uuid(1);
    struct preference likes = {.language = 1, .theme = 2, .size = 2, .lock = 3}, read;
    const char *const broken[] = {"fr dark 100", "", "en", "999999", "en dark 150 30 more"};
    char name[64], id[UUID_TEXT];

    assert_ok(door->tablet,
              preference_write(door->tablet->store, &chen, &likes, &door->tablet->error));
    preference_read(door->tablet->store, &chen, &read);
    assert_memory_equal(&read, &likes, sizeof(likes));
    assert_int_equal(preference_lock_ms(&read), 30 * 60000);
    preference_read(door->tablet->store, &nobody, &read);
    assert_int_equal(preference_lock_ms(&read), 5 * 60000);
    uuid_format(&li, id);
    snprintf(name, sizeof(name), "preference %s", id);
    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
        assert_ok(door->tablet, setting_write(door->tablet->store, name, span_of(broken[i]),
                                              &door->tablet->error));
        preference_read(door->tablet->store, &li, &read);
        assert_in_range(preference_lock_ms(&read), 60000, 30 * 60000);
    }
}

#define DOOR(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DOOR(only_the_cookie_is_known),
        cmocka_unit_test(before_any_launch_no_cookie_is_known),
        DOOR(a_launch_token_is_good_once_and_for_two_minutes),
        DOOR(of_many_launch_tokens_the_last_four_stand),
        DOOR(a_new_launch_ends_the_session_before_it),
        DOOR(a_restarted_program_knows_the_cookie_and_is_locked),
        DOOR(the_token_itself_is_not_kept),
        DOOR(it_locks_after_the_persons_minutes_without_a_touch),
        DOOR(wrong_pins_wait_and_open_nothing),
        DOOR(a_first_pin_needs_a_colleague_once_somebody_has_one),
        DOOR(a_pin_is_changed_with_the_old_one_only),
        DOOR(the_customer_is_sent_away_by_a_pin_only),
        DOOR(a_locked_tablet_is_handed_to_nobody),
        DOOR(who_leaves_the_list_is_out_at_once),
        DOOR(what_each_likes_is_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
