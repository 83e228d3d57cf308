// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/site_memory.h"

#include "tests/unit/office_records.h"

#include <pthread.h>

enum {
    INSPECTOR = 2,
    FOREMAN = 5,
    ASSIGNMENT = 6,
    OTHER_SITE = 50,
    ISSUE = 100,
    ASSIGN = 101,
    OTHER_ISSUE = 102,
    PATROL = 310,
    PRESENCE = 311,
};
#define HOUR_MS INT64_C(3600000)
#define DUE_MS (SAMPLE_NOW_MS + HOUR_MS)

static int64_t now_ms;

static int64_t clock_now(void *ctx)
{
    (void)ctx;
    return now_ms;
}

static void set_scene(struct office *office)
{
    char fields[300];

    now_ms = SAMPLE_NOW_MS;
    office_begin(office);
    office_publish(office);
    office_put(office, "person", INSPECTOR, "'name':'王','role':'inspector'");
    office_put(office, "person", FOREMAN, "'name':'周','role':'foreman'");
    office_put(
        office, "site", SAMPLE_SITE,
        "'customer_name':'李 \\u0022小\\u0022','address':'A','store':'东店','contract_number'"
        ":'HT-1'");
    office_put(office, "assignment", ASSIGNMENT, "'person':@2,'role':'inspector','active':true");
    office_put(office, "rectification", ISSUE,
               "'of':@1,'summary':'裂缝','severity':'major','cause':'workmanship','category':"
               "'tiling'");
    snprintf(fields, sizeof(fields), "'of':@100,'move':'assign','at':1,'to':@5,'deadline':%lld",
             (long long)DUE_MS);
    office_put(office, "move", ASSIGN, fields);
    office_put(office, "rectification", OTHER_ISSUE, "'of':@1,'summary':'潮'");
    snprintf(fields, sizeof(fields), "'started_at':%lld", (long long)(SAMPLE_NOW_MS - HOUR_MS));
    office_put(office, "patrol", PATROL, fields);
    office_commit(office);
}

static struct site_memory *open_memory(struct office *office, bool warmed)
{
    const struct site_memory_options options = {
        .storage = office->storage,
        .clock = {.wall_ms = clock_now},
        .warmed = warmed,
    };
    struct site_memory *memory;

    assert_ok(office, site_memory_open(&options, &memory, &office->error));
    return memory;
}

static struct site_list list_of(struct office *office, struct site_memory *memory)
{
    struct site_list list;

    assert_ok(office, view_begin(office->reader, &office->error));
    assert_ok(office, site_memory_list(memory, office->reader, &list, &office->error));
    view_end(office->reader);
    return list;
}

static const struct site_summary *site_of(const struct site_list *list)
{
    const struct uuid id = sample_id(SAMPLE_SITE);

    return site_list_find(list, &id);
}

static void a_site_tells_how_far_it_is_and_who_works_there(void **state)
{
    struct office *office = *state;
    struct site_memory *memory;
    struct site_list list;
    const struct site_summary *site;

    set_scene(office);
    memory = open_memory(office, false);
    list = list_of(office, memory);
    assert_int_equal(list.count, 1);
    site = site_of(&list);
    assert_null(site->fault);
    assert_string_equal(site->customer, "李 \"小\"");
    assert_string_equal(site->store, "东店");
    assert_int_equal(site->node_count, 7);
    assert_int_equal(site->current, 0);
    assert_int_equal(site->done, 0);
    assert_string_equal(site->nodes[0].code, "measurement");
    assert_int_equal(site->nodes[0].state, NODE_NOT_STARTED);
    assert_int_equal(site->team_count, 1);
    assert_string_equal(site->team[0].name, "王");
    assert_int_equal(site->visited_ms, SAMPLE_NOW_MS - HOUR_MS);
    assert_string_equal(site->visited_by, "王");
    site_memory_release(&list);
    site_memory_close(memory);
}

static void its_issues_tell_whose_turn_it_is_the_first_due_first(void **state)
{
    struct office *office = *state;
    struct site_memory *memory;
    struct site_list list;
    const struct site_issue *issue;

    set_scene(office);
    memory = open_memory(office, false);
    list = list_of(office, memory);
    assert_int_equal(site_of(&list)->issue_count, 2);
    assert_int_equal(site_of(&list)->issues_in[ISSUE_ASSIGNED], 1);
    assert_int_equal(site_of(&list)->issues_in[ISSUE_OPEN], 1);
    issue = &site_of(&list)->issues[0];
    assert_string_equal(issue->summary, "裂缝");
    assert_int_equal(issue->wait.turn, TURN_WORK);
    assert_string_equal(issue->wait_name, "周");
    assert_string_equal(issue->severity, "major");
    assert_string_equal(issue->cause_words.zh, "施工工艺");
    assert_string_equal(issue->category_words.en, "tiling and masonry");
    assert_false(issue->overdue);
    assert_int_equal(site_of(&list)->issues[1].wait.turn, TURN_ASSIGN);
    site_memory_release(&list);
    site_memory_close(memory);
}

