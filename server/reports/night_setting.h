// SPDX-License-Identifier: Apache-2.0
// What an office may set about its nights.
#ifndef PLUMB_SERVER_REPORTS_NIGHT_SETTING_H
#define PLUMB_SERVER_REPORTS_NIGHT_SETTING_H

#include "server/audit/audit.h"
#include "server/storage/view.h"
#include "server/sync/office.h"

enum night_setting {
    NIGHT_SETTING_HOUR,      // 0 to 23, in Shanghai; −1: off
    NIGHT_SETTING_UNVISITED, // days after which a site counts as unvisited
    NIGHT_SETTING_FILES,     // MB of files that are hashed again each night
    NIGHT_SETTINGS
};
// As it is set, or what holds when nobody set it.
enum err night_setting_read(struct view *view, enum night_setting setting, int64_t *out,
                            struct error *error);
// Waits for the committer; the audit's row "night.set" of `by` is in the same commit (NULL: none).
// INVALID names the range.
enum err night_setting_put(struct office *office, enum night_setting setting, int64_t value,
                           const struct audit_row *by, struct error *error);

#endif
