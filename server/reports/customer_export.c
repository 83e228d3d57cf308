// SPDX-License-Identifier: Apache-2.0
#include "server/reports/customer_export.h"

#include "server/reconcile/office_facts.h"
#include "server/reports/customer_files.h"
#include "server/reports/customer_tables.h"
#include "server/reports/evidence_file.h"
#include "server/reports/form_choice.h"
#include "server/reports/form_program.h"
#include "server/reports/table_csv.h"
#include "server/reports/table_html.h"
#include "server/reports/table_xlsx.h"
#include "server/storage/blobs.h"
#include "server/storage/history.h"
#include "server/storage/records.h"
#include "shared/data/record_view.h"
#include "shared/model/vector.h"
#include "shared/wire/evidence.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_MAX = 1 << 30, PDF_MAX = 512 << 20, CHOICE_MAX = 64 << 20, ARENA_MAX = 16 << 20 };

struct exporting {
    const struct customer_export_order *order;
    struct customer_export *out;
    struct customer_files files;
    struct office_facts facts;
    struct json_writer json; // of records.json
    struct arena arena;
    enum err result; // of what went wrong inside a callback
    struct error *error;
};

// ---- records.json ----

static bool put_entry(void *arg, const struct history_row *entry)
{
    struct exporting *e = arg;
    char device[UUID_TEXT];

    uuid_format(&entry->device, device);
    json_object_open(&e->json, NULL);
    json_put_integer(&e->json, "received", entry->received_ms);
    json_put_text(&e->json, "device", device);
    if (canon_check(entry->bytes, NULL) == ERR_OK)
        json_put_raw(&e->json, "write", entry->bytes);
    else
        json_put_base64(&e->json, "raw", entry->bytes.data, entry->bytes.len);
    json_object_close(&e->json);
    e->out->entries++;
    return true;
}

static bool put_record(void *arg, const struct record_row *row)
{
    struct exporting *e = arg;
    struct record record = {0};
    char *state;

    arena_reset(&e->arena);
    state = arena_dup(&e->arena, row->state.data, row->state.len);
    e->result
        = state ? record_parse((struct span){state, row->state.len}, &e->arena, &record, e->error)
                : error_set(e->error, ERR_TOO_LARGE, "a record needs too much memory");
    if (e->result != ERR_OK)
        return false;
    json_object_open(&e->json, NULL);
    record_view_json(&e->json, &record, row->received_ms);
    json_put_integer(&e->json, "received", row->received_ms);
    json_array_open(&e->json, "history");
    e->result = history_of_record(e->order->view, &record.id, put_entry, e, e->error);
    json_array_close(&e->json);
    json_object_close(&e->json);
    record_clear(&record);
    e->out->records++;
    return e->result == ERR_OK;
}

static enum err write_records(struct exporting *e)
{
    struct records_filter filter = {.site = e->order->site};
    struct buffer text;
    enum err result;

    buffer_init(&text, TEXT_MAX);
    json_begin(&e->json, &text);
    json_object_open(&e->json, NULL);
    json_array_open(&e->json, "records");
    e->result = ERR_OK;
    result = records_list(e->order->view, &filter, put_record, e, e->error);
    result = result == ERR_OK ? e->result : result;
    json_array_close(&e->json);
    json_object_close(&e->json);
    if (result == ERR_OK && e->out->records == 0)
        result = error_set(e->error, ERR_NOT_FOUND, "there is no such site");
    if (result == ERR_OK)
        result = customer_files_put(&e->files, "records.json", &text, e->error);
    buffer_clear(&text);
    return result;
}

// ---- tables ----

static enum err write_csv(struct exporting *e, const struct table *table)
{
    struct buffer text;
    char path[80];
    enum err result;

    buffer_init(&text, TEXT_MAX);
    snprintf(path, sizeof(path), "csv/%s.csv", table->code);
    result = table_csv(table, 1, TABLE_BOTH, &text, e->error);
    if (result == ERR_OK)
        result = customer_files_put(&e->files, path, &text, e->error);
    buffer_clear(&text);
    return result;
}

static enum err write_pages(struct exporting *e, const struct customer_tables *tables)
{
    const struct table_words line
        = {"这是本公司保存的关于这位客户的全部记录;文件清单和校验值在 manifest.json。",
           "All that this company keeps about this customer; manifest.json lists every file with "
           "its digest."};
    struct table_html_head head = {.title = {"客户资料", "A customer's data"},
                                   .lines = &line,
                                   .line_count = 1,
                                   .language = TABLE_BOTH};
    struct table_xlsx_options options = {.language = TABLE_BOTH, .made_ms = e->order->now_ms};
    struct buffer text;
    enum err result;

