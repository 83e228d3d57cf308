// SPDX-License-Identifier: Apache-2.0
#include "shared/wire/evidence_seal.h"

#include "shared/crypto/pem.h"
#include "shared/wire/answer_memory.h"

// Whether the authority issued it for this use. A site has many seals of few devices, so that the
// answer is remembered.
static bool is_issued(const struct evidence_seal *seal, struct span pem)
{
    struct buffer text;
    struct digest question;
    bool issued;

    buffer_init(&text, 4 * PEM_DER_MAX);
    buffer_printf(&text, "certificate %d ", (int)seal->use);
    buffer_append(&text, pem.data, pem.len);
    hash_pair(text.data, text.len, seal->ca_pem.data, seal->ca_pem.len, &question);
    buffer_clear(&text);
    if (!answer_memory_get(&question, &issued)) {
        issued = certificate_check(pem, seal->ca_pem, seal->use, NULL) == ERR_OK;
        answer_memory_put(&question, issued);
    }
    return issued;
}

void evidence_seal_judge(const struct evidence_seal *seal, struct evidence_seal_answer *out)
{
    struct key *key = NULL;
    struct buffer pem;
    struct span text;

    *out = (struct evidence_seal_answer){.issued = false};
    hash_once(seal->certificate, seal->certificate_len, &out->info.digest);
    buffer_init(&pem, 2 * PEM_DER_MAX);
    if (pem_write("CERTIFICATE", seal->certificate, seal->certificate_len, &pem) != ERR_OK)
        goto done;
    text = (struct span){pem.data, pem.len};
    if (certificate_read(text, &out->info, NULL) != ERR_OK
        || certificate_public_key(text, &key, NULL) != ERR_OK)
        goto done;
    // What was read must be all there is: bytes behind the certificate would be bound by nothing.
    hash_once(seal->certificate, seal->certificate_len, &out->info.digest);
    out->issued = is_issued(seal, text);
    out->holds = out->issued
                 && key_verify(key, seal->text.data, seal->text.len, seal->seal, seal->seal_len);
    out->low = out->holds && key_signature_low(seal->seal, seal->seal_len);
done:
    key_free(key);
    buffer_clear(&pem);
}
