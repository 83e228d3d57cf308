// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/deed.h"

#include "agent/capture/deed_once.h"
#include "agent/capture/site_facts.h"
#include "agent/capture/undo.h"
#include "agent/store/office_time.h"

#include <string.h>

enum {
    ARENA_MAX = 8 << 20,
    VALUE_MAX = WRITE_BYTES_MAX,
    SAID_MAX = 64 << 10,
    UNDO_MAX = 256 << 10
};

struct edit {
    const char *kind;
    struct uuid id;
    size_t first, count; // of its fields
    char label[sizeof(((struct deed_saved *)0)->label)];
};
struct photos {
    struct uuid record;
    const char *moment;
    bool given;
};
struct deed_edits {
    struct edit *list;
    size_t count, cap;
    struct field *fields;
    size_t field_count, field_cap;
    struct photos photos;
    struct buffer said, kept;
    const char *bad; // name of a field that could not be put
};

const struct field *deed_given(const struct deed_fields *fields, const char *name)
{
    for (size_t i = 0; i < fields->count; i++)
        if (span_is(fields->list[i].name, name))
            return &fields->list[i];
    return NULL;
}

void deed_report_clear(struct deed_report *report)
{
    mem_free(report->saved);
    buffer_clear(&report->said);
    buffer_clear(&report->kept);
    buffer_clear(&report->undo);
    *report = (struct deed_report){0};
}

static struct edit *open_edit(const struct deed *deed)
{
    return &deed->edits->list[deed->edits->count - 1];
}

void deed_open(struct deed *deed, const char *kind, const struct uuid *id)
{
    struct deed_edits *edits = deed->edits;

    edits->list = mem_room(edits->list, edits->count, &edits->cap, sizeof(*edits->list));
    edits->list[edits->count++]
        = (struct edit){.kind = kind, .id = id ? *id : uuid_nil, .first = edits->field_count};
}

static void put(struct deed *deed, struct field field)
{
    struct deed_edits *edits = deed->edits;

    edits->fields
        = mem_room(edits->fields, edits->field_count, &edits->field_cap, sizeof(*edits->fields));
    edits->fields[edits->field_count++] = field;
    open_edit(deed)->count++;
}

// Ends a value that was written into `value`.
static void put_value(struct deed *deed, const char *name, struct buffer *value)
{
    const char *kept = value->failed ? NULL : arena_dup(deed->arena, value->data, value->len);

    if (kept)
        put(deed, (struct field){span_of(name), {kept, value->len}});
    else
        deed->edits->bad = name;
    buffer_clear(value);
}

void deed_text(struct deed *deed, const char *name, struct span text)
{
    struct buffer value;

    buffer_init(&value, VALUE_MAX);
    canon_put_string(&value, text);
    put_value(deed, name, &value);
}

void deed_word(struct deed *deed, const char *name, const char *text)
{
    if (text)
        deed_text(deed, name, span_of(text));
}

void deed_integer(struct deed *deed, const char *name, int64_t number)
{
    struct buffer value;

    buffer_init(&value, VALUE_MAX);
    canon_put_integer(&value, number);
    put_value(deed, name, &value);
}

void deed_truth(struct deed *deed, const char *name, bool value)
{
    put(deed, (struct field){span_of(name), span_of(value ? "true" : "false")});
}

void deed_uuid(struct deed *deed, const char *name, const struct uuid *uuid)
{
    struct buffer value;

    buffer_init(&value, VALUE_MAX);
    canon_put_uuid(&value, uuid);
    put_value(deed, name, &value);
}

void deed_fields(struct deed *deed, const struct deed_fields *fields)
{
    for (size_t i = 0; i < fields->count; i++)
        put(deed, fields->list[i]);
}

static const struct field *fields_of(const struct deed *deed, const struct edit *edit)
{
    return edit->count ? deed->edits->fields + edit->first : NULL;
}

