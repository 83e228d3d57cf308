// SPDX-License-Identifier: Apache-2.0
// Derived fields: what follows from other records.
#include "shared/model/fact_index.h"
#include "shared/model/fact_link.h"
#include "tests/unit/small_service.h"

static void photos_that_stand_are_counted(void **state)
{
    struct stage *stage = *state;
    static const struct fact_index_rule photos_of = {.kind = "photo", .field = "of"};
    static const struct fact_index_rule named_of = {"photo", "of", "name"};
    struct fact_index index;
    struct uuid id = sample_id(200), before = sample_id(1), behind = sample_id(999);
    int64_t photos;

    stage_put(stage, "note", 200, "'text':'x'");
    stage_put(stage, "photo", 300, "'of':@200");
    stage_put(stage, "photo", 301, "'of':@200,'name':'a.jpg'");
    stage_put(stage, "photo", 302, "'of':@200,'deleted':true");
    stage_put(stage, "photo", 303, "'of':@500");
    stage_put(stage, "photo", 304, "'name':'of nothing'");
    stage_read(stage);
    assert_true(fact_integer(sample_fact(stage->sample, 200), "photos", &photos) && photos == 2);
    assert_true(fact_integer(sample_fact(stage->sample, 300), "photos", &photos) && photos == 0);
    assert_true(fact_index_build(&stage->sample->facts, &photos_of, &index));
    assert_int_equal(index.count, 3);
    assert_int_equal(fact_index_count(&index, &id), 2);
    assert_int_equal(fact_index_count(&index, &before), 0);
    assert_int_equal(fact_index_count(&index, &behind), 0);
    assert_true(fact_index_build(&stage->sample->facts, &named_of, &index));
    assert_int_equal(fact_index_count(&index, &id), 1);
}

// Drawn on, stamped or both: it is the same look at the same place.
static void a_marked_copy_of_a_photo_is_no_further_photo(void **state)
{
    struct stage *stage = *state;
    int64_t photos;

    stage_put(stage, "note", 200, "'text':'x'");
    stage_put(stage, "photo", 300, "'of':@200");
    stage_put(stage, "photo", 301, "'of':@200,'copy_of':@300");
    stage_put(stage, "photo", 302, "'of':@200,'copy_of':@999"); // of one that is not here
    stage_put(stage, "photo", 303, "'of':@200,'copy_of':null");
    stage_read(stage);
    assert_true(fact_integer(sample_fact(stage->sample, 200), "photos", &photos));
    assert_int_equal(photos, 2);
}

static void the_author_and_his_role_are_known_when_his_record_is_here(void **state)
{
    struct stage *stage = *state;
    struct uuid author = sample_id(SAMPLE_PERSON);
    struct span role;

    stage_put(stage, "note", 200, "'text':'x'");
    stage->sample->author = 77;
    stage_put(stage, "note", 201, "'text':'x'");
    // A record that is no person has no role to lend, nor has a person without one.
    stage->sample->author = 200;
    stage_put(stage, "note", 202, "'text':'x'");
    stage_put(stage, "person", 78, "'name':'new'");
    stage->sample->author = 78;
    stage_put(stage, "note", 203, "'text':'x'");
    stage->sample->author = 0;
    stage_put(stage, "presence", 204, "'person':@2,'at':1");
    stage_put(stage, "presence", 205, "'at':1");
    stage_read(stage);
    assert_true(fact_refers(sample_fact(stage->sample, 200), "author", &author));
    assert_true(fact_is(sample_fact(stage->sample, 200), "author_role", "inspector"));
    for (int i = 201; i <= 203; i++)
        assert_false(fact_text(sample_fact(stage->sample, i), "author_role", &role));
    assert_true(fact_is(sample_fact(stage->sample, 204), "role", "inspector"));
    assert_false(fact_text(sample_fact(stage->sample, 205), "role", &role));
}

