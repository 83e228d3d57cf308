// SPDX-License-Identifier: Apache-2.0
#include "server/reports/form_pdf.h"

#include "shared/model/kind.h"
#include "tests/unit/form_fixture.h"
#include "tests/unit/picture_sample.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// cairo 1.16 loses 768 bytes of each font that it embeds; fontconfig keeps its configuration.
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libcairo.so\nleak:libfontconfig.so\n";
}

static const struct statement_sample short_form
    = {.items = 6, .measured = true, .people = 2, .fixes = 1};

static struct digest drawn(struct form_fixture *form)
{
    struct digest digest;

    form_must_draw(form);
    hash_once(form->pdf.data, form->pdf.len, &digest);
    return digest;
}

// In another process, whose addresses are laid out anew when it is this program started again.
static struct digest drawn_elsewhere(const char *how)
{
    struct digest digest;
    int ends[2];
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execl("/proc/self/exe", "test_form_pdf", how, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    assert_int_equal(read(ends[0], digest.bytes, HASH_BYTES), HASH_BYTES);
    close(ends[0]);
    waitpid(child, NULL, 0);
    return digest;
}

static struct digest draw_with_photos(void)
{
    const struct statement_sample sample
        = {.items = 12, .photos_an_item = 1, .priced = true, .measured = true, .people = 3};
    struct form_fixture form;
    struct buffer jpeg;
    struct digest digest;

    buffer_init(&jpeg, 16 << 20);
    picture_jpeg(&jpeg, 1600, 1200, 0);
    form_open(&form, &sample, 3);
    form.photo = (struct span){jpeg.data, jpeg.len};
    form.signoffs[2].voided = true;
    form.signoffs[2].voided_ms = SAMPLE_SIGNED_MS + 86400000;
    digest = drawn(&form);
    assert_int_equal(form.photos_asked, 12);
    form_close(&form);
    buffer_clear(&jpeg);
    return digest;
}

static void the_same_statement_gives_the_same_bytes_in_every_process(void **state)
{
    struct digest here = draw_with_photos();

    for (int i = 0; i < 3; i++) {
        struct digest there = drawn_elsewhere("--draw");

        assert_true(digest_equal(&here, &there));
    }
}

static void another_statement_gives_other_bytes(void **state)
{
    struct form_fixture form;
    struct digest one, other;
    char *result;

    form_open(&form, &short_form, 1);
    one = drawn(&form);
    result = strstr(form.statement.data, "\"result\":\"pass\"");
    assert_non_null(result);
    memcpy(result, "\"result\":\"fail\"", 15);
    other = drawn(&form);
    assert_false(digest_equal(&one, &other));
    form_close(&form);
}

static void d6_4_a_void_and_d6_2_a_change_are_seen_on_the_paper(void **state)
{
    struct form_fixture form;
    struct digest plain, voided, changed, broken;

    form_open(&form, &short_form, 1);
    plain = drawn(&form);
    form.signoffs[0].voided = true;
    voided = drawn(&form);
    form.signoffs[0].voided = false;
    form.signoffs[0].changed = true;
    changed = drawn(&form);
    form.signoffs[0].broken = true;
    broken = drawn(&form);
    assert_false(digest_equal(&plain, &voided));
    assert_false(digest_equal(&plain, &changed));
    assert_false(digest_equal(&voided, &changed));
    assert_false(digest_equal(&broken, &changed));
    form_close(&form);
}

static void d6_5_all_who_signed_the_content_stand_on_one_paper(void **state)
{
    struct form_fixture form;
    struct digest last = {{0}};

    for (size_t signers = 0; signers <= 5; signers++) {
        form_open(&form, &short_form, signers);
        struct digest now = drawn(&form);

        assert_false(digest_equal(&now, &last));
        assert_true(form_pages(&form) <= 2);
        last = now;
        form_close(&form);
    }
}

static void d6_6_a_long_reason_is_printed_whole(void **state)
{
    char reason[KIND_TEXT_MAX];
    struct form_fixture form;

    memset(reason, 'x', sizeof(reason));
    for (size_t i = 9; i < sizeof(reason); i += 10)
        reason[i] = ' ';
    reason[sizeof(reason) - 1] = '\0';
    form_open(&form, &short_form, 2);
    form.signoffs[0].verdict = "not_satisfied";
    form.signoffs[0].reason = reason;
    form_must_draw(&form);
    assert_true(form_pages(&form) >= 4);
    form_close(&form);
}

static void a_photo_that_cannot_be_drawn_leaves_a_frame(void **state)
{
    static const struct {
        const char *bytes;
        enum err err;
    } cases[] = {
        {"", ERR_OK}, // has not arrived
        {"\xFF\xD8\xFF\xE0 no picture at all", ERR_OK},
        {"\x89PNG\r\n\x1A\n and no more", ERR_OK},
        {"\0\0\0\030ftypheic", ERR_OK},
        {"", ERR_IO},
        {"", ERR_CORRUPT},
    };
    const struct statement_sample sample = {.items = 3, .photos_an_item = 3};
    struct form_fixture form;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        form_open(&form, &sample, 1);
        form.photo = (struct span){cases[i].bytes, i == 3 ? 12 : strlen(cases[i].bytes)};
        form.photo_error = cases[i].err;
        form_must_draw(&form);
        assert_int_equal(form.photos_asked, 9);
        form_close(&form);
    }
}

