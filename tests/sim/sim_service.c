// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_service.h"

#include "agent/capture/change.h"
#include "agent/capture/item_set.h"
#include "agent/capture/node_start.h"
#include "agent/capture/rectify.h"
#include "agent/capture/signing.h"
#include "agent/capture/voiding.h"
#include "tests/sim/sim_edit.h"
#include "tests/sim/sim_planted.h"
#include "tests/sim/sim_signoff.h"

#include <stdio.h>
#include <string.h>

enum { ITEMS_MAX = 8, FORMS_MAX = 2, ROLES_MAX = 5, VALUE_TEXT = 64 };

// What of the default catalogue is played.
struct paper_form {
    const char *code;
    bool qualified, budget;
    const char *roles[ROLES_MAX];
    unsigned role_count;
};
struct part {
    const char *code, *concealed;
    const char *items[ITEMS_MAX];
    unsigned item_count;
    struct paper_form forms[FORMS_MAX];
    unsigned form_count;
};
static const struct part parts[] = {
    {"completion",
     NULL,
     {"design_intent", "water_electric_safety", "surface_quality"},
     3,
     {{"completion_acceptance", false, true, {"customer", "designer", "inspector", "foreman"}, 4}},
     1},
    {"water_electric",
     "routes",
     {"routes", "positions", "quantities_cost", "standard", "pressure_test", "closed_water_test"},
     6,
     {{"water_electric_confirmation", true, true, {"customer", "inspector", "supervisor"}, 3},
      {"handbook", false, false, {"customer"}, 1}},
     2},
};
enum { PARTS = sizeof parts / sizeof *parts };

static const char strokes[]
    = "{\"format\":\"plumbline-strokes-1\",\"height\":20000,\"strokes\":[[[1000,2000,500,0],"
      "[2500,2900,500,16],[4000,3800,500,32],[5500,4700,500,48],[7000,5600,500,64],"
      "[8500,6500,500,80],[10000,7400,500,96],[11500,2000,500,112],[13000,2900,500,128],"
      "[14500,3800,500,144]]],\"width\":40000}";

static struct deed_options options_of(const struct sim_tablet *tablet, const struct uuid *site)
{
    return (struct deed_options){.store = tablet->store, .person = tablet->person, .site = *site};
}

static void begin(struct sim_world *world)
{
    sim_oracle_begin_edit(&world->oracle);
}

static void end(struct sim_world *world, struct sim_tablet *tablet, enum err err,
                const struct error *error)
{
    sim_edit_done(world, tablet, err);
    sim_trace(world, "  tablet %u: %s %s", tablet->number, err_name(err),
              err == ERR_OK ? "" : error->detail);
}

static const struct part *part_of(const struct oracle_record *record)
{
    const struct field *code = strcmp(record->kind, "node") == 0 && record->count > 0
                                   ? sim_oracle_field(&record->events[0], "code")
                                   : NULL;
    for (int p = 0; code != NULL && p < PARTS; p++)
        if (code->value.len == strlen(parts[p].code) + 2
            && memcmp(code->value.data + 1, parts[p].code, code->value.len - 2) == 0)
            return &parts[p];
    return NULL;
}

// One of the fleet's records of a kind that the tablet holds; with parts: nodes of the service.
static const struct oracle_record *draw(struct sim_world *world, struct sim_tablet *tablet,
                                        const char *kind)
{
    const struct oracle_record *found = NULL;
    struct replica_row row;
    uint64_t count = 0;
    for (size_t r = world->own_records; r < world->oracle.count; r++) {
        const struct oracle_record *record = &world->oracle.records[r];
        if (strcmp(record->kind, kind) != 0 || record->count == 0
            || (strcmp(kind, "node") == 0 && part_of(record) == NULL)
            || replica_get(tablet->store, &record->id, &row, NULL) != ERR_OK)
            continue;
        if (sim_world_draw(world, ++count) == 0)
            found = record;
    }
    return found;
}

static void start(struct sim_world *world, struct sim_tablet *tablet, bool again)
{
    const struct uuid *site = sim_edit_site(world, tablet);
    struct deed_options options = options_of(tablet, site);
    const struct part *part = &parts[sim_world_chance(world, 600) ? 0 : 1];
    struct node_start given = {.code = span_of(part->code), .again = again};
    struct node_started started;
    struct deed_report report = {0};
    struct error error = {0};
    begin(world);
    enum err err = node_start(&options, &given, &started, &report, &error);
    if (err == ERR_OK)
        deed_report_clear(&report);
    end(world, tablet, err, &error);
}

void sim_service_node(struct sim_world *world, struct sim_tablet *tablet)
{
    if (tablet->store != NULL)
        start(world, tablet, sim_world_chance(world, 200));
}

