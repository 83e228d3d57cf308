// SPDX-License-Identifier: Apache-2.0
// A customer who is erased: what goes, what stays, and that nobody brings anything back.
#include "server/storage/actors.h"
#include "server/storage/scope.h"
#include "server/sync/erasure_line.h"
#include "server/sync/office_parts.h"
#include "shared/model/erasure_mark.h"
#include "shared/wire/raw_entry.h"
#include "shared/wire/state_line.h"
#include "tests/unit/erasure_fixture.h"
#include "tests/unit/photo_fixture.h"

static void what_a_customer_had_is_gone_and_counters_have_no_hole(void **state)
{
    struct world *world = *state;
    struct uuid id = canary_note(world, &world->a), other = bench_site(&world->bench);
    struct actor_row actor;
    struct history_row entry;
    struct uuid site;

    bench_assign(&world->bench, &world->person, &other);
    pad_sync(&world->a);
    assert_true(lies_around(world));
    erase(world);
    assert_false(world_has(world, &id));
    assert_false(world_has(world, &world->site));
    assert_false(world_has(world, &world->assignment));
    assert_true(world_has(world, &other) && world_has(world, &world->person));
    assert_int_equal(actors_get(world_writer(world), world->a.actor, &actor, NULL), ERR_OK);
    assert_int_equal(actor.counter, 1);
    assert_int_equal(history_get(world_writer(world), actor.row, 1, &entry, NULL), ERR_OK);
    assert_true(erasure_mark_parse(entry.bytes, &site) && uuid_equal(&site, &world->site));
    assert_true(digest_equal(&entry.chain, &world->a.entries[0].chain));
    assert_true(erasure_of(world).scrubbed_ms > 0);
    assert_false(lies_around(world));
    check_store(world);
}

static void the_plan_must_be_of_this_very_site_as_it_is(void **state)
{
    struct world *world = *state;
    struct office_erase_plan plan = plan_of(world);
    struct uuid none = fresh_id(&world->bench);

    assert_int_equal(erase_with(world, "0000-0000", "asked"), ERR_STALE);
    assert_int_equal(erase_with(world, "", "asked"), ERR_STALE);
    assert_int_equal(erase_with(world, plan.code, ""), ERR_INVALID);
    canary_note(world, &world->a);
    pad_sync(&world->a);
    assert_int_equal(erase_with(world, plan.code, "asked"), ERR_STALE);
    assert_true(world_has(world, &world->site));
    assert_int_equal(office_erase_plan(world->bench.office, world_writer(world), &none, &plan,
                                       &world->bench.error),
                     ERR_NOT_FOUND);
    erase(world);
    assert_int_equal(office_erase_plan(world->bench.office, world_writer(world), &world->site,
                                       &plan, &world->bench.error),
                     ERR_EXISTS);
}

static void a_reason_may_not_carry_the_customers_data(void **state)
{
    struct world *world = *state;
    struct field fields[] = {{span_of("customer_name"), span_of("\"Lin Canary\"")}};
    struct office_edit edit
        = {.id = world->site, .kind = "site", .fields = fields, .field_count = 1};
    struct office_erase_plan plan;

    assert_int_equal(office_edit(world->bench.office, &edit, 1, &world->bench.error), ERR_OK);
    plan = plan_of(world);
    assert_int_equal(erase_with(world, plan.code, "Lin Canary asked"), ERR_INVALID);
    assert_true(world_has(world, &world->site));
    assert_int_equal(erase_with(world, plan.code, "she asked"), ERR_OK);
}

static void work_that_comes_later_counts_and_is_not_kept(void **state)
{
    struct world *world = *state;
    struct reply_line line;
    struct uuid id;

    pad_sync(&world->a);
    erase(world);
    id = canary_note(world, &world->a);
    pad_sync(&world->a);
    assert_int_equal(vector_counter(&world->a.reply.receipt.actors, world->a.actor), 1);
    assert_false(world_has(world, &id));
    assert_false(lies_around(world));
    assert_int_equal(erasure_of(world).late, 1);
    assert_true(pad_line(&world->a, LINE_HELD, 0, &line)); // its author is told
    assert_int_equal(line.held, HELD_REJECTED);
    assert_true(uuid_equal(&line.id, &id));
    assert_true(pad_line(&world->a, LINE_DROP, 0, &line));
    assert_true(line.erased);
    canary_note(world, &world->a); // its chain goes on behind the mark
    pad_sync(&world->a);
    check_store(world);
    bench_restart(&world->bench);
    pad_exchange(&world->a, 0, world->a.count); // all over again: nothing new, and no fork
    assert_int_equal(world->a.reply.answer, ANSWER_OK);
    assert_int_equal(erasure_of(world).late, 2);
    assert_int_equal(world_only_held(world).row, 0);
}

