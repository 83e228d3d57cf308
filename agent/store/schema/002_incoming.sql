-- SPDX-License-Identifier: Apache-2.0
-- Files of others: two more states of a blob. 3 received; 4 wanted: a record here names it, it is to
-- be fetched; 5 the office does not have it yet: wanted again after the next exchange.
CREATE INDEX blob_wanted ON blob (lane, site, added_ms) WHERE state = 4;
CREATE INDEX blob_absent ON blob (blob) WHERE state = 5;
CREATE INDEX blob_received ON blob (lane, size) WHERE state = 3 AND present = 1;

-- Records that came before nobody looked at for the blobs they name: they are pulled once more.
DELETE FROM setting WHERE name IN ('cursor', 'token');
