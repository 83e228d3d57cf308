// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/signoff_told.h"

#include "agent/capture/signing.h"

static const struct signoff_words standings[] = {
    [SIGNOFF_COUNTS] = {"有效", "counts"},
    [SIGNOFF_LATER]
    = {"同一人后来又签过，以后来的为准", "superseded by a later one of this person"},
    [SIGNOFF_UNSURE] = {"本机没有所签内容或目录，无法核对",
                        "what was signed, or its catalogue, is not here to compare"},
    [SIGNOFF_CHANGED] = {"签后变更，需重新签署", "changed after signing: to be signed again"},
    [SIGNOFF_VOIDED] = {"已作废", "void"},
    [SIGNOFF_BROKEN] = {"未通过核验", "not verified"},
};

struct signoff_words signoff_told_words(enum signoff_standing standing)
{
    return standings[standing];
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

void signoff_told(const struct signoff_state *state, struct json_writer *json)
{
    struct signoff_words words = signoff_told_words(state->standing);
    static const char *const fields[] = {
        "of",    "node",      "form",        "role",    "name",     "verdict",   "reason",
        "score", "signed_at", "handwriting", "content", "latitude", "longitude",
    };
    char code[SIGNOFF_CODE];

    signoff_code(&state->sealed, code);
    json_id(json, "id", &state->record->record->id);
    json_put_text(json, "code", code);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        json_field(json, fields[i], state->record, fields[i]);
    json_put_text(json, "state", signoff_standing_name(state->standing));
    json_object_open(json, "standing");
    json_put_text(json, "zh", words.zh);
    json_put_text(json, "en", words.en);
    json_object_close(json);
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

static void put_change(void *arg, const struct statement_difference *difference)
{
    struct json_writer *json = arg;

    json_object_open(json, NULL);
    json_put_text(json, "path", difference->path);
    json_put_text(json, "zh", difference->zh);
    json_put_text(json, "en", difference->en);
    json_put_raw(json, "before", span_of(difference->before ? difference->before : "null"));
    json_put_raw(json, "after", span_of(difference->after ? difference->after : "null"));
    json_object_close(json);
}

enum err signoff_told_changes(struct signoff_changes *changes, const struct fact *record,
                              struct json_writer *json, struct error *error)
{
    enum err code = ERR_OK;

    json_array_open(json, "changes");
    changes->each = put_change;
    changes->arg = json;
    if (changes->statement.len > 0)
        code = signoff_changes_list(changes, record, error);
    json_array_close(json);
    return code;
}
