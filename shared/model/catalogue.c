// SPDX-License-Identifier: Apache-2.0
#include "shared/model/catalogue.h"

#include <string.h>

const struct expression_name catalogue_node_names[] = {
    {"site", TYPE_RECORD},
    {"node", TYPE_RECORD},
    {"attempt", TYPE_RECORD},
    {"code", TYPE_TEXT},
};
const size_t catalogue_node_name_count
    = sizeof(catalogue_node_names) / sizeof(catalogue_node_names[0]);

const struct catalogue_node *catalogue_node_find(const struct catalogue *c, struct span code)
{
    for (size_t i = 0; i < c->node_count; i++)
        if (span_equal(c->nodes[i].code, code))
            return &c->nodes[i];
    return NULL;
}

const struct catalogue_item *catalogue_item_find(const struct catalogue_items *items,
                                                 struct span code)
{
    for (size_t i = 0; i < items->count; i++)
        if (span_equal(items->list[i].code, code))
            return &items->list[i];
    return NULL;
}

const struct catalogue_form *catalogue_form_find(const struct catalogue *c, struct span code)
{
    for (size_t i = 0; i < c->form_count; i++)
        if (span_equal(c->forms[i].code, code))
            return &c->forms[i];
    return NULL;
}

static bool is_of_node(const struct catalogue *c, const struct catalogue_form *form)
{
    for (size_t i = 0; i < c->node_count; i++)
        for (size_t j = 0; j < c->nodes[i].form_count; j++)
            if (c->nodes[i].forms[j] == form)
                return true;
    return false;
}

bool catalogue_form_suits(const struct catalogue *c, const struct catalogue_form *form,
                          struct span kind)
{
    for (size_t i = 0; i < form->kind_count; i++)
        if (span_equal(form->kinds[i], kind))
            return true;
    return form->kind_count == 0 && !is_of_node(c, form);
}

const struct catalogue_inspection *catalogue_inspection_find(const struct catalogue *c,
                                                             struct span code)
{
    for (size_t i = 0; i < c->inspection_count; i++)
        if (span_equal(c->inspections[i].code, code))
            return &c->inspections[i];
    return NULL;
}

bool catalogue_setting(const struct catalogue *c, struct span name, int64_t *value)
{
    for (size_t i = 0; i < c->setting_count; i++) {
        if (!span_equal(c->settings[i].name, name))
            continue;
        *value = c->settings[i].value;
        return true;
    }
    return false;
}

struct catalogue_words catalogue_term(const struct catalogue *c, struct span code)
{
    for (size_t i = 0; i < c->term_count; i++)
        if (span_equal(c->terms[i].code, code))
            return c->terms[i].words;
    return (struct catalogue_words){code, code};
}

struct catalogue_words catalogue_phrase(const struct catalogue *c, const char *kind,
                                        const char *field, struct span code)
{
    for (size_t i = 0; i < c->phrase_count; i++) {
        const struct catalogue_phrase *phrase = &c->phrases[i];

        if (span_equal(phrase->code, code) && span_is(phrase->field, field)
            && strcmp(phrase->kind->name, kind) == 0)
            return phrase->words;
    }
    return (struct catalogue_words){code, code};
}
