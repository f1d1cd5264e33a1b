/** The state of the page. The views are functions of it; only `App` changes it. */
import type { ApplicationReport, Finding, Policy, Preflight, SlotChange } from "exam-preflight";
import type { Locale } from "exam-preflight/elements";
import type { Draft } from "../application/draft";
import { eventsOfPart } from "../application/events";
import type { Hold, Saved } from "../draft/port";
import type { Space } from "../draft/space";
import type { Refused } from "../receiver/api";
import type { Link, Sent, TheirPhoto } from "../receiver/port";
import type { Route, Step } from "./route";

export interface State {
  locale: Locale;
  route: Route;
  /** The steps that were opened: those with pictures stay in the page. */
  opened: ReadonlySet<Step>;
  /** The rules' own worker: an answer to a question must not wait for a picture. */
  rules: Preflight | undefined;
  /** The pictures' worker, started when a step needs it. */
  pixels: Preflight | undefined;
  policy: Policy | undefined;
  failure: unknown;
  draft: Draft;
  report: ApplicationReport | undefined;
  /** The last answered question, and the slots that it changed. */
  changed: { fact: string; slots: SlotChange[] } | null;
  /** Why the last change of a part was refused, by part. */
  refusals: Readonly<Record<string, Finding[]>>;
  /** The receiver's findings in what was sent; void once something is changed. */
  refused: Refused | null;
  hold: Hold;
  saved: Saved;
  isSaving: boolean;
  /** Changes of the application that wait for their turn. */
  waiting: number;
  space: Space | null;
  token: string | undefined;
  link: Link;
  /** Where this device has no photo of its own. */
  theirPhoto: TheirPhoto | null;
  sent: Sent;
  /** A draft that was put together without a link, now that there is one. */
  orphan: boolean;
  /** Changes to a newer version of the page, where one is ready. */
  update: (() => void) | null;
  /** A page that this browser keeps works without a network. */
  offlineReady: boolean;
  online: boolean;
  /** The sentence for those who hear the page. */
  spoken: string;
}

/** Whether everything that was asked for is applied and saved. */
export function isIdle({ waiting, isSaving, report }: State): boolean {
  return waiting === 0 && !isSaving && report !== undefined;
}

/** Whether the step is shown, or was: its pictures are in the page. */
export function isOpened({ route, opened }: State, step: Step): boolean {
  return route.step === step || opened.has(step);
}

/** Whether a part may be changed now: by the gate, and only in the tab that has the draft. */
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

/** The findings of the gate, of the receiver, and of a refused change; each once. */
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
