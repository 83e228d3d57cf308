// SPDX-License-Identifier: Apache-2.0
// Nodes, their attempts and what is recorded of an attempt (domain.md D3).
#ifndef PLUMB_SHARED_MODEL_KINDS_NODE_H
#define PLUMB_SHARED_MODEL_KINDS_NODE_H

#include "shared/model/kind.h"

extern const struct kind_field kinds_node_node[4];
extern const struct kind_field kinds_node_attempt[4];
extern const struct kind_field kinds_node_item_result[6];
extern const struct kind_field kinds_node_measured_value[6];
extern const struct kind_field kinds_node_photo[13];
extern const struct kind_field kinds_node_note[2];

#endif
