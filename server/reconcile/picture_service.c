// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/picture_service.h"

#include "server/reconcile/office_facts.h"
#include "server/storage/records.h"
#include "shared/base/memory.h"

enum { FIRST = 16 };

static const char *const names[] = {"defect", "overdue", "unjudged"};

const char *picture_service_name(enum picture_service_what what)
{
    return names[what];
}

struct sites {
    struct uuid *ids;
    size_t count, cap;
};

static bool add_site(void *arg, const struct record_row *row)
{
    struct sites *sites = arg;

    if (row->deleted)
        return true;
    if (sites->count == sites->cap) {
        sites->cap = sites->cap ? sites->cap * 2 : FIRST;
        sites->ids = mem_resize(sites->ids, sites->cap * sizeof(*sites->ids));
    }
    sites->ids[sites->count++] = row->id;
    return true;
}

static struct picture_finding *add(struct picture_service *service, const struct uuid *site,
                                   enum picture_service_what what)
{
    size_t count = service->finding_count++;
    struct picture_finding *finding;

    if (count == 0 || (count >= FIRST && (count & (count - 1)) == 0))
        service->findings = mem_resize(service->findings,
                                       (count ? count * 2 : FIRST) * sizeof(*service->findings));
    finding = &service->findings[count];
    *finding = (struct picture_finding){.what = what, .site = *site, .record = *site};
    return finding;
}

static void put_words(struct picture_finding *finding, struct span rule, struct span code,
                      struct catalogue_words words)
{
    text_copy(finding->rule, sizeof(finding->rule), rule);
    text_copy(finding->code, sizeof(finding->code), code);
    text_copy(finding->zh, sizeof(finding->zh), words.zh);
    text_copy(finding->en, sizeof(finding->en), words.en);
}

static void add_defects(struct picture_service *service, const struct progress *progress,
                        const struct progress_lacks *lacks, struct span code)
{
    for (size_t i = 0; i < lacks->count; i++) {
        const struct progress_lack *lack = &lacks->list[i];
        struct picture_finding *finding = add(service, &progress->site, SERVICE_DEFECT);

        if (!uuid_is_nil(&lack->record))
            finding->record = lack->record;
        put_words(finding, lack->rule, code, lack->words);
        service->defects++;
    }
}

static void add_overdue(struct picture_service *service, const struct progress *progress)
{
    for (size_t i = 0; i < progress->deadline_count; i++) {
        const struct progress_deadline *due = &progress->deadlines[i];
        struct picture_finding *finding;

        if (!due->overdue)
            continue;
        finding = add(service, &progress->site, SERVICE_OVERDUE);
        finding->record = due->record->record->id;
        finding->due_ms = due->due_ms;
        put_words(finding, due->deadline->rule, due->deadline->code, due->deadline->words);
        service->overdue++;
    }
}

static void add_site_findings(struct picture_service *service, const struct progress *progress)
{
    add_defects(service, progress, &progress->defects, (struct span){0});
    for (size_t i = 0; i < progress->node_count; i++)
        add_defects(service, progress, &progress->nodes[i].defects, progress->nodes[i].node->code);
    add_overdue(service, progress);
}

// The site as people know it, for its findings from the first one on.
static void put_place(struct picture_service *service, size_t first,
                      const struct office_facts *facts, const struct uuid *site)
{
    static const char *const fields[] = {"contract_number", "address"};
    const struct fact *fact = facts_find(&facts->facts, site);
    struct buffer place;
    struct span raw;

    buffer_init(&place, sizeof(service->findings->place) - 1);
    for (size_t i = 0; fact && i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (!fact_text(fact, fields[i], &raw))
            continue;
        if (place.len)
            buffer_append_text(&place, "  ");
        canon_unescape(raw, &place);
    }
    for (size_t i = first; i < service->finding_count; i++)
        text_copy(service->findings[i].place, sizeof(service->findings[i].place),
                  (struct span){place.data, place.len});
    buffer_clear(&place);
}

// A site that cannot be judged does not hide the others.
static void judge_site(struct picture_service *service, struct office_facts *facts,
                       const struct uuid *site, int64_t now_ms)
{
    size_t first = service->finding_count;
    struct progress progress;
    struct error why;
    enum err result;

    error_clear(&why);
    result = office_facts_load(facts, site, &why);
    if (result == ERR_OK)
        result = office_facts_progress(facts, now_ms, &progress, &why);
    service->sites++;
    if (result == ERR_OK) {
        add_site_findings(service, &progress);
        tally_add(&service->tally, &facts->facts, now_ms);
    } else {
        struct span detail = span_of(why.detail);

        put_words(add(service, site, SERVICE_UNJUDGED), (struct span){0}, (struct span){0},
                  (struct catalogue_words){detail, detail});
        service->unjudged++;
    }
    put_place(service, first, facts, site);
}

enum err picture_service_read(struct view *view, const struct picture_service_options *options,
                              struct picture_service *out, struct error *error)
{
    const struct records_filter filter = {.every_site = true, .kind = span_of("site")};
    struct office_facts facts = {0};
    struct sites sites = {0};
    enum err result;

    *out = (struct picture_service){0};
    result = records_list(view, &filter, add_site, &sites, error);
    if (result == ERR_OK)
        result = office_facts_open(view, options->seal, &facts, error);
    for (size_t i = 0; result == ERR_OK && i < sites.count; i++)
        judge_site(out, &facts, &sites.ids[i], options->now_ms);
    tally_settle(&out->tally);
    office_facts_close(&facts);
    mem_free(sites.ids);
    return result;
}

void picture_service_clear(struct picture_service *service)
{
    mem_free(service->findings);
    tally_clear(&service->tally);
    *service = (struct picture_service){0};
}