static struct draft draft_of(const struct deed *deed, const struct edit *edit)
{
    return (struct draft){
        .kind = span_of(edit->kind),
        .site = deed->options->site,
        .id = edit->id,
        .fields = fields_of(deed, edit),
        .field_count = edit->count,
    };
}

bool deed_has(const struct deed *deed, const char *name)
{
    const struct edit *edit = open_edit(deed);
    struct deed_fields fields = {fields_of(deed, edit), edit->count};

    return deed_given(&fields, name) != NULL;
}

enum err deed_close(struct deed *deed, struct uuid *id, struct error *error)
{
    const struct store_options *given = store_given(deed->options->store);
    struct edit *edit = open_edit(deed);
    struct draft draft = draft_of(deed, edit);
    enum err code;

    if (deed->edits->bad)
        return error_set(error, ERR_INVALID, "%s: no valid text, or too long", deed->edits->bad);
    code = draft_identify(&draft, &given->random, deed->now_ms, &edit->id, error);
    if (!code && id)
        *id = edit->id;
    if (!code && uuid_is_nil(&deed->subject))
        deed->subject = edit->id;
    return code;
}

void deed_photos(struct deed *deed, const struct uuid *record, const char *moment)
{
    deed->edits->photos = (struct photos){*record, moment, true};
}

void deed_label(struct deed *deed, const char *format, ...)
{
    struct edit *edit = open_edit(deed);
    struct buffer text;
    va_list args;

    buffer_init(&text, SAID_MAX);
    va_start(args, format);
    buffer_vprintf(&text, format, args);
    va_end(args);
    text_copy(edit->label, sizeof(edit->label), (struct span){text.data, text.len});
    buffer_clear(&text);
}

void deed_say(struct deed *deed, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    buffer_vprintf(&deed->edits->said, format, args);
    va_end(args);
    buffer_append_char(&deed->edits->said, '\n');
}

void deed_keep(struct deed *deed, struct span text)
{
    buffer_append(&deed->edits->kept, text.data, text.len);
}

const char *deed_plain(const struct fact *fact, const char *field, char out[DEED_PLAIN])
{
    struct buffer text;

    out[0] = '\0';
    buffer_init(&text, KIND_TEXT_MAX);
    if (fact_put_text(fact, field, &text))
        text_copy(out, DEED_PLAIN, (struct span){text.data, text.len});
    buffer_clear(&text);
    return out;
}

const char *deed_person(const struct deed *deed, const struct uuid *person, char out[DEED_PLAIN])
{
    deed_plain(facts_find(deed->facts, person), "name", out);
    if (!out[0])
        uuid_format(person, out);
    return out;
}

enum err deed_find(const struct deed *deed, const char *kind, const struct uuid *id,
                   const struct fact **out, struct error *error)
{
    const struct fact *fact = facts_find(deed->facts, id);
    const struct kind *known = kind_find(span_of(kind));
    char text[UUID_TEXT];

    uuid_format(id, text);
    if (!fact || !span_is(fact->record->kind, kind) || record_deleted(fact->record))
        return error_set(error, ERR_NOT_FOUND, "%s: no %s %s of this site is on this tablet", text,
                         known ? known->zh : "", known ? known->en : kind);
    *out = fact;
    return ERR_OK;
}

size_t deed_photos_of(const struct deed *deed, const struct uuid *record)
{
    const struct fact *fact = facts_find(deed->facts, record);
    int64_t count;

    return fact && fact_integer(fact, "photos", &count) ? (size_t)count : 0;
}

