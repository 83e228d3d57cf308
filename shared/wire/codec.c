// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/codec.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>
#include <zstd_errors.h>

enum { WINDOW_LOG_MAX = 23, LEVEL = 1, STEP_BYTES = 16 << 10 };

static enum err code_of(size_t result, struct error *error)
{
    switch (ZSTD_getErrorCode(result)) {
    case ZSTD_error_frameParameter_windowTooLarge:
        return error_set(error, ERR_PARSE, "zstd: a window above 8 MB");
    case ZSTD_error_memory_allocation:
        return error_set(error, ERR_BUSY, "zstd: no memory");
    case ZSTD_error_dstSize_tooSmall:
        return error_set(error, ERR_TOO_LARGE, "zstd: the frame does not fit");
    default:
        return error_set(error, ERR_PARSE, "zstd: %s", ZSTD_getErrorName(result));
    }
}

// Only a plain frame may start a body: the library would also skip skippable ones and, where it was
// built so, read formats older than RFC 8878.
static bool plain_frame(struct span body)
{
    static const unsigned char magic[] = {0x28, 0xB5, 0x2F, 0xFD};

    return body.len >= sizeof(magic) && memcmp(body.data, magic, sizeof(magic)) == 0;
}

// One step into the buffer; at its maximum into a spare byte, to learn whether more would come.
static size_t step(ZSTD_DCtx *context, ZSTD_inBuffer *in, struct buffer *out, bool *over)
{
    char spare;
    size_t room = out->max - out->len, result;
    ZSTD_outBuffer to = {.dst = &spare, .size = 1};

    if (room)
        to = (ZSTD_outBuffer){.size = room < STEP_BYTES ? room : STEP_BYTES};
    if (room)
        to.dst = buffer_reserve(out, to.size);
    *over = !to.dst;
    if (*over)
        return 0;
    result = ZSTD_decompressStream(context, &to, in);
    if (room)
        out->len += to.pos;
    else
        *over = to.pos > 0;
    if (out->data)
        out->data[out->len] = '\0';
    return result;
}

static enum err expand(ZSTD_DCtx *context, struct span body, struct buffer *out,
                       struct error *error)
{
    ZSTD_inBuffer in = {.src = body.data, .size = body.len};
    size_t result, before_in, before_out;
    bool over;

    do {
        before_in = in.pos;
        before_out = out->len;
        result = step(context, &in, out, &over);
        if (over)
            return error_set(error, ERR_TOO_LARGE, "zstd: it expands beyond %zu bytes", out->max);
        if (ZSTD_isError(result))
            return code_of(result, error);
    } while (result && (in.pos > before_in || out->len > before_out));
    if (result)
        return error_set(error, ERR_PARSE, "zstd: the frame is truncated");
    if (in.pos != in.size)
        return error_set(error, ERR_PARSE, "zstd: something follows the frame");
    return ERR_OK;
}

static enum err decode_zstd(struct span body, struct buffer *out, struct error *error)
{
    ZSTD_DCtx *context;
    enum err code;

    if (!plain_frame(body))
        return error_set(error, ERR_PARSE, "zstd: it does not start with a plain frame");
    // Not kept: it may own a window of 8 MB, and making one is cheap.
    context = ZSTD_createDCtx();
    if (!context)
        return error_set(error, ERR_BUSY, "zstd: no memory");
    ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, WINDOW_LOG_MAX);
    code = expand(context, body, out, error);
    ZSTD_freeDCtx(context);
    return code;
}

enum err codec_decode(const char *encoding, struct span body, struct buffer *out,
                      struct error *error)
{
    if (encoding && strcmp(encoding, "zstd") == 0)
        return decode_zstd(body, out, error);
    if (encoding && *encoding && strcmp(encoding, "identity") != 0)
        return error_set(error, ERR_PROTOCOL, "the content coding '%.32s' is not known", encoding);
    if (!buffer_append(out, body.data, body.len))
        return error_set(error, ERR_TOO_LARGE, "a body of %zu bytes, at most %zu", body.len,
                         out->max);
    return ERR_OK;
}

static pthread_key_t context_key;
static pthread_once_t context_once = PTHREAD_ONCE_INIT;

static void free_context(void *context)
{
    ZSTD_freeCCtx(context);
}

static void make_key(void)
{
    if (pthread_key_create(&context_key, free_context))
        abort(); // out of keys: a bug of this process
}

// This thread's context, freed when the thread ends.
static ZSTD_CCtx *thread_context(void)
{
    ZSTD_CCtx *context;

    pthread_once(&context_once, make_key);
    context = pthread_getspecific(context_key);
    if (context)
        return context;
    context = ZSTD_createCCtx();
    if (context && pthread_setspecific(context_key, context)) {
        ZSTD_freeCCtx(context);
        context = NULL;
    }
    return context;
}

enum err codec_encode_zstd(struct span body, struct buffer *out, struct error *error)
{
    size_t room = out->max - out->len, bound = ZSTD_compressBound(body.len), size;
    ZSTD_CCtx *context = thread_context();
    char *to;

    if (!context)
        return error_set(error, ERR_BUSY, "zstd: no memory");
    if (bound < room)
        room = bound;
    to = buffer_reserve(out, room);
    if (!to)
        return error_set(error, ERR_BUSY, "zstd: no memory for %zu bytes", room);
    size = ZSTD_compressCCtx(context, to, room, body.data, body.len, LEVEL);
    if (ZSTD_isError(size))
        return code_of(size, error);
    out->len += size;
    out->data[out->len] = '\0';
    return ERR_OK;
}
