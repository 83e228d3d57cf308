// SPDX-License-Identifier: Apache-2.0
#include "shared/base/log.h"

#include "shared/base/buffer.h"
#include "shared/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    LOG_MESSAGE_BYTES = 2048,
    LOG_LINE_BYTES = LOG_MESSAGE_BYTES + 128,
    LOG_JSON_BYTES = 8 * LOG_LINE_BYTES
};

static void stderr_line(void *ctx, enum log_level level, const char *text)
{
    char line[LOG_JSON_BYTES];
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

static const char *const names[] = {"DEBUG", "INFO", "WARN", "ALARM"};

// "key=value", with a key of lower-case letters and '_'.
static bool is_pair(struct span word)
{
    size_t len = 0;

    while (len < word.len
           && ((word.data[len] >= 'a' && word.data[len] <= 'z') || word.data[len] == '_'))
        len++;
    return len > 0 && len < word.len && word.data[len] == '=';
}

static struct span next_word(const char **at)
{
    struct span word;

    *at += strspn(*at, " ");
    word = (struct span){*at, strcspn(*at, " ")};
    *at += word.len;
    return word;
}

// Words that are pairs, or words that are not.
static void put_words(struct buffer *out, const char *message, bool pairs)
{
    struct buffer text;
    struct span name, value;

    buffer_init(&text, LOG_MESSAGE_BYTES);
    for (struct span word = next_word(&message); word.len > 0; word = next_word(&message)) {
        if (is_pair(word) != pairs)
            continue;
        if (!pairs) {
            buffer_append(&text, " ", text.len > 0);
            buffer_append(&text, word.data, word.len);
        } else if (text_split_pair(word, &name, &value)) {
            buffer_printf(out, ",\"%.*s\":", (int)name.len, name.data);
            buffer_append_json(out, value.data, value.len);
        }
    }
    if (!pairs)
        buffer_append_json(out, text.data ? text.data : "", text.len);
    buffer_clear(&text);
}

static void write_json(const struct log *log, enum log_level level, const char *module,
                       const char *message)
{
    char time[CLOCK_TEXT];
    struct buffer line;

    buffer_init(&line, LOG_JSON_BYTES);
    clock_format(clock_wall_ms(&log->clock), time);
    buffer_printf(&line, "{\"time\":\"%s\",\"level\":\"%s\",\"module\":\"%s\",\"message\":", time,
                  names[level], module);
    put_words(&line, message, false);
    put_words(&line, message, true);
    buffer_append_char(&line, '}');
    if (!line.failed)
        log->line(log->ctx, level, line.data);
    buffer_clear(&line);
}

static void write_line(const struct log *log, enum log_level level, const char *module,
                       const char *message)
{
    static const int priorities[] = {7, 6, 4, 2}; // of syslog, as sd-daemon(3) wants them
    char time[CLOCK_TEXT], line[LOG_LINE_BYTES];

    clock_format(clock_wall_ms(&log->clock), time);
    if (log->form == LOG_JOURNAL)
        snprintf(line, sizeof(line), "<%d>%s: %s", priorities[level], module, message);
    else
        snprintf(line, sizeof(line), "%s %s %s: %s", time, names[level], module, message);
    log->line(log->ctx, level, line);
}

void log_write(const struct log *log, enum log_level level, const char *module, const char *format,
               ...)
{
    char message[LOG_MESSAGE_BYTES], line[LOG_LINE_BYTES];
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
    if (log->form == LOG_JSON)
        write_json(log, level, module, message);
    else
        write_line(log, level, module, message);
}
