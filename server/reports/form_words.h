// SPDX-License-Identifier: Apache-2.0
// Words and figures as a paper form shows them: terms in two languages, yuan from fen, dates.
#ifndef PLUMB_SERVER_REPORTS_FORM_WORDS_H
#define PLUMB_SERVER_REPORTS_FORM_WORDS_H

#include "server/reports/form_document.h"

// Terms of the catalogue that the statement names (roles, verdicts…), by code. They go before the
// program's own words.
struct form_term {
    const char *code;
    struct form_label label;
};
struct form_terms {
    const struct form_term *list;
    size_t count;
};
// The words of a code, as records of `kind` ("": elsewhere) mean it; of an unknown one the code
// itself in both languages.
struct form_label form_words_term(const struct form_terms *terms, const char *kind,
                                  const char *code);

// Prints; what does not fit is cut off behind a whole character.
void form_words_print(char *out, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

enum { FORM_FIGURE_TEXT = 64 };
// "-1,234,567.08": exact, fen to yuan.
void form_words_money(int64_t fen, char out[FORM_FIGURE_TEXT]);
// "2026年11月22日 09:30" (Asia/Shanghai); a day only without `clock`. "" for 0.
void form_words_time(int64_t unix_ms, bool clock, char out[FORM_FIGURE_TEXT]);
// "2026-11-22 09:30:05" for stamps; "" for 0.
void form_words_stamp_time(int64_t unix_ms, char out[FORM_FIGURE_TEXT]);
// Hex digits in groups of eight.
enum { FORM_DIGEST_TEXT = 72 };
void form_words_digest(const struct digest *digest, char out[FORM_DIGEST_TEXT]);
// A field of a record as its kind's table says: money, dates and choices in words. Lives in the
// arena, or in the field.
const char *form_words_field(const struct form_field *field, const char *kind,
                             const struct form_terms *terms, struct arena *arena);

#endif
