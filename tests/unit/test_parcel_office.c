// SPDX-License-Identifier: Apache-2.0
// Handover files at the office: taken in as if their tablet had come, whoever brings them and
// however often.
#include "shared/crypto/envelope.h"
#include "tests/unit/parcel_fixture.h"

struct alarm_search {
    const char *kind;
    int count;
};

static bool find_alarm(void *arg, const struct alarm_row *alarm)
{
    struct alarm_search *search = arg;

    search->count += strcmp(alarm->kind, search->kind) == 0;
    return true;
}

static int alarms(struct world *world, const char *kind)
{
    struct alarm_search search = {.kind = kind};

    assert_int_equal(alarm_list(world_writer(world), 0, find_alarm, &search, NULL), ERR_OK);
    return search.count;
}

static void what_a_tablet_handed_over_is_taken_as_its_own(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct dot first = pad_note(&world->a, &id, &world->site, "eins", NULL);
    struct parcel_row row;
    struct buffer file;

    pad_note(&world->a, &id, &world->site, "zwei", &first);
    for (int i = 0; i < 9; i++) {
        struct uuid other = fresh_id(&world->bench);

        pad_note(&world->a, &other, &world->site, "mehr", NULL);
    }
    pad_parcel(&world->a, (struct parcel_wish){0, 4, NULL, 0}, &file);
    assert_import(world, &file, &row);
    assert_int_equal(row.state, PARCEL_TAKEN);
    assert_int_equal(row.entries, 11);
    assert_int_equal(row.entries_new, 11);
    assert_int_equal(row.entries_held, 0);
    assert_true(uuid_equal(&row.device, &world->a.device));
    assert_true(uuid_is_nil(&row.courier));
    assert_true(world_holds(world, &id, "zwei"));
    assert_false(world_holds(world, &id, "eins"));
    // The tablet hears of it by its own sync, and everything is one effect.
    pad_sync(&world->a);
    assert_int_equal(vector_counter(&world->a.reply.receipt.actors, world->a.actor), 11);
    assert_int_equal(counter_of(world, world->a.actor), 11);
    buffer_clear(&file);
}

static void twice_is_once(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct parcel_row row;
    struct buffer file, again;

    pad_note(&world->a, &id, &world->site, "eins", NULL);
    pad_parcel(&world->a, (struct parcel_wish){0, 100, NULL, 0}, &file);
    assert_import(world, &file, &row);
    assert_int_equal(row.entries_new, 1);
    assert_import(world, &file, &row);
    assert_int_equal(row.entries, 1); // as it was the first time
    assert_int_equal(parcels(world), 1);
    // Written a second time it is another file with the same in it.
    pad_parcel(&world->a, (struct parcel_wish){0, 100, NULL, 0}, &again);
    assert_import(world, &again, &row);
    assert_int_equal(row.entries, 1);
    assert_int_equal(row.entries_new, 0);
    assert_int_equal(row.state, PARCEL_TAKEN);
    assert_int_equal(parcels(world), 2);
    assert_int_equal(counter_of(world, world->a.actor), 1);
    buffer_clear(&file);
    buffer_clear(&again);
}

static void what_the_tablet_sent_itself_is_not_new(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct dot dot = pad_note(&world->a, &id, &world->site, "eins", NULL);
    struct parcel_row row;
    struct buffer file;

    pad_sync(&world->a);
    pad_note(&world->a, &id, &world->site, "zwei", &dot);
    pad_parcel(&world->a, (struct parcel_wish){0, 100, NULL, 0},
               &file); // taken before that sync, so to say
    assert_import(world, &file, &row);
    assert_int_equal(row.entries, 2);
    assert_int_equal(row.entries_new, 1);
    assert_true(world_holds(world, &id, "zwei"));
    buffer_clear(&file);
}

static void a_revoked_tablets_work_goes_to_quarantine(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct parcel_row row;
    struct buffer file;

    pad_note(&world->a, &id, &world->site, "eins", NULL);
    pad_parcel(&world->a, (struct parcel_wish){0, 100, NULL, 0}, &file);
    assert_int_equal(office_device_state(world->bench.office,
                                         &(struct office_device_rule){.device = world->a.device,
                                                                      .state = DEVICE_REVOKED,
                                                                      .reason = "lost"},
                                         &world->bench.error),
                     ERR_OK);
    assert_import(world, &file, &row);
    assert_int_equal(row.state, PARCEL_TAKEN);
    assert_int_equal(row.entries_new, 1);
    assert_int_equal(row.entries_held, 1);
    assert_int_equal(world_only_held(world).reason, REASON_DEVICE);
    assert_false(world_has(world, &id));
    buffer_clear(&file);
}

