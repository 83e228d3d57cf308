// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/item_list.h"

#include "agent/capture/item_answers.h"
#include "agent/capture/site_facts.h"
#include "shared/data/json.h"
#include "shared/model/kind_word.h"

// A place under way of being printed.
struct item_list {
    const struct site_facts *facts;
    const struct item_place *place;
    struct item_answers answers;
    struct verb_output *output;
};

static void print_result(const struct fact *answer, struct buffer *out)
{
    const struct kind_word *word;
    struct span result, value;

    if (answer && fact_value(answer, "result", &value) == ERR_CONFLICT) {
        buffer_append_text(out, "冲突 conflict");
        return;
    }
    if (!answer || !fact_text(answer, "result", &result)) {
        buffer_append_text(out, "—");
        return;
    }
    word = kind_word_find(answer->record->kind, result);
    if (word)
        buffer_printf(out, "%s %s", word->zh, word->en);
    else
        buffer_append(out, result.data, result.len);
}

static void print_values(const struct item_list *list, struct span code, struct buffer *out)
{
    char point[DEED_PLAIN], value[DEED_PLAIN], unit[DEED_PLAIN];
    const struct fact *fact;
    struct span passes;
    size_t at = 0;

    while ((fact = item_answers_value(&list->answers, code, &at)) != NULL)
        buffer_printf(out, "      %s: %s %s%s\n", deed_plain(fact, "point", point),
                      deed_plain(fact, "value", value), deed_plain(fact, "unit", unit),
                      fact_value(fact, "passes", &passes) != ERR_OK ? ""
                      : fact_true(fact, "passes")                   ? "  合格 passes"
                                                                    : "  超差 beyond tolerance");
}

static void print_line(const struct item_list *list, const struct catalogue_item *item)
{
    struct buffer *out = &list->output->out;
    const struct fact *answer = item_answers_result(&list->answers, item->code);
    char note[DEED_PLAIN];

    buffer_printf(out, "  %.*s  %.*s %.*s: ", (int)item->code.len, item->code.data,
                  (int)item->words.zh.len, item->words.zh.data, (int)item->words.en.len,
                  item->words.en.data);
    print_result(answer, out);
    if (item_answers_photos(answer) > 0)
        buffer_printf(out, "  照片 photos %lld", (long long)item_answers_photos(answer));
    if (item->concealed)
        buffer_append_text(out, "  隐蔽工程 concealed");
    if (item_answers_photos(answer) < item->photos)
        buffer_printf(out, "  须有照片 needs photos: %lld", (long long)item->photos);
    if (deed_plain(answer, "note", note)[0])
        buffer_printf(out, "  %s", note);
    buffer_append_char(out, '\n');
    print_values(list, item->code, out);
}

static void put_shown(struct json_writer *json, const struct fact *fact, const char *field)
{
    struct span value;

    if (fact && fact_value(fact, field, &value) == ERR_OK)
        json_put_raw(json, field, value);
    else
        json_put_null(json, field);
}

static void put_values(struct json_writer *json, const struct item_list *list, struct span code)
{
    static const char *const fields[] = {"point", "value", "unit", "target", "passes"};
    const struct fact *value;
    size_t at = 0;

    json_array_open(json, "values");
    while ((value = item_answers_value(&list->answers, code, &at)) != NULL) {
        json_object_open(json, NULL);
        for (size_t k = 0; k < sizeof(fields) / sizeof(fields[0]); k++)
            put_shown(json, value, fields[k]);
        json_object_close(json);
    }
    json_array_close(json);
}

static void put_object(struct json_writer *json, const struct item_list *list,
                       const struct catalogue_item *item)
{
    const struct fact *answer = item_answers_result(&list->answers, item->code);
    char id[UUID_TEXT];

    json_object_open(json, NULL);
    json_put_span(json, "code", item->code);
    json_put_span(json, "rule", item->rule);
    json_put_span(json, "zh", item->words.zh);
    json_put_span(json, "en", item->words.en);
    json_put_boolean(json, "required", item->required);
    json_put_boolean(json, "concealed", item->concealed);
    json_put_boolean(json, "measured", item->measured);
    json_put_integer(json, "photos_needed", item->photos);
    if (answer)
        uuid_format(&answer->record->id, id);
    json_put_text(json, "id", answer ? id : NULL);
    put_shown(json, answer, "result");
    put_shown(json, answer, "note");
    put_shown(json, answer, "room");
    put_shown(json, answer, "amount_fen");
    json_put_integer(json, "photos", item_answers_photos(answer));
    put_values(json, list, item->code);
    json_object_close(json);
}

static void print_all(const struct item_list *list)
{
    struct buffer *out = &list->output->out;
    const struct item_place *place = list->place;
    struct json_writer json;

    if (!list->output->json)
        buffer_printf(out, "%.*s %.*s\n", (int)place->words.zh.len, place->words.zh.data,
                      (int)place->words.en.len, place->words.en.data);
    json_begin(&json, out);
    if (list->output->json)
        json_array_open(&json, NULL);
    for (size_t i = 0; i < place->items->count; i++) {
        if (list->output->json)
            put_object(&json, list, &place->items->list[i]);
        else
            print_line(list, &place->items->list[i]);
    }
    if (list->output->json) {
        json_array_close(&json);
        buffer_append_char(out, '\n');
    }
}

static enum err load_and_print(const struct item_question *question, struct verb_output *output,
                               struct error *error)
{
    struct site_facts_options options = {.site = question->site};
    struct site_facts facts;
    struct item_place place;
    struct item_list list = {.facts = &facts, .place = &place, .output = output};
    struct deed look = {0};
    enum err err = site_facts_load(question->store, &options, &facts, error);

    if (err)
        return err;
    look.facts = &facts.facts;
    look.shelf = &facts.shelf;
    err = item_place_find(&look, &question->of, question->attempt, &place, error);
    if (!err && !item_answers_read(&facts.facts, &place, &facts.arena, &list.answers))
        err = error_set(error, ERR_TOO_LARGE, "the site has more records than fit in memory");
    if (!err)
        print_all(&list);
    site_facts_clear(&facts);
    return err;
}

enum err item_list_print(const struct item_question *question, struct verb_output *output,
                         struct error *error)
{
    enum err err = store_begin(question->store, error);

    if (err)
        return err;
    err = load_and_print(question, output, error);
    store_rollback(question->store);
    return err;
}
