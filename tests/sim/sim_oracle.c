// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_oracle.h"

#include "shared/base/memory.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { EDIT_MAX = 64, VALUES_MAX = 64 };

static struct sim_oracle *watching;
// The writes of the edit under way.
static struct {
    struct sim_oracle *oracle;
    struct uuid records[EDIT_MAX];
    struct dot dots[EDIT_MAX];
    size_t count;
} edit;

void sim_oracle_fail(struct sim_oracle *oracle, const char *format, ...)
{
    va_list args;
    if (oracle->failed)
        return;
    oracle->failed = true;
    va_start(args, format);
    vsnprintf(oracle->reason, sizeof oracle->reason, format, args);
    va_end(args);
}

static void event_clear(struct oracle_event *event)
{
    for (size_t i = 0; i < event->field_count; i++)
        mem_free((void *)(uintptr_t)event->fields[i].name.data);
    mem_free(event->fields);
    vector_clear(&event->context);
}

void sim_oracle_clear(struct sim_oracle *oracle)
{
    for (size_t r = 0; r < oracle->count; r++) {
        for (size_t e = 0; e < oracle->records[r].count; e++)
            event_clear(&oracle->records[r].events[e]);
        mem_free(oracle->records[r].events);
    }
    mem_free(oracle->records);
    *oracle = (struct sim_oracle){0};
}

// One piece of memory for name and value.
static struct field field_dup(const struct field *field)
{
    char *memory = mem_alloc(field->name.len + field->value.len + 1);
    memcpy(memory, field->name.data, field->name.len);
    memcpy(memory + field->name.len, field->value.data, field->value.len);
    return (struct field){{memory, field->name.len}, {memory + field->name.len, field->value.len}};
}

static void event_set(struct oracle_event *event, const struct write *write)
{
    struct field all[WRITE_FIELDS_MAX + 1];
    event->dot = write->dot;
    vector_copy(&event->context, &write->context);
    event->field_count = write_complete(write, all);
    event->fields = mem_alloc_array(event->field_count, sizeof *event->fields);
    for (size_t i = 0; i < event->field_count; i++)
        event->fields[i] = field_dup(&all[i]);
}

void sim_oracle_copy(struct sim_oracle *out, const struct sim_oracle *from)
{
    *out = *from;
    out->records = mem_alloc_array(from->cap + 1, sizeof *out->records);
    for (size_t r = 0; r < from->count; r++) {
        struct oracle_record *record = &out->records[r];
        *record = from->records[r];
        record->events = mem_alloc_array(record->cap + 1, sizeof *record->events);
        for (size_t e = 0; e < record->count; e++) {
            const struct oracle_event *old = &from->records[r].events[e];
            struct write write = {.dot = old->dot,
                                  .context = old->context,
                                  .fields = old->fields,
                                  .field_count = old->field_count};
            event_set(&record->events[e], &write);
            record->events[e].acked = old->acked;
        }
    }
}

void sim_oracle_watch(struct sim_oracle *oracle)
{
    watching = oracle;
    edit.oracle = NULL;
}

long sim_oracle_find(const struct sim_oracle *oracle, const struct uuid *id)
{
    for (size_t r = 0; r < oracle->count; r++)
        if (uuid_equal(&oracle->records[r].id, id))
            return (long)r;
    return -1;
}

static struct oracle_record *take_record(struct sim_oracle *oracle, const struct write *write)
{
    long at = sim_oracle_find(oracle, &write->id);
    if (at >= 0)
        return &oracle->records[at];
    if (oracle->count == oracle->cap) {
        oracle->cap = oracle->cap * 2 + 16;
        oracle->records = mem_resize(oracle->records, oracle->cap * sizeof *oracle->records);
    }
    struct oracle_record *record = &oracle->records[oracle->count++];
    *record = (struct oracle_record){.id = write->id, .site = write->site};
    snprintf(record->kind, sizeof record->kind, "%.*s", (int)write->kind.len, write->kind.data);
    return record;
}

static struct oracle_event *find_event(struct oracle_record *record, struct dot dot)
{
    for (size_t e = record->count; e-- > 0;)
        if (dot_compare(record->events[e].dot, dot) == 0)
            return &record->events[e];
    return NULL;
}

struct oracle_event *sim_oracle_event(struct sim_oracle *oracle, const struct uuid *record,
                                      struct dot dot)
{
    long at = sim_oracle_find(oracle, record);
    return at < 0 ? NULL : find_event(&oracle->records[at], dot);
}

static bool same_fields(const struct oracle_event *event, const struct write *write)
{
    struct field all[WRITE_FIELDS_MAX + 1];
    size_t count = write_complete(write, all);
    bool same = count == event->field_count
                && vector_compare(&event->context, &write->context) == VECTOR_EQUAL;
    for (size_t i = 0; same && i < count; i++)
        same = span_equal(all[i].name, event->fields[i].name)
               && span_equal(all[i].value, event->fields[i].value);
    return same;
}

