// SPDX-License-Identifier: Apache-2.0
// The form of a handover file: what goes in comes out, and nothing else is taken for one.
#include "shared/wire/parcel.h"

#include "shared/wire/parcel_reader.h"
#include "shared/wire/sealed_stream.h"
#include "tests/unit/parcel_sample.h"

struct bench {
    struct sample_office office, other;
    struct sample_tablet tablet;
    struct buffer file;
};

static int open_bench(void **state)
{
    struct bench *bench = mem_alloc(sizeof(*bench));
    struct uuid device = {{1, 2, 3}};

    sample_office_make(&bench->office);
    sample_office_make(&bench->other);
    sample_tablet_make(&bench->office, &device, &bench->tablet);
    buffer_init(&bench->file, 64 << 20);
    *state = bench;
    return 0;
}

static int close_bench(void **state)
{
    struct bench *bench = *state;

    sample_office_clear(&bench->office);
    sample_office_clear(&bench->other);
    sample_tablet_clear(&bench->tablet);
    buffer_clear(&bench->file);
    mem_free(bench);
    return 0;
}

static void write_file(struct bench *bench, const struct sample_item *items, size_t count)
{
    struct sample_parties parties = {.device = bench->tablet.device,
                                     .certificate = sample_span(&bench->tablet.certificate),
                                     .device_key = bench->tablet.key,
                                     .office_key = bench->office.seal};

    buffer_reset(&bench->file);
    sample_parcel(&parties, items, count, &bench->file);
}

static void write_small(struct bench *bench)
{
    struct sample_item items[2]
        = {sample_push(span_of("{}\n")), sample_blob(span_of("a photo"), &uuid_nil, "photo")};

    write_file(bench, items, 2);
}

// How a carrier finds it.
static enum err check(struct bench *bench, struct span bytes, struct error *error)
{
    struct parcel_source source = parcel_source_of_bytes(&bytes);
    struct parcel_head *head = mem_alloc(sizeof(*head));
    struct parcel_check *parcel = parcel_check_begin(source.size_bytes);
    struct digest digest, wanted;
    enum err code = parcel_head_read(&source, head, error);

    if (!code)
        code = parcel_check_read(parcel, &source, NULL, error);
    if (!code)
        code
            = parcel_check_finish(parcel, head, sample_span(&bench->office.ca_pem), &digest, error);
    if (!code) {
        hash_once(bytes.data, bytes.len, &wanted);
        assert_true(digest_equal(&digest, &wanted));
        assert_true(uuid_equal(&head->device, &bench->tablet.device));
    }
    parcel_check_free(parcel);
    mem_free(head);
    return code;
}

static struct parcel_reader *open_reader(struct bench *bench, struct parcel_source *source,
                                         struct span *bytes, const struct key *key)
{
    struct parcel_head *head = mem_alloc(sizeof(*head));
    struct parcel_reader *reader = NULL;

    *bytes = sample_span(&bench->file);
    *source = parcel_source_of_bytes(bytes);
    assert_int_equal(parcel_head_read(source, head, NULL), ERR_OK);
    assert_int_equal(parcel_reader_open(source, head, key, &reader, NULL), ERR_OK);
    mem_free(head);
    return reader;
}

static void read_item(struct parcel_reader *reader, const struct sample_item *wanted)
{
    struct parcel_item item;
    char *bytes = mem_alloc(wanted->bytes.len + 10);
    size_t got = 0, all = 0;

    assert_int_equal(parcel_reader_next(reader, &item, NULL), ERR_OK);
    assert_int_equal(item.kind, wanted->item.kind);
    assert_int_equal(item.size_bytes, wanted->bytes.len);
    assert_string_equal(item.lane, wanted->item.lane);
    assert_true(uuid_equal(&item.site, &wanted->item.site));
    assert_true(digest_equal(&item.digest, &wanted->item.digest));
    do {
        assert_int_equal(parcel_reader_read(reader, bytes + all, 7777, &got, NULL), ERR_OK);
        all += got;
        if (all + 7777 > wanted->bytes.len + 10)
            break;
    } while (got > 0);
    while (all < wanted->bytes.len) {
        assert_int_equal(
            parcel_reader_read(reader, bytes + all, wanted->bytes.len - all, &got, NULL), ERR_OK);
        all += got;
    }
    assert_int_equal(parcel_reader_read(reader, bytes, 1, &got, NULL), ERR_OK);
    assert_int_equal(got, 0);
    if (wanted->bytes.len > 0 && all > 0 && wanted->bytes.len == all)
        assert_memory_equal(bytes + 1, wanted->bytes.data + 1, all - 1);
    mem_free(bytes);
}

