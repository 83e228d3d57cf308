// SPDX-License-Identifier: Apache-2.0
// Offer lines: what a tablet holds, told to an office that may have lost it (docs/PROTOCOL.md 5).
#ifndef PLUMB_SHARED_WIRE_OFFER_H
#define PLUMB_SHARED_WIRE_OFFER_H

#include "shared/base/uuid.h"
#include "shared/crypto/hash.h"
#include "shared/model/vector.h"

enum offer_step { OFFER_NONE, OFFER_SITES, OFFER_VECTORS, OFFER_STATES, OFFER_DONE };

// The word for a step ("sites"); NULL for OFFER_NONE.
const char *offer_step_name(enum offer_step step);
// OFFER_NONE for a word that is none.
enum offer_step offer_step_find(const char *name);

// Each appends its line with '\n' (false when it does not fit), or reads one without it (PARSE).
// Step "sites": a site and the digest of what is held of it.
bool offer_site_format(const struct uuid *site, const struct digest *digest, struct buffer *out);
enum err offer_site_parse(struct span line, struct uuid *site, struct digest *digest,
                          struct error *error);
// Step "vectors": a record and its vector. Parsing replaces an initialised vector; it is empty
// after an error.
bool offer_vector_format(const struct uuid *id, const struct vector *vector, struct buffer *out);
enum err offer_vector_parse(struct span line, struct uuid *id, struct vector *vector,
                            struct error *error);

#endif
