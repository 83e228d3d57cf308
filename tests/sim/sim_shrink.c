// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_shrink.h"

#include "tests/sim/sim_steps.h"

#include <stdio.h>

static bool skipped[STEPS_MAX];

// Each step draws from a stream of its own, so what is left out changes nothing but its effects.
static void shrink_length(struct sim_plan *plan)
{
    for (unsigned cut = plan->steps / 2; cut > 0; cut /= 2)
        while (plan->steps > cut) {
            struct sim_plan shorter = *plan;
            shorter.steps -= cut;
            if (sim_play_apart(&shorter))
                break;
            *plan = shorter;
        }
}

static void shrink_kinds(struct sim_plan *plan)
{
    struct sim_plan calm = *plan;
    calm.without_net = true;
    if (!sim_play_apart(&calm))
        *plan = calm;
    for (int s = 0; s < STEP_COUNT; s++) {
        struct sim_plan fewer = *plan;
        fewer.without |= UINT32_C(1) << s;
        if (!sim_play_apart(&fewer))
            *plan = fewer;
    }
}

static void shrink_steps(struct sim_plan *plan)
{
    for (unsigned size = plan->steps / 2; size > 0; size /= 2)
        for (unsigned from = 0; from < plan->steps; from += size) {
            bool before[STEPS_MAX];
            for (unsigned i = 0; i < plan->steps; i++) {
                before[i] = skipped[i];
                skipped[i] = skipped[i] || (i >= from && i < from + size);
            }
            if (sim_play_apart(plan))
                for (unsigned i = 0; i < plan->steps; i++)
                    skipped[i] = before[i];
        }
}

bool sim_shrink(const struct sim_plan *plan)
{
    struct sim_plan small = *plan;
    small.skip = skipped;
    if (sim_play_apart(&small))
        return false;
    shrink_length(&small);
    shrink_kinds(&small);
    shrink_steps(&small);
    small.trace = true;
    sim_play_one(&small, true, NULL);
    return true;
}
