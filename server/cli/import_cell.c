// SPDX-License-Identifier: Apache-2.0
#include "server/cli/import_cell.h"

#include "shared/base/calendar.h"
#include "shared/model/kind_word.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { CELL_MAX = 4096, PHONE_LEAST = 5, PHONE_MOST = 15, FEN_DIGITS = 13 };

// Characters of which a cell is trimmed, and how long each is.
static size_t space_at(const char *at, size_t len)
{
    static const char *const spaces[] = {
        " ",           "\t", "\r", "\n", "\xC2\xA0", "\xE3\x80\x80", "\xE2\x80\x8B", "\xEF\xBB\xBF",
        "\xE2\x80\xAF"};
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
        size_t size = strlen(spaces[i]);
        if (len >= size && memcmp(at, spaces[i], size) == 0)
            return size;
    }
    return 0;
}

struct span import_cell_trim(struct span cell)
{
    for (size_t size = space_at(cell.data, cell.len); size > 0;
         size = space_at(cell.data, cell.len))
        cell = (struct span){cell.data + size, cell.len - size};
    for (bool more = true; more && cell.len > 0;) {
        more = false;
        for (size_t size = 1; size <= 3 && size <= cell.len && !more; size++)
            if (space_at(cell.data + cell.len - size, size) == size) {
                cell.len -= size;
                more = true;
            }
    }
    return cell;
}

// U+FF01 … U+FF5E are U+0021 … U+007E made wide; U+3000 is the wide space.
void import_cell_narrow(struct span cell, struct buffer *out)
{
    for (size_t i = 0; i < cell.len;) {
        const unsigned char *at = (const unsigned char *)cell.data + i;
        bool whole = cell.len - i >= 3;
        unsigned code = whole ? (at[0] & 0x0Fu) << 12 | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu) : 0;
        if (whole && at[0] == 0xEF && code >= 0xFF01 && code <= 0xFF5E) {
            buffer_append_char(out, (char)(code - 0xFF01 + '!'));
            i += 3;
        } else if (space_at(cell.data + i, cell.len - i) > 0) {
            buffer_append_char(out, ' ');
            i += space_at(cell.data + i, cell.len - i);
        } else {
            buffer_append_char(out, cell.data[i]);
            i++;
        }
    }
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// Takes a whole number of at most `most` digits; −1: there is none.
static int64_t take_number(struct span *text, size_t most)
{
    int64_t number = 0;
    size_t digits = 0;
    while (digits < text->len && digits < most && is_digit(text->data[digits]))
        number = number * 10 + (text->data[digits++] - '0');
    *text = (struct span){text->data + digits, text->len - digits};
    return digits == 0 ? -1 : number;
}

static bool take_text(struct span *text, const char *wanted)
{
    size_t len = strlen(wanted);
    if (text->len < len || memcmp(text->data, wanted, len) != 0)
        return false;
    *text = (struct span){text->data + len, text->len - len};
    return true;
}

// What may stand behind a date: a time that says nothing (Excel's 0:00:00 and others).
static bool only_time(struct span rest)
{
    for (size_t i = 0; i < rest.len; i++)
        if (!is_digit(rest.data[i]) && rest.data[i] != ':' && rest.data[i] != ' ')
            return false;
    return rest.len == 0 || rest.data[0] == ' ';
}

static bool take_parts(struct span *text, int64_t parts[3])
{
    static const char *const marks[] = {"-", "/", "."};
    parts[0] = take_number(text, 4);
    for (size_t i = 0; i < 3; i++) {
        if (!take_text(text, marks[i]))
            continue;
        parts[1] = take_number(text, 2);
        bool same = take_text(text, marks[i]);
        parts[2] = take_number(text, 2);
        return same;
    }
    if (!take_text(text, "年"))
        return false;
    parts[1] = take_number(text, 2);
    bool month = take_text(text, "月");
    parts[2] = take_number(text, 2);
    take_text(text, "日");
    return month;
}

static bool read_date(struct span text, struct buffer *out)
{
    char date[24];
    int64_t parts[3] = {-1, -1, -1}, day = 0;
    struct span rest = text;
    int64_t digits = take_number(&rest, 8);
    if (text.len == 8 && rest.len == 0 && digits >= 0) {
        parts[0] = digits / 10000;
        parts[1] = digits / 100 % 100;
        parts[2] = digits % 100;
    } else {
        rest = text;
        if (!take_parts(&rest, parts))
            return false;
    }
    snprintf(date, sizeof date, "%04d-%02d-%02d", (int)parts[0], (int)parts[1], (int)parts[2]);
    return parts[0] >= 1900 && only_time(rest) && calendar_parse(span_of(date), &day)
           && buffer_append_text(out, date);
}