    buffer_init(&text, TEXT_MAX);
    result = table_html(tables->list, tables->count, &head, &text, e->error);
    if (result == ERR_OK)
        result = customer_files_put(&e->files, "index.html", &text, e->error);
    buffer_reset(&text);
    if (result == ERR_OK)
        result = table_xlsx(tables->list, tables->count, &options, &text, e->error);
    if (result == ERR_OK)
        result = customer_files_put(&e->files, "customer.xlsx", &text, e->error);
    buffer_clear(&text);
    return result;
}

static enum err write_tables(struct exporting *e)
{
    struct customer_tables tables;
    enum err result = customer_tables_make(&e->facts.facts, &tables, e->error);

    for (size_t i = 0; i < tables.count && result == ERR_OK; i++)
        result = write_csv(e, &tables.list[i]);
    if (result == ERR_OK)
        result = write_pages(e, &tables);
    customer_tables_clear(&tables);
    return result;
}

// ---- files, forms, sealed sign-offs ----

static enum err check_stop(struct exporting *e)
{
    return e->order->stop && *e->order->stop
               ? error_set(e->error, ERR_CANCELLED, "the server stops")
               : ERR_OK;
}

static bool copy_blob(void *arg, const struct blob_row *blob, const struct blob_name *name)
{
    struct exporting *e = arg;
    struct customer_export *out = e->out;

    if (!uuid_equal(&name->site, &e->order->site))
        return true;
    e->result = check_stop(e);
    if (e->result == ERR_OK)
        e->result = customer_files_blob(&e->files, office_blobs(e->order->office), blob, e->error);
    if (e->order->progress)
        e->order->progress(e->order->progress_ctx, out->files);
    return e->result == ERR_OK;
}

static enum err write_blobs(struct exporting *e)
{
    enum err result;

    e->result = ERR_OK;
    result = blobs_names(e->order->view, copy_blob, e, e->error);
    return result == ERR_OK ? e->result : result;
}

static enum err draw(struct form_choice *choice, struct buffer *pdf, struct error *why)
{
    struct buffer job;
    enum err result;

    buffer_init(&job, FORM_JOB_MAX);
    result = form_job_format(&choice->job, &job)
                 ? form_program_run((struct span){job.data, job.len}, pdf, why)
                 : error_set(why, ERR_TOO_LARGE, "the sign-offs do not fit one paper");
    buffer_clear(&job);
    return result;
}

// A form that was chosen; one that cannot be drawn is noted: the rest is worth having.
static enum err put_form(struct exporting *e, struct form_choice *choice)
{
    struct error why = {0};
    struct buffer pdf;
    char path[160], id[UUID_TEXT];
    enum err result;

    uuid_format(&choice->newest, id);
    snprintf(path, sizeof(path), "forms/%.60s-%s.pdf", choice->form_code, id);
    if (customer_files_has(&e->files, path))
        return ERR_OK;
    choice->job.folder = e->order->folder;
    choice->job.company = "";
    buffer_init(&pdf, PDF_MAX);
    result = draw(choice, &pdf, &why);
    if (result == ERR_OK) {
        result = customer_files_put(&e->files, path, &pdf, e->error);
        e->out->forms += result == ERR_OK;
    } else {
        customer_files_missing(&e->files, path, why.detail);
        result = ERR_OK;
    }
    buffer_clear(&pdf);
    return result;
}

// Those who signed one content stand on one paper, which is written once.
static enum err write_form(struct exporting *e, const struct uuid *signoff)
{
    struct form_choice choice = {.signoff = *signoff};
    struct error why = {0};
    char path[80], id[UUID_TEXT];
    enum err result;

    arena_init(&choice.arena, CHOICE_MAX);
    if (form_choice_make(&choice, &e->facts, &why) == ERR_OK) {
        result = put_form(e, &choice);
    } else {
        uuid_format(signoff, id);
        snprintf(path, sizeof(path), "forms/%s.pdf", id);
        customer_files_missing(&e->files, path, why.detail);
        result = ERR_OK;
    }
    arena_clear(&choice.arena);
    return result;
}

// By way of a file aside, which an erasure removes should the power fail meanwhile.
static enum err copy_evidence(struct exporting *e, struct evidence_file_options *options,
                              struct evidence_file *file, const char *path)
{
    const struct disk *disk = e->order->disk;
    struct random random = office_random(e->order->office);
    struct uuid name = random_uuid_v7(&random, e->order->now_ms);
    struct error why = {0};
    char aside[80], id[UUID_TEXT];
    enum err result = disk->make_folder(disk->ctx, "exports");

