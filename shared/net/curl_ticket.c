// SPDX-License-Identifier: Apache-2.0
#include "shared/net/curl_ticket.h"

#include <dlfcn.h>
#include <stdint.h>
#include <string.h>

// Of OpenSSL 3, looked up at run time: libcurl brings the library along, but not its headers.
#define SSL_OP_NO_TICKET (UINT64_C(1) << 14)
typedef uint64_t clear_options_fn(void *ssl_ctx, uint64_t options);

CURLcode curl_ticket_allow(CURL *handle, void *ssl_ctx, void *ctx)
{
    const curl_version_info_data *version = curl_version_info(CURLVERSION_NOW);
    void *symbol = NULL;
    clear_options_fn *clear_options = NULL;

    (void)handle;
    (void)ctx;
    if (version->ssl_version && strncmp(version->ssl_version, "OpenSSL/3.", 10) == 0)
        symbol = dlsym(RTLD_DEFAULT, "SSL_CTX_clear_options");
    memcpy(&clear_options, &symbol, sizeof(clear_options));
    if (clear_options)
        clear_options(ssl_ctx, SSL_OP_NO_TICKET);
    return CURLE_OK;
}
