// SPDX-License-Identifier: Apache-2.0
// The certificate of the office listener under the names by which browsers reach it.
#ifndef PLUMB_SERVER_CLI_OFFICE_CERTIFICATE_H
#define PLUMB_SERVER_CLI_OFFICE_CERTIFICATE_H

#include "server/enrol/authority.h"

// Appends a certificate of the office's own authority for the listener's key, so that tablets,
// which pin the key, need not care. It is good for where the listener is told to listen (numeric;
// on all addresses: this machine's name), for localhost where that leads to it, and for the host
// of `advertised` (HOST:PORT, or NULL). The same names give the same bytes: a browser that was told
// to trust them does so after a restart. USAGE: an advertised host that is no name.
enum err office_certificate_make(const struct authority *authority, const char *address,
                                 const char *advertised, struct buffer *pem, struct error *error);

#endif