static void the_mark_that_a_tablet_left_stands_for_its_entry(void **state)
{
    struct world *world = *state;
    struct pad *pad = &world->a;
    char mark[ERASURE_MARK_TEXT];
    struct raw_entry raw;
    struct held_row held;

    pad_sync(pad);
    erase(world);
    canary_note(world, pad);
    erasure_mark_format(&world->site, mark);
    raw = (struct raw_entry){pad->entries[0].dot, pad->entries[0].chain};
    raw_entry_format(&raw, span_of(mark), &pad->offers); // behind the header: its only line
    pad->next.push = (struct exchange_push){
        .present = true, .raw = true, .count = 1, .to = pad->entries[0].chain};
    pad_exchange(pad, 0, 0);
    assert_int_equal(pad->reply.answer, ANSWER_OK);
    pad->sent = 1;
    held = world_only_held(world);
    assert_int_equal(held.row, 0); // nothing to decide, and no alarm about its chain
    assert_int_equal(pad_count(pad, LINE_HELD), 0);
    assert_int_equal(erasure_of(world).late, 1);
    canary_note(world, pad);
    pad_sync(pad);
    check_store(world);
    assert_false(lies_around(world));
}

static void a_mark_of_a_site_that_nobody_erased_is_no_excuse(void **state)
{
    struct world *world = *state;
    struct pad *pad = &world->a;
    char mark[ERASURE_MARK_TEXT];
    struct raw_entry raw;

    canary_note(world, pad);
    erasure_mark_format(&world->site, mark);
    raw = (struct raw_entry){pad->entries[0].dot, pad->entries[0].chain};
    raw_entry_format(&raw, span_of(mark), &pad->offers);
    pad->next.push = (struct exchange_push){
        .present = true, .raw = true, .count = 1, .to = pad->entries[0].chain};
    pad_exchange(pad, 0, 0);
    assert_int_equal(world_only_held(world).reason, REASON_CHAIN);
    assert_int_equal(storage_check(office_storage(world->bench.office),
                                   office_mac_key(world->bench.office), &world->a.body,
                                   &world->bench.error),
                     ERR_CORRUPT);
}

static void an_offered_state_brings_nobody_back(void **state)
{
    struct world *world = *state;
    struct uuid id = canary_note(world, &world->a);
    struct buffer kept;
    uint8_t mac[MAC_BYTES];
    struct span text;

    pad_sync(&world->a);
    pad_sync(&world->b);
    assert_true(pad_state(&world->b, &id, &text));
    buffer_init(&kept, 1 << 16);
    buffer_append(&kept, text.data, text.len);
    erase(world);
    text = (struct span){kept.data, kept.len};
    mac_make(office_mac_key(world->bench.office), text.data, text.len, mac); // the office's own
    state_line_format(mac, text, &world->b.offers);
    world->b.next.offer = OFFER_STATES;
    world->b.next.offer_count = 1;
    pad_sync(&world->b);
    assert_false(world_has(world, &id));
    assert_false(lies_around(world));
    check_store(world);
    buffer_clear(&kept);
}

static void an_edit_in_the_office_is_refused_in_words(void **state)
{
    struct world *world = *state;
    struct field field = {span_of("text"), span_of("\"x\"")};
    struct office_edit edit
        = {.site = world->site, .kind = "note", .fields = &field, .field_count = 1};

    erase(world);
    assert_int_equal(office_edit(world->bench.office, &edit, 1, &world->bench.error), ERR_INVALID);
    assert_non_null(strstr(world->bench.error.detail, "erased by law"));
}

static bool file_is_there(struct world *world, const struct photo *photo)
{
    struct digest digest;
    uint64_t size;

    digest_parse(photo->digest, HASH_TEXT - 1, &digest);
    return blob_store_verify(office_blobs(world->bench.office), &digest, &size, NULL) == ERR_OK;
}

