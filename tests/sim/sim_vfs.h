// SPDX-License-Identifier: Apache-2.0
// The SQLite face of a simulated disk: VFS "sim", with the WAL's shared memory for several
// connections in one thread.
#ifndef PLUMB_TESTS_SIM_SIM_VFS_H
#define PLUMB_TESTS_SIM_SIM_VFS_H

void sim_vfs_register(void); // idempotent

#endif
