// SPDX-License-Identifier: Apache-2.0
#include "shared/data/fact_json.h"

#include "shared/model/kind_word.h"

void fact_json_id(struct json_writer *json, const char *key, const struct uuid *id)
{
    char text[UUID_TEXT];

    if (!id || uuid_is_nil(id)) {
        json_put_null(json, key);
        return;
    }
    uuid_format(id, text);
    json_put_text(json, key, text);
}

void fact_json_value(struct json_writer *json, const char *key, const struct fact *fact,
                     const char *field)
{
    struct span value;

    if (fact && fact_value(fact, field, &value) == ERR_OK)
        json_put_raw(json, key ? key : field, value);
    else
        json_put_null(json, key ? key : field);
}

void fact_json_values(struct json_writer *json, const struct fact *fact, const char *const *fields)
{
    for (; *fields; fields++)
        fact_json_value(json, *fields, fact, *fields);
}

void fact_json_words(struct json_writer *json, struct catalogue_words words)
{
    json_put_span(json, "zh", words.zh);
    json_put_span(json, "en", words.en);
}

void fact_json_coded(struct json_writer *json, const char *key, struct span code,
                     struct catalogue_words words)
{
    if (!code.len) {
        json_put_null(json, key);
        return;
    }
    json_object_open(json, key);
    json_put_span(json, "code", code);
    fact_json_words(json, words);
    json_object_close(json);
}

void fact_json_word(struct json_writer *json, const char *key, struct span kind, struct span code)
{
    const struct kind_word *word = kind_word_find(kind, code);
    struct catalogue_words words = {code, code};

    if (word)
        words = (struct catalogue_words){span_of(word->zh), span_of(word->en)};
    fact_json_coded(json, key, code, words);
}

void fact_json_choice(struct json_writer *json, const char *key, const struct fact *fact,
                      const char *field)
{
    struct span code = {0};

    if (fact)
        fact_text(fact, field, &code);
    fact_json_word(json, key, fact ? fact->record->kind : code, code);
}

void fact_json_person(struct json_writer *json, const char *key, const struct facts *facts,
                      const struct uuid *person)
{
    const struct fact *found = uuid_is_nil(person) ? NULL : facts_find(facts, person);

    if (uuid_is_nil(person)) {
        json_put_null(json, key);
        return;
    }
    if (found && !span_is(found->record->kind, "person"))
        found = NULL;
    json_object_open(json, key);
    fact_json_id(json, "id", person);
    fact_json_value(json, "name", found, "name");
    fact_json_choice(json, "role", found, "role");
    json_object_close(json);
}

void fact_json_person_of(struct json_writer *json, const char *key, const struct facts *facts,
                         const struct fact *fact, const char *field)
{
    struct uuid person = uuid_nil;

    if (fact && field)
        fact_uuid(fact, field, &person);
    else if (fact)
        person = fact_author(fact);
    fact_json_person(json, key, facts, &person);
}

bool fact_json_conflicts(const struct fact *fact)
{
    struct span name;

    return fact && record_conflicts(fact->record, &name, 1) > 0;
}
