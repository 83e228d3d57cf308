// SPDX-License-Identifier: Apache-2.0
#include "server/console/act_views.h"

#include "server/console/console.h"
#include "server/storage/saved_views.h"
#include "server/sync/committer.h"
#include "shared/web/route.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

enum { VIEWS_MAX = 100 }; // of one list

struct keeping {
    struct commit_job job; // first
    struct saved_view_row row;
    struct audit_row audit;
    bool removes;
};

struct counted {
    struct span name; // one of that name is replaced
    size_t others;
};

static bool count_view(void *arg, const struct saved_view_row *view)
{
    struct counted *counted = arg;

    counted->others += span_is(counted->name, view->name) ? 0 : 1;
    return true;
}

static enum err put_view(const struct keeping *wish, struct storage *storage, struct error *error)
{
    struct counted counted = {.name = span_of(wish->row.name)};
    const struct saved_views_of of
        = {.account = wish->row.account, .page = span_of(wish->row.page)};
    enum err err = saved_views_list(storage_writer(storage), &of, count_view, &counted, error);

    if (err == ERR_OK && counted.others >= VIEWS_MAX)
        err = error_set(error, ERR_TOO_LARGE,
                        "每个列表最多保存 %d 个视图，请先删除不用的 a list keeps at most %d views: "
                        "remove some first",
                        VIEWS_MAX, VIEWS_MAX);
    return err == ERR_OK ? saved_views_put(storage, &wish->row, error) : err;
}

static enum err apply(struct commit_job *job, struct storage *storage,
                      const struct commit_stamp *stamp, struct error *error)
{
    struct keeping *wish = (struct keeping *)job;
    enum err err;

    wish->row.made_ms = stamp->at_ms;
    err = wish->removes ? saved_views_remove(storage, &wish->row.account, &wish->row.id, error)
                        : put_view(wish, storage, error);
    return err == ERR_OK ? audit_put(storage, &wish->audit, NULL, error) : err;
}

static enum err keep(struct route_call *call, struct error *error)
{
    struct keeping wish
        = {.job = {.apply = apply, .quiet = true}, .audit = console_audit(call, "view.save")};
    const char *name = route_text(call, "name");
    enum err err;

    wish.row.id = random_uuid_v7(console_random(call), console_now_ms(call));
    wish.row.account = *console_account(call);
    text_copy(wish.row.page, sizeof(wish.row.page), span_of(route_text(call, "list")));
    if (!text_copy(wish.row.name, sizeof(wish.row.name), span_of(name))
        || !text_copy(wish.row.query, sizeof(wish.row.query), span_of(route_text(call, "query"))))
        return error_set(error, ERR_TOO_LARGE,
                         "视图的名称或筛选太长 the view's name or filters are too long");
    wish.audit.subject_kind = span_of("view");
    wish.audit.subject = span_of(wish.row.page);
    err = console_commit(call, &wish.job, error);
    if (err == ERR_OK)
        json_put_text(route_answer(call), "name", name);
    return err;
}

static enum err drop(struct route_call *call, struct error *error)
{
    struct keeping wish = {.job = {.apply = apply, .quiet = true},
                           .row.id = *route_uuid(call, "id"),
                           .row.account = *console_account(call),
                           .audit = console_audit(call, "view.remove"),
                           .removes = true};
    char id[UUID_TEXT];
    enum err err;

    uuid_format(&wish.row.id, id);
    wish.audit.subject_kind = span_of("view");
    wish.audit.subject = span_of(id);
    err = console_commit(call, &wish.job, error);
    if (err == ERR_OK)
        json_put_text(route_answer(call), "id", id);
    return err;
}

static const struct route_parameter keep_parameters[] = {
    {.name = "list", .type = ROUTE_TEXT, .required = true, .max = SAVED_VIEW_PAGE - 1},
    {.name = "name", .type = ROUTE_TEXT, .required = true, .max = SAVED_VIEW_NAME - 1},
    {.name = "query", .type = ROUTE_TEXT, .max = SAVED_VIEW_QUERY - 1},
};
static const struct route_parameter drop_parameters[] = {
    {.name = "id", .type = ROUTE_UUID, .required = true},
};
const struct route act_views_routes[] = {
    {.method = HTTP_POST,
     .path = "/api/views",
     .access = CONSOLE_ANYBODY,
     .changes = true,
     .parameters = keep_parameters,
     .parameter_count = COUNT(keep_parameters),
     .handler = keep,
     .purpose = "keeps a view of a list under a name; one of that name is replaced"},
    {.method = HTTP_POST,
     .path = "/api/views/:id/remove",
     .access = CONSOLE_ANYBODY,
     .changes = true,
     .parameters = drop_parameters,
     .parameter_count = COUNT(drop_parameters),
     .handler = drop,
     .purpose = "removes a view of one's own"},
};
const size_t act_views_route_count = COUNT(act_views_routes);
