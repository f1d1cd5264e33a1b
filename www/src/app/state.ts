/** All that the page knows. The views are functions of it; only `App` changes it. */
import type { ApplicationReport, Finding, Policy, Preflight, SlotChange } from "exam-preflight";
import type { Draft } from "../application/draft";
import type { Space } from "../draft/space";
import type { Locale } from "../words/locale";
import type { Refused, Trouble } from "../receiver/api";
import type { Progress } from "../receiver/send";
import { eventsOfPart } from "../application/events";
import type { Route, Step } from "./route";

/** Whether this tab may change the draft, and if not, why. */
export type Hold = "opening" | "owner" | "reader" | "gone";

/** How the last save went. `none`: this browser keeps nothing. */
export type Saved = { kind: "untouched" } | { kind: "saved"; at: string } | { kind: "full" } | { kind: "none"; reason: string };

/** The talk with the receiver, apart from sending. */
export type Link =
  | { kind: "none" }
  | { kind: "asking" }
  | { kind: "heard"; at: string }
  | { kind: "trouble"; trouble: Trouble };

/** A submission on its way, or how it ended. */
export type Sent =
  | { kind: "idle" }
  | { kind: "sending"; progress: Progress; waiting: { untilMs: number; trouble: Trouble } | null; abort: AbortController }
  | { kind: "refused"; findings: Finding[] }
  | { kind: "trouble"; trouble: Trouble }
  | { kind: "unreadable"; name: string }
  | { kind: "cancelled" };

export interface State {
  locale: Locale;
  route: Route;
  /** The steps with pictures that were opened: they stay in the page. */
  opened: ReadonlySet<Step>;
  /** The rules' own worker: an answer to a question must not wait for a picture. */
  rules: Preflight | undefined;
  /** The pictures' worker, started when a step needs it. */
  pixels: Preflight | undefined;
  policy: Policy | undefined;
  failure: unknown;
  draft: Draft;
  report: ApplicationReport | undefined;
  /** What the last answered question changed, and which it was. */
  changed: { fact: string; slots: SlotChange[] } | null;
  /** Why the last change of a part was refused, by part. */
  refusals: Record<string, Finding[]>;
  /** What the receiver found in what was sent; void once something is changed. */
  refused: Refused | null;
  hold: Hold;
  saved: Saved;
  space: Space | null;
  token: string | undefined;
  link: Link;
  /** The photo as the receiver has it, where this device has none; without an address while it is on its way. */
  theirPhoto: { sha256: string; url: string | null } | null;
  sent: Sent;
  /** A draft that was put together without a link, now that there is one. */
  orphan: boolean;
  /** A newer version of the page is ready. */
  update: (() => void) | null;
  /** A page that this browser keeps works without a network. */
  offlineReady: boolean;
  online: boolean;
  /** Said to those who hear the page. */
  spoken: string;
}

/** The parts that may be changed now: what the gate says, and only in the tab that has the draft. */
export function isOpen({ report, hold, sent }: State, part: string): boolean {
  return hold === "owner" && sent.kind !== "sending" && (report?.measured.open.includes(part) ?? false);
}

/** The reviewers' words of the returns since the last submission, by part. */
export function feedbackOf({ draft }: State): Map<string, string[]> {
  const { status, history } = draft.application;
  const byPart = new Map<string, string[]>();
  if (status !== "returned") return byPart;
  for (const step of lastReturns(history)) {
    for (const { target, text } of step.feedback ?? []) byPart.set(target, [...(byPart.get(target) ?? []), text]);
  }
  return byPart;
}

/** The parts that were sent back and are still as they were sent. */
export function unchanged(state: State): string[] {
  const { application, seen } = state.draft;
  const sent = seen?.application;
  if (!sent) return [];
  return [...feedbackOf(state).keys()].filter((part) => eventsOfPart(part, sent, application).length === 0);
}

/** What the gate says, then what the receiver says, then why a change was refused; each once. */
export function findingsOf({ report, refused, refusals }: State, part: string): Finding[] {
  const inPart = (finding: Finding) => finding.slot === part;
  const theirs = refused === null ? [] : [...refused.report.findings, ...Object.values(refused.reports).flatMap((r) => r.findings)];
  const all = [...(report?.findings ?? []).filter(inPart), ...theirs.filter(inPart), ...(refusals[part] ?? [])];
  const seen = new Set<string>();
  return all.filter((finding) => {
    const key = JSON.stringify([finding.code, finding.file, finding.params]);
    return !seen.has(key) && seen.add(key);
  });
}

/** `findLastIndex` is younger than the oldest browser that the page runs in. */
function lastReturns(history: Draft["application"]["history"]): Draft["application"]["history"] {
  let from = history.length;
  while (from > 0 && history[from - 1]?.status === "returned") from--;
  return history.slice(from);
}
