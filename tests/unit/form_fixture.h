// SPDX-License-Identifier: Apache-2.0
// A made-up form drawn into memory.
#ifndef PLUMB_TESTS_UNIT_FORM_FIXTURE_H
#define PLUMB_TESTS_UNIT_FORM_FIXTURE_H

#include "server/reports/form_pdf.h"
#include "tests/unit/statement_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first
#include <cmocka.h>

struct form_fixture {
    struct buffer statement, pdf;
    struct sample_hand hand;
    struct form_signoff signoffs[5];
    struct form_pdf_options options;
    struct error error;
    struct span photo;    // of every photo; empty: none has arrived
    enum err photo_error; // instead
    size_t photos_asked, sink_bytes_max;
};

static inline enum err form_photo(void *ctx, const struct digest *digest, struct buffer *out,
                                  struct error *error)
{
    struct form_fixture *form = ctx;

    form->photos_asked++;
    if (form->photo_error != ERR_OK)
        return form->photo_error;
    if (form->photo.len == 0)
        return ERR_NOT_FOUND;
    buffer_append(out, form->photo.data, form->photo.len);
    return ERR_OK;
}

static inline bool form_sink(void *ctx, const void *bytes, size_t len)
{
    struct form_fixture *form = ctx;

    return form->pdf.len + len <= form->sink_bytes_max && buffer_append(&form->pdf, bytes, len);
}

// Signed by `signers`, satisfied, by hand.
static inline void form_open(struct form_fixture *form, const struct statement_sample *sample,
                             size_t signers)
{
    static const char *const roles[]
        = {"customer", "designer", "foreman", "inspector", "supervisor"};
    static const char *const names[] = {"李婉清", "张晓雯", "刘大勇", "王建国", "赵敏"};

    *form = (struct form_fixture){.sink_bytes_max = 256 << 20};
    buffer_init(&form->statement, 4 << 20);
    buffer_init(&form->pdf, 256 << 20);
    sample_hand(&form->hand);
    if (sample != NULL)
        sample_statement(sample, &form->statement);
    for (size_t i = 0; i < 5; i++) {
        form->signoffs[i]
            = (struct form_signoff){.role = roles[i],
                                    .name = names[i],
                                    .verdict = "satisfied",
                                    .reason = "",
                                    .latitude = "39.90420",
                                    .longitude = "116.40740",
                                    .signed_ms = SAMPLE_SIGNED_MS + (int64_t)i * 60000,
                                    .handwritten = true,
                                    .strokes = &form->hand.strokes,
                                    .voided_why = "",
                                    .voided_by = ""};
        hash_once(names[i], strlen(names[i]), &form->signoffs[i].sealed);
    }
    form->options = (struct form_pdf_options){.signoffs = form->signoffs,
                                              .signoff_count = signers,
                                              .company = "某某装饰工程有限公司",
                                              .photo_ctx = form,
                                              .photo = form_photo,
                                              .sink_ctx = form,
                                              .sink = form_sink};
}

static inline void form_close(struct form_fixture *form)
{
    buffer_clear(&form->statement);
    buffer_clear(&form->pdf);
}

static inline enum err form_draw(struct form_fixture *form)
{
    form->options.statement = (struct span){form->statement.data, form->statement.len};
    for (size_t i = 0; i < 5; i++)
        hash_once(form->statement.data, form->statement.len, &form->signoffs[i].statement);
    form->pdf.len = 0;
    error_clear(&form->error);
    return form_pdf_draw(&form->options, &form->error);
}

static inline void form_must_draw(struct form_fixture *form)
{
    if (form_draw(form) != ERR_OK)
        fail_msg("%s", form->error.detail);
    assert_true(form->pdf.len > 1000);
    assert_memory_equal(form->pdf.data, "%PDF-1.4", 8);
}

static inline int form_pages(const struct form_fixture *form)
{
    static const char count[] = "/Count ";
    const char *at = memmem(form->pdf.data, form->pdf.len, count, sizeof(count) - 1);

    return at == NULL ? -1 : (int)strtol(at + sizeof(count) - 1, NULL, 10);
}

#endif
