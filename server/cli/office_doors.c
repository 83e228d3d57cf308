// SPDX-License-Identifier: Apache-2.0
#include "server/cli/office_doors.h"

#include "server/cli/request_log.h"
#include "server/console/console.h"
#include "server/rest/rest.h"
#include "server/sync/office_serve.h"
#include "server/upkeep/metrics_door.h"

#include <stddef.h>
#include <string.h>

// A path belongs to the first door whose beginning it has.
struct door {
    const char *prefix;
    http_handler *handle;
    size_t (*limit)(void *ctx, enum http_method method, const char *path);
    size_t ctx; // where in struct office_doors
};
static const struct door doors[] = {
    {"/v1/", office_serve_public, office_serve_public_limit, offsetof(struct office_doors, office)},
    {"/rest/v1/", rest_handle, rest_body_limit, offsetof(struct office_doors, rest)},
    {"/metrics", metrics_door_handle, metrics_door_limit, offsetof(struct office_doors, metrics)},
    {"/healthz", metrics_door_handle, metrics_door_limit, offsetof(struct office_doors, metrics)},
    {"/", console_handle, console_body_limit, offsetof(struct office_doors, console)},
};

static const struct door *find(const char *path)
{
    const struct door *door = doors;

    while (strncmp(path, door->prefix, strlen(door->prefix)) != 0)
        door++; // every path begins with "/"
    return door;
}

static void *behind(void *ctx, const struct door *door)
{
    return *(void **)((char *)ctx + door->ctx);
}

void office_doors_handle(void *ctx, struct http_exchange *exchange)
{
    const struct door *door = find(http_exchange_request(exchange)->path);

    door->handle(behind(ctx, door),
                 request_log_begin(((const struct office_doors *)ctx)->log, exchange));
}

size_t office_doors_limit(void *ctx, enum http_method method, const char *path)
{
    const struct door *door = find(path);

    return door->limit(behind(ctx, door), method, path);
}
