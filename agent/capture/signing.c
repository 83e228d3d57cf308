// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/signing.h"

#include "agent/capture/complain_time.h"
#include "agent/capture/deed.h"
#include "agent/capture/paper.h"
#include "agent/capture/signing_once.h"
#include "agent/capture/signing_seal.h"
#include "agent/store/office_time.h"
#include "agent/store/replica.h"
#include "agent/store/setting.h"
#include "shared/data/strokes_file.h"
#include "shared/model/place.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_MAX = 8 << 20, STATEMENT_PAPER = 0, HANDWRITING_PAPER, RENDERING_PAPER, PAPERS };
enum { TIME_TEXT = 24, CLOCK_SLACK_MS = 600000, KEPT_MAX = 4096 };

// What each verdict asks for.
struct verdict {
    const char *name;
    bool any_scale;
    enum catalogue_scale scale;
    bool reason, handwriting, complaint, yes;
};
static const struct verdict verdicts[] = {
    {"satisfied", .scale = SCALE_SATISFACTION, .handwriting = true, .yes = true},
    {"not_satisfied", .scale = SCALE_SATISFACTION, .handwriting = true, .reason = true,
     .complaint = true},
    {"qualified", .scale = SCALE_QUALIFICATION, .handwriting = true, .yes = true},
    {"unqualified", .scale = SCALE_QUALIFICATION, .handwriting = true, .reason = true,
     .complaint = true},
    {"refused", .any_scale = true, .reason = true},
    {"absent", .any_scale = true, .reason = true},
};

// A sign-off on its way.
struct making {
    const struct signing_options *options;
    const struct verdict *verdict;
    struct signing_result *out;
    struct arena arena;
    struct buffer strokes, drawing; // canonical handwriting and its SVG; empty: none
    struct signing_page page;
    struct paper papers[PAPERS];
    struct signing_seal seal;
    struct signoff signoff;
};

static enum err check_verdict(struct making *m, struct error *error)
{
    const struct signing_options *o = m->options;

    for (size_t i = 0; !m->verdict && i < sizeof(verdicts) / sizeof(verdicts[0]); i++)
        if (o->verdict && strcmp(verdicts[i].name, o->verdict) == 0)
            m->verdict = &verdicts[i];
    if (!m->verdict)
        return error_set(
            error, ERR_INVALID,
            "签署意见 verdict \"%.40s\": 可用 there are 满意 satisfied, 不满意 "
            "not_satisfied, 合格 qualified, 不合格 unqualified, 拒签 refused, 未到场 absent",
            o->verdict ? o->verdict : "");
    if (m->verdict->reason && text_blank(span_of(o->reason)))
        return error_set(error, ERR_INVALID, "%s 要写原因 takes a reason\t--reason", o->verdict);
    if (m->verdict->handwriting && o->strokes.len == 0)
        return error_set(error, ERR_INVALID, "%s 要手写签名 takes handwriting\t--strokes",
                         o->verdict);
    if (!m->verdict->handwriting && o->strokes.len)
        return error_set(error, ERR_INVALID, "%s 没有手写签名 has no handwriting", o->verdict);
    return ERR_OK;
}

static bool is_line(const char *text, size_t most)
{
    struct span line = span_of(text);

    return !text_blank(line) && line.len <= most && text_plain(line) && line.data[0] != ' '
           && line.data[line.len - 1] != ' ';
}

