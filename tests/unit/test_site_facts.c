// SPDX-License-Identifier: Apache-2.0
// The facts of a site on a tablet: its own records, the people and the catalogues, and nothing
// else.
#include "agent/capture/site_facts.h"

#include "tests/unit/facts_sample.h"
#include "tests/unit/tablet_fixture.h"

#define CATALOGUE                                                                            \
    "'version':'v1','published_at':1,'content':'{\\\"version\\\":\\\"v1\\\",\\\"title\\\":{" \
    "\\\"zh\\\":\\\"t\\\",\\\"en\\\":\\\"t\\\"},\\\"settings\\\":[],\\\"forms\\\":[],"       \
    "\\\"nodes\\\":[],\\\"inspections\\\":[],\\\"defects\\\":[],\\\"deadlines\\\":[],"       \
    "\\\"terms\\\":[],\\\"messages\\\":[]}'"

// A record as it came from the office.
static void receive(struct tablet *tablet, const char *kind, int number, const char *fields)
{
    static struct sample *sample;
    const uint8_t mac[MAC_BYTES] = {1};

    sample = sample_create();
    sample->actor = (uint64_t)number;
    sample_put(sample, kind, number, fields);
    assert_ok(tablet,
              replica_merge(tablet->store, (struct span){sample->text.data, sample->text.len}, mac,
                            &tablet->error));
    sample_free(sample);
}

static bool broken(void *ctx, const struct fact *signoff)
{
    (void)ctx;
    (void)signoff;
    return false;
}

static void a_site_is_read_with_people_and_catalogues(void **state)
{
    struct tablet *tablet = *state;
    struct site_facts_options options = {.site = sample_id(SAMPLE_SITE)};
    const struct progress_seal seal = {NULL, broken};
    struct capture_result result;
    struct progress progress;
    struct site_facts facts;
    size_t count;

    receive(tablet, "person", 2, "'name':'王','role':'inspector'");
    receive(tablet, "catalogue", 3, CATALOGUE);
    receive(tablet, "site", SAMPLE_SITE, "'customer_name':'李','address':'A'");
    receive(tablet, "signoff", 4, "'of':@1,'form':'paper','role':'customer'");
    receive(tablet, "note", 5, "'text':'gone','deleted':true");
    result = tablet_write(tablet, NULL, "\"of another site\"");
    assert_ok(tablet, site_facts_load(tablet->store, &options, &facts, &tablet->error));
    assert_int_equal(facts.facts.count, 4);
    assert_non_null(facts_of_kind(&facts.facts, "person", &count));
    assert_null(facts_find(&facts.facts, &result.id));
    assert_non_null(facts.shelf.newest(facts.shelf.ctx));
    assert_true(fact_true(facts_of_kind(&facts.facts, "signoff", &count), "intact"));
    assert_ok(tablet, site_facts_progress(&facts, TABLET_START_MS, &progress, &tablet->error));
    assert_true(fact_is(progress.record, "customer_name", "李"));
    site_facts_clear(&facts);
    // And its seals are judged by whom the caller names.
    options.seal = &seal;
    assert_ok(tablet, site_facts_load(tablet->store, &options, &facts, &tablet->error));
    assert_false(fact_true(facts_of_kind(&facts.facts, "signoff", &count), "intact"));
    site_facts_clear(&facts);
}

static void a_site_of_which_nothing_is_here_has_no_record(void **state)
{
    struct tablet *tablet = *state;
    const struct site_facts_options options = {.site = sample_id(77)};
    struct progress progress;
    struct site_facts facts;

    assert_ok(tablet, site_facts_load(tablet->store, &options, &facts, &tablet->error));
    assert_int_equal(facts.facts.count, 0);
    assert_int_equal(site_facts_progress(&facts, TABLET_START_MS, &progress, &tablet->error),
                     ERR_NOT_FOUND);
    site_facts_clear(&facts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_site_is_read_with_people_and_catalogues),
        TEST(a_site_of_which_nothing_is_here_has_no_record),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
