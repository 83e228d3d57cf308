// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/evidence.h"

#include "shared/base/memory.h"
#include "shared/model/statement_originals.h"
#include "shared/model/strokes.h"
#include "shared/wire/evidence_blobs.h"
#include "shared/wire/evidence_seal.h"
#include "shared/wire/evidence_statement.h"
#include "shared/wire/evidence_verdict.h"

#include <string.h>

enum { START_BYTES = sizeof(EVIDENCE_FIRST_LINE) - 1 };

static const struct {
    const char *zh, *en;
} part_words[EVIDENCE_PARTS] = {
    [EVIDENCE_START] = {"首行", "first line"},
    [EVIDENCE_MANIFEST] = {"文件目录", "manifest"},
    [EVIDENCE_LIST] = {"内容清单", "list of contents"},
    [EVIDENCE_CERTIFICATE] = {"平板证书", "certificate of the tablet"},
    [EVIDENCE_COUNTER] = {"办公室会签", "counter-signature"},
    [EVIDENCE_LOG_CERTIFICATE] = {"日志证书", "certificate of the log"},
    [EVIDENCE_HEAD] = {"日志树头", "tree head"},
    [EVIDENCE_HEAD_SEAL] = {"树头封签", "seal of the tree head"},
    [EVIDENCE_INDEX] = {"收录证明", "log proof"},
    [EVIDENCE_LEAF] = {"办公室会签(日志叶)", "counter-signature (leaf of the log)"},
    [EVIDENCE_PROOF] = {"收录证明", "log proof"},
    [EVIDENCE_FORMAT] = {"格式", "format"},
    [EVIDENCE_SEAL] = {"封签", "seal"},
    [EVIDENCE_TEXT] = {"封签原文", "sealed text"},
};
static const struct {
    const char *zh, *en;
} role_words[] = {
    [EVIDENCE_STATEMENT] = {"签署内容", "statement"},
    [EVIDENCE_HANDWRITING] = {"手写笔迹", "handwriting"},
    [EVIDENCE_RENDERING] = {"签名图", "drawing of the handwriting"},
    [EVIDENCE_PHOTO] = {"照片", "photo"},
};

struct checking {
    const struct evidence_source *source;
    struct span ca_pem;
    struct arena *memory;
    struct evidence_finding *finding;
    struct evidence_manifest *manifest;
    struct digest *originals; // named by the statement; NULL: it is none
};

static void accuse(struct checking *checking, const struct evidence_fault *fault)
{
    struct evidence_finding *finding = checking->finding;

    finding->from = fault->range.from;
    finding->to = fault->range.to;
    finding->part_zh = part_words[fault->part].zh;
    finding->part_en = part_words[fault->part].en;
    finding->why_zh = fault->zh;
    finding->why_en = fault->en;
}

// A blob that is not what it should be, whole.
static void accuse_blob(struct checking *checking, size_t index, const char *zh, const char *en)
{
    struct evidence_finding *finding = checking->finding;
    const enum evidence_role role = evidence_blobs_role(checking->manifest, index);

    finding->from = finding->blob_offsets[index];
    finding->to = finding->from + finding->blobs[index].size_bytes;
    finding->part_zh = role_words[role].zh;
    finding->part_en = role_words[role].en;
    if (role == EVIDENCE_PHOTO)
        finding->photo = index - evidence_blobs_fixed(checking->manifest) + 1;
    finding->why_zh = zh;
    finding->why_en = en;
}

static void accuse_bytes(struct checking *checking, const struct evidence_blobs_fault *fault)
{
    struct evidence_finding *finding = checking->finding;

    accuse_blob(checking, fault->index, fault->zh, fault->en);
    finding->from = fault->range.from;
    finding->to = fault->range.to;
    if (!fault->in_list && !fault->rest)
        return;
    finding->photo = 0;
    finding->part_zh = fault->rest ? "文件末尾" : part_words[EVIDENCE_LIST].zh;
    finding->part_en = fault->rest ? "rest of the file" : part_words[EVIDENCE_LIST].en;
}

