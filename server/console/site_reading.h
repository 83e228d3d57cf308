// SPDX-License-Identifier: Apache-2.0
// What a page about one site is read from: its facts in the call's snapshot, how far it is, and
// whether the caller sees who the customer is.
#ifndef PLUMB_SERVER_CONSOLE_SITE_READING_H
#define PLUMB_SERVER_CONSOLE_SITE_READING_H

#include "server/console/console.h"
#include "server/reconcile/office_facts.h"
#include "shared/data/json.h"
#include "shared/data/record_label.h"

struct site_reading {
    struct route_call *call;
    struct view *view;
    struct office_facts facts; // the site is loaded
    struct arena *arena;       // of the call
    struct json_writer *json;
    int64_t now_ms;
    struct uuid site;
    bool personal;           // names, phones and addresses of the customer may be shown
    const struct fact *fact; // the record that was asked for; NULL: none was
};
// NOT_FOUND in words when there is no such site, or it is of a store that the caller does not see.
// When personal data is shown, that was written down as the reading of `what`. Close it in any
// case.
enum err site_reading_open(struct route_call *call, const struct uuid *site, const char *what,
                           struct site_reading *out, struct error *error);
// The same for the site of a record; NOT_FOUND also when it is deleted or of another kind.
// `kinds` NULL: any kind.
enum err site_reading_record(struct route_call *call, const struct uuid *record,
                             const char *const *kinds, struct site_reading *out,
                             struct error *error);
void site_reading_close(struct site_reading *reading); // accepts a zeroed one
// For record_label.h.
struct record_place site_reading_place(const struct site_reading *reading);

// {zh, en}: what the record is called; without what was typed freely, unless personal data may be
// shown.
void site_reading_label(struct site_reading *reading, const char *key, const struct fact *fact);

// Whether the field may tell who the customer is or where they live (kind_personal.h; the contact
// sheet is of the staff), and the caller may not know.
bool site_reading_hides(const struct site_reading *reading, struct span kind, struct span field);
// The shown value of a field, as fact_json.h writes it; null when it is hidden.
void site_reading_field(struct site_reading *reading, const struct fact *fact, const char *field);
void site_reading_fields(struct site_reading *reading, const struct fact *fact,
                         const char *const *fields);

// Photos of a record as "key": [{id, taken_at, moment, copy_of, here}] in order of time; what is
// not held has not come from its tablet yet.
void site_reading_photos(struct site_reading *reading, const char *key, const struct uuid *of);
// A canonical value of a field as people read it; null for an empty one.
void site_reading_value(struct site_reading *reading, const char *key, const struct fact *fact,
                        const struct field *value);
// {id, name} of a person, null for nil; without a record of the person the name is null.
void site_reading_person(struct site_reading *reading, const char *key, const struct uuid *person);

#endif
