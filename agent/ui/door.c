// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/door.h"

#include "agent/ui/greeting.h"
#include "agent/ui/preference.h"
#include "agent/ui/ui_call.h"
#include "shared/web/route.h"
#include "shared/web/session_token.h"

#define ONCE                               \
    {                                      \
        .name = "once", .type = ROUTE_UUID \
    }
#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static enum err launch(struct route_call *call, struct error *error)
{
    char cookie[SESSIONS_TOKEN_TEXT];
    enum err err
        = sessions_join(ui_of(call)->sessions, span_of(route_text(call, "token")), cookie, error);

    if (err)
        return err;
    session_token_write(route_response(call), UI_CALL_COOKIE, cookie, false);
    json_put_boolean(route_answer(call), "launched", true);
    return ERR_OK;
}

static struct sessions_key key_of(const struct route_call *call)
{
    return (struct sessions_key){.number = ui_call_of(call)->view.number,
                                 .person = *route_uuid(call, "person"),
                                 .pin = span_of(route_text(call, "pin"))};
}

static enum err opened(struct route_call *call, enum err err, int64_t wait_s, struct error *error)
{
    if (!err)
        return greeting_put(call, error);
    json_put_integer(route_beside(call), "wait_s", wait_s);
    return err;
}

static enum err unlock(struct route_call *call, struct error *error)
{
    struct sessions_key key = key_of(call);
    int64_t wait_s = 0;
    enum err err = sessions_unlock(ui_of(call)->sessions, &key, &wait_s, error);

    return opened(call, err, wait_s, error);
}

static enum err set_pin(struct route_call *call, struct error *error)
{
    struct sessions_key key = key_of(call);
    int64_t wait_s = 0;
    enum err err;

    key.old = span_of(route_text(call, "old"));
    err = sessions_set_pin(ui_of(call)->sessions, &key, &wait_s, error);
    return opened(call, err, wait_s, error);
}

static enum err lock(struct route_call *call, struct error *error)
{
    (void)error;
    sessions_lock(ui_of(call)->sessions);
    json_put_text(route_answer(call), "state", "locked");
    return ERR_OK;
}

// Somebody touches the page. Whoever is here may have come into a network: what waits to try again
// tries now.
static enum err alive(struct route_call *call, struct error *error)
{
    struct syncing *syncing = ui_of(call)->syncing;
    struct session_figures figures = {0};

    (void)error;
    if (syncing)
        syncing_figures(syncing, &figures);
    if (syncing && figures.state == SESSION_BACKOFF)
        syncing_wake(syncing);
    json_put_boolean(route_answer(call), "alive", true);
    return ERR_OK;
}

static int place_of(const char *const *list, int64_t number)
{
    uint64_t value;

    for (int i = 0; list[i]; i++)
        if (text_parse_u64(span_of(list[i]), &value) && (int64_t)value == number)
            return i;
    return -1;
}

// A number that is one of a list; *place stays when it is not given.
static enum err take_number(const struct route_call *call, const char *name,
                            const char *const *list, int *place, struct error *error)
{
    int64_t number = route_integer(call, name, -1);
    int found = place_of(list, number);

    if (number == -1)
        return ERR_OK;
    if (found < 0)
        return error_set(error, ERR_INVALID, "%s: %lld is not offered", name, (long long)number);
    *place = found;
    return ERR_OK;
}

static enum err prefer(struct route_call *call, struct error *error)
{
    struct ui *ui = ui_of(call);
    const struct uuid *person = ui_person(call);
    struct preference preference;
    int language = route_choice(call, "language"), theme = route_choice(call, "theme");
    enum err err;

    preference_read(ui->tablet->store, person, &preference);
    err = take_number(call, "size", preference_sizes, &preference.size, error);
    if (!err)
        err = take_number(call, "lock_min", preference_locks, &preference.lock, error);
    if (err)
        return err;
    preference.language = language >= 0 ? language : preference.language;
    preference.theme = theme >= 0 ? theme : preference.theme;
    err = preference_write(ui->tablet->store, person, &preference, error);
    if (err)
        return err;
    sessions_reread(ui->sessions);
    return greeting_put(call, error);
}

static enum err hand_over(struct route_call *call, struct error *error)
{
    enum err err = sessions_hand(ui_of(call)->sessions, route_uuid(call, "of"),
                                 route_text(call, "form"), error);

    return err ? err : greeting_put(call, error);
}

static const struct route_parameter launch_parameters[] = {
    {.name = "token", .type = ROUTE_TEXT, .required = true, .max = SESSIONS_TOKEN_TEXT},
    ONCE,
};
static const struct route_parameter pin_parameters[] = {
    {.name = "person", .type = ROUTE_UUID, .required = true},
    {.name = "pin", .type = ROUTE_TEXT, .required = true, .max = PIN_DIGITS_MAX},
    ONCE,
    {.name = "old", .type = ROUTE_TEXT, .max = PIN_DIGITS_MAX}, // of /api/pin only
};
static const struct route_parameter once_parameter[] = {ONCE};
static const struct route_parameter preference_parameters[] = {
    {.name = "language", .type = ROUTE_CHOICE, .choices = preference_languages},
    {.name = "theme", .type = ROUTE_CHOICE, .choices = preference_themes},
    {.name = "size", .type = ROUTE_INTEGER, .min = 0, .max = 1000},
    {.name = "lock_min", .type = ROUTE_INTEGER, .min = 0, .max = 1000},
    ONCE,
};
static const struct route_parameter customer_parameters[] = {
    {.name = "of", .type = ROUTE_UUID, .required = true},
    {.name = "form", .type = ROUTE_TEXT, .required = true, .max = SESSIONS_FORM - 1},
    ONCE,
};

#define POST(address, who, list, count, does, says)                                            \
    {                                                                                          \
        .method = HTTP_POST, .path = (address), .access = (who), .changes = true,              \
        .parameters = (list), .parameter_count = (count), .handler = (does), .purpose = (says) \
    }
const struct route door_routes[] = {
    POST("/api/launch", UI_ANY, launch_parameters, COUNT(launch_parameters), launch,
         "turns the one-time token of the launch link into the session's cookie"),
    POST("/api/unlock", UI_COOKIE | UI_CUSTOMER, pin_parameters, COUNT(pin_parameters) - 1, unlock,
         "lets a person in, also out of customer mode; refused with `wait_s`"),
    POST("/api/pin", UI_COOKIE, pin_parameters, COUNT(pin_parameters), set_pin,
         "a person's first PIN, or another one for the old one; lets them in"),
    POST("/api/lock", UI_OPEN, once_parameter, 1, lock, "locks at once"),
    POST("/api/alive", UI_OPEN | UI_CUSTOMER, once_parameter, 1, alive,
         "somebody touches the page: it does not lock itself"),
    POST("/api/settings", UI_OPEN, preference_parameters, COUNT(preference_parameters), prefer,
         "language, theme, size and minutes to the lock, of the person who is in"),
    POST("/api/customer", UI_OPEN, customer_parameters, COUNT(customer_parameters), hand_over,
         "hands the tablet to the customer: only the pages of this form, until a PIN"),
};
const size_t door_route_count = COUNT(door_routes);
