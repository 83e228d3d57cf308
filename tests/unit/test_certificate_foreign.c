// SPDX-License-Identifier: Apache-2.0
// Certificates that certificate_issue did not make.
#include "shared/crypto/certificate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// An authority of 1980 to 1990 made with another tool, a tablet of its own, and what a careless or
// hostile holder of such a key could sign.
static const char old_ca[] = "-----BEGIN CERTIFICATE-----\n"
                             "MIIBSTCB8KADAgECAhRl3XxVJm2zBX2Vkamz/mmOE7Oj3jAKBggqhkjOPQQDAjAR\n"
                             "MQ8wDQYDVQQDDAZPbGQgQ0EwHhcNODAwMTAxMDAwMDAwWhcNOTAwMTAxMDAwMDAw\n"
                             "WjARMQ8wDQYDVQQDDAZPbGQgQ0EwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQU\n"
                             "dlLIHuOkFuEP/Eq+WDmhX7nzzPgung7Fqcgy8Srs9tWgoh5k9DyT4bO5cn4o4kBO\n"
                             "d7ZFN3dHsK9fbm3kZLUsoyYwJDASBgNVHRMBAf8ECDAGAQH/AgEAMA4GA1UdDwEB\n"
                             "/wQEAwICBDAKBggqhkjOPQQDAgNIADBFAiEAol0LQuDF+bdrnWCbJYe3fgre3Pfu\n"
                             "br+uQ+1vsZdOlEoCIFlsCgRUlQf3bH1WR1DMIzi4erlQIYx3DgzIU4QPGOne\n"
                             "-----END CERTIFICATE-----\n";

static const char old_client[]
    = "-----BEGIN CERTIFICATE-----\n"
      "MIIBVzCB/6ADAgECAhRTGLw3/5L+UY2Dg6j9AX0MUChK2TAKBggqhkjOPQQDAjAR\n"
      "MQ8wDQYDVQQDDAZPbGQgQ0EwHhcNODAwMTAxMDAwMDAwWhcNOTAwMTAxMDAwMDAw\n"
      "WjARMQ8wDQYDVQQDDAZ0YWJsZXQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATe\n"
      "uj2CkyiLqFrgW8mc+F65HabtU1ahQV86ElZ/1PhSe3bmHr109gCKokGABMNOxW7x\n"
      "mbF42eE7vEfwMsmMVoZYozUwMzAMBgNVHRMBAf8EAjAAMA4GA1UdDwEB/wQEAwIH\n"
      "gDATBgNVHSUEDDAKBggrBgEFBQcDAjAKBggqhkjOPQQDAgNHADBEAiBbKwbNo3s3\n"
      "2cXxmi3IfhYDBZsGpa4cxV7LtxLJV5xtTwIgP4TDWfIs9mN393FqxTWZyP2vD9uG\n"
      "hAwRwMCa10OU33s=\n"
      "-----END CERTIFICATE-----\n";

static const char both_purposes[]
    = "-----BEGIN CERTIFICATE-----\n"
      "MIIBZDCCAQmgAwIBAgIUe/BuuJM9oTg7ZtBk8hoqWG6Mnz8wCgYIKoZIzj0EAwIw\n"
      "ETEPMA0GA1UEAwwGT2xkIENBMB4XDTgwMDEwMTAwMDAwMFoXDTkwMDEwMTAwMDAw\n"
      "MFowETEPMA0GA1UEAwwGdGFibGV0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n"
      "3ro9gpMoi6ha4FvJnPheuR2m7VNWoUFfOhJWf9T4Unt25h69dPYAiqJBgATDTsVu\n"
      "8ZmxeNnhO7xH8DLJjFaGWKM/MD0wDAYDVR0TAQH/BAIwADAOBgNVHQ8BAf8EBAMC\n"
      "B4AwHQYDVR0lBBYwFAYIKwYBBQUHAwIGCCsGAQUFBwMBMAoGCCqGSM49BAMCA0kA\n"
      "MEYCIQDgrxsX4rvOYALj6hfocGHLIJoDqe2RHYlwytjkEGeACQIhALJiMhS15tg4\n"
      "7yzuNLpqU6NDAeSjf5eUa27u0c8qwsDv\n"
      "-----END CERTIFICATE-----\n";

