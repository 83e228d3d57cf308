// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_people.h"

#include "server/console/console.h"
#include "server/console/listing.h"
#include "server/console/people_book.h"
#include "server/console/plain_field.h"
#include "server/console/store_names.h"
#include "server/storage/devices.h"
#include "server/storage/records.h"
#include "shared/web/route.h"

#include <stdio.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

enum { RECORD_BYTES = 4 << 20 };
enum account_choice { WITH_ACCOUNT, BLOCKED, WITHOUT };
static const char *const account_choices[] = {"active", "blocked", "none", NULL};
static const struct listing_word account_words[] = {{"active", "可登录", "may sign in"},
                                                    {"blocked", "已停用", "blocked"},
                                                    {"none", "无账号", "no account"},
                                                    {0}};

static enum account_choice account_of(const struct book_person *person)
{
    if (uuid_is_nil(&person->account))
        return WITHOUT;
    return person->blocked ? BLOCKED : WITH_ACCOUNT;
}

static void put_id(struct json_writer *json, const char *key, const struct uuid *id)
{
    char text[UUID_TEXT];

    uuid_format(id, text);
    json_put_text(json, key, text);
}

static void put_role(struct json_writer *json, const char *role)
{
    const struct kind_word *word = kind_word_find(span_of("person"), span_of(role));

    json_object_open(json, "role");
    json_put_text(json, "code", role);
    json_put_text(json, "zh", word ? word->zh : role);
    json_put_text(json, "en", word ? word->en : role);
    json_object_close(json);
}

// ---- the list ----

static const struct table_column columns[] = {
    {"id", "编号", "id", TABLE_ID},
    {"name", "姓名", "name", TABLE_TEXT},
    {"role", "岗位", "post", TABLE_WORDS},
    {"phone", "电话", "phone", TABLE_TEXT},
    {"login", "账号", "login", TABLE_TEXT},
    {"state", "办公室登录", "office", TABLE_WORDS},
    {"grants", "权限", "roles granted", TABLE_TEXT},
    {"signed_in", "上次登录", "last sign-in", TABLE_TIME_MS},
    {"sites", "工地", "sites", TABLE_INTEGER},
    {"devices", "平板", "tablets", TABLE_INTEGER},
};
static const struct listing_filter filters[] = {
    {"account", "办公室登录", "office", account_words},
    {"role", "岗位", "post", NULL},
    {"text", "文字", "text", NULL},
};

static void put_row(struct table *table, const void *ctx, const void *row)
{
    const struct book_person *person = row;
    const struct listing_word *state = &account_words[account_of(person)];

    (void)ctx;
    table_put_id(table, &person->id);
    table_put_string(table, person->name);
    table_put_words(table, person->role_word ? person->role_word->zh : person->role,
                    person->role_word ? person->role_word->en : person->role);
    table_put_string(table, person->phone);
    table_put_string(table, *person->login ? person->login : NULL);
    table_put_words(table, state->zh, state->en);
    table_put_string(table, *person->grants ? person->grants : NULL);
    table_put_time(table, person->signed_in_ms);
    table_put_number(table, (int64_t)person->sites);
    table_put_number(table, (int64_t)person->devices);
}

static void put_codes(struct json_writer *json, const void *ctx, const void *row)
{
    const struct book_person *person = row;

    (void)ctx;
    json_put_text(json, "role_code", person->role);
    json_put_text(json, "state_code", account_choices[account_of(person)]);
}

struct wish {
    const char *text, *role;
    int account; // enum account_choice; -1: any
};

static bool keeps(const void *ctx, const void *row)
{
    const struct wish *wish = ctx;
    const struct book_person *person = row;

    return (!wish->text || strcasestr(person->name, wish->text)
            || strcasestr(person->phone, wish->text) || strcasestr(person->login, wish->text))
           && (!wish->role || strcmp(wish->role, person->role) == 0)
           && (wish->account < 0 || account_of(person) == (enum account_choice)wish->account);
}

static void count_row(void *counts, const void *ctx, const void *row)
{
    (void)ctx;
    ((int64_t *)counts)[account_of(row)]++;
}

static void put_counts(struct json_writer *json, const void *counts)
{
    for (size_t i = 0; account_choices[i]; i++)
        json_put_integer(json, account_choices[i], ((const int64_t *)counts)[i]);
}

