// SPDX-License-Identifier: Apache-2.0
// Who may write on a tablet, told to it in an exchange when that is not what it knows.
#ifndef PLUMB_SERVER_SYNC_PERSON_NEWS_H
#define PLUMB_SERVER_SYNC_PERSON_NEWS_H

#include "server/sync/bulletin.h"
#include "server/sync/reply_lines.h"
#include "server/sync/roster.h"

struct person_news {
    struct roster *roster;
    struct bulletin *bulletin;
    struct view *view; // a snapshot
    const struct uuid *device;
    const char *known; // the version that the tablet has, "" none
};
// Adds the line when the list has another version. A list beyond 128 KiB is not told. The version
// is remembered with the seat until a person or the list may have changed, so that most exchanges
// read nothing.
enum err person_news_tell(const struct person_news *news, struct reply_lines *lines,
                          struct error *error);

#endif