// A dot is given anew, now to a write of another record: the first must never have counted.
static void forget_elsewhere(struct sim_oracle *oracle, const struct oracle_record *but,
                             struct dot dot)
{
    for (size_t r = 0; r < oracle->count; r++) {
        struct oracle_record *record = &oracle->records[r];
        struct oracle_event *event = record == but ? NULL : find_event(record, dot);
        if (event != NULL && event->acked)
            sim_oracle_fail(oracle, "I4: dot %016" PRIx64 ":%" PRIu64 " was given twice", dot.actor,
                            dot.counter);
        if (event == NULL || event->acked)
            continue;
        event_clear(event);
        *event = record->events[--record->count];
    }
}

// A write is made: noted at once, since a crash may or may not keep it. One that was rolled back
// leaves its dot to the next; one that was acknowledged never does (I4).
static void note_made(struct sim_oracle *oracle, const struct write *write, bool of_edit)
{
    struct oracle_record *record = take_record(oracle, write);
    struct oracle_event *event = find_event(record, write->dot);
    forget_elsewhere(oracle, record, write->dot);
    if (event != NULL && event->acked) {
        if (!same_fields(event, write))
            sim_oracle_fail(oracle, "I4: dot %016" PRIx64 ":%" PRIu64 " was given twice",
                            write->dot.actor, write->dot.counter);
        return;
    }
    if (event != NULL)
        event_clear(event);
    if (event == NULL && record->count == record->cap) {
        record->cap = record->cap * 2 + 8;
        record->events = mem_resize(record->events, record->cap * sizeof *record->events);
    }
    if (event == NULL)
        event = &record->events[record->count++];
    *event = (struct oracle_event){0};
    event_set(event, write);
    oracle->writes++;
    if (of_edit && edit.oracle == oracle && edit.count < EDIT_MAX) {
        edit.records[edit.count] = write->id;
        edit.dots[edit.count++] = write->dot;
    }
}

void sim_oracle_begin_edit(struct sim_oracle *oracle)
{
    edit.oracle = oracle;
    edit.count = 0;
}

void sim_oracle_end_edit(struct sim_oracle *oracle, bool acked)
{
    for (size_t i = 0; acked && i < edit.count; i++) {
        struct oracle_event *event = sim_oracle_event(oracle, &edit.records[i], edit.dots[i]);
        if (event != NULL)
            event->acked = true;
    }
    edit.oracle = NULL;
}

size_t sim_oracle_edited(const struct uuid **records, const struct dot **dots)
{
    *records = edit.records;
    *dots = edit.dots;
    return edit.count;
}

const struct field *sim_oracle_field(const struct oracle_event *event, const char *name)
{
    for (size_t i = 0; i < event->field_count; i++)
        if (span_is(event->fields[i].name, name))
            return &event->fields[i];
    return NULL;
}

// The hooks: the linker puts them in front of the product's functions (-Wl,--wrap).
struct store;
struct workset;
struct work;
enum err __real_journal_append(struct store *store, struct write *draft, struct error *error);
enum err __wrap_journal_append(struct store *store, struct write *draft, struct error *error);
enum err __wrap_journal_append(struct store *store, struct write *draft, struct error *error)
{
    enum err err = __real_journal_append(store, draft, error);
    if (err == ERR_OK && watching != NULL)
        note_made(watching, draft, true);
    return err;
}

// On a full disk an edit is tried twice: what was rolled back is no part of it.
void __real_store_rollback(struct store *store);
void __wrap_store_rollback(struct store *store);
void __wrap_store_rollback(struct store *store)
{
    edit.count = 0;
    __real_store_rollback(store);
}

enum err __real_store_commit(struct store *store, struct error *error);
enum err __wrap_store_commit(struct store *store, struct error *error);
enum err __wrap_store_commit(struct store *store, struct error *error)
{
    enum err err = __real_store_commit(store, error);
    if (err != ERR_OK)
        edit.count = 0;
    return err;
}

// The office's seal of a sign-off is made by itself, within whatever commit comes next.
static unsigned sealing;
struct seal_record_parts;
enum err __real_seal_record_write(const struct seal_record_parts *parts, const struct uuid *signoff,
                                  struct error *error);
enum err __wrap_seal_record_write(const struct seal_record_parts *parts, const struct uuid *signoff,
                                  struct error *error);
enum err __wrap_seal_record_write(const struct seal_record_parts *parts, const struct uuid *signoff,
                                  struct error *error)
{
    sealing++;
    enum err err = __real_seal_record_write(parts, signoff, error);
    sealing--;
    return err;
}

// What the office puts into a record was made by a tablet, as it stands, or is made here.
enum err __real_workset_apply(struct workset *workset, struct work *work, const struct write *write,
                              struct error *error);
enum err __wrap_workset_apply(struct workset *workset, struct work *work, const struct write *write,
                              struct error *error);
enum err __wrap_workset_apply(struct workset *workset, struct work *work, const struct write *write,
                              struct error *error)
{
    bool here = edit.oracle == watching || sealing > 0;
    if (watching != NULL && here)
        note_made(watching, write, sealing == 0);
    if (watching != NULL && !here) {
        struct oracle_event *event = sim_oracle_event(watching, &write->id, write->dot);
        if (event == NULL || !same_fields(event, write))
            sim_oracle_fail(watching, "P4: the office applies a write that nobody made");
    }
    return __real_workset_apply(workset, work, write, error);
}

