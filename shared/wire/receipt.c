// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/receipt.h"

#include "shared/wire/wire_value.h"

enum { RECEIPT_BYTES_MAX = 1 << 20 };

#define PLACE(member) offsetof(struct receipt, member), sizeof(((struct receipt *)0)->member)

static const struct json_field fields[] = {
    {"at", JSON_INTEGER, PLACE(at_ms), true, JSON_NO_PRESENT},
    {"backed_up_through", JSON_U64, PLACE(backed_up_through), true, JSON_NO_PRESENT},
    {"commit", JSON_U64, PLACE(commit), true, JSON_NO_PRESENT},
    {"device", JSON_UUID, PLACE(device), true, JSON_NO_PRESENT},
    {"epoch", JSON_HEX64, PLACE(epoch), true, JSON_NO_PRESENT},
    {"tag", JSON_HEX64, PLACE(tag), true, JSON_NO_PRESENT},
    {"witness", JSON_TEXT, PLACE(witness), true, JSON_NO_PRESENT},
};

void receipt_init(struct receipt *receipt)
{
    *receipt = (struct receipt){0};
}

void receipt_clear(struct receipt *receipt)
{
    vector_clear(&receipt->actors);
    receipt_init(receipt);
}

bool receipt_format(const struct receipt *receipt, bool with_signature, struct buffer *out)
{
    struct json_writer writer;

    // In canonical order: what is signed must not depend on who wrote it.
    json_begin(&writer, out);
    json_object_open(&writer, NULL);
    wire_value_put_vector(&writer, "actors", &receipt->actors);
    json_put_integer(&writer, "at", receipt->at_ms);
    json_put_u64(&writer, "backed_up_through", receipt->backed_up_through);
    json_put_u64(&writer, "commit", receipt->commit);
    wire_value_put_uuid(&writer, "device", &receipt->device);
    wire_value_put_hex64(&writer, "epoch", receipt->epoch);
    if (with_signature)
        json_put_base64(&writer, "signature", receipt->signature, receipt->signature_len);
    wire_value_put_hex64(&writer, "tag", receipt->tag);
    json_put_text(&writer, "witness", receipt->witness);
    json_object_close(&writer);
    return !out->failed;
}

enum err receipt_parse(const struct json *object, struct receipt *out, struct error *error)
{
    const char *signature;
    enum err code = json_read(object, fields, sizeof(fields) / sizeof(fields[0]), out, error);

    if (!code)
        code = wire_value_vector(json_member(object, "actors"), "actors", VECTOR_MAX, &out->actors,
                                 error);
    if (!code
        && (!json_text(json_member(object, "signature"), &signature)
            || !text_parse_base64(span_of(signature), out->signature, sizeof(out->signature),
                                  &out->signature_len)))
        code = error_set(error, ERR_PARSE, "signature: expected base64");
    if (!code)
        return ERR_OK;
    receipt_clear(out);
    return error_wrap(error, code, "receipt");
}

enum err receipt_sign(struct receipt *receipt, const struct key *key)
{
    struct buffer text;
    enum err code = ERR_INVALID;

    buffer_init(&text, RECEIPT_BYTES_MAX);
    if (receipt_format(receipt, false, &text))
        code = key_sign(key, text.data, text.len, receipt->signature, &receipt->signature_len);
    buffer_clear(&text);
    return code;
}

bool receipt_verify(const struct receipt *receipt, const struct key *public_key)
{
    struct buffer text;
    bool good;

    buffer_init(&text, RECEIPT_BYTES_MAX);
    good = receipt_format(receipt, false, &text)
           && key_verify(public_key, text.data, text.len, receipt->signature,
                         receipt->signature_len);
    buffer_clear(&text);
    return good;
}
