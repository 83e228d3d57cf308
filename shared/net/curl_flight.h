// SPDX-License-Identifier: Apache-2.0
// One call on its way through libcurl: request out, reply into bounded buffers, the outcome in our
// words.
#ifndef PLUMB_SHARED_NET_CURL_FLIGHT_H
#define PLUMB_SHARED_NET_CURL_FLIGHT_H

#include "shared/net/curl_profile.h"

// Starts zeroed; the handle is made at the first launch and reused.
struct curl_flight {
    CURL *handle;
    struct curl_slist *headers;
    struct transport_ticket *ticket; // NULL: free
    bool overflowed;                 // the reply was larger than its buffers
    char reason[CURL_ERROR_SIZE];
};

// Sets the call up and gives it to `multi`; empties the ticket's reply. The ticket is borrowed
// until curl_flight_land or curl_flight_abort.
enum err curl_flight_launch(struct curl_flight *flight, const struct curl_profile *profile,
                            CURLM *multi, struct transport_ticket *ticket);
// libcurl is done with it: fills the ticket.
void curl_flight_land(struct curl_flight *flight, CURLM *multi, CURLcode code);
// Ends it with CANCELLED.
void curl_flight_abort(struct curl_flight *flight, CURLM *multi);
void curl_flight_free(struct curl_flight *flight); // not in the air

#endif
