// SPDX-License-Identifier: Apache-2.0
// The first look at a ClientHello: whatever it finds lies inside the bytes.
#include "shared/net/tls_hello.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    struct span ticket = tls_hello_ticket((struct span){bytes, size});

    if (ticket.len) {
        assert(ticket.data > bytes && ticket.len < size);
        assert(ticket.data + ticket.len <= bytes + size);
    }
    return 0;
}
