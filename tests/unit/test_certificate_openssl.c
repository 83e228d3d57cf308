// SPDX-License-Identifier: Apache-2.0
// What the openssl tool makes of our certificates and requests; skipped where there is none.
#include "shared/crypto/certificate.h"
#include "shared/crypto/certificate_request.h"

#include "shared/base/memory.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { USES = CERTIFICATE_LOG + 1, ROOM = 16384 };

// An authority with one certificate of each use (the first is its own).
struct fixture {
    struct key *keys[USES];
    struct buffer pems[USES];
    char folder[64];
};

static struct span span_from(const struct buffer *buffer)
{
    return (struct span){buffer->data, buffer->len};
}

static struct certificate_options options_for(enum certificate_use use)
{
    struct certificate_options options = {
        .use = use,
        .common_name = "Plumbline 1.a_b-c",
        .from_ms = certificate_from_always,
        .until_ms = certificate_until_always,
    };
    struct random random = random_system();

    random_fill(&random, options.serial, sizeof(options.serial));
    return options;
}

static enum err issue(const struct fixture *f, const struct certificate_options *options,
                      struct buffer *pem)
{
    bool is_ca = options->use == CERTIFICATE_CA;
    struct span issuer = is_ca ? (struct span){0} : span_from(&f->pems[CERTIFICATE_CA]);
    const struct key *ca_key = f->keys[CERTIFICATE_CA];
    struct error error = {0};
    enum err err = certificate_issue(&(struct certificate_issuer){ca_key, issuer},
                                     is_ca ? ca_key : f->keys[options->use], options, pem, &error);

    assert_int_equal(error.code, err);
    return err;
}

static int set_up(void **state)
{
    static const char *const names[] = {"office.example", "192.0.2.7", "2001:db8::1", "localhost"};
    struct fixture *f = mem_alloc(sizeof(*f));
    struct random random = random_system();

    *state = f;
    snprintf(f->folder, sizeof(f->folder), "%s", "/tmp/plumb-certificate-XXXXXX");
    for (enum certificate_use use = CERTIFICATE_CA; use <= CERTIFICATE_LOG; use++) {
        struct certificate_options options = options_for(use);

        if (use == CERTIFICATE_SERVER) {
            options.names = names;
            options.name_count = 4;
        }
        buffer_init(&f->pems[use], ROOM);
        if (key_make(&random, &f->keys[use], NULL) || issue(f, &options, &f->pems[use]))
            return -1;
    }
    return mkdtemp(f->folder) ? 0 : -1;
}

static void path_in(const struct fixture *f, const char *name, char out[128])
{
    snprintf(out, 128, "%s/%s", f->folder, name);
}

static int tear_down(void **state)
{
    static const char *const names[] = {"ca.pem", "leaf.pem", "out"};
    struct fixture *f = *state;
    char path[128];

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        path_in(f, names[i], path);
        unlink(path);
    }
    rmdir(f->folder);
    for (size_t use = 0; use <= CERTIFICATE_LOG; use++) {
        buffer_clear(&f->pems[use]);
        key_free(f->keys[use]);
    }
    mem_free(f);
    return 0;
}

static void save(const struct fixture *f, const char *name, const struct buffer *pem)
{
    char path[128];
    FILE *file;

    path_in(f, name, path);
    file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(pem->data, 1, pem->len, file), pem->len);
    fclose(file);
}

