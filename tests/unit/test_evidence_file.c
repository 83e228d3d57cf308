// SPDX-License-Identifier: Apache-2.0
// The customer's copy as the office writes it (D6.3).
#include "server/reports/evidence_file.h"
#include "shared/model/statement.h"
#include "tests/unit/log_witness.h"
#include "tests/unit/signing_by_hand.h"

#define PHOTO "\xff\xd8\xff\xe0 pipes before they are covered"

// As uploads end: a file under its digest.
static struct digest shelve(struct world *world, const char *bytes, uint64_t id)
{
    struct blob_store *blobs = office_blobs(world->bench.office);
    struct blob_publication publication = {.upload = id, .length = strlen(bytes)};
    struct disk_file *file = NULL;

    hash_once(bytes, strlen(bytes), &publication.digest);
    assert_int_equal(blob_store_create_upload(blobs, id, &file, NULL), ERR_OK);
    assert_int_equal(blob_store_append(blobs, file, 0, span_of(bytes), NULL), ERR_OK);
    blob_store_close_file(blobs, file);
    assert_int_equal(blob_store_publish(blobs, &publication, &world->bench.error), ERR_OK);
    return publication.digest;
}

// A sign-off of a page with two photos, one of which the office has.
static struct uuid sign_page(struct world *world, bool shelved)
{
    static const char missing[]
        = "1111111111111111111111111111111111111111111111111111111111111111";
    struct autograph wish = {.name = "张三"};
    char text[1500], photo[HASH_TEXT], site[UUID_TEXT];
    struct digest digest;
    struct span content;

    hash_once(PHOTO, strlen(PHOTO), &digest);
    digest_format(&digest, photo);
    uuid_format(&world->site, site);
    snprintf(text, sizeof(text),
             "{\"catalogue\":\"2026.1\",\"content\":{\"form\":{\"code\":\"handbook\",\"en\":"
             "\"handbook\",\"rule\":\"D3.4\",\"zh\":\"手册\"},\"items\":[{\"code\":\"routes\","
             "\"photos\":[\"%s\",\"%s\"],\"result\":\"pass\"}],\"of\":{\"id\":\"%s\",\"kind\":"
             "\"site\"}},\"format\":\"plumbline-statement-1\",\"records\":[],\"shown\":"
             "{\"photos\":[]}}",
             missing, photo, site);
    hash_once(text, strlen(text), &wish.statement);
    assert_int_equal(statement_content(span_of(text), &content, NULL), ERR_OK);
    hash_once(content.data, content.len, &wish.content);
    if (shelved) {
        shelve(world, text, 1);
        shelve(world, PHOTO, 2);
    }
    return pad_sign(&world->a, &world->site, &wish);
}

static struct evidence_file_options options_for(struct world *world, const struct uuid *signoff)
{
    const struct authority *authority = office_authority(world->bench.office);

    return (struct evidence_file_options){.view = writer_of(world),
                                          .blobs = office_blobs(world->bench.office),
                                          .disk = &world->bench.disk,
                                          .ca_pem = {authority->ca_pem.data, authority->ca_pem.len},
                                          .signoff = *signoff};
}

static enum err read_bytes(void *ctx, uint64_t offset, void *bytes, size_t len, size_t *got)
{
    const struct buffer *file = ctx;

    *got = file->len - (size_t)offset < len ? file->len - (size_t)offset : len;
    memcpy(bytes, file->data + offset, *got);
    return ERR_OK;
}

// Writes the file and reads it back as anybody would.
static void check_copy(struct world *world, const struct evidence_file_options *options,
                       enum evidence_level level, size_t inside)
{
    struct evidence_finding finding;
    struct evidence_source source = {.read = read_bytes};
    struct evidence_file file;
    struct arena memory;
    struct buffer bytes;

    buffer_init(&bytes, 1 << 20);
    arena_init(&memory, EVIDENCE_MEMORY_MAX);
    if (evidence_file_read(options, &file, &world->bench.error) != ERR_OK)
        fail_msg("%s", world->bench.error.detail);
    assert_int_equal(file.photos, 2);
    assert_int_equal(file.inside, inside);
    assert_int_equal(file.countersigned, level == EVIDENCE_COUNTERSIGNED);
    assert_int_equal(
        evidence_file_write(options, &file, &world->bench.disk, "copy.plumb", &world->bench.error),
        ERR_OK);
    assert_int_equal(disk_read_file(&world->bench.disk, "copy.plumb", &bytes, NULL), ERR_OK);
    source.ctx = &bytes;
    source.size_bytes = bytes.len;
    assert_int_equal(evidence_check(&source, options->ca_pem, &memory, &finding, NULL), ERR_OK);
    if (!finding.genuine)
        fail_msg("%s: %s", finding.part_en, finding.why_en);
    assert_int_equal(finding.level, level);
    assert_int_equal(finding.photos_inside, inside);
    assert_true(uuid_equal(&finding.signoff.id, &options->signoff));
    evidence_file_clear(&file);
    buffer_clear(&bytes);
    arena_clear(&memory);
}

