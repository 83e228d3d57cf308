// SPDX-License-Identifier: Apache-2.0
#include "shared/crypto/totp.h"

#include "shared/base/memory.h"

#include <mbedtls/constant_time.h>
#include <mbedtls/md.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHA1_BYTES = 20, COUNTER_BYTES = 8, MODULUS = 1000000, LETTER_BITS = 5, BYTE_BITS = 8 };

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

void totp_code(const uint8_t *secret, size_t secret_len, uint64_t step, char out[TOTP_DIGITS + 1])
{
    uint8_t counter[COUNTER_BYTES], mac[SHA1_BYTES];
    uint32_t number;
    size_t at;

    for (size_t i = 0; i < sizeof(counter); i++)
        counter[i] = (uint8_t)(step >> (BYTE_BITS * (sizeof(counter) - 1 - i)));
    if (mbedtls_md_hmac(mbedtls_md_info_from_type(MBEDTLS_MD_SHA1), secret, secret_len, counter,
                        sizeof(counter), mac)
        != 0)
        abort(); // a code made of nothing would let everybody in
    at = mac[SHA1_BYTES - 1] & 0x0f;
    number = (uint32_t)(mac[at] & 0x7f) << 24 | (uint32_t)mac[at + 1] << 16
             | (uint32_t)mac[at + 2] << 8 | mac[at + 3];
    snprintf(out, TOTP_DIGITS + 1, "%06u", (unsigned)(number % MODULUS));
    mem_wipe(mac, sizeof(mac));
}

bool totp_check(const uint8_t secret[TOTP_SECRET_BYTES], struct span code, int64_t unix_ms,
                uint64_t *step)
{
    uint64_t now = (uint64_t)unix_ms / 1000 / TOTP_STEP_S;
    char want[TOTP_DIGITS + 1];
    bool fits = false;

    if (code.len != TOTP_DIGITS || unix_ms < TOTP_STEP_S * 1000)
        return false;
    for (uint64_t at = now - 1; at <= now + 1; at++) {
        totp_code(secret, TOTP_SECRET_BYTES, at, want);
        if (mbedtls_ct_memcmp(want, code.data, TOTP_DIGITS) == 0) {
            *step = at;
            fits = true;
        }
    }
    mem_wipe(want, sizeof(want));
    return fits;
}

void totp_secret_format(const uint8_t secret[TOTP_SECRET_BYTES], char out[TOTP_SECRET_TEXT])
{
    unsigned bits = 0, held = 0;

    for (size_t i = 0; i < TOTP_SECRET_BYTES; i++) {
        bits = bits << BYTE_BITS | secret[i];
        held += BYTE_BITS;
        while (held >= LETTER_BITS) {
            held -= LETTER_BITS;
            *out++ = letters[bits >> held & 31];
        }
        bits &= (1u << held) - 1;
    }
    *out = '\0';
}

// The value of a letter; -1: none.
static int value_of(char c)
{
    const char *at;

    if (c >= 'a' && c <= 'z')
        c = (char)(c - 'a' + 'A');
    at = c ? strchr(letters, c) : NULL;
    return at ? (int)(at - letters) : -1;
}

bool totp_secret_parse(struct span text, uint8_t secret[TOTP_SECRET_BYTES])
{
    unsigned bits = 0, held = 0;
    size_t count = 0;

    for (size_t i = 0; i < text.len; i++) {
        int value;

        if (text.data[i] == ' ' || text.data[i] == '-')
            continue;
        value = value_of(text.data[i]);
        if (value < 0 || count == TOTP_SECRET_BYTES)
            return false;
        bits = bits << LETTER_BITS | (unsigned)value;
        held += LETTER_BITS;
        if (held >= BYTE_BITS) {
            held -= BYTE_BITS;
            secret[count++] = (uint8_t)(bits >> held);
            bits &= (1u << held) - 1;
        }
    }
    return count == TOTP_SECRET_BYTES && held == 0;
}
