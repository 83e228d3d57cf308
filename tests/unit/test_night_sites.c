// SPDX-License-Identifier: Apache-2.0
// What a night says about sites: each figure with the record that it opens into, and the same
// numbers in every format.
#include "server/reconcile/night_page.h"
#include "server/reconcile/night_take.h"
#include "server/reconcile/office_facts.h"
#include "server/reports/night_format.h"
#include "server/reports/night_tables.h"
#include "server/reports/night_text.h"
#include "shared/data/json.h"
#include "tests/unit/office_records.h"

enum { INSPECTOR = 2, INSPECTION = 300, PATROL = 310, CALL = 320, OTHER_SITE = 50 };
#define DAY_MS INT64_C(86400000)

static void set_scene(struct office *office, bool published)
{
    office_begin(office);
    assert_ok(office,
              setting_put(office->storage, "epoch", span_of("00000000000000ee"), &office->error));
    if (published)
        office_publish(office);
    office_put(office, "person", INSPECTOR, "'name':'王','role':'inspector'");
    office_put(office, "site", SAMPLE_SITE,
               "'customer_name':'李','address':'A路','store':'东店','contract_number':'HT-1',"
               "'actual_start':'1970-01-01'");
    office_put(office, "inspection", INSPECTION, "'code':'closed_water','catalogue':'2026.3'");
    office_put(office, "patrol", PATROL, "'started_at':1000");
    office_commit(office);
}

static void put(struct office *office, const char *kind, int number, const char *fields)
{
    office_begin(office);
    office_put(office, kind, number, fields);
    office_commit(office);
}

static struct night read_night(struct office *office)
{
    const struct night_take_options options
        = {.cut_ms = SAMPLE_NOW_MS, .newest = true, .observe = true};
    struct night night;

    assert_ok(office, night_take(office->reader, &options, &night, &office->error));
    return night;
}

// The only row of a figure.
static const struct night_row *only(const struct night *night, enum figure figure)
{
    size_t count;
    const struct night_row *row = night_rows(night, figure, &count);

    if (count != 1)
        fail_msg("%s has %zu rows", figure_words(figure)->code, count);
    return row;
}

static void d4_1_a_key_inspection_without_presence_is_in_the_night(void **state)
{
    struct office *office = *state;
    struct uuid inspection = sample_id(INSPECTION), patrol = sample_id(PATROL);
    const struct night_row *row;
    struct night night;

    set_scene(office, true);
    night = read_night(office);
    assert_int_equal(night.site_count, 1);
    assert_int_equal(night.counts[FIGURE_UNJUDGED], 0);
    row = only(&night, FIGURE_DEFECTS);
    assert_string_equal(row->rule, "D4.1");
    assert_string_equal(row->kind, "inspection");
    assert_true(uuid_equal(&row->record, &inspection));
    assert_true(night.counts[FIGURE_OVERDUE] >= 1); // the weekly reports since 1970 are more
    for (size_t i = 0; i < night.row_count; i++)
        if (strcmp(night.rows[i].code, "patrol_call") == 0) {
            assert_true(uuid_equal(&night.rows[i].record, &patrol));
            assert_string_equal(night.rows[i].rule, "D4.2");
            assert_int_equal(night.rows[i].due_ms, 86401000);
        }
    assert_int_equal(night.store_count, 2); // and what is of none
    assert_string_equal(night.stores[0].name, "东店");
    assert_int_equal(night.stores[0].counts[FIGURE_DEFECTS], 1);
    night_clear(&night);
}

static void d7_1_nobody_is_left_out_and_no_answer_is_not_a_result(void **state)
{
    struct office *office = *state;
    struct uuid patrol = sample_id(PATROL);
    const struct night_row *row;
    struct night night;

    set_scene(office, true);
    night = read_night(office);
    row = only(&night, FIGURE_UNCALLED);
    assert_true(uuid_equal(&row->record, &patrol));
    assert_string_equal(row->rule, "D7.1");
    assert_non_null(strstr(row->en, "was not called"));
    night_clear(&night);

    put(office, "patrol_call", CALL, "'patrol':@310,'at':2000,'outcome':'no_answer'");
    night = read_night(office);
    assert_non_null(strstr(only(&night, FIGURE_UNCALLED)->en, "tried 1 times"));
    night_clear(&night);

    put(office, "call_back", CALL + 1,
        "'of':@310,'about':'patrol','at':3000,'outcome':'reached','result':'satisfied'");
    night = read_night(office);
    assert_int_equal(night.counts[FIGURE_UNCALLED], 0);
    night_clear(&night);
}

