// SPDX-License-Identifier: Apache-2.0
// simulate: plays fleets of the real code on a virtual clock, network and disk, one for each seed,
// and judges them.
#include "tests/sim/sim_mutant.h"
#include "tests/sim/sim_shrink.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS_DEFAULT = 80, LINE = 128 };

struct wishes {
    struct sim_range range;
    const char *ledger; // file of seeds that once failed, played first
    bool one, shrink, mutants;
    enum sim_mutant mutant;
};

static const char usage[]
    = "simulate [--seeds N] [--first S] [--steps N] [--minutes M] [--jobs N] [--ledger FILE]\n"
      "         [--seed S [--trace]] [--shrink S] [--plain] [--mutant NAME] [--mutants]\n"
      "  --seeds     how many fleets to play (100), from seed --first (1) on\n"
      "  --ledger    seeds that once failed, one a line; they are played first\n"
      "  --seed      one fleet, played twice: the traces must be the same\n"
      "  --plain     fleets without nodes and sign-offs\n"
      "  --shrink    makes a failing fleet small and prints its trace\n"
      "  --mutant    plants a bug; --mutants plants each one that must be caught\n";

static bool flag(struct wishes *wishes, const char *name)
{
    bool known = true;
    if (strcmp(name, "--trace") == 0)
        wishes->range.plan.trace = true;
    else if (strcmp(name, "--plain") == 0)
        wishes->range.plan.plain = true;
    else if (strcmp(name, "--mutants") == 0)
        wishes->mutants = true;
    else
        known = false;
    return known;
}

static bool option(struct wishes *wishes, const char *name, const char *value)
{
    uint64_t number = strtoull(value, NULL, 10);
    bool known = true;
    if (strcmp(name, "--seeds") == 0)
        wishes->range.count = number;
    else if (strcmp(name, "--first") == 0)
        wishes->range.plan.seed = number;
    else if (strcmp(name, "--steps") == 0)
        wishes->range.plan.steps = number < STEPS_MAX ? (unsigned)number : STEPS_MAX;
    else if (strcmp(name, "--minutes") == 0)
        wishes->range.seconds = (int64_t)number * 60;
    else if (strcmp(name, "--jobs") == 0)
        wishes->range.jobs = number >= 1 && number < JOBS_MAX ? (unsigned)number : 1;
    else if (strcmp(name, "--ledger") == 0)
        wishes->ledger = value;
    else if (strcmp(name, "--mutant") == 0)
        wishes->mutant = sim_mutant_find(value);
    else
        known = false;
    if (strcmp(name, "--seed") == 0 || strcmp(name, "--shrink") == 0) {
        wishes->range.plan.seed = number;
        wishes->one = known = true;
        wishes->shrink = strcmp(name, "--shrink") == 0;
    }
    return known && wishes->mutant != MUTANT_COUNT;
}

static int report(uint64_t passed, uint64_t failed)
{
    printf("%" PRIu64 " passed, %" PRIu64 " failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}

// The same seed must leave the same trace (I24).
static int play_twice(const struct sim_plan *plan)
{
    struct sim_plan silent = *plan;
    uint64_t one, two;
    silent.trace = false;
    bool good = sim_play_one(plan, true, &one);
    good = sim_play_one(&silent, true, &two) && good;
    if (one != two)
        printf("seed %" PRIu64 ": I24: two runs, two traces\n", plan->seed);
    return report(good && one == two, !good || one != two);
}

static int hunt_all(const struct wishes *wishes)
{
    uint64_t caught = 0, missed = 0;
    for (int m = MUTANT_NONE + 1; m < MUTANT_COUNT; m++) {
        enum sim_mutant mutant = (enum sim_mutant)m;
        struct sim_range range = wishes->range;
        struct sim_score score;
        if (sim_mutant_seeds(mutant) == 0)
            continue;
        range.plan.only = sim_mutant_steps(mutant);
        range.count = sim_mutant_seeds(mutant);
        range.stop = range.quiet = true;
        sim_mutant_plant(mutant);
        sim_play_range(&range, &score);
        if (score.failed > 0)
            printf("%-18s caught by seed %" PRIu64 ", after %" PRIu64 " good ones\n",
                   sim_mutant_name(mutant), score.caught, score.passed);
        else
            printf("%-18s not caught by %" PRIu64 " seeds\n", sim_mutant_name(mutant),
                   score.passed);
        caught += score.failed > 0;
        missed += score.failed == 0;
    }
    return report(caught, missed);
}

static void play_ledger(const struct wishes *wishes, struct sim_score *sum)
{
    char line[LINE], *after;
    FILE *file = wishes->ledger == NULL ? NULL : fopen(wishes->ledger, "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        struct sim_range range = wishes->range;
        struct sim_score score;
        range.plan.seed = strtoull(line, &after, 10);
        range.plan.plain = strncmp(after, " plain", 6) == 0;
        range.count = range.jobs = 1;
        if (range.plan.seed == 0)
            continue; // a comment
        sim_play_range(&range, &score);
        sum->passed += score.passed;
        sum->failed += score.failed;
    }
    if (file != NULL)
        fclose(file);
}

int main(int argc, char **argv)
{
    struct wishes wishes
        = {.range = {.plan = {.seed = 1, .steps = STEPS_DEFAULT}, .count = 100, .jobs = 2}};
    struct sim_score sum = {0}, score;
    for (int i = 1; i < argc; i++) {
        if (flag(&wishes, argv[i]))
            continue;
        if (i + 1 == argc || !option(&wishes, argv[i], argv[i + 1])) {
            fputs(usage, stderr);
            return 2;
        }
        i++;
    }
    if (wishes.mutants)
        return hunt_all(&wishes);
    sim_mutant_plant(wishes.mutant);
    wishes.range.plan.only = sim_mutant_steps(wishes.mutant);
    if (wishes.shrink)
        return sim_shrink(&wishes.range.plan) ? 1 : report(1, 0);
    if (wishes.one)
        return play_twice(&wishes.range.plan);
    play_ledger(&wishes, &sum);
    sim_play_range(&wishes.range, &score);
    return report(sum.passed + score.passed, sum.failed + score.failed);
}
