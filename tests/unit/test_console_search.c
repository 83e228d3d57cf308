// SPDX-License-Identifier: Apache-2.0
// What the search box finds, for whom, and what of it stays hidden; saved views of one's own.
#include "console_fixture.h"

#include "server/storage/saved_views.h"

static struct uuid put_site(struct counter *counter, const char *contract, const char *customer,
                            const char *store)
{
    char number[64], name[64], place[64];

    snprintf(number, sizeof(number), "\"%s\"", contract);
    snprintf(name, sizeof(name), "\"%s\"", customer);
    snprintf(place, sizeof(place), "\"%s\"", store);
    const struct field fields[] = {FIELD("address", "\"梧桐路 18 号\""),
                                   {span_of("contract_number"), span_of(number)},
                                   {span_of("customer_name"), span_of(name)},
                                   FIELD("customer_phone", "\"13912345678\""),
                                   {span_of("store"), span_of(place)}};

    return bench_edit(&counter->bench, "site", &uuid_nil, fields, 5);
}

static int64_t total(const struct counter *counter)
{
    int64_t count = -1;

    json_integer(json_member(counter->json, "total"), &count);
    return count;
}

static int64_t find(struct counter *counter, const char *text)
{
    char query[512];

    snprintf(query, sizeof(query), "text=%s", text);
    assert_int_equal(counter_ask(counter, HTTP_GET, "/api/search", query), 200);
    return total(counter);
}

// A text of the first row that was found.
static const char *first(const struct counter *counter, const char *name)
{
    const char *text = NULL;

    json_text(json_member(json_first(json_member(counter->json, "rows")), name), &text);
    return text;
}

static void enter(struct counter *counter, struct clerk *clerk)
{
    clerk_enter(counter, clerk);
    counter_be(counter, clerk);
}

static void every_word_is_looked_for_in_whatever_case(void **state)
{
    struct counter *counter = *state;
    struct clerk clerk = {.login = "all", .role = "administrator"};

    put_site(counter, "HT-2026-07", "赵女士", "East");
    put_site(counter, "HT-2026-08", "钱先生", "West");
    enter(counter, &clerk);
    assert_int_equal(find(counter, "ht-2026"), 2);
    assert_int_equal(find(counter, "HT+08"), 1);
    assert_int_equal(find(counter, "%E3%80%80ht%E3%80%80west+"), 1); // the wide space
    assert_string_equal(first(counter, "kind"), "site");
    assert_int_equal(find(counter, "%E8%B5%B5"), 1); // 赵
    assert_string_equal(first(counter, "kind"), "customer");
    assert_string_equal(first(counter, "title"), "赵女士");
    assert_int_equal(find(counter, "%E8%B5%B5+west"), 0);
    assert_int_equal(counter_ask(counter, HTTP_GET, "/api/search", "text=%E3%80%80"), 422);
}

static void who_may_not_see_customers_finds_and_learns_nothing_of_them(void **state)
{
    struct counter *counter = *state;
    struct clerk clerk = {.login = "desk", .role = "front_desk"};

    put_site(counter, "HT-1", "赵女士", "East");
    enter(counter, &clerk);
    assert_int_equal(find(counter, "%E8%B5%B5"), 0);
    assert_int_equal(find(counter, "139"), 0);
    assert_int_equal(find(counter, "%E6%A2%A7%E6%A1%90"), 0); // the street
    assert_int_equal(find(counter, "ht-1"), 1);
    assert_string_equal(first(counter, "title"), "HT-1");
    assert_string_equal(first(counter, "sub"), "");
}

static void another_store_is_as_if_it_were_not(void **state)
{
    struct counter *counter = *state;
    struct clerk clerk = {.login = "east", .role = "department_manager", .store = "East"};

    put_site(counter, "HT-1", "赵女士", "East");
    put_site(counter, "HT-2", "赵先生", "West");
    enter(counter, &clerk);
    assert_int_equal(find(counter, "%E8%B5%B5"), 1);
    assert_string_equal(first(counter, "title"), "赵女士");
    assert_int_equal(find(counter, "ht-2"), 0);
    assert_int_equal(find(counter, "west"), 0);
}

static void people_are_found_by_those_who_rule_them_only(void **state)
{
    struct counter *counter = *state;
    struct clerk ruler = {.login = "all", .role = "administrator"};
    struct clerk reader = {.login = "some", .role = "reconciler"};
    struct field fields[] = {FIELD("name", "\"Lin Xiao\""), FIELD("role", "\"inspector\"")};

    bench_edit(&counter->bench, "person", &uuid_nil, fields, 2);
    enter(counter, &ruler);
    assert_int_equal(find(counter, "xiao+lin"), 1);
    assert_string_equal(first(counter, "kind"), "person");
    enter(counter, &reader);
    assert_int_equal(find(counter, "xiao"), 0);
}