static void a_site_is_unvisited_from_the_seventh_day_on_until_somebody_is_there(void **state)
{
    struct office *office = *state;
    const struct night_row *row;
    char fields[100];
    struct night night;

    set_scene(office, true);
    night = read_night(office);
    row = only(&night, FIGURE_UNVISITED);
    assert_int_equal(row->since_ms, 1000); // the patrol
    assert_non_null(strstr(row->en, "nobody was there for"));
    night_clear(&night);

    snprintf(fields, sizeof(fields), "'person':@2,'at':%lld",
             (long long)(SAMPLE_NOW_MS - 7 * DAY_MS));
    put(office, "presence", 400, fields);
    night = read_night(office);
    assert_int_equal(only(&night, FIGURE_UNVISITED)->since_ms, SAMPLE_NOW_MS - 7 * DAY_MS);
    night_clear(&night);

    // A tablet whose clock is a year ahead hides nothing for a year.
    snprintf(fields, sizeof(fields), "'started_at':%lld",
             (long long)(SAMPLE_NOW_MS + 365 * DAY_MS));
    put(office, "patrol", 402, fields);
    night = read_night(office);
    assert_int_equal(only(&night, FIGURE_UNVISITED)->since_ms, SAMPLE_NOW_MS - 7 * DAY_MS);
    night_clear(&night);

    snprintf(fields, sizeof(fields), "'person':@2,'at':%lld",
             (long long)(SAMPLE_NOW_MS - 7 * DAY_MS + 1));
    put(office, "presence", 401, fields);
    night = read_night(office);
    assert_int_equal(night.counts[FIGURE_UNVISITED], 0);
    night_clear(&night);
}

static void d9_2_a_change_past_its_day_has_vanished(void **state)
{
    struct office *office = *state;
    struct uuid change = sample_id(500);
    const struct night_row *row;
    struct night night;

    set_scene(office, true);
    put(office, "change_order", 500, "'kind':'design_error','due':'1970-02-01'");
    night = read_night(office);
    row = only(&night, FIGURE_VANISHED);
    assert_true(uuid_equal(&row->record, &change));
    assert_int_equal(night.tally.issued, 1);
    night_clear(&night);
}

static void a_site_that_cannot_be_judged_says_why(void **state)
{
    struct office *office = *state;
    struct night night;

    set_scene(office, false);
    night = read_night(office);
    assert_int_equal(night.site_count, 1);
    assert_non_null(strstr(only(&night, FIGURE_UNJUDGED)->en, "no catalogue"));
    assert_int_equal(night.counts[FIGURE_DEFECTS], 0);
    night_clear(&night);
}

static void a_page_reads_back_as_it_was_written(void **state)
{
    struct office *office = *state;
    struct night night, back;
    struct buffer page, again;

    set_scene(office, true);
    night = read_night(office);
    buffer_init(&page, NIGHT_PAGE_MAX);
    buffer_init(&again, NIGHT_PAGE_MAX);
    assert_ok(office, night_page_write(&night, &page, &office->error));
    night_init(&back);
    assert_ok(office, night_page_read((struct span){page.data, page.len}, &back, &office->error));
    assert_ok(office, night_page_write(&back, &again, &office->error));
    assert_int_equal(page.len, again.len);
    assert_memory_equal(page.data, again.data, page.len);
    // What names or finds a customer is no part of it.
    assert_null(strstr(page.data, "李"));
    assert_null(strstr(page.data, "A路"));
    assert_int_equal(night_page_read(span_of("{\"format\":\"x\"}"), &back, NULL), ERR_PARSE);
    buffer_clear(&again);
    buffer_clear(&page);
    night_clear(&back);
    night_clear(&night);
}

