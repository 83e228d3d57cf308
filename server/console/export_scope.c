// SPDX-License-Identifier: Apache-2.0
#include "server/console/export_scope.h"

#include "server/outgoing/job_desk.h"
#include "shared/data/json.h"
#include "shared/model/kind.h"

#include <string.h>

static void read_text(const struct json *wish, const char *name, char *out, size_t size)
{
    const char *text;

    if (json_text(json_member(wish, name), &text))
        text_copy(out, size, span_of(text));
}

void export_scope_read(struct view *view, const struct job_row *job, struct export_scope *out)
{
    const struct json_limits limits = {.bytes_max = sizeof(job->wish), .tokens_max = 64};
    char site[UUID_TEXT] = "";
    struct json *wish = NULL;

    *out = (struct export_scope){.of_site = false};
    if (json_parse(span_of(job->wish), &limits, &wish, NULL) != ERR_OK)
        return;
    read_text(wish, "list", out->list, sizeof(out->list));
    read_text(wish, "store", out->store, sizeof(out->store));
    read_text(wish, "site", site, sizeof(site));
    json_boolean(json_member(wish, "photos"), &out->photos);
    out->of_site = site[0] && uuid_parse(span_of(site), &out->site);
    if (out->of_site && site_store_read(view, &out->site, out->store, NULL) != ERR_OK)
        out->store[0] = '\0';
    json_free(wish);
    export_scope_widen(job->kind, out->list, out);
}

void export_scope_widen(const char *kind, const char *list, struct export_scope *scope)
{
    const struct kind *records = list ? kind_find(span_of(list)) : NULL;

    if (strcmp(kind, job_desk_kinds()[JOB_KIND_NIGHTS].name) != 0 && !(records && records->global))
        return;
    scope->of_site = false;
    scope->site = uuid_nil;
    scope->store[0] = '\0';
}

bool export_scope_may(const struct route_call *call, const struct export_scope *scope)
{
    const struct span store = span_of(scope->store);

    return console_may(call, CONSOLE_EXPORT, store) && console_may(call, CONSOLE_PERSONAL, store);
}
