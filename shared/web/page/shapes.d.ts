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
    oldest_ms: number;
    last_contact_ms: number;
    last_error: string;
    sending: boolean;
    sent_bytes: number;
    to_send_bytes: number;
    storage_free: number;
    only_here: number;
    safe: boolean;
}

/** How a mark looks: always a colour and a shape, beside words. */
export type Tone = "pass" | "fail" | "warn" | "busy" | "idle" | "plain";
