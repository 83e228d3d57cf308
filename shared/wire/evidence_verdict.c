// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/evidence_verdict.h"

#include "shared/wire/evidence_seal.h"

#include <string.h>

// Blames all from `first` to `last`, which stand one behind the other.
static bool blame(const struct evidence_manifest *manifest, enum evidence_part first,
                  enum evidence_part last, struct evidence_fault *fault)
{
    fault->part = first;
    fault->range = evidence_manifest_span(manifest, first, last);
    return false;
}

static void say(struct evidence_fault *fault, const char *zh, const char *en)
{
    fault->zh = zh;
    fault->en = en;
}

// What the leaf of the log still says about the tablet's parts.
struct agreement {
    bool certificate, seal, text;
};

static struct agreement ask_leaf(const struct evidence_manifest *manifest,
                                 const struct digest *certificate)
{
    const struct log_leaf *leaf = &manifest->leaf;
    struct digest text;

    hash_once(manifest->text.data, manifest->text.len, &text);
    return (struct agreement){
        .certificate = manifest->countersigned && digest_equal(&leaf->certificate, certificate),
        .seal = manifest->countersigned && leaf->seal_len == manifest->seal.len
                && memcmp(leaf->seal, manifest->seal.bytes, leaf->seal_len) == 0,
        .text = manifest->countersigned && digest_equal(&leaf->sealed, &text),
    };
}

static bool names_device(const struct evidence_manifest *manifest,
                         const struct certificate_info *info)
{
    char device[UUID_TEXT];

    uuid_format(&manifest->signoff.device, device);
    return strcmp(device, info->common_name) == 0;
}

// The sealed text names another certificate than the one here, which is genuine.
static bool blame_unnamed(const struct evidence_manifest *manifest,
                          const struct evidence_seal_answer *answer, struct evidence_fault *fault)
{
    const struct agreement leaf = ask_leaf(manifest, &answer->info.digest);

    say(fault, "证书不是封签原文所写的那一份",
        "the certificate is not the one that the sealed text names");
    // With its key the seal holds: only the writing of the certificate is another. Or it is another
    // tablet's altogether.
    if (answer->holds || leaf.text || !(leaf.certificate || names_device(manifest, &answer->info)))
        return blame(manifest, EVIDENCE_CERTIFICATE, EVIDENCE_CERTIFICATE, fault);
    return blame(manifest, EVIDENCE_TEXT, EVIDENCE_TEXT, fault);
}

static bool blame_seal(const struct evidence_manifest *manifest,
                       const struct evidence_seal_answer *answer, struct evidence_fault *fault)
{
    const struct agreement leaf = ask_leaf(manifest, &answer->info.digest);
    const struct digest *statement = &manifest->signoff.statement;

    say(fault, "封签与封签原文不符", "the seal does not fit the sealed text");
    if (leaf.text && !leaf.seal)
        return blame(manifest, EVIDENCE_SEAL, EVIDENCE_SEAL, fault);
    if ((leaf.seal && !leaf.text) || !names_device(manifest, &answer->info) || !manifest->blob_count
        || !digest_equal(&manifest->blobs[0].digest, statement))
        return blame(manifest, EVIDENCE_TEXT, EVIDENCE_TEXT, fault);
    return blame(manifest, EVIDENCE_SEAL, EVIDENCE_TEXT, fault);
}

bool evidence_verdict_seal(const struct evidence_manifest *manifest, struct span ca_pem,
                           struct evidence_fault *fault)
{
    const struct evidence_seal seal = {
        .text = manifest->text,
        .seal = manifest->seal.bytes,
        .seal_len = manifest->seal.len,
        .certificate = manifest->certificate.bytes,
        .certificate_len = manifest->certificate.len,
        .use = CERTIFICATE_CLIENT,
        .ca_pem = ca_pem,
    };
    struct evidence_seal_answer answer;

