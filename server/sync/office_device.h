// SPDX-License-Identifier: Apache-2.0
// Tablets as the office rules them: invited, given persons, revoked; in force at the next request.
#ifndef PLUMB_SERVER_SYNC_OFFICE_DEVICE_H
#define PLUMB_SERVER_SYNC_OFFICE_DEVICE_H

#include "server/storage/devices.h"
#include "server/sync/office.h"

// Makes a one-time code for a person and appends the link. `device` nil: a new tablet; else that
// one is enrolled anew (it keeps its id, its old certificate ends). NOT_FOUND: no such person or
// device.
enum err office_device_invite(struct office *office, const struct uuid *person,
                              const struct uuid *device, struct buffer *link, struct error *error);
// Puts a person on the device's list, or takes it off.
enum err office_device_person(struct office *office, const struct uuid *device,
                              const struct uuid *person, bool active, struct error *error);
enum err office_device_state(struct office *office, const struct uuid *device,
                             enum device_state state, const char *reason, struct error *error);
// Row version of a device, for http_tls; false when it is unknown or revoked. ctx is the office.
bool office_device_version(void *ctx, const char *device, uint64_t *version);

#endif
