// SPDX-License-Identifier: Apache-2.0
// How each person likes the interface of this tablet: language, theme, size, and how soon it locks.
#ifndef PLUMB_AGENT_UI_PREFERENCE_H
#define PLUMB_AGENT_UI_PREFERENCE_H

#include "agent/store/store.h"
#include "shared/base/uuid.h"

enum {
    PREFERENCE_LANGUAGES = 2,
    PREFERENCE_THEMES = 3,
    PREFERENCE_SIZES = 3,
    PREFERENCE_LOCKS = 4
};
extern const char *const preference_languages[]; // zh, en; each list ends with NULL
extern const char *const preference_themes[];    // auto, light, dark
extern const char *const preference_sizes[];     // percent
extern const char *const preference_locks[];     // minutes without a touch

// Places in the lists above; zeros are not the defaults.
struct preference {
    int language, theme, size, lock;
};
struct preference preference_default(void);
// What the person chose; the defaults for what is not kept or cannot be read.
void preference_read(struct store *store, const struct uuid *person, struct preference *out);
enum err preference_write(struct store *store, const struct uuid *person,
                          const struct preference *preference, struct error *error);
int64_t preference_lock_ms(const struct preference *preference);

#endif
