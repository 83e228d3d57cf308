// SPDX-License-Identifier: Apache-2.0
#include "agent/store/mint.h"

#include "agent/store/actor_rows.h"
#include "agent/store/head_marker.h"
#include "agent/store/setting.h"

#include <stdlib.h>
#include <string.h>

enum { CLOCK_JUMP_MAX_MS = 5000, SETTING_TEXT = 256 };

static int64_t wall_minus_boot(const struct store *store)
{
    const struct clock *clock = &store->options.clock;

    return clock_wall_ms(clock) - clock_boot_ms(clock);
}

// Whether the marker fits the database; *why says in words why not. It may lag behind by the actors
// of lives that ended between their first commit and the marker, never be ahead.
static enum err compare(struct store *store, const struct head_marker *marker, const char **why,
                        struct error *error)
{
    struct actor_row row;
    struct uuid identity;
    enum err code;

    database_identity(store->database, &identity);
    if (!uuid_equal(&identity, &marker->identity)) {
        *why = "the head marker is of another database";
        return ERR_OK;
    }
    code = actor_rows_named(store, marker->actor, &row, error);
    if (code == ERR_NOT_FOUND) {
        *why = "the database is older than its head marker: it was put back from a copy";
        code = ERR_OK;
    }
    return code;
}

static enum err inspect(struct store *store, const char **why, struct error *error)
{
    struct head_marker marker;
    struct actor_row newest;
    enum err code = head_marker_read(store->options.disk, &marker, error);

    if (!code)
        return compare(store, &marker, why, error);
    if (code == ERR_CORRUPT) {
        *why = "the head marker is damaged";
        return ERR_OK;
    }
    if (code != ERR_NOT_FOUND)
        return error_wrap(error, code, "head marker");
    code = actor_rows_newest(store, &newest, error);
    // The very first life may have ended before it wrote one.
    if (!code && newest.first > 1)
        *why = "the head marker is missing";
    return code == ERR_NOT_FOUND ? ERR_OK : code;
}

// A copied folder harms nothing, since this life gets an actor of its own; the office should know.
static enum err note_copy(struct store *store, const char *why, struct error *error)
{
    struct buffer text;
    enum err code;

    log_write(&store->options.log, LOG_ALARM, "store", "%s", why);
    buffer_init(&text, SETTING_TEXT);
    buffer_append_i64(&text, clock_wall_ms(&store->options.clock));
    buffer_printf(&text, " %s", why);
    store->marker_due = true; // with this commit, so that it is noted once
    code = setting_write(store, "copied", (struct span){text.data, text.len}, error);
    buffer_clear(&text);
    return code;
}

static enum err resume_offset(struct store *store, struct error *error)
{
    struct buffer text;
    enum err code;

    buffer_init(&text, SETTING_TEXT);
    code = setting_read(store, "offset_ms", &text, error);
    if (!code)
        store->offset_known = text_parse_i64((struct span){text.data, text.len}, &store->offset_ms);
    buffer_clear(&text);
    return code == ERR_NOT_FOUND ? ERR_OK : code;
}

// The hybrid clock goes on behind the journal's last write; a trimmed one has no time, then the
// wall clock alone must do.
static enum err resume_time(struct store *store, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_JOURNAL_GET);
    struct write last;
    bool row;
    enum err code;

    database_bind_integer(statement, 1, store->head.n);
    code = store_inside_next(store, statement, &row, error);
    arena_reset(&store->arena);
    if (!code && row && !database_is_null(statement, 3)
        && write_parse(database_text(statement, 3), &store->arena, &last, NULL) == ERR_OK) {
        store->hlc.last = last.time;
        write_clear(&last);
    }
    database_done(statement);
    return code;
}

// After a purge the actors before it stay unnamed (replica_purge).
static enum err resume_named(struct store *store, struct error *error)
{
    struct buffer text;
    int64_t from = 0;
    enum err code;

    buffer_init(&text, 24);
    code = setting_read(store, "named_from", &text, error);
    if (!code && text_parse_i64((struct span){text.data, text.len}, &from)
        && from > store->named_from)
        store->named_from = from;
    buffer_clear(&text);
    return code == ERR_NOT_FOUND ? ERR_OK : code;
}

enum err mint_resume(struct store *store, struct error *error)
{
    const char *why = NULL;
    struct actor_row newest;
    enum err code = inspect(store, &why, error);

    if (!code)
        code = resume_offset(store, error);
    if (!code)
        code = resume_time(store, error);
    if (!code) {
        code = actor_rows_newest(store, &newest, error);
        store->named_from = code ? 0 : newest.first;
        code = code == ERR_NOT_FOUND ? ERR_OK : code;
    }
    if (!code)
        code = resume_named(store, error);
    // A full disk must not keep the tablet from opening; the log has it.
    if (!code && why && note_copy(store, why, error) != ERR_OK)
        log_write(&store->options.log, LOG_WARN, "store", "that could not be noted");
    return code;
}

static bool may_go_on(const struct store *store)
{
    int64_t moved = wall_minus_boot(store) - store->life.wall_minus_boot_ms;

    return store->head.actor != 0 && moved <= CLOCK_JUMP_MAX_MS && moved >= -CLOCK_JUMP_MAX_MS
           && strcmp(store->life.boot, clock_boot_id(&store->options.clock)) == 0;
}

static enum err put_actor(struct store *store, uint64_t actor, struct error *error)
{
    sqlite3_stmt *statement = store_inside_statement(store, SQL_ACTOR_CLOSE);
    enum err code;

    database_bind_integer(statement, 1, store->head.n);
    code = store_inside_run(store, statement, error);
    if (code)
        return code;
    statement = store_inside_statement(store, SQL_ACTOR_ADD);
    database_bind_integer(statement, 1, store->head.n + 1);
    database_bind_actor(statement, 2, actor);
    return store_inside_run(store, statement, error);
}

void mint_retire(struct store *store)
{
    store->head.actor = store->committed.actor = 0;
}

enum err mint_ensure(struct store *store, struct error *error)
{
    uint64_t actor = 0;
    enum err code;

    if (may_go_on(store))
        return ERR_OK;
    mint_retire(store);
    while (actor == 0)
        actor = random_u64(&store->options.random);
    code = put_actor(store, actor, error);
    if (code)
        return code;
    store->head.actor = actor;
    store->head.first = store->head.n + 1;
    store->life.wall_minus_boot_ms = wall_minus_boot(store);
    text_copy(store->life.boot, sizeof(store->life.boot),
              span_of(clock_boot_id(&store->options.clock)));
    store->marker_due = true;
    return ERR_OK;
}

void mint_mark(struct store *store)
{
    struct head_marker marker = {0};
    struct actor_row newest;
    struct error error = {0};
    enum err code = actor_rows_newest(store, &newest, &error);

    if (code == ERR_NOT_FOUND) {
        store->marker_due = false;
        return;
    }
    database_identity(store->database, &marker.identity);
    marker.actor = newest.actor;
    text_copy(marker.boot, sizeof(marker.boot), span_of(clock_boot_id(&store->options.clock)));
    if (!code)
        code = head_marker_write(store->options.disk, &marker, &error);
    if (code)
        log_write(&store->options.log, LOG_WARN, "store", "head marker: %s", error.detail);
    store->marker_due = code != ERR_OK;
}
