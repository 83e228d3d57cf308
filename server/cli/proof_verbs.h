// SPDX-License-Identifier: Apache-2.0
// plumbd device prove, device proofs: whether tablets and office hold the same.
#ifndef PLUMB_SERVER_CLI_PROOF_VERBS_H
#define PLUMB_SERVER_CLI_PROOF_VERBS_H

#include "server/cli/desk.h"

extern const struct verb proof_verbs_ask, proof_verbs_list;

#endif
