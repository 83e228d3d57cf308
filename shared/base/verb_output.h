// SPDX-License-Identifier: Apache-2.0
// Where everything a verb prints goes: buffers, because the verb may run in the owner process on
// behalf of another one.
#ifndef PLUMB_SHARED_BASE_VERB_OUTPUT_H
#define PLUMB_SHARED_BASE_VERB_OUTPUT_H

#include "shared/base/buffer.h"
#include "shared/base/err.h"

enum { VERB_OUTPUT_BYTES = 64 * 1024 * 1024 };

struct verb_output {
    struct buffer out, err;
    bool json;   // --json: print data as JSON
    bool direct; // this process prints itself: verb_output_flush reaches stdout and stderr
    // Called now and then by a verb that takes long; total 0 means unknown. May be NULL.
    void (*progress)(void *ctx, const char *what, uint64_t done, uint64_t total);
    void *progress_ctx;
};
void verb_output_init(struct verb_output *output);
void verb_output_clear(struct verb_output *output);
// When direct: writes both buffers to stdout and stderr and empties them; IO when that fails. Else
// OK. main calls it at the end; a verb that stays (serve) calls it after its first lines.
enum err verb_output_flush(struct verb_output *output);
void verb_output_progress(const struct verb_output *output, const char *what, uint64_t done,
                          uint64_t total);
// The last line of a list, for people: how many it has.
void verb_output_count(struct verb_output *output, size_t count);

#endif