static const char any_purpose[]
    = "-----BEGIN CERTIFICATE-----\n"
      "MIIBUzCB+6ADAgECAhQJY18MPAvjGmywTZEoND9rbgRBlDAKBggqhkjOPQQDAjAR\n"
      "MQ8wDQYDVQQDDAZPbGQgQ0EwHhcNODAwMTAxMDAwMDAwWhcNOTAwMTAxMDAwMDAw\n"
      "WjARMQ8wDQYDVQQDDAZ0YWJsZXQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATe\n"
      "uj2CkyiLqFrgW8mc+F65HabtU1ahQV86ElZ/1PhSe3bmHr109gCKokGABMNOxW7x\n"
      "mbF42eE7vEfwMsmMVoZYozEwLzAMBgNVHRMBAf8EAjAAMA4GA1UdDwEB/wQEAwIH\n"
      "gDAPBgNVHSUECDAGBgRVHSUAMAoGCCqGSM49BAMCA0cAMEQCIAwzXF+lZwrxOHWK\n"
      "YpIwS5T5UR4HtP+DvRuPhgZNI8XDAiA4Uq8wqhaL2W+1cs3uC+ZrUgzjuTc2KYKv\n"
      "KjXhs/FUAA==\n"
      "-----END CERTIFICATE-----\n";

static const char no_purpose[]
    = "-----BEGIN CERTIFICATE-----\n"
      "MIIBQjCB6qADAgECAhQRdJ53CKbcRXfCvhYCoGXUiUhYCzAKBggqhkjOPQQDAjAR\n"
      "MQ8wDQYDVQQDDAZPbGQgQ0EwHhcNODAwMTAxMDAwMDAwWhcNOTAwMTAxMDAwMDAw\n"
      "WjARMQ8wDQYDVQQDDAZ0YWJsZXQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATe\n"
      "uj2CkyiLqFrgW8mc+F65HabtU1ahQV86ElZ/1PhSe3bmHr109gCKokGABMNOxW7x\n"
      "mbF42eE7vEfwMsmMVoZYoyAwHjAMBgNVHRMBAf8EAjAAMA4GA1UdDwEB/wQEAwIH\n"
      "gDAKBggqhkjOPQQDAgNHADBEAiA8VjJrpS34imahYbDDMG5o7HEcjNC+4VYkzuco\n"
      "uVy0KgIgNAiPoyuGUya1TKAm8kKQ3K4BffHsAPC+HJw2E3veSXU=\n"
      "-----END CERTIFICATE-----\n";

static const char no_usage[] = "-----BEGIN CERTIFICATE-----\n"
                               "MIIBSTCB76ADAgECAhRr2eIzRiKuBtIxD6I/ihU6iqjl1TAKBggqhkjOPQQDAjAR\n"
                               "MQ8wDQYDVQQDDAZPbGQgQ0EwHhcNODAwMTAxMDAwMDAwWhcNOTAwMTAxMDAwMDAw\n"
                               "WjARMQ8wDQYDVQQDDAZ0YWJsZXQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATe\n"
                               "uj2CkyiLqFrgW8mc+F65HabtU1ahQV86ElZ/1PhSe3bmHr109gCKokGABMNOxW7x\n"
                               "mbF42eE7vEfwMsmMVoZYoyUwIzAMBgNVHRMBAf8EAjAAMBMGA1UdJQQMMAoGCCsG\n"
                               "AQUFBwMCMAoGCCqGSM49BAMCA0kAMEYCIQC51dKao5/niINonAoXN5CimZ8ojjvN\n"
                               "WPt/vLtaSKdM+gIhAP2NWqMI8pvzvxsPfFHzArvxzzSzFiXstAbQeB8wIwfv\n"
                               "-----END CERTIFICATE-----\n";

static const char client_authority[]
    = "-----BEGIN CERTIFICATE-----\n"
      "MIIBXzCCAQWgAwIBAgIUR4VTKWx791G26QbVF3xMLXYGeZswCgYIKoZIzj0EAwIw\n"
      "ETEPMA0GA1UEAwwGT2xkIENBMB4XDTgwMDEwMTAwMDAwMFoXDTkwMDEwMTAwMDAw\n"
      "MFowETEPMA0GA1UEAwwGdGFibGV0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n"
      "3ro9gpMoi6ha4FvJnPheuR2m7VNWoUFfOhJWf9T4Unt25h69dPYAiqJBgATDTsVu\n"
      "8ZmxeNnhO7xH8DLJjFaGWKM7MDkwEgYDVR0TAQH/BAgwBgEB/wIBADAOBgNVHQ8B\n"
      "Af8EBAMCB4AwEwYDVR0lBAwwCgYIKwYBBQUHAwIwCgYIKoZIzj0EAwIDSAAwRQIg\n"
      "aPhW60AJRhEHvW1u2/mfhum/CQ6M/SKwR5AOvqMYBU8CIQCx8OJ15j+g2Mdsl+9T\n"
      "uFs2NXUFptmI3+5KUrOpJ59rvA==\n"
      "-----END CERTIFICATE-----\n";

