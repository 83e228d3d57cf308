// SPDX-License-Identifier: Apache-2.0
// What the office holds of a tablet's entries by role rights, and by the rule that some records are
// written once.
#include "server/storage/held.h"
#include "server/storage/records.h"
#include "tests/unit/tablet_by_hand.h"

static const struct office_decision decision = {.why = "看过了"};

static struct view *writer_of(struct world *world)
{
    return storage_writer(office_storage(world->bench.office));
}

// How many writes stand in a record.
static size_t standing_in(struct world *world, const struct uuid *id)
{
    struct record_row row;
    struct arena arena;
    struct record record;
    size_t count = 0;

    arena_init(&arena, 1 << 20);
    if (records_get(writer_of(world), id, &row, NULL) == ERR_OK) {
        assert_int_equal(record_parse(row.state, &arena, &record, NULL), ERR_OK);
        count = record.write_count;
        record_clear(&record);
    }
    arena_clear(&arena);
    return count;
}

struct open_rows {
    struct held_row rows[8];
    size_t count;
};

static bool take_row(void *arg, const struct held_row *held)
{
    struct open_rows *open = arg;

    assert_true(open->count < 8);
    open->rows[open->count++] = *held;
    return true;
}

static struct open_rows open_rows(struct world *world)
{
    struct held_filter filter = {.open_only = true};
    struct open_rows open = {.count = 0};

    assert_int_equal(held_list(writer_of(world), &filter, take_row, &open, NULL), ERR_OK);
    return open;
}

// The role of the person of both tablets.
static void set_role(struct world *world, const char *value)
{
    const struct field field = {{"role", 4}, {value, strlen(value)}};
    struct office_edit edit
        = {.id = world->person, .kind = "person", .fields = &field, .field_count = 1};

    assert_int_equal(office_edit(world->bench.office, &edit, 1, &world->bench.error), ERR_OK);
}

static struct pad_write patrol_of(struct world *world, const struct uuid *id)
{
    static const struct field field = FIELD("started_at", "1763800000000");

    return (struct pad_write){
        .id = *id, .site = world->site, .kind = "patrol", .fields = &field, .count = 1};
}

// D1.1: a patrol is the inspector's.
static void a_role_that_may_write_is_not_held(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct pad_write wish = patrol_of(world, &id);

    pad_write(&world->a, &wish);
    pad_sync(&world->a);
    assert_int_equal(open_rows(world).count, 0);
    assert_int_equal(standing_in(world, &id), 1);
}

// D1.2
static void what_the_role_does_not_write_is_held_and_a_person_may_take_it(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench), other = fresh_id(&world->bench);
    struct pad_write wish = patrol_of(world, &id);
    struct reply_line line;

    set_role(world, "\"designer\"");
    pad_write(&world->a, &wish);
    pad_note(&world->a, &other, &world->site, "a note", NULL);
    pad_sync(&world->a);
    struct open_rows open = open_rows(world);
    assert_int_equal(open.count, 1);
    assert_int_equal(open.rows[0].reason, REASON_ROLE);
    assert_non_null(strstr(open.rows[0].detail, "设计师"));
    assert_non_null(strstr(open.rows[0].detail, "role designer may not write patrol"));
    assert_int_equal(standing_in(world, &id), 0);
    assert_int_equal(standing_in(world, &other), 1);
    assert_true(pad_line(&world->a, LINE_HELD, 0, &line));
    assert_true(uuid_equal(&line.id, &id));
    assert_int_equal(office_held_accept(world->bench.office, open.rows[0].row, &decision, NULL),
                     ERR_OK);
    assert_int_equal(standing_in(world, &id), 1);
    assert_int_equal(open_rows(world).count, 0);
}

static void what_the_role_does_not_write_may_be_rejected(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    struct pad_write wish = patrol_of(world, &id);

    set_role(world, "\"front_desk\"");
    pad_write(&world->a, &wish);
    pad_sync(&world->a);
    assert_int_equal(
        office_held_reject(world->bench.office, open_rows(world).rows[0].row, &decision, NULL),
        ERR_OK);
    assert_int_equal(standing_in(world, &id), 0);
    assert_int_equal(open_rows(world).count, 0);
}

