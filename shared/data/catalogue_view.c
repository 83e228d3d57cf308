// SPDX-License-Identifier: Apache-2.0
#include "shared/data/catalogue_view.h"

#include "shared/base/clock.h"
#include "shared/data/json.h"

static void put(struct buffer *out, struct span text)
{
    buffer_append(out, text.data, text.len);
}

// "满意 satisfied"
static void put_words(struct buffer *out, struct catalogue_words words)
{
    put(out, words.zh);
    buffer_append_char(out, ' ');
    put(out, words.en);
}

// "  briefing  交底 briefing (D3.3)"
static void put_head(struct buffer *out, struct span code, struct catalogue_words words,
                     struct span rule)
{
    put(out, code);
    buffer_append_text(out, "  ");
    put_words(out, words);
    buffer_append_text(out, "  [");
    put(out, rule);
    buffer_append_text(out, "]\n");
}

static void put_value(struct buffer *out, const struct catalogue_item *item)
{
    if (item->target.len) {
        buffer_append_text(out, " ");
        put(out, item->target);
        buffer_append_text(out, " −");
        put(out, item->minus);
        buffer_append_text(out, " +");
        put(out, item->plus);
    }
    buffer_append_char(out, ' ');
    put(out, item->unit);
}

static void put_items(struct buffer *out, const struct catalogue_items *items)
{
    for (size_t i = 0; i < items->count; i++) {
        const struct catalogue_item *item = &items->list[i];

        buffer_append_text(out, item->required ? "    * " : "    - ");
        put(out, item->code);
        buffer_append_text(out, "  ");
        put_words(out, item->words);
        if (item->measured) {
            buffer_append_text(out, "  实测 measured:");
            put_value(out, item);
        }
        if (item->concealed)
            buffer_append_text(out, "  隐蔽 concealed");
        if (item->photos)
            buffer_printf(out, "  照片 photos ≥ %lld", (long long)item->photos);
        buffer_append_text(out, "  [");
        put(out, item->rule);
        buffer_append_text(out, "]\n");
    }
}

static void put_conditions(struct buffer *out, const char *title,
                           const struct catalogue_conditions *conditions)
{
    if (conditions->count == 0)
        return;
    buffer_printf(out, "  %s\n", title);
    for (size_t i = 0; i < conditions->count; i++) {
        buffer_append_text(out, "    - ");
        put_words(out, conditions->list[i].words);
        buffer_append_text(out, "  [");
        put(out, conditions->list[i].rule);
        buffer_append_text(out, "]\n");
    }
}

// A role, with the words the catalogue has for it.
static void put_role(struct buffer *out, const struct catalogue *c, struct span role)
{
    put_words(out, catalogue_term(c, role));
}

static void put_form(struct buffer *out, const struct catalogue *c,
                     const struct catalogue_form *form)
{
    buffer_append_text(out, "    - ");
    put(out, form->code);
    buffer_append_text(out, "  ");
    put_words(out, form->words);
    buffer_append_text(out, form->scale == SCALE_SATISFACTION ? "  满意/不满意 satisfied or not:"
                                                              : "  合格/不合格 qualified or not:");
    for (size_t i = 0; i < form->signer_count; i++) {
        buffer_append_text(out, i ? ", " : " ");
        put_role(out, c, form->signers[i].role);
        buffer_append_text(out, form->signers[i].required ? "*" : "");
    }
    buffer_append_char(out, '\n');
}

static void put_node(struct buffer *out, const struct catalogue *c,
                     const struct catalogue_node *node)
{
    buffer_printf(out, "%lld. ", (long long)node->number);
    put_head(out, node->code, node->words, node->rule);
    buffer_append_text(out, "  参加 participants:");
    for (size_t i = 0; i < node->participant_count; i++) {
        buffer_append_text(out, i ? ", " : " ");
        put_role(out, c, node->participants[i]);
    }
    buffer_append_text(out, "\n  表单 forms:\n");
    for (size_t i = 0; i < node->form_count; i++)
        put_form(out, c, node->forms[i]);
    buffer_append_text(out, "  检查项 check items (* 必查 required):\n");
    put_items(out, &node->items);
    put_conditions(out, "关口 gate:", &node->gate);
    put_conditions(out, "签字前提 before signing:", &node->ready);
    put_conditions(out, "问题 defects:", &node->defects);
}

static void put_inspection(struct buffer *out, const struct catalogue_inspection *inspection)
{
    buffer_append_text(out, inspection->key ? "  关键 key: " : "  ");
    put_head(out, inspection->code, inspection->words, inspection->rule);
    put_items(out, &inspection->items);
}

static void put_deadlines(struct buffer *out, const struct catalogue *c)
{
    static const char *const units[] = {"小时 hours", "天 days", "个月 months"};

    buffer_append_text(out, "期限 deadlines:\n");
    for (size_t i = 0; i < c->deadline_count; i++) {
        const struct catalogue_deadline *deadline = &c->deadlines[i];

        buffer_append_text(out, "  ");
        put(out, deadline->code);
        buffer_append_text(out, "  ");
        put_words(out, deadline->words);
        buffer_printf(out, ": %s%s.%.*s + %lld %s  [%.*s]", deadline->weekly ? "每周 weekly, " : "",
                      deadline->kind->name, (int)deadline->from.len, deadline->from.data,
                      (long long)deadline->amount, units[deadline->unit], (int)deadline->rule.len,
                      deadline->rule.data);
        for (size_t k = 0; k < deadline->who_count; k++) {
            buffer_append_text(out, k ? ", " : "  ");
            put_role(out, c, deadline->who[k]);
        }
        buffer_append_char(out, '\n');
    }
}

