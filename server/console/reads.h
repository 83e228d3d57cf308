// SPDX-License-Identifier: Apache-2.0
// Which reads of personal data were written down in the last minute: those need no row more.
#ifndef PLUMB_SERVER_CONSOLE_READS_H
#define PLUMB_SERVER_CONSOLE_READS_H

#include "shared/base/uuid.h"

#include <stdbool.h>
#include <stdint.h>

struct reading {
    struct uuid session, site; // site nil: of many
    const char *what;
};
struct reads; // thread-safe
struct reads *reads_create(void);
void reads_free(struct reads *reads); // accepts NULL
// Whether it was written down less than a minute ago.
bool reads_known(struct reads *reads, const struct reading *reading, int64_t now_ms);
// It was. To be called when the row is durable.
void reads_note(struct reads *reads, const struct reading *reading, int64_t now_ms);

#endif
