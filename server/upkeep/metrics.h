// SPDX-License-Identifier: Apache-2.0
// Figures of a server at work for whoever watches machines: OpenMetrics text.
#ifndef PLUMB_SERVER_UPKEEP_METRICS_H
#define PLUMB_SERVER_UPKEEP_METRICS_H

#include "server/storage/view.h"
#include "server/sync/committer.h"
#include "shared/base/clock.h"
#include "shared/base/disk.h"
#include "shared/net/http_server.h"

#define METRICS_CONTENT_TYPE "application/openmetrics-text; version=1.0.0; charset=utf-8"

struct metrics_parts {
    const char *version;
    const struct disk *disk; // the office's folder
    struct clock clock;
    struct view *view;                // on a snapshot
    const struct http_server *server; // NULL: no server runs here
    struct committer *committer;      // NULL with it
};
// Appends all of it, "# EOF" last. No names, no texts of records: numbers, and device ids. What
// cannot be read is left out, and counted in plumbline_unreadable.
void metrics_print(const struct metrics_parts *parts, struct buffer *out);

#endif