// Numbers of a figure as the formats say them.
static long long after(const char *text, const char *name)
{
    const char *at = strstr(text, name);

    if (!at)
        fail_msg("%s is not there", name);
    return strtoll(at + strlen(name), NULL, 10);
}

static void every_format_carries_the_same_numbers(void **state)
{
    struct office *office = *state;
    struct buffer pages[NIGHT_FORMATS];
    struct table tables[NIGHT_TABLES];
    struct night night;

    set_scene(office, true);
    night = read_night(office);
    for (unsigned i = 0; i < NIGHT_FORMATS; i++) {
        buffer_init(&pages[i], 8 << 20);
        assert_ok(office, night_format_write(&night, (enum night_format)i, TABLE_EN, &pages[i],
                                             &office->error));
    }
    for (unsigned i = 0; i < FIGURE_COUNT; i++) {
        const struct figure_words *words = figure_words((enum figure)i);
        long long count = (long long)night.counts[i];
        char csv[200], json[100], html[300], text[200];

        if (!night.known[i])
            continue;
        snprintf(csv, sizeof(csv), ",%s,%s,", words->code, words->en);
        snprintf(json, sizeof(json), "\"%s\":", words->code);
        snprintf(html, sizeof(html), "<td class=t>%s</td><td class=w>%s</td><td class=n>",
                 words->code, words->en);
        snprintf(text, sizeof(text), "  %s %s: ", words->zh, words->en);
        assert_int_equal(after(pages[NIGHT_CSV].data, csv), count);
        assert_int_equal(after(strstr(pages[NIGHT_JSON].data, "\"totals\":"), json), count);
        assert_int_equal(after(pages[NIGHT_HTML].data, html), count);
        if (count > 0) // the others are one line
            assert_int_equal(after(pages[NIGHT_TEXT].data, text), count);
    }
    // The workbook is written from the same tables, whose rows are those of the night.
    assert_memory_equal(pages[NIGHT_XLSX].data, "PK", 2);
    night_tables_make(&night, tables);
    assert_int_equal(tables[0].row_count, FIGURE_COUNT);
    assert_int_equal(tables[3].row_count, night.row_count);
    night_tables_clear(tables);
    for (unsigned i = 0; i < NIGHT_FORMATS; i++)
        buffer_clear(&pages[i]);
    night_clear(&night);
}

static void a_long_list_says_in_text_how_many_more_there_are(void **state)
{
    struct office *office = *state;
    struct night night;
    struct buffer page;

    set_scene(office, true);
    office_begin(office);
    for (int i = 0; i < 60; i++)
        office_put(office, "patrol", 1000 + i, "'started_at':1000");
    office_commit(office);
    night = read_night(office);
    assert_int_equal(night.counts[FIGURE_UNCALLED], 61);
    buffer_init(&page, 1 << 20);
    night_text(&night, &page);
    assert_non_null(strstr(page.data, "还有 11 项,见 CSV 或 JSON · 11 more, see CSV or JSON"));
    buffer_clear(&page);
    night_clear(&night);
}

static void a_flood_is_counted_whole_and_listed_in_part(void **state)
{
    struct office *office = *state;
    const struct night_row row
        = {.figure = FIGURE_FILES, .amount = 1, .site = sample_id(SAMPLE_SITE)};
    struct night night, back;
    struct buffer page;
    size_t count;

    night_init(&night);
    night_init(&back);
    buffer_init(&page, 8 << 20);
    for (int i = 0; i < 5000; i++) {
        struct night_row one = row;

        one.record = sample_id(i);
        night_add(&night, &one);
    }
    assert_ok(office, night_settle(&night, &office->error));
    assert_int_equal(night.counts[FIGURE_FILES], 5000);
    night_rows(&night, FIGURE_FILES, &count);
    assert_int_equal(count, NIGHT_GROUP_ROWS + 1);
    assert_ok(office, night_page_write(&night, &page, &office->error));
    assert_ok(office, night_page_read((struct span){page.data, page.len}, &back, &office->error));
    assert_int_equal(back.counts[FIGURE_FILES], 5000);
    assert_int_equal(back.row_count, NIGHT_GROUP_ROWS + 1);
    buffer_clear(&page);
    night_clear(&back);
    night_clear(&night);
}

