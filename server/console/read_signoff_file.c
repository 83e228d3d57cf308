// SPDX-License-Identifier: Apache-2.0
#include "server/console/read_signoff_file.h"

#include "server/console/site_reading.h"
#include "server/enrol/authority.h"
#include "server/reports/evidence_review.h"
#include "server/reports/form_choice.h"
#include "server/reports/form_program.h"
#include "shared/base/memory.h"
#include "shared/web/route.h"

#include <inttypes.h>
#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { PDF_MAX = 512 << 20, CHOICE_MAX = 64 << 20, NAME_BYTES = 64 };
static const char folder[] = "outgoing";
static const char *const signoff_kinds[] = {"signoff", NULL};

static struct evidence_file_options options_of(const struct site_reading *reading)
{
    struct office *office = console_office(reading->call);
    const struct authority *authority = office_authority(office);

    return (struct evidence_file_options){
        .view = reading->view,
        .blobs = office_blobs(office),
        .disk = console_disk(reading->call),
        .ca_pem = {authority->ca_pem.data, authority->ca_pem.len},
        .signoff = reading->fact->record->id,
    };
}

// The papers hold who the customer is.
static enum err open_personal(struct route_call *call, const char *what, struct site_reading *out,
                              struct error *error)
{
    enum err err = site_reading_record(call, route_uuid(call, "id"), signoff_kinds, out, error);

    if (err == ERR_OK && !out->personal)
        err = error_set(
            error, ERR_DENIED,
            "签署文件含客户资料，您没有查看的权限 the papers name the customer: you have "
            "no right to see that");
    return err == ERR_OK ? console_read_audit(call, what, &out->site, error) : err;
}

// ---- the sealed file ----

// Written aside, opened, and its name taken away: it is gone when it was sent, or with the process.
static enum err open_aside(struct route_call *call, const struct evidence_file_options *options,
                           const struct evidence_file *file, struct disk_file **out,
                           struct error *error)
{
    const struct disk *disk = options->disk;
    char name[NAME_BYTES];
    enum err err = disk->make_folder(disk->ctx, folder);

    snprintf(name, sizeof(name), "%s/%016" PRIx64 ".plumb", folder,
             random_u64(console_random(call)));
    if (err != ERR_OK)
        return error_set(error, err, "%s", folder);
    err = evidence_file_write(options, file, disk, name, error);
    if (err == ERR_OK)
        err = disk->open(disk->ctx, name, DISK_READ, out, error);
    disk->remove(disk->ctx, name); // also what an error left
    return err;
}

static enum err get_file(struct route_call *call, struct error *error)
{
    struct route_file sent = {.disk = console_disk(call), .type = "application/octet-stream"};
    struct evidence_file_options options;
    struct evidence_file file = {0};
    struct site_reading reading;
    enum err err = open_personal(call, "signoff.file", &reading, error);

    if (err == ERR_OK) {
        options = options_of(&reading);
        options.without_photos = route_truth(call, "without_photos");
        err = evidence_file_read(&options, &file, error);
    }
    if (err == ERR_OK)
        err = open_aside(call, &options, &file, &sent.file, error);
    if (err == ERR_OK)
        err = sent.disk->size(sent.file, &sent.len);
    if (err == ERR_OK) {
        http_response_header(route_response(call), "Content-Disposition",
                             "attachment; filename=\"signoff-%s.plumb\"", file.code);
        route_send_file(call, &sent);
    }
    evidence_file_clear(&file);
    site_reading_close(&reading);
    return err;
}

// ---- on paper ----

static enum err draw(struct route_call *call, const struct form_choice *choice, struct error *error)
{
    struct buffer job, pdf;
    char id[UUID_TEXT];
    enum err err;

