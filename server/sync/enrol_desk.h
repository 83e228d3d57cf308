// SPDX-License-Identifier: Apache-2.0
// What enrolment and renewal have in common: a certificate issued for a request, and the answer
// around it.
#ifndef PLUMB_SERVER_SYNC_ENROL_DESK_H
#define PLUMB_SERVER_SYNC_ENROL_DESK_H

#include "server/sync/office.h"
#include "shared/wire/enrolment.h"

// A device's key and certificate, and what it is told.
struct enrol_desk_paper {
    struct key *key; // of the request
    struct digest key_digest;
    struct buffer der;
    struct buffer certificate; // PEM
    struct certificate_info info;
    struct buffer answer; // JSON
};
void enrol_desk_init(struct enrol_desk_paper *paper);
void enrol_desk_clear(struct enrol_desk_paper *paper);
// Reads a certificate request (PEM). PARSE, INVALID.
enum err enrol_desk_read(struct enrol_desk_paper *paper, const char *request, struct error *error);
// Issues the certificate and writes the answer, with the persons of the device and `also` (nil:
// nobody) as the view shows them.
struct enrol_desk_wish {
    struct view *view; // on a snapshot
    struct uuid device, also;
};
enum err enrol_desk_issue(struct office *office, struct enrol_desk_paper *paper,
                          const struct enrol_desk_wish *wish, struct error *error);
// Inside a commit, after the device's row was written: the ledger, and scope derived anew.
enum err enrol_desk_register(struct office *office, struct storage *storage,
                             const struct uuid *device, struct error *error);

#endif
