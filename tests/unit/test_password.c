// SPDX-License-Identifier: Apache-2.0
#include "shared/crypto/password.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>
#include <string.h>

static void make(const char *secret, char out[PASSWORD_TEXT])
{
    struct random random = random_system();

    assert_int_equal(password_make(&random, span_of(secret), out, NULL), ERR_OK);
}

static void only_the_secret_opens(void **state)
{
    char kept[PASSWORD_TEXT];

    make("2580", kept);
    assert_true(password_check(span_of("2580"), kept));
    assert_false(password_check(span_of("2581"), kept));
    assert_false(password_check(span_of("25800"), kept));
    assert_false(password_check(span_of(""), kept));
    assert_null(strstr(kept, "2580"));
}

static void it_costs_at_least_19_mib_and_two_passes(void **state)
{
    char kept[PASSWORD_TEXT];
    static const char cost[] = "$argon2id$v=19$m=19456,t=2,p=1$"; // 19 MiB

    make("2580", kept);
    assert_memory_equal(kept, cost, sizeof(cost) - 1);
    assert_false(password_outdated(kept));
    // What the text says is what is computed: with another cost in it, it is another hash.
    strstr(kept, "t=2")[2] = '3';
    assert_false(password_check(span_of("2580"), kept));
}

static void the_same_secret_twice_is_kept_differently(void **state)
{
    char a[PASSWORD_TEXT], b[PASSWORD_TEXT];

    make("2580", a);
    make("2580", b);
    assert_string_not_equal(a, b);
}

// RFC 9106 itself has no encoded text; this one is of the reference program: echo -n password |
// argon2 somesalt -id -t 2 -k 65536 -p 1 -e.
static void what_the_reference_program_made_is_known(void **state)
{
    static const char kept[] = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$"
                               "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    static const char cheap[] = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$"
                                "nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

    assert_true(password_check(span_of("password"), kept));
    assert_false(password_outdated(kept));
    assert_true(password_check(span_of("password"), cheap));
    assert_true(password_outdated(cheap));
}

static void what_is_no_such_text_opens_nothing(void **state)
{
    static const char *const texts[] = {
        "",
        "2580",
        "$argon2id$",
        "$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=16$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=4294967295,t=2,p=1$c29tZXNhbHQ$"
        "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=65536,t=4000000000,p=1$c29tZXNhbHQ$"
        "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$",
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPP",
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_false(password_check(span_of("password"), texts[i]));
        assert_false(password_check(span_of(""), texts[i]));
    }
}

static void a_secret_has_a_limit(void **state)
{
    static char secret[PASSWORD_SECRET_MAX + 2];
    struct random random = random_system();
    char kept[PASSWORD_TEXT];

    memset(secret, 'a', PASSWORD_SECRET_MAX + 1);
    assert_int_equal(password_make(&random, span_of(secret), kept, NULL), ERR_TOO_LARGE);
    assert_string_equal(kept, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_secret_opens),
        cmocka_unit_test(it_costs_at_least_19_mib_and_two_passes),
        cmocka_unit_test(the_same_secret_twice_is_kept_differently),
        cmocka_unit_test(what_the_reference_program_made_is_known),
        cmocka_unit_test(what_is_no_such_text_opens_nothing),
        cmocka_unit_test(a_secret_has_a_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