static void a_tablet_enrolled_anew_does_not_speak_with_its_old_key(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct device_row device;
    struct parcel_row row;
    struct commit_stamp stamp;
    struct storage *storage = office_storage(world->bench.office);
    struct buffer file;

    pad_note(&world->a, &id, &world->site, "eins", NULL);
    pad_parcel(&world->a, (struct parcel_wish){0, 100, NULL, 0}, &file);
    assert_int_equal(devices_get(world_writer(world), &world->a.device, &device, NULL), ERR_OK);
    device.public_key.bytes[0] ^= 1;
    assert_int_equal(storage_begin(storage, &stamp, NULL), ERR_OK);
    assert_int_equal(devices_put(storage, &device, NULL), ERR_OK);
    assert_int_equal(storage_commit(storage, NULL), ERR_OK);
    assert_import(world, &file, &row);
    assert_int_equal(row.entries_held, 1);
    assert_int_equal(world_only_held(world).reason, REASON_DEVICE);
    buffer_clear(&file);
}

static void one_that_lacks_what_came_before_waits_for_it(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct dot dot = pad_note(&world->a, &id, &world->site, "eins", NULL);
    struct sample_item photo = sample_blob(span_of("a photo"), &world->site, "photo");
    struct blob_row blob;
    struct parcel_row row;
    struct buffer late, early;

    pad_note(&world->a, &id, &world->site, "zwei", &dot);
    pad_parcel(&world->a, (struct parcel_wish){1, 100, &photo, 1}, &late);
    assert_import(world, &late, &row);
    assert_int_equal(row.state, PARCEL_WAITS);
    assert_int_equal(row.entries_new, 0);
    assert_string_not_equal(row.detail, "");
    assert_int_equal(counter_of(world, world->a.actor), 0);
    assert_int_equal(alarms(world, "parcel"), 1);
    // Its files need not wait.
    assert_int_equal(blobs_get(world_writer(world), &photo.item.digest, &blob, NULL), ERR_OK);
    assert_true(blob.held);
    pad_parcel(&world->a, (struct parcel_wish){0, 100, NULL, 0}, &early);
    world->a.count = 2;
    assert_import(world, &early, &row); // brings what was missing, and what waited goes on
    assert_int_equal(counter_of(world, world->a.actor), 2);
    assert_import(world, &late, &row);
    assert_int_equal(row.state, PARCEL_TAKEN);
    assert_int_equal(row.files, 1);
    assert_true(world_holds(world, &id, "zwei"));
    buffer_clear(&late);
    buffer_clear(&early);
}

static void what_is_lost_before_it_is_passed_over_when_a_person_says_so(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench), other = fresh_id(&world->bench);
    struct parcel_row row;
    struct buffer file;

    pad_note(&world->a, &id, &world->site, "verloren", NULL);
    pad_note(&world->a, &other, &world->site, "da", NULL);
    pad_parcel(&world->a, (struct parcel_wish){1, 100, NULL, 0}, &file);
    assert_import(world, &file, &row);
    assert_int_equal(row.state, PARCEL_WAITS);
    struct span bytes = {file.data, file.len};
    struct parcel_source source = parcel_source_of_bytes(&bytes);
    struct parcel_desk_wish wish = {.source = &source, .past_gap = true};
    assert_int_equal(parcel_desk_import(world->bench.office, &wish, &row, &world->bench.error),
                     ERR_OK);
    assert_int_equal(row.state, PARCEL_TAKEN);
    assert_int_equal(row.entries_new, 1);
    assert_true(world_holds(world, &other, "da"));
    assert_int_equal(counter_of(world, world->a.actor), 2);
    assert_int_equal(alarms(world, "history_lost"), 1);
    buffer_clear(&file);
}

static void files_are_verified_and_only_of_its_sites(void **state)
{
    struct world *world = *state;
    struct uuid foreign = bench_site(&world->bench), id = fresh_id(&world->bench);
    struct sample_item files[4] = {sample_blob(span_of("good"), &world->site, "photo"),
                                   sample_blob(span_of("bad"), &world->site, "photo"),
                                   sample_blob(span_of("foreign"), &foreign, "photo"),
                                   sample_blob(span_of("good"), &world->site, "photo")};
    struct parcel_row row;
    struct blob_row blob;
    struct buffer file;

    files[1].item.digest.bytes[3] ^= 1;
    pad_note(&world->a, &id, &world->site, "eins", NULL);
    pad_parcel(&world->a, (struct parcel_wish){0, 100, files, 4}, &file);
    assert_import(world, &file, &row);
    assert_int_equal(row.state, PARCEL_TAKEN);
    assert_int_equal(row.files, 4);
    assert_int_equal(row.files_new, 1);
    assert_int_equal(row.files_refused, 2);
    assert_int_equal(alarms(world, "parcel"), 1);
    assert_int_equal(blobs_get(world_writer(world), &files[0].item.digest, &blob, NULL), ERR_OK);
    assert_true(blob.held);
    for (int i = 1; i < 3; i++)
        assert_int_equal(blobs_get(world_writer(world), &files[i].item.digest, &blob, NULL),
                         ERR_NOT_FOUND);
    buffer_clear(&file);
}

