// SPDX-License-Identifier: Apache-2.0
#include "server/cli/named_signoff.h"

#include "server/storage/signoff_log.h"

#include <string.h>

// The id with the rest filled up by one digit.
static bool fill(const char *text, char digit, struct uuid *out)
{
    char whole[UUID_TEXT] = "00000000-0000-0000-0000-000000000000";
    size_t len = strlen(text);
    if (len == 0 || len >= UUID_TEXT)
        return false;
    for (size_t i = 0; whole[i] != '\0'; i++)
        whole[i] = i < len ? text[i] : whole[i] == '-' ? '-' : digit;
    return uuid_parse(span_of(whole), out);
}

enum err named_signoff_find(struct view *view, const char *text, struct uuid *out,
                            struct error *error)
{
    struct uuid found[2];
    struct signoff_ids ids = {.list = found, .max = 2};
    if (!fill(text, '0', &ids.low) || !fill(text, 'f', &ids.high))
        return error_set(error, ERR_INVALID, "\"%.80s\" is no id of a sign-off, nor its beginning",
                         text);
    enum err err = signoff_log_ids(view, &ids, error);
    if (err == ERR_OK && ids.count == 0)
        err = error_set(error, ERR_NOT_FOUND, "there is no sign-off %s", text);
    if (err == ERR_OK && ids.count > 1)
        err = error_set(error, ERR_CONFLICT, "several sign-offs begin with %s: give more digits",
                        text);
    *out = found[0];
    return err;
}
