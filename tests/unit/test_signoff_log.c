// SPDX-License-Identifier: Apache-2.0
#include "server/storage/signoff_log.h"

#include "server/storage/signoff_queue.h"
#include "tests/unit/storage_fixture.h"

#include <sqlite3.h>

static struct span leaf_text(uint64_t index, char out[32])
{
    snprintf(out, 32, "leaf %llu", (unsigned long long)index);
    return span_of(out);
}

static enum err append(struct office *office, uint64_t index)
{
    char text[32];
    struct signoff_leaf leaf = {.index = index,
                                .signoff = uuid_number(1000 + index),
                                .site = uuid_number(7),
                                .leaf = leaf_text(index, text)};

    return signoff_log_append(office->storage, &leaf, &office->error);
}

static enum err seal(struct office *office, uint64_t size, const char *certificate)
{
    struct signoff_head head = {.size = size,
                                .certificate = span_of(certificate),
                                .head = span_of("head"),
                                .seal = span_of("seal")};

    return signoff_log_seal(office->storage, &head, &office->error);
}

static enum err plain_leaf(void *ctx, uint64_t index, struct digest *out)
{
    char text[32];

    (void)ctx;
    merkle_leaf(leaf_text(index, text), out);
    return ERR_OK;
}

static const struct merkle_leaves plain = {.at = plain_leaf};

static void fill(struct office *office, uint64_t from, uint64_t to)
{
    office_begin(office);
    for (uint64_t i = from; i < to; i++)
        assert_ok(office, append(office, i));
    if (to > from)
        assert_ok(office, seal(office, to, "key"));
    office_commit(office);
}

static void leaves_are_found_by_place_and_by_sign_off(void **state)
{
    struct office *office = *state;
    struct uuid id = uuid_number(1002), none = uuid_number(5);
    struct signoff_leaf leaf;
    uint64_t size = 9;

    assert_ok(office, signoff_log_size(office->writer, &size, &office->error));
    assert_int_equal(size, 0);
    fill(office, 0, 5);
    assert_ok(office, signoff_log_size(office->writer, &size, &office->error));
    assert_int_equal(size, 5);
    assert_ok(office, signoff_log_leaf(office->writer, 2, &leaf, &office->error));
    assert_true(uuid_equal(&leaf.signoff, &id));
    assert_true(span_is(leaf.leaf, "leaf 2"));
    assert_ok(office, signoff_log_find(office->writer, &id, &leaf, &office->error));
    assert_int_equal(leaf.index, 2);
    assert_int_equal(signoff_log_leaf(office->writer, 5, &leaf, &office->error), ERR_NOT_FOUND);
    assert_int_equal(signoff_log_find(office->writer, &none, &leaf, &office->error), ERR_NOT_FOUND);
}

static void a_sign_off_is_in_the_log_once_and_places_have_no_holes(void **state)
{
    struct office *office = *state;
    struct signoff_leaf again
        = {.index = 3, .signoff = uuid_number(1001), .leaf = span_of("another")};

    fill(office, 0, 3);
    office_begin(office);
    assert_int_equal(signoff_log_append(office->storage, &again, &office->error), ERR_EXISTS);
    again.signoff = uuid_number(4);
    again.index = 4;
    assert_int_equal(signoff_log_append(office->storage, &again, &office->error), ERR_INVALID);
    again.index = 2;
    assert_int_equal(signoff_log_append(office->storage, &again, &office->error), ERR_INVALID);
    assert_int_equal(seal(office, 3, "key"), ERR_EXISTS);
    assert_int_equal(seal(office, 4, "key"), ERR_INVALID);
    storage_rollback(office->storage);
    office_begin(office);
    assert_ok(office, append(office, 3));
    assert_int_equal(seal(office, 3, "key"), ERR_INVALID); // not over all there is
    storage_rollback(office->storage);
}

static void an_empty_log_has_no_head(void **state)
{
    struct office *office = *state;
    struct signoff_head head;

    assert_int_equal(signoff_log_newest(office->writer, &head, &office->error), ERR_NOT_FOUND);
    office_begin(office);
    assert_int_equal(seal(office, 0, "key"), ERR_INVALID);
    storage_rollback(office->storage);
}