// The head of the file: the line and as much of the manifest as may be.
static enum err read_head(struct checking *checking, struct span *out)
{
    const uint64_t most = START_BYTES + EVIDENCE_MANIFEST_MAX, size = checking->source->size_bytes;
    const size_t len = (size_t)(size < most ? size : most);
    char *bytes = arena_take(checking->memory, len + 1);
    size_t got = 0;
    enum err err;

    if (!bytes)
        return ERR_TOO_LARGE;
    err = checking->source->read(checking->source->ctx, 0, bytes, len, &got);
    *out = (struct span){bytes, got};
    return err == ERR_OK && got != len ? ERR_STALE : err;
}

static bool starts_well(struct checking *checking, struct span head)
{
    struct evidence_fault fault = {
        .part = EVIDENCE_START,
        .zh = "不是本系统导出的签署文件",
        .en = "it is not a file with a sign-off of this system",
    };
    uint64_t at = 0;

    while (at < START_BYTES && at < head.len && head.data[at] == EVIDENCE_FIRST_LINE[at])
        at++;
    if (at == START_BYTES)
        return true;
    fault.range = (struct evidence_range){at, at + 1};
    if (at == head.len) {
        fault.zh = "文件在这里中断";
        fault.en = "the file breaks off here";
    }
    accuse(checking, &fault);
    return false;
}

// False when the list is too short for what the sealed text names.
static bool has_fixed_blobs(struct checking *checking)
{
    const struct evidence_manifest *manifest = checking->manifest;
    struct evidence_fault fault = {
        .part = EVIDENCE_LIST,
        .range = manifest->ranges[EVIDENCE_LIST],
        .zh = "缺少签署内容或笔迹",
        .en = "the statement or the handwriting is missing",
    };

    if (manifest->blob_count >= evidence_blobs_fixed(manifest))
        return true;
    accuse(checking, &fault);
    return false;
}

static bool is_original(const struct checking *checking, const struct digest *digest)
{
    for (size_t i = 0; i < checking->finding->photos; i++)
        if (digest_equal(&checking->originals[i], digest))
            return true;
    return false;
}

// Reads what the statement says, once its own bytes are known to be the listed ones.
static enum err read_statement(struct checking *checking, struct error *error)
{
    struct evidence_finding *finding = checking->finding;
    struct span *out = &finding->statement;
    const struct evidence_range range
        = {finding->blob_offsets[0], finding->blob_offsets[0] + finding->blobs[0].size_bytes};
    struct error detail;
    enum err err
        = evidence_blobs_read(checking->source, range, STATEMENT_BYTES_MAX, checking->memory, out);

    if (err == ERR_TOO_LARGE && !checking->memory->failed)
        return ERR_OK; // no statement is that long: found out below
    if (!err
        && statement_originals_list(*out, checking->memory, &checking->originals, &finding->photos,
                                    &detail)
               == ERR_TOO_LARGE)
        err = error_set(error, ERR_TOO_LARGE, "%s", detail.detail);
    return err;
}

// Bytes against the list. *good tells whether to go on.
static enum err check_blobs(struct checking *checking, bool *good, struct error *error)
{
    struct evidence_finding *finding = checking->finding;
    struct evidence_manifest *manifest = checking->manifest;
    struct evidence_blobs_fault fault;
    enum err err;

    *good = false;
    finding->blobs = manifest->blobs;
    finding->blob_count = manifest->blob_count;
    finding->blob_offsets
        = arena_take(checking->memory, (manifest->blob_count + 1) * sizeof(uint64_t));
    if (!finding->blob_offsets)
        return ERR_TOO_LARGE;
    err = evidence_blobs_judge(checking->source, manifest, finding->blob_offsets, &fault);
    if (!err && (!fault.zh || fault.index > 0))
        err = read_statement(checking, error);
    if (err)
        return err;
    // The bytes of a photo that the statement names: then it is the list that was changed.
    if (fault.zh && !fault.in_list && !fault.rest && is_original(checking, &fault.found))
        evidence_blobs_blame_list(manifest, fault.index, &fault);
    if (fault.zh)
        accuse_bytes(checking, &fault);
    *good = !fault.zh;
    return ERR_OK;
}