static bool one_of(struct span text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text.len == strlen(words[i]) && strncasecmp(text.data, words[i], text.len) == 0)
            return true;
    return false;
}

static bool read_boolean(struct span text, struct buffer *out)
{
    static const char *const yes[]
        = {"true", "yes", "y", "1", "是", "有", "有效", "在岗", "在职", "启用", "√", "✓", "对"};
    static const char *const no[]
        = {"false", "no", "n", "0", "否", "无", "无效", "离岗", "离职", "停用", "×", "✗", "x"};
    if (one_of(text, yes, sizeof yes / sizeof *yes))
        return buffer_append_text(out, "true");
    return one_of(text, no, sizeof no / sizeof *no) && buffer_append_text(out, "false");
}

// Words that offices have for roles, beside the table's own.
static const struct {
    const char *word, *role;
} role_words[] = {{"巡检", "inspector"},
                  {"质检员", "inspector"},
                  {"质检", "inspector"},
                  {"监理", "inspector"},
                  {"工程巡检", "inspector"},
                  {"设计", "designer"},
                  {"家装设计师", "designer"},
                  {"主材设计", "materials_designer"},
                  {"工长", "foreman"},
                  {"施工队长", "foreman"},
                  {"班长", "foreman"},
                  {"监督", "supervisor"},
                  {"工程监理", "supervisor"},
                  {"客户主任", "account_manager"},
                  {"信息员", "information_officer"},
                  {"复检员", "re_inspector"},
                  {"分部长", "department_manager"},
                  {"部门经理", "department_manager"},
                  {"系统管理员", "administrator"},
                  {"前台接待", "front_desk"},
                  {"审图", "drawing_reviewer"},
                  {"客户咨询", "customer_adviser"}};

static bool read_role(struct span text, struct buffer *out)
{
    size_t count = 0;
    const struct kind_word *roles = kind_roles(&count);
    for (size_t i = 0; i < count; i++)
        if (one_of(text, &roles[i].value, 1) || one_of(text, &roles[i].zh, 1)
            || one_of(text, &roles[i].en, 1))
            return buffer_append_text(out, roles[i].value);
    for (size_t i = 0; i < sizeof role_words / sizeof *role_words; i++)
        if (span_is(text, role_words[i].word))
            return buffer_append_text(out, role_words[i].role);
    return false;
}

// One telephone number: digits, with what people put between them.
static bool read_number(struct span text, struct buffer *out)
{
    char digits[PHONE_MOST + 1];
    size_t count = 0, dash = 0;
    take_text(&text, "+86");
    take_text(&text, "0086");
    for (size_t i = 0; i < text.len; i++) {
        if (is_digit(text.data[i])) {
            if (count == PHONE_MOST)
                return false;
            digits[count++] = text.data[i];
        } else if (text.data[i] == '-' && dash == 0)
            dash = count;
        else if (strchr("- ()", text.data[i]) == NULL)
            return false;
    }
    if (count < PHONE_LEAST || (count >= 11 && digits[0] == '1' && count != 11))
        return false;
    bool landline = digits[0] == '0' && dash > 0 && dash < count; // 0571-88886666
    buffer_append(out, digits, landline ? dash : count);
    if (landline) {
        buffer_append_char(out, '-');
        buffer_append(out, digits + dash, count - dash);
    }
    return true;
}

static size_t separator_at(struct span text, size_t at)
{
    static const char *const marks[] = {"/", ";", ",", "、", "|"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t len = strlen(marks[i]);
        if (text.len - at >= len && memcmp(text.data + at, marks[i], len) == 0)
            return len;
    }
    return 0;
}

static bool read_phones(struct span text, struct buffer *out)
{
    size_t start = 0;
    for (size_t at = 0; at <= text.len;) {
        size_t mark = at < text.len ? separator_at(text, at) : 0;
        if (at < text.len && mark == 0) {
            at++;
            continue;
        }
        struct span one = import_cell_trim((struct span){text.data + start, at - start});
        if (one.len > 0 && out->len > 0)
            buffer_append_char(out, '/');
        if (one.len > 0 && !read_number(one, out))
            return false;
        start = at += at < text.len ? mark : 1;
    }
    return out->len > 0;
}

