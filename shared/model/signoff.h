// SPDX-License-Identifier: Apache-2.0
// The sealed text of a sign-off: canonical JSON over which the device key signs (sync.md 8.3).
#ifndef PLUMB_SHARED_MODEL_SIGNOFF_H
#define PLUMB_SHARED_MODEL_SIGNOFF_H

#include "shared/model/fact.h"
#include "shared/model/vector.h"

#define SIGNOFF_FORMAT "plumbline-signoff-1"
enum { SIGNOFF_TEXT_MAX = 8192 };

struct signoff {
    struct uuid id, site, of, node, person, device;   // node nil: none
    struct span catalogue, form, role, name, verdict; // plain text when formatted, raw when parsed
    struct span reason;                               // empty: none
    int64_t score;                                    // 0: none, else 1 … 5
    struct digest statement, content;
    bool handwritten; // then both below are there
    struct digest handwriting, rendering;
    int64_t signed_ms, mono_ms, offset_ms; // wall clock; boot clock; office minus wall, if known
    bool offset_known;
    char boot[17];
    struct span latitude, longitude; // decimals; empty: unknown
    uint64_t entries;                // journal position: entries before this one
    struct digest chain;             // the journal's chain there
    struct digest certificate;       // SHA-256 of the device certificate's DER
};
// Canonical text, members sorted: absent ones are null.
bool signoff_format(const struct signoff *signoff, struct buffer *out);
// Spans borrow from text (raw, still escaped). PARSE names the fault.
enum err signoff_parse(struct span text, struct signoff *out, struct error *error);
// Whether the fields of the record (role, name, verdict, of, form, digests…) say what its sealed
// text says; *field names the first that does not.
bool signoff_matches(const struct fact *record, const struct signoff *sealed, const char **field);

// "3f2a-91c4": the first eight digits of the sealed text's digest, to be read out or noted down.
enum { SIGNOFF_CODE = 10 };
void signoff_code(const struct digest *sealed, char out[SIGNOFF_CODE]);

#endif
