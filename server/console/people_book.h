// SPDX-License-Identifier: Apache-2.0
// Everybody of the company with account, roles, sites and tablets, read from one view.
#ifndef PLUMB_SERVER_CONSOLE_PEOPLE_BOOK_H
#define PLUMB_SERVER_CONSOLE_PEOPLE_BOOK_H

#include "server/storage/accounts.h"
#include "shared/model/kind_word.h"

struct book_person {
    struct uuid id;
    uint64_t seq; // place of the record in the feed: what an edit says it has seen
    const char *name, *role, *phone;
    const struct kind_word *role_word; // NULL: none
    struct uuid account;               // nil: none
    const char *login;
    bool blocked, must_change, totp;
    int64_t signed_in_ms;
    const char *grants; // "administrator, reconciler@城南": for lists
    size_t sites, devices;
};
// An assignment, active or not any more.
struct book_assignment {
    struct uuid id, site, person;
    const char *role;
    bool active;
};
struct people_book {
    struct book_person *people; // by id; owned
    size_t count, room;
    struct book_assignment *assignments; // owned
    size_t assignment_count, assignment_room;
    struct arena *arena; // borrowed: texts lie there
    enum err err;
    struct error *error;
    struct view *view;
    struct book_person *current;
};
// Clear it in either case.
enum err people_book_read(struct view *view, struct arena *arena, struct people_book *out,
                          struct error *error);
struct book_person *people_book_find(const struct people_book *book, const struct uuid *person);
void people_book_clear(struct people_book *book);

#endif
