// SPDX-License-Identifier: Apache-2.0
// A catalogue and the records of a site, of which tests of statements change one at a time.
#ifndef PLUMB_TESTS_UNIT_STATEMENT_FACTS_H
#define PLUMB_TESTS_UNIT_STATEMENT_FACTS_H

#include "shared/model/statement.h"

#include "tests/unit/facts_sample.h"

#include <stdio.h>

#define TEXT(text)               \
    {                            \
        (text), sizeof(text) - 1 \
    }
#define WORDS(chinese, english)      \
    {                                \
        TEXT(chinese), TEXT(english) \
    }
#define HEX(d) d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d d
// Numbers of the records.
enum { NODE = 10, ATTEMPT = 11, ROUTES = 12, PRESSURE = 13, OTHER = 14, CHANGE = 15, FIX = 16 };
enum { PHOTO = 20, THERE = 30, VALUE = 40, MOVE = 50 };

static const struct catalogue_item items[] = {
    {.code = TEXT("routes"),
     .rule = TEXT("D3.8"),
     .group = TEXT("水"),
     .words = WORDS("走向", "routes"),
     .concealed = true},
    {.code = TEXT("pressure"),
     .rule = TEXT("D3.8"),
     .words = WORDS("水压", "pressure"),
     .measured = true,
     .unit = TEXT("MPa"),
     .target = TEXT("0.6"),
     .minus = TEXT("0.05"),
     .plus = TEXT("0.1")},
    {.code = TEXT("height"), .words = WORDS("高度", "height"), .measured = true},
};
static const struct catalogue_form forms[] = {
    {.code = TEXT("confirmation"),
     .rule = TEXT("D3.4"),
     .words = WORDS("水电确认单", "confirmation"),
     .clause = WORDS("签字即\"确认\"", "signing confirms"),
     .items = true,
     .budget = true},
    {.code = TEXT("handbook"), .words = WORDS("服务手册", "handbook")},
    {.code = TEXT("plain"), .words = WORDS("单", "plain"), .items = true},
};
static const struct catalogue_node nodes[]
    = {{.code = TEXT("water"), .words = WORDS("水电", "water"), .items = {items, COUNT(items)}}};
static const struct catalogue_inspection inspections[]
    = {{.code = TEXT("closed_water"), .items = {items, 1}}};
static const struct catalogue catalogue = {
    .version = TEXT("2026.1"),
    .forms = forms,
    .form_count = COUNT(forms),
    .nodes = nodes,
    .node_count = 1,
    .inspections = inspections,
    .inspection_count = 1,
};

