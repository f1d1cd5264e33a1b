/** The requests to the receiver, apart from sending: each call is one request, each answer is data. Nothing is thrown. */
import type { Application, ApplicationReport, MaterialReport, PhotoReport } from "exam-preflight";
import type { Receipt, ReceiverRecord } from "../application/receipt";

export interface Acceptance {
  receipt: Receipt;
  application: Application;
  revision: number;
}

/** The receiver's findings when it checked everything again. */
export interface Rejection {
  report: ApplicationReport;
  reports: Record<string, PhotoReport | MaterialReport>;
}

/** Reason of a failed request. `offline`: no network; `unreachable`: no answer. */
export interface Trouble {
  code:
    | "offline"
    | "unreachable"
    | "unauthorized"
    | "not_found"
    | "conflict"
    | "key_reused"
    | "locked"
    | "files_missing"
    | "hash_mismatch"
    | "malformed"
    | "too_large"
    | "rate_limited"
    | "internal";
  /** After how many seconds the receiver wants to be asked again, where it says so. */
  retryAfterS: number | null;
}

export type Answer<T> = { ok: true; value: T } | { ok: false; trouble: Trouble };

/** Beside the page, wherever that is served from. */
export const address = (path: string): string => new URL(`api/v1/${path}`, document.baseURI).href;

const TIMEOUT_MS = 30_000;

export function readApplication(token: string): Promise<Answer<ReceiverRecord>> {
  return ask(token, "application", (response) => response.json() as Promise<ReceiverRecord>);
}

export function readFile(token: string, sha256: string): Promise<Answer<Blob>> {
  return ask(token, `files/${sha256}`, (response) => response.blob());
}

async function ask<T>(token: string, path: string, read: (response: Response) => Promise<T>): Promise<Answer<T>> {
  try {
    const headers = { Authorization: `Bearer ${token}` };
    const signal = AbortSignal.timeout?.(TIMEOUT_MS) ?? null;
    const response = await fetch(address(path), { headers, cache: "no-store", credentials: "omit", signal });
    if (!response.ok) return { ok: false, trouble: troubleOf(response.status, await response.text(), response.headers.get("Retry-After")) };
    return { ok: true, value: await read(response) };
  } catch {
    return { ok: false, trouble: noAnswer() };
  }
}

export function noAnswer(): Trouble {
  return { code: navigator.onLine === false ? "offline" : "unreachable", retryAfterS: null };
}

const BY_STATUS: Record<number, Trouble["code"]> = {
  400: "malformed",
  401: "unauthorized",
  403: "unauthorized",
  404: "not_found",
  409: "conflict",
  413: "too_large",
  429: "rate_limited",
};

const CODES = new Set<string>([...Object.values(BY_STATUS), "key_reused", "locked", "files_missing", "hash_mismatch"]);

/** The code in the body where there is one; otherwise, as from a server in between, what the status says. */
export function troubleOf(status: number, body: string, retryAfter: string | null): Trouble {
  let code: string = BY_STATUS[status] ?? "internal";
  try {
    const said = (JSON.parse(body) as { error?: { code?: unknown } }).error?.code;
    if (typeof said === "string" && CODES.has(said)) code = said;
  } catch {
    // No JSON: a proxy's own page.
  }
  const seconds = Number(retryAfter ?? Number.NaN);
  return { code: code as Trouble["code"], retryAfterS: Number.isFinite(seconds) ? seconds : null };
}
