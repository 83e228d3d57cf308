// SPDX-License-Identifier: Apache-2.0
// The test vectors of docs/PROTOCOL.md section 10, read from that page.
#include "docs_page.h"
#include "shared/base/memory.h"
#include "shared/crypto/hash.h"
#include "shared/model/kind.h"
#include "shared/model/record.h"
#include "shared/wire/parcel.h"
#include "shared/wire/persons_line.h"
#include "shared/wire/proof_walk.h"

static char page[DOCS_PAGE_MAX];
static struct arena arena;

static int read_page(void **state)
{
    (void)state;
    docs_page_read("PROTOCOL.md", page);
    arena_init(&arena, 1 << 20);
    return 0;
}

static int forget_page(void **state)
{
    arena_clear(&arena);
    return 0;
}

// The bytes behind "name " at the beginning of a line.
static struct span vector_of(const char *name)
{
    char start[32];
    snprintf(start, sizeof start, "\n%s ", name);
    const char *at = strstr(page, start);
    if (at == NULL)
        fail_msg("docs/PROTOCOL.md has no vector %s", name);
    at += strlen(start);
    return (struct span){at, strcspn(at, "\n")};
}

static struct write write_of(const char *name)
{
    struct write write;
    assert_int_equal(write_parse(vector_of(name), &arena, &write, NULL), ERR_OK);
    assert_int_equal(write_check(&write, NULL), ERR_OK);
    return write;
}

static void assert_span(struct span got, const char *name)
{
    struct span wanted = vector_of(name);
    if (!span_equal(got, wanted))
        fail_msg("%s: got %.*s", name, (int)got.len, got.data);
}

static void assert_state(const struct record *record, const char *name)
{
    struct buffer out;
    buffer_init(&out, RECORD_BYTES_MAX);
    assert_true(record_format(record, &out));
    assert_span((struct span){out.data, out.len}, name);
    buffer_clear(&out);
}

// write1 and the named one applied to an empty record.
static struct record apply_two(const char *second)
{
    struct write first = write_of("write1"), then = write_of(second);
    struct record record;
    record_init(&record, &arena, &first.id, &first.site, first.kind);
    assert_int_equal(record_apply(&record, &first, NULL), ERR_OK);
    assert_int_equal(record_apply(&record, &then, NULL), ERR_OK);
    write_clear(&first);
    write_clear(&then);
    return record;
}

static void every_write_formats_to_its_own_bytes(void **state)
{
    const char *const names[] = {"write1", "write2", "write3"};
    for (size_t i = 0; i < 3; i++) {
        struct write write = write_of(names[i]);
        struct buffer out;
        buffer_init(&out, WRITE_BYTES_MAX);
        assert_true(write_format(&write, &out));
        assert_span((struct span){out.data, out.len}, names[i]);
        buffer_clear(&out);
        write_clear(&write);
    }
}

static void the_list_of_persons_formats_to_its_own_bytes(void **state)
{
    char version[PERSONS_VERSION_TEXT];
    struct buffer list, out;
    buffer_init(&list, 4096);
    buffer_init(&out, 4096);
    assert_int_equal(persons_line_parse(vector_of("persons"), &list, version, NULL), ERR_OK);
    assert_true(persons_line_format((struct span){list.data, list.len}, version, &out));
    assert_span((struct span){out.data, out.len - 1}, "persons");
    buffer_clear(&list);
    buffer_clear(&out);
}

static void items_of_a_handover_file_format_to_their_own_bytes(void **state)
{
    static const struct {
        const char *name;
        enum parcel_kind kind;
    } items[] = {{"itempush", PARCEL_PUSH}, {"itemblob", PARCEL_BLOB}, {"itemend", PARCEL_END}};
    for (size_t i = 0; i < 3; i++) {
        struct parcel_item item;
        struct buffer out;
        buffer_init(&out, 4096);
        assert_int_equal(parcel_item_parse(vector_of(items[i].name), &item, NULL), ERR_OK);
        assert_int_equal(item.kind, items[i].kind);
        assert_true(parcel_item_format(&item, &out));
        assert_span((struct span){out.data, out.len - 1}, items[i].name);
        buffer_clear(&out);
    }
}

static void a_handover_file_is_signed_over_its_digest(void **state)
{
    struct digest digest;
    struct buffer text;
    char hex[HASH_TEXT];
    struct span chain = vector_of("chain1");
    buffer_init(&text, 256);
    assert_true(digest_parse(chain.data, chain.len, &digest));
    assert_true(parcel_statement(&digest, &text));
    hash_once(text.data, text.len, &digest);
    digest_format(&digest, hex);
    assert_span(span_of(hex), "signed");
    buffer_clear(&text);
}

static void the_chain_runs_over_the_bytes(void **state)
{
    struct digest chain = {{0}};
    char text[HASH_TEXT];
    chain_next(&chain, vector_of("write1"));
    digest_format(&chain, text);
    assert_span(span_of(text), "chain1");
    chain_next(&chain, vector_of("write2"));
    digest_format(&chain, text);
    assert_span(span_of(text), "chain2");
}