static void a_parcel_within_a_parcel_is_read_too(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench), mine = fresh_id(&world->bench);
    struct parcel_row row;
    struct sample_item inner;
    struct buffer of_b, of_a;
    struct digest digest;

    pad_note(&world->b, &id, &world->site, "von b", NULL);
    pad_parcel(&world->b, (struct parcel_wish){0, 100, NULL, 0}, &of_b);
    pad_note(&world->a, &mine, &world->site, "von a", NULL);
    inner = sample_blob(sample_span(&of_b), &uuid_nil, "parcel");
    pad_parcel(&world->a, (struct parcel_wish){0, 100, &inner, 1}, &of_a);
    assert_import(world, &of_a, &row);
    assert_true(world_holds(world, &mine, "von a"));
    assert_true(world_holds(world, &id, "von b"));
    hash_once(of_b.data, of_b.len, &digest);
    assert_int_equal(parcels_get(world_writer(world), &digest, &row, NULL), ERR_OK);
    assert_int_equal(row.state, PARCEL_TAKEN);
    assert_true(uuid_equal(&row.device, &world->b.device));
    assert_true(uuid_equal(&row.courier, &world->a.device));
    buffer_clear(&of_b);
    buffer_clear(&of_a);
}

static void what_is_no_file_of_ours_is_not_kept(void **state)
{
    struct world *world = *state;
    struct sample_office other;
    struct sample_tablet stranger;
    struct sample_parties parties;
    struct parcel_row row;
    struct uuid id = fresh_id(&world->bench);
    struct buffer file;

    pad_note(&world->a, &id, &world->site, "eins", NULL);
    pad_parcel(&world->a, (struct parcel_wish){0, 100, NULL, 0}, &file);
    file.data[file.len / 2] ^= 1;
    assert_int_equal(parcel_import(world, &file, &row), ERR_FORGED);
    file.data[file.len / 2] ^= 1;
    file.len -= 5;
    assert_int_equal(parcel_import(world, &file, &row), ERR_FORGED);
    file.len = 7;
    assert_int_equal(parcel_import(world, &file, &row), ERR_PARSE);
    sample_office_make(&other);
    sample_tablet_make(&other, &world->a.device, &stranger);
    parties = (struct sample_parties){.device = stranger.device,
                                      .certificate = sample_span(&stranger.certificate),
                                      .device_key = stranger.key,
                                      .office_key = other.seal};
    buffer_reset(&file);
    sample_parcel(&parties, NULL, 0, &file);
    assert_int_equal(parcel_import(world, &file, &row), ERR_DENIED);
    assert_int_equal(parcels(world), 0);
    sample_tablet_clear(&stranger);
    sample_office_clear(&other);
    buffer_clear(&file);
}

// Sealed and signed, but with nonsense in it.
static void what_cannot_be_read_is_refused_and_kept(void **state)
{
    struct world *world = *state;
    struct sample_item nonsense = sample_push(span_of("no push\n"));
    struct uuid id = fresh_id(&world->bench);
    struct parcel_row row;
    struct buffer file;

    pad_note(&world->a, &id, &world->site, "eins", NULL);
    pad_parcel(&world->a, (struct parcel_wish){0, 100, &nonsense, 1}, &file);
    assert_import(world, &file, &row);
    assert_int_equal(row.state, PARCEL_REFUSED);
    assert_int_equal(row.entries_new, 1); // what stood before it counts
    assert_string_not_equal(row.detail, "");
    assert_true(world_has(world, &id));
    assert_int_equal(alarms(world, "parcel"), 1);
    buffer_clear(&file);
}

