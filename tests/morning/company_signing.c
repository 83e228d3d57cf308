// SPDX-License-Identifier: Apache-2.0
#include "tests/morning/company_signing.h"

#include "server/reconcile/office_facts.h"
#include "shared/crypto/pem.h"
#include "shared/model/signoff.h"
#include "shared/model/statement.h"
#include "tests/unit/strokes_sample.h"

enum { BATCH = 64 };

// Who signs what on which node.
static const struct {
    size_t node;
    const char *form, *role;
} papers[] = {
    {0, "measurement_handbook", "customer"},
    {1, "drawings", "customer"},
    {2, "briefing_confirmation", "customer"},
    {2, "briefing_confirmation", "foreman"},
    {3, "handbook", "customer"},
};

struct signing {
    struct company *company;
    struct office_facts facts;
    struct digest handwriting, rendering;
    struct buffer statements[BATCH]; // whose bytes the office is to hold
    size_t count;
};

static void hold(struct signing *signing)
{
    struct span spans[BATCH];

    for (size_t i = 0; i < signing->count; i++)
        spans[i] = (struct span){signing->statements[i].data, signing->statements[i].len};
    company_hold(signing->company, spans, signing->count);
    for (size_t i = 0; i < signing->count; i++)
        buffer_clear(&signing->statements[i]);
    signing->count = 0;
}

struct paper {
    const struct company_site *site;
    size_t number; // in the list above
    const char *name;
    struct signoff signoff;
    struct buffer sealed, seal, certificate; // values of the record
};

static void read_statement(struct signing *signing, struct paper *paper)
{
    const struct facts *facts = &signing->facts.facts;
    const struct catalogue *catalogue = signing->facts.shelf.newest(signing->facts.shelf.ctx);
    const size_t node = papers[paper->number].node;
    const struct statement_options options
        = {.facts = facts,
           .catalogue = catalogue,
           .form = catalogue_form_find(catalogue, span_of(papers[paper->number].form)),
           .of = facts_find(facts, &paper->site->attempts[node]),
           .node = facts_find(facts, &paper->site->nodes[node])};
    struct buffer *text;
    struct error error = {0};

    if (signing->count == BATCH)
        hold(signing);
    text = &signing->statements[signing->count++];
    buffer_init(text, STATEMENT_BYTES_MAX);
    if (statement_format(&options, text, &error) != ERR_OK
        || statement_content_digest(&options, &paper->signoff.content, &error) != ERR_OK)
        fail_msg("%s", error.detail);
    hash_once(text->data, text->len, &paper->signoff.statement);
}

static void seal(struct pad *pad, struct paper *paper)
{
    uint8_t signature[KEY_SIGNATURE_MAX];
    size_t len = 0;
    struct buffer der;

    buffer_init(&der, PEM_DER_MAX);
    buffer_init(&paper->sealed, SIGNOFF_TEXT_MAX);
    buffer_init(&paper->seal, 512);
    buffer_init(&paper->certificate, 2 * PEM_DER_MAX);
    assert_int_equal(pem_read("CERTIFICATE", span_of(pad->certificate_pem), &der, NULL), ERR_OK);
    hash_once(der.data, der.len, &paper->signoff.certificate);
    assert_true(signoff_format(&paper->signoff, &paper->sealed));
    assert_int_equal(key_sign(pad->key, paper->sealed.data, paper->sealed.len, signature, &len),
                     ERR_OK);
    buffer_append_hex(&paper->seal, signature, len);
    buffer_append_base64(&paper->certificate, der.data, der.len);
    buffer_clear(&der);
}

