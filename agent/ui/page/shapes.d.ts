// SPDX-License-Identifier: Apache-2.0
// Shapes of what the program answers to the tablet's page. Only the compiler reads this file.
import type { Choice, Photo, Strip, Words } from "/shared/shapes.js";

export type { Choice, Photo, Strip, Words };

export interface Person {
    id: string;
    name: string;
    role: Choice;
    pin?: boolean;
    wait_s?: number;
}

export interface Settings {
    language: "zh" | "en";
    theme: "light" | "dark" | "auto";
    size: number;
    lock_min: number;
}

export interface Session {
    state: "locked" | "open" | "customer";
    person: Person | null;
    persons: Person[];
    settings: Settings;
    enrolled: boolean;
    device: string;
    office: string;
    now_ms: number;
    offset_ms: number;
    offset_known: boolean;
    version: string;
    seen: number;
    strip?: Strip;
    subject?: { of: string; form: string } | null;
}

export interface Node extends Words {
    code: string;
    number: number;
    state: string;
}

export interface TodaySite {
    id: string;
    customer: string;
    address: string;
    at_ms: number | null;
    why: any;
    node: Node | null;
    nodes: any[];
    open_issues: number;
    overdue: number;
    downloaded: boolean;
    unsent: boolean | number;
    conflicts: number;
}

export interface OutboxRow {
    kind: "text" | "signature" | "photo" | "paper" | "parcel";
    id: string;
    record: string | null;
    site: string | null;
    customer: string | null;
    what: Words;
    saved_ms: number;
    bytes: number;
    sent_bytes: number;
    state: "waiting" | "sending" | "delivered" | "attention" | "held" | "rejected";
    receipt_ms: number | null;
    reason: string | null;
    retry_ms: number | null;
    settled: "recorded_anew" | "office_right" | "not_needed" | null;
}

export interface Outbox {
    safe: boolean;
    only_here: { texts: number; signatures: number; photos: number; parcels: number; bytes: number };
    rows: OutboxRow[];
    settled: OutboxRow[];
    delivered: OutboxRow[];
}