// The records of a site in which each text may be replaced, and which may be put in either order.
struct part {
    const char *kind;
    int number;
    const char *fields;
};
static const struct part parts[] = {
    {"site", SAMPLE_SITE,
     "'customer_name':'张三','address':'江边路','contract_number':'HT7','contract_amount_fen':900"},
    {"person", SAMPLE_PERSON, "'name':'李四','role':'inspector'"},
    {"node", NODE, "'code':'water','catalogue':'2026.1'"},
    {"attempt", ATTEMPT, "'node':@10,'n':1"},
    {"item_result", ROUTES,
     "'attempt':@11,'item':'routes','result':'pass','note':'好','room':'厨房','amount_fen':5"},
    {"item_result", OTHER, "'attempt':@11,'item':'zz','result':'fail'"},
    {"item_result", 90, "'attempt':@11,'item':'routes2','result':'fail','deleted':true"},
    {"item_result", 91, "'attempt':@99,'item':'routes','result':'fail'"},
    {"photo", PHOTO, "'of':@12,'digest':'" HEX("aa") "','taken_at':5,'name':'a.jpg'"},
    {"photo", PHOTO + 1, "'of':@12,'digest':'" HEX("bb") "','taken_at':4"},
    {"photo", PHOTO + 2, "'of':@30,'digest':'" HEX("cc") "','taken_at':9"},
    {"photo", PHOTO + 3, "'of':@16,'digest':'" HEX("aa") "','taken_at':9"},
    {"photo", PHOTO + 4, "'of':@12,'digest':'" HEX("dd") "','deleted':true"},
    {"photo", PHOTO + 5, "'of':@98,'digest':'" HEX("ee") "'"},
    {"photo", PHOTO + 6, "'digest':'" HEX("ee") "'"},
    {"measured_value", VALUE, "'of':@11,'item':'pressure','point':'p2','value':'0.71'"},
    {"measured_value", VALUE + 1, "'of':@11,'item':'pressure','point':'p1','value':'0.55'"},
    {"measured_value", VALUE + 2,
     "'of':@11,'item':'height','point':'a','value':'2.7','target':'2.7','unit':'m'"},
    {"measured_value", VALUE + 3, "'of':@11,'item':'height','point':'b','value':'2.7'"},
    {"measured_value", VALUE + 4, "'of':@14,'item':'zz','point':'x','value':'1'"},
    {"measured_value", VALUE + 5, "'of':@12,'item':'routes','point':'x','deleted':true"},
    {"measured_value", VALUE + 6, "'of':@97,'item':'routes','point':'x','value':'1'"},
    {"measured_value", VALUE + 7, "'item':'routes','point':'x','value':'1'"},
    {"presence", THERE, "'of':@11,'person':@2,'at':8"},
    {"presence", THERE + 1, "'of':@10,'person':@77,'at':7"},
    {"presence", THERE + 2, "'of':@96,'person':@2,'at':7"},
    {"presence", THERE + 3, "'person':@2,'at':7"},
    {"presence", THERE + 4, "'of':@11,'at':8"},
    {"rectification", FIX, "'of':@14,'summary':'渗水','item':'zz','severity':'major'"},
    {"rectification", FIX + 100, "'of':@11,'summary':'旧','deadline':9"},
    {"rectification", FIX + 101, "'of':@11,'summary':'good'"},
    {"rectification", FIX + 102, "'of':@95,'summary':'other'"},
    {"rectification", FIX + 103, "'summary':'nothing'"},
    {"move", MOVE, "'of':@16,'move':'assign','at':1,'to':@2,'deadline':77"},
    {"move", MOVE + 1, "'of':@117,'move':'assign','at':1,'to':@2"},
    {"move", MOVE + 2, "'of':@117,'move':'done','at':2,'after':@51"},
    {"move", MOVE + 3, "'of':@117,'move':'verify','at':3,'after':@52"},
    {"change_order", CHANGE,
     "'category':'design_error','description':'改','amount_fen':7,'deleted':false"},
    {"inspection", 60, "'code':'closed_water','note':'ok'"},
    {"zebra", 61, "'stripes':12,'gone':null"},
};

// Puts the parts, forward or backward; the one with this number as `fields` says ("": not at all).
static inline void put_all(struct sample *sample, bool backward, int number, const char *fields)
{
    for (size_t i = 0; i < COUNT(parts); i++) {
        const struct part *part = &parts[backward ? COUNT(parts) - 1 - i : i];
        const char *text = part->number == number ? fields : part->fields;

        // The one who verifies is another (D5.2); the dots stay those of the record.
        sample->author = part->number == MOVE + 3 ? 3 : SAMPLE_PERSON;
        sample->actor = (uint64_t)part->number * 10;
        sample->time_ms = SAMPLE_NOW_MS + part->number;
        if (*text)
            sample_put(sample, part->kind, part->number, text);
    }
    facts_settle(&sample->facts);
}

static inline struct statement_options options_of(const struct sample *sample, size_t form, int of)
{
    return (struct statement_options){
        .facts = &sample->facts,
        .catalogue = &catalogue,
        .form = &forms[form],
        .of = sample_fact(sample, of),
        .node = of == ATTEMPT ? sample_fact(sample, NODE) : NULL,
    };
}

static inline char *format(const struct sample *sample, size_t form, int of)
{
    struct statement_options options = options_of(sample, form, of);
    struct error error;
    struct buffer out;

    buffer_init(&out, STATEMENT_BYTES_MAX);
    if (statement_format(&options, &out, &error) != ERR_OK)
        fail_msg("%s", error.detail);
    if (canon_check((struct span){out.data, out.len}, &error) != ERR_OK)
        fail_msg("%s: %s", error.detail, out.data);
    return buffer_take(&out);
}

static inline void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("\"%s\" is not in:\n%s", part, text);
}

static inline void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("\"%s\" is in:\n%s", part, text);
}

#endif
