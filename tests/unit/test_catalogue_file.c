// SPDX-License-Identifier: Apache-2.0
// The catalogue file: what is good is read whole, what is wrong is named by its place.
#include "shared/data/catalogue_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// A small one. ' stands for ", and \" for the quote of a condition's text.
#define SETTINGS "[{'name':'ratio','rule':'D3.9','zh':'\u6bd4','en':'ratio','value':2}]"
#define SIGNERS "'signers':[{'role':'customer','required':true}]"
#define FORMS                                                                                 \
    "[{'code':'paper','rule':'D3.1','zh':'\u5355','en':'paper','clause':{'zh':'\u6761','en':" \
    "'clause'},'scale':'qualification','budget':true," SIGNERS "}]"
#define ITEMS                                                                                 \
    "[{'code':'plain','rule':'D3.8','zh':'\u9879','en':'plain','required':true},"             \
    "{'code':'pipes','rule':'D3.11','group':'g','zh':'\u7ba1','en':'pipes','concealed':true," \
    "'photos':2},{'code':'wall','rule':'D4.5','zh':'\u5899','en':'wall','measured':true,"     \
    "'unit':'mm','target':'-1.5','minus':'0','plus':'4'}]"
#define GATE                                                                       \
    "[{'rule':'D3.1','zh':'\u95e8','en':'gate','when':'any(signoff where form == " \
    "\\\"paper\\\")'}]"
#define NODES                                                                               \
    "[{'code':'start','rule':'D3.1','number':1,'zh':'\u8d77','en':'start','participants':[" \
    "'customer','inspector'],'forms':['paper'],'items':" ITEMS ",'gate':" GATE "}]"
#define INSPECTIONS                                                                        \
    "[{'code':'water','rule':'D4.1','zh':'\u6c34','en':'water','key':true,'node':'start'," \
    "'items':[]},{'code':'walk','rule':'D4.7','zh':'\u8d70','en':'walk'}]"
#define DEADLINES                                                                     \
    "[{'code':'call','rule':'D4.2','zh':'\u7535','en':'call','kind':'patrol','from':" \
    "'started_at','amount':24,'unit':'hours','met':'this.result != nothing'},"        \
    "{'code':'week','rule':'D4.3','zh':'\u5468','en':'week','kind':'site','from':"    \
    "'move_in_date','amount':1,'unit':'months','when':'true','met':"                  \
    "'any(weekly_report where week == this.week)','weekly':true}]"
#define TEXTS(code) "[{'code':'" code "','rule':'D6.1','zh':'\u5ba2','en':'customer'}]"
#define PHRASES                                                                           \
    "[{'code':'hall','rule':'D5.1','kind':'rectification','field':'room','zh':'\u5385',"  \
    "'en':'hall'},{'code':'wet','rule':'D3.8','kind':'item_result','field':'note','item'" \
    ":'wall','zh':'\u6e7f','en':'wet'}]"
#define SMALL                                                                                   \
    "{'version':'2026.1-a_B','title':{'zh':'\u76ee','en':'title'},'settings':" SETTINGS         \
    ",'forms':" FORMS ",'nodes':" NODES ",'inspections':" INSPECTIONS ",'deadlines':" DEADLINES \
    ",'defects':[{'rule':'D9.1','zh':'\u5dee','en':'defect','when':"                            \
    "'any(call_back where about == \\\"customer\\\") and setting.ratio > 0'}],'terms':" TEXTS(  \
        "customer") ",'messages':" TEXTS("hello") ",'phrases':" PHRASES "}"

struct fixture {
    struct arena arena;
    char text[16384];
    const struct catalogue *c;
    struct error error;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));

    arena_init(&f->arena, CATALOGUE_ARENA_MAX);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    arena_clear(&f->arena);
    free(f);
    return 0;
}

// The small catalogue with the first `from` turned into `to`.
static enum err read_with(struct fixture *f, const char *from, const char *to)
{
    const char *at = strstr(SMALL, from);

