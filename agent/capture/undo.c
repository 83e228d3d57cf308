// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/undo.h"

#include "shared/model/fact_link.h"

#include <stddef.h>
#include <string.h>

void undo_begin(struct undo_log *log, struct buffer *out)
{
    *log = (struct undo_log){.out = out};
    json_begin(&log->json, out);
    json_array_open(&log->json, NULL);
}

static bool is_of_deed(const struct undo_log *log, const struct uuid *id)
{
    for (size_t i = 0; i < log->count; i++)
        if (uuid_equal(&log->made[i], id))
            return true;
    return false;
}

// A step of what the deed itself made: without that it means nothing.
static bool is_moot(const struct undo_log *log, const struct undo_edit *edit)
{
    struct deed_fields fields = {edit->fields, edit->field_count};
    const struct field *of = deed_given(&fields, "of");
    struct uuid id;

    return edit->kind && strcmp(edit->kind->name, "move") == 0 && of && of->value.len > 2
           && uuid_parse((struct span){of->value.data + 1, of->value.len - 2}, &id)
           && is_of_deed(log, &id);
}

// Everything has a record, a destination and a follow-up (D8.1): a complaint is not taken back.
static bool is_final(const struct kind *kind)
{
    return !kind || kind->write_once || kind->office_only || strcmp(kind->name, "complaint") == 0;
}

static void put_before(struct undo_log *log, const struct fact *before, struct span name)
{
    char key[FIELD_NAME_MAX + 1];
    struct span value;
    enum err code;

    text_copy(key, sizeof(key), name);
    code = fact_value(before, key, &value);
    log->final = log->final || record_field_conflicts(before->record, name);
    if (code == ERR_OK)
        json_put_raw(&log->json, key, value);
    else
        json_put_null(&log->json, key);
}

static void put_all_before(struct undo_log *log, const struct undo_edit *edit)
{
    struct deed_fields fields = {edit->fields, edit->field_count};

    json_object_open(&log->json, "before");
    for (size_t i = 0; i < edit->field_count; i++)
        put_before(log, edit->before, edit->fields[i].name);
    if (record_deleted(edit->before->record) && !deed_given(&fields, "deleted"))
        json_put_boolean(&log->json, "deleted", true); // the edit brought it back
    json_object_close(&log->json);
}

static void put_edit(struct undo_log *log, const struct undo_edit *edit, bool stays)
{
    char id[UUID_TEXT], actor[ACTOR_TEXT];

    uuid_format(&edit->id, id);
    actor_format(edit->dot.actor, actor);
    json_object_open(&log->json, NULL);
    json_put_text(&log->json, "id", id);
    json_put_text(&log->json, "actor", actor);
    json_put_u64(&log->json, "counter", edit->dot.counter);
    json_put_boolean(&log->json, "stays", stays);
    if (!stays && edit->before)
        put_all_before(log, edit);
    json_object_close(&log->json);
}

void undo_add(struct undo_log *log, const struct undo_edit *edit)
{
    bool stays = is_moot(log, edit);

    log->final = log->final || log->count == UNDO_EDITS_MAX || is_of_deed(log, &edit->id)
                 || (!stays && is_final(edit->kind));
    if (log->final)
        return;
    log->made[log->count++] = edit->id;
    put_edit(log, edit, stays);
}

void undo_end(struct undo_log *log)
{
    json_array_close(&log->json);
    if (log->final || log->count == 0 || log->out->failed)
        buffer_reset(log->out);
}

// One record of such an array.
struct act {
    struct uuid id;
    struct dot dot;
    bool stays;
    const struct json *before; // NULL: the deed made it
    const struct fact *fact;
};

static enum err read_act(const struct json *json, struct act *out, struct error *error)
{
    static const struct json_field fields[] = {
        {"id", JSON_UUID, offsetof(struct act, id), UUID_BYTES, true, JSON_NO_PRESENT},
        {"actor", JSON_HEX64, offsetof(struct act, dot.actor), 8, true, JSON_NO_PRESENT},
        {"counter", JSON_U64, offsetof(struct act, dot.counter), 8, true, JSON_NO_PRESENT},
        {"stays", JSON_BOOLEAN, offsetof(struct act, stays), sizeof(bool), true, JSON_NO_PRESENT},
    };
    enum err code;

