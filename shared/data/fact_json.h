// SPDX-License-Identifier: Apache-2.0
// Pieces of answers that the screens of both programs show alike: ids, values, words, people.
#ifndef PLUMB_SHARED_DATA_FACT_JSON_H
#define PLUMB_SHARED_DATA_FACT_JSON_H

#include "shared/data/json.h"
#include "shared/model/catalogue.h"
#include "shared/model/fact.h"

// A nil id is null.
void fact_json_id(struct json_writer *json, const char *key, const struct uuid *id);
// The shown value of a field, also a derived one; null when none stands or no single one does.
// `key` NULL: the name of the field.
void fact_json_value(struct json_writer *json, const char *key, const struct fact *fact,
                     const char *field);
void fact_json_values(struct json_writer *json, const struct fact *fact, const char *const *fields);
// Members zh and en.
void fact_json_words(struct json_writer *json, struct catalogue_words words);
// {code, zh, en}; null when the code is empty. The words of a choice of this kind (kind_word.h).
void fact_json_coded(struct json_writer *json, const char *key, struct span code,
                     struct catalogue_words words);
void fact_json_word(struct json_writer *json, const char *key, struct span kind, struct span code);
// The value of a choice or state as {code, zh, en}; null when there is none.
void fact_json_choice(struct json_writer *json, const char *key, const struct fact *fact,
                      const char *field);
// {id, name, role: {code, zh, en}}; name and role are null when the person's record is not here.
// null for a nil id.
void fact_json_person(struct json_writer *json, const char *key, const struct facts *facts,
                      const struct uuid *person);
// The same of the person that a field names, or (field NULL) of the author.
void fact_json_person_of(struct json_writer *json, const char *key, const struct facts *facts,
                         const struct fact *fact, const char *field);
// Whether any field stands with several values.
bool fact_json_conflicts(const struct fact *fact);

#endif
