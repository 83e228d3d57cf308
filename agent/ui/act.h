// SPDX-License-Identifier: Apache-2.0
// What the changing routes of a day's work share: which site, which fields, the deed, its answer.
#ifndef PLUMB_AGENT_UI_ACT_H
#define PLUMB_AGENT_UI_ACT_H

#include "agent/ui/ui.h"
#include "shared/model/kind_choice.h"
#include "shared/web/route.h"

enum { ACT_FIELDS_MAX = 24 };

// A deed that a route asks for. Whatever follows begin, act_end comes last.
struct act {
    struct route_call *call;
    struct ui_deed deed;
    struct field fields[ACT_FIELDS_MAX];
    struct deed_fields given; // all that act_fields read
    struct deed_report report;
};

// Begins at the site of the parameter `site`, which must be here; of the record that a parameter
// names (also a site's own); of a record. NOT_FOUND in words. The raw body, if the call has one,
// becomes the photo of the deed; a route that takes one declares ACT_PHOTO_PARAMETERS.
enum err act_begin_site(struct act *act, struct route_call *call, struct error *error);
enum err act_begin_of(struct act *act, struct route_call *call, const char *parameter,
                      struct error *error);
enum err act_begin_record(struct act *act, struct route_call *call, const struct uuid *record,
                          struct error *error);
// The same for a route of photos: they are of `record`, and a parameter `copy_of` may name their
// original.
enum err act_begin_photo(struct act *act, struct route_call *call, const struct uuid *record,
                         struct error *error);
// Reads the parameters with these names (NULL-terminated) as fields of the same names of a kind; a
// blank text clears its field. Each belongs to *out, which stays part of act->given.
enum err act_fields(struct act *act, const char *kind, const char *const *names,
                    struct deed_fields *out, struct error *error);
// Answers with what became of it; returns `outcome`.
enum err act_end(struct act *act, enum err outcome);

// A route whose deed is nothing but fields at its `site`.
struct act_form {
    const char *kind;
    const char *const *names;
    enum err (*run)(const struct deed_options *options, const struct deed_fields *fields,
                    struct deed_report *report, struct error *error);
};
enum err act_save(struct route_call *call, const struct act_form *form, struct error *error);
// The site of a record that is here. NOT_FOUND in words.
enum err act_site_of(struct route_call *call, const struct uuid *record, struct uuid *out,
                     struct error *error);
// A uuid parameter, nil when it is absent.
struct uuid act_uuid(const struct route_call *call, const char *name);

// Rows of parameter tables that recur.
enum { ACT_WORD_MAX = 255, ACT_NAME_MAX = 120, ACT_DATE_MAX = 10, ACT_ATTEMPTS_MAX = 1000 };
#define ACT_FEN_MAX INT64_C(1000000000000)
#define ACT_UUID(id, needed)                                   \
    {                                                          \
        .name = (id), .type = ROUTE_UUID, .required = (needed) \
    }
#define ACT_ONCE ACT_UUID("once", true)
#define ACT_SITE ACT_UUID("site", true)
#define ACT_ID ACT_UUID("id", true)
#define ACT_TEXT(id, needed)                                   \
    {                                                          \
        .name = (id), .type = ROUTE_TEXT, .required = (needed) \
    }
#define ACT_WORD(id, needed)                                                        \
    {                                                                               \
        .name = (id), .type = ROUTE_TEXT, .required = (needed), .max = ACT_WORD_MAX \
    }
#define ACT_DATE(id)                                          \
    {                                                         \
        .name = (id), .type = ROUTE_TEXT, .max = ACT_DATE_MAX \
    }
#define ACT_NOTE ACT_TEXT("note", false)
#define ACT_TIME(id)                        \
    {                                       \
        .name = (id), .type = ROUTE_TIME_MS \
    }
#define ACT_TRUTH(id)                     \
    {                                     \
        .name = (id), .type = ROUTE_TRUTH \
    }
#define ACT_CHOICE(id, list, needed)                                                \
    {                                                                               \
        .name = (id), .type = ROUTE_CHOICE, .choices = (list), .required = (needed) \
    }
#define ACT_FEN                                                                              \
    {                                                                                        \
        .name = "amount_fen", .type = ROUTE_INTEGER, .min = -ACT_FEN_MAX, .max = ACT_FEN_MAX \
    }
#define ACT_ATTEMPT                                                                 \
    {                                                                               \
        .name = "attempt", .type = ROUTE_INTEGER, .min = 1, .max = ACT_ATTEMPTS_MAX \
    }
#define ACT_PHOTO_PARAMETERS ACT_WORD("name", false), ACT_TIME("taken_at")

#define ACT_COUNT(array) (sizeof(array) / sizeof((array)[0]))
// A deed of a person whose session is open; `photo`: its body may be one.
#define ACT_ROUTE(at, photo, list, run, says)                                                  \
    {                                                                                          \
        .method = HTTP_POST, .path = (at), .access = UI_OPEN, .changes = true, .raw = (photo), \
        .parameters = (list), .parameter_count = ACT_COUNT(list), .handler = (run),            \
        .purpose = (says)                                                                      \
    }

#endif
