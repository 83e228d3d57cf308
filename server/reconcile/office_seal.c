// SPDX-License-Identifier: Apache-2.0
#include "server/reconcile/office_seal.h"

#include "shared/base/memory.h"
#include "shared/wire/seal_memory.h"

struct office_seal {
    struct evidence_trust trust;
    struct progress_seal seal;
};

struct office_seal *office_seal_create(const struct buffer *ca_pem)
{
    struct office_seal *seal = mem_alloc(sizeof(*seal));

    seal->trust.ca_pem = (struct span){ca_pem->data, ca_pem->len};
    seal->seal = (struct progress_seal){&seal->trust, seal_memory_intact};
    return seal;
}

const struct progress_seal *office_seal_of(const struct office_seal *seal)
{
    return &seal->seal;
}

void office_seal_free(struct office_seal *seal)
{
    mem_free(seal);
}
