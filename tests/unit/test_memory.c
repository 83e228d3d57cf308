// SPDX-License-Identifier: Apache-2.0
#include "shared/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void an_allocation_is_zeroed_and_never_null(void **state)
{
    char *bytes = mem_alloc(100), *nothing = mem_alloc(0);

    for (int i = 0; i < 100; i++)
        assert_int_equal(bytes[i], 0);
    assert_non_null(nothing);
    mem_free(bytes);
    mem_free(nothing);
    mem_free(NULL);
}

static void a_copy_of_no_text_is_no_text(void **state)
{
    char *copy = mem_dup_text("铅垂线");

    assert_string_equal(copy, "铅垂线");
    assert_null(mem_dup_text(NULL));
    mem_free(copy);
}

static void resizing_keeps_the_content(void **state)
{
    char *bytes = mem_dup("abcd", 4);

    bytes = mem_resize(bytes, 4000);
    assert_memory_equal(bytes, "abcd", 4);
    mem_free(bytes);
}

static void an_array_has_room_for_one_more_and_keeps_what_is_in_it(void **state)
{
    uint32_t *numbers = NULL;
    size_t room = 0;

    (void)state;
    for (uint32_t i = 0; i < 1000; i++) {
        const size_t before = room;
        uint32_t *now = mem_room(numbers, i, &room, sizeof(*numbers));

        assert_true(room > i);
        assert_true(room == before || room >= 2 * before); // seldom moved
        assert_true(room != before || now == numbers);
        numbers = now;
        numbers[i] = i;
    }
    for (uint32_t i = 0; i < 1000; i++)
        assert_int_equal(numbers[i], i);
    mem_free(numbers);
}

static void an_impossible_try_returns_null(void **state)
{
    volatile size_t impossible = SIZE_MAX / 2;

    assert_null(mem_try(impossible));
}

static void an_array_whose_size_overflows_stops_the_program(void **state)
{
    volatile size_t count = SIZE_MAX / 2;
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        close(STDERR_FILENO);
        mem_alloc_array(count, 4);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
}

static void wiping_leaves_nothing(void **state)
{
    char secret[] = "secret";

    mem_wipe(secret, sizeof(secret));
    for (size_t i = 0; i < sizeof(secret); i++)
        assert_int_equal(secret[i], 0);
    mem_wipe(NULL, 0);
}

static void arena_pieces_are_aligned_zeroed_and_apart(void **state)
{
    struct arena arena;
    unsigned char *last = NULL;

    arena_init(&arena, 1 << 20);
    for (size_t size = 1; size < 200; size++) {
        unsigned char *piece = arena_take(&arena, size);

        assert_non_null(piece);
        assert_int_equal((uintptr_t)piece % 16, 0);
        assert_true(piece != last);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(piece[i], 0);
        memset(piece, 0xFF, size);
        last = piece;
    }
    assert_non_null(arena_take(&arena, 0));
    arena_clear(&arena);
}

static void an_arena_stops_at_its_maximum_and_stays_failed(void **state)
{
    struct arena arena;

    arena_init(&arena, 64);
    assert_non_null(arena_take(&arena, 48));
    assert_null(arena_take(&arena, 17));
    assert_true(arena.failed);
    assert_null(arena_take(&arena, 1)); // though it would fit
    arena_reset(&arena);
    assert_false(arena.failed);
    assert_non_null(arena_take(&arena, 64));
    arena_clear(&arena);
}

static void an_arena_refuses_sizes_that_overflow(void **state)
{
    struct arena arena;

    arena_init(&arena, SIZE_MAX);
    assert_null(arena_take(&arena, SIZE_MAX));
    arena_reset(&arena);
    assert_null(arena_dup(&arena, "", SIZE_MAX));
    assert_false(arena.failed);
    arena_clear(&arena);
}

static void a_piece_larger_than_a_block_gets_its_own(void **state)
{
    struct arena arena;
    char *small, *large;

    arena_init(&arena, 10 << 20);
    small = arena_dup(&arena, "small", 5);
    large = arena_take(&arena, 1 << 20);
    memset(large, 1, 1 << 20);
    assert_string_equal(small, "small");
    assert_string_equal(arena_dup(&arena, "abc", 2), "ab");
    arena_clear(&arena);
}

static void a_reset_arena_zeroes_what_it_hands_out_again(void **state)
{
    struct arena arena;
    char *first, *again;

    arena_init(&arena, 1 << 20);
    first = arena_take(&arena, 64);
    memset(first, 7, 64);
    for (int i = 0; i < 100; i++)
        arena_take(&arena, 1000);
    arena_reset(&arena);
    again = arena_take(&arena, 64);
    assert_ptr_equal(first, again);
    for (int i = 0; i < 64; i++)
        assert_int_equal(again[i], 0);
    assert_int_equal(arena.used_bytes, 64);
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_allocation_is_zeroed_and_never_null),
        cmocka_unit_test(a_copy_of_no_text_is_no_text),
        cmocka_unit_test(resizing_keeps_the_content),
        cmocka_unit_test(an_array_has_room_for_one_more_and_keeps_what_is_in_it),
        cmocka_unit_test(an_impossible_try_returns_null),
        cmocka_unit_test(an_array_whose_size_overflows_stops_the_program),
        cmocka_unit_test(wiping_leaves_nothing),
        cmocka_unit_test(arena_pieces_are_aligned_zeroed_and_apart),
        cmocka_unit_test(an_arena_stops_at_its_maximum_and_stays_failed),
        cmocka_unit_test(an_arena_refuses_sizes_that_overflow),
        cmocka_unit_test(a_piece_larger_than_a_block_gets_its_own),
        cmocka_unit_test(a_reset_arena_zeroes_what_it_hands_out_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
