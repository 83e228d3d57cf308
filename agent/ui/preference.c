// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/preference.h"

#include "agent/store/setting.h"

#include <stdio.h>
#include <string.h>

enum { NAME_BYTES = 64, VALUE_BYTES = 64, MINUTE_MS = 60000 };

const char *const preference_languages[] = {"zh", "en", NULL};
const char *const preference_themes[] = {"auto", "light", "dark", NULL};
const char *const preference_sizes[] = {"100", "125", "150", NULL};
const char *const preference_locks[] = {"1", "5", "15", "30", NULL};

static const struct list {
    const char *const *values;
    size_t offset;
} lists[] = {
    {preference_languages, offsetof(struct preference, language)},
    {preference_themes, offsetof(struct preference, theme)},
    {preference_sizes, offsetof(struct preference, size)},
    {preference_locks, offsetof(struct preference, lock)},
};
enum { LISTS = sizeof(lists) / sizeof(lists[0]) };

struct preference preference_default(void)
{
    return (struct preference){.lock = 1};
}

int64_t preference_lock_ms(const struct preference *preference)
{
    uint64_t minutes = 0;

    text_parse_u64(span_of(preference_locks[preference->lock]), &minutes);
    return (int64_t)minutes * MINUTE_MS;
}

static void name_of(const struct uuid *person, char out[NAME_BYTES])
{
    char id[UUID_TEXT];

    uuid_format(person, id);
    snprintf(out, NAME_BYTES, "preference %s", id);
}

// The value's words, one for each list, with a space between.
static void take(struct span rest, struct preference *out)
{
    for (size_t i = 0; i < LISTS && rest.len; i++) {
        const char *end = memchr(rest.data, ' ', rest.len);
        struct span word = {rest.data, end ? (size_t)(end - rest.data) : rest.len};

        for (int at = 0; lists[i].values[at]; at++)
            if (span_is(word, lists[i].values[at]))
                *(int *)((char *)out + lists[i].offset) = at;
        rest.data += word.len + (end != NULL);
        rest.len -= word.len + (end != NULL);
    }
}

void preference_read(struct store *store, const struct uuid *person, struct preference *out)
{
    char name[NAME_BYTES];
    struct buffer value;

    *out = preference_default();
    name_of(person, name);
    buffer_init(&value, VALUE_BYTES);
    if (setting_read(store, name, &value, NULL) == ERR_OK)
        take((struct span){value.data, value.len}, out);
    buffer_clear(&value);
}

enum err preference_write(struct store *store, const struct uuid *person,
                          const struct preference *preference, struct error *error)
{
    char name[NAME_BYTES], value[VALUE_BYTES];

    name_of(person, name);
    snprintf(value, sizeof(value), "%s %s %s %s", preference_languages[preference->language],
             preference_themes[preference->theme], preference_sizes[preference->size],
             preference_locks[preference->lock]);
    return setting_save(store, name, span_of(value), error);
}
