// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_board.h"

#include "server/console/console_call.h"
#include "server/console/site_lists.h"
#include "server/reconcile/night_book.h"
#include "server/reports/night_tables.h"
#include "server/reports/nightly.h"
#include "server/storage/drills.h"
#include "shared/base/calendar.h"
#include "shared/data/fact_json.h"
#include "shared/web/route.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { CHART_NIGHTS = 30 };

// What of a night the caller may see: all of it, or what belongs to sites of the granted stores.
struct showing {
    struct route_call *call;
    const struct night *night;
    bool whole;
    uint64_t counts[FIGURE_COUNT];
};

bool read_board_whole(const struct route_call *call)
{
    const struct signed_in *who = &console_call_of(call)->who;

    for (size_t i = 0; i < who->grant_count; i++)
        if (!who->grants[i].store[0] && (who->grants[i].role->rights & CONSOLE_SEE))
            return true;
    return false;
}

bool read_board_shows(const struct route_call *call, const struct night *night, bool whole,
                      const struct night_row *row)
{
    const struct night_site *site = night_site(night, &row->site);

    return whole || (site && console_may(call, CONSOLE_SEE, span_of(site->store)));
}

static void count_seen(struct showing *showing)
{
    for (size_t i = 0; i < showing->night->row_count; i++) {
        const struct night_row *row = &showing->night->rows[i];

        if (read_board_shows(showing->call, showing->night, showing->whole, row))
            showing->counts[row->figure] += row->amount;
    }
}

static void begin(struct route_call *call, const struct night *night, struct showing *out)
{
    *out = (struct showing){.call = call, .night = night, .whole = read_board_whole(call)};
    count_seen(out);
}

// ---- the night ----

static void put_night(struct json_writer *json, const struct night *night)
{
    char digest[HASH_TEXT];

    digest_format(&night->digest, digest);
    json_object_open(json, "night");
    json_put_text(json, "date", night->date);
    json_put_integer(json, "cut_ms", night->cut_ms);
    json_put_known(json, "made_ms", night->made_ms != 0, night->made_ms);
    json_put_boolean(json, "kept", night->kept);
    json_put_boolean(json, "by_hand", night->by_hand);
    json_put_text(json, "digest", night->kept ? digest : NULL);
    json_put_u64(json, "commit", night->commit.number);
    json_put_integer(json, "unsure", (int64_t)night->unsure);
    json_put_integer(json, "checked_files", (int64_t)night->checked_files);
    json_put_integer(json, "checked_of", (int64_t)night->checked_of);
    json_put_integer(json, "unvisited_days", night->unvisited_days);
    json_object_close(json);
}

// What belongs to no site is not for who sees some stores only: to them a zero would be no news.
static bool is_shown(const struct showing *showing, enum figure figure)
{
    return showing->whole
           || (figure_words(figure)->group != FIGURES_OF_TABLETS && figure != FIGURE_ALARMS
               && figure != FIGURE_DIFFER && figure != FIGURE_DAMAGED);
}

static void put_figures(const struct showing *showing, struct json_writer *json)
{
    static const char *const tones[] = {"calm", "attend", "alarm"};
    static const char *const groups[] = {"tablets", "data", "service"};

    json_array_open(json, "figures");
    for (int i = 0; i < FIGURE_COUNT; i++) {
        const struct figure_words *words = figure_words((enum figure)i);

        if (!is_shown(showing, (enum figure)i))
            continue;
        json_object_open(json, NULL);
        json_put_text(json, "code", words->code);
        json_put_text(json, "zh", words->zh);
        json_put_text(json, "en", words->en);
        json_put_text(json, "group", groups[words->group]);
        json_put_text(json, "tone", tones[words->tone]);
        json_put_text(json, "rule", words->rule);
        json_put_known(json, "count", showing->night->known[i], (int64_t)showing->counts[i]);
        json_object_close(json);
    }
    json_array_close(json);
}

static void put_counts(struct json_writer *json, const uint64_t counts[FIGURE_COUNT])
{
    json_object_open(json, "counts");
    for (int i = 0; i < FIGURE_COUNT; i++)
        if (counts[i])
            json_put_integer(json, figure_words((enum figure)i)->code, (int64_t)counts[i]);
    json_object_close(json);
}

static void put_device(struct json_writer *json, const struct night_device *device)
{
    json_object_open(json, NULL);
    fact_json_id(json, "id", &device->id);
    json_put_text(json, "name", device->name);
    json_put_text(json, "agent", device->agent);
    json_put_text(json, "state", night_state_name(device->state));
    json_put_integer(json, "says", (int64_t)device->says);
    json_put_integer(json, "holds", (int64_t)device->holds);
    json_put_known(json, "last_contact_ms", device->last_contact_ms != 0, device->last_contact_ms);
    json_put_integer(json, "clock_offset_ms", device->clock_offset_ms);
    json_put_integer(json, "certificate_days", device->certificate_days);
    json_put_integer(json, "behind", (int64_t)device->behind);
    put_counts(json, device->counts);
    json_object_close(json);
}