    buffer_init(&job, FORM_JOB_MAX);
    buffer_init(&pdf, PDF_MAX);
    err = form_job_format(&choice->job, &job)
              ? form_program_run((struct span){job.data, job.len}, &pdf, error)
              : error_set(error, ERR_TOO_LARGE, "the sign-offs do not fit one paper");
    if (err == ERR_OK && !buffer_append(route_bytes(call, "application/pdf"), pdf.data, pdf.len))
        err = error_set(
            error, ERR_TOO_LARGE,
            "这份 PDF 太大，请在服务器上用 plumbd export form 导出 this PDF is too large "
            "for the page: use plumbd export form at the server");
    if (err == ERR_OK) {
        uuid_format(&choice->newest, id);
        http_response_header(route_response(call), "Content-Disposition",
                             "attachment; filename=\"%.60s-%.8s.pdf\"", choice->form_code, id);
    }
    buffer_clear(&pdf);
    buffer_clear(&job);
    return err;
}

static enum err get_pdf(struct route_call *call, struct error *error)
{
    struct form_choice choice = {.signoff = *route_uuid(call, "id")};
    struct site_reading reading;
    enum err err = open_personal(call, "signoff.pdf", &reading, error);

    arena_init(&choice.arena, CHOICE_MAX);
    if (err == ERR_OK)
        err = form_choice_make(&choice, &reading.facts, error);
    choice.job.folder = console_disk(call)->root;
    choice.job.company = "";
    if (err == ERR_OK)
        err = draw(call, &choice, error);
    arena_clear(&choice.arena);
    site_reading_close(&reading);
    return err;
}

// ---- the verification ----

static const struct {
    const char *code, *zh, *en;
} steps[EVIDENCE_STEPS] = {
    [EVIDENCE_STEP_FORM] = {"form", "封存文件的格式完整，没有多余的字节",
                            "the sealed file has its one form, without a byte to spare"},
    [EVIDENCE_STEP_BYTES] = {"bytes", "签署内容、笔迹和照片逐字节符合各自的摘要",
                             "statement, handwriting and photos are byte for byte what their "
                             "digests say"},
    [EVIDENCE_STEP_SEAL] = {"seal", "平板证书由本公司签发，封签是该平板对封签原文作出的",
                            "the tablet's certificate is ours, and the seal over the sealed text "
                            "is that tablet's"},
    [EVIDENCE_STEP_RECEIPT] = {"receipt", "办公室已会签：日志叶、树头封签和收录证明都成立",
                               "the office countersigned it: leaf, seal of the tree head and "
                               "inclusion proof hold"},
    [EVIDENCE_STEP_MEANING] = {"meaning", "签署内容正是封签原文所指的那一份",
                               "the statement is the very one that the sealed text is about"},
};

static void put_check(struct json_writer *json, const char *const words[3], int passed)
{
    json_object_open(json, NULL);
    json_put_text(json, "code", words[0]);
    json_put_text(json, "zh", words[1]);
    json_put_text(json, "en", words[2]);
    if (passed < 0)
        json_put_null(json, "passed");
    else
        json_put_boolean(json, "passed", passed > 0);
    json_object_close(json);
}

// Whether the fields that lists show are those of the sealed text; *field: the first that is not.
static bool fields_match(const struct fact *fact, const char **field)
{
    struct signoff sealed;
    struct buffer text;
    bool good;

    *field = "sealed";
    buffer_init(&text, SIGNOFF_TEXT_MAX);
    good = fact_signoff_sealed(fact, &text, &sealed) == ERR_OK
           && signoff_matches(fact, &sealed, field);
    buffer_clear(&text);
    return good;
}

// Behind a fault nothing was judged; without a counter-signature there is none to judge.
static int passed_of(const struct evidence_finding *finding, enum evidence_step step)
{
    if (step == finding->reached)
        return 0;
    if (step > finding->reached
        || (step == EVIDENCE_STEP_RECEIPT && finding->level == EVIDENCE_SEALED))
        return -1;
    return 1;
}

static void put_fault(struct json_writer *json, const struct evidence_finding *finding)
{
    json_object_open(json, "fault");
    json_put_integer(json, "from", (int64_t)finding->from);
    json_put_integer(json, "to", (int64_t)finding->to);
    json_object_open(json, "part");
    json_put_text(json, "zh", finding->part_zh);
    json_put_text(json, "en", finding->part_en);
    json_object_close(json);
    json_put_known(json, "photo", finding->photo > 0, (int64_t)finding->photo);
    json_put_text(json, "zh", finding->why_zh);
    json_put_text(json, "en", finding->why_en);
    json_object_close(json);
}

