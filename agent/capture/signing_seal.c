// SPDX-License-Identifier: Apache-2.0
#include "agent/capture/signing_seal.h"

#include "agent/store/journal.h"
#include "agent/store/setting.h"
#include "shared/crypto/certificate.h"
#include "shared/crypto/pem.h"

#include <string.h>

enum { CERTIFICATE_MAX = KIND_TEXT_MAX, OFFSET_TEXT = 24 };

void signing_seal_init(struct signing_seal *seal)
{
    *seal = (struct signing_seal){0};
    buffer_init(&seal->sealed, SIGNOFF_TEXT_MAX);
    buffer_init(&seal->seal, 2 * KEY_SIGNATURE_MAX);
    buffer_init(&seal->certificate, CERTIFICATE_MAX);
}

void signing_seal_clear(struct signing_seal *seal)
{
    buffer_clear(&seal->sealed);
    buffer_clear(&seal->seal);
    buffer_clear(&seal->certificate);
}

static enum err put_certificate(const struct signing_device *device, struct signing_seal *seal,
                                struct error *error)
{
    struct buffer der;
    enum err code;

    buffer_init(&der, PEM_DER_MAX);
    code = pem_read("CERTIFICATE", device->certificate_pem, &der, error);
    buffer_reset(&seal->certificate);
    if (!code && !buffer_append_base64(&seal->certificate, der.data, der.len))
        code = error_set(error, ERR_TOO_LARGE, "the tablet's certificate");
    buffer_clear(&der);
    return code;
}

enum err signing_seal_identity(const struct signing_device *device, struct signing_seal *seal,
                               struct digest *certificate, struct error *error)
{
    struct certificate_info info;
    struct digest key;
    char name[UUID_TEXT];
    enum err code = certificate_read(device->certificate_pem, &info, error);

    if (!code)
        code = key_public_digest(device->key, &key);
    if (code)
        return error_wrap(error, code, "the tablet's certificate");
    uuid_format(&device->device, name);
    if (!digest_equal(&key, &info.key_digest) || strcmp(info.common_name, name) != 0)
        return error_set(error, ERR_AUTH,
                         "平板的密钥和证书不相符 key and certificate of this tablet do not belong "
                         "together: plumb doctor, then ask the office");
    *certificate = info.digest;
    return put_certificate(device, seal, error);
}

static void fill_clocks(struct store *store, struct signoff *signoff)
{
    const struct clock *clock = &store_given(store)->clock;
    struct buffer text;

    signoff->signed_ms = clock_wall_ms(clock);
    signoff->mono_ms = clock_boot_ms(clock);
    text_copy(signoff->boot, sizeof(signoff->boot), span_of(clock_boot_id(clock)));
    buffer_init(&text, OFFSET_TEXT);
    signoff->offset_known
        = setting_read(store, "offset_ms", &text, NULL) == ERR_OK
          && text_parse_i64((struct span){text.data, text.len}, &signoff->offset_ms);
    buffer_clear(&text);
}

enum err signing_seal_make(struct store *store, const struct signing_device *device,
                           struct signoff *signoff, struct signing_seal *seal, struct error *error)
{
    struct journal_figures figures;
    uint8_t signature[KEY_SIGNATURE_MAX];
    size_t len = 0;
    enum err code = signing_seal_identity(device, seal, &signoff->certificate, error);

    if (!code)
        code = journal_figures(store, &figures, error);
    if (code)
        return code;
    signoff->device = device->device;
    signoff->entries = (uint64_t)figures.entries;
    signoff->chain = figures.chain;
    fill_clocks(store, signoff);
    buffer_reset(&seal->sealed);
    buffer_reset(&seal->seal);
    if (!signoff_format(signoff, &seal->sealed))
        return error_set(error, ERR_TOO_LARGE,
                         "the sign-off is longer than %d bytes, or a text of it is no text",
                         SIGNOFF_TEXT_MAX);
    code = key_sign(device->key, seal->sealed.data, seal->sealed.len, signature, &len);
    if (code)
        return error_set(error, code, "the tablet's key cannot sign");
    buffer_append_hex(&seal->seal, signature, len);
    hash_once(seal->sealed.data, seal->sealed.len, &seal->digest);
    return ERR_OK;
}