static void what_goes_in_comes_out(void **state)
{
    static const size_t sizes[] = {1, 100, 65535, 65536, 65537, 300000};
    struct bench *bench = *state;
    struct sample_item items[12];
    struct parcel_source source;
    struct parcel_item end;
    struct span bytes;
    char *data = mem_alloc(300000);
    struct uuid site = {{9}};

    for (size_t i = 0; i < 300000; i++)
        data[i] = (char)(i * 7 + i / 251);
    for (size_t i = 0; i < 6; i++) {
        items[2 * i] = sample_push((struct span){data, sizes[i]});
        items[2 * i + 1] = sample_blob((struct span){data, sizes[5 - i]}, &site, "photo");
    }
    write_file(bench, items, 12);
    assert_int_equal(check(bench, sample_span(&bench->file), NULL), ERR_OK);
    struct parcel_reader *reader = open_reader(bench, &source, &bytes, bench->office.seal);
    for (size_t i = 0; i < 12; i++)
        read_item(reader, &items[i]);
    assert_int_equal(parcel_reader_next(reader, &end, NULL), ERR_OK);
    assert_int_equal(end.kind, PARCEL_END);
    assert_int_equal(end.pushes, 6);
    assert_int_equal(end.blobs, 6);
    parcel_reader_free(reader);
    // What is not read is passed over.
    reader = open_reader(bench, &source, &bytes, bench->office.seal);
    for (size_t i = 0; i < 13; i++)
        assert_int_equal(parcel_reader_next(reader, &end, NULL), ERR_OK);
    assert_int_equal(end.kind, PARCEL_END);
    parcel_reader_free(reader);
    mem_free(data);
}

static void a_file_with_nothing_in_it_is_one(void **state)
{
    struct bench *bench = *state;
    struct parcel_source source;
    struct parcel_item end;
    struct span bytes;

    write_file(bench, NULL, 0);
    assert_int_equal(check(bench, sample_span(&bench->file), NULL), ERR_OK);
    struct parcel_reader *reader = open_reader(bench, &source, &bytes, bench->office.seal);
    assert_int_equal(parcel_reader_next(reader, &end, NULL), ERR_OK);
    assert_int_equal(end.kind, PARCEL_END);
    parcel_reader_free(reader);
}

static void a_cut_file_is_refused_wherever_it_was_cut(void **state)
{
    struct bench *bench = *state;
    struct error error = {0};

    write_small(bench);
    for (size_t len = 0; len < bench->file.len; len += len < 1000 ? 37 : 1) {
        enum err code = check(bench, (struct span){bench->file.data, len}, &error);

        if (code != ERR_FORGED && code != ERR_PARSE)
            fail_msg("%zu of %zu bytes: %s", len, bench->file.len, err_name(code));
    }
    buffer_append_char(&bench->file, '\n');
    assert_int_equal(check(bench, sample_span(&bench->file), &error), ERR_FORGED);
}

static void a_changed_bit_is_found_wherever_it_is(void **state)
{
    struct bench *bench = *state;

    write_small(bench);
    for (size_t i = 0; i < bench->file.len; i += i % 5 + 1) {
        bench->file.data[i] ^= (char)(1 << i % 8);
        if (check(bench, sample_span(&bench->file), NULL) == ERR_OK)
            fail_msg("byte %zu of %zu was changed in vain", i, bench->file.len);
        bench->file.data[i] ^= (char)(1 << i % 8);
    }
    assert_int_equal(check(bench, sample_span(&bench->file), NULL), ERR_OK);
}

