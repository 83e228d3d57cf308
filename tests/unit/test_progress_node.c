// SPDX-License-Identifier: Apache-2.0
// When a sign-off that changed asks to be signed again.
#include "shared/model/progress_node.h"

#include "tests/unit/small_service.h"

static const struct field changed[] = {{{"changed", 7}, {"true", 4}}};
static const struct field voided[] = {{{"changed", 7}, {"true", 4}}, {{"voided", 6}, {"true", 4}}};
static const struct field counts[] = {{{"counts", 6}, {"true", 4}}};

static void derive(struct stage *stage, int number, const struct field *fields, size_t count)
{
    struct fact *fact = (struct fact *)(uintptr_t)sample_fact(stage->sample, number);

    fact->derived = fields;
    fact->derived_count = count;
}

static bool outdated(struct stage *stage, int number)
{
    return progress_node_outdated(&stage->sample->facts, sample_fact(stage->sample, number));
}

#define SIGNED "'of':@101,'form':'paper','role':'customer','verdict':"

static void only_a_signature_that_changed_is_outdated(void **state)
{
    static const struct {
        const char *fields;
        const struct field *derived;
        size_t count;
        bool outdated;
    } cases[] = {
        {SIGNED "'satisfied'", changed, 1, true}, {SIGNED "'satisfied'", NULL, 0, false},
        {SIGNED "'satisfied'", voided, 2, false}, {SIGNED "'refused'", changed, 1, false},
        {SIGNED "'absent'", changed, 1, false},
    };
    struct stage *stage = *state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        stage_put(stage, "signoff", 200, cases[i].fields);
        facts_settle(&stage->sample->facts);
        derive(stage, 200, cases[i].derived, cases[i].count);
        assert_true(outdated(stage, 200) == cases[i].outdated);
    }
}

static void a_later_one_of_the_same_record_form_and_role_replaces_it(void **state)
{
    static const struct {
        const char *fields;
        const struct field *derived;
        int64_t later_ms;
        bool outdated;
    } cases[] = {
        {SIGNED "'satisfied'", counts, 1000, false},
        {SIGNED "'satisfied'", NULL, 1000, true},
        {SIGNED "'satisfied'", counts, -1000, true},
        {"'of':@102,'form':'paper','role':'customer'", counts, 1000, true},
        {"'of':@101,'form':'slip','role':'customer'", counts, 1000, true},
        {"'of':@101,'form':'paper','role':'foreman'", counts, 1000, true},
    };
    struct stage *stage = *state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        stage->sample->time_ms = SAMPLE_NOW_MS;
        stage_put(stage, "signoff", 200, SIGNED "'satisfied'");
        stage->sample->time_ms = SAMPLE_NOW_MS + cases[i].later_ms;
        stage_put(stage, "signoff", 201, cases[i].fields);
        facts_settle(&stage->sample->facts);
        derive(stage, 200, changed, 1);
        derive(stage, 201, cases[i].derived, cases[i].derived ? 1 : 0);
        assert_true(outdated(stage, 200) == cases[i].outdated);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(only_a_signature_that_changed_is_outdated),
        TEST(a_later_one_of_the_same_record_form_and_role_replaces_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
