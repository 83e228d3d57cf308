// SPDX-License-Identifier: Apache-2.0
#include "server/console/choices.h"

#include <string.h>

void choices_note(struct choices *choices, const char *code, struct site_words words)
{
    size_t at = 0;

    while (at < choices->count && strcmp(choices->list[at].code, code) != 0)
        at++;
    if (at == CHOICES_MOST)
        return;
    if (at == choices->count) {
        choices->list[choices->count].code = code;
        choices->list[choices->count++].words = words;
    }
    choices->list[at].rows++;
}

void choices_put(const struct choices *choices, struct json_writer *json, const char *key)
{
    json_array_open(json, key);
    for (size_t i = 0; i < choices->count; i++) {
        json_object_open(json, NULL);
        json_put_text(json, "code", choices->list[i].code);
        json_put_text(json, "zh", choices->list[i].words.zh);
        json_put_text(json, "en", choices->list[i].words.en);
        json_put_integer(json, "count", choices->list[i].rows);
        json_object_close(json);
    }
    json_array_close(json);
}