// A photo that a record of the site names, and its bytes.
static void bring_photo(struct world *world, const struct photo *photo, const struct uuid *site)
{
    char digest[HASH_TEXT + 2], of[UUID_TEXT + 2], id[UUID_TEXT];
    struct field fields[]
        = {{span_of("digest"), {digest, HASH_TEXT + 1}}, {span_of("of"), {of, UUID_TEXT + 1}}};
    struct uuid record = uuid_equal(site, &photo->site) ? photo->record : fresh_id(&world->bench);
    struct pad_write wish
        = {.id = record, .site = *site, .kind = "photo", .fields = fields, .count = 2};
    struct knock knock = creation(&world->a, photo);

    uuid_format(site, id);
    snprintf(digest, sizeof(digest), "\"%s\"", photo->digest);
    snprintf(of, sizeof(of), "\"%s\"", id);
    pad_write(&world->a, &wish);
    pad_sync(&world->a);
    with_body(&knock, photo->bytes);
    assert_int_equal(status_of(world, &knock), 201);
}

static void files_go_but_for_those_that_another_site_names(void **state)
{
    struct world *world = *state;
    struct photo own = take_photo(world, CANARY " own"), shared = take_photo(world, "shared");
    struct uuid other = bench_site(&world->bench);

    bench_assign(&world->bench, &world->person, &other);
    bring_photo(world, &own, &world->site);
    bring_photo(world, &shared, &world->site);
    bring_photo(world, &shared, &other);
    assert_true(file_is_there(world, &own) && file_is_there(world, &shared));
    assert_int_equal(plan_of(world).figures.files, 1);
    assert_int_equal(plan_of(world).figures.shared_files, 1);
    erase(world);
    assert_false(file_is_there(world, &own));
    assert_true(file_is_there(world, &shared));
    assert_false(lies_around(world));
}

static void a_file_of_an_erased_site_is_answered_as_if_it_had_come(void **state)
{
    struct world *world = *state;
    struct photo photo = take_photo(world, CANARY " late");
    struct knock knock = creation(&world->a, &photo);
    struct answer answer;

    pad_sync(&world->a);
    erase(world);
    assert_int_equal(ask(world, &knock, &answer), 201);
    assert_string_equal(answer_header(&answer, "Upload-Offset"), photo.length);
    answer_clear(&answer);
    assert_false(file_is_there(world, &photo));
    knock = creation(&world->a, &photo); // and again with its bytes
    with_body(&knock, photo.bytes);
    assert_int_equal(status_of(world, &knock), 201);
    assert_false(file_is_there(world, &photo));
    assert_false(lies_around(world));
}

static void what_was_held_loses_its_bytes_and_waits_no_more(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench), stranger = fresh_id(&world->bench);
    const struct field field = {span_of("text"), span_of("\"" CANARY "\"")};
    struct pad_write wish = {.id = id,
                             .site = world->site,
                             .kind = "note",
                             .fields = &field,
                             .count = 1,
                             .person = &stranger};
    char text[160], site[UUID_TEXT];

    pad_write(&world->a, &wish);
    uuid_format(&world->site, site); // bytes that are no write, and name the site
    snprintf(text, sizeof(text),
             "{\"actor\":\"%016llx\",\"counter\":\"2\",\"odd\":\"" CANARY "\",\"site\":\"%s\"}",
             (unsigned long long)world->a.actor, site);
    pad_journal(&world->a, (struct dot){world->a.actor, ++world->a.counter}, span_of(text));
    pad_sync(&world->a);
    assert_true(lies_around(world));
    erase(world);
    assert_false(lies_around(world));
    check_store(world);
}

static void an_entry_of_another_site_that_named_a_record_of_this_one_is_not_hurt(void **state)
{
    struct world *world = *state;
    struct uuid id = canary_note(world, &world->a), other = bench_site(&world->bench), kept;
    struct actor_row actor;
    struct history_row entry;
    struct uuid site;

    bench_assign(&world->bench, &world->person, &other);
    kept = fresh_id(&world->bench);
    pad_note(&world->a, &kept, &other, "kept", NULL);
    pad_note(&world->a, &kept, &world->site, CANARY, NULL); // claims the other site's record
    pad_sync(&world->a);
    erase(world);
    assert_false(world_has(world, &id));
    assert_true(world_holds(world, &kept, "kept"));
    assert_int_equal(actors_get(world_writer(world), world->a.actor, &actor, NULL), ERR_OK);
    assert_int_equal(history_get(world_writer(world), actor.row, 2, &entry, NULL), ERR_OK);
    assert_false(erasure_mark_parse(entry.bytes, &site));
    assert_int_equal(history_get(world_writer(world), actor.row, 3, &entry, NULL), ERR_OK);
    assert_true(erasure_mark_parse(entry.bytes, &site));
    assert_false(lies_around(world));
}

