// SPDX-License-Identifier: Apache-2.0
#include "shared/model/issue.h"

#include "shared/model/hlc.h"

const char *const issue_states[] = {"open", "assigned", "done", "verified", NULL};
const char *const issue_turns[] = {"assign", "work", "check", "nobody", NULL};

enum issue_state issue_state(const struct fact *fact)
{
    int state = ISSUE_OPEN;

    while (state < ISSUE_VERIFIED && !fact_is(fact, "state", issue_states[state]))
        state++;
    return (enum issue_state)state;
}

int64_t issue_due_ms(const struct fact *fact)
{
    int64_t due_ms = 0;

    if (!fact_is(fact, "state", "verified"))
        fact_integer(fact, "due_at", &due_ms);
    return due_ms;
}

int64_t issue_opened_ms(const struct fact *fact)
{
    uint64_t first = 0;

    for (size_t i = 0; i < fact->record->write_count; i++)
        if (!first || fact->record->writes[i].time < first)
            first = fact->record->writes[i].time;
    return hlc_wall_ms(first);
}

static struct uuid named(const struct fact *fact, const char *field)
{
    struct uuid who = uuid_nil;

    fact_uuid(fact, field, &who);
    return who;
}

// Who leads it: the follower, or else who found it.
static struct uuid leader(const struct fact *fact)
{
    const struct uuid follower = named(fact, "follower");

    return uuid_is_nil(&follower) ? fact_author(fact) : follower;
}

static struct uuid checker(const struct fact *fact)
{
    const struct uuid done_by = named(fact, "done_by"), first = leader(fact),
                      author = fact_author(fact);

    if (!uuid_equal(&first, &done_by))
        return first;
    return uuid_equal(&author, &done_by) ? uuid_nil : author;
}

struct issue_wait issue_wait(const struct fact *fact)
{
    switch (issue_state(fact)) {
    case ISSUE_OPEN:
        return (struct issue_wait){TURN_ASSIGN, leader(fact)};
    case ISSUE_ASSIGNED:
        return (struct issue_wait){TURN_WORK, named(fact, "holder")};
    case ISSUE_DONE:
        return (struct issue_wait){TURN_CHECK, checker(fact)};
    default:
        return (struct issue_wait){TURN_NOBODY, uuid_nil};
    }
}

struct issue_rank issue_rank_of(const struct fact *fact)
{
    return (struct issue_rank){.id = fact->record->id,
                               .state = issue_state(fact),
                               .due_ms = issue_due_ms(fact),
                               .opened_ms = issue_opened_ms(fact)};
}

bool issue_overdue(const struct issue_rank *rank, int64_t now_ms)
{
    return rank->state < ISSUE_DONE && rank->due_ms && rank->due_ms < now_ms;
}

int issue_compare(const struct issue_rank *one, const struct issue_rank *other)
{
    const bool closed = one->state == ISSUE_VERIFIED;

    if (closed != (other->state == ISSUE_VERIFIED))
        return closed ? 1 : -1;
    if (!closed && one->due_ms != other->due_ms) {
        if (!one->due_ms || !other->due_ms)
            return one->due_ms ? -1 : 1;
        return one->due_ms < other->due_ms ? -1 : 1;
    }
    if (one->opened_ms != other->opened_ms)
        return one->opened_ms > other->opened_ms ? -1 : 1;
    return uuid_compare(&one->id, &other->id);
}