static enum err check_texts(const struct signing_options *o, struct error *error)
{
    if (!is_line(o->question.role, CATALOGUE_CODE_MAX))
        return error_set(error, ERR_INVALID,
                         "请写明签字人的角色 the role of who signs is wanted\t--role");
    if (!is_line(o->name, SIGNING_NAME_MAX))
        return error_set(
            error, ERR_INVALID,
            "签字人姓名写成一行，前后无空格，最多 %d 字节 the name of who signs is one "
            "line without spaces around it, at most %d bytes\t--name",
            SIGNING_NAME_MAX, SIGNING_NAME_MAX);
    if (o->reason && strlen(o->reason) > SIGNING_REASON_MAX)
        return error_set(error, ERR_TOO_LARGE, "a reason 原因 has at most %d bytes",
                         SIGNING_REASON_MAX);
    if (!o->latitude != !o->longitude)
        return error_set(error, ERR_INVALID,
                         "纬度和经度要一起给出 latitude and longitude go together");
    if (o->latitude && !place_valid(span_of(o->latitude), span_of(o->longitude)))
        return error_set(
            error, ERR_INVALID,
            "纬度从 -90 到 90,经度从 -180 到 180 latitude is from -90 to 90, longitude "
            "from -180 to 180: %.20s, %.20s",
            o->latitude, o->longitude);
    if (uuid_is_nil(&o->person))
        return error_set(error, ERR_INVALID, "somebody holds the tablet\t--person");
    return ERR_OK;
}

static enum err read_strokes(struct making *m, struct error *error)
{
    struct strokes strokes;
    enum err code;

    if (m->options->strokes.len == 0)
        return ERR_OK;
    code = strokes_file_read(m->options->strokes, &m->arena, &strokes, error);
    if (code)
        return error_wrap(error, code, "handwriting 手写");
    if (strokes_format(&strokes, &m->strokes) && strokes_draw_svg(&strokes, &m->drawing))
        return ERR_OK;
    return error_set(error, ERR_TOO_LARGE, "handwriting 手写: more than %d bytes",
                     STROKES_BYTES_MAX);
}

static enum err check_page(struct making *m, struct error *error)
{
    const struct catalogue_form *form = m->page.form;
    const struct digest *shown = m->options->shown;
    enum err code = signing_page_check(&m->page, error);

    if (code)
        return code;
    if (!m->verdict->any_scale && m->verdict->scale != form->scale)
        return error_set(error, ERR_INVALID, "%.*s takes %s, not %s", (int)form->words.zh.len,
                         form->words.zh.data,
                         form->scale == SCALE_SATISFACTION
                             ? "满意 satisfied or 不满意 not_satisfied"
                             : "合格 qualified or 不合格 unqualified",
                         m->verdict->name);
    if (shown && !digest_equal(shown, &m->page.content))
        return error_set(
            error, ERR_STALE,
            "内容已经变化，请重新查看后再签 the content is no longer what was shown: look "
            "again, then sign\t(--review)");
    return ERR_OK;
}

static void paper_clear_all(struct making *m)
{
    for (size_t i = 0; i < PAPERS; i++)
        paper_clear(&m->papers[i]);
}

static enum err write_papers(struct making *m, struct error *error)
{
    const struct buffer *const texts[PAPERS] = {&m->page.statement, &m->strokes, &m->drawing};
    enum err code = ERR_OK;

    paper_clear_all(m); // of a first try on a full disk
    for (size_t i = 0; !code && i < PAPERS; i++)
        if (texts[i]->len)
            code = paper_write(m->options->store, (struct span){texts[i]->data, texts[i]->len},
                               &m->papers[i], error);
    return code;
}

static void fill_signoff(struct making *m, const struct deed *deed)
{
    const struct signing_options *o = m->options;
    const struct signing_page *page = &m->page;
    struct signoff *s = &m->signoff;

    *s = (struct signoff){
        .id = m->out->id,
        .site = deed->options->site,
        .of = page->of->record->id,
        .person = o->person,
        .catalogue = page->catalogue->version,
        .form = page->form->code,
        .role = span_of(o->question.role),
        .name = span_of(o->name),
        .verdict = span_of(m->verdict->name),
        .reason = span_of(o->reason),
        .score = o->score,
        .statement = m->papers[STATEMENT_PAPER].digest,
        .content = page->content,
        .handwritten = m->strokes.len > 0,
        .handwriting = m->papers[HANDWRITING_PAPER].digest,
        .rendering = m->papers[RENDERING_PAPER].digest,
        .latitude = span_of(o->latitude),
        .longitude = span_of(o->longitude),
    };
    if (page->node)
        s->node = page->node->record->id;
}