static void a_record_without_writes_has_no_author(void **state)
{
    struct stage *stage = *state;
    struct uuid author;

    stage_put(stage, "note", 200, "'text':'x'");
    facts_settle(&stage->sample->facts);
    ((struct fact *)(uintptr_t)sample_fact(stage->sample, 200))->record->write_count = 0;
    stage_read(stage);
    assert_false(fact_uuid(sample_fact(stage->sample, 200), "author", &author));
}

static void a_record_is_due_by_its_newest_move_its_deadline_or_its_day(void **state)
{
    struct stage *stage = *state;
    int64_t due;

    stage_put(stage, "rectification", 200, "'of':@1,'deadline':5000");
    stage_put(stage, "rectification", 201, "'of':@2");
    stage_put(stage, "change_order", 202, "'due':'2026-11-22'");
    stage_put(stage, "change_order", 203, "'due':'soon'");
    stage_put(stage, "move", 210, "'of':@200,'move':'assign','to':@3,'deadline':6000");
    stage_read(stage);
    assert_true(fact_integer(sample_fact(stage->sample, 200), "due_at", &due) && due == 6000);
    assert_false(fact_integer(sample_fact(stage->sample, 201), "due_at", &due));
    assert_true(fact_integer(sample_fact(stage->sample, 202), "due_at", &due)
                && due == SAMPLE_NOW_MS + 15 * 3600000 - 1);
    assert_false(fact_integer(sample_fact(stage->sample, 203), "due_at", &due));
}

static void states_of_the_table_are_those_of_the_machines(void **state)
{
    (void)state;
    for (size_t i = 0; i < move_machine_count; i++) {
        const char *const *states = move_machines[i].states;
        const struct fact_field *field
            = fact_field_find(span_of(move_machines[i].kind), span_of("state"));

        for (; *states; states++) {
            size_t k = (size_t)(states - move_machines[i].states);

            assert_string_equal(field->choice[k], *states);
            assert_null(states[1] ? NULL : field->choice[k + 1]);
        }
    }
}

static void a_value_is_measured_by_the_catalogue_of_what_it_belongs_to(void **state)
{
    static const struct {
        const char *fields;
        bool known;
    } cases[] = {
        {"'of':@101,'item':'m','value':'10.2'", true},
        {"'of':@101,'item':'m','value':'5','target':'5'", true},
        {"'of':@101,'item':'m'", false},
        {"'of':@101,'item':'m','value':'ten'", false},
        {"'of':@101,'item':'a','value':'10'", false},
        {"'of':@101,'item':'unheard','value':'10'", false},
        {"'of':@101,'value':'10'", false},
        {"'of':@150,'item':'m','value':'10'", false}, // an inspection of unknown kind
        {"'of':@151,'item':'m','value':'10'", false}, // one of no kind
        {"'of':@161,'item':'m','value':'10'", false}, // a catalogue that is not here
        {"'of':@999,'item':'m','value':'10'", false}, // nothing that is here
        {"'of':@170,'item':'m','value':'10'", false}, // a node without a code
        {"'of':@152,'item':'m','value':'10'", true},  // an inspection of the node
    };
    struct stage *stage = *state;

    stage_start(stage, 100, "start", "1");
    stage_put(stage, "inspection", 150, "'code':'unheard','catalogue':'1'");
    stage_put(stage, "inspection", 151, "'catalogue':'1'");
    stage_put(stage, "inspection", 152, "'code':'unheard','node':@100");
    stage_start(stage, 160, "start", "7");
    stage_put(stage, "node", 170, "'catalogue':'1'");
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct span value;

        stage_put(stage, "measured_value", 200, cases[i].fields);
        stage_read(stage);
        assert_true((fact_value(sample_fact(stage->sample, 200), "passes", &value) == ERR_OK)
                    == cases[i].known);
        if (cases[i].known)
            assert_true(fact_true(sample_fact(stage->sample, 200), "passes"));
    }
}

