// SPDX-License-Identifier: Apache-2.0
#include "tests/morning/company.h"

#include "server/cli/catalogue_publish.h"
#include "server/storage/blobs.h"
#include "shared/base/calendar.h"
#include "shared/data/catalogue_default.h"

static const char *const surnames[] = {"赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈",
                                       "褚", "卫", "蒋", "沈", "韩", "杨", "朱", "秦", "尤", "许"};
static const char *const given[] = {"国强", "晓梅", "建军", "丽娟", "志远", "佳怡", "铁军",
                                    "海燕", "文博", "雨欣", "大勇", "思远", "春生", "小兰"};
static const char *const roads[]
    = {"梧桐路", "云杉街", "江边路", "青年路", "学府路", "解放大道", "东湖南路", "桂花巷"};
static const char *const estates[] = {"望江苑", "翠湖花园", "金色家园", "紫竹院", "滨河湾"};
static const char *const stores[] = {"城东店", "城西店", "城南店", "滨江店"};
static const char *const departments[] = {"第一分部", "第二分部", "第三分部", "第四分部"};

#define ONE_OF(list, index) ((list)[(size_t)(index) % (sizeof(list) / sizeof((list)[0]))])

void company_clock(struct company *company, int days_ago, int hour)
{
    company->bench.now_ms = company->today_ms - days_ago * COMPANY_DAY_MS + hour * COMPANY_HOUR_MS;
}

uint64_t company_dice(struct company *company, uint64_t sides)
{
    company->dice = company->dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (company->dice >> 33) % sides;
}

// Edits wait until there are many: a commit of its own for each would take minutes on a slow disk.
struct company_waiting {
    struct office_edit edits[COMPANY_WAITING];
    struct arena memory;
    size_t count;
};

void company_flush(struct company *company)
{
    struct company_waiting *waiting = company->waiting;
    struct bench *bench = &company->bench;

    if (waiting->count
        && office_edit(bench->office, waiting->edits, waiting->count, &bench->error) != ERR_OK)
        fail_msg("%s", bench->error.detail);
    waiting->count = 0;
    arena_reset(&waiting->memory);
}

static struct span keep(struct company *company, struct span text)
{
    return (struct span){arena_dup(&company->waiting->memory, text.data, text.len), text.len};
}

void company_edit(struct company *company, const char *kind, const struct uuid *site,
                  const struct uuid *id)
{
    struct company_waiting *waiting = company->waiting;
    struct office_edit *edit;
    struct field *fields;
    const struct field *put = form_fields(&company->form);

    if (waiting->count == COMPANY_WAITING)
        company_flush(company);
    fields = arena_take(&waiting->memory, company->form.count * sizeof(*fields));
    for (size_t i = 0; i < company->form.count; i++)
        fields[i] = (struct field){put[i].name, keep(company, put[i].value)};
    edit = &waiting->edits[waiting->count++];
    *edit = (struct office_edit){.site = *site,
                                 .kind = kind,
                                 .fields = fields,
                                 .field_count = company->form.count,
                                 .id = id ? *id : uuid_nil};
    form_reset(&company->form);
    company->bench.now_ms += 20;
}

// The id of the record that the form makes: keyed kinds have the one of their key.
static struct uuid new_id(struct company *company, const char *kind, const struct uuid *site)
{
    const struct kind *known = kind_find(span_of(kind));
    const struct field *fields = form_fields(&company->form);
    struct span values[KIND_KEY_MAX];
    char quoted[UUID_TEXT + 2] = "\"";
    size_t count = 0;

    if (!known || !known->key)
        return fresh_id(&company->bench);
    uuid_format(site, quoted + 1);
    quoted[UUID_TEXT] = '"';
    for (; known->key[count]; count++) {
        values[count] = (struct span){quoted, UUID_TEXT + 1};
        for (size_t i = 0; i < company->form.count; i++)
            if (span_is(fields[i].name, known->key[count]))
                values[count] = fields[i].value;
    }
    return kind_key_id(kind, values, count);
}

struct uuid company_write(struct company *company, struct pad *pad, const char *kind,
                          const struct uuid *site)
{
    const struct pad_write write = {.id = new_id(company, kind, site),
                                    .site = *site,
                                    .kind = kind,
                                    .fields = form_fields(&company->form),
                                    .count = company->form.count};

    pad_write(pad, &write);
    form_reset(&company->form);
    company->bench.now_ms += 700;
    return write.id;
}

struct dot company_rewrite(struct company *company, struct pad *pad, const char *kind,
                           const struct company_seen *seen)
{
    const struct pad_write write = {.id = seen->id,
                                    .site = seen->site,
                                    .kind = kind,
                                    .fields = form_fields(&company->form),
                                    .count = company->form.count,
                                    .seen = {seen->dot},
                                    .seen_count = 1};
    const struct dot dot = pad_write(pad, &write);

    form_reset(&company->form);
    company->bench.now_ms += 700;
    return dot;
}

