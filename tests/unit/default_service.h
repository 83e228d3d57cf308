// SPDX-License-Identifier: Apache-2.0
// The service as the default catalogue has it, and one site of it, for tests of the rules.
#ifndef PLUMB_TESTS_UNIT_DEFAULT_SERVICE_H
#define PLUMB_TESTS_UNIT_DEFAULT_SERVICE_H

#include "shared/data/catalogue_default.h"
#include "tests/unit/progress_sample.h"

#define VERSION "2026.3"
enum { INSPECTOR = 2, FOREMAN = 3, DESIGNER = 5, NODE = 100, ATTEMPT = 101 };

static inline struct stage *service_create(void)
{
    struct stage *stage = stage_create();
    struct error error = {0};

    if (catalogue_file_read(span_of(catalogue_default_text), &stage->catalogues,
                            &stage->list[stage->count++], &error)
        != ERR_OK)
        fail_msg("%s", error.detail);
    stage_put(stage, "person", INSPECTOR, "'name':'王','role':'inspector'");
    stage_put(stage, "person", FOREMAN, "'name':'张','role':'foreman'");
    stage_put(stage, "person", DESIGNER, "'name':'林','role':'designer'");
    stage_put(stage, "site", SAMPLE_SITE,
              "'customer_name':'李','address':'A','contract_amount_fen':200,"
              "'materials_amount_fen':300");
    return stage;
}

static inline int open_service(void **state)
{
    *state = service_create();
    return 0;
}

static inline int close_service(void **state)
{
    stage_free(*state);
    return 0;
}

// Somebody signs the attempt of the node that service tests start.
static inline int sign(struct stage *stage, const char *form, const char *role, const char *verdict)
{
    const struct stage_signature signature = {
        .of = ATTEMPT,
        .node = NODE,
        .form = form,
        .role = role,
        .name = role,
        .verdict = verdict,
        .version = VERSION,
    };

    return stage_sign(stage, &signature);
}

// The deadline of this code for this record; NULL: it has none.
static inline const struct progress_deadline *deadline(struct stage *stage, const char *code,
                                                       int record)
{
    struct uuid id = sample_id(record);
    const struct progress *progress = stage_read(stage);

    for (size_t i = 0; i < progress->deadline_count; i++)
        if (span_is(progress->deadlines[i].deadline->code, code)
            && uuid_equal(&progress->deadlines[i].record->record->id, &id))
            return &progress->deadlines[i];
    return NULL;
}

// Defects of the site with this rule that name this record.
static inline size_t defects(struct stage *stage, const char *rule, int record)
{
    struct uuid id = sample_id(record);
    const struct progress *progress = stage_read(stage);
    size_t count = 0;

    for (size_t i = 0; i < progress->defects.count; i++)
        count += span_is(progress->defects.list[i].rule, rule)
                 && uuid_equal(&progress->defects.list[i].record, &id);
    return count;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_service, close_service)

#endif
