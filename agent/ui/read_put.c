// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/read_put.h"

#include "shared/model/kind_word.h"

void read_put_id(struct json_writer *json, const char *key, const struct uuid *id)
{
    char text[UUID_TEXT];

    if (!id || uuid_is_nil(id)) {
        json_put_null(json, key);
        return;
    }
    uuid_format(id, text);
    json_put_text(json, key, text);
}

void read_put_value(struct json_writer *json, const char *key, const struct fact *fact,
                    const char *field)
{
    struct span value;

    if (fact && fact_value(fact, field, &value) == ERR_OK)
        json_put_raw(json, key ? key : field, value);
    else
        json_put_null(json, key ? key : field);
}

void read_put_values(struct json_writer *json, const struct fact *fact, const char *const *fields)
{
    for (; *fields; fields++)
        read_put_value(json, *fields, fact, *fields);
}

void read_put_words(struct json_writer *json, struct catalogue_words words)
{
    json_put_span(json, "zh", words.zh);
    json_put_span(json, "en", words.en);
}

void read_put_coded(struct json_writer *json, const char *key, struct span code,
                    struct catalogue_words words)
{
    if (!code.len) {
        json_put_null(json, key);
        return;
    }
    json_object_open(json, key);
    json_put_span(json, "code", code);
    read_put_words(json, words);
    json_object_close(json);
}

void read_put_word(struct json_writer *json, const char *key, struct span kind, struct span code)
{
    const struct kind_word *word = kind_word_find(kind, code);
    struct catalogue_words words = {code, code};

    if (word)
        words = (struct catalogue_words){span_of(word->zh), span_of(word->en)};
    read_put_coded(json, key, code, words);
}

void read_put_choice(struct json_writer *json, const char *key, const struct fact *fact,
                     const char *field)
{
    struct span code = {0};

    if (fact)
        fact_text(fact, field, &code);
    read_put_word(json, key, fact ? fact->record->kind : code, code);
}

void read_put_person(struct json_writer *json, const char *key, const struct facts *facts,
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
    read_put_id(json, "id", person);
    read_put_value(json, "name", found, "name");
    read_put_choice(json, "role", found, "role");
    json_object_close(json);
}

void read_put_person_of(struct json_writer *json, const char *key, const struct facts *facts,
                        const struct fact *fact, const char *field)
{
    struct uuid person = uuid_nil;

    if (fact && field)
        fact_uuid(fact, field, &person);
    else if (fact)
        person = fact_author(fact);
    read_put_person(json, key, facts, &person);
}

bool read_put_conflicts(const struct fact *fact)
{
    struct span name;

    return fact && record_conflicts(fact->record, &name, 1) > 0;
}
