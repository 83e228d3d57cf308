// SPDX-License-Identifier: Apache-2.0
#include "shared/crypto/envelope.h"

#include "shared/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// Envelopes made by another implementation (HKDF and AES-GCM of Python's cryptography package).
static const char recipient_pem[]
    = "-----BEGIN EC PRIVATE KEY-----\n"
      "MHcCAQEEIMmvqdhFunUWa1whV2ex1pNOUMPbNuibEnuKYisSD2choAoGCCqGSM49\n"
      "AwEHoUQDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Z5A/4QCLi8\n"
      "maQa6elWKLxk8vGyDC1+n1F3o8KU1EYimQ==\n"
      "-----END EC PRIVATE KEY-----\n";

static const char stranger_pem[]
    = "-----BEGIN EC PRIVATE KEY-----\n"
      "MHcCAQEEIA7btpyL7FfR0NxVfj+rB28CmFMyWT9J/ksc6UU14zGxoAoGCCqGSM49\n"
      "AwEHoUQDQgAE4o4U2mPIa8onBeqbgTGGXtKiWaZlaqGxq16/I2ax2yKOX7Bql0rm\n"
      "Y/4sOmQgVi/S0vgWB28RV0CygD+HqL01iQ==\n"
      "-----END EC PRIVATE KEY-----\n";

static const char sealed_empty[]
    = "504c554d42454e56310a04e21c310bb61b07e39bd30f8a2eac00c78399b68c8ec867acf363cb4973"
      "f366a5736fdb38369a9ec969f4b13df62428a712fb0db7fe1305b756ab85b14c10f84200000010e5"
      "702c82b4f2623c108b81675ec8a856";

static const char sealed_one[]
    = "504c554d42454e56310a046498e42d85f15555bacc7ba6d29f856ec9851b76480452ccfcb188033a"
      "a34774182950c569cc7b69671167139b52f5c98369a50c9cad74673f06678649fe4e4a000000151e"
      "56950b10b7353d799032f1449c29e205d3bfa548";

static const char sealed_three[]
    = "504c554d42454e56310a04092c7dcb4f246bc80ffd1a6bc0cf54e46f2a33d186f5eca0e0b9f0f610"
      "60474ae28e5739f7f90c030f8005d047fcc71fefea00c85be03482570fbb3a4e8e8d1c00000015c2"
      "ce949affb1c924af1ec34ba07ed1c3d54dffc3ad00000015ac239dcc980f555424586d4eaf68d77c"
      "8f5e68cfb000000015afb3e41b7cebe3184c3b2cf4ea62046b5d6fc0d6ca";

enum { HEAD = 75, CHUNK = 65536, OVERHEAD = 20, ROOM = 1 << 20 };

struct fixture {
    struct key *recipient;
    struct buffer sealed, plain;
};

static int set_up(void **state)
{
    struct fixture *f = mem_alloc(sizeof(*f));

    *state = f;
    buffer_init(&f->sealed, ROOM);
    buffer_init(&f->plain, ROOM);
    return (int)key_parse_pem(span_of(recipient_pem), &f->recipient, NULL);
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    buffer_clear(&f->plain);
    buffer_clear(&f->sealed);
    key_free(f->recipient);
    mem_free(f);
    return 0;
}

static void seeded_fill(void *ctx, void *bytes, size_t len)
{
    uint64_t *seed = ctx;

    for (size_t i = 0; i < len; i++) {
        *seed = *seed * 6364136223846793005U + 1442695040888963407U;
        ((uint8_t *)bytes)[i] = (uint8_t)(*seed >> 56);
    }
}

// Seals bytes in pieces of this size into the (emptied) buffer; equal seeds give equal envelopes.
static enum err seal(struct fixture *f, const void *bytes, size_t len, size_t piece)
{
    uint64_t seed = 7;
    struct random random = {&seed, seeded_fill};
    struct envelope_writer *writer = NULL;
    const char *at = bytes;
    enum err err;

