// SPDX-License-Identifier: Apache-2.0
#include "shared/base/machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

// closed -> opening -> open -> closed, and opening -> closed
enum door { DOOR_CLOSED, DOOR_OPENING, DOOR_OPEN, DOOR_COUNT };

static const struct machine_state door_states[DOOR_COUNT] = {
    [DOOR_CLOSED] = {"closed", MACHINE_TO(DOOR_OPENING)},
    [DOOR_OPENING] = {"opening", MACHINE_TO(DOOR_OPEN) | MACHINE_TO(DOOR_CLOSED)},
    [DOOR_OPEN] = {"open", MACHINE_TO(DOOR_CLOSED)},
};

static struct machine door(void)
{
    return (struct machine){.name = "door", .states = door_states, .count = DOOR_COUNT};
}

static void hear(void *ctx, enum log_level level, const char *text)
{
    snprintf(ctx, 200, "%d %s", (int)level, text);
}

static void allowed_moves_are_made(void **state)
{
    struct machine machine = door();

    assert_string_equal(machine_state_name(&machine), "closed");
    assert_int_equal(machine_move(&machine, DOOR_OPENING, NULL), ERR_OK);
    assert_int_equal(machine_move(&machine, DOOR_OPEN, NULL), ERR_OK);
    assert_int_equal(machine.state, DOOR_OPEN);
    assert_string_equal(machine_state_name(&machine), "open");
}

static void other_moves_change_nothing(void **state)
{
    struct machine machine = door();

    assert_int_equal(machine_move(&machine, DOOR_OPEN, NULL), ERR_INTERNAL);
    assert_int_equal(machine_move(&machine, DOOR_CLOSED, NULL), ERR_INTERNAL);
    assert_int_equal(machine_move(&machine, DOOR_COUNT, NULL), ERR_INTERNAL);
    assert_int_equal(machine_move(&machine, 4000000000U, NULL), ERR_INTERNAL);
    assert_int_equal(machine.state, DOOR_CLOSED);
}

static void moves_are_logged_and_wrong_ones_raise_an_alarm(void **state)
{
    char heard[200] = "";
    struct log log = {.ctx = heard, .line = hear, .clock = clock_system(), .least = LOG_DEBUG};
    struct machine machine = door();

    machine_move(&machine, DOOR_OPENING, &log);
    assert_non_null(strstr(heard, "DEBUG door: move from=closed to=opening"));
    machine_move(&machine, DOOR_OPENING, &log);
    assert_non_null(strstr(heard, "ALARM door: move not allowed from=opening to=opening"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allowed_moves_are_made),
        cmocka_unit_test(other_moves_change_nothing),
        cmocka_unit_test(moves_are_logged_and_wrong_ones_raise_an_alarm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
