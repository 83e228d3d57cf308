// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/item_place.h"

#include "shared/base/suggest.h"

#include <stdio.h>
#include <string.h>

const struct fact *item_place_attempt(const struct facts *facts, const struct uuid *node, int64_t n)
{
    const struct fact *found = NULL;
    int64_t highest = 0, number;
    size_t count = 0;
    const struct fact *attempts = facts_of_kind(facts, "attempt", &count);

    for (size_t i = 0; i < count; i++) {
        if (record_deleted(attempts[i].record) || !fact_refers(&attempts[i], "node", node)
            || !fact_integer(&attempts[i], "n", &number) || number <= highest
            || (n != 0 && number != n))
            continue;
        found = &attempts[i];
        highest = number;
    }
    return found;
}

static enum err place_of_attempt(const struct deed *deed, const struct fact *attempt,
                                 struct item_place *out, struct error *error)
{
    const struct catalogue_node *node;
    char code_text[DEED_PLAIN];
    struct uuid node_id = uuid_nil;
    struct span code = {0};
    enum err err;

    fact_uuid(attempt, "node", &node_id);
    err = deed_find(deed, "node", &node_id, &out->node, error);
    if (!err)
        err = deed_catalogue(deed, out->node, &out->catalogue, error);
    if (err)
        return err;
    fact_text(out->node, "code", &code);
    node = catalogue_node_find(out->catalogue, code);
    if (!node)
        return error_set(error, ERR_NOT_FOUND, "目录 catalogue %.*s has no node %s",
                         (int)out->catalogue->version.len, out->catalogue->version.data,
                         deed_plain(out->node, "code", code_text));
    out->of = attempt;
    out->items = &node->items;
    out->words = node->words;
    return ERR_OK;
}

// What a record that is no attempt is called in the catalogue.
static struct span inspection_code(const struct fact *of, char text[CATALOGUE_CODE_MAX])
{
    struct span code = {0};
    int64_t round = 0;

    if (fact_text(of, "code", &code))
        return code;
    if (fact_integer(of, "round", &round)) {
        snprintf(text, CATALOGUE_CODE_MAX, "simulated_round_%lld", (long long)round);
        return span_of(text);
    }
    return of->record->kind;
}

static enum err place_of_inspection(const struct deed *deed, const struct fact *of,
                                    struct item_place *out, struct error *error)
{
    const struct catalogue_inspection *inspection;
    char text[CATALOGUE_CODE_MAX];
    struct span code = inspection_code(of, text);
    enum err err = deed_catalogue(deed, of, &out->catalogue, error);

    if (err)
        return err;
    inspection = catalogue_inspection_find(out->catalogue, code);
    if (!inspection)
        return error_set(error, ERR_NOT_FOUND, "目录 catalogue %.*s has no items for %.*s",
                         (int)out->catalogue->version.len, out->catalogue->version.data,
                         (int)code.len, code.data);
    out->of = of;
    out->items = &inspection->items;
    out->words = inspection->words;
    return ERR_OK;
}

static enum err place_of_node(const struct deed *deed, const struct fact *node, int64_t n,
                              struct item_place *out, struct error *error)
{
    const struct fact *attempt = item_place_attempt(deed->facts, &node->record->id, n);

    if (attempt)
        return place_of_attempt(deed, attempt, out, error);
    if (n == 0)
        return error_set(error, ERR_NOT_FOUND,
                         "节点还没有开始 the node has no attempt yet: start it\tplumb node start");
    return error_set(error, ERR_NOT_FOUND, "没有第 %lld 次 the node has no attempt %lld",
                     (long long)n, (long long)n);
}

enum err item_place_find(const struct deed *deed, const struct uuid *id, int64_t n,
                         struct item_place *out, struct error *error)
{
    const struct fact *fact = facts_find(deed->facts, id);
    struct span kind = fact ? fact->record->kind : (struct span){0};

    *out = (struct item_place){0};
    if (!fact || record_deleted(fact->record))
        return error_set(error, ERR_NOT_FOUND, "the record is not on this tablet");
    if (span_is(kind, "node"))
        return place_of_node(deed, fact, n, out, error);
    if (span_is(kind, "attempt"))
        return place_of_attempt(deed, fact, out, error);
    if (span_is(kind, "inspection") || span_is(kind, "simulated_round") || span_is(kind, "patrol"))
        return place_of_inspection(deed, fact, out, error);
    return error_set(error, ERR_INVALID,
                     "a %.*s has no check items; a node, inspection, round or patrol has",
                     (int)kind.len, kind.data);
}

static enum err suggest_item(const struct item_place *place, struct span name, struct error *error)
{
    struct suggest suggest;
    char given[DEED_PLAIN], codes[64][CATALOGUE_CODE_MAX + 1];
    size_t count = place->items->count < 64 ? place->items->count : 64;

    text_copy(given, sizeof(given), name);
    suggest_init(&suggest, given);
    for (size_t i = 0; i < count; i++) {
        text_copy(codes[i], sizeof(codes[i]), place->items->list[i].code);
        suggest_offer(&suggest, codes[i]);
    }
    return error_set(
        error, ERR_NOT_FOUND,
        "\"%s\" 不是 %.*s 的检查项 is no check item here%s%s%s\t请看 see plumb item list", given,
        (int)place->words.zh.len, place->words.zh.data,
        suggest.best ? "; 是否 did you mean \"" : "", suggest.best ? suggest.best : "",
        suggest.best ? "\"" : "");
}

enum err item_place_item(const struct item_place *place, struct span name,
                         const struct catalogue_item **out, struct error *error)
{
    *out = catalogue_item_find(place->items, name);
    for (size_t i = 0; !*out && i < place->items->count; i++) {
        const struct catalogue_item *item = &place->items->list[i];

        if (span_equal(item->words.zh, name) || span_equal(item->words.en, name))
            *out = item;
    }
    return *out ? ERR_OK : suggest_item(place, name, error);
}

void item_place_warn_signed(struct deed *deed, const struct item_place *place)
{
    size_t count = 0, signed_count = 0;
    const struct fact *signoffs = facts_of_kind(deed->facts, "signoff", &count);

    for (size_t i = 0; i < count; i++)
        signed_count += fact_refers(&signoffs[i], "of", &place->of->record->id)
                        && !fact_true(&signoffs[i], "voided");
    if (signed_count > 0)
        deed_say(deed,
                 "签后变更:已有 %zu 个签字，内容改变后须重新签字 changed after signing: %zu signed "
                 "this; "
                 "what changed is to be signed again",
                 signed_count, signed_count);
}
