// SPDX-License-Identifier: Apache-2.0
#include "server/reports/form_words.h"

#include "shared/base/clock.h"
#include "shared/data/statement_view.h"
#include "shared/model/kind.h"
#include "shared/model/kind_word.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct form_label form_words_term(const struct form_terms *terms, const char *kind,
                                  const char *code)
{
    const struct kind_word *own = kind_word_find(span_of(kind), span_of(code));
    for (size_t i = 0; terms != NULL && i < terms->count; i++)
        if (strcmp(terms->list[i].code, code) == 0)
            return terms->list[i].label;
    return own != NULL ? (struct form_label){own->zh, own->en} : (struct form_label){code, code};
}

void form_words_print(char *out, size_t size, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int wanted = vsnprintf(out, size, format, args);
    va_end(args);
    size_t at = 0, len = wanted < 0 ? 0 : strlen(out), step;
    while (wanted >= 0 && (size_t)wanted >= size && (step = text_utf8_step(out + at, len - at)) > 0)
        at += step;
    if (wanted < 0 || (size_t)wanted >= size)
        out[at] = '\0';
}

void form_words_money(int64_t fen, char out[FORM_FIGURE_TEXT])
{
    struct buffer text;
    buffer_init(&text, FORM_FIGURE_TEXT);
    statement_view_yuan(fen, &text);
    text_copy(out, FORM_FIGURE_TEXT, (struct span){text.data, text.len});
    buffer_clear(&text);
}

void form_words_time(int64_t unix_ms, bool clock, char out[FORM_FIGURE_TEXT])
{
    char text[CLOCK_TEXT] = "";
    out[0] = '\0';
    if (unix_ms == 0)
        return;
    clock_format(unix_ms, text);
    if (strlen(text) < 16)
        return;
    int len = snprintf(out, FORM_FIGURE_TEXT, "%.4s年%.2s月%.2s日", text, text + 5, text + 8);
    if (clock)
        snprintf(out + len, FORM_FIGURE_TEXT - (size_t)len, " %.5s", text + 11);
}

void form_words_stamp_time(int64_t unix_ms, char out[FORM_FIGURE_TEXT])
{
    char text[CLOCK_TEXT] = "";
    out[0] = '\0';
    if (unix_ms == 0)
        return;
    clock_format(unix_ms, text);
    if (strlen(text) >= 19)
        snprintf(out, FORM_FIGURE_TEXT, "%.10s %.8s", text, text + 11);
}

void form_words_digest(const struct digest *digest, char out[FORM_DIGEST_TEXT])
{
    char hex[HASH_TEXT];
    size_t used = 0;
    digest_format(digest, hex);
    for (size_t i = 0; i < HASH_TEXT - 1; i++) {
        if (i > 0 && i % 8 == 0)
            out[used++] = ' ';
        out[used++] = hex[i];
    }
    out[used] = '\0';
}

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), tail = strlen(end);
    return len >= tail && strcmp(text + len - tail, end) == 0;
}

const char *form_words_field(const struct form_field *field, const char *kind,
                             const struct form_terms *terms, struct arena *arena)
{
    const struct kind *table = kind_find(span_of(kind));
    const struct kind_field *entry
        = table == NULL ? NULL : kind_field_find(table, span_of(field->name));
    char text[FORM_FIGURE_TEXT];
    if (field->conflict)
        return "（两处记录不一致 in conflict）";
    if (field->text != NULL)
        return entry != NULL && entry->type == TYPE_CHOICE && field->text[0] != '\0'
                   ? form_words_term(terms, kind, field->text).zh
                   : field->text;
    if (!field->numeric)
        return field->truth ? "是 Yes" : "否 No";
    if (ends_with(field->name, "_fen")) {
        form_words_money(field->number, text);
        text_copy(text + strlen(text), sizeof text - strlen(text), span_of(" 元"));
    } else if (entry != NULL && entry->type == TYPE_TIME)
        form_words_time(field->number, true, text);
    else
        snprintf(text, sizeof text, "%lld", (long long)field->number);
    const char *kept = arena_dup(arena, text, strlen(text));
    return kept == NULL ? "" : kept;
}
