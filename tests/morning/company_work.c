// SPDX-License-Identifier: Apache-2.0
#include "tests/morning/company_work.h"

#include "tests/morning/company_signing.h"
#include "tests/unit/picture_sample.h"

enum { PICTURES = 12, ITEMS_MOST = 8, NODES = 5, WORDS = 8, FIRST_DAY = 12, VISITS_FROM = 5 };

static const struct {
    const char *code;
    const char *items[ITEMS_MOST];
} nodes[NODES] = {
    {"measurement",
     {"on_time", "tools", "careful_record", "to_design_needs", "dwelling_defects",
      "customer_wishes", "told_what_to_mind"}},
    {"design",
     {"contract_signed", "drafting_standard", "function", "looks", "personal_needs",
      "defects_answered"}},
    {"briefing",
     {"every_work_item", "design_rechecked", "site_conditions", "positions_marked",
      "budget_matches"}},
    {"water_electric",
     {"routes", "positions", "quantities_cost", "standard", "pressure_test", "closed_water_test"}},
    {"mid_term", {"finished_quantity", "finished_quality", "structure", "safety"}},
};

static const struct {
    const char *summary, *room, *category, *cause, *crew;
} words[WORDS] = {
    {"卫生间墙角渗水", "主卫", "waterproofing", "workmanship", "防水一组"},
    {"强弱电管间距不足 300 mm", "客厅", "water_electric", "workmanship", "水电二组"},
    {"地砖空鼓三处", "厨房", "tiling", "workmanship", "泥瓦一组"},
    {"吊顶龙骨间距超标", "客厅", "carpentry", NULL, "木工一组"},
    {"阳台地漏坡度不够", "阳台", "tiling", "supervision", "泥瓦二组"},
    {"成品门套被划伤", "次卧", "protection", "poor_protection", "木工二组"},
    {"开关位置与图纸不符", "主卧", "water_electric", "design_fault", "水电一组"},
    {"现场未挂安全标识", "公共区域", "safety", NULL, NULL},
};

void company_work_photo(struct company *company, struct pad *pad, const struct uuid *site,
                        const struct uuid *of, const char *moment)
{
    char digest[HASH_TEXT];
    struct form *form = &company->form;

    digest_format(&company->photos[company_dice(company, company->photo_count)], digest);
    form_uuid(form, "of", of);
    form_text(form, "digest", digest);
    form_text(form, "name", "现场.jpg");
    form_text(form, "mime", "image/jpeg");
    form_integer(form, "taken_at", company->bench.now_ms);
    form_integer(form, "width", 320);
    form_integer(form, "height", 240);
    if (moment)
        form_text(form, "moment", moment);
    company_write(company, pad, "photo", site);
}

struct company_seen company_work_issue(struct company *company, struct pad *pad,
                                       const struct company_finding *finding)
{
    struct form *form = &company->form;
    const size_t which = finding->words % WORDS;
    struct company_seen seen = {.site = finding->site->id};

    form_uuid(form, "of", &finding->of);
    form_text(form, "summary", words[which].summary);
    form_text(form, "room", words[which].room);
    form_text(form, "category", words[which].category);
    form_text(form, "severity", finding->severity);
    if (words[which].crew)
        form_text(form, "crew", words[which].crew);
    if (strcmp(finding->severity, "major") == 0)
        form_uuid(form, "follower", &pad->person);
    seen.id = company_write(company, pad, "rectification", &seen.site);
    seen.dot = (struct dot){pad->actor, pad->counter};
    company_work_photo(company, pad, &seen.site, &seen.id, "before");
    return seen;
}

struct uuid company_work_step(struct company *company, struct pad *pad,
                              const struct company_step *step)
{
    struct form *form = &company->form;

    form_uuid(form, "of", &step->issue.id);
    form_text(form, "move", step->move);
    form_integer(form, "at", company->bench.now_ms);
    if (step->to)
        form_uuid(form, "to", step->to);
    if (step->due_ms)
        form_integer(form, "deadline", step->due_ms);
    if (!uuid_is_nil(&step->after))
        form_uuid(form, "after", &step->after);
    return company_write(company, pad, "move", &step->issue.site);
}

