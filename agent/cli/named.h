// SPDX-License-Identifier: Apache-2.0
// What a call names: a site by contract number or part of its address, a person by name, a record
// by a unique part of its id.
#ifndef PLUMB_AGENT_CLI_NAMED_H
#define PLUMB_AGENT_CLI_NAMED_H

#include "agent/store/store.h"
#include "shared/base/uuid.h"
#include "shared/model/write.h"

// All of them: NOT_FOUND says what there is instead, INVALID names the several that a text fits.
// `option` is the option or argument as errors quote it.

// By id, contract number, or a part of address, customer or contract number that one site has.
enum err named_site(struct store *store, const char *option, const char *text, struct uuid *out,
                    struct error *error);
// By id, name or phone.
enum err named_person(struct store *store, const char *option, const char *text, struct uuid *out,
                      struct error *error);

enum { NAMED_PART_MIN = 4 };
struct named_record {
    struct uuid id, site;
    char kind[KIND_NAME_MAX + 1];
};
// A record of one of the kinds (NULL-terminated; NULL: any kind) by its id, or by a beginning or an
// end of it, at least NAMED_PART_MIN characters, that no other has.
struct named_question {
    const char *const *kinds;
    const char *option, *text;
};
enum err named_record(struct store *store, const struct named_question *question,
                      struct named_record *out, struct error *error);
// A node or attempt, as above, or SITE/CODE, where both parts are written as people know them.
enum err named_node(struct store *store, const char *option, const char *text,
                    struct named_record *out, struct error *error);

#endif
