// SPDX-License-Identifier: Apache-2.0
// Group commit: one failure is nobody else's, and nobody is told before it is durable.
#include "server/sync/committer.h"
#include "tests/unit/storage_fixture.h"

// Puts a setting, unless it is to fail.
struct wish {
    struct commit_job job; // first
    const char *name;
    enum err fails;
    int applied, told;
    enum err result;
    struct commit_stamp stamp;
};

static enum err apply(struct commit_job *job, struct storage *storage,
                      const struct commit_stamp *stamp, struct error *error)
{
    struct wish *wish = (struct wish *)job;

    wish->applied++;
    wish->stamp = *stamp;
    if (setting_put(storage, wish->name, span_of("here"), error) != ERR_OK)
        return error->code;
    return wish->fails ? error_set(error, wish->fails, "%s fails", wish->name) : ERR_OK;
}

static void done(struct commit_job *job, enum err result, const struct error *error,
                 const struct commit_stamp *stamp)
{
    struct wish *wish = (struct wish *)job;

    wish->told++;
    wish->result = result;
    if (result == ERR_OK)
        assert_int_equal(stamp->number, wish->stamp.number);
    else
        assert_non_null(strstr(error->detail, "fails"));
}

static struct wish wish_for(const char *name, enum err fails)
{
    return (struct wish){.job = {.apply = apply, .done = done}, .name = name, .fails = fails};
}

static bool is_there(struct office *office, const char *name)
{
    struct buffer value;
    bool there;

    buffer_init(&value, 100);
    there = setting_get(office->writer, name, &value, NULL) == ERR_OK;
    buffer_clear(&value);
    return there;
}

static void what_waits_goes_into_one_commit(void **state)
{
    struct office *office = *state;
    struct wish a = wish_for("a", ERR_OK), b = wish_for("b", ERR_OK);
    struct committer_figures figures;
    struct committer *committer;

    assert_int_equal(committer_create(office->storage, false, &committer, NULL), ERR_OK);
    committer_submit(committer, &a.job);
    committer_submit(committer, &b.job);
    assert_int_equal(a.told, 0);
    assert_int_equal(committer_step(committer, 0), 2);
    assert_int_equal(a.stamp.number, b.stamp.number);
    assert_true(is_there(office, "a") && is_there(office, "b"));
    committer_figures(committer, &figures);
    assert_int_equal(figures.commits, 1);
    assert_int_equal(figures.jobs, 2);
    committer_free(committer);
}

static void a_job_that_fails_leaves_nothing_and_hurts_no_other(void **state)
{
    struct office *office = *state;
    struct wish a = wish_for("a", ERR_OK), bad = wish_for("bad", ERR_INVALID),
                c = wish_for("c", ERR_OK);
    struct committer *committer;

    committer_create(office->storage, false, &committer, NULL);
    committer_submit(committer, &a.job);
    committer_submit(committer, &bad.job);
    committer_submit(committer, &c.job);
    committer_step(committer, 0);
    assert_int_equal(a.result, ERR_OK);
    assert_int_equal(bad.result, ERR_INVALID);
    assert_int_equal(c.result, ERR_OK);
    assert_int_equal(bad.applied, 1);
    assert_int_equal(a.told + bad.told + c.told, 3);
    assert_true(is_there(office, "a") && is_there(office, "c"));
    assert_false(is_there(office, "bad"));
    committer_free(committer);
}

static void jobs_that_all_fail_make_no_commit(void **state)
{
    struct office *office = *state;
    struct wish a = wish_for("a", ERR_INVALID), b = wish_for("b", ERR_FULL);
    struct commit_stamp before, after;
    struct committer *committer;

    commit_head(office->writer, &before, NULL);
    committer_create(office->storage, false, &committer, NULL);
    committer_submit(committer, &a.job);
    committer_submit(committer, &b.job);
    committer_step(committer, 0);
    assert_int_equal(a.result, ERR_INVALID);
    assert_int_equal(b.result, ERR_FULL);
    commit_head(office->writer, &after, NULL);
    assert_int_equal(before.number, after.number);
    committer_free(committer);
}

