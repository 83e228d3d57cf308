#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The console over TLS, with the real server: the first account, who may come in under which name, sessions that outlive a
# restart and end with a block, and the audit, from which nothing can be taken unseen. (Every single route:
# tests/unit/test_console_matrix.c.)
. "$(dirname "$0")/lib.sh"
office_make
"$plumbd" init --dir "$work/other" > /dev/null
port=$office_port
listen=(--office "0.0.0.0:$port" --advertise-office "office.example:$port")
start office.log "$plumbd" serve --dir "$work/office" "${listen[@]}"
serving=$started
page=https://office.example:$port
web=(-s --cacert "$work/office/keys/ca.pem" --compressed --max-time 10 --resolve "office.example:$port:127.0.0.1" -H 'X-Plumb: 1' -H 'Content-Type: application/json')
# code WANTED WHAT CURL-ARGUMENTS…
code() { check "$2" "$1" "$(curl "${web[@]}" -o "$work/answer" -w '%{http_code}' "${@:3}" || true)"; }
ours() { code "$1" "$2" -b "$work/jar" -c "$work/jar" "${@:3}"; }
said() { field "$1" < "$work/answer"; }

# The certificate that the listener shows.
shown() { openssl s_client -connect "127.0.0.1:$port" < /dev/null 2> /dev/null | openssl x509 -noout -fingerprint -sha256; }
certificate=$(shown)

check 'under no name, no office' 2 "$("$plumbd" serve --dir "$work/other" --office 127.0.0.1:0 --advertise-office bad_name:1 > "$work/out" 2>&1; echo $?)"

# ---- the first account ----
first=$(office account add --person P001 --login wang --role administrator --json | field password)
check 'a one-time password' 24 "${#first}"
check 'a tablet role cannot sign in' 3 "$(office account add --person P002 --role foreman > "$work/out" 2>&1; echo $?)"
check 'a login is taken once' 5 "$(office account add --person P002 --login WANG --role auditor > "$work/out" 2>&1; echo $?)"

# ---- the door ----
code 200 'the page' "$page/"
code 200 'and for tablets, as ever' "$page/v1/time"
code 401 'nobody sees anything' "$page/api/sites"
code 403 'another name' -H 'Host: evil.example' "$page/api/session"
code 403 'another port' -H "Host: office.example:1" "$page/api/session"
code 200 'an address of this machine' -H "Host: 127.0.0.1:$port" "$page/api/session"
code 403 'another page' -H 'Origin: https://evil.example' "$page/api/session"
check 'who trusts the office trusts it on this machine, too' 200 \
    "$(curl -s --compressed --cacert "$work/office/keys/ca.pem" -o "$work/answer" -w '%{http_code}' "https://localhost:$port/" || true)"
check 'only over TLS' '' "$(curl -s --max-time 5 "http://127.0.0.1:$port/api/session" || true)"

# ---- coming in ----
ours 401 'a wrong password' -d '{"login":"wang","password":"no"}' "$page/api/sign-in"
ours 200 'the right one' -d "{\"login\":\"wang\",\"password\":\"$first\"}" "$page/api/sign-in"
check 'a password is owed' password "$(said state)"
ours 401 'and nothing before' "$page/api/people"
ours 200 'it is changed' -d "{\"old\":\"$first\",\"new\":\"a few unrelated words\"}" "$page/api/password"
check 'in' in "$(said state)"
ours 200 'people' "$page/api/people"
ours 200 'as a file' "$page/api/people?format=xlsx"
check 'which is a workbook' PK "$(head -c 2 "$work/answer")"
check 'the cookie is this host'"'"'s' 1 "$(grep -c '#HttpOnly_office.example.*TRUE.*__Host-plumbd' "$work/jar" || true)"

# ---- a restart, a block ----
stop "$serving"
start office.log "$plumbd" serve --dir "$work/office" "${listen[@]}"
serving=$started
ours 200 'the session outlives a restart' "$page/api/people"
check 'and the certificate is the one that a browser was told to trust' "$certificate" "$(shown)"
check 'the last administrator stays' 6 "$(office account block wang > "$work/out" 2>&1; echo $?)"
office account add --person P002 --login li --role administrator > /dev/null
office account block wang --why left > /dev/null
ours 401 'a block ends the session' "$page/api/people"

# ---- the audit ----
check 'the audit is intact' true "$(office audit verify --json | field ok)"
check 'it says who and why' 1 "$(office audit list --act account.block | grep -c 'account.block.*left' || true)"
check 'the export stands there' 1 "$(office audit list --act export.people | grep -c wang || true)"
check 'and the wrong password' 1 "$(office audit list --act account.wrong_password | grep -c . || true)"
check 'no password does' 0 "$(grep -c "$first\|unrelated words" "$work/office/office.db" "$work/office/office.db-wal" | sed 's/.*://' | sort -n | tail -n 1)"
stop "$serving"
check 'the ledger has its end' yes "$([ "$(grep -c audit_head "$work/office/ledger")" -gt 0 ] && echo yes)"