static const char sha384_client[]
    = "-----BEGIN CERTIFICATE-----\n"
      "MIIBWDCB/6ADAgECAhR045Rjs6RopZPVyyWnrI4zkCEhCjAKBggqhkjOPQQDAzAR\n"
      "MQ8wDQYDVQQDDAZPbGQgQ0EwHhcNODAwMTAxMDAwMDAwWhcNOTAwMTAxMDAwMDAw\n"
      "WjARMQ8wDQYDVQQDDAZ0YWJsZXQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATe\n"
      "uj2CkyiLqFrgW8mc+F65HabtU1ahQV86ElZ/1PhSe3bmHr109gCKokGABMNOxW7x\n"
      "mbF42eE7vEfwMsmMVoZYozUwMzAMBgNVHRMBAf8EAjAAMA4GA1UdDwEB/wQEAwIH\n"
      "gDATBgNVHSUEDDAKBggrBgEFBQcDAjAKBggqhkjOPQQDAwNIADBFAiBPNEWfrWus\n"
      "w01IWBcgRqo4CyACezvqQg3xVFTif14FvQIhAMKrl/89snVGWLTE1MGnNCTDdXTK\n"
      "Yl8dt6IaJRfk8YXK\n"
      "-----END CERTIFICATE-----\n";

static const char namesake_client[]
    = "-----BEGIN CERTIFICATE-----\n"
      "MIIBWDCB/6ADAgECAhQryZCTs3L+wI1zBZ8W3aBWUsGZYDAKBggqhkjOPQQDAjAR\n"
      "MQ8wDQYDVQQDDAZPbGQgQ0EwHhcNODAwMTAxMDAwMDAwWhcNOTAwMTAxMDAwMDAw\n"
      "WjARMQ8wDQYDVQQDDAZ0YWJsZXQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATe\n"
      "uj2CkyiLqFrgW8mc+F65HabtU1ahQV86ElZ/1PhSe3bmHr109gCKokGABMNOxW7x\n"
      "mbF42eE7vEfwMsmMVoZYozUwMzAMBgNVHRMBAf8EAjAAMA4GA1UdDwEB/wQEAwIH\n"
      "gDATBgNVHSUEDDAKBggrBgEFBQcDAjAKBggqhkjOPQQDAgNIADBFAiBuConoNlkb\n"
      "bjCaKDRXEJNYbl35GLcyr8kf620sADcWNQIhAN5doGKq+QR8xGdycSqZUQPom3AP\n"
      "wxXVjm16s3WpyeXY\n"
      "-----END CERTIFICATE-----\n";

static const char renamed_client[]
    = "-----BEGIN CERTIFICATE-----\n"
      "MIIBWDCB/6ADAgECAhQN5D0ybIxTVqZrR4rVaRZMMzc3QzAKBggqhkjOPQQDAjAR\n"
      "MQ8wDQYDVQQDDAZPbGQgQ0IwHhcNODAwMTAxMDAwMDAwWhcNOTAwMTAxMDAwMDAw\n"
      "WjARMQ8wDQYDVQQDDAZ0YWJsZXQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATe\n"
      "uj2CkyiLqFrgW8mc+F65HabtU1ahQV86ElZ/1PhSe3bmHr109gCKokGABMNOxW7x\n"
      "mbF42eE7vEfwMsmMVoZYozUwMzAMBgNVHRMBAf8EAjAAMA4GA1UdDwEB/wQEAwIH\n"
      "gDATBgNVHSUEDDAKBggrBgEFBQcDAjAKBggqhkjOPQQDAgNIADBFAiEAw5TnCwWU\n"
      "KMbP0Jm+ZOJ2xwLe0R7SGZzF0ylbAM/fKdcCICzNjNVwUQicoQk0RtDs4O1IhgQE\n"
      "6FNR2p+83/6wF5Tl\n"
      "-----END CERTIFICATE-----\n";

