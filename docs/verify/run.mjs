#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// node docs/verify/run.mjs CA.pem FILE…      a line for each file; exit code 0 when all are genuine
// node docs/verify/run.mjs --tamper CA.pem FILE   flips every bit and cuts at every byte: none may pass
import { readFileSync } from 'node:fs';
import { webcrypto } from 'node:crypto';
import { runInThisContext } from 'node:vm';

globalThis.crypto ??= webcrypto;
// The verifier is the one that a customer opens: it stands in the page.
const page = readFileSync(new URL('verify.html', import.meta.url), 'utf8');
runInThisContext(/<script id="verifier">([^]*?)<\/script>/.exec(page)[1], 'verify.html');
const verify = globalThis.plumblineVerify;

/** @param {Uint8Array} bytes @param {string} ca @returns {Promise<number>} how many passed */
async function tamper(bytes, ca) {
    let passed = 0;
    for (let bit = 0; bit < bytes.length * 8; bit++) {
        bytes[bit >> 3] ^= 1 << (bit & 7);
        passed += (await verify(bytes, ca)).genuine ? 1 : 0;
        bytes[bit >> 3] ^= 1 << (bit & 7);
    }
    for (let length = 0; length < bytes.length; length++)
        passed += (await verify(bytes.subarray(0, length), ca)).genuine ? 1 : 0;
    console.log(`${bytes.length * 8} flips, ${bytes.length} cuts, ${passed} passed`);
    return passed;
}

const args = process.argv.slice(2), tampering = args[0] === '--tamper';
const [ca, ...files] = tampering ? args.slice(1) : args;
if (!files.length) {
    console.error('usage: run.mjs [--tamper] CA.pem FILE…');
    process.exit(2);
}
let wrong = 0;
for (const file of files) {
    const bytes = new Uint8Array(readFileSync(file)), found = await verify(bytes, readFileSync(ca, 'utf8'));
    if (tampering && found.genuine)
        wrong += await tamper(bytes, readFileSync(ca, 'utf8'));
    else
        console.log(`${found.genuine ? 'genuine' : 'refused'}\t${file}\t${found.genuine ? found.code : `${found.zh} ${found.en}`}`);
    wrong += found.genuine ? 0 : 1;
}
process.exit(wrong ? 1 : 0);
