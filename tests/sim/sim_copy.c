// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_copy.h"

#include "agent/capture/signoff_export.h"
#include "server/storage/signoff_log.h"

#include <string.h>

enum { COPIES = 2, FILE_MAX = 8 << 20 };

static enum err keep(void *ctx, const void *bytes, size_t len)
{
    return buffer_append(ctx, bytes, len) ? ERR_OK : ERR_TOO_LARGE;
}

static enum err read_copy(void *ctx, uint64_t offset, void *bytes, size_t len, size_t *got)
{
    const struct buffer *file = ctx;
    size_t there = offset < file->len ? file->len - (size_t)offset : 0;
    *got = there < len ? there : len;
    if (*got > 0)
        memcpy(bytes, file->data + offset, *got);
    return ERR_OK;
}

static bool is_genuine(struct sim_world *world, struct buffer *file)
{
    const struct authority *authority = office_authority(world->office.office);
    struct evidence_source source = {file, file->len, read_copy};
    struct evidence_finding finding = {.genuine = false};
    struct error error = {0};
    struct arena memory;
    arena_init(&memory, EVIDENCE_MEMORY_MAX);
    enum err err
        = evidence_check(&source, (struct span){authority->ca_pem.data, authority->ca_pem.len},
                         &memory, &finding, &error);
    bool genuine = err == ERR_OK && finding.genuine && finding.level == EVIDENCE_COUNTERSIGNED;
    sim_trace(world, "  a copy of %zu bytes: %s %s", file->len, genuine ? "genuine" : "not genuine",
              finding.genuine || finding.why_en == NULL ? "" : finding.why_en);
    arena_clear(&memory);
    return genuine;
}

static void judge_file(struct sim_world *world, struct buffer *file)
{
    size_t at = (size_t)sim_world_draw(world, file->len);
    if (!is_genuine(world, file))
        sim_oracle_fail(&world->oracle, "D6.3: the copy of a sign-off is not found genuine");
    file->data[at] = (char)((unsigned char)file->data[at] ^ 1U << sim_world_draw(world, 8));
    if (is_genuine(world, file))
        sim_oracle_fail(&world->oracle, "I15: a copy with a bit changed at %zu is found genuine",
                        at);
}

static void judge_copy(struct sim_world *world, const struct sim_signoff *signoff)
{
    struct store *store = world->tablets[signoff->tablet]->store;
    struct signoff_export_options options = {.store = store, .signoff = signoff->id};
    struct signoff_export package;
    struct error error = {0};
    struct buffer file;
    buffer_init(&file, FILE_MAX);
    enum err err = signoff_export_read(&options, &package, &error);
    if (err == ERR_OK)
        err = signoff_export_write(store, &package, keep, &file, &error);
    signoff_export_clear(&package);
    if (err == ERR_OK)
        judge_file(world, &file);
    else
        sim_oracle_fail(&world->oracle, "D6.3: a sign-off cannot be exported: %s", error.detail);
    buffer_clear(&file);
}

// Those that are in the log, on a tablet that has their papers.
static bool has_all(struct sim_world *world, const struct sim_signoff *signoff)
{
    const struct sim_tablet *tablet = world->tablets[signoff->tablet];
    struct signoff_leaf leaf;
    struct replica_row row;
    return signoff->papers && !tablet->revoked && tablet->store != NULL
           && replica_get(tablet->store, &signoff->id, &row, NULL) == ERR_OK
           && signoff_log_find(storage_writer(office_storage(world->office.office)), &signoff->id,
                               &leaf, NULL)
                  == ERR_OK;
}

void sim_copy_judge(struct sim_world *world)
{
    unsigned copies = 0;
    if (world->scope_moved)
        return; // a site that left a tablet, and came back, did so without its papers
    for (size_t i = 0; i < world->signoffs.count && copies < COPIES && !world->oracle.failed; i++)
        if (has_all(world, &world->signoffs.list[i])) {
            judge_copy(world, &world->signoffs.list[i]);
            copies++;
        }
}
