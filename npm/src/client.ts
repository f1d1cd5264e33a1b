/**
 * One worker, one queue. The worker is thrown away when a call is given up or the module traps, and the next call
 * starts a new one: after a trap nothing in it can be trusted, and there is no other way to stop it.
 */
import { PreflightError } from "./errors.js";
import type { Step } from "./options.js";
import type { Open, Session, Reply, Request } from "./protocol.js";

/** Reason why the module gave no answer about a file. The file is at fault, not the page. */
export interface Blame {
  blamed: string;
}

interface Call {
  request: Request;
  onProgress: ((step: Step) => void) | undefined;
  signal: AbortSignal | undefined;
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
  /** Takes the listener off the caller's signal. */
  release: () => void;
}

export interface CallOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((step: Step) => void) | undefined;
}

export class Client {
  #queue: Call[] = [];
  #current: Call | undefined;
  #worker: { worker: Worker; ready: Promise<Session> } | undefined;
  #watchdog: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;
  readonly #createWorker: () => Worker;
  readonly #open: Open;
  readonly #silenceMs: number;

  constructor(createWorker: () => Worker, open: Open, silenceMs: number) {
    this.#createWorker = createWorker;
    this.#open = open;
    this.#silenceMs = silenceMs;
  }

  /** Starts the worker now. Without this the first call starts it. */
  start(): Promise<Session> {
    return this.#start().ready;
  }

  /** Takes its turn in the queue. Rejects with the signal's reason, or with a `PreflightError`. */
  run(request: Request, { signal, onProgress }: CallOptions): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#disposed) throw new PreflightError("disposed", "this client was disposed of");
      // `throwIfAborted` is younger than the oldest browser that is served.
      if (signal?.aborted) throw signal.reason ?? new DOMException("the call was given up", "AbortError");
      const onAbort = () => this.#abort(call);
      const release = () => signal?.removeEventListener("abort", onAbort);
      const call: Call = { request, onProgress, signal, resolve, reject, release };
      signal?.addEventListener("abort", onAbort);
      this.#queue.push(call);
      this.#next();
    });
  }

  dispose(): void {
    this.#disposed = true;
    const calls = [this.#current, ...this.#queue];
    this.#queue = [];
    this.#discard();
    for (const call of calls) {
      call?.release();
      call?.reject(new PreflightError("disposed", "this client was disposed of"));
    }
  }

  #next(): void {
    if (this.#current !== undefined) return;
    const call = this.#queue.shift();
    if (call === undefined) return;
    this.#current = call;
    const { worker, ready } = this.#start();
    ready.then(
      () => {
        if (this.#current !== call) return;
        this.#watch();
        worker.postMessage(call.request);
      },
      (reason: unknown) => {
        if (this.#current === call) this.#settle(() => call.reject(reason));
      },
    );
  }

  #start(): { worker: Worker; ready: Promise<Session> } {
    if (this.#worker !== undefined) return this.#worker;
    if (typeof Worker === "undefined") {
      const why = "there are no workers here; use exam-preflight/core";
      return { worker: undefined as never, ready: Promise.reject(new PreflightError("worker.failed", why)) };
    }
    const worker = this.#createWorker();
    const ready = new Promise<Session>((resolve, reject) => {
      // Until the worker is ready, whatever goes wrong is not a file's fault.
      const fail = (error: PreflightError) => {
        this.#discard();
        reject(error);
      };
      worker.onmessage = ({ data }: MessageEvent<Reply>) => {
        if (data.type === "ready") {
          worker.onmessage = ({ data }: MessageEvent<Reply>) => this.#hear(data);
          worker.onerror = (event) => this.#fall(event.message || "the worker stopped");
          resolve({ policy: data.policy, draft: data.draft });
        } else if (data.type === "error") {
          fail(new PreflightError(data.code, data.message, data.params));
        } else {
          fail(new PreflightError("worker.failed", "reason" in data ? data.reason : "the worker did not start"));
        }
      };
      worker.onerror = (event) => {
        event.preventDefault();
        fail(new PreflightError("worker.failed", event.message || "the worker could not be loaded"));
      };
    });
    // A rejection reaches those who wait for it; one that nobody waits for is no news.
    ready.catch(() => {});
    this.#worker = { worker, ready };
    worker.postMessage(this.#open);
    return this.#worker;
  }

  #hear(reply: Reply): void {
    const call = this.#current;
    if (call === undefined) return;
    this.#watch();
    switch (reply.type) {
      case "progress":
        try {
          call.onProgress?.(reply.step);
        } catch (e) {
          reportError(e);
        }
        break;
      case "done":
        return this.#settle(() => call.resolve(reply.value));
      case "unreadable":
        return this.#settle(() => call.resolve({ blamed: reply.reason } satisfies Blame));
      case "error":
        return this.#settle(() => call.reject(new PreflightError(reply.code, reply.message, reply.params)));
      case "trap":
        return this.#fall(reply.reason);
      case "ready":
        break;
    }
  }

  /** The module trapped on a file: the file is blamed, the worker replaced. */
  #fall(reason: string): void {
    this.#discard();
    const call = this.#current;
    if (call !== undefined) this.#settle(() => call.resolve({ blamed: reason } satisfies Blame));
  }

  #abort(call: Call): void {
    const reason: unknown = call.signal?.reason;
    if (this.#current === call) {
      this.#discard();
      this.#settle(() => call.reject(reason));
    } else {
      this.#queue = this.#queue.filter((other) => other !== call);
      call.release();
      call.reject(reason);
    }
  }

  #settle(answer: () => void): void {
    clearTimeout(this.#watchdog);
    this.#current?.release();
    this.#current = undefined;
    answer();
    this.#next();
  }

  /** A worker that says nothing for too long is taken for hung: a browser does not tell that one has died. */
  #watch(): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#fall(`no sign of life for ${this.#silenceMs} ms`), this.#silenceMs);
  }

  #discard(): void {
    clearTimeout(this.#watchdog);
    const old = this.#worker?.worker;
    this.#worker = undefined;
    if (old === undefined) return;
    old.onmessage = null;
    old.onerror = null;
    old.terminate();
  }
}
