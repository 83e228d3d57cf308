// SPDX-License-Identifier: Apache-2.0
// A line behind the header of an exchange's reply, told apart by its first key.
#ifndef PLUMB_SHARED_WIRE_REPLY_LINE_H
#define PLUMB_SHARED_WIRE_REPLY_LINE_H

#include "shared/base/uuid.h"
#include "shared/crypto/hash.h"
#include "shared/model/vector.h"

enum reply_line_kind {
    LINE_BLOB,
    LINE_DROP,
    LINE_STATE,
    LINE_HELD,
    LINE_WANT,
    LINE_DIFFERS,
    LINE_PERSONS, // written and read whole by persons_line.h
    LINE_UNKNOWN  // of a later version: skip it
};
enum held_state { HELD_HELD, HELD_ACCEPTED, HELD_REJECTED };
struct reply_line {
    enum reply_line_kind kind;
    struct digest blob;
    struct uuid id; // site of drop and differs, record of want and held
    bool erased;    // drop: the customer was erased by law, nothing of the site may stay
    struct dot dot; // held
    enum held_state held;
    char why[256]; // held; cut when it is longer
    uint8_t mac[MAC_BYTES];
    struct span state; // borrows from the line
};
// Appends the line with its '\n'. False when it does not fit, and for LINE_PERSONS and
// LINE_UNKNOWN.
bool reply_line_format(const struct reply_line *line, struct buffer *out);
// Reads a line (without '\n'). PARSE.
enum err reply_line_parse(struct span line, struct reply_line *out, struct error *error);

#endif