static void two_states_merge_to_the_same_bytes_in_either_order(void **state)
{
    struct record a = apply_two("write2"), b = apply_two("write3");
    struct record c = apply_two("write2"), d = apply_two("write3");
    assert_state(&a, "state2");
    assert_state(&b, "state3");
    assert_int_equal(record_merge(&a, &b, NULL), ERR_OK);
    assert_int_equal(record_merge(&d, &c, NULL), ERR_OK);
    assert_state(&a, "merged");
    assert_state(&d, "merged");
    assert_true(record_field_conflicts(&a, span_of("text")));
    record_clear(&a);
    record_clear(&b);
    record_clear(&c);
    record_clear(&d);
}

static void the_mac_is_the_first_half_of_the_hmac(void **state)
{
    uint8_t key[MAC_KEY_BYTES], mac[MAC_BYTES], wanted[MAC_BYTES];
    size_t len = 0;
    struct span merged = vector_of("merged");
    assert_true(text_parse_hex(vector_of("mackey"), key, sizeof key));
    assert_true(text_parse_base64(vector_of("mac"), wanted, sizeof wanted, &len));
    mac_make(key, merged.data, merged.len, mac);
    assert_memory_equal(mac, wanted, MAC_BYTES);
}

static void a_sites_digest_is_over_ids_and_packed_vectors(void **state)
{
    struct record record;
    struct buffer packed;
    struct digest digest;
    char text[HASH_TEXT];
    buffer_init(&packed, 1024);
    assert_int_equal(record_parse(vector_of("merged"), &arena, &record, NULL), ERR_OK);
    buffer_append(&packed, record.id.bytes, UUID_BYTES);
    assert_true(vector_pack(&record.vector, &packed));
    hash_once(packed.data, packed.len, &digest);
    digest_format(&digest, text);
    assert_span(span_of(text), "digest");
    buffer_clear(&packed);
    record_clear(&record);
}

static void a_keyed_record_has_the_id_of_its_key(void **state)
{
    struct write write = write_of("write1");
    char site[UUID_TEXT], quoted[UUID_TEXT + 2], id[UUID_TEXT];
    uuid_format(&write.site, site);
    snprintf(quoted, sizeof quoted, "\"%s\"", site);
    const struct span values[] = {span_of(quoted), span_of("\"water_electric\"")};
    struct uuid made = kind_key_id("node", values, 2);
    uuid_format(&made, id);
    assert_span(span_of(id), "keyed");
    write_clear(&write);
}

static void assert_hex(const void *bytes, size_t len, const char *name)
{
    char text[2 * HASH_BYTES + 1];
    text_format_hex(text, bytes, len);
    assert_span(span_of(text), name);
}

static void a_proof_counts_places_marks_and_fingerprints_so(void **state)
{
    (void)state;
    struct proof_set set = {.proof = UINT64_C(0x0123456789abcdef)}, none = {.proof = set.proof};
    struct proof_range all = {0};
    uint8_t print[PROOF_PRINT_BYTES];
    struct digest digest;
    struct uuid id;
    char place[17];
    struct buffer line;
    assert_true(uuid_parse(span_of("0197a000-0000-7000-8000-000000000002"), &id));
    proof_set_add(&set, &id, vector_of("merged"));
    snprintf(place, sizeof place, "%016llx", (unsigned long long)proof_set_place(&id));
    assert_span(span_of(place), "proofplace");
    assert_hex(set.items[0].mark.bytes, HASH_BYTES, "proofmark");
    proof_set_digest(&set, &digest);
    assert_hex(digest.bytes, HASH_BYTES, "proofdigest");
    proof_set_print(&set, all, print);
    assert_hex(print, sizeof print, "proofprint");
    proof_set_print(&none, all, print);
    assert_hex(print, sizeof print, "proofempty");
    buffer_init(&line, 1024);
    assert_true(proof_walk_tell(&set, all, &line));
    assert_span((struct span){line.data, line.len - 1}, "proofline");
    buffer_clear(&line);
    proof_set_clear(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_write_formats_to_its_own_bytes),
        cmocka_unit_test(the_list_of_persons_formats_to_its_own_bytes),
        cmocka_unit_test(items_of_a_handover_file_format_to_their_own_bytes),
        cmocka_unit_test(a_handover_file_is_signed_over_its_digest),
        cmocka_unit_test(the_chain_runs_over_the_bytes),
        cmocka_unit_test(two_states_merge_to_the_same_bytes_in_either_order),
        cmocka_unit_test(the_mac_is_the_first_half_of_the_hmac),
        cmocka_unit_test(a_sites_digest_is_over_ids_and_packed_vectors),
        cmocka_unit_test(a_keyed_record_has_the_id_of_its_key),
        cmocka_unit_test(a_proof_counts_places_marks_and_fingerprints_so),
    };
    return cmocka_run_group_tests(tests, read_page, forget_page);
}
