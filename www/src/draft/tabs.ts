/**
 * One tab at a time may change a draft. The lock is the browser's own (Web Locks). The database has the last word: see
 * `owners` there.
 */
export interface TabListener {
  /** This tab may write now. Called again each time it gets the draft back. */
  onOwner: () => void;
  /** Another tab has it. */
  onReader: () => void;
  /** The tab that has it has saved. */
  onSaved: () => void;
  /** Another tab asks for it: resolves when everything is saved. */
  flush: () => Promise<void>;
}

/** `yield`: another tab wants the draft. `saved`: its tab has saved. */
type Message = "yield" | "saved";

/** Time for another tab to save and let go. A tab in the background may be slow; a frozen one never answers. */
const YIELD_MS = 1500;

export class Tabs {
  #channel: BroadcastChannel | undefined;
  #release: (() => void) | undefined;
  #waiting: AbortController | undefined;
  #isOwner = false;
  readonly #name: string;
  readonly #listener: TabListener;

  constructor(candidate: string, listener: TabListener) {
    this.#name = `exam-preflight:${candidate}`;
    this.#listener = listener;
    try {
      this.#channel = new BroadcastChannel(this.#name);
    } catch {
      // No such thing here, or forbidden together with all other storage.
      return;
    }
    this.#channel.onmessage = ({ data }: MessageEvent<Message>) => void this.#hear(data);
  }

  /** Finds out who has the draft. */
  async start(): Promise<void> {
    // A browser that forbids all storage forbids locks as well: there is nothing to overwrite then.
    const isFree = navigator.locks === undefined || (await this.#lock({ ifAvailable: true }).catch(() => true));
    if (isFree) return this.#become(true);
    this.#become(false);
    this.#queue();
  }

  /** Takes the draft from the tab that has it, which saves first; one that does not answer loses it all the same. */
  async takeOver(): Promise<void> {
    this.#say("yield");
    const until = Date.now() + YIELD_MS;
    while (!this.#isOwner && Date.now() < until) await sleep(50);
    if (this.#isOwner) return;
    this.#waiting?.abort();
    if (navigator.locks) await this.#lock({ steal: true });
    this.#become(true);
  }

  /** Told after every save. */
  announceSaved(): void {
    this.#say("saved");
  }

  /** The database says that another tab has it. */
  lost(): void {
    if (!this.#isOwner) return;
    this.#let();
  }

  close(): void {
    this.#waiting?.abort();
    this.#release?.();
    this.#channel?.close();
    this.#channel = undefined;
  }

  #say(message: Message): void {
    this.#channel?.postMessage(message);
  }

  async #hear(message: Message): Promise<void> {
    if (message === "saved" && !this.#isOwner) this.#listener.onSaved();
    if (message === "yield" && this.#isOwner) {
      await this.#listener.flush();
      this.#let();
    }
  }

  #become(isOwner: boolean): void {
    this.#isOwner = isOwner;
    if (isOwner) this.#listener.onOwner();
    else this.#listener.onReader();
  }

  /** Lets go, and waits in line for the day when the other tab is closed. */
  #let(): void {
    this.#become(false);
    this.#release?.();
    this.#release = undefined;
    this.#queue();
  }

  /** Waits in line for the lock: the tab that has it may simply be closed. */
  #queue(): void {
    this.#waiting = new AbortController();
    if (!navigator.locks) return;
    const { signal } = this.#waiting;
    this.#lock({ signal }).then(
      (got) => {
        if (got && !signal.aborted) this.#become(true);
      },
      () => {},
    );
  }

  /** Resolves once the lock is held, or at once with false where it is not to be had. It is held until released. */
  #lock(options: LockOptions): Promise<boolean> {
    return new Promise((settle, fail) => {
      const held = navigator.locks.request(this.#name, options, (lock) => {
        settle(lock !== null);
        return lock === null ? undefined : new Promise<void>((release) => (this.#release = release));
      });
      held.catch((e: unknown) => {
        // Stolen while it was held, or given up while waiting.
        if (this.#isOwner && !options.signal?.aborted) this.#let();
        fail(e);
      });
    });
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((wake) => setTimeout(wake, ms));
}
