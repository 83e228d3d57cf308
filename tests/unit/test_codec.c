// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/codec.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zstd.h>

static struct span span_of_buffer(const struct buffer *buffer)
{
    return (struct span){buffer->data, buffer->len};
}

// Decodes from an allocation of exactly that size, so that a sanitizer sees a read behind it.
static enum err decode(const void *bytes, size_t len, struct buffer *out)
{
    char *copy = malloc(len ? len : 1);
    enum err code;

    assert_non_null(copy);
    if (len)
        memcpy(copy, bytes, len);
    code = codec_decode("zstd", (struct span){copy, len}, out, NULL);
    free(copy);
    return code;
}

static void encode(const char *text, size_t len, struct buffer *out)
{
    buffer_init(out, 8 << 20);
    assert_int_equal(codec_encode_zstd((struct span){text, len}, out, NULL), ERR_OK);
}

static void what_was_encoded_comes_back(void **state)
{
    static char text[300000];
    static const size_t lens[] = {0, 1, 60, 16384, 16385, 65536, sizeof(text)};
    struct buffer sealed, plain;

    for (size_t i = 0; i < sizeof(text); i++)
        text[i] = (char)(i * i >> 7);
    for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
        encode(text, lens[i], &sealed);
        buffer_init(&plain, lens[i]); // room for exactly it
        assert_int_equal(decode(sealed.data, sealed.len, &plain), ERR_OK);
        assert_int_equal(plain.len, lens[i]);
        assert_true(!lens[i] || memcmp(plain.data, text, lens[i]) == 0);
        buffer_clear(&sealed);
        buffer_clear(&plain);
    }
}

static void one_byte_above_the_maximum_is_too_large(void **state)
{
    static char text[50000];
    struct buffer sealed, plain;

    encode(text, sizeof(text), &sealed);
    buffer_init(&plain, sizeof(text) - 1);
    assert_int_equal(decode(sealed.data, sealed.len, &plain), ERR_TOO_LARGE);
    assert_int_equal(plain.len, sizeof(text) - 1);
    buffer_clear(&plain);
    buffer_init(&plain, 0);
    assert_int_equal(decode(sealed.data, sealed.len, &plain), ERR_TOO_LARGE);
    buffer_clear(&plain);
    buffer_clear(&sealed);
}

static void every_truncation_is_refused(void **state)
{
    static char text[20000];
    struct buffer sealed, plain;

    for (size_t i = 0; i < sizeof(text); i++)
        text[i] = (char)(i * i >> 3);
    encode(text, sizeof(text), &sealed);
    buffer_init(&plain, 1 << 20);
    for (size_t len = 0; len < sealed.len; len += 1 + len / 100) {
        buffer_reset(&plain);
        assert_int_equal(decode(sealed.data, len, &plain), ERR_PARSE);
    }
    buffer_reset(&plain);
    assert_int_equal(decode(sealed.data, sealed.len - 1, &plain), ERR_PARSE);
    buffer_clear(&plain);
    buffer_clear(&sealed);
}

static void anything_behind_the_frame_is_refused(void **state)
{
    static const unsigned char skippable[] = {0x50, 0x2A, 0x4D, 0x18, 1, 0, 0, 0, 'x'};
    struct buffer sealed, twice, plain;

    encode("hello", 5, &sealed);
    buffer_init(&twice, 1000);
    buffer_init(&plain, 1000);
    buffer_append(&twice, sealed.data, sealed.len);
    buffer_append(&twice, "", 1);
    assert_int_equal(decode(twice.data, twice.len, &plain), ERR_PARSE);
    twice.len--;
    buffer_append(&twice, sealed.data, sealed.len);
    assert_int_equal(decode(twice.data, twice.len, &plain), ERR_PARSE);
    buffer_reset(&twice);
    buffer_append(&twice, sealed.data, sealed.len);
    buffer_append(&twice, skippable, sizeof(skippable));
    assert_int_equal(decode(twice.data, twice.len, &plain), ERR_PARSE);
    buffer_reset(&twice);
    buffer_append(&twice, skippable, sizeof(skippable));
    buffer_append(&twice, sealed.data, sealed.len);
    assert_int_equal(decode(twice.data, twice.len, &plain), ERR_PARSE);
    buffer_clear(&sealed);
    buffer_clear(&twice);
    buffer_clear(&plain);
}

