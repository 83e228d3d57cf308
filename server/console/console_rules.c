// SPDX-License-Identifier: Apache-2.0
#include "server/console/console_rules.h"

#include <stdio.h>

enum { MINUTE_MS = 60000, HOUR_MS = 3600000, NUMBER_MAX = 32 };
static const char idle_name[] = "console_idle_min", hours_name[] = "console_hours",
                  totp_name[] = "totp_required";

static enum err read_number(struct view *view, const char *name, int64_t *value,
                            struct error *error)
{
    struct buffer text;
    enum err err;

    buffer_init(&text, NUMBER_MAX);
    err = setting_get(view, name, &text, error);
    if (err == ERR_OK && !text_parse_i64((struct span){text.data, text.len}, value))
        err = error_set(error, ERR_CORRUPT, "the setting %s is no number", name);
    buffer_clear(&text);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err console_rules_read(struct view *view, struct console_rules *out, struct error *error)
{
    int64_t idle = CONSOLE_IDLE_MIN, hours = CONSOLE_HOURS, totp = 0;
    enum err err = read_number(view, idle_name, &idle, error);

    if (err == ERR_OK)
        err = read_number(view, hours_name, &hours, error);
    if (err == ERR_OK)
        err = read_number(view, totp_name, &totp, error);
    *out = (struct console_rules){.idle_ms = idle * MINUTE_MS,
                                  .life_ms = hours * HOUR_MS,
                                  .fresh_ms = (int64_t)CONSOLE_FRESH_MIN * MINUTE_MS,
                                  .totp_required = totp != 0};
    return err;
}

static enum err write_number(struct storage *storage, const char *name, int64_t value,
                             struct error *error)
{
    char text[NUMBER_MAX];

    snprintf(text, sizeof(text), "%lld", (long long)value);
    return setting_put(storage, name, span_of(text), error);
}

enum err console_rules_write(struct storage *storage, const struct console_rules *rules,
                             struct error *error)
{
    enum err err = write_number(storage, idle_name, rules->idle_ms / MINUTE_MS, error);

    if (err == ERR_OK)
        err = write_number(storage, hours_name, rules->life_ms / HOUR_MS, error);
    return err == ERR_OK ? write_number(storage, totp_name, rules->totp_required, error) : err;
}
