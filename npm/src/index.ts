/**
 * The worker-backed client: never blocks the page. Importing this does nothing by itself and is safe where there is
 * no `window`; `createPreflight` is what starts the worker.
 */
import { Client, type Blame } from "./client.js";
import { PreflightError } from "./errors.js";
import type { Policy } from "./generated/policy.js";
import type { ApplicationReport, PhotoReport } from "./generated/report.js";
import type { PhotoOptions, PolicyChoice, Step } from "./options.js";

export { PreflightError } from "./errors.js";
export { describe, type Messages } from "./describe.js";
export type { ErrorCode } from "./errors.js";
export type * from "./options.js";
export type * from "./generated/report.js";
export type { Policy } from "./generated/policy.js";

export interface PreflightOptions {
  /** A policy's id, a policy, or where one can be fetched: a `URL`, or a string with a slash. */
  policy: PolicyChoice | URL;
  /** Where the package's files are, if a bundler did not carry them along. Relative to the page. */
  assets?: { wasm?: string | URL; faceModel?: string | URL } | undefined;
  /** Makes the worker, for bundlers that do not see the one written here: it must run `dist/worker.js` as a module. */
  createWorker?: (() => Worker) | undefined;
  /** A call without any progress for this long is given up, and the file blamed. Default: 60,000. */
  silenceMs?: number | undefined;
}

/** What every call takes beside its own options. */
export interface CallOptions {
  /** Gives the call up: the promise rejects with the signal's reason, and the worker is replaced. */
  signal?: AbortSignal | undefined;
  /** Told of each part of the work as it begins. */
  onProgress?: ((step: Step) => void) | undefined;
}

/** A file as a page has it. A `File` brings its name; `fileName` goes before it. */
export type Source = Blob | ArrayBuffer | Uint8Array<ArrayBuffer>;

export interface PhotoCallOptions extends CallOptions, PhotoOptions {
  fileName?: string | undefined;
}

export interface Preflight {
  /** The policy in force, whole. */
  readonly policy: Policy;
  /** One portrait to one exam photo. Any file gets a report; `jpeg` is null where no photo could be made. */
  preparePhoto(file: Source, options?: PhotoCallOptions): Promise<{ report: PhotoReport; jpeg: Blob | null }>;
  /** Whether an application may be sent, and all that is missing. The gate is open when the verdict is `ready`. */
  evaluate(application: object, options?: CallOptions): Promise<{ report: ApplicationReport }>;
  /** Stops the worker; calls that wait are rejected. */
  dispose(): void;
}

/** Starts the worker and loads the policy. Rejects with a `PreflightError`. */
export async function createPreflight(options: PreflightOptions): Promise<Preflight> {
  const { assets, createWorker, silenceMs } = options;
  const open = {
    policy: await loadPolicy(options.policy),
    wasm: absolute(assets?.wasm),
    faceModel: absolute(assets?.faceModel),
  };
  const client = new Client(createWorker ?? ownWorker, open, silenceMs ?? 60_000);
  const policy = await client.start();

  return {
    policy,
    async preparePhoto(source, { signal, onProgress, fileName, ...photo } = {}) {
      const file = source instanceof Blob ? source : new Blob([source]);
      const name = fileName ?? ("name" in file ? String(file.name) : undefined);
      const request = { call: "preparePhoto" as const, file, fileName: name, options: photo };
      const value = (await client.run(request, { signal, onProgress })) as
        | { report: PhotoReport; jpeg: Uint8Array<ArrayBuffer> | null }
        | Blame;
      if ("blamed" in value) return { report: await blame(file, name, policy, value.blamed), jpeg: null };
      return {
        report: value.report,
        jpeg: value.jpeg && new Blob([value.jpeg], { type: "image/jpeg" }),
      };
    },
    async evaluate(application, { signal, onProgress } = {}) {
      const value = (await client.run({ call: "evaluate", application }, { signal, onProgress })) as
        | { report: ApplicationReport }
        | Blame;
      // There is no file to blame: the worker itself fell over.
      if ("blamed" in value) throw new PreflightError("worker.failed", value.blamed);
      return value;
    },
    dispose: () => client.dispose(),
  };
}

/** Written out as a literal, so that bundlers see the worker and carry it along. */
function ownWorker(): Worker {
  return new Worker(new URL("./worker.js", import.meta.url), { type: "module", name: "exam-preflight" });
}

async function loadPolicy(policy: PolicyChoice | URL): Promise<PolicyChoice> {
  const isUrl = policy instanceof URL || (typeof policy === "string" && policy.includes("/"));
  if (!isUrl) return policy;
  const url = absolute(policy) ?? "";
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    return (await response.json()) as Policy;
  } catch (e) {
    throw new PreflightError("asset.failed", `cannot load the policy ${url}: ${String(e)}`, { url });
  }
}

/** The worker has another base address than the page. */
function absolute(url: string | URL | undefined): string | undefined {
  return url === undefined ? undefined : new URL(url, globalThis.location?.href).href;
}

/** Every member is there, as in any report; the compiler sees to it that none is forgotten. */
const UNMEASURED: PhotoReport["measured"] = {
  faces: null,
  face: null,
  head: null,
  headHeightRatio: null,
  topMarginRatio: null,
  centreOffsetRatio: null,
  rollDeg: null,
  backgroundRgb: null,
  backgroundDeltaE: null,
  backgroundSpread: null,
  sharpness: null,
  luminanceMean: null,
  chromaMean: null,
  rotationCw: null,
  crop: null,
  scale: null,
  takenOn: null,
};

/** The report on a file that the module fell over. */
async function blame(file: Blob, name: string | undefined, policy: Policy, reason: string): Promise<PhotoReport> {
  return {
    schema: 1,
    subject: "photo",
    policy: policy.id,
    verdict: "blocked",
    findings: [
      { code: "file.unreadable", severity: "error", slot: null, file: name ?? null, params: { reason } },
    ],
    input: { format: null, bytes: file.size, widthPx: null, heightPx: null, orientation: null, sha256: await sha256(file) },
    measured: UNMEASURED,
    output: null,
  };
}

/** Empty where the browser keeps its digests to itself (pages without TLS), or the file cannot be read at all. */
async function sha256(file: Blob): Promise<string> {
  try {
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  } catch {
    return "";
  }
}
