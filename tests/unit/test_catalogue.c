// SPDX-License-Identifier: Apache-2.0
#include "shared/model/catalogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define TEXT(text)               \
    {                            \
        (text), sizeof(text) - 1 \
    }

static const struct catalogue_item items[] = {{.code = TEXT("a")}, {.code = TEXT("b")}};
static const struct span kinds[] = {TEXT("delivery"), TEXT("patrol")};
static const struct catalogue_form forms[] = {
    {.code = TEXT("drawings")}, {.code = TEXT("handbook"), .kinds = kinds, .kind_count = 2}};
static const struct catalogue_form free_form = {.code = TEXT("free")};
static const struct catalogue_form *const of_design[] = {&forms[1], &forms[0]};
static const struct catalogue_node nodes[]
    = {{.code = TEXT("measurement")},
       {.code = TEXT("design"), .items = {items, 2}, .forms = of_design, .form_count = 2}};
static const struct catalogue_inspection inspections[]
    = {{.code = TEXT("closed_water")}, {.code = TEXT("open_day")}};
static const struct catalogue_setting settings[]
    = {{.name = TEXT("base"), .value = 2}, {.name = TEXT("rest"), .value = 3}};
static const struct catalogue_text terms[]
    = {{.code = TEXT("pass"), .words = {TEXT("\u5408\u683c"), TEXT("pass")}},
       {.code = TEXT("fail"), .words = {TEXT("\u4e0d\u5408\u683c"), TEXT("fail")}}};
static const struct catalogue sample = {
    .nodes = nodes,
    .node_count = 2,
    .forms = forms,
    .form_count = 2,
    .inspections = inspections,
    .inspection_count = 2,
    .settings = settings,
    .setting_count = 2,
    .terms = terms,
    .term_count = 2,
};

static void an_entry_is_found_by_its_code(void **state)
{
    assert_ptr_equal(catalogue_node_find(&sample, span_of("design")), &nodes[1]);
    assert_null(catalogue_node_find(&sample, span_of("desig")));
    assert_ptr_equal(catalogue_item_find(&nodes[1].items, span_of("b")), &items[1]);
    assert_null(catalogue_item_find(&nodes[0].items, span_of("b")));
    assert_ptr_equal(catalogue_form_find(&sample, span_of("handbook")), &forms[1]);
    assert_null(catalogue_form_find(&sample, span_of("")));
    assert_ptr_equal(catalogue_inspection_find(&sample, span_of("open_day")), &inspections[1]);
    assert_null(catalogue_inspection_find(&sample, span_of("open_days")));
}

static void a_setting_is_found_by_its_name(void **state)
{
    int64_t value = 7;

    assert_false(catalogue_setting(&sample, span_of("other"), &value));
    assert_int_equal(value, 7);
    assert_true(catalogue_setting(&sample, span_of("rest"), &value));
    assert_int_equal(value, 3);
}

static void a_term_that_the_catalogue_lacks_is_its_code(void **state)
{
    assert_true(span_is(catalogue_term(&sample, span_of("fail")).zh, "\u4e0d\u5408\u683c"));
    assert_true(span_is(catalogue_term(&sample, span_of("na")).zh, "na"));
    assert_true(span_is(catalogue_term(&sample, span_of("na")).en, "na"));
}

static void a_nodes_form_suits_no_other_record_unless_it_says_so(void **state)
{
    assert_false(catalogue_form_suits(&sample, &forms[0], span_of("delivery")));
    assert_true(catalogue_form_suits(&sample, &forms[1], span_of("patrol")));
    assert_false(catalogue_form_suits(&sample, &forms[1], span_of("photo")));
    assert_true(catalogue_form_suits(&sample, &free_form, span_of("photo")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_entry_is_found_by_its_code),
        cmocka_unit_test(a_nodes_form_suits_no_other_record_unless_it_says_so),
        cmocka_unit_test(a_setting_is_found_by_its_name),
        cmocka_unit_test(a_term_that_the_catalogue_lacks_is_its_code),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
