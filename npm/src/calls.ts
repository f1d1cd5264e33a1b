/** The calls of the client, each a message to the worker. */
import { blame, blamedMaterial, blamedPhoto, type BlameReport } from "./blame.js";
import type { Blame, Client } from "./client.js";
import type { ApplyResult, Listed } from "./core.js";
import { PreflightError } from "./errors.js";
import type { CropCheck, MaterialReport, PhotoReport } from "./generated/report.js";
import type { CallOptions, Preflight, Source } from "./index.js";
import type { FileRequest, Session, PlainRequest } from "./protocol.js";

type Bytes = Uint8Array<ArrayBuffer>;

export function calls(client: Client, { policy, draft }: Session): Preflight {
  /** Runs a call about a file. If the module trapped over it, `blamed` makes the answer. */
  async function aboutFile<T, R>(
    source: Source,
    request: (file: Blob, fileName: string | undefined) => FileRequest,
    { fileName, ...options }: { fileName: string | undefined } & Settings,
    answer: (value: T) => R,
    blamed: (report: BlameReport) => R,
  ): Promise<R> {
    const file = source instanceof Blob ? source : new Blob([source]);
    const name = fileName ?? ("name" in file ? String(file.name) : undefined);
    const value = (await client.run(request(file, name), options)) as T | Blame;
    return isBlame(value) ? blamed(await blame(file, name, policy.id, value.blamed)) : answer(value);
  }

  /** Runs a call without a file. If it trapped, the worker itself is at fault. */
  async function withoutFile<T>(request: PlainRequest, { signal }: CallOptions = {}): Promise<T> {
    const value = (await client.run(request, { signal })) as T | Blame;
    if (isBlame(value)) throw new PreflightError("worker.failed", value.blamed);
    return value;
  }

  return {
    policy,
    preparePhoto(source, { signal, onProgress, fileName, ...options } = {}) {
      return aboutFile(
        source,
        (file, fileName) => ({ call: "preparePhoto", file, fileName, options }),
        { fileName, ...settings(signal, onProgress) },
        ({ report, jpeg }: { report: PhotoReport; jpeg: Bytes | null }) => ({ report, jpeg: asBlob(jpeg) }),
        (report) => ({ report: blamedPhoto(report), jpeg: null }),
      );
    },
    checkCrop({ signal, ...options }) {
      return withoutFile<CropCheck>({ call: "checkCrop", options }, { signal });
    },
    inspectMaterial(source, { signal, onProgress, fileName, ...options }) {
      return aboutFile(
        source,
        (file, fileName) => ({ call: "inspectMaterial", file, fileName, options }),
        { fileName, ...settings(signal, onProgress) },
        (answer: { report: MaterialReport }) => answer,
        (report) => ({ report: blamedMaterial(report, options.kind) }),
      );
    },
    repairMaterial(source, { signal, onProgress, fileName, ...options }) {
      return aboutFile(
        source,
        (file, fileName) => ({ call: "repairMaterial", file, fileName, options }),
        { fileName, ...settings(signal, onProgress) },
        ({ report, image }: { report: MaterialReport; image: Bytes | null }) => ({ report, image: asBlob(image) }),
        (report) => ({ report: blamedMaterial(report, options.kind), image: null }),
      );
    },
    newApplication: () => structuredClone(draft),
    apply: (application, event, options) => withoutFile<ApplyResult>({ call: "apply", application, event }, options),
    evaluate: (application, options) => withoutFile({ call: "evaluate", application }, options),
    checklist: (application, options) => withoutFile<Listed>({ call: "checklist", application }, options),
    dispose: () => client.dispose(),
  };
}

interface Settings {
  signal: AbortSignal | undefined;
  onProgress: CallOptions["onProgress"];
}

/** A call is only told the steps of its own kind. */
function settings(signal: AbortSignal | undefined, onProgress: ((step: never) => void) | undefined): Settings {
  return { signal, onProgress: onProgress as CallOptions["onProgress"] };
}

function isBlame(value: unknown): value is Blame {
  return typeof value === "object" && value !== null && "blamed" in value;
}

function asBlob(bytes: Bytes | null): Blob | null {
  return bytes && new Blob([bytes], { type: "image/jpeg" });
}
