-- SPDX-License-Identifier: Apache-2.0
-- A receiver may rest: what happens meanwhile waits for it, in order.
ALTER TABLE hooks ADD COLUMN paused_ms INTEGER NOT NULL DEFAULT 0; -- since when; 0: it does not rest