    assert_non_null(at);
    snprintf(f->text, sizeof(f->text), "%.*s%s%s", (int)(at - SMALL), SMALL, to, at + strlen(from));
    for (char *c = f->text; *c; c++)
        *c = *c == '\'' ? '"' : *c;
    f->error = (struct error){0};
    arena_clear(&f->arena);
    arena_init(&f->arena, CATALOGUE_ARENA_MAX);
    return catalogue_file_read(span_of(f->text), &f->arena, &f->c, &f->error);
}

static void assert_refused(struct fixture *f, const char *from, const char *to, const char *words)
{
    enum err code = read_with(f, from, to);

    if (code == ERR_OK || strcmp(f->error.detail, words) != 0)
        fail_msg("%s -> %s\n  says:   %s %s\n  wanted: %s", from, to, err_name(code),
                 f->error.detail, words);
    assert_null(f->c);
}

static void a_good_file_is_read_whole(void **state)
{
    struct fixture *f = *state;
    const struct catalogue_item *items;
    int64_t value;

    if (read_with(f, "", ""))
        fail_msg("%s", f->error.detail);
    assert_true(span_is(f->c->version, "2026.1-a_B"));
    assert_true(span_is(f->c->title.en, "title"));
    assert_int_equal(f->c->node_count, 1);
    assert_int_equal(f->c->nodes[0].number, 1);
    assert_int_equal(f->c->nodes[0].participant_count, 2);
    assert_true(span_is(f->c->nodes[0].participants[1], "inspector"));
    assert_ptr_equal(f->c->nodes[0].forms[0], &f->c->forms[0]);
    assert_int_equal(f->c->forms[0].scale, SCALE_QUALIFICATION);
    assert_true(f->c->forms[0].budget && !f->c->forms[0].items);
    assert_true(f->c->forms[0].signers[0].required);
    assert_true(span_is(f->c->forms[0].clause.en, "clause"));
    items = f->c->nodes[0].items.list;
    assert_int_equal(f->c->nodes[0].items.count, 3);
    assert_true(items[0].required && !items[1].required);
    assert_true(items[1].concealed && items[1].photos == 2 && span_is(items[1].group, "g"));
    assert_true(items[2].measured && span_is(items[2].target, "-1.5"));
    assert_int_equal(f->c->nodes[0].gate.count, 1);
    assert_non_null(f->c->nodes[0].gate.list[0].holds);
    assert_true(span_is(f->c->nodes[0].gate.list[0].when, "any(signoff where form == \"paper\")"));
    assert_int_equal(f->c->nodes[0].ready.count, 0);
    assert_true(f->c->inspections[0].key && span_is(f->c->inspections[0].node, "start"));
    assert_int_equal(f->c->deadlines[0].unit, UNIT_HOURS);
    assert_null(f->c->deadlines[0].when);
    assert_non_null(f->c->deadlines[0].met);
    assert_string_equal(f->c->deadlines[1].kind->name, "site");
    assert_true(f->c->deadlines[1].weekly && f->c->deadlines[1].when);
    assert_true(catalogue_setting(f->c, span_of("ratio"), &value) && value == 2);
    assert_non_null(f->c->defects.list[0].holds);
    assert_int_equal(f->c->term_count + f->c->message_count, 2);
    assert_int_equal(f->c->phrase_count, 2);
    assert_string_equal(f->c->phrases[0].kind->name, "rectification");
    assert_true(span_is(f->c->phrases[0].field, "room") && f->c->phrases[0].item.len == 0);
    assert_true(span_is(f->c->phrases[1].item, "wall"));
    assert_true(span_is(f->c->phrases[1].words.en, "wet"));
}

