-- SPDX-License-Identifier: Apache-2.0
-- Sites for which a tablet brought all bytes of a blob. To name a digest is not to have the blob:
-- a blob is shown, and counts as sent already, only where it was brought.
CREATE TABLE blob_sites (
    blob INTEGER NOT NULL REFERENCES blobs (row),
    site BLOB NOT NULL,
    PRIMARY KEY (blob, site)
) WITHOUT ROWID;
