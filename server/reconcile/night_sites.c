// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/night_sites.h"

#include "server/reconcile/night_findings.h"
#include "server/reconcile/night_quiet.h"
#include "server/reconcile/office_facts.h"
#include "server/storage/past.h"

#include <stdlib.h>

struct reading {
    struct night *night;
    const struct night_sites_options *options;
    struct office_facts facts;
    struct uuid *sites; // owned
    size_t site_count, site_cap;
    struct night_files files; // not held then
    struct error *error;
};

static int compare_ids(const void *a, const void *b)
{
    return uuid_compare(a, b);
}

static bool wanted(const struct night_sites_options *options, const struct uuid *site)
{
    return !options->only
           || bsearch(site, options->only, options->only_count, sizeof(*site), compare_ids);
}

static bool add_site(void *arg, const struct uuid *site)
{
    struct reading *r = arg;

    if (!wanted(r->options, site))
        return true;
    r->sites = mem_room(r->sites, r->site_count, &r->site_cap, sizeof(*r->sites));
    r->sites[r->site_count++] = *site;
    return true;
}

static bool add_file(void *arg, const struct digest *digest, int64_t since_ms)
{
    struct reading *r = arg;

    night_findings_file(&r->files, digest, since_ms);
    return true;
}

static const char *text_of(struct reading *r, const struct fact *fact, const char *field)
{
    struct buffer text;
    const char *kept = "";

    buffer_init(&text, KIND_TEXT_MAX);
    if (fact_put_text(fact, field, &text) && text.len)
        kept = night_keep(r->night, (struct span){text.data, text.len});
    buffer_clear(&text);
    return kept;
}

static void describe(struct reading *r, const struct uuid *id)
{
    struct night_site *site = night_add_site(r->night, id);
    const struct fact *fact = facts_find(&r->facts.facts, id);

    if (!fact)
        return;
    site->store = text_of(r, fact, "store");
    site->department = text_of(r, fact, "department");
    site->contract = text_of(r, fact, "contract_number");
}

static void cannot_be_judged(struct reading *r, const struct uuid *site, const char *why)
{
    night_add(r->night, &(struct night_row){.figure = FIGURE_UNJUDGED,
                                            .amount = 1,
                                            .record = *site,
                                            .site = *site,
                                            .kind = "site",
                                            .zh = why,
                                            .en = why});
}

// Whether there is such a site, then: records may name one that is not here, or was deleted.
static bool is_site(const struct reading *r, const struct uuid *site)
{
    const struct fact *fact = facts_find(&r->facts.facts, site);

    return fact && !record_deleted(fact->record) && span_is(fact->record->kind, "site");
}

static void judge(struct reading *r, const struct night_findings *findings)
{
    struct progress progress;
    struct error why = {0};

    describe(r, &findings->site);
    if (office_facts_progress(&r->facts, r->night->cut_ms, &progress, &why) != ERR_OK) {
        cannot_be_judged(r, &findings->site, why.detail);
        return;
    }
    night_findings_progress(findings, &progress);
    night_quiet_read(r->night, &r->facts.facts, &progress);
    tally_add(&r->night->tally, &r->facts.facts, r->night->cut_ms);
}

// Records of no site are people, catalogues and the like.
static void look_at(struct reading *r, const struct uuid *site)
{
    const struct night_findings findings = {.view = r->options->past->view,
                                            .night = r->night,
                                            .facts = &r->facts.facts,
                                            .site = *site,
                                            .files = &r->files};
    struct error why = {0};
    enum err err = office_facts_load(&r->facts, site, &why);

    if (err != ERR_OK) {
        describe(r, site);
        cannot_be_judged(r, site, why.detail);
        return;
    }
    night_findings_records(&findings);
    if (is_site(r, site))
        judge(r, &findings);
}

static void put_vanished(struct reading *r, size_t from, const struct uuid *site)
{
    for (size_t i = from; i < r->night->tally.vanished_count; i++)
        night_add(r->night, &(struct night_row){.figure = FIGURE_VANISHED,
                                                .amount = 1,
                                                .record = r->night->tally.vanished[i],
                                                .site = *site,
                                                .kind = "change_order",
                                                .rule = "D9.2",
                                                .zh = "变更到期未实施，也没有取消",
                                                .en = "the change is past its day, neither carried "
                                                      "out nor cancelled"});
}

static enum err read_all(struct reading *r)
{
    struct view *view = r->options->past->view;
    enum err err = records_sites(view, add_site, r, r->error);

    if (err == ERR_OK)
        err = past_blobs_missing(view, as_of_newest(r->options->past), add_file, r, r->error);
    if (err == ERR_OK)
        err = office_facts_open_past(r->options->past, r->options->seal, &r->facts, r->error);
    for (size_t i = 0; err == ERR_OK && i < r->site_count; i++) {
        size_t vanished = r->night->tally.vanished_count;

        look_at(r, &r->sites[i]);
        put_vanished(r, vanished, &r->sites[i]);
    }
    tally_settle(&r->night->tally);
    return err;
}

enum err night_sites_read(struct night *night, const struct night_sites_options *options,
                          struct error *error)
{
    struct reading r = {.night = night, .options = options, .error = error};
    enum err err = read_all(&r);

    office_facts_close(&r.facts);
    mem_free(r.sites);
    mem_free(r.files.list);
    return err;
}