static void d6_3_the_copy_holds_all_that_proves_it(void **state)
{
    struct world *world = *state;
    struct uuid id = sign_page(world, true);
    struct evidence_file_options options;

    pad_sync(&world->a);
    options = options_for(world, &id);
    check_copy(world, &options, EVIDENCE_COUNTERSIGNED, 1); // the other photo is on a tablet still
    options.without_photos = true;
    check_copy(world, &options, EVIDENCE_COUNTERSIGNED, 0);
    for (int i = 0; i < 3; i++)
        pad_sign_as(&world->a, &world->site, "李四");
    pad_sync(&world->a);
    check_copy(world, &options, EVIDENCE_COUNTERSIGNED, 0); // the same, under its own head
}

static void a_copy_before_the_office_countersigned_says_so(void **state)
{
    struct world *world = *state;
    struct uuid id = sign_page(world, true);
    struct evidence_file_options options;
    struct http_request request;
    struct answer answer;
    struct knock knock;

    pad_build(&world->a, 0, world->a.count);
    knock = (struct knock){.method = HTTP_POST,
                           .path = "/v1/sync",
                           .device = world->a.device,
                           .certificate = world->a.certificate,
                           .body = {world->a.body.data, world->a.body.len}};
    request = bench_request(&knock);
    bench_hand_in(&world->bench, office_serve_tablets, &request, &answer);
    assert_int_equal(committer_step(office_committer(world->bench.office), 1), 1);
    options = options_for(world, &id);
    check_copy(world, &options, EVIDENCE_SEALED, 1);
    answer_clear(&answer);
}

static void expect_none(struct world *world, const struct uuid *id, enum err code, const char *word)
{
    struct evidence_file_options options = options_for(world, id);
    struct evidence_file file;

    assert_int_equal(evidence_file_read(&options, &file, &world->bench.error), code);
    if (!strstr(world->bench.error.detail, word))
        fail_msg("%s: not about %s", world->bench.error.detail, word);
    evidence_file_clear(&file);
}

static void what_is_not_there_is_named(void **state)
{
    struct world *world = *state;
    struct uuid id = sign_page(world, false), none = fresh_id(&world->bench);

    pad_sync(&world->a);
    expect_none(world, &id, ERR_NOT_FOUND, "the statement has not arrived");
    expect_none(world, &none, ERR_NOT_FOUND, "there is no sign-off");
    expect_none(world, &world->site, ERR_NOT_FOUND, "there is no sign-off");
}

static void a_sign_off_whose_seal_does_not_verify_is_given_to_nobody(void **state)
{
    struct world *world = *state;
    struct uuid id
        = pad_sign(&world->a, &world->site, &(struct autograph){.name = "a", .record_name = "b"});

    pad_sync(&world->a);
    expect_none(world, &id, ERR_CORRUPT, "name");
}

static void overwrite(struct world *world, const char *bytes, const char *with)
{
    struct digest digest;
    char text[HASH_TEXT], path[1200];
    FILE *file;

    hash_once(bytes, strlen(bytes), &digest);
    digest_format(&digest, text);
    snprintf(path, sizeof(path), "%s/blobs/%.2s/%s", world->bench.folder, text, text);
    file = fopen(path, "w");
    assert_non_null(file);
    fputs(with, file);
    fclose(file);
}

static void a_photo_that_rotted_leaves_no_half_file(void **state)
{
    struct world *world = *state;
    struct uuid id = sign_page(world, true);
    struct evidence_file_options options;
    struct evidence_file file;
    struct buffer bytes;

    buffer_init(&bytes, 1 << 20);
    pad_sync(&world->a);
    options = options_for(world, &id);
    assert_int_equal(evidence_file_read(&options, &file, &world->bench.error), ERR_OK);
    overwrite(world, PHOTO, "\xff\xd8\xff\xe0 pipes before they are CHANGED");
    assert_int_equal(
        evidence_file_write(&options, &file, &world->bench.disk, "copy.plumb", &world->bench.error),
        ERR_CORRUPT);
    overwrite(world, PHOTO, "short");
    assert_int_equal(
        evidence_file_write(&options, &file, &world->bench.disk, "copy.plumb", &world->bench.error),
        ERR_CORRUPT);
    assert_int_equal(disk_read_file(&world->bench.disk, "copy.plumb", &bytes, NULL), ERR_NOT_FOUND);
    assert_int_equal(disk_read_file(&world->bench.disk, "copy.plumb.part", &bytes, NULL),
                     ERR_NOT_FOUND);
    assert_int_equal(
        evidence_file_write(&options, &file, &world->bench.disk, "a b", &world->bench.error),
        ERR_INVALID);
    evidence_file_clear(&file);
    buffer_clear(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(d6_3_the_copy_holds_all_that_proves_it),
        IN_WORLD(a_copy_before_the_office_countersigned_says_so),
        IN_WORLD(what_is_not_there_is_named),
        IN_WORLD(a_sign_off_whose_seal_does_not_verify_is_given_to_nobody),
        IN_WORLD(a_photo_that_rotted_leaves_no_half_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
