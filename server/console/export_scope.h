// SPDX-License-Identifier: Apache-2.0
// Of which sites an export is, and so who may ask for it, see it in the list and fetch it.
#ifndef PLUMB_SERVER_CONSOLE_EXPORT_SCOPE_H
#define PLUMB_SERVER_CONSOLE_EXPORT_SCOPE_H

#include "server/console/console.h"
#include "server/storage/jobs.h"

struct export_scope {
    char list[64];          // kind of the records; "": none
    bool of_site;           // of one site; else of `store`, or (empty) of all
    struct uuid site;       // nil unless of_site
    char store[SITE_STORE]; // of the site, or as it was asked for
    bool photos;
};
// What a job was asked for; a site's store is that of the view.
void export_scope_read(struct view *view, const struct job_row *job, struct export_scope *out);
// Of nights, and of records that belong to no site, an export is of all stores whatever was said.
void export_scope_widen(const char *kind, const char *list, struct export_scope *scope);
// Whether whoever calls may export all of it. What is of all stores needs the right for all.
bool export_scope_may(const struct route_call *call, const struct export_scope *scope);

#endif