static void hostile_texts_are_drawn(void **state)
{
    static const char *const notes[] = {
        "العربية שלום مرحبا",
        "\xE2\x80\xAE反转 \xE2\x81\xA6 abc",
        "😀👩‍👩‍👧‍👦🇨🇳",
        "𓀀𓀁 ꧁꧂ \xF3\xA0\x80\x81",
        "Z̷̢̛̗͎̎a̸͓͂l̴̰̈́g̵̨̓ő̸̝",
        "\n\n\n\n\n\n\n\n",
        "a\tb\x01\x7F",
        "一个没有空格的很长的词aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    };
    struct statement_sample sample = short_form;
    struct form_fixture form;

    for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++) {
        sample.note = notes[i];
        form_open(&form, &sample, 1);
        form.signoffs[0].name = form.signoffs[0].latitude = form.signoffs[0].reason = notes[i];
        form_must_draw(&form);
        form_close(&form);
    }
}

static void the_longest_note_goes_over_pages(void **state)
{
    struct statement_sample sample = short_form;
    struct form_fixture form;
    char *note = malloc(KIND_TEXT_MAX);

    for (size_t i = 0; i + 4 < KIND_TEXT_MAX; i += 3)
        memcpy(note + i, "水", 4);
    sample.note = note;
    form_open(&form, &sample, 1);
    form_must_draw(&form);
    assert_true(form_pages(&form) > 5);
    form_close(&form);
    free(note);
}

static void ten_thousand_items_are_printed_in_bounded_memory(void **state)
{
    struct form_fixture form;
    struct rusage before, after;

    form_open(&form, NULL, 1);
    buffer_append_text(&form.statement,
                       "{\"catalogue\":\"1\",\"content\":{\"form\":{\"code\":\"f\",\"zh\":\"单\"},"
                       "\"items\":[");
    for (int i = 0; i < 10000; i++)
        buffer_printf(&form.statement, "%s{\"code\":\"i%d\",\"result\":\"pass\",\"zh\":\"项目\"}",
                      i == 0 ? "" : ",", i);
    buffer_append_text(&form.statement, "]},\"format\":\"plumbline-statement-1\"}");
    getrusage(RUSAGE_SELF, &before);
    form_must_draw(&form);
    getrusage(RUSAGE_SELF, &after);
    assert_in_range(form_pages(&form), 200, 500);
    assert_true(after.ru_maxrss - before.ru_maxrss < 200 << 10);
    form_close(&form);
}

static void what_is_no_statement_is_refused_in_words(void **state)
{
    static const struct {
        const char *text;
        enum err err;
    } cases[] = {
        {"", ERR_PARSE},
        {"{}", ERR_PARSE},
        {"[]", ERR_PARSE},
        {"{\"format\":\"plumbline-statement-2\"}", ERR_VERSION},
        {"{\"format\":\"plumbline-statement-1\"}", ERR_PARSE},
        {"{\"content\":{\"form\":{},\"items\":{}},\"format\":\"plumbline-statement-1\"}",
         ERR_PARSE},
    };
    struct form_fixture form;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        form_open(&form, NULL, 1);
        buffer_append_text(&form.statement, cases[i].text);
        assert_int_equal(form_draw(&form), cases[i].err);
        assert_string_not_equal(form.error.detail, "");
        assert_int_equal(form.pdf.len, 0);
        form_close(&form);
    }
}

static void a_statement_that_is_cut_is_refused_and_draws_nothing(void **state)
{
    struct form_fixture form;
    size_t whole;

    form_open(&form, &short_form, 1);
    whole = form.statement.len;
    for (size_t len = 0; len < whole; len += 7) {
        form.statement.len = len;
        assert_int_equal(form_draw(&form), ERR_PARSE);
        assert_int_equal(form.pdf.len, 0);
    }
    form_close(&form);
}

static void a_full_disk_ends_the_drawing(void **state)
{
    struct form_fixture form;

    form_open(&form, &short_form, 1);
    form.sink_bytes_max = 5000;
    assert_int_equal(form_draw(&form), ERR_IO);
    form_close(&form);
}

static void a_short_form_takes_one_page_and_a_long_one_repeats_its_head(void **state)
{
    const struct statement_sample sample
        = {.items = 60, .groups = 4, .priced = true, .measured = true, .fixes = 3, .people = 3};
    struct form_fixture form;

    form_open(&form, &(struct statement_sample){.items = 4, .people = 2}, 2);
    form_must_draw(&form);
    assert_int_equal(form_pages(&form), 1);
    form_close(&form);
    form_open(&form, &sample, 3);
    form_must_draw(&form);
    assert_in_range(form_pages(&form), 4, 8);
    form_close(&form);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_statement_gives_the_same_bytes_in_every_process),
        cmocka_unit_test(another_statement_gives_other_bytes),
        cmocka_unit_test(d6_4_a_void_and_d6_2_a_change_are_seen_on_the_paper),
        cmocka_unit_test(d6_5_all_who_signed_the_content_stand_on_one_paper),
        cmocka_unit_test(d6_6_a_long_reason_is_printed_whole),
        cmocka_unit_test(a_photo_that_cannot_be_drawn_leaves_a_frame),
        cmocka_unit_test(hostile_texts_are_drawn),
        cmocka_unit_test(the_longest_note_goes_over_pages),
        cmocka_unit_test(ten_thousand_items_are_printed_in_bounded_memory),
        cmocka_unit_test(what_is_no_statement_is_refused_in_words),
        cmocka_unit_test(a_statement_that_is_cut_is_refused_and_draws_nothing),
        cmocka_unit_test(a_full_disk_ends_the_drawing),
        cmocka_unit_test(a_short_form_takes_one_page_and_a_long_one_repeats_its_head),
    };

    if (argc == 2 && strcmp(argv[1], "--draw") == 0) {
        struct digest digest = draw_with_photos();

        return write(STDOUT_FILENO, digest.bytes, HASH_BYTES) == HASH_BYTES ? 0 : 1;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
