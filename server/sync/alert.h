// SPDX-License-Identifier: Apache-2.0
// Raising an alarm: into the store, for the night report, and into the log, for who watches now.
#ifndef PLUMB_SERVER_SYNC_ALERT_H
#define PLUMB_SERVER_SYNC_ALERT_H

#include "server/storage/storage.h"

struct alert {
    const char *kind;          // a word, for counting
    const struct uuid *device; // NULL: none in particular
};
// Inside a commit. The same words about the same device are not stored again within a day, so that
// a tablet that tries again and again fills nothing.
enum err alert_raise(struct storage *storage, const struct log *log, const struct alert *alert,
                     const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
