/** The states of `<exam-photo>`. Its views are functions of them. */
import type { Finding, PhotoStep, Policy } from "exam-preflight";
import { learn, type Knowledge } from "./subject.js";
import type { PhotoValue } from "./value.js";

/** A preparation that is wanted. */
export type Preparation = Pick<PhotoValue, "source" | "name" | "rotationCw" | "crop" | "preset">;

/** A value with addresses under which the browser shows its pictures, and the knowledge about the person in it. */
export interface ShownPhoto {
  value: PhotoValue;
  known: Knowledge;
  sourceUrl: string;
  jpegUrl: string | undefined;
}

/** The states to which a cancelled preparation returns. */
export type RestingState = { kind: "empty"; note: string } | { kind: "done"; shown: ShownPhoto; note: string };

export type State =
  | RestingState
  | { kind: "working"; asked: Preparation; step: PhotoStep | "start"; abort: AbortController; note: string; before: RestingState }
  | { kind: "failed"; asked: Preparation; reason: unknown; note: string; before: RestingState };

/** The size in force: the policy's own, or the one that was chosen. */
export function specOf(policy: Policy | undefined, preset: string | null) {
  const photo = policy?.photo;
  const other = photo?.alternatives?.find((size) => size.preset === preset);
  return photo && { ...photo, ...other };
}

export type Spec = NonNullable<ReturnType<typeof specOf>>;

export function show(value: PhotoValue, before?: ShownPhoto): ShownPhoto {
  const { source, jpeg } = value;
  return {
    value,
    known: learn(value, before),
    sourceUrl: URL.createObjectURL(source),
    jpegUrl: jpeg ? URL.createObjectURL(jpeg) : undefined,
  };
}

/** Releases the pictures that the browser holds. */
export function forget({ sourceUrl, jpegUrl }: ShownPhoto): void {
  URL.revokeObjectURL(sourceUrl);
  if (jpegUrl !== undefined) URL.revokeObjectURL(jpegUrl);
}

export function count(findings: readonly Finding[], severity: Finding["severity"]): number {
  return findings.filter((finding) => finding.severity === severity).length;
}
