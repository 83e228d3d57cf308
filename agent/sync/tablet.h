// SPDX-License-Identifier: Apache-2.0
// A tablet's data folder, opened: store, identity, certificates, and the way to the office.
#ifndef PLUMB_AGENT_SYNC_TABLET_H
#define PLUMB_AGENT_SYNC_TABLET_H

#include "agent/sync/handover.h"
#include "agent/sync/session.h"
#include "shared/base/verb.h"
#include "shared/crypto/certificate.h"
#include "shared/net/http_client.h"
#include "shared/wire/enrol_link.h"

#include <pthread.h>

#define TABLET_VERSION "plumb 0.1.0"
#define TABLET_INCOMING "incoming" // folder of photos on their way in from the page

// What every verb works with. One process has one.
struct tablet {
    char folder[4096];
    const char
        *cwd; // file arguments are relative to it (the caller's, when a verb was handed over)
    struct disk disk;
    struct clock clock;
    struct random random;
    struct log log;
    struct store *store;
    pthread_rwlock_t identity; // of all from here to receipt_key: see tablet_hold
    bool enrolled;
    struct uuid device;
    char sync[HOST_PORT_TEXT], office[HOST_PORT_TEXT];
    struct buffer key_pem, certificate_pem, ca_pem, receipt_pem, seal_pem;
    struct key *receipt_key;
    char sealed[256];            // file that holds what was undelivered at a wipe, or ""
    const char *emptying;        // folder being emptied by a wipe
    pthread_mutex_t exchanging;  // one exchange at a time per replica
    volatile bool wipe_wanted;   // the office said so: tablet_wipe before the process ends
    void (*wiping)(void *arg);   // told so at once, from any thread; may be NULL
    void (*captured)(void *arg); // something new waits to be sent; may be NULL
    void (*synced)(void *arg);   // an exchange changed what overview tells; may be NULL
    void *captured_arg, *synced_arg, *wiping_arg;
    struct ui *_Atomic ui; // the interface, once `plumb serve` has it; opaque here
};

// Opens (and makes, when there is none) the folder's store and reads who this tablet is. The caller
// owns the folder. A wiped one has no store: `sealed` says so.
enum err tablet_open(struct tablet *tablet, const char *folder, struct error *error);
void tablet_close(struct tablet *tablet);
// While another thread may enrol or renew, who reads the identity holds it: what it has read stays
// as it is until it is released. May be held twice by a thread.
void tablet_hold(struct tablet *tablet);
void tablet_release(struct tablet *tablet);
// Reads the enrolment again (after enrol, renewal or a wipe). Not while this thread holds it.
enum err tablet_load_identity(struct tablet *tablet, struct error *error);
// AUTH with words when it is not enrolled; REVOKED, with the sealed file's name, after a wipe.
enum err tablet_require_enrolled(struct tablet *tablet, struct error *error);
// $PLUMB_DIR, else $XDG_DATA_HOME/plumbline, else ~/.local/share/plumbline; `asked` (--dir) goes
// first.
enum err tablet_folder_name(const char *asked, char *out, size_t size, struct error *error);
// That one, made when it is not there.
enum err tablet_folder(const char *asked, char *out, size_t size, struct error *error);
// The transport to the tablet listener, with our certificate.
enum err tablet_connect(const struct tablet *tablet, struct transport *out, struct error *error);
// A session over it.
enum err tablet_session(struct tablet *tablet, const struct transport *transport,
                        struct session **out, struct error *error);
// A revoked tablet was told to empty itself: noted, to be done when nothing else uses the store.
void tablet_want_wipe(struct tablet *tablet);
// Seals what nobody else has, then removes store, blobs and keys; only the sealed file and the note
// "wiped" stay. A crash in the middle is finished by the next tablet_open. The store is closed
// afterwards; tablet->sealed names the file.
enum err tablet_wipe(struct tablet *tablet, struct error *error);
// What handover_write and handover_accept work with; the caller adds progress.
struct handover_options tablet_handover(struct tablet *tablet);
void tablet_captured(struct tablet *tablet);
// One text setting; "" when unset.
enum err tablet_setting(struct tablet *tablet, const char *name, char *out, size_t size,
                        struct error *error);

#endif