static void phrases_belong_to_text_fields_and_items_that_exist(void **state)
{
    struct fixture *f = *state;

    assert_refused(f, "'field':'room'", "'field':'rom'",
                   "phrases[0] \"hall\".field: rectification has no text 'rom'");
    assert_refused(f, "'field':'room'", "'field':'deadline'",
                   "phrases[0] \"hall\".field: rectification has no text 'deadline'");
    assert_refused(f, "'item':'wall'", "'item':'walls'",
                   "phrases[1] \"wet\".item: there is no check item or step 'walls'");
    assert_refused(f, "'code':'wet'", "'code':'hall'", "phrases[1] \"hall\": it stands here twice");
    // A catalogue of before there were any is read as it was.
    assert_int_equal(read_with(f, ",'phrases':" PHRASES, ""), ERR_OK);
    assert_int_equal(f->c->phrase_count, 0);
}

static void a_file_that_is_no_json_or_too_large_is_refused(void **state)
{
    struct fixture *f = *state;
    char *large = malloc(CATALOGUE_FILE_MAX + 2);

    assert_int_equal(catalogue_file_read(span_of("{"), &f->arena, &f->c, &f->error), ERR_PARSE);
    assert_int_equal(catalogue_file_read(span_of(""), &f->arena, &f->c, NULL), ERR_PARSE);
    assert_int_equal(catalogue_file_read(span_of("[]"), &f->arena, &f->c, &f->error), ERR_INVALID);
    assert_string_equal(f->error.detail, "expected an object");
    memset(large, ' ', CATALOGUE_FILE_MAX + 1);
    assert_int_equal(catalogue_file_read((struct span){large, CATALOGUE_FILE_MAX + 1}, &f->arena,
                                         &f->c, &f->error),
                     ERR_TOO_LARGE);
    free(large);
}

static void missing_and_unknown_members_are_named(void **state)
{
    struct fixture *f = *state;

    assert_refused(f, "'version':'2026.1-a_B',", "", "version: it is missing");
    assert_refused(
        f, "'terms':", "'term':", "term: there is no such member here; did you mean 'terms'?");
    assert_refused(f, "'concealed':true", "'hidden_behind':true",
                   "nodes[0] \"start\".items[1] \"pipes\".hidden_behind: there is no such member "
                   "here");
    assert_refused(f, "'budget':true,", "'of':['delivry'],",
                   "forms[0] \"paper\".of[0]: there is no kind of record 'delivry'");
    assert_refused(f, "'en':'start',", "", "nodes[0] \"start\".en: it is missing");
    assert_refused(f, "'met':'this.result != nothing'", "'weekly':false",
                   "deadlines[0] \"call\".met: it is missing");
}

static void values_of_the_wrong_kind_are_named(void **state)
{
    struct fixture *f = *state;

    assert_refused(f, "'number':1", "'number':'1'",
                   "nodes[0] \"start\".number: expected an integer");
    assert_refused(f, "'number':1", "'number':0",
                   "nodes[0] \"start\".number: 0 is not from 1 to 99");
    assert_refused(f, "'photos':2", "'photos':101",
                   "nodes[0] \"start\".items[1] \"pipes\".photos: 101 is not from 0 to 100");
    assert_refused(f, "'required':true", "'required':1",
                   "forms[0] \"paper\".signers[0] \"customer\".required: expected true or false");
    assert_refused(f, "'qualification'", "'quality'",
                   "forms[0] \"paper\".scale 'quality': it is none of the words that can stand "
                   "here");
    assert_refused(f, "'qualification'", "5", "forms[0] \"paper\".scale: expected a text");
    assert_refused(f, "'kind':'patrol'", "'kind':'patrols'",
                   "deadlines[0] \"call\".kind 'patrols': there is no such kind of record");
    assert_refused(f, "'kind':'patrol'", "'kind':null",
                   "deadlines[0] \"call\".kind: expected a text");
    assert_refused(f, "'forms':['paper']", "'forms':'paper'",
                   "nodes[0] \"start\".forms: expected a list");
    assert_refused(f, "'forms':['paper']", "'forms':[7]",
                   "nodes[0] \"start\".forms[0]: expected a text");
    assert_refused(f, "'title':{'zh':'\u76ee','en':'title'}", "'title':'x'",
                   "title: expected an object");
    assert_refused(f, "'zh':'\u6bd4'", "'zh':''", "settings[0] \"ratio\".zh '': it is empty");
    assert_refused(f, "'en':'ratio'", "'en':'a\\u0007b'",
                   "settings[0] \"ratio\".en 'a b': a control character stands in it");
    assert_refused(f, "'en':'ratio'", "'en':7", "settings[0] \"ratio\".en: expected a text");
}

