// SPDX-License-Identifier: Apache-2.0
// Who is at the tablet: nobody (locked), a person, or the customer a person handed it to. One
// session at a time, known by a cookie of which only the digest is kept.
#ifndef PLUMB_AGENT_UI_SESSIONS_H
#define PLUMB_AGENT_UI_SESSIONS_H

#include "agent/store/store.h"
#include "agent/ui/pin.h"
#include "shared/crypto/hash.h"

enum sessions_state { SESSIONS_LOCKED, SESSIONS_OPEN, SESSIONS_CUSTOMER, SESSIONS_STATES };
const char *sessions_state_name(enum sessions_state state); // "locked", "open", "customer"
// A node has a few forms, their codes have at most 40 letters.
enum { SESSIONS_TOKEN_TEXT = 65, SESSIONS_FORM = 201, SESSIONS_LAUNCH_MS = 120000 };

// What a caller's cookie stands for.
struct sessions_view {
    bool known; // the cookie is that of the session; otherwise the rest is empty
    enum sessions_state state;
    uint64_t number;    // of the session; another one after a new launch
    struct uuid person; // nil when locked
    struct uuid subject;
    // What the customer was handed: subject, and the forms to sign one after another, by commas.
    char form[SESSIONS_FORM];
};

struct sessions_options {
    struct store *store;
    // Told when the state changed, on the thread that did it, which may hold locks: it must be
    // quick and call nothing of this. May be NULL.
    void (*changed)(void *arg);
    void *arg;
};
// Thread-safe. After a restart the cookie is known, and the session locked, or still the
// customer's.
struct sessions;
enum err sessions_open(const struct sessions_options *options, struct sessions **out,
                       struct error *error);
void sessions_close(struct sessions *sessions); // accepts NULL
struct pins *sessions_pins(struct sessions *sessions);

// A launch token: good once, for two minutes; the last four stand.
void sessions_launch(struct sessions *sessions, char token[SESSIONS_TOKEN_TEXT]);
// Turns one into a session with a new cookie; the session before it ends. Locked, but for the
// customer, whom only a PIN sends away. AUTH: no such token, used, or too old.
enum err sessions_join(struct sessions *sessions, struct span token,
                       char cookie[SESSIONS_TOKEN_TEXT], struct error *error);
// cookie NULL: none came. A touch keeps the session open; without one for the person's time it
// locks, and so it does when the person left the tablet's list.
void sessions_look(struct sessions *sessions, const struct digest *cookie, bool touch,
                   struct sessions_view *out);

// A person and a PIN, for the session of `number`. Errors of pin_check; DENIED: not on the list;
// AUTH also: the session has ended. Leaves customer mode.
struct sessions_key {
    uint64_t number;
    struct uuid person;
    struct span pin, old; // old: only for set_pin
};
enum err sessions_unlock(struct sessions *sessions, const struct sessions_key *key, int64_t *wait_s,
                         struct error *error);
// Sets a PIN and opens: with the old one, or as the first one of this tablet, or the person's first
// while a colleague's session is open; else DENIED.
enum err sessions_set_pin(struct sessions *sessions, const struct sessions_key *key,
                          int64_t *wait_s, struct error *error);
void sessions_lock(struct sessions *sessions);
// Ends the open session, its cookie too: only a new launch begins another. Durable. After an error
// it goes on.
enum err sessions_end(struct sessions *sessions, struct error *error);
// Open to customer. Durable: it outlives the process.
enum err sessions_hand(struct sessions *sessions, const struct uuid *subject, const char *form,
                       struct error *error);
// The person's time to the lock is read again.
void sessions_reread(struct sessions *sessions);
// Who was in last, nil: nobody yet. For the words on the locked screen.
struct uuid sessions_last(struct sessions *sessions);

#endif
