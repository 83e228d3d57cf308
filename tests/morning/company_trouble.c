// SPDX-License-Identifier: Apache-2.0
#include "tests/morning/company_trouble.h"

#include "tests/unit/parcel_fixture.h"

// A site of a tablet that has come so far; there are some of every stage.
static const struct company_site *site_of(const struct company *company, size_t tablet,
                                          unsigned stage)
{
    for (size_t i = tablet; i < COMPANY_SITES; i += COMPANY_TABLETS)
        if (company->sites[i].stage >= stage)
            return &company->sites[i];
    fail_msg("no site of tablet %zu is so far", tablet);
    return NULL;
}

void company_trouble_silence(struct company *company)
{
    struct pad *pad = &company->pads[COMPANY_SILENT];
    const struct company_site *site = site_of(company, COMPANY_SILENT, 1);
    const size_t brought = pad->count + 1;
    const int64_t began_ms = company->bench.now_ms;

    for (size_t i = 0; i <= COMPANY_UNSENT; i++) {
        form_text(&company->form, "text", "当天的现场记录");
        company_write(company, pad, "note", &site->id);
    }
    pad->next.unsent = (struct exchange_unsent){
        .writes = COMPANY_UNSENT, .blobs = 4, .bytes = 1 << 20, .oldest_ms = began_ms, .any = true};
    assert_int_equal(pad_exchange(pad, pad->sent, brought), 200);
    pad->sent = brought;
    company->silent[COMPANY_SILENT] = true;
}

// Its image on a second device: both go on from the same entry, each with an actor of its own.
void company_trouble_twice(struct company *company)
{
    struct pad *pad = &company->pads[COMPANY_TWICE], copy;
    const struct company_site *site = site_of(company, COMPANY_TWICE, 1);

    pad_open(&copy, &company->bench, &pad->person);
    copy.device = pad->device;
    copy.certificate = pad->certificate;
    copy.receipt_key = pad->receipt_key;
    for (size_t i = 0; i < pad->count; i++) {
        copy.entries[i] = pad->entries[i];
        copy.entries[i].bytes = mem_dup(pad->entries[i].bytes, pad->entries[i].len);
    }
    copy.count = copy.sent = pad->count;
    pad_mint(pad);
    form_text(&company->form, "text", "这台平板上写的");
    company_write(company, pad, "note", &site->id);
    pad_sync(pad);
    form_text(&company->form, "text", "从备份恢复的那台上写的");
    company_write(company, &copy, "note", &site->id);
    pad_sync(&copy);
    copy.receipt_key = NULL; // borrowed
    pad_close(&copy);
}

// Both tablets have seen the issue as it was opened, and say different things of it.
static void disagree(struct company *company, size_t tablet, const char *field, const char *one,
                     const char *other)
{
    struct pad *pad = &company->pads[tablet], *second = &company->pads[tablet + 1];
    const struct company_site *site = site_of(company, tablet, 4);
    const struct company_seen issue = company_work_issue(
        company, pad, &(struct company_finding){site, site->nodes[tablet % 4], tablet, "normal"});

    form_uuid(&company->form, "person", &second->person);
    form_text(&company->form, "role", "inspector");
    form_truth(&company->form, "active", true);
    company_edit(company, "assignment", &site->id, NULL);
    company_flush(company);
    pad_sync(pad);
    pad_sync(second);
    form_text(&company->form, field, one);
    company_rewrite(company, pad, "rectification", &issue);
    company->bench.now_ms += COMPANY_HOUR_MS / 4;
    form_text(&company->form, field, other);
    company_rewrite(company, second, "rectification", &issue);
    pad_sync(pad);
    pad_sync(second);
}

void company_trouble_conflicts(struct company *company)
{
    disagree(company, 0, "severity", "minor", "major");
    disagree(company, 2, "summary", "卫生间门口渗水，面积约 0.3 m²", "卫生间门口渗水，已告知业主");
    disagree(company, 4, "room", "主卫", "客卫");
    disagree(company, 8, "crew", "水电一组", "水电二组");
    disagree(company, 13, "category", "tiling", "waterproofing");
}