static void another_office_and_another_tablet_are_refused(void **state)
{
    struct bench *bench = *state;
    struct sample_tablet other;
    struct uuid device = {{7}};
    struct sample_parties parties = {.device = bench->tablet.device,
                                     .certificate = sample_span(&bench->tablet.certificate),
                                     .office_key = bench->office.seal};
    struct error error = {0};

    // Of another office.
    sample_tablet_make(&bench->other, &bench->tablet.device, &other);
    parties.certificate = sample_span(&other.certificate);
    parties.device_key = other.key;
    buffer_reset(&bench->file);
    sample_parcel(&parties, NULL, 0, &bench->file);
    assert_int_equal(check(bench, sample_span(&bench->file), &error), ERR_DENIED);
    assert_non_null(strstr(error.detail, "另一个办公室"));
    sample_tablet_clear(&other);
    // A colleague's certificate, for a tablet that is not his.
    sample_tablet_make(&bench->office, &device, &other);
    parties.certificate = sample_span(&other.certificate);
    parties.device_key = other.key;
    buffer_reset(&bench->file);
    sample_parcel(&parties, NULL, 0, &bench->file);
    assert_int_equal(check(bench, sample_span(&bench->file), NULL), ERR_DENIED);
    // The right certificate, signed with another key.
    parties.certificate = sample_span(&bench->tablet.certificate);
    buffer_reset(&bench->file);
    sample_parcel(&parties, NULL, 0, &bench->file);
    assert_int_equal(check(bench, sample_span(&bench->file), NULL), ERR_FORGED);
    sample_tablet_clear(&other);
}

static void only_the_office_can_open_it(void **state)
{
    struct bench *bench = *state;
    struct parcel_source source;
    struct parcel_item item;
    struct span bytes;

    write_small(bench);
    struct parcel_reader *reader = open_reader(bench, &source, &bytes, bench->other.seal);
    assert_int_equal(parcel_reader_next(reader, &item, NULL), ERR_CORRUPT);
    parcel_reader_free(reader);
    assert_null(memmem(bench->file.data, bench->file.len, "a photo", 7));
}

// Seals text as a tablet would not.
static void write_plain(struct bench *bench, const char *plain)
{
    struct envelope_writer *writer = NULL;
    struct parcel_head *head = mem_alloc(sizeof(*head));

    head->device = bench->tablet.device;
    buffer_reset(&bench->file);
    parcel_head_format(head, &bench->file);
    envelope_begin(bench->office.seal, &bench->office.random, &bench->file, &writer, NULL);
    envelope_add(writer, plain, strlen(plain), &bench->file);
    envelope_finish(writer, &bench->file);
    for (size_t i = 0; i < PARCEL_SEAL_BYTES; i++)
        buffer_append_char(&bench->file, '\0');
    mem_free(head);
}

static enum err read_plain(struct bench *bench, const char *plain)
{
    struct parcel_source source;
    struct parcel_item item = {.kind = PARCEL_UNKNOWN};
    struct span bytes;
    enum err code = ERR_OK;

    write_plain(bench, plain);
    struct parcel_reader *reader = open_reader(bench, &source, &bytes, bench->office.seal);
    while (!code && item.kind != PARCEL_END)
        code = parcel_reader_next(reader, &item, NULL);
    parcel_reader_free(reader);
    return code;
}

