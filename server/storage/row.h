// SPDX-License-Identifier: Apache-2.0
// One run of a prepared statement: values are bound in the order of its parameters, columns read in
// theirs.
#ifndef PLUMB_SERVER_STORAGE_ROW_H
#define PLUMB_SERVER_STORAGE_ROW_H

#include "server/storage/statements.h"
#include "server/storage/storage.h"
#include "shared/crypto/hash.h"

// For the files of this folder. begin → put… → then one of
//   run
//   step → get… → keep or done
//   while (next) { get… → verdict } → done
// A column that does not hold what it should is remembered, and makes verdict, keep and done answer
// CORRUPT.
struct row {
    struct view *view;
    sqlite3_stmt *statement;
    enum statement name;
    int at; // parameter or column last touched
    bool bad;
    enum err code; // of a list that broke off
};

struct row row_begin(struct view *view, enum statement statement);
// For a statement that writes: run answers INTERNAL outside of a commit.
struct row row_begin_write(struct storage *storage, enum statement statement);

void row_put_integer(struct row *row, int64_t value);
void row_put_u64(struct row *row, uint64_t value); // below 2^63, else bad
void row_put_uuid(struct row *row, const struct uuid *uuid);
void row_put_actor(struct row *row, uint64_t actor); // 0: NULL
// Borrowed until run, or the last step.
void row_put_digest(struct row *row, const struct digest *digest);
void row_put_bytes(struct row *row, struct span bytes); // an empty span is an empty blob
void row_put_text(struct row *row, struct span text);
void row_put_null(struct row *row);

// No row is expected. Errors of database_run; INVALID when a value was bad.
enum err row_run(struct row *row, struct error *error);
int64_t row_changes(const struct row *row); // rows that the last run touched
int64_t row_added(const struct row *row);   // number of the row that the last run inserted
// The only row: OK, NOT_FOUND, or an error; after those two nothing is left to end.
enum err row_step(struct row *row, struct error *error);
// One more row of a list; false at its end or after an error, which done then gives.
bool row_next(struct row *row, struct error *error);

int64_t row_integer(struct row *row);
uint64_t row_u64(struct row *row);
bool row_flag(struct row *row);
void row_uuid(struct row *row, struct uuid *out);
void row_digest(struct row *row, struct digest *out);
uint64_t row_actor(struct row *row);    // NULL: 0
struct span row_bytes(struct row *row); // lives until the next step; NULL: empty
void row_text(struct row *row, char *out, size_t size);

// CORRUPT when a column of this row was bad. Does not end the statement.
enum err row_verdict(struct row *row, struct error *error);
// Ends the statement; first moves what the spans point to into the view, where it lives until its
// next call.
enum err row_keep(struct row *row, struct span *const spans[], size_t count, struct error *error);
// Ends the statement; how the list went, or the verdict of the row.
enum err row_done(struct row *row, struct error *error);

#endif