void company_trouble_photos(struct company *company)
{
    struct pad *pad = &company->pads[2];
    const struct company_site *site = site_of(company, 2, 4);
    char digest[HASH_TEXT];
    struct digest missing;

    for (int i = 0; i < 6; i++) {
        hash_once(&i, sizeof(i), &missing);
        digest_format(&missing, digest);
        form_uuid(&company->form, "of", &site->attempts[3]);
        form_text(&company->form, "digest", digest);
        form_text(&company->form, "name", "还没传完.jpg");
        form_integer(&company->form, "taken_at", company->bench.now_ms);
        form_integer(&company->form, "size", 2400000);
        company_write(company, pad, "photo", &site->id);
    }
    pad->next.unsent = (struct exchange_unsent){.blobs = 6, .bytes = 6 * 2400000};
    pad_sync(pad);
}

// A handover file, by hand.
static enum err bring(struct company *company, const struct buffer *file, struct parcel_row *out)
{
    struct span bytes = {file->data, file->len};
    const struct parcel_source source = parcel_source_of_bytes(&bytes);
    const struct parcel_desk_wish wish = {.source = &source};

    return parcel_desk_import(company->bench.office, &wish, out, &company->bench.error);
}

// It found an issue, said more of it (which waits behind the finding) and took notes.
void company_trouble_revoked(struct company *company)
{
    struct pad *pad = &company->pads[COMPANY_REVOKED];
    const struct company_site *site = site_of(company, COMPANY_REVOKED, 1);
    const struct office_device_rule rule
        = {.device = pad->device, .state = DEVICE_REVOKED, .reason = "丢失，已补发新平板"};
    struct company_seen issue = {.site = site->id};
    const struct parcel_wish wish = {.from = pad->sent, .step = 100};
    struct buffer file;
    struct parcel_row row;

    form_uuid(&company->form, "of", &site->attempts[0]);
    form_text(&company->form, "summary", "阳台推拉门关不严");
    form_text(&company->form, "severity", "normal");
    issue.id = company_write(company, pad, "rectification", &site->id);
    issue.dot = (struct dot){pad->actor, pad->counter};
    form_text(&company->form, "room", "北阳台");
    company_rewrite(company, pad, "rectification", &issue);
    for (int i = 2; i < COMPANY_HONEST; i++) {
        form_text(&company->form, "text", "停用前写下的现场记录");
        company_write(company, pad, "note", &site->id);
    }
    pad_parcel(pad, wish, &file);
    if (office_device_state(company->bench.office, &rule, &company->bench.error) != ERR_OK
        || bring(company, &file, &row) != ERR_OK)
        fail_msg("the revoked tablet: %s", company->bench.error.detail);
    buffer_clear(&file);
    company->silent[COMPANY_REVOKED] = true;
}

void company_trouble_held(struct company *company)
{
    struct pad *stray = &company->pads[COMPANY_STRAY], *half = &company->pads[COMPANY_HALF];
    const struct company_site *other = site_of(company, COMPANY_SILENT, 2);
    const struct company_site *site = site_of(company, COMPANY_HALF, 1);
    const uint64_t group = UINT64_C(0x00c0ffee00c0ffee);

    form_text(&company->form, "text", "替同事去看了一眼：墙面已干");
    company_write(company, stray, "note", &other->id);
    pad_sync(stray);
    for (int i = 1; i <= 2; i++) {
        const struct uuid id = fresh_id(&company->bench);

        form_text(&company->form, "text", "一次保存的三条之一");
        pad_write(half, &(struct pad_write){.id = id,
                                            .site = site->id,
                                            .kind = "note",
                                            .fields = form_fields(&company->form),
                                            .count = company->form.count,
                                            .group = {true, group, i, 3}});
        form_reset(&company->form);
    }
    pad_sync(half);
}
