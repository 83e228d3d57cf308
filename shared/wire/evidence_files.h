// SPDX-License-Identifier: Apache-2.0
// Checking the exported sign-offs that a command line names: `plumb verify`, `plumbd verify FILE…`.
#ifndef PLUMB_SHARED_WIRE_EVIDENCE_FILES_H
#define PLUMB_SHARED_WIRE_EVIDENCE_FILES_H

#include "shared/base/buffer.h"
#include "shared/base/text.h"
#include "shared/base/verb.h"

enum { EVIDENCE_FILES_MAX = 10000, EVIDENCE_FILES_OPTIONS = 3 };
// --ca, --extract, --statement: what the verb offers.
extern const struct option evidence_files_options[EVIDENCE_FILES_OPTIONS];

struct evidence_files {
    const struct verb_call *call; // its positionals are the files; it has the options above
    const char *ca_path;          // what --ca said, else where this program keeps its own
    // The page that was signed, for --statement.
    enum err (*show)(struct span statement, struct buffer *out, struct error *error);
};
// Prints what each file proves or where it was changed. FORGED when at least one is not genuine,
// after all were checked; USAGE when there is no certificate and none was named; else the first
// error of a file.
enum err evidence_files_verify(const struct evidence_files *files, struct verb_output *output,
                               struct error *error);

#endif
