// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/evidence_manifest.h"

#include "shared/base/memory.h"
#include "shared/model/shape.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MANIFEST_FORMAT "plumbline-evidence-1"
enum { BLOBS_FIRST = 8, START_BYTES = sizeof(EVIDENCE_FIRST_LINE) - 1 };

struct reading {
    struct evidence_manifest *manifest;
    struct arena *memory;
    const char *start;       // of the manifest
    const char *sound;       // all before was read without fault
    const char *last;        // where the last value before `sound` begins
    enum evidence_part part; // that is being read
    const char *zh, *en;     // why the part's value is refused
};

static uint64_t offset_of(const struct reading *reading, const char *at)
{
    return START_BYTES + (uint64_t)(at - reading->start);
}

static void begin(struct canon_reader *reader, struct reading *reading, enum evidence_part part)
{
    reading->part = part;
    reading->last = reader->at;
    reading->manifest->ranges[part].from = offset_of(reading, reader->at);
}

// Everything up to here was read; false after a fault.
static bool end(struct canon_reader *reader, struct reading *reading)
{
    if (reader->fault)
        return false;
    reading->manifest->ranges[reading->part].to = offset_of(reading, reader->at);
    reading->sound = reader->at;
    reading->part = EVIDENCE_MANIFEST;
    return true;
}

// A value that is canonical, but not what belongs here.
static void refuse(struct canon_reader *reader, struct reading *reading, const char *zh,
                   const char *en)
{
    if (!reader->fault) {
        reading->zh = zh;
        reading->en = en;
    }
    canon_refuse(reader, en);
}

static bool read_der(struct canon_reader *reader, struct reading *reading, struct evidence_der *out)
{
    struct span base64;

    if (canon_string(reader, &base64)
        && (!base64.len || !text_parse_base64(base64, out->bytes, sizeof(out->bytes), &out->len)))
        refuse(reader, reading, "不是规范的 base64 证书", "it is not a certificate in base64");
    return end(reader, reading);
}

static bool read_seal(struct canon_reader *reader, struct reading *reading,
                      struct evidence_seal_bytes *out)
{
    struct span hex;

    if (!canon_string(reader, &hex))
        return false;
    out->len = hex.len / 2;
    if (!hex.len || hex.len > 2 * sizeof(out->bytes) || !text_parse_hex(hex, out->bytes, out->len))
        refuse(reader, reading, "不是十六进制封签", "it is not a seal in lower-case hex");
    return end(reader, reading);
}

static bool keep_blob(struct reading *reading, const struct evidence_blob *blob,
                      const struct evidence_range *range)
{
    struct evidence_manifest *manifest = reading->manifest;
    size_t cap = manifest->blob_cap ? 2 * manifest->blob_cap : BLOBS_FIRST;

    if (manifest->blob_count == manifest->blob_cap) {
        struct evidence_blob *blobs = arena_take(reading->memory, cap * sizeof(*blobs));
        struct evidence_range *ranges = arena_take(reading->memory, cap * sizeof(*ranges));

        if (!blobs || !ranges)
            return false;
        for (size_t i = 0; i < manifest->blob_count; i++) {
            blobs[i] = manifest->blobs[i];
            ranges[i] = manifest->blob_ranges[i];
        }
        manifest->blobs = blobs;
        manifest->blob_ranges = ranges;
        manifest->blob_cap = cap;
    }
    manifest->blobs[manifest->blob_count] = *blob;
    manifest->blob_ranges[manifest->blob_count++] = *range;
    return true;
}

static bool blob_digest(struct canon_reader *reader, void *into)
{
    struct evidence_blob *blob = into;
    struct span hex;

    if (canon_string(reader, &hex) && !digest_parse(hex.data, hex.len, &blob->digest))
        canon_refuse(reader, "expected a digest of 64 lower-case hex digits");
    return !reader->fault;
}

