# SPDX-License-Identifier: Apache-2.0
"""Taps as the page makes them, while plumb serve is killed under them: each is repeated with the same number until it is
answered. Prints what was answered as saved: "TEXT RECORD", a line each.

usage: tapping.py PORT COOKIE PERSON PIN SITE TAPS PHOTO-EVERY
"""
import http.client
import json
import sys
import threading
import time
import uuid

port, cookie, person, pin, site, taps, photo_every = sys.argv[1:]
unlocking = threading.Lock()
saying = threading.Lock()
failed = []


def ask(path, body, kind="application/json"):
    """(status, answer), or (0, None) when no answer came."""
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=20)
    headers = {"Cookie": cookie, "X-Plumb": "1", "Content-Type": kind}
    try:
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    except (OSError, http.client.HTTPException, ValueError):
        return 0, None
    finally:
        connection.close()


def until_answered(path, body, kind="application/json"):
    while True:
        status, answer = ask(path, body, kind)
        if status in (0, 503):
            time.sleep(0.02)
        elif status == 401:  # the program was started again: it is locked
            with unlocking:
                ask("/api/unlock", json.dumps({"person": person, "pin": pin, "once": str(uuid.uuid4())}))
        else:
            return status, answer


def tap(text, number):
    note = json.dumps({"site": site, "text": text, "once": str(uuid.uuid4())})
    status, answer = until_answered("/api/notes", note)
    if status == 200 and number % int(photo_every) == 0:
        record = answer["id"]
        picture = b"\xff\xd8\xff\xe0 " + text.encode() * 5000
        status, answer = until_answered(f"/api/photos?record={record}&name=a.jpg&once={uuid.uuid4()}", picture, "image/jpeg")
        answer = {**(answer or {}), "id": record}
    with saying:
        if status == 200:
            print(text, answer["id"], flush=True)
        else:
            failed.append(f"{text}: {status} {answer}")


def work(worker):
    for number in range(int(taps)):
        tap(f"tap-{worker}-{number}", number)


workers = [threading.Thread(target=work, args=(worker,)) for worker in range(3)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
print("\n".join(failed), file=sys.stderr)
sys.exit(1 if failed else 0)
