// SPDX-License-Identifier: Apache-2.0
#include "server/storage/ledger.h"

#include "shared/crypto/hash.h"
#include "tests/unit/faulty_disk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static const char path[] = "ledger/office.jsonl";

struct place {
    char folder[64];
    struct disk disk;
    struct error error;
};

static int setup(void **state)
{
    struct place *place = calloc(1, sizeof(*place));

    snprintf(place->folder, sizeof(place->folder), "/tmp/plumb_ledger_XXXXXX");
    *state = place;
    if (!mkdtemp(place->folder) || disk_system_open(place->folder, false, &place->disk, NULL)
        || place->disk.make_folder(place->disk.ctx, "ledger"))
        return -1;
    faulty_wrap(&place->disk);
    return 0;
}

static int teardown(void **state)
{
    struct place *place = *state;
    pid_t child;

    disk_system_close(&place->disk);
    child = fork();
    if (child == 0) {
        execlp("rm", "rm", "-rf", place->folder, (char *)NULL);
        _exit(1);
    }
    waitpid(child, NULL, 0);
    free(place);
    return 0;
}

static struct ledger *open_it(struct place *place)
{
    struct ledger *ledger = NULL;

    if (ledger_open(&place->disk, path, &ledger, &place->error))
        fail_msg("%s", place->error.detail);
    return ledger;
}

static enum err append(struct ledger *ledger, const char *text)
{
    return ledger_append(ledger, span_of(text), NULL);
}

static enum err note(void *arg, struct span text, struct error *error)
{
    struct buffer *out = arg;

    buffer_append(out, text.data, text.len);
    buffer_append_char(out, ' ');
    return span_is(text, "[\"stop\"]") ? error_set(error, ERR_NOT_FOUND, "stopped") : ERR_OK;
}

// What a replay gives, and its result.
static void assert_replay(struct place *place, enum err code, const char *texts)
{
    struct buffer out;

    buffer_init(&out, 16 << 20);
    assert_int_equal(ledger_replay(&place->disk, path, note, &out, &place->error), code);
    assert_string_equal(out.data ? out.data : "", texts);
    buffer_clear(&out);
}

static void read_bytes(struct place *place, struct buffer *out)
{
    buffer_init(out, 16 << 20);
    assert_int_equal(disk_read_file(&place->disk, path, out, NULL), ERR_OK);
}

static void write_bytes(struct place *place, const void *bytes, size_t len)
{
    assert_int_equal(disk_write_file(&place->disk, path, bytes, len, NULL), ERR_OK);
}

static void write_three(struct place *place)
{
    struct ledger *ledger = open_it(place);

    assert_int_equal(append(ledger, "[1]"), ERR_OK);
    assert_int_equal(append(ledger, "{\"two\":\"二\"}"), ERR_OK);
    assert_int_equal(append(ledger, "3"), ERR_OK);
    ledger_close(ledger);
}

static void lines_come_back_in_order_over_restarts(void **state)
{
    struct place *place = *state;
    struct ledger *ledger;

    assert_replay(place, ERR_NOT_FOUND, "");
    ledger = open_it(place);
    assert_replay(place, ERR_OK, "");
    assert_int_equal(append(ledger, "[1]"), ERR_OK);
    ledger_close(ledger);
    ledger = open_it(place);
    assert_int_equal(append(ledger, "{\"two\":\"二\"}"), ERR_OK);
    assert_int_equal(append(ledger, "3"), ERR_OK);
    assert_replay(place, ERR_OK, "[1] {\"two\":\"二\"} 3 ");
    ledger_close(ledger);
    ledger_close(NULL);
}

static void the_file_is_json_lines_chained_by_sha_256(void **state)
{
    struct place *place = *state;
    struct digest chain = {{0}};
    struct buffer bytes;
    char expected[200], hex[HASH_TEXT];
    struct ledger *ledger = open_it(place);

    assert_int_equal(append(ledger, "[1]"), ERR_OK);
    ledger_close(ledger);
    hash_pair(chain.bytes, HASH_BYTES, "[1]", 3, &chain);
    digest_format(&chain, hex);
    snprintf(expected, sizeof(expected), "{\"chain\":\"%s\",\"entry\":[1]}\n", hex);
    read_bytes(place, &bytes);
    assert_string_equal(bytes.data, expected);
    buffer_clear(&bytes);
}

static void every_line_is_synced_and_so_is_the_name_of_a_new_file(void **state)
{
    struct place *place = *state;
    struct ledger *ledger;

    faulty_forget();
    ledger = open_it(place);
    assert_string_equal(faulty.trace, "create sync_folder ");
    faulty_forget();
    assert_int_equal(append(ledger, "1"), ERR_OK);
    assert_int_equal(append(ledger, "2"), ERR_OK);
    assert_string_equal(faulty.trace, "write sync write sync ");
    faulty_forget();
    ledger_close(ledger);
    ledger_close(open_it(place));
    assert_string_equal(faulty.trace, "");
}