// Whether the blobs are those that the sealed text and the statement name, each in its place.
static bool blobs_belong(struct checking *checking)
{
    const struct evidence_finding *finding = checking->finding;
    size_t next = 0;

    for (size_t i = 0; i < finding->blob_count; i++) {
        const struct digest *digest = &finding->blobs[i].digest;
        const struct digest *sealed = evidence_blobs_sealed(checking->manifest, i);

        if (sealed && !digest_equal(digest, sealed)) {
            accuse_blob(checking, i, "属于另一次签署", "it belongs to another sign-off");
            return false;
        }
        if (!sealed && !checking->originals)
            return true; // no statement: check_meaning tells
        while (!sealed && next < finding->photos
               && !digest_equal(digest, &checking->originals[next]))
            next++;
        if (!sealed && next++ >= finding->photos) {
            accuse_blob(checking, i, "签署内容没有这张照片,或次序不对",
                        "the statement does not name this photo, or names it elsewhere");
            return false;
        }
    }
    return true;
}

// What is sealed must make sense together.
static enum err check_meaning(struct checking *checking, bool *good)
{
    struct evidence_finding *finding = checking->finding;
    const struct signoff *signoff = &checking->manifest->signoff;
    struct evidence_range range;
    struct strokes strokes;
    struct error detail;
    struct span ink;
    enum err err;

    *good = checking->originals && evidence_statement_is_of(finding->statement, signoff);
    if (!*good) {
        accuse_blob(checking, 0, "签署内容与封签原文所写的不是一回事",
                    "the statement is about something else than the sealed text says");
        return ERR_OK;
    }
    if (!signoff->handwritten)
        return ERR_OK;
    range = (struct evidence_range){finding->blob_offsets[1],
                                    finding->blob_offsets[1] + finding->blobs[1].size_bytes};
    err = evidence_blobs_read(checking->source, range, STROKES_BYTES_MAX, checking->memory, &ink);
    if (!err)
        err = strokes_parse(ink, checking->memory, &strokes, &detail);
    if (checking->memory->failed)
        return ERR_TOO_LARGE;
    if (err == ERR_IO || err == ERR_STALE)
        return err;
    *good = !err;
    if (err)
        accuse_blob(checking, 1, "不是手写笔迹", "it is no handwriting");
    return ERR_OK;
}

// The tablet's seal, then the office's.
static bool check_seals(struct checking *checking)
{
    const struct evidence_manifest *manifest = checking->manifest;
    struct evidence_fault fault = {.zh = NULL};
    bool good;

    checking->finding->reached = EVIDENCE_STEP_SEAL;
    good = evidence_verdict_seal(manifest, checking->ca_pem, &fault);
    if (good && manifest->countersigned) {
        checking->finding->reached = EVIDENCE_STEP_RECEIPT;
        good = evidence_verdict_counter(manifest, checking->ca_pem, &fault);
    }
    if (!good)
        accuse(checking, &fault);
    return good;
}

static enum err check_all(struct checking *checking, struct error *error)
{
    struct evidence_manifest *manifest = checking->manifest;
    struct evidence_finding *finding = checking->finding;
    struct evidence_fault fault = {.zh = NULL};
    struct span head = {0};
    bool good;
    enum err err = read_head(checking, &head);

