// SPDX-License-Identifier: Apache-2.0
#include "server/enrol/renewal.h"

#include <string.h>

// A row's public_der holds the present key and behind it, while its certificate is still good, the
// one before. Each is one DER SEQUENCE with a length of one byte, as P-256 keys are.
static struct span take_der(struct span *rest)
{
    struct span der = {rest->data, 0};
    size_t len;

    if (rest->len < 2 || rest->data[0] != 0x30 || (unsigned char)rest->data[1] >= 0x80)
        return der;
    len = 2 + (size_t)(unsigned char)rest->data[1];
    if (len > rest->len)
        return der;
    der.len = len;
    rest->data += len;
    rest->len -= len;
    return der;
}

static bool verify(struct span der, struct span statement, const struct renew_request *request)
{
    uint8_t signature[KEY_SIGNATURE_MAX];
    struct key *key = NULL;
    size_t len;
    bool good = text_parse_base64(span_of(request->signature), signature, sizeof(signature), &len)
                && key_parse_public_der(der.data, der.len, &key, NULL) == ERR_OK
                && key_verify(key, statement.data, statement.len, signature, len);

    key_free(key);
    return good;
}

enum err renewal_check(const struct device_row *device, const struct renew_request *request,
                       struct error *error)
{
    struct span rest = device->public_der, der;
    struct buffer statement;
    bool good = false;

    buffer_init(&statement, PEM_MAX + 512);
    if (renew_statement(request, &statement))
        while (!good && (der = take_der(&rest)).len > 0)
            good = verify(der, (struct span){statement.data, statement.len}, request);
    buffer_clear(&statement);
    return good ? ERR_OK : error_set(error, ERR_AUTH, "it is not signed by the tablet's key");
}

enum err renewal_apply(struct storage *storage, const struct uuid *device,
                       const struct renewal *renewal, struct device_row *out, struct error *error)
{
    static const struct digest none;
    char ders[RENEWAL_DER_MAX];
    struct span rest, before;
    enum err result = devices_get(storage_writer(storage), device, out, error);

    if (result != ERR_OK)
        return result;
    rest = out->public_der;
    before = take_der(&rest);
    // After a renewal whose answer was lost, the key in use is still the one before.
    if (!digest_equal(&out->previous_certificate, &none) && rest.len > 0)
        before = take_der(&rest);
    else
        out->previous_certificate = out->certificate;
    if (renewal->public_der.len + before.len > sizeof(ders))
        return error_set(error, ERR_TOO_LARGE, "the key is longer than a P-256 key");
    memcpy(ders, renewal->public_der.data, renewal->public_der.len);
    memcpy(ders + renewal->public_der.len, before.data, before.len);
    out->public_der = (struct span){ders, renewal->public_der.len + before.len};
    out->certificate = renewal->certificate->digest;
    out->public_key = renewal->certificate->key_digest;
    out->certificate_until_ms = renewal->certificate->until_ms;
    out->changed_ms = storage_stamp(storage)->at_ms;
    out->version++;
    result = devices_put(storage, out, error);
    out->public_der = (struct span){0};
    return result;
}

void renewal_settle(struct device_row *device)
{
    struct span rest = device->public_der;

    device->previous_certificate = (struct digest){0};
    device->public_der = take_der(&rest);
    device->version++;
}
