// SPDX-License-Identifier: Apache-2.0
#include "server/rest/rest_watch.h"

#include "server/reconcile/figure.h"
#include "server/reconcile/night_book.h"
#include "server/rest/rest.h"
#include "server/rest/rest_openapi.h"
#include "server/storage/contacts.h"
#include "server/storage/devices.h"
#include "shared/base/calendar.h"
#include "shared/web/route.h"

enum { NIGHTS_USUAL = 31, NIGHTS_MOST = 400, PAGE_BYTES_MAX = 64 << 20 };

// Nights and tablets are of the whole company.
static enum err need_all_stores(const struct route_call *call, struct error *error)
{
    return rest_token(call)->store[0]
               ? error_set(error, ERR_DENIED, "this token sees one store, and this is of all")
               : ERR_OK;
}

struct nights {
    struct json_writer *json;
    size_t limit, count;
    char last[CALENDAR_DATE_TEXT];
    bool more;
};

static bool put_night(void *arg, const struct night_book_line *line)
{
    struct nights *nights = arg;
    struct json_writer *json = nights->json;

    if (nights->count == nights->limit) {
        nights->more = true;
        return false;
    }
    nights->count++;
    text_copy(nights->last, sizeof(nights->last), span_of(line->date));
    json_object_open(json, NULL);
    json_put_text(json, "date", line->date);
    json_put_integer(json, "cut_ms", line->cut_ms);
    json_put_integer(json, "made_ms", line->made_ms);
    json_put_u64(json, "commit", line->commit);
    json_put_boolean(json, "by_hand", line->by_hand);
    json_put_hex(json, "digest", line->digest.bytes, sizeof(line->digest.bytes));
    json_object_open(json, "counts");
    for (int i = 0; i < FIGURE_COUNT; i++)
        json_put_known(json, figure_words((enum figure)i)->code, line->known[i],
                       (int64_t)line->counts[i]);
    json_object_close(json);
    json_object_close(json);
    return true;
}

static enum err list_nights(struct route_call *call, struct error *error)
{
    struct nights nights
        = {.json = route_answer(call), .limit = (size_t)route_integer(call, "limit", NIGHTS_USUAL)};
    const char *after = route_text(call, "after");
    struct view *view = rest_view(call, error);
    int64_t day;
    enum err err = view ? need_all_stores(call, error) : error->code;

    if (err == ERR_OK && after && !calendar_parse(span_of(after), &day))
        err = error_set(error, ERR_INVALID, "\"after\" is no cursor that a page gave");
    json_array_open(nights.json, "rows");
    if (err == ERR_OK)
        err = night_book_list(view, after, put_night, &nights, error);
    json_array_close(nights.json);
    json_put_text(nights.json, "next", nights.more ? nights.last : NULL);
    json_put_boolean(nights.json, "more", nights.more);
    return err;
}

static enum err get_night(struct route_call *call, struct error *error)
{
    const char *date = route_text(call, "date");
    struct view *view = rest_view(call, error);
    struct digest digest;
    char tag[HASH_TEXT];
    struct buffer page;
    int64_t day;
    enum err err = view ? need_all_stores(call, error) : error->code;

    if (err == ERR_OK && !calendar_parse(span_of(date), &day))
        err = error_set(error, ERR_INVALID, "\"date\": YYYY-MM-DD is wanted");
    buffer_init(&page, PAGE_BYTES_MAX);
    if (err == ERR_OK)
        err = night_book_page(view, date, &page, error);
    if (err == ERR_OK) {
        hash_once(page.data, page.len, &digest);
        digest_format(&digest, tag);
        if (!rest_etag(call, tag))
            buffer_append(route_bytes(call, "application/json"), page.data, page.len);
    }
    buffer_clear(&page);
    return err;
}

struct tablets {
    struct view *view;
    struct json_writer *json;
    const struct uuid *only; // NULL: all
    struct error *error;
    bool found;
    enum err err;
};

static void put_tablet(struct tablets *tablets, const struct device_row *device,
                       const struct device_contact *contact)
{
    static const char *const states[] = {"active", "revoked", "wipe", "returning"};
    struct json_writer *json = tablets->json;
    char id[UUID_TEXT];

    uuid_format(&device->id, id);
    json_put_text(json, "id", id);
    json_put_text(json, "name", device->name);
    json_put_text(json, "state", states[device->state]);
    json_put_text(json, "agent", contact->agent[0] ? contact->agent : NULL);
    json_put_integer(json, "enrolled_ms", device->enrolled_ms);
    json_put_integer(json, "certificate_until_ms", device->certificate_until_ms);
    json_put_known(json, "last_contact_ms", contact->at_ms != 0, contact->at_ms);
    json_put_integer(json, "unsent_writes", contact->unsent_writes);
    json_put_integer(json, "unsent_files", contact->unsent_blobs);
    json_put_integer(json, "clock_offset_ms", contact->clock_offset_ms);
}