static const struct field *event_field(const struct oracle_event *event, struct span name)
{
    for (size_t i = 0; i < event->field_count; i++)
        if (span_equal(event->fields[i].name, name))
            return &event->fields[i];
    return NULL;
}

enum fate { FATE_STANDS, FATE_GONE, FATE_OPEN };

// What becomes of a field of a write for who has seen `vector`. Open: a rejected write had seen it.
static enum fate fate_of(const struct oracle_record *record, const struct oracle_event *event,
                         struct span name, const struct vector *vector)
{
    enum fate fate = event->rejected ? FATE_OPEN : FATE_STANDS;
    for (size_t e = 0; e < record->count; e++) {
        const struct oracle_event *later = &record->events[e];
        if (later == event || !vector_covers(vector, later->dot)
            || !vector_covers(&later->context, event->dot) || event_field(later, name) == NULL)
            continue;
        if (!later->rejected)
            return FATE_GONE;
        fate = FATE_OPEN;
    }
    return fate;
}

static const struct field *standing_value(const struct record *state, struct dot dot,
                                          struct span name)
{
    for (size_t w = 0; w < state->write_count; w++)
        if (dot_compare(state->writes[w].dot, dot) == 0)
            return standing_field(&state->writes[w], name);
    return NULL;
}

static void judge_event(struct sim_oracle *oracle, const char *who, const struct record *state,
                        struct oracle_record *record, struct oracle_event *event)
{
    for (size_t f = 0; f < event->field_count; f++) {
        const struct field *field = &event->fields[f];
        const struct field *stands = standing_value(state, event->dot, field->name);
        enum fate fate = fate_of(record, event, field->name, &state->vector);
        if (stands != NULL && !span_equal(stands->value, field->value))
            sim_oracle_fail(oracle, "P4: %s: %s.%.*s is not what was written", who, record->kind,
                            (int)field->name.len, field->name.data);
        if ((stands != NULL && fate == FATE_GONE) || (stands == NULL && fate == FATE_STANDS))
            sim_oracle_fail(oracle, "P3: %s: %s.%.*s=%.*s of %016" PRIx64 ":%" PRIu64 " %s", who,
                            record->kind, (int)field->name.len, field->name.data,
                            (int)field->value.len, field->value.data, event->dot.actor,
                            event->dot.counter,
                            stands == NULL ? "is lost" : "stands though it was overwritten");
    }
}

static void judge_invented(struct sim_oracle *oracle, const char *who, const struct record *state,
                           struct oracle_record *record)
{
    for (size_t w = 0; w < state->write_count; w++) {
        const struct standing *standing = &state->writes[w];
        struct oracle_event *event = find_event(record, standing->dot);
        for (size_t f = 0; f < standing->field_count; f++)
            if (event == NULL || event_field(event, standing->fields[f].name) == NULL)
                sim_oracle_fail(oracle, "P4: %s: %s holds a value that nobody wrote", who,
                                record->kind);
        if (!vector_covers(&state->vector, standing->dot))
            sim_oracle_fail(oracle, "I9: %s: a standing write is not in the vector", who);
    }
}

// P5: the product sees a conflict if and only if two of the standing values differ. That exactly
// the concurrent ones stand was judged before.
static void judge_conflicts(struct sim_oracle *oracle, const char *who, const struct record *state)
{
    struct span names[WRITE_FIELDS_MAX];
    struct record_value values[VALUES_MAX];
    size_t count = record_fields(state, names, WRITE_FIELDS_MAX);
    for (size_t f = 0; f < count && f < WRITE_FIELDS_MAX; f++) {
        size_t found = record_values(state, names[f], values, VALUES_MAX);
        bool differ = false;
        for (size_t v = 1; v < found && v < VALUES_MAX; v++)
            differ = differ || !span_equal(values[v].value, values[0].value);
        oracle->conflicts += differ;
        if (differ != record_field_conflicts(state, names[f]))
            sim_oracle_fail(oracle, "P5: %s: conflict of %.*s is misjudged", who, (int)names[f].len,
                            names[f].data);
    }
}

void sim_oracle_judge(struct sim_oracle *oracle, const char *who, const struct record *state)
{
    long at = sim_oracle_find(oracle, &state->id);
    oracle->states++;
    if (at < 0) {
        sim_oracle_fail(oracle, "P4: %s holds a record that nobody made", who);
        return;
    }
    struct oracle_record *record = &oracle->records[at];
    if (!uuid_equal(&record->site, &state->site) || !span_is(state->kind, record->kind))
        sim_oracle_fail(oracle, "P4: %s: site or kind of a record changed", who);
    for (size_t e = 0; e < record->count; e++)
        if (vector_covers(&state->vector, record->events[e].dot))
            judge_event(oracle, who, state, record, &record->events[e]);
    judge_invented(oracle, who, state, record);
    judge_conflicts(oracle, who, state);
}
