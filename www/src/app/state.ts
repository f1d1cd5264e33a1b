/** The state of the page. The views are functions of it; only `App` changes it. */
import type { ApplicationReport, Checklist, Finding, Policy, Preflight, SlotChange } from "exam-preflight";
import type { Locale } from "exam-preflight/elements";
import type { Draft, MaterialFile, PhotoValue } from "../application/draft";
import { PHOTO, eventsOfPart } from "../application/events";
import type { Hold, SaveState } from "../draft/port";
import type { Space } from "../draft/space";
import type { Rejection } from "../receiver/api";
import type { Link, SendState, TheirPhoto } from "../receiver/port";
import type { Route, Step } from "./route";

/** Choices that wait for their turn with the rules, by name. The views show them in place of the draft's. */
export interface Choices {
  readonly facts: Readonly<Record<string, string | null>>;
  readonly photo: Readonly<Record<string, PhotoValue | null>>;
  readonly files: Readonly<Record<string, MaterialFile[]>>;
}

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
  /** Null until it is opened. */
  draft: Draft | null;
  /** An element that was given the draft's older list meanwhile would lose its newest picture. */
  chosen: Choices;
  report: ApplicationReport | undefined;
  /** What the candidate needs, by the answers. */
  checklist: Checklist | undefined;
  /** The last answered question, and the slots that it changed. */
  changed: { fact: string; slots: SlotChange[] } | null;
  /** Findings of the last refused change, by part. */
  refusals: Readonly<Record<string, Finding[]>>;
  /** The receiver's findings in what was sent; void once something is changed. */
  refused: Rejection | null;
  hold: Hold;
  saved: SaveState;
  isSaving: boolean;
  /** Changes of the application that wait for their turn. */
  waiting: number;
  space: Space | null;
  token: string | undefined;
  link: Link;
  /** The receiver's photo, on a device that has none. */
  theirPhoto: TheirPhoto | null;
  sent: SendState;
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

/** Returns `true` if the draft is open, and every change is applied and saved. */
export function isIdle({ hold, waiting, isSaving, report }: State): boolean {
  return hold !== "opening" && waiting === 0 && !isSaving && report !== undefined;
}

/** The answer that a question shows. */
export function answerOf({ chosen, draft }: State, fact: string): string | undefined {
  const choice = chosen.facts[fact];
  return choice === undefined ? draft?.application.profile[fact] : (choice ?? undefined);
}

/** The photo that the element shows. */
export function photoOf({ chosen, draft }: State): PhotoValue | null {
  const photo = chosen.photo[PHOTO];
  return photo === undefined ? (draft?.photo ?? null) : photo;
}

/** The pictures that the element of a kind shows; undefined where there are none. */
export function filesOf({ chosen, draft }: State, kind: string): MaterialFile[] | undefined {
  return chosen.files[kind] ?? draft?.files[kind];
}

/** Returns `true` if the step is shown, or was: its pictures are in the page. */
export function isOpened({ route, opened }: State, step: Step): boolean {
  return route.step === step || opened.has(step);
}

/** Returns `true` if a part may be changed now: by the gate, and only in the tab that has the draft. */
export function isOpen({ report, hold, sent }: State, part: string): boolean {
  return hold === "owner" && sent.kind !== "sending" && (report?.measured.open.includes(part) ?? false);
}

/** The reviewers' words of the returns since the last submission, by part. */
export function feedbackOf({ draft }: State): Map<string, string[]> {
  const byPart = new Map<string, string[]>();
  if (draft?.application.status !== "returned") return byPart;
  for (const step of lastReturns(draft.application.history)) {
    for (const { target, text } of step.feedback ?? []) byPart.set(target, [...(byPart.get(target) ?? []), text]);
  }
  return byPart;
}

/** The parts that were sent back and are still as they were sent. */
export function unchanged(state: State): string[] {
  const { draft } = state;
  const sent = draft?.seen?.application;
  if (!draft || !sent) return [];
  return [...feedbackOf(state).keys()].filter((part) => eventsOfPart(part, sent, draft.application).length === 0);
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