    evidence_seal_judge(&seal, &answer);
    if (!answer.issued) {
        say(fault, "不是所给机构签发给平板的证书",
            "it is no tablet's certificate of the authority that was given");
        return blame(manifest, EVIDENCE_CERTIFICATE, EVIDENCE_CERTIFICATE, fault);
    }
    if (!digest_equal(&answer.info.digest, &manifest->signoff.certificate))
        return blame_unnamed(manifest, &answer, fault);
    if (!answer.holds)
        return blame_seal(manifest, &answer, fault);
    if (!answer.low) {
        say(fault, "封签被改写成了另一种形式", "the seal was rewritten in another form");
        return blame(manifest, EVIDENCE_SEAL, EVIDENCE_SEAL, fault);
    }
    if (!names_device(manifest, &answer.info)) {
        say(fault, "封签原文写的是另一台平板", "the sealed text names another tablet");
        return blame(manifest, EVIDENCE_TEXT, EVIDENCE_TEXT, fault);
    }
    return true;
}

static bool is_included(const struct evidence_manifest *manifest)
{
    struct merkle_claim claim
        = {.index = manifest->index, .size = manifest->head.size, .root = manifest->head.root};

    merkle_leaf(manifest->leaf_text, &claim.leaf);
    return merkle_inclusion_holds(&claim, &manifest->proof);
}

// Head, its seal and the log's certificate.
static bool judge_head(const struct evidence_manifest *manifest, struct span ca_pem,
                       struct evidence_fault *fault)
{
    const struct evidence_seal seal = {
        .text = manifest->head_text,
        .seal = manifest->head_seal.bytes,
        .seal_len = manifest->head_seal.len,
        .certificate = manifest->log_certificate.bytes,
        .certificate_len = manifest->log_certificate.len,
        .use = CERTIFICATE_LOG,
        .ca_pem = ca_pem,
    };
    struct evidence_seal_answer answer;

    evidence_seal_judge(&seal, &answer);
    if (!answer.issued) {
        say(fault, "不是所给机构的签署日志证书",
            "it is no certificate of a sign-off log of the authority that was given");
        return blame(manifest, EVIDENCE_LOG_CERTIFICATE, EVIDENCE_LOG_CERTIFICATE, fault);
    }
    if (!digest_equal(&answer.info.digest, &manifest->head.certificate)) {
        say(fault, "日志证书不是树头所写的那一份",
            "the certificate of the log is not the one that the tree head names");
        return blame(manifest, EVIDENCE_LOG_CERTIFICATE,
                     answer.holds ? EVIDENCE_LOG_CERTIFICATE : EVIDENCE_HEAD, fault);
    }
    if (!answer.holds) {
        say(fault, "树头封签与树头不符", "the seal of the tree head does not fit the tree head");
        return blame(manifest, EVIDENCE_HEAD,
                     is_included(manifest) ? EVIDENCE_HEAD_SEAL : EVIDENCE_HEAD, fault);
    }
    if (!answer.low) {
        say(fault, "树头封签被改写成了另一种形式",
            "the seal of the tree head was rewritten in another form");
        return blame(manifest, EVIDENCE_HEAD_SEAL, EVIDENCE_HEAD_SEAL, fault);
    }
    return true;
}

bool evidence_verdict_counter(const struct evidence_manifest *manifest, struct span ca_pem,
                              struct evidence_fault *fault)
{
    const struct agreement leaf = ask_leaf(manifest, &manifest->signoff.certificate);

    if (!leaf.certificate || !leaf.seal || !leaf.text) {
        say(fault, "办公室会签的是另一次签署", "the office countersigned another sign-off");
        return blame(manifest, EVIDENCE_LEAF, EVIDENCE_LEAF, fault);
    }
    if (!judge_head(manifest, ca_pem, fault))
        return false;
    if (!is_included(manifest)) {
        say(fault, "收录证明不能把日志叶连到树头",
            "the proof does not lead from the leaf to the tree head");
        return blame(manifest, EVIDENCE_INDEX, EVIDENCE_PROOF, fault);
    }
    return true;
}
