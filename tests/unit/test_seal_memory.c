// SPDX-License-Identifier: Apache-2.0
// A seal is judged anew whenever the record or the authority is another one.
#include "shared/wire/seal_memory.h"

#include "tests/unit/signing_fixture.h"

static struct uuid sign_once(struct stage *stage)
{
    struct signing_options options = stage_signing(stage, "customer", "book", "satisfied");

    return stage_sign(stage, &options).id;
}

static void an_answer_stands_for_one_record_and_one_authority(void **state)
{
    struct stage *stage = *state;
    struct uuid id = sign_once(stage);
    struct evidence_trust trust = {{stage->ca_pem.data, stage->ca_pem.len}};
    struct evidence_trust other = {{stage->pem.data, stage->pem.len}}, none = {{"", 0}};
    struct site_facts facts;
    struct fact changed;
    struct record record;

    stage_facts(stage, &facts);
    changed = *facts_find(&facts.facts, &id);
    for (int again = 0; again < 2; again++) {
        assert_true(seal_memory_intact(&trust, &changed));
        assert_false(seal_memory_intact(&other, &changed));
        assert_false(seal_memory_intact(&none, &changed));
    }
    // One field that says other than it was sealed.
    record = *changed.record;
    changed.record = &record;
    for (size_t i = 0; i < record.writes[0].field_count; i++)
        if (span_is(record.writes[0].fields[i].name, "verdict"))
            record.writes[0].fields[i].value = span_of("\"not_satisfied\"");
    assert_false(seal_memory_intact(&trust, &changed));
    assert_false(seal_memory_intact(&trust, &changed));
    site_facts_clear(&facts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAGE(an_answer_stands_for_one_record_and_one_authority),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