static void put_phrases(struct buffer *out, const struct catalogue *c)
{
    if (c->phrase_count)
        buffer_append_text(out, "常用语 phrases:\n");
    for (size_t i = 0; i < c->phrase_count; i++) {
        const struct catalogue_phrase *phrase = &c->phrases[i];

        buffer_printf(out, "  %s.%.*s%s%.*s  ", phrase->kind->name, (int)phrase->field.len,
                      phrase->field.data, phrase->item.len ? " " : "", (int)phrase->item.len,
                      phrase->item.data ? phrase->item.data : "");
        put_head(out, phrase->code, phrase->words, phrase->rule);
    }
}

void catalogue_view_text(struct buffer *out, const struct catalogue *catalogue)
{
    buffer_append_text(out, "目录 catalogue ");
    put(out, catalogue->version);
    buffer_append_text(out, ": ");
    put_words(out, catalogue->title);
    buffer_append_text(out, "\n\n");
    for (size_t i = 0; i < catalogue->node_count; i++)
        put_node(out, catalogue, &catalogue->nodes[i]);
    buffer_append_text(out, "\n验收与检查 inspections:\n");
    for (size_t i = 0; i < catalogue->inspection_count; i++)
        put_inspection(out, &catalogue->inspections[i]);
    put_deadlines(out, catalogue);
    put_conditions(out, "工地问题 defects of a site:", &catalogue->defects);
    buffer_append_text(out, "  数值 settings:\n");
    for (size_t i = 0; i < catalogue->setting_count; i++) {
        buffer_printf(out, "    - %.*s = %lld  ", (int)catalogue->settings[i].name.len,
                      catalogue->settings[i].name.data, (long long)catalogue->settings[i].value);
        put_words(out, catalogue->settings[i].words);
        buffer_append_char(out, '\n');
    }
    put_phrases(out, catalogue);
}

// "measurement, design, …": what one might have meant.
static void put_codes(struct buffer *out, const struct catalogue *c)
{
    for (size_t i = 0; i < c->node_count; i++) {
        buffer_append_text(out, i ? ", " : "");
        put(out, c->nodes[i].code);
    }
    for (size_t i = 0; i < c->inspection_count; i++) {
        if (catalogue_node_find(c, c->inspections[i].code))
            continue;
        buffer_append_text(out, ", ");
        put(out, c->inspections[i].code);
    }
}

enum err catalogue_view_part(struct buffer *out, const struct catalogue *catalogue,
                             struct span code, struct error *error)
{
    const struct catalogue_node *node = catalogue_node_find(catalogue, code);
    const struct catalogue_inspection *inspection = catalogue_inspection_find(catalogue, code);
    struct buffer known;

    if (node)
        put_node(out, catalogue, node);
    if (inspection)
        put_inspection(out, inspection);
    if (node || inspection)
        return ERR_OK;
    buffer_init(&known, 2 * ERROR_DETAIL_BYTES);
    put_codes(&known, catalogue);
    error_set(error, ERR_NOT_FOUND, "there is no node or inspection \"%.*s\"; there are: %s",
              (int)code.len, code.data, known.data ? known.data : "");
    buffer_clear(&known);
    return ERR_NOT_FOUND;
}

static void put_version(struct json_writer *json, const struct catalogue_cache_entry *entry,
                        const struct catalogue *catalogue, const struct error *why)
{
    json_object_open(json, NULL);
    json_put_span(json, "version", entry->version);
    if (catalogue) {
        json_object_open(json, "title");
        json_put_span(json, "zh", catalogue->title.zh);
        json_put_span(json, "en", catalogue->title.en);
        json_object_close(json);
    }
    json_put_integer(json, "published", entry->published_ms);
    json_put_boolean(json, "readable", catalogue != NULL);
    if (!catalogue)
        json_put_text(json, "why", why->detail);
    json_object_close(json);
}

static void put_version_line(struct buffer *out, const struct catalogue_cache_entry *entry,
                             const struct catalogue *catalogue, const struct error *why)
{
    char at[CLOCK_TEXT];

    clock_format(entry->published_ms, at);
    put(out, entry->version);
    buffer_printf(out, "  %s  ", entry->published_ms ? at : "—");
    if (catalogue)
        put_words(out, catalogue->title);
    else
        buffer_printf(out, "本程序读不懂 this program cannot read it: %s", why->detail);
    buffer_append_char(out, '\n');
}

void catalogue_view_list(struct buffer *out, struct catalogue_cache *cache, bool json)
{
    struct catalogue_shelf shelf = catalogue_cache_shelf(cache);
    struct json_writer writer;

    json_begin(&writer, out);
    if (json)
        json_array_open(&writer, NULL);
    for (size_t i = 0; i < catalogue_cache_count(cache); i++) {
        struct catalogue_cache_entry entry = catalogue_cache_at(cache, i);
        const struct catalogue *catalogue = shelf.find(shelf.ctx, entry.version);
        struct error why = {0};

        catalogue_cache_fault(cache, entry.version, &why);
        if (json)
            put_version(&writer, &entry, catalogue, &why);
        else
            put_version_line(out, &entry, catalogue, &why);
    }
    if (json) {
        json_array_close(&writer);
        buffer_append_char(out, '\n');
    }
}
