/** Messages between the page and the worker. Everything here can be cloned from one to the other. */
import type { Policy } from "./generated/policy.js";
import type { ErrorCode } from "./errors.js";
import type { Application, ApplicationEvent } from "./generated/report.js";
import type { CropOptions, MaterialOptions, PhotoOptions, RepairOptions, Step } from "./options.js";

/** The first message to a new worker: the settings for all calls. */
export interface Open {
  policy: string | Policy;
  wasm: string | undefined;
  faceModel: string | undefined;
}

/** One call. */
export type Request = FileRequest | PlainRequest;

/** One that is about a file: whatever goes wrong is blamed on it. */
export type FileRequest = { file: Blob; fileName: string | undefined } & (
  | { call: "preparePhoto"; options: PhotoOptions }
  | { call: "inspectMaterial"; options: MaterialOptions }
  | { call: "repairMaterial"; options: RepairOptions }
);

export type PlainRequest =
  | { call: "checkCrop"; options: CropOptions }
  | { call: "apply"; application: Application; event: ApplicationEvent }
  | { call: "evaluate"; application: Application }
  | { call: "checklist"; application: Application };

/** Answer of a worker that is ready: what is the same for all calls. */
export interface Session {
  /** The policy in force, whole. */
  policy: Policy;
  /** An empty application under it. */
  draft: Application;
}

/** A message of the worker: that it is ready, or how the call at hand goes. */
export type Reply =
  | ({ type: "ready" } & Session)
  | { type: "progress"; step: Step }
  | { type: "done"; value: unknown }
  /** Thrown on purpose, see `PreflightError`. */
  | { type: "error"; code: ErrorCode; message: string; params: Readonly<Record<string, unknown>> }
  /** The file could not be read from the disk: it was moved, or it is in a cloud and the line is down. */
  | { type: "unreadable"; reason: string }
  /** The module trapped or ran out of memory: nothing in this worker can be trusted any more. */
  | { type: "trap"; reason: string };