static void put_digest(struct deed *deed, const char *name, const struct digest *digest)
{
    char text[HASH_TEXT];

    digest_format(digest, text);
    deed_word(deed, name, text);
}

static enum err put_record(struct making *m, struct deed *deed, struct error *error)
{
    const struct signoff *s = &m->signoff;

    deed_open(deed, "signoff", &s->id);
    deed_uuid(deed, "of", &s->of);
    if (!uuid_is_nil(&s->node))
        deed_uuid(deed, "node", &s->node);
    deed_text(deed, "form", s->form);
    deed_text(deed, "role", s->role);
    deed_text(deed, "name", s->name);
    deed_text(deed, "verdict", s->verdict);
    if (s->reason.len)
        deed_text(deed, "reason", s->reason);
    if (s->score)
        deed_integer(deed, "score", s->score);
    deed_integer(deed, "signed_at", s->signed_ms);
    put_digest(deed, "statement", &s->statement);
    put_digest(deed, "content", &s->content);
    if (s->handwritten) {
        put_digest(deed, "handwriting", &s->handwriting);
        put_digest(deed, "rendering", &s->rendering);
    }
    deed_word(deed, "latitude", m->options->latitude);
    deed_word(deed, "longitude", m->options->longitude);
    deed_text(deed, "sealed", (struct span){m->seal.sealed.data, m->seal.sealed.len});
    deed_text(deed, "seal", (struct span){m->seal.seal.data, m->seal.seal.len});
    deed_text(deed, "certificate",
              (struct span){m->seal.certificate.data, m->seal.certificate.len});
    return deed_close(deed, NULL, error);
}

// D6.6: who is not satisfied is heard.
static enum err put_complaint(struct making *m, struct deed *deed, struct error *error)
{
    int64_t now_ms = office_time_plausible_ms(deed->options->store);
    enum err code;

    if (!m->verdict->complaint)
        return ERR_OK;
    deed_open(deed, "complaint", NULL);
    deed_uuid(deed, "of", &m->out->id);
    deed_word(deed, "words", m->options->reason);
    deed_integer(deed, "received_at", now_ms);
    deed_word(deed, "channel", "签署 sign-off");
    code = deed_close(deed, &m->out->complaint, error);
    return code ? code : complain_time_note(deed, &m->out->complaint, now_ms, error);
}

// D9.2: a customer's yes closes the loop of a change order.
static enum err put_move(struct making *m, struct deed *deed, struct error *error)
{
    if (!m->verdict->yes || !m->page.yes)
        return ERR_OK;
    deed_open(deed, "move", NULL);
    deed_uuid(deed, "of", &m->signoff.of);
    deed_word(deed, "move", m->page.yes->name);
    deed_integer(deed, "at", m->signoff.signed_ms);
    if (m->page.after)
        deed_uuid(deed, "after", &m->page.after->record->id);
    m->out->confirmed = true;
    return deed_close(deed, NULL, error);
}

static enum err place_papers(struct making *m, struct error *error)
{
    struct paper_owner owner = {.site = m->signoff.site, .record = m->signoff.id};
    enum err code = ERR_OK;

    for (size_t i = 0; !code && i < PAPERS; i++)
        if (m->papers[i].draft)
            code = paper_place(m->options->store, &m->papers[i], &owner, error);
    return code;
}

static bool is_behind(struct store *store, int64_t now_ms)
{
    struct buffer text;
    int64_t contact_ms;
    bool behind;

    buffer_init(&text, TIME_TEXT);
    behind = setting_read(store, "last_contact_ms", &text, NULL) == ERR_OK
             && text_parse_i64((struct span){text.data, text.len}, &contact_ms)
             && now_ms < contact_ms - CLOCK_SLACK_MS;
    buffer_clear(&text);
    return behind;
}

