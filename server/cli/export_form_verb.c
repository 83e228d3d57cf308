// SPDX-License-Identifier: Apache-2.0
#include "server/cli/export_form_verb.h"

#include "server/enrol/authority.h"
#include "server/reports/form_choice.h"
#include "server/reports/form_program.h"
#include "server/storage/records.h"
#include "shared/data/json.h"
#include "shared/wire/evidence.h"

#include <stdio.h>
#include <string.h>

enum { PDF_MAX = 512 << 20, CHOICE_MAX = 64 << 20 };

// The site of the record that was named: of the sign-off, or of the node.
static enum err find_site(struct view *view, const struct uuid *id, struct uuid *site,
                          struct error *error)
{
    struct record_row row;
    char text[UUID_TEXT];
    enum err err = records_get(view, id, &row, error);
    uuid_format(id, text);
    if (err == ERR_NOT_FOUND)
        return error_set(error, err, "there is no record %s", text);
    if (err == ERR_OK)
        *site = row.site;
    return err;
}

static enum err choose(struct desk *desk, struct form_choice *choice, struct error *error)
{
    struct evidence_trust trust = {.ca_pem = {office_authority(desk->office)->ca_pem.data,
                                              office_authority(desk->office)->ca_pem.len}};
    const struct progress_seal seal = {&trust, evidence_intact};
    const struct uuid *named = uuid_is_nil(&choice->signoff) ? &choice->node : &choice->signoff;
    struct office_facts facts = {0};
    struct view *view = NULL;
    struct uuid site;
    enum err err = desk_view(desk, &view, error);
    if (err == ERR_OK)
        err = find_site(view, named, &site, error);
    if (err == ERR_OK)
        err = office_facts_open(view, &seal, &facts, error);
    if (err == ERR_OK)
        err = office_facts_load(&facts, &site, error);
    if (err == ERR_OK)
        err = form_choice_make(choice, &facts, error);
    office_facts_close(&facts);
    storage_close_view(view);
    return err;
}

static enum err draw(const struct form_choice *choice, struct buffer *pdf, struct error *error)
{
    struct buffer job;
    buffer_init(&job, FORM_JOB_MAX);
    enum err err = form_job_format(&choice->job, &job)
                       ? form_program_run((struct span){job.data, job.len}, pdf, error)
                       : error_set(error, ERR_TOO_LARGE, "the sign-offs do not fit one paper");
    buffer_clear(&job);
    return err;
}

// Into a file whole or not at all; a folder part must exist.
static enum err write_file(const char *path, const struct buffer *pdf, struct error *error)
{
    char folder[4096];
    struct disk disk = {0};
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    text_copy(folder, sizeof folder,
              slash == NULL ? span_of(".") : (struct span){path, (size_t)(slash + 1 - path)});
    if (!disk_path_valid(name))
        return error_set(error, ERR_INVALID,
                         "--out \"%s\": a file name has letters a-z, digits, '.', '_' and '-'",
                         name);
    enum err err = desk_replaceable(path, error);
    if (err == ERR_OK)
        err = disk_system_open(folder, false, &disk, error);
    if (err == ERR_OK)
        err = disk_write_file(&disk, name, pdf->data, pdf->len, error);
    disk_system_close(&disk);
    return err;
}

static void report(const struct form_choice *choice, const char *path, size_t bytes,
                   struct verb_output *output)
{
    char id[UUID_TEXT];
    struct json_writer json;
    uuid_format(&choice->newest, id);
    if (!output->json) {
        buffer_printf(&output->out, "%s\n", path);
        if (choice->other_content > 0)
            buffer_printf(&output->err,
                          "另有 %zu 份签署的内容不同,不在这张纸上;请用它的编号单独打印\n"
                          "%zu more signed another content and are not on this paper; print each "
                          "by its id\n",
                          choice->other_content, choice->other_content);
        return;
    }
    json_begin(&json, &output->out);
    json_object_open(&json, NULL);
    json_put_text(&json, "file", path);
    json_put_integer(&json, "bytes", (int64_t)bytes);
    json_put_text(&json, "form", choice->form_code);
    json_put_text(&json, "signoff", id);
    json_put_integer(&json, "signers", (int64_t)choice->job.signoff_count);
    json_put_integer(&json, "other_content", (int64_t)choice->other_content);
    json_object_close(&json);
    buffer_append_char(&output->out, '\n');
}