static void what_claims_another_tablets_entries_gets_none(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct parcel_row row;
    struct buffer file;
    struct pad forged = world->a;

    pad_note(&world->b, &id, &world->site, "von b", NULL);
    pad_sync(&world->b);
    // Tablet a signs entries of b's actor, which go on where b stands.
    pad_open(&world->a, &world->bench, &world->person);
    world->a.device = forged.device;
    world->a.key = forged.key;
    world->a.certificate_pem = forged.certificate_pem;
    world->a.receipt_key = forged.receipt_key;
    world->a.actor = world->b.actor;
    world->a.counter = 1;
    pad_note(&world->a, &id, &world->site, "gefälscht", NULL);
    pad_parcel(&world->a, (struct parcel_wish){0, 100, NULL, 0}, &file);
    assert_import(world, &file, &row);
    assert_int_equal(row.entries_new, 0);
    assert_false(world_holds(world, &id, "gefälscht"));
    assert_int_equal(counter_of(world, world->b.actor), 1);
    buffer_clear(&file);
    mem_free(forged.entries);
    exchange_reply_clear(&forged.reply);
    exchange_request_clear(&forged.next);
    buffer_clear(&forged.offers);
    buffer_clear(&forged.body);
    answer_clear(&forged.answer);
}

// The unsigned file of a tablet that an older program wiped.
static void old_sealed_file(struct world *world, struct buffer *out)
{
    const struct authority *authority = office_authority(world->bench.office);
    struct span pem = {authority->seal_pem.data, authority->seal_pem.len};
    struct random random = random_system();
    struct envelope_writer *writer = NULL;
    struct key *seal = NULL;
    char head[200], device[UUID_TEXT], digest[HASH_TEXT];
    struct digest of;

    assert_int_equal(certificate_public_key(pem, &seal, NULL), ERR_OK);
    uuid_format(&world->a.device, device);
    hash_once("a photo", 7, &of);
    digest_format(&of, digest);
    buffer_init(out, 1 << 20);
    assert_int_equal(envelope_begin(seal, &random, out, &writer, NULL), ERR_OK);
    snprintf(head, sizeof(head), "{\"blobs\":1,\"device\":\"%s\",\"entries\":%zu}\n", device,
             world->a.count);
    envelope_add(writer, head, strlen(head), out);
    for (size_t i = 0; i < world->a.count; i++) {
        envelope_add(writer, world->a.entries[i].bytes, world->a.entries[i].len, out);
        envelope_add(writer, "\n", 1, out);
    }
    snprintf(head, sizeof(head), "{\"blob\":\"%s\",\"size\":7}\na photo", digest);
    envelope_add(writer, head, strlen(head), out);
    assert_int_equal(envelope_finish(writer, out), ERR_OK);
    key_free(seal);
}

static void the_sealed_file_of_a_wiped_tablet_goes_to_quarantine(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct parcel_row row;
    struct blob_row blob;
    struct digest digest;
    struct buffer file;

    pad_note(&world->a, &id, &world->site, "eins", NULL);
    old_sealed_file(world, &file);
    // Nobody signed it: while the tablet is in use, anybody could have written it.
    assert_int_equal(parcel_import(world, &file, &row), ERR_OK);
    assert_int_equal(row.state, PARCEL_REFUSED);
    assert_int_equal(counter_of(world, world->a.actor), 0);
    buffer_clear(&file);
    assert_int_equal(office_device_state(world->bench.office,
                                         &(struct office_device_rule){.device = world->a.device,
                                                                      .state = DEVICE_WIPE,
                                                                      .reason = "lost"},
                                         &world->bench.error),
                     ERR_OK);
    old_sealed_file(world, &file);
    assert_import(world, &file, &row);
    assert_int_equal(row.state, PARCEL_TAKEN);
    assert_int_equal(row.entries_new, 1);
    assert_int_equal(row.entries_held, 1);
    assert_int_equal(world_only_held(world).reason, REASON_DEVICE);
    hash_once("a photo", 7, &digest);
    assert_int_equal(blobs_get(world_writer(world), &digest, &blob, NULL), ERR_OK);
    assert_true(blob.held);
    file.data[file.len - 3] ^= 1;
    assert_int_equal(parcel_import(world, &file, &row), ERR_CORRUPT);
    buffer_clear(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(what_a_tablet_handed_over_is_taken_as_its_own),
        IN_WORLD(twice_is_once),
        IN_WORLD(what_the_tablet_sent_itself_is_not_new),
        IN_WORLD(a_revoked_tablets_work_goes_to_quarantine),
        IN_WORLD(a_tablet_enrolled_anew_does_not_speak_with_its_old_key),
        IN_WORLD(one_that_lacks_what_came_before_waits_for_it),
        IN_WORLD(what_is_lost_before_it_is_passed_over_when_a_person_says_so),
        IN_WORLD(files_are_verified_and_only_of_its_sites),
        IN_WORLD(a_parcel_within_a_parcel_is_read_too),
        IN_WORLD(what_is_no_file_of_ours_is_not_kept),
        IN_WORLD(what_cannot_be_read_is_refused_and_kept),
        IN_WORLD(what_claims_another_tablets_entries_gets_none),
        IN_WORLD(the_sealed_file_of_a_wiped_tablet_goes_to_quarantine),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
