// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/rectify.h"

#include <string.h>

// The rectification of a record: its id follows from it.
static struct uuid id_of(const struct uuid *of)
{
    char text[UUID_TEXT + 2] = "\"";
    struct span value = {text, UUID_TEXT + 1};

    uuid_format(of, text + 1);
    text[UUID_TEXT] = '"';
    return kind_key_id("rectification", &value, 1);
}

static bool stands(const struct deed *deed, const struct uuid *id)
{
    const struct fact *fact = facts_find(deed->facts, id);

    return fact && !record_deleted(fact->record);
}

// The first step of one that starts with a responsible person.
static enum err assign_at_once(struct deed *deed, const struct uuid *id,
                               const struct rectify_finding *finding, struct error *error)
{
    const struct field *to = deed_given(&finding->fields, "responsible");
    const struct field *deadline = deed_given(&finding->fields, "deadline");
    struct field fields[2];
    struct deed_fields more = {fields, 0};
    struct move_standing standing;

    if (!to || span_is(to->value, "null"))
        return ERR_OK;
    if (!deadline)
        return error_set(
            error, ERR_INVALID,
            "指定责任人时要有整改期限 who is to put it right gets a deadline\t(--deadline)");
    fields[more.count++] = (struct field){span_of("to"), to->value};
    fields[more.count++] = *deadline;
    step_standing(deed, "rectification", id, &standing);
    deed_open(deed, "move", NULL);
    deed_uuid(deed, "of", id);
    deed_word(deed, "move", "assign");
    deed_integer(deed, "at", deed->now_ms);
    deed_fields(deed, &more);
    if (standing.leaf_count > 0) // one that was undone comes back with its steps
        deed_uuid(deed, "after", &standing.leaves[0]->record->id);
    return deed_close(deed, NULL, error);
}

// D5.1: danger to life or a batch defect is followed by a named person to the end.
static void name_follower(struct deed *deed, const struct rectify_finding *finding)
{
    const struct field *severity = deed_given(&finding->fields, "severity");
    char name[DEED_PLAIN];

    if (!severity)
        deed_word(deed, "severity", "normal");
    if (!severity || !span_is(severity->value, "\"major\"") || deed_has(deed, "follower"))
        return;
    deed_uuid(deed, "follower", &deed->options->person);
    deed_say(deed, "重大问题，由 %s 跟踪到底 a major one: followed to the end by this person",
             deed_person(deed, &deed->options->person, name));
}

static enum err add_new(struct deed *deed, const struct uuid *of,
                        const struct rectify_finding *finding, struct error *error)
{
    struct uuid id;
    enum err code;

    deed_open(deed, "rectification", NULL);
    deed_uuid(deed, "of", of);
    deed_fields(deed, &finding->fields);
    name_follower(deed, finding);
    code = deed_close(deed, &id, error);
    return code ? code : assign_at_once(deed, &id, finding, error);
}

// One that was verified is opened again (D5.3 counts it); its text and severity follow the new
// finding.
static enum err open_again(struct deed *deed, const struct uuid *id,
                           const struct rectify_finding *finding, struct error *error)
{
    const struct field *summary = deed_given(&finding->fields, "summary");
    struct field note = {span_of("note"), summary ? summary->value : span_of("null")};
    struct step step = {.kind = "rectification",
                        .of = *id,
                        .move = "reopen",
                        .fields = {&note, summary ? 1 : 0},
                        .settle = true};
    enum err code = step_add(deed, &step, error);

    if (!code)
        deed_say(deed, "原整改已重新打开 the rectification that was verified is open again");
    return code;
}

static void say_open(struct deed *deed, const struct uuid *id, const char *state)
{
    char text[UUID_TEXT];

    uuid_format(id, text);
    deed_say(deed, "此项已有整改 %s(%s) it has a rectification already", text, state);
}

enum err rectify_add(struct deed *deed, const struct rectify_finding *finding, struct error *error)
{
    struct uuid id = id_of(&finding->of);
    struct move_standing standing;

    if (!stands(deed, &id))
        return add_new(deed, &finding->of, finding, error);
    step_standing(deed, "rectification", &id, &standing);
    if (strcmp(standing.state, "verified") == 0)
        return open_again(deed, &id, finding, error);
    say_open(deed, &id, standing.state);
    return ERR_OK;
}

static enum err refuse_second(const struct deed *deed, const struct uuid *id, struct error *error)
{
    struct move_standing standing;
    char text[UUID_TEXT];

    uuid_format(id, text);
    step_standing(deed, "rectification", id, &standing);
    return error_set(
        error, ERR_EXISTS,
        "此项已有整改 it has a rectification already (%s): %s\tplumb fix assign|done|verify", text,
        standing.state);
}

static enum err make_note(struct deed *deed, const struct rectify_finding *finding,
                          struct uuid *out, struct error *error)
{
    const struct field *summary = deed_given(&finding->fields, "summary");
    struct field text = {span_of("text"), summary->value};
    struct deed_fields fields = {&text, 1};

