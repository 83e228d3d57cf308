// SPDX-License-Identifier: Apache-2.0
// Publishing a catalogue from the command line.
#ifndef PLUMB_SERVER_CLI_CATALOGUE_PUBLISH_H
#define PLUMB_SERVER_CLI_CATALOGUE_PUBLISH_H

#include "server/cli/desk.h"
#include "server/reconcile/catalogue_desk.h"

// All that are published.
enum err catalogue_publish_list(struct desk *desk, struct catalogue_cache *out,
                                struct error *error);
// catalogue_desk_publish as whoever runs the program.
enum err catalogue_publish(struct desk *desk, struct span file, struct catalogue_published *out,
                           struct error *error);

#endif
