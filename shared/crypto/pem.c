// SPDX-License-Identifier: Apache-2.0
#include "shared/crypto/pem.h"

#include "shared/base/memory.h"
#include "shared/crypto/mbedtls_compat.h"

#include <mbedtls/pem.h>
#include <stdio.h>
#include <string.h>

enum { LINE_BYTES = 64, TEXT_MAX = 2 * PEM_DER_MAX };

static void line_make(char out[LINE_BYTES], const char *verb, const char *label, const char *end)
{
    snprintf(out, LINE_BYTES, "-----%s %s-----%s", verb, label, end);
}

enum err pem_write(const char *label, const void *der, size_t der_len, struct buffer *out)
{
    char begin[LINE_BYTES], end[LINE_BYTES];
    unsigned char text[TEXT_MAX];
    size_t text_len = 0;
    bool fits;

    line_make(begin, "BEGIN", label, "\n");
    line_make(end, "END", label, "\n");
    fits = der_len <= PEM_DER_MAX
           && mbedtls_pem_write_buffer(begin, end, der, der_len, text, sizeof(text), &text_len) == 0
           && buffer_append(out, text, text_len - 1); // mbedtls counts the NUL
    mem_wipe(text, text_len);
    return fits ? ERR_OK : ERR_TOO_LARGE;
}

enum err pem_read(const char *label, struct span pem, struct buffer *der, struct error *error)
{
    char begin[LINE_BYTES], end[LINE_BYTES], *text = NULL;
    enum err err = ERR_OK;
    size_t used = 0;
    mbedtls_pem_context block;
    int result;

    mbedtls_pem_init(&block);
    if (pem.len > TEXT_MAX)
        return error_set(error, ERR_TOO_LARGE, "%s: %zu bytes, at most %d", label, pem.len,
                         TEXT_MAX);
    line_make(begin, "BEGIN", label, "");
    line_make(end, "END", label, "");
    text = mem_alloc(pem.len + 1); // mbedtls wants a NUL behind it
    if (pem.len)
        memcpy(text, pem.data, pem.len);
    result = mbedtls_pem_read_buffer(&block, begin, end, (unsigned char *)text, NULL, 0, &used);
    if (result != 0)
        err = error_set(error, ERR_PARSE, "%s: no whole PEM block (mbedtls -0x%04x)", label,
                        (unsigned)-result);
    else if (!buffer_append(der, block.MBEDTLS_PRIVATE(buf), block.MBEDTLS_PRIVATE(buflen)))
        err = error_set(error, ERR_TOO_LARGE, "%s: larger than %zu bytes", label, der->max);
    mbedtls_pem_free(&block);
    mem_wipe(text, pem.len);
    mem_free(text);
    return err;
}
