// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/act_sign.h"

#include "agent/capture/complain.h"
#include "agent/capture/signing_told.h"
#include "agent/ui/act.h"
#include "agent/ui/signed_view.h"
#include "shared/data/strokes_file.h"
#include "shared/model/kind_word.h"

#include <string.h>

enum { SCORE_MAX = 5 };

// Whether a code is among those of a list with commas.
static bool is_listed(const char *list, const char *code)
{
    size_t len = strlen(code);

    for (const char *at = list; at && *at;) {
        size_t width = strcspn(at, ",");

        if (width == len && memcmp(at, code, len) == 0)
            return true;
        at += width + (at[width] == ',');
    }
    return false;
}

static bool is_staff(const char *role)
{
    for (const char *const *known = kind_choice_roles; role && *known; known++)
        if (strcmp(*known, role) == 0)
            return true;
    return false;
}

// The customer signs what was handed over, and for the own side.
static enum err check_customer(const struct route_call *call, struct error *error)
{
    const char *form = route_text(call, "form");

    if (!(route_access(call) & UI_CUSTOMER))
        return ERR_OK;
    if (!uuid_equal(route_uuid(call, "of"), ui_subject(call)) || !form
        || !is_listed(ui_subject_form(call), form))
        return error_set(error, ERR_DENIED,
                         "交给客户的不是这一份 this is not what the customer was handed");
    if (is_staff(route_text(call, "role")))
        return error_set(error, ERR_DENIED,
                         "公司人员请先用 PIN 收回平板再签 staff take the tablet back by PIN before "
                         "they sign");
    return ERR_OK;
}

static void put_form(const struct catalogue_form *form, struct json_writer *json)
{
    json_object_open(json, "form");
    json_put_span(json, "code", form->code);
    json_put_span(json, "zh", form->words.zh);
    json_put_span(json, "en", form->words.en);
    json_object_open(json, "clause");
    json_put_span(json, "zh", form->clause.zh);
    json_put_span(json, "en", form->clause.en);
    json_object_close(json);
    json_object_close(json);
}

// What a signer may say besides: they cannot ask for /api/words.
static void put_phrases(const struct catalogue *catalogue, struct json_writer *json)
{
    json_array_open(json, "phrases");
    for (size_t i = 0; i < catalogue->phrase_count; i++) {
        const struct catalogue_phrase *phrase = &catalogue->phrases[i];

        if (strcmp(phrase->kind->name, "signoff") != 0 || !span_is(phrase->field, "reason"))
            continue;
        json_object_open(json, NULL);
        json_put_span(json, "code", phrase->code);
        json_put_text(json, "field", "signoff.reason");
        json_put_span(json, "zh", phrase->words.zh);
        json_put_span(json, "en", phrase->words.en);
        json_object_close(json);
    }
    json_array_close(json);
}

static const struct route_parameter review_parameters[] = {
    ACT_UUID("of", true),
    {.name = "form", .type = ROUTE_TEXT, .max = CATALOGUE_CODE_MAX},
    {.name = "role", .type = ROUTE_TEXT, .max = CATALOGUE_CODE_MAX},
};

static void put_review(struct route_call *call, const struct signing_world *world,
                       const struct signing_page *page)
{
    struct json_writer *json = route_answer(call);
    const struct catalogue *newest = world->shelf->newest(world->shelf->ctx);
    int64_t hours = complain_promise_hours(newest);

    put_form(page->form, json);
    signing_told_page(world, page, json);
    signed_view_photos(ui_of(call), world->facts,
                       (struct span){page->statement.data, page->statement.len}, json);
    put_phrases(newest ? newest : page->catalogue, json);
    if (hours)
        json_put_integer(json, "promise_hours", hours);
    else
        json_put_null(json, "promise_hours");
}

static enum err review(struct route_call *call, struct error *error)
{
    struct signing_question question = {.of = *route_uuid(call, "of"),
                                        .form = route_text(call, "form"),
                                        .role = route_text(call, "role")};
    struct signing_world world
        = {.now_ms = clock_wall_ms(&ui_of(call)->clock), .arena = route_arena(call)};
    struct signing_page page = {0};
    const struct site_facts *facts = NULL;
    enum err code = check_customer(call, error);

    if (!code)
        code = act_site_of(call, &question.of, &world.site, error);
    if (!code)
        code = ui_facts(call, &world.site, &facts, error);
    if (code)
        return code;
    world.facts = &facts->facts;
    world.shelf = &facts->shelf;
    code = signing_page_read(&world, &question, &page, error);
    if (!code)
        put_review(call, &world, &page);
    signing_page_clear(&page);
    return code;
}

