// SPDX-License-Identifier: Apache-2.0
// The grammar of conditions: text into a checked tree.
//
//   or     = and { "or" and }            and  = not { "and" not }       not = { "not" } compare
//   compare = sum [ sign sum ]           sum  = product { +|- product } product = unary { * unary }
//   unary  = { - } primary
//   primary = integer | text | true | false | nothing | ( or ) | name | place . name
//           | quantifier ( kind [ where or ] [ : or ] )
#ifndef PLUMB_SHARED_MODEL_EXPRESSION_GRAMMAR_H
#define PLUMB_SHARED_MODEL_EXPRESSION_GRAMMAR_H

#include "shared/model/expression.h"
#include "shared/model/expression_node.h"

// As expression_parse, of valid UTF-8 within EXPRESSION_TEXT_MAX.
enum err expression_grammar_read(struct span text, const struct expression_scope *scope,
                                 struct arena *arena, const struct expression **out,
                                 struct error *error);

#endif
