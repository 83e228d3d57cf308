// SPDX-License-Identifier: Apache-2.0
#include "server/reports/form_drawer.h"

#include "shared/base/disk.h"
#include "tests/unit/form_fixture.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

// cairo 1.16 loses 768 bytes of each font that it embeds; fontconfig keeps its configuration.
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libcairo.so\nleak:libfontconfig.so\n";
}

// An office's folder with blobs in it, and a job that names them.
struct world {
    char folder[64];
    struct disk disk;
    struct form_fixture form;
    struct form_job_signoff signoffs[2];
    struct form_job job;
    struct buffer text, pdf;
    struct error error;
};

static struct digest put_blob(struct world *world, struct span bytes)
{
    struct digest digest;
    char hex[HASH_TEXT], path[100];

    hash_once(bytes.data, bytes.len, &digest);
    digest_format(&digest, hex);
    snprintf(path, sizeof(path), "blobs/%.2s", hex);
    assert_int_equal(world->disk.make_folder(world->disk.ctx, path), ERR_OK);
    snprintf(path, sizeof(path), "blobs/%.2s/%s", hex, hex);
    assert_int_equal(disk_write_file(&world->disk, path, bytes.data, bytes.len, NULL), ERR_OK);
    return digest;
}

static void open_world(struct world *world)
{
    const struct statement_sample sample = {.items = 4, .photos_an_item = 1, .people = 1};
    struct buffer hand;

    *world = (struct world){.folder = "/tmp/plumb_drawer_XXXXXX"};
    assert_non_null(mkdtemp(world->folder));
    assert_int_equal(disk_system_open(world->folder, false, &world->disk, NULL), ERR_OK);
    assert_int_equal(world->disk.make_folder(world->disk.ctx, "blobs"), ERR_OK);
    form_open(&world->form, &sample, 2);
    buffer_init(&hand, STROKES_BYTES_MAX);
    assert_true(strokes_format(&world->form.hand.strokes, &hand));
    world->job = (struct form_job){
        .folder = world->folder,
        .company = "",
        .statement
        = put_blob(world, (struct span){world->form.statement.data, world->form.statement.len}),
        .signoffs = world->signoffs,
        .signoff_count = 2};
    for (int i = 0; i < 2; i++) {
        world->signoffs[i].signoff = world->form.signoffs[i];
        world->signoffs[i].signoff.statement = world->job.statement;
        world->signoffs[i].handwriting = put_blob(world, (struct span){hand.data, hand.len});
    }
    buffer_clear(&hand);
    buffer_init(&world->text, FORM_JOB_MAX);
    buffer_init(&world->pdf, 64 << 20);
}

static void close_world(struct world *world)
{
    char *const argv[] = {"rm", "-rf", world->folder, NULL};
    pid_t child = fork();

    if (child == 0) {
        execvp(argv[0], argv);
        _exit(127);
    }
    waitpid(child, NULL, 0);
    disk_system_close(&world->disk);
    form_close(&world->form);
    buffer_clear(&world->text);
    buffer_clear(&world->pdf);
}

static bool take(void *ctx, const void *bytes, size_t len)
{
    return buffer_append(ctx, bytes, len);
}

static enum err draw(struct world *world)
{
    const struct form_drawer_sink sink = {&world->pdf, take};

    buffer_reset(&world->pdf);
    error_clear(&world->error);
    return form_drawer_draw((struct span){world->text.data, world->text.len}, &sink, &world->error);
}

static enum err draw_job(struct world *world)
{
    buffer_reset(&world->text);
    assert_true(form_job_format(&world->job, &world->text));
    return draw(world);
}

static void a_job_draws_what_the_same_input_draws_at_once(void **state)
{
    struct world world;

    open_world(&world);
    assert_int_equal(draw_job(&world), ERR_OK);
    world.form.options.company = "";
    form_must_draw(&world.form);
    assert_int_equal(world.pdf.len, world.form.pdf.len);
    assert_memory_equal(world.pdf.data, world.form.pdf.data, world.pdf.len);
    close_world(&world);
}

static void what_is_not_here_is_named_or_told_on_the_paper(void **state)
{
    struct world world;
    struct digest whole, lacking;

    open_world(&world);
    assert_int_equal(draw_job(&world), ERR_OK);
    hash_once(world.pdf.data, world.pdf.len, &whole);
    memset(world.signoffs[0].handwriting.bytes, 7, HASH_BYTES);
    assert_int_equal(draw_job(&world), ERR_OK); // the paper says that the hand is missing
    hash_once(world.pdf.data, world.pdf.len, &lacking);
    assert_false(digest_equal(&whole, &lacking));
    world.signoffs[0].handwriting = put_blob(&world, span_of("{\"no\":\"strokes\"}"));
    assert_int_equal(draw_job(&world), ERR_OK);
    memset(world.job.statement.bytes, 7, HASH_BYTES);
    assert_int_equal(draw_job(&world), ERR_NOT_FOUND);
    assert_non_null(strstr(world.error.detail, "not arrived"));
    assert_int_equal(world.pdf.len, 0);
    close_world(&world);
}

static void a_statement_that_is_none_is_not_drawn(void **state)
{
    struct world world;

    open_world(&world);
    world.job.statement = put_blob(&world, span_of("{\"format\":\"something else\"}"));
    assert_int_equal(draw_job(&world), ERR_VERSION);
    world.job.statement = put_blob(&world, span_of("\xFF\xD8 a photo"));
    assert_int_equal(draw_job(&world), ERR_PARSE);
    world.job.folder = "/tmp/plumb_drawer_nowhere";
    assert_int_equal(draw_job(&world), ERR_NOT_FOUND);
    close_world(&world);
}

static void a_job_that_is_cut_or_lacks_a_member_is_refused(void **state)
{
    static const char *const members[]
        = {"\"folder\"", "\"statement\"", "\"role\"",   "\"verdict\"",
           "\"score\"",  "\"sealed\"",    "\"voided\"", "\"voided_why\""};
    struct world world;
    size_t whole;

    open_world(&world);
    assert_int_equal(draw_job(&world), ERR_OK);
    whole = world.text.len;
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        char *at = strstr(world.text.data, members[i]);

        assert_non_null(at);
        at[1] ^= 1; // another name
        assert_int_equal(draw(&world), ERR_PARSE);
        at[1] ^= 1;
    }
    for (size_t len = 0; len < whole; len += 11) {
        world.text.len = len;
        assert_int_equal(draw(&world), ERR_PARSE);
    }
    close_world(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_job_draws_what_the_same_input_draws_at_once),
        cmocka_unit_test(what_is_not_here_is_named_or_told_on_the_paper),
        cmocka_unit_test(a_statement_that_is_none_is_not_drawn),
        cmocka_unit_test(a_job_that_is_cut_or_lacks_a_member_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