static void a_step_takes_no_more_than_it_is_told(void **state)
{
    struct office *office = *state;
    struct wish wishes[5];
    struct committer *committer;

    committer_create(office->storage, false, &committer, NULL);
    for (int i = 0; i < 5; i++) {
        wishes[i] = wish_for("x", ERR_OK);
        committer_submit(committer, &wishes[i].job);
    }
    assert_int_equal(committer_step(committer, 2), 2);
    assert_int_equal(wishes[1].told, 1);
    assert_int_equal(wishes[2].told, 0);
    committer_free(committer); // finishes what waits
    assert_int_equal(wishes[4].told, 1);
}

static void too_many_that_wait_are_turned_away(void **state)
{
    struct office *office = *state;
    struct wish *wishes = calloc(2000, sizeof(*wishes));
    struct committer *committer;
    int taken = 0;

    committer_create(office->storage, false, &committer, NULL);
    for (int i = 0; i < 2000; i++) {
        wishes[i] = wish_for("x", ERR_OK);
        taken += committer_submit(committer, &wishes[i].job) == ERR_OK;
    }
    assert_true(taken < 2000 && taken >= 500);
    committer_step(committer, 0);
    for (int i = 0; i < 2000; i++)
        assert_int_equal(wishes[i].told, i < taken);
    committer_free(committer);
    free(wishes);
}

static void who_runs_a_job_waits_for_it_with_a_thread_and_without(void **state)
{
    struct office *office = *state;

    for (int threaded = 0; threaded < 2; threaded++) {
        struct wish good = wish_for("good", ERR_OK), bad = wish_for("bad", ERR_CONFLICT);
        struct committer *committer;
        struct commit_stamp stamp;
        struct error error = {0};

        assert_int_equal(committer_create(office->storage, threaded, &committer, NULL), ERR_OK);
        assert_int_equal(committer_run(committer, &good.job, &stamp, &error), ERR_OK);
        assert_int_equal(stamp.number, good.stamp.number);
        assert_int_equal(good.told, 0);
        assert_int_equal(committer_run(committer, &bad.job, NULL, &error), ERR_CONFLICT);
        assert_string_equal(error.detail, "bad fails");
        committer_free(committer);
    }
}

struct follower {
    struct committer *committer;
    struct wish *next; // to be submitted once
    int called;
};

static void follow(void *ctx)
{
    struct follower *follower = ctx;

    follower->called++;
    if (follower->next)
        committer_submit(follower->committer, &follower->next->job);
    follower->next = NULL;
}

static void what_follows_a_commit_is_told_of_good_ones_and_may_submit(void **state)
{
    struct office *office = *state;
    struct wish a = wish_for("a", ERR_OK), bad = wish_for("bad", ERR_INVALID),
                next = wish_for("next", ERR_OK);
    struct follower follower = {.next = &next};

    assert_int_equal(committer_create(office->storage, false, &follower.committer, NULL), ERR_OK);
    committer_set_after(follower.committer, follow, &follower);
    committer_submit(follower.committer, &bad.job);
    committer_step(follower.committer, 0);
    assert_int_equal(follower.called, 0);
    committer_submit(follower.committer, &a.job);
    assert_int_equal(committer_step(follower.committer, 0), 2);
    assert_int_equal(follower.called, 2);
    assert_int_equal(next.stamp.number, a.stamp.number + 1);
    committer_free(follower.committer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_waits_goes_into_one_commit),
        TEST(a_job_that_fails_leaves_nothing_and_hurts_no_other),
        TEST(jobs_that_all_fail_make_no_commit),
        TEST(a_step_takes_no_more_than_it_is_told),
        TEST(too_many_that_wait_are_turned_away),
        TEST(what_follows_a_commit_is_told_of_good_ones_and_may_submit),
        TEST(who_runs_a_job_waits_for_it_with_a_thread_and_without),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
