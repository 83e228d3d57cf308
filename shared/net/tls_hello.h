// SPDX-License-Identifier: Apache-2.0
// A first look at a ClientHello: the ticket it brings, found without any cryptography.
#ifndef PLUMB_SHARED_NET_TLS_HELLO_H
#define PLUMB_SHARED_NET_TLS_HELLO_H

#include "shared/base/text.h"

enum { TLS_HELLO_LOOK_BYTES = 4096 };

// The session ticket (RFC 5077), or else the first identity of pre_shared_key (RFC 8446
// section 4.2.11), as a part of `bytes`; empty when there is none, or when the bytes are no whole
// ClientHello in one record. What this finds is a hint and nothing more: mbedtls reads the message
// for itself.
struct span tls_hello_ticket(struct span bytes);

#endif
