// SPDX-License-Identifier: Apache-2.0
#include "server/console/site_lists.h"

#include "server/console/console_call.h"
#include "server/reconcile/office_seal.h"
#include "shared/base/memory.h"

struct site_lists {
    struct site_memory *memory;
    struct office_seal *seal;
    struct night_shelf *nights;
};

enum err site_lists_open(const struct site_lists_options *options, struct site_lists **out,
                         struct error *error)
{
    struct site_lists *lists = mem_alloc(sizeof(*lists));
    struct site_memory_options memory
        = {.clock = options->clock, .log = options->log, .warmed = true};
    enum err err;

    lists->seal = office_seal_create(&office_authority(options->office)->ca_pem);
    lists->nights = night_shelf_create(options->office, options->clock);
    memory.storage = office_storage(options->office);
    memory.seal = office_seal_of(lists->seal);
    err = site_memory_open(&memory, &lists->memory, error);
    *out = lists;
    if (err == ERR_OK)
        return ERR_OK;
    site_lists_close(lists);
    *out = NULL;
    return err;
}

void site_lists_close(struct site_lists *lists)
{
    if (!lists)
        return;
    site_memory_close(lists->memory);
    office_seal_free(lists->seal);
    night_shelf_free(lists->nights);
    mem_free(lists);
}

static void take_granted(const struct route_call *call, struct site_listed *out)
{
    out->sites = mem_alloc_array(out->all.count + 1, sizeof(struct site_summary *));
    out->personal = mem_alloc_array(out->all.count + 1, sizeof(bool));
    for (size_t i = 0; i < out->all.count; i++) {
        const struct span store = span_of(out->all.sites[i]->store);

        if (!console_may(call, CONSOLE_SEE, store))
            continue;
        out->personal[out->count] = console_may(call, CONSOLE_PERSONAL, store);
        out->any_personal = out->any_personal || out->personal[out->count];
        out->sites[out->count++] = out->all.sites[i];
    }
}

enum err site_lists_take(struct route_call *call, struct site_listed *out, struct error *error)
{
    struct site_lists *lists = console_call_sites(call);
    struct view *view = console_view(call, error);
    enum err err = view ? ERR_OK : error->code;

    *out = (struct site_listed){.count = 0};
    if (err == ERR_OK)
        err = site_memory_list(lists->memory, view, &out->all, error);
    if (err != ERR_OK)
        return err;
    out->now_ms = out->all.now_ms;
    take_granted(call, out);
    return ERR_OK;
}

void site_lists_release(struct site_listed *listed)
{
    site_memory_release(&listed->all);
    mem_free(listed->sites);
    mem_free(listed->personal);
    *listed = (struct site_listed){.count = 0};
}

const struct progress_seal *site_lists_seal(const struct route_call *call)
{
    return office_seal_of(console_call_sites(call)->seal);
}

struct night_shelf *site_lists_nights(const struct route_call *call)
{
    return console_call_sites(call)->nights;
}