static void what_is_no_line_is_refused(void **state)
{
    struct place *place = *state;
    struct ledger *ledger = open_it(place);
    char *large = malloc(LEDGER_LINE_MAX + 1);

    memset(large, '1', LEDGER_LINE_MAX + 1);
    assert_int_equal(append(ledger, ""), ERR_INVALID);
    assert_int_equal(append(ledger, "1\n2"), ERR_INVALID);
    assert_int_equal(ledger_append(ledger, (struct span){"1\0002", 3}, NULL), ERR_INVALID);
    assert_int_equal(ledger_append(ledger, (struct span){large, LEDGER_LINE_MAX + 1}, NULL),
                     ERR_INVALID);
    assert_replay(place, ERR_OK, "");
    assert_int_equal(ledger_append(ledger, (struct span){large, LEDGER_LINE_MAX}, NULL), ERR_OK);
    assert_int_equal(append(ledger, "2"), ERR_OK);
    ledger_close(ledger);
    ledger = open_it(place); // so long a line is also read
    assert_int_equal(append(ledger, "3"), ERR_OK);
    ledger_close(ledger);
    free(large);
}

static void a_callback_may_stop_and_say_why(void **state)
{
    struct place *place = *state;
    struct ledger *ledger = open_it(place);

    assert_int_equal(append(ledger, "[1]"), ERR_OK);
    assert_int_equal(append(ledger, "[\"stop\"]"), ERR_OK);
    ledger_close(ledger);
    assert_replay(place, ERR_NOT_FOUND, "[1] [\"stop\"] ");
    assert_string_equal(place->error.detail, "stopped");
}

static void a_line_torn_at_any_byte_is_left_out_and_cut_off(void **state)
{
    struct place *place = *state;
    struct buffer whole, after;
    size_t second;

    write_three(place);
    read_bytes(place, &whole);
    second = (size_t)((const char *)memrchr(whole.data, '\n', whole.len - 1) - whole.data) + 1;
    for (size_t len = second; len < whole.len; len++) {
        struct ledger *ledger;

        write_bytes(place, whole.data, len);
        assert_replay(place, ERR_OK, "[1] {\"two\":\"二\"} ");
        ledger = open_it(place);
        read_bytes(place, &after);
        assert_int_equal(after.len, second);
        buffer_clear(&after);
        assert_int_equal(append(ledger, "3"), ERR_OK);
        ledger_close(ledger);
        read_bytes(place, &after);
        assert_string_equal(after.data, whole.data);
        buffer_clear(&after);
    }
    buffer_clear(&whole);
}

static void a_hole_that_a_crash_left_in_the_last_line_is_a_torn_line(void **state)
{
    struct place *place = *state;
    struct buffer bytes;
    size_t second;

    write_three(place);
    read_bytes(place, &bytes);
    second = (size_t)((const char *)memrchr(bytes.data, '\n', bytes.len - 1) - bytes.data) + 1;
    memset(bytes.data + second, 0, 20);
    write_bytes(place, bytes.data, bytes.len);
    assert_replay(place, ERR_OK, "[1] {\"two\":\"二\"} ");
    ledger_close(open_it(place));
    assert_replay(place, ERR_OK, "[1] {\"two\":\"二\"} ");
    memset(bytes.data + 5, 0, 20); // but not one further up
    write_bytes(place, bytes.data, bytes.len);
    assert_replay(place, ERR_CORRUPT, "");
    buffer_clear(&bytes);
}

static void any_changed_bit_breaks_the_chain(void **state)
{
    struct place *place = *state;
    struct buffer bytes;
    struct ledger *ledger;

    write_three(place);
    read_bytes(place, &bytes);
    for (size_t i = 0; i < bytes.len - 1; i++) {
        bytes.data[i] ^= 1;
        write_bytes(place, bytes.data, bytes.len);
        ledger = (void *)1;
        if (ledger_open(&place->disk, path, &ledger, NULL) != ERR_CORRUPT)
            fail_msg("byte %zu", i);
        assert_null(ledger);
        bytes.data[i] ^= 1;
    }
    bytes.data[10] ^= 1;
    write_bytes(place, bytes.data, bytes.len);
    assert_replay(place, ERR_CORRUPT, "");
    assert_non_null(strstr(place->error.detail, "line 1"));
    bytes.data[10] ^= 1;
    bytes.data[bytes.len - 3] ^= 1;
    write_bytes(place, bytes.data, bytes.len);
    assert_replay(place, ERR_CORRUPT, "[1] {\"two\":\"二\"} ");
    assert_non_null(strstr(place->error.detail, "line 3"));
    buffer_clear(&bytes);
}

