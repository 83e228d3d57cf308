// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/act.h"

#include "agent/store/replica.h"
#include "agent/ui/own_site.h"

enum { VALUE_MAX = WRITE_BYTES_MAX };

// A colleague's site is not here for this person, as the screens have it.
static enum err check_own(struct route_call *call, const struct uuid *site, struct error *error)
{
    const struct site_facts *facts = NULL;
    enum err code = uuid_is_nil(site) ? ERR_OK : ui_facts(call, site, &facts, error);

    if (!code && facts && !own_site_is(&facts->facts, site, ui_person(call)))
        code = ERR_NOT_FOUND;
    ui_facts_done(call); // what is done now changes them
    return code;
}

enum err act_site_of(struct route_call *call, const struct uuid *record, struct uuid *out,
                     struct error *error)
{
    struct replica_row row = {0};
    char id[UUID_TEXT];
    enum err code = replica_get(ui_of(call)->tablet->store, record, &row, error);

    *out = row.site;
    if (!code)
        code = check_own(call, &row.site, error);
    if (code != ERR_NOT_FOUND)
        return code;
    uuid_format(record, id);
    return error_set(
        error, code,
        "%s: 不在本机，可能已被撤下或尚未下载 not on this tablet: taken off it, or not "
        "downloaded yet",
        id);
}

static enum err begin(struct act *act, struct route_call *call, const struct uuid *record,
                      struct ui_wish *wish, struct error *error)
{
    enum err code;

    *act = (struct act){.call = call};
    act->given.list = act->fields;
    code = act_site_of(call, record, &wish->site, error);
    if (!code && route_is_raw(call)) {
        wish->photo_name = route_text(call, "name");
        wish->photo_taken_ms = route_time_ms(call, "taken_at", 0);
    }
    return code ? code : ui_deed_begin(call, wish, &act->deed, error);
}

enum err act_begin_record(struct act *act, struct route_call *call, const struct uuid *record,
                          struct error *error)
{
    struct ui_wish wish = {.site = uuid_nil};

    return begin(act, call, record, &wish, error);
}

enum err act_begin_of(struct act *act, struct route_call *call, const char *parameter,
                      struct error *error)
{
    return act_begin_record(act, call, route_uuid(call, parameter), error);
}

enum err act_begin_site(struct act *act, struct route_call *call, struct error *error)
{
    return act_begin_of(act, call, "site", error);
}

enum err act_begin_photo(struct act *act, struct route_call *call, const struct uuid *record,
                         struct error *error)
{
    struct ui_wish wish = {.photo_of = *record, .photo_copy_of = act_uuid(call, "copy_of")};

    return begin(act, call, record, &wish, error);
}

// A blank text clears the field.
static void put_text(const char *text, struct buffer *value)
{
    if (!text || text_blank(span_of(text)))
        buffer_append_text(value, "null");
    else
        canon_put_string(value, span_of(text));
}

static void put_value(const struct act *act, const struct kind_field *field, struct buffer *value)
{
    const struct route_call *call = act->call;

    switch (field->type) {
    case TYPE_INTEGER:
        canon_put_integer(value, route_integer(call, field->name, 0));
        break;
    case TYPE_BOOLEAN:
        buffer_append_text(value, route_truth(call, field->name) ? "true" : "false");
        break;
    case TYPE_CHOICE:
        canon_put_string(value, span_of(field->choice[route_choice(call, field->name)]));
        break;
    case TYPE_RECORD:
        canon_put_uuid(value, route_uuid(call, field->name));
        break;
    case TYPE_TIME:
        canon_put_integer(value, route_time_ms(call, field->name, 0));
        break;
    case TYPE_DECIMAL:
        put_text(route_decimal(call, field->name), value);
        break;
    case TYPE_TEXT:
    case TYPE_DATE:
    case TYPE_DIGEST:
        put_text(route_text(call, field->name), value);
        break;
    }
}

static enum err read_field(struct act *act, const char *kind, const char *name, struct error *error)
{
    const struct kind_field *field = kind_field_find(kind_find(span_of(kind)), span_of(name));
    struct buffer value;
    const char *kept;

    buffer_init(&value, VALUE_MAX);
    put_value(act, field, &value);
    kept = value.failed ? NULL : arena_dup(route_arena(act->call), value.data, value.len);
    if (kept)
        act->fields[act->given.count++] = (struct field){span_of(name), {kept, value.len}};
    buffer_clear(&value);
    return kept ? ERR_OK : error_set(error, ERR_INVALID, "%s: no valid text, or too long", name);
}

enum err act_fields(struct act *act, const char *kind, const char *const *names,
                    struct deed_fields *out, struct error *error)
{
    size_t first = act->given.count;
    enum err code = ERR_OK;

    for (; !code && *names; names++)
        if (route_has(act->call, *names))
            code = read_field(act, kind, *names, error);
    *out = (struct deed_fields){act->fields + first, act->given.count - first};
    return code;
}

enum err act_end(struct act *act, enum err outcome)
{
    return ui_deed_end(act->call, &act->deed, outcome, &act->report);
}

enum err act_save(struct route_call *call, const struct act_form *form, struct error *error)
{
    struct deed_fields fields = {0};
    struct act act;
    enum err code = act_begin_site(&act, call, error);

    if (!code)
        code = act_fields(&act, form->kind, form->names, &fields, error);
    if (!code)
        code = form->run(&act.deed.options, &fields, &act.report, error);
    return act_end(&act, code);
}

struct uuid act_uuid(const struct route_call *call, const char *name)
{
    const struct uuid *given = route_uuid(call, name);

    return given ? *given : uuid_nil;
}