static enum err set_items(struct sim_world *world, struct sim_tablet *tablet,
                          const struct oracle_record *node, const struct item_set *given)
{
    struct deed_options options = options_of(tablet, &node->site);
    struct deed_report report = {0};
    struct error error = {0};
    begin(world);
    enum err err = item_set(&options, given, &report, &error);
    if (err == ERR_OK)
        deed_report_clear(&report);
    end(world, tablet, err, &error);
    if (err == ERR_OK)
        sim_planted_edited(world, tablet, &options.site);
    return err;
}

// All of them are good.
static void pass_all(struct sim_world *world, struct sim_tablet *tablet,
                     const struct oracle_record *node, const struct part *part)
{
    struct item_answer answers[ITEMS_MAX];
    struct item_set given = {.of = node->id, .answers = answers, .count = part->item_count};
    for (unsigned i = 0; i < part->item_count; i++)
        answers[i] = (struct item_answer){span_of(part->items[i]), span_of("pass")};
    set_items(world, tablet, node, &given);
}

// One result, and what goes with it.
static void set_one(struct sim_world *world, struct sim_tablet *tablet,
                    const struct oracle_record *node, const struct part *part)
{
    static const char *const results[] = {"pass", "pass", "na", "fail"};
    char note[VALUE_TEXT], amount[VALUE_TEXT];
    const char *result = results[sim_world_draw(world, 4)];
    struct item_answer answer
        = {span_of(part->items[sim_world_draw(world, part->item_count)]), span_of(result)};
    struct field fields[2];
    struct item_set given = {.of = node->id, .answers = &answer, .count = 1};
    if (sim_world_chance(world, 300)) {
        snprintf(amount, sizeof amount, "%u", (unsigned)sim_world_draw(world, 3) * 100);
        fields[given.fields.count++] = (struct field){span_of("amount_fen"), span_of(amount)};
    }
    if (strcmp(result, "fail") == 0 || sim_world_chance(world, 300)) {
        snprintf(note, sizeof note, "\"裂 %u\"", (unsigned)sim_world_draw(world, 3));
        fields[given.fields.count++] = (struct field){span_of("note"), span_of(note)};
    }
    given.fields.list = fields;
    set_items(world, tablet, node, &given);
}

// A photo of one of the node's results.
static void add_photo(struct sim_world *world, struct sim_tablet *tablet, const char *item)
{
    for (int tries = 0; tries < 6; tries++) {
        const struct oracle_record *result = draw(world, tablet, "item_result");
        const struct field *of
            = result == NULL ? NULL : sim_oracle_field(&result->events[0], "item");
        if (result == NULL)
            return;
        if (item == NULL
            || (of != NULL && of->value.len == strlen(item) + 2
                && memcmp(of->value.data + 1, item, strlen(item)) == 0)) {
            sim_edit_photo_of(world, tablet, result);
            return;
        }
    }
}

// What stands beside the items on the page: the customer's name, which the office writes, and
// rarely the catalogue.
static void edit_page(struct sim_world *world, struct sim_tablet *tablet,
                      const struct oracle_record *node)
{
    char value[VALUE_TEXT];
    bool catalogue = sim_world_chance(world, 200);
    struct field field = {span_of(catalogue ? "catalogue" : "customer_name"), {value, 0}};
    field.value.len = (size_t)snprintf(value, sizeof value, "\"%s %u\"", catalogue ? "v" : "王",
                                       (unsigned)sim_world_draw(world, 3));
    struct draft draft = {span_of("node"), node->site, node->id, &field, 1};
    struct office_edit edit = {
        .id = node->site, .site = node->site, .kind = "site", .fields = &field, .field_count = 1};
    if (catalogue)
        sim_edit_commit(world, tablet, &draft, 1);
    else
        sim_edit_office_commit(world, &edit);
}

void sim_service_items(struct sim_world *world, struct sim_tablet *tablet)
{
    const struct oracle_record *node = tablet->store == NULL ? NULL : draw(world, tablet, "node");
    uint64_t what = sim_world_draw(world, 100);
    if (tablet->store == NULL)
        return;
    if (node == NULL)
        start(world, tablet, false);
    else if (what < 45)
        pass_all(world, tablet, node, part_of(node));
    else if (what < 82)
        set_one(world, tablet, node, part_of(node));
    else if (what < 94)
        add_photo(world, tablet, NULL);
    else
        edit_page(world, tablet, node);
}

