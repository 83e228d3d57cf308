// SPDX-License-Identifier: Apache-2.0
#include "shared/crypto/hash.h"

#include "shared/crypto/mbedtls_compat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_digest(const struct digest *digest, const char *hex)
{
    char text[HASH_TEXT];

    digest_format(digest, text);
    assert_string_equal(text, hex);
}

static void the_vectors_of_the_standard_come_out(void **state)
{
    static const struct {
        const char *text, *hex;
    } vectors[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    struct digest digest;

    (void)state;
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        hash_once(vectors[i].text, strlen(vectors[i].text), &digest);
        assert_digest(&digest, vectors[i].hex);
    }
}

static void a_million_letters_in_uneven_pieces_hash_as_the_standard_says(void **state)
{
    struct hash_stream *stream = hash_stream_create();
    struct digest digest;
    char letters[997];

    (void)state;
    memset(letters, 'a', sizeof(letters));
    for (size_t left = 1000000; left;) {
        size_t piece = left < sizeof(letters) ? left : sizeof(letters);

        hash_stream_add(stream, letters, piece);
        left -= piece;
    }
    hash_stream_finish(stream, &digest);
    hash_stream_free(stream);
    assert_digest(&digest, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// Whatever does the work here, another implementation must say the same for every length and cut.
static void every_length_and_cut_agrees_with_another_implementation(void **state)
{
    unsigned char bytes[300], wanted[HASH_BYTES];
    struct digest digest;

    (void)state;
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (unsigned char)(i * 37 + i / 7);
    for (size_t len = 0; len <= sizeof(bytes); len++) {
        assert_int_equal(mbedtls_sha256(bytes, len, wanted, 0), 0);
        for (size_t cut = 0; cut <= len; cut++) {
            hash_pair(bytes, cut, bytes + cut, len - cut, &digest);
            assert_memory_equal(digest.bytes, wanted, HASH_BYTES);
        }
    }
}

static void a_pair_hashes_like_its_parts_joined_at_every_cut(void **state)
{
    struct digest whole, pair;
    char text[200];

    (void)state;
    for (size_t i = 0; i < sizeof(text); i++)
        text[i] = (char)i;
    hash_once(text, sizeof(text), &whole);
    for (size_t cut = 0; cut <= sizeof(text); cut++) {
        hash_pair(text, cut, text + cut, sizeof(text) - cut, &pair);
        assert_true(digest_equal(&whole, &pair));
    }
    hash_pair(NULL, 0, NULL, 0, &pair);
    assert_digest(&pair, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void a_copied_stream_goes_its_own_way(void **state)
{
    struct hash_stream *stream = hash_stream_create(), *copy;
    struct digest digest;

    (void)state;
    hash_stream_add(stream, "ab", 2);
    copy = hash_stream_dup(stream);
    hash_stream_add(copy, "c", 1);
    hash_stream_finish(copy, &digest);
    hash_stream_free(copy);
    assert_digest(&digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    hash_stream_add(stream, "d", 1);
    hash_stream_finish(stream, &digest);
    hash_stream_free(stream);
    assert_digest(&digest, "a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9");
    hash_stream_free(NULL);
}

static void digests_differ_when_any_bit_does(void **state)
{
    struct digest a, b;

    (void)state;
    hash_once("x", 1, &a);
    for (size_t bit = 0; bit < 8 * sizeof(a.bytes); bit++) {
        b = a;
        assert_true(digest_equal(&a, &b));
        b.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_false(digest_equal(&a, &b));
    }
}

static void a_digest_is_read_only_from_64_lower_case_digits(void **state)
{
    static const char hex[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    char bad[HASH_TEXT + 1];
    struct digest digest;

    (void)state;
    assert_true(digest_parse(hex, 64, &digest));
    assert_digest(&digest, hex);
    assert_false(digest_parse(hex, 63, &digest));
    memcpy(bad, hex, sizeof(hex));
    bad[64] = '0';
    assert_false(digest_parse(bad, 65, &digest));
    bad[0] = 'B';
    assert_false(digest_parse(bad, 64, &digest));
    bad[0] = '\0';
    assert_false(digest_parse(bad, 64, &digest));
    assert_false(digest_parse("", 0, &digest));
}

// RFC 4231, keys padded with zeros to 32 bytes (which HMAC does itself), results cut to 16.
static void the_vectors_of_rfc_4231_come_out(void **state)
{
    static const uint8_t expected[][MAC_BYTES] = {
        {0xb0, 0x34, 0x4c, 0x61, 0xd8, 0xdb, 0x38, 0x53, 0x5c, 0xa8, 0xaf, 0xce, 0xaf, 0x0b, 0xf1,
         0x2b},
        {0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e, 0x6a, 0x04, 0x24, 0x26, 0x08, 0x95, 0x75,
         0xc7},
        {0x77, 0x3e, 0xa9, 0x1e, 0x36, 0x80, 0x0e, 0x46, 0x85, 0x4d, 0xb8, 0xeb, 0xd0, 0x91, 0x81,
         0xa7},
        {0x82, 0x55, 0x8a, 0x38, 0x9a, 0x44, 0x3c, 0x0e, 0xa4, 0xcc, 0x81, 0x98, 0x99, 0xf2, 0x08,
         0x3a},
        {0xa3, 0xb6, 0x16, 0x74, 0x73, 0x10, 0x0e, 0xe0, 0x6e, 0x0c, 0x79, 0x6c, 0x29, 0x55, 0x55,
         0x2b},
    };
    uint8_t keys[5][MAC_KEY_BYTES] = {0}, data3[50], data4[50], mac[MAC_BYTES];
    const char *data[] = {"Hi There", "what do ya want for nothing?", (char *)data3, (char *)data4,
                          "Test With Truncation"};
    size_t lens[] = {8, 28, 50, 50, 20};

    (void)state;
    memset(keys[0], 0x0b, 20);
    memcpy(keys[1], "Jefe", 4);
    memset(keys[2], 0xaa, 20);
    for (uint8_t i = 0; i < 25; i++)
        keys[3][i] = (uint8_t)(i + 1);
    memset(keys[4], 0x0c, 20);
    memset(data3, 0xdd, sizeof(data3));
    memset(data4, 0xcd, sizeof(data4));
    for (size_t i = 0; i < 5; i++) {
        mac_make(keys[i], data[i], lens[i], mac);
        assert_memory_equal(mac, expected[i], MAC_BYTES);
        assert_true(mac_equal(mac, expected[i]));
    }
}

static void a_mac_with_any_wrong_bit_is_refused(void **state)
{
    uint8_t key[MAC_KEY_BYTES] = {1}, good[MAC_BYTES], bad[MAC_BYTES];

    (void)state;
    mac_make(key, NULL, 0, good);
    for (size_t bit = 0; bit < 8 * MAC_BYTES; bit++) {
        memcpy(bad, good, MAC_BYTES);
        bad[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_false(mac_equal(good, bad));
    }
    key[MAC_KEY_BYTES - 1] ^= 1;
    mac_make(key, NULL, 0, bad);
    assert_false(mac_equal(good, bad));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_vectors_of_the_standard_come_out),
        cmocka_unit_test(a_million_letters_in_uneven_pieces_hash_as_the_standard_says),
        cmocka_unit_test(every_length_and_cut_agrees_with_another_implementation),
        cmocka_unit_test(a_pair_hashes_like_its_parts_joined_at_every_cut),
        cmocka_unit_test(a_copied_stream_goes_its_own_way),
        cmocka_unit_test(digests_differ_when_any_bit_does),
        cmocka_unit_test(a_digest_is_read_only_from_64_lower_case_digits),
        cmocka_unit_test(the_vectors_of_rfc_4231_come_out),
        cmocka_unit_test(a_mac_with_any_wrong_bit_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
