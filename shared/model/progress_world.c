// SPDX-License-Identifier: Apache-2.0
#include "shared/model/progress_world.h"

#include <stdio.h>

static bool setting(void *ctx, struct span name, int64_t *value)
{
    return catalogue_setting(ctx, name, value);
}

void progress_world_init(struct progress_world *out, const struct progress_options *options,
                         const struct catalogue *catalogue)
{
    *out = (struct progress_world){0};
    out->world = (struct expression_world){
        .facts = options->facts,
        .site = facts_find(options->facts, &options->site),
        .bindings = out->bindings,
        .setting = setting,
        .ctx = (void *)(uintptr_t)catalogue,
    };
    progress_world_bind_record(out, "site", &options->site);
}

void progress_world_bind_record(struct progress_world *world, const char *name,
                                const struct uuid *id)
{
    char text[UUID_TEXT];

    uuid_format(id, text);
    progress_world_bind_text(world, name, span_of(text));
}

void progress_world_bind_text(struct progress_world *world, const char *name, struct span text)
{
    size_t index = world->world.binding_count++;
    char *value = world->values[index];
    int len = snprintf(value, PROGRESS_WORLD_VALUE, "\"%.*s\"", (int)text.len, text.data);

    world->bindings[index] = (struct expression_binding){name, {value, (size_t)len}};
}