static bool take_tablet(void *arg, const struct device_row *device)
{
    struct tablets *tablets = arg;
    struct device_contact contact;

    if (tablets->only && !uuid_equal(tablets->only, &device->id))
        return true;
    tablets->err = contacts_get(tablets->view, &device->id, &contact, tablets->error);
    if (tablets->err == ERR_NOT_FOUND) {
        contact = (struct device_contact){.at_ms = 0};
        tablets->err = ERR_OK;
    }
    if (tablets->err != ERR_OK)
        return false;
    tablets->found = true;
    if (!tablets->only)
        json_object_open(tablets->json, NULL);
    put_tablet(tablets, device, &contact);
    if (!tablets->only)
        json_object_close(tablets->json);
    return !tablets->only;
}

static enum err read_tablets(struct route_call *call, struct tablets *tablets, struct error *error)
{
    enum err err;

    tablets->view = rest_view(call, error);
    tablets->json = route_answer(call);
    tablets->error = error;
    err = tablets->view ? need_all_stores(call, error) : error->code;
    if (err == ERR_OK)
        err = devices_list(tablets->view, take_tablet, tablets, error);
    return err == ERR_OK ? tablets->err : err;
}

static enum err list_devices(struct route_call *call, struct error *error)
{
    struct tablets tablets = {.only = NULL};
    enum err err;

    json_array_open(route_answer(call), "rows");
    err = read_tablets(call, &tablets, error);
    json_array_close(route_answer(call));
    json_put_null(route_answer(call), "next");
    json_put_boolean(route_answer(call), "more", false);
    return err;
}

static enum err get_device(struct route_call *call, struct error *error)
{
    struct tablets tablets = {.only = route_uuid(call, "id")};
    enum err err = read_tablets(call, &tablets, error);

    if (err == ERR_OK && !tablets.found)
        err = error_set(error, ERR_NOT_FOUND, "there is no such tablet");
    return err;
}

static enum err openapi(struct route_call *call, struct error *error)
{
    struct buffer *out = route_bytes(call, "application/json");

    rest_openapi_write(rest_version(call), out);
    return out->failed ? error_set(error, ERR_INTERNAL, "openapi.json could not be written")
                       : ERR_OK;
}

static const struct route_parameter night_list[]
    = {{.name = "after", .type = ROUTE_TEXT, .max = 16},
       {.name = "limit", .type = ROUTE_INTEGER, .min = 1, .max = NIGHTS_MOST}};
static const struct route_parameter night_date[]
    = {{.name = "date", .type = ROUTE_TEXT, .required = true, .max = 16}};
static const struct route_parameter device_id[]
    = {{.name = "id", .type = ROUTE_UUID, .required = true}};

const struct route rest_watch_routes[] = {
    {.method = HTTP_GET,
     .path = "/rest/v1/openapi.json",
     .handler = openapi,
     .purpose = "This interface, described; without a token."},
    {.method = HTTP_GET,
     .path = "/rest/v1/nights",
     .access = TOKEN_NIGHTS,
     .parameters = night_list,
     .parameter_count = 2,
     .handler = list_nights,
     .purpose = "Nightly reconciliations, newest first, with their figures."},
    {.method = HTTP_GET,
     .path = "/rest/v1/nights/:date",
     .access = TOKEN_NIGHTS,
     .parameters = night_date,
     .parameter_count = 1,
     .handler = get_night,
     .purpose = "One night as it was sealed: the bytes under its digest."},
    {.method = HTTP_GET,
     .path = "/rest/v1/devices",
     .access = TOKEN_NIGHTS,
     .handler = list_devices,
     .purpose = "Tablets, and what each said of itself at its last contact."},
    {.method = HTTP_GET,
     .path = "/rest/v1/devices/:id",
     .access = TOKEN_NIGHTS,
     .parameters = device_id,
     .parameter_count = 1,
     .handler = get_device,
     .purpose = "One tablet."},
};
const struct rest_answer rest_watch_answers[] = {
    {.schema = "OpenApi", .zh = "本接口的说明,不需要令牌。"},
    {.schema = "NightPage", .zh = "夜间核对,新的在前。"},
    {.schema = "Night", .zh = "一次夜间核对,封存时的原样。", .conditional = true},
    {.schema = "DevicePage", .zh = "平板,以及最近一次联系时的情况。"},
    {.schema = "Device", .zh = "一台平板。"},
};
const size_t rest_watch_route_count = sizeof(rest_watch_routes) / sizeof(rest_watch_routes[0]);
_Static_assert(sizeof(rest_watch_routes) / sizeof(rest_watch_routes[0])
                   == sizeof(rest_watch_answers) / sizeof(rest_watch_answers[0]),
               "an answer beside each route");
