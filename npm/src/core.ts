/**
 * The calls themselves, synchronous and without a worker, over `Uint8Array`: for Node and for workers of your own.
 * Call `await init()` or `initSync(...)` first. Importing this does nothing by itself.
 */
import initWasm, * as wasm from "../wasm/exam_preflight.js";
import { PreflightError } from "./errors.js";
import type { Application, ApplicationEvent, ApplicationReport, Checklist, CropCheck, Finding, MaterialReport, PhotoReport, SlotChange } from "./generated/report.js";
import type { Policy } from "./generated/policy.js";
import type { CropOptions, MaterialOptions, MaterialStep, PhotoOptions, PhotoStep, PolicyChoice, RepairOptions } from "./options.js";
import { held } from "./policies.js";

export { PreflightError } from "./errors.js";
export type { ErrorCode } from "./errors.js";
export type * from "./options.js";
export type * from "./generated/report.js";
export type { Policy } from "./generated/policy.js";

/** Options of every call. */
export interface PolicyOptions {
  /**
   * The id of a policy that the package carries, or a policy of your own. The module reads a policy once: give a new
   * object after a change.
   */
  policy: PolicyChoice;
}

/** Options of every call about a file. */
export interface CoreOptions extends PolicyOptions {
  /** The file's name: it stands in the findings, and its extension is compared with the bytes. */
  fileName?: string | undefined;
}

export interface CorePhotoOptions extends CoreOptions, PhotoOptions {
  /** Told of each part of the work as it begins. */
  onProgress?: ((step: PhotoStep) => void) | undefined;
}

export interface CoreMaterialOptions extends CoreOptions, MaterialOptions {
  /** Told of each part of the work as it begins. */
  onProgress?: ((step: MaterialStep) => void) | undefined;
}

export interface CoreRepairOptions extends Omit<CoreMaterialOptions, "confirmedUpright">, RepairOptions {}

/** Result of one step of an application. */
export interface ApplyResult {
  /** The next application; the given one where the step is refused. */
  application: Application;
  /** Slots whose requirement changed with a fact. */
  changes: SlotChange[];
  /** The gate's report on that application. */
  report: ApplicationReport;
  /** Reasons of a refusal; null where the step was carried out. */
  refusal: Finding[] | null;
}

/** What one candidate needs. */
export interface Listed {
  /** As data, with the wording in both languages. */
  checklist: Checklist;
  /** The same as a Markdown document with boxes to tick, in each language. */
  markdown: { "zh-CN": string; en: string };
}

// Written out as literals, so that bundlers see both files and carry them along.
const wasmUrl = () => new URL("../wasm/exam_preflight_bg.wasm", import.meta.url);
const faceModelUrl = () => new URL("../wasm/face-model.bin", import.meta.url);

let ready: Promise<void> | undefined;
let faceModel: Promise<void> | undefined;

/** Loads the module and the face model. May be called again; the first call does the work. */
export async function init(url?: string | URL): Promise<void> {
  await initModule(url);
  await initFaceModel();
}

/** Loads the module alone: all that is needed without portraits. */
export function initModule(url?: string | URL): Promise<void> {
  // A failed load is forgotten, so that the next call tries again.
  ready ??= loadModule(url ?? wasmUrl()).catch((e: unknown) => {
    ready = undefined;
    throw e;
  });
  return ready;
}

/** Loads the face model, which only portraits need (0.9 MB). The module comes first. */
export function initFaceModel(url?: string | URL): Promise<void> {
  faceModel ??= loadFaceModel(url ?? faceModelUrl()).catch((e: unknown) => {
    faceModel = undefined;
    throw e;
  });
  return faceModel;
}

/** The same from bytes at hand. May be called again; the first call does the work. */
export function initSync(module: BufferSource, model?: Uint8Array): void {
  if (ready === undefined) {
    wasm.initSync({ module });
    ready = Promise.resolve();
  }
  if (model !== undefined && faceModel === undefined) {
    call(() => wasm.loadFaceModel(model));
    faceModel = Promise.resolve();
  }
}

/** One portrait to one exam photo. `jpeg` is null if none could be made; the report says why. */
export function preparePhoto(
  bytes: Uint8Array,
  options: CorePhotoOptions,
): { report: PhotoReport; jpeg: Uint8Array | null } {
  const { policy, onProgress, fileName, preset, crop, rotationCw, straighten, today = localDate() } = options;
  const asked = { fileName, preset, crop, rotationCw, straighten, today };
  return call(() => wasm.preparePhoto(bytes, held(policy), asked, onProgress));
}

