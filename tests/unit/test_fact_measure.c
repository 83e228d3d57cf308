// SPDX-License-Identifier: Apache-2.0
// The order of measured values; how they are judged stands with the rules (test_rules_d4.c).
#include "shared/model/fact_measure.h"

#include "tests/unit/small_service.h"

#include <stdlib.h>

static void values_of_one_item_stand_together_by_their_point(void **state)
{
    static const int wanted[] = {302, 304, 301, 303, 305};
    struct stage *stage = *state;
    const struct fact *list[5];
    size_t count = 0;

    stage_put(stage, "measured_value", 301, "'of':@200,'item':'flat','point':'3','value':'1'");
    stage_put(stage, "measured_value", 303, "'of':@200,'item':'plumb','point':'2','value':'1'");
    stage_put(stage, "measured_value", 305, "'of':@201,'item':'plumb','point':'2','value':'1'");
    stage_put(stage, "measured_value", 304, "'of':@200,'item':'flat','point':'1','value':'2'");
    stage_put(stage, "measured_value", 302, "'of':@200,'value':'1'"); // of none: first
    stage_read(stage);
    const struct fact *facts = facts_of_kind(&stage->sample->facts, "measured_value", &count);

    assert_int_equal(count, 5);
    for (size_t i = 0; i < count; i++)
        list[i] = &facts[i];
    qsort(list, count, sizeof(list[0]), fact_measure_order);
    for (size_t i = 0; i < count; i++) {
        struct uuid id = sample_id(wanted[i]);

        if (!uuid_equal(&list[i]->record->id, &id))
            fail_msg("at %zu stands another record than %d", i, wanted[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(values_of_one_item_stand_together_by_their_point),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