static void the_ledger_alone_erases_at_the_next_start(void **state)
{
    struct world *world = *state;
    struct erasure_line line = {.erasure = {.site = world->site, .at_ms = 1, .by = "ops"}};
    struct uuid id = canary_note(world, &world->a);

    pad_sync(&world->a);
    text_copy(line.erasure.reason, sizeof(line.erasure.reason), span_of("asked"));
    // The process dies between the ledger and the commit; the line may even be there twice.
    for (int i = 0; i < 2; i++)
        assert_int_equal(
            erasure_line_write(world->bench.office->ledger, &line, &world->bench.error), ERR_OK);
    bench_restart(&world->bench);
    assert_false(world_has(world, &id));
    assert_int_equal(erasure_of(world).at_ms, 1);
    assert_false(lies_around(world));
    check_store(world);
    bench_restart(&world->bench);
    canary_note(world, &world->a);
    pad_sync(&world->a); // and guards from then on
    assert_int_equal(erasure_of(world).late, 1);
}

static void a_tablet_that_had_it_once_is_told_too_and_confirms(void **state)
{
    struct world *world = *state;
    struct reply_line line;

    pad_sync(&world->a);
    pad_sync(&world->b);
    bench_set_active(&world->bench, &world->assignment, false);
    pad_sync(&world->a);
    world->a.next.dropped = mem_dup(&world->site, sizeof(world->site));
    world->a.next.dropped_count = 1;
    pad_sync(&world->a); // purged, but its journal keeps bytes for the backup
    erase(world);
    pad_sync(&world->a);
    assert_true(pad_line(&world->a, LINE_DROP, 0, &line));
    assert_true(line.erased && uuid_equal(&line.id, &world->site));
    world->a.next.dropped = mem_dup(&world->site, sizeof(world->site));
    world->a.next.dropped_count = 1;
    pad_sync(&world->a);
    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_DROP), 0);
}

static void a_mark_has_one_form(void **state)
{
    struct uuid site = {{0xab, 1}}, back = {{7}};
    char mark[ERASURE_MARK_TEXT], wrong[ERASURE_MARK_TEXT + 1];

    (void)state;
    erasure_mark_format(&site, mark);
    assert_string_equal(mark, "erased ab010000000000000000000000000000");
    assert_true(erasure_mark_parse(span_of(mark), &back) && uuid_equal(&site, &back));
    for (size_t len = 0; len < sizeof(mark) - 1; len++)
        assert_false(erasure_mark_parse((struct span){mark, len}, &back));
    snprintf(wrong, sizeof(wrong), "%s0", mark);
    assert_false(erasure_mark_parse(span_of(wrong), &back));
    memcpy(wrong, mark, sizeof(mark));
    wrong[7] = 'A';
    assert_false(erasure_mark_parse(span_of(wrong), &back));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(what_a_customer_had_is_gone_and_counters_have_no_hole),
        IN_WORLD(the_plan_must_be_of_this_very_site_as_it_is),
        IN_WORLD(a_reason_may_not_carry_the_customers_data),
        IN_WORLD(work_that_comes_later_counts_and_is_not_kept),
        IN_WORLD(the_mark_that_a_tablet_left_stands_for_its_entry),
        IN_WORLD(a_mark_of_a_site_that_nobody_erased_is_no_excuse),
        IN_WORLD(an_offered_state_brings_nobody_back),
        IN_WORLD(an_edit_in_the_office_is_refused_in_words),
        IN_WORLD(files_go_but_for_those_that_another_site_names),
        IN_WORLD(a_file_of_an_erased_site_is_answered_as_if_it_had_come),
        IN_WORLD(what_was_held_loses_its_bytes_and_waits_no_more),
        IN_WORLD(an_entry_of_another_site_that_named_a_record_of_this_one_is_not_hurt),
        IN_WORLD(the_ledger_alone_erases_at_the_next_start),
        IN_WORLD(a_tablet_that_had_it_once_is_told_too_and_confirms),
        cmocka_unit_test(a_mark_has_one_form),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
