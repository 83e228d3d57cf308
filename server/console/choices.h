// SPDX-License-Identifier: Apache-2.0
// What there is to choose from among the rows of a list: each code once, with how many have it.
#ifndef PLUMB_SERVER_CONSOLE_CHOICES_H
#define PLUMB_SERVER_CONSOLE_CHOICES_H

#include "server/reconcile/site_summary.h"
#include "shared/data/json.h"

enum { CHOICES_MOST = 100 };
struct choices { // starts zeroed
    struct {
        const char *code; // borrowed, as the words are
        struct site_words words;
        int64_t rows;
    } list[CHOICES_MOST];
    size_t count;
};
// A row more that has this code; codes past the first CHOICES_MOST are left out.
void choices_note(struct choices *choices, const char *code, struct site_words words);
// Puts [{code, zh, en, count}], in the order in which they first stood.
void choices_put(const struct choices *choices, struct json_writer *json, const char *key);

#endif
