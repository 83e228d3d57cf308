// SPDX-License-Identifier: Apache-2.0
// What a screen about one site is read from: its facts, what of it waits for the office, and the
// answer to be written.
#ifndef PLUMB_AGENT_UI_READING_H
#define PLUMB_AGENT_UI_READING_H

#include "agent/ui/ui.h"
#include "agent/ui/unsent.h"
#include "shared/data/json.h"
#include "shared/data/record_label.h"
#include "shared/web/route.h"

struct reading {
    struct route_call *call;
    struct ui *ui;
    struct store *store;
    struct arena *arena;           // of the call
    const struct site_facts *site; // until the call asks for another one
    const struct facts *facts;     // its facts
    const struct fact *fact;       // the record that was asked for; NULL: none was
    struct unsent unsent;          // of the whole tablet
    struct json_writer *json;      // of the answer
    struct photo_view *photos;     // photo_view.h; made when the first is asked for
    int64_t now_ms;                // wall clock, with the offset that the office told
};
// Without a site.
enum err reading_begin(struct route_call *call, struct reading *out, struct error *error);
// Goes to a site. NOT_FOUND in words when nothing of it is here (any more), or when it is a
// colleague's (own_site.h).
enum err reading_site(struct reading *reading, const struct uuid *site, struct error *error);
// The same, whoever's it is: for what is kept from one person to the next.
enum err reading_any_site(struct reading *reading, const struct uuid *site, struct error *error);
// Both, for the site of a record, which must not be deleted and is `fact` then. NOT_FOUND in words;
// INVALID when it is of none of these kinds (NULL-terminated; NULL: any).
enum err reading_record(struct route_call *call, const struct uuid *id, const char *const *kinds,
                        struct reading *out, struct error *error);
// Of the site: for record_label.h.
struct record_place reading_place(const struct reading *reading);

#endif
