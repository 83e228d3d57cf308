// SPDX-License-Identifier: Apache-2.0
// Short forms for the rows of the kind tables, so that a table reads as a table.
#ifndef PLUMB_SHARED_MODEL_KIND_FIELD_H
#define PLUMB_SHARED_MODEL_KIND_FIELD_H

#include "shared/model/kind.h"

enum {
    KIND_SHORT_MAX = 255,        // a line
    KIND_CODE_MAX = 40,          // a code of the catalogue
    KIND_CATALOGUE_MAX = 196608, // a catalogue is written once: its write has no context
    KIND_DIGEST_LEN = 64,        // hexadecimal digits
};

// A field with the limits of its type. Text is shown by the newest value; so are the other types,
// of which a conflict harms nobody.
#define FIELD(id, of_type, chinese, english)                              \
    {                                                                     \
        .name = (id), .type = (of_type), .zh = (chinese), .en = (english) \
    }
#define NEEDED(id, of_type, chinese, english)                                               \
    {                                                                                       \
        .name = (id), .type = (of_type), .required = true, .zh = (chinese), .en = (english) \
    }
#define SHORT(id, chinese, english)                                                              \
    {                                                                                            \
        .name = (id), .type = TYPE_TEXT, .max = KIND_SHORT_MAX, .zh = (chinese), .en = (english) \
    }
#define NEEDED_TEXT(id, most, chinese, english)                                     \
    {                                                                               \
        .name = (id), .type = TYPE_TEXT, .min = 1, .max = (most), .required = true, \
        .zh = (chinese), .en = (english)                                            \
    }
#define MONEY(id, chinese, english)                                                 \
    {                                                                               \
        .name = (id), .type = TYPE_INTEGER, .policy = POLICY_BOTH, .zh = (chinese), \
        .en = (english)                                                             \
    }
#define RANGE(id, low, high, chinese, english)                                            \
    {                                                                                     \
        .name = (id), .type = TYPE_INTEGER, .min = (low), .max = (high), .zh = (chinese), \
        .en = (english)                                                                   \
    }
#define NEEDED_RANGE(id, low, high, chinese, english)                                      \
    {                                                                                      \
        .name = (id), .type = TYPE_INTEGER, .min = (low), .max = (high), .required = true, \
        .zh = (chinese), .en = (english)                                                   \
    }
#define CHOICE(id, list, chinese, english)                                                    \
    {                                                                                         \
        .name = (id), .type = TYPE_CHOICE, .choice = (list), .zh = (chinese), .en = (english) \
    }
#define NEEDED_CHOICE(id, list, chinese, english)                                               \
    {                                                                                           \
        .name = (id), .type = TYPE_CHOICE, .choice = (list), .required = true, .zh = (chinese), \
        .en = (english)                                                                         \
    }
// The list stands best first; of concurrent values the worst is shown.
#define WORST(id, list, chinese, english)                                            \
    {                                                                                \
        .name = (id), .type = TYPE_CHOICE, .policy = POLICY_WORST, .choice = (list), \
        .zh = (chinese), .en = (english)                                             \
    }

#endif
