// SPDX-License-Identifier: Apache-2.0
#include "server/sync/group.h"

#include "shared/base/memory.h"

// Whether an earlier entry of the group is this dot, of the same record.
static bool made_before(const struct write *const *writes, size_t index, struct dot dot)
{
    for (size_t i = index; i > 0; i--)
        if (dot_compare(writes[i - 1]->dot, dot) == 0)
            return uuid_equal(&writes[i - 1]->id, &writes[index]->id);
    return false;
}

// Whether everything that an entry has seen is in its record, or comes with the group before it.
static enum err is_ready(struct workset *workset, const struct write *const *writes, size_t index,
                         bool *ready, struct error *error)
{
    const struct vector *context = &writes[index]->context;
    struct work *work;
    enum err result = workset_find(workset, &writes[index]->id, &work, error);

    if (result != ERR_OK)
        return result;
    for (size_t i = 0; i < context->count && *ready; i++)
        *ready = (work && vector_covers(&work->record.vector, context->entries[i]))
                 || made_before(writes, index, context->entries[i]);
    return ERR_OK;
}

static enum err are_ready(struct workset *workset, const struct write *const *writes, size_t count,
                          bool *ready, struct error *error)
{
    enum err result = ERR_OK;

    *ready = writes[count - 1]->group.index == writes[count - 1]->group.size;
    for (size_t i = 0; i < count && *ready && result == ERR_OK; i++)
        result = is_ready(workset, writes, i, ready, error);
    return result;
}

static enum err hold_run(struct workset *workset, const struct group_run *run, struct error *error)
{
    enum err result = ERR_OK;

    for (size_t i = 0; i < run->count && result == ERR_OK; i++) {
        const struct write *write = run->writes[i];
        struct quarantine_entry entry = {.dot = write->dot,
                                         .record = write->id,
                                         .site = write->site,
                                         .device = run->device,
                                         .group = write->group.id};

        result = quarantine_hold(workset, &entry, REASON_GROUP, "its group is not complete", error);
    }
    return result;
}

enum err group_take(struct workset *workset, const struct group_run *run, struct error *error)
{
    const struct write *first = run->writes[0];
    bool ready = false;
    enum err result = ERR_OK;

    // Nearly always a group comes whole: then no entry of it is ever held.
    if (first->group.index == 1)
        result = are_ready(workset, run->writes, run->count, &ready, error);
    if (result == ERR_OK && !ready) {
        result = hold_run(workset, run, error);
        return result == ERR_OK ? group_try(workset, first->group.id, &run->device, error) : result;
    }
    for (size_t i = 0; i < run->count && result == ERR_OK; i++)
        result = quarantine_place(workset, run->writes[i], &run->device, error);
    return result;
}

// The waiting entries of a group, read back.
struct waiting {
    struct held_row *rows;
    struct write *writes;
    const struct write **list;
    size_t count, loaded;
};

static enum err waiting_open(struct workset *workset, const struct held_filter *filter,
                             struct waiting *waiting, struct error *error)
{
    enum err result = quarantine_collect(workset, filter, &waiting->rows, &waiting->count, error);

    waiting->writes = mem_alloc_array(waiting->count, sizeof(*waiting->writes));
    waiting->list = mem_alloc_array(waiting->count, sizeof(*waiting->list));
    for (size_t i = 0; i < waiting->count && result == ERR_OK; i++) {
        result = quarantine_load(workset, waiting->rows[i].dot, &waiting->writes[i], error);
        if (result != ERR_OK)
            break;
        waiting->list[i] = &waiting->writes[i];
        waiting->loaded++;
    }
    return result;
}

static void waiting_close(struct waiting *waiting)
{
    for (size_t i = 0; i < waiting->loaded; i++)
        write_clear(&waiting->writes[i]);
    mem_free(waiting->rows);
    mem_free(waiting->writes);
    mem_free(waiting->list);
}

static enum err place_all(struct workset *workset, struct waiting *waiting, struct error *error)
{
    enum err result = ERR_OK;

    for (size_t i = 0; i < waiting->count && result == ERR_OK; i++)
        result = quarantine_replace(workset, &waiting->rows[i], &waiting->writes[i], error);
    return result;
}

enum err group_try(struct workset *workset, uint64_t group, const struct uuid *device,
                   struct error *error)
{
    struct held_filter filter = {
        .open_only = true, .by_group = true, .group = group, .by_device = true, .device = *device};
    struct waiting waiting = {0};
    bool ready = false;
    enum err result = waiting_open(workset, &filter, &waiting, error);

    if (result == ERR_OK && waiting.count > 0)
        result = are_ready(workset, waiting.list, waiting.count, &ready, error);
    if (result == ERR_OK && ready)
        result = place_all(workset, &waiting, error);
    waiting_close(&waiting);
    return result;
}

enum err group_force(struct workset *workset, uint64_t group, const struct uuid *person,
                     const char *why, struct error *error)
{
    struct held_filter filter = {.open_only = true, .by_group = true, .group = group};
    struct waiting waiting = {0};
    enum err result = waiting_open(workset, &filter, &waiting, error);

    if (result == ERR_OK && waiting.count == 0)
        result
            = error_set(error, ERR_NOT_FOUND, "no open group %016llx", (unsigned long long)group);
    for (size_t i = 0; i < waiting.count; i++) {
        waiting.rows[i].decided_by = *person;
        text_copy(waiting.rows[i].decided_why, sizeof(waiting.rows[i].decided_why), span_of(why));
    }
    if (result == ERR_OK)
        result = place_all(workset, &waiting, error);
    waiting_close(&waiting);
    return result;
}