    deed_open(deed, "note", NULL);
    deed_fields(deed, &fields);
    return deed_close(deed, out, error);
}

// The camera comes first: a photo may say what is wrong, until somebody writes it.
static enum err find_summary(struct deed *deed, struct rectify_finding *finding,
                             struct error *error)
{
    const struct field *summary = deed_given(&finding->fields, "summary");
    struct deed_fields *fields = &finding->fields;
    struct field *more;

    if (summary && !span_is(summary->value, "null"))
        return ERR_OK;
    if (summary || deed->options->photo_count == 0)
        return error_set(error, ERR_INVALID, "问题描述必填 say what is wrong\t(--summary)");
    more = arena_take(deed->arena, (fields->count + 1) * sizeof(*more));
    if (!more)
        return error_set(error, ERR_TOO_LARGE, "too many fields");
    for (size_t i = 0; i < fields->count; i++)
        more[i] = fields->list[i];
    more[fields->count] = (struct field){span_of("summary"), span_of("\"见照片 see the photo\"")};
    *fields = (struct deed_fields){more, fields->count + 1};
    return ERR_OK;
}

static enum err decide_open(struct deed *deed, const void *given, struct error *error)
{
    const struct rectify_finding *finding = given;
    struct rectify_finding known = *finding;
    struct move_standing standing = {.state = ""};
    enum err code = find_summary(deed, &known, error);

    if (code)
        return code;
    if (uuid_is_nil(&finding->of))
        code = make_note(deed, &known, &known.of, error);
    else if (!stands(deed, &finding->of))
        return error_set(error, ERR_NOT_FOUND, "the record that it comes from is not here");
    deed->subject = id_of(&known.of);
    if (!code && stands(deed, &deed->subject)) {
        step_standing(deed, "rectification", &deed->subject, &standing);
        if (strcmp(standing.state, "verified") != 0)
            return refuse_second(deed, &deed->subject, error);
    }
    if (!code)
        code = rectify_add(deed, &known, error);
    deed_photos(deed, &deed->subject, "before");
    return code;
}

enum err rectify_open(const struct deed_options *options, const struct rectify_finding *finding,
                      struct deed_report *report, struct error *error)
{
    return deed_run(options, decide_open, finding, report, error);
}

static bool has_after_photo(const struct deed *deed, const struct uuid *id)
{
    size_t count = 0;
    const struct fact *photos = facts_of_kind(deed->facts, "photo", &count);
    struct uuid original;

    for (size_t i = 0; i < count; i++)
        if (!record_deleted(photos[i].record) && fact_refers(&photos[i], "of", id)
            && fact_is(&photos[i], "moment", "after")
            && !fact_uuid(&photos[i], "copy_of", &original))
            return true;
    return deed->options->photo_count > 0;
}

// What a step must bring along.
static enum err check_step(const struct deed *deed, const struct rectify_step *step,
                           struct error *error)
{
    const struct fact *record = facts_find(deed->facts, &step->id);
    bool note = deed_given(&step->fields, "note") != NULL;
    int64_t due_ms;

    if (strcmp(step->move, "assign") == 0 && !deed_given(&step->fields, "to"))
        return error_set(error, ERR_INVALID, "交给谁 say to whom it is given\t(--to)");
    if (strcmp(step->move, "assign") == 0 && !deed_given(&step->fields, "deadline")
        && !fact_integer(record, "due_at", &due_ms))
        return error_set(error, ERR_INVALID,
                         "还没有整改期限 there is no deadline yet\t(--deadline)");
    if (strcmp(step->move, "done") == 0 && !note && !has_after_photo(deed, &step->id))
        return error_set(
            error, ERR_INVALID,
            "整改完成要有整改后照片，没有时写明原因 show the work done: --photo after.jpg, or "
            "say why there is none\t--note");
    if ((strcmp(step->move, "reject") == 0 || strcmp(step->move, "reopen") == 0) && !note)
        return error_set(error, ERR_INVALID, "请写明原因 say why\t(--note)");
    return ERR_OK;
}

static enum err decide_move(struct deed *deed, const void *given, struct error *error)
{
    const struct rectify_step *step = given;
    struct step move = {.kind = "rectification",
                        .of = step->id,
                        .move = step->move,
                        .fields = step->fields,
                        .settle = step->settle};
    struct deed_fields crew = {step->crew, 1};
    enum err code = step_add(deed, &move, error);

    if (!code)
        code = check_step(deed, step, error);
    if (!code && step->crew) {
        deed_open(deed, "rectification", &step->id);
        deed_fields(deed, &crew);
        code = deed_close(deed, NULL, error);
    }
    deed->subject = step->id;
    deed_photos(deed, &step->id, strcmp(step->move, "done") == 0 ? "after" : "before");
    return code;
}

enum err rectify_move(const struct deed_options *options, const struct rectify_step *step,
                      struct deed_report *report, struct error *error)
{
    return deed_run(options, decide_move, step, report, error);
}