static void the_summary_names_the_three_worst_and_no_customer(void **state)
{
    struct office *office = *state;
    struct night night;
    struct buffer text;
    size_t shown = 0;

    set_scene(office, true);
    night = read_night(office);
    buffer_init(&text, 1 << 16);
    night_text_summary(&night, "https://office/#/board/1", &text);
    for (const char *at = text.data; (at = strstr(at, "\n! ")); at++)
        shown++;
    assert_int_equal(shown, NIGHT_TEXT_WORST);
    assert_non_null(strstr(text.data, "https://office/#/board/1"));
    assert_null(strstr(text.data, "李"));
    assert_null(strstr(text.data, "A路"));
    buffer_clear(&text);
    night_clear(&night);
}

static void sites_are_read_one_after_the_other(void **state)
{
    struct office *office = *state;
    struct uuid site = sample_id(SAMPLE_SITE), none = sample_id(OTHER_SITE);
    struct office_facts facts = {0};
    struct progress progress;
    size_t count;

    office_facts_close(&facts);
    set_scene(office, true);
    assert_ok(office, view_begin(office->reader, &office->error));
    assert_ok(office, office_facts_open(office->reader, NULL, &facts, &office->error));
    assert_ok(office, office_facts_load(&facts, &site, &office->error));
    assert_int_equal(facts.facts.count, 4);
    assert_non_null(facts_of_kind(&facts.facts, "person", &count));
    assert_ok(office, office_facts_progress(&facts, SAMPLE_NOW_MS, &progress, &office->error));
    assert_int_equal(progress.node_count, 7);
    assert_ok(office, office_facts_load(&facts, &none, &office->error));
    assert_int_equal(facts.facts.count, 1);
    assert_ok(office, office_facts_progress(&facts, SAMPLE_NOW_MS, &progress, &office->error));
    assert_null(progress.record);
    office_facts_close(&facts);
    view_end(office->reader);
}

// D6.2: what counts as changed since it was signed, and who signed last, must be the same here as
// on the tablets, which do not know when the office received what.
static void a_tablet_whose_clock_is_ahead_does_not_part_office_and_tablets(void **state)
{
    const struct written ahead = {.one = "'text':'one'",
                                  .other = "'text':'other'",
                                  .time_ms = SAMPLE_NOW_MS + INT64_C(86400000)};
    struct office *office = *state;
    struct uuid site = sample_id(SAMPLE_SITE), id = sample_id(OTHER_SITE);
    struct office_facts facts = {0};
    const struct fact *note;

    set_scene(office, true);
    office_begin(office);
    office_put_written(office, "note", OTHER_SITE, &ahead);
    office_commit(office);
    assert_ok(office, view_begin(office->reader, &office->error));
    assert_ok(office, office_facts_open(office->reader, NULL, &facts, &office->error));
    assert_ok(office, office_facts_load(&facts, &site, &office->error));
    note = facts_find(&facts.facts, &id);
    assert_non_null(note);
    assert_true(fact_is(note, "text", "one"));
    assert_int_equal(note->time, hlc_start(SAMPLE_NOW_MS + INT64_C(86400000)));
    office_facts_close(&facts);
    view_end(office->reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(d4_1_a_key_inspection_without_presence_is_in_the_night),
        TEST(d7_1_nobody_is_left_out_and_no_answer_is_not_a_result),
        TEST(a_site_is_unvisited_from_the_seventh_day_on_until_somebody_is_there),
        TEST(d9_2_a_change_past_its_day_has_vanished),
        TEST(a_site_that_cannot_be_judged_says_why),
        TEST(a_page_reads_back_as_it_was_written),
        TEST(every_format_carries_the_same_numbers),
        TEST(a_long_list_says_in_text_how_many_more_there_are),
        TEST(a_flood_is_counted_whole_and_listed_in_part),
        TEST(the_summary_names_the_three_worst_and_no_customer),
        TEST(sites_are_read_one_after_the_other),
        TEST(a_tablet_whose_clock_is_ahead_does_not_part_office_and_tablets),
    };

    return cmocka_run_group_tests_name("night_sites", tests, NULL, NULL);
}
