// SPDX-License-Identifier: Apache-2.0
#include "server/console/act_devices.h"

#include "server/console/console.h"
#include "server/sync/office_device.h"
#include "server/sync/office_swap.h"
#include "shared/web/qr_path.h"
#include "shared/web/route.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { LINK_BYTES = 4096, QR_BYTES = 64 << 10, REASON_BYTES = 127 };
#define INVITATION_MS (INT64_C(15) * 60 * 1000) // as the office keeps it

// ---- invitations ----

static enum err put_link(struct route_call *call, const struct buffer *link, struct error *error)
{
    struct json_writer *json = route_answer(call);
    struct buffer path;
    int side = 0;
    enum err err;

    buffer_init(&path, QR_BYTES);
    err = qr_path(link->data, &path, &side, error);
    if (err == ERR_OK) {
        json_put_text(json, "link", link->data);
        json_put_integer(json, "until_ms", console_now_ms(call) + INVITATION_MS);
        json_object_open(json, "qr");
        json_put_text(json, "path", path.data);
        json_put_integer(json, "side", side);
        json_object_close(json);
    }
    buffer_clear(&path);
    return err;
}

// The words of the office for what is missing are for its own log.
static enum err unknown(struct error *error)
{
    return error_set(error, ERR_NOT_FOUND,
                     "没有这台平板或这个人；没有改动任何数据 there is no such tablet or person; "
                     "nothing was changed");
}

static enum err post_invite(struct route_call *call, struct error *error)
{
    const struct uuid *device = route_uuid(call, "device");
    struct audit_row audit = console_audit(call, "device.invite");
    struct office_device_guest guest = {.person = *route_uuid(call, "person"), .audit = &audit};
    struct buffer link;
    enum err err;

    if (device)
        guest.device = *device;
    buffer_init(&link, LINK_BYTES);
    err = office_device_invite(console_office(call), &guest, &link, error);
    if (err == ERR_OK)
        err = put_link(call, &link, error);
    buffer_clear(&link);
    return err == ERR_NOT_FOUND ? unknown(error) : err;
}

// ---- persons, state, proof ----

static enum err post_person(struct route_call *call, struct error *error)
{
    struct audit_row audit = console_audit(call, "device.person");
    const struct office_device_seat seat = {.device = *route_uuid(call, "id"),
                                            .person = *route_uuid(call, "person"),
                                            .active = route_truth(call, "active"),
                                            .audit = &audit};
    enum err err = office_device_person(console_office(call), &seat, error);

    return err == ERR_NOT_FOUND ? unknown(error) : err;
}

static const char *const states[] = {"active", "revoked", "wipe", NULL};

static enum err post_state(struct route_call *call, struct error *error)
{
    static const char *const acts[] = {"device.admit", "device.revoke", "device.wipe"};
    const enum device_state state = (enum device_state)route_choice(call, "state");
    struct audit_row audit = console_audit(call, acts[state]);
    const struct office_device_rule rule = {.device = *route_uuid(call, "id"),
                                            .state = state,
                                            .reason = route_text(call, "why"),
                                            .audit = &audit};
    enum err err = ERR_OK;

    if (strlen(rule.reason) > REASON_BYTES)
        return error_set(error, ERR_INVALID,
                         "why: 理由太长，最多约 40 个汉字；没有改动任何数据 the reason is too "
                         "long: at most %d bytes; nothing was changed",
                         REASON_BYTES);
    if (state == DEVICE_WIPE)
        err = console_fresh(call, error);
    if (err == ERR_OK)
        err = office_device_state(console_office(call), &rule, error);
    return err == ERR_NOT_FOUND ? unknown(error) : err;
}

static enum err post_prove(struct route_call *call, struct error *error)
{
    struct audit_row audit = console_audit(call, "device.prove");
    const struct office_device_question question
        = {.device = *route_uuid(call, "id"), .audit = &audit};
    enum err err = office_device_prove(console_office(call), &question, error);

    return err == ERR_NOT_FOUND ? unknown(error) : err;
}

// ---- another one takes its place ----

static struct office_swap swap_of(const struct route_call *call, const struct audit_row *audit)
{
    return (struct office_swap){.old = *route_uuid(call, "id"), .audit = audit};
}

