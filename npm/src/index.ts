/**
 * The worker-backed client: never blocks the page. Importing this does nothing by itself and is safe where there is
 * no `window`; `createPreflight` is what starts the worker.
 */
import { calls } from "./calls.js";
import { Client } from "./client.js";
import type { ApplyResult, Listed } from "./core.js";
import type { Policy } from "./generated/policy.js";
import type {
  Application,
  ApplicationEvent,
  ApplicationReport,
  CropCheck,
  MaterialReport,
  PhotoReport,
} from "./generated/report.js";
import { absolute, fetchedPolicy } from "./location.js";
import type {
  CropOptions,
  MaterialOptions,
  MaterialStep,
  PhotoOptions,
  PhotoStep,
  PolicyChoice,
  RepairOptions,
  Step,
} from "./options.js";

export { PreflightError } from "./errors.js";
export { describe, fileSize, worstFirst, type Messages, type Titles } from "./describe.js";
export { sha256Hex } from "./hash.js";
export * from "./generated/constants.js";
export type { ApplyResult, Listed } from "./core.js";
export type { ErrorCode } from "./errors.js";
export type * from "./options.js";
export type * from "./generated/report.js";
export type { Policy } from "./generated/policy.js";

export interface PreflightOptions {
  /** A policy's id, a policy, or where one can be fetched: a `URL`, or a string with a slash. */
  policy: PolicyChoice | URL;
  /** Addresses of the package's files, for a page whose bundler did not include them. Relative to the page. */
  assets?: { wasm?: string | URL; faceModel?: string | URL } | undefined;
  /** Makes the worker, for bundlers that do not see the one written here: it must run `dist/worker.js` as a module. */
  createWorker?: (() => Worker) | undefined;
  /** A call without any progress for this long is given up, and the file blamed. Default: 60,000. */
  silenceMs?: number | undefined;
}

/** Gives a call up: the promise rejects with the signal's reason. A worker that is at work on it is replaced. */
export interface SignalOptions {
  signal?: AbortSignal | undefined;
}

/** Options of every call about a file, beside its own. */
export interface CallOptions<S extends Step = Step> extends SignalOptions {
  /** Told of each part of the work as it begins. */
  onProgress?: ((step: S) => void) | undefined;
}

/** A file as a page has it. A `File` brings its name; `fileName` goes before it. */
export type Source = Blob | ArrayBuffer | Uint8Array<ArrayBuffer>;

export interface PhotoCallOptions extends CallOptions<PhotoStep>, PhotoOptions {
  fileName?: string | undefined;
}

export interface MaterialCallOptions extends CallOptions<MaterialStep>, MaterialOptions {
  fileName?: string | undefined;
}

export interface RepairCallOptions extends CallOptions<MaterialStep>, RepairOptions {
  fileName?: string | undefined;
}

export interface Preflight {
  /** The policy in force, whole. */
  readonly policy: Policy;
  /** One portrait to one exam photo. Any file gets a report; `jpeg` is null if no photo could be made. */
  preparePhoto(file: Source, options?: PhotoCallOptions): Promise<{ report: PhotoReport; jpeg: Blob | null }>;
  /** The findings about a crop around a head, without touching a pixel: for every move of a finger. */
  checkCrop(options: CropOptions & SignalOptions): Promise<CropCheck>;
  /** One document picture: format, size, placement, legibility. Any file gets a report. */
  inspectMaterial(file: Source, options: MaterialCallOptions): Promise<{ report: MaterialReport }>;
  /** The same picture upright, as a JPEG within the limit, without metadata; `image` is null if none could be made. */
  repairMaterial(file: Source, options: RepairCallOptions): Promise<{ report: MaterialReport; image: Blob | null }>;
  /** An empty application: a draft under the policy, without any answer or picture. */
  newApplication(): Application;
  /** One step of an application: the next one, the slots that changed, the gate's report; or why it is refused. */
  apply(application: Application, event: ApplicationEvent, options?: SignalOptions): Promise<ApplyResult>;
  /** The gate's report: all that is missing. The application may be sent when the verdict is `ready`. */
  evaluate(application: Application, options?: SignalOptions): Promise<{ report: ApplicationReport }>;
  /** What the candidate needs, before any picture is there: as data and as Markdown. Only the answers count. */
  checklist(application: Application, options?: SignalOptions): Promise<Listed>;
  /** Stops the worker; calls that wait are rejected. */
  dispose(): void;
}

/** Starts the worker and loads the policy. Rejects with a `PreflightError`. */
export async function createPreflight(options: PreflightOptions): Promise<Preflight> {
  const { policy, assets, createWorker = ownWorker, silenceMs = 60_000 } = options;
  const open = {
    policy: await fetchedPolicy(policy),
    wasm: absolute(assets?.wasm),
    faceModel: absolute(assets?.faceModel),
  };
  const client = new Client(createWorker, open, silenceMs);
  return calls(client, await client.start());
}

/** Written out as a literal, so that bundlers see the worker and carry it along. */
function ownWorker(): Worker {
  return new Worker(new URL("./worker.js", import.meta.url), { type: "module", name: "exam-preflight" });
}
