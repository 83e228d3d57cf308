// SPDX-License-Identifier: Apache-2.0
#include "server/cli/import_rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct gathering {
    struct arena arena;
    struct buffer text; // "line:name=value,name=value\n" for each row; JSON values in '<' and '>'
    size_t refuse_at;   // this row is refused; 0: none
    size_t rows;
    struct error error;
};

static enum err gather(void *arg, const struct import_row *row, struct error *error)
{
    struct gathering *g = arg;

    if (++g->rows == g->refuse_at)
        return error_set(error, ERR_NOT_FOUND, "no such person");
    buffer_printf(&g->text, "%zu:", row->line);
    for (size_t i = 0; i < row->count; i++)
        buffer_printf(&g->text, row->pairs[i].json ? "%.*s=<%.*s>," : "%.*s=%.*s,",
                      (int)row->pairs[i].name.len, row->pairs[i].name.data,
                      (int)row->pairs[i].value.len, row->pairs[i].value.data);
    buffer_append_char(&g->text, '\n');
    return ERR_OK;
}

static int setup(void **state)
{
    struct gathering *g = calloc(1, sizeof(*g));

    arena_init(&g->arena, 128 << 20);
    buffer_init(&g->text, 1 << 20);
    *state = g;
    return 0;
}

static int teardown(void **state)
{
    struct gathering *g = *state;

    arena_clear(&g->arena);
    buffer_clear(&g->text);
    free(g);
    return 0;
}

static enum err read_bytes(struct gathering *g, const char *bytes, size_t len)
{
    buffer_reset(&g->text);
    g->rows = 0;
    return import_rows_read((struct span){bytes, len}, &g->arena, gather, g, &g->error);
}

static void expect(struct gathering *g, const char *text, const char *wanted)
{
    if (read_bytes(g, text, strlen(text)))
        fail_msg("%s", g->error.detail);
    assert_string_equal(g->text.data ? g->text.data : "", wanted);
}

static void expect_fault(struct gathering *g, const char *text, enum err code, const char *where)
{
    assert_int_equal(read_bytes(g, text, strlen(text)), code);
    if (!strstr(g->error.detail, where))
        fail_msg("\"%s\" does not say \"%s\"", g->error.detail, where);
}

static void a_table_is_read_by_its_header(void **state)
{
    expect(*state, "name,number\n张三,P001\n李四,P002\n",
           "2:name=张三,number=P001,\n3:name=李四,number=P002,\n");
}

static void the_last_line_needs_no_end(void **state)
{
    expect(*state, "name,number\n张三,P001", "2:name=张三,number=P001,\n");
}

static void spreadsheets_of_every_kind_are_read(void **state)
{
    expect(*state, "\xEF\xBB\xBFname,number\r\n张三,P001\r\n", "2:name=张三,number=P001,\n");
    expect(*state, "name;number\n\"a;b\";1,5\n", "2:name=a;b,number=1,5,\n");
    expect(*state, "name,number\n\n\r\na,1\n\n", "4:name=a,number=1,\n");
}

static void quoted_cells_hold_anything_and_lines_are_still_counted(void **state)
{
    expect(*state, "name,number\n\"say \"\"hi\"\", twice\nor more\",1\nb,2\n",
           "2:name=say \"hi\", twice\nor more,number=1,\n4:name=b,number=2,\n");
    expect(*state, "name,number\n\"\",\"\"\n,\n\"\",1\n", "4:name=,number=1,\n");
    expect(*state, "name\tnumber\na,b;c\t1\t\t\n", "2:name=a,b;c,number=1,\n");
    expect(*state, "name,number\na\"b,1\n", "2:name=a\"b,number=1,\n");
}

static void a_short_row_leaves_the_rest_unsaid_and_a_nameless_column_is_passed_over(void **state)
{
    expect(*state, "name,number,role\na\n", "2:name=a,\n");
    expect(*state, "name,,role\na,note to self,x\n", "2:name=a,role=x,\n");
}

static void json_lines_keep_their_types(void **state)
{
    expect(*state, "{\"version\":\"2\",\"n\":7}\n\n{\"active\":true,\"x\":null}",
           "1:n=<7>,version=<\"2\">,\n3:active=<true>,x=<null>,\n");
    expect(*state, "\xEF\xBB\xBF{\"a\": \"\\u4e2d\"}\r\n", "1:a=<\"中\">,\n");
}