    if (err || !starts_well(checking, head))
        return err;
    head = (struct span){head.data + START_BYTES, head.len - START_BYTES};
    if (!evidence_manifest_read(head, checking->memory, manifest, &fault)) {
        accuse(checking, &fault);
        return checking->memory->failed ? ERR_TOO_LARGE : ERR_OK;
    }
    finding->manifest = manifest;
    finding->signoff = manifest->signoff;
    finding->head = manifest->head;
    finding->leaf = manifest->leaf;
    finding->level = manifest->countersigned ? EVIDENCE_COUNTERSIGNED : EVIDENCE_SEALED;
    if (!has_fixed_blobs(checking))
        return ERR_OK;
    finding->reached = EVIDENCE_STEP_BYTES;
    err = check_blobs(checking, &good, error);
    if (err || !good || !check_seals(checking))
        return err;
    finding->reached = EVIDENCE_STEP_MEANING;
    if (!blobs_belong(checking))
        return ERR_OK;
    err = check_meaning(checking, &good);
    finding->genuine = !err && good;
    if (finding->genuine)
        finding->reached = EVIDENCE_STEPS;
    finding->photos_inside = manifest->blob_count - evidence_blobs_fixed(manifest);
    return err;
}

enum err evidence_check(const struct evidence_source *source, struct span ca_pem,
                        struct arena *memory, struct evidence_finding *out, struct error *error)
{
    struct checking checking
        = {.source = source, .ca_pem = ca_pem, .memory = memory, .finding = out};
    struct certificate_info authority;
    enum err err;

    *out = (struct evidence_finding){.memory = memory};
    if (certificate_read(ca_pem, &authority, error) != ERR_OK)
        return error_set(error, ERR_AUTH, "that is no certificate of an authority");
    checking.manifest = arena_take(memory, sizeof(*checking.manifest));
    err = checking.manifest ? check_all(&checking, error) : ERR_TOO_LARGE;
    // Whatever the file says, only an authority can vouch for it.
    if (!err && out->part_en == part_words[EVIDENCE_CERTIFICATE].en
        && certificate_check(ca_pem, ca_pem, CERTIFICATE_CA, error) != ERR_OK)
        return error_set(error, ERR_AUTH, "that is no certificate of an authority");
    if (memory->failed)
        return error_set(error, ERR_TOO_LARGE, "the file needs more memory than is allowed");
    return err ? error_set(error, err, "the file cannot be read whole") : ERR_OK;
}

// Whether a part is read by `parse` as a whole.
static bool is_seal(struct span hex)
{
    uint8_t bytes[KEY_SIGNATURE_MAX];

    return hex.len && hex.len % 2 == 0 && hex.len <= 2 * sizeof(bytes)
           && text_parse_hex(hex, bytes, hex.len / 2);
}

static bool is_certificate(struct span base64, struct digest *digest)
{
    struct evidence_der der;

    if (!base64.len || !text_parse_base64(base64, der.bytes, sizeof(der.bytes), &der.len))
        return false;
    hash_once(der.bytes, der.len, digest);
    return true;
}

static bool is_proof(struct span hex)
{
    uint8_t bytes[MERKLE_PROOF_MAX * HASH_BYTES];

    return hex.len % (2 * HASH_BYTES) == 0 && hex.len <= 2 * sizeof(bytes)
           && text_parse_hex(hex, bytes, hex.len / 2);
}

// The first part that is not in its one form; NULL: all are.
static const char *wrong_part(const struct evidence_parts *parts)
{
    struct digest digest;
    struct signoff signoff;
    struct log_leaf leaf;
    struct log_head head;

    if (signoff_parse(parts->sealed, &signoff, NULL) != ERR_OK)
        return "sealed text";
    if (!is_seal(parts->seal))
        return "seal";
    if (!is_certificate(parts->certificate, &digest)
        || !digest_equal(&digest, &signoff.certificate))
        return "certificate";
    if (parts->blob_count < (signoff.handwritten ? 3U : 1U))
        return "statement or handwriting";
    if (!parts->countersigned)
        return NULL;
    if (log_leaf_parse(parts->leaf, &leaf, NULL) != ERR_OK)
        return "leaf";
    if (!is_proof(parts->proof))
        return "proof";
    if (log_head_parse(parts->head, &head, NULL) != ERR_OK)
        return "head";
    if (!is_seal(parts->head_seal))
        return "seal of the head";
    if (!is_certificate(parts->head_certificate, &digest)
        || !digest_equal(&digest, &head.certificate))
        return "certificate of the log";
    return NULL;
}

