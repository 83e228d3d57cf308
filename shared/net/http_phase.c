// SPDX-License-Identifier: Apache-2.0
#include "shared/net/http_phase.h"

enum { LINGER_MS = 2000 };

static const struct machine_state states[HTTP_PHASE_COUNT] = {
    [HTTP_PHASE_SHAKING]
    = {"shaking", MACHINE_TO(HTTP_PHASE_IDLE) | MACHINE_TO(HTTP_PHASE_LINGERING)
                      | MACHINE_TO(HTTP_PHASE_CLOSED)},
    [HTTP_PHASE_IDLE] = {"idle", MACHINE_TO(HTTP_PHASE_HEAD) | MACHINE_TO(HTTP_PHASE_CLOSED)},
    [HTTP_PHASE_HEAD]
    = {"head", MACHINE_TO(HTTP_PHASE_BODY) | MACHINE_TO(HTTP_PHASE_HANDLING)
                   | MACHINE_TO(HTTP_PHASE_WRITING) | MACHINE_TO(HTTP_PHASE_CLOSED)},
    [HTTP_PHASE_BODY] = {"body", MACHINE_TO(HTTP_PHASE_HANDLING) | MACHINE_TO(HTTP_PHASE_WRITING)
                                     | MACHINE_TO(HTTP_PHASE_CLOSED)},
    [HTTP_PHASE_HANDLING]
    = {"handling", MACHINE_TO(HTTP_PHASE_WRITING) | MACHINE_TO(HTTP_PHASE_CLOSED)},
    [HTTP_PHASE_WRITING]
    = {"writing", MACHINE_TO(HTTP_PHASE_IDLE) | MACHINE_TO(HTTP_PHASE_LINGERING)
                      | MACHINE_TO(HTTP_PHASE_CLOSED)},
    [HTTP_PHASE_LINGERING] = {"lingering", MACHINE_TO(HTTP_PHASE_CLOSED)},
    [HTTP_PHASE_CLOSED] = {"closed", 0},
};

struct machine http_phase_machine(void)
{
    return (struct machine){"http connection", states, HTTP_PHASE_COUNT, HTTP_PHASE_SHAKING};
}

unsigned http_phase_timeout_ms(enum http_phase phase, const struct http_server_options *options)
{
    switch (phase) {
    case HTTP_PHASE_SHAKING:
        return options->handshake_timeout_ms;
    case HTTP_PHASE_IDLE:
        return options->idle_timeout_ms;
    case HTTP_PHASE_HEAD:
        return options->header_timeout_ms;
    case HTTP_PHASE_BODY:
    case HTTP_PHASE_WRITING:
        return options->body_timeout_ms;
    case HTTP_PHASE_LINGERING:
        return LINGER_MS;
    default:
        return 0;
    }
}