static void garbage_is_refused(void **state)
{
    static const char *const texts[] = {"", "x", "hello, this is no zstd", "\x28\xb5\x2f\xfd",
                                        "\x28\xb5\x2f\xfd\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"};
    struct buffer plain;

    buffer_init(&plain, 1000);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_int_equal(decode(texts[i], strlen(texts[i]), &plain), ERR_PARSE);
    buffer_clear(&plain);
}

// A stream of unknown length, so that the header states a window.
static void stream(int window_log, size_t len, struct buffer *out)
{
    static char zeros[1 << 16];
    ZSTD_CCtx *context = ZSTD_createCCtx();
    ZSTD_outBuffer to;
    size_t left;

    buffer_init(out, 1 << 20);
    assert_non_null(buffer_reserve(out, 1 << 20));
    to = (ZSTD_outBuffer){.dst = out->data, .size = 1 << 20};
    ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window_log);
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, 19);
    while (len) {
        ZSTD_inBuffer in = {zeros, len < sizeof(zeros) ? len : sizeof(zeros), 0};

        assert_false(ZSTD_isError(ZSTD_compressStream2(context, &to, &in, ZSTD_e_continue)));
        len -= in.pos;
    }
    do {
        ZSTD_inBuffer in = {zeros, 0, 0};

        left = ZSTD_compressStream2(context, &to, &in, ZSTD_e_end);
    } while (left && !ZSTD_isError(left));
    assert_int_equal(left, 0);
    out->len = to.pos;
    ZSTD_freeCCtx(context);
}

static void a_window_of_8_mb_passes_and_16_mb_does_not(void **state)
{
    struct buffer sealed, plain;
    struct error error = {0};

    buffer_init(&plain, 1 << 20);
    stream(23, 100000, &sealed);
    assert_int_equal(decode(sealed.data, sealed.len, &plain), ERR_OK);
    assert_int_equal(plain.len, 100000);
    buffer_clear(&sealed);
    stream(24, 100000, &sealed);
    assert_int_equal(codec_decode("zstd", span_of_buffer(&sealed), &plain, &error), ERR_PARSE);
    assert_non_null(strstr(error.detail, "8 MB"));
    buffer_clear(&sealed);
    stream(27, 100000, &sealed);
    assert_int_equal(decode(sealed.data, sealed.len, &plain), ERR_PARSE);
    buffer_clear(&sealed);
    buffer_clear(&plain);
}

static void a_bomb_stops_at_the_cap(void **state)
{
    struct buffer sealed, plain;
    struct timespec from, to;

    stream(23, (size_t)800 << 20, &sealed);
    assert_true(sealed.len < 100000);
    buffer_init(&plain, CODEC_BODY_MAX);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    assert_int_equal(decode(sealed.data, sealed.len, &plain), ERR_TOO_LARGE);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    assert_true(to.tv_sec - from.tv_sec <= 1);
    assert_true(plain.cap <= 2 * CODEC_BODY_MAX);
    buffer_clear(&sealed);
    buffer_clear(&plain);
}

static void a_promise_of_much_gets_no_memory(void **state)
{
    // Single segment, content size 2^62, then nothing.
    static const unsigned char header[] = {0x28, 0xB5, 0x2F, 0xFD, 0xE0, 0, 0, 0, 0, 0, 0, 0, 0x40};
    struct buffer plain;

    buffer_init(&plain, CODEC_BODY_MAX);
    assert_int_equal(decode(header, sizeof(header), &plain), ERR_PARSE);
    assert_true(plain.cap <= 1 << 16);
    buffer_clear(&plain);
}

