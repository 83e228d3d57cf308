// SPDX-License-Identifier: Apache-2.0
#include "shared/model/progress_node.h"

#include "shared/model/fact_link.h"
#include "shared/model/progress_defect.h"
#include "shared/model/progress_lack.h"
#include "shared/model/progress_ready.h"
#include "shared/model/progress_world.h"

// The attempt that counts is the last one (D3.14).
static void find_attempt(const struct facts *facts, struct progress_node *out)
{
    size_t count;
    const struct fact *attempts = facts_of_kind(facts, "attempt", &count);
    int64_t highest = 0, n;

    for (size_t i = 0; i < count; i++) {
        if (record_deleted(attempts[i].record)
            || !fact_refers(&attempts[i], "node", &out->record->record->id)
            || !fact_integer(&attempts[i], "n", &n))
            continue;
        out->attempts++;
        if (n <= highest)
            continue;
        highest = n;
        out->attempt = &attempts[i];
    }
}

static bool same(const struct fact *one, const struct fact *other, const char *field)
{
    struct span a = {0}, b = {0};

    (void)fact_text(one, field, &a);
    (void)fact_text(other, field, &b);
    return span_equal(a, b);
}

bool progress_node_outdated(const struct facts *facts, const struct fact *signoff)
{
    size_t count;
    const struct fact *list = facts_of_kind(facts, "signoff", &count);

    if (!fact_true(signoff, "changed") || fact_true(signoff, "voided")
        || !fact_signoff_signed(signoff))
        return false;
    for (size_t i = 0; i < count; i++)
        if (fact_true(&list[i], "counts") && same(&list[i], signoff, "of")
            && same(&list[i], signoff, "form") && same(&list[i], signoff, "role")
            && list[i].time >= signoff->time)
            return false;
    return true;
}

static void count_signoffs(const struct facts *facts, struct progress_node *out)
{
    size_t count;
    const struct fact *list = facts_of_kind(facts, "signoff", &count);

    for (size_t i = 0; i < count; i++) {
        if (fact_true(&list[i], "voided") || !fact_signoff_concerns(facts, &list[i], out->attempt))
            continue;
        out->signoffs++;
        out->changed += progress_node_outdated(facts, &list[i]);
    }
}

static void count_rectifications(const struct facts *facts, struct progress_node *out)
{
    size_t count;
    const struct fact *list = facts_of_kind(facts, "rectification", &count);

    for (size_t i = 0; i < count; i++)
        out->open_rectifications += !record_deleted(list[i].record)
                                    && !fact_is(&list[i], "state", "verified")
                                    && fact_link_up(facts, &list[i], "node") == out->record;
}

static void bind(const struct progress_options *options, const struct progress_node *node,
                 struct progress_world *world)
{
    progress_world_init(world, options, node->catalogue);
    world->world.about = node->record;
    progress_world_bind_text(world, "code", node->node->code);
    if (node->record)
        progress_world_bind_record(world, "node", &node->record->record->id);
    if (node->attempt)
        progress_world_bind_record(world, "attempt", &node->attempt->record->id);
}

static void judge_unready(const struct progress_options *options,
                          const struct expression_world *world, struct uuid about,
                          struct progress_node *out)
{
    struct progress_lack_list list = {.arena = options->arena};
    const struct progress_lack_question ready = {
        .conditions = &out->node->ready,
        .world = world,
        .about = about,
    };

    if (out->attempt)
        progress_ready_judge(&list, options->facts, out, world->site);
    else
        progress_lack_add(&list, (struct progress_lack){
                                     .rule = out->node->rule,
                                     .words = {span_of("还没有开始"), span_of("not started yet")},
                                     .record = about,
                                 });
    progress_lack_judge(&list, &ready);
    out->unready = progress_lack_done(&list);
}

static enum node_state state_of(const struct progress_node *node)
{
    if (!node->record)
        return NODE_NOT_STARTED;
    if (node->changed)
        return NODE_CHANGED;
    return node->missing.count ? NODE_UNDER_WAY : NODE_DONE;
}

void progress_node_read(const struct progress_options *options, struct progress_node *out)
{
    struct uuid about = out->record ? out->record->record->id : options->site;
    struct progress_lack_list missing = {.arena = options->arena};
    struct progress_lack_list defects = {.arena = options->arena};
    struct progress_lack_question gate = {.conditions = &out->node->gate, .about = about};
    struct progress_lack_question wrong
        = {.conditions = &out->node->defects, .holding = true, .about = about};
    struct progress_world world;

    if (out->record)
        find_attempt(options->facts, out);
    if (out->attempt)
        count_signoffs(options->facts, out);
    if (out->record)
        count_rectifications(options->facts, out);
    bind(options, out, &world);
    gate.world = wrong.world = &world.world;
    progress_lack_judge(&missing, &gate);
    progress_lack_judge(&defects, &wrong);
    if (out->attempt)
        progress_defect_node(&defects, options->facts, out);
    out->missing = progress_lack_done(&missing);
    out->defects = progress_lack_done(&defects);
    judge_unready(options, &world.world, about, out);
    out->state = state_of(out);
}
