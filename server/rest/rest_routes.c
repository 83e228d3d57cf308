// SPDX-License-Identifier: Apache-2.0
#include "server/rest/rest_routes.h"

#include "server/rest/rest_files.h"
#include "server/rest/rest_problem.h"
#include "server/rest/rest_read.h"
#include "server/rest/rest_watch.h"
#include "server/rest/rest_write.h"
#include "server/storage/tokens.h"

#define GROUP(name)                                          \
    {                                                        \
        {name##_routes, &name##_route_count}, name##_answers \
    }
const struct rest_group rest_groups[]
    = {GROUP(rest_read), GROUP(rest_files), GROUP(rest_watch), GROUP(rest_write)};
const size_t rest_group_count = sizeof(rest_groups) / sizeof(rest_groups[0]);

static const struct route_group groups[] = {
    {rest_read_routes, &rest_read_route_count},
    {rest_files_routes, &rest_files_route_count},
    {rest_watch_routes, &rest_watch_route_count},
    {rest_write_routes, &rest_write_route_count},
};
_Static_assert(sizeof(groups) / sizeof(groups[0]) == sizeof(rest_groups) / sizeof(rest_groups[0]),
               "the table has every group");

struct route_table rest_routes(void *ctx)
{
    return (struct route_table){.groups = groups,
                                .group_count = sizeof(groups) / sizeof(groups[0]),
                                .ctx = ctx,
                                .access_names = tokens_scope_names(),
                                .refuse = rest_problem_answer};
}
