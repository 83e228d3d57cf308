// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/author.h"

#include "agent/store/setting.h"
#include "tests/unit/tablet_fixture.h"

#define ANN "0197a000-0000-7000-8000-00000000000a"
#define BEN "0197a000-0000-7000-8000-00000000000b"
#define CAT "0197a000-0000-7000-8000-00000000000c"
#define PERSON(id, name) "{\"id\":\"" id "\",\"name\":\"" name "\",\"role\":\"inspector\"}"

static void put(struct tablet *tablet, const char *name, const char *value)
{
    assert_ok(tablet, setting_write(tablet->store, name, span_of(value), &tablet->error));
}

static void assert_person(const struct uuid *got, const char *wanted)
{
    char text[UUID_TEXT];

    uuid_format(got, text);
    assert_string_equal(text, wanted);
}

static void a_person_is_found_by_id_and_by_name(void **state)
{
    struct tablet *tablet = *state;
    struct uuid found;

    put(tablet, "persons", "[" PERSON(ANN, "安娜") "," PERSON(BEN, "王强") "]");
    assert_ok(tablet, author_find(tablet->store, "王强", &found, &tablet->error));
    assert_person(&found, BEN);
    assert_ok(tablet, author_find(tablet->store, ANN, &found, &tablet->error));
    assert_person(&found, ANN);
    assert_int_equal(author_find(tablet->store, "张三", &found, &tablet->error), ERR_DENIED);
    assert_non_null(strstr(tablet->error.detail, "安娜, 王强"));
    assert_int_equal(author_find(tablet->store, CAT, &found, &tablet->error), ERR_DENIED);
    assert_int_equal(author_find(tablet->store, "", &found, &tablet->error), ERR_DENIED);
}

static void two_of_one_name_are_told_apart_by_id(void **state)
{
    struct tablet *tablet = *state;
    struct uuid found;

    put(tablet, "persons", "[" PERSON(ANN, "王强") "," PERSON(BEN, "王强") "]");
    assert_int_equal(author_find(tablet->store, "王强", &found, &tablet->error), ERR_INVALID);
    assert_ok(tablet, author_find(tablet->store, BEN, &found, &tablet->error));
    assert_person(&found, BEN);
}

static void the_one_it_was_enrolled_for_writes_until_taken_off_the_list(void **state)
{
    struct tablet *tablet = *state;
    struct uuid found;

    assert_int_equal(author_default(tablet->store, &found, &tablet->error), ERR_AUTH);
    put(tablet, "person", BEN);
    put(tablet, "persons", "[" PERSON(ANN, "安娜") "," PERSON(BEN, "王强") "]");
    assert_ok(tablet, author_default(tablet->store, &found, &tablet->error));
    assert_person(&found, BEN);
    put(tablet, "persons", "[" PERSON(ANN, "安娜") "," PERSON(CAT, "刘洋") "]");
    assert_ok(tablet, author_default(tablet->store, &found, &tablet->error));
    assert_person(&found, ANN);
    put(tablet, "persons", "[]");
    assert_int_equal(author_default(tablet->store, &found, &tablet->error), ERR_DENIED);
}

static void who_is_not_on_the_list_saves_nothing(void **state)
{
    struct tablet *tablet = *state;
    struct capture_result result;
    struct field field;
    struct draft draft = tablet_note(tablet, &field, "\"一\"");
    char list[200], id[UUID_TEXT];

    assert_int_equal(tablet_try(tablet, &draft, &result), ERR_OK); // no list: not enrolled yet
    uuid_format(&tablet->person, id);
    snprintf(list, sizeof list, "[" PERSON(ANN, "安娜") ",{\"id\":\"%s\"}]", id);
    put(tablet, "persons", list);
    assert_int_equal(tablet_try(tablet, &draft, &result), ERR_OK);
    // A name that looks like an entry is a name.
    snprintf(list, sizeof list, "[{\"id\":\"" ANN "\",\"name\":\"\\\"id\\\":\\\"%s\\\"\"}]", id);
    put(tablet, "persons", list);
    assert_int_equal(tablet_try(tablet, &draft, &result), ERR_DENIED);
    put(tablet, "persons", "[" PERSON(ANN, "安娜") "]");
    assert_int_equal(tablet_try(tablet, &draft, &result), ERR_DENIED);
    assert_non_null(strstr(tablet->error.detail, "安娜"));
    put(tablet, "persons", "[]");
    assert_int_equal(tablet_try(tablet, &draft, &result), ERR_DENIED);
}

static bool note_name(void *arg, const struct author *author)
{
    char *names = arg;
    size_t len = strlen(names);

    snprintf(names + len, 100 - len, "%s%s;", author->name, author->role);
    return strlen(names) < 12;
}

static void the_list_is_told_in_the_offices_order(void **state)
{
    struct tablet *tablet = *state;
    char names[100] = "";

    put(tablet, "persons",
        "[{\"id\":\"" CAT "\",\"name\":null,\"role\":null}," PERSON(ANN, "A") "]");
    assert_ok(tablet, author_list(tablet->store, note_name, names, &tablet->error));
    assert_string_equal(names, ";Ainspector;");
    names[0] = '\0';
    put(tablet, "persons", "[" PERSON(ANN, "A") "," PERSON(BEN, "B") "]");
    assert_ok(tablet, author_list(tablet->store, note_name, names, &tablet->error));
    assert_string_equal(names, "Ainspector;Binspector;"); // until it says stop, after each
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_person_is_found_by_id_and_by_name, setup, teardown),
        cmocka_unit_test_setup_teardown(two_of_one_name_are_told_apart_by_id, setup, teardown),
        cmocka_unit_test_setup_teardown(the_one_it_was_enrolled_for_writes_until_taken_off_the_list,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(who_is_not_on_the_list_saves_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(the_list_is_told_in_the_offices_order, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
