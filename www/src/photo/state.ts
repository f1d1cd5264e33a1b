/** What the photo desk can be in. The views are functions of it. */
import type { Finding, PhotoReport, Step } from "exam-preflight";

/** The file that was picked, and an address under which it can be shown. */
export interface Picked {
  file: Blob;
  name: string;
  url: string;
  /** What is to be said about the choice itself, such as that only the first of several was taken. */
  note: string;
}

export type State =
  | { kind: "empty"; note: string }
  | { kind: "working"; picked: Picked; step: Step | "start"; abort: AbortController }
  | { kind: "done"; picked: Picked; report: PhotoReport; made: { url: string; bytes: number } | undefined }
  | { kind: "failed"; picked: Picked; reason: unknown };

export const STEPS = ["decode", "locate", "crop", "resize", "encode", "judge"] as const satisfies readonly Step[];

const WEIGHT = { error: 0, warning: 1, info: 2 };

/** What blocks comes first; otherwise the order of the checks. */
export function byWeight(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity]);
}

export function count(findings: readonly Finding[], severity: Finding["severity"]): number {
  return findings.filter((finding) => finding.severity === severity).length;
}
