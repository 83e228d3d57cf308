// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_edit.h"

#include "agent/capture/photo.h"
#include "shared/base/memory.h"

#include <stdio.h>
#include <string.h>

enum { FIELDS = 3, VALUE_TEXT = 64, GROUP_MOST = 4 };

// What may be edited of each kind. The first `needed` fields are set when a record is made.
struct choice {
    const char *kind;
    const char *fields[4];
    unsigned field_count, needed;
};
static const struct choice choices[] = {
    {"note", {"text", "zz_later"}, 2, 1},
    {"patrol", {"started_at", "result", "note"}, 3, 1},
    {"node", {"code", "state_note", "catalogue"}, 3, 1},
    {"x_future", {"a", "b", "c"}, 3, 0},
};
enum { CHOICES = sizeof choices / sizeof *choices };

// One edit, with the memory of its fields.
struct form {
    struct uuid id, site;
    char kind[KIND_NAME_MAX + 1];
    char values[FIELDS + 1][VALUE_TEXT];
    struct field fields[FIELDS + 1];
    size_t count;
};

static void draw_value(struct sim_world *world, const char *name, char out[VALUE_TEXT])
{
    static const char *const results[] = {"pass", "na", "fail"};
    static const char *const codes[] = {"measurement", "design", "briefing"};
    unsigned n = (unsigned)sim_world_draw(world, world->knobs.values);
    if (strcmp(name, "started_at") == 0)
        snprintf(out, VALUE_TEXT, "%u", 1000 + n);
    else if (strcmp(name, "result") == 0)
        snprintf(out, VALUE_TEXT, "\"%s\"", results[n % 3]);
    else if (strcmp(name, "code") == 0)
        snprintf(out, VALUE_TEXT, "\"%s\"", codes[n % 3]);
    else if (strcmp(name, "b") == 0)
        snprintf(out, VALUE_TEXT, "%s", n % 2 == 0 ? "true" : "null");
    else if (strcmp(name, "c") == 0)
        snprintf(out, VALUE_TEXT, "-%u00%u", n + 1, n);
    else
        snprintf(out, VALUE_TEXT, "\"值 %u\"", n);
}

static void add_field(struct sim_world *world, struct form *form, const char *name)
{
    size_t at = form->count;
    draw_value(world, name, form->values[at]);
    while (at > 0 && strcmp(form->fields[at - 1].name.data, name) > 0) {
        form->fields[at] = form->fields[at - 1];
        at--;
    }
    form->fields[at] = (struct field){span_of(name), span_of(form->values[form->count])};
    form->count++;
}

static const struct choice *choice_of(const char *kind)
{
    for (size_t i = 0; i < CHOICES; i++)
        if (strcmp(choices[i].kind, kind) == 0)
            return &choices[i];
    return NULL;
}

static void fill_new(struct sim_world *world, struct form *form, const struct uuid *site)
{
    const struct choice *choice = &choices[sim_world_draw(world, CHOICES)];
    *form = (struct form){.site = *site};
    snprintf(form->kind, sizeof form->kind, "%s", choice->kind);
    for (unsigned f = 0; f < choice->field_count; f++)
        if (f < choice->needed || (form->count == 0 && f + 1 == choice->field_count)
            || sim_world_chance(world, 400))
            add_field(world, form, choice->fields[f]);
}

// False when it is of a kind that nobody edits here.
static bool fill_old(struct sim_world *world, struct form *form, const struct oracle_record *record)
{
    const struct choice *choice = choice_of(record->kind);
    if (choice == NULL)
        return false;
    unsigned first = strcmp(choice->kind, "node") == 0; // its code is its key
    // A node of the service loses its catalogue only on purpose.
    unsigned count = choice->field_count - (first > 0 && world->service);
    unsigned one = first + (unsigned)sim_world_draw(world, count - first);
    *form = (struct form){.id = record->id, .site = record->site};
    snprintf(form->kind, sizeof form->kind, "%s", record->kind);
    for (unsigned f = first; f < count; f++)
        if (f == one || sim_world_chance(world, 200))
            add_field(world, form, choice->fields[f]);
    return true;
}

