// SPDX-License-Identifier: Apache-2.0
// Content codings of a body: zstd (level 1, window ≤ 8 MB, bounded expansion) and identity.
#ifndef PLUMB_SHARED_WIRE_CODEC_H
#define PLUMB_SHARED_WIRE_CODEC_H

#include "shared/base/buffer.h"
#include "shared/base/err.h"
#include "shared/base/text.h"

enum { CODEC_BODY_MAX = 4 << 20 };

// Appends the decoded body, by the value of Content-Encoding (NULL, "" or "identity" copies, "zstd"
// expands). `out->max` bounds the expansion: TOO_LARGE. PARSE on a broken or truncated frame, on
// anything behind it (a second frame too), on skippable frames, dictionaries, or a window above
// 8 MB. PROTOCOL: another coding. Memory grows with what really comes out, never with what a header
// promises beyond the window. After an error `out` holds what had come until then.
enum err codec_decode(const char *encoding, struct span body, struct buffer *out,
                      struct error *error);
// Appends one frame, made with a context that each thread keeps. TOO_LARGE when it does not fit.
enum err codec_encode_zstd(struct span body, struct buffer *out, struct error *error);

#endif
