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
    /** what is owed: everything, the one-time code, a new password, one-time codes to be set up; or nothing */
    state: "out" | "code" | "password" | "totp" | "in";
    /** what follows is of whoever is known */
    account?: { id: string; login: string; totp: boolean; recovery_codes: number };
    person?: { id: string; name: string };
    /** store "": all of them */
    roles: { role: string; zh: string; en: string; store: string }[];
    rights: Right[];
    settings: Settings;
    office: string;
    version: string;
    now_ms: number;
    seen: number;
    /** when it ends, whatever happens; and for how long it may be left alone */
    until?: number;
    idle_ms?: number;
}

/** A page of a list, as every list of the server answers. */
export interface ListAnswer {
    rows: any[];
    /** where the next page begins; null: this was the last */
    next: string | null;
    /** rows that the filters select; null: not counted */
    total: number | null;
    counts?: Record<string, number>;
}