// D1.10
static void of_an_auditor_everything_is_held(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench), other = fresh_id(&world->bench);
    const struct field field = FIELD("x", "1");
    struct pad_write wish
        = {.id = other, .site = world->site, .kind = "zebra", .fields = &field, .count = 1};

    set_role(world, "\"auditor\"");
    pad_note(&world->a, &id, &world->site, "x", NULL);
    pad_write(&world->a, &wish);
    pad_sync(&world->a);
    struct open_rows open = open_rows(world);
    assert_int_equal(open.count, 2);
    assert_int_equal(open.rows[0].reason, REASON_ROLE);
    assert_int_equal(open.rows[1].reason, REASON_ROLE);
}

static void a_new_role_counts_for_what_comes_after(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench), next = fresh_id(&world->bench);
    struct pad_write wish = patrol_of(world, &id);

    set_role(world, "\"designer\"");
    pad_write(&world->a, &wish);
    pad_sync(&world->a);
    set_role(world, "\"supervisor\"");
    wish = patrol_of(world, &next);
    pad_write(&world->a, &wish);
    pad_sync(&world->a);
    assert_int_equal(open_rows(world).count, 1);
    assert_int_equal(standing_in(world, &next), 1);
}

// D1.10, D1.2: an edit in the office that names its person is bound by the same rights.
static void the_office_writes_for_a_person_what_the_role_allows(void **state)
{
    struct world *world = *state;
    const struct field text = FIELD("text", "\"x\""), started = FIELD("started_at", "5");
    struct office_edit note = {.site = world->site,
                               .person = world->person,
                               .kind = "note",
                               .fields = &text,
                               .field_count = 1},
                       patrol = note;

    patrol.kind = "patrol";
    patrol.fields = &started;
    assert_int_equal(office_edit(world->bench.office, &patrol, 1, NULL), ERR_OK);
    patrol.id = uuid_nil;
    set_role(world, "\"designer\"");
    assert_int_equal(office_edit(world->bench.office, &note, 1, NULL), ERR_OK);
    assert_int_equal(office_edit(world->bench.office, &patrol, 1, NULL), ERR_DENIED);
    set_role(world, "\"auditor\"");
    note.id = patrol.id = uuid_nil;
    assert_int_equal(office_edit(world->bench.office, &note, 1, NULL), ERR_DENIED);
    patrol.person = fresh_id(&world->bench); // of whom there is no record
    assert_int_equal(office_edit(world->bench.office, &patrol, 1, NULL), ERR_OK);
}

static struct pad_write presence_of(struct world *world, const struct uuid *id,
                                    struct field fields[2], char person[UUID_TEXT + 2])
{
    person[0] = '"';
    uuid_format(&world->person, person + 1);
    person[UUID_TEXT] = '"';
    fields[0] = FIELD("at", "1763800000000");
    fields[1] = (struct field){{"person", 6}, {person, UUID_TEXT + 1}};
    return (struct pad_write){
        .id = *id, .site = world->site, .kind = "presence", .fields = fields, .count = 2};
}

// D6.4: whoever writes again what is written once is held, and nobody can let it in.
static void assert_second_is_held(struct world *world, const struct uuid *id)
{
    struct open_rows open = open_rows(world);

    assert_int_equal(open.count, 1);
    assert_int_equal(open.rows[0].reason, REASON_INVALID);
    assert_int_equal(standing_in(world, id), 1);
    assert_int_equal(office_held_accept(world->bench.office, open.rows[0].row, &decision, NULL),
                     ERR_CONFLICT);
    assert_int_equal(standing_in(world, id), 1);
    assert_int_equal(office_held_reject(world->bench.office, open.rows[0].row, &decision, NULL),
                     ERR_OK);
    assert_int_equal(standing_in(world, id), 1);
}

