// SPDX-License-Identifier: Apache-2.0
#include "server/reports/form_choice.h"

#include "shared/model/hlc.h"
#include "shared/model/signoff.h"

#include <stdlib.h>
#include <string.h>

// A sign-off that may stand on the paper.
struct candidate {
    const struct fact *fact;
    struct signoff sealed;
    struct digest text; // of the sealed text
};

static const char *plain(struct arena *arena, struct span raw)
{
    struct buffer text;
    const char *kept = NULL;
    buffer_init(&text, KIND_TEXT_MAX);
    if (canon_unescape(raw, &text))
        kept = arena_dup(arena, text.data == NULL ? "" : text.data, text.len);
    buffer_clear(&text);
    return kept == NULL ? "" : kept;
}

static const char *field_text(struct arena *arena, const struct fact *fact, const char *field)
{
    struct span raw = {0};
    return fact != NULL && fact_text(fact, field, &raw) ? plain(arena, raw) : "";
}

static bool is_wanted(const struct form_choice *choice, const struct fact *fact)
{
    if (!uuid_is_nil(&choice->signoff))
        return uuid_equal(&choice->signoff, &fact->record->id);
    return fact_refers(fact, "node", &choice->node) && fact_is(fact, "form", choice->form);
}

static enum err read_sealed(struct form_choice *choice, const struct fact *fact,
                            struct candidate *out, struct error *error)
{
    const char *text = field_text(&choice->arena, fact, "sealed");
    *out = (struct candidate){.fact = fact};
    hash_once(text, strlen(text), &out->text);
    enum err err = signoff_parse(span_of(text), &out->sealed, error);
    return err == ERR_OK ? err : error_wrap(error, ERR_CORRUPT, "the sealed text");
}

static int by_time(const void *a, const void *b)
{
    const struct candidate *one = a, *other = b;
    if (one->sealed.signed_ms != other->sealed.signed_ms)
        return one->sealed.signed_ms < other->sealed.signed_ms ? -1 : 1;
    return uuid_compare(&one->fact->record->id, &other->fact->record->id);
}

static enum err gather(struct form_choice *choice, const struct facts *facts,
                       struct candidate **list, size_t *used, struct error *error)
{
    size_t count = 0;
    const struct fact *all = facts_of_kind(facts, "signoff", &count);
    *used = 0;
    *list = arena_take(&choice->arena, (count + 1) * sizeof **list);
    if (*list == NULL)
        return error_set(error, ERR_TOO_LARGE, "more sign-offs than fit in memory");
    for (size_t i = 0; i < count; i++) {
        if (!is_wanted(choice, &all[i]))
            continue;
        enum err err = read_sealed(choice, &all[i], &(*list)[*used], error);
        if (err == ERR_OK)
            ++*used;
        else if (!uuid_is_nil(&choice->signoff))
            return err;
    }
    if (*used == 0)
        return error_set(error, ERR_NOT_FOUND, "no such sign-off");
    qsort(*list, *used, sizeof **list, by_time);
    return ERR_OK;
}

// What became of it since. A sign-off may be void several times: the first one counts.
static void add_present(struct form_choice *choice, const struct facts *facts,
                        const struct candidate *from, struct form_signoff *out)
{
    size_t count = 0;
    const struct fact *voids = facts_of_kind(facts, "void", &count), *first = NULL;
    struct span intact;
    for (size_t i = 0; i < count; i++)
        if (fact_refers(&voids[i], "signoff", &from->fact->record->id)
            && (first == NULL || voids[i].time < first->time))
            first = &voids[i];
    out->voided = fact_true(from->fact, "voided");
    out->changed = fact_true(from->fact, "changed");
    out->broken = fact_value(from->fact, "intact", &intact) == ERR_OK && span_is(intact, "false");
    out->voided_why = field_text(&choice->arena, first, "reason");
    out->voided_by = "";
    if (first != NULL) {
        struct uuid person = fact_author(first);
        out->voided_ms = hlc_wall_ms(first->time);
        out->voided_by = field_text(&choice->arena, facts_find(facts, &person), "name");
    }
}

static void add_signoff(struct form_choice *choice, const struct facts *facts,
                        const struct candidate *from, struct form_job_signoff *out)
{
    struct arena *arena = &choice->arena;
    const struct signoff *sealed = &from->sealed;
    out->signoff = (struct form_signoff){.role = plain(arena, sealed->role),
                                         .name = plain(arena, sealed->name),
                                         .verdict = plain(arena, sealed->verdict),
                                         .reason = plain(arena, sealed->reason),
                                         .latitude = plain(arena, sealed->latitude),
                                         .longitude = plain(arena, sealed->longitude),
                                         .score = sealed->score,
                                         .signed_ms = sealed->signed_ms,
                                         .statement = sealed->statement,
                                         .sealed = from->text,
                                         .handwritten = sealed->handwritten};
    out->handwriting = sealed->handwriting;
    add_present(choice, facts, from, &out->signoff);
}

static void add_terms(struct form_choice *choice, const struct office_facts *facts,
                      const struct candidate *newest)
{
    struct arena *arena = &choice->arena;
    const struct catalogue *catalogue
        = facts->shelf.find(facts->shelf.ctx, span_of(plain(arena, newest->sealed.catalogue)));
    size_t count = catalogue == NULL ? 0 : catalogue->term_count;
    struct form_term *terms = arena_take(arena, (count + 1) * sizeof *terms);
    for (size_t i = 0; terms != NULL && i < count && i < FORM_JOB_TERMS_MAX; i++) {
        const struct catalogue_text *text = &catalogue->terms[i];
        terms[i] = (struct form_term){arena_dup(arena, text->code.data, text->code.len),
                                      {arena_dup(arena, text->words.zh.data, text->words.zh.len),
                                       arena_dup(arena, text->words.en.data, text->words.en.len)}};
        if (terms[i].code != NULL && terms[i].label.zh != NULL && terms[i].label.en != NULL)
            choice->job.terms = (struct form_terms){terms, i + 1};
    }
}

enum err form_choice_make(struct form_choice *choice, const struct office_facts *facts,
                          struct error *error)
{
    struct candidate *list;
    size_t count;
    enum err err = gather(choice, &facts->facts, &list, &count, error);
    if (err != ERR_OK)
        return err;
    const struct candidate *newest = &list[count - 1];
    struct form_job_signoff *signoffs = arena_take(&choice->arena, count * sizeof *signoffs);
    if (signoffs == NULL)
        return error_set(error, ERR_TOO_LARGE, "more sign-offs than fit in memory");
    choice->newest = newest->fact->record->id;
    choice->form_code = plain(&choice->arena, newest->sealed.form);
    choice->job.statement = newest->sealed.statement;
    choice->job.signoffs = signoffs;
    for (size_t i = 0; i < count; i++) {
        bool same = digest_equal(&list[i].sealed.content, &newest->sealed.content);
        if (!same || choice->job.signoff_count == FORM_JOB_SIGNOFFS_MAX)
            choice->other_content++;
        else
            add_signoff(choice, &facts->facts, &list[i], &signoffs[choice->job.signoff_count++]);
    }
    add_terms(choice, facts, newest);
    return ERR_OK;
}
