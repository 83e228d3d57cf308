// SPDX-License-Identifier: Apache-2.0
// One line a log event: time, level, module, message, then key=value pairs; never secrets or field
// values.
#ifndef PLUMB_SHARED_BASE_LOG_H
#define PLUMB_SHARED_BASE_LOG_H

#include "shared/base/clock.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ALARM };

// How a line is written: "TIME LEVEL module: message"; one JSON object with time, level, module,
// message and a member for each key=value pair of it; or for systemd's journal, which has the time
// itself: "<PRIORITY>module: message".
enum log_form { LOG_TEXT, LOG_JSON, LOG_JOURNAL };

// Where lines go. Thread-safe. A zeroed struct is silent.
struct log {
    void *ctx;
    void (*line)(void *ctx, enum log_level level, const char *text);
    struct clock clock;
    enum log_level least;
    enum log_form form;
};
struct log log_stderr(enum log_level least);
void log_write(const struct log *log, enum log_level level, const char *module, const char *format,
               ...) __attribute__((format(printf, 4, 5)));

#endif
