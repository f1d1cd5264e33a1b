/** Types of everything in and beside a slot, and small questions about them. No view and no work here. */
import {
  CURABLE_CODES,
  type ApplicationReport,
  type Finding,
  type MaterialReport,
  type MaterialStep,
  type Placement,
} from "exam-preflight";

/** A picture that takes a slot. */
export interface MaterialFile {
  id: string;
  name: string;
  /** Bytes that will be sent. */
  blob: Blob;
  /** The report on that blob. */
  report: MaterialReport;
  /** The file before a repair; null where there was none. */
  original: Blob | null;
}

/** Another kind that has room for a picture. */
export interface MoveTarget {
  kind: string;
  title: string;
}

/** A notice of the policy, in the person's language. */
export interface Told {
  text: string;
  links: readonly { title: string; url: string }[];
}

export type Slot = ApplicationReport["measured"]["slots"][number];
export type Status = ApplicationReport["measured"]["status"];

/** A file as it was picked, before its inspection. */
export interface PickedFile {
  id: string;
  name: string;
  blob: Blob;
}

/** Place of a picture before its repair: beside the slots, or in one of them. */
export type Origin = { of: "refused"; refused: RefusedFile } | { of: "tile"; file: MaterialFile };

export type Task = { do: "inspect" } | { do: "repair"; placement: Placement | undefined; origin: Origin };

/** A file in the queue. */
export interface Job extends PickedFile {
  task: Task;
  step: "waiting" | "starting" | MaterialStep;
  /** Number of steps that have begun. */
  heard: number;
  /** Work within a blink shows no bar. */
  isShown: boolean;
}

/** A file whose report blocks: it takes no slot. */
export interface RefusedFile extends PickedFile {
  report: MaterialReport;
}

/** A file that got no report: the page's or the network's fault. */
export interface FailedFile extends PickedFile {
  task: Task;
  reason: unknown;
}

/** Result of a repair, until the person has looked at it. */
export interface RepairedFile {
  file: MaterialFile;
  origin: Origin;
  /** The repair's own report: `input` is the file as it came, `output` what was made of it. */
  report: MaterialReport;
  /** False where no slot was free: it stands beside, as a refused file does. */
  isTaken: boolean;
}

export interface RemovedFile {
  file: MaterialFile;
  at: number;
}

const CURABLE: ReadonlySet<string> = new Set(CURABLE_CODES);

const isReadable = ({ input }: MaterialReport): boolean => input?.widthPx != null;

/** Returns `true` if a repair is offered: a curable finding is an error, or the name claims another format. */
export function canRepair(report: MaterialReport): boolean {
  const isCurable = ({ code, severity }: Finding) =>
    CURABLE.has(code) && (severity === "error" || code === "file.extension.mismatch");
  return isReadable(report) && report.findings.some(isCurable);
}

/** Returns `true` if a person has confirmed a placement that would be refused otherwise. */
export const isConfirmed = (findings: readonly Finding[]): boolean =>
  findings.some(({ code }) => code === "material.orientation.confirmed");

/** Returns `true` if a repair left the placement as it was because a person confirmed it, against the finding. */
export function isKept({ findings }: MaterialReport): boolean {
  const turned = findings.find(({ code }) => code === "material.repaired")?.params ?? {};
  return isConfirmed(findings) && turned["rotationCw"] === 0 && turned["mirrored"] === 0;
}

/** Returns `true` if the placement is doubtful, so that a person is asked. */
export function canTurn(report: MaterialReport): boolean {
  return isReadable(report) && report.findings.some(({ code }) => /^material\.orientation\.(?!exif)/.test(code));
}

/** Findings that a tile shows: those that a reviewer may refuse, and a name that claims another format. */
export function tileFindings(report: MaterialReport): Finding[] {
  return report.findings.filter(({ severity, code }) => severity !== "info" || code === "file.extension.mismatch");
}

export const sha256 = (report: MaterialReport): string => report.input?.sha256 ?? "";

let made = 0;
/** Unique within this browser's memory: `randomUUID` is not there on pages without TLS. */
export const newId = (): string => `${Date.now().toString(36)}-${(made++).toString(36)}-${Math.random().toString(36).slice(2, 8)}`;

/** The name under which a repaired picture goes: it is a JPEG now. */
export const jpegName = (name: string): string => `${name.replace(/\.[^.]*$/, "") || name}.jpg`;
