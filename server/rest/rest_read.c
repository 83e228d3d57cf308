// SPDX-License-Identifier: Apache-2.0
#include "server/rest/rest_read.h"

#include "server/rest/rest_page.h"
#include "shared/web/route.h"

static enum err list(struct route_call *call, const char *kind, const struct uuid *site,
                     struct error *error)
{
    struct rest_page page = {.kind = kind,
                             .site = site,
                             .after = route_text(call, "after"),
                             .limit = (size_t)route_integer(call, "limit", REST_PAGE_USUAL)};
    bool unchanged = false;
    enum err err = rest_read_audit(call, kind ? kind : "record", site, error);

    if (err == ERR_OK)
        err = rest_etag_commit(call, &unchanged, error);
    return err == ERR_OK && !unchanged ? rest_page_write(call, &page, error) : err;
}

static enum err get(struct route_call *call, const char *kind, struct error *error)
{
    enum err err = rest_read_audit(call, kind ? kind : "record", route_uuid(call, "id"), error);
    struct view *view = err == ERR_OK ? rest_view(call, error) : NULL;
    char version[REST_RECORD_VERSION];
    struct rest_reader reader;
    struct record_row row;

    if (!view)
        return error->code;
    reader = rest_record_reader(call, view);
    err = rest_record_get(&reader, route_uuid(call, "id"), kind, &row, error);
    if (err != ERR_OK)
        return err;
    rest_record_version(&row, version);
    if (!rest_etag(call, version))
        rest_record_put(&reader, route_answer(call), &row);
    return ERR_OK;
}

static enum err list_sites(struct route_call *call, struct error *error)
{
    return list(call, "site", NULL, error);
}

static enum err get_site(struct route_call *call, struct error *error)
{
    return get(call, "site", error);
}

static enum err list_people(struct route_call *call, struct error *error)
{
    return list(call, "person", NULL, error);
}

static enum err get_person(struct route_call *call, struct error *error)
{
    return get(call, "person", error);
}

static enum err list_assignments(struct route_call *call, struct error *error)
{
    return list(call, "assignment", route_uuid(call, "site"), error);
}

static enum err get_assignment(struct route_call *call, struct error *error)
{
    return get(call, "assignment", error);
}

static enum err list_issues(struct route_call *call, struct error *error)
{
    return list(call, "rectification", route_uuid(call, "site"), error);
}

static enum err get_issue(struct route_call *call, struct error *error)
{
    return get(call, "rectification", error);
}

static enum err list_signoffs(struct route_call *call, struct error *error)
{
    return list(call, "signoff", route_uuid(call, "site"), error);
}

static enum err get_signoff(struct route_call *call, struct error *error)
{
    return get(call, "signoff", error);
}

static enum err list_photos(struct route_call *call, struct error *error)
{
    return list(call, "photo", route_uuid(call, "site"), error);
}

static enum err get_photo(struct route_call *call, struct error *error)
{
    return get(call, "photo", error);
}

static enum err list_records(struct route_call *call, struct error *error)
{
    return list(call, route_text(call, "kind"), route_uuid(call, "site"), error);
}

static enum err get_record(struct route_call *call, struct error *error)
{
    return get(call, NULL, error);
}

static enum err changes(struct route_call *call, struct error *error)
{
    struct rest_page page = {.kind = route_text(call, "kind"),
                             .after = route_text(call, "after"),
                             .limit = (size_t)route_integer(call, "limit", REST_PAGE_USUAL),
                             .changes = true};
    enum err err = rest_read_audit(call, "changes", NULL, error);

    return err == ERR_OK ? rest_page_write(call, &page, error) : err;
}

static enum err token(struct route_call *call, struct error *error)
{
    const struct token_row *row = rest_token(call);
    const char *const *names = tokens_scope_names();
    struct json_writer *json = route_answer(call);
    char id[UUID_TEXT];

    (void)error;
    uuid_format(&row->id, id);
    json_put_text(json, "id", id);
    json_put_text(json, "name", row->name);
    json_array_open(json, "scopes");
    for (unsigned bit = 0; names[bit]; bit++)
        if (row->scopes & 1u << bit)
            json_put_text(json, NULL, names[bit]);
    json_array_close(json);
    json_put_text(json, "store", row->store[0] ? row->store : NULL);
    json_put_known(json, "expires_ms", row->expires_ms != 0, row->expires_ms);
    json_put_text(json, "version", rest_version(call));
    json_put_integer(json, "now_ms", rest_now_ms(call));
    return ERR_OK;
}

#define AFTER                                          \
    {                                                  \
        .name = "after", .type = ROUTE_TEXT, .max = 60 \
    }
#define LIMIT                                                                   \
    {                                                                           \
        .name = "limit", .type = ROUTE_INTEGER, .min = 1, .max = REST_PAGE_MOST \
    }
#define SITE                               \
    {                                      \
        .name = "site", .type = ROUTE_UUID \
    }
#define KIND                                          \
    {                                                 \
        .name = "kind", .type = ROUTE_TEXT, .max = 64 \
    }
