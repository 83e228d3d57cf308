// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/act_signoff.h"

#include "agent/capture/signing.h"
#include "agent/capture/signoff_export.h"
#include "agent/capture/signoff_told.h"
#include "agent/capture/voiding.h"
#include "agent/ui/act.h"
#include "agent/ui/signed_view.h"
#include "shared/model/strokes.h"

#include <stdio.h>

enum { FILE_NAME = 64 };
#define EXPORT_FOLDER "export" // of the data folder: files on their way to the browser

static void put_changes(const struct site_facts *facts, const struct fact *record,
                        const struct buffer *statement, struct json_writer *json)
{
    struct signoff_changes changes = {.facts = &facts->facts,
                                      .shelf = &facts->shelf,
                                      .statement = {statement->data, statement->len}};

    signoff_told_changes(&changes, record, json, NULL);
}

// Whatever another tablet called a page must not say anything beside it.
static void put_paper(struct json_writer *json, const char *key, const struct buffer *paper)
{
    const struct span text = {paper->data, paper->len};
    const struct json_limits limits = {.bytes_max = text.len, .tokens_max = text.len};

    if (text.len > 0 && json_guard(text, &limits, NULL) == ERR_OK)
        json_put_raw(json, key, text);
    else
        json_put_null(json, key);
}

// A paper that is not here (yet), or none, is shown as null.
static void put_signoff(struct route_call *call, const struct site_facts *facts,
                        const struct fact *record)
{
    struct json_writer *json = route_answer(call);
    struct store *store = ui_of(call)->tablet->store;
    struct signoff_state state;
    struct buffer statement, strokes;

    buffer_init(&statement, 2 * STATEMENT_BYTES_MAX);
    buffer_init(&strokes, 2 * STROKES_BYTES_MAX);
    if (signoff_state_statement(store, record, &statement, NULL) != ERR_OK)
        buffer_reset(&statement);
    if (signoff_state_strokes(store, record, &strokes, NULL) != ERR_OK)
        buffer_reset(&strokes);
    signoff_state_read(&facts->facts, record, &state);
    signoff_told(&state, json);
    put_paper(json, "statement", &statement);
    put_paper(json, "strokes", &strokes);
    put_changes(facts, record, &statement, json);
    signed_view_photos(ui_of(call), &facts->facts, (struct span){statement.data, statement.len},
                       json);
    signed_view_qr(&state.sealed, json);
    buffer_clear(&statement);
    buffer_clear(&strokes);
}

static const struct route_parameter show_parameters[] = {ACT_ID};

static enum err show(struct route_call *call, struct error *error)
{
    const struct uuid *id = route_uuid(call, "id");
    const struct site_facts *facts = NULL;
    const struct fact *record = NULL;
    struct uuid site;
    enum err code = act_site_of(call, id, &site, error);

    if (!code)
        code = ui_facts(call, &site, &facts, error);
    if (!code)
        record = facts_find(&facts->facts, id);
    if (!code && (!record || !span_is(record->record->kind, "signoff")))
        code = error_set(error, ERR_NOT_FOUND, "没有这次签署 no such sign-off is on this tablet");
    if (!code)
        put_signoff(call, facts, record);
    return code;
}

static const struct route_parameter void_parameters[]
    = {ACT_ID, {.name = "reason", .type = ROUTE_TEXT, .required = true}, ACT_ONCE};

static enum err make_void(struct route_call *call, struct error *error)
{
    struct voiding_options options
        = {.signoff = *route_uuid(call, "id"), .reason = route_text(call, "reason")};
    struct ui_wish wish = {.site = uuid_nil};
    struct ui_deed deed;
    struct uuid id;
    char text[UUID_TEXT];
    enum err code = act_site_of(call, &options.signoff, &wish.site, error);

    if (!code)
        code = ui_deed_begin(call, &wish, &deed, error);
    if (code)
        return code;
    options.store = deed.options.store;
    options.person = deed.options.person;
    options.once = deed.options.once;
    code = voiding_make(&options, &id, error);
    if (code)
        return code;
    tablet_captured(ui_of(call)->tablet);
    uuid_format(&id, text);
    json_put_text(route_answer(call), "id", text);
    return ERR_OK;
}

// The file being written for the browser.
struct handing {
    const struct disk *disk;
    struct disk_file *file;
    uint64_t len;
};

static enum err add(void *ctx, const void *bytes, size_t len)
{
    struct handing *handing = ctx;
    enum err code = handing->disk->write(handing->file, handing->len, bytes, len);

    handing->len += len;
    return code;
}

// A file without a name: once it is open nobody else reaches it, and no crash leaves it behind for
// longer than until the next one.
static enum err open_unnamed(struct handing *handing, const struct uuid *id, struct error *error)
{
    const struct disk *disk = handing->disk;
    char name[FILE_NAME], text[UUID_TEXT];
    enum err code = disk->make_folder(disk->ctx, EXPORT_FOLDER);

    uuid_format(id, text);
    snprintf(name, sizeof(name), EXPORT_FOLDER "/%s", text);
    if (!code)
        disk->remove(disk->ctx, name);
    if (!code)
        code = disk->open(disk->ctx, name, DISK_CREATE, &handing->file, error);
    if (!code)
        code = disk->remove(disk->ctx, name);
    return code ? error_set(error, code, "the file cannot be written") : ERR_OK;
}

static void send(struct route_call *call, const struct handing *handing,
                 const struct digest *sealed)
{
    struct route_file file = {.disk = handing->disk,
                              .file = handing->file,
                              .len = handing->len,
                              .type = "application/octet-stream"};
    char code[SIGNOFF_CODE];

    signoff_code(sealed, code);
    route_send_file(call, &file);
    http_response_header(route_response(call), "Content-Disposition",
                         "attachment; filename=\"signoff-%s.plumb\"", code);
}

static const struct route_parameter file_parameters[]
    = {ACT_ID, {.name = "without_photos", .type = ROUTE_TRUTH}};

static enum err hand_out(struct route_call *call, struct error *error)
{
    struct store *store = ui_of(call)->tablet->store;
    struct signoff_export_options options = {.store = store,
                                             .signoff = *route_uuid(call, "id"),
                                             .without_photos = route_truth(call, "without_photos")};
    struct handing handing = {.disk = store_given(store)->disk};
    struct signoff_export package = {0};
    struct uuid site;
    enum err code = act_site_of(call, &options.signoff, &site, error);

    if (!code)
        code = signoff_export_read(&options, &package, error);
    if (!code)
        code = open_unnamed(&handing, &options.signoff, error);
    if (!code)
        code = signoff_export_write(store, &package, add, &handing, error);
    if (!code)
        send(call, &handing, &package.sealed);
    else
        handing.disk->close(handing.file);
    signoff_export_clear(&package);
    return code;
}

const struct route act_signoff_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/signoffs/:id",
     .access = UI_OPEN,
     .parameters = show_parameters,
     .parameter_count = ACT_COUNT(show_parameters),
     .handler = show,
     .purpose = "a sign-off: how it stands, what was signed, the hand, what changed since"},
    ACT_ROUTE("/api/signoffs/:id/void", false, void_parameters, make_void,
              "voids a sign-off by a record with person and reason; it is itself kept"),
    {.method = HTTP_GET,
     .path = "/api/signoffs/:id/file",
     .access = UI_OPEN,
     .parameters = file_parameters,
     .parameter_count = ACT_COUNT(file_parameters),
     .handler = hand_out,
     .purpose = "the customer's copy: one file that anybody can verify"},
};
const size_t act_signoff_route_count = ACT_COUNT(act_signoff_routes);
