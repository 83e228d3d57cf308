// SPDX-License-Identifier: Apache-2.0
#include "shared/net/address_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct network {
    uint8_t bytes[16];
    unsigned bits;
};

static bool within(const uint8_t *address, const struct network *network)
{
    unsigned whole = network->bits / 8, rest = network->bits % 8;
    uint8_t mask = (uint8_t)(0xff00u >> rest);

    return memcmp(address, network->bytes, whole) == 0
           && (rest == 0 || ((address[whole] ^ network->bytes[whole]) & mask) == 0);
}

static bool within_any(const uint8_t *address, const struct network *networks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (within(address, &networks[i]))
            return true;
    return false;
}

static bool is_public_4(const uint8_t *address)
{
    static const struct network special[] = {
        {{0}, 8},             // this network
        {{10}, 8},            // private
        {{100, 64}, 10},      // shared by carriers
        {{127}, 8},           // loopback
        {{169, 254}, 16},     // link-local, and the metadata of clouds
        {{172, 16}, 12},      // private
        {{192, 0, 0}, 24},    // protocol assignments
        {{192, 0, 2}, 24},    // documentation
        {{192, 88, 99}, 24},  // 6to4 relays
        {{192, 168}, 16},     // private
        {{198, 18}, 15},      // benchmarks
        {{198, 51, 100}, 24}, // documentation
        {{203, 0, 113}, 24},  // documentation
        {{224}, 4},           // multicast
        {{240}, 4},           // reserved, broadcast
    };

    return !within_any(address, special, sizeof(special) / sizeof(special[0]));
}

static bool is_public_6(const uint8_t *address)
{
    static const struct network global = {{0x20}, 3};
    static const struct network special[] = {
        {{0x20, 0x01, 0x00}, 23},       // protocol assignments, Teredo
        {{0x20, 0x01, 0x0d, 0xb8}, 32}, // documentation
        {{0x20, 0x02}, 16},             // 6to4
        {{0x3f, 0xff, 0x00}, 20},       // documentation
    };

    return within(address, &global)
           && !within_any(address, special, sizeof(special) / sizeof(special[0]));
}

bool address_guard_is_public(const struct sockaddr *address, socklen_t len)
{
    struct sockaddr_in four;
    struct sockaddr_in6 six;

    if (address->sa_family == AF_INET && len >= sizeof(four)) {
        memcpy(&four, address, sizeof(four));
        return is_public_4((const uint8_t *)&four.sin_addr);
    }
    if (address->sa_family == AF_INET6 && len >= sizeof(six)) {
        memcpy(&six, address, sizeof(six));
        return is_public_6((const uint8_t *)&six.sin6_addr);
    }
    return false;
}
