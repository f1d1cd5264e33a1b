/** The text of a live region (`role="status"`): what a screen reader says without moving the focus. */

/** Time that a state must last before it is announced. */
const QUIET_MS = 600;
/** Empty for so long, a region says the same sentence again. */
const PAUSE_MS = 50;

export class LiveRegion {
  /** Present text of the region. */
  text = "";
  #next = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onChange: () => void;

  /** `onChange`: draws the region anew. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Says an event at once, even when the event before it had the same words. */
  say(text: string): void {
    clearTimeout(this.#timer);
    if (text === this.text) {
      this.#put("");
      return this.#putLater(text, PAUSE_MS);
    }
    this.#next = text;
    this.#put(text);
  }

  /** Says a state once it has stood for a moment: the place where things arrive, not every step on the way. */
  show(text: string): void {
    if (text !== this.#next) this.#putLater(text, QUIET_MS);
  }

  /** Says nothing more of what was to come. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#next = this.text;
  }

  #putLater(text: string, ms: number): void {
    clearTimeout(this.#timer);
    this.#next = text;
    this.#timer = setTimeout(() => this.#put(text), ms);
  }

  #put(text: string): void {
    this.text = text;
    this.#onChange();
  }
}
