// SPDX-License-Identifier: Apache-2.0
#include "server/storage/storage_check.h"

#include "server/storage/actors.h"
#include "server/storage/derived.h"
#include "server/storage/erasures.h"
#include "server/storage/history.h"
#include "shared/model/erasure_mark.h"

#include <inttypes.h>

enum { WRITE_ARENA_BYTES = 4 << 20, SEQ_BITS = 20 };

struct check {
    struct view *view;
    const uint8_t *mac_key;
    struct buffer *report;
    uint64_t findings;
    uint64_t head; // newest commit
    struct derived derived;
    // Of the actor being walked.
    const struct actor_row *actor;
    struct dot last;
    struct digest chain;
    struct arena arena;
};

static void complain(struct check *check, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void complain(struct check *check, const char *format, ...)
{
    va_list args;

    check->findings++;
    va_start(args, format);
    if (buffer_vprintf(check->report, format, args))
        buffer_append_char(check->report, '\n');
    va_end(args);
}

static void check_record(struct check *check, const char *id, const struct record_row *row)
{
    const struct record *record = &check->derived.record;
    struct error error = {0};
    uint8_t mac[MAC_BYTES];

    mac_make(check->mac_key, row->state.data, row->state.len, mac);
    if (!mac_equal(mac, row->mac))
        complain(check, "record %s: its mac does not match its state", id);
    if (row->seq >> SEQ_BITS > check->head)
        complain(check, "record %s: changed by commit %" PRIu64 ", which there is not", id,
                 row->seq >> SEQ_BITS);
    if (derived_columns(&check->derived, row->state, &error)) {
        complain(check, "record %s: %s", id, error.detail);
        return;
    }
    if (!uuid_equal(&record->id, &row->id) || !uuid_equal(&record->site, &row->site)
        || !span_equal(record->kind, row->kind))
        complain(check, "record %s: its state has another id, site or kind", id);
    if (!derived_matches(&check->derived, row))
        complain(check, "record %s: its vector or flags are not those of its state", id);
}

static bool each_record(void *arg, const struct record_row *row)
{
    char id[UUID_TEXT];

    uuid_format(&row->id, id);
    check_record(arg, id, row);
    return true;
}

static void check_bytes(struct check *check, const struct history_row *entry)
{
    struct write write = {0};
    struct error error = {0};

    arena_reset(&check->arena);
    if (write_parse(entry->bytes, &check->arena, &write, &error))
        complain(check, "entry %016" PRIx64 " %" PRIu64 ": %s", entry->dot.actor,
                 entry->dot.counter, error.detail);
    else if (dot_compare(write.dot, entry->dot) != 0 || !uuid_equal(&write.id, &entry->record))
        complain(check, "entry %016" PRIx64 " %" PRIu64 ": its bytes have another dot or record",
                 entry->dot.actor, entry->dot.counter);
    write_clear(&write);
}

// What a trim skipped is not looked for; behind it every counter is.
static void check_counter(struct check *check, const struct history_row *entry)
{
    uint64_t expected = check->last.counter + 1;

    if (entry->dot.counter > check->actor->trimmed_to && expected <= check->actor->trimmed_to)
        expected = check->actor->trimmed_to + 1;
    if (entry->dot.counter != expected)
        complain(check, "actor %016" PRIx64 ": entry %" PRIu64 " follows %" PRIu64,
                 entry->dot.actor, entry->dot.counter, check->last.counter);
}

// Entries of one actor stand together in their tablet's journal, so that each chain follows from
// the one before; where the actor begins, another one's would be needed. The office's own entries
// are not chained.
static void check_chain(struct check *check, const struct history_row *entry)
{
    bool follows = check->last.counter && check->last.counter + 1 == entry->dot.counter
                   && !entry->broken && !uuid_is_nil(&entry->device);

    if (follows) {
        chain_next(&check->chain, entry->bytes);
        if (!digest_equal(&check->chain, &entry->chain))
            complain(check, "entry %016" PRIx64 " %" PRIu64 ": its chain does not follow",
                     entry->dot.actor, entry->dot.counter);
    }
    check->chain = entry->chain;
}

// An erased entry: its chain is taken as it stands, what follows must go on from it. Only an
// erasure that is on record takes bytes away.
static void check_mark(struct check *check, const struct history_row *entry,
                       const struct uuid *site)
{
    struct error error = {0};
    bool erased = false;

    if (erasures_has(check->view, site, &erased, &error) != ERR_OK || !erased)
        complain(check, "entry %016" PRIx64 " %" PRIu64 ": erased, and nobody erased its site",
                 entry->dot.actor, entry->dot.counter);
    check->chain = entry->chain;
}

static bool each_entry(void *arg, const struct history_row *entry)
{
    struct check *check = arg;
    struct uuid site;

    check_counter(check, entry);
    if (erasure_mark_parse(entry->bytes, &site)) {
        check_mark(check, entry, &site);
    } else {
        check_chain(check, entry);
        if (!entry->broken)
            check_bytes(check, entry);
    }
    check->last = entry->dot;
    return true;
}

struct walk {
    struct check *check;
    enum err code;
    struct error error;
};

static bool each_actor(void *arg, const struct actor_row *actor)
{
    struct walk *walk = arg;
    struct check *check = walk->check;

    check->actor = actor;
    check->last = (struct dot){0};
    walk->code = history_of_actor(check->view, actor->row, each_entry, check, &walk->error);
    if (!walk->code && check->last.counter != actor->counter
        && !(check->last.counter <= actor->trimmed_to && actor->counter == actor->trimmed_to))
        complain(check,
                 "actor %016" PRIx64 ": held up to %" PRIu64 ", but its entries end at %" PRIu64,
                 actor->actor, actor->counter, check->last.counter);
    return !walk->code;
}

static enum err check_all(struct check *check, struct error *error)
{
    struct walk walk = {.check = check};
    struct commit_stamp head;
    struct error detail = {0};
    enum err code = database_check(check->view->database, &detail);

    if (code == ERR_CORRUPT)
        complain(check, "database: %s", detail.detail);
    else if (code)
        return error_set(error, code, "%s", detail.detail);
    code = commit_head(check->view, &head, error);
    check->head = head.number;
    if (!code)
        code = records_list(check->view, &(struct records_filter){.every_site = true}, each_record,
                            check, error);
    if (!code)
        code = actors_list(check->view, each_actor, &walk, error);
    if (!code && walk.code)
        code = error_set(error, walk.code, "%s", walk.error.detail);
    return code;
}

enum err storage_check(struct storage *storage, const uint8_t mac_key[MAC_KEY_BYTES],
                       struct buffer *report, struct error *error)
{
    struct check check = {.mac_key = mac_key, .report = report};
    enum err code = storage_open_view(storage, &check.view, error);

    if (code)
        return code;
    derived_init(&check.derived);
    arena_init(&check.arena, WRITE_ARENA_BYTES);
    code = view_begin(check.view, error);
    if (!code)
        code = check_all(&check, error);
    arena_clear(&check.arena);
    derived_clear(&check.derived);
    storage_close_view(check.view);
    if (!code && check.findings)
        code = error_set(error, ERR_CORRUPT, "%" PRIu64 " findings", check.findings);
    return code;
}
