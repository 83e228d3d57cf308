// SPDX-License-Identifier: Apache-2.0
// Shapes of what the server answers to the office's page. Only the compiler reads this file.
import type { Choice, Tone, Words } from "/shared/shapes.js";

export type { Choice, Tone, Words };

/** What an account may do: the names of docs/CONSOLE.md. */
export type Right = "see" | "personal" | "settle" | "held" | "devices" | "catalogue" | "people" | "export" | "audit"
    | "operate" | "erase";

export interface Settings {
    language: "zh" | "en";
    theme: "light" | "dark" | "auto";
    size: number;
}

export interface Session {
    /** out: nobody; code: the one-time code is owed; password: a new password is owed; in */
    state: "out" | "code" | "password" | "in";
    account: { id: string; login: string } | null;
    person: { id: string; name: string } | null;
    roles: Choice[];
    /** names of the stores that it sees; empty: all */
    stores: string[];
    rights: Right[];
    settings: Settings;
    office: string;
    version: string;
    now_ms: number;
    seen: number;
}

/** A page of a list, as every list of the server answers. */
export interface ListAnswer {
    rows: any[];
    /** where the next page begins; null: this was the last */
    next: string | null;
    /** rows that the filters select */
    total: number;
    counts?: Record<string, number>;
}