static bool count_heads(void *arg, const struct signoff_head *head)
{
    *(uint64_t *)arg = *(uint64_t *)arg * 10 + head->size;
    return true;
}

static bool count_leaves(void *arg, const struct signoff_leaf *leaf)
{
    *(uint64_t *)arg = *(uint64_t *)arg * 10 + leaf->index;
    return leaf->index < 5;
}

static void every_head_is_kept_with_the_key_that_signed_it(void **state)
{
    struct office *office = *state;
    struct signoff_head head;
    uint64_t seen = 0;

    fill(office, 0, 2);
    fill(office, 2, 5);
    office_begin(office);
    assert_ok(office, append(office, 5));
    assert_ok(office, seal(office, 6, "new key"));
    office_commit(office);
    assert_ok(office, signoff_log_newest(office->reader, &head, &office->error));
    assert_int_equal(head.size, 6);
    assert_true(span_is(head.certificate, "new key"));
    assert_ok(office, signoff_log_over(office->writer, 2, &head, &office->error));
    assert_int_equal(head.size, 5);
    assert_true(span_is(head.certificate, "key"));
    assert_true(span_is(head.head, "head"));
    assert_true(span_is(head.seal, "seal"));
    assert_int_equal(signoff_log_over(office->writer, 6, &head, &office->error), ERR_NOT_FOUND);
    assert_ok(office, signoff_log_heads(office->writer, 2, count_heads, &seen, &office->error));
    assert_int_equal(seen, 56);
    seen = 0;
    assert_ok(office, signoff_log_leaves(office->writer, 3, count_leaves, &seen, &office->error));
    assert_int_equal(seen, 345);
}

static void roots_and_proofs_are_those_of_the_leaves(void **state)
{
    struct office *office = *state;
    struct merkle_leaves tree = signoff_log_tree(office->writer);
    struct merkle_proof proof, same;
    struct digest root, again;

    fill(office, 0, 37);
    for (uint64_t size = 1; size <= 37; size++) {
        assert_int_equal(merkle_root(&plain, size, &root), ERR_OK);
        assert_int_equal(merkle_root(&tree, size, &again), ERR_OK);
        assert_true(digest_equal(&root, &again));
        assert_int_equal(merkle_inclusion(&plain, size / 2, size, &proof), ERR_OK);
        assert_int_equal(merkle_inclusion(&tree, size / 2, size, &same), ERR_OK);
        assert_int_equal(proof.count, same.count);
        assert_memory_equal(proof.hash, same.hash, proof.count * sizeof(*proof.hash));
    }
    assert_int_equal(merkle_root(&tree, 38, &root), ERR_CORRUPT);
}

static enum err run(struct office *office, const char *sql)
{
    char path[128];
    sqlite3 *handle = NULL;
    int code;

    snprintf(path, sizeof(path), "%s/office.db", office->folder);
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    code = sqlite3_exec(handle, sql, NULL, NULL, NULL);
    sqlite3_close(handle);
    return code ? ERR_DENIED : ERR_OK;
}

static void nothing_in_the_log_is_changed_or_removed(void **state)
{
    static const char *const attempts[] = {
        "UPDATE log_leaves SET leaf = x'00' WHERE number = 1",
        "DELETE FROM log_leaves WHERE number = 3",
        "UPDATE log_heads SET seal = x'00'",
        "DELETE FROM log_heads",
        "UPDATE log_keys SET certificate = x'00'",
        "DELETE FROM log_keys",
    };
    struct office *office = *state;

    fill(office, 0, 3);
    office_close(office);
    for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++)
        if (run(office, attempts[i]) == ERR_OK)
            fail_msg("allowed: %s", attempts[i]);
    office_open(office);
}