/** The findings about a crop around a head: geometry alone, cheap enough for every move of a finger. */
export function checkCrop(options: CropOptions & PolicyOptions): CropCheck {
  const { policy, preset, head, face, crop } = options;
  return call(() => wasm.checkCrop(held(policy), { preset, head, face, crop }));
}

/** One document picture: format, size, placement, legibility. Any file gets a report. */
export function inspectMaterial(bytes: Uint8Array, options: CoreMaterialOptions): { report: MaterialReport } {
  const { policy, onProgress, fileName, kind, confirmedUpright } = options;
  return call(() => wasm.inspectMaterial(bytes, held(policy), { fileName, kind, confirmedUpright }, onProgress));
}

/** The same picture upright, as a JPEG within the limit, without metadata. `image` is null if none could be made. */
export function repairMaterial(
  bytes: Uint8Array,
  options: CoreRepairOptions,
): { report: MaterialReport; image: Uint8Array | null } {
  const { policy, onProgress, fileName, kind, placement } = options;
  return call(() => wasm.repairMaterial(bytes, held(policy), { fileName, kind, placement }, onProgress));
}

/** An empty application: a draft under the policy, without any answer or picture. */
export function newApplication(options: PolicyOptions): Application {
  return call(() => wasm.newApplication(held(options.policy)));
}

/**
 * One step of an application. A step that the state does not allow is refused with findings. Throws
 * `application.unreadable` for an application that cannot be read, `misuse` for a malformed event.
 */
export function apply(application: Application, event: ApplicationEvent, options: PolicyOptions): ApplyResult {
  return call(() => wasm.apply(held(options.policy), application, event));
}

/**
 * The gate's report: whether the application may be sent, and all that is missing. Throws `application.unreadable` for an
 * application that cannot be read, and never for a candidate's mistake.
 */
export function evaluate(application: Application, options: PolicyOptions): { report: ApplicationReport } {
  return call(() => wasm.evaluate(held(options.policy), application));
}

/**
 * What the candidate of an application needs, before any picture is there; only the answers count. Throws
 * `application.unreadable` for an application that cannot be read.
 */
export function checklist(application: Application, options: PolicyOptions): Listed {
  return call(() => wasm.checklist(held(options.policy), application));
}

/** The ids of the policies that the package carries. */
export function policyIds(): string[] {
  return call(() => wasm.policyIds());
}

/** A policy, whole: by its id, or checked and completed when it is one of your own. */
export function policy(choice: PolicyChoice): Policy {
  return call(() => held(choice).toObject());
}

/** The day as the candidate's clock and calendar have it. */
function localDate(): string {
  const now = new Date();
  const two = (n: number) => String(n).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

function call<T>(f: () => unknown): T {
  try {
    return f() as T;
  } catch (thrown) {
    throw PreflightError.from(thrown);
  }
}

async function loadModule(url: string | URL): Promise<void> {
  const source = await read(url);
  await initWasm({ module_or_path: source });
}

async function loadFaceModel(url: string | URL): Promise<void> {
  const source = await read(url);
  const bytes = source instanceof Response ? new Uint8Array(await source.arrayBuffer()) : source;
  call(() => wasm.loadFaceModel(bytes));
}

/** Node's `fetch` does not read files, and a bundler must not be shown `node:fs`: so it is asked for at run time. */
async function read(url: string | URL): Promise<Response | Uint8Array<ArrayBuffer>> {
  const { process } = globalThis as { process?: { getBuiltinModule?: (id: string) => unknown } };
  try {
    if (String(url).startsWith("file:") && process?.getBuiltinModule !== undefined) {
      type Fs = { readFile(url: URL): Promise<Uint8Array<ArrayBuffer>> };
      return await (process.getBuiltinModule("node:fs/promises") as Fs).readFile(new URL(url));
    }
    const response = await fetch(url);
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    return response;
  } catch (e) {
    throw new PreflightError("asset.failed", `cannot load ${String(url)}: ${e instanceof Error ? e.message : String(e)}`, {
      url: String(url),
    });
  }
}