static void a_few_of_many_are_shown_and_all_are_counted(void **state)
{
    struct counter *counter = *state;
    struct clerk clerk = {.login = "all", .role = "administrator"};
    size_t shown = 0;

    for (int i = 0; i < 11; i++) {
        char number[16];

        snprintf(number, sizeof(number), "HT-%02d", i);
        put_site(counter, number, "赵女士", "East");
    }
    enter(counter, &clerk);
    assert_int_equal(find(counter, "ht"), 11);
    for (const struct json *row = json_first(json_member(counter->json, "rows")); row;
         row = json_next(row))
        shown++;
    assert_int_equal(shown, 8);
}

// ---- saved views ----

static size_t count_views(struct counter *counter, const char *list)
{
    char query[64];
    size_t count = 0;

    snprintf(query, sizeof(query), "list=%s", list);
    assert_int_equal(counter_ask(counter, HTTP_GET, "/api/views", query), 200);
    for (const struct json *row = json_first(json_member(counter->json, "rows")); row;
         row = json_next(row))
        count++;
    return count;
}

static void a_view_of_the_same_name_replaces_the_one_before(void **state)
{
    struct counter *counter = *state;
    struct clerk clerk = {.login = "all", .role = "administrator"};

    enter(counter, &clerk);
    assert_int_equal(counter_post(counter, "/api/views",
                                  "{\"list\":\"sites\",\"name\":\"mine\",\"query\":\"a=1\"}"),
                     200);
    assert_int_equal(counter_post(counter, "/api/views",
                                  "{\"list\":\"sites\",\"name\":\"mine\",\"query\":\"a=2\"}"),
                     200);
    assert_int_equal(count_views(counter, "sites"), 1);
    assert_string_equal(first(counter, "query"), "a=2");
    assert_int_equal(count_views(counter, "people"), 0);
}

static void nobody_sees_or_removes_the_view_of_another(void **state)
{
    struct counter *counter = *state;
    struct clerk one = {.login = "one", .role = "administrator"};
    struct clerk other = {.login = "other", .role = "administrator"};
    char path[64 + UUID_TEXT];

    enter(counter, &one);
    counter_post(counter, "/api/views", "{\"list\":\"sites\",\"name\":\"mine\",\"query\":\"a=1\"}");
    assert_int_equal(count_views(counter, "sites"), 1);
    snprintf(path, sizeof(path), "/api/views/%s/remove", first(counter, "id"));
    enter(counter, &other);
    assert_int_equal(count_views(counter, "sites"), 0);
    assert_int_equal(counter_post(counter, path, "{}"), 404);
    counter_be(counter, &one);
    assert_int_equal(counter_post(counter, path, "{}"), 200);
    assert_int_equal(count_views(counter, "sites"), 0);
}

struct views_job {
    struct commit_job job; // first
    struct uuid account;
};

// A hundred, in one commit.
static enum err put_views(struct commit_job *job, struct storage *storage,
                          const struct commit_stamp *stamp, struct error *error)
{
    struct saved_view_row row = {.account = ((struct views_job *)job)->account, .page = "sites"};
    enum err err = ERR_OK;

    (void)stamp;
    for (int i = 0; i < 100 && err == ERR_OK; i++) {
        row.id.bytes[0] = (uint8_t)(i + 1);
        snprintf(row.name, sizeof(row.name), "v%d", i);
        err = saved_views_put(storage, &row, error);
    }
    return err;
}

static void a_list_keeps_a_hundred_views_and_no_more(void **state)
{
    struct counter *counter = *state;
    struct clerk clerk = {.login = "all", .role = "administrator"};
    struct views_job job = {.job = {.apply = put_views}};

    enter(counter, &clerk);
    job.account = clerk.account;
    assert_int_equal(committer_run(office_committer(counter->bench.office), &job.job, NULL,
                                   &counter->bench.error),
                     ERR_OK);
    assert_int_equal(
        counter_post(counter, "/api/views", "{\"list\":\"sites\",\"name\":\"new\",\"query\":\"\"}"),
        413);
    assert_int_equal(counter_post(counter, "/api/views", // one that is there may be replaced
                                  "{\"list\":\"sites\",\"name\":\"v7\",\"query\":\"a=1\"}"),
                     200);
    assert_int_equal(count_views(counter, "sites"), 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        COUNTER(every_word_is_looked_for_in_whatever_case),
        COUNTER(who_may_not_see_customers_finds_and_learns_nothing_of_them),
        COUNTER(another_store_is_as_if_it_were_not),
        COUNTER(people_are_found_by_those_who_rule_them_only),
        COUNTER(a_few_of_many_are_shown_and_all_are_counted),
        COUNTER(a_view_of_the_same_name_replaces_the_one_before),
        COUNTER(nobody_sees_or_removes_the_view_of_another),
        COUNTER(a_list_keeps_a_hundred_views_and_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
