#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A full disk, on the tablet and in the office: a clear refusal, nothing lost, and it goes on by itself when space is back.
. "$(dirname "$0")/lib.sh"
small() { mkdir -p "$work/$1"; mount -t tmpfs -o "size=$2" tmpfs "$work/$1" 2> /dev/null; }
if ! small probe 1m; then
    echo 'SKIPPED: a small file system cannot be mounted here (root is needed)'
    exit 0
fi
umount "$work/probe"
unmount_all() { umount -l "$work/t1" "$work/office" 2> /dev/null || true; end; }
trap unmount_all EXIT
small t1 24m
small office 40m
office_make
office_start
enrol t1 P001
site=$(site_of t1 HT2026-007)
filler() { dd if=/dev/zero of="$work/$1/filler" bs=64k 2> /dev/null || true; }

filler t1
said=0
refused=0
for i in $(seq 400); do
    if new=$(note t1 "$site" "$(printf '满 %04d %015000d' "$i" 0)" 2> "$work/full.err"); then said=$((said + 1)) id=$new; else refused=$((refused + 1)); fi
    [ $refused -lt 3 ] || break
done
check 'texts still fit into the reserve' yes "$([ $said -gt 10 ] && echo yes || echo "no, $said")"
check 'then they are refused in words' yes "$(grep -q '存储空间已满' "$work/full.err" && echo yes || echo "no: $(cat "$work/full.err")")"
{ printf '\xff\xd8\xff\xe0'; head -c 3000000 /dev/urandom; } > "$work/photo.jpg"
fails 12 'a photo on a full tablet' tablet t1 photo add --record "$id" "$work/photo.jpg"
rm "$work/t1/filler"
check 'with space again it works' 36 "$(note t1 "$site" '有空间了' | tr -d '\n' | wc -c)"
check 'the tablet is intact' 0 "$(tablet t1 doctor | grep -c 'journal.*problem' || true)"

filler office
tablet t1 sync > /dev/null 2>&1 && check 'a sync to a full office' 'an error' success
check 'nothing was shown as delivered' $((said + 1)) "$(status t1 waiting)"
rm "$work/office/filler"
tablet t1 sync > /dev/null
check 'everything arrives' $((said + 1)) "$(total holds)"
check 'nothing is missing' 0 "$(total missing)"
check 'the office is intact' true "$(office verify --json | field ok)"
