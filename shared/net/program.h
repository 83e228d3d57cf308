// SPDX-License-Identifier: Apache-2.0
// The main of a program with one data folder: a verb owns the folder while it runs, or is handed to
// its owner.
#ifndef PLUMB_SHARED_NET_PROGRAM_H
#define PLUMB_SHARED_NET_PROGRAM_H

#include "shared/base/verb.h"

struct program {
    const struct verb_table *verbs;
    const char *staying; // name of the verb that stays ("serve"): SIGINT and SIGTERM are blocked
                         // for it to take
    void *ctx;           // given to every verb
    // The data folder: what --dir said (or NULL), else the program's own choice.
    enum err (*folder)(const char *asked, char *out, size_t size, struct error *error);
    const char *foreign; // a file by which a folder is known as another program's: not touched
    // Names of verbs that run alone: nobody else is heard meanwhile. Ends with NULL; may be NULL.
    const char *const *alone;
    // Whether a call needs no folder and is run without one. May be NULL: none is.
    bool (*folderless)(const struct verb_call *call);
    // Opens what the verb of `call` needs of the folder, which is ours now. After an error nothing
    // is open.
    enum err (*open)(void *ctx, const char *folder, const struct verb_call *call,
                     struct error *error);
    // Closes it, after the last verb ran; returns the exit code, normally the one given.
    int (*close)(void *ctx, int exit_code, struct verb_output *output);
    // File arguments of the next verb are relative to this folder (borrowed during the verb).
    void (*set_cwd)(void *ctx, const char *cwd);
};
// Parses, finds the folder, takes it or hands over, runs, prints. Returns the exit code. Help and
// mistakes in the command line touch no folder. Progress is shown on a terminal from the first
// second on.
int program_main(const struct program *program, int argc, char **argv);

#endif