// One of the fleet's records; NULL when there is none yet.
static const struct oracle_record *draw_record(struct sim_world *world)
{
    size_t count = world->oracle.count - world->own_records;
    if (count == 0)
        return NULL;
    return &world->oracle.records[world->own_records + sim_world_draw(world, count)];
}

static bool holds(struct sim_tablet *tablet, const struct uuid *id)
{
    struct replica_row row;
    return replica_get(tablet->store, id, &row, NULL) == ERR_OK;
}

// A site that was assigned to the tablet's person, but for fleets with poison.
const struct uuid *sim_edit_site(struct sim_world *world, const struct sim_tablet *tablet)
{
    unsigned site = (unsigned)sim_world_draw(world, world->knobs.sites);
    bool astray = world->knobs.weight[STEP_POISON] > 0 && sim_world_chance(world, 100);
    while (tablet != NULL && !astray && uuid_is_nil(&world->assignments[tablet->kin][site]))
        site = (site + 1) % world->knobs.sites;
    return &world->template->sites[site];
}

// A record the tablet holds, or a new one.
static void fill(struct sim_world *world, struct sim_tablet *tablet, struct form *form)
{
    size_t count = world->oracle.count - world->own_records;
    for (int tries = 0; tries < 4 && !sim_world_chance(world, count > 12 ? 50 : 250); tries++) {
        const struct oracle_record *record = draw_record(world);
        if (record != NULL && (tablet == NULL || holds(tablet, &record->id))
            && fill_old(world, form, record))
            return;
    }
    fill_new(world, form, sim_edit_site(world, tablet));
}

static struct draft draft_of(const struct form *form)
{
    return (struct draft){span_of(form->kind), form->site, form->id, form->fields, form->count};
}

void sim_edit_commit(struct sim_world *world, struct sim_tablet *tablet, const struct draft *drafts,
                     size_t count)
{
    struct capture_options options = {drafts, count, count > 1, tablet->person};
    struct capture_result results[GROUP_MOST];
    struct error error = {0};
    sim_oracle_begin_edit(&world->oracle);
    enum err err = capture_commit(tablet->store, &options, results, &error);
    sim_oracle_end_edit(&world->oracle, err == ERR_OK);
    sim_trace(world, "  tablet %u edits %zu: %.*s %s %s", tablet->number, count,
              (int)drafts->kind.len, drafts->kind.data, err_name(err), error.detail);
    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        struct oracle_event *event
            = sim_oracle_event(&world->oracle, &results[i].id, results[i].dot);
        if (event == NULL) {
            sim_oracle_fail(&world->oracle, "an edit gave a dot that was not written");
            return;
        }
        sim_floor_raise(&tablet->floor, &results[i].id, &drafts[i].site, &event->context);
        struct vector one = {&results[i].dot, 1, 1};
        sim_floor_raise(&tablet->floor, &results[i].id, &drafts[i].site, &one);
    }
}

void sim_edit_done(struct sim_world *world, struct sim_tablet *tablet, enum err err)
{
    const struct uuid *records;
    const struct dot *dots;
    size_t count = sim_oracle_edited(&records, &dots);
    sim_oracle_end_edit(&world->oracle, err == ERR_OK);
    for (size_t i = 0; err == ERR_OK && i < count; i++) {
        long at = sim_oracle_find(&world->oracle, &records[i]);
        struct oracle_event *event = sim_oracle_event(&world->oracle, &records[i], dots[i]);
        struct vector one = {(struct dot *)(uintptr_t)&dots[i], 1, 1};
        if (event == NULL)
            continue;
        sim_floor_raise(&tablet->floor, &records[i], &world->oracle.records[at].site,
                        &event->context);
        sim_floor_raise(&tablet->floor, &records[i], &world->oracle.records[at].site, &one);
    }
}

