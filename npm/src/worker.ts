/** The worker that owns the module. It takes one call at a time: the client keeps the queue. */
import { PreflightError, evaluate, initFaceModel, initModule, policy, preparePhoto } from "./core.js";
import type { Open, Reply, Request } from "./protocol.js";

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
  scope.postMessage({ type: "ready", policy: whole });
}

async function run(request: Request): Promise<void> {
  if (opened === undefined) throw new PreflightError("misuse", "the worker was not opened");
  if (request.call === "evaluate") {
    scope.postMessage({ type: "done", value: evaluate(request.application, { policy: opened.policy }) });
    return;
  }
  const bytes = await readFile(request.file);
  if (bytes === undefined) return;
  await initFaceModel(opened.faceModel);
  const { report, jpeg } = preparePhoto(bytes, {
    ...request.options,
    policy: opened.policy,
    fileName: request.fileName,
    onProgress: (step) => scope.postMessage({ type: "progress", step }),
  });
  scope.postMessage({ type: "done", value: { report, jpeg } }, jpeg === null ? [] : [jpeg.buffer]);
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
