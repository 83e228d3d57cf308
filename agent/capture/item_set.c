// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/item_set.h"

#include "agent/capture/item_place.h"
#include "agent/capture/rectify.h"
#include "shared/model/kind_word.h"

#include <string.h>

enum { FIX_FIELDS = 12 };

static const char *result_of(struct span given)
{
    static const struct {
        const char *result, *zh;
    } results[] = {{"pass", "合格"}, {"fail", "不合格"}, {"na", "不适用"}};

    for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++)
        if (span_is(given, results[i].result) || span_is(given, results[i].zh))
            return results[i].result;
    return NULL;
}

// The note that stands with a result already.
static bool has_note(const struct deed *deed, const struct uuid *result)
{
    const struct fact *fact = facts_find(deed->facts, result);
    struct span note;

    return fact && fact_text(fact, "note", &note) && note.len > 0;
}

// D3.10
static enum err check_fail(const struct deed *deed, const struct item_set *given,
                           const struct uuid *result, const struct catalogue_item *item,
                           struct error *error)
{
    const struct field *note = deed_given(&given->fields, "note");

    if ((note && !span_is(note->value, "null") && !span_is(note->value, "\"\""))
        || (!note && has_note(deed, result)) || deed->options->photo_count > 0
        || deed_photos_of(deed, result) > 0)
        return ERR_OK;
    return error_set(
        error, ERR_INVALID,
        "%.*s (%.*s): 不合格要有备注或照片 a fail needs a note or a photo\t(--note, --photo)",
        (int)item->code.len, item->code.data, (int)item->words.zh.len, item->words.zh.data);
}

// "水压试验: 备注", what the rectification is about.
static void put_summary(struct deed *deed, const struct catalogue_item *item,
                        const struct item_set *given, struct field *out)
{
    const struct field *note = deed_given(&given->fields, "note");
    struct buffer words, value;

    buffer_init(&words, KIND_TEXT_MAX);
    buffer_init(&value, KIND_TEXT_MAX);
    buffer_append(&words, item->words.zh.data, item->words.zh.len);
    if (note && note->value.data[0] == '"' && note->value.len > 2) {
        buffer_append_text(&words, ": ");
        canon_unescape((struct span){note->value.data + 1, note->value.len - 2}, &words);
    }
    canon_put_string(&value, (struct span){words.data, words.len});
    *out = (struct field){span_of("summary"),
                          {arena_dup(deed->arena, value.data, value.len), value.len}};
    buffer_clear(&words);
    buffer_clear(&value);
}

static enum err open_fix(struct deed *deed, const struct item_set *given,
                         const struct catalogue_item *item, const struct uuid *result,
                         struct error *error)
{
    struct field fields[FIX_FIELDS + 3];
    struct rectify_finding finding = {.of = *result, .fields = {fields, 0}};
    const struct field *room = deed_given(&given->fields, "room");
    struct buffer code;

    if (given->fix.count > FIX_FIELDS)
        return error_set(error, ERR_INVALID, "too many fields");
    for (size_t i = 0; i < given->fix.count; i++)
        fields[finding.fields.count++] = given->fix.list[i];
    put_summary(deed, item, given, &fields[finding.fields.count++]);
    if (room)
        fields[finding.fields.count++] = *room;
    buffer_init(&code, CATALOGUE_CODE_MAX + 3);
    canon_put_string(&code, item->code);
    fields[finding.fields.count++]
        = (struct field){span_of("item"), {arena_dup(deed->arena, code.data, code.len), code.len}};
    buffer_clear(&code);
    return rectify_add(deed, &finding, error);
}

// "水压试验: 不合格 fail"; an item that gets only fields or photos is named alone.
static void label(struct deed *deed, const struct catalogue_item *item, const char *result)
{
    const struct kind_word *word
        = result ? kind_word_find(span_of("item_result"), span_of(result)) : NULL;

    if (word)
        deed_label(deed, "%.*s: %s %s", (int)item->words.zh.len, item->words.zh.data, word->zh,
                   result);
    else
        deed_label(deed, "%.*s", (int)item->words.zh.len, item->words.zh.data);
}

// A result that is known, or none while something else is given.
static enum err check_result(const struct deed *deed, const struct item_set *given,
                             const struct item_answer *answer, struct error *error)
{
    bool more = given->fields.count > 0 || deed->options->photo_count > 0;

    if (result_of(answer->result) || (answer->result.len == 0 && more))
        return ERR_OK;
    return error_set(error, ERR_INVALID, "%.*s=%.*s: 合格 pass, 不合格 fail or 不适用 na is wanted",
                     (int)answer->item.len, answer->item.data, (int)answer->result.len,
                     answer->result.data);
}

static enum err answer(struct deed *deed, const struct item_set *given,
                       const struct item_place *place, const struct item_answer *answer,
                       struct error *error)
{
    const struct catalogue_item *item = NULL;
    const char *result = result_of(answer->result);
    bool fails = result && strcmp(result, "fail") == 0;
    struct uuid id;
    enum err code = item_place_item(place, answer->item, &item, error);

    if (!code)
        code = check_result(deed, given, answer, error);
    if (code)
        return code;
    deed_open(deed, "item_result", NULL);
    deed_uuid(deed, "attempt", &place->of->record->id);
    deed_text(deed, "item", item->code);
    deed_word(deed, "result", result);
    deed_fields(deed, &given->fields);
    label(deed, item, result);
    code = deed_close(deed, &id, error);
    if (!code && deed->options->photo_count > 0)
        deed_photos(deed, &id, fails ? "before" : NULL);
    if (code || !fails)
        return code;
    code = check_fail(deed, given, &id, item, error);
    return code ? code : open_fix(deed, given, item, &id, error);
}

static enum err decide(struct deed *deed, const void *argument, struct error *error)
{
    const struct item_set *given = argument;
    struct item_place place;
    enum err code = item_place_find(deed, &given->of, given->attempt, &place, error);

    if (code)
        return code;
    if (given->count == 0)
        return error_set(error, ERR_INVALID, "no item is given");
    if (given->count > 1 && (given->fields.count > 0 || deed->options->photo_count > 0))
        return error_set(
            error, ERR_INVALID,
            "备注、照片、房间和金额一次只属于一个检查项 note, photo, room and amount belong "
            "to one item: give it alone");
    for (size_t i = 0; !code && i < given->count; i++)
        code = answer(deed, given, &place, &given->answers[i], error);
    item_place_warn_signed(deed, &place);
    return code;
}

enum err item_set(const struct deed_options *options, const struct item_set *given,
                  struct deed_report *report, struct error *error)
{
    return deed_run(options, decide, given, report, error);
}
