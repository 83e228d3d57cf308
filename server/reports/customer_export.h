// SPDX-License-Identifier: Apache-2.0
// Everything about one customer as files that anybody can read (D12.2): records with their
// history, tables, photos, signed forms and sealed sign-offs, with a manifest of digests.
#ifndef PLUMB_SERVER_REPORTS_CUSTOMER_EXPORT_H
#define PLUMB_SERVER_REPORTS_CUSTOMER_EXPORT_H

#include "server/audit/audit.h"
#include "server/reports/customer_sink.h"
#include "server/sync/office.h"

struct customer_export_order {
    struct office *office;
    struct view *view; // within one snapshot
    struct uuid site;
    const struct customer_sink *to; // an empty folder, or an archive
    const struct disk *disk;        // the office's folder,
    const char *folder;             // and its path, for the program that draws forms
    const char *by;                 // who asked for it; stands in the manifest
    int64_t now_ms;
    const struct audit_row *audit; // who and where from; NULL: no row
    // Called now and then, may be NULL: so many files are written.
    void (*progress)(void *ctx, size_t files);
    void *progress_ctx;
    const _Atomic bool *stop; // ends it (CANCELLED); may be NULL
};
struct customer_export {
    size_t records, entries, files, forms, signoffs;
    size_t missing; // named, and not held or not drawn: listed in the manifest
    uint64_t bytes;
    struct digest manifest; // of manifest.json, which names every other file with its digest
};
// Writes index.html, customer.xlsx, csv/, records.json, files/, forms/, signoffs/, ca.pem and,
// last, manifest.json; then the audit row (which waits for the committer, so not from a loop
// thread). NOT_FOUND: there is no such site. After an error it is no export: there
// is no manifest.
enum err customer_export_write(const struct customer_export_order *order,
                               struct customer_export *out, struct error *error);

#endif