// A number on its way in: "12,345.60".
struct amount {
    int64_t number;
    size_t digits;
    unsigned behind; // decimals so far
    bool point;
};

static bool take_digit(struct amount *amount, char c, unsigned places)
{
    if (amount->point && amount->behind == places)
        return c == '0'; // more decimals than there are may only be zeros
    amount->number = amount->number * 10 + (c - '0');
    amount->behind += amount->point;
    return ++amount->digits <= FEN_DIGITS;
}

static bool take_sign(struct amount *amount, char c)
{
    if (amount->point || amount->digits == 0)
        return false;
    amount->point = c == '.';
    return amount->point || c == ',';
}

// As so many of the smallest: "12,345.60" with 2 places is 1234560.
static bool read_decimal(struct span text, unsigned places, struct buffer *out)
{
    struct amount amount = {0};
    bool negative = take_text(&text, "-"), good = true;
    for (size_t i = 0; i < text.len && good; i++)
        good = is_digit(text.data[i]) ? take_digit(&amount, text.data[i], places)
                                      : take_sign(&amount, text.data[i]);
    for (; amount.behind < places; amount.behind++)
        amount.number *= 10;
    return good && amount.digits > 0
           && buffer_append_i64(out, negative ? -amount.number : amount.number);
}

static bool read_money(struct span text, unsigned places, struct buffer *out)
{
    static const char *const before[] = {"¥", "\xC2\xA5", "\xEF\xBF\xA5", "RMB", "CNY"};
    static const char *const behind[] = {"万元", "万", "元整", "元", "圆"};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (take_text(&text, before[i]))
            break;
    for (size_t i = 0; i < sizeof behind / sizeof *behind; i++) {
        size_t len = strlen(behind[i]);
        if (text.len < len || memcmp(text.data + text.len - len, behind[i], len) != 0)
            continue;
        places = i < 2 ? 6 : 2;
        text.len -= len;
        break;
    }
    return read_decimal(import_cell_trim(text), places, out);
}

static bool read_narrow(enum import_form form, struct span text, struct buffer *out)
{
    switch (form) {
    case IMPORT_PHONE:
        return read_phones(text, out);
    case IMPORT_DATE:
        return read_date(text, out);
    case IMPORT_BOOLEAN:
        return read_boolean(text, out);
    case IMPORT_ROLE:
        return read_role(text, out);
    case IMPORT_INTEGER:
        return read_decimal(text, 0, out);
    case IMPORT_YUAN:
        return read_money(text, 2, out);
    case IMPORT_WAN:
        return read_money(text, 6, out);
    default:
        return buffer_append(out, text.data, text.len);
    }
}

bool import_cell_read(enum import_form form, struct span cell, struct buffer *out)
{
    struct buffer narrow;
    struct span text = import_cell_trim(cell);
    if (text.len == 0)
        return true;
    if (form == IMPORT_TEXT)
        return buffer_append(out, text.data, text.len);
    buffer_init(&narrow, CELL_MAX);
    import_cell_narrow(text, &narrow);
    bool good = !narrow.failed
                && read_narrow(form, import_cell_trim((struct span){narrow.data, narrow.len}), out)
                && !out->failed;
    buffer_clear(&narrow);
    return good;
}

const char *import_cell_wanted(enum import_form form)
{
    static const char *const wanted[] = {
        [IMPORT_TEXT] = "文字 text",
        [IMPORT_CODE] = "编号或姓名 a number or name",
        [IMPORT_PHONE] = "电话,如 13800000001 或 0571-88886666;科学计数法请先把列设成文本 a "
                         "telephone number; if Excel made it 1.38E+10, format the column as text",
        [IMPORT_DATE] = "日期,如 2026-03-05、2026/3/5、2026年3月5日 a date such as 2026-03-05",
        [IMPORT_BOOLEAN] = "是 或 否 yes or no",
        [IMPORT_ROLE] = "角色,如 巡检员、设计师、带班工长 a role, such as inspector, designer, "
                        "foreman (all: docs/OPERATIONS.md)",
        [IMPORT_INTEGER] = "整数 a whole number",
        [IMPORT_YUAN] = "金额(元),如 12,345.60 an amount in yuan, such as 12,345.60",
        [IMPORT_WAN] = "金额(万元),如 12.5 an amount in 10,000 yuan, such as 12.5",
    };
    return wanted[form];
}