static void add_change(struct sim_world *world, struct sim_tablet *tablet)
{
    struct deed_options options = options_of(tablet, sim_edit_site(world, tablet));
    struct field fields[] = {{span_of("amount_fen"), span_of("12000")},
                             {span_of("asked_by"), span_of("\"张三\"")},
                             {span_of("category"), span_of("\"customer_request\"")},
                             {span_of("description"), span_of("\"加一个插座\"")},
                             {span_of("due"), span_of("\"2026-12-01\"")}};
    struct deed_fields given = {fields, sizeof fields / sizeof *fields};
    struct deed_report report = {0};
    struct error error = {0};
    begin(world);
    enum err err = change_add(&options, &given, &report, &error);
    if (err == ERR_OK)
        deed_report_clear(&report);
    end(world, tablet, err, &error);
}

static void move_change(struct sim_world *world, struct sim_tablet *tablet,
                        const struct oracle_record *order)
{
    static const char *const moves[] = {"approve", "approve", "carry_out", "carry_out", "cancel"};
    struct deed_options options = options_of(tablet, &order->site);
    struct field note = {span_of("note"), span_of("\"好\"")};
    struct change_step step = {.id = order->id,
                               .move = moves[sim_world_draw(world, 5)],
                               .fields = {&note, 1},
                               .settle = sim_world_chance(world, 500)};
    struct deed_report report = {0};
    struct error error = {0};
    begin(world);
    enum err err = change_move(&options, &step, &report, &error);
    if (err == ERR_OK)
        deed_report_clear(&report);
    end(world, tablet, err, &error);
}

// A change order goes through its states, and now and then its text is changed.
void sim_service_change(struct sim_world *world, struct sim_tablet *tablet)
{
    const struct oracle_record *order
        = tablet->store == NULL ? NULL : draw(world, tablet, "change_order");
    struct field field = {span_of("amount_fen"), span_of("15000")};
    uint64_t what = sim_world_draw(world, 100);
    if (tablet->store == NULL)
        return;
    if (order == NULL || what < 20) {
        add_change(world, tablet);
    } else if (what < 85) {
        move_change(world, tablet, order);
    } else {
        struct draft draft = {span_of("change_order"), order->site, order->id, &field, 1};
        sim_edit_commit(world, tablet, &draft, 1);
    }
}

struct wish {
    const struct oracle_record *node;
    const struct paper_form *form;
    const char *role, *verdict, *name;
};

static enum err sign(struct sim_world *world, struct sim_tablet *tablet, const struct wish *wish)
{
    struct signing_device device = {tablet->device, tablet->device_key, tablet->device_certificate};
    bool written = strcmp(wish->verdict, "absent") != 0 && strcmp(wish->verdict, "refused") != 0;
    bool yes = strcmp(wish->verdict, "satisfied") == 0 || strcmp(wish->verdict, "qualified") == 0;
    struct signing_options options = {
        .store = tablet->store,
        .device = &device,
        .question = {.of = wish->node->id, .form = wish->form->code, .role = wish->role},
        .person = tablet->person,
        .name = wish->name,
        .verdict = wish->verdict,
        .reason = yes ? NULL : "不同意",
        .strokes = written ? span_of(strokes) : (struct span){0},
    };
    struct signing_result made;
    struct error error = {0};
    struct uuid site = wish->node->site;
    bool budget = wish->form->budget;
    begin(world);
    enum err err = signing_make(&options, &made, &error);
    end(world, tablet, err, &error);
    sim_signoff_note(world, tablet, &(struct sim_signed){made.id, site, budget, err == ERR_OK});
    return err;
}

static const char *draw_verdict(struct sim_world *world, const struct paper_form *form)
{
    uint64_t n = sim_world_draw(world, 100);
    if (n < 6)
        return "refused";
    if (n < 12)
        return "absent";
    if (n < 25)
        return form->qualified ? "unqualified" : "not_satisfied";
    return form->qualified ? "qualified" : "satisfied";
}

// D9.2: the customer's yes closes the loop.
static void sign_change(struct sim_world *world, struct sim_tablet *tablet,
                        const struct oracle_record *order)
{
    static const struct paper_form form
        = {"change_order", false, true, {"customer", "designer", "foreman"}, 3};
    struct wish wish = {.node = order,
                        .form = &form,
                        .role = form.roles[sim_world_draw(world, form.role_count)],
                        .verdict = draw_verdict(world, &form),
                        .name = "张三"};
    sign(world, tablet, &wish);
}

