// SPDX-License-Identifier: Apache-2.0
#include "shared/base/log.h"

#include "shared/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LOG_MESSAGE_BYTES = 2048, LOG_LINE_BYTES = LOG_MESSAGE_BYTES + 128 };

static void stderr_line(void *ctx, enum log_level level, const char *text)
{
    char line[LOG_LINE_BYTES];
    size_t len;
    ssize_t written;

    (void)ctx;
    (void)level;
    // One write(2) a line, so that lines of several threads and processes never mix.
    text_copy(line, sizeof(line) - 1, span_of(text));
    len = strlen(line);
    line[len] = '\n';
    written = write(STDERR_FILENO, line, len + 1);
    (void)written; // there is nowhere left to complain to
}

struct log log_stderr(enum log_level least)
{
    return (struct log){.line = stderr_line, .clock = clock_system(), .least = least};
}

void log_write(const struct log *log, enum log_level level, const char *module, const char *format,
               ...)
{
    static const char *const names[] = {"DEBUG", "INFO", "WARN", "ALARM"};
    char time[CLOCK_TEXT], message[LOG_MESSAGE_BYTES], line[LOG_LINE_BYTES];
    va_list args;
    int len;

    if (!log || !log->line || level < log->least)
        return;
    va_start(args, format);
    len = vsnprintf(line, sizeof(line), format, args);
    va_end(args);
    if (len < 0)
        return;
    text_copy(message, sizeof(message), span_of(line));
    text_flatten(message);
    clock_format(clock_wall_ms(&log->clock), time);
    snprintf(line, sizeof(line), "%s %s %s: %s", time, names[level], module, message);
    log->line(log->ctx, level, line);
}