static void references_in_a_circle_or_without_end_lead_nowhere(void **state)
{
    struct stage *stage = *state;
    struct span version;

    stage_put(stage, "note", 200, "'of':@201");
    stage_put(stage, "note", 201, "'of':@200");
    for (int i = 300; i < 320; i++) {
        char fields[64];

        snprintf(fields, sizeof(fields), "'of':@%d", i + 1);
        stage_put(stage, "note", i, fields);
    }
    stage_start(stage, 320, "start", "1");
    stage_put(stage, "note", 400, "'of':@321,'catalogue':''");
    facts_settle(&stage->sample->facts);
    assert_null(fact_link_up(&stage->sample->facts, sample_fact(stage->sample, 200), "node"));
    assert_false(
        fact_link_version(&stage->sample->facts, sample_fact(stage->sample, 200), &version));
    assert_null(fact_link_up(&stage->sample->facts, sample_fact(stage->sample, 300), "node"));
    assert_non_null(fact_link_up(&stage->sample->facts, sample_fact(stage->sample, 315), "node"));
    assert_true(
        fact_link_version(&stage->sample->facts, sample_fact(stage->sample, 400), &version));
    assert_true(span_is(version, "1"));
    assert_null(
        fact_link_items(&stage->sample->facts, sample_fact(stage->sample, 200), stage->list[0]));
}

static const struct stage_signature customer = {
    .of = 800,
    .form = "paper",
    .role = "customer",
    .name = "李",
    .verdict = "satisfied",
    .version = "1",
};

// A record that is pinned to no catalogue goes by the one it was signed under.
static void a_newer_catalogue_changes_nothing_that_was_signed(void **state)
{
    struct stage *stage = *state;
    int number;

    stage_put(stage, "change_order", 800, "'category':'design_error','description':'x'");
    number = stage_sign(stage, &customer);
    stage_publish(stage, CATALOGUE("2", "", GATE, ""));
    stage_read(stage);
    assert_true(fact_true(sample_fact(stage->sample, number), "counts"));
    assert_false(fact_true(sample_fact(stage->sample, number), "changed"));
}

static void a_node_that_was_pinned_otherwise_after_signing_changed(void **state)
{
    struct stage *stage = *state;
    struct stage_signature attempt = customer;
    int number;

    attempt.of = 101;
    attempt.node = 100;
    stage_publish(stage, CATALOGUE("2", ITEMS, GATE, ""));
    stage_start(stage, 100, "start", "1");
    number = stage_sign(stage, &attempt);
    stage_put(stage, "node", 100, "'code':'start','catalogue':'2'");
    stage_read(stage);
    assert_true(fact_true(sample_fact(stage->sample, number), "changed"));
    assert_false(fact_true(sample_fact(stage->sample, number), "counts"));
}

static void what_cannot_be_computed_is_not_known_to_have_changed_and_does_not_count(void **state)
{
    struct stage *stage = *state;
    struct span changed;
    int number;

    stage_put(stage, "change_order", 800, "'category':'design_error','description':'x'");
    number = stage_sign(stage, &customer);
    // What was signed is not here.
    stage_put(stage, "signoff", 810, "'of':@999,'form':'paper','role':'customer'");
    // No catalogue, a form that it does not have.
    stage_put(stage, "signoff", 811, "'of':@800,'form':'paper','role':'customer'");
    stage_start(stage, 100, "start", "1");
    stage_put(stage, "signoff", 812, "'of':@101,'form':'unheard','role':'customer'");
    stage_read(stage);
    assert_true(fact_true(sample_fact(stage->sample, number), "counts"));
    for (int i = 810; i <= 812; i++) {
        assert_int_equal(fact_value(sample_fact(stage->sample, i), "changed", &changed),
                         ERR_NOT_FOUND);
        assert_false(fact_true(sample_fact(stage->sample, i), "counts"));
    }
}