static void codes_rules_roles_and_decimals_have_their_form(void **state)
{
    static const char *const rules[]
        = {"", "3.1", "D", "D3.", "D.1", "D3..1", "D3.1a", "D1000", "D3 1"};
    static const char *const decimals[]
        = {"", "-", ".5", "5.", "05", "1.5.2", "1e3", "1.0000000001", "12345678901", "--1"};
    struct fixture *f = *state;
    char to[64];

    assert_refused(f, "'code':'pipes'", "'code':'Pipes'",
                   "nodes[0] \"start\".items[1] \"Pipes\".code 'Pipes': a code has 1 to 40 of a-z, "
                   "0-9 and _");
    assert_refused(f, "'code':'pipes'", "'code':''",
                   "nodes[0] \"start\".items[1] \"\".code '': a code has 1 to 40 of a-z, 0-9 and "
                   "_");
    assert_int_equal(
        read_with(f, "'code':'pipes'", "'code':'a23456789_123456789_123456789_1234567890'"),
        ERR_OK);
    assert_int_equal(
        read_with(f, "'code':'pipes'", "'code':'a23456789_123456789_123456789_12345678901'"),
        ERR_INVALID);
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        snprintf(to, sizeof(to), "'rule':'%s'", rules[i]);
        assert_int_equal(read_with(f, "'rule':'D3.9'", to), ERR_INVALID);
        assert_non_null(strstr(f->error.detail, "a rule is written like D3.8"));
    }
    for (size_t i = 0; i < sizeof(decimals) / sizeof(decimals[0]); i++) {
        snprintf(to, sizeof(to), "'target':'%s'", decimals[i]);
        assert_int_equal(read_with(f, "'target':'-1.5'", to), ERR_INVALID);
        assert_non_null(strstr(f->error.detail, "expected a decimal number like 0.5"));
    }
    assert_int_equal(read_with(f, "'plus':'4'", "'plus':'-4'"), ERR_INVALID);
    assert_int_equal(read_with(f, "'rule':'D3.9'", "'rule':'D12.1.3'"), ERR_OK);
    assert_refused(f, "'role':'customer'", "'role':'cook'",
                   "forms[0] \"paper\".signers[0] \"cook\".role 'cook': it is neither customer nor "
                   "a role");
    assert_refused(f, "'customer','inspector'", "'customer','cook'",
                   "nodes[0] \"start\".participants[1] 'cook': it is neither customer nor a role");
    assert_refused(f, "2026.1-a_B", "2026/1",
                   "version: it has letters, digits, '.', '-' and '_' "
                   "only");
    assert_refused(f, "2026.1-a_B", "..", "version: it begins with a letter or digit");
    assert_refused(f, "2026.1-a_B", "-rf", "version: it begins with a letter or digit");
    assert_refused(f, "2026.1-a_B", "default",
                   "version: 'default' means the built-in catalogue; take another");
    assert_int_equal(read_with(f, "'zh':'\u8d77'", "'zh':' \u3000'"), ERR_INVALID);
    assert_int_equal(read_with(f, "2026.1-a_B", "2026 1"), ERR_INVALID);
    assert_int_equal(read_with(f, "2026.1-a_B", "12345678901234567890123456789012345678901"),
                     ERR_INVALID);
}

