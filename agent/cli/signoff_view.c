// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/signoff_view.h"

#include "agent/capture/signoff_told.h"
#include "shared/model/kind_word.h"

#include <string.h>

void signoff_view_word(const char *kind, struct span value, struct buffer *out)
{
    const struct kind_word *word = kind_word_find(span_of(kind), value);

    if (word)
        buffer_printf(out, "%s %s", word->zh, word->en);
    else
        buffer_append(out, value.data, value.len);
}

static void put_choice(const struct fact *fact, const char *field, const char *kind,
                       struct buffer *out)
{
    struct span raw;

    if (fact_text(fact, field, &raw))
        signoff_view_word(kind, raw, out);
}

static void put_time(const struct fact *fact, const char *field, struct buffer *out)
{
    char text[CLOCK_TEXT];
    int64_t at_ms;

    if (!fact || !fact_integer(fact, field, &at_ms))
        return;
    clock_format(at_ms, text);
    buffer_append_text(out, text);
}

static const struct catalogue_form *form_of(const struct signoff_state *state,
                                            const struct site_facts *facts)
{
    const struct catalogue *newest = facts->shelf.newest(facts->shelf.ctx);
    struct span code;

    return newest && fact_text(state->record, "form", &code) ? catalogue_form_find(newest, code)
                                                             : NULL;
}

static void put_form(const struct signoff_state *state, const struct site_facts *facts,
                     struct buffer *out)
{
    const struct catalogue_form *form = form_of(state, facts);

    if (form)
        buffer_printf(out, "%.*s %.*s", (int)form->words.zh.len, form->words.zh.data,
                      (int)form->words.en.len, form->words.en.data);
    else
        fact_put_text(state->record, "form", out);
}

static void put_who(const struct signoff_state *state, struct buffer *out)
{
    put_choice(state->record, "role", "", out);
    buffer_append_char(out, ' ');
    fact_put_text(state->record, "name", out);
    buffer_append_text(out, ": ");
    put_choice(state->record, "verdict", "signoff", out);
}

void signoff_view_line(const struct signoff_state *state, const struct site_facts *facts,
                       struct buffer *out)
{
    struct signoff_words words = signoff_told_words(state->standing);
    char id[UUID_TEXT], code[SIGNOFF_CODE];

    uuid_format(&state->record->record->id, id);
    signoff_code(&state->sealed, code);
    buffer_printf(out, "%s  %s  ", id, code);
    put_time(state->record, "signed_at", out);
    buffer_append_text(out, "  ");
    put_form(state, facts, out);
    buffer_append_text(out, "  ");
    put_who(state, out);
    buffer_printf(out, "  [%s %s%s]\n", words.zh, words.en,
                  state->counter ? "" : "; 待办公室会签 waits for the office");
}

static void put_person(const struct site_facts *facts, const struct uuid *id, struct buffer *out)
{
    const struct fact *person = facts_find(&facts->facts, id);
    char text[UUID_TEXT];

    uuid_format(id, text);
    if (person)
        fact_put_text(person, "name", out);
    else
        buffer_append_text(out, text);
}

static void put_line(const char *label, const struct fact *fact, const char *field,
                     struct buffer *out)
{
    struct span raw;

    if (!fact_text(fact, field, &raw) || raw.len == 0)
        return;
    buffer_printf(out, "%s: ", label);
    fact_put_text(fact, field, out);
    buffer_append_char(out, '\n');
}

static void put_voiding(const struct signoff_state *state, const struct site_facts *facts,
                        struct buffer *out)
{
    struct uuid author;

    if (!state->voiding)
        return;
    author = fact_author(state->voiding);
    buffer_append_text(out, "作废 voided by: ");
    put_person(facts, &author, out);
    buffer_append_text(out, ", 原因 reason: ");
    fact_put_text(state->voiding, "reason", out);
    buffer_append_char(out, '\n');
}

void signoff_view_text(const struct signoff_state *state, const struct site_facts *facts,
                       struct buffer *out)
{
    char id[UUID_TEXT], code[SIGNOFF_CODE];
    struct signoff_words words;
    int64_t score;

    uuid_format(&state->record->record->id, id);
    signoff_code(&state->sealed, code);
    buffer_printf(out, "签署 sign-off %s\n校验码 code: %s\n表单 form: ", id, code);
    put_form(state, facts, out);
    buffer_append_text(out, "\n");
    put_who(state, out);
    buffer_append_text(out, "\n签署时间 signed at: ");
    put_time(state->record, "signed_at", out);
    buffer_append_char(out, '\n');
    put_line("原因 reason", state->record, "reason", out);
    if (fact_integer(state->record, "score", &score))
        buffer_printf(out, "评分 score: %lld\n", (long long)score);
    put_line("纬度 latitude", state->record, "latitude", out);
    put_line("经度 longitude", state->record, "longitude", out);
    words = signoff_told_words(state->standing);
    buffer_printf(out, "状态 state: %s %s\n", words.zh, words.en);
    words = signoff_told_words(SIGNOFF_CHANGED);
    if (state->changed && state->standing != SIGNOFF_CHANGED)
        buffer_printf(out, "  %s %s\n", words.zh, words.en);
    put_voiding(state, facts, out);
    if (state->counter) {
        buffer_append_text(out, "办公室已会签 countersigned by the office: ");
        put_time(state->counter, "received_at", out);
        buffer_append_char(out, '\n');
    } else {
        buffer_append_text(out, "待办公室会签,联网后自动完成 waits for the office: it "
                                "countersigns by itself after the next sync\n");
    }
    if (state->complaint) {
        uuid_format(&state->complaint->record->id, id);
        buffer_printf(out, "投诉 complaint: %s\n", id);
    }
}
