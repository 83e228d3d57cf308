// SPDX-License-Identifier: Apache-2.0
// The forms of what /rest/v1 answers, as JSON Schema: components/schemas of openapi.json.
#ifndef PLUMB_SERVER_REST_REST_SCHEMAS_H
#define PLUMB_SERVER_REST_REST_SCHEMAS_H

extern const char rest_schemas[]; // one JSON object

#endif