    buffer_reset(&f->sealed);
    err = envelope_begin(f->recipient, &random, &f->sealed, &writer, NULL);
    if (err)
        return err;
    while (len && !err) {
        size_t now = len < piece ? len : piece;

        err = envelope_add(writer, at, now, &f->sealed);
        at += now;
        len -= now;
    }
    if (err)
        envelope_abandon(writer);
    else
        err = envelope_finish(writer, &f->sealed);
    return err;
}

static enum err open_span(struct fixture *f, const void *bytes, size_t len)
{
    struct error error = {0};
    enum err err;

    buffer_reset(&f->plain);
    err = envelope_open(f->recipient, (struct span){bytes, len}, &f->plain, &error);
    assert_int_equal(error.code, err);
    if (err)
        assert_int_equal(f->plain.len, 0);
    return err;
}

static enum err open_sealed(struct fixture *f)
{
    return open_span(f, f->sealed.data, f->sealed.len);
}

static void load_hex(struct fixture *f, const char *hex)
{
    char *room;

    buffer_reset(&f->sealed);
    room = buffer_reserve(&f->sealed, strlen(hex) / 2);
    assert_true(text_parse_hex(span_of(hex), room, strlen(hex) / 2));
    f->sealed.len = strlen(hex) / 2;
}

static uint8_t *make_bytes(size_t len)
{
    uint8_t *bytes = mem_alloc(len);

    for (size_t i = 0; i < len; i++)
        bytes[i] = (uint8_t)(i * 31 + i / 251);
    return bytes;
}

static void envelopes_of_another_implementation_open(void **state)
{
    struct fixture *f = *state;

    load_hex(f, sealed_empty);
    assert_int_equal(open_sealed(f), ERR_OK);
    assert_int_equal(f->plain.len, 0);
    load_hex(f, sealed_one);
    assert_int_equal(open_sealed(f), ERR_OK);
    assert_string_equal(f->plain.data, "hello");
    load_hex(f, sealed_three);
    assert_int_equal(open_sealed(f), ERR_OK);
    assert_string_equal(f->plain.data, "one, two, three");
}

static void every_size_around_a_chunk_comes_back(void **state)
{
    static const size_t sizes[] = {0, 1, 16, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK - 5};
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        size_t len = sizes[i], chunks = len ? (len + CHUNK - 1) / CHUNK : 1;
        uint8_t *bytes = make_bytes(len);

        assert_int_equal(seal(f, bytes, len, SIZE_MAX), ERR_OK);
        assert_int_equal(f->sealed.len, HEAD + len + chunks * OVERHEAD);
        assert_memory_equal(f->sealed.data, "PLUMBENV1\n\x04", 11);
        assert_int_equal(open_sealed(f), ERR_OK);
        assert_int_equal(f->plain.len, len);
        if (len)
            assert_memory_equal(f->plain.data, bytes, len);
        mem_free(bytes);
    }
}

static void the_pieces_it_was_fed_with_do_not_show(void **state)
{
    static const size_t pieces[] = {1000, CHUNK - 1, CHUNK, CHUNK + 1};
    struct fixture *f = *state;
    size_t len = 2 * CHUNK + 77;
    uint8_t *bytes = make_bytes(len);
    struct digest whole, again;

    assert_int_equal(seal(f, bytes, len, SIZE_MAX), ERR_OK);
    hash_once(f->sealed.data, f->sealed.len, &whole);
    for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        assert_int_equal(seal(f, bytes, len, pieces[i]), ERR_OK);
        hash_once(f->sealed.data, f->sealed.len, &again);
        assert_true(digest_equal(&whole, &again));
    }
    mem_free(bytes);
}

static void two_envelopes_of_the_same_bytes_differ(void **state)
{
    struct fixture *f = *state;
    struct random random = random_system();
    struct buffer sealed[2];

    for (size_t i = 0; i < 2; i++) {
        struct envelope_writer *writer = NULL;

        buffer_init(&sealed[i], ROOM);
        assert_int_equal(envelope_begin(f->recipient, &random, &sealed[i], &writer, NULL), ERR_OK);
        assert_int_equal(envelope_add(writer, "hello", 5, &sealed[i]), ERR_OK);
        assert_int_equal(envelope_finish(writer, &sealed[i]), ERR_OK);
        assert_int_equal(open_span(f, sealed[i].data, sealed[i].len), ERR_OK);
        assert_string_equal(f->plain.data, "hello");
    }
    assert_memory_not_equal(sealed[0].data + 11, sealed[1].data + 11, sealed[0].len - 11);
    buffer_clear(&sealed[0]);
    buffer_clear(&sealed[1]);
}

