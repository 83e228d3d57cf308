// SPDX-License-Identifier: Apache-2.0
#include "server/console/console_routes.h"

#include "server/console/act_accounts.h"
#include "server/console/act_backup.h"
#include "server/console/act_catalogue.h"
#include "server/console/act_devices.h"
#include "server/console/act_exports.h"
#include "server/console/act_held.h"
#include "server/console/act_hooks.h"
#include "server/console/act_issues.h"
#include "server/console/act_nights.h"
#include "server/console/act_people.h"
#include "server/console/act_privacy.h"
#include "server/console/act_settle.h"
#include "server/console/act_tokens.h"
#include "server/console/act_views.h"
#include "server/console/entrance.h"
#include "server/console/one_time.h"
#include "server/console/read_audit.h"
#include "server/console/read_backup.h"
#include "server/console/read_board.h"
#include "server/console/read_catalogue.h"
#include "server/console/read_deliveries.h"
#include "server/console/read_device.h"
#include "server/console/read_devices.h"
#include "server/console/read_exports.h"
#include "server/console/read_exposed.h"
#include "server/console/read_figure.h"
#include "server/console/read_held.h"
#include "server/console/read_held_list.h"
#include "server/console/read_hooks.h"
#include "server/console/read_issue.h"
#include "server/console/read_issue_list.h"
#include "server/console/read_office_conflict.h"
#include "server/console/read_office_conflicts.h"
#include "server/console/read_parcels.h"
#include "server/console/read_people.h"
#include "server/console/read_photo.h"
#include "server/console/read_privacy.h"
#include "server/console/read_search.h"
#include "server/console/read_signoff.h"
#include "server/console/read_signoff_file.h"
#include "server/console/read_signoffs.h"
#include "server/console/read_site_page.h"
#include "server/console/read_sites_list.h"
#include "server/console/read_timeline.h"
#include "server/console/read_views.h"
#include "server/console/read_visit.h"
#include "server/console/role_rights.h"
#include "server/console/watch.h"

#include <string.h>

#define GROUP(name)                        \
    {                                      \
        name##_routes, &name##_route_count \
    }
// A line each.
// clang-format off
static const struct route_group groups[] = {
    GROUP(entrance),
    GROUP(watch),
    GROUP(one_time),
    GROUP(read_people),
    GROUP(act_people),
    GROUP(act_accounts),
    GROUP(read_audit),
    GROUP(read_search),
    GROUP(read_views),
    GROUP(act_views),
    GROUP(read_site_page),
    GROUP(read_visit),
    GROUP(read_timeline),
    GROUP(read_photo),
    GROUP(read_signoffs),
    GROUP(read_signoff),
    GROUP(read_signoff_file),
    GROUP(read_exports),
    GROUP(act_exports),
    GROUP(read_backup),
    GROUP(act_backup),
    GROUP(read_privacy),
    GROUP(act_privacy),
    GROUP(read_office_conflicts),
    GROUP(read_office_conflict),
    GROUP(act_settle),
    GROUP(read_held_list),
    GROUP(read_held),
    GROUP(act_held),
    GROUP(read_parcels),
    GROUP(read_devices),
    GROUP(read_device),
    GROUP(read_exposed),
    GROUP(act_devices),
    GROUP(read_sites_list),
    GROUP(read_issue_list),
    GROUP(read_issue),
    GROUP(act_issues),
    GROUP(read_board),
    GROUP(read_figure),
    GROUP(act_nights),
    GROUP(read_hooks),
    GROUP(read_deliveries),
    GROUP(act_hooks),
    GROUP(act_tokens),
    GROUP(read_catalogue),
    GROUP(act_catalogue),
};
// clang-format on

struct route_table console_routes(void *ctx)
{
    return (struct route_table){.groups = groups,
                                .group_count = sizeof(groups) / sizeof(groups[0]),
                                .ctx = ctx,
                                .access_names = role_rights_access_names};
}

// Every list is a file too, with a format in its query.
bool console_routes_heavy(const struct route_match *match, const struct http_request *request)
{
    return match->route && (match->route->heavy || strstr(request->query, "format="));
}
