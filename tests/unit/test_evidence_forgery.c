// SPDX-License-Identifier: Apache-2.0
// Files that somebody made with care: each is refused, and the part is named. With PLUMB_FORGERIES
// set to a folder they are written there, for the second verifier.
#include "tests/unit/evidence_sample.h"

// Replaces the first `from` behind the first `behind` in the file.
static void bend(struct evidence_sample *sample, const char *behind, const char *from,
                 const char *to)
{
    struct buffer *file = &sample->file, out;
    char *start = memmem(file->data, file->len, behind, strlen(behind)), *at;

    assert_non_null(start);
    at = memmem(start, file->len - (size_t)(start - file->data), from, strlen(from));
    assert_non_null(at);
    buffer_init(&out, 4 << 20);
    buffer_append(&out, file->data, (size_t)(at - file->data));
    buffer_append_text(&out, to);
    at += strlen(from);
    buffer_append(&out, at, file->len - (size_t)(at - file->data));
    buffer_clear(file);
    *file = out;
}

#define BEND(name, behind, from, to)                 \
    static void name(struct evidence_sample *sample) \
    {                                                \
        bend(sample, behind, from, to);              \
    }
BEND(space, "", "{\"blobs\"", "{ \"blobs\"");
BEND(member, "", "{\"blobs\"", "{\"a\":1,\"blobs\"");
BEND(member_of_text, "\"sealed\":{", "\"boot\"", "\"a\":1,\"boot\"");
BEND(member_of_leaf, "\"leaf\":{", "\"sealed\"", "\"s\":1,\"sealed\"");
BEND(member_of_head, "\"head\":{", "\"time_ms\"", "\"t\":1,\"time_ms\"");
BEND(member_of_blob, "", ",\"size\"", ",\"name\":\"x\",\"size\"");
BEND(twice, "", "\"index\":\"2\"", "\"index\":\"2\",\"index\":\"2\"");
BEND(order, "", "\"index\":\"2\",\"leaf\"", "\"leaf\":{},\"index\":\"2\",\"leaf\"");
BEND(escape, "\"sealed\":{", "\"role\":\"c", "\"role\":\"\\u0063");
BEND(escape_of_name, "\"sealed\":{", "张", "\\u5f20");
BEND(slash, "\"certificate\":\"", "/", "\\/");
BEND(zero, "", "\"index\":\"2\"", "\"index\":\"02\"");
BEND(plain_index, "", "\"index\":\"2\"", "\"index\":2");
BEND(exponent, "\"sealed\":{", "\"score\":5", "\"score\":5e0");
BEND(fraction, "\"sealed\":{", "\"score\":5", "\"score\":5.0");
BEND(other_index, "", "\"index\":\"2\"", "\"index\":\"3\"");
BEND(high_index, "", "\"index\":\"2\"", "\"index\":\"18446744073709551615\"");
BEND(huge_size, "", "\"size\":", "\"size\":900719925474099");
BEND(no_size, "", "\"size\":535", "\"size\":0");
BEND(negative_size, "", "\"size\":", "\"size\":-");
BEND(upper_hex, "\"leaf\":{", "\"seal\":\"304", "\"seal\":\"3O4");
BEND(format, "", "plumbline-evidence-1", "plumbline-evidence-2");
BEND(first_line, "", "evidence 1\n", "evidence 1\r\n");
BEND(version, "", "evidence 1\n", "evidence 2\n");
BEND(padding, "\"certificate\":\"", "\"", "=\"");
BEND(no_manifest_end, "", "}}\n", "}}");
BEND(mark, "", "plumbline", "\xef\xbb\xbfplumbline");
BEND(bad_text, "\"sealed\":{", "张", "\xff");
BEND(later, "\"leaf\":{", "1795309260000", "1795309160000");
BEND(other_time, "\"head\":{", "1795309261000", "1795309161000");

static void trailing_newline(struct evidence_sample *sample)
{
    buffer_append_char(&sample->file, '\n');
}

// Bits behind the last byte of the base64.
static void padding_bits(struct evidence_sample *sample)
{
    char *end = strstr(strstr(sample->file.data, "\"certificate\":\"") + 15, "=\"");
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *last = end - 1;

    while (*last == '=')
        last--;
    *last = digits[strchr(digits, *last) - digits + 1];
}

