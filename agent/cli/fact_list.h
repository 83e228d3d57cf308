// SPDX-License-Identifier: Apache-2.0
// Facts of a site printed by columns: a line each for people, an object each for scripts.
#ifndef PLUMB_AGENT_CLI_FACT_LIST_H
#define PLUMB_AGENT_CLI_FACT_LIST_H

#include "agent/capture/site_facts.h"
#include "agent/store/store.h"
#include "shared/base/verb_output.h"
#include "shared/data/json.h"

struct fact_list {
    const char *kind;
    const char *const *columns; // fields, also derived ones; NULL-terminated
    // Whether a fact is listed; NULL: each. `more` puts what else there is, as members or (json
    // NULL) behind the line.
    bool (*wanted)(const struct fact_list *list, const struct fact *fact);
    void (*more)(const struct fact_list *list, const struct fact *fact, struct json_writer *json);
    const void *ctx;
    int64_t now_ms;
    const struct site_facts *site; // of the fact at hand
    struct verb_output *output;
    struct json_writer json;
    size_t count;
};
// The facts of the kind, not deleted, of one site or (nil) of every site here.
enum err fact_list_print(struct fact_list *list, struct store *store, const struct uuid *site,
                         struct verb_output *output, struct error *error);
// One fact with its labels, a line a field that stands; as members of the object `json` is in when
// that is not NULL.
void fact_list_show(const struct fact_list *list, const struct fact *fact,
                    struct json_writer *json);
// A value as people read it: words of choices, names of people, times of China.
void fact_list_value(const struct fact_list *list, const struct fact *fact, const char *field,
                     struct buffer *out);

#endif