static void a_frame_that_wants_a_dictionary_is_refused(void **state)
{
    static char text[] = "a text, a text, a text, another text";
    static unsigned char dictionary[1024];
    ZSTD_CCtx *context = ZSTD_createCCtx();
    char sealed[200];
    size_t len;
    struct buffer plain;

    for (size_t i = 0; i < sizeof(dictionary); i++)
        dictionary[i] = (unsigned char)text[i % sizeof(text)];
    ZSTD_CCtx_loadDictionary(context, dictionary, sizeof(dictionary));
    len = ZSTD_compress2(context, sealed, sizeof(sealed), text, sizeof(text));
    assert_false(ZSTD_isError(len));
    // A raw dictionary has no id: write one into the header (flag of one byte, then the id).
    buffer_init(&plain, 1000);
    memmove(sealed + 6, sealed + 5, len - 5);
    sealed[4] = (char)(sealed[4] | 1);
    sealed[5] = 7;
    assert_int_equal(ZSTD_getDictID_fromFrame(sealed, len + 1), 7);
    assert_int_equal(decode(sealed, len + 1, &plain), ERR_PARSE);
    ZSTD_freeCCtx(context);
    buffer_clear(&plain);
}

static void *encode_aside(void *arg)
{
    return codec_encode_zstd(span_of("from a thread"), arg, NULL) ? arg : NULL;
}

// Its context goes with it: the leak check of the sanitizer build sees to that.
static void a_thread_packs_with_a_context_of_its_own(void **state)
{
    struct buffer sealed[3], plain;
    pthread_t threads[3];

    for (int i = 0; i < 3; i++) {
        buffer_init(&sealed[i], 1000);
        assert_int_equal(pthread_create(&threads[i], NULL, encode_aside, &sealed[i]), 0);
    }
    for (int i = 0; i < 3; i++) {
        void *failed = NULL;

        assert_int_equal(pthread_join(threads[i], &failed), 0);
        assert_null(failed);
        buffer_init(&plain, 1000);
        assert_int_equal(decode(sealed[i].data, sealed[i].len, &plain), ERR_OK);
        assert_string_equal(plain.data, "from a thread");
        buffer_clear(&plain);
        buffer_clear(&sealed[i]);
    }
}

static void identity_copies_within_the_maximum(void **state)
{
    struct buffer out;

    buffer_init(&out, 5);
    assert_int_equal(codec_decode(NULL, span_of("he"), &out, NULL), ERR_OK);
    assert_int_equal(codec_decode("identity", span_of("ll"), &out, NULL), ERR_OK);
    assert_int_equal(codec_decode("", span_of("o"), &out, NULL), ERR_OK);
    assert_string_equal(out.data, "hello");
    assert_int_equal(codec_decode(NULL, span_of("!"), &out, NULL), ERR_TOO_LARGE);
    buffer_reset(&out);
    assert_int_equal(codec_decode("gzip", span_of("x"), &out, NULL), ERR_PROTOCOL);
    assert_int_equal(codec_decode("ZSTD", span_of("x"), &out, NULL), ERR_PROTOCOL);
    assert_int_equal(codec_decode("zstd, zstd", span_of("x"), &out, NULL), ERR_PROTOCOL);
    buffer_clear(&out);
}

static void a_frame_that_does_not_fit_is_too_large(void **state)
{
    char noise[1000];
    struct buffer out;

    for (size_t i = 0; i < sizeof(noise); i++)
        noise[i] = (char)(i * i * 31 >> 3);
    buffer_init(&out, 20);
    assert_int_equal(codec_encode_zstd((struct span){noise, sizeof(noise)}, &out, NULL),
                     ERR_TOO_LARGE);
    assert_int_equal(out.len, 0);
    buffer_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_encoded_comes_back),
        cmocka_unit_test(one_byte_above_the_maximum_is_too_large),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(anything_behind_the_frame_is_refused),
        cmocka_unit_test(garbage_is_refused),
        cmocka_unit_test(a_window_of_8_mb_passes_and_16_mb_does_not),
        cmocka_unit_test(a_bomb_stops_at_the_cap),
        cmocka_unit_test(a_promise_of_much_gets_no_memory),
        cmocka_unit_test(a_frame_that_wants_a_dictionary_is_refused),
        cmocka_unit_test(a_thread_packs_with_a_context_of_its_own),
        cmocka_unit_test(identity_copies_within_the_maximum),
        cmocka_unit_test(a_frame_that_does_not_fit_is_too_large),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
