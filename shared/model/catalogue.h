// SPDX-License-Identifier: Apache-2.0
// The catalogue: nodes, items, inspections, gates, deadlines and words of the service, as the
// office published them in one version (domain.md D3, D4; docs/CATALOGUE.md).
#ifndef PLUMB_SHARED_MODEL_CATALOGUE_H
#define PLUMB_SHARED_MODEL_CATALOGUE_H

#include "shared/model/expression.h"

enum { CATALOGUE_CODE_MAX = 40 };

// What people read. All texts of a catalogue are plain (unescaped) UTF-8 in its arena.
struct catalogue_words {
    struct span zh, en;
};
struct catalogue_condition {
    struct span rule; // "D3.1"
    struct catalogue_words words;
    struct span when; // as written
    const struct expression *holds;
};
struct catalogue_conditions {
    const struct catalogue_condition *list;
    size_t count;
};
struct catalogue_item {
    struct span code, rule, group; // group: a heading, or empty
    struct catalogue_words words;
    bool required;                   // must have a result before signing
    bool concealed;                  // D3.11
    int64_t photos;                  // at least so many before signing
    bool measured;                   // takes measured values
    struct span unit;                // of a measured value
    struct span target, minus, plus; // decimals; target empty: each value brings its own
};
struct catalogue_items {
    const struct catalogue_item *list;
    size_t count;
};
enum catalogue_scale { SCALE_SATISFACTION, SCALE_QUALIFICATION };
struct catalogue_signer {
    struct span role; // "customer" or a role of D1
    bool required;
};
// A paper form: what is signed and by whom. Its clause stands on it above the signatures.
struct catalogue_form {
    struct span code, rule;
    struct catalogue_words words, clause;
    enum catalogue_scale scale;
    bool items;  // shows the check items
    bool budget; // shows amounts
    const struct catalogue_signer *signers;
    size_t signer_count;
    const struct span *kinds; // of the records beside nodes that it is signed on
    size_t kind_count;        // 0: any, unless it is a node's
};
struct catalogue_node {
    struct span code, rule;
    int64_t number; // 1 … 7
    struct catalogue_words words;
    const struct span *participants; // roles
    size_t participant_count;
    const struct catalogue_form *const *forms;
    size_t form_count;
    struct catalogue_items items;
    struct catalogue_conditions gate;    // all must hold: the node is done
    struct catalogue_conditions ready;   // all must hold before anybody signs
    struct catalogue_conditions defects; // one that holds is a defect
};
struct catalogue_inspection {
    struct span code, rule;
    struct catalogue_words words;
    bool key;         // D4.1
    struct span node; // it belongs to, or empty
    struct catalogue_items items;
};
enum catalogue_unit { UNIT_HOURS, UNIT_DAYS, UNIT_MONTHS };
// Something due a while after a time or date of each record of a kind.
struct catalogue_deadline {
    struct span code, rule;
    struct catalogue_words words;
    const struct kind *kind; // of the records
    struct span from;        // a field, time or date, of the kind, also a derived one
    int64_t amount;
    enum catalogue_unit unit;
    const struct expression *when; // the record has this deadline; NULL: each has
    const struct expression *met;
    const struct span *who; // roles that it is for; none: everybody
    size_t who_count;
    bool weekly; // again each ISO week from `from` on while `when` holds: this.week is "2026-W47"
};
struct catalogue_setting {
    struct span name, rule;
    struct catalogue_words words;
    int64_t value;
};
struct catalogue_text { // a term (role, verdict, severity, state) or a message, by its code
    struct span code, rule;
    struct catalogue_words words;
};
// What people would else type: a text that is offered where a field is filled in.
struct catalogue_phrase {
    struct span code, rule;
    const struct kind *kind;
    struct span field, item; // item: only for this check item, or empty
    struct catalogue_words words;
};
struct catalogue {
    struct span version;
    struct catalogue_words title;
    const struct catalogue_setting *settings;
    size_t setting_count;
    const struct catalogue_form *forms;
    size_t form_count;
    const struct catalogue_node *nodes; // by number
    size_t node_count;
    const struct catalogue_inspection *inspections;
    size_t inspection_count;
    const struct catalogue_deadline *deadlines;
    size_t deadline_count;
    struct catalogue_conditions defects; // of the site as a whole
    const struct catalogue_text *terms;
    size_t term_count;
    const struct catalogue_text *messages;
    size_t message_count;
    const struct catalogue_phrase *phrases;
    size_t phrase_count;
};
// The bindings that conditions of a node see (this.): site, node, attempt (records), code (text).
extern const struct expression_name catalogue_node_names[];
extern const size_t catalogue_node_name_count;

// NULL: there is none with this code.
const struct catalogue_node *catalogue_node_find(const struct catalogue *c, struct span code);
const struct catalogue_item *catalogue_item_find(const struct catalogue_items *items,
                                                 struct span code);
const struct catalogue_form *catalogue_form_find(const struct catalogue *c, struct span code);
// Whether it is signed on records of this kind, other than a node's attempts: so that no acceptance
// is signed on something that nobody checked.
bool catalogue_form_suits(const struct catalogue *c, const struct catalogue_form *form,
                          struct span kind);
const struct catalogue_inspection *catalogue_inspection_find(const struct catalogue *c,
                                                             struct span code);
bool catalogue_setting(const struct catalogue *c, struct span name, int64_t *value);
// The words of a term; when the catalogue has none, the code itself for both.
struct catalogue_words catalogue_term(const struct catalogue *c, struct span code);

// The words of the phrase with this code for a field; when the catalogue has none, the code itself
// for both.
struct catalogue_words catalogue_phrase(const struct catalogue *c, const char *kind,
                                        const char *field, struct span code);

// Where catalogues come from: the version (text) that a node is pinned to. NULL: not here, or this
// program cannot read it.
struct catalogue_shelf {
    void *ctx;
    const struct catalogue *(*find)(void *ctx, struct span version);
    const struct catalogue *(*newest)(void *ctx); // for what is not started yet; NULL: none at all
};

#endif
