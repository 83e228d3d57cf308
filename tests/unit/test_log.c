// SPDX-License-Identifier: Apache-2.0
#include "shared/base/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

struct heard {
    unsigned lines;
    enum log_level level;
    char last[4096];
};

static void hear(void *ctx, enum log_level level, const char *text)
{
    struct heard *heard = ctx;

    heard->lines++;
    heard->level = level;
    snprintf(heard->last, sizeof(heard->last), "%s", text);
}

static int64_t epoch(void *ctx)
{
    (void)ctx;
    return 0;
}

static struct log log_to(struct heard *heard)
{
    return (struct log){.ctx = heard, .line = hear, .clock = {.wall_ms = epoch}, .least = LOG_INFO};
}

static void a_line_holds_time_level_module_and_message(void **state)
{
    struct heard heard = {0};
    struct log log = log_to(&heard);

    log_write(&log, LOG_WARN, "sync", "gap actor=%s", "00ff");
    assert_int_equal(heard.level, LOG_WARN);
    assert_string_equal(heard.last, "1970-01-01T08:00:00.000+08:00 WARN sync: gap actor=00ff");
}

static void a_line_of_json_has_a_member_for_each_pair(void **state)
{
    struct heard heard = {0};
    struct log log = log_to(&heard);

    log.form = LOG_JSON;
    log_write(&log, LOG_ALARM, "sync", "a \"gap\" actor=%s came late n=%d", "00ff", 7);
    assert_string_equal(heard.last,
                        "{\"time\":\"1970-01-01T08:00:00.000+08:00\",\"level\":\"ALARM\","
                        "\"module\":\"sync\",\"message\":\"a \\\"gap\\\" came late\","
                        "\"actor\":\"00ff\",\"n\":\"7\"}");
    log_write(&log, LOG_INFO, "x", "A=1 =2 b= \x01\xff");
    assert_non_null(strstr(heard.last, "\"message\":\"A=1 =2 ?\",\"b\":\"\"}"));
}

static void a_line_for_the_journal_has_its_priority(void **state)
{
    struct heard heard = {0};
    struct log log = log_to(&heard);

    log.form = LOG_JOURNAL;
    log_write(&log, LOG_WARN, "sync", "gap actor=00ff");
    assert_string_equal(heard.last, "<4>sync: gap actor=00ff");
}

static void what_is_below_the_least_level_is_not_heard(void **state)
{
    struct heard heard = {0};
    struct log log = log_to(&heard);

    log_write(&log, LOG_DEBUG, "sync", "x");
    assert_int_equal(heard.lines, 0);
    log_write(&log, LOG_INFO, "sync", "x");
    assert_int_equal(heard.lines, 1);
}

static void a_silent_log_takes_everything(void **state)
{
    struct log log = {0};

    log_write(&log, LOG_ALARM, "sync", "x");
    log_write(NULL, LOG_ALARM, "sync", "x");
}

static void a_message_cannot_forge_a_second_line(void **state)
{
    struct heard heard = {0};
    struct log log = log_to(&heard);

    log_write(&log, LOG_INFO, "sync", "name=%s", "a\n1970 ALARM x\x1b[2J\r");
    assert_null(strchr(heard.last, '\n'));
    assert_null(strchr(heard.last, '\r'));
    assert_null(strchr(heard.last, 0x1b));
    assert_non_null(strstr(heard.last, "name=a 1970 ALARM x [2J "));
}

static void a_very_long_message_is_cut(void **state)
{
    struct heard heard = {0};
    struct log log = log_to(&heard);
    char text[10000];

    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    log_write(&log, LOG_INFO, "sync", "%s", text);
    assert_in_range(strlen(heard.last), 2000, 2200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_holds_time_level_module_and_message),
        cmocka_unit_test(a_line_of_json_has_a_member_for_each_pair),
        cmocka_unit_test(a_line_for_the_journal_has_its_priority),
        cmocka_unit_test(what_is_below_the_least_level_is_not_heard),
        cmocka_unit_test(a_silent_log_takes_everything),
        cmocka_unit_test(a_message_cannot_forge_a_second_line),
        cmocka_unit_test(a_very_long_message_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
