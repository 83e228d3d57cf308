// SPDX-License-Identifier: Apache-2.0
// Shapes that both interfaces share. Only the compiler reads this file.

export interface Words {
    zh: string;
    en: string;
}

/** A choice of the catalogue or of a kind's field. */
export interface Choice extends Words {
    code: string;
}

export interface Photo {
    id: string;
    of?: string | null;
    moment?: string | null;
    thumbnail?: boolean;
    width?: number;
    height?: number;
    size?: number;
    taken_at?: number | null;
    copy_of?: string | null;
    latitude?: string | null;
    longitude?: string | null;
    person?: { id: string; name: string } | null;
    unsent?: boolean;
    here?: boolean;
}

export type StripColour = "grey" | "blue" | "green" | "amber" | "red";

export interface Strip {
    colour: StripColour;
    entries: number;
    waiting: number;
    waiting_bytes: number;
    blobs_waiting: number;
    blobs_waiting_bytes: number;
    attention: number;
    conflicts: number;
    held: number;
    rejected: number;
    oldest_ms: number | null;
    last_contact_ms: number | null;
    last_error: string | null;
    sending: boolean;
    /** gone since something waits */
    sent_bytes: number;
    /** still to go */
    to_send_bytes: number;
    storage_free: number;
    certificate_days: number | null;
    clock_odd: boolean; // what it says cannot be
    clock_sure: boolean; // the office was reached since this machine was started
    /** the office revoked this tablet */
    refused: boolean;
    /** its data folder was copied from another one */
    copied: boolean;
    only_here: number;
    safe: boolean;
}

/** How a mark looks: always a colour and a shape, beside words. */
export type Tone = "pass" | "fail" | "warn" | "busy" | "idle" | "plain";
