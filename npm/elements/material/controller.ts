/**
 * All that can be done with the pictures of one kind. A file ends in a slot, beside the slots, or in a notice. The
 * controller holds the files beside the slots; the pictures in them are the host's, which tells the page of every change.
 */
import type { Placement, MaterialReport, Preflight } from "exam-preflight";
import { sentence } from "../shared/findings.js";
import type { Locale } from "../shared/locale.js";
import { Queue, type Outcome } from "./queue.js";
import {
  isKept,
  newId,
  sha256,
  type FailedFile,
  type Job,
  type MaterialFile,
  type Origin,
  type PickedFile,
  type RefusedFile,
  type RemovedFile,
  type RepairedFile,
} from "./state.js";
import { words, type Words } from "./words/index.js";

export interface MaterialHost {
  readonly files: MaterialFile[];
  readonly preflight: Preflight | undefined;
  readonly locale: Locale;
  /** Most pictures that this candidate may put here. */
  readonly max: number;
  requestUpdate(): void;
  /** Takes the new list over and tells the page. */
  change(files: MaterialFile[]): void;
  /** Reads a sentence out to those who do not see the page. */
  say(text: string): void;
  /** Moves the focus there once it is drawn, where it would otherwise be lost with a button that is gone. */
  focusOn(selector: string): void;
}

/** An answer to a file that neither takes a slot nor stays beside the slots. */
export interface Notice {
  id: string;
  text: string;
}

export class MaterialController {
  readonly queue: Queue;
  readonly #host: MaterialHost;
  refused: RefusedFile[] = [];
  failed: FailedFile[] = [];
  repaired: RepairedFile[] = [];
  removed: RemovedFile[] = [];
  notices: Notice[] = [];
  /** Names of what came when no slot was free: said together once the queue has gone by. */
  #superfluous: string[] = [];

  constructor(host: MaterialHost) {
    this.#host = host;
    this.queue = new Queue({
      isWanted: ({ task }) => task.do === "repair" || host.files.length < host.max,
      onChange: () => host.requestUpdate(),
      onOutcome: (job, outcome) => this.#hear(job, outcome),
    });
  }

  get #words(): Words {
    return words(this.#host.locale);
  }

  /** Forgets everything: the card is for another kind now, or is gone. */
  clear(): void {
    this.queue.clear();
    this.refused = [];
    this.failed = [];
    this.repaired = [];
    this.removed = [];
    this.notices = [];
    this.#superfluous = [];
  }