// Without --out: named by the form's code and the sign-off's id, where the person stands.
struct giving {
    const struct desk *desk;
    const struct form_choice *choice;
    const char *out; // --out
    struct verb_output *output;
};

static enum err give(const struct giving *giving, const struct buffer *pdf, struct error *error)
{
    const struct form_choice *choice = giving->choice;
    struct verb_output *output = giving->output;
    const char *out = giving->out;
    char id[UUID_TEXT], name[128], path[4096];
    if (out != NULL && strcmp(out, "-") == 0)
        return buffer_append(&output->out, pdf->data, pdf->len)
                   ? ERR_OK
                   : error_set(error, ERR_TOO_LARGE, "the PDF is too large to be printed here");
    uuid_format(&choice->newest, id);
    snprintf(name, sizeof name, "%.60s-%.40s.pdf", choice->form_code, id);
    enum err err = desk_path(giving->desk, out != NULL ? out : name, path, sizeof path, error);
    if (err == ERR_OK)
        err = write_file(path, pdf, error);
    if (err == ERR_OK)
        report(choice, out != NULL ? out : name, pdf->len, output);
    return err;
}

static enum err read_call(const struct verb_call *call, struct form_choice *choice,
                          struct error *error)
{
    const char *node = verb_text(call, "node");
    choice->form = verb_text(call, "form");
    if ((call->positional_count == 1) == (node != NULL) || (node != NULL) != (choice->form != NULL))
        return error_set(error, ERR_USAGE, "a sign-off, or --node and --form, is wanted");
    return node != NULL ? desk_id("--node", node, &choice->node, error)
                        : desk_id("sign-off", call->positionals[0], &choice->signoff, error);
}

static enum err export_form(void *ctx, const struct verb_call *call, struct verb_output *output,
                            struct error *error)
{
    struct desk *desk = ctx;
    struct form_choice choice = {0};
    struct buffer pdf;
    const char *company = verb_text(call, "company");
    arena_init(&choice.arena, CHOICE_MAX);
    buffer_init(&pdf, PDF_MAX);
    enum err err = read_call(call, &choice, error);
    if (err == ERR_OK)
        err = choose(desk, &choice, error);
    choice.job.folder = desk->folder;
    choice.job.company = company == NULL ? "" : company;
    if (err == ERR_OK)
        err = draw(&choice, &pdf, error);
    const struct giving giving = {desk, &choice, verb_text(call, "out"), output};
    if (err == ERR_OK)
        err = give(&giving, &pdf, error);
    buffer_clear(&pdf);
    arena_clear(&choice.arena);
    return err;
}

static const struct option options[] = {
    {.name = "node",
     .type = OPTION_TEXT,
     .placeholder = "ID",
     .help_zh = "节点:此节点这种表单的全部签字印在一张纸上",
     .help_en = "a node: all who signed the same content of --form, on one paper"},
    {.name = "form",
     .type = OPTION_TEXT,
     .placeholder = "F",
     .help_zh = "表单代号,与 --node 一起用",
     .help_en = "code of the form, with --node"},
    {.name = "company",
     .type = OPTION_TEXT,
     .placeholder = "NAME",
     .help_zh = "印在标题上方的公司名称",
     .help_en = "name of the company, above the title"},
    {.name = "out",
     .type = OPTION_TEXT,
     .placeholder = "FILE",
     .help_zh = "写到这个文件;- 为标准输出;不写则用表单代号和签字编号",
     .help_en = "write this file; - is stdout; left out: named by form and sign-off"},
};
const struct verb export_form_verb
    = {.group = "export",
       .name = "form",
       .arguments = "[SIGNOFF]",
       .positional_max = 1,
       .options = options,
       .option_count = sizeof options / sizeof *options,
       .summary_zh = "把签过的表单画成 PDF(内容只取自封签)",
       .summary_en = "a signed form as PDF, drawn from what was sealed",
       .exec = export_form};
