// SPDX-License-Identifier: Apache-2.0
#include "shared/crypto/password.h"

#include "shared/base/memory.h"

#include <argon2.h>
#include <string.h>

enum {
    SALT_BYTES = 16,
    HASH_LENGTH = 32,
    MEMORY_KIB_MAX = 1 << 20,
    PASSES_MAX = 64,
    LANES_MAX = 16
};

enum err password_make(const struct random *random, struct span secret, char out[PASSWORD_TEXT],
                       struct error *error)
{
    uint8_t salt[SALT_BYTES];
    int result;

    out[0] = '\0';
    if (secret.len > PASSWORD_SECRET_MAX)
        return error_set(error, ERR_TOO_LARGE, "a password has at most %d bytes",
                         PASSWORD_SECRET_MAX);
    random_fill(random, salt, sizeof(salt));
    result
        = argon2id_hash_encoded(PASSWORD_PASSES, PASSWORD_MEMORY_KIB, PASSWORD_LANES, secret.data,
                                secret.len, salt, sizeof(salt), HASH_LENGTH, out, PASSWORD_TEXT);
    if (result == ARGON2_OK)
        return ERR_OK;
    out[0] = '\0';
    return error_set(error, result == ARGON2_MEMORY_ALLOCATION_ERROR ? ERR_BUSY : ERR_INTERNAL,
                     "argon2: %s", argon2_error_message(result));
}

// One "name=number" of the cost and the mark after it.
static bool take_number(struct span *rest, const char *name, char mark, uint64_t *out)
{
    size_t len = strlen(name);
    const char *end;

    if (rest->len < len || memcmp(rest->data, name, len) != 0)
        return false;
    end = memchr(rest->data + len, mark, rest->len - len);
    if (!end
        || !text_parse_u64((struct span){rest->data + len, (size_t)(end - rest->data) - len}, out))
        return false;
    rest->len -= (size_t)(end - rest->data) + 1;
    rest->data = end + 1;
    return true;
}

static bool read_cost(const char *kept, uint64_t *memory_kib, uint64_t *passes)
{
    struct span rest = span_of(kept);
    uint64_t version, lanes;

    return take_number(&rest, "$argon2id$v=", '$', &version) && version == ARGON2_VERSION_13
           && take_number(&rest, "m=", ',', memory_kib) && take_number(&rest, "t=", ',', passes)
           && take_number(&rest, "p=", '$', &lanes) && *memory_kib <= MEMORY_KIB_MAX
           && *passes <= PASSES_MAX && lanes <= LANES_MAX;
}

bool password_check(struct span secret, const char *kept)
{
    uint64_t memory_kib, passes;

    return secret.len <= PASSWORD_SECRET_MAX && read_cost(kept, &memory_kib, &passes)
           && argon2id_verify(kept, secret.data, secret.len) == ARGON2_OK;
}

bool password_outdated(const char *kept)
{
    uint64_t memory_kib, passes;

    return !read_cost(kept, &memory_kib, &passes) || memory_kib < PASSWORD_MEMORY_KIB
           || passes < PASSWORD_PASSES;
}
