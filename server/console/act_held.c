// SPDX-License-Identifier: Apache-2.0
#include "server/console/act_held.h"

#include "server/console/held_entry.h"
#include "server/console/held_words.h"
#include "server/sync/office_held.h"
#include "shared/web/route.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { ROWS_MOST = 2000, WHY_MOST = 250, WHY_BYTES = 255 };

// Rows that are decided on, one commit each: what one cannot does not stop the others.
struct deciding {
    struct route_call *call;
    bool accept;
    int64_t *rows; // owned
    size_t count, room;
    struct office_decision decision;
    struct audit_row audit;
    int64_t done;
};

// ---- which ----

static void add_row(struct deciding *deciding, int64_t row)
{
    deciding->rows
        = mem_room(deciding->rows, deciding->count, &deciding->room, sizeof(*deciding->rows));
    deciding->rows[deciding->count++] = row;
}

static bool note_open(void *arg, const struct held_row *held)
{
    struct deciding *deciding = arg;

    if (held_words_standing(held) == HELD_OPEN
        && held_entry_may(deciding->call, &held->site, &(struct error){0}) == ERR_OK)
        add_row(deciding, held->row);
    return deciding->count <= ROWS_MOST;
}

static int by_number(const void *a, const void *b)
{
    const int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;

    return (one > other) - (one < other);
}

static enum err read_list(struct deciding *deciding, const struct json *list, struct error *error)
{
    size_t kept = 0;

    if (!json_is_array(list))
        return error_set(error, ERR_INVALID, "rows: 不是列表 is no list of numbers");
    for (const struct json *item = json_first(list); item; item = json_next(item)) {
        int64_t row;
        const char *text;

        if (!(json_text(item, &text) ? text_parse_i64(span_of(text), &row)
                                     : json_integer(item, &row))
            || row < 1)
            return error_set(error, ERR_INVALID, "rows: 不是编号 has what is no number");
        add_row(deciding, row);
    }
    if (deciding->count)
        qsort(deciding->rows, deciding->count, sizeof(*deciding->rows), by_number);
    for (size_t i = 0; i < deciding->count; i++)
        if (!kept || deciding->rows[kept - 1] != deciding->rows[i])
            deciding->rows[kept++] = deciding->rows[i];
    deciding->count = kept;
    return ERR_OK;
}

static enum err choose(struct deciding *deciding, struct error *error)
{
    const struct json *list = route_json(deciding->call, "rows");
    const struct uuid *device = route_uuid(deciding->call, "device");
    struct held_filter filter = {.open_only = true, .by_device = true};
    struct view *view;
    enum err err;

    if (!list == !device)
        return error_set(error, ERR_INVALID, "rows 或 device 给一个 give either rows or device");
    if (list) {
        err = read_list(deciding, list, error);
    } else {
        filter.device = *device;
        view = console_view(deciding->call, error);
        err = view ? held_list(view, &filter, note_open, deciding, error) : error->code;
    }
    if (err == ERR_OK && deciding->count > ROWS_MOST)
        err = error_set(error, ERR_TOO_LARGE,
                        "一次最多 %d 条；没有决定任何一条 at most %d at once; nothing was decided",
                        ROWS_MOST, ROWS_MOST);
    return err;
}

// ---- one after the other ----

// NOT_FOUND also for what the caller may not decide on.
static enum err look(struct deciding *deciding, int64_t row, struct held_row *out,
                     struct error *error)
{
    struct view *view;
    enum err err;

    console_refresh(deciding->call);
    view = console_view(deciding->call, error);
    err = view ? held_get(view, row, out, error) : error->code;
    out->bytes = (struct span){0};
    if (err == ERR_OK)
        err = held_entry_may(deciding->call, &out->site, error);
    if (err == ERR_NOT_FOUND)
        error_set(error, err,
                  "没有这条隔离内容，或它属于您看不到的门店 there is no such held "
                  "entry, or it is of a store that you do not see");
    return err;
}

static enum err decide_one(struct deciding *deciding, int64_t row, struct error *error)
{
    struct office *office = console_office(deciding->call);
    struct held_row held;
    enum err err = look(deciding, row, &held, error);

    if (err != ERR_OK)
        return err;
    // Behind one that was let in just before: that is what was asked for.
    if (deciding->accept && held.decision == DECISION_RELEASED && deciding->done > 0)
        return ERR_OK;
    return deciding->accept ? office_held_accept(office, row, &deciding->decision, error)
                            : office_held_reject(office, row, &deciding->decision, error);
}

