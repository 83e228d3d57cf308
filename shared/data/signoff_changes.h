// SPDX-License-Identifier: Apache-2.0
// What of a sign-off's content changed since it was signed (domain.md D6.2), for both programs.
#ifndef PLUMB_SHARED_DATA_SIGNOFF_CHANGES_H
#define PLUMB_SHARED_DATA_SIGNOFF_CHANGES_H

#include "shared/data/statement_compare.h"
#include "shared/model/catalogue.h"
#include "shared/model/fact.h"

struct signoff_changes {
    const struct facts *facts; // the records of now; settled
    const struct catalogue_shelf *shelf;
    struct span statement; // what was signed
    statement_compare_each *each;
    void *arg;
};
// What differs between that statement and the records of now, under the catalogue it was signed
// with. Errors of statement_format and statement_compare; NOT_FOUND when what was signed, or its
// catalogue, is not here.
enum err signoff_changes_list(const struct signoff_changes *changes, const struct fact *record,
                              struct error *error);

#endif