// (r, n − s) of a signature in hex.
static void turn(struct buffer *hex)
{
    static const uint8_t order[]
        = {0xff, 0xff, 0xff, 0xff, 0,    0,    0,    0,    0xff, 0xff, 0xff,
           0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
           0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51};
    uint8_t der[KEY_SIGNATURE_MAX], s[33] = {0}, out[KEY_SIGNATURE_MAX];
    size_t r_len, s_len, at, borrow = 0, skip = 0;

    assert_true(text_parse_hex(sample_span(hex), der, hex->len / 2));
    r_len = der[3];
    at = 4 + r_len;
    s_len = der[at + 1];
    memcpy(s + 33 - s_len, der + at + 2, s_len);
    for (size_t i = 33; i-- > 1;) {
        int digit = (int)order[i - 1] - s[i] - (int)borrow;

        borrow = digit < 0;
        s[i] = (uint8_t)(digit & 0xff);
    }
    s[0] = 0;
    while (skip < 32 && s[skip] == 0 && s[skip + 1] < 0x80)
        skip++;
    memcpy(out, der, at);
    out[at] = 2;
    out[at + 1] = (uint8_t)(33 - skip);
    memcpy(out + at + 2, s + skip, 33 - skip);
    out[1] = (uint8_t)(at + 33 - skip);
    sample_text(hex, "");
    buffer_append_hex(hex, out, at + 2 + 33 - skip);
}

static void high_seal(struct evidence_sample *sample)
{
    turn(&sample->seal);
    sample->countersigned = false;
    sample_file(sample);
}

static void high_seal_countersigned(struct evidence_sample *sample)
{
    turn(&sample->seal);
    sample_file(sample);
}

static void high_head_seal(struct evidence_sample *sample)
{
    turn(&sample->head_seal);
    sample_file(sample);
}

// A longer number for the same r.
static void lax_seal(struct evidence_sample *sample)
{
    uint8_t der[KEY_SIGNATURE_MAX], out[KEY_SIGNATURE_MAX];
    size_t len = sample->seal.len / 2;

    assert_true(text_parse_hex(sample_span(&sample->seal), der, len));
    memcpy(out, der, 4);
    out[1]++;
    out[3]++;
    out[4] = 0;
    memcpy(out + 5, der + 4, len - 4);
    sample_text(&sample->seal, "");
    buffer_append_hex(&sample->seal, out, len + 1);
    sample->countersigned = false;
    sample_file(sample);
}

static void long_seal(struct evidence_sample *sample)
{
    buffer_append_text(&sample->seal, "00");
    sample->countersigned = false;
    sample_file(sample);
}

// The same certificate with (r, n − s): the authority's signature of it holds still.
static void high_certificate(struct evidence_sample *sample)
{
    struct buffer *der = &sample->device.der, hex = {0}, base64 = {0};
    size_t at = der->len;
    char *start;

    while ((uint8_t)der->data[at - 1] != 0x30 || at + (uint8_t)der->data[at] + 1 != der->len)
        at--;
    sample_text(&hex, "");
    buffer_append_hex(&hex, der->data + at - 1, der->len - at + 1);
    turn(&hex);
    if (hex.len / 2 == der->len - at + 1) {
        assert_true(text_parse_hex(sample_span(&hex), der->data + at - 1, hex.len / 2));
    } else {
        // Another length: a flipped bit will do.
        der->data[der->len - 1] ^= 1;
    }
    sample_text(&base64, "");
    buffer_append_base64(&base64, der->data, der->len);
    start = strstr(sample->file.data, sample->device.base64.data);
    memcpy(start, base64.data, base64.len);
    buffer_clear(&hex);
    buffer_clear(&base64);
}

static void all_again(struct evidence_sample *sample)
{
    sample_seal(sample);
    sample_countersign(sample);
    sample_list_all(sample);
    sample_file(sample);
}

static void another_authority(struct evidence_sample *sample)
{
    struct evidence_sample *other = sample_create(99);

    sample_text(&sample->file, "");
    buffer_append(&sample->file, other->file.data, other->file.len);
    sample_free(other);
}

static void use(struct evidence_sample *sample, enum certificate_use use)
{
    sample_issue(sample, &sample->device, use, "018f0000-0000-7000-8000-000000000005");
    sample->signoff.certificate = sample->device.digest;
    all_again(sample);
}

static void certificate_of_the_log(struct evidence_sample *sample)
{
    use(sample, CERTIFICATE_LOG);
}

static void certificate_of_receipts(struct evidence_sample *sample)
{
    use(sample, CERTIFICATE_RECEIPT);
}

static void log_by_a_tablet(struct evidence_sample *sample)
{
    sample_issue(sample, &sample->log, CERTIFICATE_CLIENT, "018f0000-0000-7000-8000-000000000005");
    all_again(sample);
}

static void another_device(struct evidence_sample *sample)
{
    sample->signoff.device.bytes[15] = 9;
    all_again(sample);
}

static void another_content(struct evidence_sample *sample)
{
    sample->signoff.content.bytes[0] ^= 1;
    all_again(sample);
}

static void another_record(struct evidence_sample *sample)
{
    sample->signoff.of.bytes[15] ^= 1;
    all_again(sample);
}

static void another_form(struct evidence_sample *sample)
{
    sample->signoff.form = span_of("handbook");
    all_again(sample);
}

