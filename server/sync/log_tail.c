// SPDX-License-Identifier: Apache-2.0
#include "server/sync/log_tail.h"

#include "server/storage/signoff_queue.h"
#include "shared/wire/log_head.h"
#include "shared/wire/log_night.h"

#include <inttypes.h>
#include <string.h>

enum { LINE_ARENA_MAX = 1 << 20 };
static const char path[] = "ledger";

static void drop_last(struct log_tail *tail)
{
    mem_free(tail->lines[--tail->count].text);
}

// Forgets the lines that the store has.
static void drop_stored(struct log_tail *tail, uint64_t stored)
{
    size_t count = 0;

    while (count < tail->count && tail->lines[count].size <= stored)
        mem_free(tail->lines[count++].text);
    tail->count -= count;
    if (count > 0)
        memmove(tail->lines, tail->lines + count, tail->count * sizeof(*tail->lines));
}

void log_tail_forget(struct log_tail *tail)
{
    while (tail->count > 0)
        drop_last(tail);
    tail->size = 0;
    tail->diverged = false;
}

void log_tail_clear(struct log_tail *tail)
{
    log_tail_forget(tail);
    mem_free(tail->lines);
    *tail = (struct log_tail){0};
}

static void remember(struct log_tail *tail, uint64_t from, uint64_t size, struct span text)
{
    tail->lines = mem_room(tail->lines, tail->count, &tail->cap, sizeof(*tail->lines));
    tail->lines[tail->count++] = (struct log_tail_line){
        .from = from, .size = size, .text = mem_dup(text.data, text.len), .len = text.len};
}

// Reading the ledger beside the store.
struct reading {
    struct log_tail *tail;
    struct view *view;
    struct arena arena;
    uint64_t stored;  // leaves in the store
    uint64_t reached; // leaves that it had once
    uint64_t differs; // from this leaf on the store says otherwise
};

// Whether the store has the head of a line, word for word; so it has the leaves under it.
static enum err has_head(struct reading *reading, const struct log_line *line, bool *out,
                         struct error *error)
{
    struct signoff_head held;
    enum err result = signoff_log_over(reading->view, line->head.size - 1, &held, error);

    *out = result == ERR_OK && held.size == line->head.size
           && span_equal(held.head, line->head.head);
    return result == ERR_NOT_FOUND ? ERR_OK : result;
}

// Leaves of a line that the store had: it says so itself, or has the commit that brought them.
static enum err count_deleted(struct reading *reading, const struct log_line *line,
                              struct error *error)
{
    struct commit_stamp stamp = {0};
    uint64_t from = line->leaves[0].index;
    enum err result = commit_get(reading->view, line->stamp.number, &stamp, error);

    if (result == ERR_OK && stamp.tag == line->stamp.tag)
        reading->tail->deleted += line->count;
    else if (reading->reached > from)
        reading->tail->deleted
            += reading->reached < line->head.size ? reading->reached - from : line->count;
    return result == ERR_NOT_FOUND ? ERR_OK : result;
}

static enum err take_line(struct reading *reading, const struct log_line *line, struct span text,
                          struct error *error)
{
    struct log_tail *tail = reading->tail;
    uint64_t from = line->leaves[0].index;
    bool same = true;
    enum err result = ERR_OK;

    if (from <= reading->differs)
        reading->differs = UINT64_MAX; // what an earlier line said there does not count any more
    if (from > tail->size) {           // what lies between is nowhere
        reading->differs = tail->size;
        return ERR_OK;
    }
    while (tail->count > 0 && tail->lines[tail->count - 1].size > from)
        drop_last(tail);
    tail->size = line->head.size;
    if (line->head.size > reading->stored) {
        remember(tail, from, line->head.size, text);
        result = count_deleted(reading, line, error);
    } else {
        result = has_head(reading, line, &same, error);
    }
    if (!same && from < reading->differs)
        reading->differs = from;
    return result;
}

static enum err each_line(void *arg, struct span text, struct error *error)
{
    struct reading *reading = arg;
    struct log_line line;

