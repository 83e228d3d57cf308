#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Another system of the company: walks through all of /rest/v1 as openapi.json describes it.

rest_client.py ADDRESS WHAT [TOKEN…]: prints one line for each thing that is not as it should be, and "N checks" at the end.
"""
import http.client
import json
import re
import ssl
import sys
import time
import uuid

address, tokens = sys.argv[1], dict(pair.split('=', 1) for pair in sys.argv[2:])
context = ssl._create_unverified_context()  # tests/e2e/test_outgoing.sh looks at certificates
connection = http.client.HTTPSConnection(address, context=context, timeout=20)
checks = 0
faults = []


def check(what, wanted, got):
    global checks
    checks += 1
    if wanted != got:
        faults.append(f'{what}: wanted {wanted!r}, got {got!r}')


def ask(method, path, token=None, headers=None, body=None):
    headers = dict(headers or {})
    if token:
        headers['Authorization'] = f'Bearer {tokens[token]}'
    if body is not None:
        headers['Content-Type'] = 'application/json'
        body = json.dumps(body)
    connection.request(method, path, body=body, headers=headers)
    answer = connection.getresponse()
    raw = answer.read()
    kind = answer.headers.get('Content-Type', '')
    return answer.status, answer.headers, json.loads(raw) if raw and 'json' in kind else raw


status, _, api = ask('GET', '/rest/v1/openapi.json')
check('openapi.json', 200, status)
schemas = api['components']['schemas']

TYPES = {'object': dict, 'array': list, 'string': str, 'boolean': bool, 'null': type(None)}


def is_type(value, name):
    if name == 'integer':
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


KEYWORDS = {'type', 'properties', 'required', 'additionalProperties', 'items', 'format', 'enum', 'description', '$ref',
            'minProperties'}


def validate(value, schema, where):
    """The part of JSON Schema that the file uses; an unknown keyword is a fault."""
    unknown = set(schema) - KEYWORDS
    if unknown:
        return [f'{where}: unknown keywords {unknown}']
    if '$ref' in schema:
        return validate(value, schemas[schema['$ref'].removeprefix('#/components/schemas/')], where)
    wrong = []
    names = schema.get('type', [])
    names = [names] if isinstance(names, str) else names
    if names and not any(is_type(value, name) for name in names):
        return [f'{where}: {value!r} is no {names}']
    if 'enum' in schema and value not in schema['enum']:
        wrong.append(f'{where}: {value!r} is none of {schema["enum"]}')
    if value is not None and schema.get('format') == 'uuid' and not re.fullmatch(r'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', value):
        wrong.append(f'{where}: {value!r} is no uuid')
    if isinstance(value, dict):
        properties, more = schema.get('properties', {}), schema.get('additionalProperties', True)
        wrong += [f'{where}: {name} is missing' for name in schema.get('required', []) if name not in value]
        for name, member in value.items():
            if name in properties:
                wrong += validate(member, properties[name], f'{where}.{name}')
            elif more is False:
                wrong.append(f'{where}: {name} is not described')
            elif more is not True:
                wrong += validate(member, more, f'{where}.{name}')
    if isinstance(value, list) and 'items' in schema:
        for index, item in enumerate(value):
            wrong += validate(item, schema['items'], f'{where}[{index}]')
    return wrong


def operation_of(method, path):
    return api['paths'][path][method.lower()]


def fits(method, path, status, headers, body):
    global checks
    checks += 1
    responses = operation_of(method, path)['responses']
    response = responses.get(str(status), responses['default'])
    kind = headers.get('Content-Type', '')
    content = response.get('content', {})
    if content and kind not in content:
        faults.append(f'{method} {path} {status}: {kind} is not described')
    elif content and 'schema' in content[kind]:
        faults.extend(validate(body, content[kind]['schema'], f'{method} {path} {status}'))


# Every path in the file answers as it says; every one wants a token and a scope, but the file itself.
_, _, sites = ask('GET', '/rest/v1/sites?limit=500', 'all')
_, _, people = ask('GET', '/rest/v1/people', 'all')
_, _, assignments = ask('GET', '/rest/v1/assignments', 'all')
site, person, assignment = sites['rows'][0]['id'], people['rows'][0]['id'], assignments['rows'][0]['id']
_, _, devices = ask('GET', '/rest/v1/devices', 'all')
_, _, nights = ask('GET', '/rest/v1/nights', 'all')
_, _, signoffs = ask('GET', '/rest/v1/signoffs', 'all')
_, _, issues = ask('GET', '/rest/v1/issues', 'all')
_, _, photos = ask('GET', '/rest/v1/photos', 'all')


def first(page):
    return page['rows'][0]['id'] if page['rows'] else str(uuid.uuid4())


examples = {'/rest/v1/sites/{id}': site, '/rest/v1/people/{id}': person, '/rest/v1/assignments/{id}': assignment,
            '/rest/v1/records/{id}': site, '/rest/v1/devices/{id}': first(devices), '/rest/v1/signoffs/{id}': first(signoffs),
            '/rest/v1/issues/{id}': first(issues), '/rest/v1/photos/{id}': first(photos),
            '/rest/v1/photos/{id}/bytes': first(photos), '/rest/v1/signoffs/{id}/file': first(signoffs),
            '/rest/v1/nights/{date}': nights['rows'][0]['date'] if nights['rows'] else '2000-01-01'}
answered = {}
for path, operations in api['paths'].items():
    real = re.sub(r'\{(id|date)\}', lambda _: examples[path], path)
    for method, operation in operations.items():
        if method == 'get':
            status, headers, body = ask('GET', real, 'all')
            fits('GET', path, status, headers, body)
            answered[path] = status
        wanted = 401 if operation['security'] else 200
        status, headers, body = ask(method.upper(), real, body={} if method == 'put' else None)
        check(f'{method} {path} without a token', wanted, status)
        fits(method, path, status, headers, body)
        status, _, _ = ask(method.upper(), real, 'none', body={} if method == 'put' else None)
        none = path in ('/rest/v1/token', '/rest/v1/openapi.json')
        check(f'{method} {path} with a scope that opens nothing', 200 if none else 403, status)
check('all that is there answers', {200}, {status for path, status in answered.items() if path not in tokens.get('empty', '').split(',')})
status, headers, body = ask('GET', '/rest/v1/token', 'revoked')
check('a revoked token', (401, 'Bearer realm="plumbline"', 'AUTH'), (status, headers['WWW-Authenticate'], body['code']))
check('no such path', 404, ask('GET', '/rest/v1/nothing', 'all')[0])
check('no such method', 405, ask('DELETE', '/rest/v1/sites', 'all')[0])
check('no such parameter', 422, ask('GET', '/rest/v1/sites?x=1', 'all')[0])

# Pages: all of it, each once; unchanged lists are not sent again.
seen, after = [], ''
while after is not None:
    _, headers, page = ask('GET', f'/rest/v1/sites?limit=7{after and "&after=" + after}', 'all')
    seen += [row['id'] for row in page['rows']]
    after = page['next']
check('pages hold every site once', [row['id'] for row in sites['rows']], seen)
ask('GET', '/rest/v1/sites?limit=7', 'all')
status, headers, _ = ask('GET', '/rest/v1/sites?limit=7', 'all')
check('an unchanged list', 304, ask('GET', '/rest/v1/sites?limit=7', 'all', {'If-None-Match': headers['ETag']})[0])
check('a cursor of nobody', 422, ask('GET', '/rest/v1/changes?after=x', 'all')[0])
check('a cursor of another life of the office', 410, ask('GET', '/rest/v1/changes?after=0000000000000001.5', 'all')[0])

# Who may not see personal data sees none of it, and is told so.
_, _, bare = ask('GET', f'/rest/v1/sites/{site}', 'bare')
check('what is hidden', (['address', 'customer_name', 'customer_phone'], True),
      (sorted(bare['hidden']), not {'address', 'customer_name', 'customer_phone'} & set(bare['fields'])))
check('no personal data in any list', False,
      any({'customer_name', 'customer_phone', 'address', 'phone'} & set(row['fields'])
          for what in ('sites', 'people', 'changes') for row in ask('GET', f'/rest/v1/{what}?limit=500', 'bare')[2]['rows']))
# A token of one store sees only that; the rest is not there.
store = sites['rows'][0]['fields']['store']
_, _, mine = ask('GET', '/rest/v1/sites?limit=500', 'store')
check('one store', {row['id'] for row in sites['rows'] if row['fields'].get('store') == tokens['store_name']},
      {row['id'] for row in mine['rows']})
other = next(row['id'] for row in sites['rows'] if row['fields'].get('store') != tokens['store_name'])
unknown = str(uuid.uuid4())
outside, absent = (ask('GET', f'/rest/v1/sites/{which}', 'store') for which in (other, unknown))
check('a site outside is as one that is not there', (404, outside[2]), (absent[0], absent[2]))
check('nor does it write there', 404,
      ask('PUT', f'/rest/v1/sites/{other}', 'store', {'If-Match': f'"{sites["rows"][0]["version"]}"'}, {'fields': {'department': 'x'}})[0])
check('nor see all nights', 403, ask('GET', '/rest/v1/nights', 'store')[0])

# Following the changes, and writing against a version.
cursor, known = '', {}
while True:
    status, headers, page = ask('GET', f'/rest/v1/changes?limit=500{cursor and "&after=" + cursor}', 'all')
    known.update((row['id'], row['version']) for row in page['rows'])
    cursor = page['next']
    if not page['more']:
        break
check('the changes hold every site', True, all(row['id'] in known for row in sites['rows']))
check('nothing new', [], ask('GET', f'/rest/v1/changes?after={cursor}', 'all')[2]['rows'])
new = str(uuid.UUID(int=(int(time.time() * 1000) << 80) | (7 << 76) | (2 << 62) | 77))
path, fields = f'/rest/v1/people/{new}', {'name': '赵新', 'role': 'foreman', 'phone': '13900000000'}
check('a write without a condition', 412, ask('PUT', path, 'all', body={'fields': fields})[0])
status, headers, made = ask('PUT', path, 'all', {'If-None-Match': '*'}, {'fields': fields})
fits('PUT', '/rest/v1/people/{id}', status, headers, made)
check('a new person', (201, fields), (status, made.get('fields')))
status, headers, again = ask('PUT', path, 'all', {'If-None-Match': '*'}, {'fields': fields})
check('the same again is done once', (200, made['version']), (status, again['version']))
check('another under the same id', 412, ask('PUT', path, 'all', {'If-None-Match': '*'}, {'fields': {'name': '钱'}})[0])
_, _, page = ask('GET', f'/rest/v1/changes?after={cursor}', 'all')
check('the change is in the feed', [(new, made['version'])], [(row['id'], row['version']) for row in page['rows']])
status, headers, changed = ask('PUT', path, 'all', {'If-Match': headers['ETag']}, {'fields': {'phone': None}})
check('a change against what was seen', (200, False), (status, changed['fields'].get('phone') is not None))
status, _, problem = ask('PUT', path, 'all', {'If-Match': f'"{made["version"]}"'}, {'fields': {'name': '孙'}})
check('a change of what was not seen', (412, 'PRECONDITION'), (status, problem['code']))
for name, body, wanted in (('a role that is none', {'fields': {'role': 'king'}}, 422), ('a fraction', {'fields': {'name': 1.5}}, 422),
                           ('no fields', {'fields': {}}, 422), ('a list', {'fields': {'name': []}}, 422)):
    check(name, wanted, ask('PUT', path, 'all', {'If-Match': f'"{changed["version"]}"'}, body)[0])
check('a sign-off is not written from outside', 403,
      ask('PUT', f'/rest/v1/records/{unknown}', 'all', {'If-None-Match': '*'}, {'kind': 'signoff', 'site': site, 'fields': {'x': 1}})[0])
check('nor anything of a site that is not there', 404,
      ask('PUT', f'/rest/v1/records/{unknown}', 'all', {'If-None-Match': '*'}, {'kind': 'note', 'site': unknown, 'fields': {'text': 'x'}})[0])
note = str(uuid.UUID(int=(int(time.time() * 1000) << 80) | (7 << 76) | (2 << 62) | 78))
check('but of one that is', 201,
      ask('PUT', f'/rest/v1/records/{note}', 'all', {'If-None-Match': '*'}, {'kind': 'note', 'site': site, 'fields': {'text': 'x'}})[0])
check('a reader writes nothing', 403, ask('PUT', path, 'bare', {'If-None-Match': '*'}, {'fields': fields})[0])

# A photo in parts; a sealed sign-off.
if photos['rows']:
    path = f'/rest/v1/photos/{first(photos)}/bytes'
    _, headers, whole = ask('GET', path, 'all')
    status, headers, part = ask('GET', path, 'all', {'Range': 'bytes=10-19'})
    check('a part of a photo', (206, whole[10:20], f'bytes 10-19/{len(whole)}'), (status, part, headers['Content-Range']))
    check('its end', whole[-5:], ask('GET', path, 'all', {'Range': 'bytes=-5'})[2])
    check('beyond its end', 416, ask('GET', path, 'all', {'Range': f'bytes={len(whole)}-'})[0])
    check('personal data', 403, ask('GET', path, 'bare')[0])
if signoffs['rows']:
    status, headers, sealed = ask('GET', f'/rest/v1/signoffs/{first(signoffs)}/file', 'all')
    with open(tokens['out'], 'wb') as file:
        file.write(sealed)
    check('a sealed file', 200, status)

# Too much is too much, and says when to come again; others go on.
status = 200
for _ in range(400):
    status, headers, body = ask('GET', '/rest/v1/token', 'busy')
    if status != 200:
        break
check('too many requests', (429, True), (status, int(headers['Retry-After']) >= 1))
check('others go on', 200, ask('GET', '/rest/v1/token', 'all')[0])

print('\n'.join(faults))
print(f'{checks} checks, {len(faults)} faults')