static void another_catalogue(struct evidence_sample *sample)
{
    sample->signoff.catalogue = span_of("2026.2");
    all_again(sample);
}

static void another_statement(struct evidence_sample *sample)
{
    sample_text(&sample->statement, "{\"catalogue\":\"2026.1\"}");
    sample_list_all(sample);
    sample_file(sample);
}

static void sealed_nonsense(struct evidence_sample *sample)
{
    sample_text(&sample->statement, "[]");
    sample->signoff.statement = sample_digest(&sample->statement);
    all_again(sample);
}

static void another_handwriting(struct evidence_sample *sample)
{
    buffer_append_char(&sample->handwriting, ' ');
    sample_list_all(sample);
    sample_file(sample);
}

static void sealed_dot(struct evidence_sample *sample)
{
    sample_text(&sample->handwriting, "{\"format\":\"plumbline-strokes-1\",\"height\":15000,"
                                      "\"strokes\":[[[1,1,1,0]]],\"width\":30000}");
    sample->signoff.handwriting = sample_digest(&sample->handwriting);
    all_again(sample);
}

static void photos_swapped(struct evidence_sample *sample)
{
    sample->blob_count -= 2;
    sample_list(sample, &sample->photos[1]);
    sample_list(sample, &sample->photos[0]);
    sample_file(sample);
}

static void photo_twice(struct evidence_sample *sample)
{
    sample->blob_count--;
    sample_list(sample, &sample->photos[0]);
    sample_file(sample);
}

static void photo_of_another(struct evidence_sample *sample)
{
    sample_text(&sample->photos[1], "\xff\xd8\xff another");
    sample_list_all(sample);
    sample_file(sample);
}

static void bytes_swapped(struct evidence_sample *sample)
{
    struct buffer *file = &sample->file;
    char *photo = memmem(file->data, file->len, SAMPLE_PHOTO_A, strlen(SAMPLE_PHOTO_A));

    memcpy(photo, SAMPLE_PHOTO_B SAMPLE_PHOTO_A, strlen(SAMPLE_PHOTO_B SAMPLE_PHOTO_A));
}

// A genuine counter-signature, of another sign-off of the same tablet.
static void counter_of_another(struct evidence_sample *sample)
{
    struct evidence_sample *other = sample_create(1);

    other->signoff.score = 1;
    all_again(other);
    sample_text(&sample->leaf_text, other->leaf_text.data);
    sample_text(&sample->head_text, other->head_text.data);
    sample_text(&sample->head_seal, other->head_seal.data);
    sample_text(&sample->proof, other->proof.data);
    sample_file(sample);
    sample_free(other);
}

// Genuine in itself, but of other parts: each member of the leaf is bound.
#define LOGS(name, byte)                             \
    static void name(struct evidence_sample *sample) \
    {                                                \
        (byte) ^= 1;                                 \
        sample_log(sample);                          \
        sample_file(sample);                         \
    }
LOGS(logs_certificate, sample->leaf.certificate.bytes[0])
LOGS(logs_text, sample->leaf.sealed.bytes[0])
LOGS(logs_seal, sample->leaf.seal[sample->leaf.seal_len - 1])

static void longer_proof(struct evidence_sample *sample)
{
    char more[HASH_TEXT];
    struct digest digest = sample_digest(&sample->proof);

    digest_format(&digest, more);
    buffer_append_text(&sample->proof, more);
    sample_file(sample);
}

