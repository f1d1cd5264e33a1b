/**
 * The calls themselves, synchronous and without a worker, over `Uint8Array`: for Node and for workers of your own.
 * Call `await init()` or `initSync(...)` first. Importing this does nothing by itself.
 */
import initWasm, * as desk from "../wasm/exam_preflight.js";
import { PreflightError } from "./errors.js";
import type { Application, ApplicationEvent, ApplicationReport, CropCheck, Finding, MaterialReport, PhotoReport, SlotChange } from "./generated/report.js";
import type { Policy } from "./generated/policy.js";
import type { CropOptions, MaterialOptions, MaterialStep, PhotoOptions, PhotoStep, PolicyChoice, RepairOptions } from "./options.js";

export { PreflightError } from "./errors.js";
export type * from "./options.js";
export type * from "./generated/report.js";
export type { Policy } from "./generated/policy.js";

/** A picture's bytes, with its name where it has one. */
export interface CoreOptions {
  /** A policy's id, or a policy. */
  policy: PolicyChoice;
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

/** What a step makes of an application. */
export interface Applied {
  /** The next application; where the step is refused, the one that came. */
  application: Application;
  /** Slots that a changed fact asks differently. */
  changes: SlotChange[];
  /** The gate's report on that application. */
  report: ApplicationReport;
  /** Why the step is refused; null where it happened. */
  refusal: Finding[] | null;
}

/** Where the package's own files are, for pages that keep them elsewhere. */
export interface Assets {
  wasm?: string | URL | undefined;
  faceModel?: string | URL | undefined;
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

/** Loads the face model, which only portraits need (1.2 MB). The module comes first. */
export function initFaceModel(url?: string | URL): Promise<void> {
  faceModel ??= loadFaceModel(url ?? faceModelUrl()).catch((e: unknown) => {
    faceModel = undefined;
    throw e;
  });
  return faceModel;
}

/** The same from bytes at hand. May be called again; the first call does the work. */
export function initSync(wasm: BufferSource, model?: Uint8Array): void {
  if (ready === undefined) {
    desk.initSync({ module: wasm });
    ready = Promise.resolve();
  }
  if (model !== undefined && faceModel === undefined) {
    call(() => desk.loadFaceModel(model));
    faceModel = Promise.resolve();
  }
}

/** One portrait to one exam photo. `jpeg` is null where none could be made; the report says why. */
export function preparePhoto(
  bytes: Uint8Array,
  options: CorePhotoOptions,
): { report: PhotoReport; jpeg: Uint8Array | null } {
  const { fileName, onProgress, preset, crop, rotationCw, today = localDate() } = options;
  const rest = { policy: asText(options.policy), preset, crop, rotationCw, today };
  return call(() => desk.preparePhoto(bytes, fileName, rest, onProgress));
}

/** What a crop would make of a head: geometry alone, in microseconds, for every move of a finger. */
export function checkCrop(options: CropOptions & { policy: PolicyChoice }): CropCheck {
  const { preset, head, face, crop } = options;
  return call(() => desk.checkCrop({ policy: asText(options.policy), preset, head, face, crop }));
}

/** One document picture: format, size, how it lies, whether it can be read. Any file gets a report. */
export function inspectMaterial(bytes: Uint8Array, options: CoreMaterialOptions): { report: MaterialReport } {
  const { fileName, onProgress, kind, confirmedUpright } = options;
  const rest = { policy: asText(options.policy), kind, confirmedUpright };
  return call(() => desk.inspectMaterial(bytes, fileName, rest, onProgress));
}

/** The same picture upright, as a JPEG within the limit, without metadata. `image` is null where none could be made. */
export function repairMaterial(
  bytes: Uint8Array,
  options: CoreRepairOptions,
): { report: MaterialReport; image: Uint8Array | null } {
  const { fileName, onProgress, kind, placement } = options;
  return call(() => desk.repairMaterial(bytes, fileName, { policy: asText(options.policy), kind, placement }, onProgress));
}

/**
 * One step of an application. A step that the state does not allow is refused with findings; an application that cannot be
 * read at all is an `application.unreadable` error, an event that is none a `misuse`.
 */
export function apply(application: object, event: ApplicationEvent, options: { policy: PolicyChoice }): Applied {
  return call(() => desk.apply(application, event, asText(options.policy)));
}

/**
 * Whether an application may be sent, and all that is missing. Never throws for what a candidate did; an application that
 * cannot be read at all is an `application.unreadable` error.
 */
export function evaluate(application: object, options: { policy: PolicyChoice }): { report: ApplicationReport } {
  return call(() => desk.evaluate(application, asText(options.policy)));
}

/** The ids of the policies that the package carries. */
export function policyIds(): string[] {
  return call(() => desk.policyIds());
}

/** A policy, whole: by its id, or checked and completed when it is one of your own. */
export function policy(choice: PolicyChoice): Policy {
  return call(() => desk.policy(asText(choice)));
}

/** The desk takes a policy of one's own as text: what cannot be written down cannot be in it. */
function asText(choice: PolicyChoice): string {
  return typeof choice === "string" ? choice : JSON.stringify(choice);
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
  call(() => desk.loadFaceModel(bytes));
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
