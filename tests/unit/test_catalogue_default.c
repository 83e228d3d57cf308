// SPDX-License-Identifier: Apache-2.0
// The catalogue that comes with the program is whole: every rule of D3 and D4 has its entries.
#include "shared/data/catalogue_default.h"
#include "shared/data/catalogue_file.h"
#include "shared/model/kind_word.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct fixture {
    struct arena arena;
    const struct catalogue *c;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    struct span text = {catalogue_default_text, catalogue_default_text_size};
    struct error error = {0};

    arena_init(&f->arena, CATALOGUE_ARENA_MAX);
    if (catalogue_file_read(text, &f->arena, &f->c, &error))
        fail_msg("%s: %s", err_name(error.code), error.detail);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    arena_clear(&f->arena);
    free(f);
    return 0;
}

static void d3_seven_nodes_stand_in_their_order(void **state)
{
    static const char *const codes[] = {"measurement", "design",    "briefing",  "water_electric",
                                        "mid_term",    "materials", "completion"};
    const struct fixture *f = *state;

    assert_int_equal(f->c->node_count, COUNT(codes));
    for (size_t i = 0; i < COUNT(codes); i++)
        assert_true(span_is(f->c->nodes[i].code, codes[i]));
}

static void each_rule_of_the_service_has_its_entry(void **state)
{
    static const char *const rules[]
        = {"D2.2", "D2.3",  "D3.1",  "D3.2", "D3.3", "D3.4", "D3.5", "D3.6", "D3.7", "D3.8",
           "D3.9", "D3.10", "D3.15", "D4.1", "D4.2", "D4.3", "D4.4", "D4.5", "D4.6", "D4.7",
           "D5.1", "D6.1",  "D6.2",  "D6.6", "D7.1", "D9.1", "D9.2", "D9.3", "D12.3"};
    char entry[32];

    (void)state;
    for (size_t i = 0; i < COUNT(rules); i++) {
        snprintf(entry, sizeof(entry), "\"rule\": \"%s\"", rules[i]);
        if (!strstr(catalogue_default_text, entry))
            fail_msg("nothing in the catalogue serves %s", rules[i]);
    }
}

static void d3_each_gate_serves_its_nodes_rule(void **state)
{
    static const size_t conditions[] = {1, 2, 3, 2, 3, 3, 3};
    const struct fixture *f = *state;

    for (size_t i = 0; i < f->c->node_count; i++) {
        const struct catalogue_node *node = &f->c->nodes[i];

        assert_int_equal(node->gate.count, conditions[i]);
        for (size_t k = 0; k < node->gate.count; k++)
            assert_true(span_equal(node->gate.list[k].rule, node->rule)
                        || span_is(node->gate.list[k].rule, "D3.9"));
    }
}

static void d3_8_the_check_items_of_each_node_are_there(void **state)
{
    static const size_t items[] = {7, 6, 5, 6, 7, 6, 3};
    const struct fixture *f = *state;
    const struct catalogue_inspection *re
        = catalogue_inspection_find(f->c, span_of("re_inspection"));

    for (size_t i = 0; i < f->c->node_count; i++) {
        const struct catalogue_items *list = &f->c->nodes[i].items;

        assert_int_equal(list->count, items[i]);
        for (size_t k = 0; k < list->count; k++)
            assert_true(list->list[k].required && span_is(list->list[k].rule, "D3.8"));
    }
    assert_int_equal(re->items.count, 4);
    assert_true(catalogue_item_find(&f->c->nodes[3].items, span_of("pressure_test"))->measured);
    assert_true(catalogue_item_find(&f->c->nodes[3].items, span_of("closed_water_test"))->measured);
}

static void d3_11_concealed_works_ask_for_photos(void **state)
{
    const struct fixture *f = *state;
    size_t concealed = 0;

    for (size_t i = 0; i < f->c->node_count; i++)
        for (size_t k = 0; k < f->c->nodes[i].items.count; k++) {
            const struct catalogue_item *item = &f->c->nodes[i].items.list[k];

            concealed += item->concealed;
            assert_true(!item->concealed || item->photos >= 1);
        }
    assert_true(concealed >= 3);
}

static void d4_1_four_inspections_are_key(void **state)
{
    static const char *const keys[] = {"water_electric", "closed_water", "mid_term", "completion"};
    const struct fixture *f = *state;
    size_t count = 0;

    for (size_t i = 0; i < f->c->inspection_count; i++)
        count += f->c->inspections[i].key;
    assert_int_equal(count, COUNT(keys));
    for (size_t i = 0; i < COUNT(keys); i++)
        assert_true(catalogue_inspection_find(f->c, span_of(keys[i]))->key);
}

static void each_form_says_what_its_evidence_is(void **state)
{
    static const char en[] = "tamper-evident evidence, reliable by agreement of the parties",
                      zh[] = "\u53cc\u65b9\u7ea6\u5b9a\u4ee5\u6b64\u4f5c\u4e3a\u53ef\u9760\u8bc1"
                             "\u636e";
    const struct fixture *f = *state;

    for (size_t i = 0; i < f->c->form_count; i++) {
        assert_non_null(strstr(f->c->forms[i].clause.en.data, en));
        assert_non_null(strstr(f->c->forms[i].clause.zh.data, zh));
    }
}

