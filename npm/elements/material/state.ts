/** What a slot holds beside its pictures, and what may be done with it. Types and small facts; no view, no work. */
import type { ApplicationReport, Finding, Placement, MaterialReport, MaterialStep } from "exam-preflight";

/** A picture that takes a slot. */
export interface MaterialFile {
  id: string;
  name: string;
  /** What will be sent. */
  blob: Blob;
  /** The report on that blob. */
  report: MaterialReport;
  /** The file before a repair; null where there was none. */
  original: Blob | null;
}

export type Slot = ApplicationReport["measured"]["slots"][number];
export type Status = ApplicationReport["measured"]["status"];

/** A file as it came, before anything is known of it. */
export interface Picked {
  id: string;
  name: string;
  blob: Blob;
}

/** Where the picture stood that a repair is about: beside the slots, or in one of them. */
export type Origin = { of: "refused"; refused: Refused } | { of: "tile"; file: MaterialFile };

export type Task = { do: "inspect" } | { do: "repair"; placement: Placement | undefined; origin: Origin };

/** A file in the queue. */
export interface Job extends Picked {
  task: Task;
  step: "waiting" | "starting" | MaterialStep;
  /** How many steps have begun. */
  heard: number;
  /** Work within a blink shows no bar. */
  isShown: boolean;
}

/** A file whose report blocks: it takes no slot. */
export interface Refused extends Picked {
  report: MaterialReport;
}

/** A file that got no report: the page's or the network's fault. */
export interface Failed extends Picked {
  task: Task;
  reason: unknown;
}

/** What a repair made, until the person has looked at it. */
export interface Repaired {
  file: MaterialFile;
  origin: Origin;
  /** The repair's own report: `input` is the file as it came, `output` what was made of it. */
  report: MaterialReport;
  /** False where no slot was free: it stands beside, as a refused file does. */
  isTaken: boolean;
}

export interface Removed {
  file: MaterialFile;
  at: number;
}

/** What cannot be read as a picture cannot be repaired either; of the rest, what turning and encoding anew can cure. */
const CURABLE: ReadonlySet<string> = new Set([
  "material.orientation.exif",
  "material.orientation.sideways",
  "material.orientation.upside_down",
  "material.orientation.mirrored",
  "material.bytes.too_many",
  "material.format.not_allowed",
  "file.extension.mismatch",
]);

const isReadable = ({ input }: MaterialReport): boolean => input?.widthPx != null;

/** Whether one tap is worth offering: something curable weighs as an error, or the name lies about the format. */
export function canRepair(report: MaterialReport): boolean {
  const isCurable = ({ code, severity }: Finding) =>
    CURABLE.has(code) && (severity === "error" || code === "file.extension.mismatch");
  return isReadable(report) && report.findings.some(isCurable);
}

/** Whether the picture would be refused for the way it lies, but for a person's word. */
export const isConfirmed = (findings: readonly Finding[]): boolean =>
  findings.some(({ code }) => code === "material.orientation.confirmed");

/** Whether a repair left the picture lying as it lay, against the program's word, on a person's. */
export function isKept({ findings }: MaterialReport): boolean {
  const turned = findings.find(({ code }) => code === "material.repaired")?.params ?? {};
  return isConfirmed(findings) && turned["rotationCw"] === 0 && turned["mirrored"] === 0;
}

/** Whether the way it lies is doubtful, so that a person's eye is worth asking. */
export function canTurn(report: MaterialReport): boolean {
  return isReadable(report) && report.findings.some(({ code }) => /^material\.orientation\.(?!exif)/.test(code));
}

/** What of a report is worth a line on a tile: what a reviewer may refuse, and a name that lies about the format. */
export function tileFindings(report: MaterialReport): Finding[] {
  return report.findings.filter(({ severity, code }) => severity !== "info" || code === "file.extension.mismatch");
}

export const sha256 = (report: MaterialReport): string => report.input?.sha256 ?? "";

let made = 0;
/** Unique within this browser's memory: `randomUUID` is not there on pages without TLS. */
export const newId = (): string => `${Date.now().toString(36)}-${(made++).toString(36)}-${Math.random().toString(36).slice(2, 8)}`;

/** The name under which a repaired picture goes: it is a JPEG now. */
export const jpegName = (name: string): string => `${name.replace(/\.[^.]*$/, "") || name}.jpg`;
