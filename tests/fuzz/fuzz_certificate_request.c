// SPDX-License-Identifier: Apache-2.0
// The office reads a request from whoever holds a code: the input as it is, and as the DER inside a
// PEM block, so that mutations reach the parser behind the base64.
#include "shared/crypto/certificate_request.h"
#include "shared/crypto/pem.h"

#include <stdlib.h>

static void read_request(struct span pem)
{
    struct key *key = NULL, *again = NULL;
    struct buffer der;
    struct error error = {0};

    if (certificate_request_read(pem, &key, &error) != ERR_OK) {
        if (key || !error.code)
            abort();
        return;
    }
    // What was accepted is a real key: it can be written and read back.
    buffer_init(&der, 1024);
    if (key_public_der(key, &der) || key_parse_public_der(der.data, der.len, &again, NULL))
        abort();
    buffer_clear(&der);
    key_free(again);
    key_free(key);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer pem;

    read_request((struct span){(const char *)data, size});
    buffer_init(&pem, 4 * PEM_DER_MAX);
    if (pem_write("CERTIFICATE REQUEST", data, size, &pem) == ERR_OK)
        read_request((struct span){pem.data, pem.len});
    buffer_clear(&pem);
    return 0;
}
