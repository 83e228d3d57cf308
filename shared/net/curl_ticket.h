// SPDX-License-Identifier: Apache-2.0
// Lets libcurl resume TLS 1.2 sessions by ticket, which it does not ask for by itself.
#ifndef PLUMB_SHARED_NET_CURL_TICKET_H
#define PLUMB_SHARED_NET_CURL_TICKET_H

#include <curl/curl.h>

// For CURLOPT_SSL_CTX_FUNCTION. libcurl sets SSL_OP_NO_TICKET on every OpenSSL context (7.88
// to 8.14); this takes it back. Where libcurl stands on another library or an older OpenSSL nothing
// is changed: sessions then are not resumed, and all else works.
CURLcode curl_ticket_allow(CURL *handle, void *ssl_ctx, void *ctx);

#endif