static bool blob_size(struct canon_reader *reader, void *into)
{
    struct evidence_blob *blob = into;
    int64_t size;

    if (canon_integer(reader, &size) && size < 1)
        canon_refuse(reader, "a size is at least 1");
    if (!reader->fault)
        blob->size_bytes = (uint64_t)size;
    return !reader->fault;
}

static bool of_blobs(struct canon_reader *reader, void *into)
{
    static const struct shape_member members[]
        = {{"digest", blob_digest, false}, {"size", blob_size, false}};
    static const struct shape shape = {members, COUNT(members), false};
    struct reading *reading = into;

    begin(reader, reading, EVIDENCE_LIST);
    canon_array(reader);
    while (canon_element(reader)) {
        struct evidence_blob blob = {.size_bytes = 0};
        struct evidence_range range = {.from = offset_of(reading, reader->at)};

        if (!shape_read(reader, &shape, &blob))
            break;
        range.to = offset_of(reading, reader->at);
        if (!keep_blob(reading, &blob, &range))
            canon_refuse(reader, "more blobs than fit in memory");
        reading->sound = reader->at;
    }
    return end(reader, reading);
}

static bool of_certificate(struct canon_reader *reader, void *into)
{
    struct reading *reading = into;

    begin(reader, reading, EVIDENCE_CERTIFICATE);
    return read_der(reader, reading, &reading->manifest->certificate);
}

static bool counter_certificate(struct canon_reader *reader, void *into)
{
    struct reading *reading = into;

    begin(reader, reading, EVIDENCE_LOG_CERTIFICATE);
    return read_der(reader, reading, &reading->manifest->log_certificate);
}

static bool counter_head(struct canon_reader *reader, void *into)
{
    struct reading *reading = into;
    struct evidence_manifest *manifest = reading->manifest;

    begin(reader, reading, EVIDENCE_HEAD);
    if (canon_value(reader, &manifest->head_text)
        && log_head_parse(manifest->head_text, &manifest->head, NULL) != ERR_OK)
        refuse(reader, reading, "不是规范的树头", "it is not a tree head in its one form");
    return end(reader, reading);
}

static bool counter_head_seal(struct canon_reader *reader, void *into)
{
    struct reading *reading = into;

    begin(reader, reading, EVIDENCE_HEAD_SEAL);
    return read_seal(reader, reading, &reading->manifest->head_seal);
}

static bool counter_index(struct canon_reader *reader, void *into)
{
    struct reading *reading = into;

    begin(reader, reading, EVIDENCE_INDEX);
    canon_u64(reader, &reading->manifest->index);
    return end(reader, reading);
}

static bool counter_leaf(struct canon_reader *reader, void *into)
{
    struct reading *reading = into;
    struct evidence_manifest *manifest = reading->manifest;

    begin(reader, reading, EVIDENCE_LEAF);
    if (canon_value(reader, &manifest->leaf_text)
        && log_leaf_parse(manifest->leaf_text, &manifest->leaf, NULL) != ERR_OK)
        refuse(reader, reading, "不是规范的日志叶", "it is not a leaf of the log in its one form");
    return end(reader, reading);
}

static bool counter_proof(struct canon_reader *reader, void *into)
{
    struct reading *reading = into;
    struct merkle_proof *proof = &reading->manifest->proof;
    struct span hex;

    begin(reader, reading, EVIDENCE_PROOF);
    if (!canon_string(reader, &hex))
        return false;
    proof->count = hex.len / (2 * HASH_BYTES);
    if (hex.len % (2 * HASH_BYTES) || proof->count > MERKLE_PROOF_MAX
        || !text_parse_hex(hex, proof->hash, proof->count * HASH_BYTES))
        refuse(reader, reading, "不是规范的收录证明", "it is not a proof in lower-case hex");
    return end(reader, reading);
}

