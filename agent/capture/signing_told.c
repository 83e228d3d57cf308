// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/signing_told.h"

#include "shared/data/progress_view.h"
#include "shared/model/kind_word.h"

static void put_digest(struct json_writer *json, const char *key, const struct digest *digest)
{
    char text[HASH_TEXT];

    digest_format(digest, text);
    json_put_text(json, key, text);
}

static void put_id(struct json_writer *json, const char *key, const struct uuid *id)
{
    char text[UUID_TEXT];

    uuid_format(id, text);
    json_put_text(json, key, uuid_is_nil(id) ? NULL : text);
}

static void put_signer(const struct signing_world *world, const struct signing_page *page,
                       const struct catalogue_signer *signer, struct json_writer *json)
{
    const struct kind_word *word = kind_word_find((struct span){0}, signer->role);

    json_object_open(json, NULL);
    json_put_span(json, "role", signer->role);
    json_put_span(json, "zh", word ? span_of(word->zh) : signer->role);
    json_put_span(json, "en", word ? span_of(word->en) : signer->role);
    json_put_boolean(json, "required", signer->required);
    json_put_boolean(json, "signed", signing_page_signed(world, page, signer->role));
    json_object_close(json);
}

static void put_verdicts(const struct catalogue_form *form, struct json_writer *json)
{
    bool satisfaction = form->scale == SCALE_SATISFACTION;

    json_array_open(json, "verdicts");
    json_put_text(json, NULL, satisfaction ? "satisfied" : "qualified");
    json_put_text(json, NULL, satisfaction ? "not_satisfied" : "unqualified");
    json_put_text(json, NULL, "refused");
    json_put_text(json, NULL, "absent");
    json_array_close(json);
}

void signing_told_page(const struct signing_world *world, const struct signing_page *page,
                       struct json_writer *json)
{
    put_id(json, "of", &page->of->record->id);
    put_id(json, "node", page->node ? &page->node->record->id : &uuid_nil);
    json_put_boolean(json, "ready", page->lacks.count == 0);
    progress_view_lacks(json, "lacks", &page->lacks);
    json_array_open(json, "signers");
    for (size_t i = 0; i < page->form->signer_count; i++)
        put_signer(world, page, &page->form->signers[i], json);
    json_array_close(json);
    put_verdicts(page->form, json);
    put_digest(json, "content", &page->content);
    json_put_raw(json, "statement", (struct span){page->statement.data, page->statement.len});
}

void signing_told_roles(const struct signing_world *world, const struct signing_page *page,
                        bool signed_ones, struct json_writer *json)
{
    json_array_open(json, signed_ones ? "signed" : "waiting");
    for (size_t i = 0; i < page->form->signer_count; i++) {
        const struct catalogue_signer *signer = &page->form->signers[i];

        if (signing_page_signed(world, page, signer->role) == signed_ones
            && (signed_ones || signer->required))
            json_put_span(json, NULL, signer->role);
    }
    json_array_close(json);
}

void signing_told_made(const struct signing_result *made, struct json_writer *json)
{
    char code[SIGNOFF_CODE];

    signoff_code(&made->sealed, code);
    put_id(json, "id", &made->id);
    json_put_text(json, "code", code);
    put_digest(json, "sealed", &made->sealed);
    put_digest(json, "statement", &made->statement);
    put_digest(json, "content", &made->content);
    put_id(json, "complaint", &made->complaint);
    json_put_boolean(json, "confirmed", made->confirmed);
    json_put_boolean(json, "clock_behind", made->clock_behind);
}
