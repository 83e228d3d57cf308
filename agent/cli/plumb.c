// SPDX-License-Identifier: Apache-2.0
// plumb, the agent on the tablet: finds its folder, becomes its owner or hands the verb to the
// owner, and runs it.
#include "agent/cli/office_verbs.h"
#include "agent/cli/record_verbs.h"
#include "agent/cli/serve_verb.h"
#include "shared/base/memory.h"
#include "shared/net/owner.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { HAND_OVER_TRIES = 100, HAND_OVER_WAIT_MS = 50 };

static struct verb_table table(struct verb verbs[16])
{
    const struct verb *all[] = {&office_verb_enrol, &office_verb_sync, &office_verb_status,
                                &record_verb_set,   &record_verb_get,  &record_verb_list,
                                &photo_verb_add,    &serve_verb,       &office_verb_doctor};
    size_t count = sizeof all / sizeof *all;
    for (size_t i = 0; i < count; i++)
        verbs[i] = *all[i];
    return (struct verb_table){
        .program = "plumb",
        .version = "0.1.0",
        .summary_zh = "平板上的记录与同步:没有网络也照常工作,什么都不会丢",
        .summary_en = "records and sync on a tablet: works without a network, loses nothing",
        .verbs = verbs,
        .count = count};
}

struct owned {
    struct tablet *tablet;
    const struct verb_table *verbs;
};

// A verb of another process, run here.
static void run_for_other(void *ctx, struct owner_call *call)
{
    struct owned *owned = ctx;
    struct verb_output output;
    verb_output_init(&output);
    owned->tablet->cwd = call->cwd;
    call->exit_code = verb_run(owned->verbs, call->argc, call->argv, owned->tablet, &output);
    buffer_append(&call->out, output.out.data, output.out.len);
    buffer_append(&call->err, output.err.data, output.err.len);
    verb_output_clear(&output);
}

static int fail(struct verb_output *output, enum err code, struct error *error)
{
    error->code = code;
    verb_print_error("plumb", error, output);
    verb_output_flush(output);
    return err_exit_code(code);
}

static void show_progress(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    time_t *last = ctx, now = time(NULL);
    if (*last == 0)
        *last = now;
    if (now <= *last)
        return;
    *last = now;
    if (total > 0)
        fprintf(stderr, "\r%s %llu/%llu ", what, (unsigned long long)done,
                (unsigned long long)total);
    else
        fprintf(stderr, "\r%s %llu ", what, (unsigned long long)done);
}

static int finish_wipe(struct tablet *tablet, struct verb_output *output)
{
    struct error error;
    error_clear(&error);
    enum err err = tablet_wipe(tablet, &error);
    if (err == ERR_OK)
        err = tablet_require_enrolled(tablet, &error);
    return fail(output, err, &error);
}

static int run_here(const char *folder, struct owner *owner, const struct verb_table *verbs,
                    int argc, char **argv, struct verb_output *output)
{
    struct tablet *tablet = mem_alloc(sizeof *tablet);
    struct owned owned = {tablet, verbs};
    struct error error;
    error_clear(&error);
    enum err err = tablet_open(tablet, folder, &error);
    if (err == ERR_OK)
        err = owner_listen(owner, run_for_other, &owned, &error);
    int code
        = err == ERR_OK ? verb_run(verbs, argc, argv, tablet, output) : fail(output, err, &error);
    owner_close(owner);
    if (err == ERR_OK && tablet->wipe_wanted)
        code = finish_wipe(tablet, output);
    if (err == ERR_OK)
        tablet_close(tablet);
    mem_free(tablet);
    verb_output_flush(output);
    return code;
}

static int hand_over(const char *folder, int argc, char **argv, struct verb_output *output,
                     enum err *err, struct error *error)
{
    char cwd[4096] = "/";
    struct owner_call call = {.argc = argc, .argv = argv, .cwd = getcwd(cwd, sizeof cwd)};
    buffer_init(&call.out, OWNER_OUTPUT_BYTES);
    buffer_init(&call.err, OWNER_OUTPUT_BYTES);
    *err = owner_hand_over(folder, &call, error);
    if (*err == ERR_OK) {
        buffer_append(&output->out, call.out.data, call.out.len);
        buffer_append(&output->err, call.err.data, call.err.len);
        verb_output_flush(output);
    }
    buffer_clear(&call.out);
    buffer_clear(&call.err);
    return call.exit_code;
}

// The folder is ours, or its owner does it for us; an owner that is just ending is waited for.
static int run(const char *folder, const struct verb_table *verbs, int argc, char **argv,
               struct verb_output *output)
{
    struct error error;
    enum err err = ERR_LOCKED;
    error_clear(&error);
    for (int i = 0; i < HAND_OVER_TRIES && (err == ERR_LOCKED || err == ERR_UNAVAILABLE); i++) {
        struct owner *owner = NULL;
        error_clear(&error);
        err = owner_open(folder, &owner, &error);
        if (err == ERR_OK)
            return run_here(folder, owner, verbs, argc, argv, output);
        if (err != ERR_LOCKED)
            break;
        int code = hand_over(folder, argc, argv, output, &err, &error);
        if (err == ERR_OK)
            return code;
        nanosleep(&(struct timespec){0, HAND_OVER_WAIT_MS * 1000000L}, NULL);
    }
    return fail(output, err == ERR_UNAVAILABLE ? ERR_LOCKED : err, &error);
}

int main(int argc, char **argv)
{
    struct verb verbs[16];
    struct verb_table known = table(verbs);
    struct verb_output output;
    struct verb_call call;
    struct error error;
    char folder[4096];
    sigset_t ends;
    time_t last = 0;
    int code = 0;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    signal(SIGPIPE, SIG_IGN);
    error_clear(&error);
    verb_output_init(&output);
    output.direct = true;
    if (isatty(STDERR_FILENO)) {
        output.progress = show_progress;
        output.progress_ctx = &last;
    }
    enum err err = verb_parse(&known, argc, argv, &call, NULL);
    bool needs_folder = err == ERR_OK && !call.help && !call.version && call.verb != NULL;
    if (needs_folder && call.verb->exec == serve_verb.exec)
        pthread_sigmask(SIG_BLOCK, &ends, NULL); // before any thread is made: they inherit it
    if (!needs_folder)
        code = verb_run(&known, argc, argv, NULL, &output);
    else if ((err = tablet_folder(call.dir, folder, sizeof folder, &error)) != ERR_OK)
        code = fail(&output, err, &error);
    else
        code = run(folder, &known, argc, argv, &output);
    verb_call_clear(&call);
    verb_output_flush(&output);
    verb_output_clear(&output);
    return code;
}
