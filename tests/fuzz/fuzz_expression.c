// SPDX-License-Identifier: Apache-2.0
// A condition from anybody: parsed, and when it is good, answered over a few records.
#include "shared/model/expression.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ID(n) "01890a5d-ac96-774b-bcce-0000000000" n
#define RECORD(n, kind, fields)                                                          \
    "{\"id\":\"" ID(n) "\",\"kind\":\"" kind "\",\"site\":\"" ID(                        \
        "01") "\",\"vector\":{"                                                          \
              "\"0000000000000001\":\"1\"},\"writes\":[{\"actor\":\"0000000000000001\"," \
              "\"counter\":\"1\",\"fields\":{" fields                                    \
              "},\"person\":\"" ID("99") "\",\"time\":\"9\"}]}"

static const char *const records[] = {
    RECORD("01", "site", "\"contract_amount_fen\":200,\"deleted\":false,\"store\":\"a\""),
    RECORD("02", "patrol", "\"deleted\":false,\"result\":\"pass\",\"started_at\":10"),
    RECORD("03", "patrol", "\"deleted\":true,\"result\":\"fail\",\"started_at\":20"),
    RECORD("04", "note", "\"deleted\":false,\"of\":\"" ID("02") "\",\"text\":\"x\""),
};

static bool has_setting(void *ctx, struct span name)
{
    return span_is(name, ctx);
}

static bool read_setting(void *ctx, struct span name, int64_t *value)
{
    (void)ctx;
    (void)name;
    *value = 3;
    return true;
}

static void answer(const struct expression *expression, struct arena *arena)
{
    struct expression_world world = {.setting = read_setting};
    struct expression_doubt doubt;
    struct facts facts;
    enum truth truth;

    facts_init(&facts, arena);
    for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++)
        if (facts_add(&facts, span_of(records[i]), 0, NULL))
            abort();
    facts_settle(&facts);
    world.facts = &facts;
    world.site = facts_of_kind(&facts, "site", &(size_t){0});
    truth = expression_evaluate(expression, &world, &doubt);
    if (truth != expression_evaluate(expression, &world, NULL))
        abort();
    facts_clear(&facts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct expression_name names[] = {{"attempt", TYPE_RECORD}, {"n", TYPE_INTEGER}};
    const struct expression_scope scope = {
        .names = names,
        .name_count = sizeof(names) / sizeof(names[0]),
        .setting = has_setting,
        .ctx = (void *)"ratio",
    };
    const struct expression *expression;
    struct error error = {0};
    struct arena arena;
    enum err code;

    arena_init(&arena, 4 << 20);
    code = expression_parse((struct span){(const char *)data, size}, &scope, &arena, &expression,
                            &error);
    if ((code == ERR_OK) != (expression != NULL) || (code && !error.detail[0]))
        abort();
    if (expression)
        answer(expression, &arena);
    arena_clear(&arena);
    return 0;
}
