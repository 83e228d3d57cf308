// SPDX-License-Identifier: Apache-2.0
#include "server/sync/log_line.h"
#include "shared/wire/log_head.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

struct sample {
    struct buffer head;
    struct signoff_leaf leaves[LOG_LINE_LEAVES_MAX + 1];
    struct log_line line;
    struct buffer text;
    struct arena arena;
};

static void make(struct sample *sample, uint64_t from, size_t count, uint64_t size)
{
    struct log_head head = {.epoch = 7, .size = size, .time_ms = 5};

    memset(sample, 0, sizeof(*sample));
    buffer_init(&sample->head, LOG_HEAD_MAX);
    buffer_init(&sample->text, 1 << 20);
    arena_init(&sample->arena, 1 << 20);
    log_head_format(&head, &sample->head);
    for (size_t i = 0; i < count; i++) {
        sample->leaves[i] = (struct signoff_leaf){.index = from + i, .leaf = span_of("{\"a\":1}")};
        sample->leaves[i].signoff.bytes[15] = (uint8_t)i;
        sample->leaves[i].site.bytes[15] = 9;
    }
    sample->line = (struct log_line){.stamp = {.number = 12, .tag = 0xabc},
                                     .head = {.size = size,
                                              .certificate = {"cert", 4},
                                              .head = {sample->head.data, sample->head.len},
                                              .seal = {"seal", 4}},
                                     .leaves = sample->leaves,
                                     .count = count};
    assert_true(log_line_format(&sample->line, &sample->text));
}

static void drop(struct sample *sample)
{
    buffer_clear(&sample->head);
    buffer_clear(&sample->text);
    arena_clear(&sample->arena);
}

static enum err parse(struct sample *sample, struct log_line *out)
{
    arena_reset(&sample->arena);
    return log_line_parse((struct span){sample->text.data, sample->text.len}, &sample->arena, out,
                          NULL);
}

static void a_line_is_read_as_it_was_written(void **state)
{
    struct sample sample;
    struct log_line line;

    (void)state;
    make(&sample, 40, 3, 43);
    assert_true(log_line_is((struct span){sample.text.data, sample.text.len}));
    assert_int_equal(parse(&sample, &line), ERR_OK);
    assert_int_equal(line.stamp.number, 12);
    assert_int_equal(line.stamp.tag, 0xabc);
    assert_int_equal(line.count, 3);
    assert_int_equal(line.head.size, 43);
    assert_true(span_is(line.head.certificate, "cert"));
    assert_true(span_is(line.head.seal, "seal"));
    assert_true(span_equal(line.head.head, (struct span){sample.head.data, sample.head.len}));
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(line.leaves[i].index, 40 + i);
        assert_true(span_is(line.leaves[i].leaf, "{\"a\":1}"));
        assert_true(uuid_equal(&line.leaves[i].signoff, &sample.leaves[i].signoff));
        assert_true(uuid_equal(&line.leaves[i].site, &sample.leaves[i].site));
    }
    drop(&sample);
}

static void leaves_must_lead_up_to_the_head(void **state)
{
    static const struct {
        uint64_t from;
        size_t count;
        uint64_t size;
        enum err code;
    } cases[] = {
        {0, 1, 1, ERR_OK},
        {0, 1, 2, ERR_PARSE},
        {5, 2, 6, ERR_PARSE},
        {5, 2, 1, ERR_PARSE},
        {0, LOG_LINE_LEAVES_MAX, LOG_LINE_LEAVES_MAX, ERR_OK},
        {0, LOG_LINE_LEAVES_MAX + 1, LOG_LINE_LEAVES_MAX + 1, ERR_PARSE},
    };
    struct sample sample;
    struct log_line line;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        make(&sample, cases[i].from, cases[i].count, cases[i].size);
        assert_int_equal(parse(&sample, &line), cases[i].code);
        drop(&sample);
    }
}

static void a_cut_or_changed_line_is_none_or_another(void **state)
{
    struct sample sample;
    struct log_line line;
    size_t whole;

    (void)state;
    make(&sample, 3, 2, 5);
    whole = sample.text.len;
    for (sample.text.len = 0; sample.text.len < whole; sample.text.len++)
        assert_int_equal(parse(&sample, &line), ERR_PARSE);
    for (size_t i = 0; i < whole; i++) {
        sample.text.data[i] ^= 0x10;
        parse(&sample, &line); // whatever it says: no crash, no read beyond
        sample.text.data[i] ^= 0x10;
    }
    assert_int_equal(parse(&sample, &line), ERR_OK);
    sample.arena.max_bytes = 64;
    assert_int_equal(parse(&sample, &line), ERR_PARSE); // no memory, no line
    drop(&sample);
}

static void other_lines_of_the_ledger_are_none(void **state)
{
    (void)state;
    assert_false(log_line_is(span_of("{\"epoch\":\"00\"}")));
    assert_false(log_line_is(span_of("{\"log\"")));
    assert_false(log_line_is(span_of("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_read_as_it_was_written),
        cmocka_unit_test(leaves_must_lead_up_to_the_head),
        cmocka_unit_test(a_cut_or_changed_line_is_none_or_another),
        cmocka_unit_test(other_lines_of_the_ledger_are_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
