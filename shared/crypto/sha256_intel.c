// SPDX-License-Identifier: Apache-2.0
#include "shared/crypto/sha256_intel.h"

#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>
#include <stdatomic.h>

enum { CPUID_LEAF = 7, CPUID_EBX_SHA = 1 << 29, LENGTH_AT = SHA256_INTEL_BLOCK - 8 };

static const uint32_t initial[SHA256_INTEL_WORDS] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static bool ask_processor(void)
{
    unsigned eax, ebx, ecx, edx;

    return __builtin_cpu_supports("sse4.1") && __builtin_cpu_supports("ssse3")
           && __get_cpuid_count(CPUID_LEAF, 0, &eax, &ebx, &ecx, &edx) && (ebx & CPUID_EBX_SHA);
}

// Asked once: in a virtual machine the question takes longer than a digest.
bool sha256_intel_available(void)
{
    static atomic_int known; // 0: not asked yet, else 1 + the answer
    int answer = atomic_load_explicit(&known, memory_order_relaxed);

    if (answer == 0) {
        answer = 1 + ask_processor();
        atomic_store_explicit(&known, answer, memory_order_relaxed);
    }
    return answer > 1;
}

static inline __m128i load(const void *bytes)
{
    return _mm_loadu_si128((const __m128i *)bytes);
}

// FIPS 180-4 section 6.2.2. The instructions want the state as (A, B, E, F) and (C, D, G, H), and
// do two rounds each; four words of the message schedule are made at a time (Gulley, Gopal, Yap,
// Feghali, Guilford, Wolrich, "Intel SHA Extensions", 2013).
__attribute__((target("sha,sse4.1,ssse3"))) static void compress(uint32_t state[SHA256_INTEL_WORDS],
                                                                 const uint8_t *bytes,
                                                                 size_t blocks)
{
    const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i cdab = _mm_shuffle_epi32(load(state), 0xb1);
    __m128i efgh = _mm_shuffle_epi32(load(state + 4), 0x1b);
    __m128i abef = _mm_alignr_epi8(cdab, efgh, 8);
    __m128i cdgh = _mm_blend_epi16(efgh, cdab, 0xf0);

    for (; blocks > 0; blocks--, bytes += SHA256_INTEL_BLOCK) {
        __m128i abef_before = abef, cdgh_before = cdgh;
        __m128i w0 = _mm_shuffle_epi8(load(bytes), big_endian);
        __m128i w1 = _mm_shuffle_epi8(load(bytes + 16), big_endian);
        __m128i w2 = _mm_shuffle_epi8(load(bytes + 32), big_endian);
        __m128i w3 = _mm_shuffle_epi8(load(bytes + 48), big_endian);

        for (size_t round = 0; round < 64; round += 4) {
            __m128i words = _mm_add_epi32(w0, load(constants + round));
            __m128i next = _mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), _mm_alignr_epi8(w3, w2, 4));

            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, words);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(words, 0x0e));
            next = _mm_sha256msg2_epu32(next, w3);
            w0 = w1;
            w1 = w2;
            w2 = w3;
            w3 = next;
        }
        abef = _mm_add_epi32(abef, abef_before);
        cdgh = _mm_add_epi32(cdgh, cdgh_before);
    }
    abef = _mm_shuffle_epi32(abef, 0x1b); // F, E, B, A
    cdgh = _mm_shuffle_epi32(cdgh, 0xb1); // D, C, H, G
    _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(abef, cdgh, 0xf0));
    _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(cdgh, abef, 8));
}

void sha256_intel_start(struct sha256_intel *sha)
{
    memcpy(sha->state, initial, sizeof(initial));
    sha->len = 0;
}

void sha256_intel_add(struct sha256_intel *sha, const void *bytes, size_t len)
{
    const uint8_t *at = bytes;
    size_t held = sha->len % SHA256_INTEL_BLOCK, whole;

    sha->len += len;
    if (held > 0) {
        size_t room = SHA256_INTEL_BLOCK - held, taken = len < room ? len : room;

        memcpy(sha->block + held, at, taken);
        if (taken < room)
            return;
        compress(sha->state, sha->block, 1);
        at += taken;
        len -= taken;
    }
    whole = len / SHA256_INTEL_BLOCK;
    compress(sha->state, at, whole);
    memcpy(sha->block, at + whole * SHA256_INTEL_BLOCK, len % SHA256_INTEL_BLOCK);
}

static void put_big_endian(uint8_t *out, uint64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        out[i] = (uint8_t)(value >> (8 * (size - 1 - i)));
}

void sha256_intel_finish(struct sha256_intel *sha, uint8_t out[32])
{
    size_t held = sha->len % SHA256_INTEL_BLOCK;

    sha->block[held++] = 0x80;
    if (held > LENGTH_AT) {
        memset(sha->block + held, 0, SHA256_INTEL_BLOCK - held);
        compress(sha->state, sha->block, 1);
        held = 0;
    }
    memset(sha->block + held, 0, LENGTH_AT - held);
    put_big_endian(sha->block + LENGTH_AT, sha->len * 8, 8);
    compress(sha->state, sha->block, 1);
    for (size_t i = 0; i < SHA256_INTEL_WORDS; i++)
        put_big_endian(out + 4 * i, sha->state[i], 4);
}

#else

bool sha256_intel_available(void)
{
    return false;
}

void sha256_intel_start(struct sha256_intel *sha)
{
    (void)sha;
    abort();
}

void sha256_intel_add(struct sha256_intel *sha, const void *bytes, size_t len)
{
    (void)sha;
    (void)bytes;
    (void)len;
    abort();
}

void sha256_intel_finish(struct sha256_intel *sha, uint8_t out[32])
{
    (void)sha;
    (void)out;
    abort();
}

#endif
