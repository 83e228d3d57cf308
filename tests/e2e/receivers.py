#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A receiver of webhooks (HTTPS) and a mail server (SMTP with STARTTLS and login), as small as they can be real.

receivers.py FOLDER: makes a CA and a certificate there, prints "listening on WEB MAIL BARE" (BARE: a mail server without
STARTTLS), and appends to FOLDER/web.log and FOLDER/mail.log one JSON line for each message. FOLDER/status, when it is there, is
what the web receiver answers; FOLDER/secret is the key that signatures are checked with.
"""
import asyncio
import base64
import email
import email.policy
import hashlib
import hmac
import json
import os
import ssl
import subprocess
import sys
import time

folder = sys.argv[1]


def path(name):
    return os.path.join(folder, name)


def read(name, otherwise):
    try:
        with open(path(name)) as file:
            return file.read().strip()
    except FileNotFoundError:
        return otherwise


def note(name, row):
    with open(path(name), 'a') as file:
        file.write(json.dumps(row, ensure_ascii=False) + '\n')


def make_certificates():
    def openssl(*words):
        subprocess.run(['openssl', *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
            '-subj', '/CN=test ca', '-keyout', path('ca.key'), '-out', path('ca.pem'))
    openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=receiver',
            '-keyout', path('key.pem'), '-out', path('request.pem'))
    with open(path('names'), 'w') as file:
        file.write('subjectAltName=IP:127.0.0.1,DNS:localhost')
    openssl('x509', '-req', '-in', path('request.pem'), '-CA', path('ca.pem'), '-CAkey', path('ca.key'), '-days', '2',
            '-CAcreateserial', '-extfile', path('names'), '-out', path('certificate.pem'))


def signature_is_good(headers, body):
    secret = read('secret', '')
    if not secret:
        return False
    key = base64.b64decode(secret.removeprefix('whsec_'))
    signed = f"{headers.get('webhook-id')}.{headers.get('webhook-timestamp')}.".encode() + body
    wanted = 'v1,' + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    fresh = abs(int(headers.get('webhook-timestamp', '0')) - time.time()) < 60
    return fresh and hmac.compare_digest(wanted, headers.get('webhook-signature', ''))


async def web(reader, writer):
    try:
        await reader.readline()
        headers = {}
        while (line := (await reader.readline()).decode().strip()):
            name, value = line.split(':', 1)
            headers[name.lower()] = value.strip()
        body = await reader.readexactly(int(headers.get('content-length', '0')))
        status = read('status', '200')
        event = json.loads(body)
        note('web.log', {'status': status, 'type': event['type'], 'id': headers.get('webhook-id'),
                         'good': signature_is_good(headers, body) and headers.get('webhook-id') == event['id'], 'event': event})
        extra = 'Location: https://127.0.0.1:1/\r\n' if status == '302' else ''
        writer.write(f'HTTP/1.1 {status} x\r\n{extra}Content-Length: 0\r\nConnection: close\r\n\r\n'.encode())
        await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError, ValueError):
        pass
    finally:
        writer.close()


def mail(tls):
    async def serve(reader, writer):
        secure = login = False
        sender = receiver = ''

        def say(text):
            writer.write(text.encode() + b'\r\n')

        say('220 test')
        while (line := (await reader.readline()).decode().rstrip('\r\n')):
            word = line.split(' ')[0].upper()
            if word == 'EHLO':
                say('250-test')
                say('250 8BITMIME' if not tls else '250 AUTH PLAIN' if secure else '250 STARTTLS')
            elif word == 'STARTTLS' and tls and not secure:
                say('220 go')
                await writer.drain()
                await writer.start_tls(tls)
                secure = True
            elif word == 'AUTH':
                words = line.split(' ')
                if len(words) < 3:
                    say('334 ')
                    words.append((await reader.readline()).decode().strip())
                login = base64.b64decode(words[2]) == b'\0plumb\0geheim'
                say('235 yes' if login else '535 no')
            elif word in ('MAIL', 'RCPT') and (login or not tls):
                if word == 'MAIL':
                    sender = line
                else:
                    receiver = line
                say('250 ok')
            elif word == 'DATA':
                say('354 go')
                raw = b''
                while (part := await reader.readline()) != b'.\r\n':
                    raw += part[1:] if part.startswith(b'.') else part
                message = email.message_from_bytes(raw, policy=email.policy.default)
                note('mail.log', {'secure': secure, 'login': login, 'sender': sender, 'receiver': receiver,
                                  'ascii': raw.isascii(), 'longest': max(map(len, raw.split(b'\r\n'))),
                                  'id': message['Message-ID'], 'subject': message['Subject'], 'text': message.get_content()})
                say('250 taken')
            elif word == 'QUIT':
                say('221 bye')
                break
            else:
                say('530 not so')
            await writer.drain()
        writer.close()

    return serve


async def main():
    make_certificates()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(path('certificate.pem'), path('key.pem'))
    servers = [await asyncio.start_server(web, '127.0.0.1', 0, ssl=tls),
               await asyncio.start_server(mail(tls), '127.0.0.1', 0),
               await asyncio.start_server(mail(None), '127.0.0.1', 0)]
    print('listening on', *(server.sockets[0].getsockname()[1] for server in servers), flush=True)
    await asyncio.gather(*(server.serve_forever() for server in servers))


asyncio.run(main())