static void put_finding(struct site_reading *reading, const struct evidence_review *review)
{
    const struct evidence_finding *finding = &review->finding;
    struct json_writer *json = reading->json;
    const char *field;
    const bool matches = fields_match(reading->fact, &field);

    json_put_boolean(json, "genuine", finding->genuine && matches);
    json_put_boolean(json, "countersigned", finding->level == EVIDENCE_COUNTERSIGNED);
    json_put_integer(json, "photos", (int64_t)review->file.photos);
    json_put_integer(json, "photos_here", (int64_t)review->file.inside);
    json_array_open(json, "checks");
    put_check(json,
              (const char *const[]){"record", "记录里的各个字段与封签原文一致",
                                    "the fields of the record are those of the sealed text"},
              matches);
    for (int i = 0; i < EVIDENCE_STEPS; i++)
        put_check(json, (const char *const[]){steps[i].code, steps[i].zh, steps[i].en},
                  passed_of(finding, (enum evidence_step)i));
    json_array_close(json);
    if (!matches)
        json_put_text(json, "field", field);
    if (finding->genuine)
        json_put_null(json, "fault");
    else
        put_fault(json, finding);
}

// What cannot even be put together is not genuine either, but no byte of it can be named.
static void put_unreadable(struct json_writer *json, const struct error *error)
{
    json_put_boolean(json, "genuine", false);
    json_array_open(json, "checks");
    json_array_close(json);
    json_put_text(json, "unreadable", error->detail);
    json_put_null(json, "fault");
}

static enum err get_verification(struct route_call *call, struct error *error)
{
    struct site_reading reading;
    struct evidence_review review;
    enum err err
        = site_reading_record(call, route_uuid(call, "id"), signoff_kinds, &reading, error);

    if (err == ERR_OK) {
        const struct evidence_file_options options = options_of(&reading);

        err = evidence_review_make(&options, &review, error);
        if (err == ERR_OK)
            put_finding(&reading, &review);
        else if (err == ERR_INVALID || err == ERR_PARSE || err == ERR_CORRUPT) {
            put_unreadable(reading.json, error);
            err = ERR_OK;
        }
        evidence_review_clear(&review);
    }
    site_reading_close(&reading);
    return err;
}

static const struct route_parameter id_parameter[]
    = {{.name = "id", .type = ROUTE_UUID, .required = true}};
static const struct route_parameter file_parameters[]
    = {{.name = "id", .type = ROUTE_UUID, .required = true},
       {.name = "without_photos", .type = ROUTE_TRUTH}};

const struct route read_signoff_file_routes[] = {
    {.method = HTTP_GET,
     .path = "/api/signoffs/:id/verification",
     .heavy = true,
     .access = CONSOLE_SEE,
     .parameters = id_parameter,
     .parameter_count = COUNT(id_parameter),
     .handler = get_verification,
     .purpose
     = "verifies it as anybody could: `genuine`, `checks` {code, zh, en, passed (null: not "
       "judged)}, and where it is not: `fault` {from, to, part, photo, zh, en}, bytes of "
       "the sealed file"},
    {.method = HTTP_GET,
     .path = "/api/signoffs/:id/file",
     .heavy = true,
     .access = CONSOLE_PERSONAL,
     .parameters = file_parameters,
     .parameter_count = COUNT(file_parameters),
     .handler = get_file,
     .purpose = "the sealed file, which anybody can verify (docs/EVIDENCE.md)"},
    {.method = HTTP_GET,
     .path = "/api/signoffs/:id/pdf",
     .heavy = true,
     .access = CONSOLE_PERSONAL,
     .parameters = id_parameter,
     .parameter_count = COUNT(id_parameter),
     .handler = get_pdf,
     .purpose = "the signed form on paper, with all who signed the same content"},
};
const size_t read_signoff_file_route_count = COUNT(read_signoff_file_routes);
