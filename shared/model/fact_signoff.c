// SPDX-License-Identifier: Apache-2.0
#include "shared/model/fact_signoff.h"

#include "shared/model/fact_draft.h"
#include "shared/model/fact_index.h"
#include "shared/model/fact_link.h"
#include "shared/model/statement.h"

#include <stdlib.h>

// The same person signing the same form of the same record stands together, in order of time.
struct signed_row {
    struct fact *fact;
    struct uuid of;
    struct span form, role, name;
    bool voided, intact, single;
    bool known, changed; // whether it is known that it changed
};
// What was signed as it is now. Rows that stand together mostly share it.
struct content {
    const struct fact *of;
    const struct catalogue *catalogue;
    struct span form;
    bool known;
    struct digest digest;
};
struct deriving {
    const struct facts *facts;
    const struct catalogue_shelf *shelf;
    const struct progress_seal *seal;
    struct fact_index voids;
};

enum err fact_signoff_sealed(const struct fact *fact, struct buffer *memory, struct signoff *out)
{
    buffer_reset(memory);
    if (!fact_put_text(fact, "sealed", memory))
        return ERR_PARSE;
    return signoff_parse((struct span){memory->data, memory->len}, out, NULL);
}

bool fact_signoff_signed(const struct fact *fact)
{
    return !fact_is(fact, "verdict", "refused") && !fact_is(fact, "verdict", "absent");
}

bool fact_signoff_concerns(const struct facts *facts, const struct fact *fact,
                           const struct fact *attempt)
{
    return fact_link_up(facts, fact, "attempt") == attempt;
}

static int by_group(const struct signed_row *one, const struct signed_row *other)
{
    int order = uuid_compare(&one->of, &other->of);

    if (!order)
        order = span_compare(one->form, other->form);
    if (!order)
        order = span_compare(one->role, other->role);
    return order ? order : span_compare(one->name, other->name);
}

static int by_signer(const void *a, const void *b)
{
    const struct signed_row *one = a, *other = b;
    int order = by_group(one, other);

    if (order)
        return order;
    if (one->fact->time != other->fact->time)
        return one->fact->time < other->fact->time ? -1 : 1;
    return uuid_compare(&one->fact->record->id, &other->fact->record->id);
}

static struct signed_row row_of(const struct deriving *deriving, struct fact *fact)
{
    struct signed_row row = {.fact = fact};
    const struct progress_seal *seal = deriving->seal;
    const char *differs;
    struct signoff sealed;
    struct buffer memory;

    buffer_init(&memory, SIGNOFF_TEXT_MAX);
    (void)fact_uuid(fact, "of", &row.of);
    (void)fact_text(fact, "form", &row.form);
    (void)fact_text(fact, "role", &row.role);
    (void)fact_text(fact, "name", &row.name);
    row.voided = fact_index_count(&deriving->voids, &fact->record->id) > 0;
    row.single = fact->record->write_count == 1 && !record_deleted(fact->record);
    row.intact = !seal
                 || (fact_signoff_sealed(fact, &memory, &sealed) == ERR_OK
                     && signoff_matches(fact, &sealed, &differs) && seal->intact(seal->ctx, fact));
    buffer_clear(&memory);
    return row;
}

// The catalogue under which the content is computed: that of the record when it is pinned (D3.13),
// else the one it was sealed with. NULL: there is none here, or the two differ (then it changed).
static const struct catalogue *catalogue_of(const struct deriving *deriving, struct signed_row *row,
                                            const struct fact *of)
{
    const struct catalogue *catalogue = NULL;
    struct span pinned = {0}, version;
    struct signoff sealed = {0};
    struct buffer memory;
    bool readable;

    buffer_init(&memory, SIGNOFF_TEXT_MAX);
    (void)fact_link_version(deriving->facts, of, &pinned);
    readable = fact_signoff_sealed(row->fact, &memory, &sealed) == ERR_OK;
    version = readable ? sealed.catalogue : pinned;
    if (pinned.len && !span_equal(version, pinned))
        row->known = row->changed = true;
    else if (version.len)
        catalogue = deriving->shelf->find(deriving->shelf->ctx, version);
    buffer_clear(&memory);
    return catalogue;
}

static void compute(const struct facts *facts, struct content *content)
{
    struct statement_options options = {
        .facts = facts,
        .catalogue = content->catalogue,
        .form = catalogue_form_find(content->catalogue, content->form),
        .of = content->of,
    };

    if (span_is(content->of->record->kind, "attempt"))
        options.node = fact_link_up(facts, content->of, "node");
    content->known
        = options.form && statement_content_digest(&options, &content->digest, NULL) == ERR_OK;
}

static void judge_content(const struct deriving *deriving, struct signed_row *row,
                          struct content *content)
{
    const struct fact *of = facts_find(deriving->facts, &row->of);
    const struct catalogue *catalogue = of && row->intact ? catalogue_of(deriving, row, of) : NULL;
    char now[HASH_TEXT];

    if (!catalogue)
        return;
    if (content->of != of || content->catalogue != catalogue
        || !span_equal(content->form, row->form)) {
        *content = (struct content){.of = of, .catalogue = catalogue, .form = row->form};
        compute(deriving->facts, content);
    }
    digest_format(&content->digest, now);
    row->known = content->known;
    row->changed = content->known && !fact_is(row->fact, "content", now);
}

// Whether the same person said something later that stands.
static bool superseded(const struct signed_row *row, const struct signed_row *end)
{
    for (const struct signed_row *later = row + 1; later < end && by_group(row, later) == 0;
         later++)
        if (later->intact && later->single && !later->voided)
            return true;
    return false;
}

static void finish(const struct signed_row *row, const struct signed_row *end, struct arena *arena)
{
    struct fact_draft draft = {.arena = arena};
    bool stands = row->intact && row->single && !row->voided;

    fact_draft_boolean(&draft, "voided", row->voided);
    fact_draft_boolean(&draft, "intact", row->intact);
    if (row->known)
        fact_draft_boolean(&draft, "changed", row->changed);
    fact_draft_boolean(&draft, "counts",
                       stands && row->known && !row->changed && !superseded(row, end));
    fact_draft_finish(&draft, row->fact);
}

void fact_signoff_derive(struct facts *facts, const struct catalogue_shelf *shelf,
                         const struct progress_seal *seal)
{
    static const struct fact_index_rule voids = {.kind = "void", .field = "signoff"};
    struct deriving deriving = {.facts = facts, .shelf = shelf, .seal = seal};
    struct content content = {0};
    struct signed_row *rows;
    const struct fact *first;
    size_t count;

    first = facts_of_kind(facts, "signoff", &count);
    rows = arena_take(facts->arena, (count + 1) * sizeof(*rows));
    if (!rows || !fact_index_build(facts, &voids, &deriving.voids))
        return;
    for (size_t i = 0; i < count; i++)
        rows[i] = row_of(&deriving, &facts->list[(size_t)(first - facts->list) + i]);
    qsort(rows, count, sizeof(*rows), by_signer);
    for (size_t i = 0; i < count; i++)
        judge_content(&deriving, &rows[i], &content);
    for (size_t i = 0; i < count; i++)
        finish(&rows[i], rows + count, facts->arena);
}
