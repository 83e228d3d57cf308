// SPDX-License-Identifier: Apache-2.0
// What the office keeps in memory of each tablet: a mirror of its device row, and its seat at the
// counter.
#ifndef PLUMB_SERVER_SYNC_ROSTER_H
#define PLUMB_SERVER_SYNC_ROSTER_H

#include "server/storage/contacts.h"
#include "server/storage/devices.h"
#include "shared/model/vector.h"
#include "shared/net/http.h"

enum { TOKEN_BYTES = 16, SEAT_PERSONS_TEXT = 17 };

// The sites a token speaks for, and until which commit the tablet knows them.
struct seat_token {
    bool good;
    uint8_t bytes[TOKEN_BYTES];
    uint64_t commit, epoch, backed_up_through;
    struct uuid *sites; // owned
    size_t site_count;
};
// Which list of persons the device has to have, as of a commit.
struct seat_persons {
    uint64_t commit;
    char version[SEAT_PERSONS_TEXT]; // "" not looked at yet
};
// When it proved what it holds, or was enrolled; when a person asked for that; when it was told. 0:
// never.
struct seat_proof {
    int64_t last_ms, asked_ms, told_ms;
};
struct seat {
    struct uuid device;
    bool known; // it has a row
    enum device_state state;
    uint64_t version;
    struct digest certificate, previous_certificate; // zero: none

    bool busy;      // an exchange is under way
    uint64_t news;  // newest commit with something for it that is no record: scope, decisions
    uint64_t held;  // newest commit that changed one of its held entries
    bool held_told; // nothing of that waits to be marked as told
    struct seat_token token;
    struct seat_persons persons;
    struct seat_proof proof;
    struct device_contact contact; // its actors: see below
    struct buffer contact_actors;
    bool contact_new; // not yet stored
};

// Thread-safe. The table has one writer, this process, so that the mirror is the table: it is read
// at open and changed after each commit that changes a row.
struct roster;
enum err roster_open(struct view *view, struct roster **out, struct error *error);
void roster_close(struct roster *roster); // accepts NULL
void roster_put(struct roster *roster, const struct device_row *device);

// Who stands at the door.
struct admission {
    struct uuid device;
    bool known;
    enum device_state state; // DEVICE_RETURNING when it is not known
    uint64_t version;
    struct digest certificate;
    bool arrived; // it shows its new certificate for the first time: the previous one has served
};
// OK: may come in (also a device that is returning). AUTH: no certificate, or one that was
// replaced. REVOKED: out->state tells whether to wipe.
enum err roster_admit(struct roster *roster, const struct http_peer *peer, struct admission *out,
                      struct error *error);
// False when it is unknown or revoked.
bool roster_version(struct roster *roster, const struct uuid *device, uint64_t *version);
// One exchange at a time: false when one is under way. Every true is followed by a leave.
bool roster_enter(struct roster *roster, const struct uuid *device);
void roster_leave(struct roster *roster, const struct uuid *device);
// Something other than a record changes for the device in commit `number`. May be said before the
// commit is durable.
void roster_news(struct roster *roster, const struct uuid *device, uint64_t number);
// The same for what is held of its entries.
void roster_held(struct roster *roster, const struct uuid *device, uint64_t number);

// The device's seat, made when there is none, under the roster's lock until roster_release.
struct seat *roster_seat(struct roster *roster, const struct uuid *device);
// The seats one after the other, from *place = 0; NULL at the end. Between lock and release.
void roster_lock(struct roster *roster);
struct seat *roster_next(struct roster *roster, size_t *place);
void roster_release(struct roster *roster);

#endif