static void lost_subtrees_are_computed_again(void **state)
{
    struct office *office = *state;
    struct merkle_leaves tree;
    struct digest root, again;
    uint64_t differed = 0;

    fill(office, 0, 21);
    office_close(office);
    assert_int_equal(run(office, "DELETE FROM log_subtrees WHERE level = 3;"
                                 "UPDATE log_subtrees SET hash = zeroblob(32) WHERE level = 1"),
                     ERR_OK);
    office_open(office);
    tree = signoff_log_tree(office->writer);
    assert_int_equal(merkle_root(&tree, 15, &root), ERR_CORRUPT);
    office_begin(office);
    for (uint64_t i = 0; i < 21; i++)
        assert_ok(office, signoff_log_derive(office->storage, i, &differed, &office->error));
    assert_int_equal(differed, 10 + 2);
    office_commit(office);
    for (uint64_t size = 1; size <= 21; size++) {
        assert_int_equal(merkle_root(&plain, size, &root), ERR_OK);
        assert_int_equal(merkle_root(&tree, size, &again), ERR_OK);
        assert_true(digest_equal(&root, &again));
    }
}

struct queue {
    size_t count;
    uint64_t last;
    char refused[160];
};

static bool note(void *arg, const struct signoff_unlogged *unlogged)
{
    struct queue *queue = arg;

    queue->count++;
    queue->last = unlogged->record.bytes[15];
    snprintf(queue->refused, sizeof(queue->refused), "%s", unlogged->refused);
    return true;
}

static void look(struct office *office, uint64_t before, size_t most, struct queue *queue)
{
    struct signoff_queue_range range = {before, most};

    *queue = (struct queue){0};
    assert_ok(office, signoff_queue_next(office->writer, &range, note, queue, &office->error));
}

static void what_is_to_be_looked_at_comes_in_the_order_it_came_but_not_before_it_is_durable(
    void **state)
{
    struct office *office = *state;
    struct uuid a = uuid_number(9), b = uuid_number(3);
    struct queue queue = {0};

    office_begin(office);
    assert_ok(office, signoff_queue_put(office->storage, &a, &office->error));
    office_commit(office);
    office_begin(office);
    assert_ok(office, signoff_queue_put(office->storage, &b, &office->error));
    look(office, office->stamp.number, 10, &queue);
    assert_int_equal(queue.count, 1); // b belongs to this very commit
    office_commit(office);
    look(office, office->stamp.number + 1, 1, &queue);
    assert_int_equal(queue.count, 1);
    assert_int_equal(queue.last, 9);
}

static void what_is_refused_stays_in_sight_until_it_changes(void **state)
{
    struct office *office = *state;
    struct uuid id = uuid_number(9);
    struct queue queue = {0};

    office_begin(office);
    assert_ok(office, signoff_queue_put(office->storage, &id, &office->error));
    assert_ok(office, signoff_queue_refuse(office->storage, &id, "no", &office->error));
    office_commit(office);
    look(office, 100, 10, &queue);
    assert_int_equal(queue.count, 0);
    assert_ok(office, signoff_queue_list(office->writer, note, &queue, &office->error));
    assert_int_equal(queue.count, 1);
    assert_string_equal(queue.refused, "no");
    office_begin(office);
    assert_ok(office, signoff_queue_put(office->storage, &id, &office->error));
    office_commit(office);
    look(office, 100, 10, &queue);
    assert_int_equal(queue.count, 1);
    assert_string_equal(queue.refused, "");
    office_begin(office);
    assert_ok(office, signoff_queue_remove(office->storage, &id, &office->error));
    assert_ok(office, signoff_queue_remove(office->storage, &id, &office->error));
    office_commit(office);
    queue = (struct queue){0};
    assert_ok(office, signoff_queue_list(office->writer, note, &queue, &office->error));
    assert_int_equal(queue.count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(leaves_are_found_by_place_and_by_sign_off),
        TEST(a_sign_off_is_in_the_log_once_and_places_have_no_holes),
        TEST(an_empty_log_has_no_head),
        TEST(every_head_is_kept_with_the_key_that_signed_it),
        TEST(roots_and_proofs_are_those_of_the_leaves),
        TEST(nothing_in_the_log_is_changed_or_removed),
        TEST(lost_subtrees_are_computed_again),
        TEST(what_is_to_be_looked_at_comes_in_the_order_it_came_but_not_before_it_is_durable),
        TEST(what_is_refused_stays_in_sight_until_it_changes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