// By tablet, what belongs to none last: it adds up to the figures.
static void put_devices(const struct showing *showing, struct json_writer *json)
{
    const struct night *night = showing->night;
    uint64_t rest[FIGURE_COUNT];

    json_array_open(json, "devices");
    for (size_t i = 0; showing->whole && i < night->device_count; i++)
        put_device(json, &night->devices[i]);
    json_array_close(json);
    for (int i = 0; i < FIGURE_COUNT; i++)
        rest[i] = night_of_no_device(night, (enum figure)i);
    json_object_open(json, "no_device");
    if (showing->whole)
        put_counts(json, rest);
    json_object_close(json);
    json_put_known(json, "says", showing->whole, (int64_t)night->says);
    json_put_known(json, "holds", showing->whole, (int64_t)night->holds);
}

// By store, what belongs to none under "": it adds up to the figures.
static void put_stores(const struct showing *showing, struct json_writer *json)
{
    const struct night *night = showing->night;

    json_array_open(json, "stores");
    for (size_t i = 0; i < night->store_count; i++) {
        const struct night_store *store = &night->stores[i];

        if (!showing->whole && !console_may(showing->call, CONSOLE_SEE, span_of(store->name)))
            continue;
        json_object_open(json, NULL);
        json_put_text(json, "name", store->name);
        json_put_integer(json, "sites", (int64_t)store->sites);
        put_counts(json, store->counts);
        json_object_close(json);
    }
    json_array_close(json);
}

// ---- what came late ----

static void put_restated(const struct showing *showing, struct json_writer *json)
{
    const struct night_restatements *restated = &showing->night->restated;

    json_array_open(json, "restated");
    for (size_t i = 0; showing->whole && i < restated->count; i++) {
        const struct night_restatement *one = &restated->list[i];

        json_object_open(json, NULL);
        json_put_text(json, "made_on", one->made_on);
        json_put_integer(json, "entries", (int64_t)one->entries);
        json_array_open(json, "figures");
        for (int k = 0; k < FIGURE_COUNT; k++) {
            if (one->before[k] == one->after[k])
                continue;
            json_object_open(json, NULL);
            json_put_text(json, "code", figure_words((enum figure)k)->code);
            json_put_text(json, "zh", figure_words((enum figure)k)->zh);
            json_put_text(json, "en", figure_words((enum figure)k)->en);
            json_put_integer(json, "before", (int64_t)one->before[k]);
            json_put_integer(json, "after", (int64_t)one->after[k]);
            json_object_close(json);
        }
        json_array_close(json);
        json_array_open(json, "late");
        for (size_t k = 0; k < one->late_count; k++) {
            const struct night_device *device = night_device(showing->night, &one->late[k].device);

            json_object_open(json, NULL);
            fact_json_id(json, "device", &one->late[k].device);
            json_put_text(json, "name", device ? device->name : "");
            json_put_integer(json, "entries", (int64_t)one->late[k].entries);
            json_object_close(json);
        }
        json_array_close(json);
        json_object_close(json);
    }
    json_array_close(json);
}

// ---- other nights, backup ----

struct lines {
    struct json_writer *json;
    size_t count;
    bool whole;
};

static bool put_line(void *arg, const struct night_book_line *line)
{
    struct lines *lines = arg;

    json_object_open(lines->json, NULL);
    json_put_text(lines->json, "date", line->date);
    json_put_integer(lines->json, "cut_ms", line->cut_ms);
    json_put_boolean(lines->json, "by_hand", line->by_hand);
    if (lines->whole)
        put_counts(lines->json, line->counts);
    json_object_close(lines->json);
    return ++lines->count < CHART_NIGHTS;
}

static enum err put_nights(struct route_call *call, const char *before, struct error *error)
{
    struct view *view = console_view(call, error);
    struct lines lines = {.json = route_answer(call), .whole = read_board_whole(call)};
    enum err err;

    if (!view)
        return error->code;
    json_array_open(lines.json, "nights");
    err = night_book_list(view, before, put_line, &lines, error);
    json_array_close(lines.json);
    return err;
}

static enum err put_backup(struct route_call *call, struct error *error)
{
    struct json_writer *json = route_answer(call);
    struct view *view = console_view(call, error);
    struct drill_row drill;
    enum err err = view ? drills_last(view, false, &drill, error) : error->code;

    if (err == ERR_NOT_FOUND) {
        json_put_null(json, "backup");
        return ERR_OK;
    }
    if (err != ERR_OK)
        return err;
    json_object_open(json, "backup");
    json_put_integer(json, "started_ms", drill.started_ms);
    json_put_integer(json, "took_ms", drill.took_ms);
    json_put_integer(json, "restore_ms", drill.restore_ms);
    json_put_integer(json, "records", (int64_t)drill.records);
    json_put_integer(json, "blobs", (int64_t)drill.blobs);
    json_put_integer(json, "bytes", (int64_t)drill.bytes);
    json_put_boolean(json, "good", drill.problem[0] == '\0');
    json_put_text(json, "problem", drill.problem);
    json_object_close(json);
    if (drills_last(view, true, &drill, NULL) == ERR_OK)
        json_put_integer(json, "good_backup_ms", drill.started_ms);
    return ERR_OK;
}