static const struct route_parameter page_parameters[] = {AFTER, LIMIT};
static const struct route_parameter site_parameters[] = {AFTER, LIMIT, SITE};
static const struct route_parameter kind_parameters[] = {AFTER, LIMIT, SITE, KIND};
static const struct route_parameter change_parameters[] = {AFTER, LIMIT, KIND};
static const struct route_parameter id_parameters[]
    = {{.name = "id", .type = ROUTE_UUID, .required = true}};

enum {
    ANY_READ = TOKEN_SITES | TOKEN_ISSUES | TOKEN_SIGNOFFS | TOKEN_RECORDS,
    ANY_TOKEN = ANY_READ | TOKEN_PERSONAL | TOKEN_NIGHTS | TOKEN_WRITE_RECORDS | TOKEN_WRITE_PEOPLE,
};
#define READ(where, who, list, function, words)                                                  \
    {                                                                                            \
        .method = HTTP_GET, .path = "/rest/v1/" where, .access = (who), .parameters = list,      \
        .parameter_count = sizeof(list) / sizeof(list[0]), .handler = function, .purpose = words \
    }
const struct route rest_read_routes[] = {
    {.method = HTTP_GET,
     .path = "/rest/v1/token",
     .access = ANY_TOKEN,
     .handler = token,
     .purpose = "What the token that asks may do."},
    READ("changes", ANY_READ, change_parameters, changes,
         "What changed behind a cursor, in order of commits: follow it without missing anything."),
    READ("sites", TOKEN_SITES | TOKEN_RECORDS, page_parameters, list_sites, "Sites by id."),
    READ("sites/:id", TOKEN_SITES | TOKEN_RECORDS, id_parameters, get_site, "One site."),
    READ("people", TOKEN_SITES | TOKEN_RECORDS, page_parameters, list_people, "People by id."),
    READ("people/:id", TOKEN_SITES | TOKEN_RECORDS, id_parameters, get_person, "One person."),
    READ("assignments", TOKEN_SITES | TOKEN_RECORDS, site_parameters, list_assignments,
         "Who works for which site, by id."),
    READ("assignments/:id", TOKEN_SITES | TOKEN_RECORDS, id_parameters, get_assignment,
         "One assignment."),
    READ("issues", TOKEN_ISSUES | TOKEN_RECORDS, site_parameters, list_issues,
         "Issues in order of their newest change."),
    READ("issues/:id", TOKEN_ISSUES | TOKEN_RECORDS, id_parameters, get_issue, "One issue."),
    READ("signoffs", TOKEN_SIGNOFFS | TOKEN_RECORDS, site_parameters, list_signoffs,
         "Sign-offs in order of their newest change."),
    READ("signoffs/:id", TOKEN_SIGNOFFS | TOKEN_RECORDS, id_parameters, get_signoff,
         "One sign-off."),
    READ("photos", TOKEN_RECORDS, site_parameters, list_photos,
         "Photos (what is known of them) in order of their newest change."),
    READ("photos/:id", TOKEN_RECORDS, id_parameters, get_photo, "What is known of one photo."),
    READ("records", TOKEN_RECORDS, kind_parameters, list_records,
         "Records of every kind in order of their newest change (kinds of the office by id)."),
    READ("records/:id", ANY_READ, id_parameters, get_record,
         "One record of any kind that the token may read."),
};
const struct rest_answer rest_read_answers[] = {
    {.schema = "Token", .zh = "令牌能做什么。"},
    {.schema = "RecordPage", .zh = "游标之后的变化,按提交顺序,不会漏。"},
    {.schema = "RecordPage", .zh = "工地,按编号。", .conditional = true},
    {.schema = "Record", .zh = "一个工地。", .conditional = true},
    {.schema = "RecordPage", .zh = "人员,按编号。", .conditional = true},
    {.schema = "Record", .zh = "一个人。", .conditional = true},
    {.schema = "RecordPage", .zh = "派工,按编号。", .conditional = true},
    {.schema = "Record", .zh = "一次派工。", .conditional = true},
    {.schema = "RecordPage", .zh = "问题单,按最近变化。", .conditional = true},
    {.schema = "Record", .zh = "一个问题单。", .conditional = true},
    {.schema = "RecordPage", .zh = "签字,按最近变化。", .conditional = true},
    {.schema = "Record", .zh = "一次签字。", .conditional = true},
    {.schema = "RecordPage", .zh = "照片的资料,按最近变化。", .conditional = true},
    {.schema = "Record", .zh = "一张照片的资料。", .conditional = true},
    {.schema = "RecordPage", .zh = "各类记录,按最近变化。", .conditional = true},
    {.schema = "Record", .zh = "一条记录。", .conditional = true},
};
const size_t rest_read_route_count = sizeof(rest_read_routes) / sizeof(rest_read_routes[0]);
_Static_assert(sizeof(rest_read_routes) / sizeof(rest_read_routes[0])
                   == sizeof(rest_read_answers) / sizeof(rest_read_answers[0]),
               "an answer beside each route");
