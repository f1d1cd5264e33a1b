/**
 * The files that wait for the package's worker: one at a time, in the order in which they came. It knows nothing of slots:
 * the listener decides the meaning of an answer.
 */
import type { MaterialReport, Preflight } from "exam-preflight";
import { jpegName, type Job, type PickedFile, type Task } from "./state.js";

export type Outcome =
  | { was: "inspected"; report: MaterialReport }
  /** `image` and its own `report` are null where nothing could be made. */
  | { was: "repaired"; repair: MaterialReport; image: Blob | null; report: MaterialReport | null; name: string }
  /** Given up by the person. */
  | { was: "cancelled" }
  /** No longer wanted when its turn came; it was not looked at. */
  | { was: "unwanted" }
  | { was: "failed"; reason: unknown };

export interface Listener {
  /** Returns `true` if a file is still wanted when its turn comes. */
  isWanted(job: Job): boolean;
  onChange(): void;
  onOutcome(job: Job, outcome: Outcome): void;
}

/** Work that takes longer is shown with its steps and can be cancelled. */
const BLINK_MS = 300;

export class Queue {
  #jobs: Job[] = [];
  #running: { job: Job; abort: AbortController } | undefined;
  #preflight: Preflight | undefined;
  #kind = "";

  readonly #listener: Listener;

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  get jobs(): readonly Job[] {
    return this.#jobs;
  }

  /** Files may wait for the package, but not for another kind. */
  serve(preflight: Preflight | undefined, kind: string): void {
    this.#preflight = preflight;
    this.#kind = kind;
    void this.#next();
  }

  add(picked: PickedFile, task: Task): void {
    const job: Job = { ...picked, task, step: "waiting", heard: 0, isShown: false };
    this.#jobs = [...this.#jobs, job];
    setTimeout(() => this.#change(job.id, { isShown: true }), BLINK_MS);
    this.#listener.onChange();
    void this.#next();
  }

  cancel(id: string): void {
    const job = this.#jobs.find((one) => one.id === id);
    if (job === undefined) return;
    this.#remove(id);
    if (this.#running?.job.id === id) this.#running.abort.abort();
    this.#listener.onOutcome(job, { was: "cancelled" });
  }

  /** Without a word: the slot itself goes. */
  clear(): void {
    this.#jobs = [];
    this.#running?.abort.abort();
  }

  #remove(id: string): void {
    this.#jobs = this.#jobs.filter((job) => job.id !== id);
    this.#listener.onChange();
  }

  #change(id: string, change: Partial<Job>): void {
    if (!this.#jobs.some((job) => job.id === id)) return;
    this.#jobs = this.#jobs.map((job) => (job.id === id ? { ...job, ...change } : job));
    this.#listener.onChange();
  }

  async #next(): Promise<void> {
    const [job] = this.#jobs;
    if (this.#running !== undefined || this.#preflight === undefined || job === undefined) return;
    if (!this.#listener.isWanted(job)) {
      this.#remove(job.id);
      this.#listener.onOutcome(job, { was: "unwanted" });
      return this.#next();
    }
    const running = (this.#running = { job, abort: new AbortController() });
    this.#change(job.id, { step: "starting" });
    const outcome = await this.#run(this.#preflight, job, running.abort.signal);
    this.#running = undefined;
    // One that was cancelled has left the queue and has been told already.
    if (this.#jobs.some((one) => one.id === job.id)) {
      this.#remove(job.id);
      this.#listener.onOutcome(job, outcome);
    }
    return this.#next();
  }

  async #run(preflight: Preflight, { id, name, blob, task }: Job, signal: AbortSignal): Promise<Outcome> {
    let heard = 0;
    const common = { kind: this.#kind, signal, onProgress: (step: Job["step"]) => this.#change(id, { step, heard: ++heard }) };
    try {
      if (task.do === "inspect") {
        return { was: "inspected", ...(await preflight.inspectMaterial(blob, { ...common, fileName: name })) };
      }
      const { placement } = task;
      const { report: repair, image } = await preflight.repairMaterial(blob, { ...common, fileName: name, placement });
      const jpeg = jpegName(name);
      // A repair's report is on the file as it came; what will be sent gets one of its own.
      // A person who turned it by hand, or confirmed it as it is, has looked at it.
      const confirmedUpright = placement !== undefined;
      const made = image && (await preflight.inspectMaterial(image, { ...common, fileName: jpeg, confirmedUpright }));
      return { was: "repaired", repair, image, report: made && made.report, name: jpeg };
    } catch (reason) {
      return { was: "failed", reason };
    }
  }
}