static void what_comes_twice_is_named(void **state)
{
    struct fixture *f = *state;

    assert_refused(f, "'code':'pipes'", "'code':'plain'",
                   "nodes[0] \"start\".items[1] \"plain\": it stands here twice");
    assert_refused(f, "['paper']", "['paper','paper']",
                   "nodes[0] \"start\".forms[1]: it stands here twice");
    assert_refused(f, "'code':'walk'", "'code':'water'",
                   "inspections[1] \"water\": it stands here twice");
    assert_refused(f, SIGNERS,
                   "'signers':[{'role':'customer','required':true},"
                   "{'role':'customer','required':false}]",
                   "forms[0] \"paper\".signers[1] \"customer\": it stands here twice");
}

static void what_does_not_hang_together_is_named(void **state)
{
    struct fixture *f = *state;

    assert_refused(f, "['paper']", "['papers']", "nodes[0].forms[0]: there is no form 'papers'");
    assert_refused(f, "['paper']", "[]", "nodes[0].forms: something must be signed");
    assert_refused(f, "'gate':" GATE, "'gate':[]",
                   "nodes[0].gate: without one it would be done at once");
    assert_refused(f, "'node':'start'", "'node':'end'",
                   "inspections[0].node: there is no node with this code");
    assert_refused(f, SIGNERS, "'signers':[]", "forms[0].signers: somebody must sign it");
    assert_refused(f, "'photos':2", "'photos':0",
                   "nodes[0].items[1] \"pipes\": concealed works need at least one photo (D3.11): "
                   "set photos");
    assert_refused(f, "'unit':'mm',", "",
                   "nodes[0].items[2] \"wall\": a measured item needs its "
                   "unit");
    assert_refused(f, "'measured':true,", "",
                   "nodes[0].items[2] \"wall\": only a measured item has unit, target, minus and "
                   "plus");
    assert_refused(f, ",'plus':'4'", "",
                   "nodes[0].items[2] \"wall\": beside a target stand minus and plus, how far a "
                   "value may be off");
    assert_refused(f, "'from':'started_at'", "'from':'note'",
                   "deadlines[0] \"call\".from: patrol has no time or date 'note'");
    assert_refused(f, "'from':'started_at'", "'from':'begun_at'",
                   "deadlines[0] \"call\".from: patrol has no time or date 'begun_at'");
    assert_int_equal(read_with(f, "'kind':'patrol','from':'started_at'",
                               "'kind':'rectification','from':'due_at'"),
                     ERR_INVALID); // due_at is good, but its `met` asks for another field
    assert_string_equal(f->error.detail, "deadlines[0] \"call\".met: column 6: this condition has "
                                         "no this. 'result'");
    assert_refused(f, NODES,
                   "[{'code':'b','rule':'D3.1','number':2,'zh':'b','en':'b','participants':[],"
                   "'forms':['paper'],'items':[],'gate':" GATE "},{'code':'start','rule':'D3.1',"
                   "'number':2,'zh':'a','en':'a','participants':[],'forms':['paper'],'items':[],"
                   "'gate':" GATE "}]",
                   "nodes[1].number: nodes stand in the order of their numbers");
}

static void a_bad_condition_is_named_by_entry_and_column(void **state)
{
    struct fixture *f = *state;

    assert_refused(f, "any(signoff where", "any(signof where",
                   "nodes[0] \"start\".gate[0].when: column 5: there is no kind 'signof'; did you "
                   "mean 'signoff'?");
    assert_refused(f, "form == \\\"paper\\\"", "form == \\\"papers\\\"",
                   "nodes[0] \"start\".gate[0].when: column 24: form of signoff is never 'papers': "
                   "nothing has this code");
    assert_refused(f, "setting.ratio", "setting.ration",
                   "defects[0].when: column 54: there is no setting 'ration'");
    assert_refused(f, "about == \\\"customer\\\"", "about == \\\"weather\\\"",
                   "defects[0].when: column 27: about of call_back is never 'weather': nothing has "
                   "this code");
    assert_refused(f, "'when':'true'", "'when':'this.week'",
                   "deadlines[1] \"week\".when: column 1: a text where true or false is expected");
    assert_refused(f, ",'weekly':true", "",
                   "deadlines[1] \"week\".met: column 38: this condition has no this. 'week'");
    assert_refused(f, "'when':'true'", "'when':7", "deadlines[1] \"week\".when: expected a text");
}