static void any_wrong_bit_keeps_it_shut(void **state)
{
    struct fixture *f = *state;

    load_hex(f, sealed_one);
    for (size_t bit = 0; bit < 8 * f->sealed.len; bit++) {
        f->sealed.data[bit / 8] ^= (char)(1 << bit % 8);
        assert_int_equal(open_sealed(f), ERR_CORRUPT);
        f->sealed.data[bit / 8] ^= (char)(1 << bit % 8);
    }
    assert_int_equal(open_sealed(f), ERR_OK);
}

static void a_missing_tail_or_an_added_one_keeps_it_shut(void **state)
{
    static const char *const vectors[] = {sealed_empty, sealed_one, sealed_three};
    struct fixture *f = *state;

    for (size_t i = 0; i < 3; i++) {
        load_hex(f, vectors[i]);
        for (size_t len = 0; len < f->sealed.len; len++)
            assert_int_equal(open_span(f, f->sealed.data, len), ERR_CORRUPT);
        for (int extra = 0; extra < 40; extra++) {
            buffer_append_char(&f->sealed, '\0');
            assert_int_equal(open_sealed(f), ERR_CORRUPT);
        }
    }
}

static void chunks_swapped_doubled_or_left_out_keep_it_shut(void **state)
{
    // Which chunks of "one, ", "two, ", "three" to put behind the head.
    static const char *const orders[]
        = {"102", "021", "12", "02", "01", "0", "2", "0012", "0122", "01202"};
    enum { SEALED = 5 + OVERHEAD };
    struct fixture *f = *state;
    struct buffer mixed;

    load_hex(f, sealed_three);
    assert_int_equal(f->sealed.len, HEAD + 3 * SEALED);
    buffer_init(&mixed, ROOM);
    for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
        buffer_reset(&mixed);
        buffer_append(&mixed, f->sealed.data, HEAD);
        for (const char *at = orders[i]; *at; at++)
            buffer_append(&mixed, f->sealed.data + HEAD + (*at - '0') * SEALED, SEALED);
        assert_int_equal(open_span(f, mixed.data, mixed.len), ERR_CORRUPT);
    }
    buffer_clear(&mixed);
}

static void a_chunk_longer_than_allowed_is_refused(void **state)
{
    static const uint32_t lengths[] = {0, 15, CHUNK + 17, 0x7fffffff, 0xffffffff};
    struct fixture *f = *state;
    uint8_t *bytes = make_bytes(2 * CHUNK);

    assert_int_equal(seal(f, bytes, 2 * CHUNK, SIZE_MAX), ERR_OK);
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        for (size_t byte = 0; byte < 4; byte++)
            f->sealed.data[HEAD + byte] = (char)(lengths[i] >> (24 - 8 * byte));
        assert_int_equal(open_sealed(f), ERR_CORRUPT);
    }
    mem_free(bytes);
}

static void another_key_or_only_the_public_half_does_not_open_it(void **state)
{
    struct fixture *f = *state;
    struct key *stranger = NULL, *half = NULL;
    uint8_t point[KEY_POINT_BYTES];
    struct span sealed;

    load_hex(f, sealed_one);
    sealed = (struct span){f->sealed.data, f->sealed.len};
    assert_int_equal(key_parse_pem(span_of(stranger_pem), &stranger, NULL), ERR_OK);
    key_public_point(f->recipient, point);
    assert_int_equal(key_parse_public_point(point, &half, NULL), ERR_OK);
    assert_int_equal(envelope_open(stranger, sealed, &f->plain, NULL), ERR_CORRUPT);
    assert_int_equal(envelope_open(half, sealed, &f->plain, NULL), ERR_INVALID);
    assert_int_equal(f->plain.len, 0);
    key_free(half);
    key_free(stranger);
}

