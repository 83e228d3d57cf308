// SPDX-License-Identifier: Apache-2.0
// Lists of what is missing or wrong, as they are put together.
#ifndef PLUMB_SHARED_MODEL_PROGRESS_LACK_H
#define PLUMB_SHARED_MODEL_PROGRESS_LACK_H

#include "shared/model/progress.h"

struct progress_lack_list {
    struct arena *arena; // once it is full nothing more is added, and its `failed` stands
    struct progress_lack *list;
    size_t count, cap;
};
void progress_lack_add(struct progress_lack_list *list, struct progress_lack lack);
struct progress_lacks progress_lack_done(const struct progress_lack_list *list);
// Words made for one case, in the arena: the format's %s are filled in with the texts `a` and `b`
// in their language.
struct progress_lack_form {
    const char *zh, *en;
};
struct catalogue_words progress_lack_words(struct arena *arena,
                                           const struct progress_lack_form *form,
                                           struct catalogue_words a, struct catalogue_words b);
// The same text in both languages.
struct catalogue_words progress_lack_same(struct span text);

// Adds the conditions that do not hold (unknown ones included), or (holding) those that do, once
// for each record that shows it (expression_witnesses). `about` is the record that a condition in
// no doubt is about else, or nil.
struct progress_lack_question {
    const struct catalogue_conditions *conditions;
    const struct expression_world *world;
    bool holding;
    struct uuid about;
};
void progress_lack_judge(struct progress_lack_list *list,
                         const struct progress_lack_question *question);

#endif
