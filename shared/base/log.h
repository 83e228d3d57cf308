// SPDX-License-Identifier: Apache-2.0
// One line a log event: time, level, module, message, then key=value pairs; never secrets or field
// values.
#ifndef PLUMB_SHARED_BASE_LOG_H
#define PLUMB_SHARED_BASE_LOG_H

#include "shared/base/clock.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ALARM };

// Where lines go. Thread-safe. A zeroed struct is silent.
struct log {
    void *ctx;
    void (*line)(void *ctx, enum log_level level, const char *text);
    struct clock clock;
    enum log_level least;
};
struct log log_stderr(enum log_level least);
void log_write(const struct log *log, enum log_level level, const char *module, const char *format,
               ...) __attribute__((format(printf, 4, 5)));

#endif