static void plain_text_beyond_the_limit_leaves_what_was_there(void **state)
{
    struct fixture *f = *state;
    struct buffer small;

    load_hex(f, sealed_three);
    buffer_init(&small, 16);
    buffer_append_text(&small, "ab");
    assert_int_equal(
        envelope_open(f->recipient, (struct span){f->sealed.data, f->sealed.len}, &small, NULL),
        ERR_TOO_LARGE);
    assert_int_equal(small.len, 2);
    assert_string_equal(small.data, "ab");
    buffer_reset(&small);
    buffer_append_char(&small, 'a');
    assert_int_equal(
        envelope_open(f->recipient, (struct span){f->sealed.data, f->sealed.len}, &small, NULL),
        ERR_OK);
    assert_string_equal(small.data, "aone, two, three");
    buffer_clear(&small);
}

static void a_damaged_last_chunk_gives_out_nothing_of_the_first(void **state)
{
    struct fixture *f = *state;

    load_hex(f, sealed_three);
    f->sealed.data[f->sealed.len - 1] ^= 1;
    buffer_append_text(&f->plain, "before");
    assert_int_equal(
        envelope_open(f->recipient, (struct span){f->sealed.data, f->sealed.len}, &f->plain, NULL),
        ERR_CORRUPT);
    assert_string_equal(f->plain.data, "before");
    assert_int_equal(f->plain.len, 6);
}

static void an_output_that_is_full_is_told_at_every_step(void **state)
{
    struct fixture *f = *state;
    uint8_t *bytes = make_bytes(CHUNK + 1);
    size_t whole = HEAD + CHUNK + 1 + 2 * OVERHEAD;
    size_t limits[] = {0, 9, HEAD - 1, HEAD, HEAD + CHUNK + OVERHEAD - 1, whole - 1};

    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        buffer_clear(&f->sealed);
        f->sealed.max = limits[i];
        assert_int_equal(seal(f, bytes, CHUNK + 1, 999), ERR_TOO_LARGE);
    }
    buffer_clear(&f->sealed);
    f->sealed.max = whole;
    assert_int_equal(seal(f, bytes, CHUNK + 1, 999), ERR_OK);
    mem_free(bytes);
    envelope_abandon(NULL);
}

static void the_output_may_be_carried_away_between_calls(void **state)
{
    struct fixture *f = *state;
    size_t len = 3 * CHUNK + 5;
    uint8_t *bytes = make_bytes(len);
    struct random random = random_system();
    struct envelope_writer *writer = NULL;
    struct buffer piece;

    buffer_init(&piece, 2 * CHUNK);
    assert_int_equal(envelope_begin(f->recipient, &random, &piece, &writer, NULL), ERR_OK);
    for (size_t at = 0; at < len; at += 5000) {
        size_t now = len - at < 5000 ? len - at : 5000;

        assert_int_equal(envelope_add(writer, bytes + at, now, &piece), ERR_OK);
        buffer_append(&f->sealed, piece.data, piece.len);
        buffer_reset(&piece);
    }
    assert_int_equal(envelope_finish(writer, &f->sealed), ERR_OK);
    assert_int_equal(open_sealed(f), ERR_OK);
    assert_int_equal(f->plain.len, len);
    assert_memory_equal(f->plain.data, bytes, len);
    buffer_clear(&piece);
    mem_free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(envelopes_of_another_implementation_open, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(every_size_around_a_chunk_comes_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_pieces_it_was_fed_with_do_not_show, set_up, tear_down),
        cmocka_unit_test_setup_teardown(two_envelopes_of_the_same_bytes_differ, set_up, tear_down),
        cmocka_unit_test_setup_teardown(any_wrong_bit_keeps_it_shut, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_missing_tail_or_an_added_one_keeps_it_shut, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(chunks_swapped_doubled_or_left_out_keep_it_shut, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_chunk_longer_than_allowed_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_key_or_only_the_public_half_does_not_open_it,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(plain_text_beyond_the_limit_leaves_what_was_there, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_damaged_last_chunk_gives_out_nothing_of_the_first, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_output_that_is_full_is_told_at_every_step, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_output_may_be_carried_away_between_calls, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
