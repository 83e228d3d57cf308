// SPDX-License-Identifier: Apache-2.0
// What is wrong with the rows of an import, all of it named at once, so that a table is corrected
// once.
#ifndef PLUMB_SERVER_CLI_IMPORT_FAULTS_H
#define PLUMB_SERVER_CLI_IMPORT_FAULTS_H

#include "shared/base/buffer.h"
#include "shared/base/err.h"
#include "shared/base/text.h"

enum { IMPORT_FAULTS_NAMED = 50 };

struct import_fault {
    enum err code;
    const char *file;    // NULL: unnamed
    size_t line;         // 0: of the whole file
    struct span heading; // empty: of the whole row
    struct span value;   // as it stands there
    const char *wanted;  // or what is wrong
};
struct import_faults {
    struct buffer text, json; // those that are named: a line each; as members of an array
    size_t count;             // all of them
    struct error first;
};
void import_faults_begin(struct import_faults *faults);
void import_faults_end(struct import_faults *faults);
void import_faults_add(struct import_faults *faults, const struct import_fault *fault);
// OK when there are none; else the code of the first, its words and how many more there are.
enum err import_faults_verdict(const struct import_faults *faults, struct error *error);

#endif
