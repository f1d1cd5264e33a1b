/** What the photo desk can be in. The views are functions of it. */
import type { Finding, PhotoStep, Policy } from "exam-preflight";
import { learn, type Known } from "./subject.js";
import type { PhotoValue } from "./value.js";

/** What is asked of a preparation. */
export type Asked = Pick<PhotoValue, "source" | "name" | "rotationCw" | "crop" | "preset">;

/** A value with addresses under which the browser shows its pictures, and what is known of the person in it. */
export interface Shown {
  value: PhotoValue;
  known: Known;
  sourceUrl: string;
  jpegUrl: string | undefined;
}

/** Where the desk returns to when a preparation is given up. */
export type Resting = { kind: "empty"; note: string } | { kind: "done"; shown: Shown; note: string };

export type State =
  | Resting
  | { kind: "working"; asked: Asked; step: PhotoStep | "start"; abort: AbortController; note: string; before: Resting }
  | { kind: "failed"; asked: Asked; reason: unknown; note: string; before: Resting };

export const STEPS = ["decode", "locate", "crop", "resize", "encode", "judge"] as const satisfies readonly PhotoStep[];

/** The size in force: the policy's own, or the one that was chosen. */
export function specOf(policy: Policy | undefined, preset: string | null) {
  const photo = policy?.photo;
  const other = photo?.alternatives?.find((size) => size.preset === preset);
  return photo && { ...photo, ...other };
}

export type Spec = NonNullable<ReturnType<typeof specOf>>;

export function show(value: PhotoValue, before?: Shown): Shown {
  const { source, jpeg } = value;
  return {
    value,
    known: learn(value, before),
    sourceUrl: URL.createObjectURL(source),
    jpegUrl: jpeg ? URL.createObjectURL(jpeg) : undefined,
  };
}

/** Lets go of the pictures that the browser holds. */
export function forget({ sourceUrl, jpegUrl }: Shown): void {
  URL.revokeObjectURL(sourceUrl);
  if (jpegUrl !== undefined) URL.revokeObjectURL(jpegUrl);
}

const WEIGHT = { error: 0, warning: 1, info: 2 };

/** What blocks comes first; otherwise the order of the checks. */
export function byWeight(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity]);
}

export function count(findings: readonly Finding[], severity: Finding["severity"]): number {
  return findings.filter((finding) => finding.severity === severity).length;
}
