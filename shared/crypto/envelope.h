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

// Opening piece by piece, for an envelope that is larger than memory. The caller finds the chunks
// by their length and knows which is the last. What a chunk gave must not be acted on for good
// before the last one opened: until then the end may be missing.
enum {
    ENVELOPE_HEAD_BYTES = 10 + KEY_POINT_BYTES,
    ENVELOPE_LENGTH_BYTES = 4,
    ENVELOPE_CHUNK_MAX = 64 * 1024 + 16, // ciphertext and tag
};
struct envelope_reader;
// From the first ENVELOPE_HEAD_BYTES. CORRUPT: no envelope; INVALID: `recipient` is only public.
enum err envelope_reader_open(const struct key *recipient, const void *head,
                              struct envelope_reader **out, struct error *error);
// Opens the next chunk (ciphertext with tag, without its length) and appends its plain text.
// CORRUPT: a bit is wrong, it is another chunk, it is (not) the last, or sealed for another key.
// TOO_LARGE: plain is full.
enum err envelope_reader_chunk(struct envelope_reader *reader, struct span sealed, bool last,
                               struct buffer *plain);
void envelope_reader_free(struct envelope_reader *reader); // accepts NULL; wipes

// Opens a whole envelope held in memory and appends its bytes to `plain`, which carries the
// maximum. CORRUPT when any bit is wrong, missing or too many, or it was sealed for another key;
// TOO_LARGE when plain is full; INVALID when `recipient` is only public. After an error plain holds
// what it held before.
enum err envelope_open(const struct key *recipient, struct span sealed, struct buffer *plain,
                       struct error *error);

#endif
