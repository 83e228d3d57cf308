#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An independent client of docs/PROTOCOL.md, written from that page alone, with Python's standard library and openssl.

usage: protocol_client.py FOLDER LINK SITE-RECORD-CONTRACT   (FOLDER is made; exit 0 when everything held)
"""
import base64, hashlib, http.client, json, os, secrets, socket, ssl, subprocess, sys, time, urllib.parse, uuid

folder, link, contract = sys.argv[1:4]
os.makedirs(folder, exist_ok=True)
checks = [0, 0]


def check(what, wanted, got):
    checks[wanted != got] += 1
    if wanted != got:
        print(f"FAILED {what}: wanted {wanted!r}, got {got!r}")


def path(name):
    return os.path.join(folder, name)


def save(name, text):
    with open(path(name), "w", encoding="utf-8") as out:
        out.write(text)


def openssl(*arguments, stdin=b""):
    return subprocess.run(["openssl", *arguments], input=stdin, capture_output=True, check=True).stdout


def canonical(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def host_port(text):
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)


# Section 3: enrolment.
def enrol():
    parts = urllib.parse.urlsplit(link)
    query = urllib.parse.parse_qs(parts.query)
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", path("key.pem"))
    request = openssl("req", "-new", "-key", path("key.pem"), "-subj", "/CN=tablet").decode()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = http.client.HTTPSConnection(*host_port(parts.netloc), context=context, timeout=20)
    connection.connect()
    listener = ssl.DER_cert_to_PEM_cert(connection.sock.getpeercert(True)).encode()
    key = openssl("pkey", "-pubin", "-outform", "DER", stdin=openssl("x509", "-pubkey", "-noout", stdin=listener))
    check("the listener's key is the pinned one", query["pin"][0], hashlib.sha256(key).hexdigest())
    body = json.dumps({"code": parts.path.strip("/"), "request": request, "name": "independent", "agent": "independent 1"})
    replies = []
    for _ in range(2):  # a lost reply is no dead code
        connection.request("POST", "/v1/enrol", body)
        answer = connection.getresponse()
        replies.append((answer.status, json.loads(answer.read())))
    check("enrolled", 200, replies[0][0])
    check("the same request gets the same answer", replies[0], replies[1])
    reply = replies[0][1]
    for name in ("certificate", "ca", "receipt", "seal"):
        save(name + ".pem", reply[name])
    der = ssl.PEM_cert_to_DER_cert(reply["ca"])
    check("the CA is the one in the link", query["ca"][0], hashlib.sha256(der).hexdigest())
    for name in ("certificate", "receipt", "seal"):
        openssl("verify", "-ignore_critical", "-CAfile", path("ca.pem"), path(name + ".pem"))
    return reply


class Office:
    def __init__(self, reply):
        self.context = ssl.create_default_context(cafile=path("ca.pem"))
        self.context.load_cert_chain(path("certificate.pem"), path("key.pem"))
        self.host, self.port = host_port(reply["sync"])
        self.connection = None

    def call(self, method, target, body=b"", headers=None):
        if self.connection is None or self.connection.sock is None:
            plain = socket.create_connection((self.host, self.port), timeout=20)
            self.connection = http.client.HTTPConnection("plumbd.internal")
            self.connection.sock = self.context.wrap_socket(plain, server_hostname="plumbd.internal")
        self.connection.request(method, target, body, headers or {})
        answer = self.connection.getresponse()
        return answer.status, answer.headers, answer.read()


# Section 2: writes, chain, states.
class Replica:
    def __init__(self, reply):
        self.device, self.person = reply["device"], reply["persons"][0]["id"]
        self.actor, self.counter = secrets.token_hex(8), 0
        self.chain, self.journal, self.records = bytes(32), [], {}
        self.sent, self.after, self.from_chain = 0, None, bytes(32)
        self.epoch = self.scope = self.cursor = self.witness = self.token = self.persons = None

    def write(self, record, kind, site, fields):
        state = self.records.setdefault(record, {"id": record, "kind": kind, "site": site, "vector": {}, "writes": []})
        wall = int(time.time() * 1000)
        self.counter += 1
        context = dict(state["vector"])
        entry = {"actor": self.actor, "clock": {"boot": "0123456789abcdef", "mono": 1, "offset": None, "wall": wall},
                 "context": context, "counter": str(self.counter), "fields": {"deleted": False, **fields}, "id": record,
                 "kind": kind, "person": self.person, "site": site, "time": str(wall << 16)}
        text = canonical(entry)
        self.chain = hashlib.sha256(self.chain + text.encode()).digest()
        self.journal.append((text, self.chain))
        for other in state["writes"]:
            if int(context.get(other["actor"], "0")) >= int(other["counter"]):
                for name in entry["fields"]:
                    other["fields"].pop(name, None)
        state["writes"] = [w for w in state["writes"] if w["fields"]]
        state["writes"].append({k: entry[k] for k in ("actor", "counter", "fields", "person", "time")})
        self.raise_vector(state, {self.actor: str(self.counter)})
        self.sort(state)

    @staticmethod
    def raise_vector(state, vector):
        for actor, n in vector.items():
            state["vector"][actor] = str(max(int(state["vector"].get(actor, "0")), int(n)))

    @staticmethod
    def sort(state):
        state["writes"].sort(key=lambda w: (w["actor"], int(w["counter"])))

    def merge(self, theirs):
        mine = self.records.setdefault(theirs["id"], {**theirs, "vector": {}, "writes": []})
        covers = lambda v, w: int(v.get(w["actor"], "0")) >= int(w["counter"])
        both = {(w["actor"], w["counter"]): [None, None] for w in mine["writes"] + theirs["writes"]}
        for side, state in enumerate((mine, theirs)):
            for w in state["writes"]:
                both[w["actor"], w["counter"]][side] = w
        kept = []
        for a, b in both.values():
            fields = {}
            for name in set((a or {}).get("fields", {})) | set((b or {}).get("fields", {})):
                here, there = a and name in a["fields"], b and name in b["fields"]
                if (here and there) or (here and not covers(theirs["vector"], a)) or (there and not covers(mine["vector"], b)):
                    fields[name] = (a if here else b)["fields"][name]
            if fields:
                kept.append({**(a or b), "fields": fields})
        mine["writes"] = kept
        self.raise_vector(mine, theirs["vector"])
        self.sort(mine)

    # Section 4: the full form.
    def exchange(self, office):
        lines = [text for text, _ in self.journal[self.sent:]]
        header = {"protocol": [1, 1], "agent": "independent 1", "epoch": self.epoch, "scope": self.scope,
                  "cursor": self.cursor, "witness": self.witness, "persons": self.persons, "chain": self.chain.hex(), "pull": 1 << 20,
                  "actors": {self.actor: str(self.counter)} if self.counter else {},
                  "unsent": {"writes": len(lines), "blobs": 0, "bytes": 0, "oldest": None},
                  "clock": {"boot": "0123456789abcdef", "mono": 1, "wall": int(time.time() * 1000), "offset": None},
                  "storage": {"free": 1 << 30}}
        if lines:
            header["push"] = {"after": self.after, "from": self.from_chain.hex(), "to": self.chain.hex(),
                              "count": len(lines), "raw": False, "break": False}
        body = "".join(line + "\n" for line in [json.dumps(header)] + lines).encode()
        status, _, answer = office.call("POST", "/v1/sync", body)
        check("the exchange is answered", 200, status)
        self.last_body = body
        return self.apply(answer, len(lines))

    def apply(self, answer, pushed):
        first, *rest = answer.decode().splitlines()
        reply = json.loads(first)
        check("all lines came", reply.get("lines", 0), len(rest))
        if reply["answer"] != "ok":
            return reply, rest
        if pushed:
            self.check_receipt(reply["receipt"])
            check("one mac for each record pushed", 0, len(base64.b64decode(reply["macs"])) % 16)
            self.sent += pushed
            self.from_chain, self.witness = self.chain, reply["receipt"]["witness"]
            self.after = {"actor": self.actor, "counter": str(self.counter)}
        for line in rest:
            value = json.loads(line)
            if "state" in value:
                check("a state is canonical", line, canonical(value))
                self.merge(value["state"])
            if "persons" in value:
                self.listed, self.persons = value["persons"], value["version"]
        self.epoch, self.scope = reply["epoch"], reply["scope"]
        self.cursor, self.token = reply.get("cursor", self.cursor), reply.get("token")
        return reply, rest

    # Section 6.
    def check_receipt(self, receipt):
        signature = base64.b64decode(receipt.pop("signature"))
        with open(path("signature"), "wb") as out:
            out.write(signature)
        save("receipt.pub", openssl("x509", "-in", path("receipt.pem"), "-pubkey", "-noout").decode())
        result = subprocess.run(["openssl", "dgst", "-sha256", "-verify", path("receipt.pub"), "-signature",
                                 path("signature")], input=canonical(receipt).encode(), capture_output=True)
        check("the receipt's signature verifies", 0, result.returncode)
        check("it covers what was pushed", str(self.counter), receipt["actors"].get(self.actor))
        check("it is for this tablet", self.device, receipt["device"])


# Section 7.
def photo(office, replica, site, note):
    data = b"\xff\xd8\xff\xe0" + os.urandom(600000)
    digest = hashlib.sha256(data).hexdigest()
    record = str(uuid.uuid4())
    replica.write(record, "photo", site, {"of": note, "digest": digest, "size": len(data), "mime": "image/jpeg"})
    replica.exchange(office)
    metadata = ",".join(k + " " + base64.b64encode(v.encode()).decode()
                        for k, v in {"sha256": digest, "site": site, "record": record, "lane": "photo"}.items())
    tus = {"Tus-Resumable": "1.0.0"}
    status, headers, _ = office.call("OPTIONS", "/v1/blobs")
    check("tus is spoken", "1.0.0", headers.get("Tus-Version"))
    status, headers, _ = office.call("POST", "/v1/blobs", b"", {**tus, "Upload-Length": str(len(data)), "Upload-Metadata": metadata})
    check("created", 201, status)
    place, offset = headers["Location"], 0
    while offset < len(data):
        chunk = data[offset:offset + 262144]
        patch = {**tus, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream",
                 "Upload-Checksum": "sha256 " + base64.b64encode(hashlib.sha256(chunk).digest()).decode()}
        if offset == 0:
            check("a wrong checksum is refused", 460, office.call("PATCH", place, chunk, {
                **patch, "Upload-Checksum": "sha256 " + base64.b64encode(bytes(32)).decode()})[0])
            check("a wrong offset is refused", 409, office.call("PATCH", place, chunk, {**patch, "Upload-Offset": "7"})[0])
        status, headers, _ = office.call("PATCH", place, chunk, patch)
        check("a chunk is taken", 204, status)
        offset = int(headers["Upload-Offset"])
    check("the commit is told", True, headers.get("Plumb-Commit", "").isdigit())
    status, _, body = office.call("GET", f"/v1/blobs/{digest}?record={record}")
    check("it comes back whole", (200, digest), (status, hashlib.sha256(body).hexdigest()))
    status, _, body = office.call("GET", f"/v1/blobs/{digest}?record={record}", b"", {"Range": "bytes=100-199"})
    check("and in part", (206, data[100:200]), (status, body))
    check("not through another record", 404, office.call("GET", f"/v1/blobs/{digest}?record={note}")[0])
    status, headers, _ = office.call("POST", "/v1/blobs", b"", {**tus, "Upload-Length": str(len(data)), "Upload-Metadata": metadata})
    check("what is held needs no second upload", (201, str(len(data))), (status, headers.get("Upload-Offset")))


# Section 8.
DIGITS = "0123456789abcdefghijklmnopqrstuv"


class Proof:
    def __init__(self, office, replica):
        self.office, self.replica, self.number, self.round_trips = office, replica, secrets.token_hex(8), 0

    def items(self):
        """(digits of the place, place, mark, id) of each record, in order of place."""
        found = []
        for record, state in self.replica.records.items():
            key = uuid.UUID(record).bytes
            place = hashlib.sha256(key).digest()[:8]
            mark = hashlib.sha256(key + hashlib.sha256(canonical(state).encode()).digest()).digest()
            number = int.from_bytes(place, "big")
            found.append(("".join(DIGITS[number >> (59 - 5 * i) & 31] for i in range(12)), place, mark, record))
        return sorted(found, key=lambda item: item[1])

    @staticmethod
    def tally(items):
        total = sum(int.from_bytes(mark, "big") for _, _, mark, _ in items) % (1 << 256)
        return len(items).to_bytes(8, "big") + total.to_bytes(32, "big")

    def sums(self):
        items = self.items()
        return {"count": str(len(items)), "digest": hashlib.sha256(self.tally(items)).hexdigest()}

    def print_of(self, at):
        inside = [item for item in self.items() if item[0].startswith(at)]
        return hashlib.sha256(bytes.fromhex(self.number) + self.tally(inside)).digest()[:8]

    def tell(self, at):
        inside = [item for item in self.items() if item[0].startswith(at)]
        if len(inside) > 64:
            return {"at": at, "prints": base64.b64encode(b"".join(self.print_of(at + d) for d in DIGITS)).decode()}
        return {"at": at, "items": base64.b64encode(b"".join(p + m[:8] for _, p, m, _ in inside)).decode()}

    def hear(self, line):
        """Ranges, and places, that are not the same."""
        if "prints" in line:
            theirs = base64.b64decode(line["prints"])
            return [line["at"] + d for i, d in enumerate(DIGITS) if self.print_of(line["at"] + d) != theirs[8 * i:8 * i + 8]], set()
        raw = base64.b64decode(line["items"])
        theirs = {raw[i:i + 16] for i in range(0, len(raw), 16)}
        ours = {p + m[:8] for digits, p, m, _ in self.items() if digits.startswith(line["at"])}
        return [], {item[:8] for item in theirs ^ ours}

    def ask(self, step, lines=(), **more):
        first = {"proof": self.number, "step": step, "lines": len(lines), **more}
        status, _, answer = self.office.call("POST", "/v1/proof", "".join(json.dumps(l) + "\n" for l in (first, *lines)).encode())
        check("a step of the proof is answered", 200, status)
        self.round_trips += 1
        first, *rest = [json.loads(line) for line in answer.decode().splitlines()]
        check("all its lines came", first["lines"], len(rest))
        return first, rest

    def run(self):
        replica = self.replica
        first, lines = self.ask("begin", [self.tell("")], epoch=replica.epoch, scope=replica.scope, cursor=replica.cursor,
                                witness=replica.witness, **self.sums())
        places = set()
        while first["answer"] == "go" and lines:
            heard = [self.hear(line) for line in lines]
            places |= set().union(*(found for _, found in heard))
            ranges = [at for found, _ in heard for at in found]
            lines = self.ask("walk", [self.tell(at) for at in ranges[:64]])[1] if ranges else []
        if first["answer"] == "go":
            here = {place: record for _, place, _, record in self.items()}
            want = b"".join(place for place in places if place not in here)
            repaired, lines = self.ask("repair", [{"record": here[p]} for p in places if p in here], want=base64.b64encode(want).decode())
            for line in lines:
                replica.merge(line["state"])
            check("the repair makes both the same", self.sums(), {k: repaired[k] for k in ("count", "digest")})
            first, _ = self.ask("end", left=0, sent=0, gone=0, **self.sums())
        check("both hold the same", ("equal", self.sums()), (first["answer"], {k: first.get(k) for k in ("count", "digest")}))
        return len(places)


def prove(office, replica, note):
    while replica.exchange(office)[0]["more"]:
        pass
    equal = Proof(office, replica)
    check("what is the same", (0, 1), (equal.run(), equal.round_trips))
    del replica.records[note]
    lost = Proof(office, replica)
    check("a lost record is found, repaired alone, and confirmed", (1, True, True),
          (lost.run(), lost.round_trips <= 4, note in replica.records))
    replica.records[note]["writes"][0]["fields"]["text"] = "不是办公室的"
    other = Proof(office, replica)
    other.ask("begin", [other.tell("")], epoch=replica.epoch, scope=replica.scope, cursor=replica.cursor, witness=replica.witness, **other.sums())
    first, _ = other.ask("end", left=1, sent=0, gone=0, **other.sums())
    check("what differs and is not repaired is told", "differs", first["answer"])
    check("a proof that has ended is gone", "gone", other.ask("walk")[0]["answer"])


def main():
    reply = enrol()
    office, replica = Office(reply), Replica(reply)
    answer, _ = replica.exchange(office)
    check("the first pull", "ok", answer["answer"])
    while answer["more"]:
        answer, _ = replica.exchange(office)
    site = next(r["id"] for r in replica.records.values() if r["kind"] == "site"
                and any(w["fields"].get("contract_number") == contract for w in r["writes"]))
    note = str(uuid.uuid4())
    replica.write(note, "note", site, {"text": "独立客户端"})
    replica.write(note, "note", site, {"text": "独立客户端,改"})
    replica.exchange(office)
    check("who may write is told", reply["persons"], replica.listed)
    status, _, again = office.call("POST", "/v1/sync", replica.last_body)
    check("a repeated batch is answered", (200, "ok"), (status, json.loads(again.splitlines()[0])["answer"]))
    answer, rest = replica.exchange(office)
    check("nothing comes back to its author, and no list that is known", [], rest)
    status, _, short = office.call("POST", "/v1/sync", json.dumps({"clock": 1, "token": replica.token}).encode())
    check("nothing to say is said shortly", (True, True), (len(short) <= 512, "next" in json.loads(short)))
    photo(office, replica, site, note)
    prove(office, replica, note)
    hole = Replica(reply)
    hole.counter = 5
    hole.write(str(uuid.uuid4()), "note", site, {"text": "a hole"})
    answer, _ = hole.exchange(office)
    check("a hole is a gap", "gap", answer["answer"])
    save("note", note)
    print(f"{checks[0]} passed, {checks[1]} failed")
    return 1 if checks[1] else 0


sys.exit(main())
