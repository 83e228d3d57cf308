// SPDX-License-Identifier: Apache-2.0
// plumbd-form draws one paper form: a job (form_job.h) comes on stdin, the PDF goes to stdout; when
// it fails, one line of detail to stderr, and the error's exit code. plumbd runs it, so that the
// server neither carries the drawing libraries nor shares its memory with decoders of foreign
// pictures.
#include "server/reports/form_drawer.h"
#include "server/reports/sheet.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

// A picture or text that wants more than this ends here.
enum { CPU_SECONDS = 300 };
#define MEMORY_BYTES ((rlim_t)2 << 30)

// Sanitizers reserve terabytes of addresses.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif

#ifdef SANITIZED
// cairo 1.16 loses 768 bytes of each font that it embeds; fontconfig keeps its configuration.
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libcairo.so\nleak:libfontconfig.so\n";
}
#endif

static void limit(void)
{
    const struct rlimit cpu = {CPU_SECONDS, CPU_SECONDS}, core = {0, 0};
    setrlimit(RLIMIT_CPU, &cpu);
    setrlimit(RLIMIT_CORE, &core);
#ifndef SANITIZED
    const struct rlimit memory = {MEMORY_BYTES, MEMORY_BYTES};
    setrlimit(RLIMIT_AS, &memory);
#endif
}

static bool write_all(void *ctx, const void *bytes, size_t len)
{
    const char *at = bytes;
    (void)ctx;
    while (len > 0) {
        ssize_t written = write(STDOUT_FILENO, at, len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        at += written;
        len -= (size_t)written;
    }
    return true;
}

static bool read_all(struct buffer *out)
{
    enum { PIECE = 65536 };
    for (;;) {
        char *at = buffer_reserve(out, PIECE);
        ssize_t got = at == NULL ? -1 : read(STDIN_FILENO, at, PIECE);
        if (got < 0 && at != NULL && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0;
        out->len += (size_t)got;
    }
}

// No job at all asks whether one could be done.
static enum err check_fonts(struct error *error)
{
    const char *missing = sheet_missing_font();
    return missing == NULL
               ? ERR_OK
               : error_set(error, ERR_UNAVAILABLE,
                           "the font %s is not installed: install fonts-noto-cjk", missing);
}

int main(void)
{
    struct form_drawer_sink sink = {.write = write_all};
    struct error error;
    struct buffer job;
    error_clear(&error);
    limit();
    buffer_init(&job, FORM_JOB_MAX + 65536);
    enum err err
        = read_all(&job) ? ERR_OK : error_set(&error, ERR_TOO_LARGE, "the job could not be read");
    if (err == ERR_OK)
        err = job.len == 0 ? check_fonts(&error)
                           : form_drawer_draw((struct span){job.data, job.len}, &sink, &error);
    buffer_clear(&job);
    if (err != ERR_OK)
        fprintf(stderr, "%s\n", error.detail);
    return err_exit_code(err);
}
