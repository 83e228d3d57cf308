// SPDX-License-Identifier: Apache-2.0
// The connection of the limits: frames over TLS 1.2 on loopback, the server's certificate checked,
// and nothing else.
#ifndef PLUMB_TOOLS_BENCHMARK_PLAIN_LINK_H
#define PLUMB_TOOLS_BENCHMARK_PLAIN_LINK_H

#include "shared/base/buffer.h"
#include "shared/base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum plain_frame {
    PLAIN_NOTHING, // is there anything new? answered by DONE
    PLAIN_PUSH,    // lines, zstd; answered by DONE when they are durable
    PLAIN_PULL,    // number after which; answered by LINES and DONE
    PLAIN_LINES,   // lines, zstd
    PLAIN_PHOTO,   // digest and bytes; answered by DONE when it is a durable file
    PLAIN_DONE,    // the server's head, 8 bytes
};
enum { PLAIN_FRAME_MAX = 64 << 20 };

// Both sides of one process's TLS, once: the server makes its key and certificate and writes
// `folder`/authority.pem; the client trusts what stands there.
void plain_link_serve_from(const char *folder);
void plain_link_trust(const char *folder);

struct plain_link;
struct plain_session; // what a connection can be resumed from

struct plain_link *plain_link_accept(int fd); // handshake included; NULL: it failed
// `resume` may be NULL: a full handshake. Ends the program when it fails.
struct plain_link *plain_link_dial(uint16_t port, const struct plain_session *resume);
struct plain_session *plain_link_session(struct plain_link *link); // owned by the caller
void plain_link_forget(struct plain_session *session);
void plain_link_close(struct plain_link *link);

// False: the connection is gone.
bool plain_link_send(struct plain_link *link, enum plain_frame frame, struct span bytes);
// `bytes` is emptied first.
bool plain_link_receive(struct plain_link *link, enum plain_frame *frame, struct buffer *bytes);
uint64_t plain_link_bytes(const struct plain_link *link); // both ways, above TCP

#endif
