// SPDX-License-Identifier: Apache-2.0
#include "shared/data/statement_view.h"

#include "shared/base/clock.h"
#include "shared/data/statement_compare.h"
#include "shared/model/kind_word.h"

#include <string.h>

enum { FEN = 100, DIGITS = 24 };

static const char *text_of(const struct json *object, const char *name)
{
    const char *text = "";

    json_text(json_member(object, name), &text);
    return text;
}

static size_t count_of(const struct json *array)
{
    size_t count = 0;

    for (const struct json *at = json_first(array); at; at = json_next(at))
        count++;
    return count;
}

static void put_words(struct buffer *out, const struct json *labelled)
{
    const char *zh = text_of(labelled, "zh"), *en = text_of(labelled, "en");

    buffer_printf(out, "%s%s%s", zh, *zh && *en ? " " : "", en);
}

// The words of a value that the table knows, else itself.
static void put_value(struct buffer *out, const char *kind, const char *value)
{
    const struct kind_word *word = kind_word_find(span_of(kind), span_of(value));

    if (word)
        buffer_printf(out, "%s %s", word->zh, word->en);
    else
        buffer_append_text(out, value);
}

void statement_view_yuan(int64_t fen, struct buffer *out)
{
    char digits[DIGITS];
    uint64_t whole = fen < 0 ? (uint64_t)0 - (uint64_t)fen : (uint64_t)fen;
    unsigned cents = (unsigned)(whole % FEN);
    size_t len;
    struct buffer text;

    buffer_init(&text, sizeof(digits));
    buffer_append_u64(&text, whole / FEN);
    len = text.len;
    if (fen < 0)
        buffer_append_char(out, '-');
    for (size_t i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0)
            buffer_append_char(out, ',');
        buffer_append_char(out, text.data[i]);
    }
    buffer_printf(out, ".%02u", cents);
    buffer_clear(&text);
}

static void put_yuan(struct buffer *out, const char *label, const struct json *fen)
{
    int64_t amount;

    if (!json_integer(fen, &amount))
        return;
    buffer_append_text(out, label);
    statement_view_yuan(amount, out);
    buffer_append_text(out, " 元 yuan");
}

static void put_line(struct buffer *out, const char *label, const char *text)
{
    if (*text)
        buffer_printf(out, "%s: %s\n", label, text);
}

static void put_head(struct buffer *out, const struct json *root, const struct json *content)
{
    const struct json *form = json_member(content, "form");
    const struct json *customer = json_member(content, "customer");
    const struct json *node = json_member(content, "node");
    int64_t n;

    put_words(out, form);
    buffer_printf(out, "  (%s, 目录 catalogue %s)\n", text_of(form, "rule"),
                  text_of(root, "catalogue"));
    put_line(out, "客户 customer", text_of(customer, "name"));
    put_line(out, "地址 address", text_of(customer, "address"));
    put_line(out, "合同编号 contract", text_of(customer, "contract_number"));
    if (json_is_object(node)) {
        buffer_append_text(out, "节点 node: ");
        put_words(out, node);
        if (json_integer(json_member(node, "n"), &n))
            buffer_printf(out, ", 第 %lld 次 attempt %lld", (long long)n, (long long)n);
        buffer_append_char(out, '\n');
    }
    if (json_member(content, "budget_fen")) {
        put_yuan(out, "合同金额 contract amount: ", json_member(content, "budget_fen"));
        buffer_append_char(out, '\n');
    }
}

static bool is_conflict(const struct json *object)
{
    bool conflict = false;

    return json_boolean(json_member(object, "conflict"), &conflict) && conflict;
}

static void put_fields(struct buffer *out, const struct json *shown, const struct json *kind)
{
    const struct json *value;
    const char *text;

    for (const struct json *f = json_first(json_member(shown, "fields")); f; f = json_next(f)) {
        put_words(out, f);
        buffer_append_text(out, ": ");
        value = json_member(f, "value");
        if (is_conflict(f))
            buffer_append_text(out, "有冲突 in conflict");
        else if (json_text(value, &text))
            put_value(out, text_of(kind, "kind"), text);
        else
            json_print(value, out);
        buffer_append_char(out, '\n');
    }
}

static void put_measured(struct buffer *out, const struct json *item)
{
    for (const struct json *v = json_first(json_member(item, "values")); v; v = json_next(v)) {
        bool passes;

        buffer_printf(out, "      实测 measured %s: %s %s", text_of(v, "point"),
                      text_of(v, "value"), text_of(v, "unit"));
        if (json_boolean(json_member(v, "passes"), &passes))
            buffer_append_text(out, passes ? "  合格 within tolerance" : "  超差 out of tolerance");
        buffer_append_char(out, '\n');
    }
}