    if (!log_line_is(text))
        return ERR_OK;
    arena_reset(&reading->arena);
    if (log_line_parse(text, &reading->arena, &line, NULL) == ERR_OK)
        return take_line(reading, &line, text, error);
    log_tail_forget(reading->tail); // nothing counts but a line that begins anew
    reading->differs = 0;
    return ERR_OK;
}

enum err log_tail_read(struct log_tail *tail, const struct disk *disk, struct view *view,
                       struct error *error)
{
    struct reading reading = {.tail = tail, .view = view, .differs = UINT64_MAX};
    enum err result;

    *tail = (struct log_tail){0};
    arena_init(&reading.arena, LINE_ARENA_MAX);
    result = signoff_log_size(view, &reading.stored, error);
    if (result == ERR_OK)
        result = signoff_log_reached(view, &reading.reached, error);
    if (result == ERR_OK)
        result = ledger_replay(disk, path, each_line, &reading, error);
    arena_clear(&reading.arena);
    if (result == ERR_NOT_FOUND)
        result = ERR_OK;
    tail->diverged = reading.differs != UINT64_MAX
                     || (tail->count > 0 && tail->lines[0].from != reading.stored);
    return result;
}

static enum err apply_leaves(struct storage *storage, const struct log_line *line,
                             struct error *error)
{
    enum err result = ERR_OK;

    for (size_t i = 0; i < line->count && result == ERR_OK; i++) {
        result = signoff_log_append(storage, &line->leaves[i], error);
        if (result == ERR_OK && !log_night_is(line->leaves[i].leaf)) // a night gets no record
            result = signoff_queue_put(storage, &line->leaves[i].signoff, error);
    }
    return result;
}

// The root over the store's leaves and the line's must be the one that was signed.
static enum err check_root(struct storage *storage, const struct log_line *line,
                           struct error *error)
{
    struct merkle_leaves tree = signoff_log_tree(storage_writer(storage));
    struct log_head head;
    struct digest root;
    enum err result = log_head_parse(line->head.head, &head, error);

    if (result == ERR_OK)
        result = merkle_root(&tree, head.size, &root);
    if (result == ERR_OK && (head.size != line->head.size || !digest_equal(&root, &head.root)))
        result = ERR_CORRUPT;
    return result;
}

static enum err apply_line(struct storage *storage, const struct log_tail_line *kept,
                           struct error *error)
{
    struct log_line line;
    struct arena arena;
    enum err result;

    arena_init(&arena, LINE_ARENA_MAX);
    result = log_line_parse((struct span){kept->text, kept->len}, &arena, &line, error);
    if (result == ERR_OK)
        result = apply_leaves(storage, &line, error);
    if (result == ERR_OK)
        result = check_root(storage, &line, error);
    if (result == ERR_OK)
        result = signoff_log_seal(storage, &line.head, error);
    arena_clear(&arena);
    return result;
}

enum err log_tail_apply(struct log_tail *tail, struct storage *storage, struct error *error)
{
    uint64_t stored = 0;
    enum err result = signoff_log_size(storage_writer(storage), &stored, error);

    if (result != ERR_OK || tail->diverged)
        return result;
    drop_stored(tail, stored);
    for (size_t i = 0; i < tail->count && result == ERR_OK; i++)
        result = apply_line(storage, &tail->lines[i], error);
    if (result == ERR_CORRUPT || result == ERR_INVALID || result == ERR_EXISTS
        || result == ERR_PARSE) {
        tail->diverged = true;
        result = error_set(error, ERR_CORRUPT, "the ledger's sign-off log does not fit the store");
    }
    return result;
}

static enum err append(struct ledger *ledger, const struct log_line *line, struct buffer *text,
                       struct error *error)
{
    buffer_init(text, LEDGER_LINE_MAX);
    if (!log_line_format(line, text))
        return error_set(error, ERR_TOO_LARGE, "a line for the ledger is too long");
    return ledger_append(ledger, (struct span){text->data, text->len}, error);
}

enum err log_tail_write(struct log_tail *tail, struct ledger *ledger, const struct log_line *line,
                        struct error *error)
{
    struct buffer text;
    enum err result = append(ledger, line, &text, error);

