// SPDX-License-Identifier: Apache-2.0
// A secret that stands for a session: 32 random bytes in a cookie; only their digest is kept.
#ifndef PLUMB_SHARED_WEB_SESSION_TOKEN_H
#define PLUMB_SHARED_WEB_SESSION_TOKEN_H

#include "shared/crypto/hash.h"
#include "shared/crypto/random.h"
#include "shared/net/http.h"

enum { SESSION_TOKEN_BYTES = 32, SESSION_TOKEN_TEXT = 65 };

// Makes a new one: its text (64 hex digits) for the client, its digest for us.
void session_token_make(const struct random *random, char text[SESSION_TOKEN_TEXT],
                        struct digest *digest);
// The digest of a token's text; false when it is no such text.
bool session_token_digest(struct span text, struct digest *digest);
// Compares in constant time.
bool session_token_equal(const struct digest *a, const struct digest *b);

// The token of the cookie `name` that came with a request. False: none, a malformed one, or two of
// that name.
bool session_token_read(const struct http_request *request, const char *name,
                        struct digest *digest);
// Adds Set-Cookie: for the browser's session, HttpOnly, SameSite=Strict, Path=/. An empty text
// takes the cookie away. Over TLS the name begins with "__Host-" and `secure` is set.
void session_token_write(struct http_response *response, const char *name, const char *text,
                         bool secure);

#endif