    *out = (struct act){0};
    code = json_read(json, fields, sizeof(fields) / sizeof(fields[0]), out, error);
    if (code)
        return error_set(error, ERR_INVALID, "undo: not what an answer carried");
    out->before = json_member(json, "before");
    if (out->before && !json_is_object(out->before))
        return error_set(error, ERR_INVALID, "undo: before is no object");
    return ERR_OK;
}

bool undo_record(const struct json *undo, struct uuid *out)
{
    const struct json *first = json_is_array(undo) ? json_first(undo) : NULL;
    struct act act;

    if (!first || read_act(first, &act, NULL) != ERR_OK)
        return false;
    *out = act.id;
    return true;
}

// What is to be undone, with what stands now.
struct undoing {
    struct act acts[UNDO_EDITS_MAX];
    size_t count;
};

static enum err refuse_stale(struct error *error)
{
    return error_set(
        error, ERR_STALE,
        "之后又有改动，或已撤销过，不能撤销;请直接修改 it was changed since, or undone "
        "already: change it instead");
}

static bool is_our_value(const struct act *act, const char *name)
{
    struct record_value value;

    return record_values(act->fact->record, span_of(name), &value, 1) == 1
           && dot_compare(value.dot, act->dot) == 0;
}

// Whether the record stands as the deed left it.
static bool stands_as_left(const struct act *act)
{
    const struct record *record = act->fact->record;

    for (const struct json *m = act->before ? json_first(act->before) : NULL; m; m = json_next(m))
        if (!is_our_value(act, json_key(m)))
            return false;
    for (size_t i = 0; !act->before && i < record->write_count; i++)
        if (dot_compare(record->writes[i].dot, act->dot) != 0)
            return false;
    return !record_deleted(record) || act->before;
}

static bool is_undone(const struct undoing *undoing, const struct uuid *id)
{
    for (size_t i = 0; i < undoing->count; i++)
        if (uuid_equal(&undoing->acts[i].id, id))
            return true;
    return false;
}

static bool names(const struct fact *fact, struct span quoted)
{
    for (size_t i = 0; i < fact->record->write_count; i++)
        for (size_t k = 0; k < fact->record->writes[i].field_count; k++)
            if (span_equal(fact->record->writes[i].fields[k].value, quoted))
                return true;
    return false;
}

// What would be deleted must not leave others behind that belong to it.
static enum err check_alone(const struct deed *deed, const struct undoing *undoing,
                            const struct act *act, struct error *error)
{
    char quoted[UUID_TEXT + 2] = "\"";

    uuid_format(&act->id, quoted + 1);
    quoted[UUID_TEXT] = '"';
    for (size_t i = 0; i < deed->facts->count; i++) {
        const struct fact *other = &deed->facts->list[i];

        if (record_deleted(other->record) || is_undone(undoing, &other->record->id)
            || !names(other, (struct span){quoted, UUID_TEXT + 1}))
            continue;
        return error_set(error, ERR_PRECONDITION,
                         "已有“%s”属于它，不能撤销 a %s belongs to it by now: it cannot be undone",
                         other->kind ? other->kind->zh : "?", other->kind ? other->kind->en : "?");
    }
    return ERR_OK;
}

// When the deed wrote it.
static uint64_t time_of(const struct act *act)
{
    const struct record *record = act->fact->record;

    for (size_t i = 0; i < record->write_count; i++)
        if (dot_compare(record->writes[i].dot, act->dot) == 0)
            return record->writes[i].time;
    return 0;
}

// D6.2: what somebody signed with it in view is not taken away silently.
static enum err check_unsigned(const struct deed *deed, const struct act *act, struct error *error)
{
    size_t count = 0;
    const struct fact *signoffs = facts_of_kind(deed->facts, "signoff", &count);
    struct uuid of;

