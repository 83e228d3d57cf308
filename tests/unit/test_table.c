// SPDX-License-Identifier: Apache-2.0
// One table, four formats: the same cells in each.
#include "server/reports/table_csv.h"
#include "server/reports/table_html.h"
#include "server/reports/table_json.h"
#include "server/reports/table_xlsx.h"
#include "shared/data/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROOM = 1 << 20 };
static const int64_t moment = 1795000000000; // 2026-11-18 19:06:40 in Shanghai

static const struct table_column columns[] = {
    {"name", "名称", "Name", TABLE_TEXT},    {"count", "数", "Count", TABLE_INTEGER},
    {"size", "尺寸", "Size", TABLE_DECIMAL}, {"amount", "金额", "Amount", TABLE_MONEY_FEN},
    {"at", "时间", "At", TABLE_TIME_MS},     {"due", "到期", "Due", TABLE_DATE},
    {"record", "记录", "Record", TABLE_ID},  {"met", "达到", "Met", TABLE_TRUTH},
    {"what", "事项", "What", TABLE_WORDS},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static void fill(struct table *table)
{
    struct uuid id = uuid_v7(moment, (const uint8_t[10]){1, 2, 3});

    table_init(table, "sample", "样表", "Sample");
    table_columns(table, columns, COLUMNS);
    table_row(table);
    table_put_string(table, "=HYPERLINK(\"http://x\"),<b>&");
    table_put_number(table, -7);
    table_put_string(table, "12.50");
    table_put_number(table, -123405);
    table_put_time(table, moment);
    table_put_string(table, "2026-11-22");
    table_put_id(table, &id);
    table_put_number(table, 1);
    table_put_words(table, "缺少", "missing");
    table_row(table); // all empty
    table_row(table);
    table_put_string(table, "行\n行");
    table_put_number(table, INT64_MAX);
    table_note(table, "注", "a note");
    table_filter(table, "门店:东", "store: East");
}

static int open_table(void **state)
{
    *state = mem_alloc(sizeof(struct table));
    fill(*state);
    return 0;
}

static int close_table(void **state)
{
    table_clear(*state);
    mem_free(*state);
    return 0;
}

static void csv_has_a_mark_quotes_and_no_formula(void **state)
{
    struct buffer out;

    buffer_init(&out, ROOM);
    assert_int_equal(table_csv(*state, 1, TABLE_BOTH, &out, NULL), ERR_OK);
    assert_string_equal(
        out.data,
        "\xef\xbb\xbf名称 Name,数 Count,尺寸 Size,金额 Amount,时间 At,到期 Due,记录 Record,达到 "
        "Met,事项 What\r\n"
        "\"'=HYPERLINK(\"\"http://x\"\"),<b>&\",-7,12.50,-1234.05,2026-11-18 19:06:40,2026-11-22,"
        "01a1ee56-5e00-7102-8300-000000000000,是 yes,缺少 missing\r\n"
        ",,,,,,,,\r\n"
        "\"行\n行\",9223372036854775807,,,,,,,\r\n");
    buffer_clear(&out);
}

static void a_page_shows_words_of_one_language(void **state)
{
    struct buffer out;

    buffer_init(&out, ROOM);
    assert_int_equal(table_csv(*state, 1, TABLE_EN, &out, NULL), ERR_OK);
    assert_non_null(strstr(out.data, "Name,Count,"));
    assert_non_null(strstr(out.data, ",yes,missing\r\n"));
    assert_null(strstr(out.data, "缺少"));
    buffer_clear(&out);
}

static const struct json *cell(const struct json *root, size_t row, const char *name)
{
    const struct json *at
        = json_first(json_member(json_first(json_member(root, "tables")), "rows"));

    for (; row; row--)
        at = json_next(at);
    return json_member(at, name);
}

static void json_keeps_types_and_counts_its_rows(void **state)
{
    struct json *root = NULL;
    const char *text;
    int64_t number;
    bool truth = false;
    struct buffer out;

    buffer_init(&out, ROOM);
    // What a reader of JSON would round is refused, not rounded.
    assert_int_equal(table_json(*state, 1, &out, NULL), ERR_TOO_LARGE);
    buffer_reset(&out);
    ((struct table *)*state)->row_count = 2;
    assert_int_equal(table_json(*state, 1, &out, NULL), ERR_OK);
    assert_int_equal(
        json_parse((struct span){out.data, out.len}, &json_limits_default, &root, NULL), ERR_OK);
    assert_true(
        json_integer(json_member(json_first(json_member(root, "tables")), "count"), &number));
    assert_int_equal(number, 2);
    assert_true(json_integer(cell(root, 0, "amount"), &number));
    assert_int_equal(number, -123405);
    assert_true(json_integer(cell(root, 0, "at"), &number));
    assert_int_equal(number, moment);
    assert_true(json_boolean(cell(root, 0, "met"), &truth) && truth);
    assert_true(json_text(json_member(cell(root, 0, "what"), "en"), &text));
    assert_string_equal(text, "missing");
    for (size_t i = 0; i < COLUMNS; i++)
        assert_true(json_is_null(cell(root, 1, columns[i].code)));
    json_free(root);
    buffer_clear(&out);
}

static void html_says_words_of_people_as_words(void **state)
{
    struct buffer out;
    const struct table_words lines[] = {{"<日期>", "day & night"}};
    const struct table_html_head head
        = {.title = {"夜间对账", "Night"}, .lines = lines, .line_count = 1, .language = TABLE_BOTH};

    buffer_init(&out, ROOM);
    assert_int_equal(table_html(*state, 1, &head, &out, NULL), ERR_OK);
    assert_non_null(strstr(out.data, "&lt;b&gt;&amp;"));
    assert_non_null(strstr(out.data, "&lt;日期&gt; day &amp; night"));
    assert_null(strstr(out.data, "<b>"));
    assert_null(strstr(out.data, "<script"));
    assert_non_null(strstr(out.data, "样表 Sample (3)"));
    assert_non_null(strstr(out.data, "门店:东 store: East"));
    buffer_clear(&out);
}

static int temporary_file(char path[32])
{
    int file;

    snprintf(path, 32, "/tmp/plumb-table-XXXXXX");
    file = mkstemp(path);
    assert_true(file >= 0);
    return file;
}

// The workbook as another program reads it: appends what `script` prints.
static void read_workbook(const struct buffer *book, const char *script, struct buffer *out)
{
    char path[32], answer[32];
    int file = temporary_file(path), text = temporary_file(answer), status;
    pid_t child;
    ssize_t got;

    assert_int_equal(write(file, book->data, book->len), book->len);
    child = fork();
    if (child == 0) {
        dup2(text, STDOUT_FILENO);
        dup2(text, STDERR_FILENO);
        execlp("python3", "python3", "-c", script, path, (char *)NULL);
        _exit(127);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    got = pread(text, buffer_reserve(out, ROOM / 2), ROOM / 2 - 1, 0);
    assert_true(got > 0);
    out->data[got] = '\0';
    out->len = (size_t)got;
    close(text);
    close(file);
    remove(answer);
    remove(path);
}

static const char script[]
    = "import sys,zipfile,re\n"
      "z=zipfile.ZipFile(sys.argv[1])\n"
      "x=lambda n:z.read(n).decode()\n"
      "strings=re.findall(r\"<si><t[^>]*>(.*?)</t></si>\",x(\"xl/sharedStrings.xml\"),re.S)\n"
      "sheet=x(\"xl/worksheets/sheet1.xml\")\n"
      "for ref,attrs,v in re.findall(r\"<c r=.([A-Z]+[0-9]+).([^>]*)><v>(.*?)</v>\",sheet):\n"
      "    print(ref,strings[int(v)] if \"t=\" in attrs else v)\n"
      "print(\"formula\" if \"<f>\" in sheet else \"no formula\")\n"
      "print(\"frozen\" if \"frozen\" in sheet else \"\",\"filter\" if \"<autoFilter\" in sheet "
      "else \"\")\n"
      "print(re.findall(r\"<sheet name=.([^/]*). sheetId\",x(\"xl/workbook.xml\")))\n"
      "print(\"a note\" in \" \".join(strings))\n";

static void xlsx_keeps_types_and_makes_no_formula(void **state)
{
    const struct table_xlsx_options options = {.language = TABLE_BOTH, .made_ms = moment};
    struct buffer book, text;

    buffer_init(&book, ROOM);
    buffer_init(&text, ROOM);
    assert_int_equal(table_xlsx(*state, 1, &options, &book, NULL), ERR_OK);
    read_workbook(&book, script, &text);
    assert_non_null(strstr(text.data, "A1 名称 Name\n"));
    assert_non_null(strstr(text.data, "A2 =HYPERLINK(&quot;http://x&quot;),&lt;b&gt;&amp;\n")
                        ?: strstr(text.data, "A2 =HYPERLINK(\"http://x\"),&lt;b&gt;&amp;\n"));
    assert_non_null(strstr(text.data, "B2 -7\n"));
    assert_non_null(strstr(text.data, "C2 12.5\n"));
    assert_non_null(strstr(text.data, "D2 -1234.05\n"));
    assert_non_null(strstr(text.data, "E2 46344.796296296"));
    assert_non_null(strstr(text.data, "F2 46348\n"));
    assert_non_null(strstr(text.data, "H2 是 yes\n"));
    assert_non_null(strstr(text.data, "B4 9223372036854775807\n"));
    assert_non_null(strstr(text.data, "no formula\nfrozen filter\n"));
    assert_non_null(strstr(text.data, "1 样表"));
    assert_non_null(strstr(text.data, "True\n"));
    buffer_clear(&text);
    buffer_clear(&book);
}

static void the_same_tables_and_moment_give_the_same_workbook(void **state)
{
    const struct table_xlsx_options options = {.language = TABLE_ZH, .made_ms = moment};
    struct buffer one, two;

    buffer_init(&one, ROOM);
    buffer_init(&two, ROOM);
    assert_int_equal(table_xlsx(*state, 1, &options, &one, NULL), ERR_OK);
    assert_int_equal(table_xlsx(*state, 1, &options, &two, NULL), ERR_OK);
    assert_int_equal(one.len, two.len);
    assert_memory_equal(one.data, two.data, one.len);
    buffer_clear(&two);
    buffer_clear(&one);
}

static void what_does_not_fit_its_column_is_an_error_in_every_format(void **state)
{
    struct table *table = *state;
    struct buffer out;

    buffer_init(&out, ROOM);
    table_row(table);
    table_put_number(table, 1); // a text column
    assert_int_equal(table_csv(table, 1, TABLE_ZH, &out, NULL), ERR_INTERNAL);
    assert_int_equal(table_json(table, 1, &out, NULL), ERR_INTERNAL);
    assert_int_equal(table_html(table, 1, &(struct table_html_head){0}, &out, NULL), ERR_INTERNAL);
    assert_int_equal(table_xlsx(table, 1, &(struct table_xlsx_options){0}, &out, NULL),
                     ERR_INTERNAL);
    buffer_clear(&out);
}

static void what_does_not_fit_into_the_page_is_refused(void **state)
{
    struct buffer out;
    struct error error = {0};

    buffer_init(&out, 40);
    assert_int_equal(table_csv(*state, 1, TABLE_ZH, &out, &error), ERR_TOO_LARGE);
    buffer_reset(&out);
    assert_int_equal(table_json(*state, 1, &out, &error), ERR_TOO_LARGE);
    buffer_reset(&out);
    assert_int_equal(table_html(*state, 1, &(struct table_html_head){0}, &out, &error),
                     ERR_TOO_LARGE);
    buffer_reset(&out);
    assert_int_equal(table_xlsx(*state, 1, &(struct table_xlsx_options){0}, &out, &error),
                     ERR_TOO_LARGE);
    buffer_clear(&out);
}

static void several_tables_are_sheets_and_sections(void **state)
{
    struct table tables[2];
    struct buffer out, text;

    fill(&tables[0]);
    fill(&tables[1]);
    buffer_init(&out, ROOM);
    buffer_init(&text, ROOM);
    assert_int_equal(table_csv(tables, 2, TABLE_ZH, &out, NULL), ERR_OK);
    assert_non_null(strstr(out.data, "\r\n\r\n样表\r\n名称,"));
    buffer_reset(&out);
    assert_int_equal(table_xlsx(tables, 2, &(struct table_xlsx_options){0}, &out, NULL), ERR_OK);
    read_workbook(&out, script, &text);
    assert_non_null(strstr(text.data, "1 样表"));
    assert_non_null(strstr(text.data, "2 样表"));
    assert_non_null(strstr(text.data, "3 说明"));
    buffer_clear(&text);
    buffer_clear(&out);
    table_clear(&tables[0]);
    table_clear(&tables[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(csv_has_a_mark_quotes_and_no_formula, open_table,
                                        close_table),
        cmocka_unit_test_setup_teardown(a_page_shows_words_of_one_language, open_table,
                                        close_table),
        cmocka_unit_test_setup_teardown(json_keeps_types_and_counts_its_rows, open_table,
                                        close_table),
        cmocka_unit_test_setup_teardown(html_says_words_of_people_as_words, open_table,
                                        close_table),
        cmocka_unit_test_setup_teardown(xlsx_keeps_types_and_makes_no_formula, open_table,
                                        close_table),
        cmocka_unit_test_setup_teardown(the_same_tables_and_moment_give_the_same_workbook,
                                        open_table, close_table),
        cmocka_unit_test_setup_teardown(what_does_not_fit_its_column_is_an_error_in_every_format,
                                        open_table, close_table),
        cmocka_unit_test_setup_teardown(what_does_not_fit_into_the_page_is_refused, open_table,
                                        close_table),
        cmocka_unit_test_setup_teardown(several_tables_are_sheets_and_sections, open_table,
                                        close_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