    uuid_format(&name, id);
    snprintf(aside, sizeof(aside), "exports/%s.part", id);
    if (result != ERR_OK)
        return error_set(e->error, result, "exports/ cannot be made");
    if (evidence_file_write(options, file, disk, aside, &why) != ERR_OK) {
        customer_files_missing(&e->files, path, why.detail);
    } else {
        result = customer_files_copy(&e->files, aside, path, e->error);
        e->out->signoffs += result == ERR_OK;
    }
    disk->remove(disk->ctx, aside);
    return result;
}

static enum err write_signoff(struct exporting *e, const struct uuid *signoff)
{
    const struct authority *authority = office_authority(e->order->office);
    struct evidence_file_options options
        = {.view = e->order->view,
           .blobs = office_blobs(e->order->office),
           .disk = e->order->disk,
           .ca_pem = {authority->ca_pem.data, authority->ca_pem.len},
           .signoff = *signoff};
    struct evidence_file file;
    struct error why = {0};
    char path[96], id[UUID_TEXT];
    enum err result = evidence_file_read(&options, &file, &why);

    uuid_format(signoff, id);
    snprintf(path, sizeof(path), "signoffs/%s.plumb", id);
    if (result == ERR_OK) {
        result = copy_evidence(e, &options, &file, path);
    } else {
        customer_files_missing(&e->files, path, why.detail);
        result = ERR_OK;
    }
    evidence_file_clear(&file);
    return result;
}

static enum err write_signoffs(struct exporting *e)
{
    size_t count;
    const struct fact *list = facts_of_kind(&e->facts.facts, "signoff", &count);
    enum err result = ERR_OK;

    for (size_t i = 0; i < count && result == ERR_OK; i++) {
        result = check_stop(e);
        if (result == ERR_OK)
            result = write_form(e, &list[i].record->id);
        if (result == ERR_OK)
            result = write_signoff(e, &list[i].record->id);
    }
    return result;
}

// ---- the whole ----

static enum err write_authority(struct exporting *e)
{
    const struct buffer *pem = &office_authority(e->order->office)->ca_pem;

    return customer_files_put(&e->files, "ca.pem", pem, e->error);
}

static enum err write_all(struct exporting *e)
{
    const struct authority *authority = office_authority(e->order->office);
    struct evidence_trust trust = {.ca_pem = {authority->ca_pem.data, authority->ca_pem.len}};
    const struct progress_seal seal = {&trust, evidence_intact};
    enum err result = write_records(e);

    if (result == ERR_OK)
        result = office_facts_open(e->order->view, &seal, &e->facts, e->error);
    if (result == ERR_OK)
        result = office_facts_load(&e->facts, &e->order->site, e->error);
    if (result == ERR_OK)
        result = write_tables(e);
    if (result == ERR_OK)
        result = write_blobs(e);
    if (result == ERR_OK)
        result = write_signoffs(e);
    if (result == ERR_OK)
        result = write_authority(e);
    office_facts_close(&e->facts);
    return result;
}

struct audit_job {
    struct commit_job job; // first
    struct audit_row audit;
};

static enum err apply_audit(struct commit_job *job, struct storage *storage,
                            const struct commit_stamp *stamp, struct error *error)
{
    (void)stamp;
    return audit_put(storage, &((struct audit_job *)job)->audit, NULL, error);
}

static enum err put_audit(struct exporting *e)
{
    struct audit_job job = {.job = {.apply = apply_audit}, .audit = *e->order->audit};
    char id[UUID_TEXT], digest[HASH_TEXT], after[256];
    int len;

    uuid_format(&e->order->site, id);
    digest_format(&e->out->manifest, digest);
    len = snprintf(after, sizeof(after), "{\"files\":%zu,\"manifest\":\"%s\",\"records\":%zu}",
                   e->out->files, digest, e->out->records);
    job.audit.act = span_of("export.customer");
    job.audit.subject_kind = span_of("site");
    job.audit.subject = span_of(id);
    job.audit.site = e->order->site;
    job.audit.after = (struct span){after, (size_t)len};
    return committer_run(office_committer(e->order->office), &job.job, NULL, e->error);
}

enum err customer_export_write(const struct customer_export_order *order,
                               struct customer_export *out, struct error *error)
{
    struct exporting e = {.order = order, .out = out, .error = error};
    struct customer_files_head head
        = {.site = order->site, .by = order->by, .made_ms = order->now_ms};
    enum err result;

    *out = (struct customer_export){0};
    arena_init(&e.arena, ARENA_MAX);
    customer_files_open(&e.files, order->disk, order->to);
    result = write_all(&e);
    if (result == ERR_OK)
        result = customer_files_finish(&e.files, &head, &out->manifest, error);
    out->files = e.files.count;
    out->missing = e.files.missing_count;
    out->bytes = e.files.bytes;
    if (result == ERR_OK && order->audit)
        result = put_audit(&e);
    customer_files_close(&e.files);
    arena_clear(&e.arena);
    return result;
}
