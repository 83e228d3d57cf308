// SPDX-License-Identifier: Apache-2.0
// What the verbs of a day's work share: who writes, at which site, with which photos and fields,
// and how the outcome is told.
#ifndef PLUMB_AGENT_CLI_DAY_H
#define PLUMB_AGENT_CLI_DAY_H

#include "agent/capture/deed.h"
#include "agent/cli/fact_list.h"
#include "agent/sync/tablet.h"
#include "shared/data/json.h"
#include "shared/wire/evidence.h"

enum { DAY_PHOTOS_MAX = 100, DAY_FIELDS_MAX = 24 };

// How the text of an option becomes the value of a field.
enum day_type {
    DAY_TEXT,     // as it is; also a choice
    DAY_INTEGER,  // OPTION_INTEGER
    DAY_TRUE,     // OPTION_FLAG
    DAY_PERSON,   // id, name or phone
    DAY_TIME,     // when.h; a day alone starts it
    DAY_DEADLINE, // when.h; a day alone includes it
    DAY_DATE,
};
struct day_row {
    const char *option, *field;
    enum day_type type;
};

struct day {
    struct tablet *tablet;
    const struct verb_call *call;
    struct verb_output *output; // from day_end on
    struct arena arena;
    struct deed_options options;
    struct evidence_trust trust; // of `seal`, in the options
    struct progress_seal seal;
    struct photo_taking *photos[DAY_PHOTOS_MAX];
    struct field fields[DAY_FIELDS_MAX];
    struct deed_fields given; // what day_read read, in `fields`
    struct deed_report report;
    // Puts what else there is to tell: as members of the answer, or (json NULL) as lines.
    void (*more)(struct day *day, struct json_writer *json);
    const void *more_ctx;
};
// Who writes: --person, who must be on the tablet's list, or the first of the list.
enum err day_writer(struct tablet *tablet, const struct verb_call *call, struct uuid *out,
                    struct error *error);
// Begins with the writer. Whatever follows, day_end comes last.
enum err day_begin(struct day *day, struct tablet *tablet, const struct verb_call *call,
                   struct error *error);
enum err day_site(struct day *day, struct error *error); // --site
// The record that an option names (an argument when `option` is NULL, the first), and its site.
enum err day_record(struct day *day, const char *const *kinds, const char *option, struct uuid *out,
                    struct error *error);
enum err day_node(struct day *day, const char *option, struct uuid *out, struct error *error);
enum err day_read(struct day *day, const struct day_row *rows, size_t count, struct error *error);
enum err day_photos(struct day *day, struct error *error); // each --photo
// A time of an option as Unix milliseconds; `otherwise` when it is not given.
enum err day_time(const struct day *day, const char *option, int64_t *out, struct error *error);
// Tells what was saved, frees everything; returns `err`.
enum err day_end(struct day *day, enum err err, struct verb_output *output);

// A verb that records fields at a site, and nothing else.
struct day_form {
    const struct day_row *rows;
    size_t count;
    bool photos; // it has --photo
    enum err (*run)(const struct deed_options *options, const struct deed_fields *fields,
                    struct deed_report *report, struct error *error);
};
enum err day_save(struct tablet *tablet, const struct verb_call *call, const struct day_form *form,
                  struct verb_output *output, struct error *error);
// A verb that lists the facts of --site, or of every site here.
enum err day_list(struct tablet *tablet, const struct verb_call *call, struct fact_list *list,
                  struct verb_output *output, struct error *error);

// Rows of option tables that recur.
#define DAY_TEXT_OPTION(id, shown, chinese, english)                                     \
    {                                                                                    \
        .name = (id), .type = OPTION_TEXT, .placeholder = (shown), .help_zh = (chinese), \
        .help_en = (english)                                                             \
    }
#define DAY_NEEDED_OPTION(id, shown, chinese, english)                                   \
    {                                                                                    \
        .name = (id), .type = OPTION_TEXT, .placeholder = (shown), .help_zh = (chinese), \
        .help_en = (english), .required = true                                           \
    }
#define DAY_CHOICE_OPTION(id, list, needed, chinese, english)                         \
    {                                                                                 \
        .name = (id), .type = OPTION_CHOICE, .choices = (list), .help_zh = (chinese), \
        .help_en = (english), .required = (needed)                                    \
    }
#define DAY_FLAG_OPTION(id, chinese, english)                                         \
    {                                                                                 \
        .name = (id), .type = OPTION_FLAG, .help_zh = (chinese), .help_en = (english) \
    }
#define DAY_NUMBER_OPTION(id, low, high, chinese, english)                                     \
    {                                                                                          \
        .name = (id), .type = OPTION_INTEGER, .placeholder = "N", .min = (low), .max = (high), \
        .help_zh = (chinese), .help_en = (english)                                             \
    }
#define DAY_PERSON_OPTION                                                   \
    DAY_TEXT_OPTION("person", "P", "谁记录的(本平板名单上的人);默认第一人", \
                    "who writes, of this tablet's list; default: its first person")
#define DAY_SITE_OPTION                                                 \
    DAY_NEEDED_OPTION("site", "S", "工地:合同编号、地址的一部分或编号", \
                      "the site: contract number, part of its address, or id")
#define DAY_NODE_OPTION(needed)                                                                \
    {                                                                                          \
        .name = "node", .type = OPTION_TEXT, .placeholder = "N",                               \
        .help_zh = "节点:编号(可只写一段)或 工地/节点代码",                                    \
        .help_en = "the node: its id, a unique part of it, or SITE/CODE", .required = (needed) \
    }
#define DAY_NOTE_OPTION DAY_TEXT_OPTION("note", "TEXT", "备注", "a note")
#define DAY_AT_OPTION \
    DAY_TEXT_OPTION("at", "TIME", "什么时候;默认现在", "when it was; default: now")
#define DAY_PHOTO_OPTION                                                                \
    {                                                                                   \
        .name = "photo", .type = OPTION_LIST, .placeholder = "FILE", .help_zh = "照片", \
        .help_en = "a photo"                                                            \
    }
#define DAY_SETTLE_OPTION                                              \
    DAY_FLAG_OPTION("settle", "两台平板各走了一步时,以显示的状态为准", \
                    "when two tablets moved it differently: go on from the state shown")

#endif
