// SPDX-License-Identifier: Apache-2.0
#include "server/cli/catalogue_publish.h"

#include "server/cli/audit_actor.h"

enum err catalogue_publish_list(struct desk *desk, struct catalogue_cache *out, struct error *error)
{
    struct view *view = NULL;
    enum err err = desk_view(desk, &view, error);

    if (err == ERR_OK)
        err = catalogue_desk_list(view, out, error);
    storage_close_view(view);
    return err;
}

enum err catalogue_publish(struct desk *desk, struct span file, struct catalogue_published *out,
                           struct error *error)
{
    struct catalogue_wish wish = {.file = file, .now_ms = clock_wall_ms(&desk->clock)};
    struct audit_actor actor;

    audit_actor_make(&actor, "catalogue.publish");
    wish.audit = &actor.row;
    return catalogue_desk_publish(desk->office, &wish, out, error);
}