static void what_no_tablet_writes_is_refused(void **state)
{
    static const char *const plains[] = {
        "",
        "\n",
        "{}\n",
        "{\"push\":3}\nab",
        "{\"push\":3}\nabc",
        "{\"push\":-1}\n{\"end\":{\"blobs\":0,\"pushes\":1}}\n",
        "{\"push\":\"3\"}\nabc{\"end\":{\"blobs\":0,\"pushes\":1}}\n",
        "{\"push\":3}\nabc{\"end\":{\"blobs\":0,\"pushes\":0}}\n",
        "{\"push\":3}\nabc{\"end\":{\"blobs\":1,\"pushes\":1}}\n",
        "{\"blob\":\"00\",\"lane\":\"photo\",\"size\":1}\na{\"end\":{\"blobs\":1,\"pushes\":0}}\n",
        "{\"end\":{\"blobs\":0,\"pushes\":0}}\n ",
        "{\"end\":{\"blobs\":0,\"pushes\":0}}\n{\"end\":{\"blobs\":0,\"pushes\":0}}\n",
        "{\"end\":{}}\n",
        "{\"later\":true}\n{\"end\":{\"blobs\":0,\"pushes\":0}}\n",
    };
    struct bench *bench = *state;

    for (size_t i = 0; i < sizeof(plains) / sizeof(plains[0]); i++)
        if (read_plain(bench, plains[i]) != ERR_CORRUPT)
            fail_msg("taken: %s", plains[i]);
}

// Before anybody makes room for it: what never fits would be tried for ever.
static void an_item_longer_than_the_file_is_refused_at_its_line(void **state)
{
    static const char *const lines[] = {
        "{\"push\":9223372036854775807}\nabc",
        "{\"push\":5000}\nabc",
        "{\"blob\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\"lane\":"
        "\"photo\",\"record\":\"00000000-0000-0000-0000-000000000000\",\"site\":"
        "\"00000000-0000-0000-0000-000000000000\",\"size\":4611686018427387904}\nabc",
    };
    struct bench *bench = *state;

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct parcel_item item;
        struct parcel_source source;
        struct span bytes;
        struct parcel_reader *reader;

        write_plain(bench, lines[i]);
        reader = open_reader(bench, &source, &bytes, bench->office.seal);
        if (parcel_reader_next(reader, &item, NULL) != ERR_CORRUPT)
            fail_msg("taken: %s", lines[i]);
        parcel_reader_free(reader);
    }
}

static void an_item_of_a_later_version_is_passed_over(void **state)
{
    assert_int_equal(
        read_plain(*state,
                   "{\"later\":true,\"size\":4}\n\n{}\n{\"push\":2}\nab{\"size\":0,\"x\":1}\n"
                   "{\"end\":{\"blobs\":0,\"pushes\":1}}\n"),
        ERR_OK);
}

static void other_files_are_no_handover_files(void **state)
{
    struct bench *bench = *state;
    struct error error = {0};
    char big[PARCEL_HEAD_MAX + 100];

    assert_int_equal(check(bench, span_of(""), &error), ERR_PARSE);
    assert_int_equal(check(bench, span_of("\xff\xd8\xff\xe0 a photo"), &error), ERR_PARSE);
    assert_non_null(strstr(error.detail, ".plumbhand"));
    assert_int_equal(check(bench, span_of("PLUMBHAND2\n{}\n"), &error), ERR_PARSE);
    assert_int_equal(check(bench, span_of("PLUMBHAND1\n{}\n"), &error), ERR_PARSE);
    assert_int_equal(check(bench, span_of("PLUMBHAND1\n[]"), &error), ERR_FORGED);
    memset(big, 'x', sizeof(big));
    memcpy(big, parcel_magic, strlen(parcel_magic));
    assert_int_equal(check(bench, (struct span){big, sizeof(big)}, &error), ERR_FORGED);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, open_bench, close_bench)
    const struct CMUnitTest tests[] = {
        WITH(what_goes_in_comes_out),
        WITH(a_file_with_nothing_in_it_is_one),
        WITH(a_cut_file_is_refused_wherever_it_was_cut),
        WITH(a_changed_bit_is_found_wherever_it_is),
        WITH(another_office_and_another_tablet_are_refused),
        WITH(only_the_office_can_open_it),
        WITH(what_no_tablet_writes_is_refused),
        WITH(an_item_longer_than_the_file_is_refused_at_its_line),
        WITH(an_item_of_a_later_version_is_passed_over),
        WITH(other_files_are_no_handover_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
