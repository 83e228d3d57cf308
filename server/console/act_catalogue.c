// SPDX-License-Identifier: Apache-2.0
#include "server/console/act_catalogue.h"

#include "server/console/console.h"
#include "server/console/read_catalogue.h"
#include "server/reconcile/catalogue_desk.h"
#include "shared/data/catalogue_file.h"
#include "shared/data/catalogue_record.h"
#include "shared/web/route.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { VERSION_MAX = 64, WHY_MAX = 1000, BODY_MAX = 1 << 20 };

static struct span text_of(const struct route_call *call)
{
    return span_of(route_text(call, "text"));
}

// ---- check ----

static void put_fault(struct route_call *call, const struct error *fault)
{
    json_put_boolean(route_answer(call), "good", false);
    json_put_text(route_answer(call), "fault", fault->detail);
}

// Whether the version is still free.
static void put_taken(struct route_call *call, const struct catalogue_cache *cache,
                      struct span version)
{
    bool taken = false;

    for (size_t i = 0; i < catalogue_cache_count(cache); i++)
        taken = taken || span_equal(catalogue_cache_at(cache, i).version, version);
    json_put_boolean(route_answer(call), "taken", taken);
}

// What it would change of the newest.
static enum err put_changes(struct route_call *call, struct span version, struct error *error)
{
    struct catalogue_cache *cache = catalogue_cache_create();
    struct view *view = console_view(call, error);
    struct buffer newest;
    enum err err = view ? catalogue_desk_list(view, cache, error) : error->code;

    buffer_init(&newest, RECORD_BYTES_MAX);
    if (err == ERR_OK)
        put_taken(call, cache, version);
    if (err == ERR_OK && catalogue_cache_count(cache)) {
        err = catalogue_cache_content(cache, catalogue_cache_at(cache, 0).version, &newest, error);
        if (err == ERR_OK)
            err = read_catalogue_changes(route_answer(call), (struct span){newest.data, newest.len},
                                         text_of(call), error);
    }
    buffer_clear(&newest);
    catalogue_cache_free(cache);
    return err;
}

// A fault of the file is an answer here, not an error: that is what was asked.
static enum err check(struct route_call *call, struct error *error)
{
    struct catalogue_record record;
    struct error fault = {0};
    struct arena arena;
    enum err err = ERR_OK;

    arena_init(&arena, 2 * CATALOGUE_ARENA_MAX);
    if (catalogue_record_make(text_of(call), console_now_ms(call), &arena, &record, &fault)
        != ERR_OK) {
        put_fault(call, &fault);
    } else {
        json_put_boolean(route_answer(call), "good", true);
        json_put_span(route_answer(call), "version", record.version);
        err = put_changes(call, record.version, error);
    }
    arena_clear(&arena);
    return err;
}

// ---- publish ----

static enum err publish(struct route_call *call, struct error *error)
{
    struct audit_row audit = console_audit(call, "catalogue.publish");
    const struct catalogue_wish wish = {.file = text_of(call),
                                        .now_ms = console_now_ms(call),
                                        .newest = route_text(call, "newest"),
                                        .person = *console_person(call),
                                        .audit = &audit};
    struct catalogue_published published;
    enum err err = console_fresh(call, error);

    audit.why = span_of(route_text(call, "why"));
    if (err == ERR_OK)
        err = catalogue_desk_publish(console_office(call), &wish, &published, error);
    if (err != ERR_OK)
        return err;
    if (!published.made)
        return error_set(error, ERR_EXISTS,
                         "版本 %s 已发布过，内容相同；没有改动 version %s is published already "
                         "with the same content; nothing changed",
                         published.version, published.version);
    json_put_text(route_answer(call), "version", published.version);
    return ERR_OK;
}

static const struct route_parameter parameters[] = {
    {.name = "text", .type = ROUTE_TEXT, .required = true, .max = CATALOGUE_FILE_MAX},
    {.name = "newest", .type = ROUTE_TEXT, .required = true, .max = VERSION_MAX},
    {.name = "why", .type = ROUTE_TEXT, .required = true, .max = WHY_MAX},
};

const struct route act_catalogue_routes[] = {
    {.method = HTTP_POST,
     .path = "/api/catalogue/check",
     .access = CONSOLE_CATALOGUE,
     .changes = true,
     .body_max = BODY_MAX,
     .parameters = parameters,
     .parameter_count = 1,
     .handler = check,
     .purpose = "reads a catalogue file as publishing would, and keeps nothing: `good`; its "
                "`version`, whether that is `taken`, and the `changes` against the newest; or the "
                "`fault`, which names its place"},
    {.method = HTTP_POST,
     .path = "/api/catalogue",
     .access = CONSOLE_CATALOGUE,
     .changes = true,
     .body_max = BODY_MAX,
     .parameters = parameters,
     .parameter_count = COUNT(parameters),
     .handler = publish,
     .purpose = "publishes a catalogue file as the version it names; `newest` is the version that "
                "was the newest when its editor looked: 412 when another was published since; 409 "
                "for a version that is there; needs confirm"},
};
const size_t act_catalogue_route_count = COUNT(act_catalogue_routes);