// The program has words of its own for lists; the paper has those of the catalogue.
static void terms_say_what_the_program_says(void **state)
{
    const struct fixture *f = *state;
    size_t count;
    const struct kind_word *roles = kind_roles(&count);

    for (size_t i = 0; i < count; i++)
        assert_true(span_is(catalogue_term(f->c, span_of(roles[i].value)).zh, roles[i].zh));
    for (size_t i = 0; i < f->c->term_count; i++) {
        const struct catalogue_text *term = &f->c->terms[i];
        const struct kind_word *word = kind_word_find((struct span){0}, term->code);

        if (word && (!span_is(term->words.zh, word->zh) || !span_is(term->words.en, word->en)))
            fail_msg("%s is %s, not %s", word->value, term->words.zh.data, word->zh);
    }
}

static void d4_6_visits_follow_the_move_in(void **state)
{
    static const int64_t months[] = {3, 11, 12, 23, 35, 48};
    const struct fixture *f = *state;
    size_t count = 0;

    for (size_t i = 0; i < f->c->deadline_count; i++) {
        const struct catalogue_deadline *deadline = &f->c->deadlines[i];

        if (!span_is(deadline->from, "move_in_date"))
            continue;
        assert_int_equal(deadline->unit, UNIT_MONTHS);
        assert_int_equal(deadline->amount, months[count++]);
        assert_non_null(catalogue_inspection_find(f->c, deadline->code));
    }
    assert_int_equal(count, COUNT(months));
}

static void d8_4_a_complaint_is_answered_within_a_day(void **state)
{
    const struct fixture *f = *state;
    const struct catalogue_deadline *found = NULL;

    for (size_t i = 0; i < f->c->deadline_count && !found; i++)
        if (strcmp(f->c->deadlines[i].kind->name, "complaint") == 0)
            found = &f->c->deadlines[i];
    assert_non_null(found);
    assert_true(span_is(found->from, "received_at"));
    assert_int_equal(found->unit, UNIT_HOURS);
    assert_int_equal(found->amount, 24);
    assert_null(found->when); // each complaint
}

static size_t phrases_of(const struct fixture *f, const char *kind, const char *field,
                         struct span item)
{
    size_t count = 0;

    for (size_t i = 0; i < f->c->phrase_count; i++) {
        const struct catalogue_phrase *phrase = &f->c->phrases[i];

        count += strcmp(phrase->kind->name, kind) == 0 && span_is(phrase->field, field)
                 && span_equal(phrase->item, item);
    }
    return count;
}

// A failed item is explained, an issue placed and a customer heard without a keyboard.
static void d3_8_what_is_wrong_with_an_item_can_be_said_at_a_tap(void **state)
{
    static const char *const fields[][2] = {
        {"rectification", "category"},  {"rectification", "room"},      {"rectification", "crew"},
        {"item_result", "note"},        {"signoff", "reason"},          {"move", "note"},
        {"patrol_call", "result"},      {"patrol_call", "problems"},    {"patrol_call", "measures"},
        {"delivery", "refused_reason"}, {"complaint", "words"},         {"void", "reason"},
        {"delivery", "product"},        {"change_order", "description"}};
    const struct fixture *f = *state;

    for (size_t i = 0; i < f->c->node_count; i++)
        for (size_t k = 0; k < f->c->nodes[i].items.count; k++) {
            struct span code = f->c->nodes[i].items.list[k].code;

            if (phrases_of(f, "item_result", "note", code) < 2)
                fail_msg("%.*s has no notes to choose from", (int)code.len, code.data);
        }
    assert_in_range(phrases_of(f, "move", "note", span_of("done")), 3, 8); // what was done
    for (size_t i = 0; i < COUNT(fields); i++)
        assert_in_range(phrases_of(f, fields[i][0], fields[i][1], (struct span){0}), 4, 20);
    assert_true(span_is(catalogue_phrase(f->c, "rectification", "category", span_of("tiling")).en,
                        "tiling and masonry"));
    assert_true(
        span_is(catalogue_phrase(f->c, "rectification", "room", span_of("tiling")).en, "tiling"));
    assert_true(
        span_is(catalogue_phrase(f->c, "note", "category", span_of("tiling")).en, "tiling"));
    assert_true(span_is(catalogue_phrase(f->c, "note", "category", span_of("none")).zh, "none"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(d3_seven_nodes_stand_in_their_order),
        cmocka_unit_test(each_rule_of_the_service_has_its_entry),
        cmocka_unit_test(d3_each_gate_serves_its_nodes_rule),
        cmocka_unit_test(d3_8_the_check_items_of_each_node_are_there),
        cmocka_unit_test(d3_11_concealed_works_ask_for_photos),
        cmocka_unit_test(d4_1_four_inspections_are_key),
        cmocka_unit_test(each_form_says_what_its_evidence_is),
        cmocka_unit_test(terms_say_what_the_program_says),
        cmocka_unit_test(d4_6_visits_follow_the_move_in),
        cmocka_unit_test(d8_4_a_complaint_is_answered_within_a_day),
        cmocka_unit_test(d3_8_what_is_wrong_with_an_item_can_be_said_at_a_tap),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