    for (size_t i = 0; i < count; i++) {
        const struct fact *signoff = &signoffs[i], *subject, *up;

        if (fact_true(signoff, "voided") || signoff->time < time_of(act)
            || !fact_uuid(signoff, "of", &of))
            continue;
        subject = facts_find(deed->facts, &of);
        up = subject && subject->kind ? fact_link_up(deed->facts, act->fact, subject->kind->name)
                                      : NULL;
        if (up && uuid_equal(&up->record->id, &of))
            return error_set(error, ERR_PRECONDITION,
                             "之后已有人签字，不能撤销;如需更改请直接修改，签字将显示为签后变更 "
                             "somebody has signed it since, so it cannot be undone: change it "
                             "instead, and it is to be signed again");
    }
    return ERR_OK;
}

// What may stay behind what is undone: a step of it, and nothing else that belongs to it.
static bool is_its_step(const struct undoing *undoing, const struct act *act)
{
    struct uuid of;

    return span_is(act->fact->record->kind, "move") && time_of(act) != 0
           && fact_uuid(act->fact, "of", &of) && is_undone(undoing, &of);
}

static enum err look_at(const struct deed *deed, struct undoing *undoing, struct error *error)
{
    enum err code = ERR_OK;

    for (size_t i = 0; !code && i < undoing->count; i++) {
        struct act *act = &undoing->acts[i];

        act->fact = facts_find(deed->facts, &act->id);
        if (!act->fact)
            code = error_set(error, ERR_NOT_FOUND, "what is to be undone is not on this tablet");
        else if (act->stays && is_its_step(undoing, act))
            continue;
        else if (act->stays)
            code = error_set(error, ERR_INVALID, "undo: not what an answer carried");
        else if (is_final(act->fact->kind))
            code = error_set(error, ERR_DENIED, "此项不能撤销 this is final: it is not undone");
        else if (!stands_as_left(act))
            code = refuse_stale(error);
        if (!code)
            code = check_unsigned(deed, act, error);
        if (!code && !act->before)
            code = check_alone(deed, undoing, act, error);
    }
    return code;
}

// A value as the array has it, canonical.
static void put_value(struct deed *deed, const char *name, const struct json *value)
{
    struct field null = {span_of(name), span_of("null")};
    const char *text = NULL;
    int64_t number = 0;
    bool truth = false;

    if (json_text(value, &text))
        deed_text(deed, name, span_of(text));
    else if (json_integer(value, &number))
        deed_integer(deed, name, number);
    else if (json_boolean(value, &truth))
        deed_truth(deed, name, truth);
    else
        deed_fields(deed, &(struct deed_fields){&null, 1});
}

static enum err decide(struct deed *deed, const void *given, struct error *error)
{
    struct undoing *undoing = *(struct undoing *const *)given;
    enum err code = look_at(deed, undoing, error);

    for (size_t i = 0; !code && i < undoing->count; i++) {
        const struct act *act = &undoing->acts[i];

        if (act->stays)
            continue;
        deed_open(deed, act->fact->kind->name, &act->id);
        deed_label(deed, "撤销 undone");
        if (!act->before)
            deed_truth(deed, "deleted", true);
        for (const struct json *m = json_first(act->before); m; m = json_next(m))
            put_value(deed, json_key(m), m);
        code = deed_close(deed, NULL, error);
    }
    return code;
}

enum err undo_run(const struct deed_options *options, const struct json *undo,
                  struct deed_report *report, struct error *error)
{
    struct undoing undoing = {.count = 0}, *given = &undoing;
    enum err code = ERR_OK;

    if (!json_is_array(undo) || !json_first(undo))
        return error_set(error, ERR_INVALID, "undo: not what an answer carried");
    for (const struct json *act = json_first(undo); !code && act; act = json_next(act)) {
        if (undoing.count == UNDO_EDITS_MAX)
            return error_set(error, ERR_TOO_LARGE, "undo: more than %d records", UNDO_EDITS_MAX);
        code = read_act(act, &undoing.acts[undoing.count++], error);
    }
    return code ? code : deed_run(options, decide, &given, report, error);
}
