// SPDX-License-Identifier: Apache-2.0
// Deeds of the tablet's page, told in its own messages.
import { createDeeds } from "/shared/deed.js";
import { toast, toastError } from "./store.js";

export { useSaving, useTurns } from "/shared/deed.js";
export const { act, actPhoto } = createDeeds({ toast, toastError });