  /** `instead`: a refused file that these are chosen in place of. */
  take(files: Iterable<File>, instead?: string): void {
    this.notices = [];
    this.refused = this.refused.filter(({ id }) => id !== instead);
    for (const file of files) {
      this.queue.add({ id: newId(), name: file.name || this.#words.unnamed, blob: file }, { do: "inspect" });
    }
    this.#tellSuperfluous();
  }

  tell(text: string): void {
    this.notices = [...this.notices, { id: newId(), text }];
    this.#host.say(text);
    this.#host.requestUpdate();
  }

  /** Repairs a refused picture, or one in a slot whose name claims another format or whose placement is doubtful. */
  repair(origin: Origin, placement?: Placement): void {
    if (origin.of === "refused") {
      const { id, name, blob } = origin.refused;
      this.refused = this.refused.filter((one) => one.id !== id);
      this.queue.add({ id, name, blob }, { do: "repair", placement, origin });
    } else {
      const { id, name, blob } = origin.file;
      this.repaired = this.repaired.filter((one) => one.file.id !== id);
      this.queue.add({ id, name, blob }, { do: "repair", placement, origin });
    }
  }

  retry(failed: FailedFile): void {
    this.failed = this.failed.filter((one) => one.id !== failed.id);
    const { task, reason: _, ...picked } = failed;
    this.queue.add(picked, task);
  }

  dismiss(id: string): void {
    this.refused = this.refused.filter((one) => one.id !== id);
    this.failed = this.failed.filter((one) => one.id !== id);
    this.notices = this.notices.filter((one) => one.id !== id);
    this.#host.requestUpdate();
    this.#host.focusOn(this.refused.length > 0 ? ".refused .actions button" : ".plus button, .title");
  }

  remove(file: MaterialFile): void {
    const host = this.#host;
    const at = host.files.findIndex(isSame(file));
    if (at < 0) return;
    this.removed = [...this.removed, { file, at }];
    this.repaired = this.repaired.filter((one) => one.file.id !== file.id);
    host.change(without(host.files, file));
    host.say(this.#words.removed(file.name));
    host.focusOn(".undo button");
  }

  /** Brings back what was removed last. */
  undo(): void {
    const host = this.#host;
    const last = this.removed.at(-1);
    if (last === undefined) return;
    if (host.files.length >= host.max) return this.tell(this.#words.dropFull);
    this.removed = this.removed.slice(0, -1);
    host.change(inserted(host.files, last.at, last.file));
    host.say(this.#words.undone(last.file.name));
    host.focusOn(`.tile[data-id="${last.file.id}"] .remove`);
  }

  forgetRemoved(): void {
    this.removed = [];
    this.#host.requestUpdate();
  }

  /** Puts a picture at another place in the order. */
  move(file: MaterialFile, to: number): boolean {
    const host = this.#host;
    const rest = without(host.files, file);
    const at = Math.max(0, Math.min(to, rest.length));
    if (rest.length === host.files.length || host.files[at]?.id === file.id) return false;
    host.change(inserted(rest, at, file));
    host.say(this.#words.moved(file.name, at + 1, host.files.length));
    return true;
  }

  /** The person has looked at the result of a repair. */
  confirm(repaired: RepairedFile): void {
    this.repaired = this.repaired.filter((one) => one !== repaired);
    this.#host.requestUpdate();
    this.#host.focusOn(".plus button, .title");
  }

  /** Takes a repaired picture for which there was no slot. */
  put(repaired: RepairedFile): void {
    const host = this.#host;
    if (host.files.length >= host.max) return this.tell(this.#words.dropFull);
    host.change([...host.files, repaired.file]);
    this.#replace(repaired, { ...repaired, isTaken: true });
    host.say(this.#words.added(repaired.file.name, host.files.length, host.max));
    host.focusOn(`.repaired[data-id="${repaired.file.id}"] h4`);
  }

  /** Undoes a repair. */
  revert(repaired: RepairedFile): void {
    const host = this.#host;
    const { origin, file } = repaired;
    this.repaired = this.repaired.filter((one) => one !== repaired);
    if (origin.of === "tile") {
      host.change(host.files.map((one) => (one.id === file.id ? origin.file : one)));
      host.focusOn(`.tile[data-id="${origin.file.id}"] .view`);
    } else {
      this.refused = [...this.refused, origin.refused];
      if (host.files.some(isSame(file))) host.change(without(host.files, file));
      host.focusOn(".refused .actions button");
    }
    host.say(this.#words.reverted(repaired.report.findings[0]?.file ?? file.name));
    host.requestUpdate();
  }

  #replace(old: RepairedFile, now: RepairedFile): void {
    this.repaired = this.repaired.map((one) => (one === old ? now : one));
    this.#host.requestUpdate();
  }

  #hear(job: Job, outcome: Outcome): void {
    switch (outcome.was) {
      case "inspected":
        this.#judge(job, outcome.report);
        break;
      case "repaired":
        this.#takeRepaired(job, outcome);
        break;
      case "cancelled":
        this.#giveBack(job);
        this.#host.say(this.#words.cancelled(job.name));
        this.#host.focusOn(".plus button, .title");
        break;
      case "unwanted":
        this.#superfluous.push(job.name);
        break;
      case "failed":
        this.failed = [...this.failed, { ...picked(job), task: job.task, reason: outcome.reason }];
        this.#host.say(this.#words.failed(job.name));
        break;
    }
    this.#tellSuperfluous();
    this.#host.requestUpdate();
  }

  /** Puts a refused picture back that a repair had taken. */
  #giveBack({ task }: Job): void {
    if (task.do === "repair" && task.origin.of === "refused") this.refused = [...this.refused, task.origin.refused];
  }

  #judge(job: Job, report: MaterialReport): void {
    const host = this.#host;
    const same = twinOf(report, host.files);
    if (same) return this.tell(this.#words.twice(job.name, same.name));
    if (report.verdict === "blocked") return this.#refuse({ ...picked(job), report });
    // Another file may have come into the last slot meanwhile.
    if (host.files.length >= host.max) return void this.#superfluous.push(job.name);
    host.change([...host.files, { ...picked(job), report, original: null }]);
    host.say(this.#words.added(job.name, host.files.length, host.max));
  }

  #refuse(refused: RefusedFile): void {
    const host = this.#host;
    // The same file, chosen once more, stands there once.
    const sha = sha256(refused.report);
    this.refused = [...this.refused.filter(({ report }) => sha === "" || sha256(report) !== sha), refused];
    const [first] = refused.report.findings.filter(({ severity }) => severity === "error");
    const reason = first ? sentence(first, host.locale, host.preflight?.policy).text : "";
    host.say(this.#words.refusedOne(refused.name, reason));
    host.focusOn(`.refused[data-id="${refused.id}"] .actions button`);
  }

  #takeRepaired(job: Job, outcome: Extract<Outcome, { was: "repaired" }>): void {
    const host = this.#host;
    const { repair, image, report, name } = outcome;
    if (job.task.do !== "repair") return;
    const { origin } = job.task;
    if (image === null || report === null || report.verdict === "blocked") {
      return this.#stayRefused(origin, job, report ?? repair);
    }
    const file: MaterialFile = { id: newId(), name, blob: image, report, original: job.blob };
    const isTile = origin.of === "tile";
    // A picture that a person found right may come out as it was.
    const twin = twinOf(report, isTile ? without(host.files, origin.file) : host.files);
    if (twin) return this.tell(this.#words.twice(job.name, twin.name));
    // It was removed while it was being repaired.
    if (isTile && !host.files.some(isSame(origin.file))) return;
    const isTaken = isTile || host.files.length < host.max;
    if (isTile) host.change(host.files.map((one) => (one.id === origin.file.id ? file : one)));
    else if (isTaken) host.change([...host.files, file]);
    this.repaired = [...this.repaired, { file, origin, report: repair, isTaken }];
    const { kept, repaired, repairedSaid } = this.#words;
    host.say(repairedSaid(isKept(repair) ? kept(job.name) : repaired(job.name), isTaken));
    host.focusOn(`.repaired[data-id="${file.id}"] h4`);
  }

  /** The file stays as it was, with the findings that remain after the repair. */
  #stayRefused(origin: Origin, job: Job, report: MaterialReport): void {
    this.tell(this.#words.unrepairable(job.name));
    if (origin.of === "refused") this.#refuse({ ...origin.refused, report });
  }

  #tellSuperfluous(): void {
    if (this.#superfluous.length === 0 || this.queue.jobs.some(({ task }) => task.do === "inspect")) return;
    const names = this.#superfluous;
    this.#superfluous = [];
    const { max } = this.#host;
    this.tell(max === 0 ? this.#words.superfluousNone(names) : this.#words.superfluous(names, max));
  }
}

// By id: the page may give the same pictures back as new objects.
const isSame = (file: MaterialFile) => (one: MaterialFile) => one.id === file.id;
const without = (files: readonly MaterialFile[], file: MaterialFile): MaterialFile[] => files.filter((one) => one.id !== file.id);

/** The same bytes among these, where their hash is known. */
const twinOf = (report: MaterialReport, files: readonly MaterialFile[]): MaterialFile | undefined =>
  files.find((file) => sha256(report) !== "" && sha256(file.report) === sha256(report));

/** At that place, or at the end where the list has grown shorter. */
const inserted = (files: readonly MaterialFile[], at: number, file: MaterialFile): MaterialFile[] => [
  ...files.slice(0, at),
  file,
  ...files.slice(at),
];

const picked = ({ id, name, blob }: PickedFile): PickedFile => ({ id, name, blob });