static bool of_counter(struct canon_reader *reader, void *into)
{
    static const struct shape_member members[] = {
        {"certificate", counter_certificate, false},
        {"head", counter_head, false},
        {"head_seal", counter_head_seal, false},
        {"index", counter_index, false},
        {"leaf", counter_leaf, false},
        {"proof", counter_proof, false},
    };
    static const struct shape shape = {members, COUNT(members), false};
    struct reading *reading = into;

    begin(reader, reading, EVIDENCE_COUNTER);
    if (canon_peek(reader) == CANON_NULL) {
        canon_null(reader);
        return end(reader, reading);
    }
    reading->manifest->countersigned = true;
    if (!shape_read(reader, &shape, reading))
        return false;
    reading->part = EVIDENCE_COUNTER;
    return end(reader, reading);
}

static bool of_format(struct canon_reader *reader, void *into)
{
    struct reading *reading = into;
    struct span format;

    begin(reader, reading, EVIDENCE_FORMAT);
    if (canon_string(reader, &format) && !span_is(format, MANIFEST_FORMAT))
        refuse(reader, reading, "不是本程序认识的格式", "it is not a format that is known here");
    return end(reader, reading);
}

static bool of_seal(struct canon_reader *reader, void *into)
{
    struct reading *reading = into;

    begin(reader, reading, EVIDENCE_SEAL);
    return read_seal(reader, reading, &reading->manifest->seal);
}

static bool of_sealed(struct canon_reader *reader, void *into)
{
    struct reading *reading = into;
    struct evidence_manifest *manifest = reading->manifest;

    begin(reader, reading, EVIDENCE_TEXT);
    if (canon_value(reader, &manifest->text)
        && signoff_parse(manifest->text, &manifest->signoff, NULL) != ERR_OK)
        refuse(reader, reading, "不是规范的封签原文", "it is not a sealed text in its one form");
    return end(reader, reading);
}

// From the end of what was sound to the end of the token in which the reader stumbled. A value that
// ends where nothing can follow may have been cut: it is not sound.
static void blame(const struct reading *reading, const struct canon_reader *reader,
                  struct span bytes, struct evidence_fault *fault)
{
    const char *at = reader->fault_at, *end = bytes.data + bytes.len;
    const char *from = at == reading->sound ? reading->last : reading->sound;

    while (at < end && !strchr(",\"}]\n", *at))
        at++;
    *fault = (struct evidence_fault){
        .part = reading->part,
        .range = {offset_of(reading, from), offset_of(reading, at) + 1},
        .zh = reading->zh ? reading->zh : "不是规范的 JSON",
        .en = reading->en ? reading->en : "it is not JSON in its one form",
    };
    if (reader->fault_at == end) {
        fault->range
            = (struct evidence_range){offset_of(reading, end), offset_of(reading, end) + 1};
        fault->zh = "文件在这里中断";
        fault->en = "the file breaks off here";
    }
}

bool evidence_manifest_read(struct span bytes, struct arena *memory, struct evidence_manifest *out,
                            struct evidence_fault *fault)
{
    static const struct shape_member members[] = {
        {"blobs", of_blobs, false},     {"certificate", of_certificate, false},
        {"counter", of_counter, false}, {"format", of_format, false},
        {"seal", of_seal, false},       {"sealed", of_sealed, false},
    };
    static const struct shape shape = {members, COUNT(members), false};
    struct reading reading = {.manifest = out, .memory = memory, .part = EVIDENCE_MANIFEST};
    struct canon_reader reader;

    *out = (struct evidence_manifest){.blobs = NULL};
    *fault = (struct evidence_fault){.zh = NULL};
    canon_open(&reader, bytes);
    reading.start = reading.sound = reading.last = reader.start;
    shape_read(&reader, &shape, &reading);
    if (!reader.fault && (reader.at == reader.end || *reader.at != '\n'))
        canon_refuse(&reader, "expected the end of the line");
    if (reader.fault) {
        blame(&reading, &reader, bytes, fault);
        return false;
    }
    out->end = offset_of(&reading, reader.at) + 1;
    return true;
}

struct evidence_range evidence_manifest_span(const struct evidence_manifest *manifest,
                                             enum evidence_part first, enum evidence_part last)
{
    return (struct evidence_range){manifest->ranges[first].from, manifest->ranges[last].to};
}
