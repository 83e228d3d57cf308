// SPDX-License-Identifier: Apache-2.0
// One site: how far it is, who works there, contacts, visits, issues, papers, photos.
#ifndef PLUMB_SERVER_CONSOLE_READ_SITE_PAGE_H
#define PLUMB_SERVER_CONSOLE_READ_SITE_PAGE_H

#include "shared/web/route_table.h"

extern const struct route read_site_page_routes[];
extern const size_t read_site_page_route_count;

#endif