enum err deed_catalogue(const struct deed *deed, const struct fact *fact,
                        const struct catalogue **out, struct error *error)
{
    const struct catalogue_shelf *shelf = deed->shelf;
    struct span version = {0};

    if (fact && fact_text(fact, "catalogue", &version))
        *out = shelf->find(shelf->ctx, version);
    else
        *out = shelf->newest(shelf->ctx);
    if (*out)
        return ERR_OK;
    if (version.len)
        return error_set(
            error, ERR_NOT_FOUND,
            "目录 catalogue %.*s is not on this tablet or cannot be read: 请先同步或升级 let it "
            "sync, or upgrade\tplumb sync",
            (int)version.len, version.data);
    return error_set(
        error, ERR_NOT_FOUND,
        "本机还没有目录，请先同步 no catalogue is on this tablet: let it sync; the office "
        "publishes it\tplumb sync; plumbd catalogue publish");
}

// A photo record of the record that names the same bytes.
static bool has_photo(const struct deed *deed, const struct uuid *record,
                      const struct photo_taking *taking)
{
    char digest[HASH_TEXT];
    size_t count = 0;
    const struct fact *photos = facts_of_kind(deed->facts, "photo", &count);

    digest_format(&photo_outcome(taking)->digest, digest);
    for (size_t i = 0; i < count; i++)
        if (!record_deleted(photos[i].record) && fact_refers(&photos[i], "of", record)
            && fact_is(&photos[i], "digest", digest))
            return true;
    return false;
}

// The deed while it is saved.
struct saving {
    const struct deed *deed;
    struct write_group group;
    struct deed_report *report;
    struct undo_log undo;
};

static struct deed_saved *note_saved(struct saving *saving, const char *kind, struct uuid id,
                                     struct dot dot)
{
    struct deed_saved *saved = &saving->report->saved[saving->report->count++];

    *saved = (struct deed_saved){.id = id, .kind = kind, .dot = dot};
    if (uuid_is_nil(&saving->report->id))
        saving->report->id = id; // a deed of nothing but photos
    saving->group.index++;
    return saved;
}

static enum err append_edits(struct saving *saving, struct error *error)
{
    const struct deed *deed = saving->deed;
    struct capture_result result;
    enum err code = ERR_OK;

    for (size_t i = 0; !code && i < deed->edits->count; i++) {
        const struct edit *edit = &deed->edits->list[i];
        struct draft draft = draft_of(deed, edit);
        struct capture_edit capture
            = {.draft = &draft, .person = deed->options->person, .group = saving->group};

        code = capture_append(deed->options->store, &capture, &result, error);
        if (code)
            break;
        memcpy(note_saved(saving, edit->kind, result.id, result.dot)->label, edit->label,
               sizeof(edit->label));
        undo_add(&saving->undo, &(struct undo_edit){.before = facts_find(deed->facts, &result.id),
                                                    .kind = kind_find(draft.kind),
                                                    .fields = draft.fields,
                                                    .field_count = draft.field_count,
                                                    .id = result.id,
                                                    .dot = result.dot});
    }
    return code;
}

// The photo was saved; its file stays what it is, whatever becomes of the record.
static void note_photo(struct saving *saving, const struct photo_result *photo)
{
    note_saved(saving, "photo", photo->id, photo->dot);
    undo_add(&saving->undo, &(struct undo_edit){.kind = kind_find(span_of("photo")),
                                                .id = photo->id,
                                                .dot = photo->dot});
}

// One that is given twice counts once.
static bool is_new_photo(const struct deed *deed, size_t index)
{
    const struct photos *photos = &deed->edits->photos;
    struct photo_taking *const *taken = deed->options->photos;

    for (size_t i = 0; i < index; i++)
        if (digest_equal(&photo_outcome(taken[i])->digest, &photo_outcome(taken[index])->digest))
            return false;
    return photos->given && !has_photo(deed, &photos->record, taken[index]);
}

static enum err place_photos(struct saving *saving, struct error *error)
{
    const struct deed *deed = saving->deed;
    const struct photos *photos = &deed->edits->photos;
    struct photo_spot spot
        = {.record = photos->record, .site = deed->options->site, .moment = photos->moment};
    enum err code = ERR_OK;