// One signs, and often another after that (D6.5). What is not ready is mostly made so.
void sim_service_sign(struct sim_world *world, struct sim_tablet *tablet)
{
    static const char *const names[] = {"张三", "李四"};
    const struct oracle_record *node = tablet->store == NULL ? NULL : draw(world, tablet, "node");
    const struct oracle_record *order = tablet->store == NULL || sim_world_chance(world, 750)
                                            ? NULL
                                            : draw(world, tablet, "change_order");
    if (order != NULL)
        sign_change(world, tablet, order);
    if (node == NULL || order != NULL)
        return;
    const struct uuid id = node->id; // the list moves as it grows
    const struct part *part = part_of(node);
    for (bool more = true; more && tablet->store != NULL; more = sim_world_chance(world, 300)) {
        struct wish wish = {.form = &part->forms[sim_world_draw(world, part->form_count)],
                            .name = names[sim_world_draw(world, 2)]};
        wish.role = wish.form->roles[sim_world_draw(world, wish.form->role_count)];
        wish.verdict = draw_verdict(world, wish.form);
        wish.node = &world->oracle.records[sim_oracle_find(&world->oracle, &id)];
        if (sign(world, tablet, &wish) != ERR_PRECONDITION || !sim_world_chance(world, 800))
            continue;
        wish.node = &world->oracle.records[sim_oracle_find(&world->oracle, &id)];
        pass_all(world, tablet, wish.node, part);
        if (part->concealed != NULL)
            add_photo(world, tablet, part->concealed);
        wish.node = &world->oracle.records[sim_oracle_find(&world->oracle, &id)];
        sign(world, tablet, &wish);
    }
}

void sim_service_void(struct sim_world *world, struct sim_tablet *tablet)
{
    const struct oracle_record *signoff
        = tablet->store == NULL ? NULL : draw(world, tablet, "signoff");
    struct error error = {0};
    struct uuid id;
    if (signoff == NULL)
        return;
    struct voiding_options options = {.store = tablet->store,
                                      .signoff = signoff->id,
                                      .person = tablet->person,
                                      .reason = "签错了"};
    begin(world);
    enum err err = voiding_make(&options, &id, &error);
    end(world, tablet, err, &error);
    if (err == ERR_OK)
        sim_planted_voided(world, tablet, &options.signoff);
}

void sim_service_move(struct sim_world *world, struct sim_tablet *tablet)
{
    static const char *const moves[]
        = {"assign", "assign", "done", "done", "verify", "reject", "reopen"};
    char to[UUID_TEXT + 2] = "\"";
    struct field fields[] = {{span_of("deadline"), span_of("1796000000000")},
                             {span_of("note"), span_of("\"好\"")},
                             {span_of("to"), {to, UUID_TEXT + 1}}};
    const struct oracle_record *of
        = tablet->store == NULL ? NULL : draw(world, tablet, "rectification");
    struct deed_report report = {0};
    struct error error = {0};
    if (of == NULL)
        return;
    uuid_format(&tablet->person, to + 1);
    to[UUID_TEXT] = '"';
    struct deed_options options = options_of(tablet, &of->site);
    struct rectify_step step = {.id = of->id,
                                .move = moves[sim_world_draw(world, 7)],
                                .fields = {fields, 3},
                                .settle = sim_world_chance(world, 500)};
    if (strcmp(step.move, "assign") != 0)
        step.fields = (struct deed_fields){fields + 1, 1};
    begin(world);
    enum err err = rectify_move(&options, &step, &report, &error);
    if (err == ERR_OK)
        deed_report_clear(&report);
    end(world, tablet, err, &error);
}

void sim_service_forge(struct sim_world *world, struct sim_tablet *tablet)
{
    static const char *const fields[] = {"deleted", "name", "sealed", "verdict"};
    size_t count = world->oracle.count - world->own_records;
    struct sim_forgery forgery = {.field = fields[sim_world_draw(world, 4)]};
    const struct oracle_record *signoff = NULL;
    if (tablet->store == NULL || count == 0)
        return;
    if (sim_world_chance(world, 500)) // one that it may not even have: made a second time
        for (int tries = 0; tries < 40 && signoff == NULL; tries++) {
            signoff = &world->oracle.records[world->own_records + sim_world_draw(world, count)];
            if (strcmp(signoff->kind, "signoff") != 0 || signoff->count == 0)
                signoff = NULL;
            forgery.whole = true;
        }
    if (signoff == NULL)
        signoff = draw(world, tablet, "signoff");
    if (signoff == NULL)
        return;
    forgery.signoff = signoff->id;
    sim_signoff_forge(world, tablet, &forgery);
}

void sim_service_any(struct sim_world *world, struct sim_tablet *tablet)
{
    switch (sim_world_draw(world, 6)) {
    case 0:
        sim_service_node(world, tablet);
        return;
    case 1:
        sim_service_sign(world, tablet);
        return;
    case 2:
        sim_service_void(world, tablet);
        return;
    case 3:
        sim_service_move(world, tablet);
        return;
    case 4:
        sim_service_change(world, tablet);
        return;
    default:
        sim_service_items(world, tablet);
    }
}
