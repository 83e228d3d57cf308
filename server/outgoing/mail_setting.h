// SPDX-License-Identifier: Apache-2.0
// The office's mail server: where messages go, as whom, and where the password lies.
#ifndef PLUMB_SERVER_OUTGOING_MAIL_SETTING_H
#define PLUMB_SERVER_OUTGOING_MAIL_SETTING_H

#include "server/audit/audit.h"
#include "server/sync/office.h"
#include "shared/net/mail.h"

enum { MAIL_SETTING_TEXT = 512, MAIL_SETTING_CA_MAX = 256 << 10 };

struct mail_setting {
    char url[MAIL_SETTING_TEXT], from[MAIL_SETTING_TEXT];
    char user[MAIL_SETTING_TEXT];          // empty: no login
    char password_file[MAIL_SETTING_TEXT]; // absolute; mode 0600
    bool plain;                            // without TLS, to this machine only
    struct buffer ca_pem;                  // empty: the machine's certificates
};
void mail_setting_init(struct mail_setting *setting);
void mail_setting_clear(struct mail_setting *setting);
// NOT_FOUND in words that say what to do: none was set.
enum err mail_setting_read(struct view *view, struct mail_setting *out, struct error *error);
// Checks it, the password's file too, and keeps it. Waits for the committer. INVALID, DENIED
// (others may read the password).
enum err mail_setting_write(struct office *office, const struct mail_setting *setting,
                            const struct audit_row *by, struct error *error);
// The first line of the password's file, which nobody else may read. DENIED, NOT_FOUND, IO, INVALID
// (empty).
enum err mail_setting_password(const struct mail_setting *setting, char *out, size_t size,
                               struct error *error);

#endif