    for (size_t i = 0; !code && i < deed->options->photo_count; i++) {
        struct photo_taking *taking = deed->options->photos[i];

        if (!is_new_photo(deed, i))
            continue;
        spot.group = saving->group;
        code = photo_place(taking, &spot, error);
        if (!code)
            note_photo(saving, photo_outcome(taking));
    }
    return code;
}

static enum err save(const struct deed *deed, struct deed_report *report, struct error *error)
{
    struct saving saving = {.deed = deed, .report = report};
    size_t total = deed->edits->count;
    enum err code;

    for (size_t i = 0; i < deed->options->photo_count; i++)
        total += is_new_photo(deed, i);
    if (total > GROUP_MAX)
        return error_set(error, ERR_TOO_LARGE, "%zu edits at once, at most %d", total, GROUP_MAX);
    report->id = deed->subject;
    report->said = deed->edits->said; // handed over
    deed->edits->said = (struct buffer){0};
    report->kept = deed->edits->kept;
    deed->edits->kept = (struct buffer){0};
    report->saved = mem_alloc_array(total, sizeof(*report->saved));
    saving.group = (struct write_group){.present = total > 1, .index = 1, .size = (int64_t)total};
    while (saving.group.present && saving.group.id == 0)
        saving.group.id = random_u64(&store_given(deed->options->store)->random);
    buffer_init(&report->undo, UNDO_MAX);
    undo_begin(&saving.undo, &report->undo);
    code = append_edits(&saving, error);
    if (!code)
        code = place_photos(&saving, error);
    undo_end(&saving.undo);
    return code;
}

static void free_edits(struct deed_edits *edits)
{
    mem_free(edits->list);
    mem_free(edits->fields);
    buffer_clear(&edits->said);
    buffer_clear(&edits->kept);
}

// Inside the transaction.
static enum err decide(struct deed *deed, deed_make *make, const void *given,
                       struct deed_report *report, struct error *error)
{
    struct site_facts_options look = {.site = deed->options->site, .seal = deed->options->seal};
    struct site_facts loaded;
    enum err code = site_facts_load(deed->options->store, &look, &loaded, error);

    if (code)
        return code;
    deed->facts = &loaded.facts;
    deed->shelf = &loaded.shelf;
    code = make(deed, given, error);
    if (!code)
        code = save(deed, report, error);
    site_facts_clear(&loaded);
    if (!code && deed->options->once)
        code = deed_once_keep(deed->options, report, error);
    return code;
}

struct attempt {
    const struct deed_options *options;
    deed_make *make;
    const void *given;
};

static enum err try_once(const struct attempt *attempt, struct deed_report *report,
                         struct error *error)
{
    struct store *store = attempt->options->store;
    struct deed_edits edits = {0};
    struct arena arena;
    struct deed deed = {.options = attempt->options,
                        .now_ms = office_time_now_ms(store),
                        .arena = &arena,
                        .edits = &edits};
    enum err code = store_begin(store, error);

    if (code)
        return code;
    arena_init(&arena, ARENA_MAX);
    buffer_init(&edits.said, SAID_MAX);
    buffer_init(&edits.kept, SAID_MAX);
    *report = (struct deed_report){0};
    code = attempt->options->once ? deed_once_find(attempt->options, report, error) : ERR_NOT_FOUND;
    if (code == ERR_NOT_FOUND)
        code = decide(&deed, attempt->make, attempt->given, report, error);
    if (code || report->repeated)
        store_rollback(store);
    else
        code = store_commit(store, error);
    if (code)
        deed_report_clear(report);
    free_edits(&edits);
    arena_clear(&arena);
    return code;
}

enum err deed_run(const struct deed_options *options, deed_make *make, const void *given,
                  struct deed_report *report, struct error *error)
{
    struct attempt attempt = {options, make, given};
    enum err code = try_once(&attempt, report, error);

    if (code == ERR_FULL && options->photo_count == 0 && store_make_room(options->store))
        code = try_once(&attempt, report, error);
    return code;
}