    if (result == ERR_OK) {
        remember(tail, line->leaves[0].index, line->head.size, (struct span){text.data, text.len});
        tail->size = line->head.size;
    }
    buffer_clear(&text);
    return result;
}

// Gathers what the store has between two heads.
struct gathering {
    struct log_line line;
    struct arena arena;
};

static bool gather(void *arg, const struct signoff_leaf *leaf)
{
    struct gathering *gathering = arg;
    struct signoff_leaf *copy = &gathering->line.leaves[gathering->line.count];

    *copy = *leaf;
    copy->leaf.data = arena_dup(&gathering->arena, leaf->leaf.data, leaf->leaf.len);
    return copy->leaf.data && ++gathering->line.count < LOG_LINE_LEAVES_MAX
           && leaf->index + 1 < gathering->line.head.size;
}

static struct span keep(struct arena *arena, struct span span)
{
    return (struct span){arena_dup(arena, span.data, span.len), span.len};
}

// The line of the first head over more leaves than the ledger has.
static enum err gather_line(struct view *view, uint64_t from, struct gathering *out,
                            struct error *error)
{
    struct signoff_head *head = &out->line.head;
    enum err result = signoff_log_over(view, from, head, error);

    if (result != ERR_OK)
        return result;
    head->certificate = keep(&out->arena, head->certificate);
    head->head = keep(&out->arena, head->head);
    head->seal = keep(&out->arena, head->seal);
    out->line.leaves = arena_take(&out->arena, LOG_LINE_LEAVES_MAX * sizeof(*out->line.leaves));
    if (out->arena.failed)
        return error_set(error, ERR_TOO_LARGE, "a line for the ledger is too long");
    result = signoff_log_leaves(view, from, gather, out, error);
    if (result == ERR_OK && (out->arena.failed || from + out->line.count != head->size))
        result = error_set(error, ERR_CORRUPT, "the sign-off log has no leaves up to its head");
    return result;
}

// Looking whether the store's log is whole in itself.
struct wholeness {
    struct storage *storage;
    enum err result;
};

static bool check_head(void *arg, const struct signoff_head *head)
{
    struct wholeness *wholeness = arg;
    struct log_line line = {.head = *head};

    wholeness->result = check_root(wholeness->storage, &line, NULL);
    return wholeness->result == ERR_OK;
}

enum err log_tail_check_store(struct storage *storage, struct error *error)
{
    struct wholeness wholeness = {.storage = storage};
    uint64_t stored = 0;
    struct signoff_head newest = {0};
    struct view *view = storage_writer(storage);
    enum err result = signoff_log_size(view, &stored, error);

    if (result == ERR_OK && stored > 0)
        result = signoff_log_newest(view, &newest, error);
    if (result == ERR_OK && newest.size == stored)
        result = signoff_log_heads(view, 0, check_head, &wholeness, error);
    if (result == ERR_OK)
        result = wholeness.result;
    if (result == ERR_NOT_FOUND || result == ERR_PARSE || newest.size != stored)
        result = ERR_CORRUPT;
    return result == ERR_OK ? ERR_OK
                            : error_set(error, result, "the sign-off log of the store is damaged");
}

enum err log_tail_catch_up(struct log_tail *tail, struct storage *storage, struct ledger *ledger,
                           struct error *error)
{
    struct gathering gathering = {0};
    struct buffer text = {0};
    uint64_t stored = 0;
    enum err result = signoff_log_size(storage_writer(storage), &stored, error);

    arena_init(&gathering.arena, LINE_ARENA_MAX);
    while (result == ERR_OK && tail->size < stored) {
        arena_reset(&gathering.arena);
        gathering.line = (struct log_line){.stamp = *storage_stamp(storage)};
        result = gather_line(storage_writer(storage), tail->size, &gathering, error);
        if (result == ERR_OK && check_root(storage, &gathering.line, NULL) != ERR_OK)
            result = error_set(error, ERR_CORRUPT, "the sign-off log of the store is damaged");
        if (result == ERR_OK)
            result = append(ledger, &gathering.line, &text, error);
        if (result == ERR_OK)
            tail->size = gathering.line.head.size;
        buffer_clear(&text);
    }
    arena_clear(&gathering.arena);
    return result;
}
