// SPDX-License-Identifier: Apache-2.0
// The catalogues of the office, and how a new one is published.
#ifndef PLUMB_SERVER_CLI_CATALOGUE_PUBLISH_H
#define PLUMB_SERVER_CLI_CATALOGUE_PUBLISH_H

#include "server/cli/desk.h"
#include "shared/data/catalogue_cache.h"

// All that are published.
enum err catalogue_publish_list(struct desk *desk, struct catalogue_cache *out,
                                struct error *error);
struct catalogue_published {
    char version[CATALOGUE_CODE_MAX + 1];
    bool made; // false: it was there already, with the same content
};
// Publishes a catalogue file under its version (D3.13). EXISTS: the version was published with
// other content. Errors as catalogue_file_read.
enum err catalogue_publish(struct desk *desk, struct span file, struct catalogue_published *out,
                           struct error *error);

#endif