static void faults_are_told_with_their_line(void **state)
{
    struct gathering *g = *state;

    expect_fault(g, "", ERR_PARSE, "empty");
    expect_fault(g, "\xEF\xBB\xBF", ERR_PARSE, "empty");
    expect_fault(g, "name\na\n\"b\n\n", ERR_PARSE, "line 3: a quoted cell has no end");
    expect_fault(g, ",,\na,b\n", ERR_PARSE, "line 1: the header");
    expect_fault(g, "\n{\"a\":1}", ERR_PARSE, "line 1: the header");
    expect_fault(g, "name,number\n\"a\"b,1\n", ERR_PARSE, "line 2: text behind");
    expect_fault(g, "name\na,b\n", ERR_PARSE, "line 2: more cells");
    expect_fault(g, "name\na\n\xD5\xC5\xC8\xFD\n", ERR_PARSE, "line 3: not UTF-8"); // GBK
    expect_fault(g, "{\"a\":1}\n{\"a\":\n", ERR_PARSE, "line 2");
    expect_fault(g, "{\"a\":1}\n[1]\n", ERR_PARSE, "line 2");
    expect_fault(g, "{\"a\":1,\"a\":2}\n", ERR_PARSE, "line 1");
}

static void a_row_that_the_reader_refuses_ends_it_with_its_line(void **state)
{
    struct gathering *g = *state;

    g->refuse_at = 2;
    expect_fault(g, "name\na\nb\nc\n", ERR_NOT_FOUND, "line 3: no such person");
    assert_int_equal(g->rows, 2);
    g->refuse_at = 1;
    expect_fault(g, "{\"a\":1}", ERR_NOT_FOUND, "line 1: no such person");
}

static void a_nul_is_a_byte_like_any_other_but_never_an_end(void **state)
{
    struct gathering *g = *state;
    static const char csv[] = "name,number\na\0b,1\n";
    static const char json[] = "{\"a\":\"x\"}\0{\"b\":\"y\"}\n";
    enum err code = read_bytes(g, csv, sizeof(csv) - 1);

    if (code == ERR_OK)
        assert_int_equal(g->rows, 1);
    assert_int_equal(read_bytes(g, json, sizeof(json) - 1), ERR_PARSE);
}

static char *repeat(const char *piece, size_t times, const char *behind)
{
    size_t len = strlen(piece);
    char *text = malloc(len * times + strlen(behind) + 1);

    for (size_t i = 0; i < times; i++)
        memcpy(text + i * len, piece, len);
    memcpy(text + len * times, behind, strlen(behind) + 1);
    return text;
}

static void limits_are_told_and_just_below_them_all_is_well(void **state)
{
    struct gathering *g = *state;
    char *text = repeat("a,", 63, "a\n1\n");

    assert_int_equal(read_bytes(g, text, strlen(text)), ERR_OK);
    free(text);
    text = repeat("a,", 64, "a\n");
    expect_fault(g, text, ERR_TOO_LARGE, "64 columns");
    free(text);
    text = repeat("x", IMPORT_CELL_MAX, "\n1\n");
    assert_int_equal(read_bytes(g, text, strlen(text)), ERR_OK);
    free(text);
    text = repeat("x", IMPORT_CELL_MAX + 1, "\n1\n");
    expect_fault(g, text, ERR_TOO_LARGE, "line 1: a cell is longer");
    free(text);
    text = repeat("\n", IMPORT_FILE_MAX + 1, "");
    expect_fault(g, text, ERR_TOO_LARGE, "64 MiB");
    free(text);
}

static void an_object_of_more_than_64_members_is_refused(void **state)
{
    struct gathering *g = *state;
    struct buffer text;

    buffer_init(&text, 1 << 16);
    for (int count = 64; count <= 65; count++) {
        buffer_reset(&text);
        for (int i = 0; i < count; i++)
            buffer_printf(&text, "%c\"m%02d\":%d", i == 0 ? '{' : ',', i, i);
        buffer_append_text(&text, "}\n");
        assert_int_equal(read_bytes(g, text.data, text.len), count == 64 ? ERR_OK : ERR_TOO_LARGE);
    }
    buffer_clear(&text);
}

static void a_table_cut_at_any_byte_is_no_harm(void **state)
{
    static const char text[]
        = "\xEF\xBB\xBFname;number\r\n\"张\"\"三\";P001\r\n李四;\"P\n2\"\r\n{\"a\":1}\n";
    struct gathering *g = *state;

    for (size_t len = 0; len < sizeof(text); len++) {
        char *copy = malloc(len + 1); // its end is an end that a sanitizer sees

        memcpy(copy, text, len);
        read_bytes(g, copy, len);
        assert_true(g->rows <= 4);
        free(copy);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_table_is_read_by_its_header),
        TEST(the_last_line_needs_no_end),
        TEST(spreadsheets_of_every_kind_are_read),
        TEST(quoted_cells_hold_anything_and_lines_are_still_counted),
        TEST(a_short_row_leaves_the_rest_unsaid_and_a_nameless_column_is_passed_over),
        TEST(json_lines_keep_their_types),
        TEST(faults_are_told_with_their_line),
        TEST(a_row_that_the_reader_refuses_ends_it_with_its_line),
        TEST(a_nul_is_a_byte_like_any_other_but_never_an_end),
        TEST(limits_are_told_and_just_below_them_all_is_well),
        TEST(an_object_of_more_than_64_members_is_refused),
        TEST(a_table_cut_at_any_byte_is_no_harm),
    };

    return cmocka_run_group_tests_name("import rows", tests, NULL, NULL);
}