// ---- routes ----

struct newest {
    char date[CALENDAR_DATE_TEXT];
};

static bool take_newest(void *arg, const struct night_book_line *line)
{
    struct newest *newest = arg;

    memcpy(newest->date, line->date, sizeof(newest->date));
    return false;
}

// The newest that is kept; the office as it is now where there is none yet.
static enum err choose(struct route_call *call, char out[CALENDAR_DATE_TEXT], struct error *error)
{
    const char *asked = route_text(call, "night");
    struct view *view = console_view(call, error);
    struct newest newest = {NIGHT_SHELF_NOW};
    enum err err = view ? ERR_OK : error->code;

    if (err == ERR_OK && !asked)
        err = night_book_list(view, NULL, take_newest, &newest, error);
    if (asked && strlen(asked) >= sizeof(newest.date))
        return error_set(error, ERR_INVALID,
                         "night: 要日期，如 a date is wanted, such as 2026-11-22");
    if (asked)
        memcpy(newest.date, asked, strlen(asked) + 1);
    memcpy(out, newest.date, sizeof(newest.date));
    return err;
}

static enum err get_board(struct route_call *call, struct error *error)
{
    struct json_writer *json = route_answer(call);
    struct night_lent *lent = NULL;
    char date[CALENDAR_DATE_TEXT], today[CALENDAR_DATE_TEXT];
    struct showing showing;
    int hour = NIGHTLY_OFF;
    enum err err = choose(call, date, error);

    if (err == ERR_OK)
        err = night_shelf_lend(site_lists_nights(call), date, &lent, error);
    if (err == ERR_OK) {
        begin(call, &lent->night, &showing);
        put_night(json, &lent->night);
        json_put_boolean(json, "is_now", strcmp(date, NIGHT_SHELF_NOW) == 0);
        json_put_boolean(json, "whole", showing.whole);
        put_figures(&showing, json);
        put_devices(&showing, json);
        put_stores(&showing, json);
        put_restated(&showing, json);
        err = put_nights(call, NULL, error);
    }
    if (err == ERR_OK)
        err = put_backup(call, error);
    if (err == ERR_OK)
        err = nightly_hour(console_view(call, error), &hour, error);
    json_put_known(json, "hour", hour != NIGHTLY_OFF, hour);
    calendar_format(calendar_day(console_now_ms(call)), today);
    json_put_text(json, "today", today);
    json_put_integer(json, "now_ms", console_now_ms(call));
    night_shelf_return(lent);
    return err;
}

static enum err get_now(struct route_call *call, struct error *error)
{
    struct json_writer *json = route_answer(call);
    struct night_lent *lent = NULL;
    struct showing showing;
    enum err err = night_shelf_lend(site_lists_nights(call), NIGHT_SHELF_NOW, &lent, error);

    if (err != ERR_OK)
        return err;
    begin(call, &lent->night, &showing);
    json_object_open(json, "counts");
    for (int i = 0; i < FIGURE_COUNT; i++)
        if (is_shown(&showing, (enum figure)i))
            json_put_known(json, figure_words((enum figure)i)->code, lent->night.known[i],
                           (int64_t)showing.counts[i]);
    json_object_close(json);
    json_put_integer(json, "at_ms", lent->at_ms);
    json_put_integer(json, "now_ms", console_now_ms(call));
    night_shelf_return(lent);
    return ERR_OK;
}

static enum err get_nights(struct route_call *call, struct error *error)
{
    return put_nights(call, route_text(call, "before"), error);
}

static const struct route_parameter board_parameters[]
    = {{.name = "night", .type = ROUTE_TEXT, .max = CALENDAR_DATE_TEXT - 1}};
static const struct route_parameter nights_parameters[]
    = {{.name = "before", .type = ROUTE_TEXT, .max = CALENDAR_DATE_TEXT - 1}};

const struct route read_board_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/board",
     .access = CONSOLE_SEE,
     .parameters = board_parameters,
     .parameter_count = COUNT(board_parameters),
     .handler = get_board,
     .purpose = "the morning board: `night` (a date, or now; left out: the newest that is kept), "
                "figures, devices and no_device, stores (each adds up to the figures), "
                "restated, nights (30, for charts), backup, hour, today (its date)"},
    {.method = HTTP_GET,
     .path = "/api/board/now",
     .access = CONSOLE_SEE,
     .handler = get_now,
     .purpose = "the same figures as they are now: counts, at_ms"},
    {.method = HTTP_GET,
     .path = "/api/nights",
     .access = CONSOLE_SEE,
     .parameters = nights_parameters,
     .parameter_count = COUNT(nights_parameters),
     .handler = get_nights,
     .purpose = "the nights that are kept, newest first, 30 from before a date on"},
};
const size_t read_board_route_count = COUNT(read_board_routes);
