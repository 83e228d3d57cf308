// SPDX-License-Identifier: Apache-2.0
// The plain bytes of an envelope that is too large for memory, read from a part of a source.
#ifndef PLUMB_SHARED_WIRE_SEALED_STREAM_H
#define PLUMB_SHARED_WIRE_SEALED_STREAM_H

#include "shared/crypto/envelope.h"
#include "shared/wire/parcel_source.h"

struct sealed_range {
    const struct parcel_source *source; // borrowed until the stream is freed
    uint64_t from, to;
};
struct sealed_stream;

// CORRUPT: no envelope begins there. INVALID: `recipient` is only public.
enum err sealed_stream_open(const struct key *recipient, const struct sealed_range *range,
                            struct sealed_stream **out, struct error *error);
void sealed_stream_free(struct sealed_stream *stream); // accepts NULL; wipes

// All of these: CORRUPT when a bit is wrong, the envelope ends too early or is for another key;
// else what the source said. After an error the stream is of no more use.

// Exactly len bytes.
enum err sealed_stream_read(struct sealed_stream *stream, void *bytes, size_t len,
                            struct error *error);
enum err sealed_stream_skip(struct sealed_stream *stream, uint64_t len, struct error *error);
// Fills `line` (emptied first) up to the next '\n', which is not part of it. TOO_LARGE: it is
// longer than the buffer may hold.
enum err sealed_stream_line(struct sealed_stream *stream, struct buffer *line, struct error *error);
// Whether everything was read, the last chunk included.
enum err sealed_stream_end(struct sealed_stream *stream, bool *end, struct error *error);
// No more than this is still to come: what claims more is false, and can be told so at once.
uint64_t sealed_stream_most(const struct sealed_stream *stream);
// How far it is in its source, for progress.
uint64_t sealed_stream_place(const struct sealed_stream *stream);

#endif
