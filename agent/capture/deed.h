// SPDX-License-Identifier: Apache-2.0
// A deed: what a person does at a site, decided on the facts of the site and saved as one group of
// edits with its photos, all or nothing.
#ifndef PLUMB_AGENT_CAPTURE_DEED_H
#define PLUMB_AGENT_CAPTURE_DEED_H

#include "agent/capture/photo.h"
#include "agent/store/once.h"
#include "shared/model/catalogue.h"
#include "shared/model/fact_derive.h"

struct deed_options {
    struct store *store;
    struct uuid person; // who does it
    struct uuid site;
    struct photo_taking *const *photos; // taken, not placed; the caller ends them with the outcome
    size_t photo_count;
    const struct progress_seal *seal; // judges the seals of sign-offs; NULL: taken as intact
    const struct once *once;          // the tap that asks for it; NULL: none
};
// Fields of a record as given: canonical values, in any order, borrowed.
struct deed_fields {
    const struct field *list;
    size_t count;
};
const struct field *deed_given(const struct deed_fields *fields, const char *name); // NULL: not

// What became of it.
struct deed_saved {
    struct uuid id;
    const char *kind; // static
    struct dot dot;
    char label[128]; // what it says, for people; may be ""
};
struct deed_report {
    struct uuid id; // the record it is about
    struct deed_saved *saved;
    size_t count;       // 0: there was nothing to change
    struct buffer said; // what the person should know, a line each, as deed_say has it
    struct buffer kept; // what `make` gave to deed_keep
    bool repeated;      // the tap was carried out before: this is its report, nothing was changed
    struct buffer undo; // JSON array that undo.h takes; empty: it is final
};
void deed_report_clear(struct deed_report *report);

// While it is decided. Everything happens in one transaction: the facts cannot move meanwhile.
struct deed_edits;
struct deed {
    const struct deed_options *options;
    int64_t now_ms;
    const struct facts *facts; // of the site, and the people; settled and derived
    const struct catalogue_shelf *shelf;
    struct arena *arena; // until the deed is done
    struct uuid subject; // for the report; by default the first record edited
    struct deed_edits *edits;
};
typedef enum err deed_make(struct deed *deed, const void *given, struct error *error);
// Reads the facts of the site, lets `make` decide, then saves what it put together. OK: durable,
// *report is the caller's to clear. After any error nothing was saved and there is no report. On a
// full disk the store's reserve is used once, when no photo comes with it. A tap that was carried
// out before gives its report again, and `make` is not called; CONFLICT when it asked for something
// else then (once.h).
enum err deed_run(const struct deed_options *options, deed_make *make, const void *given,
                  struct deed_report *report, struct error *error);

// For `make`. One edit after the other: open, fields, close. id NULL: the record of the kind's key,
// or a new one. What cannot be written (no valid text) is told by close.
void deed_open(struct deed *deed, const char *kind, const struct uuid *id);
void deed_text(struct deed *deed, const char *name, struct span text); // plain
void deed_word(struct deed *deed, const char *name, const char *text); // NULL: left out
void deed_integer(struct deed *deed, const char *name, int64_t value);
void deed_truth(struct deed *deed, const char *name, bool value);
void deed_uuid(struct deed *deed, const char *name, const struct uuid *value);
void deed_fields(struct deed *deed, const struct deed_fields *fields);
bool deed_has(const struct deed *deed, const char *name); // the open edit sets this field
enum err deed_close(struct deed *deed, struct uuid *id, struct error *error); // id may be NULL
// What the edit that is open says, shown beside its id: Chinese, then English; cut to fit.
void deed_label(struct deed *deed, const char *format, ...) __attribute__((format(printf, 2, 3)));
// Tells the person something beside what was saved: Chinese, then English; behind a tab, what the
// command line does about it (err.h).
void deed_say(struct deed *deed, const char *format, ...) __attribute__((format(printf, 2, 3)));
// A text that belongs to the report and comes again with it: what the caller needs beside the ids.
void deed_keep(struct deed *deed, struct span text);
// The photos of the options belong to this record (those it has already are left out).
void deed_photos(struct deed *deed, const struct uuid *record, const char *moment);

// The record, not deleted, of this kind and site. NOT_FOUND in words.
enum err deed_find(const struct deed *deed, const char *kind, const struct uuid *id,
                   const struct fact **out, struct error *error);
// A text field as people read it, cut to fit; "" when there is none.
enum { DEED_PLAIN = 256 };
const char *deed_plain(const struct fact *fact, const char *field, char out[DEED_PLAIN]);
const char *deed_person(const struct deed *deed, const struct uuid *person, char out[DEED_PLAIN]);
// Photos of a record that are here, without those the deed brings.
size_t deed_photos_of(const struct deed *deed, const struct uuid *record);
// The catalogue that a record is pinned to by its field `catalogue` (D3.13), or the newest when
// `fact` is NULL. NOT_FOUND names the version and what to do.
enum err deed_catalogue(const struct deed *deed, const struct fact *fact,
                        const struct catalogue **out, struct error *error);

#endif