static void put_raw(struct buffer *out, const char *key, struct span text, const char *behind)
{
    buffer_append_text(out, key);
    buffer_append(out, text.data, text.len);
    buffer_append_text(out, behind);
}

static void put_counter(struct buffer *out, const struct evidence_parts *parts)
{
    if (!parts->countersigned) {
        buffer_append_text(out, ",\"counter\":null");
        return;
    }
    put_raw(out, ",\"counter\":{\"certificate\":\"", parts->head_certificate, "\"");
    put_raw(out, ",\"head\":", parts->head, "");
    put_raw(out, ",\"head_seal\":\"", parts->head_seal, "\",\"index\":");
    canon_put_u64(out, parts->index);
    put_raw(out, ",\"leaf\":", parts->leaf, "");
    put_raw(out, ",\"proof\":\"", parts->proof, "\"}");
}

enum err evidence_format(const struct evidence_parts *parts, struct buffer *out,
                         struct error *error)
{
    const char *wrong = wrong_part(parts);
    const size_t start = out->len;
    char hex[HASH_TEXT];

    if (wrong)
        return error_set(error, ERR_INVALID, "sign-off: its %s is not what it should be", wrong);
    buffer_append_text(out, EVIDENCE_FIRST_LINE "{\"blobs\":[");
    for (size_t i = 0; i < parts->blob_count; i++) {
        digest_format(&parts->blobs[i].digest, hex);
        buffer_printf(out, "%s{\"digest\":\"%s\",\"size\":%llu}", i ? "," : "", hex,
                      (unsigned long long)parts->blobs[i].size_bytes);
    }
    put_raw(out, "],\"certificate\":\"", parts->certificate, "\"");
    put_counter(out, parts);
    put_raw(out, ",\"format\":\"plumbline-evidence-1\",\"seal\":\"", parts->seal, "\"");
    put_raw(out, ",\"sealed\":", parts->sealed, "}\n");
    if (out->failed || out->len - start > START_BYTES + EVIDENCE_MANIFEST_MAX)
        return error_set(error, ERR_TOO_LARGE, "sign-off: more parts than a file can list");
    return ERR_OK;
}

// The parts of a record, decoded, are checked as those of a file are.
static bool is_intact(const struct evidence_trust *trust, const struct fact *record,
                      struct buffer *text)
{
    struct span sealed, hex, base64;
    struct evidence_manifest *manifest;
    struct evidence_fault fault;
    const char *field;
    bool good;

    if (!fact_text(record, "sealed", &sealed) || !fact_text(record, "seal", &hex)
        || !fact_text(record, "certificate", &base64) || !is_seal(hex)
        || !canon_unescape(sealed, text))
        return false;
    manifest = mem_alloc(sizeof(*manifest));
    manifest->text = (struct span){text->data, text->len};
    manifest->seal.len = hex.len / 2;
    text_parse_hex(hex, manifest->seal.bytes, manifest->seal.len);
    good = text_parse_base64(base64, manifest->certificate.bytes,
                             sizeof(manifest->certificate.bytes), &manifest->certificate.len)
           && signoff_parse(manifest->text, &manifest->signoff, NULL) == ERR_OK
           && signoff_matches(record, &manifest->signoff, &field)
           && evidence_verdict_seal(manifest, trust->ca_pem, &fault);
    mem_free(manifest);
    return good;
}

bool evidence_intact(void *trust, const struct fact *signoff)
{
    struct buffer text;
    bool good;

    buffer_init(&text, SIGNOFF_TEXT_MAX);
    good = is_intact(trust, signoff, &text);
    buffer_clear(&text);
    return good;
}
