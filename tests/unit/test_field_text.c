// SPDX-License-Identifier: Apache-2.0
#include "shared/data/field_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

static void a_text_becomes_a_value_of_the_fields_type(void **state)
{
    static const struct {
        const char *kind, *text, *value;
    } cases[] = {
        {"item_result", "note=裂缝 \"2 mm\"", "\"裂缝 \\\"2 mm\\\"\""},
        {"item_result", "amount_fen=-120", "-120"},
        {"item_result", "result=fail", "\"fail\""},
        {"item_result", "note=", "null"},
        {"item_result", "note:=\"\"", "\"\""},
        {"item_result", "note=a=b", "\"a=b\""},
        {"note", "deleted=true", "true"},
        {"call_back", "at=1795309200000", "1795309200000"},
        {"call_back", "at=2026-11-22 09:00", "1795309200000"},
        {"call_back", "at=2026-11-22", "1795276800000"},
        {"from_next_year", "anything=12", "\"12\""},
        {"from_next_year", "anything:= 12 ", "12"},
        {"from_next_year", "anything:=\"\\u0041\"", "\"A\""},
    };
    struct error error = {0};
    struct arena arena;
    struct field field;

    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(ERR_OK, field_text_read(span_of(cases[i].kind), span_of(cases[i].text),
                                                 &arena, &field, &error));
        assert_string_equal(field.value.data, cases[i].value);
        assert_int_equal(field.value.len, strlen(cases[i].value));
    }
    arena_clear(&arena);
}

static void what_does_not_fit_the_type_is_refused_with_a_reason(void **state)
{
    static const struct {
        const char *kind, *text;
        enum err code;
    } cases[] = {
        {"note", "text", ERR_USAGE},
        {"note", "", ERR_USAGE},
        {"note", "text=\xFF", ERR_INVALID},
        {"note", "text:={", ERR_INVALID},
        {"note", "text:=1.5", ERR_INVALID},
        {"note", "deleted=maybe", ERR_INVALID},
        {"call_back", "at=2026-13-22", ERR_INVALID},
        {"call_back", "at=14:00", ERR_INVALID},
        {"call_back", "at=+3d", ERR_INVALID},
        {"call_back", "at=now", ERR_INVALID},
        {"item_result", "amount_fen=12.50", ERR_INVALID},
        {"item_result", "amount_fen=9007199254740992", ERR_INVALID},
        {"item_result", "amount_fen=99999999999999999999", ERR_INVALID},
    };
    struct error error = {0};
    struct arena arena;
    struct field field;

    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        error_clear(&error);
        assert_int_equal(
            field_text_read(span_of(cases[i].kind), span_of(cases[i].text), &arena, &field, &error),
            cases[i].code);
        assert_true(error.detail[0] != '\0');
    }
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_becomes_a_value_of_the_fields_type),
        cmocka_unit_test(what_does_not_fit_the_type_is_refused_with_a_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
