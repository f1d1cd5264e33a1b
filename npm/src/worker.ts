/** The worker that owns the module. It takes one call at a time: the client keeps the queue. */
import {
  PreflightError,
  apply,
  checkCrop,
  checklist,
  evaluate,
  initFaceModel,
  initModule,
  inspectMaterial,
  newApplication,
  policy,
  preparePhoto,
  repairMaterial,
} from "./core.js";
import type { Policy } from "./generated/policy.js";
import type { Step } from "./options.js";
import type { FileRequest, Open, PlainRequest, Reply, Request } from "./protocol.js";

const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(reply: Reply, transfer?: Transferable[]): void;
};

let opened: Open | undefined;

scope.onmessage = ({ data }: MessageEvent<Open | Request>) => {
  const work = "call" in data ? run(data) : open(data);
  work.catch((thrown: unknown) => scope.postMessage(explain(thrown)));
};

async function open(message: Open): Promise<void> {
  await initModule(message.wasm);
  const whole = policy(message.policy);
  opened = { ...message, policy: whole };
  scope.postMessage({ type: "ready", policy: whole, draft: newApplication({ policy: whole }) });
}

async function run(request: Request): Promise<void> {
  if (opened === undefined) throw new PreflightError("misuse", "the worker was not opened");
  if (!("file" in request)) {
    scope.postMessage({ type: "done", value: plain(request, opened) });
    return;
  }
  const bytes = await readFile(request.file);
  if (bytes === undefined) return;
  if (request.call === "preparePhoto") await initFaceModel(opened.faceModel);
  const { value, made } = withFile(request, bytes, opened);
  scope.postMessage({ type: "done", value }, made === null ? [] : [made.buffer]);
}

function plain(request: PlainRequest, { policy }: { policy: string | Policy }): unknown {
  switch (request.call) {
    case "checkCrop":
      return checkCrop({ ...request.options, policy });
    case "apply":
      return apply(request.application, request.event, { policy });
    case "evaluate":
      return evaluate(request.application, { policy });
    case "checklist":
      return checklist(request.application, { policy });
  }
}

/** The answer, and the bytes in it that need not be copied on their way. */
function withFile(
  request: FileRequest,
  bytes: Uint8Array,
  { policy }: { policy: string | Policy },
): { value: unknown; made: Uint8Array | null } {
  const onProgress = (step: Step) => scope.postMessage({ type: "progress", step });
  const common = { policy, fileName: request.fileName, onProgress };
  switch (request.call) {
    case "preparePhoto": {
      const value = preparePhoto(bytes, { ...request.options, ...common });
      return { value, made: value.jpeg };
    }
    case "inspectMaterial":
      return { value: inspectMaterial(bytes, { ...request.options, ...common }), made: null };
    case "repairMaterial": {
      const value = repairMaterial(bytes, { ...request.options, ...common });
      return { value, made: value.image };
    }
  }
}

async function readFile(file: Blob): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (e) {
    scope.postMessage({ type: "unreadable", reason: String(e) });
    return undefined;
  }
}

function explain(thrown: unknown): Reply {
  if (thrown instanceof PreflightError) {
    return { type: "error", code: thrown.code, message: thrown.message, params: thrown.params };
  }
  return { type: "trap", reason: String(thrown) };
}
