// SPDX-License-Identifier: Apache-2.0
// Any bytes as an evidence file: no fault of memory, and when it is refused a place within or just
// behind the file is named.
#include "shared/base/memory.h"
#include "shared/wire/evidence.h"
#include "shared/wire/evidence_report.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// The authority of the corpus, whose files are those of tests/unit/evidence_sample.h.
static const char ca_pem[] = "-----BEGIN CERTIFICATE-----\n"
                             "MIIBkjCCATagAwIBAgIQbYKlYsuAjRDWMr6JyFE+vzAMBggqhkjOPQQDAgUAMBQx\n"
                             "EjAQBgNVBAMMCVBsdW1ibGluZTAgFw03MDAxMDEwMDAwMDBaGA85OTk5MTIzMTIz\n"
                             "NTk1OVowFDESMBAGA1UEAwwJUGx1bWJsaW5lMFkwEwYHKoZIzj0CAQYIKoZIzj0D\n"
                             "AQcDQgAE5rddxk5kHNZu2Af+gpTbdqspag256nWOE5LXh1Bw2wmesvj1HGpVt6fr\n"
                             "OMhsRGTVrNMsBTtbX/B8cgTLgGVREqNmMGQwEgYDVR0TAQH/BAgwBgEB/wIBADAO\n"
                             "BgNVHQ8BAf8EBAMCAgQwHQYDVR0OBBYEFMuuwp3RTw5CxvZAJ1AGxjmCwypqMB8G\n"
                             "A1UdIwQYMBaAFMuuwp3RTw5CxvZAJ1AGxjmCwypqMAwGCCqGSM49BAMCBQADSAAw\n"
                             "RQIga3P5nU7JjTIhfixJU6wvVpVVGesN18us0NTLyr/LhhkCIQDHUI4cIta2qcJA\n"
                             "UG4PJO16W89ZapnvBMZEvTsNyozqpw==\n"
                             "-----END CERTIFICATE-----\n";

static void require(bool condition)
{
    if (!condition)
        abort();
}

static enum err read_bytes(void *ctx, uint64_t offset, void *bytes, size_t len, size_t *got)
{
    const struct span *file = ctx;

    *got = offset < file->len ? file->len - (size_t)offset : 0;
    *got = *got < len ? *got : len;
    if (*got)
        memcpy(bytes, file->data + offset, *got);
    return ERR_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span file = {(const char *)data, size};
    struct evidence_source source = {.ctx = &file, .size_bytes = size, .read = read_bytes};
    struct evidence_finding finding;
    struct arena memory;
    struct buffer out;
    enum err err;

    arena_init(&memory, EVIDENCE_MEMORY_MAX);
    buffer_init(&out, 1 << 20);
    err = evidence_check(&source, span_of(ca_pem), &memory, &finding, NULL);
    require(err == ERR_OK || err == ERR_TOO_LARGE);
    if (err == ERR_OK) {
        evidence_report_text("file", &finding, &out);
        evidence_report_json("file", &finding, &out);
        require(!out.failed);
    }
    if (err == ERR_OK && !finding.genuine) {
        require(finding.from <= size && finding.from < finding.to);
        require(finding.part_zh && finding.part_en && finding.why_zh && finding.why_en);
    }
    buffer_clear(&out);
    arena_clear(&memory);
    return 0;
}
