// SPDX-License-Identifier: Apache-2.0
// What the conditions of a site are evaluated in: its facts, the catalogue's settings and the names
// of `this.`.
#ifndef PLUMB_SHARED_MODEL_PROGRESS_WORLD_H
#define PLUMB_SHARED_MODEL_PROGRESS_WORLD_H

#include "shared/model/progress.h"

enum { PROGRESS_WORLD_BINDINGS = 5, PROGRESS_WORLD_VALUE = 64 };
struct progress_world {
    struct expression_world world; // points into this struct: it must not be copied
    struct expression_binding bindings[PROGRESS_WORLD_BINDINGS];
    char values[PROGRESS_WORLD_BINDINGS][PROGRESS_WORLD_VALUE];
};
// `site` is bound; catalogue must outlive it.
void progress_world_init(struct progress_world *out, const struct progress_options *options,
                         const struct catalogue *catalogue);
// Binds this.NAME (static) to a record or a plain text of at most
// CATALOGUE_CODE_MAX of A-Z, a-z, 0-9, _ and -.
void progress_world_bind_record(struct progress_world *world, const char *name,
                                const struct uuid *id);
void progress_world_bind_text(struct progress_world *world, const char *name, struct span text);

#endif
