// SPDX-License-Identifier: Apache-2.0
// Where the tablet is, when it knows: never waited for longer than a few seconds, never needed.

/** @typedef {{latitude: string, longitude: string, at: number}} Place decimals as the records keep them */

const FRESH_MS = 120000;
const WAIT_MS = 8000;
/** @type {Place | null} */
let last = null;

/**
 * The place of now, or null: no receiver, not allowed, or too slow under a roof.
 * @returns {Promise<Place | null>}
 */
export function findPlace() {
    if (last && Date.now() - last.at < FRESH_MS) return Promise.resolve(last);
    if (!navigator.geolocation) return Promise.resolve(null);
    return new Promise((resolve) => {
        navigator.geolocation.getCurrentPosition(
            ({ coords }) => {
                last = {
                    latitude: coords.latitude.toFixed(6),
                    longitude: coords.longitude.toFixed(6),
                    at: Date.now(),
                };
                resolve(last);
            },
            () => resolve(null),
            { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: FRESH_MS },
        );
    });
}
