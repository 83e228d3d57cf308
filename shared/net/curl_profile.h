// SPDX-License-Identifier: Apache-2.0
// How libcurl is set up for every call of one client: whom to trust, what to allow, how long to
// wait.
#ifndef PLUMB_SHARED_NET_CURL_PROFILE_H
#define PLUMB_SHARED_NET_CURL_PROFILE_H

#include "shared/net/http_client.h"
#include "shared/net/socket_ledger.h"

#include <curl/curl.h>

struct curl_profile;

// Copies the options; the ledger is borrowed and must outlive the profile. INVALID: the address is
// no http(s)://host[:port] without path; plain without a loopback host; neither a CA nor a pin.
enum err curl_profile_create(const struct http_client_options *options,
                             struct socket_ledger *ledger, struct curl_profile **out,
                             struct error *error);
void curl_profile_free(struct curl_profile *profile); // accepts NULL; wipes the key
// Sets everything but the call itself on a fresh handle.
enum err curl_profile_apply(const struct curl_profile *profile, CURL *handle);
// What a path is put behind.
const char *curl_profile_base(const struct curl_profile *profile);

#endif