static void tell(struct making *m, struct deed *deed)
{
    struct buffer kept;

    // By the time that the seal tells.
    m->out->clock_behind
        = is_behind(m->options->store,
                    m->signoff.signed_ms + (m->signoff.offset_known ? m->signoff.offset_ms : 0));
    m->out->sealed = m->seal.digest;
    m->out->statement = m->signoff.statement;
    m->out->content = m->signoff.content;
    text_copy(m->out->form, sizeof(m->out->form), m->page.form->code);
    buffer_init(&kept, KEPT_MAX);
    signing_once_put(m->out, &kept);
    deed_keep(deed, (struct span){kept.data, kept.len});
    buffer_clear(&kept);
}

// Within the transaction: the sign-off is the first of its group, so that the journal position it
// names is the one before it.
static enum err make(struct deed *deed, const void *given, struct error *error)
{
    struct making *m = *(struct making *const *)given;
    struct signing_world world = {.facts = deed->facts,
                                  .shelf = deed->shelf,
                                  .site = deed->options->site,
                                  .now_ms = deed->now_ms,
                                  .arena = deed->arena};
    enum err code;

    signing_page_clear(&m->page);
    code = signing_page_read(&world, &m->options->question, &m->page, error);
    if (!code)
        code = check_page(m, error);
    if (!code)
        code = write_papers(m, error);
    if (code)
        return code;
    fill_signoff(m, deed);
    code = signing_seal_make(m->options->store, m->options->device, &m->signoff, &m->seal, error);
    if (!code)
        code = put_record(m, deed, error);
    if (!code)
        code = put_complaint(m, deed, error);
    if (!code)
        code = put_move(m, deed, error);
    if (!code)
        code = place_papers(m, error);
    if (!code)
        tell(m, deed);
    return code;
}

static enum err find_site(struct making *m, struct uuid *out, struct error *error)
{
    const struct uuid *of = &m->options->question.of;
    struct replica_row row;
    char id[UUID_TEXT];
    enum err code = replica_get(m->options->store, of, &row, error);

    *out = row.site;
    if (code != ERR_NOT_FOUND)
        return code;
    uuid_format(of, id);
    return error_set(error, code, "%s: no such record is on this tablet", id);
}

static enum err run(struct making *m, struct error *error)
{
    const struct signing_options *o = m->options;
    const struct store_options *given = store_given(o->store);
    struct deed_options deed = {.store = o->store, .person = o->person, .once = o->once};
    struct deed_report report = {0};
    enum err code = find_site(m, &deed.site, error);

    if (code)
        return code;
    m->out->id = random_uuid_v7(&given->random, clock_wall_ms(&given->clock));
    code = deed_run(&deed, make, &m, &report, error);
    if (!code && report.repeated)
        code = signing_once_read((struct span){report.kept.data, report.kept.len}, m->out, error);
    deed_report_clear(&report);
    for (size_t i = 0; code && code != ERR_UNKNOWN_COMMIT && i < PAPERS; i++)
        paper_discard(o->store, &m->papers[i]);
    return code;
}

enum err signing_make(const struct signing_options *options, struct signing_result *out,
                      struct error *error)
{
    struct making m = {.options = options, .out = out};
    enum err code;

    *out = (struct signing_result){0};
    arena_init(&m.arena, ARENA_MAX);
    buffer_init(&m.strokes, STROKES_BYTES_MAX);
    buffer_init(&m.drawing, 4 * STROKES_BYTES_MAX);
    signing_seal_init(&m.seal);
    code = check_texts(options, error);
    if (!code)
        code = check_verdict(&m, error);
    if (!code)
        code = read_strokes(&m, error);
    if (!code)
        code = run(&m, error);
    paper_clear_all(&m);
    signing_page_clear(&m.page);
    signing_seal_clear(&m.seal);
    buffer_clear(&m.strokes);
    buffer_clear(&m.drawing);
    arena_clear(&m.arena);
    return code;
}