static void decide_all(struct deciding *deciding)
{
    struct json_writer *json = route_answer(deciding->call);
    char id[24];

    json_array_open(json, "results");
    for (size_t i = 0; i < deciding->count; i++) {
        struct error why = {0};
        const bool done = decide_one(deciding, deciding->rows[i], &why) == ERR_OK;

        deciding->done += done;
        snprintf(id, sizeof(id), "%" PRId64, deciding->rows[i]);
        json_object_open(json, NULL);
        json_put_text(json, "id", id);
        json_put_boolean(json, "done", done);
        json_put_text(json, "why_not", done ? NULL : why.detail);
        json_object_close(json);
    }
    json_array_close(json);
    json_put_integer(json, "done", deciding->done);
}

static enum err begin(struct deciding *deciding, struct route_call *call, const char *act,
                      struct error *error)
{
    const char *why = route_text(call, "why");

    *deciding = (struct deciding){.call = call, .audit = console_audit(call, act)};
    deciding->decision = (struct office_decision){
        .person = *console_person(call), .why = why, .audit = &deciding->audit};
    if (strlen(why) > WHY_BYTES)
        return error_set(error, ERR_INVALID,
                         "why: 理由太长，最多约 80 个汉字；没有决定任何一条 the reason is too "
                         "long: at most %d bytes; nothing was decided",
                         WHY_BYTES);
    return ERR_OK;
}

static enum err post_decide(struct route_call *call, struct error *error)
{
    const bool accept = route_truth(call, "accept");
    struct deciding deciding;
    enum err err = begin(&deciding, call, accept ? "held.accept" : "held.reject", error);

    deciding.accept = accept;
    if (err == ERR_OK)
        err = choose(&deciding, error);
    if (err == ERR_OK)
        decide_all(&deciding);
    mem_free(deciding.rows);
    return err;
}

// ---- groups ----

struct group_look {
    struct deciding *deciding;
    size_t count;
    bool outside; // an entry of it is of a site that the caller may not decide on
};

static bool look_at(void *arg, const struct held_row *held)
{
    struct group_look *group = arg;

    group->count++;
    group->outside
        = group->outside
          || held_entry_may(group->deciding->call, &held->site, &(struct error){0}) != ERR_OK;
    return true;
}

static enum err post_group(struct route_call *call, struct error *error)
{
    struct held_filter filter = {.open_only = true, .by_group = true};
    struct deciding deciding;
    struct group_look group = {.deciding = &deciding};
    struct view *view = console_view(call, error);
    enum err err = view ? begin(&deciding, call, "group.apply", error) : error->code;

    if (err == ERR_OK && !actor_parse(span_of(route_text(call, "group")), &filter.group))
        err = error_set(error, ERR_INVALID, "group: 不是组的编号 is no group (16 hex digits)");
    if (err == ERR_OK)
        err = held_list(view, &filter, look_at, &group, error);
    if (err == ERR_OK && (!group.count || group.outside))
        err = error_set(error, ERR_NOT_FOUND,
                        "没有这个未到齐的组：可能已经到齐并计入 there is no such open group: it "
                        "may have come whole");
    if (err == ERR_OK)
        err = office_held_group(console_office(call), filter.group, &deciding.decision, error);
    if (err == ERR_OK)
        json_put_integer(route_answer(call), "applied", (int64_t)group.count);
    return err;
}

static const struct route_parameter decide_parameters[] = {
    {.name = "accept", .type = ROUTE_TRUTH, .required = true},
    {.name = "rows", .type = ROUTE_JSON},
    {.name = "device", .type = ROUTE_UUID},
    {.name = "why", .type = ROUTE_TEXT, .required = true, .max = WHY_MOST},
};
static const struct route_parameter group_parameters[] = {
    {.name = "group", .type = ROUTE_TEXT, .required = true, .max = ACTOR_TEXT - 1},
    {.name = "why", .type = ROUTE_TEXT, .required = true, .max = WHY_MOST},
};

const struct route act_held_routes[] = {
    {.method = HTTP_POST,
     .path = "/api/held/decide",
     .heavy = true,
     .access = CONSOLE_HELD,
     .changes = true,
     .parameters = decide_parameters,
     .parameter_count = COUNT(decide_parameters),
     .handler = post_decide,
     .purpose
     = "accepts or rejects held entries, by their numbers (`rows`) or all that are open of "
       "a `device`, each in a commit of its own, the earliest first: {results [{id, done, "
       "why_not}], done}; the tablet is told the reason"},
    {.method = HTTP_POST,
     .path = "/api/held/group",
     .access = CONSOLE_HELD,
     .changes = true,
     .parameters = group_parameters,
     .parameter_count = COUNT(group_parameters),
     .handler = post_group,
     .purpose = "applies an open group as far as it came: `applied` entries"},
};
const size_t act_held_route_count = COUNT(act_held_routes);
