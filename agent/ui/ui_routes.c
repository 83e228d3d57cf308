// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/ui_routes.h"

#include "agent/ui/act_change.h"
#include "agent/ui/act_check.h"
#include "agent/ui/act_handover.h"
#include "agent/ui/act_issue.h"
#include "agent/ui/act_mend.h"
#include "agent/ui/act_photo.h"
#include "agent/ui/act_service.h"
#include "agent/ui/act_sign.h"
#include "agent/ui/act_signoff.h"
#include "agent/ui/act_visit.h"
#include "agent/ui/admission.h"
#include "agent/ui/door.h"
#include "agent/ui/greeting.h"
#include "agent/ui/leaving.h"
#include "agent/ui/read_checklist.h"
#include "agent/ui/read_conflicts.h"
#include "agent/ui/read_issues.h"
#include "agent/ui/read_me.h"
#include "agent/ui/read_outbox.h"
#include "agent/ui/read_photos.h"
#include "agent/ui/read_sites.h"
#include "agent/ui/read_today.h"
#include "agent/ui/read_words.h"
#include "agent/ui/watching.h"

#define GROUP(name)                        \
    {                                      \
        name##_routes, &name##_route_count \
    }
// A line each.
// clang-format off
static const struct route_group groups[] = {
    GROUP(door),
    GROUP(greeting),
    GROUP(admission),
    GROUP(leaving),
    GROUP(watching),
    GROUP(act_change),
    GROUP(act_check),
    GROUP(act_handover),
    GROUP(act_issue),
    GROUP(act_mend),
    GROUP(act_photo),
    GROUP(act_service),
    GROUP(act_sign),
    GROUP(act_signoff),
    GROUP(act_visit),
    GROUP(read_checklist),
    GROUP(read_conflicts),
    GROUP(read_issues),
    GROUP(read_me),
    GROUP(read_outbox),
    GROUP(read_photos),
    GROUP(read_sites),
    GROUP(read_today),
    GROUP(read_words),
};
// clang-format on
// In the order of the bits of enum ui_access.
static const char *const access_names[] = {"stranger", "locked", "open", "customer", NULL};

struct route_table ui_routes(void *ctx)
{
    return (struct route_table){.groups = groups,
                                .group_count = sizeof(groups) / sizeof(groups[0]),
                                .ctx = ctx,
                                .access_names = access_names};
}