static enum err post_swap(struct route_call *call, struct error *error)
{
    const struct audit_row audit = console_audit(call, "device.swap");
    struct office_swap swap = swap_of(call, &audit);
    enum err err;

    swap.person = *route_uuid(call, "person");
    err = office_swap_begin(console_office(call), &swap, error);
    return err == ERR_NOT_FOUND ? unknown(error) : err;
}

static enum err post_swap_invite(struct route_call *call, struct error *error)
{
    const struct audit_row audit = console_audit(call, "device.invite");
    const struct office_swap swap = swap_of(call, &audit);
    struct buffer link;
    enum err err;

    buffer_init(&link, LINK_BYTES);
    err = office_swap_invite(console_office(call), &swap, &link, error);
    if (err == ERR_OK)
        err = put_link(call, &link, error);
    buffer_clear(&link);
    return err;
}

static enum err post_swap_confirm(struct route_call *call, struct error *error)
{
    const struct audit_row audit = console_audit(call, "device.swap");
    const struct office_swap swap = swap_of(call, &audit);

    return office_swap_confirm(console_office(call), &swap, error);
}

static enum err post_swap_cancel(struct route_call *call, struct error *error)
{
    const struct audit_row audit = console_audit(call, "device.swap");
    const struct office_swap swap = swap_of(call, &audit);

    return office_swap_cancel(console_office(call), &swap, error);
}

static const struct route_parameter invite_parameters[] = {
    {.name = "person", .type = ROUTE_UUID, .required = true},
    {.name = "device", .type = ROUTE_UUID},
};
static const struct route_parameter person_parameters[] = {
    {.name = "id", .type = ROUTE_UUID, .required = true},
    {.name = "person", .type = ROUTE_UUID, .required = true},
    {.name = "active", .type = ROUTE_TRUTH, .required = true},
};
static const struct route_parameter state_parameters[] = {
    {.name = "id", .type = ROUTE_UUID, .required = true},
    {.name = "state", .type = ROUTE_CHOICE, .choices = states, .required = true},
    {.name = "why", .type = ROUTE_TEXT, .required = true, .max = REASON_BYTES},
};
static const struct route_parameter swap_parameters[] = {
    {.name = "id", .type = ROUTE_UUID, .required = true},
    {.name = "person", .type = ROUTE_UUID, .required = true},
};
static const struct route_parameter id_parameters[]
    = {{.name = "id", .type = ROUTE_UUID, .required = true}};

#define POST(address, list, does, says)                                                            \
    {                                                                                              \
        .method = HTTP_POST, .path = (address), .access = CONSOLE_DEVICES, .changes = true,        \
        .parameters = (list), .parameter_count = COUNT(list), .handler = (does), .purpose = (says) \
    }
const struct route act_devices_routes[] = {
    POST(
        "/api/devices/invite", invite_parameters, post_invite,
        "a one-time invitation for a person: {link, qr {path, side}, until_ms}; with `device` that "
        "tablet is enrolled anew, else a new one"),
    POST("/api/devices/:id/person", person_parameters, post_person,
         "puts a person on a tablet's list, or takes them off"),
    POST("/api/devices/:id/state", state_parameters, post_state,
         "revokes a tablet, admits it again, or has it wiped (needs confirm); in force at its next "
         "request"),
    POST("/api/devices/:id/prove", id_parameters, post_prove,
         "asks the tablet to compare every record at its next contact"),
    POST("/api/devices/:id/swap", swap_parameters, post_swap,
         "begins to put a new tablet in its place, for a person; how far that is stands in "
         "`swap` of the tablet"),
    POST("/api/devices/:id/swap/invite", id_parameters, post_swap_invite,
         "a one-time invitation for the new tablet: {link, qr {path, side}, until_ms}; one before "
         "it that was not used is good for nothing any more"),
    POST("/api/devices/:id/swap/confirm", id_parameters, post_swap_confirm,
         "the tablet that came by the invitation takes its place: everybody on its list is on the "
         "new one's; revoking the old one ends the swap"),
    POST("/api/devices/:id/swap/cancel", id_parameters, post_swap_cancel,
         "calls the swap off; an invitation that was not used is good for nothing any more"),
};
const size_t act_devices_route_count = COUNT(act_devices_routes);