static void a_site_is_read_again_only_when_it_changed(void **state)
{
    struct office *office = *state;
    const struct uuid other = sample_id(OTHER_SITE);
    struct site_memory *memory;
    struct site_list first, second, third;

    set_scene(office);
    office_begin(office);
    office_put(office, "site", OTHER_SITE, "'customer_name':'赵','address':'B'");
    office_commit(office);
    memory = open_memory(office, false);
    first = list_of(office, memory);
    second = list_of(office, memory);
    assert_ptr_equal(site_of(&first), site_of(&second));
    office_begin(office);
    office_put(office, "presence", PRESENCE, "'person':@5,'at':1795309100000");
    office_commit(office);
    third = list_of(office, memory);
    assert_ptr_not_equal(site_of(&second), site_of(&third));
    assert_ptr_equal(site_list_find(&second, &other), site_list_find(&third, &other));
    assert_string_equal(site_of(&third)->visited_by, "周");
    // Who still reads the old list reads what it said.
    assert_string_equal(site_of(&first)->visited_by, "王");
    site_memory_close(memory);
    site_memory_release(&first);
    site_memory_release(&second);
    site_memory_release(&third);
}

static void a_deadline_that_passes_is_noticed_and_so_is_a_new_person(void **state)
{
    struct office *office = *state;
    struct site_memory *memory;
    struct site_list list, after;

    set_scene(office);
    memory = open_memory(office, false);
    now_ms = DUE_MS;
    list = list_of(office, memory);
    assert_int_equal(site_of(&list)->issues_overdue, 0);
    site_memory_release(&list);
    now_ms = DUE_MS + 1;
    list = list_of(office, memory);
    assert_int_equal(site_of(&list)->issues_overdue, 1);
    office_begin(office);
    office_put(office, "move", ASSIGN + 10, "'of':@100,'move':'done','at':2,'after':@101");
    office_put(office, "person", 7, "'name':'新','role':'inspector'");
    office_commit(office);
    after = list_of(office, memory);
    assert_ptr_not_equal(site_of(&list), site_of(&after));
    assert_int_equal(site_of(&after)->issues_in[ISSUE_DONE], 1);
    assert_int_equal(site_of(&after)->issues_overdue, 0); // D5.1: it was put right
    site_memory_release(&list);
    site_memory_release(&after);
    site_memory_close(memory);
}

static void without_a_catalogue_a_site_says_why_it_cannot_be_judged(void **state)
{
    struct office *office = *state;
    struct site_memory *memory;
    struct site_list list;

    now_ms = SAMPLE_NOW_MS;
    office_begin(office);
    office_put(office, "site", SAMPLE_SITE, "'customer_name':'李','address':'A'");
    office_commit(office);
    memory = open_memory(office, false);
    list = list_of(office, memory);
    assert_int_equal(list.count, 1);
    assert_non_null(site_of(&list)->fault);
    assert_string_equal(site_of(&list)->customer, "李");
    site_memory_release(&list);
    site_memory_close(memory);
}

struct asking {
    struct office *office;
    struct site_memory *memory;
};

static void *ask_often(void *arg)
{
    const struct asking *asking = arg;
    struct view *view = NULL;
    struct site_list list;

    assert_int_equal(storage_open_view(asking->office->storage, &view, NULL), ERR_OK);
    for (int i = 0; i < 50; i++) {
        assert_int_equal(view_begin(view, NULL), ERR_OK);
        assert_int_equal(site_memory_list(asking->memory, view, &list, NULL), ERR_OK);
        view_end(view);
        assert_string_equal(site_of(&list)->address, "A");
        site_memory_release(&list);
    }
    storage_close_view(view);
    return NULL;
}

static void several_threads_read_while_it_is_written(void **state)
{
    struct office *office = *state;
    struct asking asking = {.office = office};
    pthread_t threads[3];

    set_scene(office);
    asking.memory = open_memory(office, true);
    for (size_t i = 0; i < COUNT(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask_often, &asking), 0);
    for (int i = 0; i < 20; i++) {
        office_begin(office);
        office_put(office, "note", 1000 + i, "'text':'记'");
        office_commit(office);
    }
    for (size_t i = 0; i < COUNT(threads); i++)
        pthread_join(threads[i], NULL);
    site_memory_close(asking.memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_site_tells_how_far_it_is_and_who_works_there),
        TEST(its_issues_tell_whose_turn_it_is_the_first_due_first),
        TEST(a_site_is_read_again_only_when_it_changed),
        TEST(a_deadline_that_passes_is_noticed_and_so_is_a_new_person),
        TEST(without_a_catalogue_a_site_says_why_it_cannot_be_judged),
        TEST(several_threads_read_while_it_is_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
