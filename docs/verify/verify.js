// SPDX-License-Identifier: Apache-2.0
// A second verifier of exported sign-offs (docs/EVIDENCE.md), written apart from the C program and
// without a library: WebCrypto, JSON and nothing else. No import or export, so that the page works
// from a folder (file://), where browsers load no modules; run.js takes it from globalThis.
(() => {
    'use strict';

    class Refused extends Error {
        /** @param {string} zh @param {string} en */
        constructor(zh, en) {
            super(en);
            this.zh = zh;
            this.en = en;
        }
    }
    /** @param {unknown} good @param {string} zh @param {string} en */
    const need = (good, zh, en) => {
        if (!good)
            throw new Refused(zh, en);
    };

    const FIRST_LINE = 'plumbline evidence 1\n', MANIFEST_MAX = 256 * 1024;
    const SEALED_MAX = 8192, STATEMENT_MAX = 1 << 20, DEPTH_MAX = 16, PROOF_MAX = 64, POINTS_MAX = 20000;
    const utf8 = new TextEncoder(), subtle = () => globalThis.crypto.subtle;
    const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
    const sha256 = async (bytes) => new Uint8Array(await subtle().digest('SHA-256', bytes));
    const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
    const join = (...parts) => {
        const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
        let at = 0;
        for (const part of parts) {
            out.set(part, at);
            at += part.length;
        }
        return out;
    };

    // ---- Canonical JSON: what is not byte for byte what we would write is refused.

    const canonical = (value, depth = 0) => {
        if (value === null || typeof value === 'boolean')
            return String(value);
        if (typeof value === 'number') {
            need(Number.isSafeInteger(value) && !Object.is(value, -0), '数字不规范', 'a number that cannot be');
            return String(value);
        }
        if (typeof value === 'string') {
            need(!value.includes('\0') && !/\p{Surrogate}/u.test(value), '文字不规范', 'a text that cannot be');
            return JSON.stringify(value);
        }
        need(depth < DEPTH_MAX, '嵌套过深', 'nested too deep');
        if (Array.isArray(value))
            return `[${value.map((one) => canonical(one, depth + 1)).join(',')}]`;
        const members = Object.keys(value).sort().map((key) => `${canonical(key)}:${canonical(value[key], depth + 1)}`);
        return `{${members.join(',')}}`;
    };
    const parse = (bytes, zh, en) => {
        try {
            const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
            const value = JSON.parse(text);
            need(canonical(value) === text, zh, en);
            return value;
        } catch (error) {
            throw error instanceof Refused ? error : new Refused(zh, en);
        }
    };
    const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
    const hasExactly = (value, names) =>
        isObject(value) && Object.keys(value).sort().join() === [...names].sort().join();

    // ---- Values.

    const isText = (value) => typeof value === 'string' && value !== '';
    const isInteger = (value) => Number.isSafeInteger(value);
    const isDigest = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
    const isSeal = (value) => typeof value === 'string' && /^([0-9a-f]{2}){1,80}$/.test(value);
    const isUuid = (value) => typeof value === 'string'
        && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value) && /[1-9a-f]/.test(value);
    const isU64 = (value) => typeof value === 'string' && /^(0|[1-9][0-9]{0,19})$/.test(value)
        && BigInt(value) < 1n << 64n;
    const isTime = (value) => isInteger(value) && value >= 0;
    const orNull = (check) => (value) => value === null || check(value);
    const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
    const fromBase64 = (text) => {
        need(typeof text === 'string' && text !== '' && /^[A-Za-z0-9+/]+={0,2}$/.test(text), '不是 base64', 'not base64');
        const binary = atob(text);
        need(btoa(binary) === text, '不是规范的 base64', 'not base64 in its one form');
        return Uint8Array.from(binary, (c) => c.charCodeAt(0));
    };
    const shapes = {
        sealed: {
            boot: orNull((v) => typeof v === 'string' && /^[0-9a-f]{16}$/.test(v)), catalogue: isText,
            certificate: isDigest, chain: isDigest, content: isDigest, device: isUuid, entries: isU64,
            form: isText, format: (v) => v === 'plumbline-signoff-1', handwriting: orNull(isDigest),
            id: isUuid, latitude: orNull(isText), longitude: orNull(isText), mono_ms: isInteger,
            name: isText, node: orNull(isUuid), of: isUuid, offset_ms: orNull(isInteger), person: isUuid,
            reason: orNull(isText), rendering: orNull(isDigest), role: isText,
            score: orNull((v) => isInteger(v) && v >= 1 && v <= 5), signed_ms: isInteger, site: isUuid,
            statement: isDigest, verdict: isText,
        },
        leaf: {
            certificate: isDigest, format: (v) => v === 'plumbline-leaf-1', received_ms: isTime,
            seal: isSeal, sealed: isDigest,
        },
        head: {
            certificate: isDigest,
            epoch: (v) => typeof v === 'string' && /^[0-9a-f]{16}$/.test(v) && /[1-9a-f]/.test(v),
            format: (v) => v === 'plumbline-head-1', root: isDigest, size: (v) => isU64(v) && v !== '0',
            time_ms: isTime,
        },
    };
    const fits = (value, shape) => hasExactly(value, Object.keys(shape))
        && Object.entries(shape).every(([name, check]) => check(value[name]));

    // ---- DER, as little as certificates and signatures need.

    /** @returns {{tag: number, body: Uint8Array, whole: Uint8Array, next: number}} */
    const derAt = (bytes, at) => {
        const bad = () => need(false, '证书或封签的编码不对', 'a certificate or seal that is not DER');
        let length = bytes[at + 1], start = at + 2;
        if (length === undefined)
            bad();
        if (length > 0x7f) {
            const count = length & 0x7f;
            if (count < 1 || count > 2 || start + count > bytes.length)
                bad();
            length = 0;
            for (let i = 0; i < count; i++)
                length = length * 256 + bytes[start++];
            if (length < (count === 1 ? 0x80 : 0x100))
                bad();
        }
        if (start + length > bytes.length)
            bad();
        return { tag: bytes[at], body: bytes.subarray(start, start + length),
                 whole: bytes.subarray(at, start + length), next: start + length };
    };
    const derList = (bytes) => {
        const out = [];
        for (let at = 0; at < bytes.length;) {
            const one = derAt(bytes, at);
            out.push(one);
            at = one.next;
        }
        return out;
    };
    const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    // The 64 bytes r ‖ s of a signature in its one DER form, or null.
    const signatureOf = (der) => {
        try {
            const outer = derAt(der, 0);
            const numbers = derList(outer.body);
            if (outer.tag !== 0x30 || outer.next !== der.length || numbers.length !== 2)
                return null;
            const out = new Uint8Array(64);
            for (const [i, { tag, body }] of numbers.entries()) {
                const padded = body[0] === 0 && body.length > 1;
                if (tag !== 2 || body.length < 1 || body[0] > 0x7f || (padded && body[1] < 0x80))
                    return null;
                const digits = padded ? body.subarray(1) : body;
                if (digits.length > 32)
                    return null;
                out.set(digits, 32 * i + 32 - digits.length);
            }
            return out;
        } catch {
            return null;
        }
    };
    const isLow = (signature) => BigInt(`0x${hex(signature.subarray(32))}`) <= ORDER / 2n;
    const holds = async (spki, text, signature) => {
        const way = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
        try {
            const key = await subtle().importKey('spki', spki, way, false, ['verify']);
            return signature !== null && await subtle().verify(way, key, signature, text);
        } catch {
            return false;
        }
    };
    const CLIENT = '2b06010505070302', LOG = '699998988e8ec7a598aedde88fcddaecfde05b', ECDSA_SHA256 = '2a8648ce3d040302';
    // What a certificate says; extensions by the hex of their OID.
    const certificateOf = (der) => {
        const outer = derAt(der, 0), [tbs, algorithm, bits] = derList(outer.body);
        need(outer.tag === 0x30 && outer.next === der.length && bits?.tag === 3 && bits.body[0] === 0,
             '不是证书', 'not a certificate');
        const fields = derList(tbs.body), start = fields[0]?.tag === 0xa0 ? 1 : 0;
        const [, , issuer, , subject, spki] = fields.slice(start);
        need(spki, '不是证书', 'not a certificate');
        const extensions = new Map();
        for (const field of fields.slice(start + 6)) {
            if (field.tag !== 0xa3)
                continue;
            for (const one of derList(derList(field.body)[0].body)) {
                const parts = derList(one.body);
                extensions.set(hex(parts[0].body), parts[parts.length - 1].body);
            }
        }
        let name = '';
        for (const set of derList(subject.body))
            for (const pair of derList(set.body)) {
                const [oid, value] = derList(pair.body);
                if (hex(oid.body) === '550403' && name === '')
                    name = new TextDecoder().decode(value.body);
            }
        return { tbs: tbs.whole, algorithm: hex(derList(algorithm.body)[0].body), issuer: issuer.whole,
                 subject: subject.whole, spki: spki.whole, signature: bits.body.subarray(1), name,
                 usage: hex(extensions.get('551d0f') ?? []), purposes: hex(extensions.get('551d25') ?? []),
                 basic: hex(extensions.get('551d13') ?? []) };
    };
    const isAuthority = (certificate) => certificate.basic.startsWith('30')
        && certificate.basic.includes('0101ff') && certificate.usage === '03020204';
    const isIssued = async (certificate, ca, purpose) =>
        certificate.usage === '03020780' && !certificate.basic.includes('0101ff')
        && certificate.purposes === `30${(purpose.length / 2 + 2).toString(16).padStart(2, '0')}06${
            (purpose.length / 2).toString(16).padStart(2, '0')}${purpose}`
        && certificate.algorithm === ECDSA_SHA256 && same(certificate.issuer, ca.subject)
        && await holds(ca.spki, certificate.tbs, signatureOf(certificate.signature));
    const authorityOf = (pem) => {
        const block = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(pem);
        need(block, '不是机构证书', 'not an authority\'s certificate');
        const ca = certificateOf(Uint8Array.from(atob(block[1].replace(/\s/g, '')), (c) => c.charCodeAt(0)));
        need(isAuthority(ca), '不是机构证书', 'not an authority\'s certificate');
        return ca;
    };

    // ---- Merkle inclusion (RFC 9162 section 2.1.3.2).

    const isIncluded = async (leaf, index, size, proof, root) => {
        let at = BigInt(index), last = BigInt(size) - 1n;
        let node = await sha256(join(Uint8Array.of(0), leaf));
        if (at > last)
            return false;
        for (const sibling of proof) {
            if (last === 0n)
                return false;
            if ((at & 1n) === 1n || at === last) {
                node = await sha256(join(Uint8Array.of(1), sibling, node));
                for (; (at & 1n) === 0n && at !== 0n; at >>= 1n)
                    last >>= 1n;
            } else {
                node = await sha256(join(Uint8Array.of(1), node, sibling));
            }
            at >>= 1n;
            last >>= 1n;
        }
        return last === 0n && hex(node) === root;
    };

    // ---- The file.

    const isManifest = (m) => hasExactly(m, ['blobs', 'certificate', 'counter', 'format', 'seal', 'sealed'])
        && m.format === 'plumbline-evidence-1' && isSeal(m.seal) && fits(m.sealed, shapes.sealed)
        && (m.sealed.handwriting === null) === (m.sealed.rendering === null)
        && utf8.encode(canonical(m.sealed)).length <= SEALED_MAX && Array.isArray(m.blobs)
        && m.blobs.every((blob) => hasExactly(blob, ['digest', 'size']) && isDigest(blob.digest)
            && isInteger(blob.size) && blob.size >= 1);
    const isCounter = (c) => hasExactly(c, ['certificate', 'head', 'head_seal', 'index', 'leaf', 'proof'])
        && fits(c.head, shapes.head) && fits(c.leaf, shapes.leaf) && isSeal(c.head_seal) && isU64(c.index)
        && typeof c.proof === 'string' && /^([0-9a-f]{64})*$/.test(c.proof) && c.proof.length <= 64 * PROOF_MAX;
    const readManifest = (bytes) => {
        const line = utf8.encode(FIRST_LINE);
        need(same(bytes.subarray(0, line.length), line), '首行不对:不是签署文件', 'the first line: not such a file');
        const end = bytes.indexOf(10, line.length);
        need(end > 0 && end - line.length < MANIFEST_MAX, '文件目录不完整', 'the manifest does not end');
        const manifest = parse(bytes.subarray(line.length, end), '文件目录被改动', 'the manifest was changed');
        need(isManifest(manifest) && (manifest.counter === null || isCounter(manifest.counter)),
             '文件目录被改动', 'the manifest was changed');
        return { manifest, at: end + 1 };
    };
    const readBlobs = async (bytes, manifest, start) => {
        const out = [];
        let at = start;
        for (const { digest, size } of manifest.blobs) {
            need(size <= bytes.length - at, '文件不完整', 'the file breaks off');
            const blob = bytes.subarray(at, at + size);
            need(hex(await sha256(blob)) === digest, `第 ${out.length + 1} 部分内容被改动`,
                 `part ${out.length + 1} of the contents was changed`);
            out.push(blob);
            at += size;
        }
        need(at === bytes.length, '末尾有多余的字节', 'something follows the last part');
        return out;
    };
    const checkSeal = async (manifest, ca) => {
        const { sealed } = manifest, der = fromBase64(manifest.certificate), certificate = certificateOf(der);
        const seal = signatureOf(fromHex(manifest.seal));
        need(await isIssued(certificate, ca, CLIENT), '不是该机构发给平板的证书', 'no tablet\'s certificate of this authority');
        need(hex(await sha256(der)) === sealed.certificate, '证书与封签原文不符', 'another certificate than was sealed');
        need(await holds(certificate.spki, utf8.encode(canonical(sealed)), seal),
             '封签与封签原文不符', 'the seal does not fit the sealed text');
        need(isLow(seal), '封签被改写', 'the seal was rewritten');
        need(certificate.name === sealed.device, '封签原文写的是另一台平板', 'the sealed text names another tablet');
    };
    const checkCounter = async ({ counter, sealed, seal }, ca) => {
        const { leaf, head } = counter, der = fromBase64(counter.certificate), certificate = certificateOf(der);
        const headSeal = signatureOf(fromHex(counter.head_seal));
        need(leaf.certificate === sealed.certificate && leaf.seal === seal
             && leaf.sealed === hex(await sha256(utf8.encode(canonical(sealed)))),
             '办公室会签的是另一次签署', 'the office countersigned another sign-off');
        need(await isIssued(certificate, ca, LOG), '不是该机构的日志证书', 'no log certificate of this authority');
        need(hex(await sha256(der)) === head.certificate, '日志证书与树头不符', 'another log certificate than the head names');
        need(await holds(certificate.spki, utf8.encode(canonical(head)), headSeal) && isLow(headSeal),
             '树头封签不符', 'the seal of the tree head does not fit');
        const proof = (counter.proof.match(/.{64}/g) ?? []).map(fromHex);
        need(await isIncluded(utf8.encode(canonical(leaf)), counter.index, head.size, proof, head.root),
             '收录证明不成立', 'the log proof does not hold');
    };
    const isOpen = (value, names) => isObject(value) && names.every((name) => name in value);
    const originalsOf = (statement) => {
        const { content, shown } = statement;
        need(isOpen(content, ['items']) && Array.isArray(content.items) && isOpen(shown, ['photos'])
             && Array.isArray(shown.photos) && content.items.every((item) => isOpen(item, ['photos'])
                 && Array.isArray(item.photos)) && shown.photos.every((photo) => isOpen(photo, ['digest'])),
             '签署内容不完整', 'the statement is not whole');
        const all = [...content.items.flatMap((item) => item.photos), ...shown.photos.map((photo) => photo.digest)];
        need(all.every(isDigest), '签署内容不完整', 'the statement is not whole');
        return [...new Set(all)];
    };
    const checkStatement = async (bytes, sealed) => {
        const zh = '签署内容与封签原文不符', en = 'the statement is another than was sealed';
        need(bytes.length <= STATEMENT_MAX, zh, en);
        const statement = parse(bytes, zh, en), { content } = statement ?? {};
        need(hasExactly(statement, ['catalogue', 'content', 'format', 'records', 'shown'])
             && statement.format === 'plumbline-statement-1' && statement.catalogue === sealed.catalogue
             && isOpen(content, ['form', 'of']) && isOpen(content.form, ['code']) && isOpen(content.of, ['id'])
             && content.form.code === sealed.form && content.of.id === sealed.of
             && hex(await sha256(utf8.encode(canonical(content)))) === sealed.content, zh, en);
        return originalsOf(statement);
    };
    const checkHandwriting = (bytes) => {
        const zh = '不是手写笔迹', en = 'no handwriting', ink = parse(bytes, zh, en);
        const within = (v, most) => isInteger(v) && v >= 0 && v <= most;
        need(bytes.length <= STATEMENT_MAX && hasExactly(ink, ['format', 'height', 'strokes', 'width'])
             && ink.format === 'plumbline-strokes-1' && within(ink.width, 1e6) && ink.width > 0
             && within(ink.height, 1e6) && ink.height > 0 && Array.isArray(ink.strokes)
             && ink.strokes.every((stroke) => Array.isArray(stroke) && stroke.length > 0), zh, en);
        const points = ink.strokes.flat();
        need(points.length >= 8 && points.length <= POINTS_MAX && points.every((p, i) => Array.isArray(p)
             && p.length === 4 && within(p[0], ink.width) && within(p[1], ink.height) && within(p[2], 1000)
             && within(p[3], 86400000) && (i ? p[3] >= points[i - 1][3] : p[3] === 0)), zh, en);
        const span = (i) => points.reduce((most, p) => Math.max(most, p[i]), 0)
            - points.reduce((least, p) => Math.min(least, p[i]), 1e6);
        need(span(0) * 20 >= ink.width || span(1) * 20 >= ink.height, zh, en);
    };
    const checkPhotos = (listed, originals) => {
        let next = 0;
        for (const { digest } of listed) {
            const at = originals.indexOf(digest, next);
            need(at >= 0, '照片不属于这次签署', 'a photo that the statement does not name here');
            next = at + 1;
        }
    };

    /**
     * Checks an exported sign-off against the authority's certificate.
     * @param {Uint8Array} bytes @param {string} caPem
     * @returns {Promise<{genuine: boolean, zh?: string, en?: string, sealed?: object, counter?: object,
     *     photos?: number, photosInside?: number}>} zh, en: why not
     */
    const verify = async (bytes, caPem) => {
        try {
            const ca = authorityOf(caPem), { manifest, at } = readManifest(bytes);
            const { sealed, counter } = manifest, blobs = await readBlobs(bytes, manifest, at);
            const fixed = [sealed.statement, ...(sealed.handwriting ? [sealed.handwriting, sealed.rendering] : [])];
            await checkSeal(manifest, ca);
            if (counter)
                await checkCounter(manifest, ca);
            need(fixed.every((digest, i) => manifest.blobs[i]?.digest === digest),
                 '内容属于另一次签署', 'contents of another sign-off');
            const originals = await checkStatement(blobs[0], sealed), photos = manifest.blobs.slice(fixed.length);
            checkPhotos(photos, originals);
            if (sealed.handwriting)
                checkHandwriting(blobs[1]);
            return { genuine: true, sealed, counter, photos: originals.length, photosInside: photos.length };
        } catch (error) {
            if (error instanceof Refused)
                return { genuine: false, zh: error.zh, en: error.en };
            return { genuine: false, zh: '文件读不懂', en: `it cannot be read (${error.message})` };
        }
    };
    globalThis.plumblineVerify = verify;
})();
