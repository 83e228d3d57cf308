// SPDX-License-Identifier: Apache-2.0
// A service of two nodes and the site that goes through them, for tests of progress.
#ifndef PLUMB_TESTS_UNIT_SMALL_SERVICE_H
#define PLUMB_TESTS_UNIT_SMALL_SERVICE_H

#include "tests/unit/progress_sample.h"

#define CATALOGUE(version, items, gate, more)                                                    \
    "{'version':'" version "','title':{'zh':'目录','en':'catalogue'},"                         \
    "'settings':[{'name':'ratio','rule':'D3.9','zh':'比','en':'ratio','value':3}],"             \
    "'forms':[{'code':'slip','rule':'D3.3','zh':'条','en':'slip','clause':{'zh':'约','en':'"   \
    "clause'},"                                                                                  \
    "'scale':'satisfaction','signers':[{'role':'customer','required':true}]},{'code':'paper','"  \
    "rule':'"                                                                                    \
    "D3.3','zh':'单','en':'paper','clause':{'zh':'约','en':"                                   \
    "'clause'},'scale':'satisfaction','items':true,'budget':true,'signers':[{'role':'customer'," \
    "'required':true},{'role':'foreman','required':false}]}],"                                   \
    "'nodes':[{'code':'start','rule':'D3.1','number':1,'zh':'起','en':'start','participants':"  \
    "['customer'],'forms':['paper'],'items':[" items "],'gate':[" gate "],"                      \
    "'ready':[{'rule':'D4.1','zh':'要到场','en':'somebody must be there','when':"             \
    "'any(presence where of == this.node)'}],"                                                   \
    "'defects':[{'rule':'D4.1','zh':'无人到场','en':'nobody was there','when':"              \
    "'none(presence where of == this.node) and count(signoff) > 0'}]},"                          \
    "{'code':'end','rule':'D3.7','number':2,'zh':'终','en':'end','participants':['customer'],"  \
    "'forms':['paper'],'items':[],'gate':[{'rule':'D3.9','zh':'比例','en':'the ratio','when':" \
    "'2 * site.materials_amount_fen >= setting.ratio * site.contract_amount_fen'}],"             \
    "'ready':[],'defects':[]}],'inspections':[],"                                                \
    "'defects':[{'rule':'D9.1','zh':'有变更','en':'a change','when':'any(change_order)'}],"   \
    "'deadlines':[" more "],'terms':[],'messages':[]}"
#define ITEM(code, more) \
    "{'code':'" code "','rule':'D3.8','zh':'项" code "','en':'item " code "'" more "}"
#define ITEMS                                                                                      \
    ITEM("a", ",'required':true")                                                                  \
    "," ITEM("b", ",'required':true,'concealed':true,'photos':1") "," ITEM(                        \
        "c", ",'photos':2") "," ITEM("m", ",'measured':true,'unit':'mm','target':'10','minus':'0." \
                                          "1','plus':'0.2'")
#define GATE                                                                                  \
    "{'rule':'D3.1','zh':'客户满意','en':'the customer is satisfied','when':"             \
    "'all(signoff where counts and of == this.attempt and role == \\'customer\\': verdict ==" \
    " \\'satisfied\\')'}"

enum { NODE = 100, ATTEMPT = 101, RESULT = 200 };

static inline int open_stage(void **state)
{
    struct stage *stage = stage_create();

    stage_publish(stage, CATALOGUE("1", ITEMS, GATE, ""));
    stage_put(stage, "person", SAMPLE_PERSON, "'name':'王','role':'inspector'");
    stage_put(stage, "site", SAMPLE_SITE,
              "'customer_name':'李','address':'A','contract_amount_fen':200,"
              "'materials_amount_fen':300");
    *state = stage;
    return 0;
}

static inline int close_stage(void **state)
{
    stage_free(*state);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_stage, close_stage)

#endif
