// SPDX-License-Identifier: Apache-2.0
// Alarms: what a person must know (chain break, fork, silent rollback, clone); append-only.
#ifndef PLUMB_SERVER_STORAGE_ALARM_H
#define PLUMB_SERVER_STORAGE_ALARM_H

#include "server/storage/storage.h"

struct alarm_row {
    int64_t row, at_ms;
    char kind[32], detail[256];
    struct uuid device; // nil: none in particular
};
enum err alarm_put(struct storage *storage, const struct alarm_row *alarm, struct error *error);
typedef bool alarm_each(void *arg, const struct alarm_row *alarm);
// Those of `since_ms` and later, in the order they were raised, until `each` returns false.
enum err alarm_list(struct view *view, int64_t since_ms, alarm_each *each, void *arg,
                    struct error *error);
// The same from behind a row on.
enum err alarm_new(struct view *view, int64_t after_row, alarm_each *each, void *arg,
                   struct error *error);

#endif