static const char rsa_company[]
    = "-----BEGIN CERTIFICATE-----\n"
      "MIICQjCCAeigAwIBAgIUXWi33tAq0Amcd0WYDwWFc1IvKpIwCgYIKoZIzj0EAwIw\n"
      "ETEPMA0GA1UEAwwGT2xkIENBMB4XDTgwMDEwMTAwMDAwMFoXDTkwMDEwMTAwMDAw\n"
      "MFowLzERMA8GA1UECgwIQmVpc3BpZWwxGjAYBgNVBAMMEeWKnuWFrOWupC5leGFt\n"
      "cGxlMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAyZ/KAa9gA9RuGtRX\n"
      "wXT0qTa66A+20SIYcGlPcXhogBHTixZq2+WzUgTgiyauhugLoIXe8mFqZGWrNO8O\n"
      "ZK0qCkvs1+x6dZoNOY/hgd9vFljAtnsPB8eUfYd4A1ofUn2HK/9aExw8zqDjTskO\n"
      "8Q9MBmNCvQMachdJ8hASnVN44JCh2AesdujJjGmryBo+5FFa9Ta/Prz+0QYMfWpD\n"
      "+YBoxXeB0sfpaZu9bIf6UDt2ZUKplq8uGRns/p2SpqWWk9X880UQTZoGFo7HWU7V\n"
      "z2zLV69QCGcGBgBuJfL21+DG2PR2Ktzmq/z/eGHcCtswQ9APLhSrePynfXHZoxOP\n"
      "ol2MIwIDAQABozUwMzAMBgNVHRMBAf8EAjAAMA4GA1UdDwEB/wQEAwIHgDATBgNV\n"
      "HSUEDDAKBggrBgEFBQcDATAKBggqhkjOPQQDAgNIADBFAiEAvfbi0b3UNQeRg5tQ\n"
      "9BuE1ht75daMEdXQeEF5grNBkfECIAYALnBmCDkCvsmv5Ky/fvqroRqYUYfb4ozt\n"
      "Do822j1T\n"
      "-----END CERTIFICATE-----\n";

static const char nameless[] = "-----BEGIN CERTIFICATE-----\n"
                               "MIIBRzCB7qADAgECAhQYzcwMZ5taw5sX3QDANatR85dpADAKBggqhkjOPQQDAjAR\n"
                               "MQ8wDQYDVQQDDAZPbGQgQ0EwHhcNODAwMTAxMDAwMDAwWhcNOTAwMTAxMDAwMDAw\n"
                               "WjAAMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE3ro9gpMoi6ha4FvJnPheuR2m\n"
                               "7VNWoUFfOhJWf9T4Unt25h69dPYAiqJBgATDTsVu8ZmxeNnhO7xH8DLJjFaGWKM1\n"
                               "MDMwDAYDVR0TAQH/BAIwADAOBgNVHQ8BAf8EBAMCB4AwEwYDVR0lBAwwCgYIKwYB\n"
                               "BQUHAwEwCgYIKoZIzj0EAwIDSAAwRQIgfq6rPMMIRM4IILLjtqHT7v6L+7PpCv9g\n"
                               "7csYmjwGytQCIQDawgKeN7wHVfmO3fSK0Tcz4XomFaCHN3sE+ncm6b/JhQ==\n"
                               "-----END CERTIFICATE-----\n";

static const char nul_in_name[]
    = "-----BEGIN CERTIFICATE-----\n"
      "MIIBWjCCAQCgAwIBAgIUSvFpUJvbA1cUivFLKrrUvzIMwu4wCgYIKoZIzj0EAwIw\n"
      "ETEPMA0GA1UEAwwGT2xkIENBMB4XDTgwMDEwMTAwMDAwMFoXDTkwMDEwMTAwMDAw\n"
      "MFowEjEQMA4GA1UEAwwHdGFiAGxldDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA\n"
      "BN66PYKTKIuoWuBbyZz4Xrkdpu1TVqFBXzoSVn/U+FJ7duYevXT2AIqiQYAEw07F\n"
      "bvGZsXjZ4Tu8R/AyyYxWhlijNTAzMAwGA1UdEwEB/wQCMAAwDgYDVR0PAQH/BAQD\n"
      "AgeAMBMGA1UdJQQMMAoGCCsGAQUFBwMCMAoGCCqGSM49BAMCA0gAMEUCIQC4U2gO\n"
      "M9jQsr2r29Xl3LEAn2on/HsSm9V8z+jaWK0gmQIgNEhj/EuKKREIBh1NBFTV5Rnp\n"
      "7wbY9uSwWkcR475UAqc=\n"
      "-----END CERTIFICATE-----\n";

