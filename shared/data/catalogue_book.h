// SPDX-License-Identifier: Apache-2.0
// A catalogue record as it was read: once in a process, for all that hold it, since reading one
// takes longer than whatever it is needed for.
#ifndef PLUMB_SHARED_DATA_CATALOGUE_BOOK_H
#define PLUMB_SHARED_DATA_CATALOGUE_BOOK_H

#include "shared/base/err.h"
#include "shared/model/catalogue.h"

// Thread-safe. A book stands as long as somebody holds it; the last few stay a while longer.
struct catalogue_book;
enum { CATALOGUE_BOOK_IDLE = 4 };

// The book of a record of kind catalogue, known by its state bytes, which are copied. To be given
// back. PARSE when the bytes are no state.
enum err catalogue_book_take(struct span state, struct catalogue_book **out, struct error *error);
void catalogue_book_give(struct catalogue_book *book);

// What the record says; borrowed as long as it is held. version and content are plain.
struct catalogue_book_cover {
    struct span version, content;
    struct uuid id;
    int64_t published_ms; // 0: it does not say
};
const struct catalogue_book_cover *catalogue_book_cover(const struct catalogue_book *book);
// The catalogue in it, read at the first time; NULL: it cannot be read, and *fault (which may be
// NULL) says why.
const struct catalogue *catalogue_book_read(struct catalogue_book *book, struct error *fault);

#endif
