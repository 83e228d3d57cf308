// SPDX-License-Identifier: Apache-2.0
#include "shared/base/option.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

static const char *const formats[] = {"html", "csv", "json", NULL};
static const struct option flag
    = {.name = "once", .type = OPTION_FLAG, .help_zh = "一次", .help_en = "once"};
static const struct option text = {.name = "reason",
                                   .type = OPTION_TEXT,
                                   .placeholder = "TEXT",
                                   .required = true,
                                   .help_zh = "原因",
                                   .help_en = "why"};
static const struct option integer = {.name = "wait",
                                      .type = OPTION_INTEGER,
                                      .placeholder = "N",
                                      .min = -5,
                                      .max = 60,
                                      .unit = "s",
                                      .help_zh = "等待",
                                      .help_en = "how long"};
static const struct option choice = {.name = "format",
                                     .type = OPTION_CHOICE,
                                     .choices = formats,
                                     .help_zh = "格式",
                                     .help_en = "format"};
static const struct option list = {
    .name = "role", .type = OPTION_LIST, .placeholder = "R", .help_zh = "角色", .help_en = "role"};

static enum err take(const struct option *option, const char *given, struct option_value *value,
                     struct error *error)
{
    *value = (struct option_value){0};
    return option_take(option, given, value, error);
}

static void a_flag_takes_no_value_and_the_others_need_one(void **state)
{
    struct option_value value;
    struct error error = {0};

    assert_int_equal(take(&flag, NULL, &value, &error), ERR_OK);
    assert_true(value.given);
    assert_int_equal(take(&flag, "yes", &value, &error), ERR_USAGE);
    assert_non_null(strstr(error.detail, "'yes'"));
    assert_int_equal(take(&text, NULL, &value, &error), ERR_USAGE);
    assert_int_equal(take(&integer, NULL, &value, &error), ERR_USAGE);
    assert_int_equal(take(&choice, NULL, &value, &error), ERR_USAGE);
    assert_int_equal(take(&list, NULL, &value, &error), ERR_USAGE);
    assert_int_equal(take(&text, "", &value, &error), ERR_OK);
    assert_string_equal(value.text, "");
}

static void numbers_outside_the_range_are_quoted_back(void **state)
{
    static const char *const bad[] = {"61", "-6", "", "1.5", "0x10", "ten", "99999999999999999999"};
    struct option_value value;
    struct error error = {0};

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(take(&integer, bad[i], &value, &error), ERR_INVALID);
        assert_non_null(strstr(error.detail, "-5 to 60 s"));
        assert_non_null(strstr(error.detail, bad[i]));
    }
    assert_int_equal(take(&integer, "-5", &value, &error), ERR_OK);
    assert_int_equal(value.integer, -5);
    assert_int_equal(take(&integer, "60", &value, &error), ERR_OK);
    assert_int_equal(value.integer, 60);
}

static void a_wrong_choice_suggests_the_nearest(void **state)
{
    struct option_value value;
    struct error error = {0};

    assert_int_equal(take(&choice, "csv", &value, &error), ERR_OK);
    assert_string_equal(value.text, "csv");
    assert_int_equal(take(&choice, "jsno", &value, &error), ERR_INVALID);
    assert_non_null(strstr(error.detail, "did you mean 'json'?"));
    assert_int_equal(take(&choice, "pdf", &value, &error), ERR_INVALID);
    assert_non_null(strstr(error.detail, "'pdf'"));
}

static void only_a_list_may_be_given_twice(void **state)
{
    struct option_value value = {0};
    struct error error = {0};

    assert_int_equal(option_take(&text, "a", &value, &error), ERR_OK);
    assert_int_equal(option_take(&text, "a", &value, &error), ERR_USAGE);
    assert_string_equal(error.detail, "--reason is given twice");
    value = (struct option_value){0};
    for (int i = 0; i < 100; i++)
        assert_int_equal(option_take(&list, i ? "b" : "a", &value, &error), ERR_OK);
    assert_int_equal(value.list_count, 100);
    assert_string_equal(value.list[0], "a");
    assert_string_equal(value.list[99], "b");
    option_value_clear(&value);
    assert_null(value.list);
}

static void help_shows_form_range_and_both_languages(void **state)
{
    const struct option *const all[] = {&flag, &text, &integer, &choice, &list};
    struct buffer out;

    buffer_init(&out, 10000);
    for (size_t i = 0; i < 5; i++)
        option_print_help(all[i], &out);
    assert_string_equal(out.data, "  --once\n      一次\n      once\n"
                                  "  --reason TEXT  (必需 required)\n      原因\n      why\n"
                                  "  --wait N  (-5…60 s)\n      等待\n      how long\n"
                                  "  --format html|csv|json\n      格式\n      format\n"
                                  "  --role R  (可重复 repeatable)\n      角色\n      role\n");
    buffer_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_flag_takes_no_value_and_the_others_need_one),
        cmocka_unit_test(numbers_outside_the_range_are_quoted_back),
        cmocka_unit_test(a_wrong_choice_suggests_the_nearest),
        cmocka_unit_test(only_a_list_may_be_given_twice),
        cmocka_unit_test(help_shows_form_range_and_both_languages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