static const char long_name[] = "-----BEGIN CERTIFICATE-----\n"
                                "MIIBlDCCATqgAwIBAgIUe9tKQd8IJQzmzvLaCEBBKg8/cVgwCgYIKoZIzj0EAwIw\n"
                                "ETEPMA0GA1UEAwwGT2xkIENBMB4XDTgwMDEwMTAwMDAwMFoXDTkwMDEwMTAwMDAw\n"
                                "MFowTDFKMEgGA1UEAwxBeHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4\n"
                                "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHgwWTATBgcqhkjOPQIBBggq\n"
                                "hkjOPQMBBwNCAATeuj2CkyiLqFrgW8mc+F65HabtU1ahQV86ElZ/1PhSe3bmHr10\n"
                                "9gCKokGABMNOxW7xmbF42eE7vEfwMsmMVoZYozUwMzAMBgNVHRMBAf8EAjAAMA4G\n"
                                "A1UdDwEB/wQEAwIHgDATBgNVHSUEDDAKBggrBgEFBQcDAjAKBggqhkjOPQQDAgNI\n"
                                "ADBFAiBiaPc241QAlrvxK/TnpGeTeESzPYGiayYz3ISYKJxYsgIhALHx+FvRnH5r\n"
                                "76UcZkt6XXelVa/yv4S3xZRiCe2c45hK\n"
                                "-----END CERTIFICATE-----\n";

static enum err check(struct span pem, struct span ca_pem, enum certificate_use use)
{
    struct error error = {0};
    enum err err = certificate_check(pem, ca_pem, use, &error);

    assert_int_equal(error.code, err);
    assert_int_equal(error.detail[0] != '\0', err != ERR_OK);
    return err;
}

static void time_is_not_judged(void **state)
{
    struct certificate_info info;

    (void)state;
    assert_int_equal(certificate_read(span_of(old_client), &info, NULL), ERR_OK);
    assert_int_equal(info.from_ms, 315532800000);
    assert_int_equal(info.until_ms, 631152000000);
    assert_int_equal(check(span_of(old_client), span_of(old_ca), CERTIFICATE_CLIENT), ERR_OK);
}

static void certificates_the_authority_should_never_have_signed_are_refused(void **state)
{
    static const char *const bad[]
        = {both_purposes,    any_purpose,   no_purpose,      no_usage,
           client_authority, sha384_client, namesake_client, renamed_client};

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(check(span_of(bad[i]), span_of(old_ca), CERTIFICATE_CLIENT), ERR_AUTH);
        assert_int_equal(check(span_of(bad[i]), span_of(old_ca), CERTIFICATE_SERVER), ERR_AUTH);
    }
}

static void a_company_certificate_can_be_read_and_the_first_of_a_chain_counts(void **state)
{
    struct certificate_info info;
    struct key *key = NULL;
    struct buffer chain;

    (void)state;
    buffer_init(&chain, 16384);
    buffer_append_text(&chain, "subject: whatever\n");
    buffer_append_text(&chain, rsa_company);
    buffer_append_text(&chain, old_ca);
    assert_int_equal(certificate_read((struct span){chain.data, chain.len}, &info, NULL), ERR_OK);
    assert_string_equal(info.common_name, "办公室.example");
    assert_int_equal(certificate_public_key((struct span){chain.data, chain.len}, &key, NULL),
                     ERR_INVALID);
    assert_null(key);
    assert_int_equal(certificate_read(span_of(nameless), &info, NULL), ERR_OK);
    assert_string_equal(info.common_name, "");
    buffer_clear(&chain);
}

static void a_name_that_two_programs_would_read_differently_is_refused(void **state)
{
    struct certificate_info info;

    (void)state;
    assert_int_equal(certificate_read(span_of(nul_in_name), &info, NULL), ERR_PARSE);
    assert_int_equal(certificate_read(span_of(long_name), &info, NULL), ERR_PARSE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_is_not_judged),
        cmocka_unit_test(certificates_the_authority_should_never_have_signed_are_refused),
        cmocka_unit_test(a_company_certificate_can_be_read_and_the_first_of_a_chain_counts),
        cmocka_unit_test(a_name_that_two_programs_would_read_differently_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
