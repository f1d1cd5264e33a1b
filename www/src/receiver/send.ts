/** One submission over the line: progress file by file, and the same key again after every broken line. */
import type { Body } from "./body";
import { address, noAnswer, troubleOf, type Acceptance, type Rejection, type Trouble } from "./api";

export type Outcome =
  | { kind: "accepted"; value: Acceptance }
  | { kind: "refused"; value: Rejection }
  | { kind: "trouble"; trouble: Trouble }
  | { kind: "cancelled" };

export interface Progress {
  /** Bytes that have left, of all. */
  sent: number;
  total: number;
  /** Part of each file that has left, 0 to 1, by its hash. */
  files: Record<string, number>;
}

export interface Sender {
  token: string;
  key: string;
  body: Body;
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
  /** The line broke: the next try begins after so many milliseconds. */
  onWait: (waitMs: number, trouble: Trouble) => void;
}

/** Waits 1, 2, 4 ... seconds, at most half a minute, a little uneven so that not all candidates come back at once. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** With 1 to 30 seconds between them, some two minutes of trying; then a person decides. */
const TRIES = 8;

/** Troubles that may pass by themselves, for which the same key is sent again. */
const PASSING = new Set<Trouble["code"]>(["offline", "unreachable", "internal", "rate_limited"]);

export async function send(sender: Sender): Promise<Outcome> {
  for (let tried = 1; ; tried++) {
    const outcome = await once(sender);
    if (outcome.kind !== "trouble" || !PASSING.has(outcome.trouble.code) || tried >= TRIES) return outcome;
    const { trouble } = outcome;
    const grown = Math.min(FIRST_WAIT_MS * 2 ** (tried - 1), LONGEST_WAIT_MS);
    const waitMs = Math.max((trouble.retryAfterS ?? 0) * 1000, grown) * (1 + Math.random() / 4);
    sender.onWait(waitMs, trouble);
    if (!(await wait(waitMs, trouble, sender.signal))) return { kind: "cancelled" };
  }
}

/** By XMLHttpRequest: `fetch` does not tell how much has left. */
function once({ token, key, body, signal, onProgress }: Sender): Promise<Outcome> {
  return new Promise((settle) => {
    if (signal.aborted) return settle({ kind: "cancelled" });
    const request = new XMLHttpRequest();
    const cancel = () => request.abort();
    const end = (outcome: Outcome) => {
      signal.removeEventListener("abort", cancel);
      settle(outcome);
    };
    signal.addEventListener("abort", cancel);
    request.open("POST", address("submissions"));
    request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.setRequestHeader("Idempotency-Key", key);
    request.setRequestHeader("Content-Type", body.contentType);
    request.upload.onprogress = ({ loaded }) => onProgress(progressAt(body, loaded));
    request.onload = () => end(outcomeOf(request));
    request.onerror = () => end({ kind: "trouble", trouble: noAnswer() });
    request.onabort = () => end({ kind: "cancelled" });
    onProgress(progressAt(body, 0));
    request.send(body.blob);
  });
}

function outcomeOf(request: XMLHttpRequest): Outcome {
  const { status, responseText } = request;
  try {
    if (status === 200 || status === 201) return { kind: "accepted", value: JSON.parse(responseText) as Acceptance };
    if (status === 422) return { kind: "refused", value: JSON.parse(responseText) as Rejection };
  } catch {
    // Not what a receiver says: something in between.
    return { kind: "trouble", trouble: { code: "internal", retryAfterS: null } };
  }
  return { kind: "trouble", trouble: troubleOf(status, responseText, request.getResponseHeader("Retry-After")) };
}

export function progressAt(body: Body, sent: number): Progress {
  const part = (start: number, end: number) => Math.min(Math.max((sent - start) / Math.max(end - start, 1), 0), 1);
  return {
    sent,
    total: body.blob.size,
    files: Object.fromEntries(body.ranges.map(({ sha256, start, end }) => [sha256, part(start, end)])),
  };
}

/** False when it was cancelled meanwhile. When the network comes back nobody has to wait any longer. */
function wait(ms: number, { code }: Trouble, signal: AbortSignal): Promise<boolean> {
  return new Promise((settle) => {
    const end = (goOn: boolean) => {
      clearTimeout(timer);
      removeEventListener("online", online);
      signal.removeEventListener("abort", cancel);
      settle(goOn);
    };
    const online = () => {
      // A receiver that asks for patience gets it.
      if (code !== "rate_limited") end(true);
    };
    const cancel = () => end(false);
    const timer = setTimeout(() => end(true), ms);
    addEventListener("online", online);
    signal.addEventListener("abort", cancel);
    if (signal.aborted) cancel();
  });
}