void company_sync(struct company *company, bool all)
{
    company_flush(company);
    for (size_t i = 0; i < COMPANY_TABLETS; i++) {
        if (company->silent[i] || (!all && company->pads[i].sent == company->pads[i].count))
            continue;
        pad_sync(&company->pads[i]);
        company->bench.now_ms += 15000;
    }
}

// ---- blobs ----

struct holding {
    struct commit_job job; // first
    struct blob_publication *items;
    size_t count;
    int64_t now_ms;
};

static enum err hold(struct commit_job *job, struct storage *storage,
                     const struct commit_stamp *stamp, struct error *error)
{
    const struct holding *holding = (struct holding *)job;
    enum err err = ERR_OK;

    for (size_t i = 0; err == ERR_OK && i < holding->count; i++) {
        const struct blob_row row = {.digest = holding->items[i].digest,
                                     .size = holding->items[i].length,
                                     .held = true,
                                     .commit = stamp->number,
                                     .since_ms = holding->now_ms};

        err = blobs_put(storage, &row, error);
    }
    return err;
}

static void bring(struct company *company, struct span bytes, struct blob_publication *out)
{
    struct blob_store *store = office_blobs(company->bench.office);
    struct random random = random_system();
    struct disk_file *file = NULL;

    *out = (struct blob_publication){.upload = random_u64(&random), .length = bytes.len};
    hash_once(bytes.data, bytes.len, &out->digest);
    assert_int_equal(blob_store_create_upload(store, out->upload, &file, NULL), ERR_OK);
    assert_int_equal(blob_store_append(store, file, 0, bytes, NULL), ERR_OK);
    blob_store_close_file(store, file);
}

void company_hold(struct company *company, const struct span *blobs, size_t count)
{
    struct holding holding = {.job.apply = hold,
                              .items = mem_alloc_array(count + 1, sizeof(*holding.items)),
                              .count = count,
                              .now_ms = company->bench.now_ms};
    struct bench *bench = &company->bench;

    for (size_t i = 0; i < count; i++)
        bring(company, blobs[i], &holding.items[i]);
    if (count
        && blob_store_publish_many(office_blobs(bench->office), holding.items, count, &bench->error)
               != ERR_OK)
        fail_msg("%s", bench->error.detail);
    if (committer_run(office_committer(bench->office), &holding.job, NULL, &bench->error) != ERR_OK)
        fail_msg("%s", bench->error.detail);
    mem_free(holding.items);
}

// ---- people and sites ----

// As an import makes them, so that staff numbers and contract numbers name them.
static struct uuid key_id(const char *kind, const char *key)
{
    struct buffer quoted;
    struct span values[3] = {{0}, {"\"\"", 2}, {"\"\"", 2}};
    struct uuid id;

    buffer_init(&quoted, 256);
    canon_put_string(&quoted, span_of(key));
    values[0] = (struct span){quoted.data, quoted.len};
    id = kind_key_id(kind, values, 3);
    buffer_clear(&quoted);
    return id;
}

static const char *role_of(size_t person)
{
    static const char *const own[]
        = {"information_officer", "reconciler",       "administrator",   "auditor",
           "department_manager",  "drawing_reviewer", "customer_adviser"};

    if (person < COMPANY_TABLETS)
        return "inspector";
    if (person < COMPANY_TABLETS + COMPANY_DESIGNERS)
        return "designer";
    return person < COMPANY_OFFICER ? "foreman" : own[person - COMPANY_OFFICER];
}

static void hire(struct company *company)
{
    char number[8], phone[16];

    for (size_t i = 0; i < COMPANY_PEOPLE; i++) {
        snprintf(number, sizeof(number), "P%03zu", i + 1);
        snprintf(phone, sizeof(phone), "139000%05zu", i + 1);
        snprintf(company->names[i], sizeof(company->names[i]), "%s%s", ONE_OF(surnames, i),
                 ONE_OF(given, i * 5 + i / 20));
        company->people[i] = key_id("person", number);
        form_text(&company->form, "number", number);
        form_text(&company->form, "name", company->names[i]);
        form_text(&company->form, "phone", phone);
        form_text(&company->form, "role", role_of(i));
        company_edit(company, "person", &uuid_nil, &company->people[i]);
    }
}

static void assign(struct company *company, const struct uuid *site, size_t person)
{
    form_uuid(&company->form, "person", &company->people[person]);
    form_text(&company->form, "role", role_of(person));
    form_truth(&company->form, "active", true);
    company_edit(company, "assignment", site, NULL);
}

static void put_dates(struct company *company, size_t i)
{
    struct form *form = &company->form;
    const int64_t day = COMPANY_DAY_MS, today = company->today_ms;
    const int begun = (int)(20 + i % 50);

    form_day(form, "contract_date", today - (begun + 30) * day);
    form_day(form, "planned_start", today - begun * day);
    form_day(form, "planned_completion", today + (100 - begun) * day);
    if (company->sites[i].stage >= 3)
        form_day(form, "actual_start", today - (int)(i % 12) * day);
    if (i % 9 == 4)
        form_day(form, "handbook_due", today - 2 * day);
}