static void a_sign_off_with_two_writes_counts_for_nothing(void **state)
{
    struct stage *stage = *state;
    static char fields[4 * SIGNOFF_TEXT_MAX];

    stage_put(stage, "change_order", 800, "'category':'design_error','description':'x'");
    facts_settle(&stage->sample->facts);
    stage_seal(stage, &customer, 810, fields, sizeof(fields));
    sample_put_both(stage->sample, "signoff", 810, fields, "'verdict':'not_satisfied'");
    stage_read(stage);
    assert_false(fact_true(sample_fact(stage->sample, 810), "counts"));
    stage_put(stage, "signoff", 810, fields);
    stage_read(stage);
    assert_true(fact_true(sample_fact(stage->sample, 810), "counts"));
    snprintf(fields + strlen(fields), sizeof(fields) - strlen(fields), ",'deleted':true");
    stage_put(stage, "signoff", 810, fields);
    stage_read(stage);
    assert_false(fact_true(sample_fact(stage->sample, 810), "counts"));
}

static void a_sealed_text_that_nothing_can_read_is_not_intact(void **state)
{
    struct stage *stage = *state;
    static char fields[4 * SIGNOFF_TEXT_MAX];
    size_t len;

    stage->sealed = true;
    memset(fields, 'x', sizeof(fields));
    len = (size_t)snprintf(fields, 64, "'of':@1,'form':'paper','sealed':'");
    fields[len] = 'x';
    snprintf(fields + len + SIGNOFF_TEXT_MAX + 1, 2, "'");
    stage_put(stage, "signoff", 810, fields);
    stage_read(stage);
    assert_false(fact_true(sample_fact(stage->sample, 810), "intact"));
}

static void what_is_too_large_to_be_signed_is_not_known_to_have_changed(void **state)
{
    struct stage *stage = *state;
    struct stage_signature attempt = customer;
    static char fields[20000];
    struct span changed;
    int number;

    attempt.of = 101;
    attempt.node = 100;
    stage_start(stage, 100, "start", "1");
    number = stage_sign(stage, &attempt);
    memset(fields, 'x', sizeof(fields));
    for (int i = 0; i < 80; i++) {
        size_t len = (size_t)snprintf(fields, 64, "'attempt':@101,'item':'i%d','note':'", i);

        fields[len] = 'x';
        snprintf(fields + 16000, 2, "'");
        stage_put(stage, "item_result", 200 + i, fields);
    }
    stage_read(stage);
    assert_int_equal(fact_value(sample_fact(stage->sample, number), "changed", &changed),
                     ERR_NOT_FOUND);
    assert_false(fact_true(sample_fact(stage->sample, number), "counts"));
}

// Each form of a record, and each catalogue, has a content of its own.
static void forms_and_catalogues_of_one_record_are_told_apart(void **state)
{
    struct stage *stage = *state;
    struct stage_signature slip = customer, second = customer;
    int numbers[4];

    stage_publish(stage, CATALOGUE("2", "", GATE, ""));
    slip.form = "slip";
    second.version = "2";
    second.name = "赵";
    stage_put(stage, "change_order", 800, "'category':'design_error','description':'x'");
    numbers[0] = stage_sign(stage, &customer);
    numbers[1] = stage_sign(stage, &slip);
    numbers[2] = stage_sign(stage, &second);
    slip.version = "2";
    slip.name = "赵";
    numbers[3] = stage_sign(stage, &slip);
    stage_read(stage);
    for (int i = 0; i < 4; i++)
        assert_true(fact_true(sample_fact(stage->sample, numbers[i]), "counts"));
}

static void a_later_word_that_does_not_stand_takes_nothing_back(void **state)
{
    struct stage *stage = *state;
    struct stage_signature no = customer;
    static char fields[4 * SIGNOFF_TEXT_MAX];
    int first;

    no.verdict = "not_satisfied";
    stage->sealed = true;
    stage_put(stage, "change_order", 800, "'category':'design_error','description':'x'");
    first = stage_sign(stage, &customer);
    stage->broken = stage_sign(stage, &no);
    stage_read(stage);
    assert_true(fact_true(sample_fact(stage->sample, first), "counts"));
    stage->broken = 0;
    stage_read(stage);
    assert_false(fact_true(sample_fact(stage->sample, first), "counts"));
    // Written twice.
    facts_settle(&stage->sample->facts);
    stage_seal(stage, &no, stage->next - 1, fields, sizeof(fields));
    sample_put_both(stage->sample, "signoff", stage->next - 1, fields, "'latitude':null");
    stage_read(stage);
    assert_true(fact_true(sample_fact(stage->sample, first), "counts"));
    // Voided.
    stage_put(stage, "signoff", stage->next - 1, fields);
    snprintf(fields, 64, "'signoff':@%d", stage->next - 1);
    stage_put(stage, "void", 820, fields);
    stage_read(stage);
    assert_true(fact_true(sample_fact(stage->sample, first), "counts"));
}

