// SPDX-License-Identifier: Apache-2.0
// Verbs of a program as data: names, options, help in two languages, one way to parse, run and
// fail.
#ifndef PLUMB_SHARED_BASE_VERB_H
#define PLUMB_SHARED_BASE_VERB_H

#include "shared/base/option.h"
#include "shared/base/verb_output.h"

enum { VERB_OPTIONS_MAX = 16 };

struct verb_call;
typedef enum err verb_exec(void *ctx, const struct verb_call *call, struct verb_output *output,
                           struct error *error);

struct verb {
    const char *group; // first of two words ("device" of "device list"); NULL for one word
    const char *name;  // the word, or the second one
    const char
        *arguments; // positionals as help shows them ("ID", "FILE…"); NULL when there are none
    unsigned positional_min, positional_max;
    const struct option *options;
    size_t option_count; // at most VERB_OPTIONS_MAX
    const char *summary_zh, *summary_en;
    verb_exec *exec;
};

// A heading of the program's help: it stands before the first verb whose first word is `from`.
struct verb_heading {
    const char *from;
    const char *zh, *en;
};
struct verb_table {
    const char *program, *version;
    const char *summary_zh, *summary_en;
    const struct verb *verbs;
    size_t count;
    const struct verb_heading *headings; // in the order of the verbs; with them a verb is one line
    size_t heading_count;
    int section;        // of its manual page: 8 for a server; 0: 1
    const char *folder; // where the data lies when neither --dir nor $PLUMB_DIR says so, or NULL
};

// A parsed command line. Texts are borrowed from it.
struct verb_call {
    const struct verb *verb; // NULL when only --help or --version was asked of the program
    const char *group;       // with verb NULL and help: the group that was asked about, or NULL
    const char *dir;         // --dir, or NULL
    bool json, help, version;
    struct option_value values[VERB_OPTIONS_MAX];
    const char **positionals; // owned
    size_t positional_count;
};
// Every verb also takes --dir D, --json and --help, before or behind its name. `--name value` and
// `--name=value` are the same, `--` ends the options. USAGE or INVALID quote what is wrong and
// suggest the nearest name. Clear the call in either case.
enum err verb_parse(const struct verb_table *table, int argc, char *const *argv,
                    struct verb_call *call, struct error *error);
void verb_call_clear(struct verb_call *call);

// What was given for an option of the verb; naming one that the verb does not have, or of another
// type, aborts. Texts and lists are borrowed from the call.
bool verb_flag(const struct verb_call *call, const char *name);
const char *verb_text(const struct verb_call *call,
                      const char *name); // TEXT, CHOICE; NULL: not given
int64_t verb_integer(const struct verb_call *call, const char *name, int64_t otherwise);
const char *const *verb_list(const struct verb_call *call, const char *name, size_t *count);

// Parses, answers --help and --version (and --help-man, --help-bash, --help-zsh, --help-fish:
// verb_man.h, verb_completion.h), runs the verb, prints its error. Returns the exit code;
// what is to be printed stands in output, which is not flushed.
int verb_run(const struct verb_table *table, int argc, char *const *argv, void *ctx,
             struct verb_output *output);
// Appends an error as people read it (a line in Chinese, a line in English), or one line of JSON.
void verb_print_error(const char *program, const struct error *error, struct verb_output *output);

#endif