static void a_line_taken_out_or_moved_breaks_the_chain(void **state)
{
    struct place *place = *state;
    struct buffer bytes;
    const char *second, *third;

    write_three(place);
    read_bytes(place, &bytes);
    second = strchr(bytes.data, '\n') + 1;
    third = strchr(second, '\n') + 1;
    write_bytes(place, second, bytes.len - (size_t)(second - bytes.data));
    assert_replay(place, ERR_CORRUPT, "");
    memmove(bytes.data + (second - bytes.data), third, strlen(third) + 1);
    write_bytes(place, bytes.data, strlen(bytes.data));
    assert_replay(place, ERR_CORRUPT, "[1] ");
    buffer_clear(&bytes);
}

static void garbage_is_no_ledger(void **state)
{
    struct place *place = *state;
    char *endless = malloc(LEDGER_LINE_MAX * 2);
    struct ledger *ledger = NULL;

    write_bytes(place, "hello\n", 6);
    assert_replay(place, ERR_CORRUPT, "");
    write_bytes(place, "\n", 1);
    assert_replay(place, ERR_CORRUPT, "");
    memset(endless, 'x', LEDGER_LINE_MAX * 2);
    write_bytes(place, endless, LEDGER_LINE_MAX * 2);
    assert_replay(place, ERR_CORRUPT, "");
    assert_int_equal(ledger_open(&place->disk, path, &ledger, NULL), ERR_CORRUPT);
    free(endless);
}

static void a_full_disk_leaves_the_lines_before(void **state)
{
    struct place *place = *state;
    struct ledger *ledger = open_it(place);

    assert_int_equal(append(ledger, "1"), ERR_OK);
    for (size_t len = 0; len < 90; len += 13) {
        faulty_forget();
        faulty.fail_in = 1;
        faulty.code = ERR_FULL;
        faulty.short_write = len;
        assert_int_equal(append(ledger, "2"), ERR_FULL);
        assert_replay(place, ERR_OK, "1 ");
    }
    faulty_forget();
    assert_int_equal(append(ledger, "3"), ERR_OK);
    ledger_close(ledger);
    assert_replay(place, ERR_OK, "1 3 ");
}

static void what_cannot_be_synced_or_cut_off_is_mended_later(void **state)
{
    struct place *place = *state;
    struct ledger *ledger = open_it(place);

    assert_int_equal(append(ledger, "1"), ERR_OK);
    faulty.fail_in = 2; // the sync
    assert_int_equal(append(ledger, "2"), ERR_IO);
    assert_replay(place, ERR_OK, "1 ");
    faulty.fail_in = 1; // the write, and the truncation after it
    faulty.fail_also = 1;
    faulty.short_write = 40;
    assert_int_equal(append(ledger, "2"), ERR_IO);
    faulty.fail_in = 1; // the truncation before the next
    assert_int_equal(append(ledger, "2"), ERR_IO);
    assert_int_equal(append(ledger, "3"), ERR_OK);
    assert_replay(place, ERR_OK, "1 3 ");

    faulty.fail_in = 1;
    faulty.fail_also = 1;
    assert_int_equal(append(ledger, "4"), ERR_IO);
    ledger_close(ledger); // and if nothing comes any more, at the next start
    ledger = open_it(place);
    assert_int_equal(append(ledger, "5"), ERR_OK);
    ledger_close(ledger);
    assert_replay(place, ERR_OK, "1 3 5 ");
}

static void many_lines_are_read_across_blocks(void **state)
{
    struct place *place = *state;
    struct ledger *ledger = open_it(place);
    struct buffer expected, text;

    buffer_init(&expected, 16 << 20);
    buffer_init(&text, 1 << 20);
    for (size_t i = 0; i < 60; i++) {
        buffer_reset(&text);
        for (size_t k = 0; k < i * i * 5 + 1; k++)
            buffer_append_char(&text, (char)('0' + i % 10));
        assert_int_equal(append(ledger, text.data), ERR_OK);
        buffer_append(&expected, text.data, text.len);
        buffer_append_char(&expected, ' ');
    }
    ledger_close(ledger);
    assert_replay(place, ERR_OK, expected.data);
    buffer_clear(&expected);
    buffer_clear(&text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(lines_come_back_in_order_over_restarts),
        TEST(the_file_is_json_lines_chained_by_sha_256),
        TEST(every_line_is_synced_and_so_is_the_name_of_a_new_file),
        TEST(what_is_no_line_is_refused),
        TEST(a_callback_may_stop_and_say_why),
        TEST(a_line_torn_at_any_byte_is_left_out_and_cut_off),
        TEST(a_hole_that_a_crash_left_in_the_last_line_is_a_torn_line),
        TEST(any_changed_bit_breaks_the_chain),
        TEST(a_line_taken_out_or_moved_breaks_the_chain),
        TEST(garbage_is_no_ledger),
        TEST(a_full_disk_leaves_the_lines_before),
        TEST(what_cannot_be_synced_or_cut_off_is_mended_later),
        TEST(many_lines_are_read_across_blocks),
    };

    return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
