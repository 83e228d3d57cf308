// SPDX-License-Identifier: Apache-2.0
#include "shared/data/signoff_changes.h"

#include "shared/model/fact_link.h"
#include "shared/model/fact_signoff.h"
#include "shared/model/statement.h"

// What was signed, as it is now, under the catalogue it was signed with.
static enum err format_now(const struct signoff_changes *c, const struct fact *record,
                           struct buffer *out, struct error *error)
{
    struct statement_options options = {.facts = c->facts};
    struct span form = {0};
    struct signoff sealed;
    struct buffer text;
    struct uuid of;
    enum err code;

    buffer_init(&text, SIGNOFF_TEXT_MAX);
    code = fact_signoff_sealed(record, &text, &sealed);
    if (!code && fact_uuid(record, "of", &of))
        options.of = facts_find(c->facts, &of);
    if (!code)
        options.catalogue = c->shelf->find(c->shelf->ctx, sealed.catalogue);
    if (options.catalogue && fact_text(record, "form", &form))
        options.form = catalogue_form_find(options.catalogue, form);
    if (options.of && span_is(options.of->record->kind, "attempt"))
        options.node = fact_link_up(c->facts, options.of, "node");
    if (code || !options.of || !options.form)
        code = error_set(error, ERR_NOT_FOUND, "what was signed, or its catalogue, is not here");
    else
        code = statement_format(&options, out, error);
    buffer_clear(&text);
    return code;
}

enum err signoff_changes_list(const struct signoff_changes *changes, const struct fact *record,
                              struct error *error)
{
    struct span before, after;
    struct buffer now;
    enum err code;

    buffer_init(&now, STATEMENT_BYTES_MAX);
    code = statement_content(changes->statement, &before, error);
    if (!code)
        code = format_now(changes, record, &now, error);
    if (!code)
        code = statement_content((struct span){now.data, now.len}, &after, error);
    if (!code)
        code = statement_compare(before, after, changes->each, changes->arg, error);
    buffer_clear(&now);
    return code;
}