static const struct listing listing = {.code = "people",
                                       .zh = "人员与权限",
                                       .en = "people and roles",
                                       .columns = columns,
                                       .column_count = COUNT(columns),
                                       .sort = "name",
                                       .filters = filters,
                                       .filter_count = COUNT(filters),
                                       .row_size = sizeof(struct book_person),
                                       .put = put_row,
                                       .extra = put_codes,
                                       .keeps = keeps,
                                       .count_row = count_row,
                                       .put_counts = put_counts};

static enum err list_people(struct route_call *call, struct error *error)
{
    const struct wish wish = {.text = route_text(call, "text"),
                              .role = route_text(call, "role"),
                              .account = route_choice(call, "account")};
    struct view *view = console_view(call, error);
    int64_t counts[COUNT(account_choices)] = {0};
    struct people_book book = {0};
    struct listing_source source = {.listing = &listing, .ctx = &wish, .counts = counts};
    enum err err = view ? console_read_audit(call, "people", NULL, error) : error->code;

    if (err == ERR_OK)
        err = people_book_read(view, route_arena(call), &book, error);
    source.rows = book.people;
    source.count = book.count;
    if (err == ERR_OK)
        err = listing_answer(call, &source, error);
    people_book_clear(&book);
    return err;
}

// ---- one ----

static bool put_grant(void *arg, const struct account_grant *grant)
{
    struct json_writer *json = arg;
    const struct role_rights *role = role_rights_find(span_of(grant->role));

    json_object_open(json, NULL);
    json_put_text(json, "role", grant->role);
    json_put_text(json, "zh", role ? role->zh : grant->role);
    json_put_text(json, "en", role ? role->en : grant->role);
    json_put_text(json, "store", grant->store);
    json_object_close(json);
    return true;
}

static enum err put_account(struct json_writer *json, struct view *view,
                            const struct book_person *person, struct error *error)
{
    enum err err;

    if (uuid_is_nil(&person->account)) {
        json_put_null(json, "account");
        return ERR_OK;
    }
    json_object_open(json, "account");
    put_id(json, "id", &person->account);
    json_put_text(json, "login", person->login);
    json_put_text(json, "state", account_choices[account_of(person)]);
    json_put_boolean(json, "must_change", person->must_change);
    json_put_boolean(json, "totp", person->totp);
    json_put_integer(json, "signed_in_ms", person->signed_in_ms);
    json_array_open(json, "grants");
    err = accounts_grants(view, &person->account, put_grant, json, error);
    json_array_close(json);
    json_object_close(json);
    return err;
}

// The roles that can be granted, with what each gives.
static void put_roles(struct json_writer *json)
{
    size_t role_count, count;
    const struct role_rights *roles = role_rights_list(&role_count);
    const struct role_rights_capability *all = role_rights_capabilities(&count);

    json_array_open(json, "roles");
    for (size_t i = 0; i < role_count; i++) {
        if (!roles[i].rights)
            continue;
        json_object_open(json, NULL);
        json_put_text(json, "code", roles[i].role);
        json_put_text(json, "zh", roles[i].zh);
        json_put_text(json, "en", roles[i].en);
        json_array_open(json, "rights");
        for (size_t k = 0; k < count; k++) {
            if (!(roles[i].rights & all[k].bit))
                continue;
            json_object_open(json, NULL);
            json_put_text(json, "code", all[k].name);
            json_put_text(json, "zh", all[k].zh);
            json_put_text(json, "en", all[k].en);
            json_object_close(json);
        }
        json_array_close(json);
        json_object_close(json);
    }
    json_array_close(json);
}

struct devices_of {
    struct json_writer *json;
    struct view *view;
    const struct uuid *person;
    bool listed, active;
    enum err err;
    struct error *error;
};

static bool find_person(void *arg, const struct uuid *person, bool active)
{
    struct devices_of *of = arg;

    if (uuid_equal(person, of->person)) {
        of->listed = true;
        of->active = active;
    }
    return !of->listed;
}

static bool put_device(void *arg, const struct device_row *device)
{
    struct devices_of *of = arg;

    of->listed = false;
    of->err = devices_persons(of->view, &device->id, find_person, of, of->error);
    if (of->err != ERR_OK || !of->listed)
        return of->err == ERR_OK;
    json_object_open(of->json, NULL);
    put_id(of->json, "id", &device->id);
    json_put_text(of->json, "name", device->name);
    json_put_boolean(of->json, "active", of->active);
    json_object_close(of->json);
    return true;
}