static const struct route_parameter sign_parameters[] = {
    ACT_UUID("of", true),
    {.name = "form", .type = ROUTE_TEXT, .max = CATALOGUE_CODE_MAX},
    {.name = "role", .type = ROUTE_TEXT, .required = true, .max = CATALOGUE_CODE_MAX},
    {.name = "name", .type = ROUTE_TEXT, .required = true, .max = SIGNING_NAME_MAX},
    ACT_CHOICE("verdict", kind_choice_verdicts, true),
    ACT_TEXT("reason", false),
    {.name = "score", .type = ROUTE_INTEGER, .min = 1, .max = SCORE_MAX},
    {.name = "shown", .type = ROUTE_DIGEST, .required = true},
    {.name = "strokes", .type = ROUTE_JSON},
    {.name = "latitude", .type = ROUTE_DECIMAL},
    {.name = "longitude", .type = ROUTE_DECIMAL},
    ACT_ONCE,
};

// What follows from it: the code to take along, and until when a complaint is answered.
static void put_made(struct route_call *call, const struct uuid *site,
                     const struct signing_result *made)
{
    struct json_writer *json = route_answer(call);
    const struct site_facts *facts = NULL;
    int64_t promise_ms = 0;

    signing_told_made(made, json);
    json_put_text(json, "form", made->form);
    signed_view_qr(&made->sealed, json);
    if (!uuid_is_nil(&made->complaint) && ui_facts(call, site, &facts, NULL) == ERR_OK)
        promise_ms = complain_promise_ms(facts->shelf.newest(facts->shelf.ctx),
                                         facts_find(&facts->facts, &made->complaint));
    if (promise_ms)
        json_put_integer(json, "promise_ms", promise_ms);
    else
        json_put_null(json, "promise_ms");
}

static enum err seal(struct route_call *call, struct signing_options *options,
                     struct signing_result *made, struct error *error)
{
    const struct tablet *tablet = ui_of(call)->tablet;
    struct signing_device device
        = {.device = tablet->device,
           .certificate_pem = {tablet->certificate_pem.data, tablet->certificate_pem.len}};
    struct key *key = NULL;
    enum err code
        = key_parse_pem((struct span){tablet->key_pem.data, tablet->key_pem.len}, &key, error);

    device.key = key;
    options->device = &device;
    if (!code)
        code = signing_make(options, made, error);
    key_free(key);
    return code;
}

static enum err sign_as(struct route_call *call, const struct ui_deed *deed, struct span strokes,
                        struct error *error)
{
    struct signing_options options = {
        .store = deed->options.store,
        .question = {*route_uuid(call, "of"), route_text(call, "form"), route_text(call, "role")},
        .person = deed->options.person,
        .name = route_text(call, "name"),
        .verdict = kind_choice_verdicts[route_choice(call, "verdict")],
        .reason = route_text(call, "reason"),
        .score = route_integer(call, "score", 0),
        .latitude = route_decimal(call, "latitude"),
        .longitude = route_decimal(call, "longitude"),
        .strokes = strokes,
        .shown = route_digest(call, "shown"),
        .once = deed->options.once,
    };
    struct signing_result made;
    enum err code = seal(call, &options, &made, error);

    if (code)
        return code;
    tablet_captured(ui_of(call)->tablet);
    put_made(call, &deed->options.site, &made);
    return ERR_OK;
}

static enum err sign(struct route_call *call, struct error *error)
{
    const struct json *given = route_json(call, "strokes");
    struct ui_wish wish = {.site = uuid_nil};
    struct ui_deed deed;
    struct buffer strokes;
    enum err code = check_customer(call, error);

    if (!code)
        code = tablet_require_enrolled(ui_of(call)->tablet, error);
    if (!code)
        code = act_site_of(call, route_uuid(call, "of"), &wish.site, error);
    if (!code)
        code = ui_deed_begin(call, &wish, &deed, error);
    if (code)
        return code;
    buffer_init(&strokes, STROKES_FILE_MAX);
    if (given)
        json_print(given, &strokes);
    code = strokes.failed ? error_set(error, ERR_TOO_LARGE, "handwriting 手写: more than %d bytes",
                                      STROKES_FILE_MAX)
                          : sign_as(call, &deed, (struct span){strokes.data, strokes.len}, error);
    buffer_clear(&strokes);
    return code;
}

const struct route act_sign_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/review",
     .access = UI_OPEN | UI_CUSTOMER,
     .parameters = review_parameters,
     .parameter_count = ACT_COUNT(review_parameters),
     .handler = review,
     .purpose = "the pages exactly as they will be sealed, who signs, and what is still missing"},
    {.method = HTTP_POST,
     .path = "/api/sign",
     .access = UI_OPEN | UI_CUSTOMER,
     .changes = true,
     .body_max = STROKES_FILE_MAX,
     .parameters = sign_parameters,
     .parameter_count = ACT_COUNT(sign_parameters),
     .handler = sign,
     .purpose = "seals what was shown with verdict and handwriting; STALE when it changed since"},
};
const size_t act_sign_route_count = ACT_COUNT(act_sign_routes);
