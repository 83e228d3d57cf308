// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/evidence_report.h"
#include "tests/unit/evidence_sample.h"

static int set_up(void **state)
{
    *state = sample_create(1);
    return 0;
}

static int tear_down(void **state)
{
    sample_free(*state);
    return 0;
}

static void assert_genuine(struct evidence_sample *sample)
{
    struct evidence_finding finding = sample_check(sample);

    if (!finding.genuine)
        fail_msg("%s: %s (%llu-%llu)", finding.part_en, finding.why_en,
                 (unsigned long long)finding.from, (unsigned long long)finding.to);
}

static void d6_3_a_file_is_genuine_without_the_office(void **state)
{
    struct evidence_sample *sample = *state;
    struct evidence_finding finding = sample_check(sample);

    assert_genuine(sample);
    finding = sample_check(sample);
    assert_int_equal(finding.level, EVIDENCE_COUNTERSIGNED);
    assert_true(span_is(finding.signoff.name, "张三"));
    assert_int_equal(finding.leaf.received_ms, 1795309260000);
    assert_int_equal(finding.head.size, SAMPLE_LEAVES);
    assert_int_equal(finding.photos, 2);
    assert_int_equal(finding.photos_inside, 2);
    assert_int_equal(finding.blob_count, 5);
    assert_true(span_equal(finding.statement, sample_span(&sample->statement)));
    assert_memory_equal(sample->file.data + finding.blob_offsets[4], SAMPLE_PHOTO_B,
                        strlen(SAMPLE_PHOTO_B));
}

static void d6_3_it_is_genuine_before_the_office_has_it_and_says_so(void **state)
{
    struct evidence_sample *sample = *state;

    sample->countersigned = false;
    sample_file(sample);
    assert_genuine(sample);
    assert_int_equal(sample_check(sample).level, EVIDENCE_SEALED);
}

static void photos_may_be_left_out_and_a_refusal_has_no_handwriting(void **state)
{
    struct evidence_sample *sample = *state;
    struct evidence_finding finding;

    sample->signoff.handwritten = false;
    sample->signoff.verdict = span_of("refused");
    sample_seal(sample);
    sample_countersign(sample);
    sample_list_all(sample);
    sample->blob_count = 1;
    sample_file(sample);
    finding = sample_check(sample);
    assert_true(finding.genuine);
    assert_int_equal(finding.photos, 2);
    assert_int_equal(finding.photos_inside, 0);
    sample_list(sample, &sample->photos[1]);
    sample_file(sample);
    assert_genuine(sample);
}

static bool report_says(struct evidence_sample *sample, const char *words)
{
    struct evidence_finding finding = sample_check(sample);
    struct buffer text;
    bool says;

    buffer_init(&text, 1 << 16);
    evidence_report_text("a.plumb", &finding, &text);
    buffer_append_char(&text, '\0');
    says = strstr(text.data, words);
    buffer_clear(&text);
    return says;
}

static void it_names_the_code_that_the_signer_was_given(void **state)
{
    struct evidence_sample *sample = *state;
    struct digest sealed = sample_digest(&sample->sealed);
    char code[SIGNOFF_CODE], digits[HASH_TEXT], line[64];

    signoff_code(&sealed, code);
    digest_format(&sealed, digits);
    assert_memory_equal(code, digits, 4);
    assert_int_equal(code[4], '-');
    assert_memory_equal(code + 5, digits + 4, 5 - 1);
    assert_int_equal(code[9], '\0');
    snprintf(line, sizeof line, "校验码 code: %s\n", code);
    assert_true(report_says(sample, line));
}

static void a_tablet_time_that_cannot_be_is_told(void **state)
{
    struct evidence_sample *sample = *state;

    assert_false(report_says(sample, "its clock was wrong"));
    sample->signoff.signed_ms = INT64_C(4102444800000); // 2100
    sample_seal(sample);
    sample_countersign(sample);
    sample_list_all(sample);
    sample_file(sample);
    assert_genuine(sample);
    assert_true(report_says(sample, "its clock was wrong"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(d6_3_a_file_is_genuine_without_the_office, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(d6_3_it_is_genuine_before_the_office_has_it_and_says_so,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(photos_may_be_left_out_and_a_refusal_has_no_handwriting,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(it_names_the_code_that_the_signer_was_given, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_tablet_time_that_cannot_be_is_told, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