static const struct forgery {
    const char *name;
    void (*forge)(struct evidence_sample *sample);
    const char *part;
} forgeries[] = {
    {"space", space, "manifest"},
    {"member", member, "manifest"},
    {"member_of_text", member_of_text, "sealed text"},
    {"member_of_leaf", member_of_leaf, "counter-signature (leaf of the log)"},
    {"member_of_head", member_of_head, "tree head"},
    {"member_of_blob", member_of_blob, "list of contents"},
    {"twice", twice, "manifest"},
    {"order", order, NULL},
    {"escape", escape, "sealed text"},
    {"escape_of_name", escape_of_name, "sealed text"},
    {"slash", slash, "certificate of the tablet"},
    {"zero", zero, "log proof"},
    {"plain_index", plain_index, "log proof"},
    {"exponent", exponent, "sealed text"},
    {"fraction", fraction, "sealed text"},
    {"other_index", other_index, "log proof"},
    {"high_index", high_index, "log proof"},
    {"huge_size", huge_size, "list of contents"},
    {"no_size", no_size, "list of contents"},
    {"negative_size", negative_size, "list of contents"},
    {"upper_hex", upper_hex, "counter-signature (leaf of the log)"},
    {"format", format, "format"},
    {"first_line", first_line, "first line"},
    {"version", version, "first line"},
    {"padding", padding, "manifest"},
    {"padding_bits", padding_bits, "certificate of the tablet"},
    {"no_manifest_end", no_manifest_end, "manifest"},
    {"mark", mark, "first line"},
    {"bad_text", bad_text, "sealed text"},
    {"later", later, "log proof"},
    {"other_time", other_time, "tree head"},
    {"trailing_newline", trailing_newline, "rest of the file"},
    {"high_seal", high_seal, "seal"},
    {"high_seal_countersigned", high_seal_countersigned, "seal"},
    {"high_head_seal", high_head_seal, "seal of the tree head"},
    {"lax_seal", lax_seal, "seal"},
    {"long_seal", long_seal, "seal"},
    {"high_certificate", high_certificate, "certificate of the tablet"},
    {"another_authority", another_authority, "certificate of the tablet"},
    {"certificate_of_the_log", certificate_of_the_log, "certificate of the tablet"},
    {"certificate_of_receipts", certificate_of_receipts, "certificate of the tablet"},
    {"log_by_a_tablet", log_by_a_tablet, "certificate of the log"},
    {"another_device", another_device, "sealed text"},
    {"another_content", another_content, "statement"},
    {"another_record", another_record, "statement"},
    {"another_form", another_form, "statement"},
    {"another_catalogue", another_catalogue, "statement"},
    {"another_statement", another_statement, "statement"},
    {"sealed_nonsense", sealed_nonsense, "statement"},
    {"another_handwriting", another_handwriting, "handwriting"},
    {"sealed_dot", sealed_dot, "handwriting"},
    {"photos_swapped", photos_swapped, "photo"},
    {"photo_twice", photo_twice, "photo"},
    {"photo_of_another", photo_of_another, "photo"},
    {"bytes_swapped", bytes_swapped, NULL},
    {"counter_of_another", counter_of_another, "counter-signature (leaf of the log)"},
    {"logs_certificate", logs_certificate, "counter-signature (leaf of the log)"},
    {"logs_text", logs_text, "counter-signature (leaf of the log)"},
    {"logs_seal", logs_seal, "counter-signature (leaf of the log)"},
    {"longer_proof", longer_proof, "log proof"},
};

static void keep(const char *name, const struct buffer *bytes)
{
    const char *folder = getenv("PLUMB_FORGERIES");
    char path[4096];
    FILE *file;

    if (!folder)
        return;
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes->data, 1, bytes->len, file), bytes->len);
    assert_int_equal(fclose(file), 0);
}

static void i15_every_forgery_is_refused_and_its_part_named(void **state)
{
    for (size_t i = 0; i < COUNT(forgeries); i++) {
        struct evidence_sample *sample = sample_create(1);
        struct evidence_finding finding;
        char name[100];

        forgeries[i].forge(sample);
        finding = sample_check(sample);
        if (finding.genuine || !finding.part_en
            || (forgeries[i].part && strcmp(finding.part_en, forgeries[i].part) != 0))
            fail_msg("%s: %s: %s", forgeries[i].name, finding.part_en ? finding.part_en : "genuine",
                     finding.why_en ? finding.why_en : "");
        snprintf(name, sizeof(name), "forged-%s.plumb", forgeries[i].name);
        keep(name, &sample->file);
        sample_free(sample);
    }
}

static void the_files_they_are_made_from_are_genuine(void **state)
{
    struct evidence_sample *sample = sample_create(1);

    assert_true(sample_check(sample).genuine);
    keep("ca.pem", &sample->ca.pem);
    keep("genuine-countersigned.plumb", &sample->file);
    sample->countersigned = false;
    sample_file(sample);
    assert_true(sample_check(sample).genuine);
    keep("genuine-sealed.plumb", &sample->file);
    sample->blob_count -= 2;
    sample_file(sample);
    assert_true(sample_check(sample).genuine);
    keep("genuine-without-photos.plumb", &sample->file);
    sample_free(sample);
}

static void what_is_no_authority_is_said_to_be_none(void **state)
{
    struct evidence_sample *sample = sample_create(1);
    const struct span pems[] = {span_of(""), span_of("x"), sample_span(&sample->device.pem)};

    for (size_t i = 0; i < COUNT(pems); i++) {
        struct span file = sample_span(&sample->file);
        struct evidence_source source = {.ctx = &file, .size_bytes = file.len, .read = sample_read};
        struct evidence_finding finding;

        assert_int_equal(evidence_check(&source, pems[i], &sample->memory, &finding, NULL),
                         ERR_AUTH);
        assert_false(finding.genuine);
        arena_reset(&sample->memory);
    }
    sample_free(sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(i15_every_forgery_is_refused_and_its_part_named),
        cmocka_unit_test(the_files_they_are_made_from_are_genuine),
        cmocka_unit_test(what_is_no_authority_is_said_to_be_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