void sim_edit_tablet(struct sim_world *world, struct sim_tablet *tablet)
{
    struct form form;
    if (tablet->store == NULL)
        return;
    fill(world, tablet, &form);
    struct draft draft = draft_of(&form);
    sim_edit_commit(world, tablet, &draft, 1);
}

void sim_edit_group(struct sim_world *world, struct sim_tablet *tablet)
{
    struct form forms[GROUP_MOST];
    struct draft drafts[GROUP_MOST];
    size_t count = 2 + (size_t)sim_world_draw(world, GROUP_MOST - 1);
    if (tablet->store == NULL)
        return;
    const struct uuid *site = sim_edit_site(world, tablet);
    for (size_t i = 0; i < count; i++) {
        fill(world, tablet, &forms[i]);
        if (uuid_is_nil(&forms[i].id))
            forms[i].site = *site;
        drafts[i] = draft_of(&forms[i]);
    }
    sim_edit_commit(world, tablet, drafts, count);
}

void sim_edit_delete(struct sim_world *world, struct sim_tablet *tablet)
{
    const struct oracle_record *record = draw_record(world);
    bool gone = sim_world_chance(world, 800);
    if (tablet->store == NULL || record == NULL || !holds(tablet, &record->id))
        return;
    struct field field = {span_of("deleted"), span_of(gone ? "true" : "false")};
    struct draft draft = {span_of(record->kind), record->site, record->id, &field, 1};
    sim_edit_commit(world, tablet, &draft, 1);
}

struct photo_bytes {
    struct sim_random random;
    size_t left, at;
    uint8_t shade; // 0: no picture at all
};

// The smallest JPEG, eight by eight pixels of one shade, which is a factor in its first table; what
// stands behind its end belongs to the original alone.
static const uint8_t picture[]
    = {0xff, 0xd8, 0xff, 0xdb, 0, 67, 0, 1, 1, 1, 1,    1, 1,    1,    1,   1,  1,    1,
       1,    1,    1,    1,    1, 1,  1, 1, 1, 1, 1,    1, 1,    1,    1,   1,  1,    1,
       1,    1,    1,    1,    1, 1,  1, 1, 1, 1, 1,    1, 1,    1,    1,   1,  1,    1,
       1,    1,    1,    1,    1, 1,  1, 1, 1, 1, 1,    1, 1,    1,    1,   1,  1,    0xff,
       0xc0, 0,    11,   8,    0, 8,  0, 8, 1, 1, 0x11, 0, 0xff, 0xc4, 0,   20, 0,    1,
       0,    0,    0,    0,    0, 0,  0, 0, 0, 0, 0,    0, 0,    0,    0,   5,  0xff, 0xc4,
       0,    20,   0x10, 1,    0, 0,  0, 0, 0, 0, 0,    0, 0,    0,    0,   0,  0,    0,
       0,    0,    0xff, 0xda, 0, 8,  1, 1, 0, 0, 63,   0, 0x7d, 0xff, 0xd9};
enum { PICTURE_SHADE_AT = 7 };

static enum err read_photo(void *ctx, void *bytes, size_t len, size_t *got)
{
    struct photo_bytes *photo = ctx;
    struct random random = sim_random_handle(&photo->random);
    uint8_t *out = bytes;
    *got = len < photo->left ? len : photo->left;
    random_fill(&random, bytes, *got);
    for (size_t i = 0; photo->shade > 0 && i < *got && photo->at + i < sizeof picture; i++)
        out[i] = photo->at + i == PICTURE_SHADE_AT ? photo->shade : picture[photo->at + i];
    photo->left -= *got;
    photo->at += *got;
    return ERR_OK;
}

void sim_edit_photo(struct sim_world *world, struct sim_tablet *tablet)
{
    const struct oracle_record *record = draw_record(world);
    sim_edit_photo_of(world, tablet, record);
}

