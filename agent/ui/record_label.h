// SPDX-License-Identifier: Apache-2.0
// What a record is called in a list of all kinds of them: its kind, and what sets it apart.
#ifndef PLUMB_AGENT_UI_RECORD_LABEL_H
#define PLUMB_AGENT_UI_RECORD_LABEL_H

#include "agent/ui/reading.h"

// The object {zh, en}, such as "检查结果：地面找平 不合格", "item result: levelling, fail".
void record_label_put(const struct reading *reading, const char *key, const struct fact *fact);
// The catalogue that a fact is judged by; NULL: not here.
const struct catalogue *record_label_catalogue(const struct reading *reading,
                                               const struct fact *fact);
// The check item that a fact names, by that catalogue; NULL: none, or not known.
const struct catalogue_item *record_label_item(const struct reading *reading,
                                               const struct fact *fact);

#endif
