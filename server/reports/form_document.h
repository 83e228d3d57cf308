// SPDX-License-Identifier: Apache-2.0
// What a paper form says: a sealed statement (docs/EVIDENCE.md) read into plain structs, every text
// made fit for paper.
#ifndef PLUMB_SERVER_REPORTS_FORM_DOCUMENT_H
#define PLUMB_SERVER_REPORTS_FORM_DOCUMENT_H

#include "shared/base/buffer.h"
#include "shared/base/err.h"
#include "shared/base/memory.h"
#include "shared/base/text.h"
#include "shared/crypto/hash.h"

enum { FORM_STATEMENT_MAX = 1 << 20, FORM_DOCUMENT_MEMORY_MAX = 48 << 20 };

// Texts are never NULL: what the statement leaves out is "".
struct form_label {
    const char *zh, *en;
};
struct form_value {
    const char *point, *value, *unit, *target; // target "": none was given
    bool judged, passes, conflict;
};
struct form_photo {
    const char *name, *of, *latitude, *longitude, *person;
    struct digest digest;
    int64_t taken_ms; // 0: unknown
    const struct form_item *item;
};
struct form_item {
    const char *code, *group, *note, *room, *rule, *result, *record; // result "": none
    const char *minus, *plus; // how far a measured value may be off
    struct form_label label;
    bool concealed, priced, conflict;
    int64_t amount_fen;
    const struct form_value *values;
    size_t value_count;
    size_t photo_first, photo_count; // into the document's photos
};
struct form_field {
    const char *name;
    struct form_label label;
    const char *text; // of a string; NULL: `number` or `truth`
    bool numeric, truth, conflict;
    int64_t number;
};
struct form_person {
    const char *name, *role;
    int64_t at_ms;
};
struct form_rectification {
    const char *item, *severity, *state, *summary;
    int64_t deadline_ms;
};
struct form_document {
    const char *catalogue;
    const char *code, *rule; // of the form
    struct form_label title, clause;
    const char *customer, *address, *contract;
    const char *of_kind;
    bool has_node, has_budget;
    const char *node_code;
    struct form_label node;
    int64_t attempt, budget_fen;
    const struct form_item *items;
    const struct form_field *fields;
    const struct form_person *people;
    const struct form_rectification *rectifications;
    const struct form_photo *photos; // numbered: those of items first, in the order of the items
    size_t item_count, field_count, person_count, rectification_count, photo_count;
    struct digest digest; // of the statement's bytes
    struct arena arena;   // holds everything above
};

// Reads a statement. PARSE or INVALID name what is wrong with it, VERSION: a later format,
// TOO_LARGE. Free with form_document_clear after any outcome.
enum err form_document_read(struct span statement, struct form_document *out, struct error *error);
void form_document_clear(struct form_document *document);
// A copy in which nothing can spoil the paper: line breaks stay, other control characters and those
// that turn the direction of writing become U+FFFD. NULL when the arena is full.
const char *form_document_clean(struct arena *arena, const char *text);

#endif
