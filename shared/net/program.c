// SPDX-License-Identifier: Apache-2.0
#include "shared/net/program.h"

#include "shared/base/clock.h"
#include "shared/net/owner.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { HAND_OVER_TRIES = 100, HAND_OVER_WAIT_MS = 50 };

static int fail(const struct program *program, enum err code, struct error *error,
                struct verb_output *output)
{
    error->code = code;
    verb_print_error(program->verbs->program, error, output);
    verb_output_flush(output);
    return err_exit_code(code);
}

// On a terminal, from the first second on, at most once a second.
static void show_progress(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    struct clock clock = clock_system();
    int64_t *last = ctx, now = clock_boot_ms(&clock);
    if (*last == 0)
        *last = now;
    if (now - *last < 1000)
        return;
    *last = now;
    fprintf(stderr, "\r%s %llu", what, (unsigned long long)done);
    if (total > 0)
        fprintf(stderr, "/%llu", (unsigned long long)total);
    fputc(' ', stderr);
}

// A verb of another process, run in this one.
static void run_for_other(void *ctx, struct owner_call *call)
{
    const struct program *program = ctx;
    struct verb_output output;
    verb_output_init(&output);
    program->set_cwd(program->ctx, call->cwd);
    call->exit_code = verb_run(program->verbs, call->argc, call->argv, program->ctx, &output);
    buffer_append(&call->out, output.out.data, output.out.len);
    buffer_append(&call->err, output.err.data, output.err.len);
    verb_output_clear(&output);
}

struct command {
    const struct program *program;
    const struct verb_call *call;
    int argc;
    char **argv;
    char folder[4096];
    struct verb_output *output;
};

static bool runs_alone(const struct program *program, const char *verb)
{
    for (const char *const *name = program->alone; name != NULL && *name != NULL; name++)
        if (strcmp(*name, verb) == 0)
            return true;
    return false;
}

static int run_here(const struct command *command, struct owner *owner)
{
    const struct program *program = command->program;
    struct error error;
    error_clear(&error);
    enum err err = program->open(program->ctx, command->folder, command->call, &error);
    bool opened = err == ERR_OK;
    if (opened && !runs_alone(program, command->call->verb->name))
        err = owner_listen(owner, run_for_other, (void *)(uintptr_t)program, &error);
    int code = err == ERR_OK ? verb_run(program->verbs, command->argc, command->argv, program->ctx,
                                        command->output)
                             : fail(program, err, &error, command->output);
    owner_deafen(owner); // nobody is heard any more; the lock outlives the store
    if (opened)
        code = program->close(program->ctx, code, command->output);
    owner_close(owner);
    return code;
}

static int hand_over(const struct command *command, enum err *err, struct error *error)
{
    char cwd[4096] = "/";
    struct owner_call call
        = {.argc = command->argc, .argv = command->argv, .cwd = getcwd(cwd, sizeof cwd)};
    buffer_init(&call.out, OWNER_OUTPUT_BYTES);
    buffer_init(&call.err, OWNER_OUTPUT_BYTES);
    *err = owner_hand_over(command->folder, &call, error);
    if (*err == ERR_OK) {
        buffer_append(&command->output->out, call.out.data, call.out.len);
        buffer_append(&command->output->err, call.err.data, call.err.len);
    }
    buffer_clear(&call.out);
    buffer_clear(&call.err);
    return call.exit_code;
}

// The folder is ours, or its owner does it for us; an owner that is just ending is waited for.
static int run(const struct command *command)
{
    struct error error;
    enum err err = ERR_LOCKED;
    for (int i = 0; i < HAND_OVER_TRIES; i++) {
        struct owner *owner = NULL;
        error_clear(&error);
        err = owner_open(command->folder, &owner, &error);
        if (err == ERR_OK)
            return run_here(command, owner);
        if (err != ERR_LOCKED)
            break;
        int code = hand_over(command, &err, &error);
        if (err == ERR_OK)
            return code;
        if (err != ERR_UNAVAILABLE)
            break;
        err = ERR_LOCKED;
        nanosleep(&(struct timespec){0, HAND_OVER_WAIT_MS * 1000000L}, NULL);
    }
    return fail(command->program, err, &error, command->output);
}

static bool is_foreign(const struct command *command)
{
    int folder = open(command->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool found = folder >= 0 && faccessat(folder, command->program->foreign, F_OK, 0) == 0;
    if (folder >= 0)
        close(folder);
    return found;
}

static void block_ends(void)
{
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, NULL); // before any thread is made: they inherit it
}

static int run_verb(const struct program *program, const struct verb_call *call, int argc,
                    char **argv, struct verb_output *output)
{
    struct command command
        = {.program = program, .call = call, .argc = argc, .argv = argv, .output = output};
    struct error error;
    error_clear(&error);
    if (strcmp(call->verb->name, program->staying) == 0)
        block_ends();
    enum err err = program->folder(call->dir, command.folder, sizeof command.folder, &error);
    if (err == ERR_OK && is_foreign(&command))
        err = error_set(&error, ERR_USAGE, "%s is not a folder of %s: it has a file %s",
                        command.folder, program->verbs->program, program->foreign);
    return err == ERR_OK ? run(&command) : fail(program, err, &error, output);
}

int program_main(const struct program *program, int argc, char **argv)
{
    struct verb_output output;
    struct verb_call call;
    int64_t last = 0;
    signal(SIGPIPE, SIG_IGN);
    verb_output_init(&output);
    output.direct = true;
    if (isatty(STDERR_FILENO)) {
        output.progress = show_progress;
        output.progress_ctx = &last;
    }
    enum err err = verb_parse(program->verbs, argc, argv, &call, NULL);
    bool runs = err == ERR_OK && !call.help && !call.version && call.verb != NULL
                && (program->folderless == NULL || !program->folderless(&call));
    int code = runs ? run_verb(program, &call, argc, argv, &output)
                    : verb_run(program->verbs, argc, argv, program->ctx, &output);
    verb_call_clear(&call);
    verb_output_flush(&output);
    verb_output_clear(&output);
    return code;
}