void sim_edit_photo_of(struct sim_world *world, struct sim_tablet *tablet,
                       const struct oracle_record *record)
{
    struct photo_bytes bytes = {.left = 1 + sim_world_draw(world, 6000)};
    struct photo_source source = {&bytes, read_photo};
    struct photo_result result;
    struct error error = {0};
    sim_random_seed(&bytes.random, sim_world_draw(world, 20));
    bytes.shade = (uint8_t)sim_world_draw(world, 30);
    bytes.left += bytes.shade > 0 ? sizeof picture : 0;
    if (tablet->store == NULL || record == NULL || !holds(tablet, &record->id))
        return;
    struct photo_options options = {.record = record->id, .person = tablet->person, .name = "p"};
    sim_oracle_begin_edit(&world->oracle);
    enum err err = photo_add(tablet->store, &options, &source, &result, &error);
    sim_oracle_end_edit(&world->oracle, err == ERR_OK);
    sim_trace(world, "  tablet %u photo: %s %s", tablet->number, err_name(err), error.detail);
}

void sim_edit_poison(struct sim_world *world, struct sim_tablet *tablet)
{
    struct field fields[]
        = {{span_of("content"), span_of("\"x\"")}, {span_of("version"), span_of("\"1\"")}};
    struct write write = {.site = *sim_edit_site(world, tablet),
                          .person = tablet->person,
                          .kind = span_of("catalogue"),
                          .fields = fields,
                          .field_count = 2};
    struct form form;
    struct error error = {0};
    if (tablet->store == NULL)
        return;
    struct random random = sim_random_handle(&world->random);
    write.id = random_uuid_v7(&random, world->now_ms);
    if (sim_world_chance(world, 500)) { // good fields, but a person nobody knows
        fill(world, tablet, &form);
        write = (struct write){.id = uuid_is_nil(&form.id) ? write.id : form.id,
                               .site = form.site,
                               .person = write.id,
                               .kind = span_of(form.kind),
                               .fields = form.fields,
                               .field_count = form.count};
    }
    sim_oracle_begin_edit(&world->oracle);
    enum err err = store_begin(tablet->store, &error);
    if (err == ERR_OK) {
        err = journal_append(tablet->store, &write, &error);
        if (err == ERR_OK)
            err = store_commit(tablet->store, &error);
        else
            store_rollback(tablet->store);
    }
    sim_oracle_end_edit(&world->oracle, err == ERR_OK);
    write_clear(&write);
    sim_trace(world, "  tablet %u poison: %s %s", tablet->number, err_name(err), error.detail);
}

void sim_edit_office_commit(struct sim_world *world, struct office_edit *edit)
{
    struct error error = {0};
    if (world->office.office == NULL)
        return;
    sim_oracle_begin_edit(&world->oracle);
    enum err err = office_edit(world->office.office, edit, 1, &error);
    sim_oracle_end_edit(&world->oracle, err == ERR_OK);
    sim_trace(world, "  office edits: %s %s %s", edit->kind, err_name(err), error.detail);
}

void sim_edit_office(struct sim_world *world)
{
    struct form form;
    const struct oracle_record *record = draw_record(world);
    if (record == NULL || sim_world_chance(world, 200) || !fill_old(world, &form, record))
        fill_new(world, &form, sim_edit_site(world, NULL));
    struct office_edit edit = {.id = form.id,
                               .site = form.site,
                               .kind = form.kind,
                               .fields = form.fields,
                               .field_count = form.count};
    sim_edit_office_commit(world, &edit);
}

void sim_edit_assign(struct sim_world *world, unsigned person, unsigned site, bool active)
{
    char id[UUID_TEXT], value[UUID_TEXT + 2];
    uuid_format(&world->template->like[person].person, id);
    snprintf(value, sizeof value, "\"%s\"", id);
    struct field fields[] = {{span_of("active"), span_of(active ? "true" : "false")},
                             {span_of("person"), span_of(value)},
                             {span_of("role"), span_of("\"inspector\"")}};
    struct office_edit edit = {.id = world->assignments[person][site],
                               .site = world->template->sites[site],
                               .kind = "assignment",
                               .fields = fields,
                               .field_count = 3};
    sim_edit_office_commit(world, &edit);
    world->assignments[person][site] = edit.id;
    world->assigned[person][site] = active;
}