static enum err put_devices(struct route_call *call, struct view *view, const struct uuid *person,
                            struct error *error)
{
    struct devices_of of
        = {.json = route_answer(call), .view = view, .person = person, .error = error};
    enum err err;

    json_array_open(of.json, "devices");
    err = devices_list(view, put_device, &of, error);
    json_array_close(of.json);
    return err == ERR_OK ? of.err : err;
}

// A site's address, contract and customer; empty where it cannot be read.
static void put_site(struct route_call *call, struct view *view, const struct uuid *site)
{
    struct json_writer *json = route_answer(call);
    struct record_row row;
    struct record record;
    struct arena arena;

    arena_init(&arena, RECORD_BYTES);
    if (records_get(view, site, &row, NULL) == ERR_OK
        && record_parse(row.state, &arena, &record, NULL) == ERR_OK) {
        json_put_text(json, "address", plain_field(&record, "address", &arena));
        json_put_text(json, "contract", plain_field(&record, "contract_number", &arena));
        if (route_access(call) & CONSOLE_PERSONAL)
            json_put_text(json, "customer", plain_field(&record, "customer_name", &arena));
        record_clear(&record);
    }
    arena_clear(&arena);
}

static void put_assignments(struct route_call *call, struct view *view,
                            const struct people_book *book, const struct uuid *person)
{
    struct json_writer *json = route_answer(call);

    json_array_open(json, "assignments");
    for (size_t i = 0; i < book->assignment_count; i++) {
        const struct book_assignment *assignment = &book->assignments[i];

        if (!uuid_equal(&assignment->person, person))
            continue;
        json_object_open(json, NULL);
        put_id(json, "id", &assignment->id);
        put_id(json, "site", &assignment->site);
        put_site(call, view, &assignment->site);
        put_role(json, assignment->role);
        json_put_boolean(json, "active", assignment->active);
        json_object_close(json);
    }
    json_array_close(json);
}

static enum err put_one(struct route_call *call, struct view *view, const struct people_book *book,
                        struct error *error)
{
    const struct book_person *person = people_book_find(book, route_uuid(call, "id"));
    struct json_writer *json = route_answer(call);
    enum err err;

    if (!person)
        return error_set(error, ERR_NOT_FOUND, "没有这个人 there is no such person");
    put_id(json, "id", &person->id);
    json_put_text(json, "name", person->name);
    put_role(json, person->role);
    json_put_text(json, "phone", person->phone);
    json_put_u64(json, "version", person->seq);
    err = put_account(json, view, person, error);
    put_roles(json);
    if (err == ERR_OK)
        err = store_names_put(call, view, error);
    if (err == ERR_OK)
        err = put_devices(call, view, &person->id, error);
    put_assignments(call, view, book, &person->id);
    return err;
}

static enum err read_one(struct route_call *call, struct error *error)
{
    enum err err = console_read_audit(call, "person", route_uuid(call, "id"), error);
    struct view *view = err == ERR_OK ? console_view(call, error) : NULL;
    struct people_book book = {0};

    if (!view)
        return error->code;
    err = people_book_read(view, route_arena(call), &book, error);
    if (err == ERR_OK)
        err = put_one(call, view, &book, error);
    people_book_clear(&book);
    return err;
}

static const struct route_parameter list_parameters[] = {
    {.name = "account", .type = ROUTE_CHOICE, .choices = account_choices},
    {.name = "role", .type = ROUTE_TEXT, .max = ACCOUNT_ROLE},
    {.name = "text", .type = ROUTE_TEXT, .max = 100},
    LISTING_PARAMETERS,
};
static const struct route_parameter id_parameter[] = {
    {.name = "id", .type = ROUTE_UUID, .required = true},
};
const struct route read_people_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/people",
     .access = CONSOLE_PEOPLE | CONSOLE_AUDIT,
     .parameters = list_parameters,
     .parameter_count = COUNT(list_parameters),
     .handler = list_people,
     .purpose = "everybody: post, phone, account, roles, sites, tablets"},
    {.method = HTTP_GET,
     .path = "/api/people/:id",
     .access = CONSOLE_PEOPLE | CONSOLE_AUDIT,
     .parameters = id_parameter,
     .parameter_count = COUNT(id_parameter),
     .handler = read_one,
     .purpose = "a person: `account` with grants, the `roles` and `stores` to choose from, "
                "`devices`, `assignments`; `version` for an edit"},
};
const size_t read_people_route_count = COUNT(read_people_routes);