static void put_item(struct buffer *out, size_t number, const struct json *item)
{
    const char *result = text_of(item, "result");
    size_t photos = count_of(json_member(item, "photos"));
    bool concealed = false;

    buffer_printf(out, "  %2zu. [", number);
    if (is_conflict(item))
        buffer_append_text(out, "有冲突 in conflict");
    else if (*result)
        put_value(out, "item_result", result);
    else
        buffer_append_text(out, "未检查 no result");
    buffer_append_text(out, "] ");
    put_words(out, item);
    if (json_boolean(json_member(item, "concealed"), &concealed) && concealed)
        buffer_append_text(out, "  (隐蔽工程 concealed works)");
    if (*text_of(item, "room"))
        buffer_printf(out, "  %s", text_of(item, "room"));
    put_yuan(out, "  ", json_member(item, "amount_fen"));
    if (photos)
        buffer_printf(out, "  照片 photos: %zu", photos);
    buffer_append_char(out, '\n');
    put_line(out, "      备注 note", text_of(item, "note"));
    put_measured(out, item);
}

static void put_items(struct buffer *out, const struct json *content)
{
    const char *group = "";
    size_t number = 0;

    for (const struct json *at = json_first(json_member(content, "items")); at;
         at = json_next(at)) {
        const char *mine = text_of(at, "group");

        if (*mine && strcmp(mine, group) != 0)
            buffer_printf(out, "%s\n", mine);
        group = mine;
        put_item(out, ++number, at);
    }
}

static void put_people(struct buffer *out, const struct json *shown)
{
    const struct json *person = json_first(json_member(shown, "people"));
    char time[CLOCK_TEXT];
    int64_t at;

    for (; person; person = json_next(person)) {
        buffer_append_text(out, "到场 present: ");
        put_value(out, "", text_of(person, "role"));
        buffer_printf(out, " %s", text_of(person, "name"));
        if (json_integer(json_member(person, "at"), &at)) {
            clock_format(at, time);
            buffer_printf(out, "  %s", time);
        }
        buffer_append_char(out, '\n');
    }
}

static void put_open(struct buffer *out, const struct json *shown)
{
    const struct json *one = json_first(json_member(shown, "rectifications"));

    for (; one; one = json_next(one)) {
        buffer_append_text(out, "整改 rectification: [");
        put_value(out, "rectification", text_of(one, "state"));
        buffer_printf(out, "] %s %s\n", text_of(one, "item"), text_of(one, "summary"));
    }
}

static void put_clause(struct buffer *out, const struct json *content)
{
    const struct json *clause = json_member(content, "clause");

    if (*text_of(clause, "zh") || *text_of(clause, "en"))
        buffer_printf(out, "%s\n%s\n", text_of(clause, "zh"), text_of(clause, "en"));
}

enum err statement_view_text(struct span statement, struct buffer *out, struct error *error)
{
    struct json *root = NULL;
    const struct json *content, *shown;
    enum err code = json_parse(statement, &statement_compare_limits, &root, error);

    if (code)
        return code;
    content = json_member(root, "content");
    shown = json_member(root, "shown");
    if (!json_is_object(content) || !json_is_object(json_member(content, "form"))) {
        json_free(root);
        return error_set(error, ERR_PARSE, "it is no statement");
    }
    put_head(out, root, content);
    put_fields(out, shown, json_member(content, "of"));
    put_items(out, content);
    put_people(out, shown);
    put_open(out, shown);
    put_clause(out, content);
    json_free(root);
    return ERR_OK;
}

struct label {
    const char *member, *zh, *en;
};

static const struct label labels[] = {
    {"result", "结果", "result"},     {"note", "备注", "note"},
    {"photos", "照片", "photo"},      {"amount_fen", "金额(分)", "amount (fen)"},
    {"room", "房间", "room"},         {"value", "数值", "value"},
    {"passes", "是否合格", "passes"}, {"unit", "单位", "unit"},
    {"record", "记录", "record"},     {"budget_fen", "合同金额(分)", "contract amount (fen)"},
    {"name", "姓名", "name"},         {"address", "地址", "address"},
    {"conflict", "冲突", "conflict"}, {"contract_number", "合同编号", "contract number"},
};

static void put_json(struct buffer *out, const char *json)
{
    struct json *value = NULL;
    const char *text;

    if (!json || strcmp(json, "null") == 0)
        buffer_append_text(out, "(无 none)");
    else if (json[0] == '"'
             && json_parse(span_of(json), &json_limits_default, &value, NULL) == ERR_OK
             && json_text(value, &text))
        put_value(out, "item_result", text);
    else
        buffer_append_text(out, json);
    json_free(value);
}

void statement_view_difference(const struct statement_difference *difference, struct buffer *out)
{
    const struct label *label = NULL;

    for (size_t i = 0; !label && i < sizeof(labels) / sizeof(labels[0]); i++)
        if (strcmp(labels[i].member, difference->member) == 0)
            label = &labels[i];
    if (*difference->zh || *difference->en)
        buffer_printf(out, "%s %s", difference->zh, difference->en);
    else if (!label)
        buffer_append_text(out, difference->path);
    if (label)
        buffer_printf(out, "%s%s %s", *difference->zh || *difference->en ? ", " : "", label->zh,
                      label->en);
    buffer_append_text(out, ": ");
    put_json(out, difference->before);
    buffer_append_text(out, " → ");
    put_json(out, difference->after);
    buffer_append_char(out, '\n');
}
