// SPDX-License-Identifier: Apache-2.0
// Tablets as the office rules them: invited, given persons, revoked; in force at the next request.
#ifndef PLUMB_SERVER_SYNC_OFFICE_DEVICE_H
#define PLUMB_SERVER_SYNC_OFFICE_DEVICE_H

#include "server/audit/audit.h"
#include "server/storage/devices.h"
#include "server/sync/office.h"

// `audit` of each: who rules (subject, values and why are filled in), a row in the same commit;
// NULL: none, for what no person does.

// Makes a one-time code for a person and appends the link. `device` nil: a new tablet; else that
// one is enrolled anew (it keeps its id, its old certificate ends). NOT_FOUND: no such person or
// device.
// `swap`: the tablet of an open swap (office_swap.h), for which the new one is invited; else nil.
struct office_device_guest {
    struct uuid person, device, swap;
    const struct audit_row *audit;
};
enum err office_device_invite(struct office *office, const struct office_device_guest *guest,
                              struct buffer *link, struct error *error);
// Puts a person on the device's list, or takes it off.
struct office_device_seat {
    struct uuid device, person;
    bool active;
    const struct audit_row *audit;
};
enum err office_device_person(struct office *office, const struct office_device_seat *seat,
                              struct error *error);
struct office_device_rule {
    struct uuid device;
    enum device_state state;
    const char *reason; // shown on the tablet; "" for none
    const struct audit_row *audit;
};
enum err office_device_state(struct office *office, const struct office_device_rule *rule,
                             struct error *error);
// The device is to compare every record with the office at its next contact (docs/PROTOCOL.md
// section 8). NOT_FOUND.
struct office_device_question {
    struct uuid device;
    const struct audit_row *audit;
};
enum err office_device_prove(struct office *office, const struct office_device_question *question,
                             struct error *error);
// Row version of a device, for http_tls; false when it is unknown or revoked. ctx is the office.
bool office_device_version(void *ctx, const char *device, uint64_t *version);

#endif
