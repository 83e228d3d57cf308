// SPDX-License-Identifier: Apache-2.0
#include "server/reports/form_program.h"

#include <errno.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM "plumbd-form"

// The other program's stdin, stdout and stderr: files in memory, so that neither side ever waits
// for the other to read.
struct ends {
    int file[3];
};

// In the folder of this program.
static bool find_program(char *out, size_t size)
{
    char self[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    if (len <= 0)
        return false;
    self[len] = '\0';
    char *slash = strrchr(self, '/');
    if (slash == NULL)
        return false;
    slash[1] = '\0';
    int used = snprintf(out, size, "%s" PROGRAM, self);
    return used > 0 && (size_t)used < size && access(out, X_OK) == 0;
}

static bool write_all(int file, struct span bytes)
{
    while (bytes.len > 0) {
        ssize_t written = write(file, bytes.data, bytes.len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes = (struct span){bytes.data + written, bytes.len - (size_t)written};
    }
    return lseek(file, 0, SEEK_SET) == 0;
}

static enum err read_back(int file, struct buffer *out, struct error *error)
{
    struct stat stat;
    if (fstat(file, &stat) != 0)
        return error_set(error, err_from_errno(errno), "%s", strerror(errno));
    char *at = buffer_reserve(out, (size_t)stat.st_size);
    if (at == NULL)
        return error_set(error, ERR_TOO_LARGE, "the PDF has %lld bytes", (long long)stat.st_size);
    size_t len = 0;
    while (len < (size_t)stat.st_size) {
        ssize_t got = pread(file, at + len, (size_t)stat.st_size - len, (off_t)len);
        if (got <= 0)
            return error_set(error, ERR_IO, "the PDF could not be read back");
        len += (size_t)got;
    }
    out->len += len;
    return ERR_OK;
}

static enum err spawn(const char *program, const struct ends *ends, pid_t *child,
                      struct error *error)
{
    posix_spawn_file_actions_t actions;
    char name[] = PROGRAM, *argv[] = {name, NULL}, *none[] = {NULL};
    posix_spawn_file_actions_init(&actions);
    for (int i = 0; i < 3; i++)
        posix_spawn_file_actions_adddup2(&actions, ends->file[i], i);
    // No environment: fonts and languages are chosen by the program, not by whoever started it.
    int failed = posix_spawn(child, program, &actions, NULL, argv, none);
    posix_spawn_file_actions_destroy(&actions);
    return failed == 0 ? ERR_OK
                       : error_set(error, ERR_UNAVAILABLE, PROGRAM ": %s", strerror(failed));
}

static enum err code_of(int exit_code)
{
    for (int err = 0; err < ERR_COUNT; err++)
        if (err_exit_code((enum err)err) == exit_code)
            return (enum err)err;
    return ERR_INTERNAL;
}

// Its detail is the last line; libraries may have said something before.
static void last_line(int words, char text[ERROR_DETAIL_BYTES])
{
    off_t end = lseek(words, 0, SEEK_END);
    off_t from = end > ERROR_DETAIL_BYTES - 1 ? end - (ERROR_DETAIL_BYTES - 1) : 0;
    ssize_t len = pread(words, text, ERROR_DETAIL_BYTES - 1, from);
    text[len > 0 ? len : 0] = '\0';
    while (len > 0 && text[len - 1] == '\n')
        text[--len] = '\0';
    char *line = strrchr(text, '\n');
    if (line != NULL)
        memmove(text, line + 1, strlen(line));
}

static enum err await(pid_t child, int words, struct error *error)
{
    char text[ERROR_DETAIL_BYTES];
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return error_set(error, ERR_UNAVAILABLE, PROGRAM " was lost");
    if (!WIFEXITED(status))
        return error_set(error, ERR_UNAVAILABLE,
                         PROGRAM " was ended by signal %d: the form wants too much time or memory",
                         WTERMSIG(status));
    if (WEXITSTATUS(status) == 0)
        return ERR_OK;
    last_line(words, text);
    return error_set(error, code_of(WEXITSTATUS(status)), "%s", text);
}

enum err form_program_run(struct span job, struct buffer *out, struct error *error)
{
    struct ends ends = {{-1, -1, -1}};
    char program[PATH_MAX + sizeof PROGRAM];
    pid_t child = 0;
    enum err err = ERR_OK;
    if (!find_program(program, sizeof program))
        return error_set(error, ERR_UNAVAILABLE, PROGRAM " is not there: it belongs beside plumbd");
    for (int i = 0; i < 3 && err == ERR_OK; i++) {
        ends.file[i] = memfd_create(PROGRAM, MFD_CLOEXEC);
        if (ends.file[i] < 0)
            err = error_set(error, err_from_errno(errno), "%s", strerror(errno));
    }
    if (err == ERR_OK && !write_all(ends.file[0], job))
        err = error_set(error, ERR_IO, "no memory for the job");
    if (err == ERR_OK)
        err = spawn(program, &ends, &child, error);
    if (err == ERR_OK)
        err = await(child, ends.file[2], error);
    if (err == ERR_OK)
        err = read_back(ends.file[1], out, error);
    for (int i = 0; i < 3; i++)
        if (ends.file[i] >= 0)
            close(ends.file[i]);
    return err;
}
