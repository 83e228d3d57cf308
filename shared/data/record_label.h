// SPDX-License-Identifier: Apache-2.0
// What a record is called in a list of all kinds of them: its kind, and what sets it apart.
#ifndef PLUMB_SHARED_DATA_RECORD_LABEL_H
#define PLUMB_SHARED_DATA_RECORD_LABEL_H

#include "shared/data/json.h"
#include "shared/model/catalogue.h"
#include "shared/model/fact.h"

// Where a record is looked at: the facts of its site, and the catalogues.
struct record_place {
    const struct facts *facts;
    const struct catalogue_shelf *shelf;
    bool veiled; // what may tell who the customer is (kind_personal.h) is left out
};

// Appends, such as "检查结果：地面找平 不合格", "item result: levelling, fail".
void record_label_write(struct record_place place, const struct fact *fact, struct buffer *zh,
                        struct buffer *en);
// The object {zh, en} of the same.
void record_label_put(struct record_place place, struct json_writer *json, const char *key,
                      const struct fact *fact);
// The catalogue that a fact is judged by; NULL: not here.
const struct catalogue *record_label_catalogue(struct record_place place, const struct fact *fact);
// The check item that a fact names, by that catalogue; NULL: none, or not known.
const struct catalogue_item *record_label_item(struct record_place place, const struct fact *fact);

#endif
