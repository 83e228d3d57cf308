// SPDX-License-Identifier: Apache-2.0
// Who may write on this tablet: the persons on its list, as the office enrolled it and as each
// exchange keeps it.
#ifndef PLUMB_AGENT_CAPTURE_AUTHOR_H
#define PLUMB_AGENT_CAPTURE_AUTHOR_H

#include "agent/store/store.h"
#include "shared/base/uuid.h"

struct author {
    struct uuid id;
    const char *name, *role; // "" when the office has none; borrowed
};
// In the office's order, until `each` returns false. AUTH: the tablet has no list, it is not
// enrolled.
typedef bool author_each(void *arg, const struct author *author);
enum err author_list(struct store *store, author_each *each, void *arg, struct error *error);

// The person with this id or name. AUTH: the tablet has no list, it is not enrolled. DENIED: not on
// the list; the detail names who is. INVALID: two of the list have this name.
enum err author_find(struct store *store, const char *text, struct uuid *out, struct error *error);

// Who writes when nobody is named: the person the tablet was enrolled for, or, once that one left
// the list, the first that is on it. AUTH as above; DENIED: nobody is on the list.
enum err author_default(struct store *store, struct uuid *out, struct error *error);

// DENIED, with the names of those who may, when the tablet has a list and the person is not on it.
// Cheap: asked before every write.
enum err author_check(struct store *store, const struct uuid *person, struct error *error);

#endif
