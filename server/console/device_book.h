// SPDX-License-Identifier: Apache-2.0
// The tablets as they are now: what each says and the office holds (the night's reading), who uses
// it, what of it waits in quarantine.
#ifndef PLUMB_SERVER_CONSOLE_DEVICE_BOOK_H
#define PLUMB_SERVER_CONSOLE_DEVICE_BOOK_H

#include "server/console/people_book.h"
#include "server/reconcile/night.h"

struct book_device {
    const struct night_device *night;
    struct device_row row;
    const char *persons; // names of those on its list now, "" for none
    int64_t held;        // entries that wait for a decision
    int64_t asked_ms;    // a proof was asked for and has not come; 0: none
};
struct device_book {
    struct night night; // only its tablets
    struct people_book people;
    struct book_device *list; // by time of enrolment; owned
    size_t count, room;
};
// Texts lie in the arena. Clear it in any case.
enum err device_book_read(struct view *view, struct arena *arena, int64_t now_ms,
                          struct device_book *out, struct error *error);
struct book_device *device_book_find(const struct device_book *book, const struct uuid *device);
void device_book_clear(struct device_book *book); // accepts a zeroed one

extern const char *const device_book_states[]; // codes by enum device_state; ends with NULL
const char *device_book_state(enum device_state state, const char **en);

#endif
