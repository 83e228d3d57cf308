// SPDX-License-Identifier: Apache-2.0
// Who may write on a tablet, told to it by the next exchange.
#include "server/sync/person_news.h"

#include "shared/wire/persons_line.h"
#include "tests/unit/tablet_by_hand.h"

// One exchange that says which list it has; *version becomes the one it is told, if any.
static bool told(struct world *world, char version[PERSONS_VERSION_TEXT], struct buffer *list)
{
    struct pad *pad = &world->a;
    struct span rest, text;
    bool cut, found = false;

    pad->next.persons_stated = true;
    snprintf(pad->next.persons, sizeof(pad->next.persons), "%s", version);
    pad_sync(pad);
    rest = pad->lines;
    while (wire_line(&rest, &text, &cut) && !cut) {
        struct reply_line line;

        assert_int_equal(reply_line_parse(text, &line, NULL), ERR_OK);
        if (line.kind != LINE_PERSONS)
            continue;
        assert_false(found); // once
        found = true;
        assert_int_equal(persons_line_parse(text, list, version, NULL), ERR_OK);
    }
    return found;
}

static void put_on(struct world *world, const struct uuid *person, bool on)
{
    assert_int_equal(office_device_person(world->bench.office,
                                          &(struct office_device_seat){.device = world->a.device,
                                                                       .person = *person,
                                                                       .active = on},
                                          &world->bench.error),
                     ERR_OK);
}

static bool has(const struct buffer *list, const struct uuid *person)
{
    char id[UUID_TEXT];

    uuid_format(person, id);
    return span_holds((struct span){list->data, list->len}, id);
}

static void a_list_is_told_once_and_again_when_it_changes(void **state)
{
    struct world *world = *state;
    struct uuid colleague = bench_person(&world->bench);
    char version[PERSONS_VERSION_TEXT] = "", first[PERSONS_VERSION_TEXT];
    struct buffer list;

    buffer_init(&list, 1 << 16);
    assert_true(told(world, version, &list));
    assert_true(has(&list, &world->person) && !has(&list, &colleague));
    memcpy(first, version, sizeof first);
    assert_false(told(world, version, &list));
    put_on(world, &colleague, true);
    assert_true(told(world, version, &list));
    assert_true(has(&list, &world->person) && has(&list, &colleague));
    assert_string_not_equal(version, first);
    assert_false(told(world, version, &list));
    put_on(world, &colleague, false);
    assert_true(told(world, version, &list));
    assert_false(has(&list, &colleague));
    assert_string_equal(version, first); // the same list has the same version
    bench_restart(&world->bench);
    assert_false(told(world, version, &list));
    buffer_clear(&list);
}

static void a_new_name_is_told_too(void **state)
{
    struct world *world = *state;
    char version[PERSONS_VERSION_TEXT] = "";
    const struct field name = FIELD("name", "\"新名\"");
    struct office_edit edit
        = {.id = world->person, .kind = "person", .fields = &name, .field_count = 1};
    struct buffer list;

    buffer_init(&list, 1 << 16);
    assert_true(told(world, version, &list));
    assert_int_equal(office_edit(world->bench.office, &edit, 1, &world->bench.error), ERR_OK);
    assert_true(told(world, version, &list));
    assert_true(span_holds((struct span){list.data, list.len}, "新名"));
    assert_false(told(world, version, &list));
    buffer_clear(&list);
}

static void a_tablet_with_another_version_is_told_whatever_it_says(void **state)
{
    struct world *world = *state;
    char version[PERSONS_VERSION_TEXT] = "", other[PERSONS_VERSION_TEXT] = "no version of ours";
    struct buffer list;

    buffer_init(&list, 1 << 16);
    assert_true(told(world, version, &list));
    assert_true(told(world, other, &list));
    assert_string_equal(version, other);
    buffer_clear(&list);
}

static void an_older_tablet_is_not_told(void **state)
{
    struct world *world = *state;
    struct uuid colleague = bench_person(&world->bench);

    put_on(world, &colleague, true);
    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_PERSONS), 0);
    pad_sync(&world->a);
    assert_int_equal(pad_count(&world->a, LINE_PERSONS), 0);
}

static void a_revoked_or_unknown_tablet_is_told_nothing(void **state)
{
    struct world *world = *state;

    world->a.next.persons_stated = true;
    world->a.device.bytes[15] ^= 1; // a good certificate without a row
    assert_int_equal(pad_exchange(&world->a, 0, 0), 200);
    assert_int_equal(pad_count(&world->a, LINE_PERSONS), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_list_is_told_once_and_again_when_it_changes),
        IN_WORLD(a_new_name_is_told_too),
        IN_WORLD(a_tablet_with_another_version_is_told_whatever_it_says),
        IN_WORLD(an_older_tablet_is_not_told),
        IN_WORLD(a_revoked_or_unknown_tablet_is_told_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