static void sell(struct company *company, size_t i)
{
    struct company_site *site = &company->sites[i];
    struct form *form = &company->form;
    char address[96], phone[16];

    *site = (struct company_site){.tablet = i % COMPANY_TABLETS,
                                  .designer = COMPANY_TABLETS + i % COMPANY_DESIGNERS,
                                  .foreman
                                  = COMPANY_TABLETS + COMPANY_DESIGNERS + i % COMPANY_FOREMEN,
                                  .stage = (unsigned)(i / 4 % COMPANY_STAGES)};
    snprintf(site->contract, sizeof(site->contract), "HT2026-%03zu", i + 1);
    snprintf(site->customer, sizeof(site->customer), "%s%s", ONE_OF(surnames, i * 7 + i / 20),
             i % 2 ? "女士" : "先生");
    snprintf(address, sizeof(address), "%s%zu号%s%zu幢%zu室", ONE_OF(roads, i), i * 3 % 97 + 1,
             ONE_OF(estates, i / 8), i % 12 + 1, (i % 18 + 1) * 100 + i % 4 + 1);
    snprintf(phone, sizeof(phone), "138000%05zu", i + 1);
    site->id = key_id("site", site->contract);
    form_text(form, "contract_number", site->contract);
    form_text(form, "customer_name", site->customer);
    form_text(form, "customer_phone", phone);
    form_text(form, "address", address);
    form_text(form, "store", ONE_OF(stores, i / 5));
    form_text(form, "department", ONE_OF(departments, i / 5));
    form_integer(form, "contract_amount_fen", 8000000 + (int64_t)i * 35100);
    put_dates(company, i);
    company_edit(company, "site", &uuid_nil, &site->id);
    assign(company, &site->id, site->tablet);
    assign(company, &site->id, site->designer);
    assign(company, &site->id, site->foreman);
}

// The contact sheet (D2.2); some forgot it.
static void introduce(struct company *company, size_t i)
{
    static const struct {
        const char *stage, *duty;
    } stages[]
        = {{"contract", "合同与回访"}, {"design", "方案与图纸"}, {"construction", "施工与质量"}};
    const struct company_site *site = &company->sites[i];
    const size_t who[] = {COMPANY_OFFICER, site->designer, site->foreman};
    char phone[16];

    for (size_t k = 0; k < 3 && i % 7 != 3; k++) {
        snprintf(phone, sizeof(phone), "139000%05zu", who[k] + 1);
        form_text(&company->form, "stage", stages[k].stage);
        form_uuid(&company->form, "person", &company->people[who[k]]);
        form_text(&company->form, "name", company->names[who[k]]);
        form_text(&company->form, "phone", phone);
        form_text(&company->form, "duty", stages[k].duty);
        form_text(&company->form, "supervisor_phone", "027-88886666");
        company_edit(company, "contact", &site->id, NULL);
    }
}

static void equip(struct company *company)
{
    for (size_t i = 0; i < COMPANY_TABLETS; i++) {
        pad_open(&company->pads[i], &company->bench, &company->people[i]);
        snprintf(company->pads[i].name, sizeof(company->pads[i].name), "平板 %02zu", i + 1);
        pad_enrol(&company->pads[i]);
        company->pads[i].clocked = true;
        company->pads[i].clock_ms = i == COMPANY_AHEAD ? 190000 : ((int64_t)i * 7 % 11 - 5) * 1000;
        company->bench.now_ms += 60000;
    }
}

// Who makes a company anew each time need not wait for the disk: what a power cut would take is
// missed by nobody.
static enum err no_sync(struct disk_file *file)
{
    (void)file;
    return ERR_OK;
}

static enum err no_sync_folder(void *ctx, const char *path)
{
    (void)ctx;
    (void)path;
    return ERR_OK;
}

void company_open(struct company *company, const char *folder, int64_t now_ms)
{
    const struct span file = {catalogue_default_text, catalogue_default_text_size};
    struct catalogue_published published;
    struct desk desk = {0};

    *company = (struct company){.today_ms = calendar_start_ms(calendar_day(now_ms)), .dice = 7};
    form_init(&company->form);
    company->waiting = mem_alloc(sizeof(*company->waiting));
    arena_init(&company->waiting->memory, 64 << 20);
    company_clock(company, 20, 9);
    bench_open_at(&company->bench, folder);
    company->bench.disk.sync = no_sync;
    company->bench.disk.sync_folder = no_sync_folder;
    desk.office = company->bench.office;
    desk.clock = company->bench.options.clock;
    if (catalogue_publish(&desk, file, &published, &company->bench.error) != ERR_OK)
        fail_msg("%s", company->bench.error.detail);
    hire(company);
    for (size_t i = 0; i < COMPANY_SITES; i++) {
        sell(company, i);
        introduce(company, i);
    }
    company_flush(company);
    equip(company);
}

void company_close(struct company *company)
{
    for (size_t i = 0; i < COMPANY_TABLETS; i++)
        pad_close(&company->pads[i]);
    office_close(company->bench.office);
    disk_system_close(&company->bench.disk);
    form_clear(&company->form);
    arena_clear(&company->waiting->memory);
    mem_free(company->waiting);
    mem_free(company->photos);
}