// ---- nodes ----

static struct uuid start_node(struct company *company, struct pad *pad, struct company_site *site,
                              size_t n)
{
    struct form *form = &company->form;

    form_text(form, "code", nodes[n].code);
    form_text(form, "catalogue", "2026.3");
    form_integer(form, "started_at", company->bench.now_ms);
    site->nodes[n] = company_write(company, pad, "node", &site->id);
    form_uuid(form, "node", &site->nodes[n]);
    form_integer(form, "n", 1);
    form_integer(form, "started_at", company->bench.now_ms);
    site->attempts[n] = company_write(company, pad, "attempt", &site->id);
    return site->attempts[n];
}

// `whole`: every item has its result. A fail opens an issue.
static void check_items(struct company *company, struct pad *pad, struct company_site *site,
                        size_t n, bool whole)
{
    struct uuid item;

    for (size_t i = 0; i < ITEMS_MOST && nodes[n].items[i]; i++) {
        const bool fails = n >= 3 && company_dice(company, 11) == 0;

        if (!whole && i % 3 == 2)
            continue;
        form_uuid(&company->form, "attempt", &site->attempts[n]);
        form_text(&company->form, "item", nodes[n].items[i]);
        form_text(&company->form, "result", fails ? "fail" : "pass");
        if (fails)
            form_text(&company->form, "note", "见照片");
        item = company_write(company, pad, "item_result", &site->id);
        if (n >= 3 && i < 2)
            company_work_photo(company, pad, &site->id, &item, NULL);
        if (fails)
            company_work_issue(company, pad, &(struct company_finding){site, item, i, "normal"});
    }
}

// ---- visits ----

static void be_there(struct company *company, struct pad *pad, const struct company_site *site,
                     const char *inspection)
{
    struct form *form = &company->form;
    struct uuid presence;

    form_uuid(form, "person", &pad->person);
    form_integer(form, "at", company->bench.now_ms);
    form_text(form, "latitude", "30.5");
    form_text(form, "longitude", "114.3");
    form_text(form, "inspection", inspection);
    presence = company_write(company, pad, "presence", &site->id);
    company_work_photo(company, pad, &site->id, &presence, NULL);
}

static void visit(struct company *company, struct pad *pad, const struct company_site *site,
                  bool calls)
{
    struct form *form = &company->form;
    struct uuid patrol;

    form_integer(form, "started_at", company->bench.now_ms);
    form_text(form, "result", "pass");
    form_text(form, "note", "现场整洁，进度正常。");
    patrol = company_write(company, pad, "patrol", &site->id);
    if (!calls)
        return;
    form_uuid(form, "patrol", &patrol);
    form_integer(form, "at", company->bench.now_ms);
    form_text(form, "outcome", "reached");
    form_text(form, "result", "已告知客户巡检结果");
    company_write(company, pad, "patrol_call", &site->id);
}

// How far an issue comes depends on where it is.
static void follow_issue(struct company *company, struct pad *pad, const struct company_site *site,
                         size_t n)
{
    const char *severity = n % 9 == 0 ? "major" : n % 3 == 0 ? "minor" : "normal";
    const struct company_seen issue = company_work_issue(
        company, pad, &(struct company_finding){site, site->attempts[3], n, severity});
    struct company_step step
        = {.issue = issue,
           .move = "assign",
           .to = &company->people[site->foreman],
           .due_ms = company->bench.now_ms + (int64_t)(n % 5) * 2 * COMPANY_DAY_MS};

    if (n % 4 == 0)
        return;
    step.after = company_work_step(company, pad, &step);
    if (n % 4 == 1)
        return;
    company_work_photo(company, pad, &site->id, &issue.id, "after");
    step.move = "done";
    step.to = NULL;
    step.due_ms = 0;
    step.after = company_work_step(company, pad, &step);
    if (n % 4 == 2)
        return;
    // Who did the work does not verify it: the office does, and it counts when that has come.
    form_uuid(&company->form, "of", &issue.id);
    form_text(&company->form, "move", "verify");
    form_integer(&company->form, "at", company->bench.now_ms);
    form_uuid(&company->form, "after", &step.after);
    company_edit(company, "move", &site->id, NULL);
}

