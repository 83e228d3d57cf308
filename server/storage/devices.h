// SPDX-License-Identifier: Apache-2.0
// Devices, their certificates' digests, and the persons on their lists.
#ifndef PLUMB_SERVER_STORAGE_DEVICES_H
#define PLUMB_SERVER_STORAGE_DEVICES_H

#include "server/storage/storage.h"
#include "shared/crypto/hash.h"

enum device_state { // stored: never renumber
    DEVICE_ACTIVE = 0,
    DEVICE_REVOKED = 1,
    DEVICE_WIPE = 2,
    DEVICE_RETURNING = 3, // valid certificate, no row known
};
struct device_row {
    struct uuid id;
    char name[128];
    enum device_state state;
    uint64_t version; // rises with every change of the row: tickets carry it
    // SHA-256 of DER; the previous one stays good until the new is used. All zero: none.
    struct digest certificate, previous_certificate;
    struct digest public_key; // of its SubjectPublicKeyInfo
    struct span public_der;   // SubjectPublicKeyInfo, for renewals
    int64_t enrolled_ms, certificate_until_ms, changed_ms;
    char reason[128]; // of a revocation
};
enum err devices_get(struct view *view, const struct uuid *id, struct device_row *out,
                     struct error *error); // NOT_FOUND
// Inserts or replaces the whole row.
enum err devices_put(struct storage *storage, const struct device_row *device, struct error *error);
typedef bool devices_each(void *arg, const struct device_row *device);
// All, by time of enrolment, until `each` returns false.
enum err devices_list(struct view *view, devices_each *each, void *arg, struct error *error);

// Persons on its list, ever; `active` tells the present ones.
enum err devices_person_put(struct storage *storage, const struct uuid *device,
                            const struct uuid *person, bool active, struct error *error);
typedef bool persons_each(void *arg, const struct uuid *person, bool active);
enum err devices_persons(struct view *view, const struct uuid *device, persons_each *each,
                         void *arg, struct error *error);
typedef bool uuid_each(void *arg, const struct uuid *id);
// Devices on whose list the person is, or was.
enum err devices_with_person(struct view *view, const struct uuid *person, uuid_each *each,
                             void *arg, struct error *error);

#endif
