// SPDX-License-Identifier: Apache-2.0
// The office's folder, opened for a verb.
#ifndef PLUMB_SERVER_CLI_DESK_H
#define PLUMB_SERVER_CLI_DESK_H

#include "server/sync/office.h"
#include "shared/base/verb.h"

#define DESK_VERSION "0.1.0"

// What every verb works with. One process has one.
struct desk {
    char folder[4096];
    const char *cwd; // file arguments are relative to it
    struct disk disk;
    struct clock clock;
    struct random random;
    struct log log;
    struct office *office; // NULL for verbs that work on a closed folder (init, restore)
};

// --dir (`asked`), else $PLUMB_DIR, else /var/lib/plumbline; borrowed.
const char *desk_chosen(const char *asked);
// That one, copied. Makes the folder when it is not there.
enum err desk_folder(const char *asked, char *out, size_t size, struct error *error);
// Opens the folder, and the office in it with `readers` for loop threads (0: as verbs read);
// DESK_CLOSED leaves it closed. Of `desk` only log.form is looked at: how lines are written.
enum { DESK_CLOSED = -1 };
enum err desk_open(struct desk *desk, const char *folder, int readers, struct error *error);
void desk_close(struct desk *desk);
// A view of its own on the newest commit, for reading verbs; close it with storage_close_view.
enum err desk_view(struct desk *desk, struct view **out, struct error *error);
// The path of a file argument; INVALID when it is too long.
enum err desk_path(const struct desk *desk, const char *name, char *out, size_t size,
                   struct error *error);
// INVALID when something that is no plain file stands there: a device, pipe or folder would be
// replaced by a file, not written to.
enum err desk_replaceable(const char *path, struct error *error);
// Appends a file argument's bytes. NOT_FOUND, IO…; TOO_LARGE: more than the buffer may hold.
enum err desk_file(const struct desk *desk, const char *name, struct buffer *out,
                   struct error *error);
// An id argument; INVALID quotes it.
enum err desk_id(const char *what, const char *text, struct uuid *out, struct error *error);
// A person by id, staff number or unique name; NOT_FOUND or CONFLICT (several) quote it.
enum err desk_person(struct desk *desk, const char *text, struct uuid *out, struct error *error);
// A site by id, contract number, or a part of address or customer that one site has; NOT_FOUND or
// CONFLICT (several) quote it.
enum err desk_site(struct desk *desk, const char *text, struct uuid *out, struct error *error);

// The answer of a verb that has nothing to tell but that it is done.
void desk_done(struct verb_output *output);

#endif