// What is done on a site at one of its nodes.
static void work_on(struct company *company, size_t i, size_t n)
{
    struct company_site *site = &company->sites[i];
    struct pad *pad = &company->pads[site->tablet];

    if (n > site->stage || (site->stage == 0 && i % 2))
        return; // not so far, or not begun
    start_node(company, pad, site, n);
    site->signs[n] = n < site->stage && !company->silent[site->tablet];
    check_items(company, pad, site, n, n < site->stage || i % 2);
}

static void look_after(struct company *company, size_t i)
{
    struct company_site *site = &company->sites[i];

    if (site->stage == 0)
        return; // nobody builds there yet
    visit(company, &company->pads[site->tablet], site, i % 5 != 2);
    if (site->stage < 3)
        return;
    be_there(company, &company->pads[site->tablet], site, "water_electric");
    if (i % 4)
        be_there(company, &company->pads[site->tablet], site, "closed_water");
    follow_issue(company, &company->pads[site->tablet], site, i);
}

// ---- the office's part ----

static void answer(struct company *company, const struct company_site *site, size_t n,
                   const char *about)
{
    struct form *form = &company->form;

    form_uuid(form, "of", &site->nodes[n]);
    form_text(form, "about", about);
    form_integer(form, "at", company->bench.now_ms);
    form_text(form, "outcome", "reached");
    form_text(form, "result", "satisfied");
    company_edit(company, "call_back", &site->id, NULL);
}

static void review(struct company *company, const struct company_site *site, bool redraw)
{
    struct form *form = &company->form;

    form_uuid(form, "of", &site->attempts[1]);
    form_text(form, "verdict", redraw ? "redraw" : "passed");
    form_integer(form, "at", company->bench.now_ms);
    if (redraw)
        form_day(form, "redraw_due", company->today_ms - COMPANY_DAY_MS);
    company_edit(company, "drawing_review", &site->id, NULL);
}

static void follow_up(struct company *company, size_t i, size_t n)
{
    const struct company_site *site = &company->sites[i];

    if (!site->signs[n])
        return;
    if (n == 1)
        review(company, site, i % 13 == 5);
    if (n < 3 && i % 10 != 7) // some were not called
        answer(company, site, n, "node");
    if (n == 3)
        answer(company, site, 3, "designer_service");
}

static void take_pictures(struct company *company)
{
    struct buffer pictures[PICTURES];
    struct span spans[PICTURES];

    company->photos = mem_alloc_array(PICTURES, sizeof(*company->photos));
    company->photo_count = PICTURES;
    for (size_t i = 0; i < PICTURES; i++) {
        buffer_init(&pictures[i], 1 << 20);
        picture_jpeg(&pictures[i], 320 + 8 * (int)i, 240, 0);
        spans[i] = (struct span){pictures[i].data, pictures[i].len};
        hash_once(spans[i].data, spans[i].len, &company->photos[i]);
    }
    company_hold(company, spans, PICTURES);
    for (size_t i = 0; i < PICTURES; i++)
        buffer_clear(&pictures[i]);
}

static void work_nodes(struct company *company, int day, size_t n)
{
    for (size_t i = 0; i < COMPANY_SITES; i++) {
        company_clock(company, day, 8 + (int)(i % 9));
        work_on(company, i, n);
    }
    company_clock(company, day, 18);
    company_sync(company, false);
    company_signing(company, n);
    for (size_t i = 0; i < COMPANY_SITES; i++)
        follow_up(company, i, n);
}

void company_work_day(struct company *company, int day)
{
    if (!company->photos)
        take_pictures(company);
    if (day <= FIRST_DAY && day > FIRST_DAY - 2 * NODES && (FIRST_DAY - day) % 2 == 0)
        work_nodes(company, day, (size_t)(FIRST_DAY - day) / 2);
    for (size_t i = 0; i < COMPANY_SITES && day <= VISITS_FROM; i++) {
        company_clock(company, day, 8 + (int)(i % 9));
        if (1 + (int)(i % VISITS_FROM) == day)
            look_after(company, i);
    }
    company_clock(company, day, 19);
    company_sync(company, day <= 2);
}
