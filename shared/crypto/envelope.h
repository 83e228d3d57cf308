// SPDX-License-Identifier: Apache-2.0
// Bytes that only the office can open: ephemeral ECDH P-256, HKDF-SHA-256 (RFC 5869), AES-256-GCM.
#ifndef PLUMB_SHARED_CRYPTO_ENVELOPE_H
#define PLUMB_SHARED_CRYPTO_ENVELOPE_H

#include "shared/crypto/key.h"

// Layout, all in one file: "PLUMBENV1\n", 65 bytes ephemeral public point (uncompressed), then
// chunks: 4 bytes big-endian length of the ciphertext with its 16-byte tag, ciphertext, tag. Each
// chunk holds at most 64 KiB of plain text; nonce = 11 bytes chunk number big-endian from 0 ‖ 1
// byte (1 on the last chunk), so a missing, swapped or truncated chunk does not open. No plain text
// is one empty chunk. HKDF: input = x of the ECDH point, salt = the 65 bytes, info = "plumbline
// envelope v1", 32 bytes out.
struct envelope_writer;

// Appends the head and gives a writer to be ended with envelope_finish or envelope_abandon. After
// an error (TOO_LARGE: out is full, INTERNAL: no memory) there is none, and out may hold a piece of
// the head.
enum err envelope_begin(const struct key *recipient_public, const struct random *random,
                        struct buffer *out, struct envelope_writer **writer, struct error *error);
// Seals more bytes and appends the chunks that are complete (a call may append nothing). The caller
// may empty `out` between calls. After an error (as above) what is in out is of no use.
enum err envelope_add(struct envelope_writer *writer, const void *bytes, size_t len,
                      struct buffer *out);
// Appends the last chunk and frees the writer, also after an error.
enum err envelope_finish(struct envelope_writer *writer, struct buffer *out);
void envelope_abandon(struct envelope_writer *writer); // accepts NULL

// Opens a whole envelope held in memory and appends its bytes to `plain`, which carries the
// maximum. CORRUPT when any bit is wrong, missing or too many, or it was sealed for another key;
// TOO_LARGE when plain is full; INVALID when `recipient` is only public. After an error plain holds
// what it held before.
enum err envelope_open(const struct key *recipient, struct span sealed, struct buffer *plain,
                       struct error *error);

#endif
