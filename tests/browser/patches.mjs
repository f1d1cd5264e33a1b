// Code that tests put before the worker's own text, for events that do not happen by themselves. None of it is in the product.
import { readFileSync } from "node:fs";

/** The answer comes late: time to press a button. */
export const SLOW = `{
  const post = self.postMessage.bind(self);
  self.postMessage = (m, t) => (m.type === "done" ? setTimeout(() => post(m, t), 20_000) : post(m, t));
}`;

/** Answers that wait: see `tellAnswers`. */
export const HELD = `{
  const post = self.postMessage.bind(self);
  const waiting = [];
  let isOpen = true;
  new BroadcastChannel("answers").onmessage = ({ data }) => {
    isOpen = data === "all";
    for (const answer of waiting.splice(0, { hold: 0, one: 1, all: Infinity }[data])) answer();
  };
  self.postMessage = (m, t) => (m.type === "done" && !isOpen ? waiting.push(() => post(m, t)) : post(m, t));
}`;

/** Tells the worker with `HELD` to hold its answers back from now on (`hold`), to give one of them (`one`), or all (`all`). */
export const tellAnswers = (page, order) => page.evaluate((order) => new BroadcastChannel("answers").postMessage(order), order);

/** No answer, and no sign of life, once the worker is ready. */
export const HANG = `{
  const post = self.postMessage.bind(self);
  self.postMessage = (m, t) => { if (m.type === "ready") post(m, t); };
}`;

/** A browser without WebAssembly SIMD refuses to compile the module. */
export const NO_WASM = `{
  const refuse = () => Promise.reject(new WebAssembly.CompileError("Wasm SIMD unsupported"));
  WebAssembly.instantiateStreaming = refuse;
  WebAssembly.instantiate = refuse;
}`;

/** The export runs into a real \`unreachable\`, as a panic does. */
export const TRAP = `{
  const bytes = new Uint8Array([0,97,115,109,1,0,0,0,1,4,1,96,0,0,3,2,1,0,7,5,1,1,116,0,0,10,5,1,3,0,0,11]);
  const { t } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
  const wrap = (make) => async (...args) => {
    const made = await make.apply(WebAssembly, args);
    return { ...made, instance: { exports: { ...made.instance.exports, preparePhoto: () => t() } } };
  };
  WebAssembly.instantiateStreaming = wrap(WebAssembly.instantiateStreaming);
  WebAssembly.instantiate = wrap(WebAssembly.instantiate);
}`;

/** A route that gives the first start the first patch, and so on; later starts get the worker as it is. */
export function patchFirst(worker, patches) {
  const left = [...patches];
  return (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/javascript; charset=utf-8" });
    response.end(`${left.shift() ?? ""}\n${readFileSync(worker, "utf8")}`);
  };
}
