// SPDX-License-Identifier: Apache-2.0
// Conditions of the catalogue: a small language over the records of a site, parsed once, checked
// against the kind table, evaluated without side effects.
//
//   all(signoff where counts and of == this.attempt and role == "customer": verdict == "satisfied")
//   setting.ratio_base * site.materials_amount_fen >= 3 * site.contract_amount_fen
//
// or, and, not; == != < <= > >=; + - *; integers, "texts" or 'texts' (without escapes), true,
// false, nothing; ( ). site.F: a field of the site's record; setting.S: a number of the catalogue;
// this.B: what the condition is about (expression_scope). Over the records of one kind, the deleted
// ones left out:
//   any(K where F)    none(K where F)    count(K where F)     F may be left out
//   all(K where F: P)  at least one record passes F, and every one that does satisfies P
//   last(K where F: P) the newest record (time, id) that passes F satisfies P; none: false
// Within them a bare name is a field of the record at hand, a derived one included (fact.h); in one
// that stands within another, outer.F is a field of the other's record. Deeper they do not nest.
#ifndef PLUMB_SHARED_MODEL_EXPRESSION_H
#define PLUMB_SHARED_MODEL_EXPRESSION_H

#include "shared/base/memory.h"
#include "shared/model/fact.h"

enum { EXPRESSION_TEXT_MAX = 2048, EXPRESSION_DEPTH_MAX = 32 };

struct expression; // lives in the arena of expression_parse

// Names that `this.` and `setting.` may have, and their types.
struct expression_name {
    const char *name;
    enum kind_type type;
};
struct expression_scope {
    const struct expression_name *names; // of this.; borrowed while parsing
    size_t name_count;
    const struct kind *kind; // this. has this kind's fields too (and its derived ones); NULL: none
    // Whether setting.NAME exists; NULL: none does.
    bool (*setting)(void *ctx, struct span name);
    // Whether a text field of a kind can ever hold this text (plain), so that a misspelt code does
    // not make a condition that never holds; NULL: every text can stand everywhere.
    bool (*possible)(void *ctx, const char *kind, const char *field, struct span text);
    void *ctx;
};
// INVALID names the place (column), what was found and what was expected: syntax, a kind or field
// that is not in the table, a choice that the field never has, types that do not go together, a
// result that is not true or false. TOO_LARGE beyond the limits above.
enum err expression_parse(struct span text, const struct expression_scope *scope,
                          struct arena *arena, const struct expression **out, struct error *error);

// Three-valued: a conflict without a single shown value, or a missing number or date that is
// reckoned with or put in order, makes unknown what depends on it (Kleene's logic). == and != know
// a missing value: it equals only the word `nothing`, not another missing one. Else a missing
// boolean reads as false.
enum truth { TRUTH_FALSE, TRUTH_TRUE, TRUTH_UNKNOWN };
struct expression_binding {
    const char *name;
    struct span value; // canonical
};
struct expression_world {
    const struct facts *facts;
    const struct fact *site;  // the site's own record; NULL: not here
    const struct fact *about; // this.FIELD of scope.kind; NULL: none
    const struct expression_binding *bindings;
    size_t binding_count;
    // The value of setting.NAME; false: unknown.
    bool (*setting)(void *ctx, struct span name, int64_t *value);
    void *ctx;
};
// Why a condition is unknown: the first conflict or missing value met.
struct expression_doubt {
    bool conflict;           // else missing (or a number beyond ±(2^53−1))
    const struct fact *fact; // NULL: a binding or setting
    struct span field;
};
enum truth expression_evaluate(const struct expression *expression,
                               const struct expression_world *world,
                               struct expression_doubt *doubt);

// The records that a condition which holds is about: each for which any(K where F) holds, or, of an
// `and`, the first one of its first any(…). None when it has no such form.
typedef void expression_witness(void *ctx, const struct fact *fact);
void expression_witnesses(const struct expression *expression, const struct expression_world *world,
                          expression_witness *each, void *ctx);

#endif
