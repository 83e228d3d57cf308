// SPDX-License-Identifier: Apache-2.0
#include "shared/base/verb_output.h"

#include <errno.h>
#include <unistd.h>

void verb_output_init(struct verb_output *output)
{
    *output = (struct verb_output){0};
    buffer_init(&output->out, VERB_OUTPUT_BYTES);
    buffer_init(&output->err, VERB_OUTPUT_BYTES);
}

void verb_output_clear(struct verb_output *output)
{
    buffer_clear(&output->out);
    buffer_clear(&output->err);
}

static enum err flush_to(int fd, struct buffer *buffer)
{
    size_t put = 0;

    while (put < buffer->len) {
        ssize_t step = write(fd, buffer->data + put, buffer->len - put);

        if (step < 0 && errno == EINTR)
            continue;
        if (step < 0)
            break;
        put += (size_t)step;
    }
    if (put < buffer->len) {
        buffer_reset(buffer);
        return ERR_IO;
    }
    buffer_reset(buffer);
    return ERR_OK;
}

enum err verb_output_flush(struct verb_output *output)
{
    enum err out, err;

    if (!output->direct)
        return ERR_OK;
    out = flush_to(STDOUT_FILENO, &output->out);
    err = flush_to(STDERR_FILENO, &output->err);
    return out ? out : err;
}

void verb_output_progress(const struct verb_output *output, const char *what, uint64_t done,
                          uint64_t total)
{
    if (output->progress)
        output->progress(output->progress_ctx, what, done, total);
}

void verb_output_count(struct verb_output *output, size_t count)
{
    buffer_printf(&output->out, "共 %zu 条 %zu in all\n", count, count);
}
