// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/signoff_view.h"

#include "shared/model/kind_word.h"

#include <string.h>

static const struct {
    const char *zh, *en;
} standings[] = {
    [SIGNOFF_COUNTS] = {"有效", "counts"},
    [SIGNOFF_LATER] = {"同一人后来又签过,以后来的为准", "superseded by a later one of this person"},
    [SIGNOFF_UNSURE] = {"本机没有所签内容或目录,无法核对",
                        "what was signed, or its catalogue, is not here to compare"},
    [SIGNOFF_CHANGED] = {"签后变更,需重新签署", "changed after signing: to be signed again"},
    [SIGNOFF_VOIDED] = {"已作废", "void"},
    [SIGNOFF_BROKEN] = {"未通过核验", "not verified"},
};

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
    char id[UUID_TEXT], code[SIGNING_CODE];

    uuid_format(&state->record->record->id, id);
    signing_code(&state->sealed, code);
    buffer_printf(out, "%s  %s  ", id, code);
    put_time(state->record, "signed_at", out);
    buffer_append_text(out, "  ");
    put_form(state, facts, out);
    buffer_append_text(out, "  ");
    put_who(state, out);
    buffer_printf(out, "  [%s %s%s]\n", standings[state->standing].zh,
                  standings[state->standing].en,
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
    char id[UUID_TEXT], code[SIGNING_CODE];
    int64_t score;

    uuid_format(&state->record->record->id, id);
    signing_code(&state->sealed, code);
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
    buffer_printf(out, "状态 state: %s %s\n", standings[state->standing].zh,
                  standings[state->standing].en);
    if (state->changed && state->standing != SIGNOFF_CHANGED)
        buffer_printf(out, "  %s %s\n", standings[SIGNOFF_CHANGED].zh,
                      standings[SIGNOFF_CHANGED].en);
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

static void json_field(struct json_writer *json, const char *key, const struct fact *fact,
                       const char *field)
{
    struct span value;

    if (fact && fact_value(fact, field, &value) != ERR_NOT_FOUND)
        json_put_raw(json, key, value);
    else
        json_put_null(json, key);
}

static void json_id(struct json_writer *json, const char *key, const struct uuid *id)
{
    char text[UUID_TEXT];

    uuid_format(id, text);
    json_put_text(json, key, text);
}

static void json_voiding(const struct signoff_state *state, struct json_writer *json)
{
    struct uuid author;

    if (!state->voiding) {
        json_put_null(json, "void");
        return;
    }
    author = fact_author(state->voiding);
    json_object_open(json, "void");
    json_id(json, "id", &state->voiding->record->id);
    json_id(json, "person", &author);
    json_field(json, "reason", state->voiding, "reason");
    json_object_close(json);
}

void signoff_view_json(const struct signoff_state *state, const struct site_facts *facts,
                       struct json_writer *json)
{
    static const char *const fields[] = {
        "of",    "node",      "form",      "role",        "name",    "verdict",  "reason",
        "score", "signed_at", "statement", "handwriting", "content", "latitude", "longitude",
    };
    char code[SIGNING_CODE];

    (void)facts;
    signing_code(&state->sealed, code);
    json_id(json, "id", &state->record->record->id);
    json_put_text(json, "code", code);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        json_field(json, fields[i], state->record, fields[i]);
    json_put_text(json, "state", signoff_standing_name(state->standing));
    json_put_boolean(json, "counts", state->standing == SIGNOFF_COUNTS);
    json_put_boolean(json, "changed", state->changed);
    json_put_boolean(json, "intact", fact_true(state->record, "intact"));
    json_voiding(state, json);
    json_put_boolean(json, "countersigned", state->counter != NULL);
    json_field(json, "received_at", state->counter, "received_at");
    json_field(json, "log_index", state->counter, "log_index");
    if (state->complaint)
        json_id(json, "complaint", &state->complaint->record->id);
    else
        json_put_null(json, "complaint");
}