// Codes that conditions name are looked for where they stand.
static void codes_in_conditions_must_be_there(void **state)
{
    static const struct {
        const char *when;
        bool good;
    } cases[] = {
        {"any(node where code == \\\"start\\\")", true},
        {"any(node where code == \\\"water\\\")", false},
        {"any(inspection where code == \\\"walk\\\")", true},
        {"any(inspection where code == \\\"start\\\")", true},
        {"any(inspection where code == \\\"run\\\")", false},
        {"any(presence where inspection == \\\"water\\\")", true},
        {"any(presence where inspection == \\\"fire\\\")", false},
        {"any(presence where role == \\\"inspector\\\")", true},
        {"any(presence where role == \\\"cook\\\")", false},
        {"any(signoff where role == \\\"customer\\\")", true},
        {"any(note where author_role == \\\"cook\\\")", false},
        {"any(item_result where item == \\\"wall\\\")", true},
        {"any(rectification where item == \\\"roof\\\")", false},
        {"any(measured_value where item == \\\"wall\\\" and point == \\\"anything\\\")", true},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        if ((read_with(f, "any(call_back where about == \\\"customer\\\")", cases[i].when)
             == ERR_OK)
            != cases[i].good)
            fail_msg("%s: %s", cases[i].when, f->error.detail);
}

static void a_full_arena_is_said(void **state)
{
    struct fixture *f = *state;
    enum err code = ERR_TOO_LARGE;

    assert_int_equal(read_with(f, "", ""), ERR_OK);
    for (size_t room = 0; code; room += 64) {
        struct arena arena;

        arena_init(&arena, room);
        code = catalogue_file_read(span_of(f->text), &arena, &f->c, &f->error);
        if (code)
            assert_int_equal(code, ERR_TOO_LARGE);
        arena_clear(&arena);
    }
}

// Every truncation and every flipped bit of a file is read or refused, never more.
static void a_damaged_file_does_no_harm(void **state)
{
    struct fixture *f = *state;
    size_t len;

    assert_int_equal(read_with(f, "", ""), ERR_OK);
    len = strlen(f->text);
    for (size_t i = 0; i < len; i++) {
        arena_reset(&f->arena);
        assert_int_not_equal(
            catalogue_file_read((struct span){f->text, i}, &f->arena, &f->c, &f->error), ERR_OK);
    }
    for (size_t i = 0; i < len; i++) {
        f->text[i] = (char)(f->text[i] ^ 1 << i % 8);
        arena_reset(&f->arena);
        if (catalogue_file_read((struct span){f->text, len}, &f->arena, &f->c, &f->error))
            assert_true(f->error.detail[0]);
        f->text[i] = (char)(f->text[i] ^ 1 << i % 8);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_good_file_is_read_whole),
        TEST(a_file_that_is_no_json_or_too_large_is_refused),
        TEST(missing_and_unknown_members_are_named),
        TEST(values_of_the_wrong_kind_are_named),
        TEST(codes_rules_roles_and_decimals_have_their_form),
        TEST(what_comes_twice_is_named),
        TEST(what_does_not_hang_together_is_named),
        TEST(phrases_belong_to_text_fields_and_items_that_exist),
        TEST(a_bad_condition_is_named_by_entry_and_column),
        TEST(codes_in_conditions_must_be_there),
        TEST(a_full_arena_is_said),
        TEST(a_damaged_file_does_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
