// SPDX-License-Identifier: Apache-2.0
// What lists over all sites are made of, once for the console: the summaries kept in memory, the
// judge of seals, and the nights that are being looked at.
#ifndef PLUMB_SERVER_CONSOLE_SITE_LISTS_H
#define PLUMB_SERVER_CONSOLE_SITE_LISTS_H

#include "server/console/night_shelf.h"
#include "server/reconcile/site_memory.h"
#include "server/sync/office.h"

struct route_call;
struct site_lists;

struct site_lists_options {
    struct office *office; // borrowed
    struct clock clock;
    struct log log;
};
// Begins to read all sites ahead, on a thread of its own.
enum err site_lists_open(const struct site_lists_options *options, struct site_lists **out,
                         struct error *error);
void site_lists_close(struct site_lists *lists); // accepts NULL

// For handlers. The sites that the caller may see, as the call's snapshot shows them. Release it.
struct site_listed {
    struct site_list all;        // what is borrowed
    struct site_summary **sites; // those of the caller's stores
    bool *personal;              // of each, whether names, phones and addresses may be shown
    size_t count;
    bool any_personal;
    int64_t now_ms;
};
enum err site_lists_take(struct route_call *call, struct site_listed *out, struct error *error);
void site_lists_release(struct site_listed *listed); // accepts a zeroed one
const struct progress_seal *site_lists_seal(const struct route_call *call);
struct night_shelf *site_lists_nights(const struct route_call *call);

#endif
