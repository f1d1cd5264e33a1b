/**
 * The worker-backed client: never blocks the page. Importing this does nothing by itself and is safe where there is
 * no `window`; `createPreflight` is what starts the worker.
 */
import { Client, type Blame } from "./client.js";
import { PreflightError } from "./errors.js";
import type { Policy } from "./generated/policy.js";
import type { Applied } from "./core.js";
import type { ApplicationEvent, ApplicationReport, CropCheck, MaterialReport, PhotoReport } from "./generated/report.js";
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
import type { FileRequest, PlainRequest } from "./protocol.js";

export { PreflightError } from "./errors.js";
export { describe, type Messages } from "./describe.js";
export type { Applied } from "./core.js";
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
export interface CallOptions<S extends Step = Step> {
  /** Gives the call up: the promise rejects with the signal's reason, and the worker is replaced. */
  signal?: AbortSignal | undefined;
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
  /** One portrait to one exam photo. Any file gets a report; `jpeg` is null where no photo could be made. */
  preparePhoto(file: Source, options?: PhotoCallOptions): Promise<{ report: PhotoReport; jpeg: Blob | null }>;
  /** What a crop would make of a head, without touching a pixel: for every move of a finger. */
  checkCrop(options: CropOptions): Promise<CropCheck>;
  /** One document picture: format, size, how it lies, whether it can be read. Any file gets a report. */
  inspectMaterial(file: Source, options: MaterialCallOptions): Promise<MaterialReport>;
  /** The same picture upright, as a JPEG within the limit, without metadata; `image` is null where none could be made. */
  repairMaterial(file: Source, options: RepairCallOptions): Promise<{ report: MaterialReport; image: Blob | null }>;
  /** One step of an application: the next one, the slots that changed, the gate's report; or why it is refused. */
  apply(application: object, event: ApplicationEvent): Promise<Applied>;
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

  /** Runs a call about a file; where the module falls over it, `blamed` makes the report. */
  async function withFile<T, R>(
    source: Source,
    call: (file: Blob, name: string | undefined) => FileRequest,
    { fileName, ...options }: { fileName?: string | undefined; signal?: AbortSignal | undefined; onProgress: CallOptions["onProgress"] },
    answer: (value: T) => R,
    blamed: (report: Blamed) => R,
  ): Promise<R> {
    const file = source instanceof Blob ? source : new Blob([source]);
    const name = fileName ?? ("name" in file ? String(file.name) : undefined);
    const value = (await client.run(call(file, name), options)) as T | Blame;
    if (typeof value === "object" && value !== null && "blamed" in value) {
      return blamed(await blame(file, name, policy, value.blamed));
    }
    return answer(value as T);
  }

  /** Runs a call without a file: where that falls over, it is the worker itself. */
  async function withoutFile<T>(request: PlainRequest, options: CallOptions = {}): Promise<T> {
    const value = (await client.run(request, options)) as T | Blame;
    if (typeof value === "object" && value !== null && "blamed" in value) {
      throw new PreflightError("worker.failed", value.blamed);
    }
    return value as T;
  }

  const asBlob = (bytes: Uint8Array<ArrayBuffer> | null) => bytes && new Blob([bytes], { type: "image/jpeg" });
  // A call is only told the steps of its own kind.
  const hear = (listener: ((step: never) => void) | undefined) => listener as CallOptions["onProgress"];

  return {
    policy,
    preparePhoto(source, { signal, onProgress, fileName, ...options } = {}) {
      return withFile<{ report: PhotoReport; jpeg: Uint8Array<ArrayBuffer> | null }, { report: PhotoReport; jpeg: Blob | null }>(
        source,
        (file, fileName) => ({ call: "preparePhoto", file, fileName, options }),
        { fileName, signal, onProgress: hear(onProgress) },
        ({ report, jpeg }) => ({ report, jpeg: asBlob(jpeg) }),
        (report) => ({ report: { ...report, subject: "photo", measured: UNMEASURED_PHOTO }, jpeg: null }),
      );
    },
    checkCrop: (options) => withoutFile<CropCheck>({ call: "checkCrop", options }),
    inspectMaterial(source, { signal, onProgress, fileName, ...options }) {
      return withFile<{ report: MaterialReport }, MaterialReport>(
        source,
        (file, fileName) => ({ call: "inspectMaterial", file, fileName, options }),
        { fileName, signal, onProgress: hear(onProgress) },
        ({ report }) => report,
        (report) => blamedMaterial(report, options.kind),
      );
    },
    repairMaterial(source, { signal, onProgress, fileName, ...options }) {
      return withFile<
        { report: MaterialReport; image: Uint8Array<ArrayBuffer> | null },
        { report: MaterialReport; image: Blob | null }
      >(
        source,
        (file, fileName) => ({ call: "repairMaterial", file, fileName, options }),
        { fileName, signal, onProgress: hear(onProgress) },
        ({ report, image }) => ({ report, image: asBlob(image) }),
        (report) => ({ report: blamedMaterial(report, options.kind), image: null }),
      );
    },
    apply: (application, event) => withoutFile<Applied>({ call: "apply", application, event }),
    evaluate: (application, options) => withoutFile<{ report: ApplicationReport }>({ call: "evaluate", application }, options),
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
const UNMEASURED_PHOTO: PhotoReport["measured"] = {
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

const UNMEASURED_MATERIAL: MaterialReport["measured"] = {
  rotationCw: null,
  mirrored: null,
  uprightConfidence: null,
  sharpness: null,
  luminanceMean: null,
  clippedHighlights: null,
  clippedShadows: null,
  qrCodes: null,
  perceptualHash: null,
};

/** A report on a file that the module fell over, but for what was measured. */
type Blamed = Omit<PhotoReport, "subject" | "measured">;

async function blame(file: Blob, name: string | undefined, policy: Policy, reason: string): Promise<Blamed> {
  return {
    schema: 1,
    policy: policy.id,
    verdict: "blocked",
    findings: [
      { code: "file.unreadable", severity: "error", slot: null, file: name ?? null, params: { reason } },
    ],
    input: { format: null, bytes: file.size, widthPx: null, heightPx: null, orientation: null, sha256: await sha256(file) },
    output: null,
  };
}

function blamedMaterial(report: Blamed, kind: string): MaterialReport {
  const findings = report.findings.map((finding) => ({ ...finding, slot: kind }));
  return { ...report, subject: "material", findings, measured: UNMEASURED_MATERIAL };
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
