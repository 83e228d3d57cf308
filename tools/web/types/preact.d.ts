// SPDX-License-Identifier: Apache-2.0
// What /vendor/preact.js exports: preact, its hooks and htm in one module (htm/preact/standalone).
import type { VNode } from "preact";

export { h, render, Component, createContext } from "preact";
export type { VNode, ComponentChildren, ComponentType, RefObject } from "preact";
export {
    useState,
    useReducer,
    useEffect,
    useLayoutEffect,
    useRef,
    useImperativeHandle,
    useMemo,
    useCallback,
    useContext,
    useDebugValue,
    useErrorBoundary,
} from "preact/hooks";
export declare function html(strings: TemplateStringsArray, ...values: unknown[]): VNode;
