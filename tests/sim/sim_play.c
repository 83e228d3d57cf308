// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_play.h"

#include "tests/sim/sim_steps.h"

#include <inttypes.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct sim_world world;

// What was on in this fleet.
static void say_knobs(void)
{
    printf("  %u tablets, %u sites, net %u, late %u, meanwhile %u:", world.knobs.tablets,
           world.knobs.sites, world.knobs.net, world.knobs.late, world.knobs.meanwhile);
    for (int s = 0; s < STEP_COUNT; s++)
        if (world.knobs.weight[s] > 0)
            printf(" %s,", sim_steps_name((enum sim_step)s));
    printf("\n");
}

bool sim_play_one(const struct sim_plan *plan, bool say, uint64_t *hash)
{
    sim_world_init(&world, plan);
    sim_world_run(&world);
    bool good = !world.oracle.failed;
    if (!good)
        printf("seed %" PRIu64 ": %s\n", plan->seed, world.oracle.reason);
    if (!good)
        say_knobs();
    if (say)
        printf("seed %" PRIu64 ": trace %016" PRIx64 ", %" PRIu64 " writes, %" PRIu64
               " states judged, %" PRIu64 " conflicts, %" PRIu64 " requests, %" PRIu64
               " blobs received\n",
               plan->seed, world.hash, world.oracle.writes, world.oracle.states,
               world.oracle.conflicts, world.requests, world.received);
    if (say && world.service)
        printf("  %zu sign-offs, %" PRIu64 " changed, %" PRIu64
               " voided, %zu forged, log of %" PRIu64 "\n",
               world.signoffs.count, world.changed, world.voided, world.signoffs.forged_count,
               world.log.size);
    if (hash != NULL)
        *hash = world.hash;
    fflush(stdout);
    sim_world_clear(&world);
    return good;
}

bool sim_play_apart(const struct sim_plan *plan)
{
    int status = 1;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        if (freopen("/dev/null", "w", stdout) == NULL)
            _exit(2);
        _exit(sim_play_one(plan, false, NULL) ? 0 : 1);
    }
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

struct shared {
    _Atomic uint64_t passed, failed, caught, current[JOBS_MAX];
    _Atomic bool stop;
};

static void note_failure(struct shared *shared, uint64_t seed, bool stop)
{
    shared->failed++;
    if (shared->caught == 0 || seed < shared->caught)
        shared->caught = seed;
    if (stop)
        shared->stop = true;
}

static void work(const struct sim_range *range, struct shared *shared, unsigned job, uint64_t seed)
{
    time_t end = range->seconds == 0 ? 0 : time(NULL) + range->seconds;
    if (range->quiet && freopen("/dev/null", "w", stdout) == NULL)
        _exit(2);
    for (; seed < range->plan.seed + range->count; seed += range->jobs) {
        struct sim_plan plan = range->plan;
        if (shared->stop || (end != 0 && time(NULL) > end))
            break;
        shared->current[job] = plan.seed = seed;
        if (sim_play_one(&plan, false, NULL))
            shared->passed++;
        else
            note_failure(shared, seed, range->stop);
    }
    fflush(stdout);
    _exit(0);
}

static pid_t start(const struct sim_range *range, struct shared *shared, unsigned job,
                   uint64_t seed)
{
    fflush(stdout);
    pid_t child = fork();
    if (child == 0)
        prctl(PR_SET_PDEATHSIG, SIGKILL); // never outlive who asked
    if (child == 0)
        work(range, shared, job, seed);
    return child;
}

static unsigned job_of(const pid_t *children, unsigned jobs, pid_t child)
{
    unsigned job = 0;
    while (job < jobs && children[job] != child)
        job++;
    return job;
}

void sim_play_range(const struct sim_range *range, struct sim_score *out)
{
    struct shared *shared
        = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t children[JOBS_MAX], child;
    int status;
    if (shared == MAP_FAILED)
        abort();
    sim_template_get(false); // once, for all of them
    sim_template_get(true);
    for (unsigned job = 0; job < range->jobs; job++)
        children[job] = start(range, shared, job, range->plan.seed + job);
    while ((child = wait(&status)) > 0) {
        unsigned job = job_of(children, range->jobs, child);
        if (job == range->jobs || (WIFEXITED(status) && WEXITSTATUS(status) == 0))
            continue;
        uint64_t seed = shared->current[job];
        if (!range->quiet)
            printf("seed %" PRIu64 ": the process died (status %x)\n", seed, (unsigned)status);
        note_failure(shared, seed, range->stop);
        children[job] = start(range, shared, job, seed + range->jobs);
    }
    *out = (struct sim_score){shared->passed, shared->failed, shared->caught};
    munmap(shared, sizeof *shared);
}
