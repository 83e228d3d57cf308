// SPDX-License-Identifier: Apache-2.0
// Disk space held back, so that texts can still be saved when the storage is full.
#ifndef PLUMB_AGENT_STORE_RESERVE_H
#define PLUMB_AGENT_STORE_RESERVE_H

#include "shared/base/disk.h"
#include "shared/crypto/random.h"

// Makes the file `reserve` of real blocks when it is not there in full length and the disk has at
// least four times its size to spare. Whether it is there afterwards.
bool reserve_keep(const struct disk *disk, const struct random *random, uint64_t size_bytes);
// Gives it back. False when there was none.
bool reserve_release(const struct disk *disk);

#endif
