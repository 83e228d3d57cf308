#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The customer's file on a bare machine (D6.3, G17, I15): plumb verify without a folder, and the second
# verifier (docs/verify) agrees with it on genuine files, on forgeries, on every flipped bit and cut.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PLUMB_DIR=$work/none HOME=$work/home
plumb=$PLUMB_BIN/plumb

fail() {
    echo "test_verify: $1" >&2
    exit 1
}

mkdir "$work/files"
PLUMB_FORGERIES=$work/files "$PLUMB_BIN/unit/test_evidence_forgery" > "$work/log" 2>&1 ||
    fail "the files could not be made: $(cat "$work/log")"
ca=$work/files/ca.pem
genuine=$work/files/genuine-countersigned.plumb

# In words, as JSON, by exit code; and no folder is made for it.
"$plumb" verify --ca "$ca" "$genuine" > "$work/out" || fail "a genuine file is refused"
grep -q '真实,未被改动 genuine' "$work/out" || fail "no verdict in words"
grep -q '张三' "$work/out" || fail "the signer is not named"
grep -q 'what it does not prove' "$work/out" || fail "its limits are not told"
[ ! -e "$PLUMB_DIR" ] || fail "a folder was made"
code=0
"$plumb" verify "$genuine" > /dev/null 2> "$work/err" || code=$?
[ $code -eq 2 ] && grep -q -- --ca "$work/err" || fail "without a certificate it must ask for one"
code=0
"$plumb" verify --ca "$ca" "$work/files/forged-later.plumb" > "$work/out" 2> /dev/null || code=$?
[ $code -eq 31 ] && grep -q '收录证明 log proof' "$work/out" || fail "a later time of receipt: code $code"

# The office says the same, of files that any folder may lie beside, and makes no folder either.
for json in '' --json; do
    for file in "$genuine" "$work/files/forged-later.plumb"; do
        here=0 there=0
        # shellcheck disable=SC2086 # no option is none
        "$plumb" verify $json --statement --ca "$ca" "$file" > "$work/here" 2> /dev/null || here=$?
        "$PLUMB_BIN/plumbd" verify $json --statement --ca "$ca" "$file" > "$work/there" 2> /dev/null || there=$?
        [ $here -eq $there ] && diff "$work/here" "$work/there" || fail "plumbd verify: $there, not $here"
    done
done
[ ! -e "$PLUMB_DIR" ] || fail "a folder was made by the office"
code=0
"$PLUMB_BIN/plumbd" verify "$genuine" > /dev/null 2> "$work/err" || code=$?
[ $code -eq 2 ] && grep -q -- --ca "$work/err" || fail "the office without a certificate must ask for one"
"$PLUMB_BIN/plumbd" init --dir "$work/office" > /dev/null 2>&1
code=0
"$PLUMB_BIN/plumbd" verify --dir "$work/office" "$genuine" > "$work/out" || code=$?
[ $code -eq 31 ] || fail "another authority's file is genuine to this office: code $code"
"$PLUMB_BIN/plumbd" verify --dir "$work/office" > "$work/out" || fail "without FILE it checks the office"
grep -q '完好 intact' "$work/out" || fail "without FILE it checks the office: $(cat "$work/out")"
code=0
"$PLUMB_BIN/plumbd" verify --dir "$work/office" --ca "$ca" > /dev/null 2>&1 || code=$?
[ $code -eq 2 ] || fail "--ca without FILE: code $code"

# What is inside can be taken out.
"$plumb" verify --ca "$ca" --extract "$work/inside" "$genuine" > /dev/null
[ "$(find "$work/inside" -type f -printf '%f\n' | LC_ALL=C sort | tr '\n' ' ')" = \
    'handwriting.json handwriting.svg photo-001.jpg photo-002.jpg sealed.json statement.json ' ] ||
    fail "extracted: $(ls "$work/inside")"

# By hand, with openssl alone.
manifest=$(sed -n 2p "$genuine" | tr -d '\0')
sed 's/.*"certificate":"\([^"]*\)","counter".*/\1/' <<< "$manifest" | base64 -d > "$work/device.der"
sed 's/.*"seal":"\([0-9a-f]*\)","sealed":{"boot.*/\1/' <<< "$manifest" > "$work/seal.hex"
perl -ne 'chomp; print pack "H*", $_' "$work/seal.hex" > "$work/seal.der"
openssl x509 -inform der -in "$work/device.der" -out "$work/device.pem"
openssl x509 -in "$work/device.pem" -noout -pubkey > "$work/device.key"
openssl verify -CAfile "$ca" -purpose any "$work/device.pem" > /dev/null || fail "openssl: certificate"
openssl dgst -sha256 -verify "$work/device.key" -signature "$work/seal.der" "$work/inside/sealed.json" \
    > /dev/null || fail "openssl: seal"

# The two verifiers agree.
code=0
"$plumb" verify --json --ca "$ca" "$work"/files/*.plumb 2> /dev/null > "$work/json" || code=$?
[ $code -eq 31 ] || fail "forgeries among files: code $code"
sed 's/^{"file":"\([^"]*\)","genuine":true.*/genuine \1/; s/^{"file":"\([^"]*\)".*/refused \1/' \
    "$work/json" > "$work/c"
node docs/verify/run.mjs "$ca" "$work"/files/*.plumb | cut -f 1,2 | tr '\t' ' ' > "$work/js" || true
diff "$work/c" "$work/js" > "$work/diff" || fail "they differ: $(cat "$work/diff")"
[ "$(grep -c ^genuine "$work/c")" -eq 3 ] || fail "three files are genuine"
[ "$(grep -c ^refused "$work/c")" -gt 50 ] || fail "too few forgeries"

# The sample for people, and the table of docs/EVIDENCE.md about it.
sample=docs/verify/sample.plumb
"$plumb" verify --ca docs/verify/sample-ca.pem --extract "$work/sample" "$sample" > /dev/null || fail "the sample"
node docs/verify/run.mjs docs/verify/sample-ca.pem "$sample" > /dev/null || fail "the sample, by the second verifier"
for digest in $(sha256sum "$sample" "$work/sample/sealed.json" "$work/sample/statement.json" | cut -d ' ' -f 1); do
    grep -q "$digest" docs/EVIDENCE.md || fail "docs/EVIDENCE.md does not know $digest"
done

# C refuses all of these in unit.evidence_tamper. No sanitizer is in node: once is enough.
[ -n "${PLUMB_SANITIZE:-}" ] || node docs/verify/run.mjs --tamper "$ca" "$genuine" || fail "the second verifier let a change pass"
echo "test_verify: ok"