// The exit code of the openssl tool, its output in `out`; 127 when there is none on this machine.
static int openssl(const struct fixture *f, const char *const arguments[], char *out, size_t size)
{
    char path[128];
    int status = 0, output;
    size_t len;
    FILE *file;
    pid_t child;

    path_in(f, "out", path);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        output = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
        if (chdir(f->folder) == 0 && dup2(output, STDOUT_FILENO) >= 0
            && dup2(output, STDERR_FILENO) >= 0)
            execvp("openssl", (char *const *)arguments);
        _exit(127);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    file = fopen(path, "r");
    assert_non_null(file);
    len = fread(out, 1, size - 1, file);
    out[len] = '\0';
    fclose(file);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int openssl_verify(const struct fixture *f, const char *option, const char *value)
{
    const char *const arguments[] = {"openssl", "verify", "-x509_strict", "-CAfile", "ca.pem",
                                     option,    value,    "leaf.pem",     NULL};
    char out[4096];

    return openssl(f, arguments, out, sizeof(out));
}

static void openssl_accepts_what_we_issue_for_its_purpose_only(void **state)
{
    static const struct {
        enum certificate_use use;
        const char *option, *value;
        bool good;
    } cases[] = {
        {CERTIFICATE_CLIENT, "-purpose", "sslclient", true},
        {CERTIFICATE_CLIENT, "-purpose", "sslserver", false},
        {CERTIFICATE_SERVER, "-purpose", "sslserver", true},
        {CERTIFICATE_SERVER, "-purpose", "sslclient", false},
        {CERTIFICATE_SERVER, "-verify_hostname", "office.example", true},
        {CERTIFICATE_SERVER, "-verify_hostname", "localhost", true},
        {CERTIFICATE_SERVER, "-verify_hostname", "other.example", false},
        {CERTIFICATE_SERVER, "-verify_ip", "192.0.2.7", true},
        {CERTIFICATE_SERVER, "-verify_ip", "2001:db8::1", true},
        {CERTIFICATE_SERVER, "-verify_ip", "192.0.2.8", false},
        {CERTIFICATE_RECEIPT, "-purpose", "any", true},
        {CERTIFICATE_RECEIPT, "-purpose", "sslclient", false},
        {CERTIFICATE_RECEIPT, "-purpose", "sslserver", false},
        {CERTIFICATE_SEAL, "-purpose", "any", true},
        {CERTIFICATE_SEAL, "-purpose", "sslserver", false},
        {CERTIFICATE_LOG, "-purpose", "any", true},
        {CERTIFICATE_LOG, "-purpose", "sslclient", false},
    };
    struct fixture *f = *state;

    save(f, "ca.pem", &f->pems[CERTIFICATE_CA]);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int status;

        save(f, "leaf.pem", &f->pems[cases[i].use]);
        status = openssl_verify(f, cases[i].option, cases[i].value);
        if (status == 127)
            skip();
        assert_int_equal(status == 0, cases[i].good);
    }
}

static void openssl_reads_in_the_authority_what_we_meant(void **state)
{
    static const char *const arguments[]
        = {"openssl", "x509", "-in", "leaf.pem", "-noout", "-text", "-nameopt", "utf8", NULL};
    static const char *const expected[] = {
        "Version: 3",
        "CA:TRUE, pathlen:0",
        "X509v3 Basic Constraints: critical",
        "X509v3 Key Usage: critical\n                Certificate Sign\n",
        "Not Before: Jan  1 00:00:00 1970 GMT",
        "Not After : Dec 31 23:59:59 9999 GMT",
        "ecdsa-with-SHA256",
        "Plumbline 1.a_b-c",
    };
    struct fixture *f = *state;
    char out[8192];

    save(f, "leaf.pem", &f->pems[CERTIFICATE_CA]);
    if (openssl(f, arguments, out, sizeof(out)) == 127)
        skip();
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        if (!strstr(out, expected[i]))
            fail_msg("no \"%s\" in:\n%s", expected[i], out);
    }
}

static void openssl_reads_the_private_purposes_as_documented(void **state)
{
    static const char *const arguments[]
        = {"openssl", "x509", "-in", "leaf.pem", "-noout", "-text", NULL};
    static const struct {
        enum certificate_use use;
        const char *oid;
    } cases[] = {
        {CERTIFICATE_RECEIPT, "2.25.294113160761205762115984427983185250099\n"},
        {CERTIFICATE_SEAL, "2.25.175427823947150027325851249388427587005\n"},
        {CERTIFICATE_LOG, "2.25.16740943100395641231588141566162595931\n"},
    };
    struct fixture *f = *state;
    char out[8192];

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        save(f, "leaf.pem", &f->pems[cases[i].use]);
        if (openssl(f, arguments, out, sizeof(out)) == 127)
            skip();
        if (!strstr(out, cases[i].oid))
            fail_msg("no %s in:\n%s", cases[i].oid, out);
    }
}

static void openssl_accepts_our_request(void **state)
{
    static const char *const arguments[] = {"openssl", "req",      "-in",      "leaf.pem", "-noout",
                                            "-verify", "-subject", "-nameopt", "utf8",     NULL};
    struct fixture *f = *state;
    struct buffer pem;
    char out[4096];
    int status;

    buffer_init(&pem, ROOM);
    assert_int_equal(certificate_request_make(f->keys[CERTIFICATE_CLIENT], "tablet 7", &pem, NULL),
                     ERR_OK);
    save(f, "leaf.pem", &pem);
    buffer_clear(&pem);
    status = openssl(f, arguments, out, sizeof(out));
    if (status == 127)
        skip();
    assert_int_equal(status, 0);
    assert_non_null(strstr(out, "tablet 7"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(openssl_accepts_what_we_issue_for_its_purpose_only, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(openssl_reads_in_the_authority_what_we_meant, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(openssl_reads_the_private_purposes_as_documented, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(openssl_accepts_our_request, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
