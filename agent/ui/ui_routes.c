// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/ui_routes.h"

#include "agent/ui/admission.h"
#include "agent/ui/door.h"
#include "agent/ui/greeting.h"
#include "agent/ui/read_checklist.h"
#include "agent/ui/read_photos.h"
#include "agent/ui/read_sites.h"
#include "agent/ui/read_today.h"
#include "agent/ui/read_words.h"
#include "agent/ui/watching.h"

#define GROUP(name)                        \
    {                                      \
        name##_routes, &name##_route_count \
    }
static const struct route_group groups[] = {
    GROUP(door),       GROUP(greeting),       GROUP(admission),
    GROUP(watching),   GROUP(read_today),     GROUP(read_words),
    GROUP(read_sites), GROUP(read_checklist), GROUP(read_photos),
};
// In the order of the bits of enum ui_access.
static const char *const access_names[] = {"stranger", "locked", "open", "customer", NULL};

struct route_table ui_routes(void *ctx)
{
    return (struct route_table){.groups = groups,
                                .group_count = sizeof(groups) / sizeof(groups[0]),
                                .ctx = ctx,
                                .access_names = access_names};
}