// Of two at the same time the higher id is the later one, on every replica.
static void the_last_word_of_a_person_counts(void **state)
{
    struct stage *stage = *state;
    struct stage_signature no = customer;
    int first, second, third;

    stage_put(stage, "change_order", 800, "'category':'design_error','description':'x'");
    no.verdict = "not_satisfied";
    first = stage_sign(stage, &customer);
    stage->sample->time_ms--;
    second = stage_sign(stage, &no);
    stage_read(stage);
    assert_false(fact_true(sample_fact(stage->sample, first), "counts"));
    assert_true(fact_true(sample_fact(stage->sample, second), "counts"));
    // An earlier one that arrives late changes nothing.
    stage->sample->time_ms -= 5000;
    third = stage_sign(stage, &customer);
    stage_read(stage);
    assert_false(fact_true(sample_fact(stage->sample, third), "counts"));
    assert_true(fact_true(sample_fact(stage->sample, second), "counts"));
}

// Whatever step the memory ends at.
static void facts_larger_than_their_memory_are_too_large(void **state)
{
    struct stage *stage = *state;
    struct facts *facts = &stage->sample->facts;
    enum err result = ERR_TOO_LARGE;

    stage_start(stage, 100, "start", "1");
    stage_put(stage, "change_order", 800, "'category':'design_error','due':'2026-11-22'");
    stage_put(stage, "move", 801, "'of':@800,'move':'approve','at':1,'to':@2");
    stage_sign(stage, &customer);
    stage_put(stage, "void", 802, "'signoff':@9000,'reason':'x'");
    stage_put(stage, "presence", 803, "'person':@2,'at':1");
    facts_settle(facts);
    for (size_t size = 16; result != ERR_OK; size += 32) {
        struct arena arena;

        arena_init(&arena, size);
        for (size_t i = 0; i < facts->count; i++) {
            facts->list[i].derived = NULL;
            facts->list[i].derived_count = 0;
        }
        facts->arena = &arena;
        result = facts_derive(facts, &stage->shelf, NULL, &stage->sample->error);
        assert_true(result == ERR_OK || result == ERR_TOO_LARGE);
        facts->arena = &stage->sample->arena;
        arena_clear(&arena);
        assert_true(size < 1 << 20);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(photos_that_stand_are_counted),
        TEST(a_marked_copy_of_a_photo_is_no_further_photo),
        TEST(the_author_and_his_role_are_known_when_his_record_is_here),
        TEST(a_record_without_writes_has_no_author),
        TEST(a_record_is_due_by_its_newest_move_its_deadline_or_its_day),
        cmocka_unit_test(states_of_the_table_are_those_of_the_machines),
        TEST(a_value_is_measured_by_the_catalogue_of_what_it_belongs_to),
        TEST(references_in_a_circle_or_without_end_lead_nowhere),
        TEST(a_newer_catalogue_changes_nothing_that_was_signed),
        TEST(a_node_that_was_pinned_otherwise_after_signing_changed),
        TEST(what_cannot_be_computed_is_not_known_to_have_changed_and_does_not_count),
        TEST(a_sign_off_with_two_writes_counts_for_nothing),
        TEST(a_sealed_text_that_nothing_can_read_is_not_intact),
        TEST(what_is_too_large_to_be_signed_is_not_known_to_have_changed),
        TEST(forms_and_catalogues_of_one_record_are_told_apart),
        TEST(a_later_word_that_does_not_stand_takes_nothing_back),
        TEST(the_last_word_of_a_person_counts),
        TEST(facts_larger_than_their_memory_are_too_large),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