static void a_second_creation_of_what_is_written_once_is_held(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    char person[UUID_TEXT + 2];
    struct field fields[2];
    struct pad_write wish = presence_of(world, &id, fields, person);

    pad_write(&world->a, &wish);
    pad_sync(&world->a);
    pad_write(&world->b, &wish);
    pad_sync(&world->b);
    assert_second_is_held(world, &id);
}

static void a_second_creation_in_the_same_batch_is_held(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    char person[UUID_TEXT + 2];
    struct field fields[2];
    struct pad_write wish = presence_of(world, &id, fields, person);

    pad_write(&world->a, &wish);
    pad_write(&world->a, &wish);
    pad_sync(&world->a);
    assert_second_is_held(world, &id);
}

static void a_second_creation_in_the_same_group_is_held(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench);
    char person[UUID_TEXT + 2];
    struct field fields[2];
    struct pad_write wish = presence_of(world, &id, fields, person);

    wish.group = (struct write_group){true, 9, 1, 2};
    pad_write(&world->a, &wish);
    wish.group.index = 2;
    pad_write(&world->a, &wish);
    pad_sync(&world->a);
    assert_second_is_held(world, &id);
}

static void a_creation_that_waited_while_another_came_is_held(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench), last = fresh_id(&world->bench);
    char person[UUID_TEXT + 2];
    struct field fields[2];
    struct pad_write wish = presence_of(world, &id, fields, person);
    const struct field text = FIELD("text", "\"g\"");
    struct pad_write note = {.id = last,
                             .site = world->site,
                             .kind = "note",
                             .fields = &text,
                             .count = 1,
                             .group = {true, 9, 2, 2}};

    pad_write(&world->b, &wish);
    wish.group = (struct write_group){true, 9, 1, 2};
    pad_write(&world->a, &wish);
    pad_write(&world->a, &note);
    assert_int_equal(pad_exchange(&world->a, 0, 1), 200);
    pad_sync(&world->b);
    assert_int_equal(pad_exchange(&world->a, 1, 2), 200);
    assert_int_equal(standing_in(world, &last), 1);
    assert_second_is_held(world, &id);
}

static void an_edit_or_a_deletion_of_what_is_written_once_is_held(void **state)
{
    struct world *world = *state;
    struct uuid id = fresh_id(&world->bench), other = fresh_id(&world->bench);
    char person[UUID_TEXT + 2];
    struct field fields[2], deleting[3];
    struct pad_write wish = presence_of(world, &id, fields, person);
    struct dot made = pad_write(&world->a, &wish);

    pad_sync(&world->a);
    wish.seen[0] = made;
    wish.seen_count = 1;
    pad_write(&world->a, &wish);
    pad_sync(&world->a);
    assert_second_is_held(world, &id);
    wish = presence_of(world, &other, fields, person);
    deleting[0] = fields[0];
    deleting[1] = FIELD("deleted", "true");
    deleting[2] = fields[1];
    wish.fields = deleting;
    wish.count = 3;
    pad_write(&world->a, &wish);
    pad_sync(&world->a);
    assert_int_equal(open_rows(world).rows[0].reason, REASON_INVALID);
    assert_non_null(strstr(open_rows(world).rows[0].detail, "presence is never deleted"));
    assert_int_equal(standing_in(world, &other), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_role_that_may_write_is_not_held),
        IN_WORLD(what_the_role_does_not_write_is_held_and_a_person_may_take_it),
        IN_WORLD(what_the_role_does_not_write_may_be_rejected),
        IN_WORLD(of_an_auditor_everything_is_held),
        IN_WORLD(a_new_role_counts_for_what_comes_after),
        IN_WORLD(the_office_writes_for_a_person_what_the_role_allows),
        IN_WORLD(a_second_creation_of_what_is_written_once_is_held),
        IN_WORLD(a_second_creation_in_the_same_batch_is_held),
        IN_WORLD(a_second_creation_in_the_same_group_is_held),
        IN_WORLD(a_creation_that_waited_while_another_came_is_held),
        IN_WORLD(an_edit_or_a_deletion_of_what_is_written_once_is_held),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