static void write_signoff(struct signing *signing, struct pad *pad, const struct paper *paper)
{
    struct form *form = &signing->company->form;
    char statement[HASH_TEXT], content[HASH_TEXT], handwriting[HASH_TEXT], rendering[HASH_TEXT];

    digest_format(&paper->signoff.statement, statement);
    digest_format(&paper->signoff.content, content);
    digest_format(&signing->handwriting, handwriting);
    digest_format(&signing->rendering, rendering);
    form_uuid(form, "of", &paper->signoff.of);
    form_uuid(form, "node", &paper->signoff.node);
    form_text(form, "form", papers[paper->number].form);
    form_text(form, "role", papers[paper->number].role);
    form_text(form, "name", paper->name);
    form_text(form, "verdict", "satisfied");
    form_integer(form, "signed_at", paper->signoff.signed_ms);
    form_text(form, "statement", statement);
    form_text(form, "content", content);
    form_text(form, "handwriting", handwriting);
    form_text(form, "rendering", rendering);
    form_text(form, "sealed", paper->sealed.data);
    form_text(form, "seal", paper->seal.data);
    form_text(form, "certificate", paper->certificate.data);
    // Its id stands in what was sealed.
    const struct pad_write write = {.id = paper->signoff.id,
                                    .site = paper->site->id,
                                    .kind = "signoff",
                                    .fields = form_fields(form),
                                    .count = form->count};
    pad_write(pad, &write);
    form_reset(form);
}

static void sign(struct signing *signing, const struct company_site *site, size_t number)
{
    struct company *company = signing->company;
    struct pad *pad = &company->pads[site->tablet];
    const size_t node = papers[number].node;
    const bool customer = strcmp(papers[number].role, "customer") == 0;
    struct paper paper = {.site = site,
                          .number = number,
                          .name = customer ? site->customer : company->names[site->foreman],
                          .signoff = {.id = fresh_id(&company->bench),
                                      .site = site->id,
                                      .of = site->attempts[node],
                                      .node = site->nodes[node],
                                      .person = pad->person,
                                      .device = pad->device,
                                      .catalogue = span_of("2026.3"),
                                      .form = span_of(papers[number].form),
                                      .role = span_of(papers[number].role),
                                      .verdict = span_of("satisfied"),
                                      .handwriting = signing->handwriting,
                                      .rendering = signing->rendering,
                                      .handwritten = true,
                                      .signed_ms = company->bench.now_ms,
                                      .boot = "00000000000000aa",
                                      .entries = pad->count}};

    paper.signoff.name = span_of(paper.name);
    read_statement(signing, &paper);
    seal(pad, &paper);
    write_signoff(signing, pad, &paper);
    company->bench.now_ms += 5000;
    buffer_clear(&paper.sealed);
    buffer_clear(&paper.seal);
    buffer_clear(&paper.certificate);
}

static void sign_site(struct signing *signing, const struct company_site *site, size_t node)
{
    struct error error = {0};

    if (!site->signs[node])
        return;
    if (office_facts_load(&signing->facts, &site->id, &error) != ERR_OK)
        fail_msg("%s", error.detail);
    for (size_t i = 0; i < sizeof(papers) / sizeof(papers[0]); i++)
        if (papers[i].node == node)
            sign(signing, site, i);
}

// One hand for all of them: what it looks like matters to nobody here.
static void take_hand(struct signing *signing)
{
    struct buffer text, drawing;
    struct strokes strokes;
    struct arena arena;
    struct error error = {0};

    arena_init(&arena, 1 << 20);
    buffer_init(&drawing, 1 << 20);
    strokes_sample(&text);
    if (strokes_parse((struct span){text.data, text.len}, &arena, &strokes, &error) != ERR_OK
        || !strokes_draw_svg(&strokes, &drawing))
        fail_msg("%s", error.detail);
    hash_once(text.data, text.len, &signing->handwriting);
    hash_once(drawing.data, drawing.len, &signing->rendering);
    if (!signing->company->has_hand)
        company_hold(signing->company,
                     (struct span[]){{text.data, text.len}, {drawing.data, drawing.len}}, 2);
    signing->company->has_hand = true;
    buffer_clear(&text);
    buffer_clear(&drawing);
    arena_clear(&arena);
}

void company_signing(struct company *company, size_t node)
{
    struct signing signing = {.company = company};
    struct view *view = storage_writer(office_storage(company->bench.office));
    struct error error = {0};

    take_hand(&signing);
    if (office_facts_open(view, NULL, &signing.facts, &error) != ERR_OK)
        fail_msg("%s", error.detail);
    for (size_t i = 0; i < COMPANY_SITES; i++)
        sign_site(&signing, &company->sites[i], node);
    office_facts_close(&signing.facts);
    hold(&signing);
    company_sync(company, false);
}
